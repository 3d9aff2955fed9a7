"""Reads of operations: mails, jobs, journal, the check of everything, and rows as a backup keeps them."""

from app.operations.queries.check import HOLDERS, LEDGERS, findings
from app.operations.queries.journal import acts_done, count_lines, list_lines, member_numbers, stream_lines
from app.operations.queries.kept import KeptCheck, KeptFinding, PastCheck, as_kept, last_check, past_checks
from app.operations.queries.mails import MAIL_SORTS, count_mails, find_attachment, get_mail, list_mails
from app.operations.queries.rows import snapshot
from app.operations.queries.work import (
    JOB_SORTS,
    UNCLEAR,
    JobRow,
    count_jobs,
    find_open_check,
    get_item,
    get_job,
    get_job_for,
    items_of,
    job_kinds,
    list_jobs,
)

__all__ = [
    "HOLDERS",
    "JOB_SORTS",
    "LEDGERS",
    "MAIL_SORTS",
    "UNCLEAR",
    "JobRow",
    "KeptCheck",
    "KeptFinding",
    "PastCheck",
    "acts_done",
    "as_kept",
    "count_jobs",
    "count_lines",
    "count_mails",
    "find_attachment",
    "find_open_check",
    "findings",
    "get_item",
    "get_job",
    "get_job_for",
    "get_mail",
    "items_of",
    "job_kinds",
    "last_check",
    "list_jobs",
    "list_lines",
    "list_mails",
    "member_numbers",
    "past_checks",
    "snapshot",
    "stream_lines",
]
