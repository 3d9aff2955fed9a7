"""A payment that comes back after the settlement: what the credit no longer covers is not paid out (R-SEPA-10)."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.values import Refusal
from app.dues import actions as dues
from app.dues.models import ReturnedPayment
from app.members.models import Member
from app.operations.queries import check
from app.operations.rules import CheckKey
from app.parties import actions as parties
from app.settlements import actions, queries
from app.settlements.models import Settlement
from app.settlements.rules import Hold, SettlementKind
from app.shares import actions as shares
from app.shares import queries as share_queries
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, sign_in_office
from tests.settlements.factories import IBAN, JOINED, LEFT, ONE, PAID_ON, a_holder, a_paying_house, confirmed, left
from tests.shares.factories import SHARE, a_member, paid, subscribed

WORDS = "Guthaben deckt den Anspruch nicht mehr"


def came_back(session: Session, payment_id: int) -> ReturnedPayment:
    payment = share_queries.get_payment(session, payment_id)
    row = dues.return_payment(session, payment, TODAY, 0, "Lastschrift widersprochen", OFFICE, NOW)
    session.expire_all()
    return row


def payment_of(session: Session, member: Member) -> int:
    return share_queries.receipts_of(session, member.id)[0].id


def uncovered(session: Session) -> list[str]:
    return [str(each) for each in check.findings(session, NOW) if each.check is CheckKey.SETTLEMENT_COVERED]


def left_and_settled(session: Session) -> Settlement:
    a_paying_house(session)
    return confirmed(session, left(session, a_holder(session)))


def test_nothing_is_offered_or_paid_once_the_payment_behind_it_came_back(session: Session) -> None:
    settlement = left_and_settled(session)
    row = came_back(session, payment_of(session, settlement.member))
    found = queries.payout_of(session, settlement, TODAY)
    assert (found.holds, found.payable, found.covered, found.suspended) == ((Hold.CREDIT,), 0, 0, 0)
    for amount in (5 * SHARE, 1):
        with pytest.raises(Refusal, match=WORDS):
            actions.pay_out(session, settlement, amount, PAID_ON, ONE, NOW)
    with pytest.raises(Refusal, match=WORDS):
        actions.pay_together(session, [settlement.id], PAID_ON, ONE, NOW)
    assert len(uncovered(session)) == 1
    dues.undo_return(session, row, "Beim falschen Mitglied", OFFICE, NOW)
    assert queries.payout_of(session, settlement, TODAY).payable == 5 * SHARE
    assert uncovered(session) == []


def test_a_return_of_money_paid_out_already_names_the_payout_and_what_can_be_done(session: Session) -> None:
    settlement = left_and_settled(session)
    payment_id = payment_of(session, settlement.member)
    payout = actions.pay_out(session, settlement, 5 * SHARE, PAID_ON, ONE, NOW)
    with pytest.raises(Refusal, match=rf"nicht mehr für: {payout.number}\. .*§ 73 Abs\. 2 GenG.*§ 812 BGB"):
        came_back(session, payment_id)
    actions.take_back(session, settlement, payout, "Geld wieder da", ONE, NOW)
    came_back(session, payment_id)
    assert queries.payout_of(session, settlement, TODAY).holds == (Hold.CREDIT,)


def test_of_what_is_paid_in_part_the_rest_waits_once_a_payment_behind_it_came_back(session: Session) -> None:
    a_paying_house(session)
    member = a_member(session, shares=5, first_day=JOINED)
    paid(session, member, SHARE, JOINED)
    second = paid(session, member, 4 * SHARE, JOINED)
    parties.add_bank_account(session, member.party_id, IBAN, LONG_AGO, OFFICE, NOW)
    settlement = confirmed(session, left(session, member))
    actions.pay_out(session, settlement, SHARE, PAID_ON, ONE, NOW)
    came_back(session, second)
    assert (settlement.left, queries.payout_of(session, settlement, TODAY).holds) == (4 * SHARE, (Hold.CREDIT,))


def test_what_is_left_of_the_credit_is_paid_after_it_was_settled_anew(session: Session) -> None:
    a_paying_house(session)
    member = a_holder(session, shares_held=4)
    subscribed(session, member, 1, JOINED)
    second = paid(session, member, SHARE, JOINED)
    period_id = left(session, member)
    settlement = confirmed(session, period_id)
    came_back(session, second)
    assert queries.payout_of(session, settlement, TODAY).covered == 4 * SHARE
    actions.reverse(session, settlement, "Zahlung kam zurück", ONE, NOW)
    anew = confirmed(session, period_id)
    assert queries.payout_of(session, anew, TODAY).payable == anew.left == 4 * SHARE
    actions.pay_out(session, anew, anew.left, PAID_ON, ONE, NOW)
    assert uncovered(session) == []


def test_who_gave_up_shares_is_paid_nothing_that_those_kept_need(session: Session) -> None:
    a_paying_house(session)
    member = a_holder(session, shares_held=4)
    subscribed(session, member, 2, JOINED)
    second = paid(session, member, 2 * SHARE, JOINED)
    given_up = shares.cancel(session, member, 2, LEFT, "KD-2025-002", OFFICE, NOW)
    settlement = confirmed(session, given_up.id, SettlementKind.PARTIAL)
    assert queries.payout_of(session, settlement, TODAY).holds == ()
    came_back(session, second)
    found = queries.payout_of(session, settlement, TODAY)
    assert (found.holds, found.covered, settlement.left) == ((Hold.CREDIT,), 0, 2 * SHARE)


def test_what_comes_back_of_a_later_membership_holds_up_no_payout_of_the_former(session: Session) -> None:
    settlement = left_and_settled(session)
    member = settlement.member
    a_member(session, shares=0, first_day=date(2026, 3, 1), party=member.party)
    subscribed(session, member, 2, date(2026, 3, 1))
    later = paid(session, member, 2 * SHARE, date(2026, 3, 2))
    former = share_queries.receipts_of(session, member.id)[-1].id
    came_back(session, later)
    assert queries.payout_of(session, settlement, TODAY).holds == ()
    paid(session, member, 2 * SHARE, TODAY)
    came_back(session, former)
    assert queries.payout_of(session, settlement, TODAY).holds == (Hold.CREDIT,)


def test_list_file_and_page_say_why_it_waits(session: Session, client: FlaskClient) -> None:
    settlement = left_and_settled(session)
    came_back(session, payment_of(session, settlement.member))
    session.commit()
    sign_in_office(session, client)
    for address in ("/auseinandersetzung/", "/auseinandersetzung/?stand=credit", "/auseinandersetzung/?format=csv"):
        assert WORDS in client.get(address).text
    assert settlement.number not in client.get("/auseinandersetzung/?stand=payable").text
    page = client.get(f"/auseinandersetzung/{settlement.id}").text
    assert f"Wartet: {WORDS}" in page
    assert "Auszahlung buchen" not in page


def test_before_a_return_its_page_names_what_was_paid_out_and_would_be_owed_again(
    session: Session, client: FlaskClient
) -> None:
    a_paying_house(session)
    member = a_holder(session, shares_held=4)
    subscribed(session, member, 2, JOINED)
    second = paid(session, member, 2 * SHARE, JOINED)
    given_up = shares.cancel(session, member, 2, LEFT, "KD-2025-002", OFFICE, NOW)
    settlement = confirmed(session, given_up.id, SettlementKind.PARTIAL)
    sign_in_office(session, client)
    addresses = [f"/zahlungen/{second}/storno", f"/zahlungen/{second}/rueckgabe/vorschau"]
    said = {"returned_on": f"{TODAY:%d.%m.%Y}", "costs": "", "reason": "Rücklastschrift"}

    def pages() -> list[str]:
        session.commit()
        return [client.get(addresses[0]).text, client.post(addresses[1], data=said).text]

    assert all("schuldet das Mitglied wieder" not in page for page in pages())
    actions.pay_out(session, settlement, 2 * SHARE, PAID_ON, ONE, NOW)
    for page in pages():
        assert f"{settlement.number}</a>. Was es ohne diese Zahlung nicht mehr deckt, schuldet das Mitglied" in page
    came_back(session, second)
    assert queries.owed_back_of(session, settlement, TODAY) == 2 * SHARE
