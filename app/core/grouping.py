"""Acts that many ask for at the same moment, written together: one transaction for all who wait, each answered after.

Whoever comes first writes for all who came by then; who comes meanwhile waits, and one of these writes next.
"""

from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.core.db import db, leave_reading, written
from app.core.outages import is_of_the_database
from app.core.values import Refusal

Wish = TypeVar("Wish")
Answer = TypeVar("Answer")

Together = Callable[[Session, Sequence[Wish]], Sequence[Answer | Refusal]]
"""An act for many: gives to each wish its answer, or why it is refused; what is refused has written nothing."""

MOST_TOGETHER = 256
"""How many wishes one transaction fulfils at most."""


class _Asked(Generic[Wish, Answer]):
    """A wish that waits, and where its answer comes."""

    def __init__(self, wish: Wish) -> None:
        self.wish = wish
        self.answer: Answer | None = None
        self.fault: BaseException | None = None
        self.is_answered = False
        self._called = Lock()
        self._called.acquire()

    def wait(self) -> bool:
        """Wait for one's turn; say whether somebody else has written by then."""
        self._called.acquire()
        return self.is_answered

    def call(self) -> None:
        """End the waiting."""
        self._called.release()


class _Group(Generic[Wish, Answer]):
    """Who waits for one act on one database in this process; one of them writes."""

    def __init__(self) -> None:
        self._waiting: deque[_Asked[Wish, Answer]] = deque()
        self._is_written = False
        self._gate = Lock()

    def join(self, asked: _Asked[Wish, Answer]) -> bool:
        """Wait in line; say whether to write at once."""
        with self._gate:
            self._waiting.append(asked)
            begins, self._is_written = not self._is_written, True
        return begins

    def take(self) -> list[_Asked[Wish, Answer]]:
        """Those for whom is written now."""
        with self._gate:
            return [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_TOGETHER))]

    def hand_on(self) -> None:
        """Let the next one write for who came meanwhile."""
        with self._gate:
            self._is_written = bool(self._waiting)
            following = self._waiting[0] if self._waiting else None
        if following is not None:
            following.call()


_GROUPS: WeakKeyDictionary[Engine, dict[object, _Group[Any, Any]]] = WeakKeyDictionary()
_GROUPS_LOCK = Lock()


def grouped(act: Together[Wish, Answer], wish: Wish) -> Answer:
    """Fulfil a wish of a request together with the others of the same act that wait at this moment."""
    if db.session.registry.has():
        leave_reading(db.session())
    return fulfilled(db.engine, act, wish)


def fulfilled(engine: Engine, act: Together[Wish, Answer], wish: Wish) -> Answer:
    """Fulfil a wish on a database together with the others that wait, and answer after the commit.

    Where a transaction fails by a fault of one of them, each wish of it is fulfilled on its own; where the database
    itself fails (locked, lost, full), all of them hear that at once.
    """
    with _GROUPS_LOCK:
        group: _Group[Wish, Answer] = _GROUPS.setdefault(engine, {}).setdefault(act, _Group())
    asked: _Asked[Wish, Answer] = _Asked(wish)
    if group.join(asked) or not asked.wait():
        _write(engine, group, act, asked)
    if asked.fault is not None:
        raise asked.fault
    assert asked.answer is not None
    return asked.answer


def _write(
    engine: Engine, group: _Group[Wish, Answer], act: Together[Wish, Answer], writer: _Asked[Wish, Answer]
) -> None:
    batch: list[_Asked[Wish, Answer]] = []
    try:
        _write_together(engine, group, act, batch)
    finally:
        group.hand_on()
        for asked in batch:
            asked.is_answered = True
            if asked is not writer:
                asked.call()


def _write_together(
    engine: Engine, group: _Group[Wish, Answer], act: Together[Wish, Answer], batch: list[_Asked[Wish, Answer]]
) -> None:
    """Write for those who wait when the transaction has begun; where it does not begin, they hear why."""

    def act_for_all(session: Session) -> Sequence[Answer | Refusal]:
        batch.extend(group.take())
        return act(session, [asked.wish for asked in batch])

    try:
        _answer(batch, written(engine, act_for_all))
    except BaseException as fault:
        batch.extend(() if batch else group.take())
        one_by_one = len(batch) > 1 and isinstance(fault, Exception) and not is_of_the_database(fault)
        _write_apart(engine, act, batch) if one_by_one else _give(fault, batch)


def _write_apart(engine: Engine, act: Together[Wish, Answer], batch: Sequence[_Asked[Wish, Answer]]) -> None:
    """Fulfil each wish on its own; where the database itself fails meanwhile, the rest need not meet it once more."""
    for place, asked in enumerate(batch):
        try:
            _write_at_once(engine, act, [asked])
        except Exception as fault:
            lasts = is_of_the_database(fault)
            _give(fault, batch[place:] if lasts else [asked])
            if lasts:
                break


def _write_at_once(engine: Engine, act: Together[Wish, Answer], batch: Sequence[_Asked[Wish, Answer]]) -> None:
    _answer(batch, written(engine, lambda session: act(session, [asked.wish for asked in batch])))


def _answer(batch: Sequence[_Asked[Wish, Answer]], answers: Sequence[Answer | Refusal]) -> None:
    for asked, answer in zip(batch, answers, strict=True):
        if isinstance(answer, Refusal):
            asked.fault = answer
        else:
            asked.answer = answer


def _give(fault: BaseException, batch: Sequence[_Asked[Wish, Answer]]) -> None:
    for asked in batch:
        asked.fault = fault
