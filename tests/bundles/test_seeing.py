"""Who sees which bundle, by role and level: the condition of the database is the rule; what an audit reads."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.bundles import actions, queries
from app.bundles.models import Bundle
from app.bundles.rules import Wording, may_see_bundle
from app.core import horizon
from app.core.horizon import Horizon
from app.core.values import Role
from app.needs import actions as need_actions
from app.needs import queries as needs
from app.needs.models import Need
from app.needs.queries import visible_to
from app.needs.rules import Level, NeedState, Viewer
from tests.bundles.factories import ALL, a_bundle
from tests.factories import NOW
from tests.needs.factories import LETTERS, MINUTES, ROADS, House, a_need, a_network, actor_of
from tests.statements import statements


@pytest.fixture
def house(session: Session) -> House:
    return a_network(session)


def test_the_database_is_asked_the_rule_itself(session: Session, house: House) -> None:
    """Every level of bundle with a need of every level, also withdrawn ones and dissolved ones."""
    office = actor_of(house.office, Role.OFFICE)
    made: list[tuple[Bundle, Need]] = []
    for level in Level:
        for stated in (replace(MINUTES, level=each) for each in Level):
            for state in (NeedState.SEEN, NeedState.RAISED, NeedState.WITHDRAWN):
                need = a_need(session, house.town, house.mayor, stated)
                made.append((a_bundle(session, house, need, level=level), need))
                need.state = state
    session.flush()
    actions.dissolve(session, made[0][0].id, 1, office, NOW)
    session.flush()
    viewers = (
        ALL, Viewer(is_member=True, own=frozenset({house.town.id})), Viewer(is_member=True),
        Viewer(own=frozenset({house.town.id})), Viewer(),
    )
    for viewer in viewers:
        seen = set(session.scalars(select(Need.id).where(visible_to(viewer), Need.state != NeedState.WITHDRAWN)))
        found = set(session.scalars(select(Bundle.id).where(queries.visible_bundles(viewer))))
        wanted = {
            bundle.id for bundle, need in made
            if may_see_bundle(viewer, bundle.level, need.id in seen, bundle.dissolved_at is not None)
        }
        assert found == wanted, viewer


def test_members_are_shown_and_told_the_number_of_the_needs_they_see(session: Session, house: House) -> None:
    open_one, closed_one = a_need(session, house.town, house.mayor), a_need(session, house.vineyard, house.vintner,
                                                                            LETTERS)
    bundle = a_bundle(session, house, open_one, closed_one)
    member = Viewer(is_member=True, own=frozenset({house.town.id}))
    rows, total = queries.list_bundles(session, member)
    assert (total, rows[0].needs) == (1, 1)
    assert [each.need.id for each in queries.needs_in(session, bundle.id, member)] == [open_one.id]
    assert queries.bundle_of(session, closed_one.id, member) is None
    assert queries.bundle_of(session, open_one.id, member) == bundle
    assert queries.search(session, member, "quasselmaschine", 5) == []
    assert len(queries.search(session, ALL, "quasselmaschine", 5)) == 1
    owner = Viewer(is_member=True, own=frozenset({house.vineyard.id}))
    assert len(queries.needs_in(session, bundle.id, owner)) == 2
    assert queries.owners_in(session, [bundle.id]) == {bundle.id: {house.town.id, house.vineyard.id}}


def test_a_bundle_is_gone_for_members_when_a_need_in_it_is_made_confidential_until_somebody_looks(
    session: Session, house: House
) -> None:
    one, other = a_need(session, house.town, house.mayor), a_need(session, house.vineyard, house.vintner, ROADS)
    bundle, member = a_bundle(session, house, one, other), Viewer(is_member=True)
    assert queries.find_bundle(session, bundle.id, member)
    need_actions.change(session, one.id, replace(MINUTES, level=Level.OFFICE), actor_of(house.mayor), NOW)
    session.flush()
    assert queries.find_bundle(session, bundle.id, member) is None
    assert queries.bundle_of(session, other.id, member) is None
    assert queries.closed_since(session, bundle.id) == [one.number]
    office = actor_of(house.office, Role.OFFICE)
    actions.word(session, bundle.id, Wording("Neutral"), True, bundle.version, office, NOW)
    session.flush()
    assert queries.find_bundle(session, bundle.id, member)


@pytest.mark.parametrize("way", ["undone", "put in by hand"])
def test_a_need_that_comes_back_more_confidential_closes_its_bundle_until_somebody_looks(
    session: Session, house: House, way: str
) -> None:
    one, other = a_need(session, house.town, house.mayor), a_need(session, house.vineyard, house.vintner, ROADS)
    bundle, office = a_bundle(session, house, one, other), actor_of(house.office, Role.OFFICE)
    member = Viewer(is_member=True)
    act = actions.place(session, one.id, bundle.id, None, office, NOW)
    assert act is not None
    need_actions.change(session, one.id, replace(MINUTES, level=Level.OFFICE), actor_of(house.mayor), NOW)
    assert queries.find_bundle(session, bundle.id, member)
    if way == "undone":
        actions.undo(session, act.id, office, NOW)
    else:
        actions.place(session, one.id, None, bundle.id, office, NOW)
    assert queries.find_bundle(session, bundle.id, member) is None
    assert queries.closed_since(session, bundle.id) == [one.number]
    actions.word(session, bundle.id, Wording("Neutral"), True, bundle.version, office, NOW)
    session.flush()
    assert queries.find_bundle(session, bundle.id, member)


def test_a_need_that_was_confidential_all_along_comes_back_and_its_bundle_stays_shown(
    session: Session, house: House
) -> None:
    one, closed = a_need(session, house.town, house.mayor), a_need(session, house.vineyard, house.vintner, LETTERS)
    bundle, office = a_bundle(session, house, one, closed), actor_of(house.office, Role.OFFICE)
    act = actions.place(session, closed.id, bundle.id, None, office, NOW)
    assert act is not None
    actions.undo(session, act.id, office, NOW)
    session.flush()
    assert queries.find_bundle(session, bundle.id, Viewer(is_member=True))


def test_an_undone_wording_is_not_shown_to_members_who_may_not_see_what_it_was_written_from(
    session: Session, house: House
) -> None:
    one, other = a_need(session, house.town, house.mayor), a_need(session, house.vineyard, house.vintner, ROADS)
    bundle, office = a_bundle(session, house, one, other), actor_of(house.office, Role.OFFICE)
    need_actions.change(session, one.id, replace(MINUTES, level=Level.OFFICE), actor_of(house.mayor), NOW)
    act = actions.word(session, bundle.id, Wording("Neutral", level=Level.OFFICE), False, bundle.version, office, NOW)
    assert act is not None
    actions.undo(session, act.id, office, NOW)
    session.flush()
    assert bundle.level is Level.MEMBERS
    assert queries.find_bundle(session, bundle.id, Viewer(is_member=True)) is None


def test_who_audits_a_period_reads_where_each_need_lay_at_its_close(session: Session, house: House) -> None:
    office, later = actor_of(house.office, Role.OFFICE), NOW + timedelta(days=3)
    one, other = a_need(session, house.town, house.mayor), a_need(session, house.vineyard, house.vintner, ROADS)
    first = a_bundle(session, house, one)
    second = a_bundle(session, house, other, title="Straßen", now=later)
    actions.place(session, one.id, first.id, second.id, office, later)
    session.commit()
    day = NOW.date()
    assert isinstance(day, date)
    with horizon.within(Horizon(1, day - timedelta(days=300), day)):
        rows, total = queries.list_bundles(session, ALL)
        assert (total, rows[0].bundle.id, rows[0].needs) == (1, first.id, 1)
        assert [each.need.id for each in queries.needs_in(session, first.id, ALL)] == [one.id]
        assert queries.bundle_of(session, other.id, ALL) is None
        assert len(queries.acts_of(session, first.id)) == 1
    assert queries.needs_in(session, first.id, ALL) == []


def test_lists_are_searched_sorted_and_filtered(session: Session, house: House) -> None:
    one, other = a_need(session, house.town, house.mayor), a_need(session, house.vineyard, house.vintner, ROADS)
    third = a_need(session, house.town, house.mayor, replace(ROADS, title="Brücken"))
    first, second = a_bundle(session, house, one), a_bundle(session, house, other, third, title="Straßen")
    session.flush()

    def listed(asked: queries.Asked, sort: str = "opened", descending: bool = False) -> list[int]:
        return [each.bundle.id for each in queries.list_bundles(session, ALL, asked, sort, descending)[0]]

    assert listed(queries.Asked(words="strassen")) == [second.id]
    assert listed(queries.Asked(words="asphalt")) == [second.id]
    assert listed(queries.Asked(field="energy")) == []
    assert listed(queries.Asked(region="Rabental"), "needs", True) == [second.id, first.id]
    assert listed(queries.Asked(), "title") == [first.id, second.id]
    assert listed(queries.Asked(), "number", True) == [second.id, first.id]
    assert listed(queries.Asked(level="office")) == []
    assert listed(queries.Asked(first_day=NOW.date() + timedelta(days=1))) == []
    assert queries.count_bundles(session, ALL) == {False: 2, True: 0}


@pytest.mark.parametrize(("level", "closed"), [(Level.MEMBERS, True), (Level.OFFICE, False)])
def test_of_a_bundle_that_comes_back_nothing_is_looked_at_yet_but_of_one_that_members_never_see(
    session: Session, house: House, level: Level, closed: bool
) -> None:
    need = a_need(session, house.town, house.mayor, replace(MINUTES, level=Level.OFFICE))
    office, bundle = actor_of(house.office, Role.OFFICE), a_bundle(session, house, need, level=level)
    assert queries.closed_since(session, bundle.id) == [], "somebody looked when it was opened"
    act = actions.dissolve(session, bundle.id, bundle.version, office, NOW)
    actions.undo(session, act.id, office, NOW)
    assert queries.closed_since(session, bundle.id) == ([need.number] if closed else [])


def test_the_needs_of_several_bundles_take_no_more_statements_than_of_one(session: Session, house: House) -> None:
    shown, hidden = a_need(session, house.town, house.mayor), a_need(session, house.vineyard, house.vintner, LETTERS)
    one = a_bundle(session, house, shown, hidden)
    other = a_bundle(session, house, a_need(session, house.town, house.mayor, ROADS), title="Straßen")
    one_id, other_id, asked, found = one.id, other.id, list[int](), dict[int, list[needs.Row]]()
    for ids in ([one_id], [one_id, other_id, 4711]):
        session.expire_all()
        with statements() as sent:
            found = queries.needs_in_each(session, ids, Viewer(is_member=True))
        asked.append(len(sent))
    assert asked[0] == asked[1]
    assert {key: [row.need.title for row in rows] for key, rows in found.items()} == {
        one_id: [MINUTES.title], other_id: [ROADS.title], 4711: []
    }
