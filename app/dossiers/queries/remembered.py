"""What the list of members added up last, kept until somebody does something.

Every act notes a line in the journal in the same transaction, so the head of the journal and the last ids of the tables
tell whether anything has changed; an answer is used again only under exactly the same ones. The head's hash is salted:
no two databases, and no two moments of one, share it.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.journal import JournalHead
from app.members.models import Member, MembershipPeriod
from app.parties.models import Party, PartyAddress
from app.shares.models import Certificate, CreditEntry, PaymentDue, PaymentReceived, ShareEntry

KEPT = 64
"""So many answers at most; the longest unused one goes first."""

Answer = TypeVar("Answer")

_TABLES = (
    Member, MembershipPeriod, Party, PartyAddress, ShareEntry, CreditEntry, PaymentDue, PaymentReceived, Certificate
)
_STATE = select(
    select(JournalHead.hash).scalar_subquery(), *(select(func.max(table.id)).scalar_subquery() for table in _TABLES)
)
_answers: OrderedDict[Hashable, object] = OrderedDict()
_lock = Lock()


def remembered(session: Session, question: Hashable, answer: Callable[[], Answer]) -> Answer:
    """The answer to a question, from memory where nothing was done since; the session must hold nothing unsaved."""
    state = tuple(session.execute(_STATE).one())
    if state[0] is None:
        return answer()
    key = (state, question)
    with _lock:
        if key in _answers:
            _answers.move_to_end(key)
            return _answers[key]  # type: ignore[return-value]
    found = answer()
    with _lock:
        _answers[key] = found
        while len(_answers) > KEPT:
            _answers.popitem(last=False)
    return found
