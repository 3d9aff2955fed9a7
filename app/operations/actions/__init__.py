"""What people of operations do: settle mails, steer jobs, have the house checked, back up, restore."""

from app.operations.actions.backup import Backup, back_up
from app.operations.actions.mails import mark_mail_sent, send_mail_again
from app.operations.actions.restore import put_rows, restore
from app.operations.actions.work import (
    ask_for_nightly_check,
    ask_for_nightly_erasure,
    cancel_job,
    erase_expired,
    order_check,
    order_export,
    pause_job,
    resume_job,
    retry_item,
    retry_job,
)

__all__ = [
    "Backup",
    "ask_for_nightly_check",
    "ask_for_nightly_erasure",
    "back_up",
    "cancel_job",
    "erase_expired",
    "mark_mail_sent",
    "order_check",
    "order_export",
    "pause_job",
    "put_rows",
    "restore",
    "resume_job",
    "retry_item",
    "retry_job",
    "send_mail_again",
]
