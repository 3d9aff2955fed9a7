"""Who of the board was in the meeting, and who led it, as a person (§ 47 (2) GenG; R-MIN-03)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly, Sitting
from app.attendance import queries as attendance
from app.attendance.models import Presence
from app.attendance.rules import LeftWhy, Mode
from app.minutes.queries.counting import discussed_until, opened_votes
from app.minutes.rules import modes_there
from app.organs import queries as organs
from app.organs.rules import WITH_OFFICES, Organ
from app.voting import queries as voting


@dataclass(frozen=True)
class Officer:
    """A member of the board on the day; came by the door or online, or noted by the minute taker."""

    party_id: int
    name: str
    came: bool
    noted: bool

    @property
    def is_present(self) -> bool:
        """Whether it was there."""
        return self.came or self.noted


def officers_of(session: Session, assembly: Assembly) -> list[Officer]:
    """Who sat on the board on the day of a meeting, and whether it was there (§ 47 (2) GenG; R-MIN-03)."""
    until, noted = discussed_until(session, assembly), voting.noted_there(session, assembly.id)
    came, guests = _was_there(session, assembly, until), attendance.guests_of(session, assembly.id)
    let_in = [each for each in guests if until is None or each.came_at <= until]
    return [
        Officer(each.party_id, each.party.display_name,
                each.party_id in came or attendance.is_among(each.party, let_in), each.party_id in noted)
        for each in organs.offices_on(session, Organ.BOARD, assembly.meets_on)
    ]


def board_there(session: Session, assembly: Assembly) -> list[str]:
    """The names of those of the board who were there (§ 47 (2) GenG; R-MIN-03)."""
    return [each.name for each in officers_of(session, assembly) if each.is_present]


@dataclass(frozen=True)
class OrganInHall:
    """Of board or supervisory board in a hybrid meeting: when nobody of it was in the hall, and who took part online.

    `is_never`: at no time until the end. `items`: the numbers of those under which a vote was opened without it.
    """

    organ: Organ
    lacks_opening: bool
    items: Sequence[int]
    is_never: bool
    online: Sequence[str]


def organs_in_hall(session: Session, assembly: Assembly, sitting: Sitting) -> list[OrganInHall]:
    """Board and supervisory board of a hybrid meeting in its hall (§ 43b (4) GenG; R-FORM-04); nothing of other forms.

    Asked when the meeting was opened, and each vote on a matter. Whoever is noted as there, or led the meeting, counts
    unless it took part online.
    """
    votes = [
        (poll.opened_at, poll.item.position) for poll in opened_votes(session, assembly.id)
        if poll.opened_at is not None and attendance.is_hybrid_at(assembly, poll.opened_at)
    ]
    if not attendance.is_hybrid_at(assembly, sitting.opened_at) and not votes:
        return []
    asked = {sitting.opened_at, *(opened for opened, _ in votes)}
    missing = {each: voting.organs_not_in_hall(session, assembly, sitting, each) for each in asked}
    came, guests = _came_by(session, assembly), attendance.guests_of(session, assembly.id)
    found = []
    for organ in WITH_OFFICES:
        held = organs.offices_on(session, organ, assembly.meets_on)
        lacks = {each for each in asked if organ in missing[each]}
        was_in = any(Mode.HALL in came[each.party_id] or attendance.is_among(each.party, guests) for each in held)
        if held:
            found.append(OrganInHall(
                organ, sitting.opened_at in lacks, sorted({item for opened, item in votes if opened in lacks}),
                sitting.closed_at is not None and lacks == asked and not was_in,
                [each.party.display_name for each in held if Mode.ONLINE in came[each.party_id]],
            ))
    return found


def _came_by(session: Session, assembly: Assembly) -> Mapping[int | None, set[Mode]]:
    """On which ways somebody came, by person, to the discussion of a stretched assembly; without what was a mistake."""
    came = _came(assembly, discussed_until(session, assembly)).with_only_columns(Presence.party_id, Presence.mode)
    ways: defaultdict[int | None, set[Mode]] = defaultdict(set)
    for party_id, mode in session.execute(came):
        ways[party_id].add(mode)
    return ways


def is_led_by_board(session: Session, assembly: Assembly, sitting: Sitting) -> bool:
    """Say whether who led sat on the board, so that it signs as both: by person where that is known, else by name."""
    board, chair = officers_of(session, assembly), voting.chair_of(session, assembly, sitting)
    if chair is not None:
        return chair in {each.party_id for each in board}
    return sitting.chair in {each.name for each in board}


def may_board_sign(session: Session, assembly: Assembly, sitting: Sitting) -> bool:
    """Say whether somebody of the board can sign: the chair as both, else another member who was there (R-MIN-03)."""
    there = [each for each in board_there(session, assembly) if each != sitting.chair]
    return bool(there) or is_led_by_board(session, assembly, sitting)


def shown_of_attending(session: Session, assembly: Assembly) -> Mapping[str, object]:
    """What the page shows of who was noted; who notes others meanwhile is told so."""
    noted = voting.noted_there(session, assembly.id)
    return {"present": sorted(noted), "chair": next((each for each, is_chair in noted.items() if is_chair), 0)}


def _was_there(session: Session, assembly: Assembly, until: datetime | None) -> set[int | None]:
    """The party ids of those who were in the meeting, of a stretched one in its discussion (§ 47 (2) GenG; R-MIN-03).

    Who only votes, beside a hall or days later, counts as having appeared (§ 43b (7)), but cannot tell what happened.
    """
    came = _came(assembly, until).with_only_columns(Presence.party_id)
    return set(session.scalars(came.where(Presence.mode.in_(modes_there(assembly.form)))))


def _came(assembly: Assembly, until: datetime | None) -> Select[Presence]:
    """Who came, until a moment where one is named; without what was entered by mistake."""
    found = select(Presence).where(
        Presence.assembly_id == assembly.id, or_(Presence.left_why.is_(None), Presence.left_why != LeftWhy.MISTAKE)
    )
    return found if until is None else found.where(Presence.came_at <= until)
