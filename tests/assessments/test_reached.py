"""Which needs count as assessed together: those that several members scored, from the close of their round on."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.assessments import actions, queries
from app.bundles import actions as bundles
from tests.assessments.factories import a_world, assess, begun, closed
from tests.factories import NOW


def test_needs_count_from_the_close_of_the_first_round_in_which_several_members_scored_them(session: Session) -> None:
    world = a_world(session)
    closed(session, world)
    assert queries.first_assessed(session, NOW - timedelta(seconds=1)) == {}
    assert queries.first_assessed(session, NOW) == {each.id: NOW for each in world.needs}


def test_what_one_member_scored_and_another_could_not_judge_was_not_assessed_together(session: Session) -> None:
    world = a_world(session)
    found = begun(session, world)
    for member in (world.house.town, world.house.vineyard, world.guild):
        steps = (3, 3) if member is world.house.town else (None, None)
        assess(session, world, found, member, world.roads, *steps)
        assess(session, world, found, member, world.minutes, 5, 1)
    actions.close(session, found.id, found.version, world.office, NOW)
    assert set(queries.first_assessed(session, NOW)) == {each.id for each in world.needs[:2]}


def test_what_lay_in_the_bundle_at_the_close_counts_wherever_it_lies_later(session: Session) -> None:
    world = a_world(session)
    taken_out, later = world.needs[1].id, NOW + timedelta(days=1)
    bundles.place(session, taken_out, world.minutes.id, None, world.office, NOW - timedelta(days=1))
    closed(session, world)
    bundles.place(session, taken_out, None, world.minutes.id, world.office, later)
    bundles.place(session, world.needs[0].id, world.minutes.id, None, world.office, later)
    assert set(queries.first_assessed(session, later)) == {world.needs[0].id, world.needs[2].id}
