"""Who of the board was in the meeting, and who led it, as a person (§ 47 (2) GenG; R-MIN-03)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly, Sitting
from app.attendance import queries as attendance
from app.attendance.models import Presence
from app.attendance.rules import LeftWhy
from app.minutes.models import MinutesAttendee
from app.minutes.queries.carrying import is_meant
from app.minutes.queries.counting import discussed_until, voted_times
from app.minutes.rules import modes_there
from app.organs import queries as organs
from app.organs.rules import WITH_OFFICES, Organ
from app.parties.models import Party
from app.voting.models import CastVote, Poll


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
    came, noted = _was_there(session, assembly), _noted(session, assembly)
    board = organs.offices_on(session, Organ.BOARD, assembly.meets_on)
    return [
        Officer(each.party_id, each.party.display_name, each.party_id in came, each.party_id in noted) for each in board
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
    known = {*_noted(session, assembly), *filter(None, [chair_of(session, assembly, sitting)])}
    missing = {each: attendance.organs_not_in_hall(session, assembly, each, known) for each in asked}
    return {
        organ: [moment for moment, organs_missing in missing.items() if organ in organs_missing]
        for organ in WITH_OFFICES if asked and organs.offices_on(session, organ, assembly.meets_on)
    }


def _leaders(session: Session, assembly: Assembly) -> Sequence[Party]:
    """Who can have led a meeting: whoever sat in an organ that day, or came (R-GV-11)."""
    held = [each.party_id for organ in (Organ.BOARD, Organ.SUPERVISORY_BOARD)
            for each in organs.offices_on(session, organ, assembly.meets_on)]
    found = select(Party).where(or_(Party.id.in_(held), Party.id.in_(_came(session, assembly))))
    return session.scalars(found.order_by(Party.sort_name, Party.id)).all()


def called_chair(session: Session, assembly: Assembly, sitting: Sitting) -> list[Party]:
    """Of those who can have led, those called as the chair is; only of these one can be noted (R-MIN-03)."""
    return [each for each in _leaders(session, assembly) if is_meant(each, sitting.chair)]


def chair_of(session: Session, assembly: Assembly, sitting: Sitting) -> int | None:
    """Who led a meeting: the person noted, else the only one of that name; None where nobody can tell (R-MIN-03)."""
    noted = next((party_id for party_id, is_chair in _noted(session, assembly).items() if is_chair), None)
    if noted is not None:
        return noted
    called = called_chair(session, assembly, sitting)
    return called[0].id if len(called) == 1 else None


def is_led_by_board(session: Session, assembly: Assembly, sitting: Sitting) -> bool:
    """Say whether who led sat on the board, so that it signs as both: by person where that is known, else by name."""
    board, chair = officers_of(session, assembly), chair_of(session, assembly, sitting)
    if chair is not None:
        return chair in {each.party_id for each in board}
    return sitting.chair in {each.name for each in board}


def may_board_sign(session: Session, assembly: Assembly, sitting: Sitting) -> bool:
    """Say whether somebody of the board can sign: the chair as both, else another member who was there (R-MIN-03)."""
    there = [each for each in board_there(session, assembly) if each != sitting.chair]
    return bool(there) or is_led_by_board(session, assembly, sitting)


def shown_of_attending(session: Session, assembly: Assembly) -> Mapping[str, object]:
    """What the page shows of who was noted; who notes others meanwhile is told so."""
    noted = _noted(session, assembly)
    return {"present": sorted(noted), "chair": next((each for each, is_chair in noted.items() if is_chair), 0)}


def _noted(session: Session, assembly: Assembly) -> dict[int, bool]:
    found = select(MinutesAttendee).where(MinutesAttendee.assembly_id == assembly.id)
    return {each.party_id: each.is_chair for each in session.scalars(found)}


def _was_there(session: Session, assembly: Assembly) -> set[int | None]:
    """The party ids of those who were in the meeting, of a stretched one in its discussion (§ 47 (2) GenG; R-MIN-03).

    Who only votes, beside a hall or days later, counts as having appeared (§ 43b (7)), but cannot tell what happened.
    """
    until, found = discussed_until(session, assembly), _coming(assembly.id)
    found = found.where(Presence.mode.in_(modes_there(assembly.form)))
    return set(session.scalars(found if until is None else found.where(Presence.came_at <= until)))


def _coming(assembly_id: int) -> Select[int | None]:
    """Who came, not by mistake, as a query."""
    return select(Presence.party_id).where(
        Presence.assembly_id == assembly_id, or_(Presence.left_why.is_(None), Presence.left_why != LeftWhy.MISTAKE)
    )


def _came(session: Session, assembly: Assembly) -> set[int]:
    """The party ids of those who came, or cast votes while a stretched assembly was voted on (§ 43b (7) GenG)."""
    voted = select(CastVote.cast_by).join(Poll, Poll.id == CastVote.poll_id).where(Poll.assembly_id == assembly.id)
    return {*session.scalars(_coming(assembly.id)), *session.scalars(voted.distinct())}
