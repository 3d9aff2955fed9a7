"""The list of participants as a document: with names, votes, representatives, ways (§ 47 (1) sentence 4, (3) GenG)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive.models import IssuedDocument
from app.assemblies.models import Assembly
from app.attendance import queries
from app.attendance.actions.holding import subject_of
from app.attendance.queries import Attendee
from app.attendance.rules import CAPACITY_WORDS, GUEST_WORDS, LEFT_WORDS, MODE_WORDS, Capacity
from app.core.formats import clock_time, count, local, long_day, member_number, narrow_hour
from app.core.formats import day as written
from app.core.values import Actor, German
from app.organs import queries as organs
from documents.record import Row
from documents.report import Align, Column, ReportFacts, Table

TITLE = German("Teilnehmerverzeichnis")
_COLUMNS = (
    Column("Nr.", 8), Column("Mitglied", 25), Column("Stimmen", 11, Align.RIGHT), Column("Vertreten durch", 21),
    Column("Weg", 12), Column("Gekommen", 12), Column("Gegangen", 11),
)  # fmt: skip
_GUESTS = (Column("Name", 47), Column("Als", 30), Column("Gekommen", 12), Column("Gegangen", 11))


def issue_list(
    session: Session, assembly: Assembly, at: datetime | None, actor: Actor, now: datetime
) -> IssuedDocument:
    """Issue the list of participants, of the whole assembly or of who was there at a moment (§ 47 (1), (3) GenG).

    R-MIN: it is an annex of the minutes where members took part electronically, where the statute has plural votes or
    investing members, and where the law wants it for what was resolved.
    """
    title = German(TITLE, written(assembly.meets_on))
    return archive.issue(
        session, kind="report", facts=list_facts(session, assembly, at, now), title=title, subject=subject_of(assembly),
        actor=actor, now=now,
    )


def list_facts(session: Session, assembly: Assembly, at: datetime | None, now: datetime) -> ReportFacts:
    """What the list of participants says, of the whole assembly or of a moment (§ 47 (1), (3) GenG; R-MIN-05)."""
    found = queries.attendees(session, assembly, at)
    guests = queries.guests_of(session, assembly.id, at)
    members = queries.each_as_last(found)
    by_proxy = sum(each.presence.capacity is Capacity.PROXY for each in members)
    of_when = f"{long_day(at)}, {clock_time(at)}" if at else "Alle, die in der Versammlung waren"
    rows = (
        Row("Versammlung", ", ".join(filter(None, (long_day(assembly.meets_on), assembly.place)))),
        Row("Anwesend", of_when), Row("Mitglieder", count(len(members))),
        Row("Davon mit Vollmacht vertreten", count(by_proxy)),
        *([Row("Stimmen", count(sum(each.votes for each in found if each.may_vote)))] if at else []),
        Row("Stand", f"{long_day(now)}, {clock_time(now)}"),
    )
    tables = [Table("", _COLUMNS, tuple(_row(each, assembly) for each in found))]
    if guests:
        people = tuple(
            (each.name, GUEST_WORDS[each.role], narrow_hour(each.came_at, assembly.meets_on),
             narrow_hour(each.left_at, assembly.meets_on))
            for each in guests
        )  # fmt: skip
        tables.append(Table("Ohne Stimme", _GUESTS, people))
    return ReportFacts(
        cooperative=organs.letterhead_on(session, local(now).date()).cooperative, number=str(TITLE),
        heading=str(TITLE), subtitle=f"Generalversammlung am {long_day(assembly.meets_on)}", made_at=now, rows=rows,
        tables=tuple(tables), closing=("§ 47 Abs. 1 Satz 4, Abs. 3 GenG",),
    )


def _row(each: Attendee, assembly: Assembly) -> tuple[str, ...]:
    who, capacity = each.presence.name, each.presence.capacity
    by = "" if capacity is Capacity.SELF else f"{who} ({CAPACITY_WORDS[capacity]})"
    why = each.presence.left_why
    left = f"{narrow_hour(each.presence.left_at, assembly.meets_on)}, {LEFT_WORDS[why]}" if why else ""
    return (
        member_number(each.number), each.name, count(each.votes) if each.may_vote else "ohne Stimme", by,
        MODE_WORDS[each.presence.mode], narrow_hour(each.presence.came_at, assembly.meets_on), left,
    )  # fmt: skip
