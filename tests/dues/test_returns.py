"""Payments that come back reopen what they covered; what is paid too much stays, or is sent back (R-SEPA-10)."""

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.values import Refusal
from app.dues import actions, queries
from app.dues.models import RefundedAdvance
from app.dues.rules import DunningLevel, DunningTerms, LevelTerms
from app.members.models import Member
from app.operations.queries import check
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.models import PaymentReceived
from app.shares.rules import DuePayment, PaymentPurpose
from tests.dues.factories import LATE, a_debtor, dunned
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.shares.factories import SHARE, a_house, a_member, paid
from tests.tabs import Tab, said

COSTS, DAY = PaymentPurpose.COSTS, timedelta(days=1)


def returned(session: Session, payment_id: int, on: date = TODAY, costs: int = 3_50) -> PaymentReceived:
    payment = session.get_one(PaymentReceived, payment_id)
    row = actions.return_payment(session, payment, on, costs, "Rücklastschrift", OFFICE, NOW)
    return session.get_one(PaymentReceived, row.booking_id)


def test_a_returned_payment_reopens_what_it_covered_and_asks_for_the_costs(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    back = returned(session, paid(session, member, 2 * SHARE))
    assert (back.amount, back.received_on, back.note) == (-2 * SHARE, TODAY, "Rückgabe von K-2026-0001")
    left = {each.purpose: (each.open, each.document) for each in share_queries.open_payments(session)}
    assert left[PaymentPurpose.SHARES][0] == 2 * SHARE
    assert left[COSTS] == (3_50, f"Rückgabe {back.number}")


def test_without_costs_nothing_more_is_asked(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    returned(session, paid(session, member, SHARE), costs=0)
    assert {each.purpose for each in share_queries.open_payments(session)} == {PaymentPurpose.SHARES}


def test_no_payment_comes_back_before_it_came_or_in_the_future_or_twice(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    payment_id = paid(session, member, SHARE)
    for day in (TODAY - DAY, TODAY + DAY):
        with pytest.raises(Refusal):
            returned(session, payment_id, day)
    with pytest.raises(Refusal, match="kostet keine Rückgabe"):
        returned(session, payment_id, costs=5_000_00)
    returned(session, payment_id)
    with pytest.raises(Refusal, match="kam schon zurück: K-2026-0002"):
        returned(session, payment_id)


def test_a_return_is_shown_with_amounts_and_days_before_it_is_booked(session: Session, client: FlaskClient) -> None:
    a_house(session)
    payment_id = paid(session, a_debtor(session), 2 * SHARE)
    session.commit()
    sign_in_office(session, client)
    page = Tab(client, f"/zahlungen/{payment_id}/rueckgabe", form="rueckgabe")
    assert "Die Vorschau zeigt" in said(client.get(f"/zahlungen/{payment_id}/rueckgabe"))
    typed = {**page.fields, "costs": "3,50"}
    shown = said(client.post(f"/zahlungen/{payment_id}/rueckgabe/vorschau", data=typed))
    assert "Offen 0,00 €, danach 1.000,00 €" in shown
    assert "Guthaben heute 1.000,00 €, danach 0,00 €" in shown
    assert re.search(r"Kosten der Bank 3,50 €, fällig am \d\d\.\d\d\.\d{4}", shown)
    assert share_queries.return_of(session, payment_id) is None
    early = client.post(f"/zahlungen/{payment_id}/rueckgabe/vorschau", data={**typed, "returned_on": "01.01.2020"})
    assert "ging erst am" in said(early)


def test_what_the_preview_says_of_a_return_is_what_it_brings_about(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    payment_id = paid(session, member, SHARE)
    payment = session.get_one(PaymentReceived, payment_id)
    meant = queries.preview_return(session, payment, TODAY, 3_50, TODAY)
    returned(session, payment_id)
    assert (meant.open_before, meant.open_after) == (SHARE, 2 * SHARE)
    assert share_queries.open_balance_of(session, member.id, PaymentPurpose.SHARES) == meant.open_after
    assert meant.credit == (SHARE, share_queries.holding_of(session, member.id, TODAY).credit)
    left = {each.purpose: each.due_on for each in share_queries.open_payments(session)}
    assert left[COSTS] == meant.costs_due_on
    with pytest.raises(Refusal, match="kam schon zurück"):
        queries.preview_return(session, payment, TODAY, 0, TODAY)


def with_paid_costs(session: Session) -> Member:
    """A member that has paid the costs of a letter that was taken back."""
    first, last = (LevelTerms(level, 7, 14, 5_00) for level in (DunningLevel.FIRST, DunningLevel.LAST))
    reminder = LevelTerms(DunningLevel.REMINDER, 7, 14)
    levels = {each.level: each for each in (reminder, first, last)}
    actions.set_terms(session, DunningTerms(levels), OFFICE, NOW)
    member = a_debtor(session)
    dunned(session, member)
    notice = dunned(session, member, DunningLevel.FIRST, LATE + 21 * DAY)
    shares.record_payment(session, member, 5_00, TODAY, COSTS, "", OFFICE, NOW)
    actions.undo_dunning(session, notice, "Zu Unrecht gemahnt", OFFICE, LATE + 22 * DAY)
    return member


def test_what_was_paid_too_much_stays_until_it_is_sent_back(session: Session) -> None:
    a_house(session)
    member = with_paid_costs(session)
    assert share_queries.advances_of(session, member.id) == {COSTS: 5_00}
    actions.refund_advance(session, member, COSTS, TODAY, "Überweisung 17", OFFICE, NOW)
    assert share_queries.advances_of(session, member.id) == {}
    with pytest.raises(Refusal, match="nichts zu viel"):
        actions.refund_advance(session, member, COSTS, TODAY, "Überweisung 17", OFFICE, NOW)


def refunded(session: Session, member: Member) -> RefundedAdvance:
    row = actions.refund_advance(session, member, COSTS, TODAY, "Überweisung 17", OFFICE, NOW)
    return queries.refunds_of(session, member.id)[row.id]


def test_a_refund_that_was_never_sent_is_undone_and_may_be_made_again(session: Session) -> None:
    a_house(session)
    member = with_paid_costs(session)
    refund = refunded(session, member)
    actions.undo_refund(session, refund, "Überweisung zurückgewiesen", OFFICE, NOW)
    assert share_queries.advances_of(session, member.id) == {COSTS: 5_00}
    assert (refund.undone_why, queries.refunds_of(session, member.id)) == ("Überweisung zurückgewiesen", {})
    with pytest.raises(Refusal, match="schon storniert"):
        actions.undo_refund(session, refund, "Noch einmal", OFFICE, NOW)
    refunded(session, member)
    assert share_queries.advances_of(session, member.id) == {}
    assert list(check.findings(session, NOW)) == []


def test_the_office_undoes_a_refund_once_with_its_reason(session: Session, client: FlaskClient) -> None:
    a_house(session)
    member = with_paid_costs(session)
    refund = refunded(session, member)
    session.commit()
    sign_in_office(session, client)
    address, page = f"/zahlungen/erstattungen/{refund.id}/storno", f"/mitglieder/{member.number}/zahlungen"
    assert address in client.get(page).text
    assert "Überweisung 17" in client.get(address).text
    assert client.post(address, data={"key": "key-of-this-form", "reason": ""}).status_code == 422
    data = {"key": "key-of-this-form", "reason": "Zurückgewiesen"}
    assert [client.post(address, data=data).status_code for _ in range(2)] == [302, 302]
    assert client.post(address, data={**data, "key": "another-key-of-it"}).status_code == 422
    text = client.get(page).text
    assert address not in text
    assert "Mahn- und Bankkosten: 5,00 € zu viel gezahlt." in said(client.get(page))
    assert client.get("/zahlungen/erstattungen/4711/storno").status_code == 404


def test_what_is_paid_on_shares_in_advance_is_never_sent_back(session: Session) -> None:
    a_house(session, min_payment=100_00)
    member = a_debtor(session)
    paid(session, member, SHARE)
    assert share_queries.advances_of(session, member.id) == {PaymentPurpose.SHARES: SHARE - 200_00}
    with pytest.raises(Refusal, match="kein Guthaben ausgezahlt"):
        actions.refund_advance(session, member, PaymentPurpose.SHARES, TODAY, "Überweisung", OFFICE, NOW)


def test_the_form_of_a_return_is_not_offered_for_what_came_back_or_was_taken_back_already(
    session: Session, client: FlaskClient
) -> None:
    a_house(session)
    member = a_member(session, "Gemeinde Morgenau", 2)
    first, second = paid(session, member, SHARE), paid(session, member, SHARE)
    back = returned(session, first)
    shares.reverse_payment(session, share_queries.get_payment(session, second), "Irrtum", OFFICE, NOW)
    session.commit()
    sign_in_office(session, client)
    said = {first: "Das ist schon eingetragen", second: "schon storniert", back.id: "selbst eine"}
    for payment_id, words in said.items():
        answer = client.get(f"/zahlungen/{payment_id}/rueckgabe")
        assert (answer.status_code, words in answer.text, 'name="returned_on"' in answer.text) == (409, True, False)
    assert f"/zahlungen/{first}/rueckgabe" not in client.get(f"/mitglieder/{member.number}/zahlungen").text


def test_the_office_enters_a_return_and_a_refund(session: Session, client: FlaskClient) -> None:
    a_house(session)
    member = with_paid_costs(session)
    payment_id = paid(session, member, SHARE)
    session.commit()
    sign_in_office(session, client)
    page = client.get(f"/mitglieder/{member.number}/zahlungen").text
    assert "zu viel gezahlt" in page
    address = f"/zahlungen/{payment_id}/rueckgabe"
    assert "Rücklastschrift" in client.get(address).text
    data = {"key": "key-of-this-form", "returned_on": "2020-01-01", "costs": "3,50", "reason": "Rücklastschrift"}
    assert client.post(address, data=data).status_code == 422
    data["returned_on"] = TODAY.isoformat()
    assert [client.post(address, data=data).status_code for _ in range(2)] == [302, 302]
    assert client.get(f"/mitglieder/{member.number}/erstattung/nothing").status_code == 404
    address = f"/mitglieder/{member.number}/erstattung/costs"
    assert client.get(address).status_code == 200
    data = {"key": "another-key-of-it", "refunded_on": TODAY.isoformat(), "reason": "Überweisung 17"}
    client.post(address, data=data)
    assert "Erstattung, Überweisung 17" in client.get(f"/mitglieder/{member.number}/zahlungen").text


def test_a_payment_whose_surplus_was_sent_back_is_taken_out_only_after_the_refund(session: Session) -> None:
    a_house(session)
    member = with_paid_costs(session)
    payment = session.scalars(select(PaymentReceived).where(PaymentReceived.purpose == COSTS)).one()
    refund = refunded(session, member)
    with pytest.raises(Refusal, match=r"erstattet: Überweisung 17\. Ging die Erstattung nie hinaus, stornieren Sie"):
        shares.reverse_payment(session, payment, "Verbucht", OFFICE, NOW)
    actions.undo_refund(session, refund, "Ging nicht hinaus", OFFICE, NOW)
    shares.reverse_payment(session, payment, "Verbucht", OFFICE, NOW)
    assert share_queries.advances_of(session, member.id) == {}


def test_a_later_payment_of_the_same_purpose_is_taken_out_beside_a_refund(session: Session) -> None:
    a_house(session)
    member = with_paid_costs(session)
    refunded(session, member)
    shares.ask_for(session, member, DuePayment(TODAY, 5_00, COSTS), "Rückgabe K-2026-0009", OFFICE, LATE)
    wrong = shares.record_payment(session, member, 5_00, TODAY, COSTS, "", OFFICE, LATE)
    shares.reverse_payment(session, wrong, "Falsches Mitglied", OFFICE, LATE)
    assert share_queries.open_balance_of(session, member.id, COSTS) == 5_00


def test_a_refund_of_money_that_the_bank_took_back_is_open_and_called_so(
    session: Session, client: FlaskClient
) -> None:
    a_house(session)
    member = with_paid_costs(session)
    payment = session.scalars(select(PaymentReceived).where(PaymentReceived.purpose == COSTS)).one()
    refunded(session, member)
    actions.return_payment(session, payment, TODAY, 0, "Rücklastschrift", OFFICE, NOW)
    session.commit()
    sign_in_office(session, client)
    page = said(client.get(f"/mitglieder/{member.number}/zahlungen"))
    assert "noch offen" in page
    assert "Erstattet" not in page


def test_a_refund_takes_the_day_on_which_the_money_went_back(session: Session, client: FlaskClient) -> None:
    a_house(session)
    member = with_paid_costs(session)
    payment = session.scalars(select(PaymentReceived).where(PaymentReceived.purpose == COSTS)).one()
    session.commit()
    sign_in_office(session, client)
    address, today = f"/mitglieder/{member.number}/erstattung/costs", clock.today()
    for day, why in ((today + DAY, "in der Zukunft"), (payment.received_on - DAY, "ging erst am")):
        answer = Tab(client, address).send(refunded_on=day.isoformat(), reason="Überweisung 17")
        assert (answer.status_code, why in said(answer)) == (422, True), day
    tab = Tab(client, address)
    assert tab.fields["refunded_on"] == [today.isoformat()]
    assert tab.send(refunded_on=payment.received_on.isoformat(), reason="Überweisung 17").status_code == 302
    session.expire_all()
    assert queries.refunds_made_to(session, member.id)[0].due.due_on == payment.received_on
