"""What is handed over on a fiscal year's last day stands in its closing figures once: with the acquirer (§ 76 GenG)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.closing import queries as closing
from app.dossiers import queries as dossiers
from app.members import actions as members
from app.members.models import Member
from app.members.rules import ExitGround
from app.reports import queries
from app.reports.rules import CreditPart, Figure, Standing
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.models import CreditEntry
from app.shares.queries import HandedOver
from app.shares.rules import CreditGround, ShareGround
from app.statutes import actions as statutes
from app.statutes.rules import FiscalYear
from tests.factories import NOW, OFFICE
from tests.reports.factories import YEAR, a_holder
from tests.shares.factories import SHARE, a_house

LAST, NEXT = YEAR.last_day, date(2026, 1, 1)
FOLLOWING = FiscalYear(NEXT, date(2026, 12, 31))
BETWEEN, LATER, STILL_LATER = (NOW + timedelta(days=days) for days in (1, 2, 4))
JOINED = date(2023, 5, 1)


def two_members(session: Session) -> tuple[Member, Member]:
    """One with three paid shares, one with one."""
    a_house(session)
    return a_holder(session, "Gemeinde Altenbruck", 3, JOINED), a_holder(session, "Stadt Lindenfurt", 1, JOINED)


def handed_over(session: Session, one: Member, other: Member, number: int, day: date = LAST) -> HandedOver:
    """Shares with their credit, recorded later; with all of them the membership ends."""
    legs = shares.hand_over(session, one, other, number, number * SHARE, day, "UT-2025-001", OFFICE, LATER)
    if number == 3:
        members.end(session, one, day, ExitGround.TRANSFER, "UT-2025-001", OFFICE, LATER)
    return legs


def closed_with(session: Session, day: date = LAST) -> list[tuple[int, int, int]]:
    """Number, shares and credit of each when a day is over."""
    return [(each.number, each.shares, each.credit) for each in queries.holdings_at_close(session, day)]


def registered(session: Session, day: date) -> list[tuple[int, int, int]]:
    """Number, shares and payments of each in the register of a day."""
    return [(line.number, line.shares, line.paid_in) for line in queries.register_on(session, day)]


@pytest.mark.parametrize(("number", "members_left"), [(3, 1), (2, 2)])
def test_at_the_close_of_the_day_the_acquirer_holds_and_the_year_adds_up(
    session: Session, number: int, members_left: int
) -> None:
    handed_over(session, *two_members(session), number)
    report = queries.year_report(session, YEAR)
    assert report.adds_up
    assert report.after.standing == report.movement.closing == Standing(members_left, 4, 4 * SHARE)
    assert report.after.parts == {**dict.fromkeys(CreditPart, 0), CreditPart.REMAINING: 4 * SHARE}
    assert report.movement.left == 2 - members_left
    assert report.shares_by_ground == {ShareGround.TRANSFER_IN: number, ShareGround.TRANSFER_OUT: -number}
    assert report.credit_by_ground == {
        CreditGround.TRANSFER_IN: number * SHARE, CreditGround.TRANSFER_OUT: -number * SHARE
    }
    assert closed_with(session) == [(1, 3 - number, (3 - number) * SHARE), (2, 1 + number, (1 + number) * SHARE)]
    assert share_queries.members_with_other_holdings(session) == []


def test_the_next_year_opens_with_it_and_books_nothing(session: Session) -> None:
    handed_over(session, *two_members(session), 3)
    report = queries.year_report(session, FOLLOWING)
    assert report.adds_up
    assert report.before.standing == report.after.standing == Standing(1, 4, 4 * SHARE)
    assert (report.shares_by_ground, report.credit_by_ground, report.movement.left) == ({}, {}, 0)


def test_the_register_of_the_day_names_the_transferor_that_of_the_next_the_acquirer(session: Session) -> None:
    handed_over(session, *two_members(session), 3)
    assert registered(session, LAST) == [(1, 3, 3 * SHARE), (2, 1, SHARE)]
    assert registered(session, NEXT) == [(2, 4, 4 * SHARE)]


def test_before_it_was_recorded_the_closing_figures_are_known_as_they_were(session: Session) -> None:
    handed_over(session, *two_members(session), 3)
    known_then = queries.year_report(session, YEAR, BETWEEN)
    assert known_then.after.standing == Standing(2, 4, 4 * SHARE)
    assert (known_then.adds_up, known_then.shares_by_ground) == (True, {})
    known_since = queries.year_report(session, YEAR, STILL_LATER)
    assert known_since == queries.year_report(session, YEAR)
    held = [(each.number, each.shares) for each in queries.holdings_at_close(session, LAST, STILL_LATER)]
    assert held == [(1, 0), (2, 4)]


def test_undone_it_is_in_no_figure_and_was_known_as_long_as_it_stood(session: Session) -> None:
    one, other = two_members(session)
    before = [queries.year_report(session, year) for year in (YEAR, FOLLOWING)]
    legs = handed_over(session, one, other, 2)
    stood = queries.year_report(session, YEAR)
    shares.undo_handing_over(session, legs, "Falsches Mitglied", OFFICE, STILL_LATER)
    assert [queries.year_report(session, year) for year in (YEAR, FOLLOWING)] == before
    assert closed_with(session) == [(1, 3, 3 * SHARE), (2, 1, SHARE)]
    known_then = queries.year_report(session, YEAR, LATER)
    assert known_then.after.standing == stood.after.standing
    assert [each.shares for each in queries.holdings_at_close(session, LAST, LATER)] == [1, 3]
    assert share_queries.members_with_other_holdings(session) == []


def test_the_entries_behind_the_figures_are_those_of_the_year(session: Session) -> None:
    handed_over(session, *two_members(session), 3)
    behind = {figure: queries.entries_behind(session, YEAR, figure) for figure in Figure}
    assert sorted(row.shares for row in behind[Figure.SHARES]) == [-3, 3]
    assert sorted(row.amount for row in behind[Figure.CREDIT]) == [-3 * SHARE, 3 * SHARE]
    assert sum(row.shares for row in behind[Figure.CLOSING_SHARES]) == 4
    assert queries.entries_behind(session, FOLLOWING, Figure.SHARES) == []


def test_the_development_shows_no_gap_at_any_close(session: Session) -> None:
    one, other = two_members(session)
    handed_over(session, one, other, 1, date(2025, 9, 30))
    handed_over(session, one, other, 1)
    found = dict(queries.development(session, date(2026, 2, 1)))
    assert {found[day] for day in (date(2025, 9, 30), LAST, date(2026, 2, 1))} == {Standing(2, 4, 4 * SHARE)}
    for today in (LAST, NEXT):
        assert queries.development(session, today)[-1] == (today, Standing(2, 4, 4 * SHARE))


def test_the_result_of_the_next_year_is_for_the_acquirer(session: Session) -> None:
    one, other = two_members(session)
    for year in (YEAR, FOLLOWING):
        statutes.set_fiscal_year(session, year.first_day, year.last_day, OFFICE, NOW)
    handed_over(session, one, other, 3)
    found = closing.participants_of(session, FOLLOWING, date(2027, 5, 1))
    assert [(each.number, each.weight) for each in found] == [(2, 4 * SHARE)]
    assert closing.balances_at_close(session, LAST) == 4 * SHARE


def test_the_share_sheets_of_the_year_close_with_the_same(session: Session) -> None:
    both = two_members(session)
    handed_over(session, *both, 3)
    sheets = [dossiers.year_sheet(session, member, YEAR) for member in both]
    assert [(sheet.shares_after, sheet.credit_after) for sheet in sheets] == [(0, 0), (4, 4 * SHARE)]
    sheets = [dossiers.year_sheet(session, member, FOLLOWING) for member in both]
    assert [(sheet.shares_before, sheet.credit_before) for sheet in sheets] == [(0, 0), (4, 4 * SHARE)]


def test_who_joins_with_the_next_day_has_it_at_the_close_and_is_no_member_yet(session: Session) -> None:
    one, _other = two_members(session)
    newcomer = a_holder(session, "Hollerstrauch GmbH", 1, NEXT)
    handed_over(session, one, newcomer, 3)
    before = session.scalars(select(CreditEntry).where(CreditEntry.member_id == newcomer.id)).all()
    assert {each.effective_on for each in before} == {NEXT}
    report = queries.year_report(session, YEAR)
    assert report.adds_up
    assert report.after.standing == Standing(1, 4, 4 * SHARE)
    assert queries.year_report(session, FOLLOWING).before.standing == report.after.standing
    assert queries.year_report(session, FOLLOWING).after.standing == Standing(2, 5, 5 * SHARE)


@pytest.mark.parametrize("day", [LAST - timedelta(days=1), LAST, NEXT])
def test_the_steps_to_a_credit_add_up_to_the_credit_of_the_day(session: Session, day: date) -> None:
    both = two_members(session)
    handed_over(session, *both, 2)
    for member in both:
        steps = dossiers.steps_to_credit(session, member, day)
        assert sum(step.amount for step in steps) == share_queries.holding_of(session, member.id, day).credit
