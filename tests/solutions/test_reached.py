"""What owners said of solutions, for the figures of a year: the verdict that counts for its answer, as known."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.needs import actions as needs
from app.needs.models import Need
from app.needs.rules import NeedState
from app.solutions import actions, queries
from app.solutions.models import Solution, SolutionNeed
from app.solutions.rules import Outcome
from tests.factories import NOW, TODAY
from tests.needs.factories import House, a_need, a_network, actor_of
from tests.solutions.factories import a_solution, an_answer, answered, judged, linked, office_of, there

YEARS = (date(NOW.year, 12, 31), date(NOW.year + 1, 12, 31))
NEXT = NOW + timedelta(days=370)


@pytest.fixture
def house(session: Session) -> House:
    return a_network(session)


@pytest.fixture
def need(session: Session, house: House) -> Need:
    return a_need(session, house.town, house.mayor)


@pytest.fixture
def solution(session: Session, house: House, need: Need) -> Solution:
    """The answer to the need of the town, given now."""
    return an_answer(session, house, need)


@pytest.fixture
def link(session: Session, solution: Solution) -> SolutionNeed:
    return session.scalars(select(SolutionNeed)).one()


def said(session: Session, day: date, known_at: datetime) -> dict[Outcome, int]:
    """How many needs count under each verdict for a day, those of none left out."""
    numbers = {outcome: len(queries.judged(outcome)(session, day, known_at)) for outcome in Outcome}
    return {outcome: number for outcome, number in numbers.items() if number}


def take_up(session: Session, house: House, need: Need, now: datetime) -> None:
    """The office takes the need up again."""
    needs.move(session, need.id, NeedState.UNDER_WAY, "", need.steps[-1].id, office_of(house), now)


def test_a_need_counts_by_the_newest_verdict_known_at_a_moment(
    session: Session, house: House, need: Need, solution: Solution, link: SolutionNeed
) -> None:
    later = NOW + timedelta(days=3)
    judged(session, solution, link, house.mayor)
    judged(session, solution, link, house.mayor, Outcome.PARTLY, "Im Dialekt nicht.", later)
    assert queries.judged(Outcome.HELPED)(session, TODAY, NOW) == {need.id}
    assert (said(session, TODAY, NOW), said(session, TODAY, later)) == ({Outcome.HELPED: 1}, {Outcome.PARTLY: 1})


def test_a_verdict_counts_in_the_year_of_the_answer_that_it_is_about_and_in_no_other(
    session: Session, house: House, need: Need, solution: Solution, link: SolutionNeed
) -> None:
    """Said of the answer of this year, which is taken back in the next; then said of the one that came instead."""
    judged(session, solution, link, house.mayor, Outcome.NO, "Fehlt noch.", NOW + timedelta(days=1))
    take_up(session, house, need, NEXT)
    answered(session, house, solution, link, now=NEXT + timedelta(hours=1))
    known_at = NEXT + timedelta(days=9)
    assert [said(session, year, known_at) for year in YEARS] == [{Outcome.NO: 1}, {}]
    judged(session, solution, link, house.mayor, now=NEXT + timedelta(days=2))
    assert [said(session, year, known_at) for year in YEARS] == [{Outcome.NO: 1}, {Outcome.HELPED: 1}]


def test_a_verdict_given_or_taken_back_in_the_next_year_counts_for_the_answer_of_this_one(
    session: Session, house: House, solution: Solution, link: SolutionNeed
) -> None:
    judged(session, solution, link, house.mayor, now=NEXT)
    assert said(session, YEARS[0], NEXT) == {Outcome.HELPED: 1}
    actions.take_verdict_back(session, solution.id, link.id, house.town.id, 1, actor_of(house.mayor), NEXT)
    assert said(session, YEARS[0], NEXT) == {}


def test_a_verdict_on_a_solution_does_not_count_once_another_one_is_the_answer(
    session: Session, house: House, need: Need, solution: Solution, link: SolutionNeed
) -> None:
    judged(session, solution, link, house.mayor, Outcome.NO, "Fehlt noch.")
    later = NOW + timedelta(days=3)
    take_up(session, house, need, later)
    other = there(session, house, a_solution(session, house, now=later), later)
    answered(session, house, other, *linked(session, house, other, need, now=later), now=later)
    assert said(session, YEARS[0], later) == {}
