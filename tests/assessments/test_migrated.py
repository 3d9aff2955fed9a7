"""What becomes of rounds, verdicts and deleted words where an installation in use is brought to 0094, and back."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.assessments import queries
from app.assessments.models import RoundCriterion
from app.bundles import actions as bundles
from app.core.db import db, transaction
from app.needs import actions as needs
from app.needs.models import Need
from app.solutions.rules import Outcome
from tests.assessments.factories import Network, a_world, closed, prepared
from tests.factories import NOW
from tests.needs.factories import a_need, actor_of
from tests.solutions.factories import an_answer, judged

BEFORE, LATER = "0093", NOW + timedelta(days=1)


def rows(statement: str) -> list[tuple[Any, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def written(statement: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(text(statement))


def down() -> None:
    """Back to the revision before; what was read is let go, for a table that is read is not changed."""
    db.session.rollback()
    downgrade(revision=BEFORE)


def a_used_world(session: Session) -> Network:
    """A round that is over and one that is prepared; a need was withdrawn before, another one since, one went
    elsewhere, one was put in, and a criterion is gone.
    """
    world = a_world(session)
    office = world.office
    for moment in (NOW, LATER):
        more = a_need(session, world.firm, world.house.office)
        bundles.place(session, more.id, None, world.minutes.id, office, moment)
        if moment == NOW:
            needs.withdraw(session, more.id, None, "", office, NOW)
            closed(session, world)
    needs.withdraw(session, world.needs[0].id, None, "", office, LATER)
    bundles.place(session, world.needs[1].id, world.minutes.id, world.roads.id, office, LATER)
    session.delete(prepared(session, world, criteria=("use", "risk", "reach")).criteria[-1])
    return world


def test_a_round_knows_afterwards_which_needs_lay_in_its_bundles_when_it_began(migrated_app: Flask) -> None:
    """And no id is given twice, though tables are made anew."""
    with transaction() as session:
        world = a_used_world(session)
    kept = "SELECT subject_id, need_id FROM assessment_subject_need ORDER BY subject_id, need_id"
    before = rows(kept)
    assert [need for _subject, need in before] == [each.id for each in world.needs]
    down()
    upgrade()
    assert rows(kept) == before
    with transaction() as session:
        assert len(queries.first_assessed(session, LATER)) == 3
        found = queries.get_round(session, 2)
        found.criteria.append(RoundCriterion(position=9, name="Neu", low="a", high="b", weight=1))
        session.flush()
        assert [each.id for each in found.criteria] == [3, 4, 6]


def test_what_was_deleted_by_half_is_deleted_whole_and_what_was_removed_names_no_bytes(migrated_app: Flask) -> None:
    with transaction() as session:
        world = a_world(session)
        mayor, town = world.house.mayor, world.house.town
        need = a_need(session, town, mayor)
        link = an_answer(session, world.house, need).needs[0]
        judged(session, link.solution, link, mayor, Outcome.NO, "Zu langsam.")
        needs.withdraw(session, need.id, town.id, "", actor_of(mayor), NOW)
        needs.erase(session, need.id, actor_of(mayor), NOW)
        need_id = session.get_one(Need, need.id).id
    down()
    written(f"UPDATE need SET situation = 'Es fehlt', urgency = 'this_year' WHERE id = {need_id}")
    written("UPDATE solution_verdict SET noted = 'Am Telefon'")
    written(
        "INSERT INTO need_file (need_id, file_name, media_type, size, sha256, added_at, added_by, removed_at) VALUES"
        f" ({need_id}, '', 'application/pdf', 1, 'abc', '2026-01-01 10:00:00', 'X', '2026-01-02 10:00:00')"
    )
    upgrade()
    assert rows(f"SELECT situation, urgency FROM need WHERE id = {need_id}") == [("", None)]
    assert rows("SELECT outcome, words, noted, erased_at IS NOT NULL FROM solution_verdict") == [("no", "", "", True)]
    assert rows("SELECT sha256 FROM need_file") == [("",)]


def test_a_row_that_contradicts_itself_is_named_and_nothing_is_changed(migrated_app: Flask) -> None:
    with transaction() as session:
        closed(session, a_world(session))
    down()
    written("UPDATE assessment_subject SET is_taken_up = true WHERE id = 1")
    written("UPDATE assessment_criterion SET name = 'Nutzen', weight = 101")
    with pytest.raises((SystemExit, RuntimeError)):
        upgrade()
    assert rows("SELECT DISTINCT name, weight FROM assessment_criterion") == [("Nutzen", 101)]
    assert rows("SELECT version_num FROM alembic_version") == [(BEFORE,)]
    written("UPDATE assessment_subject SET is_taken_up = false")
    written("UPDATE assessment_criterion SET name = 'Risiko', weight = 1 WHERE id = 2")
    written("UPDATE assessment_criterion SET weight = 3 WHERE id = 1")
    upgrade()
    assert rows("SELECT COUNT(*) FROM assessment_subject_need") == [(3,)]
