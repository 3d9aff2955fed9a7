"""Reads of operations: mails, jobs, journal, the check of everything, and rows as a backup keeps them."""

from app.operations.queries.check import HOLDERS, findings
from app.operations.queries.journal import acts_done, count_lines, list_lines, member_numbers
from app.operations.queries.mails import MAIL_SORTS, count_mails, get_mail, list_mails
from app.operations.queries.work import (
    JOB_SORTS,
    JobRow,
    count_jobs,
    failed_items,
    get_item,
    get_job,
    items_of,
    job_kinds,
    list_jobs,
)

__all__ = [
    "HOLDERS",
    "JOB_SORTS",
    "MAIL_SORTS",
    "JobRow",
    "acts_done",
    "count_jobs",
    "count_lines",
    "count_mails",
    "failed_items",
    "findings",
    "get_item",
    "get_job",
    "get_mail",
    "items_of",
    "job_kinds",
    "list_jobs",
    "list_lines",
    "list_mails",
    "member_numbers",
]
