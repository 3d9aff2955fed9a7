"""Whoever audits a period that is over reads a need as it stood at the close, whatever came of it (R-AUD-02)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.bundles import actions as bundles
from app.bundles import queries as bundle_queries
from app.bundles.rules import Wording
from app.core import horizon
from app.core.values import Role
from app.needs import actions, queries
from app.needs.models import Need
from app.needs.queries import Asked
from app.needs.rules import Field, Level, NeedState, Urgency, Viewer
from app.solutions import actions as solutions
from app.solutions import queries as solution_queries
from app.solutions.actions import Said
from app.solutions.rules import Outcome, SolutionState
from tests.audits.test_beyond import WITHIN, an_auditor, read
from tests.bundles.factories import a_bundle
from tests.factories import NOW
from tests.needs.factories import COUNCIL, MINUTES, ROADS, House, a_need, a_network, actor_of
from tests.solutions.factories import a_solution, an_answer, answered, linked, there

THEN = NOW - timedelta(days=1)
ALL = Viewer(reads_all=True)
LATER = replace(
    MINUTES, title="Alles anders", situation="Nun ganz anders gesagt.", field=Field.HEALTH, urgency=Urgency.CALM,
    region="Hinterland", level=Level.PUBLIC,
)


@pytest.fixture
def house(session: Session) -> House:
    return a_network(session)


@pytest.fixture
def needs(session: Session, house: House) -> list[Need]:
    """One that was set aside by then, one that was seen, one that stays as it is."""
    found = [a_need(session, house.town, house.mayor, each, THEN) for each in (MINUTES, COUNCIL, ROADS)]
    led_on(session, house, found[0], NeedState.SET_ASIDE, "Es fehlt noch an Aufnahmen.", THEN)
    session.commit()
    return found


def led_on(session: Session, house: House, need: Need, to: NeedState, words: str, now: datetime = NOW) -> None:
    actions.move(session, need.id, to, words, need.steps[-1].id, actor_of(house.office, Role.OFFICE), now)


def what_came_of_them(session: Session, house: House, needs: list[Need]) -> None:
    """The first is taken up again under other words, the second is worked on and withdrawn."""
    led_on(session, house, needs[0], NeedState.SEEN, "")
    actions.change(session, needs[0].id, LATER, actor_of(house.mayor), NOW)
    led_on(session, house, needs[1], NeedState.UNDER_WAY, "")
    actions.withdraw(session, needs[1].id, house.town.id, "Erledigt", actor_of(house.mayor), NOW)
    session.commit()


def test_no_page_of_needs_and_bundles_changes_for_the_auditor(
    app: Flask, session: Session, house: House, needs: list[Need]
) -> None:
    a_bundle(session, house, *needs, now=THEN)
    session.commit()
    auditor = an_auditor(app, session)
    asked = [
        *(f"/bedarfe/{each.id}" for each in needs), "/bedarfe", "/bedarfe?sort=title", "/bedarfe?sort=urgency",
        *(f"/bedarfe?stand={each.value}" for each in NeedState), *(f"/bedarfe?level={each.value}" for each in Level),
        "/bedarfe?region=Rabental", "/bedarfe?region=Hinterland", "/bedarfe?field=health", "/bedarfe?urgency=calm",
        "/bedarfe?format=csv", "/bedarfe/buendel", "/bedarfe/buendel/1", "/mitglieder/1",
    ]  # fmt: skip
    before = {each: read(auditor, each) for each in asked}
    assert {status for status, _page in before.values()} == {200}
    assert "Es fehlt noch an Aufnahmen." in before[f"/bedarfe/{needs[0].id}"][1]
    what_came_of_them(session, house, needs)
    after = {each: read(auditor, each) for each in asked}
    assert {each for each in asked if after[each] != before[each]} == set()


def test_what_the_auditor_counts_and_filters_by_is_what_stood_at_the_close(
    session: Session, house: House, needs: list[Need]
) -> None:
    what_came_of_them(session, house, needs)
    now = queries.count_by_state(session, ALL)
    session.expire_all()
    with horizon.within(WITHIN):
        then = queries.count_by_state(session, ALL)
        by_field = queries.list_needs(session, ALL, Asked(field=Field.HEALTH.value))[1]
        [aside] = queries.list_needs(session, ALL, Asked(state=NeedState.SET_ASIDE.value))[0]
        assert (aside.need.title, aside.need.level) == (MINUTES.title, MINUTES.level)
        assert queries.regions_used(session, ALL) == ["Rabental"]
        assert [each[:2] for each in queries.count_by_region(session, ALL, Asked())] == [("Rabental", 3)]
    assert {state: number for state, number in now.items() if number} == {"seen": 2, "withdrawn": 1}
    assert {state: number for state, number in then.items() if number} == {"seen": 2, "set_aside": 1}
    assert by_field == 0


def test_once_the_audit_is_over_the_same_need_is_read_as_it_is(
    session: Session, house: House, needs: list[Need]
) -> None:
    what_came_of_them(session, house, needs)
    session.expire_all()
    with horizon.within(WITHIN):
        assert needs[0].state is NeedState.SET_ASIDE
    session.expire_all()
    assert (needs[0].state, needs[0].title, needs[0].words) == (NeedState.SEEN, LATER.title, "")


def test_of_words_that_are_deleted_since_nothing_comes_back(session: Session, house: House, needs: list[Need]) -> None:
    what_came_of_them(session, house, needs)
    actions.erase(session, needs[1].id, actor_of(house.office, Role.OFFICE), NOW)
    session.commit()
    session.expire_all()
    with horizon.within(WITHIN):
        assert (needs[1].title, needs[1].state) == ("", NeedState.SEEN)


def test_a_verdict_on_the_answer_of_then_stands_though_the_need_is_answered_anew(
    app: Flask, session: Session, house: House
) -> None:
    need = a_need(session, house.town, house.mayor, now=THEN)
    solution = an_answer(session, house, need, now=THEN)
    helped, office = Said(Outcome.HELPED, "", "Telefon"), actor_of(house.office, Role.OFFICE)
    solutions.judge(session, solution.id, solution.needs[0].id, None, helped, 0, office, THEN)
    session.commit()
    auditor = an_auditor(app, session)
    asked = f"/bedarfe/{need.id}", f"/loesungen/{solution.id}", "/loesungen", "/bedarfe/buendelbild"
    before = {each: read(auditor, each) for each in asked}
    assert "Hat geholfen" in before[f"/loesungen/{solution.id}"][1]
    led_on(session, house, need, NeedState.UNDER_WAY, "")
    session.commit()
    answered(session, house, solution, solution.needs[0])
    session.commit()
    assert {each for each in asked if read(auditor, each) != before[each]} == set()



def test_no_bundle_of_then_is_renamed_opened_to_others_or_gone_for_the_auditor(
    app: Flask, session: Session, house: House, needs: list[Need]
) -> None:
    first, second = (a_bundle(session, house, *each, now=THEN) for each in (needs[:2], needs[2:]))
    session.commit()
    auditor, office = an_auditor(app, session), actor_of(house.office, Role.OFFICE)
    asked = [
        f"/bedarfe/buendel/{first.id}", f"/bedarfe/buendel/{second.id}", f"/bedarfe/{needs[2].id}", "/bedarfe/buendel",
        "/bedarfe/buendel?sort=title", "/bedarfe/buendel?stand=aufgeloest", "/bedarfe/buendel?level=office",
        "/bedarfe/buendel?level=members", "/bedarfe/buendel?format=csv", "/bedarfe/buendelbild", "/bedarfe",
    ]  # fmt: skip
    before = {each: read(auditor, each) for each in asked}
    assert {status for status, _page in before.values()} == {200}
    bundles.word(session, first.id, Wording("Ganz anders", "Neu.", Level.OFFICE), True, first.version, office, NOW)
    bundles.dissolve(session, second.id, second.version, office, NOW)
    session.commit()
    assert {each for each in asked if read(auditor, each) != before[each]} == set()


def test_a_bundle_that_came_back_later_is_dissolved_for_the_auditor(
    session: Session, house: House, needs: list[Need]
) -> None:
    office = actor_of(house.office, Role.OFFICE)
    bundle = a_bundle(session, house, *needs, now=THEN - timedelta(hours=1))
    act = bundles.dissolve(session, bundle.id, bundle.version, office, THEN)
    bundles.undo(session, act.id, office, NOW)
    session.commit()
    assert (bundle.dissolved_at, bundle_queries.count_bundles(session, ALL)) == (None, {False: 1, True: 0})
    session.expire_all()
    with horizon.within(WITHIN):
        assert (bundle.dissolved_at, bundle_queries.count_bundles(session, ALL)) == (THEN, {False: 0, True: 1})


def test_a_solution_that_was_led_on_and_let_a_need_go_is_read_as_it_was(
    app: Flask, session: Session, house: House, needs: list[Need]
) -> None:
    solution = a_solution(session, house, now=THEN)
    linked(session, house, solution, needs[1], now=THEN)
    session.commit()
    auditor, office = an_auditor(app, session), actor_of(house.office, Role.OFFICE)
    asked = [
        f"/bedarfe/{needs[1].id}", f"/loesungen/{solution.id}", "/loesungen", "/loesungen?format=csv",
        *(f"/loesungen?stand={each.value}" for each in SolutionState), "/mitglieder/1",
    ]  # fmt: skip
    before = {each: read(auditor, each) for each in asked}
    assert solution.number in before[f"/bedarfe/{needs[1].id}"][1]
    there(session, house, solution)
    solutions.unlink(session, solution.id, solution.needs[0].id, office, NOW)
    session.commit()
    assert {each for each in asked if read(auditor, each) != before[each]} == set()


def test_a_solution_whose_step_was_taken_back_later_stands_where_it_stood(session: Session, house: House) -> None:
    solution = there(session, house, a_solution(session, house, now=THEN), THEN)
    office, last = actor_of(house.office, Role.OFFICE), solution.progress[-1].id
    solutions.take_back(session, solution.id, last, "Doch noch nicht.", office, NOW)
    session.commit()
    assert solution.state.value == "planned"
    session.expire_all()
    with horizon.within(WITHIN):
        assert solution.state.value == "there"
        assert solution_queries.count_by_state(session, ALL) == {"there": 1}
