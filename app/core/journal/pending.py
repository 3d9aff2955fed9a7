"""Acts noted in a transaction, with the ledger rows they added; what is rolled back is forgotten."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from app.core.journal.lines import ADDED, BESIDE, PORTION, TOLD, digest
from app.core.told import Told, as_stored
from app.core.values import Actor

_PENDING = "pending journal lines"
_BEFORE = "journal lines pending before a savepoint"


@dataclass(frozen=True)
class Entry:
    """An act as it was noted, not chained yet."""

    at: datetime
    actor: Actor
    act: str
    subject: str
    summary: str
    content: str
    beside: Sequence[tuple[str, str]] = ()
    """Portions of rows, each with its ledger."""


class Added(NamedTuple):
    """Rows that a ledger gained; the act that is noted next added them."""

    table: str
    rows: Sequence[Mapping[str, Any]]


def record(
    session: Session, actor: Actor, act: str, subject: str, now: datetime, summary: str | None = None, **details: Any
) -> None:
    """Note an act; the line is chained and written when the transaction commits.

    `subject` is a reference such as `application:17`; names of people belong into `summary` and `details`, which can
    be erased, never into the act or the subject. The application gives `summary` as `Told`, so that it can be told in
    another language.
    """
    if not session.in_transaction():
        session.begin()
    if isinstance(summary, Told):
        details[TOLD] = as_stored(summary)
    content = json.dumps(details, ensure_ascii=False, sort_keys=True, default=str)
    session.info.setdefault(_PENDING, []).append(Entry(now, actor, act, subject, summary or "", content))


def attach(session: Session, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Note rows that a ledger gained, for the details of the act."""
    if not session.in_transaction():
        session.begin()
    if rows:
        session.info.setdefault(_PENDING, []).append(Added(table, rows))


def has_pending(session: Session) -> bool:
    """Say whether an act was noted that is not written yet."""
    return bool(session.info.get(_PENDING))


def take_pending(session: Session) -> list[Entry]:
    """The acts noted in this transaction, in order, each with its rows; they are noted no more."""
    return _acts_with_rows(session.info.pop(_PENDING, []))


def _acts_with_rows(pending: Sequence[Entry | Added]) -> list[Entry]:
    """The acts, each with the rows noted since the one before it; what comes after the last belongs to it too."""
    acts: list[Entry] = []
    waiting: list[Added] = []
    for each in pending:
        if isinstance(each, Added):
            waiting.append(each)
        else:
            acts.append(_holding(each, waiting))
            waiting = []
    return [*acts[:-1], _holding(acts[-1], waiting)] if acts else []


def _holding(act: Entry, added: Sequence[Added]) -> Entry:
    if not added:
        return act
    details = json.loads(act.content)
    tables: dict[str, list[Mapping[str, Any]]] = details.pop(ADDED, {})
    for table, rows in added:
        tables.setdefault(table, []).extend(rows)
    if not act.beside and sum(map(len, tables.values())) <= PORTION:
        return replace(act, content=as_json({**details, ADDED: tables}))
    beside = [*act.beside] + [
        (table, as_json(rows[start : start + PORTION]))
        for table, rows in tables.items() for start in range(0, len(rows), PORTION)
    ]
    return replace(act, content=as_json({**details, BESIDE: [digest(*each) for each in beside]}), beside=beside)


def as_json(rows: object) -> str:
    """Rows of ledgers as text, the same from either database."""
    return json.dumps(rows, ensure_ascii=False, sort_keys=True, default=_written)


def _written(value: date) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value.isoformat()


@event.listens_for(Session, "after_transaction_create")
def _remember_savepoint(session: Session, transaction: SessionTransaction) -> None:
    """Keep in mind how many acts were noted before a savepoint."""
    if transaction.nested:
        session.info.setdefault(_BEFORE, WeakKeyDictionary())[transaction] = len(session.info.get(_PENDING, ()))


@event.listens_for(Session, "after_soft_rollback")
def _forget_pending(session: Session, transaction: SessionTransaction) -> None:
    """What was rolled back, wholly or to a savepoint, was not done, so it is not noted."""
    kept = session.info[_BEFORE].get(transaction, 0) if transaction.nested else 0
    del session.info.get(_PENDING, [])[kept:]
