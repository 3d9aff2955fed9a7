"""What a folder is made of: lists that are written row by row, and papers that are taken from the store."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.archive.models import IssuedDocument
from app.audits.rules import Period
from app.core.formats import beginning_of, end_of

Cells = Sequence[object]
PORTION = 500
Letters = Mapping[int, IssuedDocument]
"""Letters by their ids."""


@dataclass(frozen=True)
class Listed:
    """A list as a file: its path in the folder, what it is, its headings, and how its rows are read."""

    path: str
    title: str
    headings: Sequence[str]
    rows: Callable[[], Iterable[Cells]]


@dataclass(frozen=True)
class Paper:
    """A stored file: its path in the folder without the ending, what it is, and its digest."""

    path: str
    title: str
    sha256: str


@dataclass(frozen=True)
class Absent:
    """What an audit asks for and nobody has handed in; the index names it."""

    title: str


Part = Listed | Paper


def letters_of(
    session: Session, ids: Iterable[int | None], period: Period | None = None
) -> dict[int, IssuedDocument]:
    """The letters and protocols with these ids, a good number by one statement; of a period, written by its end."""
    wanted = sorted({each for each in ids if each is not None})
    found: dict[int, IssuedDocument] = {}
    for start in range(0, len(wanted), PORTION):
        some = select(IssuedDocument).where(IssuedDocument.id.in_(wanted[start : start + PORTION]))
        known = some if period is None else some.where(IssuedDocument.issued_at < moments_of(period)[1])
        found |= {each.id: each for each in session.scalars(known)}
    return found


def letter(known: Letters, document_id: int | None, path: str, title: str) -> list[Part]:
    """A letter or protocol of the archive, where it was made and not erased."""
    document = known.get(document_id or 0)
    if document is None or document.sha256 is None or document.erased_at is not None:
        return []
    return [Paper(path, title, document.sha256)]


def moments_of(period: Period) -> tuple[datetime, datetime]:
    """The first moment of a period, and the first one after it, where the cooperative sits."""
    return beginning_of(period.first_day), end_of(period.last_day)


def recorded_within(column: InstrumentedAttribute[Any], period: Period) -> ColumnElement[bool]:
    """The condition that a moment lies in the period."""
    begin, end = moments_of(period)
    return (column >= begin) & (column < end)


def counts_within(column: InstrumentedAttribute[Any], period: Period) -> ColumnElement[bool]:
    """The condition that a day lies in the period."""
    within: ColumnElement[bool] = column.between(period.first_day, period.last_day)
    return within
