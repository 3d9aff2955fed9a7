"""Several needs are linked and answered while somebody changes one of them: both wait for each other in one order."""

from collections.abc import Callable
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.values import Refusal
from app.needs import actions as needs
from app.needs import queries as needs_queries
from app.needs.rules import NeedState
from app.solutions import actions
from app.solutions.actions import judging
from app.solutions.models import SolutionVerdict
from app.solutions.rules import Outcome
from tests.factories import NOW
from tests.needs.factories import COUNCIL, House, a_need, a_network, actor_of
from tests.solutions.factories import a_solution, an_answer, judged, linked, office_of, there
from tests.together import transactions_together

Act = Callable[[Session], object]


@pytest.fixture
def house(session: Session) -> House:
    return a_network(session)


def leads_on(need_id: int, to: NeedState, house: House) -> Act:
    """Somebody who holds a need, and changes it only once the others have begun."""

    def act(writing: Session) -> object:
        need = needs_queries.get_need(writing, need_id, lock=True)
        sleep(0.6)
        return needs.move(writing, need_id, to, "Nicht jetzt", need.steps[-1].id, office_of(house), NOW)

    return act


def later(act: Act) -> Act:
    def waits(writing: Session) -> object:
        sleep(0.2)
        return act(writing)

    return waits


def test_needs_are_linked_while_one_of_them_is_led_on(app: Flask, session: Session, house: House) -> None:
    ids = [each.id for each in (a_need(session, house.town, house.mayor), a_need(session, house.vineyard, house.vintner,
                                                                               COUNCIL))]
    solution_id = a_solution(session, house).id
    session.commit()
    link: Act = lambda writing: actions.link(writing, solution_id, ids, office_of(house), NOW)  # noqa: E731
    _led, rows = transactions_together(app, leads_on(ids[1], NeedState.UNDER_WAY, house), later(link))
    assert not isinstance(rows, Refusal)
    session.expire_all()
    assert [needs_queries.get_need(session, each).state for each in ids] == [NeedState.UNDER_WAY] * 2


def test_needs_are_answered_while_one_of_them_is_led_on(app: Flask, session: Session, house: House) -> None:
    solution = there(session, house, a_solution(session, house))
    found = [a_need(session, house.town, house.mayor), a_need(session, house.vineyard, house.vintner, COUNCIL)]
    rows = [linked(session, house, solution, each)[0] for each in found]
    ids, link_ids, solution_id = [each.id for each in found], [each.id for each in rows], solution.id
    seen = max(each.steps[-1].id for each in found)
    session.commit()
    answer: Act = lambda writing: actions.answer(  # noqa: E731
        writing, solution_id, link_ids, "So geht es.", seen, office_of(house), NOW
    )
    led, _answered = transactions_together(app, leads_on(ids[1], NeedState.SET_ASIDE, house), later(answer))
    session.expire_all()
    states = [needs_queries.get_need(session, each).state for each in ids]
    assert states[1] is (NeedState.ANSWERED if isinstance(led, Refusal) else NeedState.SET_ASIDE)
    assert states[0] in (NeedState.UNDER_WAY, NeedState.ANSWERED)


def test_nothing_is_explained_to_a_verdict_whose_words_are_being_deleted(
    app: Flask, session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "tell_reply", lambda *_asked: sleep(0.6))  # written, and not committed yet
    mayor, town_id = actor_of(house.mayor), house.town.id
    need = a_need(session, house.town, house.mayor)
    link = an_answer(session, house, need).needs[0]
    judged(session, link.solution, link, house.mayor, Outcome.NO, "Zu langsam.")
    needs.withdraw(session, need.id, town_id, "", mayor, NOW)
    need_id, link_id, solution_id = need.id, link.id, link.solution_id
    session.commit()

    erase: Act = lambda writing: needs.erase(writing, need_id, mayor, NOW)  # noqa: E731
    reply: Act = lambda writing: actions.reply(  # noqa: E731
        writing, solution_id, link_id, "Das liegt am Netz.", 1, office_of(house), NOW
    )
    _replied, erased = transactions_together(app, reply, later(erase))
    assert not isinstance(erased, Refusal)
    session.expire_all()
    said = session.scalars(select(SolutionVerdict)).one()
    assert (said.words, said.reply, said.erased_at is not None) == ("", "", True)
