"""Pages of operations: mailbox, jobs, journal, check."""

from app.operations.views import check, journal, mails, steering, work
from app.operations.views.pieces import blueprint

__all__ = ["blueprint", "check", "journal", "mails", "steering", "work"]
