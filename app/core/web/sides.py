"""From which side somebody looks at pages that office and portal share: the same page at two addresses."""

from dataclasses import dataclass
from typing import Any, ClassVar

from flask import url_for


@dataclass(frozen=True)
class Side:
    """The pages of the office, or those of one membership; each room makes its own of it.

    `viewer`: what somebody may see, as the rules of needs say it. `may_write`: whether this person acts here; who
    audits, or has left, only reads.
    """

    room: ClassVar[str]
    """The blueprint of the room; each page of the portal is called as that of the office, with `own_` before it."""

    viewer: Any
    may_write: bool
    member: Any = None

    @property
    def is_office(self) -> bool:
        """Whether it is the office."""
        return self.member is None

    @property
    def member_id(self) -> int | None:
        """The member whose pages these are; None for the office."""
        return self.member.id if self.member is not None else None

    def url(self, name: str, **arguments: Any) -> str:
        """The address of a page of the room on this side."""
        return self.url_in(self.room, name, **arguments)

    def url_in(self, room: str, name: str, **arguments: Any) -> str:
        """The address of a page of another room on this side, by the name of its blueprint."""
        if self.member is None:
            return url_for(f"{room}.{name}", **arguments)
        return url_for(f"{room}.own_{name}", number=self.member.number, **arguments)
