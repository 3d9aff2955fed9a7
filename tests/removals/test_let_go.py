"""With an exclusion that is void its settlement goes: nothing is paid any more, what was paid is asked back (§ 68)."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.archive.models import IssuedDocument
from app.archive.rules import Standing
from app.closing import actions as closing
from app.closing import queries as year_end
from app.core import clock
from app.core.values import Refusal
from app.desk import queries as desk
from app.dossiers import queries as dossiers
from app.dossiers.rules import Wanted
from app.dues import actions as dues
from app.dues.rules import DunningLevel, PlanBasis, PlanTerms
from app.members import queries as members
from app.members.models import Member
from app.operations import queries as operations
from app.operations.rules import CheckKey
from app.parties import actions as parties
from app.removals import actions, queries
from app.removals.models import Removal
from app.removals.rules import Judgment, RemovalState
from app.reports import queries as reports
from app.settlements import actions as settlements
from app.settlements import queries as payouts
from app.settlements.models import Settlement
from app.settlements.rules import SettlementKind, SettlementState
from app.shares import actions as ledgers
from app.shares import queries as shares
from app.shares.rules import ASKED_BACK, DuePayment, PaymentPurpose
from documents import registry
from tests.closing.factories import FIGURES, MINUTES, REFERENCE, THIRD
from tests.departures.factories import a_holder
from tests.documents import pages
from tests.factories import LONG_AGO, OFFICE, sign_in_office
from tests.removals.factories import (
    COURT,
    LATER,
    LATER_DAY,
    NEW_YEARS_EVE,
    PROOF,
    a_lasting_house,
    judged,
    sent,
)
from tests.settlements.factories import CARRIED_FORWARD, IBAN, ONE, TWO
from tests.shares.factories import SHARE, a_member
from tests.tabs import said
from tests.together import transactions_together
from tests.visitors import visitor

NEXT_YEAR = datetime(2027, 9, 1, 10, 0, tzinfo=UTC)
STANDS, VOID = (RemovalState.ENTERED, NEW_YEARS_EVE, 0), (RemovalState.LIFTED, None, 5)
"""The state, the end in the register, and the shares held after it."""


@pytest.fixture
def excluded(session: Session) -> Removal:
    """An exclusion in force, by a statute that knows no appeal."""
    a_lasting_house(session, appeal_days=0)
    removal = sent(session, a_holder(session))
    session.commit()
    return removal


def standing(session: Session, removal: Removal) -> tuple[RemovalState, date | None, int]:
    session.expire_all()
    last_day = members.get_period_on(session, removal.member_id, LATER_DAY).last_day
    return removal.state, last_day, shares.shares_held(session, removal.member_id, NEW_YEARS_EVE + timedelta(days=1))


@pytest.fixture
def settled(session: Session, excluded: Removal) -> Settlement:
    """The settlement of who was excluded, confirmed and not paid yet."""
    return settled_of(session, excluded)


def all_of(session: Session) -> tuple[Session, str, str, str, str, bool, date]:
    """How the list of payouts is asked for, whole."""
    return session, "", "", "", "due", False, NEXT_YEAR.date()


def settled_of(session: Session, excluded: Removal, is_confirmed: bool = True) -> Settlement:
    """A settlement of who was excluded, once the accounts are adopted."""
    if year_end.adoption_of(session, THIRD) is None:
        _adopted(session, excluded)
    period = members.get_period_on(session, excluded.member_id, LATER_DAY)
    found = settlements.open_settlement(session, SettlementKind.EXIT, period.id, 0, ONE, NEXT_YEAR)
    if is_confirmed:
        settlements.confirm(session, found, TWO, NEXT_YEAR)
    session.commit()
    return found


def _adopted(session: Session, excluded: Removal) -> None:
    parties.add_bank_account(session, excluded.member.party_id, IBAN, LONG_AGO, OFFICE, LATER)
    closing.prepare(session, THIRD, date(2027, 4, 20), FIGURES, None, OFFICE, NEXT_YEAR)
    closing.adopt(session, THIRD, date(2027, 6, 11), REFERENCE, MINUTES, OFFICE, NEXT_YEAR)
    closing.use_result(session, THIRD, CARRIED_FORWARD, OFFICE, NEXT_YEAR)


def in_the_next_year(session: Session, removal: Removal) -> Removal:
    return judged(session, removal, day=NEXT_YEAR.date(), now=NEXT_YEAR)


def test_with_a_void_exclusion_its_settlement_falls_out_of_list_sums_quota_and_tray(
    session: Session, excluded: Removal, settled: Settlement
) -> None:
    today = NEXT_YEAR.date()
    letter = payouts.statement_of(session, settled)
    assert letter is not None
    assert [each.settlement for each in payouts.list_payouts(*all_of(session))] == [settled]
    in_the_next_year(session, excluded)
    assert standing(session, excluded) == VOID
    assert payouts.list_payouts(*all_of(session)) == [] == list(payouts.open_ones(session))
    assert payouts.payouts_due(session, date.max, today, 10) == []
    assert (settled.state, letter.standing) == (SettlementState.REVERSED, Standing.VOID)
    assert settled.undoing is not None
    assert settled.undoing.reason == f"Für nichtig erklärt, {COURT}"
    with pytest.raises(Refusal, match="Hier ist nichts auszuzahlen"):
        settlements.pay_out(session, settled, 100, today, ONE, NEXT_YEAR)


def test_what_was_set_off_against_the_credit_of_a_void_exclusion_is_owed_again(
    session: Session, excluded: Removal
) -> None:
    fee = DuePayment(LATER_DAY, 60_00, PaymentPurpose.CONTRIBUTION)
    ledgers.ask_for(session, excluded.member, fee, "Beitrag", OFFICE, LATER)
    settled_of(session, excluded)
    assert shares.open_payments(session, member_id=excluded.member_id) == []
    in_the_next_year(session, excluded)
    assert [each.open for each in shares.open_payments(session, member_id=excluded.member_id)] == [60_00]
    assert standing(session, excluded) == VOID


def test_a_judgment_is_noted_though_the_credit_is_paid_and_the_payout_is_asked_back(
    session: Session, excluded: Removal, settled: Settlement
) -> None:
    paid = settlements.pay_out(session, settled, 1_000_00, NEXT_YEAR.date(), ONE, NEXT_YEAR)
    in_the_next_year(session, excluded)
    assert standing(session, excluded) == VOID
    due = shares.open_payments(session, member_id=excluded.member_id)
    assert [(each.open, each.due_on, each.purpose) for each in due] == [
        (1_000_00, NEXT_YEAR.date() + timedelta(days=30), PaymentPurpose.SHARES)
    ]
    assert shares.holding_of(session, excluded.member_id, date.max).credit == 1_500_00
    with pytest.raises(Refusal, match="tragen Sie es beim Mitglied als Zahlung ein"):
        settlements.take_back(session, settled, paid, "Kam zurück", ONE, NEXT_YEAR)
    ledgers.record_payment(
        session, excluded.member, 1_000_00, NEXT_YEAR.date(), PaymentPurpose.SHARES, "", ONE, NEXT_YEAR
    )
    assert shares.open_payments(session, member_id=excluded.member_id) == []
    assert shares.holding_of(session, excluded.member_id, date.max).credit == 2_500_00


def test_letters_about_a_payout_asked_back_call_it_so_and_no_payment_on_shares(
    session: Session, excluded: Removal, settled: Settlement
) -> None:
    member = paid_and_void(session, excluded, settled)
    asked = registry.load("payment_request", _written(ledgers.issue_payment_request(session, member, ONE, NEXT_YEAR)))
    assert (asked.payment.explanation, asked.word) == (ASKED_BACK, "Rückzahlung")
    assert asked.items[0].label.startswith(ASKED_BACK)
    assert asked.payment.purpose.endswith("Anteile"), "by this the payment is matched"
    notice = dues.dun(session, member, DunningLevel.REMINDER, ONE, NEXT_YEAR + timedelta(days=45))
    dunned = registry.load("dunning_letter", _written(archive.get_document(session, notice.letter_id)))
    assert [each.label.split(", fällig")[0] for each in dunned.items] == [ASKED_BACK]


def test_beside_shares_that_are_to_be_paid_a_letter_names_both(
    session: Session, excluded: Removal, settled: Settlement
) -> None:
    member = paid_and_void(session, excluded, settled)
    on_shares = DuePayment(NEXT_YEAR.date() + timedelta(days=30), 500_00, PaymentPurpose.SHARES)
    ledgers.ask_for(session, member, on_shares, "B-2027-001", ONE, NEXT_YEAR)
    asked = registry.load("payment_request", _written(ledgers.issue_payment_request(session, member, ONE, NEXT_YEAR)))
    assert (asked.payment.cents, asked.asked_back, asked.word) == (1_500_00, 1_000_00, "Zahlung")
    assert re.fullmatch(rf"500,00.€ als Teil von .* und 1\.000,00.€ {ASKED_BACK}", asked.payment.explanation)
    assert [each.label.startswith(ASKED_BACK) for each in asked.items].count(True) == 1


def test_a_payout_asked_back_stays_one_when_it_is_put_off(
    session: Session, excluded: Removal, settled: Settlement
) -> None:
    member = paid_and_void(session, excluded, settled)
    terms = PlanTerms(2, NEXT_YEAR.date() + timedelta(days=30), 1, PlanBasis.AGREEMENT, "Schreiben", NEXT_YEAR.date())
    dues.agree_plan(session, member, terms, ONE, NEXT_YEAR)
    assert [each.open for each in shares.payouts_asked_back(session, member.id)] == [500_00, 500_00]
    asked = registry.load("payment_request", _written(ledgers.issue_payment_request(session, member, ONE, NEXT_YEAR)))
    assert asked.payment.explanation == ASKED_BACK


def paid_and_void(session: Session, excluded: Removal, settled: Settlement) -> Member:
    """Who was excluded is paid 1,000 €, which a judgment then asks back."""
    settlements.pay_out(session, settled, 1_000_00, NEXT_YEAR.date(), ONE, NEXT_YEAR)
    in_the_next_year(session, excluded)
    session.expire_all()
    return excluded.member


def _written(letter: IssuedDocument) -> dict[str, Any]:
    assert letter.facts is not None
    return letter.facts


def test_the_check_knows_what_a_payout_asked_back_rests_on_and_finds_what_rests_on_none(
    session: Session, excluded: Removal, settled: Settlement
) -> None:
    paid = settlements.pay_out(session, settled, 1_000_00, NEXT_YEAR.date(), ONE, NEXT_YEAR)
    in_the_next_year(session, excluded)
    session.commit()
    assert CheckKey.DUE_TRACE not in {each.check for each in operations.findings(session, NEXT_YEAR)}
    again = a_member(session, "Gemeinde Eichenau", 1)
    for member, amount in ((again, 1_000_00), (excluded.member, 999_00)):
        planted = DuePayment(NEXT_YEAR.date(), amount, PaymentPurpose.SHARES)
        ledgers.ask_for(session, member, planted, paid.number, OFFICE, NEXT_YEAR)
    found = [str(each) for each in operations.findings(session, NEXT_YEAR) if each.check is CheckKey.DUE_TRACE]
    assert [re.findall(r"Hinter den (\S+)", each) for each in found] == [["1.000,00"], ["999,00"]]


def test_what_is_paid_back_after_a_void_exclusion_counts_once_as_paid_in(
    session: Session, excluded: Removal, settled: Settlement
) -> None:
    member, today = excluded.member, NEXT_YEAR.date()
    settlements.pay_out(session, settled, 1_000_00, today, ONE, NEXT_YEAR)
    judged(session, excluded, day=today, now=NEXT_YEAR + timedelta(minutes=5))
    assert paid_in(session, excluded) == {1_500_00}
    assert shares.holding_of(session, member.id, date.max, known_at=NEXT_YEAR).paid_in == 2_500_00
    ledgers.record_payment(session, member, 1_000_00, today, PaymentPurpose.SHARES, "", ONE, NEXT_YEAR)
    assert paid_in(session, excluded) == {2_500_00}
    assert shares.paid_on_most(session, member.id, today, SHARE) == 2_500_00


def paid_in(session: Session, excluded: Removal) -> set[int]:
    """What counts as paid in by the one member: of its page, its line in the list, the desk and the register."""
    session.commit()
    today = NEXT_YEAR.date()
    together = dossiers.counts_and_totals(session, Wanted(), today)[1]
    line, = reports.register_on(session, today)
    return {
        shares.holding_of(session, excluded.member_id, today).paid_in, together.paid_in,
        desk.figures(session, today).paid_in, line.paid_in,
    }


def test_the_letter_on_a_void_exclusion_asks_back_what_was_paid_out(
    session: Session, excluded: Removal, settled: Settlement
) -> None:
    settlements.pay_out(session, settled, 1_000_00, NEXT_YEAR.date(), ONE, NEXT_YEAR)
    removal = in_the_next_year(session, excluded)
    assert removal.letter_id is not None
    letter = archive.get_document(session, removal.letter_id)
    payment = registry.load(letter.kind, letter.facts or {}).payment
    assert (payment.cents, payment.due_on) == (1_000_00, NEXT_YEAR.date() + timedelta(days=30))
    words = " ".join(pages.text(pages.printed(letter.kind, registry.load(letter.kind, letter.facts or {}))).split())
    assert "1.000,00 € ausgezahlt" in words
    assert "bis zum 1. Oktober 2027 zurück" in words


def test_a_letter_on_a_void_exclusion_asks_nothing_back_where_nothing_was_paid(
    session: Session, excluded: Removal, settled: Settlement
) -> None:
    removal = in_the_next_year(session, excluded)
    assert removal.letter_id is not None
    letter = archive.get_document(session, removal.letter_id)
    assert registry.load(letter.kind, letter.facts or {}).payment is None


def test_a_judgment_taken_back_asks_for_nothing_back_and_settles_the_rest_anew(
    session: Session, excluded: Removal, settled: Settlement
) -> None:
    settlements.pay_out(session, settled, 1_000_00, NEXT_YEAR.date(), ONE, NEXT_YEAR)
    removal = in_the_next_year(session, excluded)
    last = queries.find_last_entry(removal)
    assert last is not None
    actions.take_back_step(session, removal, last.id, "Falscher Fall", OFFICE, NEXT_YEAR)
    assert shares.open_payments(session, member_id=excluded.member_id) == []
    assert shares.holding_of(session, excluded.member_id, date.max).paid_in == 2_500_00
    anew = settled_of(session, excluded)
    assert (anew.claim, anew.left) == (1_500_00, 1_500_00)
    in_the_next_year(session, excluded)
    assert standing(session, excluded) == VOID
    assert [each.open for each in shares.open_payments(session, member_id=excluded.member_id)] == [1_000_00]
    assert shares.holding_of(session, excluded.member_id, date.max).paid_in == 1_500_00


def test_what_is_paid_back_in_instalments_is_still_asked_back(session: Session, excluded: Removal) -> None:
    settlements.pay_out(session, settled_of(session, excluded), 1_000_00, NEXT_YEAR.date(), ONE, NEXT_YEAR)
    in_the_next_year(session, excluded)
    terms = PlanTerms(2, date(2027, 9, 20), 1, PlanBasis.AGREEMENT, "Schreiben", NEXT_YEAR.date(), after="")
    dues.agree_plan(session, excluded.member, terms, OFFICE, NEXT_YEAR)
    back = shares.payouts_asked_back(session, excluded.member_id)
    assert [each.open for each in back] == [500_00, 500_00]


def test_with_a_void_exclusion_a_settlement_that_waits_is_turned_down(session: Session, excluded: Removal) -> None:
    found = settled_of(session, excluded, is_confirmed=False)
    judgment = Judgment(NEXT_YEAR.date(), is_void=True, reference=COURT)
    actions.note_judgment(session, excluded, judgment, PROOF, TWO, NEXT_YEAR)
    session.refresh(found)
    assert found.state is SettlementState.REJECTED
    assert found.decision is not None
    assert found.decision.reason == f"Für nichtig erklärt, {COURT}"


def test_what_was_paid_on_an_exclusion_entered_by_mistake_is_taken_back_first(
    session: Session, excluded: Removal, settled: Settlement
) -> None:
    paid = settlements.pay_out(session, settled, settled.left, NEXT_YEAR.date(), ONE, NEXT_YEAR)
    session.commit()
    with pytest.raises(Refusal, match="Stornieren Sie zuerst die Auseinandersetzung"):
        actions.reverse(session, excluded, "Falsches Mitglied", OFFICE, NEXT_YEAR)
    session.rollback()
    assert (standing(session, excluded), settled.state) == (STANDS, SettlementState.PAID)
    settlements.take_back(session, settled, paid, "Irrtum", ONE, NEXT_YEAR)
    actions.reverse(session, excluded, "Falsches Mitglied", OFFICE, NEXT_YEAR)
    assert settled.state is SettlementState.REVERSED


def test_a_confirmed_exclusion_is_paid_as_before(session: Session, excluded: Removal, settled: Settlement) -> None:
    judged(session, excluded, is_void=False, day=NEXT_YEAR.date(), now=NEXT_YEAR)
    assert settlements.pay_out(session, settled, settled.left, NEXT_YEAR.date(), ONE, NEXT_YEAR).amount == 2_500_00


def test_a_judgment_and_a_payout_at_the_same_moment_leave_no_cent_unaccounted_for(
    app: Flask, session: Session, excluded: Removal, settled: Settlement
) -> None:
    """Whichever comes first: what left is asked back, what did not leave is credit again."""
    removal_id, settlement_id = excluded.id, settled.id
    session.commit()

    def pays(own: Session) -> object:
        held = settlements.hold(own, settlement_id)
        return settlements.pay_out(own, held, 1_000_00, NEXT_YEAR.date(), ONE, NEXT_YEAR)

    def judges(own: Session) -> object:
        return in_the_next_year(own, queries.get_removal(own, removal_id)).id

    paid, judgment = transactions_together(app, pays, judges)
    assert not isinstance(judgment, Refusal)
    assert standing(session, excluded) == VOID
    left = 0 if isinstance(paid, Refusal) else 1_000_00
    assert sum(each.open for each in shares.open_payments(session, member_id=excluded.member_id)) == left
    assert shares.holding_of(session, excluded.member_id, date.max).credit == 2_500_00 - left
    assert settled.state is SettlementState.REVERSED


def test_the_page_of_a_settlement_that_fell_away_says_why_and_what_is_owed_back(
    app: Flask, session: Session, excluded: Removal, settled: Settlement, monkeypatch: pytest.MonkeyPatch
) -> None:
    settlements.pay_out(session, settled, 1_000_00, NEXT_YEAR.date(), ONE, NEXT_YEAR)
    in_the_next_year(session, excluded)
    session.commit()
    monkeypatch.setattr(clock, "now", lambda: NEXT_YEAR)
    office = visitor(app)
    sign_in_office(session, office)
    page = said(office.get(f"/auseinandersetzung/{settled.id}"))
    assert "Fortgefallen am 01.09.2027" in page
    assert f"Für nichtig erklärt, {COURT}" in page
    assert "Ausgezahlt sind 1.000,00 €. Das ist zurückzuzahlen" in page
    assert settled.number not in said(office.get("/auseinandersetzung/"))
    assert "auszuzahlen" not in said(office.get("/"))
