"""The room's blueprint, who may read and write here, and what its pages share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from flask import Blueprint, Flask, current_app, flash, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.assessments import forms, queries
from app.assessments.models import Round
from app.assessments.rules import RoundState
from app.core import clock, web
from app.core.db import db, transaction
from app.core.values import Actor, Role
from app.core.web import SeenForm, current_actor
from app.needs import queries as needs
from app.needs.rules import Viewer

blueprint = Blueprint("assessments", __name__)

WRITERS = (Role.OFFICE, Role.BOARD)
READERS = (*WRITERS, Role.AUDITOR)
WORDS: dict[str, Any] = {"words": forms, "RoundState": RoundState}
"""What every template of the room is given."""


@dataclass(frozen=True)
class Side(web.Side):
    """From where somebody looks at rounds: the office, or the pages of one membership."""

    room: ClassVar[str] = "assessments"
    viewer: Viewer


def office_side() -> Side:
    """The pages of the office."""
    return Side(needs.office_viewer(current_actor()), may_write())


def own_side(number: int) -> Side:
    """The pages of a membership that somebody is, was or acts for; anybody else's are not found."""
    return Side(*needs.own_pages(db.session(), current_actor().party_id, number, clock.today()))


@dataclass(frozen=True)
class FromAbove:
    """What rooms above know: the agendas that are still written, and where an item of one stands."""

    agendas: Callable[[Session], Sequence[tuple[int, str]]]
    place: Callable[[Session, int], tuple[int, str] | None]


def hand_in(app: Flask, known: FromAbove) -> None:
    """Hand in what rooms above know of agendas; called once by the factory."""
    app.extensions["assessments"] = known


def from_above() -> FromAbove:
    """What was handed in."""
    known: FromAbove = current_app.extensions["assessments"]
    return known


def may_write() -> bool:
    """Whether whoever is signed in prepares and runs rounds; who audits only reads."""
    return current_actor().has_any(WRITERS)


def get_round(round_id: int) -> Round:
    """A round that must be there."""
    return queries.get_round(db.session(), round_id)


def back_to(found_id: int, said: str, anchor: str | None = None) -> Response:
    """Say what was done, and go back to the page of the round."""
    flash(said)
    return redirect(url_for("assessments.show", round_id=found_id, _anchor=anchor))


def carry_out(form: SeenForm, act: Callable[[Session, int, Actor, datetime], object]) -> None:
    """Carry out an act once, however often its form is sent; it is given the version that the page showed."""

    def done() -> int:
        act(session, form.seen_version, actor, now)
        return 0

    with transaction() as session:
        actor, now = current_actor(), clock.now()
        form.once(session, done)
