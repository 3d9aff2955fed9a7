"""How lists of operations are searched: every word somewhere in one of the columns, whatever its capitals."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy.orm import InstrumentedAttribute


def says(columns: Sequence[InstrumentedAttribute[Any]], query: str) -> Iterator[ColumnElement[bool]]:
    """One condition per word; spelled with capitals too, since SQLite knows small and capital letters of ASCII only."""
    for word in query.split():
        spellings = {word, word.lower(), word.capitalize(), word.upper()}
        exact = [column.contains(each, autoescape=True) for column in columns for each in spellings]
        folded = [func.lower(column).contains(word.lower(), autoescape=True) for column in columns]
        yield or_(*exact, *folded)
