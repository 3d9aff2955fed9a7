"""The room's blueprint, who may read and write here, and from which side somebody looks: office or portal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Blueprint, Flask, current_app, redirect
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.core import clock, web
from app.core.db import db
from app.core.values import Role
from app.core.web import current_actor
from app.members import queries as members
from app.needs import forms, queries
from app.needs.queries import Row
from app.needs.rules import NeedState, Viewer
from app.statutes import queries as statutes

blueprint = Blueprint("needs", __name__)

WRITERS = (Role.OFFICE, Role.BOARD)
READERS = (*WRITERS, Role.AUDITOR)
WORDS: dict[str, Any] = {"words": forms, "NeedState": NeedState}
"""What every template of the room is given."""


Panel = tuple[str, Mapping[str, Any]]
"""What a room above says on the page of a need: a template, and what it is given (as `given`)."""
Panels = Callable[[Row, bool, int | None], Panel | None]
"""Makes one of a need; whether the page is the office's, else the number of the member whose page it is."""


def hand_in(app: Flask, panels: Sequence[Panels]) -> None:
    """Hand in what rooms above say on the page of a need, in that order; called once by the factory."""
    app.extensions["needs"] = tuple(panels)


@dataclass(frozen=True)
class Side(web.Side):
    """From where somebody looks at needs: the office, or the pages of one membership."""

    room: ClassVar[str] = "needs"
    viewer: Viewer

    def owns(self, row: Row) -> bool:
        """Whether a need belongs to the member whose pages these are."""
        return self.member is not None and row.need.member_id == self.member.id

    def may_change(self, row: Row) -> bool:
        """Whether the words of a need may be changed from here."""
        return self.may_write and (self.is_office or self.owns(row)) and row.need.erased_at is None


def office_side() -> Side:
    """The pages of the office."""
    actor = current_actor()
    return Side(queries.office_viewer(actor), actor.has_any(WRITERS))


def own_side(number: int) -> Side:
    """The pages of a membership that somebody is, was or acts for; anybody else's are not found."""
    return Side(*queries.own_pages(db.session(), current_actor().party_id, number, clock.today()))


def acting(number: int) -> Side:
    """The same for who acts for the member today; raises Refusal where it has left (§ 65 GenG)."""
    members.get_own(db.session(), current_actor().party_id, number, clock.today())
    return own_side(number)


def back_to(side: Side, need_id: int, anchor: str | None = None) -> Response:
    """Go back to the page of a need."""
    return redirect(side.url("show", need_id=need_id, _anchor=anchor))


def seen_row(side: Side, need_id: int) -> Row:
    """A need that may be seen from this side; raises NotFound for any other."""
    return queries.get_row(db.session(), need_id, side.viewer)


def once(session: Session, act: Callable[[], object], need_id: int) -> int:
    """Carry out the act of a button once, however often it is pressed."""

    def done() -> int:
        act()
        return need_id

    return forms.ActForm().once(session, done)


def panels_of(row: Row, side: Side) -> list[Panel]:
    """What rooms above say of a need to who looks from this side."""
    number = side.member.number if side.member is not None else None
    made = (panel(row, side.is_office, number) for panel in current_app.extensions.get("needs", ()))
    return [each for each in made if each is not None]


def house_regions() -> list[str]:
    """The regions of the house."""
    return list(statutes.house(db.session()).regions)
