"""Letters about a notice: confirmed with its day, turned down with its reason, undone by consent (R-DOC-05)."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.formats import local
from app.core.values import Actor, German, Refusal
from app.departures import queries
from app.departures.models import Notice
from app.departures.rules import NoticeKind
from app.shares import actions as shares
from app.statutes import queries as statutes
from documents.letter import Letter
from documents.notice_confirmation import ConfirmationFacts, Right
from documents.notice_continuation import ContinuationFacts
from documents.notice_refusal import NoticeRefusalFacts

CONFIRMED = German("Bestätigung der Kündigung")
REFUSED = German("Zurückweisung der Kündigung")
CONTINUED = German("Fortsetzung trotz Kündigung")
"""How the letters are called."""

BY_OTHERS = (NoticeKind.CREDITOR, NoticeKind.INSOLVENCY)


def write_letter(session: Session, notice: Notice, actor: Actor, now: datetime) -> Notice:
    """Write the letter that could not be printed when the notice came in; refused where there is one already."""
    if notice.letter_id is not None:
        raise Refusal("Zu dieser Kündigung gibt es schon einen Brief.")
    write = refuse if notice.refusal_reason else confirm
    write(session, notice, actor, now)
    shares.check_written(notice.letter_id)
    return notice


def confirm(session: Session, notice: Notice, actor: Actor, now: datetime) -> None:
    """Confirm a notice with the day it takes effect, as far as the house is set up for letters (R-DOC-05)."""
    _write(session, notice, "notice_confirmation", CONFIRMED, lambda letter: _confirmation(
        session, notice, letter, now
    ), actor, now)


def refuse(session: Session, notice: Notice, actor: Actor, now: datetime) -> None:
    """Say why a notice has no effect, or not so early (§§ 65 to 67b GenG)."""
    _write(session, notice, "notice_refusal", REFUSED, lambda letter: NoticeRefusalFacts(
        letter=letter, notice=notice.number, received_on=notice.received_on, is_partial=not notice.ends_membership,
        reason=notice.refusal_reason, resolution=notice.resolution_number, last_day=notice.last_day,
    ), actor, now)


def confirm_continuation(session: Session, notice: Notice, resolution: str, actor: Actor, now: datetime) -> None:
    """Tell a member that its notice is undone by consent (R-EXIT-13)."""
    _write(session, notice, "notice_continuation", CONTINUED, lambda letter: ContinuationFacts(
        letter=letter, notice=notice.number, received_on=notice.received_on,
        last_day=notice.last_day or notice.received_on, resolution=resolution, is_partial=not notice.ends_membership,
    ), actor, now)


def _write(
    session: Session, notice: Notice, kind: str, word: German, facts_of: Callable[[Letter], object], actor: Actor,
    now: datetime,
) -> None:
    letter = shares.issue_letter_if_possible(session, notice.member, kind, word, facts_of, actor, now)
    if letter is not None:
        notice.letter_id = letter.id
        session.flush()


def _confirmation(session: Session, notice: Notice, letter: Letter, now: datetime) -> ConfirmationFacts:
    today = local(now).date()
    meant = queries.consequences_on(session, notice, today)
    if meant is None or notice.last_day is None:
        raise Refusal("Diese Kündigung hat keine Wirkung.")
    statute = statutes.statute_on(session, notice.received_on)
    return ConfirmationFacts(
        letter=letter, notice=notice.number, right=Right(notice.kind), received_on=notice.received_on,
        last_day=notice.last_day, months=notice.months, receivable_until=notice.receivable_until,
        shares=meant.shares_before - meant.shares_after, shares_left=meant.shares_after, credit=meant.credit,
        released=meant.released, payable_by=meant.payable_by,
        declared_by=notice.declared_by if notice.kind in BY_OTHERS else "", resolution=notice.resolution_number,
        resolved_on=notice.resolved_on, has_minimum_capital=statute.minimum_capital > 0,
    )
