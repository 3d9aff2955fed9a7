"""What the board's decisions bring about: hardship found or not, a notice undone by consent (R-EXIT-05, R-EXIT-13)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core import journal
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Kept, Told
from app.core.values import Actor
from app.departures import queries
from app.departures.actions.accounts import drop_account
from app.departures.actions.counter import subject_of, undo
from app.departures.actions.giving import enter
from app.departures.actions.letters import confirm, confirm_continuation, refuse
from app.departures.actions.reviving import revive
from app.departures.models import Notice
from app.departures.rules import NoticeState, months_binding, notice_dates
from app.members import queries as members
from app.shares import actions as shares


def lock_notice(session: Session, notice_id: int) -> Notice:
    """Let nobody else change the member of a notice meanwhile, and read the notice as it stands now."""
    notice = queries.get_notice(session, notice_id)
    shares.lock(session, notice.member)
    session.refresh(notice)
    return notice


def allow_early(session: Session, reference: int, resolution_number: str, actor: Actor, now: datetime) -> None:
    """Carry out the board's finding that staying is unreasonable: the early day is entered (§ 65 (3) GenG)."""
    notice = lock_notice(session, reference)
    if notice.state is not NoticeState.PROPOSED:
        return
    notice.resolution_number = resolution_number
    if not _has_ended_meanwhile(session, notice, actor, now):
        enter(session, notice, actor, now)
        confirm(session, notice, actor, now)


def refuse_early(session: Session, reference: int, resolution_number: str, actor: Actor, now: datetime) -> None:
    """Carry out the board's refusal: the notice stands as an ordinary one, with the statute's period (R-EXIT-05)."""
    notice = lock_notice(session, reference)
    if notice.state is not NoticeState.PROPOSED:
        return
    notice.resolution_number = resolution_number
    if _has_ended_meanwhile(session, notice, actor, now):
        return
    known = queries.circumstances_of(session, notice.member, notice.received_on, local(now).date())
    months = months_binding(known.statute.notice_months, known.is_entrepreneur)
    dates = notice_dates(known.years, months, notice.received_on)
    notice.months, notice.last_day, notice.receivable_until = months, dates.last_day, dates.receivable_until
    notice.refusal_reason = "Der Vorstand hat nicht anerkannt, dass ein Verbleib nicht zumutbar ist."
    enter(session, notice, actor, now)
    refuse(session, notice, actor, now)


def _has_ended_meanwhile(session: Session, notice: Notice, actor: Actor, now: datetime) -> bool:
    """Whether the membership was ended otherwise while the board decided; then the notice has no effect any more."""
    ends_on = members.get_period_on(session, notice.member_id, notice.received_on).last_day
    if ends_on is None:
        return False
    notice.state, notice.last_day, notice.receivable_until = NoticeState.REJECTED, None, None
    ends = "endete" if ends_on < local(now).date() else "endet"
    notice.refusal_reason = f"Die Mitgliedschaft {ends} schon am {written(ends_on)}."
    session.flush()
    summary = Told(
        "Kündigung {number} ohne Wirkung: {reason}", number=notice.number, reason=Kept(notice.refusal_reason)
    )
    journal.record(session, actor, "give_notice", subject_of(notice), now, summary, notice=notice.id)
    return True


def continue_by_consent(session: Session, reference: int, resolution_number: str, actor: Actor, now: datetime) -> None:
    """Carry out that both sides go on: register and ledger get their counter-entries (R-EXIT-13, R-REG-05).

    Too late once the day of the notice is over: then it is only noted. An account named with it falls with it, as long
    as nobody has confirmed it; what was turned down because the membership ends otherwise keeps it, to be paid to.
    """
    notice, today = lock_notice(session, reference), local(now).date()
    if notice.state is not NoticeState.ENTERED:
        return
    if notice.last_day is not None and notice.last_day < today:
        summary = Told(
            "Aufhebung von {number} kam zu spät, {resolution}", number=notice.number, resolution=resolution_number
        )
        journal.record(session, actor, "continue", subject_of(notice), now, summary, notice=notice.id)
        return
    reason = Told("Einvernehmlich aufgehoben, {resolution}", resolution=resolution_number)
    undo(session, notice, NoticeState.CONTINUED, reason, resolution_number, actor, now)
    drop_account(session, notice, reason, actor, now)
    revive(session, notice.member, notice.number, actor, now)
    confirm_continuation(session, notice, resolution_number, actor, now)


def keep_notice(session: Session, reference: int, resolution_number: str, actor: Actor, now: datetime) -> None:
    """Carry out that the board does not agree to go on: the notice stands (R-EXIT-13)."""
    notice = lock_notice(session, reference)
    summary = Told(
        "Kündigung {number} bleibt bestehen, {resolution}", number=notice.number, resolution=resolution_number
    )
    journal.record(session, actor, "keep_notice", subject_of(notice), now, summary, notice=notice.id)
