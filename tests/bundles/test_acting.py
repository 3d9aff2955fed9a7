"""Every act on bundles, its undoing and its doing again; stale pages; two people at once; on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.bundles import actions, queries
from app.bundles.models import Bundle, BundleAct, BundledNeed
from app.bundles.rules import ActKind, Wording
from app.core.journal import JournalLine
from app.core.values import Actor, Refusal, Role
from app.needs import actions as need_actions
from app.needs.models import Need
from app.needs.rules import Level
from tests.bundles.factories import ALL, a_bundle, held
from tests.factories import NOW
from tests.needs.factories import COUNCIL, LETTERS, MINUTES, ROADS, House, a_need, a_network, actor_of
from tests.together import transactions_together

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def house(session: Session) -> House:
    return a_network(session)


@pytest.fixture
def office(house: House) -> Actor:
    return actor_of(house.office, Role.OFFICE)


@pytest.fixture
def needs(session: Session, house: House) -> list[Need]:
    """Minutes and council belong together, roads do not."""
    found = [a_need(session, house.town, house.mayor, each) for each in (MINUTES, COUNCIL, ROADS)]
    session.commit()
    return found


def undo_newest(session: Session, bundle: Bundle, actor: Actor) -> BundleAct:
    newest = queries.newest_act_on_bundle(session, bundle.id)
    assert newest is not None
    return actions.undo(session, newest.id, actor, LATER)


def test_needs_go_into_a_bundle_out_and_into_another_one(
    session: Session, house: House, office: Actor, needs: list[Need]
) -> None:
    minutes, council, roads = needs
    one, other = a_bundle(session, house, minutes), a_bundle(session, house, roads, title="Straßen")
    actions.place(session, council.id, None, one.id, office, NOW)
    assert held(session, one) == [MINUTES.title, COUNCIL.title]
    actions.place(session, council.id, one.id, other.id, office, NOW)
    assert held(session, other) == [COUNCIL.title, ROADS.title]
    actions.place(session, council.id, other.id, None, office, NOW)
    assert (held(session, one), held(session, other)) == ([MINUTES.title], [ROADS.title])
    kinds = [each.kind for each in queries.acts_of(session, other.id)]
    assert kinds == [ActKind.TAKE_OUT, ActKind.MOVE, ActKind.OPEN]
    assert (one.version, other.version) == (3, 3)
    assert actions.place(session, council.id, None, None, office, NOW) is None


def test_every_act_is_undone_and_done_again(session: Session, house: House, office: Actor, needs: list[Need]) -> None:
    minutes, council, roads = needs
    one, other = a_bundle(session, house, minutes, council), a_bundle(session, house, roads, title="Straßen")
    wording = Wording("Sitzungen", "Alles um Räte", Level.OFFICE)
    acts: list[Callable[[], BundleAct | None]] = [
        lambda: actions.place(session, council.id, one.id, None, office, NOW),
        lambda: actions.place(session, council.id, one.id, other.id, office, NOW),
        lambda: actions.split(session, one.id, [council.id], wording, False, one.version, office, NOW),
        lambda: actions.merge(session, other.id, one.id, other.version, office, NOW),
        lambda: actions.word(session, one.id, wording, False, one.version, office, NOW),
        lambda: actions.dissolve(session, one.id, one.version, office, NOW),
    ]
    before = as_it_is(session)
    for act in acts:
        done = act()
        assert done is not None
        after = as_it_is(session)
        assert after != before
        undoing = actions.undo(session, done.id, office, NOW)
        assert as_it_is(session) == before
        again = actions.undo(session, undoing.id, office, NOW)
        assert as_it_is(session) == after
        actions.undo(session, again.id, office, NOW)
        assert as_it_is(session) == before


def as_it_is(session: Session) -> tuple[object, ...]:
    """Which bundles are there, how they are worded, and what lies where."""
    session.flush()
    session.expire_all()
    bundles = session.scalars(select(Bundle).where(Bundle.dissolved_at.is_(None)).order_by(Bundle.id))
    lies = session.execute(select(BundledNeed.need_id, BundledNeed.bundle_id).order_by(BundledNeed.need_id))
    return tuple((each.id, each.standing()) for each in bundles), tuple(map(tuple, lies))


def test_the_opening_is_undone_and_the_number_stays_taken(
    session: Session, house: House, office: Actor, needs: list[Need]
) -> None:
    one = a_bundle(session, house, needs[0])
    undo_newest(session, one, office)
    assert one.dissolved_at is not None
    assert a_bundle(session, house, needs[0]).number == "BD-2026-0002"


def test_what_was_changed_since_is_not_undone_and_it_is_said_who_changed_it(
    session: Session, house: House, office: Actor, needs: list[Need]
) -> None:
    minutes, council, _roads = needs
    one = a_bundle(session, house, minutes)
    act = actions.place(session, council.id, None, one.id, office, NOW)
    actions.place(session, council.id, one.id, None, replace(office, name="Jana Kolb"), LATER)
    assert act is not None
    with pytest.raises(Refusal, match=f"{council.number} wurde seither geändert. Jana Kolb, .*herausgenommen"):
        actions.undo(session, act.id, office, LATER)
    undo_newest(session, one, office)
    assert COUNCIL.title in held(session, one)


def test_an_opening_is_not_undone_once_something_else_lies_in_it(
    session: Session, house: House, office: Actor, needs: list[Need]
) -> None:
    one = a_bundle(session, house, needs[0])
    opening = queries.acts_of(session, one.id)[0]
    actions.place(session, needs[1].id, None, one.id, office, NOW)
    with pytest.raises(Refusal, match=f"{needs[1].number} wurde seither geändert"):
        actions.undo(session, opening.id, office, LATER)


def test_an_act_is_undone_once(session: Session, house: House, office: Actor, needs: list[Need]) -> None:
    one = a_bundle(session, house, needs[0])
    act = actions.place(session, needs[1].id, None, one.id, office, NOW)
    assert act is not None
    actions.undo(session, act.id, office, NOW)
    with pytest.raises(Refusal, match="schon zurückgenommen: von Henrike Lautenschlag"):
        actions.undo(session, act.id, office, NOW)


def test_a_page_that_is_not_new_any_more_is_refused(
    session: Session, house: House, office: Actor, needs: list[Need]
) -> None:
    minutes, council, roads = needs
    one, other = a_bundle(session, house, minutes), a_bundle(session, house, roads, title="Straßen")
    stale = one.version
    actions.place(session, council.id, None, one.id, office, NOW)
    acts: list[Callable[[], object]] = [
        lambda: actions.split(session, one.id, [council.id], Wording("Neu"), False, stale, office, NOW),
        lambda: actions.merge(session, one.id, other.id, stale, office, NOW),
        lambda: actions.word(session, one.id, Wording("Neu"), False, stale, office, NOW),
        lambda: actions.dissolve(session, one.id, stale, office, NOW),
        lambda: actions.place(session, council.id, None, other.id, office, NOW),
    ]
    for act in acts:
        with pytest.raises(Refusal, match=r"Henrike Lautenschlag.*aufgenommen"):
            act()
    assert held(session, one) == [MINUTES.title, COUNCIL.title]


def test_a_need_lies_in_one_bundle_and_opening_takes_none_away(
    session: Session, house: House, office: Actor, needs: list[Need]
) -> None:
    a_bundle(session, house, needs[0])
    with pytest.raises(Refusal, match="liegt nicht mehr dort"):
        a_bundle(session, house, needs[0], title="Noch eines")


def test_a_withdrawn_need_leaves_its_bundle_unseen_and_comes_back_to_its_place(
    session: Session, house: House, office: Actor, needs: list[Need]
) -> None:
    minutes, council, roads = needs
    one = a_bundle(session, house, minutes, council)
    need_actions.withdraw(session, council.id, house.town.id, "", actor_of(house.mayor), NOW)
    assert held(session, one) == [MINUTES.title]
    assert [each.need.number for each in queries.gone_in(session, one.id)] == [council.number]
    with pytest.raises(Refusal, match="zurückgezogen"):
        actions.place(session, council.id, one.id, a_bundle(session, house, roads).id, office, NOW)
    act = actions.dissolve(session, one.id, one.version, office, NOW)
    actions.undo(session, act.id, office, NOW)
    need_actions.bring_back(session, council.id, house.town.id, actor_of(house.mayor), NOW)
    assert held(session, one) == [MINUTES.title, COUNCIL.title]


def test_a_deleted_need_is_not_shown_and_undoing_goes_on(
    session: Session, house: House, office: Actor, needs: list[Need]
) -> None:
    minutes, council, _roads = needs
    one = a_bundle(session, house, minutes, council)
    act = actions.dissolve(session, one.id, one.version, office, NOW)
    need_actions.withdraw(session, council.id, house.town.id, "", actor_of(house.mayor), NOW)
    need_actions.erase(session, council.id, office, NOW)
    actions.undo(session, act.id, office, NOW)
    assert held(session, one) == [MINUTES.title]


def test_a_confidential_need_asks_whether_the_title_tells_of_it(
    session: Session, house: House, office: Actor, needs: list[Need]
) -> None:
    letters = a_need(session, house.vineyard, house.vintner, LETTERS)
    ids = [needs[0].id, letters.id]
    with pytest.raises(Refusal, match="verraten"):
        actions.open_bundle(session, Wording("Protokolle"), ids, False, office, NOW)
    actions.open_bundle(session, Wording("Protokolle", level=Level.OFFICE), ids, False, office, NOW)


def test_every_act_is_a_line_of_the_journal_with_numbers_alone(
    session: Session, house: House, office: Actor, needs: list[Need]
) -> None:
    one = a_bundle(session, house, needs[0])
    actions.place(session, needs[1].id, None, one.id, office, NOW)
    undo_newest(session, one, office)
    actions.word(session, one.id, Wording("Sitzungen"), True, one.version, office, NOW)
    session.commit()
    lines = session.scalars(select(JournalLine).where(JournalLine.subject == f"bundle:{one.id}")).all()
    assert [each.act for each in lines] == ["open_bundle", "put_in_bundle", "undo_in_bundles", "word_bundle"]
    told = " ".join(each.summary() for each in lines)
    assert needs[1].number in told
    assert not any(word in told for word in (MINUTES.title, "Protokolle", "Sitzungen"))


@pytest.mark.parametrize("table", ["bundle_act", "bundle_move", "bundle_turn"])
def test_the_history_only_grows(session: Session, house: House, needs: list[Need], table: str) -> None:
    a_bundle(session, house, needs[0])
    session.commit()
    with pytest.raises(DBAPIError, match=r"grow|refuse"):
        session.execute(text(f"DELETE FROM {table}"))


def test_two_who_put_one_need_into_different_bundles_leave_it_in_one(
    app: Flask, session: Session, house: House, office: Actor, needs: list[Need]
) -> None:
    minutes, council, roads = (each.id for each in needs)
    one, other = a_bundle(session, house, needs[0]).id, a_bundle(session, house, needs[2], title="Straßen").id
    session.commit()
    answers = transactions_together(
        app, lambda held_: actions.place(held_, council, None, one, office, NOW),
        lambda held_: actions.place(held_, council, None, other, office, NOW),
    )
    assert sum(isinstance(each, Refusal) for each in answers) == 1
    session.rollback()
    session.expire_all()
    lies = dict(session.execute(select(BundledNeed.need_id, BundledNeed.bundle_id)).all())
    assert lies == {minutes: one, council: lies[council], roads: other}


def test_two_who_merge_crosswise_end_with_one_bundle(
    app: Flask, session: Session, house: House, office: Actor, needs: list[Need]
) -> None:
    one, other = a_bundle(session, house, needs[0], needs[1]), a_bundle(session, house, needs[2], title="Straßen")
    first, second = (one.id, one.version), (other.id, other.version)
    session.commit()
    answers = transactions_together(
        app, lambda held_: actions.merge(held_, first[0], second[0], first[1], office, NOW),
        lambda held_: actions.merge(held_, second[0], first[0], second[1], office, NOW),
    )
    assert sum(isinstance(each, Refusal) for each in answers) == 1
    session.rollback()
    session.expire_all()
    rows, total = queries.list_bundles(session, ALL)
    assert (total, rows[0].needs) == (1, 3)


def test_an_act_is_undone_once_by_two_at_the_same_moment(
    app: Flask, session: Session, house: House, office: Actor, needs: list[Need]
) -> None:
    one = a_bundle(session, house, needs[0])
    act = actions.place(session, needs[1].id, None, one.id, office, NOW)
    assert act is not None
    act_id = act.id
    session.commit()
    answers = transactions_together(app, *[lambda held_: actions.undo(held_, act_id, office, NOW)] * 3)
    assert sum(isinstance(each, Refusal) for each in answers) == 2
    session.rollback()
    session.expire_all()
    assert held(session, one) == [MINUTES.title]
