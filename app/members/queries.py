"""Reads of the register of members."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, bindparam, case, exists, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from app.core.db import THE_DAY, Counter, Day, Moment
from app.core.formats import day as written
from app.core.formats import member_number
from app.core.values import NotFound, Refusal
from app.members.models import Member, MembershipExit, MembershipPeriod, RegisterDetail
from app.members.rules import ExitGround, MemberClass, iban_ending, number_meant
from app.parties import queries as parties
from app.parties.models import Party, Representation
from app.statutes import queries as statutes
from app.statutes.rules import FiscalYear

_PERIODS = select(MembershipPeriod).where(MembershipPeriod.member_id == bindparam("member"))


def get_member(session: Session, member_id: int) -> Member:
    """A member that must be there."""
    found = session.get(Member, member_id)
    if found is None:
        raise NotFound
    return found


def find_by_number(session: Session, number: int) -> Member | None:
    """A member by its number in the register."""
    return session.scalar(select(Member).where(Member.number == number))


def find_member_of_party(session: Session, party_id: int) -> Member | None:
    """The register entry of a party, present or past member."""
    return session.scalar(select(Member).where(Member.party_id == party_id))


def known_exits(known_at: datetime | None = None) -> Select[int, date | None, ExitGround | None, datetime]:
    """The exits that hold, by period: `period_id`, `last_day`, `ground`, `recorded_at`; known at a moment (R-REG-06).

    What was recorded later than the moment was not known: neither an exit nor its undoing.
    """
    last_day, ground = MembershipExit.last_day.label("last_day"), MembershipExit.ground.label("ground")
    return select(MembershipExit.period_id, last_day, ground, MembershipExit.recorded_at).where(*_holding(known_at))


_LATER = aliased(MembershipExit)
_FOLLOWS = (_LATER.period_id == MembershipExit.period_id, _LATER.follows == MembershipExit.turn)


def _holding(known_at: Moment | None) -> list[ColumnElement[bool]]:
    """The conditions that an entry is an exit, and that nothing known follows it."""
    if known_at is None:
        return [MembershipExit.last_day.is_not(None), ~exists().where(*_FOLLOWS)]
    known = MembershipExit.recorded_at <= known_at
    return [MembershipExit.last_day.is_not(None), known, ~exists().where(*_FOLLOWS, _LATER.recorded_at <= known_at)]


def struck(known_at: datetime | None = None) -> Select[int]:
    """The ids of memberships known to have been entered by mistake: they lasted no day (R-REG-05); as a query."""
    period = aliased(MembershipPeriod)
    ended = select(MembershipExit.period_id).join(period, period.id == MembershipExit.period_id)
    return ended.where(MembershipExit.last_day < period.first_day, *_holding(known_at))


def lasted(known_at: Moment | None = None) -> ColumnElement[bool]:
    """The condition that a membership was not entered by mistake and struck, asked of each row alone (R-REG-05)."""
    strikes = select(MembershipExit.id).where(
        MembershipExit.period_id == MembershipPeriod.id, MembershipExit.last_day < MembershipPeriod.first_day,
        *_holding(known_at),
    )
    return ~strikes.correlate(MembershipPeriod).exists()


def began(day: Day, known_at: datetime | None = None) -> ColumnElement[bool]:
    """The condition that a membership had begun by a day, whether it lasts or not; none that was struck (R-REG-05)."""
    first = (MembershipPeriod.first_day <= day) & lasted(known_at)
    return first & (MembershipPeriod.recorded_at <= known_at) if known_at else first


def has_exit() -> ColumnElement[bool]:
    """The condition that the end of a membership is recorded, past or to come."""
    return MembershipPeriod.id.in_(select(MembershipExit.period_id).where(*_holding(None)))


def has_ended_by(day: date) -> ColumnElement[bool]:
    """The condition that a membership is over on a day (R-REG-06)."""
    return MembershipPeriod.id.in_(_ended_by(day))


def _ended_by(day: Day, known_at: datetime | None = None) -> Select[int]:
    """The periods that were over on a day; found at once for all of them, not asked of each."""
    return select(MembershipExit.period_id).where(MembershipExit.last_day < day, *_holding(known_at))


def covers(day: Day, known_at: datetime | None = None) -> ColumnElement[bool]:
    """The condition that a membership period covers a day, as known at a moment (R-REG-06)."""
    covered = _covers(MembershipPeriod, day, known_at)
    return covered & (MembershipPeriod.recorded_at <= known_at) if known_at else covered


def lasts_on(day: date, known_at: datetime | None = None) -> ColumnElement[bool]:
    """The same condition as `covers`, asked of each row alone: for a list read in its turn that stops with its page."""
    period = MembershipPeriod
    over = select(MembershipExit.id).where(
        MembershipExit.period_id == period.id, MembershipExit.last_day < day, *_holding(known_at)
    )
    lasts = (period.first_day <= day) & ~over.correlate(period).exists()
    return lasts & (period.recorded_at <= known_at) if known_at else lasts


def _covers(period: type[MembershipPeriod], day: Day, known_at: datetime | None = None) -> ColumnElement[bool]:
    return (period.first_day <= day) & period.id.not_in(_ended_by(day, known_at))


def memberships(known_at: datetime | None = None) -> Select[*tuple[Any, ...]]:
    """Every membership as known at a moment, for use in larger queries; an exit not yet recorded is none (R-REG-06).

    Without those that are known to have been entered by mistake (R-REG-05).
    """
    period, end = MembershipPeriod, MembershipExit
    lasting = (period.id, period.member_id, period.member_class, period.first_day, period.join_ground,
               period.join_document, period.recorded_at)
    ended = (end.last_day, end.ground.label("exit_ground"), end.document.label("exit_document"),
             end.recorded_at.label("exit_recorded_at"))
    found = select(*lasting, *ended).select_from(period)
    found = found.outerjoin(end, and_(end.period_id == period.id, *_holding(known_at)))
    found = found.where(or_(end.last_day.is_(None), end.last_day >= period.first_day))
    return found.where(period.recorded_at <= known_at) if known_at else found


def first_membership_day(session: Session) -> date | None:
    """The day on which the earliest membership began; None as long as nobody is in the register."""
    return session.scalar(select(func.min(MembershipPeriod.first_day)))


def years_until(session: Session, today: date) -> list[FiscalYear]:
    """The fiscal years begun since somebody was a member, the earliest first; calendar years where none is entered."""
    known = [year for year in statutes.fiscal_years(session) if year.first_day <= today]
    first = first_membership_day(session) or today
    end = known[0].first_day - timedelta(days=1) if known else date(today.year, 12, 31)
    through = range(first.year, end.year + 1) if first <= end else ()
    before = [FiscalYear(date(year, 1, 1), min(date(year, 12, 31), end)) for year in through]
    return [*before, *(year for year in known if year.last_day >= first)] or [FiscalYear(date(today.year, 1, 1), end)]


def outsiders(day: date) -> Select[int]:
    """The ids of everybody in the register who is no member on a day, as a query; far fewer than the members."""
    other = aliased(MembershipPeriod)
    is_member = exists().where(other.member_id == MembershipPeriod.member_id, _covers(other, day))
    return select(MembershipPeriod.member_id).where(~covers(day), ~is_member)


def left_for_good(session: Session, today: date) -> dict[int, date]:
    """Who was a member and is none any more, nor will be: the last day, by member id (R-RET-01)."""
    ended = known_exits().subquery()
    last = func.max(ended.c.last_day)
    left = select(MembershipPeriod.member_id, last).outerjoin(ended, ended.c.period_id == MembershipPeriod.id)
    left = left.group_by(MembershipPeriod.member_id)
    return dict(session.execute(left.having(func.count() == func.count(ended.c.last_day), last < today)).all())


def is_member_on(session: Session, party_id: int, day: date) -> bool:
    """Say whether a party is a member on a day; on its last day it still is (R-REG-06)."""
    found = select(MembershipPeriod.id).join(Member).where(Member.party_id == party_id, covers(day))
    return session.scalar(found.limit(1)) is not None


def members_among(session: Session, party_ids: Collection[int], day: date) -> frozenset[int]:
    """Which of these parties are members on a day (R-REG-06)."""
    if not party_ids:
        return frozenset()
    found = select(Member.party_id).join(MembershipPeriod).where(Member.party_id.in_(party_ids), covers(day))
    return frozenset(session.scalars(found))


def members_on(session: Session, day: date, known_at: datetime | None = None) -> Sequence[Member]:
    """The members of a day, by number."""
    current = select(Member).join(MembershipPeriod).where(covers(day, known_at))
    return session.scalars(current.order_by(Member.number)).unique().all()


def get_period_on(session: Session, member_id: int, day: date) -> MembershipPeriod:
    """The membership of a day: the one that covers it, else the last one begun before it, else the first.

    One that was struck only where there is no other.
    """
    found = session.scalars(_PERIODS, {"member": member_id}).all()
    if not found:
        raise NotFound
    lasting = [period for period in found if not period.is_struck] or found
    in_order = sorted(lasting, key=lambda period: (period.first_day, period.id))
    return next((period for period in reversed(in_order) if period.first_day <= day), in_order[0])


def find_period_on(
    session: Session, member_id: int, day: date, known_at: datetime | None = None
) -> MembershipPeriod | None:
    """The membership that covers a day, as known at a moment (R-REG-06)."""
    covering = select(MembershipPeriod).where(MembershipPeriod.member_id == member_id, covers(day, known_at))
    return session.scalars(covering).unique().first()


def exits_of(session: Session, period_id: int) -> Sequence[MembershipExit]:
    """The ledger of exits of a membership: each exit and each undoing, in the order in which they were recorded."""
    found = select(MembershipExit).where(MembershipExit.period_id == period_id)
    return session.scalars(found.order_by(MembershipExit.turn)).all()


def last_turn(session: Session, period_id: int) -> int:
    """How many entries the ledger of exits holds of a membership."""
    return session.scalar(select(func.count()).where(MembershipExit.period_id == period_id)) or 0


def standing_exits(session: Session, exits: Collection[int]) -> Sequence[MembershipExit]:
    """Of these exits those that hold: nothing follows them (R-REG-05)."""
    found = select(MembershipExit).where(*_holding(None)).order_by(MembershipExit.id)
    return [each for each in session.scalars(found) if each.id in exits]


def class_on(session: Session, member_id: int, day: date) -> MemberClass | None:
    """Whether somebody is an ordinary or an investing member on a day; None who is no member then."""
    return session.scalar(
        select(MembershipPeriod.member_class).where(MembershipPeriod.member_id == member_id, covers(day)).limit(1)
    )


def count_on(
    session: Session, day: date, include_investing: bool = True, known_at: datetime | None = None
) -> int:
    """Count the members of a day; for the legal minimum without investing ones (§ 80 GenG; R-STA-01, R-REG-06)."""
    counted = select(func.count()).select_from(MembershipPeriod).where(covers(day, known_at))
    if not include_investing:
        counted = counted.where(MembershipPeriod.member_class == MemberClass.ORDINARY)
    return session.scalar(counted) or 0


def get_by_number(session: Session, number: int | None) -> Member:
    """Who is or was the member of a number; NotFound where nobody was."""
    if number is None:
        raise NotFound("Geben Sie die Mitgliedsnummer an.")
    if number < 1:
        raise NotFound("Mitgliedsnummern beginnen mit 1.")
    found = find_by_number(session, number)
    if found is None:
        raise NotFound("Ein Mitglied mit der Nummer {number} gibt es nicht.", number=member_number(number))
    return found


_THE_PERSON = bindparam("person", type_=BigInteger())
_REPRESENTED = select(Representation.organisation_id).where(
    Representation.person_id == _THE_PERSON, parties.covers(THE_DAY)
)
_IS_ACTED_FOR = Member.party_id.in_(union_all(_REPRESENTED, select(_THE_PERSON)))
"""The condition that a person is a member, of whatever time, or represents it on a day."""

_ACTED_FOR = select(Member).join(MembershipPeriod).where(_IS_ACTED_FOR, covers(THE_DAY)).order_by(Member.number)
_BEGUN = select(MembershipPeriod.member_id).where(began(THE_DAY))
_LASTING = exists().where(MembershipPeriod.member_id == Member.id, MembershipPeriod.id.not_in(struck()))
_KNOWN = select(Member).where(_IS_ACTED_FOR, Member.id.in_(_BEGUN) | ~_LASTING).order_by(Member.number)


def members_acted_for_on(session: Session, party_id: int, day: date) -> Sequence[Member]:
    """The members a person is or represents on a day, by number."""
    return session.scalars(_ACTED_FOR, {"person": party_id, "day": day}).unique().all()


def members_acted_for_by_each(
    session: Session, party_ids: Collection[int], day: date
) -> dict[int, frozenset[int]]:
    """Of several people the members, by id, that each of them is or represents on a day; by one statement."""
    acting = union_all(
        select(Representation.person_id.label("person_id"), Representation.organisation_id.label("party_id")).where(
            Representation.person_id.in_(party_ids), parties.covers(day)
        ),
        select(Party.id, Party.id).where(Party.id.in_(party_ids)),
    ).subquery()
    found = select(acting.c.person_id, Member.id).join(acting, acting.c.party_id == Member.party_id)
    acted_for: dict[int, set[int]] = {each: set() for each in party_ids}
    for person_id, member_id in session.execute(found.join(MembershipPeriod).where(covers(day))):
        acted_for[person_id].add(member_id)
    return {person_id: frozenset(ids) for person_id, ids in acted_for.items()}


def members_known_to(session: Session, party_id: int, day: date) -> Sequence[Member]:
    """The members a person is, was or represents on a day: present ones first, then who has left, each by number.

    Whoever has left keeps the right to know what is kept about the membership, and so does who was only entered by
    mistake (Art. 15 GDPR; R-GDPR-02).
    """
    known = session.scalars(_KNOWN, {"person": party_id, "day": day}).unique()
    present = members_acted_for_on(session, party_id, day)
    return [*present, *(member for member in known if member not in present)]


def get_known(session: Session, party_id: int | None, number: int, day: date) -> Member:
    """The member of a number whom a person is, was or represents on a day; anybody else's is not found."""
    for member in members_known_to(session, party_id, day) if party_id else ():
        if member.number == number:
            return member
    raise NotFound


def get_own(session: Session, party_id: int | None, number: int, day: date) -> Member:
    """The member of a number as which a person may act on a day; Refusal where it has left, anybody else's not found.

    With its end the rights of the membership are over (§ 65 GenG).
    """
    found = get_known(session, party_id, number, day)
    period = get_period_on(session, found.id, day)
    if period.is_struck:
        raise Refusal(
            "Diese Mitgliedschaft wurde irrtümlich eingetragen und ist gestrichen; als Mitglied erklären oder einsehen"
            " können Sie für sie nichts. Was über sie gespeichert ist, sehen Sie weiter unter „Meine Mitgliedschaft“."
        )
    last_day = period.last_day
    if last_day is not None and last_day < day:
        raise Refusal(
            "Diese Mitgliedschaft ist mit dem {day} zu Ende; als Mitglied erklären oder einsehen können Sie für sie"
            " nichts mehr. Was über sie gespeichert ist, sehen Sie weiter unter „Meine Mitgliedschaft“; Anschrift und"
            " Bankverbindung ändern Sie auch dort.", day=written(last_day),
        )
    return found


def search(session: Session, words: str, limit: int = 20) -> Sequence[Member]:
    """Present and former members, the number first, then names, then what stands elsewhere.

    Found by number, by every word of name, place or e-mail address, by who acts for them, by the end of an IBAN.
    """
    conditions = parties.matches(words)
    if not conditions:
        return []
    number, ending = number_meant(words), iban_ending(words)
    ways = [and_(*conditions), Member.party_id.in_(parties.represented_by(words))]
    ways += [Member.number == number] if number is not None else []
    ways += [Member.party_id.in_(parties.paid_from(ending))] if ending else []
    found = select(Member).join(Party, Member.party_id == Party.id).where(or_(*ways))
    by_number = [case((Member.number == number, 0), else_=1)] if number is not None else []
    ordered = found.order_by(*by_number, parties.closeness(words), Party.sort_name, Member.number)
    return session.scalars(ordered.limit(limit)).unique().all()


def resembling(session: Session, words: str, limit: int = 5) -> Sequence[Member]:
    """Members whose name, or the name of who acts for them, is most like these misspelt words, the likest first."""
    rank = {party_id: place for place, party_id in enumerate(parties.resembling(session, words))}
    if not rank:
        return []
    acting = select(Representation.organisation_id, Representation.person_id).where(
        Representation.person_id.in_(rank), Representation.last_day.is_(None), Representation.struck_at.is_(None)
    )
    for organisation_id, person_id in session.execute(acting):
        rank[organisation_id] = min(rank.get(organisation_id, rank[person_id]), rank[person_id])
    found = session.scalars(select(Member).where(Member.party_id.in_(rank))).unique()
    return sorted(found, key=lambda member: (rank[member.party_id], member.number))[:limit]


def sort_names_by_number(session: Session) -> dict[int, str]:
    """The folded name of everybody who is or was a member, by number."""
    named = select(Member.number, Party.sort_name).join(Party, Party.id == Member.party_id)
    return {row.number: row.sort_name for row in session.execute(named)}


def count_entries(session: Session) -> int:
    """How many the register has ever held; none of them is ever taken out (R-REG-05)."""
    return session.scalar(select(func.count()).select_from(Member)) or 0


def number_to_come(session: Session) -> int:
    """The number that the next new member will get, if nobody else is entered before."""
    counter = session.get(Counter, "member")
    return (counter.last_number if counter else 0) + 1


def details_of(session: Session, member_id: int) -> Sequence[RegisterDetail]:
    """Every further field the register ever held of a member, newest first (§ 30 (2) sentence 2 GenG; R-REG-02)."""
    held = select(RegisterDetail).where(RegisterDetail.member_id == member_id)
    return session.scalars(held.order_by(RegisterDetail.valid_from.desc(), RegisterDetail.id.desc())).all()


def details_on(session: Session, member_id: int, day: date) -> dict[str, str]:
    """The further fields the register holds of a member on a day, by name."""
    return everybodys_details_on(session, day, of=(member_id,)).get(member_id, {})


def details_hold(day: date, known_at: datetime | None = None) -> ColumnElement[bool]:
    """The condition that a further field holds by a day, as recorded up to a moment (R-REG-06)."""
    holds = RegisterDetail.valid_from <= day
    return holds if known_at is None else holds & (RegisterDetail.recorded_at <= known_at)


def everybodys_details_on(
    session: Session, day: date, known_at: datetime | None = None, of: Collection[int] | None = None
) -> dict[int, dict[str, str]]:
    """The further fields of a day, as recorded up to a moment, by member and name (R-REG-06); `of` these members."""
    held = select(RegisterDetail).where(details_hold(day, known_at))
    if of is not None:
        held = held.where(RegisterDetail.member_id.in_(of))
    found: dict[int, dict[str, str]] = {}
    for detail in session.scalars(held.order_by(RegisterDetail.valid_from, RegisterDetail.id)):
        found.setdefault(detail.member_id, {})[detail.name] = detail.value
    return found
