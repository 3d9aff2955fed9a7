"""What the last check of the whole installation found, as it was kept with its job."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.core.jobs import CHECK_JOB, Job, last_outcome
from app.core.told import Told, as_stored, from_stored
from app.operations.rules import Area, Finding

MOST_KEPT = 1000
"""Of more findings than these the first ones are kept, and how many there were."""


@dataclass(frozen=True)
class KeptCheck:
    """A check that is over: its job, how many findings there were, and their sentences."""

    job: Job
    total: int
    findings: Sequence[tuple[Area, Told]]


def as_kept(found: Iterable[Finding]) -> dict[str, Any]:
    """Findings as their job keeps them: sentence and values, to be told in each reader's language."""
    findings = list(found)
    kept = [{"area": each.area.value, **as_stored(Told(each.message, **each.values))} for each in findings[:MOST_KEPT]]
    return {"total": len(findings), "findings": kept}


def last_check(session: Session) -> KeptCheck | None:
    """The newest check that is over; None where the house was never checked."""
    job = last_outcome(session, CHECK_JOB)
    if job is None or job.outcome is None:
        return None
    findings = [(Area(each["area"]), from_stored(each)) for each in job.outcome["findings"]]
    return KeptCheck(job, job.outcome["total"], findings)
