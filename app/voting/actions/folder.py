"""The emergency folder in print: so that a meeting goes on by itself without power or network (§ 43 GenG)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem, Assembly
from app.assemblies.queries import title_of
from app.attendance.models import Guest
from app.attendance.queries import Attendee
from app.attendance.rules import GUEST_WORDS, MODE_WORDS, Capacity
from app.core.formats import count, local, long_day, member_number
from app.organs import queries as organs
from app.voting import queries
from app.voting.models import Poll
from app.voting.queries import Folder, FolderRow, NeededBallot
from app.voting.rules import ANSWERED_BY_YES, Method
from documents import emergency_folder as printed
from documents.emergency_folder import BallotLine, BallotPaper, FolderFacts, GrantLine, ItemHead, PresenceLine, RollLine

_ANSWERS = ("Ja", "Nein", "Enthaltung")
_BARRED = "–"


def print_folder(session: Session, assembly: Assembly, now: datetime) -> bytes:
    """Print the emergency folder as of now; it is handed over and not kept (R-VOTE-01)."""
    return printed.build(folder_facts(session, assembly, now))


def folder_facts(session: Session, assembly: Assembly, now: datetime) -> FolderFacts:
    """What the emergency folder says: roll with the votes under each item, proxies, who is there, ballots."""
    folder = queries.folder_of(session, assembly, now)
    votes = folder.votes
    return FolderFacts(
        cooperative=organs.letterhead_on(session, local(now).date()).cooperative.firm,
        assembly=str(title_of(assembly)), place=assembly.place, made_at=now,
        items=tuple(_item(folder, number, item) for number, item in enumerate(folder.items)),
        roll=tuple(map(_row, folder.rows)), total=f"{count(votes)} {'Stimme' if votes == 1 else 'Stimmen'}",
        grants=tuple(
            GrantLine(member_number(each.principal.number), each.principal.party.display_name,
                      each.proxy.display_name, long_day(each.dated_on)) for each in folder.grants
        ),
        present=tuple(map(_attendee, folder.present)), guests=tuple(map(_guest, folder.guests)),
        ballots=tuple(map(_ballot, folder.ballots)),
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


def _attendee(each: Attendee) -> PresenceLine:
    presence = each.presence
    through = "" if presence.capacity is Capacity.SELF else presence.name
    without = "" if each.may_vote else "ohne Stimme"
    return PresenceLine(
        member_number(each.number), each.name, ", ".join(filter(None, (through, without))),
        str(MODE_WORDS[presence.mode]), f"{local(presence.came_at):%H:%M}",
    )


def _guest(guest: Guest) -> PresenceLine:
    return PresenceLine("", guest.name, str(GUEST_WORDS[guest.role]), "", f"{local(guest.came_at):%H:%M}")


def _ballot(needed: NeededBallot) -> BallotPaper:
    item, poll = needed.item, needed.poll
    votes = "1 Stimme" if needed.weight == 1 else f"{count(needed.weight)} Stimmen"
    asked = poll.question if poll is not None else item.draft
    return BallotPaper(
        kicker=f"TOP {item.position}", title=item.title, question="" if asked == item.title else asked,
        names=tuple(each.name for each in poll.options) if poll and poll.method in ANSWERED_BY_YES else (),
        lines=_lines(poll), hint=_hint(poll), copies=count(needed.number),
        votes=f"{votes}, investierend" if needed.is_investing else votes,
    )


def _lines(poll: Poll | None) -> tuple[BallotLine, ...]:
    """What is marked on a ballot: yes or no, each by itself, or crosses beside names."""
    if poll is None or poll.method in ANSWERED_BY_YES:
        return (BallotLine("", _ANSWERS),)
    names = [each.name for each in poll.options]
    if queries.shape_of(poll).is_each:
        return tuple(BallotLine(name, _ANSWERS) for name in names)
    none = ["Keinen davon"] if poll.method is Method.ONE_OF_SEVERAL else []
    return tuple(BallotLine("", (name,)) for name in (*names, *none, "Enthaltung"))


def _hint(poll: Poll | None) -> str:
    if poll is None or poll.method in ANSWERED_BY_YES or queries.shape_of(poll).is_each:
        return ""
    most = queries.shape_of(poll).most_marks
    if poll.method is Method.CUMULATIVE:
        return f"Höchstens {count(most)} Stimmen, auch mehrere für eine Person: Zahl ins Kästchen."
    if poll.method is Method.APPROVAL:
        return "Kreuzen Sie an, wem Sie zustimmen."
    return f"Höchstens {count(most)} {'Kreuz' if most == 1 else 'Kreuze'}."
