"""The general assembly excludes where the statute names it: by a resolution declared there, or proven by its record."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.assemblies.rules import Subject
from app.boardroom import actions as boardroom
from app.core.uploads import CheckedFile
from app.core.values import Refusal
from app.members.models import Member
from app.organs import actions as organs
from app.organs import queries as organ_queries
from app.organs.rules import AboutResolution, NamedResolution, Organ, Outcome, RecordRefusal
from app.removals import actions, queries
from app.removals.models import Removal
from app.removals.rules import RemovalState, check_decides_exclusion
from app.voting import queries as voting
from app.voting.models import Poll
from app.voting.rules import Choice
from tests.archive.factories import made
from tests.departures.factories import a_holder
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.removals.factories import PROOF, a_human, a_lasting_house, facts_of_letter, heard
from tests.tabs import Tab, said
from tests.visitors import visitor
from tests.voting.factories import a_meeting, asked, casts, declared

RECORD = CheckedFile("Niederschrift.pdf", PROOF.content)
TOMORROW = TODAY + timedelta(days=1)


def laid(session: Session, member: Member, organ: Organ = Organ.GENERAL_ASSEMBLY) -> Removal:
    """An exclusion that lies before the assembly, for the member has answered."""
    removal = heard(session, member, organ=organ)
    actions.note_answer(session, removal, TODAY, "Ich habe gezahlt.", None, OFFICE, NOW)
    return actions.propose_exclusion(session, removal, OFFICE, NOW)


def on_paper(
    session: Session, outcome: Outcome = Outcome.ACCEPTED, organ: Organ = Organ.GENERAL_ASSEMBLY,
    record: CheckedFile | None = RECORD, day: date = TODAY,
) -> str:
    """A resolution on the exclusion that was recorded in words of its own; gives its number."""
    words = ("Ausschluss", "Das Mitglied wird ausgeschlossen.", outcome, OFFICE, NOW)
    return organs.record_resolution(session, organ, day, *words, record=record).number


def decided(session: Session, removal: Removal, number: str, is_declared: bool | None = None) -> Removal:
    """The same named on the page of the exclusion."""
    return actions.decide_by_assembly(session, removal, number, is_declared, OFFICE, NOW)


def voted(session: Session, choice: Choice, subject: Subject = Subject.OTHER) -> tuple[Member, Poll]:
    """A meeting today whose members vote on a motion one way; gives one of them, and the poll to be declared."""
    meeting = a_meeting(session, subject=subject)
    poll = asked(session, meeting)
    for member in meeting.members:
        casts(session, poll, member, choice)
    return meeting.members[0], declared(session, meeting, poll)


def number_of(session: Session, poll: Poll) -> str:
    assert poll.declaration is not None
    assert poll.declaration.resolution_id is not None
    return organ_queries.get_resolution(session, poll.declaration.resolution_id).number


@pytest.mark.parametrize(("choice", "state"), [
    (Choice.YES, RemovalState.RESOLVED), (Choice.NO, RemovalState.REJECTED),
])
def test_what_an_assembly_declared_excludes_or_keeps_the_member(
    session: Session, choice: Choice, state: RemovalState
) -> None:
    member, poll = voted(session, choice)
    removal = laid(session, member)
    number = number_of(session, poll)
    assert voting.is_declared(session, number.lower())
    decided(session, removal, number.lower(), voting.is_declared(session, number))
    assert (removal.state, removal.resolution_number) == (state, number)
    item = queries.find_item(session, removal)
    assert item is not None
    assert (item.is_open, item.resolution.number if item.resolution else "", item.decided_on) == (False, number, TODAY)


def test_what_an_assembly_declared_on_the_accounts_excludes_nobody_though_its_minutes_are_signed(
    session: Session,
) -> None:
    member, poll = voted(session, Choice.YES, Subject.ADOPT_ACCOUNTS)
    removal, number = laid(session, member), number_of(session, poll)
    assert voting.is_declared(session, number) is False
    with pytest.raises(AboutResolution, match="über etwas anderes"):
        decided(session, removal, number, voting.is_declared(session, number))
    with pytest.raises(AboutResolution, match="über etwas anderes"):
        check_decides_exclusion(number, kept(is_proven=True), TODAY, is_declared=False, is_used=False)
    assert removal.state is RemovalState.PROPOSED


def test_what_was_recorded_with_its_record_excludes_and_the_letter_names_the_assembly(session: Session) -> None:
    a_lasting_house(session)
    removal = decided(session, laid(session, a_holder(session)), on_paper(session))
    assert facts_of_letter(session, removal).organ == "die Generalversammlung"
    made(session, removal.letter_id)
    actions.dispatch(session, removal, TODAY, "RR 1", None, OFFICE, NOW)
    assert (removal.state, queries.without_trace(session)) == (RemovalState.ENTERED, [])


def test_a_resolution_known_by_one_person_s_word_alone_excludes_nobody(session: Session) -> None:
    a_lasting_house(session)
    removal = laid(session, a_holder(session))
    number = on_paper(session, record=None)
    with pytest.raises(AboutResolution, match="fehlt die unterschriebene Niederschrift"):
        decided(session, removal, number, voting.is_declared(session, number))
    item = queries.find_item(session, removal)
    assert item is not None
    record = boardroom.Record(Organ.GENERAL_ASSEMBLY, TODAY, "", "", Outcome.ACCEPTED, item_id=item.id)
    with pytest.raises(RecordRefusal):
        boardroom.record_resolution(session, record, OFFICE, NOW)
    assert removal.state is RemovalState.PROPOSED


def kept(**more: object) -> NamedResolution:
    """A resolution of the assembly of today, accepted and proven."""
    facts = {
        "number": "GV-2026-001", "organ": Organ.GENERAL_ASSEMBLY, "is_free": True, "accepted_on": TODAY,
        "is_open": False, "is_proven": True, "decided_on": frozenset({TODAY}), **more,
    }
    return NamedResolution(**facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(("found", "is_used", "sentence"), [
    (None, False, "gibt es hier nicht"), (kept(organ=Organ.BOARD), False, "kein Beschluss der Generalversammlung"),
    (kept(is_free=False), False, "über etwas anderes"), (kept(), True, "über etwas anderes"),
    (kept(decided_on=frozenset(), accepted_on=None, is_open=True), False, "noch nicht entschieden"),
    (kept(decided_on=frozenset({TODAY - timedelta(days=1)})), False, "nach der Anhörung vorgelegt"),
])
def test_no_other_resolution_excludes(found: NamedResolution | None, is_used: bool, sentence: str) -> None:
    with pytest.raises(AboutResolution, match=sentence):
        check_decides_exclusion("GV-2026-001", found, TODAY, is_declared=None, is_used=is_used)
    declared_here = check_decides_exclusion("GV-2026-001", kept(is_proven=False), TODAY, True, False)
    assert declared_here.number == "GV-2026-001"


def test_one_resolution_excludes_one_member(session: Session) -> None:
    a_lasting_house(session)
    number = on_paper(session)
    first, second = laid(session, a_holder(session)), laid(session, a_human(session))
    decided(session, first, number)
    with pytest.raises(AboutResolution, match="über etwas anderes"):
        decided(session, second, number)


def test_what_lies_before_the_board_is_not_decided_by_naming_a_resolution(session: Session) -> None:
    a_lasting_house(session)
    removal = laid(session, a_holder(session), Organ.BOARD)
    with pytest.raises(Refusal, match="liegt dem Organ nicht mehr vor"):
        decided(session, removal, on_paper(session))


def test_the_page_asks_for_the_resolution_and_says_at_its_field_what_is_wrong(app: Flask, session: Session) -> None:
    a_lasting_house(session)
    removal = laid(session, a_holder(session))
    number = on_paper(session)
    session.commit()
    client = visitor(app)
    sign_in_office(session, client)
    start = f"/ausscheiden/neu/{a_holder(session, 'Stadt Lindenfurt').number}/exclusion"
    session.commit()
    assert 'value="general_assembly"' in client.get(start).text
    tab = Tab(client, f"/ausscheiden/{removal.id}", "beschluss$")
    wrong = tab.send(decision="GV-2099-001")
    assert (wrong.status_code, "gibt es hier nicht" in said(wrong)) == (422, True)
    assert tab.send(decision=number).status_code == 302
    session.rollback()
    session.expire_all()
    assert removal.state is RemovalState.RESOLVED
