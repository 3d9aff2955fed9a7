"""Fiscal years: entered, moved, dropped; closed for entries and opened again (§ 240 (2) HGB; R-EXIT-04)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core import journal
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, Refusal
from app.statutes import queries
from app.statutes.actions.order import one_after_the_other
from app.statutes.models import MAX_CLOSE_NOTE, FiscalYearRow, YearClose
from app.statutes.rules import (
    ONE_DAY,
    FiscalYear,
    check_beginning,
    check_closes_stay,
    check_fiscal_year,
    check_next_fiscal_year,
    check_year_open,
    droppable_fiscal_year,
)

EndsFrom = Callable[[Session, date], Mapping[date, int]]
"""From a day on, how much ends with each day because a fiscal year closes with it; rooms above know."""

_ends_from: EndsFrom | None = None


def hand_in_ends(ends_from: EndsFrom) -> None:
    """Name what the rooms above know of what ends with a fiscal year; called once by the application's factory."""
    global _ends_from
    _ends_from = ends_from


def _check_closes_stay(session: Session, before: Sequence[FiscalYear], after: Sequence[FiscalYear]) -> None:
    """Refuse to move the close of a year with which memberships or shares end already (§§ 65, 68, 77 GenG)."""
    assert _ends_from is not None
    moved = [year.last_day for year in (*before, *after) if year not in before or year not in after]
    if moved:
        check_closes_stay(before, after, _ends_from(session, min(moved)))


def set_fiscal_year(
    session: Session, first_day: date, last_day: date, actor: Actor, now: datetime
) -> FiscalYearRow:
    """Enter the fiscal year that follows the last one, or move the end of the last one (Rumpfgeschäftsjahr)."""
    one_after_the_other(session)
    year = FiscalYear(first_day, last_day)
    known = queries.fiscal_years(session)
    row = session.get(FiscalYearRow, first_day)
    if row is not None and known and known[-1].first_day == first_day:
        check_fiscal_year(year)
        check_year_open(known[-1].last_day, queries.closed_through(session))
        _check_closes_stay(session, known, [*known[:-1], year])
        row.last_day = last_day
    else:
        check_next_fiscal_year(known, year)
        _check_closes_stay(session, known, [*known, year])
        row = FiscalYearRow(first_day=first_day, last_day=last_day)
        session.add(row)
    session.flush()
    journal.record(
        session, actor, "fiscal_year.set", "house:1", now, Told("Geschäftsjahr {year} eingetragen", year=year.name),
        first_day=first_day, last_day=last_day,
    )
    return row


def set_earlier_fiscal_year(session: Session, first_day: date, actor: Actor, now: datetime) -> FiscalYearRow:
    """Enter the fiscal year before the first known one, from a day to the eve of that one."""
    one_after_the_other(session)
    known = queries.fiscal_years(session)
    if not known:
        raise Refusal("Tragen Sie zuerst das laufende Geschäftsjahr ein.")
    year = FiscalYear(first_day, known[0].first_day - ONE_DAY)
    check_fiscal_year(year)
    row = FiscalYearRow(first_day=year.first_day, last_day=year.last_day)
    session.add(row)
    session.flush()
    journal.record(
        session, actor, "fiscal_year.set", "house:1", now, Told("Geschäftsjahr {year} eingetragen", year=year.name),
        first_day=year.first_day, last_day=year.last_day,
    )
    return row


EntryWithin = Callable[[Session, date, date], date | None]
"""The earliest day from one to another with an entry in register or ledgers; rooms above know."""


def move_beginning(
    session: Session, first_day: date, entry_within: EntryWithin, actor: Actor, now: datetime
) -> FiscalYearRow:
    """Let the earliest fiscal year begin on another day, as long as nothing relies on the days it loses."""
    one_after_the_other(session)
    known = queries.fiscal_years(session)
    if not known:
        raise Refusal("Tragen Sie zuerst das laufende Geschäftsjahr ein.")
    first = known[0]
    row = session.get_one(FiscalYearRow, first.first_day)
    if first_day == first.first_day:
        return row
    check_year_open(first.first_day, queries.closed_through(session))
    entry = entry_within(session, first.first_day, first_day - ONE_DAY) if first_day > first.first_day else None
    year = check_beginning(first, first_day, entry)
    row.first_day = year.first_day
    session.flush()
    journal.record(
        session, actor, "fiscal_year.set", "house:1", now,
        Told(
            "Geschäftsjahr {year} beginnt am {day}, zuvor am {former}",
            year=year.name, day=written(first_day), former=written(first.first_day),
        ),
        first_day=first_day, before=first.first_day,
    )
    return row


def drop_fiscal_year(session: Session, first_day: date, actor: Actor, now: datetime) -> None:
    """Drop the last fiscal year, as long as it has not begun or is the only one."""
    one_after_the_other(session)
    known = queries.fiscal_years(session)
    if not known or known[-1].first_day != first_day:
        raise Refusal("Nur das letzte Geschäftsjahr kann gestrichen werden.")
    if droppable_fiscal_year(known, local(now).date()) is None:
        raise Refusal("Dieses Geschäftsjahr hat schon begonnen.")
    check_year_open(known[-1].last_day, queries.closed_through(session))
    _check_closes_stay(session, known, known[:-1])
    session.delete(session.get_one(FiscalYearRow, first_day))
    session.flush()
    summary = Told("Geschäftsjahr {year} gestrichen", year=known[-1].name)
    journal.record(session, actor, "fiscal_year.dropped", "house:1", now, summary)


def close_year(session: Session, year: FiscalYear, actor: Actor, now: datetime) -> YearClose:
    """Close a fiscal year, and all before it, for entries in register and ledgers (R-REG-05); reversals still go in."""
    one_after_the_other(session)
    closed = queries.closed_through(session)
    if closed is not None and year.last_day <= closed:
        raise Refusal("Bis zum {day} ist schon geschlossen.", day=written(closed))
    if year.last_day >= local(now).date():
        raise Refusal("Dieses Geschäftsjahr ist noch nicht zu Ende.")
    entry = _add_turn(session, year, "", actor, now)
    summary = Told("Geschäftsjahr {year} geschlossen", year=year.name)
    journal.record(session, actor, "fiscal_year.closed", "house:1", now, summary, last_day=year.last_day)
    return entry


def reopen_year(session: Session, year: FiscalYear, reason: str, actor: Actor, now: datetime) -> YearClose:
    """Open the year closed last again, by an entry that follows the closing and says why (R-REG-05)."""
    one_after_the_other(session)
    if queries.closed_through(session) != year.last_day:
        raise Refusal("Wieder geöffnet wird nur das zuletzt geschlossene Geschäftsjahr.")
    if not reason.strip():
        raise Refusal("Geben Sie den Grund an.")
    entry = _add_turn(session, year, reason.strip(), actor, now)
    summary = Told("Geschäftsjahr {year} wieder geöffnet: {reason}", year=year.name, reason=entry.note)
    journal.record(session, actor, "fiscal_year.reopened", "house:1", now, summary, last_day=year.last_day)
    return entry


def _add_turn(session: Session, year: FiscalYear, note: str, actor: Actor, now: datetime) -> YearClose:
    follows = len(queries.closings_of(session, year.last_day))
    entry = YearClose(
        year_end=year.last_day, turn=follows + 1, follows=follows or None, note=note[:MAX_CLOSE_NOTE], recorded_at=now,
        recorded_by=actor.name,
    )
    session.add(entry)
    session.flush()
    return entry
