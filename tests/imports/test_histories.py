"""Histories taken over: register, holdings and credit of every day as invented lives have them; all of it undone."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.imports import actions, queries
from app.imports.models import ImportRun
from app.imports.rules import ImportState, ListKind
from app.members import queries as members
from app.members.models import Member
from app.reports.queries import year_report
from app.shares import queries as shares
from app.statutes.rules import FiscalYear
from tests.factories import NOW, OFFICE
from tests.imports.lives import World, a_world, days_to_look_at, history_list, members_list
from tests.shares.factories import a_house

LATER = NOW + timedelta(days=1)
SHARE = 500_00


def taken(
    session: Session, content: bytes, kind: ListKind = ListKind.HISTORY, now: datetime = NOW, left_out: int = 0
) -> ImportRun:
    """A list handed over and taken over; `left_out` is how many faulty rows the office agreed to leave out."""
    received = actions.receive("alt.csv", content, kind)
    run = actions.hand_over(session, received, SHARE, OFFICE, now)
    listed = queries.listed_in(run)
    if kind is ListKind.MEMBERS:
        return actions.take_over(session, run, actions.prepare(session, listed, now), OFFICE, now)
    prepared = actions.prepare_history(session, listed, kind, run.filename, now)
    run.left_out, run.left_out_mark = left_out, prepared.mark if prepared.faulty == left_out else ""
    session.flush()
    return actions.take_over_history(session, run, prepared, OFFICE, now)


def a_history(session: Session, seed: int) -> tuple[World, ImportRun]:
    world = a_world(seed)
    taken(session, members_list(world), ListKind.MEMBERS)
    return world, taken(session, history_list(world), now=LATER)


def errors_of(run: ImportRun) -> dict[str, str]:
    assert run.result is not None
    return {row: found[0]["code"] for row, found in run.result["errors_by_data_row"].items()}


@pytest.mark.parametrize("seed", range(4))
def test_register_holdings_and_credit_are_those_of_the_lives(session: Session, seed: int) -> None:
    world, run = a_history(session, seed)
    assert (run.state, run.refused, errors_of(run)) == (ImportState.DONE, 0, {})
    numbers = dict(session.execute(select(Member.id, Member.number)).all())
    for day in days_to_look_at(world):
        listed = {member.number for member in members.members_on(session, day)}
        held = {numbers[each]: count for each, count in shares.shares_on(session, day).items()}
        credit = {numbers[each]: cents for each, cents in shares.credit_on(session, day).items()}
        assert listed == {life.number for life in world.lives if life.is_member(day)}
        assert held == {life.number: life.held(day)[0] for life in world.lives if life.held(day)[0]}
        assert credit == {life.number: life.held(day)[1] for life in world.lives if life.held(day)[1]}


@pytest.mark.parametrize("seed", range(2))
def test_the_movement_of_each_year_is_that_of_the_lives(session: Session, seed: int) -> None:
    world, _run = a_history(session, seed)
    for year in range(2009, 2025):
        close = date(year, 12, 31)
        found = year_report(session, FiscalYear(date(year, 1, 1), close))
        report = found.movement
        held = [life.held_at_close(close) for life in world.lives]
        assert report.closing.shares == sum(each[0] for each in held)
        assert sum(found.after.parts.values()) == sum(each[1] for each in held)
        assert report.joined == sum(life.joined_on.year == year for life in world.lives)
        assert report.left == sum(life.left_on is not None and life.left_on.year == year for life in world.lives)


def everything_on(session: Session, days: list[date], known_at: datetime | None = None) -> list[object]:
    """Register, holdings and credit of days, as known at a moment."""
    return [
        (
            [member.number for member in members.members_on(session, day, known_at)],
            shares.shares_on(session, day, known_at), shares.credit_on(session, day, known_at),
        )
        for day in days
    ]


@pytest.mark.parametrize("seed", range(2))
def test_undone_everything_is_as_before(session: Session, seed: int) -> None:
    """Also what is expected and what came in; the same list may then be taken over again, and gives the same."""
    a_house(session)
    world = a_world(seed)
    taken(session, members_list(world), ListKind.MEMBERS)
    days = list(days_to_look_at(world))
    before, owed = everything_on(session, days), balances(session)
    run = taken(session, history_list(world), now=LATER)
    there = everything_on(session, days)
    actions.undo_history(session, run, "Falsche Liste", OFFICE, LATER)
    assert everything_on(session, days) == before
    assert balances(session) == owed
    assert shares.members_with_other_holdings(session) == []
    assert taken(session, history_list(world), now=LATER).imported == run.imported
    assert everything_on(session, days) == there


def balances(session: Session) -> list[tuple[object, ...]]:
    owed = shares.balances()
    return sorted(tuple(row) for row in session.execute(select(owed).where(owed.c.open != 0)))


def test_what_was_known_then_does_not_show_what_a_list_told_later(session: Session) -> None:
    world = a_world(3)
    taken(session, members_list(world), ListKind.MEMBERS)
    days = list(days_to_look_at(world))
    before = everything_on(session, days)
    taken(session, history_list(world), now=LATER)
    assert everything_on(session, days, NOW) == before
