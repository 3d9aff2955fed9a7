"""From the ledgers back to the acts: whatever no act made is found, by its ground, and what an act made is not."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.admissions.models import Application
from app.admissions.rules import ApplicationState, Channel
from app.closing import actions as closing
from app.closing import queries as closing_queries
from app.core.db import next_number
from app.dues import actions as dues
from app.members import actions as members
from app.members.rules import ExitGround, PastEnd
from app.operations import queries
from app.operations.rules import CheckKey, Place
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.models import PaymentDue, ShareEntry
from app.shares.rules import ADVANCE, CreditGround, PaymentPurpose, ShareGround, reversal_number
from app.subscriptions import actions as subscriptions
from tests.closing.factories import SECOND
from tests.dues.test_returns import refunded, with_paid_costs
from tests.factories import NOW, OFFICE, TODAY
from tests.operations.test_check import a_document
from tests.operations.test_invariants import behind_its_back, credit_entry, more_shares, share_entry, town
from tests.settlements.test_dividends import used
from tests.shares.factories import a_house, a_member, paid, subscribed
from tests.shares.test_splitting import a_splitting
from tests.subscriptions.factories import a_growing_house, a_holder, decided, proposed
from tests.transfers import factories as transfers

GONE = timedelta(days=1)


def found(session: Session) -> Mapping[CheckKey, list[str]]:
    """What the check finds now, by invariant."""
    session.flush()
    session.expire_all()
    sentences: dict[CheckKey, list[str]] = {}
    for each in queries.findings(session, NOW):
        sentences.setdefault(each.check, []).append(str(each))
    return sentences


LOST_SHARES = {
    ShareGround.SUBSCRIPTION: 1, ShareGround.FURTHER_SHARES: 1, ShareGround.MANDATORY: 1, ShareGround.TRANSFER_IN: 1,
    ShareGround.TRANSFER_OUT: -1, ShareGround.CANCELLATION: -1, ShareGround.EXIT: -1,
}
LOST_CREDIT = {
    CreditGround.RETURNED_PAYMENT: -1, CreditGround.PROFIT: 1, CreditGround.LOSS: -1, CreditGround.PAYOUT: -1,
    CreditGround.LAPSED: -1, CreditGround.TRANSFER_IN: 1, CreditGround.TRANSFER_OUT: -1,
}


@pytest.mark.parametrize("ground", [each for each in ShareGround if each in LOST_SHARES])
def test_an_entry_of_the_share_ledger_that_no_act_made_is_found_by_its_ground(
    session: Session, ground: ShareGround
) -> None:
    share_entry(session, town(session), LOST_SHARES[ground], effective_on=TODAY, ground=ground, document="V-2026-099")
    sentence = found(session)[CheckKey.ENTRY_WITHOUT_ACT]
    assert len(sentence) == 1
    assert "vom 24.11.2026 (1 Anteil) steht kein Vorgang" in sentence[0]


@pytest.mark.parametrize("ground", [each for each in CreditGround if each in LOST_CREDIT])
def test_an_entry_of_the_credit_ledger_that_no_act_made_is_found_by_its_ground(
    session: Session, ground: CreditGround
) -> None:
    member = town(session)
    paid(session, member, 500_00)
    credit_entry(session, member, LOST_CREDIT[ground] * 50_00, ground)
    of_a_result = ground in (CreditGround.PROFIT, CreditGround.LOSS)
    sentences = found(session)[CheckKey.RESULT_TRACE if of_a_result else CheckKey.ENTRY_WITHOUT_ACT]
    assert len(sentences) == 1


def test_grounds_that_are_not_looked_for_stand_behind_no_act_of_their_own() -> None:
    assert set(ShareGround) - set(LOST_SHARES) == {ShareGround.TAKEN_OVER, ShareGround.SPLIT, ShareGround.REVERSAL}
    checked_otherwise = {CreditGround.PAYMENT, CreditGround.TAKEN_OVER, CreditGround.REVERSAL}
    checked_otherwise.add(CreditGround.RETURNED_PAYOUT)  # it needs the payout that came back (test_returned_payouts)
    assert set(CreditGround) - set(LOST_CREDIT) == checked_otherwise


@pytest.mark.parametrize(("document", "has_act"), [("", False), ("S-2026-001", True)])
def test_a_payment_that_stands_while_its_credit_is_taken_back_is_found(
    session: Session, document: str, has_act: bool
) -> None:
    member = town(session)
    payment = share_queries.get_payment(session, paid(session, member, 500_00))
    reversal = credit_entry(
        session, member, -500_00, CreditGround.REVERSAL, reverses_id=payment.credit_entry_id, document=document
    )
    sentences = found(session)
    said = f"Die Zahlung {payment.number} von Mitglied 0001 steht nicht so im Geschäftsguthaben."
    assert sentences[CheckKey.PAYMENT_WITHOUT_CREDIT] == [said]
    bare = [f"Mitglied 0001, Guthaben: Hinter dem Storno {reversal} steht kein Vorgang."]
    assert sentences.get(CheckKey.ENTRY_WITHOUT_ACT, []) == ([] if has_act else bare)


@pytest.mark.parametrize("document", ["Anruf", "s-2026-001", "S-JJJJ-001", "S-2026-001 Anruf"])
def test_a_reversal_in_the_share_ledger_that_bears_no_number_is_found(session: Session, document: str) -> None:
    member = town(session)
    entry = share_queries.share_entries_of(session, member.id)[0]
    reversal = share_entry(session, member, -2, ground=ShareGround.REVERSAL, reverses_id=entry.id, document=document)
    sentence = f"Mitglied 0001, Anteile: Hinter dem Storno {reversal} steht kein Vorgang."
    assert sentence in found(session)[CheckKey.ENTRY_WITHOUT_ACT]


def test_a_payment_taken_back_by_its_own_act_leaves_nothing_to_be_found(session: Session) -> None:
    member = town(session)
    payment = share_queries.get_payment(session, paid(session, member, 500_00))
    shares.reverse_payment(session, payment, "Falsch zugeordnet", OFFICE, NOW)
    assert found(session) == {}


def test_shares_on_the_first_day_beside_those_of_the_admission_are_found(session: Session) -> None:
    """One entry is that of the admission, which its document names; whatever else stands there no act made."""
    member = town(session)
    for document in ("V-2026-036", "Anruf"):
        share_entry(session, member, 1, document=document)
    sentence = "Mitglied 0001: Hinter „Zeichnung bei Beitritt“ vom 02.11.2026 (1 Anteil) steht kein Vorgang."
    assert found(session)[CheckKey.ENTRY_WITHOUT_ACT] == [sentence, sentence]


@pytest.mark.parametrize("admitted", [2, 3])
def test_shares_on_the_first_day_are_compared_with_the_application(session: Session, admitted: int) -> None:
    member = town(session, held=2)
    next_number(session, "application:2026")
    session.add(Application(
        number="A-2026-0001", token_hash="0" * 64, state=ApplicationState.NOTIFIED, channel=Channel.PAPER,
        created_at=NOW, changed_at=NOW, member_id=member.id, shares=admitted, resolution_number="V-2026-036",
    ))
    assert (CheckKey.ENTRY_WITHOUT_ACT in found(session)) == (admitted == 3)


def test_mandatory_shares_without_declaration_are_found_and_forgotten_once_reversed(session: Session) -> None:
    member = town(session)
    more_shares(session, member, ShareGround.MANDATORY)
    assert len(found(session)[CheckKey.ENTRY_WITHOUT_ACT]) == 1
    entry = share_queries.share_entries_of(session, member.id)[-1]
    shares.reverse_share_entry(session, entry, "Irrtum", OFFICE, NOW)
    assert found(session) == {}


def test_an_end_of_membership_that_nothing_brought_about_is_found(session: Session) -> None:
    member = town(session)
    members.end(session, member, TODAY + GONE, ExitGround.NOTICE, "Anruf", OFFICE, NOW)
    sentence = f"Mitglied {member.number:04d}: Hinter dem Ausscheiden zum 25.11.2026 (Kündigung) steht kein Vorgang."
    assert found(session)[CheckKey.ENTRY_WITHOUT_ACT] == [sentence]


def test_credit_that_one_side_of_a_transfer_alone_knows_is_found(session: Session) -> None:
    transfer = transfers.proposed(session, *transfers.two_holders(session))
    transfers.decided(session, transfer)
    assert CheckKey.TRANSFER_LEGS not in found(session)
    number = transfer.number
    behind_its_back(session, f"UPDATE credit_entry SET amount = amount - 100 WHERE id = {transfer.credit_taken_id}")
    sentences = found(session)
    assert [each for each in sentences[CheckKey.TRANSFER_LEGS] if number in each and "1,00" in each]
    assert CheckKey.TRANSFER_TRACE in sentences


def test_a_transfer_of_other_shares_than_were_to_go_over_is_found(session: Session) -> None:
    transfer = transfers.proposed(session, *transfers.two_holders(session))
    transfers.decided(session, transfer)
    behind_its_back(session, f"UPDATE share_entry SET change = change + 1 WHERE id = {transfer.given_entry_id}")
    sentences = found(session)
    assert CheckKey.TRANSFER_LEGS in sentences
    assert (transfer.shares is not None) == (CheckKey.TRANSFER_TRACE in sentences)


def test_a_transfer_that_fills_shares_of_the_acquirer_still_adds_up_once_the_shares_are_split(session: Session) -> None:
    """Of two shares given none is taken, for the acquirer's own hold the credit; each leg is multiplied."""
    giver, _other = transfers.two_holders(session)
    acquirer = a_member(session, "Gemeinde Eichenau", 3)
    transfer = transfers.proposed(session, giver, acquirer, 2, wanted_on=date(2026, 12, 20))
    assert CheckKey.TRANSFER_LEGS not in found(session)
    a_splitting(session)
    assert session.scalars(select(ShareEntry).where(ShareEntry.multiplies_id == transfer.given_entry_id)).all()
    assert {CheckKey.TRANSFER_LEGS, CheckKey.SPLIT_TRACE} & set(found(session)) == set()


def test_a_later_entry_that_a_splitting_multiplied_by_another_number_is_found(session: Session) -> None:
    member = town(session, held=2)
    paid(session, member, 1000_00)
    shares.cancel(session, member, 1, date(2026, 12, 31), "KD-2026-001", OFFICE, NOW)
    a_splitting(session)
    assert CheckKey.SPLIT_TRACE not in found(session)
    behind_its_back(session, "UPDATE share_entry SET change = change + 1 WHERE multiplies_id IS NOT NULL")
    sentence = "Zerlegung zum 10.11.2026: Bei Mitglied 0001 ist die Buchung zum 31.12.2026 anders vervielfacht."
    assert found(session)[CheckKey.SPLIT_TRACE] == [sentence]


def changed_amount(session: Session) -> None:
    behind_its_back(session, "UPDATE credit_entry SET amount = amount + 1 WHERE ground = 'profit'")


def taken_back_in_the_ledger_alone(session: Session) -> None:
    behind_its_back(session, "INSERT INTO credit_entry (member_id, amount, effective_on, recorded_at, recorded_by, "
                    "ground, document, reverses_id, note) SELECT member_id, -amount, effective_on, recorded_at, 'Test',"
                    " 'reversal', '', id, '' FROM credit_entry WHERE ground = 'profit'")


def a_lost_part(session: Session) -> None:
    behind_its_back(session, "UPDATE appropriation_share SET portion = portion + 1, credited = credited + 1 "
                    "WHERE credited > 0")


@pytest.mark.parametrize("fault", [changed_amount, taken_back_in_the_ledger_alone, a_lost_part])
def test_a_result_of_which_the_ledger_says_something_else_is_found_and_leads_to_its_year(
    session: Session, fault: Callable[[Session], None]
) -> None:
    used(session)
    assert CheckKey.RESULT_TRACE not in found(session)
    fault(session)
    session.expire_all()
    places = [each.place for each in queries.findings(session, NOW) if each.check is CheckKey.RESULT_TRACE]
    assert Place("result", str(SECOND.last_day)) in places


def test_a_use_of_a_result_that_was_undone_leaves_nothing_to_be_found(session: Session) -> None:
    used(session)
    closing.undo_result(session, SECOND, "Irrtum", OFFICE, NOW)
    assert CheckKey.RESULT_TRACE not in found(session)
    assert closing_queries.results_without_trace(session) == []


def test_what_was_paid_before_it_was_asked_for_has_its_act(session: Session) -> None:
    """It is noted as used up when further shares are taken, behind which neither shares nor costs stand."""
    a_house(session, further_shares_allowed=True, entry_fee=100_00, min_payment=100_00)
    member = a_member(session, shares=1)
    for amount, is_fee in ((500_00, False), (100_00, True)):
        paid(session, member, amount, fee=is_fee)
    more_shares(session, member, ShareGround.FURTHER_SHARES)
    noted = session.scalars(select(PaymentDue.amount).where(PaymentDue.document == ADVANCE)).all()
    assert noted == [400_00]
    assert CheckKey.DUE_TRACE not in found(session)


def test_what_was_sent_back_has_its_act(session: Session) -> None:
    a_house(session)
    refunded(session, with_paid_costs(session))
    assert CheckKey.DUE_TRACE not in found(session)
    behind_its_back(session, "DELETE FROM refunded_advance")
    sentence, = found(session)[CheckKey.DUE_TRACE]
    assert "Hinter den 5,00" in sentence


def test_what_is_still_asked_for_on_shares_that_were_taken_back_is_found(session: Session) -> None:
    a_growing_house(session)
    declaration = proposed(session, a_holder(session))
    decided(session, declaration)
    session.flush()
    session.refresh(declaration)
    subscriptions.reverse(session, declaration, "Irrtum", OFFICE, NOW)
    assert CheckKey.DUE_TRACE not in found(session)
    behind_its_back(session, "DELETE FROM payment_due WHERE reverses_id IS NOT NULL")
    sentence, = found(session)[CheckKey.DUE_TRACE]
    assert "500,00" in sentence


@pytest.mark.parametrize(
    ("series", "first"),
    [("letter", "B-2026-0001"), ("register_list", "ML-2026-001"), ("register_extract", "MA-2026-001"),
     ("appropriation", "EV-2026-001"), ("share_reversal", "S-2026-001")],
)
def test_a_number_that_was_given_out_and_is_gone_is_named_in_every_series(
    session: Session, series: str, first: str
) -> None:
    next_number(session, f"{series}:2026")
    assert found(session) == {CheckKey.NUMBER_GAP: [f"Die Nummer {first} fehlt."]}


@pytest.mark.parametrize("number", ["B-2026-0001", "ML-2026-001", "MA-2026-001"])
def test_a_number_of_a_document_that_would_be_given_again_is_named(session: Session, number: str) -> None:
    a_document(session, number=number)
    assert found(session) == {CheckKey.NUMBER_AGAIN: [f"Die Nummer {number} würde noch einmal vergeben."]}


def test_a_number_of_a_reversal_that_two_acts_bear_stands_twice(session: Session) -> None:
    a_house(session, further_shares_allowed=True)
    for name, at in (("Gemeinde Altenbruck", NOW), ("Gemeinde Eichenau", NOW + GONE)):
        entry = share_queries.find_share_entry(session, subscribed(session, a_member(session, name), 1))
        assert entry is not None
        shares.reverse_share_entry(session, entry, "Irrtum", OFFICE, at)
    assert CheckKey.NUMBER_AGAIN not in found(session)
    behind_its_back(session, "UPDATE share_entry SET document = 'S-2026-001' WHERE document = 'S-2026-002'")
    assert "Die Nummer S-2026-001 steht zweimal." in found(session)[CheckKey.NUMBER_AGAIN]


@pytest.mark.parametrize("document", ["S-Bahn-Brief vom 3.4.", "s-2019", "S-2019-004", "S-2026-001"])
def test_what_a_list_taken_over_again_calls_an_exit_is_no_number_of_a_reversal(
    session: Session, document: str
) -> None:
    """The exit follows the undoing of the first one, as an undoing follows an exit."""
    period = town(session).periods[0].id
    first, again = (PastEnd(period, TODAY + days * GONE, ExitGround.NOTICE, document) for days in (1, 2))
    ids = members.end_many(session, [first], OFFICE, NOW)
    number = reversal_number(2026, next_number(session, "share_reversal:2026"))
    members.undo_many(session, ids, "Irrtum", number, OFFICE, NOW)
    members.end_many(session, [again], OFFICE, NOW + GONE)
    assert not {CheckKey.NUMBER_AGAIN, CheckKey.NUMBER_GAP} & set(found(session))


def test_returned_payments_with_costs_have_their_acts(session: Session) -> None:
    member = town(session)
    payment = share_queries.get_payment(session, paid(session, member, 500_00, on=date(2026, 11, 20)))
    dues.return_payment(session, payment, TODAY, 5_00, "Konto erloschen", OFFICE, NOW)
    assert found(session) == {}
    owed = share_queries.open_payments(session, member_id=member.id)
    assert [each.open for each in owed if each.purpose is PaymentPurpose.COSTS] == [5_00]
