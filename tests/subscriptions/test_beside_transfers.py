"""Further shares of somebody between whom and another a transfer is agreed for a day to come (§§ 15b (2), 76 GenG)."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.core.values import Refusal
from app.members.models import Member
from app.shares import queries as shares
from app.shares.rules import at_the_close, on_the_day, paid_on_most
from app.subscriptions.queries import circumstances_of
from app.subscriptions.rules import SubscriptionState
from app.transfers.rules import TransferState
from tests.departures.factories import JOINED
from tests.factories import TODAY
from tests.shares.factories import SHARE, a_member, paid
from tests.subscriptions.factories import decided
from tests.subscriptions.factories import proposed as further
from tests.transfers import factories as transfers

DAY = timedelta(days=1)
OPEN = {"further_shares_allowed": True, "max_shares": 20}


def with_room(session: Session) -> tuple[Member, Member]:
    """A member with five paid shares, and one with five of which two are paid: their nominal holds three more."""
    one, _other = transfers.two_holders(session, **OPEN)
    roomy = a_member(session, "Stadt Morgenau", 5, JOINED)
    paid(session, roomy, 2 * SHARE, JOINED)
    return one, roomy


@pytest.mark.parametrize("ahead", [0, 33])
def test_who_has_paid_all_shares_and_hands_one_on_may_take_further_ones_before(session: Session, ahead: int) -> None:
    one, roomy = with_room(session)
    subscription = further(session, one, 2)
    day = TODAY + ahead * DAY
    transfer = transfers.proposed(session, one, roomy, 1, wanted_on=day)
    assert transfer.state is TransferState.ENTERED
    known = circumstances_of(session, one, TODAY, TODAY, subscription)
    assert (known.shares, known.paid) == (5, 5 * SHARE)
    decided(session, subscription)
    assert (subscription.state, subscription.refusal_reason) == (SubscriptionState.ADMITTED, "")
    held = [(each.shares, each.paid_in) for each in (
        shares.holding_of(session, one.id, day), shares.holding_of(session, one.id, day + DAY)
    )]
    assert held == [(7, 5 * SHARE), (6, 4 * SHARE)]


def test_credit_that_comes_on_a_later_day_pays_no_share_today(session: Session) -> None:
    one, roomy = with_room(session)
    transfers.proposed(session, one, roomy, 3, wanted_on=TODAY + 33 * DAY)
    with pytest.raises(Refusal, match="voll eingezahlt"):
        further(session, roomy, 1)


def test_a_share_not_fully_paid_that_comes_on_a_later_day_stands_against_further_ones() -> None:
    today, then = on_the_day(TODAY), on_the_day(TODAY + 33 * DAY)
    held = [(today - 10, 2), (then, 1)]
    assert paid_on_most(held, 5 * SHARE // 2, [(then, SHARE // 2)], today, (), SHARE) == 5 * SHARE // 2
    assert paid_on_most(held, 3 * SHARE, [(then, SHARE)], today, (), SHARE) == 3 * SHARE


def test_what_ends_by_an_exit_leaves_its_payments_to_no_share_held_before() -> None:
    today, then = on_the_day(TODAY), at_the_close(TODAY + 33 * DAY)
    assert paid_on_most([(today - 10, 5), (then, -2)], 4 * SHARE, [], today, (), SHARE) == 4 * SHARE
