"""The room's blueprint, who may read and write here, and from which side somebody looks: office or portal."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from flask import Blueprint, flash, redirect
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.core import clock, web
from app.core.db import db, transaction
from app.core.values import Actor, German, PartyKind, Role
from app.core.web import current_actor, reading_day, titled
from app.members import queries as members
from app.needs import queries as needs
from app.needs.rules import SOMEBODY, Viewer, is_named
from app.solutions import forms, queries
from app.solutions.queries import Answered
from app.solutions.rules import OPEN_PARTNERSHIPS, Outcome, PartnerState, SolutionState, is_lapsed, standing
from app.statutes import queries as statutes

blueprint = Blueprint("solutions", __name__)

WRITERS = (Role.OFFICE, Role.BOARD)
READERS = (*WRITERS, Role.AUDITOR)
WORDS: dict[str, Any] = {
    "words": forms, "SolutionState": SolutionState, "PartnerState": PartnerState, "Outcome": Outcome,
    "OPEN_PARTNERSHIPS": OPEN_PARTNERSHIPS,
}
"""What every template of the room is given."""


@dataclass(frozen=True)
class Side(web.Side):
    """From where somebody looks at solutions: the office, or the pages of one membership."""

    room: ClassVar[str] = "solutions"
    viewer: Viewer

    def owns(self, answered: Answered) -> bool:
        """Whether a need belongs to the member whose pages these are."""
        return self.member is not None and answered.row.need.member_id == self.member.id


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


def seen_solution(side: Side, solution_id: int) -> Any:
    """A solution that may be seen from this side; raises NotFound for any other."""
    return queries.get_seen(db.session(), solution_id, side.viewer)


def seen_offer(side: Side, offer_id: int) -> Any:
    """An offer that may be seen from this side; raises NotFound for any other."""
    return queries.get_seen_offer(db.session(), offer_id, side.viewer, reading_day())


def back_to(side: Side, solution_id: int, anchor: str | None = None) -> Response:
    """Go back to the page of a solution."""
    return redirect(side.url("show", solution_id=solution_id, _anchor=anchor))


Act = Callable[[Session, Actor, datetime], object]
"""An act on a solution or an offer."""


def act_once(act: Act, result: int, said: str) -> None:
    """Carry out the act of a button once, however often it is pressed, and say so."""
    with transaction() as session:
        actor, now = current_actor(), clock.now()

        def done() -> int:
            act(session, actor, now)
            return result

        forms.ActForm().once(session, done)
    flash(said)


def owner_of(row: needs.Row, viewer: Viewer) -> str:
    """How the owner of a need is called to somebody, in its language."""
    name = row.owner(viewer)
    return titled(German(name)) if not row.names_owner(viewer) else name


def member_name(member: Any, viewer: Viewer) -> str:
    """How a member that offers or takes part is called to somebody, in its language."""
    kind: PartyKind = member.party.kind
    return member.party.display_name if is_named(viewer, kind, True) else titled(German(SOMEBODY[kind]))


def offer_state(offer: Any) -> str:
    """How an offer stands on the day of the page: `standing`, `over`, `withdrawn` or `erased`."""
    if offer.erased_at is not None:
        return "erased"
    if offer.withdrawn_at is not None:
        return "withdrawn"
    return "over" if is_lapsed(offer.until, reading_day()) else "standing"


def house_regions() -> list[str]:
    """The regions of the house."""
    return list(statutes.house(db.session()).regions)


def struck(solution: Any) -> set[int]:
    """The entries of progress that do not hold: taken back."""
    holding = {each.id for each in standing(solution.entries())}
    return {each.id for each in solution.progress if each.id not in holding and each.takes_back_id is None}
