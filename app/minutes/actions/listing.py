"""Lists annexed to the minutes: who took part in votes and how, single votes of a roll call (§ 47 GenG; R-MIN-04)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.core.formats import count, local, long_day, member_number
from app.minutes import queries
from app.minutes.queries import Participation
from app.organs import queries as organs
from app.voting import queries as voting
from app.voting.models import CastVote, Poll, PollOption, PollRoll
from app.voting.rules import CAST_CHANNEL_WORDS, CHOICE_WORDS, CastChannel, Choice
from documents.record import Row
from documents.report import Align, Column, ReportFacts, Table

_PARTICIPANTS = (
    Column("Nr.", 9), Column("Mitglied", 36), Column("Abgegeben durch", 31), Column("Art", 12),
    Column("Abstimmungen", 12, Align.RIGHT),
)  # fmt: skip
_SINGLE = (Column("Nr.", 9), Column("Mitglied", 38), Column("Abgegeben durch", 31), Column("Stimme", 22))
_WRITTEN = "Schriftlich"


def participants_list(session: Session, assembly: Assembly, now: datetime) -> ReportFacts:
    """Who took part in votes, and in which way each cast them (§ 47 (1) sentence 4, (2) GenG; R-MIN-04)."""
    found = queries.participations(session, assembly.id)
    polls = len(queries.declared_polls(session, assembly.id))
    rows = (Row("Abstimmungen", count(polls)), Row("Mitglieder", count(len({each.number for each in found}))))
    table = Table("", _PARTICIPANTS, tuple(_participation(each) for each in found))
    return _report(session, assembly, "Mitglieder mit der Art ihrer Stimmabgabe", rows, table, now)


def roll_call_list(session: Session, assembly: Assembly, poll: Poll, now: datetime) -> ReportFacts:
    """The single votes of a roll call, which the assembly resolved to lay open (R-VOTE-10)."""
    options = {each.id: each for each in poll.options}
    rows = tuple(_single(row, vote, options) for row, vote in voting.open_votes(session, poll))
    heading = f"Namentliche Abstimmung zu TOP {poll.item.position}"
    return _report(session, assembly, heading, (Row("Frage", poll.question),), Table("", _SINGLE, rows), now)


def _participation(each: Participation) -> tuple[str, ...]:
    way = CAST_CHANNEL_WORDS[CastChannel(each.mode)] if each.mode in set(CastChannel) else _WRITTEN
    through = "" if each.through == each.name else each.through
    return member_number(each.number), each.name, through, way, count(each.polls)


def _single(row: PollRoll, vote: CastVote, options: dict[int, PollOption]) -> tuple[str, ...]:
    said = str(CHOICE_WORDS[vote.choice])
    if vote.choice is Choice.MARKS:
        said = ", ".join(options[int(each)].name + (f" ({number})" if number > 1 else "")
                         for each, number in vote.marks.items())
    through = vote.caster.display_name
    return member_number(row.member_number), row.name, "" if through == row.name else through, said


def _report(
    session: Session, assembly: Assembly, heading: str, rows: tuple[Row, ...], table: Table, now: datetime
) -> ReportFacts:
    cooperative = organs.letterhead_on(session, local(now).date()).cooperative
    return ReportFacts(
        cooperative=cooperative, number=f"GV {assembly.meets_on:%d.%m.%Y}", heading=heading,
        subtitle=f"Generalversammlung am {long_day(assembly.meets_on)}", made_at=now, rows=rows, tables=(table,),
    )
