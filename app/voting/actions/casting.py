"""Casting votes: each member's once, whatever is sent how often at the same moment (§ 43 (3) GenG; R-VOTE-01).

Votes that come at the same moment are judged by the same few questions, however many there are, and written together.
"""

import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from app.assemblies.models import Assembly
from app.attendance import queries as attendance
from app.attendance.queries import CastingRight, VoterRow
from app.attendance.rules import Mode
from app.core import journal
from app.core.db import hold, insert_in, table_of
from app.core.formats import local
from app.core.given import among, rows_given
from app.core.values import NotFound, Refusal
from app.voting import queries, rules
from app.voting.actions.polling import add_to_roll, matter_of_votes
from app.voting.models import CastVote, PaperBallot, Poll, PollRoll
from app.voting.rules import Asked, CastChannel, Choice

_LETTERS = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Those that nobody mistakes for each other."""
_LETTER_OF_BYTE = _LETTERS * (256 // len(_LETTERS))


@dataclass(frozen=True)
class Given:
    """What is to be cast for one member."""

    member_id: int
    choice: Choice
    marks: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Receipt:
    """That a member's vote stands; `is_new` unless it had been cast before.

    No code where somebody else cast it: whoever has the code finds the vote (R-VOTE-10).
    """

    member_id: int
    code: str
    is_new: bool


@dataclass(frozen=True)
class Ballots:
    """What somebody casts in a poll: who by its party, or by the token of the browser that a ticket let in.

    What was filled in is read once it is known what is voted on.
    """

    assembly_id: int
    poll_id: int
    read: Callable[[Asked], Sequence[Given]]
    now: datetime
    party_id: int | None = None
    browser: str = ""


_ROLL, _PAPER = table_of(PollRoll).c, table_of(PaperBallot).c
_ON_THE_ROLL = select(
    _ROLL.member_id, _ROLL.weight, _ROLL.is_investing, _ROLL.mode,
    select(_PAPER.id).where(
        _PAPER.poll_id == _ROLL.poll_id, _PAPER.member_id == _ROLL.member_id, _PAPER.returned_at.is_(None)
    ).scalar_subquery().label("paper"),
).where(_ROLL.poll_id == bindparam("poll_id"), among(_ROLL.member_id, "wanted"))  # fmt: skip
"""What the roll says of some members, and whether they vote on paper."""

_NOBODY: Mapping[int, VoterRow] = {}

_Judged = Sequence[Given] | Refusal
_Answer = Sequence[Receipt] | Refusal


class NotLetIn(NotFound):
    """No ticket lets this browser into this assembly, or no longer."""


def cast(
    session: Session, assembly_id: int, poll_id: int, given: Sequence[Given], party_id: int, now: datetime
) -> Sequence[Receipt]:
    """Cast what one person gives; as all votes are cast (R-VOTE-01)."""
    answer, = cast_together(session, [Ballots(assembly_id, poll_id, lambda _asked: given, now, party_id)])
    if isinstance(answer, Refusal):
        raise answer
    return answer


def cast_together(session: Session, ballots: Sequence[Ballots]) -> list[_Answer]:
    """Cast the votes of the members for whom people vote; the first vote of a member stands (R-VOTE-01).

    Who casts is judged now, not by what the roll says of the opening: for a member that is no longer theirs, through
    somebody barred, on paper, or after the closing nothing is taken, and of who is refused nothing is written (§ 43 (4)
    to (6); R-VOTE-05 to R-VOTE-07). A closing waits for what is written here, and what comes later waits for it: a
    receipt is shown for a counted vote only.
    """
    by_poll: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place, each in enumerate(ballots):
        by_poll[each.assembly_id, each.poll_id].append(place)
    answers: dict[int, _Answer] = {}
    for (assembly_id, poll_id), places in sorted(by_poll.items()):
        try:
            box = _Box(session, assembly_id, poll_id, max(ballots[place].now for place in places))
        except Refusal as refusal:
            answers |= dict.fromkeys(places, refusal)
        else:
            answers |= dict(zip(places, box.take([ballots[place] for place in places]), strict=True))
    return [answers[place] for place in range(len(ballots))]


class _Box:
    """A poll that is open and stays so until the transaction ends, and what is given in it at one moment."""

    def __init__(self, session: Session, assembly_id: int, poll_id: int, now: datetime) -> None:
        self.session, self.now = session, now
        hold(session, matter_of_votes(poll_id), alone=False)
        self.poll, self.asked, self.assembly, self.voting = _KNOWN.get(
            session, (assembly_id, poll_id, local(now).date()), lambda: _read_poll(session, assembly_id, poll_id, now)
        )
        rules.check_running(self.poll.state)
        self.rights: Mapping[tuple[int, int], CastingRight] = {}
        self.rows: Mapping[int, Any] = {}

    def take(self, ballots: Sequence[Ballots]) -> list[_Answer]:
        """Judge all, then write what is not refused."""
        let_in = attendance.entrants(self.session, self.assembly, {each.browser for each in ballots} - {""}, self.now)
        casters = [each.party_id or let_in.get(each.browser) for each in ballots]
        given = [
            _read(each, self.asked, self.assembly) if caster else NotLetIn()
            for each, caster in zip(ballots, casters, strict=True)
        ]
        self._ask(casters, given)
        judged = [self._judged(each, caster) for each, caster in zip(given, casters, strict=True)]
        if missing := _members_of(judged) - self.rows.keys():
            judged = self._add_late(judged, casters, missing)
        return self._write(judged, casters)

    def _ask(self, casters: Sequence[int | None], given: Sequence[_Judged]) -> None:
        """Who may cast for whom at this moment, and what the roll says of these members."""
        wanted: dict[int, set[int]] = defaultdict(set)
        for caster, some in zip(casters, given, strict=True):
            if caster is not None and not isinstance(some, Refusal):
                wanted[caster].update(each.member_id for each in some)
        if wanted:
            self.rights = attendance.casting_rights_of_many(
                self.session, self.assembly, self.poll.matter, wanted, self.now, self.voting
            )
            self.rows = self._rows({member_id for _, member_id in self.rights})

    def _rows(self, wanted: Collection[int]) -> dict[int, Any]:
        """What the roll says of members, as far as they stand there."""
        if not wanted:
            return {}
        asked = {"poll_id": self.poll.id, "wanted": list(wanted)}
        return {row.member_id: row for row in self.session.connection().execute(_ON_THE_ROLL, asked).all()}

    def _judged(self, given: _Judged, caster: int | None, late: Mapping[int, VoterRow] = _NOBODY) -> _Judged:
        if isinstance(given, Refusal) or caster is None:
            return given
        try:
            for each in given:
                right, row = self.rights.get((caster, each.member_id)), self.rows.get(each.member_id)
                standing = queries.standing_of(right, row, late.get(each.member_id))
                rules.check_casts(standing, self.poll.secrecy, self.poll.hall)
                rules.check_choice(self.asked, each.choice, each.marks)
        except Refusal as refusal:
            return refusal
        return given

    def _add_late(
        self, judged: Sequence[_Judged], casters: Sequence[int | None], missing: Set[int]
    ) -> list[_Judged]:
        """Add to the roll who came after the opening (R-VOTE-04); refused before anything is written, where one cannot.
        """
        arrived = queries.arrivals(self.session, self.assembly, self.poll, self.now, missing)
        late = {row.member_id: row for row in arrived if row.weight > 0}
        known = [_unless_missing(each, missing - late.keys()) for each in judged]
        stays = [self._judged(each, caster, late) for each, caster in zip(known, casters, strict=True)]
        needed = sorted(_members_of(stays) & late.keys())
        add_to_roll(self.session, self.poll, [late[member_id] for member_id in needed], self.now)
        self.rows = {**self.rows, **self._rows(needed)}
        return stays

    def _write(
        self, judged: Sequence[_Judged], casters: Sequence[int | None]
    ) -> list[_Answer]:
        """Write the votes in the order of the members, and read which receipt each has."""
        votes = [
            [] if caster is None or isinstance(some, Refusal) else [self._vote(each, caster) for each in some]
            for some, caster in zip(judged, casters, strict=True)
        ]
        stored = self._store([each for some in votes for each in some])
        return [
            some if isinstance(some, Refusal) else sorted(
                (_receipt(each, *stored[each["member_id"]]) for each in own), key=lambda receipt: receipt.member_id
            )
            for some, own in zip(judged, votes, strict=True)
        ]

    def _vote(self, given: Given, caster: int) -> dict[str, Any]:
        """What is written of a vote: its weight as the roll has it, its channel as who casts it is there now."""
        row, right = self.rows[given.member_id], self.rights[caster, given.member_id]
        return {
            "member_id": given.member_id, "choice": given.choice, "marks": given.marks, "weight": row.weight,
            "is_investing": row.is_investing, "cast_by": caster, "receipt": new_receipt(),
            "channel": CastChannel.ONLINE if right.mode is Mode.ONLINE else CastChannel.HALL,
        }

    def _store(self, votes: Sequence[Mapping[str, Any]]) -> dict[int, tuple[str, int]]:
        """Write votes, and give the receipt of each member's with who cast it: the one written, or that stood before.
        """
        if not votes:
            return {}
        first = {each["member_id"]: each for each in reversed(votes)}
        connection = self.session.connection()
        asked = {"poll_id": self.poll.id, "cast_at": self.now, "votes": list(first.values())}
        written = connection.execute(_insertion(connection.dialect.name), asked).all()
        stored = {member_id: (code, caster) for member_id, code, caster in written}
        if before := first.keys() - stored.keys():
            found = select(CastVote.member_id, CastVote.receipt, CastVote.cast_by).where(
                CastVote.poll_id == self.poll.id, CastVote.member_id.in_(before)
            )
            stored |= {member_id: (code, caster) for member_id, code, caster in self.session.execute(found)}
        return stored


def _receipt(vote: Mapping[str, Any], code: str, caster: int) -> Receipt:
    """What who sent a vote is told of the one that stands."""
    return Receipt(vote["member_id"], code if caster == vote["cast_by"] else "", code == vote["receipt"])


_OF_EACH = ("member_id", "choice", "marks", "weight", "is_investing", "channel", "cast_by", "receipt")


@cache
def _insertion(dialect: str) -> ReturningInsert[*tuple[Any, ...]]:
    """Votes, each unless the member has cast one; gives whose were written, with their receipts and who cast them."""
    vote = table_of(CastVote).c
    given = rows_given(dialect, "votes", {each: vote[each].type for each in _OF_EACH})
    of_all = (bindparam(each.name, type_=each.type) for each in (vote.poll_id, vote.cast_at))
    rows = select(*of_all, *given.c).order_by(given.c.member_id)
    written = insert_in(dialect, CastVote).from_select(["poll_id", "cast_at", *_OF_EACH], rows)
    once = written.on_conflict_do_nothing(index_elements=[vote.poll_id, vote.member_id])
    return once.returning(vote.member_id, vote.receipt, vote.cast_by)


def new_receipt() -> str:
    """A code that nobody guesses, by which somebody finds its vote again (R-VOTE-10)."""
    return secrets.token_bytes(12).translate(_LETTER_OF_BYTE).decode()


def _read(ballots: Ballots, asked: Asked, assembly: Assembly) -> _Judged:
    """What was filled in; refused where nothing was, for more members than anybody acts for, or after the phase."""
    try:
        rules.check_in_phase(assembly.votes_until, ballots.now)
        given = ballots.read(asked)
        rules.check_given(len(given))
    except Refusal as refusal:
        return refusal
    return given


def _members_of(judged: Sequence[_Judged]) -> set[int]:
    return {each.member_id for some in judged if not isinstance(some, Refusal) for each in some}


def _unless_missing(judged: _Judged, missing: Set[int]) -> _Judged:
    if isinstance(judged, Refusal) or missing.isdisjoint(each.member_id for each in judged):
        return judged
    return rules.MayNotCast("Für dieses Mitglied stimmen Sie hier nicht ab.")


_Known = tuple[Poll, Asked, Assembly, attendance.Voting]

_KNOWN: journal.UntilTheNextAct[_Known] = journal.UntilTheNextAct()
"""A poll, what it asks, its assembly and what decides on all votes alike: opened, closed, changed by acts alone."""


def _read_poll(session: Session, assembly_id: int, poll_id: int, now: datetime) -> _Known:
    """The poll as it stands now; raises NotFound."""
    found = select(Poll).where(Poll.id == poll_id, Poll.assembly_id == assembly_id)
    poll = session.scalars(found.execution_options(populate_existing=True)).unique().first()
    if poll is None:
        raise NotFound
    assembly = attendance.get_meeting(session, assembly_id)
    return poll, queries.asked_of(poll), assembly, attendance.voting_on(session, assembly, poll.matter, now)
