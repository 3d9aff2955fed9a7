"""What a declared vote was counted from, and who took part in votes in which way (R-MIN-01, R-DOC-08)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem, Assembly
from app.assemblies.rules import MeetingForm, Subject
from app.attendance.models import Presence
from app.core.values import German
from app.minutes import rules
from app.parties.models import Party
from app.voting import queries as voting
from app.voting.models import CastVote, PaperBallot, Poll, PollOption, PollRoll
from app.voting.queries import Wording
from app.voting.rules import CastChannel, HallWay, Method, MotionKind, Outcome, PollState, Secrecy, Tally

TOGETHER = German("Zusammen")
ORDINARY, INVESTING = German("Ordentliche Mitglieder"), German("Investierende Mitglieder")


def sums_of(poll: Poll) -> list[tuple[str, Tally]]:
    """The votes of a counted poll in all, never by the way in which they came in (R-VOTE-10).

    Whoever was the only one online would be seen to have voted so; hence those of a small class are not shown either.
    """
    assert poll.result is not None
    content = poll.result.content
    deciding = Tally(**content["ordinary"])
    if voting.shows_classes(poll):
        return [(ORDINARY, deciding), (INVESTING, Tally(**content["investing"]))]
    return [(ORDINARY if content["investing_voters"] else TOGETHER, deciding)]


def votes_for(poll: Poll, option: PollOption) -> int:
    """The votes that decided on somebody or something to be chosen; en bloc everybody has those for the block."""
    assert poll.result is not None
    content = poll.result.content
    return int(content["ordinary"]["yes"] if poll.method is Method.EN_BLOC else content["deciding"][str(option.id)])


def barred_in(session: Session, poll: Poll) -> Sequence[PollRoll]:
    """Whose votes were barred in a poll (§ 43 (6) GenG; R-VOTE-06)."""
    return voting.barred_of(session, poll)


def declared_polls(session: Session, assembly_id: int) -> list[Poll]:
    """What was declared in a meeting, in its order."""
    return [poll for poll in voting.polls_of(session, assembly_id) if poll.declaration is not None]


def passed_in(session: Session, assembly_id: int) -> set[Subject]:
    """The matters on which the assembly passed a resolution; motions on procedure are none."""
    return {
        poll.item.subject for poll in declared_polls(session, assembly_id)
        if poll.item.subject and poll.declaration and poll.declaration.outcome is Outcome.ACCEPTED
        and (poll.motion is None or poll.motion.kind is MotionKind.MAIN)
    }


def resolved_wording(session: Session, poll: Poll) -> Wording | None:
    """Old and new wording of the statute, where a poll decided on it; None of motions (§ 16 GenG; R-DOC-06)."""
    return voting.wording_of(session, poll) if poll.motion_id is None else None


def worded_items(session: Session, assembly_id: int) -> list[tuple[AgendaItem, Wording]]:
    """The items under which was decided on the wording of the statute, as the newest vote on it had it."""
    found: dict[AgendaItem, Wording] = {}
    for poll in declared_polls(session, assembly_id):
        worded = resolved_wording(session, poll)
        if worded is not None:
            found[poll.item] = worded
    return list(found.items())


def voted_times(session: Session, assembly_id: int) -> list[tuple[datetime, datetime | None]]:
    """When each vote on a matter was opened and closed; none that was broken off, nor on procedure (R-FORM-05)."""
    found = opened_votes(session, assembly_id)
    return [(poll.opened_at, poll.closed_at) for poll in found if poll.opened_at is not None]


def opened_votes(session: Session, assembly_id: int) -> list[Poll]:
    """The votes on a matter that were opened, and not broken off; none on procedure."""
    return [
        poll for poll in voting.polls_of(session, assembly_id)
        if poll.opened_at is not None and poll.state is not PollState.VOID and poll.matter is not None
    ]


def discussed_until(session: Session, assembly: Assembly) -> datetime | None:
    """Until when who came took part in the discussion of a stretched assembly; None of any other, and before it began.

    § 43b (1) no. 4 GenG; R-FORM-05.
    """
    sitting = voting.find_sitting(session, assembly.id)
    if sitting is None or assembly.form is not MeetingForm.STRETCHED:
        return None
    course = [(each.kind, each.at) for each in voting.course_of(session, assembly.id)]
    return rules.discussed_until(sitting.opened_at, course)


def roll_calls(session: Session, assembly_id: int) -> list[Poll]:
    """The declared votes that were taken by roll call (R-VOTE-10)."""
    return [poll for poll in declared_polls(session, assembly_id) if poll.secrecy is Secrecy.ROLL_CALL]


@dataclass(frozen=True)
class Participation:
    """That a member took part in votes, through whom, in which way and in which of them (§ 47 (1) S. 4 GenG).

    `polls` are the places of the votes among those declared, from one on.
    """

    number: int
    name: str
    through: str
    way: rules.CastWay
    polls: Sequence[int]


def participations(session: Session, assembly_id: int) -> list[Participation]:
    """Who took part in the votes declared, and how; whoever did so in two ways stands there twice (R-MIN-04).

    On a device a vote shows it, and who cast it; in the hall by hand or on paper that the member was there for it. What
    somebody voted does not stand there, and the votes are nowhere summed up by these ways (R-VOTE-10).
    """
    polls = declared_polls(session, assembly_id)
    through, way = _through(assembly_id), _way()
    columns = (PollRoll.member_number, PollRoll.name, through, way)
    found = (
        select(*columns, func.aggregate_strings(cast(PollRoll.poll_id, String), ","))
        .join(Poll, Poll.id == PollRoll.poll_id).outerjoin(CastVote, _GIVEN)
        .outerjoin(Party, Party.id == CastVote.cast_by)
        .where(PollRoll.poll_id.in_([poll.id for poll in polls]), _took_part(polls))
    )  # fmt: skip
    rows = session.execute(found.group_by(*columns).order_by(PollRoll.member_number, way, through))
    place = {str(poll.id): number for number, poll in enumerate(polls, start=1)}
    return [
        Participation(number, name, who, rules.CastWay(how), sorted(place[each] for each in ids.split(",")))
        for number, name, who, how, ids in rows
    ]


def ways_of(session: Session, poll: Poll) -> set[rules.CastWay]:
    """In which ways members took part in one vote, of nobody in which (§ 47 (1) GenG; R-MIN-01, R-VOTE-10)."""
    found = (
        select(_way()).distinct().select_from(PollRoll).join(Poll, Poll.id == PollRoll.poll_id)
        .outerjoin(CastVote, _GIVEN).where(PollRoll.poll_id == poll.id, _took_part([poll]))
    )  # fmt: skip
    return {rules.CastWay(each) for each in session.scalars(found)}


_GIVEN = and_(CastVote.poll_id == PollRoll.poll_id, CastVote.member_id == PollRoll.member_id)
"""The vote that a member on the roll gave on a device, to be joined where there is one."""


def _through(assembly_id: int) -> ColumnElement[str]:
    """Who gave the vote of a member on the roll; only where no device shows it, who stood for it at the opening."""
    return func.coalesce(Party.display_name, _instead(assembly_id), PollRoll.caster_name)


def _mode() -> ColumnElement[str]:
    """How a member on the roll was there when it voted; only where no device shows it, as it was at the opening."""
    return func.coalesce(cast(CastVote.channel, String), PollRoll.mode)


def _way() -> ColumnElement[str]:
    """In which way a member on the roll took part; a ballot on paper goes before where it stood at the opening."""
    way, has_cast = rules.CastWay, CastVote.member_id.is_not(None)
    return case(
        (PollRoll.mode == way.WRITTEN.value, literal(way.WRITTEN.value)),
        (_on_paper(), literal(way.PAPER.value)),
        (_mode() == CastChannel.ONLINE.value, literal(way.ONLINE.value)),
        (and_(has_cast, Poll.secrecy == Secrecy.ROLL_CALL), literal(way.CALLED.value)),
        (has_cast, literal(way.DEVICE.value)),
        (Poll.hall == HallWay.HAND, literal(way.HAND.value)),
        else_=literal(way.PAPER.value),
    )


def _took_part(polls: Sequence[Poll]) -> ColumnElement[bool]:
    """The condition that a member on the roll voted on a device, on paper, or was where all voted by hand."""
    theirs = CastVote.poll_id == PollRoll.poll_id, CastVote.member_id == PollRoll.member_id
    voted = exists().where(*theirs).correlate(PollRoll)
    by_hand = [poll.id for poll in polls if poll.hall is not HallWay.PHONE]
    raised = PollRoll.poll_id.in_(by_hand), PollRoll.mode != CastChannel.ONLINE.value, ~PollRoll.is_barred
    return or_(voted, _on_paper(), and_(*raised))


def _on_paper() -> ColumnElement[bool]:
    """The condition that a member on the roll had a ballot on paper beside the devices."""
    theirs = PaperBallot.poll_id == PollRoll.poll_id, PaperBallot.member_id == PollRoll.member_id
    return exists().where(*theirs, PaperBallot.returned_at.is_(None)).correlate(PollRoll)


def _instead(assembly_id: int) -> ColumnElement[str | None]:
    """Who was there for a member with its ballot, where whoever stood for it at the opening was barred (R-VOTE-07)."""
    ballot = PaperBallot.poll_id == PollRoll.poll_id, PaperBallot.member_id == PollRoll.member_id
    then = Presence.came_at <= PaperBallot.handed_at, or_(
        Presence.left_at.is_(None), Presence.left_at > PaperBallot.handed_at
    )
    found = select(func.max(Presence.name)).where(
        PollRoll.is_barred, *ballot, PaperBallot.returned_at.is_(None), Presence.assembly_id == assembly_id,
        Presence.member_id == PollRoll.member_id, *then,
    )
    return found.correlate(PollRoll).scalar_subquery()


@dataclass(frozen=True)
class OnRoll:
    """A member that stands on the rolls of declared votes: who acted for it, in which way, with how many votes.

    `cast_by` is who gave its votes on a device, None where none shows it.
    """

    member_id: int
    number: int
    name: str
    through: str
    mode: str
    cast_by: int | None
    votes: int
    polls: int


def on_rolls(session: Session, assembly: Assembly) -> list[OnRoll]:
    """Who stood on the rolls of declared votes, for the list of who was there (§ 47 (3) GenG; R-MIN-05).

    On a roll stands who is there; of a stretched assembly everybody, so that only those count who gave their vote, and
    for days another may have given it than who stood for the member at the opening.
    """
    polls = declared_polls(session, assembly.id)
    is_theirs: list[ColumnElement[bool]] = [PollRoll.poll_id.in_([poll.id for poll in polls])]
    if assembly.form is MeetingForm.STRETCHED:
        is_theirs.append(_took_part(polls))
    through, mode = _through(assembly.id), _mode()
    columns = (PollRoll.member_id, PollRoll.member_number, PollRoll.name, through, mode, CastVote.cast_by)
    found = (
        select(*columns, func.max(PollRoll.weight), func.count()).select_from(PollRoll)
        .outerjoin(CastVote, _GIVEN).outerjoin(Party, Party.id == CastVote.cast_by)
        .where(*is_theirs).group_by(*columns)
    )  # fmt: skip
    return [OnRoll(*row) for row in session.execute(found.order_by(PollRoll.member_number, mode, through))]
