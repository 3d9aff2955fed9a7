"""What the database itself keeps of joint assessment, and what is answered where two write at the same moment."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.assessments import actions
from app.assessments.models import AssessedNeed
from app.assessments.rules import Criterion, RoundState
from app.core.values import Refusal
from tests.assessments.factories import a_world, begun, closed, laid, prepared, subject_of
from tests.factories import NOW, TODAY
from tests.together import transactions_together
from tests.turned_down import again, changed, turned_down


def test_a_criterion_stands_once_in_its_round_by_name_and_by_place(session: Session) -> None:
    use, risk = prepared(session, a_world(session)).criteria
    for values in ({"position": 9}, {"name": "Anders"}):
        turned_down(session, again(use, **values), "(?i)unique")
    turned_down(session, changed(risk, name=use.name), "(?i)unique")
    turned_down(session, changed(risk, position=use.position), "(?i)unique")


@pytest.mark.parametrize("weight", [-1, 0, 101])
def test_a_weight_is_a_number_from_1_to_100(session: Session, weight: int) -> None:
    criterion = prepared(session, a_world(session)).criteria[0]
    turned_down(session, changed(criterion, weight=weight), "weight_counts")
    session.execute(changed(criterion, weight=100))


@pytest.mark.parametrize("word", ["name", "low", "high"])
def test_a_criterion_is_explained(session: Session, word: str) -> None:
    turned_down(session, changed(prepared(session, a_world(session)).criteria[0], **{word: ""}), "is_explained")


@pytest.mark.parametrize(("lacking", "constraint"), [
    ({"resolution_number": ""}, "decided_by_a_resolution"), ({"decided_on": None}, "decided_on_a_day"),
])
def test_a_decided_round_has_number_and_day_of_its_resolution_and_no_other_has(
    session: Session, lacking: dict[str, Any], constraint: str
) -> None:
    found = closed(session, a_world(session))
    decided = {"resolution_number": "V-2026-001", "decided_on": TODAY}
    whole = {"state": RoundState.DECIDED, "was_accepted": True, **decided}
    turned_down(session, changed(found, **{**whole, **lacking}), constraint)
    only = {key: value for key, value in decided.items() if key in lacking}
    turned_down(session, changed(found, **only), constraint)
    session.execute(changed(found, **whole))


def test_only_what_was_proposed_is_taken_up(session: Session) -> None:
    world = a_world(session)
    found = laid(session, world, world.minutes)
    turned_down(session, changed(subject_of(found, world.roads), is_taken_up=True), "taken_up_was_proposed")
    session.execute(changed(subject_of(found, world.minutes), is_taken_up=True))


def test_what_was_assessed_stands(session: Session) -> None:
    world = a_world(session)
    found = begun(session, world)
    row = AssessedNeed.subject_id == subject_of(found, world.roads).id
    for statement in (update(AssessedNeed).where(row).values(need_id=world.needs[0].id), delete(AssessedNeed)):
        with pytest.raises(DBAPIError, match="assessment_subject_need"), session.begin_nested():
            session.execute(statement)


def test_of_two_who_set_the_same_criterion_at_once_the_second_is_told(app: Flask, session: Session) -> None:
    world = a_world(session)
    found = prepared(session, world)
    session.commit()
    wanted, seen, round_id = Criterion("Neuheit", "", "alt", "", "neu"), found.version, found.id
    answers = transactions_together(app, *[
        lambda own: actions.add_criterion(own, round_id, wanted, seen, world.office, NOW).id
    ] * 2)
    refused = [each for each in answers if isinstance(each, Refusal)]
    assert ["hat die Runde inzwischen geändert" in each.message for each in refused] == [True]
