"""The room's blueprint, who may read and write here, and what its pages share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Flask, current_app, flash
from sqlalchemy.orm import Session

from app.core.values import Actor, NotFound, Refusal, Role
from app.core.web import translated
from app.departures import forms
from app.departures.models import Notice
from app.departures.queries import Member, Preview
from app.departures.rules import LAW, OTHER_LAW, Amendment, NoticeKind, NoticeState

blueprint = Blueprint("departures", __name__)

READERS = (Role.OFFICE, Role.BOARD, Role.AUDITOR)
WRITERS = (Role.OFFICE,)
WORDS: dict[str, Any] = {"words": forms, "laws": LAW, "other_laws": OTHER_LAW}
"""What every template of the room is given."""


Undone = Callable[[Session, Member, Actor, datetime], None]
"""What follows in a room above, once the end of a membership is undone."""


AskedTooMuch = Callable[[Session, date, int], Sequence[Any]]
"""Gives the contributions asked of a member that an amendment does not bind, each with what of it is owed."""


PaidAstray = Callable[[Session, Member], Sequence[Any]]
"""Gives what a member was paid to an account that is known since to have been named by mistake."""


@dataclass(frozen=True)
class FromOthers:
    """What the pages need of rooms above and beside this one."""

    undone: Undone
    asked_too_much: AskedTooMuch
    paid_astray: PaidAstray


def hand_in(app: Flask, known: FromOthers) -> None:
    """Hand in what other rooms do once a notice is undone, and know of contributions; called once by the factory."""
    app.extensions["departures"] = known


def after_undoing(session: Session, member: Member, actor: Actor, now: datetime) -> None:
    """Do what was handed in."""
    known: FromOthers = current_app.extensions["departures"]
    known.undone(session, member, actor, now)


def asked_too_much(session: Session, notice: Notice, today: date) -> Sequence[Any]:
    """The contributions that were asked for before a notice came because of them, and are not owed (§ 67a GenG)."""
    known: FromOthers = current_app.extensions["departures"]
    about = notice.amendment is Amendment.CONTRIBUTIONS
    return known.asked_too_much(session, today, notice.member_id) if about else ()


def paid_astray(session: Session, notice: Notice) -> Sequence[Any]:
    """What was paid to accounts named by mistake, as of a notice that was undone one may be (§ 362 BGB)."""
    known: FromOthers = current_app.extensions["departures"]
    return known.paid_astray(session, notice.member) if notice.state is NoticeState.REVERSED else ()


def kind_of(word: str) -> NoticeKind:
    """The right that an address names; raises NotFound."""
    if word not in list(NoticeKind):
        raise NotFound
    return NoticeKind(word)


def tell_left_out(left_out: Refusal | None) -> None:
    """Say beside what was entered that the account named with it was left out, and what helps."""
    if left_out is not None:
        flash(translated(left_out), "warning")


def shown(found: Preview | None, problem: str = "", may_reject: bool = False) -> dict[str, Any]:
    """What the panel of the preview is given: what follows, or why nothing does."""
    objection = translated(found.objection) if found and found.objection else ""
    return {"preview": found, "objection": objection, "problem": problem, "may_reject": may_reject}
