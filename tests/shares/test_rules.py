"""The rules of shares, payments and certificates."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.values import MAX_CENTS, Nachschuss, Refusal
from app.shares.rules import (
    BlockedBooking,
    CertifiedHolding,
    CreditGround,
    DuePayment,
    PaymentPurpose,
    ShareGround,
    are_fully_paid,
    calls_for_warning,
    certificate_matches,
    certificate_number,
    check_certificate,
    check_credit_entry,
    check_further_shares,
    check_not_blocked,
    check_number_of_shares,
    check_share_entry,
    claim_lapses_on,
    further_shares,
    left_to_assembly,
    liability_sum,
    may_admit_further,
    next_due,
    nominal_of,
    payments_due,
    schedule,
    schedule_words,
    share_limits,
    spread_over,
)
from app.statutes.rules import HaftsummeRule, Statute, statute_from

SHARE = 500_00
TUESDAY = date(2026, 11, 24)


def statute(**values: object) -> Statute:
    """A statute that says only this; one share is 500 euros."""
    return statute_from({"share_amount": SHARE, "nachschuss": "none", **values})


MORE = {"further_shares_allowed": True}


def test_further_shares_are_those_beyond_the_first() -> None:
    assert [further_shares(shares) for shares in (0, 1, 2, 20)] == [0, 0, 1, 19]
    assert nominal_of(20, SHARE) == 10_000_00


def test_without_a_clause_everybody_holds_one_share() -> None:
    assert share_limits(statute()) == (1, 1)
    check_number_of_shares(1, statute())
    with pytest.raises(Refusal, match="weitere Anteile nicht zu"):
        check_number_of_shares(2, statute())


def test_the_statute_sets_the_highest_number_of_shares() -> None:
    clauses = statute(max_shares=20, **MORE)
    check_number_of_shares(20, clauses)
    with pytest.raises(Refusal, match="höchstens 20"):
        check_number_of_shares(21, clauses)


def test_without_a_highest_number_any_number_may_be_held() -> None:
    assert share_limits(statute(**MORE)) == (1, None)
    check_number_of_shares(10_000, statute(**MORE))


def test_mandatory_shares_are_the_least_that_everybody_takes() -> None:
    clauses = statute(mandatory_shares=3)
    check_number_of_shares(3, clauses)
    with pytest.raises(Refusal, match="mindestens 3"):
        check_number_of_shares(2, clauses)


def test_nobody_takes_no_share() -> None:
    with pytest.raises(Refusal, match="mindestens 1"):
        check_number_of_shares(0, statute(**MORE))


@pytest.mark.parametrize(("paid", "admissible"), [(1_000_00, True), (999_99, False), (1_000_01, True), (0, False)])
def test_a_further_share_waits_until_all_others_are_paid(paid: int, admissible: bool) -> None:
    assert may_admit_further(SHARE, 2, paid) is admissible
    assert are_fully_paid(SHARE, 2, paid) is admissible


def test_a_mandatory_share_does_not_wait() -> None:
    assert may_admit_further(SHARE, 2, 0, mandatory=True)


def test_further_shares_must_be_allowed_paid_and_within_the_limit() -> None:
    clauses = statute(max_shares=3, **MORE)
    check_further_shares(clauses, 2, 1_000_00, 1)
    for held, paid, added in [(2, 999_99, 1), (3, 1_500_00, 1), (1, 500_00, 3), (1, 500_00, 0)]:
        with pytest.raises(Refusal):
            check_further_shares(clauses, held, paid, added)
    with pytest.raises(Refusal, match="§ 7a"):
        check_further_shares(statute(), 1, 500_00, 1)


def test_mandatory_participation_is_no_choice_and_has_no_limit() -> None:
    check_further_shares(statute(), 1, 0, 2, mandatory=True)


def test_several_shares_at_once_deserve_a_warning_unless_they_are_paid_at_once() -> None:
    in_parts = statute(min_payment=50_00)
    assert calls_for_warning(2, in_parts)
    assert not calls_for_warning(2, statute())
    assert not calls_for_warning(1, in_parts)


def test_mandatory_shares_taken_at_once_need_no_warning() -> None:
    assert not calls_for_warning(3, statute(min_payment=50_00, mandatory_shares=3))


@pytest.mark.parametrize(
    ("nachschuss", "shares", "haftsumme", "rule", "expected"),
    [
        (Nachschuss.NONE, 3, None, HaftsummeRule.DEFAULT, 0),
        (Nachschuss.UNLIMITED, 3, None, HaftsummeRule.DEFAULT, None),
        (Nachschuss.LIMITED, 3, SHARE, HaftsummeRule.DEFAULT, 1_500_00),
        (Nachschuss.LIMITED, 3, SHARE, HaftsummeRule.NO_INCREASE, SHARE),
        (Nachschuss.LIMITED, 3, 2_000_00, HaftsummeRule.DEFAULT, 2_000_00),
        (Nachschuss.LIMITED, 1, None, HaftsummeRule.DEFAULT, SHARE),
        (Nachschuss.LIMITED, 1, 1_00, HaftsummeRule.NO_INCREASE, SHARE),
    ],
)
def test_the_liability_sum_is_never_below_the_share(
    nachschuss: Nachschuss, shares: int, haftsumme: int | None, rule: HaftsummeRule, expected: int | None
) -> None:
    assert liability_sum(nachschuss, SHARE, shares, haftsumme, rule) == expected


def test_all_is_due_at_once_where_the_statute_has_no_instalments() -> None:
    payments = payments_due(statute(payment_days=14), 20, TUESDAY)
    assert payments == (DuePayment(date(2026, 12, 8), 10_000_00, PaymentPurpose.SHARES),)


def test_a_payment_is_never_due_on_a_weekend_or_holiday() -> None:
    assert payments_due(statute(payment_days=31), 1, TUESDAY)[0].due_on == date(2026, 12, 28)


def test_the_entry_fee_is_due_with_the_first_payment_and_only_on_joining() -> None:
    clauses = statute(entry_fee=50_00)
    fee = DuePayment(date(2026, 12, 8), 50_00, PaymentPurpose.ENTRY_FEE)
    assert fee in payments_due(clauses, 1, TUESDAY)
    assert fee not in payments_due(clauses, 1, TUESDAY, joins=False)


def test_instalments_run_until_the_share_is_full_and_the_last_is_the_rest() -> None:
    clauses = statute(min_payment=100_00, instalment_amount=150_00, instalment_months=6, payment_days=14)
    payments = payments_due(clauses, 2, TUESDAY)
    assert [payment.amount for payment in payments] == [200_00, 300_00, 300_00, 200_00]
    assert [payment.due_on for payment in payments][1:3] == [date(2027, 6, 8), date(2027, 12, 8)]


def test_what_the_statute_leaves_to_the_assembly_is_not_yet_due() -> None:
    payments = payments_due(statute(min_payment=50_00), 2, TUESDAY)
    assert sum(payment.amount for payment in payments) == 100_00


@given(st.integers(1, 10**7), st.integers(1, 10), st.integers(1, 10**6), st.integers(1, 50))
def test_the_schedule_adds_up_to_the_nominal(share: int, tenths: int, instalment: int, shares: int) -> None:
    instalment = max(instalment, share // 40 or 1)
    least = max(share * tenths // 10, 1)
    clauses = statute(share_amount=share, min_payment=least, instalment_amount=instalment)
    payments = payments_due(clauses, shares, TUESDAY)
    assert sum(payment.amount for payment in payments) == nominal_of(shares, share)
    assert list(payments) == sorted(payments)
    assert all(payment.amount > 0 for payment in payments)


SCHEDULE = (
    DuePayment(date(2026, 12, 8), 200_00, PaymentPurpose.SHARES),
    DuePayment(date(2027, 6, 8), 300_00, PaymentPurpose.SHARES),
)


def test_the_next_payment_is_the_first_that_is_not_covered() -> None:
    assert next_due(SCHEDULE, 0) == SCHEDULE[0]
    assert next_due(SCHEDULE, 50_00) == DuePayment(date(2026, 12, 8), 150_00, PaymentPurpose.SHARES)
    assert next_due(SCHEDULE, 200_00) == SCHEDULE[1]
    assert next_due(SCHEDULE, 500_00) is None


def test_a_claim_lapses_after_ten_years() -> None:
    assert claim_lapses_on(PaymentPurpose.SHARES, date(2026, 12, 8)) == date(2036, 12, 8)


@pytest.mark.parametrize("booking", list(BlockedBooking))
def test_while_a_member_nothing_is_given_back_pledged_waived_lent_or_set_off(booking: BlockedBooking) -> None:
    check_not_blocked(booking, is_member=False)
    with pytest.raises(Refusal, match="§ 22 Abs"):
        check_not_blocked(booking, is_member=True)


@pytest.mark.parametrize(
    ("ground", "change", "before"),
    [
        (ShareGround.SUBSCRIPTION, -1, 5),
        (ShareGround.FURTHER_SHARES, 0, 5),
        (ShareGround.CANCELLATION, 1, 5),
        (ShareGround.EXIT, -6, 5),
        (ShareGround.REVERSAL, -6, 5),
        (ShareGround.TAKEN_OVER, -1, 5),
    ],
)
def test_a_share_entry_that_makes_no_sense_is_refused(ground: ShareGround, change: int, before: int) -> None:
    with pytest.raises(Refusal):
        check_share_entry(ground, change, before)


def test_share_entries_go_their_own_way() -> None:
    check_share_entry(ShareGround.SUBSCRIPTION, 20, 0)
    check_share_entry(ShareGround.EXIT, -20, 20)
    check_share_entry(ShareGround.REVERSAL, -20, 20)
    check_share_entry(ShareGround.REVERSAL, 20, 0)


@pytest.mark.parametrize(
    ("ground", "change", "balance", "reason"),
    [
        (CreditGround.PAYMENT, 0, 0, "passt"),
        (CreditGround.PAYMENT, -1, 100, "passt"),
        (CreditGround.LOSS, 1, 100, "passt"),
        (CreditGround.PAYMENT, MAX_CENTS, 0, "passt"),
        (CreditGround.PAYMENT, 1, 1_000_00, "noch offen 0,00"),
        (CreditGround.PROFIT, 2, 999_99, "noch offen 0,01"),
        (CreditGround.TAKEN_OVER, 1_000_01, 0, "Nennbetrag"),
        (CreditGround.LOSS, -101, 100, "nicht"),
        (CreditGround.PAYOUT, -1, 1_000_00, "§ 22 Abs. 4"),
    ],
)
def test_a_credit_entry_that_makes_no_sense_is_refused(
    ground: CreditGround, change: int, balance: int, reason: str
) -> None:
    with pytest.raises(Refusal, match=reason):
        check_credit_entry(ground, change, balance, nominal=1_000_00)


def test_payments_fill_the_shares_to_the_cent() -> None:
    check_credit_entry(CreditGround.PAYMENT, 1_000_00, 0, nominal=1_000_00)
    check_credit_entry(CreditGround.RETURNED_PAYMENT, -1_000_00, 1_000_00, nominal=1_000_00)
    check_credit_entry(CreditGround.REVERSAL, -1_000_00, 1_000_00, nominal=1_000_00)


def test_after_a_partial_cancellation_only_what_lies_above_the_rest_is_paid_out() -> None:
    check_credit_entry(CreditGround.PAYOUT, -500_00, 1_500_00, nominal=1_000_00)
    with pytest.raises(Refusal, match=r"§ 22 Abs. 4"):
        check_credit_entry(CreditGround.PAYOUT, -500_01, 1_500_00, nominal=1_000_00)


def test_after_the_exit_all_is_paid_out() -> None:
    check_credit_entry(CreditGround.PAYOUT, -1_000_00, 1_000_00, nominal=0, is_member=False)


HOLDING = CertifiedHolding(413, "Gemeinde Altenbruck", 20, SHARE)


def test_a_certificate_speaks_only_for_the_holding_it_states() -> None:
    assert certificate_matches(HOLDING, HOLDING)
    assert not certificate_matches(HOLDING, CertifiedHolding(413, "Gemeinde Altenbruck", 21, SHARE))
    assert not certificate_matches(HOLDING, CertifiedHolding(413, "Stadt Altenbruck", 20, SHARE))
    assert not certificate_matches(HOLDING, None)


def test_one_holding_has_one_valid_certificate() -> None:
    check_certificate(HOLDING, None)
    check_certificate(HOLDING, CertifiedHolding(413, "Gemeinde Altenbruck", 19, SHARE))
    with pytest.raises(Refusal, match="Zweitschrift"):
        check_certificate(HOLDING, HOLDING)
    with pytest.raises(Refusal, match="Ohne Anteile"):
        check_certificate(CertifiedHolding(413, "Gemeinde Altenbruck", 0, SHARE), None)


def test_a_certificate_has_a_number_of_its_year() -> None:
    assert certificate_number(2026, 412) == "U-2026-0412"


def test_a_schedule_adds_up_to_the_shares() -> None:
    rates = schedule(statute(min_payment=250_00, instalment_amount=100_00, instalment_months=12), 2)
    assert [(rate.amount, rate.months, rate.times) for rate in rates] == [
        (500_00, 0, 1), (200_00, 12, 2), (100_00, 36, 1)
    ]
    words = schedule_words(rates).replace("\u00a0", " ")
    assert words.endswith("danach jedes Jahr 2 Raten zu je 200,00 €, 36 Monate danach 100,00 €")


def test_what_the_statute_does_not_date_is_left_to_the_assembly() -> None:
    assert left_to_assembly(statute(min_payment=250_00), 2) == 500_00


DAY_ONE, DAY_TWO = date(2026, 2, 1), date(2026, 3, 1)
OWED = [
    DuePayment(DAY_TWO, 500_00, PaymentPurpose.SHARES), DuePayment(DAY_ONE, 60_00, PaymentPurpose.CONTRIBUTION),
    DuePayment(DAY_TWO, 5_00, PaymentPurpose.COSTS),
]
ROOMS = {PaymentPurpose.SHARES: 700_00, PaymentPurpose.CONTRIBUTION: 60_00, PaymentPurpose.COSTS: 5_00}


@pytest.mark.parametrize(("amount", "parts"), [
    (3_00, {PaymentPurpose.COSTS: 3_00}),
    (15_00, {PaymentPurpose.COSTS: 5_00, PaymentPurpose.CONTRIBUTION: 10_00}),
    (100_00, {PaymentPurpose.COSTS: 5_00, PaymentPurpose.CONTRIBUTION: 60_00, PaymentPurpose.SHARES: 35_00}),
    (765_00, {PaymentPurpose.COSTS: 5_00, PaymentPurpose.CONTRIBUTION: 60_00, PaymentPurpose.SHARES: 700_00}),
])
def test_a_payment_over_everything_pays_costs_first_and_then_what_fell_due_first(
    amount: int, parts: dict[PaymentPurpose, int]
) -> None:
    assert spread_over(amount, OWED, ROOMS) == parts


def test_costs_that_arose_when_the_money_was_there_wait_their_turn_by_day() -> None:
    costs, others = OWED[2:], OWED[:2]
    assert spread_over(60_00, others, ROOMS, new_costs=costs) == {PaymentPurpose.CONTRIBUTION: 60_00}
    assert spread_over(765_00, others, ROOMS, new_costs=costs) == ROOMS


def test_only_what_is_open_for_nothing_is_sent_back() -> None:
    with pytest.raises(Refusal) as refused:
        spread_over(800_00, OWED, ROOMS)
    assert str(refused.value.values["rest"]).startswith("35,00")
    with pytest.raises(Refusal, match="voll eingezahlt"):
        spread_over(800_00, [], {})
    with pytest.raises(Refusal, match="endete am"):
        spread_over(800_00, [], {}, DAY_ONE)
