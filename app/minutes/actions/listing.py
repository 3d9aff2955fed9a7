"""Lists annexed to the minutes: who took part in votes and how, single votes of a roll call (§ 47 GenG; R-MIN-04)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem, Assembly
from app.attendance import actions as attendance
from app.attendance import queries as presences
from app.core.formats import count, local, long_day, member_number
from app.minutes import queries
from app.minutes.queries import OnRoll, Participation
from app.minutes.rules import CAST_WAY_WORDS
from app.organs import queries as organs
from app.voting import queries as voting
from app.voting.models import CastVote, Poll, PollOption, PollRoll
from app.voting.queries import Wording
from app.voting.rules import (
    ANSWERED_BY_YES,
    CAST_CHANNEL_WORDS,
    CHOICE_WORDS,
    HALL_WAY_WORDS,
    CastChannel,
    Choice,
    has_hall,
)
from documents.record import Row
from documents.report import Align, Column, ReportFacts, Table

_VOTES = (
    Column("Abst.", 9), Column("TOP", 7), Column("Worüber", 45), Column("Im Saal", 21), Column("Beschluss", 18),
)  # fmt: skip
_PARTICIPANTS = (
    Column("Nr.", 9), Column("Mitglied", 28), Column("Abgegeben durch", 24), Column("Art", 21),
    Column("Abstimmungen", 18),
)  # fmt: skip
_ON_ROLLS = (
    Column("Nr.", 8), Column("Mitglied", 28), Column("Stimmen", 11, Align.RIGHT), Column("Vertreten durch", 26),
    Column("Art", 12), Column("Abstimmungen", 15, Align.RIGHT),
)  # fmt: skip
_SINGLE = (Column("Nr.", 9), Column("Mitglied", 38), Column("Abgegeben durch", 31), Column("Stimme", 22))
_WEIGHED = (
    Column("Nr.", 9), Column("Mitglied", 33), Column("Abgegeben durch", 27), Column("Stimmen", 11, Align.RIGHT),
    Column("Stimme", 20),
)  # fmt: skip
_WORDINGS = (Column("Satzung", 16), Column("Bisher", 42), Column("Neu", 42))
_INSERTED, _STRUCK = "(neu eingefügt)", "(entfällt)"
_WRITTEN = "Schriftlich"


def participants_list(session: Session, assembly: Assembly, now: datetime) -> ReportFacts:
    """Who took part in which votes, and in which way each cast them (§ 47 (1) sentence 4, (2) GenG; R-MIN-04)."""
    found, polls = queries.participations(session, assembly.id), queries.declared_polls(session, assembly.id)
    rows = (Row("Abstimmungen", count(len(polls))), Row("Mitglieder", count(len({each.number for each in found}))))
    votes = Table("Abstimmungen", _VOTES, tuple(
        _vote(session, number, poll, has_hall(assembly.form)) for number, poll in enumerate(polls, start=1)
    ))
    table = Table("Mitglieder", _PARTICIPANTS, tuple(_participation(each) for each in found))
    facts = _report(session, assembly, "Mitglieder mit der Art ihrer Stimmabgabe", rows, table, now)
    return replace(facts, tables=(votes, table))


def attendance_list(session: Session, assembly: Assembly, now: datetime) -> ReportFacts:
    """Who was there or represented, with votes and representatives (§ 47 (3) GenG; R-MIN-05).

    Whoever stands on a roll only was there as well: it voted for days without coming, or its coming was taken back. So
    was who came through one and voted through another, or itself.
    """
    facts = attendance.list_facts(session, assembly, None, now)
    came = [each.presence for each in presences.attendees(session, assembly)]
    there, through = {each.member_id for each in came}, {(each.member_id, each.party_id) for each in came}
    further = [
        each for each in queries.on_rolls(session, assembly)
        if each.member_id not in there or (each.cast_by and (each.member_id, each.cast_by) not in through)
    ]
    if not further:
        return facts
    table = Table("Nach den Stimmverzeichnissen", _ON_ROLLS, tuple(_on_roll(each) for each in further))
    more = {each.member_id for each in further} - there
    rows = (Row("Dazu nach den Stimmverzeichnissen", count(len(more))),) if more else ()
    return replace(facts, rows=(*facts.rows, *rows), tables=(facts.tables[0], table, *facts.tables[1:]))


def wording_list(
    session: Session, assembly: Assembly, item: AgendaItem, worded: Wording, now: datetime
) -> ReportFacts:
    """Old and new wording of the statute under an item, which its resolution refers to (§ 16 GenG; R-DOC-06)."""
    rows = tuple((row.clause, row.old_text or _INSERTED, row.new_text or _STRUCK) for row in worded.rows)
    heading = f"Gegenüberstellung des Wortlauts zu TOP {item.position}"
    facts = _report(session, assembly, heading, (Row("Gegenstand", item.title),), Table("", _WORDINGS, rows), now)
    changes = tuple(f"Dazu ist angenommen: „{each.text.strip()}“ (Antrag von {each.mover})." for each in worded.changes)
    return replace(facts, closing=changes)


def roll_call_list(session: Session, assembly: Assembly, poll: Poll, now: datetime) -> ReportFacts:
    """The single votes of a roll call, which the assembly resolved to lay open (R-VOTE-10).

    Where somebody has several, how many each stands for: without them the result could not be reckoned (§ 43 (3) GenG).
    Of investing members that theirs do not count; and what the votes add up to (§ 8 (2) GenG; R-INV-02).
    """
    options = {each.id: each for each in poll.options}
    is_each = voting.shape_of(poll).is_each
    votes = voting.open_votes(session, poll)
    rows = tuple(_single(row, vote, options, is_each) for row, vote in votes)
    heading = f"Namentliche Abstimmung zu TOP {poll.item.position}"
    table = Table("", _SINGLE, rows)
    if any(vote.weight > 1 for _row, vote in votes):
        weighed = tuple((*row[:-1], count(vote.weight), row[-1]) for row, (_row, vote) in zip(rows, votes, strict=True))
        table = Table("", _WEIGHED, weighed)
    return _report(session, assembly, heading, (Row("Frage", poll.question), *_sums(poll)), table, now)


def _sums(poll: Poll) -> Iterator[Row]:
    """What the single votes add up to, those that decided and those that did not."""
    assert poll.result is not None
    if poll.method in ANSWERED_BY_YES:
        for label, sums in queries.sums_of(poll):
            yield Row(label, f"{count(sums.yes)} Ja, {count(sums.no)} Nein, Enthaltungen: {count(sums.abstain)}")
        return
    content = poll.result.content
    deciding, all_votes = content["deciding"], content["options"]
    yield Row(queries.sums_of(poll)[0][0], _by_name(poll, {each.id: deciding[str(each.id)] for each in poll.options}))
    if content["investing_voters"]:
        others = {each.id: all_votes[str(each.id)] - deciding[str(each.id)] for each in poll.options}
        yield Row(queries.INVESTING, _by_name(poll, others))


def _by_name(poll: Poll, votes: Mapping[int, int]) -> str:
    return ", ".join(f"{each.name}: {count(votes[each.id])}" for each in poll.options)


def _vote(session: Session, number: int, poll: Poll, is_in_hall: bool) -> tuple[str, ...]:
    declared = poll.declaration
    known = organs.get_resolution(session, declared.resolution_id) if declared and declared.resolution_id else None
    in_hall = str(HALL_WAY_WORDS[poll.hall]) if is_in_hall else ""
    return count(number), count(poll.item.position), poll.question, in_hall, known.number if known else ""


def _participation(each: Participation) -> tuple[str, ...]:
    return member_number(each.number), each.name, _through(each), CAST_WAY_WORDS[each.way], _spans(each.polls)


def _spans(numbers: Sequence[int]) -> str:
    """Numbers in their order, those that follow each other together: `1–3, 5`."""
    spans: list[list[int]] = []
    for each in numbers:
        if spans and spans[-1][-1] == each - 1:
            spans[-1].append(each)
        else:
            spans.append([each])
    return ", ".join(count(span[0]) + (f"–{count(span[-1])}" if len(span) > 1 else "") for span in spans)


def _on_roll(each: OnRoll) -> tuple[str, ...]:
    return member_number(each.number), each.name, count(each.votes), _through(each), _way(each), count(each.polls)


def _way(each: OnRoll) -> str:
    return str(CAST_CHANNEL_WORDS[CastChannel(each.mode)] if each.mode in set(CastChannel) else _WRITTEN)


def _through(each: Participation | OnRoll) -> str:
    return "" if each.through == each.name else each.through


def _single(row: PollRoll, vote: CastVote, options: dict[int, PollOption], is_each: bool) -> tuple[str, ...]:
    said = str(CHOICE_WORDS[vote.choice])
    if vote.choice is Choice.MARKS and is_each:
        said = ", ".join(f"{options[int(each)].name}: {CHOICE_WORDS[Choice.YES if number else Choice.NO]}"
                         for each, number in vote.marks.items())
    elif vote.choice is Choice.MARKS:
        said = ", ".join(options[int(each)].name + (f" ({number})" if number > 1 else "")
                         for each, number in vote.marks.items())
    through = vote.caster.display_name
    name = f"{row.name} (investierend, zählt nicht mit)" if vote.is_investing else row.name
    return member_number(row.member_number), name, "" if through == row.name else through, said


def _report(
    session: Session, assembly: Assembly, heading: str, rows: tuple[Row, ...], table: Table, now: datetime
) -> ReportFacts:
    cooperative = organs.letterhead_on(session, local(now).date()).cooperative
    return ReportFacts(
        cooperative=cooperative, number=f"GV {assembly.meets_on:%d.%m.%Y}", heading=heading,
        subtitle=f"Generalversammlung am {long_day(assembly.meets_on)}", made_at=now, rows=rows, tables=(table,),
    )
