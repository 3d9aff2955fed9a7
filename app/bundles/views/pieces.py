"""The room's blueprint, who may read and write here, from which side somebody looks, and what an act is followed by."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Blueprint, Flask, current_app, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.bundles import forms, queries
from app.bundles.models import Bundle, BundleAct
from app.bundles.rules import ActKind
from app.core import clock, web
from app.core.db import db
from app.core.values import German, Role
from app.core.web import current_actor, id_in, titled
from app.members import queries as members
from app.needs import queries as needs
from app.needs.queries import Row
from app.needs.rules import Viewer

blueprint = Blueprint("bundles", __name__)

WRITERS = (Role.OFFICE, Role.BOARD)
READERS = (*WRITERS, Role.AUDITOR)
WORDS: dict[str, Any] = {"words": forms}
"""What every template of the room is given."""
Panel = tuple[str, Mapping[str, Any]]
"""What a room above says on the page of a bundle: a template, and what it is given (as `given`)."""
Panels = Callable[[Session, int, bool], Panel | None]
"""Makes one of a bundle, by its id; whether the page is the office's."""


def hand_in(app: Flask, panels: Sequence[Panels]) -> None:
    """Hand in what rooms above say on the page of a bundle, in that order; called once by the factory."""
    app.extensions["bundles"] = tuple(panels)


def panels_of(bundle: Bundle, is_office: bool) -> list[Panel]:
    """What rooms above say of a bundle."""
    made = (panel(db.session(), bundle.id, is_office) for panel in current_app.extensions.get("bundles", ()))
    return [each for each in made if each is not None]


DONE = "getan"
"""How an address names the act that was just done, so that its page offers to undo it."""


@dataclass(frozen=True)
class Side(web.Side):
    """From where somebody looks at bundles: the office, or the pages of one membership."""

    room: ClassVar[str] = "bundles"
    viewer: Viewer

    def owns(self, row: Row) -> bool:
        """Whether a need belongs to the member whose pages these are."""
        return self.member is not None and row.need.member_id == self.member.id

    def owner_of(self, row: Row) -> str:
        """How the owner of a need is called to somebody, in its language."""
        name = row.owner(self.viewer)
        return titled(German(name)) if not row.names_owner(self.viewer) else name


def office_side() -> Side:
    """The pages of the office."""
    actor = current_actor()
    return Side(needs.office_viewer(actor), actor.has_any(WRITERS))


def own_side(number: int) -> Side:
    """The pages of a membership that somebody is, was or acts for; anybody else's are not found."""
    return Side(*needs.own_pages(db.session(), current_actor().party_id, number, clock.today()))


def acting(number: int) -> Side:
    """The same for who acts for the member today; raises Refusal where it has left (§ 65 GenG)."""
    members.get_own(db.session(), current_actor().party_id, number, clock.today())
    return own_side(number)


def seen_bundle(side: Side, bundle_id: int) -> Bundle:
    """A bundle that may be seen from this side; raises NotFound for any other."""
    return queries.get_bundle(db.session(), bundle_id, side.viewer)


def once(session: Session, act: Callable[[], BundleAct | None]) -> int:
    """Carry out the act of a button once, however often it is pressed; its id, 0 where nothing was to be done."""
    return forms.ActForm().once(session, lambda: id_of(act()))


def id_of(act: BundleAct | None) -> int:
    """The id of an act; 0 where nothing was to be done."""
    return act.id if act is not None else 0


def after(address: str, act_id: int, anchor: str = "") -> Response:
    """Go on to a page, which says what was done and offers to undo it."""
    joint = "&" if "?" in address else "?"
    done = f"{joint}{DONE}={act_id}" if act_id else ""
    return redirect(f"{address}{done}{'#' + anchor if anchor else ''}")


@dataclass(frozen=True)
class Done:
    """What one has just done, as the page says it: with what, and where to."""

    act: BundleAct
    needs: str
    bundles: str


def just_done() -> Done | None:
    """The act of one's own that the address names, as long as nobody has undone it."""
    act_id = id_in(request.args.get(DONE))
    actor, session = current_actor(), db.session()
    if act_id is None or not actor.has_any(WRITERS):
        return None
    act = session.get(BundleAct, act_id)
    if act is None or act.by_id != actor.user_id or queries.undoing_of(session, [act.id]):
        return None
    return told(session, [act])[0]


def told(session: Session, acts: list[BundleAct], beside: int = 0) -> list[Done]:
    """Acts with the numbers of what they moved and of the bundles they touched, but for the one whose page it is."""
    need_numbers = queries.numbers_of(session, {move.need_id for act in acts for move in act.moves})
    touched = {turn.bundle_id for act in acts for turn in act.turns} - {beside}
    bundle_numbers = queries.bundle_numbers_of(session, touched)
    return [
        Done(act, _listed(need_numbers, [each.need_id for each in act.moves]), _listed(bundle_numbers, _touched(act)))
        for act in acts
    ]


def _touched(act: BundleAct) -> list[int]:
    """The bundles of an act, those that needs went out of first, except where it only opened some."""
    ids = [each.bundle_id for each in act.turns]
    sources = {each.from_bundle_id for each in act.moves}
    return ids if act.kind is ActKind.UNDO else sorted(ids, key=lambda each: each not in sources)


MOST_NAMED = 6


def _listed(numbers: Mapping[int, str], ids: list[int]) -> str:
    """Numbers one behind the other; of many the first ones."""
    named = [numbers[each] for each in ids if each in numbers]
    return ", ".join(named[:MOST_NAMED]) + (" …" if len(named) > MOST_NAMED else "")
