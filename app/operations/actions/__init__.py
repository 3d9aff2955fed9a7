"""What people of operations do: settle mails and jobs, back up, restore."""

from app.operations.actions.backup import Backup, back_up
from app.operations.actions.mails import mark_mail_sent, send_mail_again
from app.operations.actions.restore import put_rows, restore
from app.operations.actions.work import retry_item, retry_job

__all__ = ["Backup", "back_up", "mark_mail_sent", "put_rows", "restore", "retry_item", "retry_job", "send_mail_again"]
