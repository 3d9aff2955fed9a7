"""A credit in its parts: on the shares held, released by shares given up, left by an earlier membership."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.closing import actions as closing
from app.closing import queries as year_end
from app.closing.rules import Figures, Terms, Uses
from app.core.values import Refusal
from app.members.models import Member
from app.members.rules import ExitGround
from app.operations.queries.invariants.ledgers import credit_above_nominal
from app.reports.queries import holdings as reports
from app.reports.rules import movement
from app.settlements import queries
from app.settlements.models import Settlement
from app.settlements.rules import SettlementKind
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.models import CreditEntry, ShareEntry
from app.shares.rules import CreditGround, CreditParts, PaymentPurpose
from tests.closing.factories import SECOND, adopted
from tests.factories import NOW, OFFICE, TODAY
from tests.settlements.factories import (
    LEFT,
    a_holder,
    a_paying_house,
    confirmed,
    credit_of,
    left,
    pay,
)
from tests.shares.factories import SHARE, a_member, paid, subscribed

AGAIN = date(2026, 3, 1)
HALF = SHARE // 2


def one_of_three_unpaid(session: Session) -> tuple[Member, ShareEntry]:
    """Of three shares, one of which was never paid though it was due, one is given up with the year."""
    member = a_holder(session, shares_held=3, paid_in=2 * SHARE)
    return member, shares.cancel(session, member, 1, LEFT, "KD-2025-002", OFFICE, NOW)


def left_owing(session: Session) -> tuple[Member, int]:
    """Who left with two shares, one of them not paid though it was due, and joined again with two."""
    member = a_holder(session, shares_held=2, paid_in=SHARE)
    period = left(session, member)
    a_member(session, shares=2, first_day=AGAIN, party=member.party)
    session.refresh(member)
    return member, period


def parts(session: Session, member: Member) -> CreditParts:
    return share_queries.credit_parts(session, member.id)


def still_open(session: Session, member: Member) -> list[int]:
    return [each.open for each in share_queries.open_payments(session, member_id=member.id)]


def above_nominal(session: Session) -> list[object]:
    return list(credit_above_nominal(session, NOW))


def owed(session: Session, member: Member) -> list[tuple[date, int]]:
    return [(each.last_day, each.amount) for each in share_queries.owed_on_given_up(session, member, TODAY)]


# --- what is paid late ------------------------------------------------------------------------------------------------


def test_what_is_paid_on_a_share_given_up_after_its_end_is_its_claim_and_pays_no_other(session: Session) -> None:
    a_paying_house(session)
    member, given_up = one_of_three_unpaid(session)
    subscribed(session, member, 1, AGAIN)
    assert (still_open(session, member), owed(session, member)) == ([SHARE, SHARE], [(LEFT, SHARE)])
    paid(session, member, SHARE)
    found = parts(session, member)
    assert (found.paid, found.on_shares, found.released) == (2 * SHARE, 2 * SHARE, SHARE)
    assert (still_open(session, member), owed(session, member)) == ([SHARE], [])
    with pytest.raises(Refusal, match="voll eingezahlt"):
        subscribed(session, member, 1, TODAY)
    settlement = confirmed(session, given_up.id, SettlementKind.PARTIAL)
    assert (settlement.claim, settlement.kept) == (SHARE, 2 * SHARE)
    paid(session, member, SHARE)
    assert (parts(session, member).paid, parts(session, member).released) == (3 * SHARE, SHARE)
    assert above_nominal(session) == []
    pay(session, settlement, SHARE)
    assert parts(session, member) == CreditParts(3 * SHARE, 3 * SHARE, 0, 3 * SHARE, SHARE)


def test_what_somebody_pays_after_joining_again_on_the_old_shares_belongs_to_the_old_settlement(
    session: Session
) -> None:
    a_paying_house(session)
    member, period = left_owing(session)
    assert owed(session, member) == [(LEFT, SHARE)]
    paid(session, member, SHARE)
    held = share_queries.holding_of(session, member.id, TODAY)
    assert (held.paid_in, parts(session, member).paid, still_open(session, member)) == (0, 0, [2 * SHARE])
    assert queries.earlier_credit_at_close(session, TODAY) == {member.id: 2 * SHARE}
    settlement = confirmed(session, period)
    assert settlement.claim == 2 * SHARE
    pay(session, settlement, 2 * SHARE)
    paid(session, member, 2 * SHARE)
    assert (credit_of(session, settlement), parts(session, member).paid) == (2 * SHARE, 2 * SHARE)
    assert (above_nominal(session), queries.uncovered(session, TODAY)) == ([], [])


def test_a_payment_over_old_and_new_shares_becomes_two_and_both_may_come_back(session: Session) -> None:
    a_paying_house(session)
    member, _period = left_owing(session)
    paid(session, member, SHARE + HALF)
    newest, older, *_rest = share_queries.receipts_of(session, member.id)
    assert [older.amount, newest.amount] == [SHARE, HALF]
    assert (older.note, newest.note) == ("Auf Anteile bis zum 31.12.2025", "")
    assert share_queries.same_payment(session, member.id, SHARE + HALF, TODAY, PaymentPurpose.SHARES)
    assert (parts(session, member).paid, share_queries.holding_of(session, member.id, TODAY).paid_in) == (HALF, HALF)
    back = shares.book_return(session, share_queries.get_payment(session, older.id), TODAY, OFFICE, NOW)
    assert queries.earlier_credit_at_close(session, TODAY) == {member.id: SHARE}
    shares.undo_return(session, back, OFFICE, NOW)
    assert queries.earlier_credit_at_close(session, TODAY) == {member.id: 2 * SHARE}
    shares.reverse_payment(session, share_queries.get_payment(session, older.id), "Irrtum", OFFICE, NOW)
    assert (queries.earlier_credit_at_close(session, TODAY), parts(session, member).paid) == ({member.id: SHARE}, HALF)


@pytest.mark.parametrize("by_the_bank", [True, False])
def test_what_is_owed_again_on_the_old_shares_is_paid_there_again(session: Session, by_the_bank: bool) -> None:
    """What was paid on the new ones stays on them, although the old due is older (R-SEPA-10, R-REG-05)."""
    a_paying_house(session)
    member, _period = left_owing(session)
    paid(session, member, SHARE + HALF)
    older = share_queries.get_payment(session, share_queries.receipts_of(session, member.id)[1].id)
    assert older.amount == SHARE
    if by_the_bank:
        shares.book_return(session, older, TODAY, OFFICE, NOW)
    else:
        shares.reverse_payment(session, older, "Irrtum", OFFICE, NOW)
    assert owed(session, member) == [(LEFT, SHARE)]
    paid(session, member, 2 * SHARE + HALF)
    assert (parts(session, member).paid, queries.earlier_credit_at_close(session, TODAY)) == (
        2 * SHARE, {member.id: 2 * SHARE}
    )


def test_the_preview_says_what_goes_to_shares_given_up(session: Session) -> None:
    a_paying_house(session)
    member, _period = left_owing(session)
    found = share_queries.covered_by(session, member, SHARE + HALF, TODAY, PaymentPurpose.SHARES, TODAY)
    assert [(each.covered, each.given_up) for each in found] == [(SHARE + HALF, [(SHARE, LEFT)])]


def test_a_settlement_says_what_is_owed_on_its_own_shares_only(session: Session) -> None:
    """What is due on the new ones raises another credit (R-PAY-07)."""
    a_paying_house(session)
    member, period = left_owing(session)
    basis = queries.get_basis(session, SettlementKind.EXIT, period)
    assert queries.preview(session, basis, 0, TODAY).unpaid == SHARE
    paid(session, member, SHARE)
    assert queries.preview(session, basis, 0, TODAY).unpaid == 0


def test_what_lacks_on_the_shares_kept_is_paid_before_what_is_owed_on_those_given_up(session: Session) -> None:
    a_paying_house(session)
    member = a_holder(session, shares_held=3, paid_in=HALF)
    shares.cancel(session, member, 1, LEFT, "KD-2025-002", OFFICE, NOW)
    assert owed(session, member) == [(LEFT, SHARE)]
    paid(session, member, SHARE + HALF)
    assert (parts(session, member).paid, parts(session, member).released) == (2 * SHARE, 0)
    paid(session, member, SHARE)
    assert (parts(session, member).paid, parts(session, member).released) == (2 * SHARE, SHARE)


# --- results --------------------------------------------------------------------------------------------------------


def with_a_new_share_unpaid(session: Session, figures: Figures | None = None) -> tuple[Member, ShareEntry]:
    """Of five paid shares one is given up with the year of the result; one is taken since and not paid yet."""
    a_paying_house(session, is_adopted=False)
    if figures:
        adopted(session, figures=figures)
    else:
        adopted(session)
    member = a_holder(session)
    given_up = shares.cancel(session, member, 1, LEFT, "KD-2025-002", OFFICE, NOW)
    subscribed(session, member, 1, AGAIN)
    return member, given_up


def settled(session: Session, given_up: ShareEntry) -> Settlement:
    settlement = confirmed(session, given_up.id, SettlementKind.PARTIAL)
    pay(session, settlement, settlement.claim)
    return settlement


def test_profit_fills_a_share_taken_since_others_were_given_up_and_is_no_part_of_their_claim(session: Session) -> None:
    """What those have released fills none (§§ 19 (1), 22 (4), 67b GenG; R-FIN-07)."""
    member, given_up = with_a_new_share_unpaid(session)
    closing.use_result(session, SECOND, Terms(Uses(100_00, 0, 100_00, 800_00)), OFFICE, NOW)
    (part,) = year_end.parts_of(session, member.id)
    assert (part.credited, part.paid_out) == (100_00, 0)
    assert still_open(session, member) == [SHARE - 100_00]
    assert settled(session, given_up).claim == SHARE
    assert parts(session, member).on_shares == 4 * SHARE + 100_00
    paid(session, member, SHARE - 100_00)
    assert (parts(session, member), above_nominal(session)) == (
        CreditParts(5 * SHARE, 5 * SHARE, 0, 5 * SHARE, SHARE), []
    )


def test_profit_is_paid_out_once_the_shares_held_are_full(session: Session) -> None:
    member, _given_up = with_a_new_share_unpaid(session)
    paid(session, member, SHARE)
    closing.use_result(session, SECOND, Terms(Uses(100_00, 0, 100_00, 800_00)), OFFICE, NOW)
    (part,) = year_end.parts_of(session, member.id)
    assert (part.credited, part.paid_out, above_nominal(session)) == (0, 100_00, [])


def test_profit_on_shares_kept_that_lack_something_lessens_what_is_asked_for(session: Session) -> None:
    """What is owed on the share given up stays owed (R-FIN-07, R-PAY-07); what is paid as asked is never too much."""
    a_paying_house(session, is_adopted=False)
    adopted(session)
    member = a_holder(session, shares_held=3, paid_in=SHARE + HALF)
    given_up = shares.cancel(session, member, 1, LEFT, "KD-2025-002", OFFICE, NOW)
    closing.use_result(session, SECOND, Terms(Uses(100_00, 0, 100_00, 800_00)), OFFICE, NOW)
    assert (still_open(session, member), owed(session, member)) == ([SHARE + HALF - 100_00], [(LEFT, SHARE)])
    paid(session, member, SHARE + HALF - 100_00)
    assert (parts(session, member).on_shares, parts(session, member).released) == (2 * SHARE, SHARE)
    assert settled(session, given_up).claim == SHARE


def test_profit_booked_while_a_notice_runs_lessens_what_is_asked_for_on_all_shares_still_held(session: Session) -> None:
    a_paying_house(session, is_adopted=False)
    adopted(session)
    member = a_holder(session, shares_held=3, paid_in=2 * SHARE)
    shares.cancel(session, member, 1, date(2026, 12, 31), "KD-2026-002", OFFICE, NOW)
    closing.use_result(session, SECOND, Terms(Uses(100_00, 0, 100_00, 800_00)), OFFICE, NOW)
    assert still_open(session, member) == [SHARE - 100_00]
    closing.undo_result(session, SECOND, "Irrtum", OFFICE, NOW)
    assert still_open(session, member) == [SHARE]


def test_a_loss_of_the_year_of_the_notice_is_borne_by_the_shares_given_up_too(session: Session) -> None:
    """As before on the shares kept all that fits stays (R-PAY-04), whatever was paid on one taken since."""
    member, given_up = with_a_new_share_unpaid(session, Figures(-250_00, 0, 0, 0, 90_000_00))
    paid(session, member, SHARE)
    closing.use_result(session, SECOND, Terms(Uses(0, 0, 250_00, 0)), OFFICE, NOW)
    assert settled(session, given_up).claim == SHARE - 250_00
    assert (parts(session, member).on_shares, parts(session, member).paid) == (5 * SHARE, 5 * SHARE)


def test_undoing_a_result_takes_it_from_where_it_went(session: Session) -> None:
    member, _given_up = with_a_new_share_unpaid(session)
    before = parts(session, member)
    closing.use_result(session, SECOND, Terms(Uses(100_00, 0, 100_00, 800_00)), OFFICE, NOW)
    closing.undo_result(session, SECOND, "Irrtum", OFFICE, NOW)
    assert (parts(session, member), still_open(session, member)) == (before, [SHARE])


def test_what_shares_given_up_have_released_is_no_weight_of_the_next_result(session: Session) -> None:
    """Nor is the credit of an earlier membership (§ 19 (1) GenG; R-FIN-05): each stands on no share held."""
    a_paying_house(session)
    member, _given_up = one_of_three_unpaid(session)
    again, _period = left_owing_named(session)
    paid(session, member, SHARE)
    assert share_queries.credit_beside_shares(session, TODAY) == {member.id: SHARE, again.id: SHARE}
    assert share_queries.credit_beside_shares(session, LEFT) == {}
    assert share_queries.credit_beside_shares(session, LEFT, at_close=True) == {}


def left_owing_named(session: Session) -> tuple[Member, int]:
    member = a_holder(session, "Stadt Lindenfurt", shares_held=1)
    period = left(session, member)
    a_member(session, shares=2, first_day=AGAIN, party=member.party)
    return member, period


def test_what_is_paid_after_the_exit_on_a_share_given_up_before_belongs_to_that(session: Session) -> None:
    """It is claimed by the settlement of the share, which is due earlier (§ 67b GenG; R-PAY-01)."""
    a_paying_house(session)
    member, given_up = one_of_three_unpaid(session)
    left(session, member, date(2026, 6, 30), ExitGround.OTHER)
    session.refresh(member)
    paid(session, member, SHARE)
    (found,) = (each for each in queries.candidates(session, TODAY) if each.basis.id == given_up.id)
    assert (found.credit, parts(session, member).released) == (SHARE, SHARE)


def test_at_the_close_of_a_year_released_credit_is_that_of_cancelled_shares(session: Session) -> None:
    """Also where a share taken since is not paid (§ 337 (1) HGB; R-MOV-03)."""
    a_paying_house(session)
    member = a_holder(session)
    shares.cancel(session, member, 1, LEFT, "KD-2025-002", OFFICE, NOW)
    subscribed(session, member, 1, AGAIN)
    (holding,) = reports.holdings_at_close(session, TODAY)
    assert (holding.credit, holding.released, holding.earlier) == (5 * SHARE, SHARE, 0)
    assert movement.credit_parts(holding, TODAY, SHARE)[movement.CreditPart.CANCELLED] == SHARE


def test_an_exit_that_was_undone_gives_nothing_up_and_adds_nothing(session: Session) -> None:
    a_paying_house(session)
    member, _given_up = one_of_three_unpaid(session)
    before = parts(session, member)
    gone = shares.leave(session, member, date(2026, 6, 30), "B-1", OFFICE, NOW)
    assert gone is not None
    shares.reverse_share_entry(session, gone, "Irrtum", OFFICE, NOW)
    subscribed(session, member, 1, AGAIN)
    assert (parts(session, member), before) == (before, CreditParts(2 * SHARE, 2 * SHARE, 0, 2 * SHARE, 0))


def test_of_two_notices_each_settlement_claims_what_its_shares_released(session: Session) -> None:
    a_paying_house(session)
    member = a_holder(session)
    first = shares.cancel(session, member, 1, LEFT, "KD-2025-002", OFFICE, NOW)
    shares.cancel(session, member, 2, date(2026, 5, 31), "KD-2026-003", OFFICE, NOW)
    assert parts(session, member).released == 3 * SHARE
    assert settled(session, first).claim == SHARE
    assert (parts(session, member).on_shares, parts(session, member).released) == (2 * SHARE, 2 * SHARE)


def test_what_is_paid_late_after_two_notices_goes_to_the_shares_on_which_it_was_due(session: Session) -> None:
    """Each settlement claims its own, and the earlier one first (§ 366 (2) BGB; R-PAY-04, R-PAY-07)."""
    a_paying_house(session)
    member, first = one_of_three_unpaid(session)
    subscribed(session, member, 1, AGAIN)
    second = shares.cancel(session, member, 1, date(2026, 6, 30), "KD-2026-003", OFFICE, NOW)
    assert owed(session, member) == [(LEFT, SHARE), (second.effective_on, SHARE)]
    paid(session, member, SHARE + HALF)
    assert [each.credit for each in queries.candidates(session, TODAY)] == [SHARE, HALF]
    assert owed(session, member) == [(second.effective_on, HALF)]
    paid(session, member, HALF)
    assert (owed(session, member), above_nominal(session)) == ([], [])
    assert (settled(session, first).claim, parts(session, member).released) == (SHARE, SHARE)


def test_a_loss_of_a_later_year_takes_nothing_of_what_was_paid_late_beside_a_profit(session: Session) -> None:
    """What the profit had filled on the shares kept went to those given up (R-PAY-03, R-PAY-04)."""
    a_paying_house(session, is_adopted=False)
    adopted(session)
    member = a_holder(session, shares_held=3, paid_in=2 * SHARE - HALF)
    shares.cancel(session, member, 1, LEFT, "KD-2025-002", OFFICE, NOW)
    closing.use_result(session, SECOND, Terms(Uses(100_00, 0, 100_00, 800_00)), OFFICE, NOW)
    assert still_open(session, member) == [SHARE + HALF - 100_00]
    paid(session, member, SHARE + HALF - 100_00)
    assert (parts(session, member).on_shares, parts(session, member).released) == (2 * SHARE, SHARE)
    session.add(CreditEntry(
        member_id=member.id, amount=-60_00, effective_on=TODAY + timedelta(days=1), recorded_at=NOW,
        recorded_by=OFFICE.name, ground=CreditGround.LOSS, document="GV 2027",
    ))
    session.flush()
    assert (parts(session, member).on_shares, parts(session, member).released) == (2 * SHARE - 60_00, SHARE)


def test_what_shares_given_up_released_is_no_more_for_what_was_paid_after_joining_again(session: Session) -> None:
    """§§ 22 (4), 67b, 73 GenG: the shares of the new membership are nobody's claim."""
    a_paying_house(session)
    member, given_up = one_of_three_unpaid(session)
    left(session, member, date(2026, 6, 30), ExitGround.OTHER)
    a_member(session, shares=1, first_day=date(2026, 9, 1), party=member.party)
    session.refresh(member)
    paid(session, member, SHARE + HALF)
    assert [each.credit for each in queries.candidates(session, TODAY)] == [SHARE, 2 * SHARE]
    settlement = confirmed(session, given_up.id, SettlementKind.PARTIAL)
    assert (settlement.claim, queries.unclaimed_of(session, settlement, TODAY)) == (SHARE, 0)
    paid(session, member, HALF)
    pay(session, settlement, SHARE)
    assert [each.credit for each in queries.candidates(session, TODAY)] == [2 * SHARE]
    assert parts(session, member).on_shares == SHARE


def test_what_came_back_after_its_payout_lacks_on_the_shares_given_up_until_it_is_paid_again(session: Session) -> None:
    """The shares kept are full all the while, and no profit fills what is owed (R-SEPA-10, R-FIN-07)."""
    a_paying_house(session)
    member, given_up = one_of_three_unpaid(session)
    paid(session, member, SHARE - 100_00)
    late = share_queries.get_payment(session, paid(session, member, 100_00))
    settlement = confirmed(session, given_up.id, SettlementKind.PARTIAL)
    pay(session, settlement, SHARE)
    shares.book_return(session, late, TODAY, OFFICE, NOW)
    assert (parts(session, member).on_shares, parts(session, member).released) == (2 * SHARE, -100_00)
    assert (owed(session, member), still_open(session, member)) == ([(LEFT, 100_00)], [100_00])
    paid(session, member, 100_00)
    assert (parts(session, member).on_shares, parts(session, member).released) == (2 * SHARE, 0)
    assert (owed(session, member), above_nominal(session)) == ([], [])


def test_of_two_notices_for_one_day_each_names_what_its_own_shares_released(session: Session) -> None:
    a_paying_house(session)
    member = a_holder(session)
    first, second = (shares.cancel(session, member, number, LEFT, "KD", OFFICE, NOW) for number in (1, 2))
    assert [each.credit for each in queries.candidates(session, TODAY)] == [SHARE, 2 * SHARE]
    assert [settled(session, each).claim for each in (first, second)] == [SHARE, 2 * SHARE]


def test_what_is_paid_ahead_on_a_share_taken_for_a_day_to_come_stays_on_that(session: Session) -> None:
    a_paying_house(session)
    member = a_holder(session)
    given_up = shares.cancel(session, member, 1, LEFT, "KD-2025-002", OFFICE, NOW)
    subscribed(session, member, 1, TODAY + timedelta(days=30))
    paid(session, member, SHARE)
    for day in (None, TODAY):
        found = share_queries.credit_parts(session, member.id, day)
        assert (found.paid, found.on_shares, found.released) == (5 * SHARE, 5 * SHARE, SHARE)
    assert settled(session, given_up).claim == SHARE


# --- handing over -----------------------------------------------------------------------------------------------------


def test_credit_handed_over_pays_nothing_that_is_owed_on_shares_given_up(session: Session) -> None:
    """It comes with a share and stays on it (§ 76 GenG); the debt stays for the settlement (R-PAY-07)."""
    a_paying_house(session)
    (member, given_up), other = one_of_three_unpaid(session), a_holder(session, "Stadt Lindenfurt", 2)
    shares.hand_over(session, other, member, 1, SHARE, AGAIN, "U-1", OFFICE, NOW, needed=1)
    assert (still_open(session, member), owed(session, member)) == ([SHARE], [(LEFT, SHARE)])
    assert (parts(session, member).paid, parts(session, member).released) == (3 * SHARE, 0)
    paid(session, member, SHARE)
    assert settled(session, given_up).claim == SHARE
    assert (parts(session, member).on_shares, above_nominal(session)) == (3 * SHARE, [])


def test_what_shares_given_up_have_released_goes_over_with_no_others(session: Session) -> None:
    """Also where the share taken since is not paid (R-PAY-04)."""
    a_paying_house(session)
    member, other = a_holder(session), a_holder(session, "Stadt Lindenfurt", 1)
    given_up = shares.cancel(session, member, 1, LEFT, "KD-2025-002", OFFICE, NOW)
    subscribed(session, member, 1, AGAIN)
    assert share_queries.credit_beside_shares_of(session, member.id, TODAY) == SHARE
    with pytest.raises(Refusal):
        shares.hand_over(session, member, other, 4, 5 * SHARE, TODAY, "U-1", OFFICE, NOW, needed=5)
    shares.hand_over(session, member, other, 4, 4 * SHARE, TODAY, "U-1", OFFICE, NOW, needed=4)
    assert (parts(session, member).on_shares, parts(session, member).released) == (0, SHARE)
    assert settled(session, given_up).claim == SHARE


@pytest.mark.parametrize("document", ["Liste 2019", "Z-2019-0007"])
def test_a_loss_of_an_old_list_undoes_no_payment_whatever_number_its_document_has(
    session: Session, document: str
) -> None:
    """Only what a settlement took is kept back of what was released, and that the settlement itself knows (R-PAY-03).
    """
    a_paying_house(session)
    member = a_holder(session)
    session.add(CreditEntry(
        member_id=member.id, amount=-500_00, effective_on=date(2025, 6, 30), recorded_at=NOW, recorded_by="X",
        ground=CreditGround.LOSS, document=document,
    ))
    session.flush()
    assert (parts(session, member).paid, parts(session, member).on_shares) == (5 * SHARE, 4 * SHARE)
