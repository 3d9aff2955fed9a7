"""Removals to test with; all people and places are invented."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.boardroom import actions as boardroom
from app.core import clock
from app.core.uploads import CheckedFile
from app.core.values import PartyKind, PostalAddress, Role
from app.members import queries as members
from app.members.models import Member
from app.organs import actions as organ_actions
from app.organs import queries as organs
from app.organs.models import Item
from app.organs.rules import Choice, ItemKind, Organ, Outcome
from app.parties.rules import PartyFacts
from app.removals import actions
from app.removals import queries as removals
from app.removals.models import Removal
from app.removals.rules import AppealBody, AppealDecision, Charge, FollowerRole, Judgment, RemovalKind, Reported
from app.shares import queries as shares
from documents import registry
from tests.archive.factories import made
from tests.boardroom.factories import a_circular, as_officer
from tests.departures.factories import JOINED, a_holder, a_leaving_house
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in_office
from tests.shares.factories import a_member, paid

PROOF = CheckedFile("Nachweis.pdf", b"%PDF-1.7 proof")
DIED = TODAY - timedelta(days=20)
NEW_YEARS_EVE = date(2026, 12, 31)
CLAUSE = "§ 11 Abs. 1 Buchst. b der Satzung"
LATER = NOW + timedelta(days=15)
"""After the time to answer."""
LATER_DAY = LATER.date()
COURT = "Landgericht Hohenmoos, 3 O 118/26"


def a_lasting_house(session: Session, **statute: Any) -> None:
    """A house set up, with fiscal years; an appeal within six weeks."""
    a_leaving_house(session, **{"appeal_days": 42, **statute})


def a_human(session: Session, first_names: str = "Balthasar", last_name: str = "Lindwurm", shares: int = 3) -> Member:
    """A natural person with paid shares since May 2024."""
    party = a_person(session, first_names, last_name)
    member = a_member(session, shares=shares, first_day=JOINED, party=party)
    if shares:
        paid(session, member, shares * 500_00, JOINED)
    return member


def reported(kind: RemovalKind = RemovalKind.DEATH, event_on: date = DIED, **more: Any) -> Reported:
    """What became known."""
    return Reported(kind, event_on, "S 812/2026", **more)


def dead(session: Session, member: Member, event_on: date = DIED, now: datetime = NOW) -> Removal:
    """The death of a member, noted by the office."""
    return actions.report(session, member, reported(event_on=event_on), PROOF, OFFICE, now)


def charge(**more: Any) -> Charge:
    """What is held against a member."""
    return Charge(**{
        "clause": CLAUSE, "reasons": "Trotz zweier Mahnungen sind 500 € nicht gezahlt.", "organ": Organ.BOARD,
        "answer_until": TODAY + timedelta(days=14), **more,
    })


def heard(session: Session, member: Member, now: datetime = NOW, **more: Any) -> Removal:
    """An exclusion under way: the member is invited to answer."""
    return actions.begin_exclusion(session, member, charge(**more), None, OFFICE, now)


def proposed(session: Session, member: Member, **more: Any) -> Removal:
    """An exclusion that lies before its organ after the time to answer."""
    return actions.propose_exclusion(session, heard(session, member, **more), OFFICE, LATER)


def resolved(session: Session, member: Member, choice: Choice = Choice.YES) -> Removal:
    """An exclusion on which the board has voted after the time to answer."""
    removal = proposed(session, member)
    item = session.scalars(select(Item).where(Item.kind == ItemKind.EXCLUSION, Item.reference == removal.id)).one()
    a_circular(session, item, now=LATER)
    for office in organs.offices_on(session, Organ.BOARD, LATER.date()):
        boardroom.vote(session, item, office.party_id, choice, "", as_officer(office.party, Role.BOARD), LATER)
    session.refresh(removal)
    made(session, removal.letter_id)
    return removal


def sent(session: Session, member: Member) -> Removal:
    """An exclusion whose registered letter was sent on the day of the decision."""
    return posted(session, resolved(session, member))


def posted(session: Session, removal: Removal) -> Removal:
    """The same of one resolved already."""
    made(session, removal.letter_id)
    return actions.dispatch(session, removal, LATER_DAY, "RR 1234 5678 9DE", None, OFFICE, LATER)


def handed_over(session: Session, member: Member, organ: Organ) -> Removal:
    """An exclusion that the board, all of it biased, handed to another organ."""
    removal = proposed(session, member)
    item = removals.find_item(session, removal)
    assert item is not None
    biased = {office.party_id: "Eigene Sache" for office in organs.offices_on(session, Organ.BOARD, LATER_DAY)}
    organ_actions.add_biases(session, item, biased, LATER)
    boardroom.hand_over(session, item, organ, OFFICE, LATER)
    return removal


def on_paper(session: Session, removal: Removal, outcome: Outcome = Outcome.ACCEPTED) -> Removal:
    """An exclusion on which the organ before which it lies has resolved on paper."""
    item = removals.find_item(session, removal)
    assert item is not None
    record = boardroom.Record(item.organ, LATER_DAY, "", "", outcome, item_id=item.id, record=PROOF)
    boardroom.record_resolution(session, record, OFFICE, LATER)
    return removal


def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the day after the time to answer."""
    monkeypatch.setattr(clock, "now", lambda: LATER)
    monkeypatch.setattr(clock, "today", lambda: LATER_DAY)


def to_be_sent(session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Removal:
    """An exclusion that the board has resolved on, and the office about to note that its letter was sent."""
    a_lasting_house(session)
    removal = resolved(session, a_holder(session))
    session.commit()
    later(monkeypatch)
    sign_in_office(session, client)
    return removal


def on_appeal(
    session: Session, is_upheld: bool = True, organ: Organ = Organ.SUPERVISORY_BOARD, has_record: bool = True,
    outcome: Outcome = Outcome.ACCEPTED, decided_on: date = LATER_DAY, kind: ItemKind = ItemKind.OTHER,
) -> AppealDecision:
    """How an organ decided on an appeal, by a resolution on paper that is recorded here."""
    paper = PROOF if has_record else None
    words = ("Beschwerde", "Der Beschwerde wird stattgegeben.", outcome, OFFICE, LATER, kind)
    number = organ_actions.record_resolution(session, organ, decided_on, *words, record=paper).number
    return AppealDecision(decided_on, is_upheld, AppealBody.ORGAN, number)


def appealed(session: Session, member: Member) -> Removal:
    """An exclusion against which the member has appealed in time."""
    return contested(session, sent(session, member))


def pending_appeal(session: Session, monkeypatch: pytest.MonkeyPatch) -> Removal:
    """An exclusion by the board against which the member has appealed, on the day on which that is decided."""
    a_lasting_house(session)
    removal = appealed(session, a_holder(session))
    session.commit()
    later(monkeypatch)
    return removal


def contested(session: Session, removal: Removal) -> Removal:
    """The same of one sent already."""
    return actions.note_appeal(session, removal, LATER_DAY, "Ich habe gezahlt.", None, OFFICE, LATER)


def judged(
    session: Session, removal: Removal, is_void: bool = True, day: date = LATER_DAY, now: datetime = LATER,
    reference: str = COURT, file: CheckedFile | None = PROOF,
) -> Removal:
    """An exclusion of which a court said that it is void, or that it stands."""
    return actions.note_judgment(session, removal, Judgment(day, is_void, reference), file, OFFICE, now)


def a_successor(name: str = "Rosalinde", last_name: str = "Lindwurm") -> PartyFacts:
    """A person with an address, as an heir is entered."""
    return PartyFacts(
        PartyKind.NATURAL_PERSON, first_names=name, last_name=last_name,
        address=PostalAddress("Am Anger 9", "70997", "Altenbruck"),
    )


def followed(
    session: Session, removal: Removal, role: FollowerRole = FollowerRole.HEIR, facts: PartyFacts | None = None,
    who: int | None = None, is_another: bool = False, now: datetime = NOW,
) -> Removal:
    """Somebody who follows, entered with the proof; `who` is a party that is known."""
    meant = who or facts or a_successor()
    return actions.name_follower(session, removal, meant, role, PROOF, OFFICE, now, is_another=is_another)


def facts_of_letter(session: Session, removal: Removal) -> Any:
    """What the newest letter about a removal states."""
    letter = archive.get_document(session, removal.letter_id or 0)
    return registry.load(letter.kind, letter.facts or {})


def figures(session: Session, member_id: int) -> list[object]:
    """Everything the register and the ledgers say of a member, on several days."""
    period = members.get_period_on(session, member_id, TODAY)
    days = (TODAY, NEW_YEARS_EVE, date(2027, 1, 1), date(2028, 1, 1))
    held = [shares.shares_held(session, member_id, day) for day in days]
    return [period.last_day, period.exit_ground, *held, shares.holding_of(session, member_id, date.max).credit]
