"""What becomes of rounds, verdicts and deleted words where an installation in use is brought to 0094, and back."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from app.assessments import queries
from app.bundles import actions as bundles
from app.core.db import db, transaction
from app.needs import actions as needs
from app.needs.models import Need
from app.solutions.rules import Outcome
from tests.assessments.factories import Network, a_world, begun, closed, prepared
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


def a_used_world() -> Network:
    """A round that is over and one that is prepared; since then a need went elsewhere, and one was put in."""
    with transaction() as session:
        world = a_world(session)
        office = world.office
        closed(session, world)
        prepared(session, world)
        bundles.place(session, world.needs[1].id, world.minutes.id, world.roads.id, office, LATER)
        late = a_need(session, world.firm, world.house.office)
        bundles.place(session, late.id, None, world.minutes.id, office, LATER)
    return world


def test_a_round_knows_afterwards_which_needs_lay_in_its_bundles_when_it_began(empty_app: Flask) -> None:
    upgrade()
    world = a_used_world()
    kept = "SELECT subject_id, need_id FROM assessment_subject_need ORDER BY subject_id, need_id"
    before = rows(kept)
    assert [need for _subject, need in before] == [each.id for each in world.needs]
    down()
    upgrade()
    assert rows(kept) == before
    assert len(queries.first_assessed(db.session(), LATER)) == 3
    db.session.rollback()


def test_a_need_that_was_withdrawn_as_the_round_began_was_not_assessed(empty_app: Flask) -> None:
    upgrade()
    with transaction() as session:
        world = a_world(session)
        needs.withdraw(session, world.needs[0].id, None, "", world.office, NOW)
        begun(session, world, NOW + timedelta(hours=1))
        needs.withdraw(session, world.needs[1].id, None, "", world.office, LATER)
    kept = "SELECT need_id FROM assessment_subject_need ORDER BY need_id"
    before = rows(kept)
    assert [need for (need,) in before] == [each.id for each in world.needs[1:]]
    down()
    upgrade()
    assert rows(kept) == before


def test_what_was_deleted_by_half_is_deleted_whole_and_what_was_removed_names_no_bytes(empty_app: Flask) -> None:
    upgrade()
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


def test_a_row_that_contradicts_itself_is_named_and_nothing_is_changed(empty_app: Flask) -> None:
    upgrade()
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


def test_ids_are_never_given_twice_though_a_table_is_made_anew(empty_app: Flask) -> None:
    upgrade()
    with transaction() as session:
        found = prepared(session, a_world(session), criteria=("use", "risk", "reach"))
        session.delete(found.criteria[-1])
    down()
    upgrade()
    with transaction() as session:
        world_round = queries.get_round(session, 1)
        again = type(world_round.criteria[0])(position=9, name="Neu", low="a", high="b", weight=1)
        world_round.criteria.append(again)
        session.flush()
        assert again.id == 4
