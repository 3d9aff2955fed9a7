"""A need that is taken up again and answered anew: what was said of the earlier answer counts no more."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.core.values import Refusal
from app.needs import actions as needs
from app.needs.rules import NeedState, Viewer
from app.solutions import actions, queries
from app.solutions.models import SolutionNeed
from app.solutions.rules import Outcome, SolutionState, StateRefusal, check_goes_back
from tests.factories import NOW, TODAY
from tests.needs.factories import House, a_need, a_network, actor_of
from tests.needs.signing import signed_in
from tests.solutions.factories import a_solution, an_answer, answered, judged, linked, office_of, there

LATER = NOW + timedelta(days=3)
DUE = "Die Lösung hat nicht geholfen"
WORDS = "Der Dialekt fehlt noch"


@pytest.fixture
def house(session: Session) -> House:
    return a_network(session)


@pytest.fixture
def link(session: Session, house: House) -> SolutionNeed:
    """A need of the town that a solution answered, which did not help; it is under way again."""
    solution = an_answer(session, house, a_need(session, house.town, house.mayor))
    found = solution.needs[0]
    judged(session, solution, found, house.mayor, Outcome.NO, WORDS)
    needs.move(session, found.need_id, NeedState.UNDER_WAY, "", found.need.steps[-1].id, office_of(house), NOW)
    return found


def answered_anew(session: Session, house: House, link: SolutionNeed) -> None:
    """By the same solution."""
    answered(session, house, link.solution, link, now=LATER)


def answered_otherwise(session: Session, house: House, link: SolutionNeed) -> None:
    """By another one."""
    other = there(session, house, a_solution(session, house, now=LATER), LATER)
    answered(session, house, other, *linked(session, house, other, link.need, now=LATER), now=LATER)


def under_way(session: Session, house: House, link: SolutionNeed) -> None:
    """It is not answered yet."""


@pytest.mark.parametrize("act", [under_way, answered_anew, answered_otherwise])
def test_what_was_said_of_an_answer_that_was_taken_back_counts_on_no_page(
    app: Flask, session: Session, house: House, link: SolutionNeed, act: Callable[[Session, House, SolutionNeed], None]
) -> None:
    act(session, house, link)
    session.commit()
    [row] = [each for each in queries.list_solutions(session, Viewer(reads_all=True), queries.Asked())[0]
             if each.solution.id == link.solution_id]  # fmt: skip
    assert not any(row.said.values())
    office, mayor = signed_in(app, session, house.office), signed_in(app, session, house.mayor)
    page = office.get(f"/loesungen/{link.solution_id}").text
    assert [each in page for each in ("Aufnehmen oder erklären", ">Urteile<", WORDS)] == [False, False, True]
    own = mayor.get(f"/mein/1/loesungen/{link.solution_id}").text
    assert ("1 frühere Fassung des Urteils" in own, WORDS in own) == (True, True)
    assert WORDS not in signed_in(app, session, house.vintner).get(f"/mein/2/loesungen/{link.solution_id}").text
    assert "Hat nicht geholfen" not in office.get(f"/bedarfe/{link.need_id}").text
    assert DUE not in office.get("/").text
    assert session.execute(queries.without_reply()).all() == []


def test_the_owner_is_asked_anew_with_an_empty_form(
    app: Flask, session: Session, house: House, link: SolutionNeed
) -> None:
    answered_anew(session, house, link)
    session.commit()
    mayor = signed_in(app, session, house.mayor)
    own = mayor.get(f"/mein/1/loesungen/{link.solution_id}").text
    assert ("Das Urteil steht noch aus" in own, "Urteil ändern" in own) == (True, False)
    form = mayor.get(f"/mein/1/loesungen/{link.solution_id}/urteil/{link.id}").text
    chosen = re.findall(r'<input(?=[^>]* checked)[^>]*name="outcome"', form)
    assert (chosen, WORDS in form, "Urteil zurücknehmen" in form) == ([], False, False)


def test_what_was_said_of_an_earlier_answer_is_neither_taken_back_nor_explained(
    session: Session, house: House, link: SolutionNeed
) -> None:
    answered_anew(session, house, link)
    with pytest.raises(Refusal, match="kein Urteil"):
        actions.take_verdict_back(session, link.solution_id, link.id, house.town.id, 1, actor_of(house.mayor), LATER)
    with pytest.raises(Refusal, match="kein Urteil"):
        actions.reply(session, link.solution_id, link.id, "Kommt noch.", 1, office_of(house), LATER)
    judged(session, link.solution, link, house.mayor, Outcome.NO, "Wieder nicht", LATER)
    assert [each.number for each in session.execute(queries.without_reply())] == [link.need.number]


def test_nobody_judges_a_solution_once_another_is_the_answer_and_it_can_answer_again(
    app: Flask, session: Session, house: House, link: SolutionNeed
) -> None:
    answered_otherwise(session, house, link)
    session.commit()
    asked = [each.answered.link.solution_id for each in queries.to_judge(session, house.town.id)]
    assert (len(asked), link.solution_id in asked) == (1, False)
    with pytest.raises(Refusal, match="erst, wenn"):
        judged(session, link.solution, link, house.mayor, now=LATER)
    session.rollback()
    offered = signed_in(app, session, house.office).get(f"/loesungen/{link.solution_id}/antworten").text
    assert link.need.number in offered
    answered_anew(session, house, link)
    assert len(queries.to_judge(session, house.town.id)) == 2


def test_an_answer_is_given_once_until_it_is_taken_back(session: Session, house: House, link: SolutionNeed) -> None:
    answered_anew(session, house, link)
    with pytest.raises(Refusal, match=f"{link.need.number} ist mit dieser Lösung schon beantwortet"):
        answered_anew(session, house, link)


# --- a solution that is the answer is not led back -------------------------------------------------------------------


def test_a_solution_that_is_the_answer_to_needs_is_led_back_by_no_entry_and_by_none_that_is_taken_back(
    app: Flask, session: Session, house: House, link: SolutionNeed
) -> None:
    answered_anew(session, house, link)
    session.commit()
    office, page = signed_in(app, session, house.office), f"/loesungen/{link.solution_id}/fortschritt"
    last = link.solution.progress[-1].id
    taken = office.post(f"{page}/{last}/zuruecknehmen", data={"reason": "Irrtum", "key": "key-to-take-back-1"})
    shown = office.get(page).text.split('name="shown" value="')[1].split('"')[0].replace("&#34;", '"')
    data = {"day": TODAY.isoformat(), "words": "Doch nicht", "to": "planned", "key": "key-of-progress-1"}
    led = office.post(page, data={**data, "shown": shown})
    for answer in (taken, led):
        assert (answer.status_code, f"ist beantwortet: {link.need.number}" in answer.text) == (422, True)
    session.rollback()
    session.expire_all()
    assert (link.solution.state, len(link.solution.progress)) == (SolutionState.THERE, 2)


def test_it_is_led_back_once_its_needs_are_taken_up_again_and_ends_while_it_is_the_answer(
    session: Session, house: House, link: SolutionNeed
) -> None:
    solution, office = link.solution, office_of(house)
    actions.take_back(session, solution.id, solution.progress[-1].id, "Irrtum", office, NOW)
    states = [solution.state]
    there(session, house, solution)
    answered_anew(session, house, link)
    actions.progress(session, solution.id, TODAY, "Eingestellt", SolutionState.ENDED, office, LATER)
    actions.take_back(session, solution.id, solution.progress[-1].id, "Irrtum", office, LATER)
    states.append(solution.state)
    assert states == [SolutionState.PLANNED, SolutionState.THERE]


def test_a_refusal_names_ten_needs_and_says_that_there_are_more() -> None:
    numbers = [f"BE-2026-{number:04}" for number in range(1, 12)]
    with pytest.raises(StateRefusal, match="BE-2026-0010, …") as refused:
        check_goes_back(SolutionState.ENDED, SolutionState.UNDER_WAY, numbers)
    assert "0011" not in str(refused.value)
    check_goes_back(SolutionState.PLANNED, SolutionState.UNDER_WAY, numbers)
    check_goes_back(SolutionState.THERE, SolutionState.PLANNED, [])
