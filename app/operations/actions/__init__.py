"""What people of operations do: settle mails and jobs, back up, restore."""

from app.operations.actions.mails import mark_mail_sent, send_mail_again

__all__ = ["mark_mail_sent", "send_mail_again"]
