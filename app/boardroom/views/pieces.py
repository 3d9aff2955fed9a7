"""What the pages share: the blueprint, who may open them, words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Flask, current_app, flash, request
from sqlalchemy.orm import Session

from app.boardroom import rules
from app.boardroom.actions import LeftOpen
from app.boardroom.forms import CHOICE_NAMES, FUNCTION_NAMES, KIND_NAMES, ORGAN_NAMES, POINT_NAMES
from app.boardroom.queries import Item, Resolution, name_of, names_of
from app.boardroom.rules import Confirmed
from app.core import clock
from app.core.db import db
from app.core.formats import one_stop
from app.core.values import Actor, Role
from app.core.web import _, _n, an_id, current_actor, may_open, titled, told
from app.organs import queries as organs
from app.organs.rules import Choice, Organ, procedure_word

blueprint = Blueprint("boardroom", __name__, url_prefix="/beschluesse")

OFFICERS = (Role.BOARD, Role.SUPERVISORY_BOARD)
CONVENERS = (*OFFICERS, Role.OFFICE)
READERS = (*CONVENERS, Role.AUDITOR)


def is_worded(item: Item, name: str) -> bool:
    """Whether the name of an item is its own wording, or how that begins; else it is an applicant's."""
    return " ".join(item.text.split()).startswith(" ".join(name.rstrip(" …").split()))


def called(item: Item, name: str) -> str:
    """What an item is called where there is room: by its whole wording, or by the applicant's name."""
    return titled(item.text) if is_worded(item, name) else name


def procedure_of(resolution: Resolution) -> str:
    """How a resolution came about, in the reader's language."""
    return str(_(procedure_word(resolution.organ, resolution.procedure)))


WORDS: dict[str, Any] = {
    "organ_names": ORGAN_NAMES, "procedure_of": procedure_of, "kind_names": KIND_NAMES,
    "function_names": FUNCTION_NAMES, "points": POINT_NAMES, "called": called,
    "is_worded": is_worded,
}
"""Words every page of the room may need."""


@dataclass(frozen=True)
class Agenda:
    """What an assembly is known to have decided on: its day and place, of an item its title and wording.

    `waiting`: the item, by its id, that waits here for what is decided under it; 0 where none does.
    """

    assembly_id: int
    item_id: int
    day: date
    place: str
    title: str = ""
    text: str = ""
    waiting: int = 0


@dataclass(frozen=True)
class FromAbove:
    """What rooms above know of resolutions.

    `assembly_behind`: resolution → the assembly in which it was voted on. `agenda_of`: assembly and item of its agenda,
    or 0 → what is known of it; raises NotFound. `check_recordable`: refuses an assembly of which nothing is to be
    recorded now. `check_resolved_on`: refuses a day on which the general assembly did not meet after all.
    `record_under`: records what was resolved there and under that item.
    `asked_by`: recorded resolution → what it asks for, what there is to say of it, and the address where it is done.
    """

    assembly_behind: Callable[[Session, int], int | None]
    agenda_of: Callable[[Session, int, int], Agenda]
    check_recordable: Callable[[Session, int, datetime], None]
    check_resolved_on: Callable[[Session, date], None]
    record_under: Callable[[Session, int, int, Confirmed, Callable[[], Resolution], Actor, datetime], Resolution]
    asked_by: Callable[[Session, int], Sequence[tuple[str, str, str]]]


def hand_in(app: Flask, known: FromAbove) -> None:
    """Hand in what rooms above know of resolutions; called once by the factory."""
    app.extensions["boardroom"] = known


def _from_above() -> FromAbove:
    known: FromAbove = current_app.extensions["boardroom"]
    return known


def assembly_behind(resolution: Resolution) -> int | None:
    """The assembly in which a resolution was voted on here; None where it was not, or its minutes may not be read."""
    return _from_above().assembly_behind(db.session(), resolution.id) if may_open("minutes.show") else None


def asked_by(resolution: Resolution) -> Sequence[tuple[str, str, str]]:
    """What a resolution asks for that was recorded from an agenda, as `FromAbove` has it."""
    return _from_above().asked_by(db.session(), resolution.id)


def asked_agenda() -> Agenda | None:
    """The assembly, and the item of its agenda, whose resolution is to be recorded, as the address names them.

    None where it names none, and to who may not record what the assembly resolved.
    """
    assembly_id = request.args.get("versammlung", type=an_id)
    if not assembly_id or Organ.GENERAL_ASSEMBLY not in my_organs():
        return None
    return _from_above().agenda_of(db.session(), assembly_id, request.args.get("top", 0, type=an_id) or 0)


def check_recordable(agenda: Agenda) -> None:
    """Refuse an assembly of which nothing can be recorded now, as `FromAbove` has it."""
    _from_above().check_recordable(db.session(), agenda.assembly_id, clock.now())


def recorded(
    session: Session, agenda: Agenda | None, confirmed: Confirmed, record: Callable[[], Resolution], now: datetime
) -> Resolution:
    """Record a resolution, as one of the assembly and under the item that the address names, if it names one."""
    known = _from_above()
    if agenda is None:
        resolution = record()
        if resolution.organ is Organ.GENERAL_ASSEMBLY and resolution.meeting_on is not None:
            known.check_resolved_on(session, resolution.meeting_on)
        return resolution
    return known.record_under(session, agenda.assembly_id, agenda.item_id, confirmed, record, current_actor(), now)


def my_party() -> int | None:
    """The person who is signed in, as a party; a person without a party has no vote."""
    return current_actor().party_id


def my_organs() -> list[Organ]:
    """The organs whose resolutions the signed-in person may open, close and record."""
    return [organ for organ in Organ if rules.may_convene(current_actor(), organ)]


def seats_for_choice(session: Session, organ: Organ, today: date) -> list[tuple[int, str]]:
    """Who sits in an organ today, as choices of a form."""
    offices = organs.offices_on(session, organ, today)
    names = organs.names_of(session, offices, today)
    return [(office.party_id, names[office.party_id]) for office in offices]


def own_vote(item: Item, party_id: int | None) -> dict[str, object]:
    """How a person's vote on an item stands, as the page shows it."""
    own = next((vote for vote in item.votes if vote.party_id == party_id), None)
    return {"own": vote_words(own.choice, own.reason) if own else ""}


def vote_words(choice: Choice, reason: str) -> str:
    """A vote in words, with its reason."""
    return f"{CHOICE_NAMES[choice]}{f' ({reason})' if reason else ''}"


def minuted_votes(item: Item, changed: Mapping[int, Choice] | None = None) -> dict[str, object]:
    """How the votes on an item stand, as the minute-taker's form shows them, or as they would with these."""
    names = {vote.party_id: vote.voter_name for vote in item.votes}
    votes = {**{vote.party_id: vote.choice for vote in item.votes}, **(changed or {})}
    return {"votes": ", ".join(f"{names.get(party, party)}: {CHOICE_NAMES[votes[party]]}" for party in sorted(votes))}


def attending(resolution: Resolution) -> dict[str, object]:
    """Who is noted as taking part in a meeting."""
    return {"attending": [each.party_id for each in resolution.attendances]}


TOLD_EACH = 5
"""Of how many items that stay to be decided the answer names the ground; the history of the resolution names all."""


def tell_left(left: Sequence[LeftOpen], words: Any) -> None:
    """Say after an act which items stay to be decided, and why; `words` with `{name}` and `{reason}`."""
    session = db.session()
    hindered = [(each.item, each.hindrance) for each in left if each.hindrance is not None]
    for item, hindrance in hindered[:TOLD_EACH]:
        said = str(words).format(name=name_of(session, item), reason=told(rules.reason_of(hindrance)))
        flash(one_stop(said), "warning")
    if len(hindered) > TOLD_EACH:
        more = len(hindered) - TOLD_EACH
        flash(_n("Ebenso ein weiterer Gegenstand.", "Ebenso %(num)s weitere Gegenstände.", more), "warning")
    without = list(names_of(session, [each.item for each in left if each.hindrance is None]).values())
    if without:
        shown = [*without[:TOLD_EACH], *(["…"] if len(without) > TOLD_EACH else [])]
        said = _("Es fehlen Stimmen, darum bleibt zu entscheiden: %(names)s.", names=", ".join(shown))
        flash(one_stop(said), "info")
