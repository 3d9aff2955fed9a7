"""Credit that went to somebody else within the year: its part of the result goes along (§§ 19, 76, 77 GenG)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.closing import actions, queries
from app.closing.rules import HandedOn, Terms, Uses, weights_followed
from app.core.values import Refusal
from app.members import actions as members
from app.members.models import Member
from app.members.queries import find_member_of_party
from app.members.rules import ExitGround
from app.removals import actions as removals
from app.shares import actions as shares
from app.shares.queries import HandedOver
from tests.closing.factories import ADOPTED, FIRST, SECOND, a_house_with_years, adopted
from tests.closing.test_results import LOSS, PROFIT, RESOLVED, credits_of
from tests.factories import NOW, OFFICE
from tests.removals.factories import a_human, dead, followed
from tests.shares.factories import a_member, paid, subscribed

WRITTEN_OFF = Terms(Uses(100_00, 200_00, 300_00, 400_00))
"""Of the loss 300 € from the members."""


def two_members(session: Session, acquirer_joined: date = date(2024, 5, 2)) -> tuple[Member, Member]:
    """One with four full shares since 2024, one with two."""
    a_house_with_years(session, further_shares_allowed=True)
    giver = a_member(session, "Gemeinde Altenbruck", 4, date(2024, 5, 2))
    paid(session, giver, 2_000_00, date(2024, 5, 2))
    taker = a_member(session, "Stadt Lindenfurt", 2, acquirer_joined)
    paid(session, taker, 1_000_00, acquirer_joined)
    return giver, taker


def handed_on(session: Session, giver: Member, taker: Member, number: int, day: date) -> HandedOver:
    """So many shares of 500 € with their credit; who keeps none leaves."""
    legs = shares.hand_over(session, giver, taker, number, number * 500_00, day, "UT-1", OFFICE, NOW)
    if number == 4:
        members.end(session, giver, day, ExitGround.TRANSFER, "UT-1", OFFICE, NOW)
    return legs


def weights_of(session: Session, *concerned: Member) -> list[int]:
    """By what the key counts for each of them."""
    found = {each.member_id: each.weight for each in queries.participants_of(session, SECOND, ADOPTED)}
    return [found.get(member.id, 0) for member in concerned]


def test_a_loss_is_borne_by_whoever_took_the_credit_over_within_the_year(session: Session) -> None:
    giver, taker = two_members(session)
    handed_on(session, giver, taker, 4, date(2025, 7, 1))
    adopted(session, figures=LOSS)
    actions.use_result(session, SECOND, WRITTEN_OFF, OFFICE, NOW)
    assert credits_of(session, [giver, taker]) == [0, 2_700_00]


def test_profit_on_credit_taken_over_is_the_acquirer_s_also_of_a_newcomer(session: Session) -> None:
    giver, taker = two_members(session, acquirer_joined=date(2025, 6, 1))
    handed_on(session, giver, taker, 4, date(2025, 7, 1))
    adopted(session, figures=PROFIT)
    booked = actions.use_result(session, SECOND, RESOLVED, OFFICE, NOW)
    assert [(line.number, line.weight, line.portion) for line in queries.lines_of(session, booked)[0]] == [
        (taker.number, 2_000_00, 3_000_00)
    ]


@pytest.mark.parametrize("day", [
    date(2024, 12, 31), date(2025, 1, 1), SECOND.last_day, date(2026, 1, 1), ADOPTED - timedelta(days=1),
])
def test_the_part_of_the_credit_takes_its_part_of_the_key_along_until_the_assembly(session: Session, day: date) -> None:
    giver, taker = two_members(session)
    handed_on(session, giver, taker, 1, day)
    assert weights_of(session, giver, taker) == [1_500_00, 1_500_00]


def test_what_is_handed_on_from_the_day_of_the_assembly_on_leaves_the_key_alone(session: Session) -> None:
    giver, taker = two_members(session)
    handed_on(session, giver, taker, 1, ADOPTED)
    assert weights_of(session, giver, taker) == [2_000_00, 1_000_00]


def test_a_loss_of_credit_handed_on_after_the_assembly_says_what_to_do(session: Session) -> None:
    giver, taker = two_members(session)
    handed_on(session, giver, taker, 4, ADOPTED + timedelta(days=3))
    adopted(session, figures=LOSS)
    with pytest.raises(Refusal, match=r"Altenbruck.*Stornieren Sie das zuerst, oder schreiben Sie nichts ab"):
        actions.use_result(session, SECOND, WRITTEN_OFF, OFFICE, NOW)


def test_credit_paid_in_since_goes_along_without_a_part_in_the_key(session: Session) -> None:
    giver, taker = two_members(session)
    subscribed(session, giver, 2, date(2025, 2, 1))
    paid(session, giver, 1_000_00, date(2025, 2, 1))
    handed_on(session, giver, taker, 3, date(2025, 7, 1))
    assert weights_of(session, giver, taker) == [1_000_00, 2_000_00]


def test_what_goes_on_from_hand_to_hand_keeps_its_part(session: Session) -> None:
    giver, taker = two_members(session)
    third = a_member(session, "Landkreis Rabental", 1, date(2025, 3, 1))
    paid(session, third, 500_00, date(2025, 3, 1))
    handed_on(session, giver, taker, 2, date(2025, 7, 1))
    handed_on(session, giver, third, 2, date(2025, 7, 1))
    shares.hand_over(session, taker, third, 2, 1_000_00, date(2025, 8, 1), "UT-2", OFFICE, NOW)
    assert weights_of(session, giver, taker, third) == [0, 1_000_00, 2_000_00]


def test_a_transfer_that_was_undone_leaves_the_key_as_before(session: Session) -> None:
    giver, taker = two_members(session)
    legs = handed_on(session, giver, taker, 2, date(2025, 7, 1))
    shares.undo_handing_over(session, legs, "Irrtum", OFFICE, NOW)
    assert weights_of(session, giver, taker) == [2_000_00, 1_000_00]


def test_in_the_first_year_payments_go_along_as_well(session: Session) -> None:
    giver, taker = two_members(session)
    handed_on(session, giver, taker, 1, date(2024, 7, 1))
    handed_on(session, giver, taker, 1, date(2025, 2, 1))
    found = queries.participants_of(session, FIRST, ADOPTED)
    assert [each.weight for each in found] == [1_000_00, 2_000_00]


def test_the_heir_who_goes_on_bears_the_loss_of_the_year(session: Session) -> None:
    a_house_with_years(session, heirs_continue=True)
    member = a_human(session)
    removal = followed(session, dead(session, member, date(2025, 11, 3)))
    removals.continue_with(session, removal, removal.followers[0].id, OFFICE, NOW)
    adopted(session, figures=LOSS)
    actions.use_result(session, SECOND, WRITTEN_OFF, OFFICE, NOW)
    heir = find_member_of_party(session, removal.followers[0].party_id)
    assert heir is not None
    assert credits_of(session, [member, heir]) == [0, 1_200_00]


@given(
    weights=st.dictionaries(st.integers(0, 3), st.integers(0, 10**9)),
    handed=st.lists(st.builds(
        HandedOn, st.integers(0, 3), st.integers(4, 6), st.integers(0, 10**9), st.integers(0, 10**9)
    )),
)
def test_no_part_of_the_key_is_lost_or_made_on_the_way(weights: dict[int, int], handed: list[HandedOn]) -> None:
    found = weights_followed(weights, handed)
    assert sum(found.values()) == sum(weights.values())
    assert min(found.values(), default=0) >= 0


def test_the_whole_weight_goes_with_the_whole_credit_also_where_a_loss_lessened_it() -> None:
    assert weights_followed({1: 1_000}, [HandedOn(1, 2, 600, 600)]) == {1: 0, 2: 1_000}
    assert weights_followed({1: 1_000, 2: 5}, [HandedOn(1, 2, 200, 600)]) == {1: 667, 2: 338}
    assert weights_followed({}, [HandedOn(1, 2, 200, 0)]) == {1: 0, 2: 0}
