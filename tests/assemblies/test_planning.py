"""What is due before an assembly, and when."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assemblies.rules import AssemblyKind, Plan, PlanRow, Step, StepState, plan_of
from app.statutes.rules import FederalState, FiscalYear, Statute, is_working_day
from tests.assemblies.statutes import a_statute

ONE_DAY = timedelta(days=1)
MEETS, TODAY = date(2026, 6, 19), date(2026, 3, 2)
YEARS = [FiscalYear(date(2025, 1, 1), date(2025, 12, 31)), FiscalYear(date(2026, 1, 1), date(2026, 12, 31))]
WITH_FICTION = a_statute(posting_fiction_days=2)


def a_plan(
    statute: Statute = WITH_FICTION, meets_on: date = MEETS, today: date = TODAY,
    kind: AssemblyKind = AssemblyKind.ORDINARY,
) -> Plan:
    """The plan of an ordinary assembly on 19 June 2026, unless said otherwise."""
    return plan_of(meets_on, kind, statute, YEARS, today)


def row(plan: Plan, step: Step) -> PlanRow:
    """The row of a step."""
    return next(each for each in plan.rows if each.step is step)


def test_the_plan_names_every_last_day_in_order() -> None:
    assert [(each.step, each.last_day.isoformat()) for each in a_plan().rows] == [
        (Step.POSTING, "2026-06-02"), (Step.MAIL, "2026-06-04"), (Step.AUDIT_REPORT, "2026-06-04"),
        (Step.MINORITY, "2026-06-09"), (Step.ADDITION_POSTING, "2026-06-09"), (Step.ADDITION, "2026-06-11"),
        (Step.PAPERS, "2026-06-11"), (Step.ORDINARY, "2026-06-30"),
    ]


def test_a_last_day_on_a_holiday_stays_and_the_day_before_is_advised() -> None:
    mail = row(a_plan(), Step.MAIL)
    assert (mail.last_day, mail.advised_on) == (date(2026, 6, 4), date(2026, 6, 3))
    assert mail.hint == "Der 04.06.2026 ist kein Arbeitstag. Das Gesetz verschiebt ihn nicht."
    elsewhere = row(a_plan(a_statute(posting_fiction_days=2, seat_state="BE")), Step.MAIL)
    assert (elsewhere.advised_on, elsewhere.hint) == (date(2026, 6, 4), None)


def test_without_a_fiction_letters_are_given_the_time_that_post_takes() -> None:
    posting = row(a_plan(a_statute()), Step.POSTING)
    assert (posting.last_day, posting.advised_on) == (date(2026, 6, 3), date(2026, 5, 28))
    assert "vier Werktage" in posting.because


def test_what_a_minority_wants_has_to_come_as_early_as_its_letters_are_better_posted() -> None:
    plan = a_plan(a_statute())
    assert row(plan, Step.MINORITY).advised_on == row(plan, Step.ADDITION_POSTING).advised_on
    assert row(a_plan(), Step.MINORITY).advised_on == row(a_plan(), Step.ADDITION_POSTING).advised_on


def test_once_convened_the_invitation_is_no_step_to_come() -> None:
    plan = plan_of(MEETS, AssemblyKind.ORDINARY, WITH_FICTION, YEARS, TODAY, is_convened=True)
    told = [each.step for each in plan.rows if each.state is StepState.TOLD]
    assert told == [Step.POSTING, Step.MAIL]
    assert StepState.TOLD not in {each.state for each in a_plan().rows}


def test_with_a_fiction_letters_go_by_the_statute() -> None:
    posting = row(a_plan(), Step.POSTING)
    assert (posting.last_day, posting.advised_on) == (date(2026, 6, 2), date(2026, 6, 2))
    assert posting.because == "Von der Aufgabe zur Post bis zum Zugang eines Briefs rechnet die Satzung: 2 Tage."


@pytest.mark.parametrize(("today", "state"), [
    (date(2026, 6, 2), StepState.AHEAD), (date(2026, 6, 3), StepState.DUE), (date(2026, 6, 4), StepState.DUE),
    (date(2026, 6, 5), StepState.PASSED),
])
def test_a_step_comes_is_due_from_the_advised_day_and_is_then_over(today: date, state: StepState) -> None:
    assert row(a_plan(today=today), Step.MAIL).state is state


def test_a_public_paper_has_neither_mails_nor_letters() -> None:
    plan = a_plan(a_statute(gv_channel="public_paper", posting_fiction_days=2))
    assert {each.step for each in plan.rows} == {
        Step.PUBLICATION, Step.AUDIT_REPORT, Step.MINORITY, Step.ADDITION, Step.PAPERS, Step.ORDINARY,
    }
    assert row(plan, Step.PUBLICATION).last_day == date(2026, 6, 4)
    assert row(plan, Step.MINORITY).last_day == date(2026, 6, 11)
    assert plan.concerns == ()


def test_an_extraordinary_assembly_has_no_accounts_and_no_six_months() -> None:
    steps = {each.step for each in a_plan(kind=AssemblyKind.EXTRAORDINARY).rows}
    assert not steps & {Step.PAPERS, Step.ORDINARY}


def test_before_the_first_year_has_ended_no_six_months_run() -> None:
    plan = plan_of(MEETS, AssemblyKind.ORDINARY, WITH_FICTION, YEARS[1:], TODAY)
    assert Step.ORDINARY not in {each.step for each in plan.rows}


def test_an_ordinary_assembly_after_six_months_is_warned_of_and_not_refused() -> None:
    assert not [said for said in a_plan(meets_on=date(2026, 6, 30)).concerns if "sechs Monate" in said]
    late = [said for said in a_plan(meets_on=date(2026, 7, 1)).concerns if "sechs Monate" in said]
    assert len(late) == 1
    assert "bis zum 30.06.2026" in late[0]


def test_a_meeting_on_a_weekend_or_holiday_is_warned_of() -> None:
    assert [said for said in a_plan(meets_on=date(2026, 6, 20)).concerns if "20.06.2026 ist kein Arbeitstag" in said]
    assert not [said for said in a_plan().concerns if "kein Arbeitstag" in said]


def test_a_fiction_is_warned_of_where_letters_may_go() -> None:
    assert [said for said in a_plan().concerns if "Werktage" in said]
    assert a_plan(a_statute()).concerns == ()


@given(st.dates(date(2026, 2, 1), date(2090, 12, 31)), st.integers(14, 60), st.integers(0, 10),
       st.sampled_from(list(FederalState)))
def test_what_is_advised_is_a_working_day_never_after_the_last_day(
    meets_on: date, least: int, fiction: int, state: FederalState
) -> None:
    statute = a_statute(gv_min_days=least, posting_fiction_days=fiction, seat_state=state.value)
    for each in a_plan(statute, meets_on).rows:
        assert each.advised_on <= each.last_day
        assert is_working_day(each.advised_on, state)
        assert (each.hint is None) == is_working_day(each.last_day, state)
        later = [each.advised_on + n * ONE_DAY for n in range(1, (each.last_day - each.advised_on).days + 1)]
        needed = 4 if not fiction and each.step in (Step.POSTING, Step.MINORITY, Step.ADDITION_POSTING) else 0
        assert sum(is_working_day(day, state) for day in later) == needed
