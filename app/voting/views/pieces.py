"""The room's blueprint, who conducts and who reads, and what its pages share."""

import re
import secrets
from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.assemblies import queries as assemblies
from app.assemblies.queries import title_of
from app.assemblies.rules import ASSEMBLY_KIND_WORDS, AssemblyState, MeetingForm
from app.attendance import queries as attendance
from app.core import clock
from app.core.db import db, transaction
from app.core.formats import NBSP
from app.core.values import NotFound, Refusal, Role
from app.core.web import KeyedForm, _, count, sentence, told, translated
from app.voting import actions, forms, queries
from app.voting.forms import ActForm
from app.voting.models import CourseEntry, Poll, SecrecyDemand
from app.voting.queries import Assembly, Sitting
from app.voting.rules import (
    ALL_THERE,
    BROKEN_OFF_LATE,
    CONCERNS_NOBODY,
    ELECTING,
    MAY_BE_OPEN,
    STAYS_SECRET,
    CourseKind,
    Demander,
    Method,
    elected_by,
    lasts_until,
    said_of_demand,
)

blueprint = Blueprint("voting", __name__, url_prefix="/abstimmung")

LEADERS = (Role.OFFICE, Role.BOARD, Role.SUPERVISORY_BOARD)
READERS = (*LEADERS, Role.AUDITOR)


def say(text: str) -> str:
    """A sentence of a rule in the reader's language, with its values."""
    return sentence("{text}", {"text": text})


def words_of_vote(poll: Poll, choice: Any, marks: dict[Any, int]) -> str:
    """How a vote of a poll is read out."""
    names = {option.id: option.name for option in poll.options}
    read = {int(option): number for option, number in marks.items()}
    return forms.words_of_choice(choice, read, names, queries.shape_of(poll).is_each)


def told_of_course(entry: CourseEntry, form: MeetingForm) -> str:
    """What an entry of the course of such a meeting says, in the reader's language where it is ours; titles, questions
    and what else was written stay.
    """
    if entry.kind is CourseKind.ANSWERED:
        return _answered(entry.text)
    if entry.kind is CourseKind.POLL_VOID:
        question, is_late, reason = entry.text.partition(f": {BROKEN_OFF_LATE}")
        return f"{question}: {_late(reason)}" if is_late else entry.text
    if entry.kind is CourseKind.SECRECY_DEMANDED:
        is_granted = not entry.text.rpartition("; ")[2].startswith("nicht")
        return str(_(said_of_demand(is_granted, form)))
    if entry.kind is CourseKind.SECRECY_WITHDRAWN:
        return str(_(STAYS_SECRET if entry.text.endswith(STAYS_SECRET) else MAY_BE_OPEN))
    if entry.kind in (CourseKind.ROOM_CHANGED, CourseKind.ACCESS_CHANGED):
        return entry.text.replace("\n", " · ")
    return str(_(entry.text)) if entry.text in _OURS else entry.text


def void_reason_of(poll: Poll) -> str:
    """Why a vote was broken off, and in the reader's language that it was counted already."""
    is_late = poll.void_reason.startswith(BROKEN_OFF_LATE)
    return _late(poll.void_reason.removeprefix(BROKEN_OFF_LATE)) if is_late else poll.void_reason


def _late(reason: str) -> str:
    return str(_("nach der Auszählung, %(reason)s", reason=reason))


_OURS = frozenset({ALL_THERE, CONCERNS_NOBODY})
"""What the course notes in our own words."""


def told_of_demand(demand: SecrecyDemand) -> str:
    """Who demanded a secret vote, by which votes, on which motion."""
    who = str(forms.DEMANDERS[demand.demanded_by])
    if demand.demanded_by is Demander.MEMBERS:
        who = _("%(who)s, dafür %(yes)s, dagegen %(no)s", who=who, yes=count(demand.votes_for),
                no=count(demand.votes_against))
    return f"{who}: {demand.motion.text[:80]}" if demand.motion else who


def _answered(text: str) -> str:
    declines, accepts = " nimmt die Wahl nicht an", " nimmt die Wahl an"
    if text.endswith(declines):
        return str(_("%(name)s nimmt die Wahl nicht an.", name=text.removesuffix(declines)))
    return str(_("%(name)s nimmt die Wahl an.", name=text.removesuffix(accepts)))


def kind_of(assembly: Assembly) -> str:
    """How a meeting is called by its kind, in the reader's language."""
    return str(_(ASSEMBLY_KIND_WORDS[assembly.kind]))


def receipt_of(code: str) -> str:
    """A receipt in groups of four, to be read out."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def new_key() -> str:
    """A key for a form of one button."""
    return secrets.token_urlsafe(18)


def need_of(poll: Poll) -> str:
    """What a motion needs to be accepted, or somebody to be elected, in the reader's language (§ 43 (2) GenG)."""
    if poll.method not in ELECTING or poll.method is Method.EN_BLOC:
        return say(queries.threshold_of(poll).word)
    is_runoff = poll.runoff_of_id is not None
    return say(elected_by(poll.mode, poll.method, queries.shape_of(poll).is_each, is_runoff))


def unparted(text: str) -> str:
    """A text in which no line ends between an amount and its sign."""
    return re.sub(r"(?<=\d) (?=[€%])", NBSP, text)


def until_of(assembly: Assembly, poll: Poll) -> date | None:
    """Until the end of which day a poll is voted on; None where the chair closes it when all there had their turn."""
    return lasts_until(assembly.votes_until, poll.motion.kind if poll.motion else None)


def unanswered_of(poll: Poll) -> set[int]:
    """Who was elected and has not said yet whether to accept."""
    return {option.id for option in queries.unanswered(poll)}


def doubts_of(poll: Poll) -> list[str]:
    """What speaks against those who stand for election in a poll, in the reader's language."""
    return [told(each) for each in queries.doubts_of(db.session(), poll, clock.today())]


def position_of(assembly: Assembly, item_id: int) -> int:
    """The number of an item on the agenda."""
    return assemblies.get_item(assembly, item_id).position


WORDS: dict[str, Any] = {
    "words": forms, "title_of": title_of, "say": say, "words_of_vote": words_of_vote,
    "teller_field": forms.teller_field, "field_of": forms.field_of, "threshold_of": queries.threshold_of,
    "shape_of": queries.shape_of, "words_of_kind": kind_of, "new_key": new_key, "unanswered_of": unanswered_of,
    "position_of": position_of, "doubts_of": doubts_of, "said": translated, "receipt_of": receipt_of,
    "need_of": need_of, "unparted": unparted, "told_of_course": told_of_course, "told_of_demand": told_of_demand,
    "left_open": queries.left_open, "until_of": until_of, "shows_classes": queries.shows_classes,
    "said_of_demand": said_of_demand, "void_reason_of": void_reason_of,
}
"""What every template of the room is given."""


def assembly_of(assembly_id: int) -> Assembly:
    """The assembly that an address names, once it was convened; raises NotFound."""
    found = assemblies.get_assembly(db.session(), assembly_id)
    if found.state is not AssemblyState.CONVENED:
        raise NotFound
    return found


def meeting_of(assembly_id: int) -> Assembly:
    """The same for thousands at once: agenda, papers and dispatches are read where they are asked for."""
    found = attendance.get_meeting(db.session(), assembly_id)
    if found.state is not AssemblyState.CONVENED:
        raise NotFound
    return found


def poll_of(assembly_id: int, poll_id: int) -> tuple[Assembly, Poll]:
    """The assembly and its poll that an address names; raises NotFound."""
    return assembly_of(assembly_id), queries.get_poll(db.session(), assembly_id, poll_id)


def to_lead(assembly_id: int, anchor: str | None = None) -> ResponseReturnValue:
    """Go back to the chair's page."""
    return redirect(url_for("voting.lead", assembly_id=assembly_id, _anchor=anchor))


def conduct(
    assembly_id: int, act: Callable[[Session, Sitting], object], form: KeyedForm | None = None, done: str = "",
    hold: Callable[[Session, int], Sitting] = actions.hold_sitting,
) -> ResponseReturnValue:
    """One act of the conduct by one button; what is refused is said on the chair's page, which stays where it is."""
    sent = form or ActForm()
    if not sent.validate_on_submit():
        flash(sent.faults(), "error")
        return to_lead(assembly_id)
    try:
        _within(assembly_id, act, sent, hold)
    except NotFound:
        raise
    except Refusal as refusal:
        flash(translated(refusal), "error")
        return to_lead(assembly_id)
    if done:
        flash(done, "success")
    return to_lead(assembly_id)


def _within(
    assembly_id: int, act: Callable[[Session, Sitting], object], form: KeyedForm,
    hold: Callable[[Session, int], Sitting],
) -> None:
    def once() -> int:
        act(session, hold(session, assembly_id))
        return assembly_id

    with transaction() as session:
        form.once(session, once)


def typed(assembly_id: int, act: Callable[[Session, Sitting], object], form: KeyedForm) -> None:
    """One act of the conduct by a form that was filled in and is valid; its refusals are the caller's to show."""
    _within(assembly_id, act, form, actions.hold_sitting)
