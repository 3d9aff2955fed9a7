"""The outbox: a mail's text is frozen in the transaction of the act behind it; a job sends it, at most once.

What is attached lies in `core.files`; the mail keeps its hash, and so needs the bytes until it is erased.
"""

from app.core.outbox.delivery import MailServer, deliver_by_smtp, handler
from app.core.outbox.mails import (
    JOB_KIND,
    MAIL_WORDS,
    MAX_ATTACHED_BYTES,
    SETTLED,
    Attachment,
    MailAttachment,
    MailState,
    OutgoingMail,
    is_file_needed,
    is_settled,
    mails_about,
    put,
)
from app.core.outbox.steer import (
    doubt_waiting,
    erase,
    give_up,
    mark_sent,
    put_in_doubt,
    recall,
    send_again,
)

__all__ = [
    "JOB_KIND",
    "MAIL_WORDS",
    "MAX_ATTACHED_BYTES",
    "SETTLED",
    "Attachment",
    "MailAttachment",
    "MailServer",
    "MailState",
    "OutgoingMail",
    "deliver_by_smtp",
    "doubt_waiting",
    "erase",
    "give_up",
    "handler",
    "is_file_needed",
    "is_settled",
    "mails_about",
    "mark_sent",
    "put",
    "put_in_doubt",
    "recall",
    "send_again",
]
