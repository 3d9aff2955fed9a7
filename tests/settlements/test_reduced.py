"""A share that the statute reduced: each one given up since releases its nominal alone (§§ 22, 67b; R-PAY-04)."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.audits.queries import ledgers as audited
from app.audits.queries.parts import Listed
from app.audits.rules import Period, plain_amount
from app.closing.queries.weights import balances_before
from app.core.values import Refusal, WrittenForm
from app.departures.rules import NoticeKind
from app.members import queries as members
from app.members.models import Member
from app.operations.queries.invariants.acts import transfers_and_ledgers
from app.operations.queries.invariants.entries import transfer_legs
from app.removals import actions as removals
from app.removals import queries as removal_queries
from app.reports import queries as reports
from app.reports.rules import CREDIT_PART_WORDS, CreditPart
from app.settlements import queries
from app.settlements.rules import SettlementKind
from app.shares import actions as shares
from app.shares import queries as ledgers
from app.shares.rules import ShareGround
from app.statutes import queries as statutes
from app.transfers import actions as transfers
from app.transfers.rules import Declared, TransferState
from tests.closing.factories import SECOND, THIRD
from tests.departures.factories import given
from tests.factories import NOW, OFFICE, TODAY, a_person
from tests.operations.test_invariants import behind_its_back
from tests.removals.factories import dead, followed
from tests.settlements.factories import JOINED, LEFT, a_holder, a_paying_house, confirmed, pay
from tests.settlements.test_further import LATER
from tests.shares.factories import SHARE, a_member, paid
from tests.statutes.factories import a_statute
from tests.transfers.factories import PAPER, decided, proposed

REDUCED = 300_00
DEDUCTED = 20_00


def a_reduced_house(session: Session, on: date, **statute: Any) -> None:
    """A share comes to less from a day on."""
    a_paying_house(session, **statute)
    a_statute(
        session, on, on, title="Herabsetzung", share_amount=REDUCED, min_payment=REDUCED, further_shares_allowed=True,
        max_shares=200, payment_days=14, **statute,
    )


def gave_one_up(session: Session, paid_in: int) -> Member:
    """Of three shares one is given up."""
    member = a_member(session, "Gemeinde Altenbruck", 3, JOINED)
    paid(session, member, paid_in, JOINED)
    shares.cancel(session, member, 1, LEFT, "KD", OFFICE, NOW)
    return member


def claims(session: Session) -> list[int]:
    return [each.credit for each in queries.candidates(session, TODAY)]


def test_who_joined_after_it_is_settled_for_the_nominal(session: Session) -> None:
    a_reduced_house(session, date(2023, 2, 1))
    member = gave_one_up(session, 3 * REDUCED)
    assert claims(session) == [REDUCED]
    assert ledgers.credit_beside_shares(session, TODAY) == {member.id: REDUCED}
    parts = reports.year_report(session, SECOND).after.parts
    assert sorted(parts.values())[-2:] == [REDUCED, 2 * REDUCED]


def test_the_auditors_list_parts_the_credit_as_the_movement_does(session: Session) -> None:
    """What it set free stays with who stays (§ 337 (1) HGB; R-MOV-03)."""
    a_reduced_house(session, date(2025, 2, 1))
    gave_one_up(session, 3 * SHARE)
    period = Period(SECOND.first_day, SECOND.last_day)
    [listed] = [each for each in audited.parts(session, period) if "03_" in each.path]
    assert isinstance(listed, Listed)
    [row] = listed.rows()
    parts = reports.year_report(session, SECOND).after.parts
    assert list(row[4:]) == [plain_amount(parts.get(each, 0)) for each in CREDIT_PART_WORDS]
    assert parts[CreditPart.CANCELLED] == REDUCED


def test_what_it_set_free_takes_its_part_of_a_result(session: Session) -> None:
    """It stays credit until creditors are secured (§§ 19 (1), 22 GenG; R-FIN-05)."""
    a_reduced_house(session, date(2025, 2, 1))
    member = a_holder(session, shares_held=3)
    assert balances_before(session, THIRD, TODAY) == {member.id: 3 * SHARE}


def test_what_it_set_free_stays_bound_when_a_share_is_given_up(session: Session) -> None:
    a_reduced_house(session, date(2025, 2, 1))
    member = gave_one_up(session, 3 * SHARE)
    a_member(session, "Stadt Lindenfurt", 2, JOINED)
    assert claims(session) == [REDUCED]
    assert ledgers.credit_parts(session, member.id).on_shares == 3 * SHARE - REDUCED
    parts = reports.year_report(session, SECOND).after.parts
    assert (parts[CreditPart.REMAINING], parts[CreditPart.CANCELLED]) == (3 * SHARE - REDUCED, REDUCED)


def test_who_had_paid_no_more_than_the_reduced_nominal_is_settled_for_a_share(session: Session) -> None:
    a_reduced_house(session, date(2025, 2, 1))
    gave_one_up(session, 3 * REDUCED)
    assert claims(session) == [REDUCED]


def test_what_a_settlement_kept_back_of_it_is_not_released_again(session: Session) -> None:
    """§ 73 (4) GenG; R-PAY-03."""
    a_reduced_house(session, date(2025, 2, 1), deduct_carry_forward=True)
    member = a_holder(session, shares_held=3, paid_in=SHARE)
    paid(session, member, 2 * SHARE, date(2025, 6, 1))
    entry = shares.cancel(session, member, 1, LEFT, "KD", OFFICE, NOW)
    settlement = confirmed(session, entry.id, SettlementKind.PARTIAL, 100_00)
    assert (settlement.deducted, settlement.claim) == (DEDUCTED, REDUCED - DEDUCTED)
    assert queries.unclaimed_of(session, settlement, TODAY) == 0
    pay(session, settlement, settlement.claim)
    assert (queries.unclaimed_of(session, settlement, TODAY), claims(session)) == (0, [])


def test_the_letters_say_what_it_left_bound_above_the_nominal(session: Session) -> None:
    """§ 22 GenG: else their own figures contradict the rule that they name."""
    a_reduced_house(session, date(2025, 2, 1))
    member = a_holder(session, shares_held=3)
    entry = shares.cancel(session, member, 1, LEFT, "KD", OFFICE, NOW)
    statement = queries.statement_of(session, confirmed(session, entry.id, SettlementKind.PARTIAL))
    notice = given(session, member, NoticeKind.PARTIAL, shares=1)
    confirmation = archive.get_document(session, notice.letter_id or 0)
    assert statement is not None
    assert [(each.facts or {})["bound"] for each in (statement, confirmation)] == [3 * (SHARE - REDUCED)] * 2


def test_the_letters_of_two_notices_of_one_day_tell_the_same_as_bound(session: Session) -> None:
    """What the second releases is not bound by the first; what the first still claims is not bound for shares (§ 22).
    """
    a_reduced_house(session, date(2025, 2, 1))
    member = a_holder(session, shares_held=4)
    entries = [shares.cancel(session, member, 1, LEFT, f"KD-{each}", OFFICE, NOW) for each in (1, 2)]
    letters = [queries.statement_of(session, confirmed(session, each.id, SettlementKind.PARTIAL)) for each in entries]
    told = [each.facts for each in letters if each is not None and each.facts is not None]
    assert [each["bound"] for each in told] == [4 * (SHARE - REDUCED)] * 2
    assert [each["keeps_for_others"] for each in told] == [False, True]


def test_one_after_the_notice_raises_no_claim(session: Session) -> None:
    a_reduced_house(session, date(2026, 2, 1))
    gave_one_up(session, 3 * SHARE)
    assert claims(session) == [SHARE]


def test_one_that_is_raised_takes_no_claim_of_who_gave_shares_up_before(session: Session) -> None:
    a_paying_house(session)
    since = date(2026, 2, 1)
    a_statute(session, since, since, title="Heraufsetzung", share_amount=2 * SHARE, min_payment=SHARE)
    gave_one_up(session, 3 * SHARE)
    assert claims(session) == [SHARE]


def test_what_stands_on_a_share_given_up_pays_no_further_one(session: Session) -> None:
    """§ 15b (2) GenG; R-SHR-03."""
    a_reduced_house(session, date(2023, 2, 1))
    member, statute = gave_one_up(session, 3 * REDUCED), statutes.statute_on(session, TODAY)
    shares.subscribe(session, member, 1, TODAY, ShareGround.SUBSCRIPTION, "V", statute, OFFICE, NOW)
    with pytest.raises(Refusal, match="voll eingezahlt"):
        shares.subscribe(session, member, 1, TODAY, ShareGround.SUBSCRIPTION, "V", statute, OFFICE, LATER)


def test_a_transfer_of_the_whole_hands_on_what_it_set_free_as_well(session: Session) -> None:
    """§ 76 (1) GenG; R-TRF-01: nothing is stranded with who has left; the acquirer takes as many shares as it needs."""
    a_reduced_house(session, date(2025, 2, 1))
    giver = a_member(session, "Gemeinde Altenbruck", 3, JOINED)
    paid(session, giver, 3 * SHARE, JOINED)
    taker = a_member(session, "Stadt Lindenfurt", 1, JOINED)
    agreed = Declared(None, TODAY, TODAY, WrittenForm.TEXTFORM, "Walburga Ehrenpreis")
    transfer = transfers.declare(session, giver, taker, agreed, PAPER, OFFICE, NOW)
    decided(session, transfer)
    assert ledgers.holding_of(session, giver.id, date.max).credit == 0
    held = ledgers.holding_of(session, taker.id, date.max)
    assert (held.credit, held.shares) == (3 * SHARE, 5)
    assert [*transfers_and_ledgers(session, NOW), *transfer_legs(session, NOW)] == []
    behind_its_back(session, f"UPDATE share_entry SET change = change + 2 WHERE id = {transfer.taken_entry_id}")
    assert len([*transfer_legs(session, NOW)]) == 1


def test_a_transfer_stays_while_another_credit_fills_its_shares(session: Session) -> None:
    """A share that comes to more since makes room on those that were taken (§ 76 GenG; R-TRF-01)."""
    a_reduced_house(session, date(2025, 2, 1))
    giver, other = (a_holder(session, name, 3) for name in ("Gemeinde Altenbruck", "Gemeinde Eichenau"))
    taker = a_member(session, "Stadt Lindenfurt", 1, JOINED)
    day = date(2026, 11, 2)
    told: dict[str, Any] = {"received_on": day, "wanted_on": day}
    first = proposed(session, giver, taker, now=LATER, **told)
    decided(session, first)
    a_statute(session, TODAY, TODAY, title="Erhöhung", share_amount=SHARE, min_payment=SHARE, max_shares=200)
    second = proposed(session, other, taker, 2)
    assert (second.state, second.taken_entry_id) == (TransferState.ENTERED, None)
    with pytest.raises(Refusal, match=second.number), session.begin_nested():
        transfers.reverse(session, first.id, "Irrtum", OFFICE, LATER)
    transfers.reverse(session, second.id, "Irrtum", OFFICE, LATER)
    assert transfers.reverse(session, first.id, "Irrtum", OFFICE, LATER).state is TransferState.REVERSED


@pytest.mark.parametrize("paid_after", [timedelta(hours=2), timedelta(days=2)], ids=["the same day", "later"])
def test_who_joined_after_the_reduction_has_no_room_for_what_others_had_set_free(
    session: Session, paid_after: timedelta
) -> None:
    """The share once came to more, but never while this member held one (§§ 22, 76 GenG; R-TRF-01)."""
    a_reduced_house(session, date(2025, 2, 1))
    a_statute(
        session, date(2025, 2, 2), date(2025, 2, 2), title="Einzahlung", share_amount=REDUCED,
        min_payment=REDUCED // 2, further_shares_allowed=True, max_shares=200, payment_days=14,
    )
    giver = a_member(session, "Gemeinde Altenbruck", 2, date(2025, 3, 1))
    paid(session, giver, REDUCED + REDUCED // 2, date(2025, 3, 1))
    taker = a_member(session, "Stadt Lindenfurt", 1, date(2025, 3, 1))
    paid(session, taker, REDUCED, date(2025, 3, 1))
    day = date(2026, 11, 2)
    transfer = proposed(session, giver, taker, 1, now=LATER, received_on=day, wanted_on=day)
    decided(session, transfer)
    lacks = 2 * REDUCED - ledgers.holding_of(session, taker.id, date.max).credit
    assert lacks == REDUCED // 2
    then = NOW + paid_after
    paid(session, taker, lacks, then.date(), now=then)
    with pytest.raises(Refusal, match="anderes Guthaben"), session.begin_nested():
        transfers.reverse(session, transfer.id, "Irrtum", OFFICE, then)


def test_an_heir_goes_on_with_what_it_set_free(session: Session) -> None:
    """§ 77 (2) GenG; and each share that the heir gives up releases its nominal alone."""
    a_reduced_house(session, date(2025, 2, 1))
    a_statute(
        session, date(2025, 3, 1), date(2025, 3, 1), title="Erben", share_amount=REDUCED, min_payment=REDUCED,
        heirs_continue=True, max_shares=200,
    )
    member = a_member(session, shares=3, first_day=JOINED, party=a_person(session, "Balthasar", "Lindwurm"))
    paid(session, member, 3 * SHARE, JOINED)
    removal = followed(session, dead(session, member, date(2025, 6, 2)))
    removals.continue_with(session, removal, removal_queries.heirs_of(removal)[0].id, OFFICE, NOW)
    heir = members.find_member_of_party(session, removal_queries.heirs_of(removal)[0].party_id)
    assert heir is not None
    assert ledgers.holding_of(session, heir.id, date.max).credit == 3 * SHARE
    shares.cancel(session, heir, 1, LEFT, "KD", OFFICE, NOW)
    assert claims(session) == [REDUCED]
