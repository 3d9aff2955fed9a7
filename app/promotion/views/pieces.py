"""The room's blueprint, who reads and writes here, from which side somebody looks, and the pages beside this one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, url_for

from app.core import clock
from app.core.db import db
from app.core.values import Role
from app.core.web import _, current_actor, reading_day
from app.members import queries as members
from app.needs import queries as needs
from app.needs.rules import PUBLIC_VIEWER, SHOWN_PUBLICLY, NeedState, Viewer
from app.promotion import forms, queries
from app.promotion.rules import FIGURE_WORDS, SOURCE, SOURCE_ADDRESS, Figure
from app.statutes.rules import FiscalYear

blueprint = Blueprint("promotion", __name__)

WRITERS = (Role.OFFICE, Role.BOARD)
READERS = (*WRITERS, Role.AUDITOR)
WORDS: Mapping[str, Any] = {
    "words": forms, "Figure": Figure, "source": SOURCE, "source_address": SOURCE_ADDRESS,
}
"""What every template of the room is given."""


@dataclass(frozen=True)
class Side:
    """From where somebody looks at the map: the office, the pages of a member, or the street."""

    viewer: Viewer
    is_public: bool = False
    member: Any = None

    @property
    def may_write(self) -> bool:
        """Whether somebody does more than read here: the office and the board, and who acts for a member."""
        return not self.is_public and (self.member is not None or may_write())

    @property
    def states(self) -> tuple[NeedState, ...]:
        """The states in which somebody may see needs of others from here."""
        if self.is_public:
            return SHOWN_PUBLICLY
        return tuple(each for each in NeedState if self.viewer.reads_all or each is not NeedState.WITHDRAWN)

    def list_url(self, **asked: Any) -> str:
        """The list of needs that the map counts."""
        if self.is_public:
            return url_for("needs.public_index", **asked)
        if self.member is None:
            return url_for("needs.index", **asked)
        return url_for("needs.own_index", number=self.member.number, wessen="alle", **asked)

    def map_url(self, **asked: Any) -> str:
        """The map itself."""
        if self.is_public:
            return url_for(".public_map", **asked)
        if self.member is None:
            return url_for(".region_map", **asked)
        return url_for(".own_map", number=self.member.number, **asked)


def office_side() -> Side:
    """The pages of the office."""
    return Side(needs.office_viewer(current_actor()))


def own_side(number: int) -> Side:
    """The pages of a member for whom somebody acts today; anybody else's are not found."""
    session, today, party_id = db.session(), clock.today(), current_actor().party_id
    member = members.get_own(session, party_id, number, today)
    return Side(needs.member_viewer(session, party_id, today), member=member)


PUBLIC_SIDE = Side(PUBLIC_VIEWER, is_public=True)


def may_write() -> bool:
    """Whether whoever is signed in prepares reports; who audits only reads."""
    return current_actor().has_any(WRITERS)


def may_issue() -> bool:
    """Whether whoever is signed in finishes reports: the board alone."""
    return current_actor().has_any((Role.BOARD,))


def year_of(ending: str) -> FiscalYear:
    """The fiscal year that an address names; NotFound for any that has not begun."""
    return queries.get_year(db.session(), ending, reading_day())


def figure_name(name: str) -> Any:
    """What a figure or a milestone is called; None for neither."""
    if name in {*FIGURE_WORDS}:
        return forms.FIGURES[Figure(name)]
    return next((_(each.word) for each in queries.milestones() if each.key == name), None)


def until(day: date | None) -> dict[str, str]:
    """How an address says up to when something was known."""
    return {"kenntnis": day.isoformat()} if day else {}
