"""Credit handed over covers what is open on the acquirer's shares on the day of the transfer, not before (§ 76)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core import jobs, journal
from app.core.formats import beginning_of, euro, local, member_number
from app.core.formats import day as written
from app.core.told import Told
from app.core.values import Actor, Cents, German
from app.members import queries as members
from app.members.models import Member
from app.shares import queries
from app.shares.actions.dues import cover
from app.shares.actions.following import UNDONE_WORDS
from app.shares.actions.locking import lock, subject_of
from app.shares.models import ShareEntry
from app.shares.rules import COVER_JOB, CoverAhead


def cover_on(
    session: Session, member: Member, amount: Cents, day: date, given: ShareEntry, actor: Actor, now: datetime
) -> None:
    """Let credit handed over cover what is open on the shares: at once, or by a job on a day to come.

    Until then it is owed and dunned: the acquirer has the credit with the close of that day. `given` is the
    transferor's entry, with which it is undone.
    """
    if day <= local(now).date():
        cover(session, member, amount, given, actor, now)
    elif amount:
        planned = CoverAhead(member.id, given.id, amount, day)
        title = German("Guthaben des Mitglieds", f"{member_number(member.number)}, {written(day)}")
        jobs.enqueue(
            session, COVER_JOB, [planned.reference], key=f"{COVER_JOB}:{given.id}:{day}", actor=actor, now=now,
            title=title, not_before=beginning_of(day), rank=jobs.Rank.AWAITED,
        )


def cover_as_planned(session: Session, planned: CoverAhead, actor: Actor, now: datetime) -> None:
    """Do what was planned for a day, once; nothing where the transfer was undone since."""
    member = members.get_member(session, planned.member_id)
    lock(session, member)
    if queries.stands(session, planned.entry_id):
        _cover(session, member, planned, actor, now)


def _cover(session: Session, member: Member, planned: CoverAhead, actor: Actor, now: datetime) -> None:
    """Cover what is open by now, and say so in the journal."""
    given = session.get_one(ShareEntry, planned.entry_id)
    covered = cover(session, member, planned.amount, given, actor, now)
    if covered:
        summary = Told(
            "{amount} gedeckt durch das Guthaben aus {number} zum {day}", amount=euro(covered), number=given.document,
            day=written(planned.day),
        )
        journal.record(session, actor, "dues_covered", subject_of(member), now, summary, entry=given.id)


def cover_by_now(session: Session, member: Member, actor: Actor, now: datetime) -> None:
    """Cover what the job has not covered yet though its day has come: nobody is asked for it any more.

    For acts that ask a member to pay while no worker runs. Done again, it changes nothing.
    """
    lock(session, member)
    today = local(now).date()
    due = {each.reference: each for each in queries.covers_ahead(session, member.id) if each.day <= today}
    for reference in jobs.note_done(session, COVER_JOB, due, now) if due else ():
        _cover(session, member, due[reference], actor, now)


def hand_covers_on(
    session: Session, member: Member, heir: Member, given: ShareEntry, actor: Actor, now: datetime
) -> None:
    """Let the credit cover with who took over what is open; `given` is the entry by which it went over (§ 77 GenG)."""
    by_day: dict[date, Cents] = {}
    for planned in queries.covers_ahead(session, member.id):
        by_day[planned.day] = by_day.get(planned.day, 0) + planned.amount
    for day, amount in by_day.items():
        cover_on(session, heir, amount, day, given, actor, now)


def cover_no_more(session: Session, member: Member, given: ShareEntry, now: datetime) -> None:
    """Call off what credit was to cover on a day ahead, with the transfer by which it was to come."""
    planned = [each.reference for each in queries.covers_ahead(session, member.id) if each.entry_id == given.id]
    jobs.call_off(session, COVER_JOB, planned, UNDONE_WORDS, now)
