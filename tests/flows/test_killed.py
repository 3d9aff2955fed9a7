"""A process killed in the middle of a guided act leaves nothing or all of it; then it can be done, or is done."""

from contextlib import suppress

import pytest
from flask import Flask

from app.core.db import db, transaction
from app.core.values import Refusal
from app.operations.queries import check
from tests.factories import NOW
from tests.flows.deaths import LIVES, Step
from tests.flows.kills import NOTHING_DONE, Point, counted, held, kill, looking, perform, whole


@pytest.mark.parametrize("life", LIVES)
def test_a_killed_process_leaves_nothing_or_all_of_an_act(app: Flask, life: str) -> None:
    with app.app_context():
        steps = LIVES[life](db.session())
        db.session.commit()
    known = found(app)
    for step in steps:
        die_in_mid_act(app, step)
        die_when_it_is_done(app, step)
        do_again(app, step)
    assert found(app) == known


def found(app: Flask) -> list[str]:
    """What the check finds; before anything is done, that nobody gave the notices by which members left here."""
    with looking(app) as session:
        return [str(each) for each in check.findings(session, NOW)]


def die_in_mid_act(app: Flask, step: Step) -> None:
    before = held(app)
    for point in NOTHING_DONE:
        kill(app, step.deed, step.name, point)
        assert held(app) == before, f"{step.name}: {point}"
    with looking(app) as session:
        assert list(check.journal_findings(session)) == [], step.name


def die_when_it_is_done(app: Flask, step: Step) -> None:
    """What the deaths before have left undone is done now, wholly, though nobody was told."""
    all_of_it = whole(app, step.deed, step.name)
    kill(app, step.deed, step.name, Point.COMMITTED)
    with looking(app) as session:
        assert counted(session) == all_of_it, step.name


def do_again(app: Flask, step: Step) -> None:
    """Send the form again, and fill a new one: neither does more, unless the act may be done a second time."""
    done = held(app)
    with app.app_context(), transaction() as own:
        assert perform(own, step.deed, step.name)
    assert held(app) == done, step.name
    if step.is_once:
        with app.app_context(), suppress(Refusal), transaction() as own:
            step.deed(own)
        assert held(app) == done, step.name

