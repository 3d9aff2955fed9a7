"""Reads of votes: the roll, how many voted, the votes themselves for counting and counting again (R-MAJ-07)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.assemblies.rules import Threshold
from app.attendance import queries as attendance
from app.attendance.models import Presence
from app.attendance.rules import ConcernKind, LeftWhy, Mode
from app.members.models import Member
from app.voting import rules
from app.voting.models import CastVote, HandCount, PaperBallot, Poll, PollResult, PollRoll
from app.voting.queries.evidence import are_votes_as_told
from app.voting.rules import (
    Asked,
    BallotShape,
    CastChannel,
    Choice,
    Count,
    CountedVote,
    Frame,
    HallWay,
    RollEntry,
    Tally,
    TellerGroup,
)


def threshold_of(poll: Poll) -> Threshold:
    """The majority that a poll needs, as it was frozen (R-MAJ-07)."""
    if poll.threshold_top is None or poll.threshold_base is None:
        return Threshold()
    return Threshold(Fraction(poll.threshold_top, poll.threshold_base))


def frame_of(poll: Poll) -> Frame:
    """What a poll was asked under."""
    return Frame(poll.method, threshold_of(poll), poll.seats, tuple(each.id for each in poll.options), poll.mode,
                 poll.tie, poll.runoff_of_id is not None)


def shape_of(poll: Poll) -> BallotShape:
    """How a ballot of a poll may be marked."""
    return rules.shape_of(poll.method, poll.seats, len(poll.options), poll.mode)


def asked_of(poll: Poll) -> Asked:
    """What a ballot of a poll answers."""
    return Asked(poll.method, frozenset(each.id for each in poll.options), shape_of(poll))


def roll_of(session: Session, poll_id: int) -> Sequence[PollRoll]:
    """The roll of a poll, by number of member."""
    return session.scalars(select(PollRoll).where(PollRoll.poll_id == poll_id).order_by(PollRoll.member_number)).all()


def as_entry(row: PollRoll, came_to_hall: bool = False) -> RollEntry:
    """A row of the roll as the rules see it; with a ballot it votes in the hall, whoever stood for it before."""
    has_ballot = row.paper is not None
    in_hall = came_to_hall or has_ballot or row.mode != CastChannel.ONLINE.value
    return RollEntry(row.member_id, row.weight, row.is_barred and not has_ballot, row.is_investing, in_hall)


def barred_of(session: Session, poll: Poll) -> Sequence[PollRoll]:
    """Whose votes were barred in a poll, by number: nobody free cast for them since (§ 43 (6); R-VOTE-07)."""
    found = select(PollRoll).where(PollRoll.poll_id == poll.id, _is_out(session, poll))
    return session.scalars(found.order_by(PollRoll.member_number)).all()


def _is_out(session: Session, poll: Poll) -> ColumnElement[bool]:
    """Barred by what the roll says of the opening, or by what was said of it while the poll was open; without a vote.
    """
    voted = select(CastVote.member_id).where(CastVote.poll_id == poll.id)
    named, exempted = _said_meanwhile(session, poll)
    is_barred = PollRoll.is_barred & ~_is_of(exempted) | _is_of(named)
    return is_barred & PollRoll.member_id.not_in(voted) & PollRoll.member_id.not_in(on_paper(poll.id))


def _said_meanwhile(session: Session, poll: Poll) -> tuple[set[int], set[int]]:
    """Who was named as concerned by the matter while the poll was open, and who was exempted."""
    if poll.matter is None or poll.opened_at is None:
        return set(), set()
    said = {
        each.party_id: each.kind for each in attendance.history_of(session, poll.matter)
        if each.recorded_at >= poll.opened_at and (poll.closed_at is None or each.recorded_at <= poll.closed_at)
    }
    named = {party_id for party_id, kind in said.items() if kind is ConcernKind.NAMED}
    return named, said.keys() - named


def _is_of(party_ids: Collection[int]) -> ColumnElement[bool]:
    """The condition that one of these persons casts for a member on the roll, or is it."""
    own = select(Member.id).where(Member.party_id.in_(party_ids))
    return func.coalesce(PollRoll.caster_party_id.in_(party_ids), false()) | PollRoll.member_id.in_(own)


def on_paper(poll_id: int) -> Select[int]:
    """Who votes in a poll on paper beside the phones (R-VOTE-01)."""
    return select(PaperBallot.member_id).where(PaperBallot.poll_id == poll_id, PaperBallot.returned_at.is_(None))


def ballots_out(session: Session, poll_id: int) -> Sequence[PollRoll]:
    """The members that vote on paper beside the phones, by number."""
    found = select(PollRoll).where(PollRoll.poll_id == poll_id, PollRoll.member_id.in_(on_paper(poll_id)))
    return session.scalars(found.order_by(PollRoll.member_number)).all()


def digest_of_roll(session: Session, poll_id: int) -> str:
    """A hash of the roll as it stands (R-VOTE-04)."""
    rows = roll_of(session, poll_id)
    return rules.digest_of(
        (row.member_id, row.weight, row.caster_party_id, row.caster_name, row.capacity, row.mode, row.is_barred,
         row.is_investing) for row in rows
    )


def votes_of(session: Session, poll_id: int) -> list[CountedVote]:
    """The votes given on devices, as they are counted."""
    columns = CastVote.choice, CastVote.weight, CastVote.is_investing, CastVote.marks
    found = session.execute(select(*columns).where(CastVote.poll_id == poll_id))
    return [_counted(*row) for row in found]


def _counted(choice: Choice, weight: int, is_investing: bool, stored: Mapping[str, int]) -> CountedVote:
    """One stored vote; a mark of nothing is a vote against, where each is voted on by itself."""
    marks = {int(option): number for option, number in stored.items()}
    against = {option: 1 for option, number in marks.items() if number == 0}
    return CountedVote(choice, weight, is_investing, marks, against=against)


def last_sheet(session: Session, poll_id: int) -> int:
    """The number of the tellers' newest sheet; nothing where none was entered."""
    return session.scalar(select(func.max(HandCount.sheet)).where(HandCount.poll_id == poll_id)) or 0


def told_groups(session: Session, poll_id: int) -> list[TellerGroup]:
    """What the tellers' newest sheet says, by weight and class."""
    newest = HandCount.poll_id == poll_id, HandCount.sheet == last_sheet(session, poll_id)
    return _groups_told(session.scalars(select(HandCount).where(*newest)))


@dataclass(frozen=True)
class TellerSheet:
    """One sheet of the tellers as it was entered: its number, when, by whom, and what it says."""

    number: int
    counted_at: datetime
    counted_by: str
    groups: Sequence[TellerGroup]

    @property
    def ballots(self) -> int:
        """Hands or ballots in all."""
        return sum(each.ballots for each in self.groups)


def sheets_of(session: Session, poll_id: int) -> list[TellerSheet]:
    """All sheets that tellers entered of a poll, the newest first: it counts, those before stay to be seen."""
    rows = session.scalars(select(HandCount).where(HandCount.poll_id == poll_id).order_by(HandCount.id)).all()
    by_number: defaultdict[int, list[HandCount]] = defaultdict(list)
    for row in rows:
        by_number[row.sheet].append(row)
    return [
        TellerSheet(number, some[0].counted_at, some[0].counted_by, _groups_told(some))
        for number, some in sorted(by_number.items(), reverse=True)
    ]


def _groups_told(rows: Iterable[HandCount]) -> list[TellerGroup]:
    counted: dict[tuple[int, bool], dict[Choice, int]] = defaultdict(dict)
    marks: dict[tuple[int, bool], dict[int, int]] = defaultdict(dict)
    against: dict[tuple[int, bool], dict[int, int]] = defaultdict(dict)
    for row in rows:
        group = row.weight, row.is_investing
        if row.option_id is None:
            counted[group][row.choice] = row.number
        else:
            (against if row.choice is Choice.NO else marks)[group][row.option_id] = row.number
    groups = sorted({*counted, *marks, *against})
    return [TellerGroup(*group, counted[group], marks[group], against[group]) for group in groups]


def votes_told(groups: Sequence[TellerGroup]) -> list[CountedVote]:
    """What tellers counted, as votes."""
    return [
        CountedVote(choice, group.weight, group.is_investing, group.marks if choice is Choice.MARKS else {}, number,
                    group.against if choice is Choice.MARKS else {})
        for group in groups for choice, number in group.counted.items()
    ]


def count_again(session: Session, poll: Poll) -> Count:
    """Count a poll from what is stored; the first count is made so, and every later one (R-MAJ-07)."""
    votes = votes_of(session, poll.id) + votes_told(told_groups(session, poll.id))
    return rules.count_votes(frame_of(poll), votes)


def content_of(session: Session, poll: Poll, count: Count) -> dict[str, Any]:
    """What is frozen of a count, with how many were entitled and barred."""
    entitled = sum(row.weight for row in roll_of(session, poll.id))
    barred = sum(row.weight for row in barred_of(session, poll))
    election = count.election
    each = {} if count.against is None else {"against": _by_id(count.against)}
    return {
        **each, "ordinary": _numbers(count.tally.ordinary), "investing": _numbers(count.tally.investing),
        "investing_voters": count.tally.voters[1], "classes_shown": count.tally.tells_nobody_apart,
        "options": _by_id(count.for_options), "deciding": _by_id(count.deciding), "elected": list(count.chosen),
        "runoff": list(election.runoff) if election else [], "by_lot": election.by_lot if election else 0,
        "lot_between": list(election.draw_lot_between) if election else [],
        "entitled": entitled - barred, "barred": barred, "roll": poll.roll_closed,
    }


def _numbers(tally: Tally) -> dict[str, int]:
    return {"yes": tally.yes, "no": tally.no, "abstain": tally.abstain, "invalid": tally.invalid}


def _by_id(numbers: Mapping[int, int]) -> dict[str, int]:
    return {str(option): number for option, number in sorted(numbers.items())}


def digest_of_content(content: Mapping[str, Any]) -> str:
    """A hash of what was frozen of a count, by which a change to it is found."""
    return rules.digest_of(sorted((key, value) for key, value in content.items()))


def is_same_again(session: Session, poll: Poll) -> bool:
    """Say whether a recount of the stored votes, and the roll, are what was frozen (R-MAJ-07).

    And whether the votes are each as the journal told of them at the close, also where two that changed places add up.
    """
    if poll.result is None:
        return True
    again = count_again(session, poll)
    content = content_of(session, poll, again)
    return (
        content == poll.result.content and again.outcome is poll.result.outcome
        and (again.valid, again.needed) == (poll.result.valid, poll.result.needed)
        and digest_of_content(content) == poll.result.digest
        and digest_of_roll(session, poll.id) == poll.roll_closed and are_votes_as_told(session, poll)
    )


@dataclass(frozen=True)
class Turnout:
    """How many votes could be given and how many were, by where; never which (R-VOTE-10).

    `on_paper`: those of members who vote on paper beside the phones, given or not.
    """

    entitled: int
    in_hall: int
    online: int
    barred: int
    on_paper: int = 0

    @property
    def given(self) -> int:
        """Votes given so far."""
        return self.in_hall + self.online

    @property
    def left(self) -> int:
        """Votes not given so far, of those given on devices."""
        return max(0, self.entitled - self.given - self.on_paper)


def turnout_of(session: Session, poll: Poll) -> Turnout:
    """How many of the votes were given so far, on devices (R-VOTE-10); hands and ballots once tellers counted them."""
    is_out = _is_out(session, poll)
    sums = session.execute(
        select(is_out, func.sum(PollRoll.weight)).where(PollRoll.poll_id == poll.id).group_by(is_out)
    )
    by_bar = {bool(is_barred): int(weight) for is_barred, weight in sums}
    sums_by_channel = select(CastVote.channel, func.sum(CastVote.weight)).where(CastVote.poll_id == poll.id)
    given = session.execute(sums_by_channel.group_by(CastVote.channel))
    by_channel = {channel: int(weight) for channel, weight in given}
    hall, online = by_channel.get(CastChannel.HALL, 0), by_channel.get(CastChannel.ONLINE, 0)
    beside = _paper_groups(session, poll.id) if poll.hall is HallWay.PHONE else {}
    paper = sum(weight * number for (weight, _), number in beside.items())
    if poll.hall is not HallWay.PHONE:
        hall += sum(each.weight * each.ballots for each in told_groups(session, poll.id))
    return Turnout(by_bar.get(False, 0), hall, online, by_bar.get(True, 0), paper)


def gone_without_vote(session: Session, poll: Poll) -> int:
    """How many of the votes still to be given on devices are of members that have left: they may not come (R-VOTE-04).

    None in a stretched meeting, where nobody has to be there to vote.
    """
    if poll.phase_item is not None:
        return 0
    there = select(Presence.member_id).where(Presence.assembly_id == poll.assembly_id, Presence.left_at.is_(None))
    voted = select(CastVote.member_id).where(CastVote.poll_id == poll.id)
    is_left = [
        PollRoll.poll_id == poll.id, ~_is_out(session, poll), PollRoll.member_id.not_in(there),
        PollRoll.member_id.not_in(voted), PollRoll.member_id.not_in(on_paper(poll.id)),
    ]
    if poll.hall is not HallWay.PHONE:
        is_left.append(PollRoll.mode == CastChannel.ONLINE.value)
    return session.scalar(select(func.sum(PollRoll.weight)).where(*is_left)) or 0


def written_groups(session: Session, poll: Poll) -> dict[tuple[int, bool], int]:
    """How many of each weight and class voted in writing: tellers count their ballots with the hall (§ 43b (2) GenG).
    """
    columns = PollRoll.weight, PollRoll.is_investing
    written = PollRoll.poll_id == poll.id, PollRoll.mode == Mode.WRITTEN.value, ~PollRoll.is_barred
    rows = session.execute(select(*columns, func.count()).where(*written).group_by(*columns))
    return {(weight, bool(is_investing)): number for weight, is_investing, number in rows}


def needs_tellers(session: Session, poll: Poll) -> bool:
    """Say whether votes of the hall are missing that tellers have to count; also of a ballot that left after the sheet.
    """
    last = told_at(session, poll.id)
    if last is None:
        return bool(hall_groups(session, poll))
    later = on_paper(poll.id).where(PaperBallot.handed_at > last)
    return poll.hall is HallWay.PHONE and session.scalar(later.limit(1)) is not None


def told_at(session: Session, poll_id: int) -> datetime | None:
    """When tellers entered their last sheet; None where they entered none."""
    return session.scalar(select(func.max(HandCount.counted_at)).where(HandCount.poll_id == poll_id))


def hall_groups(session: Session, poll: Poll) -> dict[tuple[int, bool], int]:
    """How many members of each weight and class vote in the hall by hand or on paper, all of them or beside phones."""
    if poll.hall is HallWay.PHONE:
        return _paper_groups(session, poll.id)
    came = _came_to_hall(session, poll) if poll.secrecy is rules.Secrecy.PAPER_ONLY else set[int]()
    return rules.hall_groups(as_entry(row, row.member_id in came) for row in roll_of(session, poll.id))


def _came_to_hall(session: Session, poll: Poll) -> set[int]:
    """The members that were in the hall, themselves or through somebody, at any moment while a poll was open.

    No device takes a vote of a secret one: who was elsewhere at the opening and comes in is given its ballot there
    (R-ELE-04).
    """
    there = select(Presence.member_id).where(
        Presence.assembly_id == poll.assembly_id, Presence.mode == Mode.HALL,
        or_(Presence.left_at.is_(None), Presence.left_at > poll.opened_at),
        or_(Presence.left_why.is_(None), Presence.left_why != LeftWhy.MISTAKE),
    )
    return set(session.scalars(there if poll.closed_at is None else there.where(Presence.came_at <= poll.closed_at)))


def _paper_groups(session: Session, poll_id: int) -> dict[tuple[int, bool], int]:
    columns = PollRoll.weight, PollRoll.is_investing
    found = select(*columns, func.count()).where(PollRoll.poll_id == poll_id, PollRoll.member_id.in_(on_paper(poll_id)))
    rows = session.execute(found.group_by(*columns).order_by(*columns))
    return {(weight, bool(is_investing)): number for weight, is_investing, number in rows}


def open_votes(session: Session, poll: Poll) -> Sequence[tuple[PollRoll, CastVote]]:
    """The single votes of a roll call with who cast them, by number of member; of no other poll (R-VOTE-10)."""
    if poll.secrecy is not rules.Secrecy.ROLL_CALL:
        return ()
    is_theirs = (CastVote.poll_id == PollRoll.poll_id) & (CastVote.member_id == PollRoll.member_id)
    found = session.execute(
        select(PollRoll, CastVote).join(CastVote, is_theirs).options(joinedload(CastVote.caster, innerjoin=True))
        .where(PollRoll.poll_id == poll.id).order_by(PollRoll.member_number)
    )
    return [(row, vote) for row, vote in found]


def deciding_tally(poll: Poll) -> Tally:
    """The votes that decided a counted poll, as they were frozen (R-INV-02)."""
    return Tally(**poll.result.content["ordinary"]) if poll.result else Tally()


def proposed_declaration(poll: Poll, may_run_off: bool = True) -> str:
    """The words in which a counted result can be declared, in a meeting that still opens votes or not (R-MIN-01)."""
    if poll.result is None:
        return ""
    chosen = {*poll.result.content["elected"], *(poll.lot.drawn if poll.lot else ())}
    runoff = set(poll.result.content["runoff"])
    left, tied = left_open(poll)
    return rules.declared_words(
        poll.method, poll.result.outcome, deciding_tally(poll),
        [each.name for each in poll.options if each.id in chosen],
        [each.name for each in poll.options if each.id in runoff], may_run_off, left, tied,
    )


def left_open(poll: Poll) -> tuple[int, list[str]]:
    """How many seats a counted election leaves empty, and between whom equal votes did (R-ELE-03).

    None while a run-off or the lot is to fill them, nor of a vote that fills no seats.
    """
    content = poll.result.content if poll.result else {}
    is_to_go_on = not content or content["runoff"] or (content["lot_between"] and poll.lot is None)
    if poll.method not in rules.ELECTING or is_to_go_on:
        return 0, []
    assert poll.result is not None
    elected = {*content["elected"], *(poll.lot.drawn if poll.lot else ())}
    votes = {each.id: content["deciding"].get(str(each.id), 0) for each in poll.options}
    needed = 0 if "against" in content else poll.result.needed
    tied = () if "against" in content else rules.tied_for_seats(votes, elected, poll.seats, needed)
    return poll.seats - len(elected), [each.name for each in poll.options if each.id in tied]


def shows_classes(poll: Poll) -> bool:
    """Whether the votes of investing members are told apart from those that decided (§ 8 (2) GenG; R-INV-02).

    Not where that would tell how somebody voted; in a roll call each single vote is laid open anyway (R-VOTE-10).
    """
    if poll.result is None or not poll.result.content["investing_voters"]:
        return False
    return bool(poll.result.content["classes_shown"]) or poll.secrecy is rules.Secrecy.ROLL_CALL


def unlike_their_votes(session: Session) -> list[Poll]:
    """Polls whose votes, counted again, do not give what was frozen, or whose roll is another (R-MAJ-07, R-VOTE-04)."""
    counted = select(Poll).join(PollResult, PollResult.poll_id == Poll.id).order_by(Poll.id)
    return [each for each in session.scalars(counted).unique() if not is_same_again(session, each)]
