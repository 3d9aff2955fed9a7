"""Letters about a notice: confirmed with its day, turned down with its reason, undone by consent (R-DOC-01, R-DOC-05)."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.formats import local
from app.core.values import Actor, Refusal
from app.departures import queries
from app.departures.models import Notice
from app.departures.rules import Declared, Judgement, NoticeKind, NoticeState, consequences_of
from app.parties import queries as parties
from app.shares import actions as shares
from app.shares import queries as share_queries
from documents.letter import Letter
from documents.notice_confirmation import ConfirmationFacts, Right
from documents.notice_continuation import ContinuationFacts
from documents.notice_refusal import NoticeRefusalFacts

BY_OTHERS = (NoticeKind.CREDITOR, NoticeKind.INSOLVENCY)


def write_letter(session: Session, notice: Notice, actor: Actor, now: datetime) -> None:
    """Write the letter that could not be printed when the notice came in; refused where there is one already."""
    if notice.letter_id is not None:
        raise Refusal("Zu dieser Kündigung gibt es schon einen Brief.")
    if not _can_be_written(session, notice, now):
        raise Refusal("Noch kein Brief: Anschrift des Mitglieds und Angaben der Genossenschaft müssen vollständig sein.")
    write = refuse if notice.refusal_reason else confirm
    write(session, notice, actor, now)


def confirm(session: Session, notice: Notice, actor: Actor, now: datetime) -> None:
    """Confirm a notice with the day it takes effect, as far as the house is set up for letters (R-DOC-05)."""
    _write(session, notice, "notice_confirmation", "Bestätigung der Kündigung", lambda letter: _confirmation(
        session, notice, letter, now
    ), actor, now)


def refuse(session: Session, notice: Notice, actor: Actor, now: datetime) -> None:
    """Say why a notice has no effect, or not so early (§§ 65 to 67b GenG)."""
    _write(session, notice, "notice_refusal", "Zurückweisung der Kündigung", lambda letter: NoticeRefusalFacts(
        letter=letter, notice=notice.number, received_on=notice.received_on, is_partial=not notice.ends_membership,
        reason=notice.refusal_reason, resolution=notice.resolution_number, last_day=notice.last_day,
    ), actor, now)


def confirm_continuation(session: Session, notice: Notice, resolution: str, actor: Actor, now: datetime) -> None:
    """Tell a member that its notice is undone by consent (R-EXIT-13)."""
    _write(session, notice, "notice_continuation", "Fortsetzung trotz Kündigung", lambda letter: ContinuationFacts(
        letter=letter, notice=notice.number, received_on=notice.received_on,
        last_day=notice.last_day or notice.received_on, resolution=resolution, is_partial=not notice.ends_membership,
    ), actor, now)


def _confirmation(session: Session, notice: Notice, letter: Letter, now: datetime) -> ConfirmationFacts:
    today = local(now).date()
    known = queries.circumstances_of(session, notice.member, notice.received_on, today, notice.share_entry_id)
    last_day = notice.last_day or today
    judgement = Judgement(last_day, notice.months, notice.receivable_until)
    given = Declared(
        notice.kind, notice.received_on, notice.written_form, notice.declared_by, shares=notice.shares or 0
    )
    meant = consequences_of(given, judgement, known)
    return ConfirmationFacts(
        letter=letter, notice=notice.number, right=Right(notice.kind), received_on=notice.received_on,
        last_day=last_day, months=notice.months, receivable_until=notice.receivable_until,
        shares=meant.shares_before - meant.shares_after, shares_left=meant.shares_after, credit=meant.credit,
        released=meant.released, payable_by=meant.payable_by,
        declared_by=notice.declared_by if notice.kind in BY_OTHERS else "", resolution=notice.resolution_number,
        resolved_on=notice.resolved_on, has_minimum_capital=known.statute.minimum_capital > 0,
    )
