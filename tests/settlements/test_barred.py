"""What is barred is not offered like what is to be paid, and a barred claim of the house is set off by § 215 BGB."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core import clock
from app.core.values import Refusal, Role
from app.dues import actions as dunning
from app.dues.rules import DunningLevel
from app.members.models import Member, MembershipPeriod
from app.settlements import actions, queries
from app.settlements.rules import (
    EntryKind,
    SettlementKind,
    barred_part,
    check_dividend_not_barred,
    stood_opposite,
)
from app.shares import actions as shares
from app.shares import queries as read
from app.shares.rules import DuePayment, PaymentPurpose
from documents import registry
from documents.settlement_statement import StatementFacts
from tests.documents import pages
from tests.dues.factories import dunned_up_to, posted
from tests.dues.test_dunning import WITH_FEES
from tests.factories import NOW, OFFICE, TODAY
from tests.settlements.factories import LEFT, ONE, TWO, a_leaver, a_paying_house, confirmed, opened
from tests.settlements.test_dividends import AT, used
from tests.settlements.test_views import BEGIN, leaver, signed_in
from tests.settlements.test_views import ONE as FIRST
from tests.tabs import said

LATE = datetime(2034, 2, 10, 9, tzinfo=UTC)
FEE = 100_00


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Years later, when all that was due is barred."""
    monkeypatch.setattr(clock, "now", lambda: LATE)
    return LATE


@pytest.fixture
def office(app: Flask, session: Session, late: datetime) -> FlaskClient:
    """Somebody of the office, who signs in then."""
    assert late == clock.now()
    return signed_in(app, session, "Henrike", "Lautenschlag", Role.OFFICE)


def owes(session: Session, period_id: int, due_on: date, amount: int = FEE) -> None:
    """Who left owes a contribution of that day."""
    member = session.get_one(Member, session.get_one(MembershipPeriod, period_id).member_id)
    due = DuePayment(due_on, amount, PaymentPurpose.CONTRIBUTION)
    shares.ask_for(session, member, due, f"Beitrag {due_on.year}", OFFICE, NOW)


# --- set-off with what is barred (§ 215 BGB) ----------------------------------------------------------------------


def test_a_claim_may_be_set_off_that_was_not_barred_when_the_credit_was_due_to_somebody() -> None:
    assert stood_opposite(date(2025, 12, 31), date(2025, 12, 30))
    assert not stood_opposite(date(2025, 12, 31), date(2025, 12, 31))


def test_the_oldest_is_set_off_first_so_that_what_of_it_is_barred_is_known() -> None:
    claims = [(100, True), (300, False), (50, True)]
    assert [barred_part(claims, amount) for amount in (0, 60, 250, 420, 1000)] == [0, 60, 100, 120, 150]


def test_a_claim_that_is_barred_since_is_set_off_and_one_barred_before_the_exit_is_not(session: Session) -> None:
    a_paying_house(session)
    period = a_leaver(session)
    owes(session, period, date(2021, 2, 1), 40_00)
    owes(session, period, date(2023, 2, 1))
    owes(session, period, LEFT, 30_00)
    settlement = opened(session, period)
    assert (settlement.set_off, queries.barred_set_off(session, settlement, TODAY)) == (130_00, 0)
    assert queries.barred_set_off(session, settlement, date(2027, 1, 1)) == FEE
    actions.confirm(session, settlement, TWO, NOW.replace(year=2027))
    assert queries.barred_set_off(session, settlement, LATE.date()) == FEE


def test_what_is_set_off_counts_as_paid_and_an_older_claim_that_was_barred_before_stays_open(session: Session) -> None:
    """Money would cover the oldest first; the set-off was declared against others (§ 396 (1) BGB)."""
    a_paying_house(session)
    period = a_leaver(session)
    barred, *set_off = days = [date(2021, 2, 1), date(2023, 2, 1), date(2024, 2, 1)]
    for day in days:
        owes(session, period, day)
    settlement = confirmed(session, period)
    expected = read.expected_payments_of(session, settlement.member_id)
    left = {each.due_on: each.open for each in expected if each.purpose is PaymentPurpose.CONTRIBUTION}
    assert (settlement.set_off, left) == (200_00, {barred: FEE, **dict.fromkeys(set_off, 0)})
    assert [each.due_on for each in read.open_payments(session, member_id=settlement.member_id)] == [barred]
    assert read.payments_to_ask(session, settlement.member_id, TODAY) == []


def test_what_is_left_of_a_claim_set_off_in_part_is_closed_and_the_set_off_stays_with_it(
    session: Session,
) -> None:
    """The row that the set-off names is taken back for others; it covers no older claim by that (R-REG-05)."""
    a_paying_house(session)
    period = a_leaver(session)
    days = [date(2021, 2, 1), date(2023, 2, 1)]
    for day in days:
        owes(session, period, day, 2000_00)
    owes(session, period, date(2024, 2, 1), 600_00)
    settlement = confirmed(session, period)
    assert settlement.set_off == 2500_00
    member = settlement.member

    def left() -> list[tuple[date, int]]:
        return [(each.due_on, each.open) for each in read.open_payments(session, member_id=member.id)]

    assert left() == [(days[0], 2000_00), (date(2024, 2, 1), 100_00)]
    rest = read.open_payments(session, member_id=member.id)[1]
    shares.write_off(session, rest.due_id, 100_00, "Verjährt", OFFICE, NOW)
    assert left() == [(days[0], 2000_00)]
    shares.ask_after_all(session, rest.due_id, 100_00, "Doch nicht", OFFICE, NOW)
    assert left() == [(days[0], 2000_00), (date(2024, 2, 1), 100_00)]
    actions.reverse(session, settlement, "Irrtum", ONE, NOW)
    assert [amount for _day, amount in left()] == [2000_00, 2000_00, 600_00]


def test_a_set_off_stays_with_a_claim_whose_closing_is_undone_after_it(session: Session) -> None:
    """Settled anew, it names what stood in the claim's place by then."""
    a_paying_house(session)
    period, days = a_leaver(session), [date(2021, 2, 1), date(2023, 2, 1)]
    owes(session, period, days[0])
    owes(session, period, days[1], 2600_00)
    settlement = confirmed(session, period)
    member = settlement.member_id
    closed = read.open_payments(session, member_id=member)[1]
    assert (closed.due_on, closed.open) == (days[1], 100_00)
    shares.write_off(session, closed.due_id, 100_00, "Verjährt", OFFICE, NOW)
    actions.reverse(session, settlement, "Irrtum", ONE, NOW)
    assert confirmed(session, period).set_off == 2500_00
    assert [(each.due_on, each.open) for each in read.open_payments(session, member_id=member)] == [(days[0], FEE)]
    shares.ask_after_all(session, closed.due_id, 100_00, "Doch nicht", OFFICE, NOW)
    left = [(each.due_on, each.open) for each in read.open_payments(session, member_id=member)]
    assert left == [(days[0], FEE), (days[1], 100_00)]


@pytest.mark.parametrize("is_posted", [False, True])
def test_the_fee_of_a_letter_is_set_off_once_it_is_posted_and_falls_with_one_in_the_tray(
    session: Session, is_posted: bool
) -> None:
    a_paying_house(session)
    period = a_leaver(session)
    owes(session, period, date(2025, 6, 1))
    member = session.get_one(Member, session.get_one(MembershipPeriod, period).member_id)
    dunning.set_terms(session, WITH_FEES, OFFICE, NOW)
    now = dunned_up_to(session, member, DunningLevel.FIRST) + timedelta(days=30)
    if is_posted:
        posted(session, member, now)
    settlement = actions.open_settlement(session, SettlementKind.EXIT, period, 0, ONE, now)
    assert (settlement.set_off == FEE, settlement.set_off > FEE) == (not is_posted, is_posted)
    actions.confirm(session, settlement, TWO, now)
    assert read.open_payments(session, member_id=member.id) == []


def test_two_set_offs_of_one_amount_are_taken_back_with_their_settlement_and_money_covers_the_oldest_again(
    session: Session,
) -> None:
    a_paying_house(session)
    period = a_leaver(session)
    days = [date(2021, 2, 1), date(2023, 2, 1), date(2024, 2, 1)]
    for day in days:
        owes(session, period, day)
    settlement = confirmed(session, period)
    actions.reverse(session, settlement, "Irrtum", ONE, NOW)
    assert [each.due_on for each in read.open_payments(session, member_id=settlement.member_id)] == days
    contribution = PaymentPurpose.CONTRIBUTION
    shares.record_payment(session, settlement.member, 150_00, TODAY, contribution, "", OFFICE, NOW)
    left = [each.open for each in read.open_payments(session, member_id=settlement.member_id)]
    assert left == [50_00, FEE]


def test_the_statement_says_what_of_the_set_off_is_barred_and_promises_no_payment_of_a_barred_claim(
    session: Session,
) -> None:
    a_paying_house(session, entry_fee=FEE)
    settlement = opened(session, a_leaver(session))
    actions.confirm(session, settlement, TWO, LATE)
    letter = queries.statement_of(session, settlement)
    assert letter is not None
    facts = registry.load("settlement_statement", letter.facts or {})
    assert isinstance(facts, StatementFacts)
    assert (facts.set_off, facts.barred_set_off, facts.to_pay) == (FEE, FEE, 2400_00)
    words = " ".join(pages.text(pages.printed("settlement_statement", facts)).split())
    assert ("Auszuzahlen" in words, "Anspruch, verjährt" in words) == (False, True)
    assert ("Davon sind 100,00 € verjährt" in words.replace("\u00a0", " "), "(§ 215 BGB)" in words) == (True, True)
    assert "fälligen Forderungen" not in words


def test_a_set_off_with_what_is_not_barred_rests_on_the_usual_ground_alone(session: Session) -> None:
    a_paying_house(session, entry_fee=FEE)
    settlement = confirmed(session, a_leaver(session))
    assert [each.kind for each in settlement.entries] == [EntryKind.SET_OFF]
    assert queries.barred_set_off(session, settlement, LATE.date()) == 0


def test_preview_and_page_name_the_ground_on_which_a_barred_claim_is_set_off(
    office: FlaskClient, session: Session
) -> None:
    leaver(session, entry_fee=FEE)
    page = said(office.get(BEGIN))
    for words in ("§§ 215, 387 BGB", "verjährt nach 31.12.2027", "Rest, verjährt", "War zu zahlen bis"):
        assert words in page
    assert "Auszuzahlen" not in page.split("Was sich ergibt")[1]
    settlement = opened(session, 1)
    session.commit()
    pages_then = [said(office.get(FIRST))]
    actions.confirm(session, settlement, TWO, LATE)
    session.commit()
    pages_then.append(said(office.get(FIRST)))
    for page in pages_then:
        for words in ("§§ 215, 387 BGB", "100,00 € verjährt", "Rest, verjährt"):
            assert words in page


# --- not offered --------------------------------------------------------------------------------------------------


def a_barred_settlement(session: Session, name: str = "Gemeinde Altenbruck") -> None:
    """A claim that was confirmed in time and is barred by then."""
    a_paying_house(session)
    confirmed(session, a_leaver(session, name))
    session.commit()


def test_paying_together_is_not_offered_where_all_is_barred(office: FlaskClient, session: Session) -> None:
    a_barred_settlement(session)
    page = office.get("/auseinandersetzung")
    assert ("Als ausgezahlt buchen" in page.text, 'name="ids"' in page.text) == (False, False)
    assert "Jetzt auszahlbar 0,00 €" in said(page)
    assert "Jetzt auszahlbar 0,00 €" in said(office.get(FIRST))
    assert "Altenbruck" not in office.get("/auseinandersetzung?stand=payable").text
    together = office.post("/auseinandersetzung/auszahlen", data={"ids": ["1"]})
    assert ("Alles ist verjährt" in together.text, "Als ausgezahlt buchen" in together.text) == (True, False)


def test_of_several_only_what_is_not_barred_is_chosen(office: FlaskClient, session: Session) -> None:
    a_barred_settlement(session)
    fresh = confirmed(session, a_leaver(session, "Stadt Lindenfurt"))
    actions.pay_out(session, fresh, 1_00, date(2029, 2, 1), ONE, datetime(2029, 2, 1, 9, tzinfo=UTC))
    actions.pay_out(session, fresh, 1_00, date(2032, 1, 15), ONE, datetime(2032, 1, 15, 9, tzinfo=UTC))
    session.commit()
    page = office.get("/auseinandersetzung")
    assert "Als ausgezahlt buchen" in page.text
    assert (f'value="{fresh.id}"' in page.text, 'name="ids" value="1"' in page.text) == (True, False)
    assert "Jetzt auszahlbar 2.498,00 €" in said(page)


def test_of_claims_from_results_the_barred_are_not_paid_together_either(office: FlaskClient, session: Session) -> None:
    used(session)
    session.commit()
    page = office.get(AT)
    assert ("Als ausgezahlt buchen" in page.text, 'name="ids"' in page.text) == (False, False)
    listed = office.get(f"{AT}?format=csv").text
    assert (";Verjährt;" in listed, ";Auszuzahlen;" in listed) == (True, False)
    (key, *_others) = [each.claim.key for each in queries.list_dividends(session, "", "", "due", False, LATE.date())]
    together = office.post(f"{AT}/auszahlen", data={"ids": [key]})
    assert ("Alles ist verjährt" in together.text, "Als ausgezahlt buchen" in together.text) == (True, False)
    with pytest.raises(Refusal, match="ist verjährt"):
        actions.pay_dividends(session, [key], LATE.date(), ONE, LATE)


def test_a_barred_claim_from_a_result_is_paid_by_itself_alone() -> None:
    check_dividend_not_barred("Gemeinde Altenbruck", False)
    with pytest.raises(Refusal, match="Der Anspruch von Gemeinde Altenbruck ist verjährt"):
        check_dividend_not_barred("Gemeinde Altenbruck", True)


def test_before_it_is_barred_paying_together_is_offered(app: Flask, session: Session) -> None:
    a_barred_settlement(session)
    client = signed_in(app, session, "Henrike", "Lautenschlag", Role.OFFICE)
    page = client.get("/auseinandersetzung")
    assert ("Als ausgezahlt buchen" in page.text, 'name="ids"' in page.text) == (True, True)
    assert "Jetzt auszahlbar 2.500,00 €" in said(page)
