"""Who of those who objected may challenge what was resolved, and until when (§ 51 GenG; R-CHL-01, R-CHL-02)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.assemblies import queries as assemblies
from app.assemblies.models import Assembly, Sitting
from app.assemblies.queries import Delivery
from app.attendance import queries as attendance
from app.attendance.rules import Mode
from app.closing import queries as closing
from app.core.formats import local
from app.minutes.queries.counting import on_rolls
from app.minutes.queries.following import Following
from app.minutes.rules import Presence, may_challenge
from app.voting import queries as voting
from app.voting.models import Objection

_PRESENCES = {Mode.HALL: Presence.IN_PERSON, Mode.ONLINE: Presence.ELECTRONIC, Mode.WRITTEN: Presence.WRITTEN}
_VOTED = {mode.value: presence for mode, presence in _PRESENCES.items()}


@dataclass(frozen=True)
class Challenge:
    """Until when resolutions of a meeting can be challenged, and by whom of those who had an objection recorded.

    Others may if they were kept out, or rest it on how the assembly was convened: `told_late` are those whom a telling
    reached too late, `uninvited` those for whom no invitation left the house; of both who was not there.
    """

    last_day: date
    objectors: Sequence[Objection]
    told_late: Sequence[Delivery] = ()
    uninvited: Sequence[Delivery] = ()


def challenge_of(session: Session, assembly: Assembly, sitting: Sitting) -> Challenge:
    """Say until when, and by whom, what a meeting resolved can be challenged (§ 51 (1), (2) GenG).

    Of a meeting that went on over days, from the last one on which a result was declared.
    """
    objectors = [
        each for each, presence in _objections(session, assembly) if may_challenge(presence, True, False, False)
    ]
    there = presences(session, assembly)
    late, uninvited = (
        [each for member_id, each in found.items()
         if may_challenge(there.get(member_id, Presence.ABSENT), False, False, True)]
        for found in (
            assemblies.told_late(session, assembly, local(sitting.opened_at).date()),
            assemblies.never_invited(session, assembly),
        )
    )
    newest = voting.newest_declared(session, assembly.id)
    resolved_at = newest.declaration.declared_at if newest and newest.declaration else sitting.opened_at
    return Challenge(closing.last_day_to_challenge(session, local(resolved_at).date()), objectors, late, uninvited)


def _objections(session: Session, assembly: Assembly) -> list[tuple[Objection, Presence]]:
    """The objections, each with how its member took part; what one who never appeared said once, stands among them."""
    there, found = presences(session, assembly), voting.objections_of(session, assembly.id)
    appeared = voting.appeared(session, assembly, [each.member_id for each in found])
    otherwise = {each.member_id: Presence.ELECTRONIC if each.member_id in appeared else Presence.ABSENT
                 for each in found}
    return [(each, there.get(each.member_id, otherwise[each.member_id])) for each in found]


def presences(session: Session, assembly: Assembly) -> dict[int, Presence]:
    """How each member took part, of an assembly so far: who came, and who voted without coming (§ 43b (7); R-FORM-07).

    A stretched assembly is voted on for days by members who were never at its discussion.
    """
    voted = {each.member_id: _VOTED.get(each.mode, Presence.ELECTRONIC) for each in on_rolls(session, assembly)}
    came = attendance.attendees(session, assembly)
    return {**voted, **{each.presence.member_id: _PRESENCES[each.presence.mode] for each in came}}


def objectors_to(session: Session, wanted: Following) -> list[Objection]:
    """Who took part and had an objection to a decision recorded: it may leave after it (§ 67a (1) no. 1; R-EXIT-06)."""
    return [
        each for each, presence in _objections(session, wanted.assembly)
        if each.item_id == wanted.poll.item_id and presence is not Presence.ABSENT
    ]
