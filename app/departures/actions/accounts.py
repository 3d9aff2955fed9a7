"""With a notice somebody names the account to which the credit is to be paid (§ 73 (2) GenG; R-PAY-01)."""

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from app.changes import actions as changes
from app.core import journal
from app.core.formats import local, masked_iban
from app.core.told import Told
from app.core.uploads import CheckedFile
from app.core.values import Actor, Refusal, check_iban
from app.departures import queries
from app.departures.actions.counter import subject_of
from app.departures.models import Notice
from app.departures.rules import AboutAccount, check_account_asked
from app.parties import queries as parties


def name_account(
    session: Session, notice: Notice, iban: str, proof: CheckedFile | None, is_by_member: bool, actor: Actor,
    now: datetime,
) -> str:
    """Propose the account named with a notice; it counts once another person has confirmed it (Vier-Augen-Prinzip).

    Nothing is proposed where none is named, or one that is on record or waits. Where another stands against it, the
    journal keeps that it was named: the notice does not wait for that (R-EXIT-01). It proves what the office enters.
    Gives an account that was left out so, masked.
    """
    if not iban.strip():
        return ""
    check_account_asked(notice.kind)
    member, today = notice.member, local(now).date()
    try:
        named = check_iban(iban)
        if queries.account_left_out(session, member, named, today) is not None:
            return _leave_out(session, notice, named, actor, now)
        if queries.is_known_account(session, member, named):
            _name_again(session, notice, named, actor, now)
        else:
            _make_room(session, notice, actor, now)
            changes.propose_bank_account(session, member, named, today, proof, is_by_member, actor, now)
    except Refusal as refusal:
        raise AboutAccount(refusal.message, **refusal.values) from None
    return ""


def take_account_back(session: Session, notice: Notice, actor: Actor, now: datetime) -> None:
    """Take back the account that was named with a notice entered by mistake, confirmed or not (R-REG-05).

    It stays where another notice, that was no mistake, names it too.
    """
    reason = Told("Kündigung {number} storniert", number=notice.number)
    is_mistaken, today = partial(queries.known_as_mistake, session, notice.member), local(now).date()
    brought = queries.brought_by(session, notice)
    drop_account(session, notice, reason, actor, now)
    if falling := queries.falling_with(session, notice, today):
        changes.take_back_account(session, falling, reason, is_mistaken, actor, now)
    if parties.bank_account_on(session, notice.member.party_id, today) is not None:
        return
    former = queries.displaced_by(session, notice)
    if former is not None and former.content and not is_mistaken(former.content["iban"], former.entered_at):
        changes.propose_again(session, former, actor, now)
    elif brought:
        changes.propose_former(session, brought[0], is_mistaken, actor, now)


def drop_account(session: Session, notice: Notice, reason: str, actor: Actor, now: datetime) -> None:
    """Take back the account that was named with a notice, as long as nobody has decided about it (R-REG-05).

    So too where the undoing of a later notice put it before a second person anew.
    """
    waiting = next((each for each in queries.brought_by(session, notice) if each.outcome is None), None)
    if waiting is not None and not queries.is_named_by_another(session, notice, waiting.content["iban"]):
        changes.take_back(session, waiting, reason, actor, now)


def _make_room(session: Session, notice: Notice, actor: Actor, now: datetime) -> None:
    """Take back the former account that the undoing of another notice proposed, for this one names one (R-PAY-01)."""
    former = queries.proposed_by_undoing(session, notice.member)
    if former is not None:
        reason = Told("Mit {number} ist ein anderes angegeben", number=notice.number)
        changes.take_back(session, former, reason, actor, now)


def _name_again(session: Session, notice: Notice, iban: str, actor: Actor, now: datetime) -> None:
    masked = masked_iban(iban)
    summary = Told("Mit {number} angegebenes Konto war schon bekannt: IBAN {iban}", number=notice.number, iban=masked)
    journal.record(
        session, actor, queries.NAMED_AGAIN, subject_of(notice), now, summary, notice=notice.id, account=masked
    )


def _leave_out(session: Session, notice: Notice, iban: str, actor: Actor, now: datetime) -> str:
    masked = masked_iban(iban)
    summary = Told("Mit {number} angegebenes Konto nicht übernommen: IBAN {iban}", number=notice.number, iban=masked)
    journal.record(
        session, actor, queries.LEFT_OUT, subject_of(notice), now, summary, notice=notice.id, account=masked
    )
    return masked
