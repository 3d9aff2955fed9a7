"""The register in itself: memberships, their ends, names."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, FromClause, exists, func, or_, select
from sqlalchemy.orm import Session

from app.core.formats import day, member_number
from app.core.values import German
from app.members import queries as members
from app.members.models import Member, MembershipExit, MembershipPeriod
from app.members.rules import ExitGround
from app.operations.rules import CheckKey, Finding, Place
from app.parties.models import PartyName


def entries_without_membership(session: Session, _now: datetime) -> Iterator[Finding]:
    """Numbers in the register that never belonged to a membership (R-REG-02)."""
    bare = select(Member.number).where(~exists().where(MembershipPeriod.member_id == Member.id))
    for number in session.scalars(bare.order_by(Member.number)):
        sentence = German("Zu Mitglied {number} steht keine Zeit der Mitgliedschaft in der Liste.")
        yield Finding(CheckKey.MEMBERSHIP_NONE, sentence, {"number": member_number(number)})


def memberships_at_once(session: Session, _now: datetime) -> Iterator[Finding]:
    """Memberships of one member that begin before the former one is over (R-REG-04)."""
    former, latter = (members.memberships().subquery(name) for name in ("former", "latter"))
    together = (
        select(Member.number, latter.c.first_day).select_from(Member)
        .join(former, former.c.member_id == Member.id)
        .join(latter, latter.c.member_id == Member.id)
        .where(former.c.id < latter.c.id, _reaches(former, latter), _reaches(latter, former))
    )
    for number, first_day in session.execute(together.order_by(Member.number, latter.c.first_day)):
        sentence = German("Mitglied {number}: Die Mitgliedschaft ab {day} überschneidet sich mit einer anderen.")
        yield _about(CheckKey.MEMBERSHIP_OVERLAP, number, sentence, day=day(first_day))


def _reaches(one: FromClause, other: FromClause) -> ColumnElement[bool]:
    """The condition that a membership is not over when another one begins."""
    return or_(one.c.last_day.is_(None), one.c.last_day >= other.c.first_day)


def exits_with_gaps(session: Session, _now: datetime) -> Iterator[Finding]:
    """Ledgers of exits that lack an entry: each follows the one before, from the first on (R-REG-05)."""
    turns = (
        select(Member.number, MembershipPeriod.first_day).select_from(Member)
        .join(MembershipPeriod, MembershipPeriod.member_id == Member.id)
        .join(MembershipExit, MembershipExit.period_id == MembershipPeriod.id)
        .group_by(Member.number, MembershipPeriod.id, MembershipPeriod.first_day)
        .having(func.count() != func.max(MembershipExit.turn))
    )
    for number, first_day in session.execute(turns.order_by(Member.number)):
        sentence = German("Mitglied {number}: Vom Ende der Mitgliedschaft ab {day} fehlt ein Eintrag.")
        yield _about(CheckKey.EXIT_TURNS, number, sentence, day=day(first_day))


def exits_before_entry(session: Session, _now: datetime) -> Iterator[Finding]:
    """Memberships that ended before they began, but those that were struck as a mistake (R-REG-04, R-REG-05)."""
    ended = members.known_exits().subquery()
    early = select(Member.number, MembershipPeriod.first_day, ended.c.last_day, ended.c.ground).select_from(Member)
    early = early.join(MembershipPeriod).join(ended, ended.c.period_id == MembershipPeriod.id)
    early = early.where(ended.c.last_day < MembershipPeriod.first_day)
    for number, first_day, last_day, ground in session.execute(early.order_by(Member.number)):
        if ground is ExitGround.OTHER and last_day == first_day - timedelta(days=1):
            continue
        sentence = German("Mitglied {number} wäre am {day} ausgeschieden, vor dem Eintritt.")
        yield _about(CheckKey.EXIT_BEFORE_ENTRY, number, sentence, day=day(last_day))


def members_without_name(session: Session, _now: datetime) -> Iterator[Finding]:
    """Members whose name nobody knows on the first day of a membership (R-REG-02)."""
    named = exists().where(
        PartyName.party_id == Member.party_id, PartyName.valid_from <= MembershipPeriod.first_day
    )
    nameless = select(Member.number, MembershipPeriod.first_day).select_from(Member).join(MembershipPeriod)
    for number, first_day in session.execute(nameless.where(~named).order_by(Member.number)):
        sentence = German("Mitglied {number} hat am {day}, dem ersten Tag der Mitgliedschaft, keinen Namen.")
        yield _about(CheckKey.NAME_MISSING, number, sentence, day=day(first_day))


def _about(check: CheckKey, number: int, sentence: str, **values: object) -> Finding:
    return Finding(check, sentence, {"number": member_number(number), **values}, Place("entry", str(number)))
