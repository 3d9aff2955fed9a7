"""A payment that came back counts until the day of the return, and a return that was none is undone (R-SEPA-10)."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.closing import actions as closing
from app.core.values import Refusal
from app.dues import actions, queries
from app.dues.models import ReturnedPayment
from app.members import actions as members
from app.members.models import Member
from app.members.rules import ExitGround
from app.operations.queries import check
from app.operations.rules import CheckKey
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.models import CreditEntry, PaymentReceived
from app.shares.rules import CreditGround, DuePayment, PaymentPurpose
from tests.closing.factories import SECOND, a_house_with_years, prepared
from tests.dues.factories import a_debtor
from tests.factories import NOW, OFFICE, TODAY, sign_in, sign_in_office
from tests.shares.factories import SHARE, a_house, a_member, paid, subscribed
from tests.shares.test_splitting import LATER, a_splitting

DAY, WHY = timedelta(days=1), "Lastschrift widersprochen"
CAME_IN, BACK_ON = date(2025, 12, 15), date(2026, 1, 20)
COSTS = PaymentPurpose.COSTS
ADDRESS = "/zahlungen/rueckgaben/{}/storno"


def returned(session: Session, payment_id: int, on: date = TODAY, costs: int = 5_00) -> ReturnedPayment:
    payment = session.get_one(PaymentReceived, payment_id)
    return actions.return_payment(session, payment, on, costs, WHY, OFFICE, NOW)


def undone(session: Session, row: ReturnedPayment) -> ReturnedPayment:
    return actions.undo_return(session, row, "Beim falschen Mitglied", OFFICE, NOW)


def credit(session: Session, member: Member, day: date) -> int:
    return share_queries.holding_of(session, member.id, day).credit


def paid_before_the_close(session: Session) -> tuple[Member, int]:
    """A member that paid for its shares in a year that is closed since."""
    a_house_with_years(session)
    member = a_member(session, shares=2, first_day=date(2025, 5, 2))
    payment_id = paid(session, member, 2 * SHARE, CAME_IN)
    prepared(session)
    closing.close_year(session, SECOND, OFFICE, NOW)
    return member, payment_id


def test_what_was_paid_in_a_closed_year_stays_paid_then_though_the_bank_returned_it_later(session: Session) -> None:
    member, payment_id = paid_before_the_close(session)
    before = share_queries.overdue_at_close(session, SECOND.last_day)
    returned(session, payment_id, BACK_ON)
    assert [credit(session, member, day) for day in (SECOND.last_day, BACK_ON - DAY, BACK_ON)] == [
        2 * SHARE, 2 * SHARE, 0
    ]
    assert share_queries.holding_of(session, member.id, SECOND.last_day).paid_in == 2 * SHARE
    assert share_queries.overdue_at_close(session, SECOND.last_day) == before == {}
    assert share_queries.overdue_at_close(session, BACK_ON) == {member.id: 2 * SHARE}


def test_a_return_has_a_ground_and_a_day_of_its_own_in_the_ledgers(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    row = returned(session, paid(session, member, SHARE, TODAY - 3 * DAY))
    entry = session.scalars(select(CreditEntry).order_by(CreditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.ground, entry.effective_on, entry.amount, entry.reverses_id) == (
        CreditGround.RETURNED_PAYMENT, TODAY, -SHARE, None
    )
    back = session.get_one(PaymentReceived, row.booking_id)
    assert (back.returns_id, back.reverses_id, back.credit_entry_id) == (row.payment_id, None, entry.id)
    told = share_queries.receipts_of(session, member.id)
    assert [(each.returns, each.returned_by, each.counts) for each in told] == [
        ("K-2026-0001", None, False), (None, "K-2026-0002", False)
    ]
    assert list(check.findings(session, NOW)) == []


def test_no_return_counts_in_a_closed_year(session: Session) -> None:
    _member, payment_id = paid_before_the_close(session)
    with pytest.raises(Refusal, match="geschlossen"):
        returned(session, payment_id, SECOND.last_day)


def test_a_slip_of_the_keyboard_is_still_reversed_on_its_own_day(session: Session) -> None:
    member, payment_id = paid_before_the_close(session)
    shares.reverse_payment(session, session.get_one(PaymentReceived, payment_id), "Zahlendreher", OFFICE, NOW)
    assert credit(session, member, SECOND.last_day) == 0


def test_what_came_back_is_neither_reversed_nor_what_says_so(session: Session) -> None:
    a_house(session)
    row = returned(session, paid(session, a_debtor(session), SHARE))
    payment, back = (session.get_one(PaymentReceived, each) for each in (row.payment_id, row.booking_id))
    with pytest.raises(Refusal, match="Stornieren Sie zuerst die Rückgabe"):
        shares.reverse_payment(session, payment, "Irrtum", OFFICE, NOW)
    for act in (shares.reverse_payment, lambda *known: shares.book_return(known[0], known[1], TODAY, *known[3:])):
        with pytest.raises(Refusal, match="Das ist eine Rückgabe"):
            act(session, back, "Irrtum", OFFICE, NOW)


def test_credit_that_a_later_act_has_used_does_not_come_back(session: Session) -> None:
    a_house(session)
    member, other = a_debtor(session), a_member(session, "Stadt Lindenfurt", shares=1)
    payment_id = paid(session, member, SHARE, TODAY - 3 * DAY)
    shares.hand_over(session, member, other, 1, SHARE, TODAY, "U-1", OFFICE, NOW)
    with pytest.raises(Refusal, match=r"nicht mehr für: U-1\. .*§ 73 Abs\. 2"):
        returned(session, payment_id)


def test_an_undone_return_leaves_every_figure_as_it_was(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    payment_id = paid(session, member, 2 * SHARE, TODAY - 3 * DAY)
    days = [TODAY - 4 * DAY, TODAY - 3 * DAY, TODAY, TODAY + DAY]
    before = [share_queries.holding_of(session, member.id, day) for day in days]
    row = undone(session, returned(session, payment_id))
    assert [share_queries.holding_of(session, member.id, day) for day in days] == before
    assert (share_queries.open_payments(session), share_queries.advances_of(session, member.id)) == ([], {})
    assert (row.undone_by, row.undone_why) == (OFFICE.name, "Beim falschen Mitglied")
    assert share_queries.receipts_of(session, member.id)[-1].counts
    with pytest.raises(Refusal, match="schon storniert"):
        undone(session, row)
    with pytest.raises(Refusal, match="Grund"):
        actions.undo_return(session, returned(session, payment_id), " ", OFFICE, NOW)
    assert list(check.findings(session, NOW)) == []


def test_a_payment_comes_back_after_a_return_that_was_none(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    payment_id = paid(session, member, SHARE)
    undone(session, returned(session, payment_id))
    returned(session, payment_id)
    assert credit(session, member, TODAY) == 0
    assert [bool(each.undone_at) for each in queries.returns_of(session, member.id)] == [False, True]
    assert list(check.findings(session, NOW)) == []


def test_costs_that_were_paid_are_an_advance_once_the_return_is_undone(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    row = returned(session, paid(session, member, SHARE))
    shares.record_payment(session, member, 5_00, TODAY, COSTS, "", OFFICE, NOW)
    undone(session, row)
    assert share_queries.advances_of(session, member.id) == {COSTS: 5_00}


def test_a_return_is_undone_in_a_year_that_was_closed_since(session: Session) -> None:
    a_house_with_years(session)
    member = a_member(session, shares=2, first_day=date(2025, 5, 2))
    row = returned(session, paid(session, member, 2 * SHARE, date(2025, 6, 2)), date(2025, 7, 1))
    prepared(session)
    closing.close_year(session, SECOND, OFFICE, NOW)
    undone(session, row)
    assert credit(session, member, SECOND.last_day) == 2 * SHARE


def test_no_return_is_undone_whose_place_another_payment_has_taken(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    row = returned(session, paid(session, member, 2 * SHARE))
    again = paid(session, member, SHARE)
    with pytest.raises(Refusal, match="Stornieren Sie zuerst die spätere Zahlung"):
        undone(session, row)
    shares.reverse_payment(session, session.get_one(PaymentReceived, again), "Irrtum", OFFICE, NOW)
    undone(session, row)
    assert credit(session, member, TODAY) == 2 * SHARE


def test_a_return_is_undone_after_the_exit_though_nothing_more_was_asked_for(session: Session) -> None:
    a_house(session, max_shares=None, min_payment=250_00)
    member = a_member(session, shares=1)
    paid(session, member, 250_00)
    row = returned(session, paid(session, member, 250_00), costs=0)
    shares.leave(session, member, TODAY, "KD-1", OFFICE, NOW)
    undone(session, row)
    assert credit(session, member, TODAY + DAY) == SHARE


def test_a_return_is_not_undone_once_a_share_went_on_with_the_credit_that_is_left(session: Session) -> None:
    a_house(session, max_shares=None, min_payment=200_00, instalment_amount=100_00, instalment_months=12)
    member, other = a_member(session, shares=3), a_member(session, "Stadt Lindenfurt", shares=1)
    paid(session, member, 1_200_00)
    row = returned(session, paid(session, member, 300_00), costs=0)
    shares.hand_over(session, member, other, 1, 200_00, TODAY, "U-1", OFFICE, NOW)
    with pytest.raises(Refusal, match="Nehmen Sie zuerst die Übertragung zurück"):
        undone(session, row)
    assert credit(session, member, TODAY + DAY) == 1_000_00


def test_a_return_is_undone_of_shares_that_were_undone_since_only_with_the_true_reason(session: Session) -> None:
    a_house(session, further_shares_allowed=True)
    member = a_member(session, shares=1)
    paid(session, member, SHARE)
    subscribed(session, member, 1)
    further = share_queries.share_entries_of(session, member.id)[-1]
    row = returned(session, paid(session, member, SHARE), costs=0)
    shares.reverse_share_entry(session, further, "Irrtum", OFFICE, NOW)
    with pytest.raises(Refusal, match="sind Anteile storniert worden"):
        undone(session, row)


def test_a_splitting_taken_back_since_is_no_reason_against_an_undone_return(session: Session) -> None:
    a_house(session, further_shares_allowed=True)
    member = a_debtor(session)
    row = returned(session, paid(session, member, 2 * SHARE))
    paid(session, member, SHARE)
    wrong = a_splitting(session)
    a_splitting(session, at=LATER + DAY, title="Keine Zerlegung", corrects=wrong, splits=False)
    with pytest.raises(Refusal, match="Stornieren Sie zuerst die spätere Zahlung"):
        undone(session, row)


def test_a_return_of_the_former_kind_stays_valid_and_is_undone_by_entering_the_payment_anew(session: Session) -> None:
    """Before returns had rows of their own, each was booked as a reversal on the day of the payment."""
    a_house(session)
    member = a_debtor(session)
    payment = session.get_one(PaymentReceived, paid(session, member, SHARE, TODAY - 3 * DAY))
    reversal = shares.reverse_payment(session, payment, "Rückgabe", OFFICE, NOW)
    former = ReturnedPayment(
        payment_id=payment.id, booking_id=reversal.id, returned_on=TODAY, costs=0, reason=WHY, recorded_at=NOW,
        recorded_by=OFFICE.name,
    )
    session.add(former)
    session.flush()
    assert list(check.findings(session, NOW)) == []
    undone(session, former)
    assert credit(session, member, TODAY - 3 * DAY) == SHARE
    assert list(check.findings(session, NOW)) == []


def test_what_comes_back_of_an_earlier_membership_pays_nothing_of_the_present_one(session: Session) -> None:
    a_house_with_years(session)
    member = a_member(session, shares=1, first_day=date(2024, 5, 2))
    payment_id = paid(session, member, SHARE, date(2024, 5, 2))
    left(session, member)
    a_member(session, shares=0, first_day=date(2026, 1, 1), party=member.party)
    subscribed(session, member, 1, date(2026, 1, 1))
    paid(session, member, SHARE, date(2026, 1, 2))
    row = returned(session, payment_id, BACK_ON, costs=0)
    assert share_queries.holding_of(session, member.id, TODAY) == share_queries.Holding(1, SHARE, SHARE)
    assert share_queries.credit_of_membership(session, member.id, date(2026, 1, 1)) == SHARE
    undone(session, row)
    assert share_queries.holding_of(session, member.id, TODAY) == share_queries.Holding(1, SHARE, 2 * SHARE)


def left(session: Session, member: Member) -> None:
    from_then_on = date(2025, 12, 31)
    shares.leave(session, member, from_then_on, "KD-1", OFFICE, NOW)
    members.end(session, member, from_then_on, ExitGround.NOTICE, "KD-1", OFFICE, NOW)


@pytest.mark.parametrize("wrong", ["amount", "day", "twice"])
def test_the_check_finds_a_return_that_does_not_fit_its_payment(session: Session, wrong: str) -> None:
    a_house(session)
    member = a_debtor(session)
    due = shares.ask_for(session, member, DuePayment(TODAY, 60_00, PaymentPurpose.CONTRIBUTION), "JB", OFFICE, NOW)
    first = shares.record_payment(session, member, due.amount, TODAY, due.purpose, "", OFFICE, NOW)
    for number in range(2 if wrong == "twice" else 1):
        session.add(PaymentReceived(
            number=f"K-2026-000{number + 2}", member_id=member.id, purpose=due.purpose,
            amount=-1_00 if wrong == "amount" else -60_00, received_on=TODAY - DAY if wrong == "day" else TODAY,
            recorded_at=NOW, recorded_by="X", returns_id=first.id,
        ))
    session.flush()
    found = {each.check for each in check.findings(session, NOW)}
    assert (CheckKey.REVERSAL_TWICE if wrong == "twice" else CheckKey.REVERSAL_UNEQUAL) in found


def test_the_database_takes_no_return_that_is_a_reversal_too_or_brings_money(session: Session) -> None:
    a_house(session)
    member = a_debtor(session)
    first = paid(session, member, SHARE)
    for amount, reverses in ((SHARE, None), (-SHARE, first), (-SHARE, None)):
        is_right = amount < 0 and reverses is None
        row = PaymentReceived(
            number="K-2026-0777", member_id=member.id, purpose=PaymentPurpose.SHARES, amount=amount, received_on=TODAY,
            recorded_at=NOW, recorded_by="X", returns_id=first, reverses_id=reverses,
        )
        with session.begin_nested() as point:
            session.add(row)
            if is_right:
                session.flush()
            else:
                with pytest.raises(IntegrityError):
                    session.flush()
            point.rollback()


def test_the_office_undoes_a_return_once_with_its_reason(session: Session, client: FlaskClient) -> None:
    a_house(session)
    member = a_debtor(session)
    row = returned(session, paid(session, member, SHARE))
    session.commit()
    sign_in_office(session, client)
    address, page = ADDRESS.format(row.id), f"/mitglieder/{member.number}/zahlungen"
    assert address in client.get(page).text
    assert WHY in client.get(address).text
    assert client.post(address, data={"key": "key-of-this-form", "reason": " "}).status_code == 422
    data = {"key": "key-of-this-form", "reason": "Beim falschen Mitglied"}
    assert [client.post(address, data=data).status_code for _ in range(2)] == [302, 302]
    assert client.post(address, data={**data, "key": "another-key-of-it"}).status_code == 422
    assert session.scalar(select(func.count()).select_from(PaymentReceived)) == 3
    text = client.get(page).text
    assert "Rückgabe von K-2026-0001" in text
    assert "Beim falschen Mitglied" in text
    assert address not in text
    assert client.get(ADDRESS.format(4711)).status_code == 404


def test_the_office_reads_in_its_lists_what_came_back(session: Session, client: FlaskClient) -> None:
    a_house(session)
    member = a_debtor(session)
    returned(session, paid(session, member, SHARE))
    session.commit()
    sign_in_office(session, client)
    assert "kam zurück" in client.get("/zahlungen/eingegangen").text
    assert "Rückgabe von" in client.get("/zahlungen/eingegangen?format=csv").text


def test_a_member_reads_what_came_back_why_and_at_what_costs(session: Session, client: FlaskClient) -> None:
    a_house(session)
    member = a_debtor(session)
    returned(session, paid(session, member, SHARE))
    session.commit()
    sign_in(session, client, member.party)
    assert "Rückgabe von K-2026-0001" in client.get(f"/mein/{member.number}/daten").text
    told = client.get(f"/mein/{member.number}/daten.json").json or {}
    assert [each["returned_by"] for each in told["payments"]] == [None, "K-2026-0002"]
    assert [(each["reason"], each["costs"]) for each in told["returned_payments"]] == [(WHY, 5_00)]
