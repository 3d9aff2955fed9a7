"""Reads for the emergency folder: who votes how often under which item, for whom, on which ballots (R-VOTE-01)."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem, Assembly, Sitting
from app.assemblies.rules import ELECTIONS, Subject
from app.attendance import queries as attendance
from app.attendance.models import Guest, ProxyGrant
from app.attendance.queries import Attendee, VoterRow
from app.attendance.rules import Mode
from app.parties.models import Party
from app.voting.models import Poll
from app.voting.queries.reading import elected_options, find_sitting, polls_of
from app.voting.rules import PollState, has_hall

_WAITING = (PollState.PREPARED, PollState.OPEN)


@dataclass(frozen=True)
class FolderRow:
    """A member that can vote, with its votes under each item; None where they are barred (§ 43 (6) GenG)."""

    voter: VoterRow
    votes: tuple[int | None, ...]


@dataclass(frozen=True)
class NeededBallot:
    """A ballot to print: for which item or poll, with how many votes, of which class, how many of it are needed.

    `number` for who is there, `most` if everybody comes who may. `runs_off`: the poll whose result asks for a run-off
    that is not prepared yet.
    """

    item: AgendaItem
    poll: Poll | None
    runs_off: Poll | None
    weight: int
    is_investing: bool
    number: int
    most: int


@dataclass(frozen=True)
class Folder:
    """What a meeting needs on paper to go on by itself; without a hall there are no ballots (§ 43b (1) GenG).

    `awaited`: who may vote in the hall and is not there, to be let in on paper, with the votes if everybody came.
    """

    items: Sequence[AgendaItem]
    rows: Sequence[FolderRow]
    awaited: Sequence[FolderRow]
    grants: Sequence[ProxyGrant]
    present: Sequence[Attendee]
    guests: Sequence[Guest]
    ballots: Sequence[NeededBallot]
    contacts: Mapping[int, str]
    """How who takes part from afar is reached when the network fails: id of the presence → number, else address."""

    @property
    def votes(self) -> int:
        """How many votes are there in all, as in a plain resolution."""
        return sum(row.voter.weight for row in self.rows)


def folder_of(session: Session, assembly: Assembly, now: datetime) -> Folder:
    """Roll, powers of attorney, who is there and the ballots, as of now; before anything is opened as well."""
    polls = polls_of(session, assembly.id)
    waits = {each.item_id for each in polls if each.state in _WAITING}
    items = [each for each in assembly.items if (each.subject or each.id in waits) and not each.withdrawn_at]
    voters = [row for row in attendance.voters_present(session, assembly, None, now) if row.weight > 0]
    rows = _rows(voters, [_votes(session, assembly, item, voters, now) for item in items])
    sitting = find_sitting(session, assembly.id)
    is_over = sitting is not None and sitting.closed_at is not None
    awaited = [] if is_over else _awaited(session, assembly, items, {row.member_id for row in voters}, now)
    present = attendance.attendees(session, assembly, now)
    granted = select(ProxyGrant).where(ProxyGrant.assembly_id == assembly.id, ProxyGrant.revoked_at.is_(None))
    return Folder(
        items, rows, awaited, session.scalars(granted.order_by(ProxyGrant.id)).unique().all(), present,
        attendance.guests_of(session, assembly.id, now),
        _ballots(sitting, polls, items, rows, awaited) if has_hall(assembly.form) else (),
        _contacts(session, present),
    )


def _rows(voters: Sequence[VoterRow], columns: Sequence[Sequence[int | None]]) -> list[FolderRow]:
    """Members with their votes, which `columns` has by item."""
    return [FolderRow(row, tuple(column[place] for column in columns)) for place, row in enumerate(voters)]


def _awaited(
    session: Session, assembly: Assembly, items: Sequence[AgendaItem], there: Collection[int], now: datetime
) -> list[FolderRow]:
    """Who may vote in the hall and is not there (R-VOTE-01)."""
    if not has_hall(assembly.form):
        return []
    found, *by_item = attendance.voters_entitled(session, assembly, [None, *items], now)
    columns = [[None if row.is_barred else row.weight for row in column] for column in by_item]
    return [each for each in _rows(found, columns) if each.voter.weight > 0 and each.voter.member_id not in there]


def _contacts(session: Session, present: Sequence[Attendee]) -> dict[int, str]:
    """Of who acts for a member and left neither number nor address, those of the member, who was invited there."""
    distant = [each.presence for each in present if each.presence.mode is Mode.ONLINE]
    wanted = {each.party_id for each in distant} | {each.member.party_id for each in distant}
    found = session.execute(select(Party.id, Party.phone, Party.email).where(Party.id.in_(wanted)))
    ways = {party_id: phone or email for party_id, phone, email in found}
    return {each.id: ways.get(each.party_id or 0) or ways[each.member.party_id] for each in distant}


def _votes(
    session: Session, assembly: Assembly, item: AgendaItem, voters: Sequence[VoterRow], now: datetime
) -> list[int | None]:
    """The votes of each voter under an item; the bans as they are now (R-VOTE-02, R-VOTE-06, R-VOTE-07).

    Who goes while the folder is read has none.
    """
    on_item = {row.member_id: row for row in attendance.voters_present(session, assembly, item, now)}
    found = [on_item.get(row.member_id) for row in voters]
    return [None if row is None or row.is_barred else row.weight for row in found]


def _ballots(
    sitting: Sitting | None, polls: Sequence[Poll], items: Sequence[AgendaItem], rows: Sequence[FolderRow],
    awaited: Sequence[FolderRow],
) -> list[NeededBallot]:
    """One ballot for each weight and class under each item: of what is prepared or open on it, else of its draft.

    Of an item on which was decided, none.
    """
    found: list[NeededBallot] = []
    for place, item in enumerate(items):
        mine = [each for each in polls if each.item_id == item.id]
        is_on = sitting is not None and sitting.item_id == item.id
        for poll, runs_off in _asked(item, mine, is_on):
            matter = place if poll is None or poll.matter is not None else None
            there, to_come = _counted(rows, matter), _counted(awaited, matter)
            found += [
                NeededBallot(item, poll, runs_off, *group, there[group], there[group] + to_come[group])
                for group in sorted({*there, *to_come}) or [(1, False)]
            ]
    return found


def _asked(item: AgendaItem, polls: Sequence[Poll], is_on: bool) -> list[tuple[Poll | None, Poll | None]]:
    """What is still to be voted on under an item: polls that wait, a run-off to come, or what was not decided yet."""
    waiting = [each for each in polls if each.state in _WAITING]
    if waiting:
        return [(each, None) for each in waiting]
    declared = [each for each in polls if each.state is PollState.DECLARED and each.motion_id is None]
    begun = {each.runoff_of_id for each in polls if each.state is not PollState.VOID}
    to_come = [each for each in declared if each.result and each.result.content["runoff"] and each.id not in begun]
    if to_come:
        return [(None, each) for each in to_come]
    return [] if _is_decided(item, declared, is_on) else [(None, None)]


def _is_decided(item: AgendaItem, declared: Sequence[Poll], is_on: bool) -> bool:
    """Whether nothing more is voted on under an item: its seats are filled, or its proposal was voted on (R-MIN-01).

    Who declines fills none (§§ 24, 36 GenG). Single people are discharged by votes of their own, one after another
    while the item is on (§ 43 (6), § 48 (1) GenG; R-VOTE-07).
    """
    if item.subject in ELECTIONS:
        chosen = [option for each in declared for option in elected_options(each)]
        return sum(each.answer is None or each.answer.accepts for each in chosen) >= (item.seats or 1)
    return bool(declared) and not (item.subject is Subject.DISCHARGE and is_on)


def _counted(rows: Sequence[FolderRow], place: int | None) -> Counter[tuple[int, bool]]:
    """How many members have how many votes, in each class, under the item at a place; None as in a plain resolution."""
    votes = [(row.voter.weight if place is None else row.votes[place], row.voter.is_investing) for row in rows]
    return Counter((weight, is_investing) for weight, is_investing in votes if weight)
