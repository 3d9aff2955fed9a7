"""Who led a meeting, as a person, and who of board and supervisory board was in it (R-MIN-03, R-FORM-04)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.assemblies import queries as assemblies
from app.assemblies.models import Assembly, Sitting
from app.assemblies.queries import Recipient
from app.assemblies.rules import MeetingForm
from app.attendance import queries as attendance
from app.attendance.models import Presence
from app.attendance.queries import OrganMember
from app.attendance.rules import LeftWhy
from app.core.formats import fold
from app.organs import queries as organs
from app.organs.rules import Organ
from app.parties.models import Party
from app.parties.rules import is_called
from app.voting.models import CastVote, MinutesAttendee, Poll


def noted_there(session: Session, assembly_id: int) -> Mapping[int, bool]:
    """Who was noted by hand as there: party id → whether it led (§ 47 (2) GenG; R-MIN-03)."""
    found = select(MinutesAttendee).where(MinutesAttendee.assembly_id == assembly_id)
    return {each.party_id: each.is_chair for each in session.scalars(found)}


def away_with_mail(session: Session, assembly: Assembly, now: datetime) -> list[Recipient]:
    """The members who may come to a meeting, are not there at a moment, and have an address for mails (§ 43b (5))."""
    day, there = attendance.voting_day_at(session, assembly, now), attendance.there_now(session, assembly.id)
    known = assemblies.recipients(session, assemblies.members_of(day), day)
    return [each for each in known if each.reach.email and each.member_id not in there]


def called_chair(session: Session, assembly: Assembly, sitting: Sitting) -> list[Party]:
    """Of those who can have led, those called as the chair is; only of these one can be noted (R-MIN-03, R-GV-11).

    Whoever sat in an organ that day, came, or voted in a phase can have led.
    """
    held = [each.party_id for organ in (Organ.BOARD, Organ.SUPERVISORY_BOARD)
            for each in organs.offices_on(session, organ, assembly.meets_on)]
    words = [Party.search_text.contains(word, autoescape=True) for word in fold(sitting.chair).split()]
    came = select(Presence.party_id).where(
        Presence.assembly_id == assembly.id, or_(Presence.left_why.is_(None), Presence.left_why != LeftWhy.MISTAKE)
    )
    voted = select(CastVote.cast_by).join(Poll, Poll.id == CastVote.poll_id).where(Poll.assembly_id == assembly.id)
    found = select(Party).where(or_(*words), or_(Party.id.in_(held), Party.id.in_(came), Party.id.in_(voted)))
    people = session.scalars(found.order_by(Party.sort_name, Party.id))
    return [each for each in people if is_called(each.sort_name, each.display_name, sitting.chair)]


def chair_of(session: Session, assembly: Assembly, sitting: Sitting) -> int | None:
    """Who led a meeting: the person noted, else the only one of that name; None where nobody can tell (R-MIN-03)."""
    noted = next((party_id for party_id, is_chair in noted_there(session, assembly.id).items() if is_chair), None)
    if noted is not None:
        return noted
    called = called_chair(session, assembly, sitting)
    return called[0].id if len(called) == 1 else None


def organs_not_in_hall(session: Session, assembly: Assembly, sitting: Sitting, at: datetime) -> list[Organ]:
    """Of board and supervisory board those of which nobody is in the hall of a hybrid meeting at a moment (§ 43b (4)).

    R-FORM-04: the chair's page and the minutes say the same. Whoever is noted as there, or leads the meeting, is,
    unless it takes part online.
    """
    if not attendance.is_hybrid_at(assembly, at):
        return []
    return attendance.organs_not_in_hall(session, assembly, at, _known_there(session, assembly, sitting))


def organs_there(
    session: Session, assembly: Assembly, sitting: Sitting, at: datetime
) -> Mapping[Organ, Sequence[OrganMember]]:
    """Who of board and supervisory board is in a hybrid or virtual meeting, in its hall or online (§ 43b (4) GenG).

    R-FORM-04. Nothing of other forms, in which the chair sees who is there. Whoever is noted as there, or leads, counts
    as let in.
    """
    if assembly.form is not MeetingForm.VIRTUAL and not attendance.is_hybrid_at(assembly, at):
        return {}
    found = attendance.organs_at(session, assembly, at, _known_there(session, assembly, sitting))
    return {organ: [each for each in found if each.organ is organ] for organ in dict.fromkeys(e.organ for e in found)}


def _known_there(session: Session, assembly: Assembly, sitting: Sitting) -> set[int]:
    """Who is there though nobody let it in: who was noted by hand, and who leads."""
    return {*noted_there(session, assembly.id), *filter(None, [chair_of(session, assembly, sitting)])}
