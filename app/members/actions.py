"""Entry in the register of members, and exit from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import journal
from app.core.db import insert_rows, next_number, raise_counter, take_ids
from app.core.formats import day as written
from app.core.formats import member_number
from app.core.told import Told
from app.core.values import Actor, Refusal
from app.members import queries, rules
from app.members.models import Member, MembershipPeriod, RegisterDetail
from app.members.rules import ExitGround, JoinGround, MemberClass
from app.parties.models import Party

SERIES = "member"
"""The series of member numbers: given once, never again."""


def subject_of(member_id: int) -> str:
    """How the journal and the archive call a member."""
    return f"member:{member_id}"


def enter(
    session: Session, party_id: int, member_class: MemberClass, first_day: date, join_ground: JoinGround,
    join_document: str, actor: Actor, now: datetime, number: int | None = None,
) -> Member:
    """Enter a party in the register from a day on (§ 15 (2) sentence 1 GenG; R-ADM-10).

    Gives the next number, or the one an imported list says; somebody who was a member before keeps the number. The
    party is locked, so that two entries of one party at the same moment make one membership.
    """
    session.execute(select(Party.id).where(Party.id == party_id).with_for_update())
    member = queries.find_member_of_party(session, party_id)
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


def _is_member_from(member: Member, first_day: date) -> bool:
    """Whether a membership of this member covers the day or lies after it."""
    return any(not rules.has_left_by(period.last_day, first_day) for period in member.periods)


def _number(session: Session, wanted: int | None) -> int:
    if wanted is None:
        return next_number(session, SERIES)
    if wanted < 1 or queries.find_by_number(session, wanted) is not None:
        raise Refusal("Die Mitgliedsnummer {number} ist vergeben.", number=wanted)
    raise_counter(session, SERIES, wanted)
    return wanted


def end(
    session: Session, member: Member, last_day: date, exit_ground: ExitGround, actor: Actor, now: datetime
) -> None:
    """Record the exit of a member: its last day and the ground (R-REG-04); the entry stays for ever (R-REG-05)."""
    session.execute(select(Member.id).where(Member.id == member.id).with_for_update())
    period = session.scalar(
        select(MembershipPeriod)
        .where(MembershipPeriod.member_id == member.id, MembershipPeriod.last_day.is_(None))
        .execution_options(populate_existing=True)
    )
    if period is None:
        raise Refusal("Diese Mitgliedschaft ist schon beendet.")
    rules.check_period(period.first_day, last_day)
    period.last_day, period.exit_ground, period.exit_recorded_at = last_day, exit_ground, now
    session.flush()
    summary = Told("Mitgliedschaft endet am {day}", day=written(last_day))
    journal.record(session, actor, "end_membership", subject_of(member.id), now, summary, ground=exit_ground.value)


def note_details(
    session: Session, member: Member, details: Mapping[str, str], valid_from: date, actor: Actor, now: datetime
) -> int:
    """Enter further fields that the statute names, from a day on; gives how many changed (R-REG-02, R-REG-05).

    What the register holds already of that day stays one row; a former value stays as it was.
    """
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


def enter_many(session: Session, entries: Sequence[TakenOver], document: str, now: datetime) -> list[int]:
    """Enter the members of an old list with their own numbers and past exits, and give their ids in order.

    Journaled by the caller as one act. The numbers must be free: the database refuses one that is not.
    """
    ids = take_ids(session, Member, len(entries))
    insert_rows(session, Member, [
        {"id": member_id, "number": entry.number, "party_id": entry.party_id, "recorded_at": now}
        for member_id, entry in zip(ids, entries, strict=True)
    ])
    insert_rows(session, MembershipPeriod, [
        {
            "member_id": member_id, "member_class": MemberClass.ORDINARY, "first_day": entry.first_day,
            "join_ground": JoinGround.ADMISSION, "join_document": document, "recorded_at": now,
            "last_day": entry.last_day, "exit_ground": entry.exit_ground,
            "exit_recorded_at": now if entry.last_day else None,
        }
        for member_id, entry in zip(ids, entries, strict=True)
    ])
    raise_counter(session, SERIES, max(entry.number for entry in entries))
    return ids


def add_details(session: Session, details: Sequence[tuple[int, str, str, date]], now: datetime) -> None:
    """Enter further register fields of many members at once: member, name, value, day; journaled by the caller."""
    insert_rows(session, RegisterDetail, [
        {"member_id": member_id, "name": name, "value": value, "valid_from": day, "recorded_at": now}
        for member_id, name, value, day in details
    ])
