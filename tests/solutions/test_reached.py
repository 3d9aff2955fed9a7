"""What owners said of solutions, for the figures of a year: the verdict that counts at a moment, and since when."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.solutions import queries
from app.solutions.models import SolutionNeed
from app.solutions.rules import Outcome
from tests.factories import NOW
from tests.needs.factories import a_need, a_network
from tests.solutions.factories import an_answer, judged


def test_a_need_counts_by_the_newest_verdict_known_at_a_moment(session: Session) -> None:
    house = a_network(session)
    need = a_need(session, house.town, house.mayor)
    solution, later = an_answer(session, house, need), NOW + timedelta(days=3)
    link = session.scalars(select(SolutionNeed)).one()
    judged(session, solution, link, house.mayor)
    judged(session, solution, link, house.mayor, Outcome.PARTLY, "Im Dialekt nicht.", later)
    helped, partly = queries.first_judged(Outcome.HELPED), queries.first_judged(Outcome.PARTLY)
    assert (helped(session, NOW), partly(session, NOW)) == ({need.id: NOW}, {})
    assert (helped(session, later), partly(session, later)) == ({}, {need.id: later})
