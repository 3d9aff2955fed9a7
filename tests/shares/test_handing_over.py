"""Handing over: on the day the transferor holds, from the next on the acquirer; both legs, done and undone, in one."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.journal import JournalDetails
from app.core.values import Refusal
from app.members.models import Member
from app.shares import actions, queries
from app.shares.queries import HandedOver
from app.shares.rules import held_from, least_from, most_nominal
from tests.factories import NOW, OFFICE, TODAY
from tests.shares.factories import JOINED, SHARE, a_house, a_member, paid

DAY = timedelta(days=1)
LATER = NOW + DAY


def two_members(session: Session, shares: int = 3) -> tuple[Member, Member]:
    """One with paid shares, one with a paid one."""
    a_house(session)
    one, other = a_member(session, shares=shares), a_member(session, "Stadt Morgenau", shares=1)
    paid(session, one, shares * SHARE, JOINED)
    paid(session, other, SHARE, JOINED)
    return one, other


def handed(
    session: Session, one: Member, other: Member, shares: int, amount: int | None = None, day: date = TODAY
) -> HandedOver:
    return actions.hand_over(
        session, one, other, shares, shares * SHARE if amount is None else amount, day, "Ü-2026-001", OFFICE, NOW
    )


def held(session: Session, day: date, *members: Member) -> list[tuple[int, int]]:
    holdings = [queries.holding_of(session, member.id, day) for member in members]
    return [(holding.shares, holding.credit) for holding in holdings]


def test_on_the_day_the_transferor_holds_and_from_the_next_the_acquirer(session: Session) -> None:
    one, other = two_members(session)
    handed(session, one, other, 2)
    assert held(session, TODAY, one, other) == [(3, 3 * SHARE), (1, SHARE)]
    assert held(session, TODAY + DAY, one, other) == [(1, SHARE), (3, 3 * SHARE)]
    assert queries.shares_on(session, TODAY + DAY) == {one.id: 1, other.id: 3}


def test_the_journal_names_the_credit_alone_where_it_only_fills_shares(session: Session) -> None:
    a_house(session)
    one, other = a_member(session, shares=1), a_member(session, "Stadt Morgenau", shares=1)
    paid(session, one, SHARE, JOINED)
    actions.hand_over(session, one, other, 1, SHARE, TODAY, "Ü-2026-001", OFFICE, NOW, needed=0)
    session.commit()
    told = session.scalars(select(JournalDetails.summary).order_by(JournalDetails.sequence.desc())).all()
    assert [each for each in told if each.startswith(("Guthaben von 500", "0 Anteile"))] == [
        f"Guthaben von 500,00\xa0€ zum {TODAY:%d.%m.%Y} von Nr. {one.number:04d}"
    ]


def test_undone_it_is_as_if_it_had_never_been(session: Session) -> None:
    one, other = two_members(session)
    days = (JOINED, TODAY, TODAY + DAY, TODAY + 400 * DAY)
    before = [held(session, day, one, other) for day in days]
    legs = handed(session, one, other, 3)
    actions.undo_handing_over(session, legs, "Falsches Mitglied", OFFICE, LATER)
    assert [held(session, day, one, other) for day in days] == before
    assert queries.members_with_other_holdings(session) == []


def test_it_is_undone_once(session: Session) -> None:
    legs = handed(session, *two_members(session), 1)
    actions.undo_handing_over(session, legs, "Falsches Mitglied", OFFICE, LATER)
    with pytest.raises(Refusal, match="schon storniert"):
        actions.undo_handing_over(session, legs, "Noch einmal", OFFICE, LATER)


def test_it_stays_where_the_acquirer_has_handed_it_on(session: Session) -> None:
    one, other = two_members(session)
    legs = handed(session, one, other, 2)
    handed(session, other, a_member(session, "Stadt Lindenfurt", shares=1), 3, day=TODAY + DAY)
    with pytest.raises(Refusal, match="späterer Vorgang"):
        actions.undo_handing_over(session, legs, "Falsches Mitglied", OFFICE, LATER)


def test_nobody_hands_over_to_oneself(session: Session) -> None:
    one, _other = two_members(session)
    with pytest.raises(Refusal, match="An sich selbst"):
        handed(session, one, one, 1)


@pytest.mark.parametrize(("shares", "amount"), [(4, 0), (1, 4 * SHARE)])
def test_nobody_hands_over_more_than_is_there(session: Session, shares: int, amount: int) -> None:
    one, other = two_members(session)
    with pytest.raises(Refusal, match="Übertragen Sie höchstens"):
        handed(session, one, other, shares, amount)


def test_what_a_later_entry_takes_is_not_there(session: Session) -> None:
    one, other = two_members(session)
    actions.cancel(session, one, 2, TODAY + 30 * DAY, "Kündigung", OFFICE, NOW)
    with pytest.raises(Refusal, match="höchstens 1 Anteil"):
        handed(session, one, other, 2)


def test_no_credit_stays_without_shares(session: Session) -> None:
    one, other = two_members(session)
    with pytest.raises(Refusal, match="zu viel"):
        handed(session, one, other, 2, SHARE)


def test_the_acquirer_is_a_member_on_the_next_day(session: Session) -> None:
    one, _other = two_members(session)
    later = a_member(session, "Stadt Lindenfurt", shares=1, first_day=TODAY + 9 * DAY)
    with pytest.raises(Refusal, match="nicht in der Mitgliederliste"):
        handed(session, one, later, 1)


def test_the_certificates_of_both_follow(session: Session) -> None:
    one, other = two_members(session)
    for member in (one, other):
        actions.issue_certificate(session, member, OFFICE, NOW)
    handed(session, one, other, 2, day=TODAY - DAY)
    valid = [queries.valid_certificate_of(session, member.id) for member in (one, other)]
    assert [each.shares for each in valid if each] == [1, 3]


CHANGES = st.lists(st.tuples(st.integers(0, 20), st.integers(-5, 5)), max_size=8)


@given(CHANGES, st.integers(0, 20))
@settings(deadline=None)
def test_the_least_is_what_no_day_from_then_on_falls_below(changes: list[tuple[int, int]], start: int) -> None:
    dated = [(JOINED + each * DAY, change) for each, change in changes]
    sums = [
        sum(change for since, change in dated if since <= JOINED + day * DAY) for day in range(start, 22)
    ]
    assert least_from(dated, JOINED + start * DAY) == min(sums)


@given(shares=st.integers(1, 3), offset=st.integers(0, 22), reading=st.integers(-30, 30))
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_both_together_hold_the_same_on_every_day(session: Session, shares: int, offset: int, reading: int) -> None:
    with session.begin_nested() as savepoint:
        one, other = two_members(session)
        day = TODAY + reading * DAY
        before = held(session, day, one, other)
        handed(session, one, other, shares, day=TODAY - offset * DAY)
        after = held(session, day, one, other)
        assert [sum(each) for each in zip(*after, strict=True)] == [sum(each) for each in zip(*before, strict=True)]
        savepoint.rollback()


def test_each_leg_knows_that_there_is_another(session: Session) -> None:
    legs = handed(session, *two_members(session), 1)
    assert legs.taken is not None
    assert [queries.has_other_leg(session, leg) for leg in legs.in_shares] == [True, True]


def test_an_entry_that_is_no_leg_stands_alone(session: Session) -> None:
    one, other = two_members(session)
    handed(session, one, other, 1)
    assert not queries.has_other_leg(session, queries.share_entries_of(session, one.id)[0])


def test_what_is_held_is_said_of_the_day_and_of_each_later_day_that_changes_it() -> None:
    """What changes on the day itself is there; two changes of one day are one."""
    changes = [(TODAY + 3 * DAY, -2), (TODAY, 1), (TODAY - DAY, 4), (TODAY + DAY, 2), (TODAY + DAY, -1)]
    assert held_from(changes, TODAY) == [(TODAY, 5), (TODAY + DAY, 6), (TODAY + 3 * DAY, 4)]
    assert held_from([], TODAY) == [(TODAY, 0)]


def test_shares_count_by_the_most_that_one_came_to_while_it_was_held() -> None:
    """§ 22 (2) GenG: before the reduction at 10, of three since, two stand at 25 at most."""
    reduced = [(0, 25_00), (10, 10_00)]
    assert most_nominal([(5, 2), (20, 1)], reduced) == 2 * 25_00 + 10_00
    assert most_nominal([(20, 1), (30, 1)], reduced) == 2 * 10_00
    assert most_nominal([(5, 2), (8, -2), (20, 3)], reduced) == 2 * 25_00 + 10_00
    assert most_nominal([(-5, 1)], reduced) == 25_00
    assert most_nominal([], reduced) == 0


def test_shares_count_by_the_raised_amount_once_it_is_raised() -> None:
    assert most_nominal([(5, 2)], [(0, 10_00), (10, 25_00)]) == 2 * 25_00
    assert most_nominal([(5, 2), (9, -1)], [(0, 10_00), (10, 25_00)]) == 25_00 + 10_00
