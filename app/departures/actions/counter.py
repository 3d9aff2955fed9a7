"""The counter-entries by which a notice is undone in register and share ledger (R-REG-05)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.core import journal
from app.core.told import Told
from app.core.values import Actor, Refusal
from app.departures.models import Notice
from app.departures.rules import NoticeState
from app.members import actions as members
from app.members import queries as member_queries
from app.shares import actions as shares
from app.shares import queries as share_queries


def subject_of(notice: Notice) -> str:
    """How the journal calls whom a notice is about: the member, so that it stands in its timeline."""
    return f"member:{notice.member_id}"


def undo(
    session: Session, notice: Notice, state: NoticeState, reason: str, document: str, actor: Actor, now: datetime
) -> None:
    """Set a notice aside and undo by counter-entries what it had entered; a letter not yet posted is withdrawn.

    `document`: the number behind it; of an overtaken notice, of what goes before it.
    """
    if notice.state is NoticeState.ENTERED:
        entry = share_queries.find_share_entry(session, notice.share_entry_id) if notice.share_entry_id else None
        if notice.ends_membership:
            _check_ends_the_last_membership(session, notice)
        if entry is not None:
            shares.let_settlement_go(session, entry, reason, actor, now)
        if notice.ends_membership:
            members.undo_end(session, notice.member, reason, document, actor, now)
        if entry is not None:
            shares.reverse_share_entry(session, entry, reason, actor, now)
    notice.state, notice.ended_at, notice.ended_by, notice.end_reason = state, now, actor.name, reason
    notice.gave_way_to = document if state is NoticeState.OVERTAKEN else None
    session.flush()
    for letter in (notice.letter_id, notice.sender_letter_id):
        archive.withdraw(session, letter, reason, actor, now)
    summary = Told("Kündigung {number} aufgehoben: {reason}", number=notice.number, reason=reason)
    journal.record(session, actor, "undo_notice", subject_of(notice), now, summary, notice=notice.id)


def _check_ends_the_last_membership(session: Session, notice: Notice) -> None:
    """Refuse to undo the end of a membership after which the member has joined again (R-REG-05)."""
    last = member_queries.get_period_on(session, notice.member_id, date.max)
    if last.first_day > notice.received_on:
        raise Refusal("Das Mitglied ist seitdem neu beigetreten. Diese Kündigung bleibt, wie sie ist.")
