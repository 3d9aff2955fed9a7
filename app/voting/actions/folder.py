"""The emergency folder in print: so that a meeting goes on by itself without power or network (§ 43 GenG)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem, Assembly
from app.assemblies.queries import title_of
from app.assemblies.rules import ELECTIONS
from app.attendance import queries as attendance
from app.attendance.models import Guest
from app.attendance.queries import Attendee, VoterRow
from app.attendance.rules import GUEST_WORDS, MODE_WORDS, Capacity, Mode, modes_of
from app.core.formats import count, local, long_day, member_number, narrow_hour
from app.organs import queries as organs
from app.statutes import queries as statutes
from app.statutes.rules import ElectionMode
from app.voting import queries
from app.voting.actions.counting import plan_runoff
from app.voting.models import Poll
from app.voting.queries import Folder, FolderRow, NeededBallot
from app.voting.rules import ANSWERED_BY_YES, Method, has_hall, is_each
from documents import emergency_folder as printed
from documents.emergency_folder import (
    AwaitedLine,
    BallotLine,
    BallotPaper,
    FolderFacts,
    GrantLine,
    ItemHead,
    PresenceLine,
    RollLine,
)

_ANSWERS = ("Ja", "Nein", "Enthaltung")
_BARRED = "–"
_WRITE_IN = "Namen eintragen,"
_WITH_NOBODY_KNOWN = "gemeinsam; mit wem, ist nicht eingetragen"
_MORE_NAMES = 3
"""So many more names than seats find room on a ballot that was printed before anybody was proposed."""


def print_folder(session: Session, assembly: Assembly, now: datetime) -> bytes:
    """Print the emergency folder as of now; it is handed over and not kept (R-VOTE-01)."""
    return printed.build(folder_facts(session, assembly, now))


def folder_facts(session: Session, assembly: Assembly, now: datetime) -> FolderFacts:
    """What the emergency folder says: roll with the votes under each item, proxies, who is there, ballots."""
    folder = queries.folder_of(session, assembly, now)
    votes, mode = folder.votes, statutes.statute_on(session, local(now).date()).election_mode
    return FolderFacts(
        cooperative=organs.letterhead_on(session, local(now).date()).cooperative.firm,
        assembly=str(title_of(assembly)), place=assembly.place, made_at=now,
        items=tuple(_item(folder, number, item) for number, item in enumerate(folder.items)),
        roll=tuple(map(_row, folder.rows)), awaited=tuple(_expected(folder, each) for each in folder.awaited),
        total=f"{count(votes)} {'Stimme' if votes == 1 else 'Stimmen'}",
        grants=tuple(
            GrantLine(member_number(each.principal.number), each.principal.party.display_name,
                      each.proxy.display_name, long_day(each.dated_on)) for each in folder.grants
        ),
        present=tuple(_attendee(each, assembly.meets_on, folder.contacts) for each in folder.present),
        guests=tuple(_guest(each, assembly.meets_on) for each in folder.guests),
        ballots=tuple(paper for needed in folder.ballots for paper in _papers(needed, mode)),
        has_hall=has_hall(assembly.form), has_distant=Mode.ONLINE in modes_of(attendance.held(assembly)),
        votes_until=long_day(assembly.votes_until) if assembly.votes_until else "",
    )  # fmt: skip


def _item(folder: Folder, number: int, item: AgendaItem) -> ItemHead:
    barred = [row.voter.name for row in folder.rows if row.votes[number] is None]
    return ItemHead(str(item.position), item.title, ", ".join(barred))


def _row(row: FolderRow) -> RollLine:
    voter = row.voter
    return RollLine(
        member_number(voter.member_number), voter.name, "" if voter.caster_name == voter.name else voter.caster_name,
        str(MODE_WORDS[voter.mode]), tuple(_BARRED if each is None else count(each) for each in row.votes),
    )


def _expected(folder: Folder, row: FolderRow) -> AwaitedLine:
    """A member to be let in on paper: its votes, and under which items they are others."""
    voter = row.voter
    other = [
        f"TOP {item.position}: {_BARRED if votes is None else count(votes)}"
        for item, votes in zip(folder.items, row.votes, strict=True) if votes != voter.weight
    ]
    return AwaitedLine(
        member_number(voter.member_number), voter.name, _who_comes(voter), count(voter.weight), "; ".join(other)
    )


def _who_comes(voter: VoterRow) -> str:
    """Who can come for a member; with whom together, where one alone is given no ballots (R-VOTE-09)."""
    if voter.partners is None:
        return "" if voter.caster_name == voter.name else voter.caster_name
    together = f"gemeinsam mit {' oder '.join(voter.partners)}" if voter.partners else _WITH_NOBODY_KNOWN
    return f"{voter.caster_name}, nur {together}"


def _attendee(each: Attendee, met_on: date, contacts: Mapping[int, str]) -> PresenceLine:
    presence = each.presence
    through = "" if presence.capacity is Capacity.SELF else presence.name
    without = "" if each.may_vote else "ohne Stimme"
    return PresenceLine(
        member_number(each.number), each.name, ", ".join(filter(None, (through, without))),
        str(MODE_WORDS[presence.mode]), narrow_hour(presence.came_at, met_on),
        contacts.get(presence.id, ""),
    )


def _guest(guest: Guest, met_on: date) -> PresenceLine:
    return PresenceLine("", guest.name, str(GUEST_WORDS[guest.role]), "", narrow_hour(guest.came_at, met_on))


def _papers(needed: NeededBallot, mode: ElectionMode) -> list[BallotPaper]:
    """The ballots of one weight and class: of a poll or run-off, of a draft, or of an election still without names."""
    item = needed.item
    if needed.poll is not None:
        return [_paper(needed, needed.poll.question, _lines(needed.poll), _hint(needed.poll), _names(needed.poll))]
    if needed.runs_off is not None:
        planned = plan_runoff(needed.runs_off)
        return [_paper(needed, planned.question, _crosses(planned.options), _most_crosses(planned.seats))]
    if item.subject not in ELECTIONS:
        return [_paper(needed, item.draft, (BallotLine("", _ANSWERS),))]
    return _without_names(needed, item.seats or 1, mode)


def _without_names(needed: NeededBallot, seats: int, mode: ElectionMode) -> list[BallotPaper]:
    """The ballots of an election whose names are written in: for crosses, and for yes or no on each (R-ELE-01)."""
    lines = (*[BallotLine("", (), True)] * (seats + _MORE_NAMES), BallotLine("", ("Enthaltung",)))
    crosses = _paper(needed, needed.item.draft, lines, _most_crosses(seats))
    if not is_each(Method.LIST, seats, seats, mode):
        return [replace(crosses, note=_WRITE_IN)]
    each = _paper(needed, needed.item.draft, (BallotLine("", _ANSWERS, True),) * seats)
    return [
        replace(crosses, note=f"Wenn mehr Personen zur Wahl stehen als Sitze: {_WRITE_IN}"),
        replace(each, note=f"Wenn nicht mehr Personen zur Wahl stehen als Sitze: {_WRITE_IN}"),
    ]


def _paper(
    needed: NeededBallot, asked: str, lines: tuple[BallotLine, ...], hint: str = "", names: tuple[str, ...] = ()
) -> BallotPaper:
    item, votes = needed.item, "1 Stimme" if needed.weight == 1 else f"{count(needed.weight)} Stimmen"
    return BallotPaper(
        kicker=f"TOP {item.position}", title=item.title, question="" if asked == item.title else asked, names=names,
        lines=lines, hint=hint, copies=_copies(needed),
        votes=f"{votes}, investierend" if needed.is_investing else votes,
    )


def _copies(needed: NeededBallot) -> str:
    """How many are copied: for who is there, and if everybody comes who may."""
    if needed.most <= needed.number:
        return f"{count(needed.number)}-mal kopieren"
    if not needed.number:
        return f"{count(needed.most)}-mal kopieren, für alle, die noch kommen können"
    return f"{count(needed.number)}-mal kopieren, {count(needed.most)}-mal, wenn noch alle kommen"


def _names(poll: Poll) -> tuple[str, ...]:
    """Who is voted on together, where one answer is given on all."""
    return tuple(each.name for each in poll.options) if poll.method in ANSWERED_BY_YES else ()


def _lines(poll: Poll) -> tuple[BallotLine, ...]:
    """What is marked on a ballot: yes or no, each by itself, or crosses beside names."""
    if poll.method in ANSWERED_BY_YES:
        return (BallotLine("", _ANSWERS),)
    names = [each.name for each in poll.options]
    if queries.shape_of(poll).is_each:
        return tuple(BallotLine(name, _ANSWERS) for name in names)
    return _crosses([*names, "Keinen davon"] if poll.method is Method.ONE_OF_SEVERAL else names)


def _crosses(names: Sequence[str]) -> tuple[BallotLine, ...]:
    return tuple(BallotLine("", (name,)) for name in (*names, "Enthaltung"))


def _hint(poll: Poll) -> str:
    if poll.method in ANSWERED_BY_YES or queries.shape_of(poll).is_each:
        return ""
    most = queries.shape_of(poll).most_marks
    if poll.method is Method.CUMULATIVE:
        return f"Höchstens {count(most)} Stimmen, auch mehrere für eine Person: Zahl ins Kästchen."
    if poll.method is Method.APPROVAL:
        return "Kreuzen Sie an, wem Sie zustimmen."
    return _most_crosses(most)


def _most_crosses(most: int) -> str:
    return f"Höchstens {count(most)} {'Kreuz' if most == 1 else 'Kreuze'}."
