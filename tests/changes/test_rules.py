"""Who may confirm what, and which days a change may bear; no database."""

from datetime import timedelta

import pytest

from app.changes import rules
from app.changes.rules import ChangeOutcome, Matter
from app.core.values import Refusal
from tests.factories import TODAY

DAY = timedelta(days=1)


def test_nobody_confirms_what_the_same_person_entered() -> None:
    assert rules.may_confirm(entered_by=1, user_id=2)
    assert not rules.may_confirm(entered_by=1, user_id=1)
    assert not rules.may_confirm(entered_by=1, user_id=None)
    with pytest.raises(Refusal, match="selbst eingetragen"):
        rules.check_second_person(1, 1)


def test_only_who_entered_it_withdraws_it() -> None:
    rules.check_own(1, 1)
    with pytest.raises(Refusal):
        rules.check_own(1, 2)


def test_without_a_login_nobody_enters_or_decides() -> None:
    with pytest.raises(Refusal):
        rules.acting(None)


@pytest.mark.parametrize("outcome", ChangeOutcome)
def test_a_change_is_decided_once(outcome: ChangeOutcome) -> None:
    rules.check_undecided(None)
    with pytest.raises(Refusal):
        rules.check_undecided(outcome)


def test_a_second_change_of_the_same_waits_for_the_first() -> None:
    rules.check_none_waits(Matter.ADDRESS, waits=False)
    with pytest.raises(Refusal, match="Anschrift"):
        rules.check_none_waits(Matter.ADDRESS, waits=True)


@pytest.mark.parametrize("off", [-367, 367])
def test_a_day_more_than_a_year_off_is_a_slip(off: int) -> None:
    with pytest.raises(Refusal):
        rules.check_day(TODAY + off * DAY, None, TODAY)


def test_days_run_forward() -> None:
    rules.check_day(TODAY, TODAY, TODAY)
    with pytest.raises(Refusal, match="letzte Angabe"):
        rules.check_day(TODAY - DAY, TODAY, TODAY)


def test_an_account_never_counts_before_it_was_confirmed() -> None:
    assert rules.counts_from(TODAY - DAY, TODAY) == TODAY
    assert rules.counts_from(TODAY + DAY, TODAY) == TODAY + DAY


def test_the_office_enters_no_account_without_a_document() -> None:
    rules.check_document(None, is_by_member=True)
    with pytest.raises(Refusal):
        rules.check_document(None, is_by_member=False)
    with pytest.raises(Refusal):
        rules.check_document(b"MZ", is_by_member=False)
