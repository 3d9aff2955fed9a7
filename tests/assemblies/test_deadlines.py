"""Until when members are told, counted day by day as the law does."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assemblies.rules import (
    AboutMeetingDay,
    AboutPublication,
    Channel,
    MotionKind,
    check_can_be_added,
    check_can_be_convened,
    check_meets_on,
    check_published,
    deadlines_of,
    deadlines_under,
    earliest_meeting,
    full_days_between,
    is_in_time,
    may_resolve,
    received_on,
)
from app.core.values import Refusal
from tests.assemblies.statutes import a_statute

ONE_DAY = timedelta(days=1)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
MEETS, TODAY = date(2026, 6, 19), date(2026, 6, 1)
MAIL, LETTER = {Channel.MAIL}, {Channel.MAIL, Channel.LETTER}


def days_strictly_between(first: date, last: date) -> int:
    """Count one day after another."""
    number, day = 0, first + ONE_DAY
    while day < last:
        number, day = number + 1, day + ONE_DAY
    return number


@given(DAYS, st.integers(14, 90), st.integers(0, 14), st.integers(7, 30))
def test_the_last_days_leave_the_full_days_between_and_a_day_later_would_not(
    meets_on: date, least: int, fiction: int, items: int
) -> None:
    last = deadlines_of(meets_on, least, fiction, items)
    for told_on, number in ((last.receipt, least), (last.item_receipt, items), (last.papers, 7)):
        assert days_strictly_between(told_on, meets_on) == number
        assert days_strictly_between(told_on + ONE_DAY, meets_on) == number - 1
    assert last.posting + fiction * ONE_DAY == last.receipt
    assert last.item_posting + fiction * ONE_DAY == last.item_receipt


@given(DAYS, st.integers(-5, 120), st.integers(1, 90))
def test_an_invitation_is_in_time_when_the_days_between_suffice(meets_on: date, before: int, least: int) -> None:
    received = meets_on - before * ONE_DAY
    assert full_days_between(received, meets_on) == days_strictly_between(received, meets_on)
    assert is_in_time(received, meets_on, least) == (days_strictly_between(received, meets_on) >= least)


@given(DAYS, st.integers(14, 90), st.integers(0, 14), st.sampled_from([MAIL, LETTER]))
def test_the_earliest_meeting_can_be_convened_and_none_before_it(
    today: date, least: int, fiction: int, channels: set[Channel]
) -> None:
    statute = a_statute(gv_min_days=least, posting_fiction_days=fiction)
    earliest = earliest_meeting(today, statute, channels)
    check_can_be_convened(earliest, today, statute, channels)
    assert days_strictly_between(received_on(today, statute, channels), earliest) == least
    with pytest.raises(AboutMeetingDay, match=earliest.strftime(r"%d\.%m\.%Y")):
        check_can_be_convened(earliest - ONE_DAY, today, statute, channels)


@given(DAYS, st.integers(0, 14))
def test_what_the_plan_says_of_letters_and_what_is_refused_agree(meets_on: date, fiction: int) -> None:
    statute = a_statute(posting_fiction_days=fiction)
    last = deadlines_under(statute, meets_on)
    check_can_be_convened(meets_on, last.posting, statute, LETTER)
    check_can_be_convened(meets_on, last.receipt, statute, MAIL)
    with pytest.raises(AboutMeetingDay):
        check_can_be_convened(meets_on, last.posting + ONE_DAY, statute, LETTER)


def test_a_letter_does_not_arrive_on_the_day_it_is_posted() -> None:
    assert received_on(TODAY, a_statute(), MAIL) == TODAY
    assert received_on(TODAY, a_statute(), LETTER) == date(2026, 6, 2)
    assert received_on(TODAY, a_statute(posting_fiction_days=3), LETTER) == date(2026, 6, 4)


def test_an_assembly_is_planned_for_a_day_to_come_and_not_for_a_mistyped_year() -> None:
    check_meets_on(date(2026, 6, 2), TODAY)
    check_meets_on(date(2029, 6, 1), TODAY)
    for day in (TODAY, date(2026, 5, 31)):
        with pytest.raises(AboutMeetingDay, match="noch kommt"):
            check_meets_on(day, TODAY)
    with pytest.raises(AboutMeetingDay, match="Prüfen Sie das Jahr"):
        check_meets_on(date(2062, 6, 19), TODAY)


def test_a_publication_is_entered_once_it_appeared_and_only_in_time() -> None:
    statute, last = a_statute(gv_channel="public_paper"), date(2026, 6, 4)
    check_published(MEETS, last, last, statute)
    with pytest.raises(AboutPublication, match="in der Zukunft"):
        check_published(MEETS, last, date(2026, 6, 3), statute)
    with pytest.raises(AboutPublication, match=r"bis zum 04\.06\.2026"):
        check_published(MEETS, date(2026, 6, 5), date(2026, 6, 5), statute)


@given(st.integers(0, 30))
def test_an_item_is_resolved_when_a_full_week_lies_between(before: int) -> None:
    announced = MEETS - before * ONE_DAY
    assert may_resolve(announced, MEETS) == (days_strictly_between(announced, MEETS) >= 7)


@given(DAYS, st.integers(0, 14))
def test_an_item_to_be_decided_is_added_until_the_day_of_the_plan_and_another_always(
    meets_on: date, fiction: int
) -> None:
    statute = a_statute(posting_fiction_days=fiction)
    last = deadlines_under(statute, meets_on)
    for told_on, channels in ((last.item_receipt, MAIL), (last.item_posting, LETTER)):
        check_can_be_added(True, meets_on, told_on, statute, channels)
        check_can_be_added(False, meets_on, meets_on, statute, channels)
        with pytest.raises(Refusal, match=told_on.strftime(r"%d\.%m\.%Y")):
            check_can_be_added(True, meets_on, told_on + ONE_DAY, statute, channels)


@pytest.mark.parametrize("announced", [None, date(2026, 6, 18)])
def test_what_came_late_is_resolved_only_where_the_law_needs_no_notice(announced: date | None) -> None:
    assert not may_resolve(announced, MEETS)
    assert may_resolve(announced, MEETS, all_present=True)
    assert may_resolve(announced, MEETS, MotionKind.CONDUCT_OF_MEETING)
    assert may_resolve(announced, MEETS, MotionKind.CONVENE_EXTRAORDINARY_GV)
