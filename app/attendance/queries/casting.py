"""What the conduct of votes asks: who is there with which votes, and for whom a person may cast (§ 43 GenG)."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, Select, and_, bindparam, or_, select, union_all
from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem, Assembly
from app.assemblies.rules import MeetingForm, Subject
from app.attendance.models import Presence, ProxyGrant
from app.attendance.queries.concerning import barred_by
from app.attendance.queries.electorate import Caster, Elector, electors
from app.attendance.queries.plain import there_in_person
from app.attendance.queries.reading import day_of, voting_day_at
from app.attendance.queries.weighing import scale_for
from app.attendance.queries.whose import Whose, these
from app.attendance.rules import Capacity, LeftWhy, Mode, is_barred, votes_cast_by
from app.core.db import THE_MOMENT, UtcDateTime
from app.members.models import Member
from app.parties.models import Representation
from app.removals.models import Follower, Removal
from app.statutes import queries as statutes
from app.statutes.rules import Statute


@dataclass(frozen=True)
class VoterRow:
    """A member that can vote now, with how many votes, and who casts them (R-VOTE-01 to R-VOTE-09).

    `partners`: of who has still to come and may not cast alone, with one of whom it may; None of all others.
    """

    member_id: int
    member_number: int
    name: str
    weight: int
    caster_party_id: int | None
    caster_name: str
    capacity: Capacity
    mode: Mode
    is_barred: bool
    is_investing: bool
    partners: Sequence[str] | None = None


@dataclass(frozen=True)
class _There:
    """Through whom a member is there."""

    party_id: int | None
    name: str
    capacity: Capacity
    mode: Mode
    jointly_id: int | None = None
    is_alone: bool = True


def voters_present(
    session: Session, assembly: Assembly, item: AgendaItem | None, now: datetime, whose: Collection[int] | None = None
) -> Sequence[VoterRow]:
    """The members that can vote at a moment, each once, by number: who is there with a vote, or has somebody there.

    In a stretched assembly everybody votes for days, so that it is each member with a vote; its caster is then its
    proxy, else who acts for it. Who casts is asked again when it does (`casting_rights`). The weight is that
    under the item (R-VOTE-02); of a stretched one all count as present. `whose` asks of some members only; where
    votes are weighed by who is present, all are looked at for it.
    """
    day, voting = voting_day_at(session, assembly, now), voting_on(session, assembly, item, now)
    asked_of = whose if voting.statute.plural_votes == 1 else None
    found = _electors_there(session, assembly, day, now, voting.barred, asked_of)
    scale = scale_for(session, voting.statute, item, day, [each.member_id for each, _ in found])
    return [
        _voter(each, who, voting, scale.weight_of(each.member_id))
        for each, who in found if whose is None or each.member_id in whose
    ]  # fmt: skip


def voters_entitled(
    session: Session, assembly: Assembly, items: Sequence[AgendaItem | None], now: datetime
) -> list[list[VoterRow]]:
    """The members that may vote under each of these items, by number, as if all of them had come.

    R-VOTE-01, R-VOTE-02, R-VOTE-09. Its caster is then its proxy, else who acts for it.
    """
    day = voting_day_at(session, assembly, now)
    everybody = [each for each in electors(session, assembly, day) if each.may_vote]
    found = []
    for item in items:
        voting = voting_on(session, assembly, item, now)
        scale = scale_for(session, voting.statute, item, day, [each.member_id for each in everybody])
        named = [_named_first(each, voting.barred) for each in everybody]
        found.append([
            replace(_voter(each, who, voting, scale.weight_of(each.member_id)), partners=_partners(each, who))
            for each, who in zip(everybody, named, strict=True)
        ])
    return found


def _partners(elector: Elector, who: _There) -> Sequence[str] | None:
    """With whom somebody may cast for a member, one of them; None where it may alone (R-VOTE-09)."""
    if elector.casts_alone(who.party_id):
        return None
    return [each.name for each in elector.partners_of(who.party_id)]


def _voter(elector: Elector, who: _There, voting: "Voting", weight: int) -> VoterRow:
    barred = is_barred(voting.subject, voting.barred, elector.party_id, who.party_id, who.jointly_id)
    return VoterRow(
        elector.member_id, elector.number, elector.name, weight, who.party_id, who.name, who.capacity, who.mode, barred,
        elector.is_investing,
    )


def voters_since(
    session: Session, assembly: Assembly, item: AgendaItem | None, since: datetime, now: datetime,
    whose: Collection[int] | None = None,
) -> list[tuple[datetime, VoterRow]]:
    """Who can vote now, or was in the hall at any moment after another one, each once, with when it came (R-VOTE-04).

    Of several ways in which a member was there counts one whose vote counts (R-VOTE-07), of these one in the hall,
    where it may have voted by hand or on paper, and of these the present one. What was entered by mistake counts for
    nothing. All are weighed as those who are there now. `whose` asks of some only. Not for a stretched assembly.
    """
    day, voting = voting_day_at(session, assembly, now), voting_on(session, assembly, item, now)
    asked_of = whose if voting.statute.plural_votes == 1 else None
    asked = {"assembly_id": assembly.id, "known_at": now, "since": since, "whose": list(asked_of or ())}
    came = session.execute(_SINCE if asked_of is None else _SINCE_MEMBERS, asked).all()
    of_them = Whose(_SINCE_IDS, asked) if asked_of is None else these(asked_of)
    known = {each.member_id: each for each in electors(session, assembly, day, of_them) if each.may_vote}
    there = [row.member_id for row in came if row.is_there and row.member_id in known]
    scale = scale_for(session, voting.statute, item, day, there)
    found: dict[int, tuple[tuple[bool, ...], datetime, VoterRow]] = {}
    for row in came:
        if row.member_id in known and (whose is None or row.member_id in whose):
            who = _There(row.party_id, row.name, row.capacity, row.mode, row.jointly_id)
            voter = _voter(known[row.member_id], who, voting, scale.weight_of(row.member_id))
            place = (voter.is_barred, voter.mode is not Mode.HALL, not row.is_there)
            if row.member_id not in found or place < found[row.member_id][0]:
                found[row.member_id] = place, row.came_at, voter
    return [(came_at, voter) for _, came_at, voter in found.values()]


def _electors_there(
    session: Session, assembly: Assembly, day: date, now: datetime, barred: Set[int], whose: Collection[int] | None
) -> list[tuple[Elector, _There]]:
    """The members that can vote, each with through whom it is there."""
    if assembly.form is MeetingForm.STRETCHED:
        everybody = electors(session, assembly, day, None if whose is None else these(whose))
        return [(each, _named_first(each, barred)) for each in everybody if each.may_vote]
    there = _present(session, assembly.id, now, whose, None)
    here = electors(session, assembly, day, _whose(assembly.id, now) if whose is None else these(whose))
    return [(each, there[each.member_id]) for each in here if each.may_vote and each.member_id in there]


def _presence() -> Select[*tuple[Any, ...]]:
    """Who is there at a moment: what decides on votes, past the objects of a session."""
    there = Presence
    stays = or_(there.left_at.is_(None), there.left_at > THE_MOMENT)
    return select(
        there.member_id, there.party_id, there.name, there.capacity, there.mode, there.jointly_id
    ).where(there.assembly_id == bindparam("assembly_id"), there.came_at <= THE_MOMENT, stays)


_PRESENT = _presence()
_OF_PERSONS = Presence.party_id.in_(bindparam("persons", expanding=True))
_OF_MEMBERS = Presence.member_id.in_(bindparam("whose", expanding=True))
_PRESENT_MEMBERS = _PRESENT.where(_OF_MEMBERS)
_PRESENT_PERSONS, _PRESENT_PERSONS_MEMBERS = _PRESENT.where(_OF_PERSONS), _PRESENT_MEMBERS.where(_OF_PERSONS)
_PRESENT_IDS = _PRESENT.with_only_columns(Presence.member_id)


def _since() -> Select[*tuple[Any, ...]]:
    """Who is there at a moment, and who came to the hall after an earlier one and is gone."""
    there = Presence
    stays = or_(there.left_at.is_(None), there.left_at > THE_MOMENT)
    was_in_hall = and_(
        there.mode == Mode.HALL, there.came_at > bindparam("since", type_=UtcDateTime()),
        there.left_at > there.came_at, there.left_why != LeftWhy.MISTAKE,
    )
    return select(
        there.member_id, there.party_id, there.name, there.capacity, there.mode, there.jointly_id, there.came_at,
        stays.label("is_there"),
    ).where(
        there.assembly_id == bindparam("assembly_id"), there.came_at <= THE_MOMENT, or_(stays, was_in_hall)
    ).order_by(there.id)  # fmt: skip


_SINCE = _since()
_SINCE_MEMBERS = _SINCE.where(_OF_MEMBERS)
_SINCE_IDS = _SINCE.with_only_columns(Presence.member_id).order_by(None)


def _whose(assembly_id: int, now: datetime) -> Whose:
    """The members that are there at a moment."""
    return Whose(_PRESENT_IDS, {"assembly_id": assembly_id, "known_at": now})


def _present(
    session: Session, assembly_id: int, now: datetime, whose: Collection[int] | None, persons: Collection[int] | None
) -> Mapping[int, _There]:
    """Through whom members are there at a moment; of some members, or through some persons, where they are named."""
    if persons is None:
        found = _PRESENT if whose is None else _PRESENT_MEMBERS
    else:
        found = _PRESENT_PERSONS if whose is None else _PRESENT_PERSONS_MEMBERS
    asked = {"assembly_id": assembly_id, "known_at": now, "whose": list(whose or ()), "persons": list(persons or ())}
    return {
        row.member_id: _There(row.party_id, row.name, row.capacity, row.mode, row.jointly_id)
        for row in session.execute(found, asked)
    }


def _named_first(elector: Elector, barred: Set[int]) -> _There:
    """Through whom a member votes that needs not be there: its proxy, else who acts for it, else nobody known.

    Who casts alone goes first, and of them whom the item does not concern (§ 43 (6); R-VOTE-07, R-VOTE-09).
    """
    known = [*([elector.grant] if elector.grant else ()), *elector.acting]
    named = [each for each in known if elector.casts_alone(each.party_id)] or known
    if not named:
        return _There(None, elector.name, Capacity.LEGAL, Mode.ONLINE)
    first = next((each for each in named if each.party_id not in barred), named[0])
    return _There(first.party_id, first.name, first.capacity, Mode.ONLINE)


@dataclass(frozen=True)
class CastingRight:
    """That a person casts for a member at a moment: as what, on which way, and whether that vote would count.

    Not `is_alone` is who represents it together with others only, none of whom is with this person.
    """

    member_id: int
    capacity: Capacity
    mode: Mode
    is_barred: bool
    is_alone: bool = True


@dataclass(frozen=True)
class Acts:
    """The members that persons act for at a moment, each with through what; and the statute of the day."""

    statute: Statute
    found: Sequence[tuple[Elector, _There]]


def acts_for(session: Session, assembly: Assembly, party_id: int, now: datetime) -> Acts:
    """The members that a person acts for at this moment, by number (§ 43 (1), (4), (5) GenG).

    Those it is there for; in a stretched assembly those it is, acts for by law, or has a power of attorney of.
    """
    statute = statutes.statute_on(session, voting_day_at(session, assembly, now))
    return _acts_for(session, assembly, statute, {party_id: None}, now)


def casting_rights(
    session: Session, assembly: Assembly, item: AgendaItem | None, acts: Acts
) -> Mapping[int, CastingRight]:
    """For which members a person that acts so casts, whatever was before (§ 43 (4) to (6); R-VOTE-05 to R-VOTE-07).

    A power of attorney revoked, a member excluded, a proxy gone, somebody newly concerned: all of it holds at once.
    """
    rights = _rights(session, assembly, item, acts)
    return {member_id: right for (_party_id, member_id), right in rights.items()}


@dataclass(frozen=True)
class Voting:
    """What decides on all votes under an item alike: whom it concerns, and the statute of the day."""

    barred: frozenset[int]
    subject: Subject | None
    statute: Statute


def voting_on(session: Session, assembly: Assembly, item: AgendaItem | None, now: datetime) -> Voting:
    """The same for an item of an assembly at a moment (§ 43 (6) GenG; R-VOTE-06, R-VOTE-07)."""
    statute = statutes.statute_on(session, voting_day_at(session, assembly, now))
    return Voting(barred_by(session, item, assembly.meets_on), item.subject if item else None, statute)


def casting_rights_of_many(
    session: Session, assembly: Assembly, item: AgendaItem | None, wanted: Mapping[int, Collection[int]],
    now: datetime, voting: Voting,
) -> Mapping[tuple[int, int], CastingRight]:
    """The same of many persons by one question, by person and member; asked of some members of each.

    Who is there in person, and of whom nothing else is known, is asked for by one statement.
    """
    rest = {party_id: set(members_of) for party_id, members_of in wanted.items()}
    rights = {}
    if assembly.form is not MeetingForm.STRETCHED:
        whose, day = set().union(*wanted.values()), voting_day_at(session, assembly, now)
        for row in there_in_person(session, assembly.id, voting.statute, whose, day, now):
            for_it = is_barred(voting.subject, voting.barred, row.own_party_id, row.party_id)
            rights[row.party_id, row.member_id] = CastingRight(row.member_id, row.capacity, row.mode, for_it)
            rest.get(row.party_id, set()).discard(row.member_id)
    if any(rest.values()):
        asked = {each: some for each, some in rest.items() if some}
        rights |= _rights(session, assembly, item, _acts_for(session, assembly, voting.statute, asked, now))
    return rights


def _rights(
    session: Session, assembly: Assembly, item: AgendaItem | None, acts: Acts
) -> dict[tuple[int, int], CastingRight]:
    """For which members persons cast, by person and member."""
    barred, subject = barred_by(session, item, assembly.meets_on), item.subject if item else None
    return {
        (who.party_id, each.member_id): CastingRight(
            each.member_id, who.capacity, who.mode,
            is_barred(subject, barred, each.party_id, who.party_id, who.jointly_id), who.is_alone,
        )
        for each, who in acts.found if each.may_vote and who.party_id is not None
    }


def attends_for(acts: Acts) -> list[Elector]:
    """The members for which a person that acts so takes part, with a vote or without (§ 43 (1), (4) GenG)."""
    return [each for each, _ in acts.found if each.may_attend]


def weights_of(
    session: Session, assembly: Assembly, item: AgendaItem | None, acts: Acts, member_ids: Sequence[int],
    now: datetime,
) -> Mapping[int, int]:
    """How many votes members that are there have under an item (R-VOTE-02)."""
    day, statute, present = voting_day_at(session, assembly, now), acts.statute, member_ids
    if statute.plural_votes > 1:
        there = _electors_there(session, assembly, day, now, frozenset(), None)
        present = [each.member_id for each, _ in there]
    scale = scale_for(session, statute, item, day, present)
    return {each: scale.weight_of(each) for each in member_ids}


def _acts_for(
    session: Session, assembly: Assembly, statute: Statute, wanted: Mapping[int, Collection[int] | None],
    now: datetime,
) -> Acts:
    """The members that persons act for at a moment, and as what; a power of attorney that ended carries nobody."""
    day = voting_day_at(session, assembly, now)
    named = None if None in wanted.values() else {each for members_of in wanted.values() for each in members_of or ()}
    if assembly.form is MeetingForm.STRETCHED:
        whose = _connected(assembly.id, wanted) if named is None else these(named)
        return Acts(statute, [
            (each, _There(party_id, who.name, who.capacity, Mode.ONLINE, is_alone=each.casts_alone(party_id)))
            for each in electors(session, assembly, day, whose, statute)
            for party_id in wanted if (who := _caster(each, party_id))
        ])
    there = _present(session, assembly.id, now, named, wanted)
    known = electors(session, assembly, day, these(there), statute) if there else []
    return Acts(statute, [(each, there[each.member_id]) for each in known if _still(each, there[each.member_id])])


def _caster(elector: Elector, party_id: int) -> Caster | None:
    return next((each for each in elector.casters if each.party_id == party_id), None)


def _still(elector: Elector, there: _There) -> bool:
    if there.capacity is not Capacity.PROXY:
        return True
    return elector.grant is not None and elector.grant.party_id == there.party_id


def comes_for(session: Session, assembly: Assembly, party_id: int, day: date) -> list[Elector]:
    """The members for which a person may come, by number: itself, those it acts for, the heirs', its principals'."""
    return come_for(session, assembly, [party_id], day)[party_id]


def come_for(
    session: Session, assembly: Assembly, party_ids: Collection[int], day: date
) -> Mapping[int, list[Elector]]:
    """The same of several persons by as many statements, by person."""
    if not party_ids:
        return {}
    known = electors(session, assembly, day, _connected(assembly.id, party_ids))
    return {
        party_id: [each for each in known if each.may_attend and _caster(each, party_id)] for party_id in party_ids
    }


def _connecting() -> CompoundSelect[int]:
    """Each way by itself, for one question with many ways would be asked of every member there is."""
    people: BindParameter[Any] = bindparam("people", expanding=True)
    itself = select(Member.id).where(Member.party_id.in_(people))
    acts_for = select(Member.id).join(Representation, Representation.organisation_id == Member.party_id)
    proxy_of = select(ProxyGrant.principal_id).where(
        ProxyGrant.assembly_id == bindparam("assembly_id"), ProxyGrant.proxy_id.in_(people),
        ProxyGrant.revoked_at.is_(None),
    )
    follows = select(Removal.member_id).join(Follower).where(Follower.party_id.in_(people))
    return union_all(itself, acts_for.where(Representation.person_id.in_(people)), proxy_of, follows)


_CONNECTED = _connecting()


def _connected(assembly_id: int, people: Collection[int]) -> Whose:
    """The members with which people may have to do: as itself, as who acts for it, follows it, or as proxy."""
    return Whose(_CONNECTED, {"assembly_id": assembly_id, "people": list(people)})


@dataclass(frozen=True)
class BarredVote:
    """A member whose vote does not count under an item when this person casts it, and who else could (R-VOTE-07)."""

    elector: Elector
    caster: Caster
    others: Sequence[Caster]

    @property
    def is_concerned_itself(self) -> bool:
        """Whether the member itself is concerned, so that nobody casts for it."""
        return not self.others and self.elector.party_id == self.caster.party_id


def barred_votes(session: Session, assembly: Assembly, item: AgendaItem, today: date) -> list[BarredVote]:
    """Which votes would not count under an item, through whom: as things stand before anybody came (R-VOTE-07)."""
    barred = barred_by(session, item, assembly.meets_on)
    if not barred:
        return []
    found = []
    for each in electors(session, assembly, day_of(assembly, today)):
        out = [caster for caster in each.casters if is_barred(item.subject, barred, each.party_id, caster.party_id)]
        free = [caster for caster in each.casters if caster not in out]
        found += [BarredVote(each, caster, free) for caster in out if each.may_vote]
    return found


def count_cast_by(session: Session, assembly: Assembly, party_id: int, day: date) -> int:
    """For how many members a person may cast on a day: its own vote, as organ, as proxy (R-PRX-02, R-PRX-03)."""
    known = [each for each in comes_for(session, assembly, party_id, day) if each.may_vote]
    by_proxy = {each.party_id for each in known if each.grant is not None and each.grant.party_id == party_id}
    is_member = any(each.party_id == party_id for each in known)
    as_organ = {each.party_id for each in known} - by_proxy - {party_id}
    return votes_cast_by(party_id, is_member, as_organ, by_proxy)
