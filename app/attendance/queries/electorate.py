"""Who may vote in an assembly, why somebody may not, and who acts for whom: read from the register of the day.

§§ 8 (2), 43 (3) to (5), 68 (2), 77 (1) GenG; R-VOTE-01 to R-VOTE-05, R-VOTE-09.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    bindparam,
    exists,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session, aliased

from app.assemblies.models import Assembly, Dispatch, Notification
from app.attendance import rules
from app.attendance.models import ProxyGrant
from app.attendance.queries.weighing import granted_on
from app.attendance.queries.whose import Whose, these
from app.attendance.rules import Capacity, Entitlement, VoterFacts
from app.core.db import THE_DAY, Day
from app.core.horizon import composed_once
from app.core.values import PartyKind
from app.members import queries as members
from app.members.models import Member
from app.members.rules import MemberClass
from app.parties import queries as parties
from app.parties.models import Party, Representation
from app.parties.rules import Authority, acts_itself, is_legal_representative
from app.removals import queries as removals
from app.removals.models import Removal
from app.removals.rules import IN_FORCE, FollowerRole, RemovalKind, RemovalState
from app.statutes import queries as statutes
from app.statutes.rules import Statute


@dataclass(frozen=True)
class Caster:
    """Somebody who may cast the vote of a member, and as what."""

    party_id: int
    name: str
    capacity: Capacity
    authority: Authority | None = None
    function: str = ""
    grant_id: int | None = None


@dataclass(frozen=True)
class Elector:
    """A member on the day of an assembly: whether it votes, how often, and through whom."""

    member_id: int
    number: int
    party_id: int
    name: str
    sort_name: str
    kind: PartyKind
    entitlement: Entitlement
    is_investing: bool
    votes: int
    casters: Sequence[Caster] = field(default_factory=tuple)

    @property
    def may_attend(self) -> bool:
        """Whether it takes part at all."""
        return self.entitlement in (Entitlement.VOTES, Entitlement.ATTENDS)

    @property
    def may_vote(self) -> bool:
        """Whether it has a vote."""
        return self.entitlement is Entitlement.VOTES

    @property
    def grant(self) -> Caster | None:
        """The proxy, where there is one."""
        return next((each for each in self.casters if each.capacity is Capacity.PROXY), None)

    @property
    def acting(self) -> Sequence[Caster]:
        """Who acts for it without a power of attorney for this assembly."""
        return [each for each in self.casters if each.capacity is not Capacity.PROXY]

    def rights_of(self, party_id: int | None) -> list[Authority | None]:
        """By what rights a person acts for it; None as itself or for the heirs, no entry where it does not."""
        return [each.authority for each in self.acting if each.party_id == party_id]

    def partners_of(self, party_id: int | None) -> list[Caster]:
        """With whom a person acts who may not alone: each of the others of whom that is so; nobody, where it may."""
        if not self.needs_partner(party_id):
            return []
        return [each for each in self.acting if each.authority is Authority.JOINT and each.party_id != party_id]

    def needs_partner(self, party_id: int | None) -> bool:
        """Whether a person acts for it, but not alone."""
        rights = self.rights_of(party_id)
        return bool(rights) and not rules.acts_alone(rights)

    def casts_alone(self, party_id: int | None) -> bool:
        """Whether a person needs nobody else to cast for it: by its own right, or by a power of attorney of all."""
        has_grant = self.grant is not None and self.grant.party_id == party_id
        return has_grant or not self.needs_partner(party_id)

    def proxy_ended_by(self, party_id: int) -> Caster | None:
        """The proxy whose power of attorney ends when a person comes for the member; None where none does."""
        return self.grant if self.grant is not None and self.grant.party_id != party_id else None

    @property
    def is_orphan(self) -> bool:
        """Whether nobody is known who could cast its vote; heirs lack somebody for all of them (§ 77 (1) GenG)."""
        return self.entitlement is Entitlement.HEIRS_UNREPRESENTED or (self.may_vote and not self.casters)


def electors(
    session: Session, assembly: Assembly, day: date, whose: Whose | None = None, statute: Statute | None = None
) -> list[Elector]:
    """Every member of a day, by number, with what decides on its vote; those who left and were invited among them.

    `whose` asks of some only. A fixed number of statements, however many there are; of whom nothing else is recorded
    than that they are members, no more is asked. `statute`: that of the day, where it is known already.
    """
    statute = statute or statutes.statute_on(session, day)
    asking = _Asking(session, assembly.id, day, whose)
    rows = asking.rows()
    known = _Known(asking, rows, statute)
    return [known.elector(row) for row in rows]


def elector_of(session: Session, assembly: Assembly, member: Member, day: date) -> Elector | None:
    """How one member stands; None of one that never was invited and is no member on the day."""
    found = electors(session, assembly, day, these([member.id]))
    return found[0] if found else None


def standing(assembly_id: int | BindParameter[int], day: Day) -> Select[*tuple[Any, ...]]:
    """The memberships that a list of the electorate of a day rests on, as a query: several where one joined anew."""
    period = members.memberships().subquery()
    told = select(Notification.member_id).join(Dispatch).where(Dispatch.assembly_id == assembly_id)
    covers = (period.c.first_day <= day) & or_(period.c.last_day.is_(None), period.c.last_day >= day)
    return (
        select(
            Member.id.label("member_id"), Member.number, Member.party_id, Party.display_name.label("name"),
            Party.sort_name, Party.kind, period.c.member_class, period.c.first_day, period.c.last_day,
        )
        .join(Party, Party.id == Member.party_id).join(period, period.c.member_id == Member.id)
        .where(covers | Member.id.in_(told), period.c.first_day <= day)
    )  # fmt: skip


def gone_on(day: Day) -> ColumnElement[bool]:
    """The condition that a removal lets somebody else stand in the place of a member: of the dead, of who went over.

    §§ 77, 77a GenG.
    """
    lasting = (*IN_FORCE, RemovalState.UNDECIDED, RemovalState.CONTINUED)
    kinds = (RemovalKind.DEATH, RemovalKind.SUCCESSION)
    return Removal.kind.in_(kinds) & Removal.state.in_(lasting) & (Removal.event_on <= day)


_ASSEMBLY = bindparam("assembly_id", type_=Integer())


class _Statements:
    """What is asked about members, composed once for each way to choose them: a thousand come at once."""

    def __init__(self, whose: Select[int] | CompoundSelect[int] | None) -> None:
        def of(column: Any) -> ColumnElement[bool]:
            return true() if whose is None else column.in_(whose)

        gone, barred = select(Removal).where(gone_on(THE_DAY)), removals.barred_from_assemblies(THE_DAY)
        self.rows = (
            standing(_ASSEMBLY, THE_DAY).add_columns(*(_hints() if whose is not None else _NO_HINTS))
            .where(of(Member.id)).order_by(Member.number, "first_day")
        )  # fmt: skip
        self.barred = barred.where(of(Removal.member_id))
        self.gone = gone.where(of(Removal.member_id)).order_by(Removal.id)
        self.acting = _acting() if whose is None else _acting().where(
            Representation.organisation_id.in_(bindparam("organisations", expanding=True))
        )
        self.proxies = _proxies().where(of(ProxyGrant.principal_id))


_statements = composed_once(maxsize=64)(_Statements)


def _hints() -> list[ColumnElement[bool]]:
    """Whether anything is recorded of a member that decides beside its membership, whatever comes of it."""
    removed = exists().where(Removal.member_id == Member.id)
    represented = exists().where(Representation.organisation_id == Member.party_id)
    granted = exists().where(ProxyGrant.principal_id == Member.id, ProxyGrant.assembly_id == _ASSEMBLY)
    return [removed.label("is_removed"), represented.label("is_represented"), granted.label("has_granted")]


_NO_HINTS = [true().label(name) for name in ("is_removed", "is_represented", "has_granted")]


def _acting() -> Select[*tuple[Any, ...]]:
    """Who acts for organisations as organ or appointed official, in the order recorded; no agents (R-PRX-03)."""
    person = aliased(Party)
    return (
        select(
            Representation.organisation_id, person.id, person.display_name, Representation.authority,
            Representation.function,
        )
        .join(person, person.id == Representation.person_id)
        .where(parties.covers(THE_DAY)).order_by(Representation.id)
    )  # fmt: skip


def _proxies() -> Select[*tuple[Any, ...]]:
    person = aliased(Party)
    return (
        select(ProxyGrant.principal_id, ProxyGrant.id, person.id, person.display_name)
        .join(person, person.id == ProxyGrant.proxy_id)
        .where(ProxyGrant.assembly_id == _ASSEMBLY, ProxyGrant.revoked_at.is_(None))
    )  # fmt: skip


class _Asking:
    """The questions about some members or all on one day."""

    def __init__(self, session: Session, assembly_id: int, day: date, whose: Whose | None) -> None:
        self.session, self.day, self.whose = session, day, whose
        self._statements = _statements(whose.query if whose else None)
        self._asked = {**(whose.asked if whose else {}), "assembly_id": assembly_id, "day": day}

    def rows(self) -> list[Any]:
        """The membership that counts of each member: the one that covers the day, else the last one before it."""
        last = {row.member_id: row for row in self.session.execute(self._statements.rows, self._asked)}
        return list(last.values())

    def barred(self) -> set[int]:
        """Who is excluded."""
        return set(self.session.scalars(self._statements.barred, self._asked))

    def gone(self) -> Mapping[int, Removal]:
        """Who died or went over."""
        found = self.session.scalars(self._statements.gone, self._asked).unique()
        return {each.member_id: each for each in found}

    def acting(self, organisations: Collection[int]) -> Mapping[int, list[Caster]]:
        """Who acts for these; for all, where all are asked for."""
        asked = self._asked if self.whose is None else {**self._asked, "organisations": list(organisations)}
        found: dict[int, list[Caster]] = {}
        for organisation_id, person_id, name, authority, function in self.session.execute(
            self._statements.acting, asked
        ):
            if is_legal_representative(authority):
                capacity = rules.capacity_of(authority)
                found.setdefault(organisation_id, []).append(Caster(person_id, name, capacity, authority, function))
        return found

    def proxies(self) -> Mapping[int, list[Caster]]:
        """Who holds a power of attorney for this assembly."""
        return {
            principal_id: [Caster(person_id, name, Capacity.PROXY, grant_id=grant_id)]
            for principal_id, grant_id, person_id, name in self.session.execute(self._statements.proxies, self._asked)
        }


class _Known:
    """What is read once for all members of a question."""

    def __init__(self, asking: _Asking, rows: Sequence[Any], statute: Statute) -> None:
        self.day, self.policy, self.most = asking.day, statute.investing_policy, statute.plural_votes
        is_removed = any(row.is_removed for row in rows)
        self.barred = asking.barred() if is_removed else set()
        self.gone = asking.gone() if is_removed else {}
        followers = [each.id for each in map(removals.payee_of, self.gone.values()) if each is not None]
        represented = [*followers, *(row.party_id for row in rows if row.is_represented)]
        self.acting = asking.acting(represented) if represented else {}
        self.proxies = asking.proxies() if any(row.has_granted for row in rows) else {}
        self.granted = granted_on(asking.session, self.day, asking.whose) if self.most > 1 and rows else {}

    def elector(self, row: Any) -> Elector:
        """One member as it stands."""
        removal = self.gone.get(row.member_id)
        standing = rules.entitlement_of(self._facts(row, removal), self.day, self.policy)
        return Elector(
            row.member_id, row.number, row.party_id, row.name, row.sort_name, PartyKind(row.kind), standing,
            row.member_class == MemberClass.INVESTING, min(self.granted.get(row.member_id, 1), self.most),
            tuple(self._casters(row, removal)) if standing in (Entitlement.VOTES, Entitlement.ATTENDS) else (),
        )

    def _facts(self, row: Any, removal: Removal | None) -> VoterFacts:
        died = removal if removal and removal.kind is RemovalKind.DEATH else None
        roles = [each.role for each in removals.followers_of(died)] if died else []
        return VoterFacts(
            row.first_day, row.last_day, self.day if row.member_id in self.barred else None,
            row.member_class == MemberClass.INVESTING, died.event_on if died else None,
            roles.count(FollowerRole.HEIR), FollowerRole.REPRESENTATIVE in roles,
        )

    def _casters(self, row: Any, removal: Removal | None) -> list[Caster]:
        """Who may cast: a natural person itself; for the dead whoever stands for the heirs; last the proxy.

        A minor, or who else cannot declare, casts through those who act for it by law alone (§ 43 (4) GenG; R-VOTE-09).
        """
        follower = removals.payee_of(removal) if removal else None
        if follower is not None and removal is not None and removal.kind is RemovalKind.DEATH:
            found = [Caster(follower.id, follower.display_name, Capacity.HEIRS)]
        else:
            found = list(self.acting.get(follower.id if follower else row.party_id, ()))
            if row.kind == PartyKind.NATURAL_PERSON and acts_itself([each.authority for each in found]):
                found.insert(0, Caster(row.party_id, row.name, Capacity.SELF))
        return [*found, *self.proxies.get(row.member_id, ())]
