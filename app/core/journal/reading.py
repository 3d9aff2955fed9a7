"""What is read of the journal: lines about a subject, the ledger rows they tell of, and whether anything was done."""

import json
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from app.core import horizon
from app.core.db import table_of
from app.core.journal.lines import ADDED, PORTION, JournalDetails, JournalHead, JournalLine, JournalRows
from app.core.journal.pending import has_pending

Read = TypeVar("Read")


def lines_about(
    session: Session, *subjects: str, limit: int = 200, also: Select[int] | None = None
) -> Sequence[JournalLine]:
    """The newest lines about these subjects, newest first; `also` selects the sequences of others that concern them."""
    found = select(JournalLine).where(_about(subjects, also))
    return session.scalars(found.order_by(JournalLine.sequence.desc()).limit(limit)).all()


def count_about(session: Session, *subjects: str, also: Select[int] | None = None) -> int:
    """How many lines there are about these subjects, those of `also` included."""
    return session.scalar(select(func.count()).select_from(JournalLine).where(_about(subjects, also))) or 0


def _about(subjects: Sequence[str], also: Select[int] | None) -> ColumnElement[bool]:
    about = JournalLine.subject.in_(subjects)
    if also is None:
        return about
    return JournalLine.sequence.in_(select(JournalLine.sequence).where(about).union(also))


_STATE = select(table_of(JournalHead).c.hash)
"""What changes with every act, past the objects of a session."""


class UntilTheNextAct(Generic[Read]):
    """What was read of the whole house, kept until anything is done; what is under way is never kept."""

    def __init__(self) -> None:
        self._held: tuple[str, dict[Hashable, Read]] = ("", {})

    def get(self, session: Session, key: Hashable, read: Callable[[], Read]) -> Read:
        """What was read under this key in the state that the journal is in; read now where nothing was."""
        state = "" if has_pending(session) else session.connection().scalar(_STATE)
        if not state:
            return read()
        held = self._held  # looked at once: another thread may put a later state in its place
        if held[0] != state:
            held = self._held = (state, {})
        kept, key = held[1], (key, horizon.present())
        if key not in kept:
            kept[key] = read()
        return kept[key]


def rows_told(session: Session, *conditions: Any) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The ledger rows that lines tell of, by line and ledger, in portions; the conditions are on their details."""
    ours = select(JournalDetails.content).where(*conditions).order_by(JournalDetails.sequence)
    within = ours.where(JournalDetails.content.contains(f'"{ADDED}": {{'))
    for content in session.scalars(within.execution_options(yield_per=PORTION)):
        yield from json.loads(content).get(ADDED, {}).items()
    beside = select(JournalRows.ledger, JournalRows.content).join(
        JournalDetails, JournalDetails.sequence == JournalRows.sequence
    )
    beside = beside.where(*conditions).order_by(JournalRows.sequence, JournalRows.portion)
    for ledger, content in session.execute(beside.execution_options(yield_per=1)):
        yield ledger, json.loads(content)
