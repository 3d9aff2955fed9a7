"""What checks of the whole installation found, as it was kept with their jobs: the last one, and those before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.jobs import CHECK_JOB, Job, JobItem, last_outcome
from app.core.told import Told, as_stored, from_stored
from app.operations.rules import CHECKS, CheckKey, Finding, Place

MOST_KEPT = 1000
"""Of more findings than these the first ones are kept, and of each invariant how many there were."""


@dataclass(frozen=True)
class KeptFinding:
    """A finding that was kept: the invariant, the sentence, and where to look."""

    check: CheckKey
    told: Told
    place: Place


@dataclass(frozen=True)
class KeptCheck:
    """A check that is over: its job, how many findings there were in all and of each invariant, and the first ones."""

    job: Job
    total: int
    counts: Mapping[CheckKey, int]
    findings: Sequence[KeptFinding]


@dataclass(frozen=True)
class PastCheck:
    """A check as the history shows it; without findings where it came to no end."""

    job: Job
    total: int | None
    took: timedelta | None


def as_kept(found: Iterable[Finding]) -> dict[str, Any]:
    """Findings as their job keeps them: sentence and values, to be told in each reader's language."""
    findings = list(found)
    counts: dict[str, int] = {}
    for each in findings:
        counts[each.check.value] = counts.get(each.check.value, 0) + 1
    kept = [
        {"check": each.check.value, "at": list(each.place), **as_stored(Told(each.message, **each.values))}
        for each in findings[:MOST_KEPT]
    ]
    return {"total": len(findings), "counts": counts, "findings": kept}


def last_check(session: Session) -> KeptCheck | None:
    """The newest check that is over; None where the house was never checked, or last before invariants had names."""
    job = last_outcome(session, CHECK_JOB)
    if job is None or job.outcome is None or "counts" not in job.outcome:
        return None
    known = {key.value for key in CHECKS}
    counts = {CheckKey(key): number for key, number in job.outcome["counts"].items() if key in known}
    findings = [
        KeptFinding(CheckKey(each["check"]), from_stored(each), Place(*each["at"]))
        for each in job.outcome["findings"] if each["check"] in known
    ]
    return KeptCheck(job, job.outcome["total"], counts, findings)


def past_checks(session: Session, offset: int, limit: int) -> tuple[list[PastCheck], int]:
    """The checks that are over, newest first, and how many there are; with how long each took."""
    over = select(Job).where(Job.kind == CHECK_JOB, Job.finished_at.is_not(None))
    total = session.scalar(select(func.count()).select_from(over.subquery())) or 0
    newest = over.order_by(Job.finished_at.desc(), Job.id.desc()).offset(offset).limit(limit)
    found = session.scalars(newest).all()
    began = _beginnings(session, [job.id for job in found])
    return [_past(job, began.get(job.id)) for job in found], total


def _beginnings(session: Session, job_ids: Sequence[int]) -> dict[int, datetime | None]:
    started = select(JobItem.job_id, JobItem.started_at).where(JobItem.job_id.in_(job_ids))
    return dict(session.execute(started).all())


def _past(job: Job, began: datetime | None) -> PastCheck:
    took = job.finished_at - began if job.finished_at and began else None
    return PastCheck(job, job.outcome["total"] if job.outcome else None, took)
