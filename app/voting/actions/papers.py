"""Members without a device beside those who vote on theirs: on paper, or aloud in a roll call (R-VOTE-01)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from app.assemblies import queries as assemblies
from app.assemblies.models import Sitting
from app.attendance import queries as attendance
from app.attendance.queries import VoterRow
from app.attendance.rules import Mode
from app.core.formats import member_number
from app.core.told import Told
from app.core.values import Actor
from app.members.models import Member
from app.voting import queries, rules
from app.voting.actions.casting import Given, new_receipt
from app.voting.actions.course import noted
from app.voting.actions.polling import add_to_roll, alone
from app.voting.models import CastVote, PaperBallot, Poll, PollRoll
from app.voting.rules import Asking, CastChannel, Choice


def hand_out(
    session: Session, sitting: Sitting, poll: Poll, member: Member, with_others: bool, actor: Actor, now: datetime
) -> Sequence[PollRoll]:
    """Give a member in the hall a ballot on paper, and whom the same person stands for theirs (R-VOTE-01).

    From then on no device takes these votes; who voted on one already gets no ballot. `with_others`: for all members
    that this person stands for, as far as they can have one.
    """
    alone(session, poll)
    rules.check_hands_out(poll.state, poll.secrecy, poll.hall)
    rows = _standing(session, sitting, poll, member, now)
    own = next((row for row in rows if row.member_id == member.id), None)
    known = _known(session, poll, rows)
    rules.check_may_have_ballot(_asking(own, known))
    others = [row for row in rows if row is not own and _is_free(_asking(row, known))] if with_others else []
    given = [each for each in (own, *others) if each is not None]
    return _hand_out(session, sitting, poll, given, actor, _after_the_sheet(session, poll, now))


def _after_the_sheet(session: Session, poll: Poll, now: datetime) -> datetime:
    """The moment itself, or one after the last sheet of the tellers: who waited for it hands out after it."""
    told_at = queries.told_at(session, poll.id)
    return now if told_at is None or now > told_at else told_at + timedelta(microseconds=1)


def _standing(session: Session, sitting: Sitting, poll: Poll, member: Member, now: datetime) -> list[VoterRow]:
    """The member as it is there now, with all for whom the same person stands."""
    assembly = assemblies.get_assembly(session, sitting.assembly_id)
    there = attendance.voters_present(session, assembly, poll.matter, now)
    own = next((row for row in there if row.member_id == member.id and row.weight > 0), None)
    if own is None or own.caster_party_id is None:
        return [own] if own else []
    return [row for row in there if row.caster_party_id == own.caster_party_id and row.weight > 0]


def _known(session: Session, poll: Poll, rows: Iterable[VoterRow]) -> tuple[set[int], set[int]]:
    """Who of these voted on a device, who has a ballot."""
    wanted = [row.member_id for row in rows]
    found = [
        set(session.scalars(select(each.member_id).where(each.poll_id == poll.id, each.member_id.in_(wanted), still)))
        for each, still in ((CastVote, true()), (PaperBallot, PaperBallot.returned_at.is_(None)))
    ]
    return found[0], found[1]


def _asking(row: VoterRow | None, known: tuple[set[int], set[int]]) -> Asking:
    if row is None:
        return Asking(False)
    return Asking(True, row.mode is Mode.ONLINE, row.is_barred, row.member_id in known[0], row.member_id in known[1])


def _is_free(asking: Asking) -> bool:
    return asking == Asking(True)


def _hand_out(
    session: Session, sitting: Sitting, poll: Poll, rows: Sequence[VoterRow], actor: Actor, now: datetime
) -> Sequence[PollRoll]:
    add_to_roll(session, poll, rows, now)
    session.add_all(
        PaperBallot(poll_id=poll.id, member_id=row.member_id, handed_at=now, handed_by=actor.name, returned_by="")
        for row in rows
    )
    numbers = ", ".join(member_number(row.member_number) for row in rows)
    summary = Told("Stimmzettel ausgegeben: {numbers}", numbers=numbers)
    noted(session, sitting, "handed_out", summary, actor, now, poll=poll.id)
    wanted = [row.member_id for row in rows]
    found = select(PollRoll).where(PollRoll.poll_id == poll.id, PollRoll.member_id.in_(wanted))
    return session.scalars(found.order_by(PollRoll.member_number)).all()


def take_back(session: Session, sitting: Sitting, poll: Poll, member: Member, actor: Actor, now: datetime) -> None:
    """Take a ballot back unmarked, so that its member votes on a device or gets another one (R-VOTE-01)."""
    alone(session, poll)
    rules.check_hands_out(poll.state, poll.secrecy, poll.hall)
    out = select(PaperBallot).where(
        PaperBallot.poll_id == poll.id, PaperBallot.member_id == member.id, PaperBallot.returned_at.is_(None)
    )
    ballot = session.scalars(out).first()
    if ballot is None:
        raise rules.AboutBallot("Dieses Mitglied hat keinen Stimmzettel.")
    ballot.returned_at, ballot.returned_by = now, actor.name
    summary = Told("Stimmzettel zurückgenommen: {number}", number=member_number(member.number))
    noted(session, sitting, "taken_back", summary, actor, now, poll=poll.id)


def call_out(
    session: Session, sitting: Sitting, poll: Poll, member: Member, choice: Choice, actor: Actor, now: datetime,
    marks: Mapping[int, int] | None = None,
) -> None:
    """Write down the vote that a member without a device says aloud in a roll call (R-VOTE-01, R-VOTE-10).

    In an election whom it names. It stands with its name beside those cast on devices, with the votes that the roll
    gives it; whoever voted already does so no more.
    """
    given = Given(member.id, choice, marks or {})
    alone(session, poll)
    rules.check_calls_out(poll.state, poll.secrecy)
    rules.check_choice(queries.asked_of(poll), choice, given.marks)
    rows = [row for row in _standing(session, sitting, poll, member, now) if row.member_id == member.id]
    own = rows[0] if rows else None
    rules.check_may_have_ballot(_asking(own, _known(session, poll, rows)))
    assert own is not None
    add_to_roll(session, poll, rows, now)
    entitled = session.get_one(PollRoll, (poll.id, member.id))
    session.add(CastVote(
        poll_id=poll.id, member_id=member.id, choice=choice, weight=entitled.weight,
        marks={str(option): number for option, number in given.marks.items()}, is_investing=entitled.is_investing,
        channel=CastChannel.HALL, cast_by=own.caster_party_id or member.party_id, cast_at=now, receipt=new_receipt(),
    ))
    summary = Told("Stimme nach Ansage eingetragen: {number}", number=member_number(member.number))
    noted(session, sitting, "called_out", summary, actor, now, poll=poll.id)
