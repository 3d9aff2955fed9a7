"""Pages of operations: mailbox, jobs, journal, check."""

from app.operations.views import mails
from app.operations.views.pieces import blueprint

__all__ = ["blueprint", "mails"]
