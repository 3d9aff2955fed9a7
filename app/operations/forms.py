"""Forms of operations, and the words for what goes on behind the pages."""

from app.core.outbox import MailState
from app.core.web import KeyedForm, _l

MAIL_STATES = {
    MailState.QUEUED: _l("Wartet"),
    MailState.SENDING: _l("Wird versandt"),
    MailState.SENT: _l("Versandt"),
    MailState.KEPT: _l("Einbehalten"),
    MailState.FAILED: _l("Nicht versandt"),
    MailState.IN_DOUBT: _l("Im Zweifel"),
}


class ActForm(KeyedForm):
    """A button that does something once, however often it is pressed."""
