"""A leaver is paid: not before the accounts, not twice, not more than the credit, never by one person alone."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.archive.rules import Standing
from app.closing import actions as closing
from app.closing import queries as year_end
from app.closing.rules import AccountsStep, Figures, Terms, Uses, proposed_uses
from app.core import journal
from app.core.values import Refusal
from app.members import actions as members
from app.members.rules import ExitGround
from app.operations import queries as operations
from app.operations.rules import CheckKey
from app.settlements import actions, queries
from app.settlements.models import SettlementDecision, SettlementEntry
from app.settlements.rules import Hold, SettlementKind, SettlementState
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.models import CreditEntry, PaymentReceived
from app.shares.rules import CreditGround, PaymentPurpose
from documents import registry
from tests.closing.factories import SECOND, adopted
from tests.factories import NOW, OFFICE, TODAY, a_person
from tests.settlements.factories import (
    CARRIED_FORWARD,
    LEFT,
    ONE,
    PAID_ON,
    TWO,
    a_holder,
    a_leaver,
    a_paying_house,
    confirmed,
    credit_of,
    left,
    opened,
    pay,
)
from tests.shares.factories import SHARE, paid, subscribed

YEARS_LATER = NOW + timedelta(days=4 * 366)


def test_before_the_accounts_are_adopted_nothing_is_settled_and_the_rule_is_named(session: Session) -> None:
    a_paying_house(session, is_adopted=False)
    with pytest.raises(Refusal, match="§§ 48, 73"):
        opened(session, a_leaver(session))
    assert [each.adopted_on for each in queries.candidates(session, TODAY)] == [None]


def test_before_the_membership_is_over_nothing_is_settled(session: Session) -> None:
    a_paying_house(session)
    with pytest.raises(Refusal, match=r"§ 22 Abs\. 4"):
        opened(session, left(session, a_holder(session), date(2026, 12, 31)))


def test_a_leaver_is_paid_the_credit_once_two_people_agree(session: Session) -> None:
    a_paying_house(session)
    settlement = opened(session, a_leaver(session))
    assert (settlement.claim, settlement.due_on, settlement.state) == (2500_00, date(2026, 6, 30), "proposed")
    with pytest.raises(Refusal):
        pay(session, settlement, 1)
    actions.confirm(session, settlement, TWO, NOW)
    entry = pay(session, settlement, 2500_00)
    assert (settlement.left, settlement.state, credit_of(session, settlement)) == (0, SettlementState.PAID, 0)
    booked = session.get_one(CreditEntry, entry.credit_entry_id)
    assert (booked.ground, booked.amount, booked.effective_on) == (CreditGround.PAYOUT, -2500_00, PAID_ON)
    assert queries.candidates(session, TODAY) == []


def test_who_opened_does_not_confirm(session: Session) -> None:
    a_paying_house(session)
    settlement = opened(session, a_leaver(session))
    for act in (actions.confirm, lambda *rest: actions.reject(rest[0], rest[1], "Nein", *rest[2:])):
        with pytest.raises(Refusal, match="selbst eröffnet"):
            act(session, settlement, ONE, NOW)
    with pytest.raises(Refusal):
        actions.withdraw(session, settlement, TWO, NOW)


def test_the_database_knows_two_people_too(session: Session) -> None:
    a_paying_house(session)
    settlement = opened(session, a_leaver(session))
    session.add(SettlementDecision(
        settlement_id=settlement.id, entered_by=1, decided_by=1, decided_by_name="X", decided_at=NOW,
        outcome="confirmed",
    ))
    with pytest.raises(DatabaseError):
        session.flush()
    session.rollback()


def test_the_same_exit_is_settled_once_until_it_is_rejected_or_withdrawn(session: Session) -> None:
    a_paying_house(session)
    period = a_leaver(session)
    first = opened(session, period)
    with pytest.raises(Refusal, match=first.number):
        opened(session, period)
    actions.reject(session, first, "Falscher Tag", TWO, NOW)
    second = opened(session, period)
    actions.withdraw(session, second, ONE, NOW)
    assert [first.state, second.state] == [SettlementState.REJECTED, SettlementState.WITHDRAWN]
    assert opened(session, period).turn == 3


def test_figures_that_changed_since_are_not_confirmed(session: Session) -> None:
    a_paying_house(session)
    settlement = opened(session, a_leaver(session))
    session.add(CreditEntry(
        member_id=settlement.member_id, amount=-250_00, effective_on=LEFT, recorded_at=NOW, recorded_by="X",
        ground=CreditGround.LOSS, document="GV 2026",
    ))
    session.flush()
    with pytest.raises(Refusal, match="inzwischen geändert"):
        actions.confirm(session, settlement, TWO, NOW)


def test_an_exit_that_was_undone_is_not_paid(session: Session) -> None:
    a_paying_house(session)
    settlement = confirmed(session, a_leaver(session))
    members.undo_end(session, settlement.member, "Irrtum", "KD-1", OFFICE, NOW)
    session.expire_all()
    with pytest.raises(Refusal, match="inzwischen geändert oder aufgehoben"):
        pay(session, settlement, 100)


def test_losses_written_off_reduce_the_claim_and_are_told(session: Session) -> None:
    a_paying_house(session, is_adopted=False)
    adopted(session, figures=Figures(-250_00, 0, 0, 0, 90_000_00))
    member = a_holder(session)
    session.add(CreditEntry(
        member_id=member.id, amount=-100_00, effective_on=LEFT, recorded_at=NOW, recorded_by="X",
        ground=CreditGround.LOSS, document="GV",
    ))
    period = left(session, member)
    closing.use_result(session, SECOND, Terms(Uses(0, 0, 250_00, 0)), OFFICE, NOW)
    settlement = confirmed(session, period)
    assert (settlement.before, settlement.written_off, settlement.claim) == (2400_00, 250_00, 2150_00)
    letter = queries.statement_of(session, settlement)
    assert letter is not None
    facts = registry.load("settlement_statement", letter.facts or {})
    assert (facts.written_off, facts.to_pay, facts.settlement) == (250_00, 2150_00, settlement.number)


def test_what_another_settlement_deducted_is_no_loss_written_off(session: Session) -> None:
    a_paying_house(session, deduct_carry_forward=True)
    member = a_holder(session)
    given_up = shares.cancel(session, member, 2, date(2025, 6, 30), "KD-2025-002", OFFICE, NOW)
    period = left(session, member)
    first = confirmed(session, given_up.id, SettlementKind.PARTIAL, loss=250_00)
    assert (first.claim, first.deducted) == (900_00, 100_00)
    second = opened(session, period)
    assert (second.before, second.written_off, second.claim) == (2_400_00, 0, 1_500_00)


def test_a_loss_carried_forward_is_deducted_only_where_the_statute_says_so(session: Session) -> None:
    a_paying_house(session)
    assert opened(session, a_leaver(session), loss=500_00).deducted == 0


def test_a_claim_that_a_loss_carried_forward_takes_whole_is_settled_all_the_same(session: Session) -> None:
    """Else its credit would stand beside the shares for ever (§ 73 (4) GenG; R-PAY-03)."""
    a_paying_house(session, deduct_carry_forward=True)
    member = a_holder(session)
    entry = shares.cancel(session, member, 2, LEFT, "KD-2025-002", OFFICE, NOW)
    settlement = confirmed(session, entry.id, SettlementKind.PARTIAL, loss=9_000_00)
    assert (settlement.deducted, settlement.claim, settlement.state) == (2 * SHARE, 0, SettlementState.PAID)
    assert (credit_of(session, settlement), queries.candidates(session, TODAY)) == (3 * SHARE, [])
    actions.reverse(session, settlement, "Irrtum", ONE, NOW)
    assert credit_of(session, settlement) == 5 * SHARE


def test_a_deducted_loss_carried_forward_leaves_the_credit_as_a_loss(session: Session) -> None:
    a_paying_house(session, deduct_carry_forward=True)
    period = a_leaver(session)
    a_holder(session, "Stadt Lindenfurt")
    settlement = confirmed(session, period, loss=500_00)
    assert (settlement.deducted, settlement.claim, settlement.left) == (250_00, 2250_00, 2250_00)
    assert credit_of(session, settlement) == 2250_00
    pay(session, settlement, 2250_00)
    assert credit_of(session, settlement) == 0


def test_what_is_settled_anew_long_after_is_due_as_it_was_at_first(session: Session) -> None:
    """What undoes a payout or a set-off is no money that came late: it would put off the day, and the limitation."""
    a_paying_house(session, entry_fee=100_00)
    period = a_leaver(session)
    settlement = confirmed(session, period)
    first, late = settlement.due_on, NOW + timedelta(days=400)
    payout = actions.pay_out(session, settlement, settlement.left, late.date(), ONE, late)
    actions.take_back(session, settlement, payout, "Nie überwiesen", ONE, late)
    actions.reverse(session, settlement, "Irrtum", ONE, late)
    again = actions.open_settlement(session, SettlementKind.EXIT, period, 0, ONE, late)
    assert again.due_on == first


def test_a_due_entry_fee_is_set_off_and_counts_as_paid(session: Session) -> None:
    a_paying_house(session, entry_fee=100_00)
    settlement = confirmed(session, a_leaver(session))
    assert (settlement.set_off, settlement.left, credit_of(session, settlement)) == (100_00, 2400_00, 2400_00)
    assert share_queries.open_balance_of(session, settlement.member_id, PaymentPurpose.ENTRY_FEE) == 0
    actions.reverse(session, settlement, "Irrtum", ONE, NOW)
    assert share_queries.open_balance_of(session, settlement.member_id, PaymentPurpose.ENTRY_FEE) == 100_00
    assert credit_of(session, settlement) == 2500_00


def test_a_receipt_of_a_set_off_is_not_taken_back_alone(session: Session) -> None:
    """Else the fee would be owed again though the credit paid it, and the settlement could not be reversed."""
    a_paying_house(session, entry_fee=100_00)
    settlement = confirmed(session, a_leaver(session))
    pay(session, settlement, 2_400_00)
    receipt = session.scalars(
        select(PaymentReceived).where(PaymentReceived.purpose == PaymentPurpose.ENTRY_FEE)
    ).one()
    with pytest.raises(Refusal, match=f"verrechnet: {settlement.number}"):
        shares.reverse_payment(session, receipt, "Irrtum", OFFICE, NOW)
    payout = settlement.standing[-1]
    actions.take_back(session, settlement, payout, "Konto erloschen", ONE, NOW)
    actions.reverse(session, settlement, "Irrtum", ONE, NOW)
    assert credit_of(session, settlement) == 2_500_00


def test_shares_given_up_release_what_lies_above_the_nominal_of_the_others(session: Session) -> None:
    a_paying_house(session)
    member = a_holder(session)
    entry = shares.cancel(session, member, 2, LEFT, "KD-2025-002", OFFICE, NOW)
    settlement = confirmed(session, entry.id, SettlementKind.PARTIAL)
    assert (settlement.kept, settlement.claim) == (1500_00, 1000_00)
    pay(session, settlement, 1000_00)
    assert credit_of(session, settlement) == 1500_00


@pytest.mark.parametrize("is_paid_out", [True, False])
def test_what_was_paid_on_shares_given_up_admits_no_further_ones(session: Session, is_paid_out: bool) -> None:
    """It is a claim of its own, paid out or not; who takes further shares pays those (§§ 15b (2), 67b GenG)."""
    a_paying_house(session)
    member = a_holder(session, shares_held=2)
    entry = shares.cancel(session, member, 1, LEFT, "KD-2025-002", OFFICE, NOW)
    if is_paid_out:
        pay(session, confirmed(session, entry.id, SettlementKind.PARTIAL), 500_00)
    subscribed(session, member, 1, TODAY)
    with pytest.raises(Refusal, match="voll eingezahlt"):
        subscribed(session, member, 1, TODAY)
    paid(session, member, 500_00)
    subscribed(session, member, 1, TODAY)


def test_shares_given_up_with_too_little_credit_release_nothing(session: Session) -> None:
    a_paying_house(session, min_payment=100_00)
    member = a_holder(session, shares_held=2)
    entry = shares.cancel(session, member, 1, LEFT, "KD-2025-002", OFFICE, NOW)
    session.add(CreditEntry(
        member_id=member.id, amount=-600_00, effective_on=LEFT, recorded_at=NOW, recorded_by="X",
        ground=CreditGround.LOSS, document="GV 2026",
    ))
    session.flush()
    with pytest.raises(Refusal, match="nichts auszuzahlen"):
        opened(session, entry.id, SettlementKind.PARTIAL)


def test_in_parts_but_never_more_than_what_is_left(session: Session) -> None:
    a_paying_house(session)
    settlement = confirmed(session, a_leaver(session))
    pay(session, settlement, 1000_00)
    with pytest.raises(Refusal, match=r"noch 1\.500,00"):
        pay(session, settlement, 1500_01)
    pay(session, settlement, 1500_00)
    with pytest.raises(Refusal):
        pay(session, settlement, 1)
    assert [entry.number for entry in settlement.entries] == ["Z-2026-0001", "Z-2026-0002"]


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), date(2026, 6, 11), LEFT])
def test_no_payout_lies_in_the_future_or_before_the_accounts(session: Session, day: date) -> None:
    a_paying_house(session)
    settlement = confirmed(session, a_leaver(session))
    with pytest.raises(Refusal):
        pay(session, settlement, 100, day)


def test_a_payout_that_came_back_is_open_again(session: Session) -> None:
    a_paying_house(session)
    settlement = confirmed(session, a_leaver(session))
    entry = pay(session, settlement, 2500_00)
    with pytest.raises(Refusal, match="schon ausgezahlt"):
        actions.reverse(session, settlement, "Irrtum", ONE, NOW)
    actions.take_back(session, settlement, entry, "Konto erloschen", ONE, NOW)
    assert (settlement.left, settlement.state, credit_of(session, settlement)) == (2500_00, "open", 2500_00)
    pay(session, settlement, 2500_00)
    assert settlement.state is SettlementState.PAID


def test_the_minimum_capital_holds_back_what_would_fall_below_it(session: Session) -> None:
    a_paying_house(session, minimum_capital=4000_00)
    period = a_leaver(session)
    a_holder(session, "Stadt Lindenfurt")
    settlement = confirmed(session, period)
    found = queries.payout_of(session, settlement, TODAY)
    assert (found.payable, found.suspended) == (1000_00, 1500_00)
    with pytest.raises(Refusal, match="§ 8a"):
        pay(session, settlement, 1000_01)
    pay(session, settlement, 1000_00)
    assert queries.payout_of(session, settlement, TODAY).holds == (Hold.CAPITAL,)
    with pytest.raises(Refusal, match="Mindestkapital"):
        pay(session, settlement, 1)


def test_without_account_or_heirs_a_payout_waits(session: Session) -> None:
    a_paying_house(session)
    human = a_holder(session, iban="", party=a_person(session, "Balthasar", "Lindwurm"))
    settlement = confirmed(session, left(session, human, ground=ExitGround.DEATH))
    assert queries.payout_of(session, settlement, TODAY).holds == (Hold.HEIRS, Hold.ACCOUNT)
    with pytest.raises(Refusal, match="Erben oder Nachfolge nicht bekannt"):
        pay(session, settlement, 100)


def test_a_loss_of_the_year_is_borne_before_anybody_is_paid(session: Session) -> None:
    """Else who left would bear nothing of it, and nobody could (R-PAY-03)."""
    a_paying_house(session, is_adopted=False)
    adopted(session, figures=Figures(-500_00, 0, 0, 0, 90_000_00))
    period = a_leaver(session)
    with pytest.raises(Refusal, match="Verlust trägt"):
        opened(session, period)
    closing.use_result(session, SECOND, Terms(Uses(0, 0, 0, 500_00)), OFFICE, NOW)
    assert opened(session, period).claim == 2_500_00


@pytest.mark.parametrize("figures", [Figures(500_00, 0, 0, 0, 90_000_00), Figures(-500_00, 500_00, 0, 0, 90_000_00)])
def test_a_profit_too_and_a_loss_that_an_earlier_profit_hides_are_used_first(
    session: Session, figures: Figures
) -> None:
    """Else profit that is credited later would never be paid (R-PAY-02)."""
    a_paying_house(session, is_adopted=False)
    adopted(session, figures=figures)
    period = a_leaver(session)
    with pytest.raises(Refusal, match="Über das Ergebnis 2025 ist nicht verfügt"):
        opened(session, period)
    result = year_end.result_of(session, year_end.accounts_of(session, SECOND))
    closing.use_result(session, SECOND, Terms(proposed_uses(result)), OFFICE, NOW)
    assert opened(session, period).claim == 2_500_00


def test_without_any_result_there_is_nothing_to_wait_for(session: Session) -> None:
    a_paying_house(session, is_adopted=False)
    adopted(session, figures=Figures(0, 0, 0, 0, 90_000_00))
    assert opened(session, a_leaver(session)).claim == 2_500_00


def test_nothing_is_paid_while_the_use_of_the_result_is_undone(session: Session) -> None:
    a_paying_house(session)
    settlement = confirmed(session, a_leaver(session))
    closing.undo_result(session, SECOND, "Falscher Betrag", OFFICE, NOW)
    assert queries.payout_of(session, settlement, TODAY).holds == (Hold.RESULT,)
    with pytest.raises(Refusal, match="Über das Ergebnis 2025 ist nicht verfügt"):
        pay(session, settlement, 100)
    closing.use_result(session, SECOND, CARRIED_FORWARD, OFFICE, NOW + timedelta(minutes=1))
    assert pay(session, settlement, 100).amount == 100


def test_a_result_used_otherwise_meanwhile_is_no_longer_what_was_settled(session: Session) -> None:
    a_paying_house(session, is_adopted=False)
    adopted(session, figures=Figures(-600_00, 0, 0, 400_00, 90_000_00))
    settlement_of = a_leaver(session)
    closing.use_result(session, SECOND, Terms(Uses(0, 400_00, 0, 200_00)), OFFICE, NOW)
    settlement, later = confirmed(session, settlement_of), NOW + timedelta(minutes=1)
    closing.undo_result(session, SECOND, "Falsch verbucht", OFFICE, later)
    closing.use_result(session, SECOND, Terms(Uses(0, 400_00, 200_00, 0)), OFFICE, later)
    with pytest.raises(Refusal, match=r"AG-2026-001: .*−200,00.€.*eröffnen Sie sie neu"):
        pay(session, settlement, 2_300_00)
    actions.reverse(session, settlement, "Verlust", ONE, later)
    assert opened(session, settlement_of).claim == 2_300_00


def test_only_what_the_assembly_carried_forward_is_offered_for_deduction(session: Session) -> None:
    a_paying_house(session, is_adopted=False, deduct_carry_forward=True)
    adopted(session, figures=Figures(-500_00, 0, 0, 300_00, 90_000_00))
    basis = queries.get_basis(session, SettlementKind.EXIT, a_leaver(session))
    closing.use_result(session, SECOND, Terms(Uses(0, 300_00, 0, 200_00)), OFFICE, NOW)
    assert queries.loss_on_record(session, basis) == 200_00


def test_nothing_is_paid_once_the_adoption_was_taken_back(session: Session) -> None:
    a_paying_house(session)
    settlement = confirmed(session, a_leaver(session))
    closing.undo_result(session, SECOND, "Angefochten", OFFICE, NOW)
    closing.take_back(session, SECOND, AccountsStep.ADOPTED, "Angefochten", OFFICE, NOW)
    with pytest.raises(Refusal, match="noch nicht festgestellt"):
        pay(session, settlement, 100)


def test_a_transfer_is_not_settled(session: Session) -> None:
    a_paying_house(session)
    left(session, a_holder(session), ground=ExitGround.TRANSFER)
    assert queries.candidates(session, TODAY) == []


def test_what_ended_earlier_is_settled_first(session: Session) -> None:
    a_paying_house(session)
    member = a_holder(session)
    shares.cancel(session, member, 2, date(2025, 6, 30), "KD-2025-002", OFFICE, NOW)
    with pytest.raises(Refusal, match=r"davor zum 30\.06\.2025"):
        opened(session, left(session, member))


def test_a_barred_claim_is_not_paid_among_others(session: Session) -> None:
    """Whether it is paid all the same is decided for each by itself (§ 214 BGB)."""
    a_paying_house(session)
    settlement = confirmed(session, a_leaver(session))
    years_later = NOW.replace(year=2031)
    with pytest.raises(Refusal, match="ist verjährt"):
        actions.pay_together(session, [settlement.id], years_later.date(), ONE, years_later)
    actions.pay_out(session, settlement, settlement.left, years_later.date(), ONE, years_later)
    assert settlement.left == 0


def test_a_barred_claim_is_closed_by_an_act_with_its_reason_and_never_before(session: Session) -> None:
    a_paying_house(session)
    settlement = confirmed(session, a_leaver(session))
    with pytest.raises(Refusal, match=r"31\.12\.2029"):
        actions.close_barred(session, settlement, "Nie gemeldet", ONE, NOW)
    assert queries.payout_of(session, settlement, YEARS_LATER.date()).is_barred(YEARS_LATER.date())
    entry = actions.close_barred(session, settlement, "Nie gemeldet", ONE, YEARS_LATER)
    assert (settlement.state, credit_of(session, settlement)) == (SettlementState.LAPSED, 0)
    actions.take_back(session, settlement, entry, "Doch gemeldet", ONE, YEARS_LATER)
    assert (settlement.state, credit_of(session, settlement)) == (SettlementState.OPEN, 2500_00)


def test_a_reversed_settlement_voids_its_letter_and_may_be_opened_anew(session: Session) -> None:
    a_paying_house(session)
    period = a_leaver(session)
    settlement = confirmed(session, period)
    letter = queries.statement_of(session, settlement)
    assert letter is not None
    actions.reverse(session, settlement, "Irrtum", ONE, NOW)
    assert archive.get_document(session, letter.id).standing is Standing.VOID
    assert settlement.state is SettlementState.REVERSED
    assert opened(session, period).number == "AG-2026-002"


def test_every_act_stands_in_the_journal_of_the_member(session: Session) -> None:
    a_paying_house(session)
    settlement = confirmed(session, a_leaver(session))
    actions.take_back(session, settlement, pay(session, settlement, 100), "Irrtum", ONE, NOW)
    actions.reverse(session, settlement, "Irrtum", ONE, NOW)
    session.commit()
    acts = [line.act for line in journal.lines_about(session, f"member:{settlement.member_id}")]
    wanted = {"propose_settlement", "confirm_settlement", "pay_out", "take_back_payout", "reverse_settlement"}
    assert wanted <= set(acts)


def test_the_check_finds_nothing_wrong_with_what_was_set_off_paid_and_taken_back(session: Session) -> None:
    a_paying_house(session, entry_fee=100_00, deduct_carry_forward=True)
    first, second = (confirmed(session, a_leaver(session, name), loss=200_00) for name in ("Altenbruck", "Eichenau"))
    actions.take_back(session, first, pay(session, first, 500_00), "Irrtum", ONE, NOW)
    actions.reverse(session, first, "Irrtum", ONE, NOW)
    pay(session, second, second.left)
    session.commit()
    found = {each.check for each in operations.findings(session, NOW)}
    assert found <= {CheckKey.ENTRY_WITHOUT_ACT}, "the leavers' notices were never given"


def test_what_was_paid_is_neither_changed_nor_deleted(session: Session) -> None:
    a_paying_house(session)
    pay(session, confirmed(session, a_leaver(session)), 100)
    with pytest.raises(DatabaseError):
        session.execute(update(SettlementEntry).values(amount=200))
    session.rollback()
