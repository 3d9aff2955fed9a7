"""The rules of ends of membership that the member does not declare (§§ 68, 77, 77a GenG)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.values import PartyKind, Refusal
from app.removals.rules import (
    RemovalKind,
    RemovalState,
    appeal_until,
    attends_until,
    check_answered_on,
    check_befalls,
    check_dispatch,
    check_going_on,
    check_heard,
    check_heir_stays,
    check_in_state,
    check_may_reverse,
    check_names_the_day,
    ending_on,
    exclusion_ends_on,
    heirs_until,
    last_day_of,
    last_day_without_heir,
    removal_number,
)
from app.statutes.rules import FiscalYear, statute_from

LEAST: dict[str, object] = {"share_amount": 500_00, "nachschuss": "none"}
SHORT = [FiscalYear(date(2026, 1, 1), date(2026, 6, 30)), FiscalYear(date(2026, 7, 1), date(2027, 6, 30))]
DAYS = st.dates(date(2026, 1, 1), date(2027, 6, 30))


def test_a_number_is_gapless_per_year() -> None:
    assert removal_number(2026, 3) == "AS-2026-003"


@pytest.mark.parametrize(
    ("sent_on", "last_day"),
    [(date(2026, 6, 30), date(2026, 6, 30)), (date(2026, 7, 1), date(2027, 6, 30))],
)
def test_an_exclusion_ends_with_the_fiscal_year_of_its_dispatch_short_ones_too(sent_on: date, last_day: date) -> None:
    assert exclusion_ends_on(SHORT, sent_on) == last_day


@given(DAYS, DAYS)
def test_an_end_recorded_already_stands_where_it_comes_no_later(last_day: date, recorded: date) -> None:
    ending = ending_on(last_day, recorded)
    assert ending.last_day == min(last_day, recorded)
    assert ending.is_new is (last_day < recorded)


def test_where_no_end_is_recorded_the_new_one_is_entered() -> None:
    assert ending_on(date(2026, 6, 30), None).is_new


@given(DAYS)
def test_who_is_excluded_attends_until_the_eve_of_the_dispatch(sent_on: date) -> None:
    assert attends_until(sent_on, date(2027, 6, 30)) == sent_on - timedelta(days=1)


def test_who_is_not_excluded_attends_until_the_end() -> None:
    assert attends_until(None, date(2026, 6, 30)) == date(2026, 6, 30)


def test_the_time_to_appeal_runs_from_the_dispatch_where_the_statute_has_one() -> None:
    assert appeal_until(date(2026, 5, 22), statute_from({**LEAST, "appeal_days": 42})) == date(2026, 7, 3)
    assert appeal_until(date(2026, 5, 22), statute_from(LEAST)) is None


def test_an_appeal_due_on_a_saturday_is_in_time_on_the_next_working_day() -> None:
    assert appeal_until(date(2026, 5, 23), statute_from({**LEAST, "appeal_days": 42})) == date(2026, 7, 6)


def test_heirs_have_months_where_the_statute_gives_them() -> None:
    assert heirs_until(date(2026, 8, 28), statute_from({**LEAST, "heirs_months": 5})) == date(2027, 1, 28)
    assert heirs_until(date(2026, 8, 31), statute_from(LEAST)) is None


def test_heirs_whose_months_end_on_a_sunday_may_speak_until_the_next_working_day() -> None:
    assert heirs_until(date(2026, 8, 31), statute_from({**LEAST, "heirs_months": 6})) == date(2027, 3, 1)


def test_a_membership_no_heir_continues_ends_with_the_year_in_which_the_period_ran_out() -> None:
    assert last_day_without_heir(SHORT, date(2026, 5, 1), date(2026, 8, 1)) == date(2026, 6, 30)
    assert last_day_without_heir(SHORT, None, date(2026, 8, 1)) == date(2027, 6, 30)


@pytest.mark.parametrize(
    ("kind", "heirs_continue", "ended_on", "last_day"),
    [
        (RemovalKind.DEATH, False, None, date(2026, 6, 30)), (RemovalKind.DISSOLUTION, True, None, date(2026, 6, 30)),
        (RemovalKind.SUCCESSION, False, None, date(2026, 6, 30)), (RemovalKind.DEATH, True, None, None),
        (RemovalKind.DEATH, True, date(2026, 8, 1), date(2027, 6, 30)),
    ],
)
def test_a_death_has_its_own_last_day_beside_any_other_end_unless_heirs_may_go_on(
    kind: RemovalKind, heirs_continue: bool, ended_on: date | None, last_day: date | None
) -> None:
    assert last_day_of(kind, date(2026, 5, 2), SHORT, heirs_continue, None, ended_on) == last_day


@pytest.mark.parametrize(
    ("kind", "party_kind"),
    [(RemovalKind.DEATH, PartyKind.COMPANY), (RemovalKind.DISSOLUTION, PartyKind.NATURAL_PERSON)],
)
def test_organisations_do_not_die_and_people_are_not_dissolved(kind: RemovalKind, party_kind: PartyKind) -> None:
    with pytest.raises(Refusal, match="Ein Mensch stirbt"):
        check_befalls(kind, party_kind)
    check_befalls(RemovalKind.EXCLUSION, party_kind)


def test_an_heir_stays_a_member() -> None:
    check_heir_stays(None, date(2026, 5, 2))
    with pytest.raises(Refusal, match="Heben Sie zuerst dieses Ende auf"):
        check_heir_stays(date(2026, 6, 30), date(2026, 5, 2))
    with pytest.raises(Refusal, match="endete am"):
        check_heir_stays(date(2026, 4, 30), date(2026, 5, 2))


@pytest.mark.parametrize(("until", "ends_on"), [(date(2026, 5, 1), None), (None, date(2026, 6, 30))])
def test_nobody_goes_on_too_late_or_after_an_end(until: date | None, ends_on: date | None) -> None:
    with pytest.raises(Refusal):
        check_going_on(until, ends_on, date(2026, 5, 2))
    check_going_on(date(2026, 5, 2), None, date(2026, 5, 2))


def test_a_member_is_heard_until_its_time_is_over_or_it_has_answered() -> None:
    until = date(2026, 5, 2)
    with pytest.raises(Refusal, match=r"02\.05\.2026"):
        check_heard(until, is_answered=False, today=until)
    check_heard(until, is_answered=True, today=until)
    check_heard(until, is_answered=False, today=until + timedelta(days=1))


@pytest.mark.parametrize("day", [date(2026, 4, 30), date(2026, 5, 3)])
def test_an_answer_is_neither_from_before_nor_from_the_future(day: date) -> None:
    with pytest.raises(Refusal, match="Prüfen Sie den Tag"):
        check_answered_on(day, date(2026, 5, 1), date(2026, 5, 2))


def test_a_dispatch_needs_the_number_of_the_registered_letter() -> None:
    day = date(2026, 5, 22)
    with pytest.raises(Refusal, match="Sendungsnummer"):
        check_dispatch(day, day, "  ", day)
    check_dispatch(day, day, "RR 1", day)


def test_a_letter_that_names_another_day_is_not_sent() -> None:
    with pytest.raises(Refusal, match="anderes Ende"):
        check_names_the_day(date(2026, 6, 30), date(2027, 6, 30))


@pytest.mark.parametrize("state", [RemovalState.LIFTED, RemovalState.REVERSED, RemovalState.REJECTED])
def test_what_is_over_is_not_reversed(state: RemovalState) -> None:
    with pytest.raises(Refusal, match="schon erledigt"):
        check_may_reverse(state)


def test_a_step_that_does_not_follow_is_refused() -> None:
    check_in_state(RemovalState.HEARING, RemovalState.HEARING)
    with pytest.raises(Refusal, match="Laden Sie die Seite neu"):
        check_in_state(RemovalState.ENTERED, RemovalState.HEARING)
