"""What the door asks at each touch: a few members by their names, how many there are; never the whole electorate."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from app.assemblies.models import Assembly
from app.attendance.models import PluralVotes, ProxyGrant
from app.attendance.queries.electorate import Elector, electors, gone_on, standing
from app.attendance.queries.whose import Whose, these
from app.attendance.rules import Strength
from app.core.formats import fold
from app.members import queries as members
from app.members.models import Member, MembershipPeriod
from app.members.rules import MemberClass
from app.parties import queries as parties
from app.parties.models import Party, Representation
from app.removals import queries as removals
from app.removals.models import Follower, Removal
from app.statutes import queries as statutes
from app.statutes.rules import InvestingPolicy


def find_electors(
    session: Session, assembly: Assembly, day: date, words: str, most: int
) -> tuple[list[Elector], int]:
    """Of the electorate by name the first with all of the words in number, name or who acts; and how many there are.

    Whoever is shown is read as everywhere, and nobody else: typing costs the same in a large cooperative.
    """
    known = standing(assembly.id, day).where(*(_named(assembly.id, day, word) for word in fold(words).split()))
    rows = known.with_only_columns(Member.id, Member.number, Party.sort_name).distinct()
    total = session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    shown = session.execute(rows.order_by(Party.sort_name, Member.number).limit(most)).all()
    places = {row.id: place for place, row in enumerate(shown)}
    found = electors(session, assembly, day, these(places))
    return sorted(found, key=lambda each: places[each.member_id]), total


def _named(assembly_id: int, day: date, word: str) -> ColumnElement[bool]:
    """Whether a word is in a member's number or name, or in the name of whoever acts for it."""
    person = aliased(Party)
    is_person = person.search_text.contains(word, autoescape=True)
    acts_for = select(Representation.organisation_id).join(person, person.id == Representation.person_id).where(
        is_person, parties.covers(day)
    )
    proxy_of = select(ProxyGrant.principal_id).join(person, person.id == ProxyGrant.proxy_id).where(
        is_person, ProxyGrant.assembly_id == assembly_id, ProxyGrant.revoked_at.is_(None)
    )
    follows = select(Removal.member_id).join(Follower).join(person, person.id == Follower.party_id).where(is_person)
    return or_(
        cast(Member.number, String).startswith(word.lstrip("0") or word, autoescape=True),
        Party.search_text.contains(word, autoescape=True), Member.party_id.in_(acts_for), Member.id.in_(proxy_of),
        Member.id.in_(follows),
    )  # fmt: skip


def strength_of(session: Session, assembly: Assembly, day: date, whose: Select[int] | None = None) -> Strength:
    """How many members have a vote on a day, with how many votes; `whose` counts some only (R-VOTE-01 to R-VOTE-05).

    Counted, not read: one by one only those of whom more is to be known than that they are members.
    """
    statute = statutes.statute_on(session, day)
    some = true() if whose is None else Member.id.in_(whose)
    odd = select(Member.id).where(or_(*_odd(day, statute.plural_votes)), some)
    mute = statute.investing_policy is InvestingPolicy.NO_VOTE
    plain = select(func.count(MembershipPeriod.member_id.distinct())).join(
        Member, Member.id == MembershipPeriod.member_id
    ).where(
        members.covers(day), Member.id.not_in(odd), some,
        MembershipPeriod.member_class != MemberClass.INVESTING if mute else true(),
    )  # fmt: skip
    number = session.scalar(plain) or 0
    known = [each for each in electors(session, assembly, day, Whose(odd)) if each.may_vote]
    return Strength(number + len(known), number + sum(each.votes for each in known))


def _odd(day: date, most: int) -> Sequence[ColumnElement[bool]]:
    """Of whom more decides than the membership: an exclusion, a death or succession, plural votes."""
    found = [Member.id.in_(removals.barred_from_assemblies(day)),
             Member.id.in_(select(Removal.member_id).where(gone_on(day)))]  # fmt: skip
    if most > 1:
        found.append(Member.id.in_(select(PluralVotes.member_id).where(PluralVotes.valid_from <= day)))
    return found
