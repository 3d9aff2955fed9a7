"""Whoever holds a letter about an act that was undone as an error is told so by a letter of correction (R-REG-05)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive import queries as archive_queries
from app.archive.models import IssuedDocument
from app.archive.rules import Standing
from app.core.formats import local
from app.core.values import Actor, Cents, German
from app.members.models import Member
from app.parties import queries as parties
from app.shares import queries
from app.shares.actions.letters import Addressee, issue_letter_if_possible, who_follows
from app.shares.rules import PaymentPurpose
from documents import registry
from documents.entry_undone import AccountUndone, Ahead, Matter, UndoneFacts
from documents.facts import Later
from documents.letter import Letter

CORRECTED = German("Berichtigung")
"""How the letter is called."""

KIND = "entry_undone"


@dataclass(frozen=True)
class Undone:
    """What was undone as an error: what kind of matter, its number, why, and the account that was named with it.

    `paid`: what was paid out of the settlement of an exclusion that was lifted; cents.
    """

    matter: Matter
    number: str
    reason: str
    account: AccountUndone | None = None
    paid: Cents = 0


def correct_letter(
    session: Session, member: Member, letter_id: int | None, undone: Undone, actor: Actor, now: datetime,
    to_another: bool = False,
) -> IssuedDocument | None:
    """Tell whoever holds a letter that what it says was an error; one that nobody has posted yet is withdrawn.

    Gives the letter of correction, None where none is written; done again, it changes nothing. `to_another`: it went
    to somebody in the member's place, who is written to again as then; what the member holds goes to who follows it by
    now (§§ 77, 77a GenG, § 1922 BGB). Where the house can't write now, the letter is declared void and waits for its
    correction (R-DOC-05).
    """
    archive.withdraw(session, letter_id, undone.reason, actor, now)
    if letter_id is None or not archive_queries.lacks_correction(session, letter_id):
        return None
    former, today = archive_queries.get_document(session, letter_id), local(now).date()
    follows = None if to_another else who_follows(session, member, today)
    lives_somewhere = parties.address_on(session, member.party_id, today) is not None
    as_before = to_another or (follows is None and not lives_somewhere)
    is_for_another = to_another or follows is not None
    correction = issue_letter_if_possible(
        session, member, KIND, CORRECTED,
        lambda letter: _facts(session, member, former, undone, letter, is_for_another),
        actor, now, _as_then(former) if as_before else follows,
    )
    if correction is not None:
        archive.name_correction(session, former, correction, undone.reason, actor, now)
    elif former.standing is Standing.VALID:
        archive.make_void(session, former, undone.reason, actor, now)
    return correction


def _as_then(former: IssuedDocument) -> Addressee:
    letter = _letter_of(former)
    return Addressee(letter.recipient, letter.salutation)


def _letter_of(former: IssuedDocument) -> Letter:
    letter: Letter = registry.load(former.kind, former.facts or {}).letter
    return letter


def _facts(
    session: Session, member: Member, former: IssuedDocument, undone: Undone, letter: Letter, is_for_another: bool
) -> UndoneFacts:
    session.refresh(member, ["periods"])
    dues = () if is_for_another else _open_again(session, member, former, letter)
    periods = [each for each in member.periods if not each.is_struck]
    held, valid = queries.holding_of(session, member.id, letter.dated), queries.valid_certificate_of(session, member.id)
    return UndoneFacts(
        letter=letter, matter=undone.matter, number=undone.number, former=former.number or "",
        former_dated=_letter_of(former).dated, shares=held.shares, credit=held.credit,
        last_day=periods[-1].last_day if periods else None, is_member=bool(periods),
        certificate=valid.number if valid and valid.shares == held.shares else "",
        member=queries.printed_name(session, member.party_id, letter.dated) if is_for_another else "",
        account=None if is_for_another else undone.account, dues=dues,
        ahead=() if is_for_another else _ahead(session, member, letter, periods[-1].last_day if periods else None),
        uncovered=min(_called_covered(former), sum(each.cents for each in dues)),
        paid=undone.paid,
    )


def _ahead(session: Session, member: Member, letter: Letter, ends_on: date | None) -> tuple[Ahead, ...]:
    """What else takes shares later on and stands; what ends the membership is told beside (R-DOC-05)."""
    found = queries.given_up_ahead(session, member.id, letter.dated)
    return tuple(Ahead(number, day, shares) for number, day, shares in found if day != ends_on)


def _open_again(session: Session, member: Member, former: IssuedDocument, letter: Letter) -> tuple[Later, ...]:
    """All that is open on the shares, where the letter called some of it covered or no longer owed (§§ 7, 76 GenG)."""
    if not _called_covered(former):
        return ()
    found = queries.payments_to_ask(session, member.id, letter.dated)
    return tuple(Later(each.open, each.due_on) for each in found if each.purpose is PaymentPurpose.SHARES)


def _called_covered(former: IssuedDocument) -> Cents:
    return int((former.facts or {}).get("asked_no_more", 0))
