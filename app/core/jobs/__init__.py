"""Work that outlives a request: jobs of many items, taken by lease, the same code on both databases.

An item goes through three steps. `begin` runs in the transaction that takes the item and gives plain data; `work` runs
outside any transaction, while the lease is renewed; `finish` runs in the transaction that marks the item done, so that
its effect and the mark stand or fall together. A worker that dies leaves its lease to run out, one that stood still
too long finds its item taken and its effect discarded. Where nobody knows whether the effect happened (the worker died
in `work`, or `finish` failed), `lost` decides: most kinds are simply done again, a mail is not (it may have gone out).
What fails for want of something outside (no mail server, no space, no database) is tried each hour over a weekend.
What is due of a higher `Rank` is done first, before each single step: a document that a person waits for goes before
the next letter of a mass. On SQLite the worker rests between steps that kept others from writing (`gap`). A person may
pause a job, cancel it, or have all of it that failed done again (`steer`); an item that runs is finished.
"""

from app.core.jobs.handler import Handler, Hopeless, InDoubt, NotYet
from app.core.jobs.hindrances import HINDRANCE_WORDS, Hindrance, hindrance_of
from app.core.jobs.meter import tell
from app.core.jobs.moments import DatabaseClock
from app.core.jobs.pace import Pace, pace_of
from app.core.jobs.queue import (
    FEW,
    OPEN_STATES,
    STATE_WORDS,
    ItemState,
    Job,
    JobItem,
    Progress,
    Rank,
    enqueue,
    give_up,
    hold_job,
    job_of,
    mark_done,
    progress_of,
    put_in_doubt,
    retry,
)
from app.core.jobs.results import (
    CHECK_JOB,
    EXPORT_JOB,
    HANDLERS,
    RESULT_KEPT,
    is_file_needed,
    keep_result,
    last_outcome,
)
from app.core.jobs.steer import CANCELLED_WORDS, call_off, cancel, note_done, pause, resume, retry_failed, steered_by
from app.core.jobs.worker import MAX_ATTEMPTS, MAX_ATTEMPTS_OUTSIDE, Worker

__all__ = [
    "CANCELLED_WORDS",
    "CHECK_JOB",
    "EXPORT_JOB",
    "FEW",
    "HANDLERS",
    "HINDRANCE_WORDS",
    "MAX_ATTEMPTS",
    "MAX_ATTEMPTS_OUTSIDE",
    "OPEN_STATES",
    "RESULT_KEPT",
    "STATE_WORDS",
    "DatabaseClock",
    "Handler",
    "Hindrance",
    "Hopeless",
    "InDoubt",
    "ItemState",
    "Job",
    "JobItem",
    "NotYet",
    "Pace",
    "Progress",
    "Rank",
    "Worker",
    "call_off",
    "cancel",
    "enqueue",
    "give_up",
    "hindrance_of",
    "hold_job",
    "is_file_needed",
    "job_of",
    "keep_result",
    "last_outcome",
    "mark_done",
    "note_done",
    "pace_of",
    "pause",
    "progress_of",
    "put_in_doubt",
    "resume",
    "retry",
    "retry_failed",
    "steered_by",
    "tell",
]
