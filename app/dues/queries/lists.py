"""What the lists of the room share: words that are looked for, and one page in order."""

from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, or_

from app.members.models import Member
from app.parties import queries as parties
from app.shares.queries import Ordered


def found_by(words: str, *numbers: SQLColumnExpression[str]) -> list[ColumnElement[bool]]:
    """Words look in names, places and the numbers given; digits alone also are a member number."""
    conditions = parties.matches(words)
    if not conditions:
        return []
    found = [and_(*conditions), *(number.icontains(words, autoescape=True) for number in numbers)]
    if words.isdecimal() and len(words) <= 9:
        found.append(Member.number == int(words))
    return [or_(*found)]


def shown(
    query: Select[*tuple[Any, ...]], wanted: Ordered, key: SQLColumnExpression[Any], *last: SQLColumnExpression[int]
) -> Select[*tuple[Any, ...]]:
    """The part of a list that is shown, in its order."""
    ordered = query.order_by(key.desc() if wanted.descending else key.asc(), *last)
    return ordered.offset(wanted.offset).limit(wanted.limit)
