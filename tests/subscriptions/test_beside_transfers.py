"""Further shares of somebody between whom and another a transfer is agreed for a day to come (§§ 15b (2), 76 GenG)."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.archive.rules import Standing
from app.core.values import Refusal
from app.members.models import Member
from app.shares import actions as share_actions
from app.shares import queries as shares
from app.shares.rules import Effect, PaidStep, at_the_close, on_the_day, paid_on_most
from app.subscriptions.queries import circumstances_of
from app.subscriptions.rules import SubscriptionState
from app.transfers import actions as transfer_actions
from app.transfers.rules import TransferState
from documents import registry
from tests.departures.factories import JOINED
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.shares.factories import SHARE, a_member, paid
from tests.subscriptions.factories import decided
from tests.subscriptions.factories import proposed as further
from tests.subscriptions.test_views import typed
from tests.tabs import said
from tests.transfers import factories as transfers
from tests.transfers import test_views as transfer_views

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
    for comes in (SHARE // 2, SHARE):
        steps = [PaidStep(today - 10, Effect.PAID, 2 * SHARE), PaidStep(then, Effect.HANDED_OVER, comes)]
        assert paid_on_most(held, steps, today, (), SHARE) == 2 * SHARE + comes


def test_what_ends_by_an_exit_leaves_its_payments_to_no_share_held_before() -> None:
    today, then = on_the_day(TODAY), at_the_close(TODAY + 33 * DAY)
    steps = [PaidStep(today - 10, Effect.PAID, 4 * SHARE)]
    assert paid_on_most([(today - 10, 5), (then, -2)], steps, today, (), SHARE) == 4 * SHARE


def asked_in(session: Session, letter_id: int | None) -> list[int]:
    """What the letter on an admission in the tray asks for; cents."""
    letter = archive.get_document(session, letter_id or 0)
    assert letter.standing is Standing.VALID
    return [due.cents for due in registry.load(letter.kind, letter.facts or {}).dues]


def test_what_the_credit_pays_is_asked_for_no_more_by_the_letter_in_the_tray(session: Session) -> None:
    one, other = transfers.two_holders(session, **OPEN, min_payment=250_00, instalment_amount=250_00)
    subscription = further(session, other, 1)
    transfer = transfers.proposed(session, one, other, 2)
    decided(session, subscription)
    former = subscription.letter_id
    assert asked_in(session, former) == [250_00, 250_00]
    transfers.decided(session, transfer)
    assert archive.get_document(session, former or 0).standing is Standing.VOID
    assert asked_in(session, subscription.letter_id) == []
    waiting = [item.document.id for item in archive.waiting_items(session)]
    assert (former in waiting, subscription.letter_id in waiting) == (False, True)
    transfer_actions.reverse(session, transfer.id, "Irrtum", OFFICE, NOW + DAY)
    assert asked_in(session, subscription.letter_id) == [250_00, 250_00]


def test_a_payment_that_came_in_leaves_the_letter_as_it_is(session: Session) -> None:
    _one, other = transfers.two_holders(session, **OPEN)
    subscription = further(session, other, 1)
    decided(session, subscription)
    former = subscription.letter_id
    paid(session, other, SHARE)
    assert (subscription.letter_id, asked_in(session, former)) == (former, [SHARE])


def test_a_letter_that_is_out_stays(session: Session) -> None:
    one, other = transfers.two_holders(session, **OPEN)
    subscription = further(session, other, 1)
    decided(session, subscription)
    for item in archive.waiting_items(session):
        item.printed_at = item.posted_at = NOW
    session.flush()
    former = subscription.letter_id
    share_actions.hand_over(session, one, other, 1, SHARE, TODAY, "Übertragung", OFFICE, NOW, 0)
    assert (subscription.letter_id, asked_in(session, former)) == (former, [SHARE])


def test_office_and_board_read_beside_each_act_that_the_other_waits(session: Session, client: FlaskClient) -> None:
    one, other = transfers.two_holders(session, **OPEN)
    session.commit()
    sign_in_office(session, client)
    given, taken = transfer_views.typed(client, one, other), typed(client, other, shares="1")
    paths = f"{transfer_views.address(one, other)}/vorschau", f"/beteiligungen/neu/{other.number}/vorschau"
    for path, data in zip(paths, (given, taken), strict=True):
        assert "entsprechend weniger Anteile" not in said(client.post(path, data=data))
    transfer = transfers.proposed(session, one, other, 2)
    session.commit()
    assert f"übertragen werden: {transfer.number}" in said(client.post(paths[1], data=taken))
    subscription = further(session, other, 1)
    session.commit()
    page = said(client.get(f"/uebertragungen/{transfer.id}"))
    assert f"entscheidet der Vorstand auch: {subscription.number}" in page
    page = said(client.get(f"/beteiligungen/{subscription.id}"))
    assert f"übertragen werden: {transfer.number}" in page
    decided(session, subscription)
    session.commit()
    assert "entsprechend weniger Anteile" not in said(client.get(f"/uebertragungen/{transfer.id}"))
