"""Reads of audits: one, all of them, those of an auditor, and the folders made for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.models import Account
from app.audits.models import AuditAssignment
from app.audits.rules import FOLDER_JOB, GIVERS, Period, is_open, may_see
from app.core.horizon import Horizon
from app.core.jobs import Job
from app.core.values import Actor, NotFound, Role
from app.members import queries as members
from app.statutes import queries as statutes


def period_of(assignment: AuditAssignment) -> Period:
    """The days that are audited."""
    return Period(assignment.first_day, assignment.last_day)


def earliest_day(session: Session, today: date) -> date:
    """The first day of which there can be anything to audit: of the first statute, or of the first member's year."""
    resolved = [version.resolved_on for version in statutes.versions(session)]
    return min([members.years_until(session, today)[0].first_day, *resolved])


def has_access(assignment: AuditAssignment, today: date) -> bool:
    """Say whether its auditor has access on a day."""
    return is_open(assignment.access_until, assignment.ended_on, today)


def get_assignment_for(session: Session, assignment_id: int, actor: Actor, today: date) -> AuditAssignment:
    """An audit that this person may see; raises NotFound, also to an auditor whose access is over."""
    found = session.get(AuditAssignment, assignment_id)
    if found is None or not may_see(found.account_id, has_access(found, today), actor):
        raise NotFound
    return found


def assignments_for(session: Session, actor: Actor, today: date) -> list[AuditAssignment]:
    """The audits that this person may see, the latest period first."""
    found = select(AuditAssignment).order_by(AuditAssignment.last_day.desc(), AuditAssignment.id.desc())
    if not actor.has_any(GIVERS):
        found = found.where(AuditAssignment.account_id == (actor.user_id or 0))
    return [each for each in session.scalars(found) if may_see(each.account_id, has_access(each, today), actor)]


def find_open(session: Session, account_id: int, period: Period, today: date) -> AuditAssignment | None:
    """The audit of just this period that somebody has access to on a day."""
    same = select(AuditAssignment).where(
        AuditAssignment.account_id == account_id, AuditAssignment.first_day == period.first_day,
        AuditAssignment.last_day == period.last_day,
    )
    return next((each for each in session.scalars(same) if has_access(each, today)), None)


def auditors(session: Session, today: date) -> list[Account]:
    """Who has the role of an auditor today, by name."""
    granted = accounts.accounts_granted_on(session, Role.AUDITOR, today)
    found = session.scalars(select(Account).where(Account.id.in_(granted), Account.disabled_at.is_(None)))
    return sorted(found, key=lambda account: account.party.sort_name)


@dataclass(frozen=True)
class Access:
    """What the role of an auditor opens: nothing any more, or everything up to the horizon; without one, everything."""

    is_over: bool = False
    horizon: Horizon | None = None


def access_of(session: Session, account_id: int, today: date) -> Access:
    """What somebody with the role of an auditor may read on a day (§§ 53 (1), 57 (1) GenG; R-GDPR-02).

    Who was let audit reads everything up to the last day of the latest period that is open, and nothing when every one
    of these audits is over. Who was never given a period reads all, as the role alone says.
    """
    own = session.scalars(select(AuditAssignment).where(AuditAssignment.account_id == account_id)).all()
    return access_by([period_of(each) for each in own if has_access(each, today)], bool(own), account_id)


def access_by(open_periods: Sequence[Period], was_given_any: bool, account_id: int) -> Access:
    """The same, by the periods that are open."""
    if not open_periods:
        return Access(is_over=was_given_any)
    latest = max(open_periods, key=lambda period: (period.last_day, -period.first_day.toordinal()))
    return Access(horizon=Horizon(account_id, latest.first_day, latest.last_day))


def folders_of(session: Session, assignment: AuditAssignment) -> Sequence[Job]:
    """The folders made for an audit, or being made, the newest first."""
    made = select(Job).where(Job.kind == FOLDER_JOB, Job.asked == str(assignment.id))
    return session.scalars(made.order_by(Job.id.desc())).all()


def get_folder(session: Session, assignment: AuditAssignment, job_id: int) -> Job:
    """A folder of this audit that can be fetched; raises NotFound."""
    found = next((job for job in folders_of(session, assignment) if job.id == job_id), None)
    if found is None or not found.result_sha256:
        raise NotFound
    return found
