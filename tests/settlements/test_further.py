"""What comes to a credit after its settlement was paid is settled by itself (§§ 67b, 73 GenG; R-PAY-02, R-PAY-07)."""

from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.values import Refusal
from app.settlements import actions, queries
from app.settlements.models import Settlement
from app.settlements.rules import SettlementKind, SettlementState
from app.shares import actions as shares
from app.shares.models import PaymentReceived
from app.shares.rules import DuePayment, PaymentPurpose, ShareGround
from app.statutes import queries as statutes
from tests import calendar
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.settlements.factories import LEFT, ONE, TWO, a_holder, a_paying_house, confirmed, left, opened, pay
from tests.settlements.test_bound import EARLIER
from tests.settlements.test_parted import HALF, left_owing
from tests.shares.factories import SHARE, paid
from tests.tabs import said

LATER = NOW + timedelta(hours=1)
STILL_LATER = NOW + timedelta(hours=2)


def settled_at(session: Session, basis_id: int, now: datetime) -> Settlement:
    """An exit settled at a moment."""
    settlement = actions.open_settlement(session, SettlementKind.EXIT, basis_id, 0, ONE, now)
    return actions.confirm(session, settlement, TWO, now)


def confirmed_later(session: Session, basis_id: int, kind: SettlementKind = SettlementKind.EXIT) -> Settlement:
    """A settlement opened and confirmed after the money came."""
    settlement = actions.open_settlement(session, kind, basis_id, 0, ONE, STILL_LATER)
    actions.confirm(session, settlement, TWO, STILL_LATER)
    return settlement


def test_a_settlement_tells_of_credit_that_came_after_it_was_opened(
    session: Session, client: FlaskClient
) -> None:
    """Paid or not: nobody claims it until it is settled, anew or, once all is paid, by itself."""
    a_paying_house(session)
    member, period = left_owing(session)
    settlement = confirmed(session, period)
    assert (settlement.claim, queries.unclaimed_of(session, settlement, TODAY)) == (SHARE, 0)
    paid(session, member, SHARE, now=LATER)
    assert queries.unclaimed_of(session, settlement, TODAY) == SHARE
    sign_in_office(session, client)
    at = f"/auseinandersetzung/{settlement.id}"
    told = "500,00 € Guthaben kamen später hinzu; diese Auseinandersetzung zahlt sie nicht aus."
    assert f"{told} Stornieren Sie sie" in said(client.get(at))
    pay(session, settlement, HALF)
    assert f"{told} Zahlen Sie zuerst ganz aus" in said(client.get(at))
    pay(session, settlement, HALF)
    assert queries.unclaimed_of(session, settlement, TODAY) == SHARE
    page = client.get(at)
    assert f"{told} Gesondert abrechnen" in said(page)
    assert f"/auseinandersetzung/neu/exit/{period}" in page.text


def test_what_came_after_all_was_paid_is_settled_by_itself_once(session: Session, client: FlaskClient) -> None:
    """§ 73 (2) GenG; R-PAY-02, R-PAY-07: nothing that left the bank is taken back for it."""
    a_paying_house(session)
    member, period = left_owing(session)
    first = confirmed(session, period)
    pay(session, first, SHARE)
    with pytest.raises(Refusal, match=first.number):
        opened(session, period)
    assert queries.candidates(session, TODAY) == []
    paid(session, member, SHARE, now=LATER)
    assert [(each.basis.id, each.credit) for each in queries.candidates(session, TODAY)] == [(period, SHARE)]
    sign_in_office(session, client)
    assert "Hier geht es um das, was seitdem hinzukam." in said(client.get(f"/auseinandersetzung/neu/exit/{period}"))
    second = confirmed_later(session, period)
    assert (second.claim, second.credit, second.turn, second.due_on) == (SHARE, SHARE, 2, max(first.due_on, TODAY))
    assert [queries.unclaimed_of(session, each, TODAY) for each in (first, second)] == [0, 0]
    with pytest.raises(Refusal, match=second.number):
        opened(session, period)
    pay(session, second, SHARE)
    assert (first.state, second.state) == (SettlementState.PAID, SettlementState.PAID)
    assert (queries.candidates(session, TODAY), queries.uncovered(session, TODAY)) == ([], [])
    assert queries.without_trace(session) == []


def test_what_came_late_for_shares_given_up_is_settled_by_itself(session: Session) -> None:
    """§ 67b GenG; R-PAY-04: of three shares, two paid, one is given up, and settled once a half of it is paid."""
    a_paying_house(session)
    member = a_holder(session, shares_held=3, paid_in=2 * SHARE + HALF)
    given_up = shares.cancel(session, member, 1, LEFT, "KD-2025-002", OFFICE, NOW)
    first = confirmed(session, given_up.id, SettlementKind.PARTIAL)
    pay(session, first, HALF)
    paid(session, member, HALF, now=LATER)
    assert [each.credit for each in queries.candidates(session, TODAY)] == [HALF]
    second = confirmed_later(session, given_up.id, SettlementKind.PARTIAL)
    assert (first.claim, second.claim, second.kept) == (HALF, HALF, 2 * SHARE)
    pay(session, second, HALF)
    assert (queries.candidates(session, TODAY), queries.uncovered(session, TODAY)) == ([], [])
    assert queries.without_trace(session) == []


def test_what_comes_back_after_the_payout_is_told_as_owed_back(session: Session, client: FlaskClient) -> None:
    """§ 812 BGB; R-SEPA-10: the settlement stays paid, and its page says what is missing behind it."""
    a_paying_house(session)
    member = a_holder(session, shares_held=3, paid_in=2 * SHARE)
    given_up = shares.cancel(session, member, 1, LEFT, "KD-2025-002", OFFICE, NOW)
    payment = session.get_one(PaymentReceived, paid(session, member, SHARE))
    settlement = confirmed(session, given_up.id, SettlementKind.PARTIAL)
    pay(session, settlement, SHARE)
    assert queries.owed_back_of(session, settlement, TODAY) == 0
    shares.book_return(session, payment, TODAY, OFFICE, LATER)
    session.expire_all()
    assert (settlement.state, queries.owed_back_of(session, settlement, TODAY)) == (SettlementState.PAID, SHARE)
    sign_in_office(session, client)
    assert "500,00 € schuldet das Mitglied wieder" in said(client.get(f"/auseinandersetzung/{settlement.id}"))


def test_money_for_other_shares_moves_no_day_by_which_it_is_due(session: Session) -> None:
    """§ 271 (1) BGB; R-PAY-01."""
    a_paying_house(session)
    member = a_holder(session, shares_held=3, paid_in=2 * SHARE + HALF)
    given_up = shares.cancel(session, member, 1, LEFT, "KD-2025-002", OFFICE, NOW)
    first = confirmed(session, given_up.id, SettlementKind.PARTIAL)
    pay(session, first, HALF)
    paid(session, member, HALF, on=TODAY, now=LATER)
    second = actions.open_settlement(session, SettlementKind.PARTIAL, given_up.id, 0, ONE, STILL_LATER)
    later = NOW + timedelta(days=90)
    statute = statutes.statute_on(session, TODAY)
    shares.subscribe(session, member, 1, later.date(), ShareGround.SUBSCRIPTION, "V", statute, OFFICE, later)
    paid(session, member, SHARE, on=later.date(), now=later)
    basis = queries.get_basis(session, SettlementKind.PARTIAL, given_up.id)
    figures = queries.preview(session, basis, 0, later.date()).figures
    assert (figures.due_on, figures.claim) == (second.due_on, second.claim) == (max(first.due_on, TODAY), HALF)


def test_a_claim_whose_money_all_came_late_is_due_when_it_came(session: Session) -> None:
    """§ 271 (1) BGB: the member was late, not the cooperative."""
    a_paying_house(session)
    member = a_holder(session, shares_held=3, paid_in=2 * SHARE)
    given_up = shares.cancel(session, member, 1, LEFT, "KD-2025-002", OFFICE, NOW)
    paid(session, member, HALF, on=TODAY - timedelta(days=2))
    paid(session, member, HALF, on=TODAY)
    assert confirmed(session, given_up.id, SettlementKind.PARTIAL).due_on == TODAY - timedelta(days=2)


def test_what_is_left_of_late_money_after_the_set_off_is_due_when_it_came(session: Session) -> None:
    """The claim of the cooperative faced the credit that was there before; that is gone with it (§ 389 BGB)."""
    a_paying_house(session)
    member = a_holder(session, shares_held=3, paid_in=2 * SHARE + HALF)
    given_up = shares.cancel(session, member, 1, LEFT, "KD-2025-002", OFFICE, NOW)
    due = DuePayment(date(2024, 2, 1), HALF, PaymentPurpose.CONTRIBUTION)
    shares.ask_for(session, member, due, "Beitrag 2024", OFFICE, NOW)
    paid(session, member, HALF, on=TODAY)
    settlement = confirmed(session, given_up.id, SettlementKind.PARTIAL)
    assert (settlement.set_off, settlement.left, settlement.due_on) == (HALF, HALF, TODAY)


def test_money_that_came_late_is_not_barred_with_the_rest_of_the_claim(session: Session, client: FlaskClient) -> None:
    """It is due when it came (§§ 195, 199, 271 (1) BGB; R-PAY-01), and settled by itself once the rest is closed."""
    a_paying_house(session)
    member, period = left_owing(session)
    came = NOW.replace(year=2032)
    paid(session, member, HALF, on=came.date(), now=came)
    calendar.begin_at(came)
    sign_in_office(session, client)
    session.commit()
    before = said(client.get(f"/auseinandersetzung/neu/exit/{period}"))
    assert "250,00 € kamen erst in einem späteren Jahr und verjähren später." in before
    first = settled_at(session, period, came)
    assert (first.claim, first.due_on.year) == (SHARE, 2026)
    assert queries.payout_of(session, first, came.date()).is_barred(came.date())
    assert [each.amount for each in queries.left_apart(session, first)] == [HALF]
    letter = queries.statement_of(session, first)
    assert letter is not None
    assert (letter.facts or {})["apart"] == HALF
    page = said(client.get(f"/auseinandersetzung/{first.id}"))
    assert "250,00 € Guthaben kamen später hinzu" in page
    assert "Schließen Sie zuerst den verjährten Anspruch" in page
    assert "Später eingegangen, hier nicht abgerechnet" in page
    with pytest.raises(Refusal, match=first.number):
        settled_at(session, period, came)
    actions.close_barred(session, first, "Nie gemeldet", ONE, came)
    assert queries.unclaimed_of(session, first, came.date()) == HALF
    assert [each.credit for each in queries.candidates(session, came.date())] == [HALF]
    second = settled_at(session, period, came + timedelta(hours=1))
    assert (second.claim, second.due_on) == (HALF, came.date())
    assert not queries.payout_of(session, second, came.date()).is_barred(came.date())
    actions.pay_out(session, second, HALF, came.date(), ONE, came + timedelta(hours=1))
    assert (queries.candidates(session, came.date()), queries.without_trace(session)) == ([], [])
    calendar.begin_at(NOW)


def test_money_of_each_later_year_is_settled_by_itself(session: Session) -> None:
    a_paying_house(session)
    member = a_holder(session, shares_held=3, paid_in=2 * SHARE)
    given_up = shares.cancel(session, member, 1, LEFT, "KD-2025-002", OFFICE, NOW)
    early, late = NOW.replace(year=2028), NOW.replace(year=2033)
    for each in (early, late):
        paid(session, member, HALF, on=each.date(), now=each)
    basis = queries.get_basis(session, SettlementKind.PARTIAL, given_up.id)
    found = queries.preview(session, basis, 0, late.date())
    assert (found.figures.claim, found.days.due_on, found.apart) == (HALF, early.date(), HALF)
    assert (found.barred_after, found.barred_after < late.date()) == (date(2031, 12, 31), True)


def test_money_of_a_later_year_waits_until_what_is_not_barred_yet_was_paid(
    session: Session, client: FlaskClient
) -> None:
    """It is barred with the close of its own third year, not with the letter that owns up to what was due before."""
    a_paying_house(session)
    member, period = left_owing(session)
    came = NOW.replace(year=2028, month=5)
    paid(session, member, HALF, on=came.date(), now=came)
    calendar.begin_at(came)
    sign_in_office(session, client)
    first = settled_at(session, period, came)
    session.commit()
    assert (first.claim, queries.payout_of(session, first, came.date()).is_barred(came.date())) == (SHARE, False)
    page = said(client.get(f"/auseinandersetzung/{first.id}"))
    assert "250,00 € Guthaben kamen später hinzu" in page
    assert "Zahlen Sie zuerst ganz aus, was offen ist; danach rechnen Sie es gesondert ab." in page
    actions.pay_out(session, first, SHARE, came.date(), ONE, came)
    second = settled_at(session, period, came + timedelta(hours=1))
    assert (second.claim, second.due_on) == (HALF, came.date())
    assert queries.payout_of(session, second, came.date()).barred_after == date(2031, 12, 31)
    calendar.begin_at(NOW)


def test_what_a_further_settlement_rests_on_is_not_taken_back_before_it(session: Session, client: FlaskClient) -> None:
    """R-PAY-06: a shortfall that the first one bore would be borne by nobody."""
    a_paying_house(session)
    member, period = left_owing(session)
    first = confirmed(session, period)
    payout = pay(session, first, SHARE)
    paid(session, member, SHARE, now=LATER)
    second = confirmed_later(session, period)
    actions.take_back(session, first, payout, "Konto erloschen", ONE, STILL_LATER)
    with pytest.raises(Refusal, match=second.number):
        actions.reverse(session, first, "Irrtum", ONE, STILL_LATER)
    sign_in_office(session, client)
    page = said(client.get(f"/auseinandersetzung/{first.id}"))
    assert f"rechnet eine eigene Auseinandersetzung ab: {second.number}" in page
    assert "Stornieren Sie sie" not in page
    actions.reverse(session, second, "Irrtum", ONE, STILL_LATER)
    assert actions.reverse(session, first, "Irrtum", ONE, STILL_LATER).state is SettlementState.REVERSED


def test_a_loss_carried_forward_is_deducted_once(session: Session) -> None:
    """§ 73 (4) GenG; R-PAY-03."""
    a_paying_house(session, deduct_carry_forward=True)
    member = a_holder(session, shares_held=2, paid_in=SHARE)
    period = left(session, member)
    first = confirmed(session, period, loss=100_00)
    pay(session, first, first.claim)
    paid(session, member, SHARE, now=LATER)
    second = actions.open_settlement(session, SettlementKind.EXIT, period, 100_00, ONE, STILL_LATER)
    assert (first.deducted, second.deducted, second.claim) == (100_00, 0, SHARE)


def test_money_noted_by_a_clock_before_the_opening_is_settled_all_the_same(session: Session) -> None:
    """Who waits for the member's lock has read the clock before."""
    a_paying_house(session)
    member, period = left_owing(session)
    settlement = actions.open_settlement(session, SettlementKind.EXIT, period, 0, ONE, LATER)
    actions.confirm(session, settlement, TWO, LATER)
    actions.pay_out(session, settlement, SHARE, TODAY, ONE, LATER)
    paid(session, member, SHARE, now=LATER - timedelta(milliseconds=1))
    assert [(each.basis.id, each.credit) for each in queries.candidates(session, TODAY)] == [(period, SHARE)]


def test_what_came_for_an_earlier_notice_is_told_beside_a_later_one_that_is_not_settled(session: Session) -> None:
    a_paying_house(session)
    member = a_holder(session, shares_held=4, paid_in=3 * SHARE + HALF)
    earlier = shares.cancel(session, member, 1, EARLIER, "KD-1", OFFICE, NOW)
    later = shares.cancel(session, member, 1, LEFT, "KD-2", OFFICE, NOW)
    settlement = confirmed(session, earlier.id, SettlementKind.PARTIAL)
    pay(session, settlement, HALF)
    paid(session, member, HALF, now=LATER)
    found = {each.basis.id: each.credit for each in queries.candidates(session, TODAY)}
    assert found == {earlier.id: HALF, later.id: SHARE}
    assert queries.unclaimed_of(session, settlement, TODAY) == HALF


def test_what_came_back_is_owed_once_whatever_was_paid_of_it(session: Session) -> None:
    """§ 812 BGB; R-SEPA-10: of two notices, and of one with what came later."""
    a_paying_house(session)
    member = a_holder(session, shares_held=4, paid_in=3 * SHARE + HALF)
    entries = [shares.cancel(session, member, 1, day, "KD", OFFICE, NOW) for day in (EARLIER, LEFT)]
    first, second = settlements = [confirmed(session, each.id, SettlementKind.PARTIAL) for each in entries]
    for each in settlements:
        pay(session, each, each.left)
    payment = session.get_one(PaymentReceived, paid(session, member, HALF, now=LATER))
    further = confirmed_later(session, entries[0].id, SettlementKind.PARTIAL)
    pay(session, further, HALF)
    shares.book_return(session, payment, TODAY, OFFICE, NOW + timedelta(hours=3))
    session.expire_all()
    assert sum(queries.owed_back_of(session, each, TODAY) for each in (first, second, further)) == HALF


def test_the_page_tells_what_was_known_at_the_opening_apart_from_what_came_since(
    session: Session, client: FlaskClient
) -> None:
    """The entries behind a claim sum up to the credit that it states; of a further one no loss is asked for."""
    a_paying_house(session, deduct_carry_forward=True)
    member, period = left_owing(session)
    first = confirmed(session, period)
    pay(session, first, SHARE)
    paid(session, member, SHARE, now=LATER)
    sign_in_office(session, client)
    page = said(client.get(f"/auseinandersetzung/{first.id}"))
    behind, _heading, since = page.partition("Buchungen seit der Eröffnung")
    assert behind.partition("Buchungen dahinter")[2].count("+500,00") == 1
    assert "+500,00" in since
    assert 'name="loss"' not in client.get(f"/auseinandersetzung/neu/exit/{period}").text


def test_a_payout_that_came_back_is_paid_again_before_what_came_later_still_and_no_other_is_undone(
    session: Session, client: FlaskClient
) -> None:
    a_paying_house(session)
    member, period = left_owing(session)
    first = confirmed(session, period)
    payout = pay(session, first, SHARE)
    paid(session, member, HALF, now=LATER)
    second = confirmed_later(session, period)
    pay(session, second, HALF)
    actions.come_back(session, first, payout, TODAY, "Konto erloschen", ONE, STILL_LATER)
    paid(session, member, HALF, now=NOW + timedelta(hours=3))
    sign_in_office(session, client)
    page = said(client.get(f"/auseinandersetzung/{second.id}"))
    assert f"Noch ist eine andere Auseinandersetzung hiervon offen: {first.number}" in page
    assert "Stornieren Sie sie" not in page
