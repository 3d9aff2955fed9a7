"""Reads of what is still to be told, across all assemblies to come; as a number it costs next to nothing (R-GV-02)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from app.archive.models import PrintItem
from app.assemblies.models import Assembly, Dispatch, Notification, Undelivered
from app.assemblies.queries.reaching import members_of
from app.assemblies.queries.telling import convening_of, count_late, heard_before, untold
from app.assemblies.rules import CONVENING, TELL_JOB, DispatchKind, UndeliveredKind
from app.core import journal
from app.core.jobs import OPEN_STATES, ItemState, Job, JobItem
from app.core.outbox import MailState, OutgoingMail
from app.members import queries as members
from app.members.models import MembershipPeriod
from app.removals import queries as removals
from app.statutes.rules import ConvocationChannel

_NEXT = aliased(Dispatch)
_DECISIVE = (*CONVENING, DispatchKind.CANCELLATION)

_MISSING = journal.UntilTheNextAct[int]()
"""How many members nothing was sent to, by day."""

_MISSING_OF = journal.UntilTheNextAct[int]()
"""The same of one dispatch, by its id and day."""


def _still_so(today: date) -> tuple[ColumnElement[bool], ...]:
    """The conditions that a dispatch tells each member, of an assembly to come, what still is so."""
    overtaken = exists().where(
        _NEXT.assembly_id == Dispatch.assembly_id, _NEXT.id > Dispatch.id, _NEXT.kind.in_(_DECISIVE)
    )
    is_voted_on = exists().where(Assembly.id == Dispatch.assembly_id, Assembly.votes_until >= today)
    is_to_come = (Dispatch.meets_on >= today) | is_voted_on
    return is_to_come, Dispatch.channel == ConvocationChannel.DIRECT_TEXTFORM, ~overtaken


def dispatches_to_tell(session: Session, today: date) -> Sequence[Dispatch]:
    """What each member is told of assemblies to come and still is so, newcomers too; also that they are off (R-GV-09).
    """
    found = select(Dispatch).where(*_still_so(today)).order_by(Dispatch.id)
    return session.scalars(found).unique().all()


def first_unreached(session: Session, today: date) -> Dispatch | None:
    """The first dispatch of which somebody was not reached; None where all were."""
    found = select(Dispatch).where(*_still_so(today)).order_by(Dispatch.meets_on, Dispatch.id)
    open_ones = session.scalars(found).unique().all()
    return next((each for each in open_ones if _has_failed(session, each) or _has_untold(session, each, today)), None)


def first_late(session: Session, today: date) -> Dispatch | None:
    """The first dispatch of an assembly to come that reached somebody too late; None where all were in time."""
    found = session.scalars(select(Dispatch).where(*_still_so(today)).order_by(Dispatch.meets_on, Dispatch.id)).unique()
    return next((each for each in found if count_late(session, each)), None)


def count_all_late(session: Session, today: date) -> int:
    """How many members were told too late of assemblies to come; each dispatch counts (§ 51 GenG; R-GV-04)."""
    return sum(count_late(session, each) for each in dispatches_to_tell(session, today))


def find_telling(session: Session, dispatch: Dispatch) -> Job | None:
    """The job that still tells members of a dispatch; None where none does."""
    key = f"{TELL_JOB}:{dispatch.id}:"
    found = select(Job).where(Job.key.startswith(key), Job.finished_at.is_(None)).order_by(Job.id.desc())
    return session.scalars(found.limit(1)).first()


def has_failed_step(session: Session, dispatch: Dispatch) -> bool:
    """Say whether a step of a job that tells members of a dispatch failed, so that a person has to decide about it."""
    stuck = (ItemState.FAILED, ItemState.IN_DOUBT)
    found = select(JobItem.id).join(Job).where(
        Job.key.startswith(f"{TELL_JOB}:{dispatch.id}:"), JobItem.state.in_(stuck)
    )
    return session.scalar(found.limit(1)) is not None


def _has_failed(session: Session, dispatch: Dispatch) -> bool:
    failed = _failed().where(Notification.dispatch_id == dispatch.id)
    return session.scalar(select(failed.exists())) is True


def _has_untold(session: Session, dispatch: Dispatch, today: date) -> bool:
    return session.scalar(untold(dispatch, today).limit(1)) is not None


def count_failed(today: date) -> Select[int]:
    """How many last attempts to tell a member of an assembly to come told nobody, as a query; each dispatch counts.

    It begins with what failed, not with all who were told.
    """
    return select(func.count()).select_from(_failed(today).subquery())


def count_settled(today: date) -> Select[int]:
    """How many dispatches tell of assemblies to come what still is so, as a query; none while a job tells members."""
    is_telling = exists().where(JobItem.state.in_(OPEN_STATES), JobItem.job_id == Job.id, Job.kind == TELL_JOB)
    return select(func.count()).select_from(Dispatch).where(*_still_so(today), ~is_telling)


def count_missing(session: Session, today: date) -> int:
    """How many members nothing was sent to of what is told of assemblies to come; each dispatch counts (R-GV-02).

    Everybody is counted, so it is asked once between two acts.
    """
    return _MISSING.get(session, today, lambda: session.scalar(_all_missing(today)) or 0)


def not_out_yet(session: Session, assembly: Assembly, today: date) -> tuple[int, int]:
    """The last telling by which an assembly is convened, and to how many members it is not out yet (R-GV-02).

    Mails that the house keeps and letters that nobody posted count. (0, 0) where it is not convened, while members are
    being told, or by a paper: then nobody is told one by one.
    """
    told = convening_of(assembly)
    if told is None or told.channel is ConvocationChannel.PUBLIC_PAPER or find_telling(session, told) is not None:
        return 0, 0
    missing = select(_missing(today)).select_from(Dispatch).where(Dispatch.id == told.id)
    number = _MISSING_OF.get(session, (told.id, today), lambda: session.scalar(missing) or 0)
    kept = select(OutgoingMail.id).where(OutgoingMail.state == MailState.KEPT)
    letters = select(PrintItem.document_id).where(PrintItem.posted_at.is_(None), PrintItem.discarded_at.is_(None))
    is_kept = or_(Notification.mail_id.in_(kept), Notification.letter_id.in_(letters) & ~_was_posted())
    for of_it in (_failed(), select(Notification.id).where(is_kept, _is_last())):
        found = of_it.where(Notification.dispatch_id == told.id).subquery()
        number += session.scalar(select(func.count()).select_from(found)) or 0
    return told.id, number


def _all_missing(today: date) -> Select[int]:
    """What is not told to all members is looked for one by one; of the rest numbers are subtracted."""
    is_told_to_all = Dispatch.kind != DispatchKind.CANCELLATION
    number = case((is_told_to_all, _missing(today)), else_=_missing_of_end(today))
    return select(func.coalesce(func.sum(number), 0)).select_from(Dispatch).where(*_still_so(today))


def _missing(today: date) -> ColumnElement[int]:
    """How many members of today have no attempt of a dispatch: all of them, less those told who did not leave since."""
    whose = members_of(today)
    everybody = select(func.count()).select_from(whose.subquery()).scalar_subquery()
    first = aliased(Notification)
    told = select(func.count()).where(first.dispatch_id == Dispatch.id, first.attempt == 1)
    is_gone = or_(
        first.member_id.in_(members.outsiders(today)), first.member_id.in_(removals.barred_from_assemblies(today))
    )
    gone = told.where(is_gone)
    return everybody - told.correlate(Dispatch).scalar_subquery() + gone.correlate(Dispatch).scalar_subquery()


def _missing_of_end(today: date) -> ColumnElement[int]:
    """How many who heard of an assembly have no attempt of its cancellation."""
    attempt = aliased(Notification)
    tried = select(attempt.member_id).where(attempt.dispatch_id == Dispatch.id).correlate(Dispatch)
    whose = members_of(today).where(
        heard_before(Dispatch.assembly_id, Dispatch.id), MembershipPeriod.member_id.not_in(tried)
    )
    return whose.with_only_columns(func.count()).correlate(Dispatch).scalar_subquery()


def _failed(today: date | None = None) -> Select[int]:
    """The ids of last attempts that told nobody: mails that failed or are in doubt, letters taken out, what came back.
    """
    found = select(Notification.id).join(Dispatch).where(
        Notification.id.in_(_suspects()), _is_last(), ~_is_recalled(), ~_is_posted()
    )
    return found.where(*_still_so(today)) if today else found


def _is_last() -> ColumnElement[bool]:
    """That an attempt is the last one to tell its member of its dispatch."""
    later = aliased(Notification)
    return ~exists().where(
        later.dispatch_id == Notification.dispatch_id, later.member_id == Notification.member_id,
        later.attempt > Notification.attempt,
    )


def _suspects() -> Select[int]:
    """Attempts of which something is known that may have kept them from arriving; each kind by its own index."""
    mails = select(OutgoingMail.id).where(OutgoingMail.state.in_((MailState.FAILED, MailState.IN_DOUBT)))
    sheets = select(PrintItem.document_id).where(PrintItem.posted_at.is_(None), PrintItem.discarded_at.is_not(None))
    return union_all(
        select(Notification.id).where(Notification.mail_id.in_(mails)),
        select(Notification.id).where(Notification.letter_id.in_(sheets)),
        select(Undelivered.notification_id).where(Undelivered.kind == UndeliveredKind.RETURNED),
    )  # type: ignore[return-value]


def _is_recalled() -> ColumnElement[bool]:
    return exists().where(
        Undelivered.notification_id == Notification.id, Undelivered.kind == UndeliveredKind.RECALLED
    )


def _was_posted() -> ColumnElement[bool]:
    """That some copy of a letter left the house."""
    copy = aliased(PrintItem)
    return exists().where(copy.document_id == Notification.letter_id, copy.posted_at.is_not(None))


def _is_posted() -> ColumnElement[bool]:
    """That a letter was posted, or still lies in the tray, as another copy, and did not come back."""
    copy = aliased(PrintItem)
    is_out = or_(copy.posted_at.is_not(None), copy.discarded_at.is_(None))
    out = exists().where(copy.document_id == Notification.letter_id, is_out)
    back = exists().where(Undelivered.notification_id == Notification.id)
    return and_(out, ~back)
