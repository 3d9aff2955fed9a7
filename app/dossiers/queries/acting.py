"""Who acts for a member before and after a representation begins or ends; judged by the rules of its entry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.core.values import PartyKind
from app.dossiers.rules import Casting, WantedRepresentation, casting_of
from app.members.models import Member
from app.parties import queries as parties
from app.parties.models import Representation
from app.parties.rules import (
    Authority,
    PartyFacts,
    check_begins_soon,
    check_names,
    check_representation,
    check_representation_end,
    check_representation_stands,
)
from app.removals import queries as removals
from app.statutes import queries as statutes
from app.statutes.rules import check_ends_in_open_year, check_told_in_open_year

NOT_RECORDED = 0
"""In place of the id of a person who is about to be recorded."""


@dataclass(frozen=True)
class Acting:
    """Somebody who acts for a member, and by what right; `last_day` where an end is entered."""

    person_id: int
    name: str
    function: str
    authority: Authority
    first_day: date
    last_day: date | None = None


@dataclass(frozen=True)
class ActingPreview:
    """Who acts until the day before, from the day on, and who is entered for later; and who votes then.

    `is_followed`: the member died or went over into another, and who follows it votes. `held_since`: just this is
    entered already, since that day.
    """

    kind: PartyKind
    day: date
    before: Sequence[Acting]
    after: Sequence[Acting]
    later: Sequence[Acting]
    is_followed: bool
    held_since: date | None = None

    @property
    def voting(self) -> Casting:
        """Who votes from the day on."""
        return _casting_of(self.kind, self.after)

    @property
    def leaves_nobody(self) -> bool:
        """Whether nobody can declare for the member from the day on."""
        return self.voting in (Casting.NOBODY, Casting.TOO_FEW)

    @property
    def frees(self) -> bool:
        """Whether a person acts itself from the day on in whose place others acted (§§ 107, 1629 BGB)."""
        itself = (Casting.ITSELF, Casting.BESIDE)
        return self.voting in itself and _casting_of(self.kind, self.before) not in itself


def preview_representative(
    session: Session, member: Member, facts: PartyFacts, same_as: int | None, wanted: WantedRepresentation, today: date
) -> ActingPreview:
    """Refuse who cannot act for this kind of member, a day far ahead or of a closed year (R-ADM-13, R-VOTE-09)."""
    person = parties.get_party(session, same_as) if same_as else None
    if person is None:
        check_names(facts)
    check_representation(member.party.kind, person.kind if person else facts.kind, wanted.authority)
    check_begins_soon(wanted.first_day, today)
    check_told_in_open_year(wanted.first_day, statutes.closed_through(session))
    held = parties.find_acting_as(
        session, member.party_id, person.id, wanted.authority, wanted.function, wanted.first_day
    ) if person else None
    new = Acting(
        person.id if person else NOT_RECORDED, person.display_name if person else facts.display_name,
        wanted.function.strip(), wanted.authority, wanted.first_day,
    )
    return _preview(session, member, wanted.first_day, added=() if held else (new,),
                    held_since=held.first_day if held else None)


def preview_end(session: Session, member: Member, held: Representation, last_day: date) -> ActingPreview:
    """Refuse an end before the beginning or in a closed year, one after the end that is noted, of what was struck."""
    check_representation_stands(held.struck_at is not None)
    check_representation_end(held.first_day, held.last_day, last_day)
    check_ends_in_open_year(last_day, statutes.closed_through(session))
    return _preview(session, member, last_day + timedelta(days=1), without=held)


def _preview(
    session: Session, member: Member, day: date, added: Sequence[Acting] = (), without: Representation | None = None,
    held_since: date | None = None,
) -> ActingPreview:
    on_day = [each for each in parties.representations_on(session, member.party_id, day) if each is not without]
    known = parties.representations_of(session, member.party_id)
    later = [each for each in reversed(known) if each.first_day > day and each.struck_at is None]
    return ActingPreview(
        member.party.kind, day,
        before=_acting(parties.representations_on(session, member.party_id, day - timedelta(days=1))),
        after=[*_acting(on_day), *added], later=_acting(later),
        is_followed=removals.find_followed(session, member.id) is not None, held_since=held_since,
    )


def _acting(found: Iterable[Representation]) -> list[Acting]:
    return [
        Acting(each.person_id, each.person.display_name, each.function, each.authority, each.first_day, each.last_day)
        for each in found
    ]


def _casting_of(kind: PartyKind, acting: Iterable[Acting]) -> Casting:
    return casting_of(kind, [(each.person_id, each.authority) for each in acting])
