"""Of which members something is asked: a query of their ids, composed once, and the values that it asks by."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import CompoundSelect, Select, bindparam, select

from app.members.models import Member


@dataclass(frozen=True)
class Whose:
    """Some members."""

    query: Select[int] | CompoundSelect[int]
    asked: Mapping[str, Any] = field(default_factory=dict)


_THESE = select(Member.id).where(Member.id.in_(bindparam("these", expanding=True)))


def these(member_ids: Collection[int]) -> Whose:
    """The members of these ids."""
    return Whose(_THESE, {"these": list(member_ids)})
