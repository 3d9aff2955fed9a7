"""Who of those who objected may challenge what was resolved, and until when (§ 51 GenG; R-CHL-01, R-CHL-02)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.attendance import queries as attendance
from app.attendance.rules import Mode
from app.closing import queries as closing
from app.core.formats import local
from app.minutes.rules import Presence, may_challenge
from app.voting import queries as voting
from app.voting.models import Objection, Sitting

_PRESENCES = {Mode.HALL: Presence.IN_PERSON, Mode.ONLINE: Presence.ELECTRONIC, Mode.WRITTEN: Presence.WRITTEN}


@dataclass(frozen=True)
class Challenge:
    """Until when resolutions of a meeting can be challenged, and by whom of those who had an objection recorded.

    Others may if they were kept out, or rest it on how the assembly was convened.
    """

    last_day: date
    objectors: Sequence[Objection]


def challenge_of(session: Session, assembly: Assembly, sitting: Sitting) -> Challenge:
    """Say until when, and by whom, what a meeting resolved can be challenged (§ 51 (1), (2) GenG)."""
    there = {
        each.presence.member_id: _PRESENCES[each.presence.mode]
        for each in attendance.attendees(session, assembly, sitting.closed_at or sitting.opened_at)
    }
    objectors = [
        each for each in voting.objections_of(session, assembly.id)
        if may_challenge(there.get(each.member_id, Presence.ABSENT), True, False, False)
    ]
    return Challenge(closing.last_day_to_challenge(session, local(sitting.opened_at).date()), objectors)
