"""Who of the board was in the meeting, and who led it, as a person (§ 47 (2) GenG; R-MIN-03)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly, Sitting
from app.attendance import queries as attendance
from app.attendance.models import Presence
from app.attendance.rules import LeftWhy
from app.minutes.queries.counting import discussed_until, voted_times
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


def organs_in_hall(session: Session, assembly: Assembly, sitting: Sitting) -> Mapping[Organ, Sequence[datetime]]:
    """Board and supervisory board of a hybrid meeting, each with the moments at which nobody of it was in the hall.

    § 43b (4) GenG; R-FORM-04: asked when the meeting was opened, and each vote on a matter; empty for any other form.
    Whoever is noted as there, or led the meeting, counts unless it took part online.
    """
    opened = [sitting.opened_at, *sorted(begun for begun, _ended in voted_times(session, assembly.id))]
    asked = [each for each in opened if attendance.is_hybrid_at(assembly, each)]
    missing = {each: voting.organs_not_in_hall(session, assembly, sitting, each) for each in asked}
    return {
        organ: [moment for moment, organs_missing in missing.items() if organ in organs_missing]
        for organ in WITH_OFFICES if asked and organs.offices_on(session, organ, assembly.meets_on)
    }


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
    found = select(Presence.party_id).where(
        Presence.assembly_id == assembly.id, or_(Presence.left_why.is_(None), Presence.left_why != LeftWhy.MISTAKE),
        Presence.mode.in_(modes_there(assembly.form)),
    )
    return set(session.scalars(found if until is None else found.where(Presence.came_at <= until)))
