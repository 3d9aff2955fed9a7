"""Entry in the register of members, and exit from it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.core import journal
from app.core.db import insert_rows, next_number, raise_counter, take_ids
from app.core.formats import day as written
from app.core.formats import member_number
from app.core.ledgers import book
from app.core.told import Told
from app.core.values import Actor, Refusal, check_reason
from app.members import queries, rules
from app.members.models import Member, MembershipExit, MembershipPeriod, RegisterDetail
from app.members.rules import MAX_DOCUMENT, ExitGround, JoinGround, MemberClass, PastEnd
from app.parties.models import Party
from app.statutes import actions as statute
from app.statutes import queries as statutes
from app.statutes.rules import ONE_DAY, check_told_in_open_year, check_year_open

SERIES = "member"
"""The series of member numbers: given once, never again."""

Follower = Callable[[Session, Member, Actor, datetime], None]
"""Lets what a member owes for its membership follow how long that lasts: the member, who, when."""

_let_follow: Follower | None = None


def hand_in(let_follow: Follower) -> None:
    """Name what the room above does once an end of a membership is noted or undone; called once by the factory."""
    global _let_follow
    _let_follow = let_follow


def subject_of(member_id: int) -> str:
    """How the journal and the archive call a member."""
    return f"member:{member_id}"


def enter(
    session: Session, party_id: int, member_class: MemberClass, first_day: date, join_ground: JoinGround,
    join_document: str, actor: Actor, now: datetime, number: int | None = None,
) -> Member:
    """Enter a party in the register from a day on (§ 15 (2) sentence 1 GenG; R-ADM-10).

    Gives the next number, or the one an imported list says; somebody who was a member before keeps the number. No
    shares are split between the entry and those of the new member.
    """
    statute.keep_shares_unsplit(session)
    member = _alone(session, party_id)
    check_year_open(first_day, statutes.closed_through(session))
    rules.check_not_yet_member(member is not None and _is_member_from(member, first_day))
    if member is None:
        member = Member(number=_number(session, number), party_id=party_id, recorded_at=now)
        session.add(member)
        session.flush()
    period = MembershipPeriod(
        member_id=member.id, member_class=member_class, first_day=first_day, join_ground=join_ground,
        join_document=join_document, recorded_at=now,
    )
    session.add(period)
    session.flush()
    session.refresh(member)
    summary = Told(
        "Eingetragen als Nr. {number}, wirksam ab {day}", number=member_number(member.number), day=written(first_day)
    )
    journal.record(session, actor, "enter_member", subject_of(member.id), now, summary, document=join_document)
    return member


def _alone(session: Session, party_id: int) -> Member | None:
    """Who is or was the member of a party, with its memberships as they stand once nobody else changes them.

    Whoever was none yet is locked as a party, so that two entries at the same moment make one membership.
    """
    known = select(Member).where(Member.party_id == party_id).with_for_update(of=Member)
    known = known.execution_options(populate_existing=True)
    found = session.scalars(known).unique().one_or_none()
    if found is None:
        session.execute(select(Party.id).where(Party.id == party_id).with_for_update())
        found = session.scalars(known).unique().one_or_none()
    return found


def _is_member_from(member: Member, first_day: date) -> bool:
    """Whether a membership of this member covers the day or lies after it; one that was struck does neither."""
    return any(
        not period.is_struck and not rules.has_left_by(period.last_day, first_day) for period in member.periods
    )


def _number(session: Session, wanted: int | None) -> int:
    if wanted is None:
        return next_number(session, SERIES)
    if wanted < 1 or queries.find_by_number(session, wanted) is not None:
        raise Refusal("Die Mitgliedsnummer {number} ist vergeben.", number=wanted)
    raise_counter(session, SERIES, wanted)
    return wanted


def end(
    session: Session, member: Member, last_day: date, ground: ExitGround, document: str, actor: Actor, now: datetime
) -> MembershipExit:
    """Record the exit of a member: last day, ground, and the document behind it (R-REG-04).

    The entry stays for ever (R-REG-05); also before the day comes the member is one until its close (R-REG-06).
    """
    period = _last_period(session, member)
    rules.check_may_end(period.last_day)
    rules.check_period(period.first_day, last_day)
    check_year_open(last_day, statutes.closed_through(session))
    recorded = _add_turn(session, period, actor, MembershipExit(
        last_day=last_day, ground=ground, document=document[:MAX_DOCUMENT], recorded_at=now, recorded_by=actor.name,
    ))
    summary = Told("Mitgliedschaft endet am {day}", day=written(last_day))
    about = {"ground": ground.value, "document": document}
    journal.record(session, actor, "end_membership", subject_of(member.id), now, summary, **about)
    return recorded


def strike(session: Session, member: Member, document: str, actor: Actor, now: datetime) -> MembershipExit:
    """Strike the membership begun last, which was entered by mistake: from now on it lasted no day (R-REG-05).

    Nothing is taken out: the entry, and the one that strikes it, tell when it was known and when not.
    """
    period = _last_period(session, member)
    rules.check_may_end(period.last_day)
    struck = _add_turn(session, period, actor, MembershipExit(
        last_day=period.first_day - ONE_DAY, ground=ExitGround.OTHER, document=document[:MAX_DOCUMENT],
        recorded_at=now, recorded_by=actor.name,
    ))
    summary = Told("Mitgliedschaft ab {day} war ein Irrtum und ist gestrichen", day=written(period.first_day))
    journal.record(session, actor, "strike_membership", subject_of(member.id), now, summary, document=document)
    return struck


def undo_end(
    session: Session, member: Member, reason: str, document: str, actor: Actor, now: datetime
) -> MembershipExit:
    """Undo the recorded exit of a member by an entry that follows it (R-REG-05); the membership goes on.

    For an exit recorded by mistake, and for one that both sides agree to undo (R-EXIT-13).
    """
    period = _last_period(session, member)
    rules.check_may_go_on(period.last_day)
    undone = _add_turn(session, period, actor, MembershipExit(
        document=document[:MAX_DOCUMENT], recorded_at=now, recorded_by=actor.name, note=check_reason(reason),
    ))
    summary = Told("Ende der Mitgliedschaft storniert: {reason}", reason=undone.note)
    journal.record(session, actor, "undo_exit", subject_of(member.id), now, summary, document=document)
    return undone


def _last_period(session: Session, member: Member) -> MembershipPeriod:
    """The membership begun last and not struck, with what holds of it now; whoever changes it too waits."""
    session.execute(select(Member.id).where(Member.id == member.id).with_for_update())
    last = select(MembershipPeriod).where(MembershipPeriod.member_id == member.id)
    was_struck = case((MembershipPeriod.id.in_(queries.struck()), 1), else_=0)
    newest = last.order_by(was_struck, MembershipPeriod.first_day.desc(), MembershipPeriod.id.desc()).limit(1)
    return session.scalars(newest.execution_options(populate_existing=True)).unique().one()


def _add_turn(
    session: Session, period: MembershipPeriod, actor: Actor, entry: MembershipExit
) -> MembershipExit:
    follows = queries.last_turn(session, period.id)
    entry.period_id, entry.follows, entry.turn = period.id, follows or None, follows + 1
    session.add(entry)
    session.flush()
    session.refresh(period)
    if _let_follow is not None:
        _let_follow(session, period.member, actor, entry.recorded_at)
    return entry


def note_details(
    session: Session, member: Member, details: Mapping[str, str], valid_from: date, actor: Actor, now: datetime
) -> int:
    """Enter further fields that the statute names, from a day on; gives how many changed (R-REG-02, R-REG-05).

    What the register holds already of that day stays one row; a former value stays as it was. None holds from a day of
    a closed fiscal year.
    """
    check_told_in_open_year(valid_from, statutes.closed_through(session))
    held = queries.details_on(session, member.id, valid_from)
    changed = {name: value for name, value in details.items() if held.get(name) != value}
    for name, value in changed.items():
        rules.check_detail(name, value)
        session.add(RegisterDetail(member_id=member.id, name=name, value=value, valid_from=valid_from, recorded_at=now))
        summary = Told("{name} ab {day}: {value}", name=name, day=written(valid_from), value=value)
        journal.record(session, actor, "note_detail", subject_of(member.id), now, summary)
    session.flush()
    return len(changed)


@dataclass(frozen=True)
class TakenOver:
    """A membership as an old list tells it."""

    party_id: int
    number: int
    first_day: date
    last_day: date | None = None
    exit_ground: ExitGround | None = None


def enter_many(
    session: Session, entries: Sequence[TakenOver], document: str, actor: Actor, now: datetime
) -> list[int]:
    """Enter the members of an old list with their own numbers and past exits, and give their ids in order.

    Journaled by the caller as one act. The numbers must be free: the database refuses one that is not.
    """
    statute.keep_shares_unsplit(session)
    closed_through = statutes.closed_through(session)
    for entry in entries:
        check_year_open(entry.first_day, closed_through)
    ids = take_ids(session, Member, len(entries))
    insert_rows(session, Member, [
        {"id": member_id, "number": entry.number, "party_id": entry.party_id, "recorded_at": now}
        for member_id, entry in zip(ids, entries, strict=True)
    ])
    period_ids = take_ids(session, MembershipPeriod, len(entries))
    book(session, MembershipPeriod, [
        {
            "id": period_id, "member_id": member_id, "member_class": MemberClass.ORDINARY, "first_day": entry.first_day,
            "join_ground": JoinGround.ADMISSION, "join_document": document, "recorded_at": now,
        }
        for period_id, member_id, entry in zip(period_ids, ids, entries, strict=True)
    ])
    book(session, MembershipExit, [
        {
            "period_id": period_id, "turn": 1, "last_day": entry.last_day, "ground": entry.exit_ground,
            "document": document[:MAX_DOCUMENT], "recorded_at": now, "recorded_by": actor.name,
        }
        for period_id, entry in zip(period_ids, entries, strict=True) if entry.last_day
    ])
    raise_counter(session, SERIES, max(entry.number for entry in entries))
    return ids


def end_many(session: Session, ends: Sequence[PastEnd], actor: Actor, now: datetime) -> list[int]:
    """Record the exits that an old list tells of, and give their ids in order; journaled by the caller (R-REG-04).

    No membership may be ended already: the database refuses one that is.
    """
    turns = dict(session.execute(
        select(MembershipExit.period_id, func.max(MembershipExit.turn)).group_by(MembershipExit.period_id)
    ).all())
    return _add_turns(session, [
        {
            "period_id": each.period_id, "follows": turns.get(each.period_id), "last_day": each.last_day,
            "ground": each.ground, "document": each.document[:MAX_DOCUMENT], "note": "",
        }
        for each in ends
    ], actor, now)


def undo_many(
    session: Session, exits: Collection[int], reason: str, document: str, actor: Actor, now: datetime
) -> list[int]:
    """Undo exits of an old list as one act, those that still stand; gives their ids (R-REG-05); see `end_many`."""
    standing = queries.standing_exits(session, exits)
    _add_turns(session, [
        {
            "period_id": each.period_id, "follows": each.turn, "last_day": None, "ground": None,
            "document": document[:MAX_DOCUMENT], "note": check_reason(reason),
        }
        for each in standing
    ], actor, now)
    return [each.id for each in standing]


def _add_turns(
    session: Session, turns: Sequence[Mapping[str, Any]], actor: Actor, now: datetime
) -> list[int]:
    ids = take_ids(session, MembershipExit, len(turns))
    book(session, MembershipExit, [
        {**each, "id": exit_id, "turn": (each["follows"] or 0) + 1, "recorded_at": now, "recorded_by": actor.name}
        for exit_id, each in zip(ids, turns, strict=True)
    ])
    return ids


def add_details(session: Session, details: Sequence[tuple[int, str, str, date]], now: datetime) -> None:
    """Enter further register fields of many members at once: member, name, value, day; journaled by the caller."""
    insert_rows(session, RegisterDetail, [
        {"member_id": member_id, "name": name, "value": value, "valid_from": day, "recorded_at": now}
        for member_id, name, value, day in details
    ])
