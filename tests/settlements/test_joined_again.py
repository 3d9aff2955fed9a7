"""Of who left and joined again, each membership has its own credit and its own results (§ 73 GenG; R-PAY-03)."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.closing import actions as closing
from app.closing import queries as year_end
from app.closing.rules import Figures, Terms, Uses
from app.core.values import Refusal
from app.parties.models import Party
from app.settlements import queries
from app.shares import queries as share_queries
from app.shares.models import CreditEntry
from app.shares.rules import CreditGround
from tests.closing.factories import SECOND, adopted
from tests.factories import NOW, OFFICE, TODAY
from tests.settlements.factories import (
    LEFT,
    a_holder,
    a_leaver,
    a_paying_house,
    confirmed,
    credit_of,
    left,
    pay,
)
from tests.shares.factories import a_member, paid, subscribed


def test_who_left_and_joined_again_soon_bears_the_loss_of_the_year_of_the_exit(session: Session) -> None:
    """The loss is booked after the new membership began, but it is that of the old one (R-PAY-03)."""
    a_paying_house(session, is_adopted=False)
    adopted(session, figures=Figures(-250_00, 0, 0, 0, 90_000_00))
    period, again = a_leaver(session), date(2026, 3, 1)
    party = session.scalars(select(Party).where(Party.display_name == "Gemeinde Altenbruck")).one()
    paid(session, a_member(session, shares=1, first_day=again, party=party), 500_00, again)
    closing.use_result(session, SECOND, Terms(Uses(0, 0, 250_00, 0)), OFFICE, NOW)
    assert [each.credit for each in queries.candidates(session, TODAY)] == [2_250_00]
    settlement = confirmed(session, period)
    assert (settlement.before, settlement.written_off, settlement.claim) == (2_500_00, 250_00, 2_250_00)
    pay(session, settlement, 2_250_00)
    assert credit_of(session, settlement) == 500_00


def test_who_left_and_joined_again_soon_pays_no_new_share_with_a_profit_of_the_old_membership(session: Session) -> None:
    """It is paid out with the old credit (§§ 22 (4), 73 GenG); what comes in of the new shares alone fills them."""
    a_paying_house(session, is_adopted=False)
    adopted(session)
    member, again = a_holder(session), date(2026, 3, 1)
    session.add(CreditEntry(
        member_id=member.id, amount=-500_00, effective_on=LEFT, recorded_at=NOW, recorded_by="X",
        ground=CreditGround.LOSS, document="GV",
    ))
    period = left(session, member)
    a_member(session, shares=5, first_day=again, party=member.party)
    closing.use_result(session, SECOND, Terms(Uses(100_00, 0, 100_00, 800_00)), OFFICE, NOW)
    assert [each.open for each in share_queries.open_payments(session, member_id=member.id)] == [2_500_00]
    settlement = confirmed(session, period)
    assert settlement.claim == 2_100_00
    pay(session, settlement, 2_100_00)
    paid(session, member, 2_400_00)
    with pytest.raises(Refusal, match="voll eingezahlt"):
        subscribed(session, member, 1, TODAY)
    paid(session, member, 100_00)
    subscribed(session, member, 1, TODAY)
    assert credit_of(session, settlement) == 2_500_00


def test_a_profit_of_the_old_membership_lessens_what_is_owed_on_the_old_shares_alone(session: Session) -> None:
    """What was due at the exit stays owed (R-PAY-07); the profit fills these shares, and none of the new ones."""
    a_paying_house(session, is_adopted=False)
    adopted(session)
    member, again = a_holder(session, paid_in=2_000_00), date(2026, 3, 1)
    left(session, member)
    before = [each.open for each in share_queries.open_payments(session, member_id=member.id)]
    assert before == [500_00]
    a_member(session, shares=5, first_day=again, party=member.party)
    for _time in range(2):
        closing.use_result(session, SECOND, Terms(Uses(100_00, 0, 100_00, 800_00)), OFFICE, NOW)
        dues = [each.open for each in share_queries.open_payments(session, member_id=member.id)]
        assert dues == [400_00, 2_500_00]
        closing.undo_result(session, SECOND, "Falscher Betrag", OFFICE, NOW)
        dues = [each.open for each in share_queries.open_payments(session, member_id=member.id)]
        assert dues == [500_00, 2_500_00]


def test_of_a_profit_of_the_old_membership_the_old_shares_are_filled_whatever_is_held_since(session: Session) -> None:
    """It is measured by the shares and the credit of the membership that it belongs to (§ 19 (1) GenG; R-FIN-07)."""
    a_paying_house(session, is_adopted=False)
    adopted(session)
    member, again = a_holder(session, paid_in=2_000_00), date(2026, 3, 1)
    period = left(session, member)
    a_member(session, shares=1, first_day=again, party=member.party)
    closing.use_result(session, SECOND, Terms(Uses(100_00, 0, 100_00, 800_00)), OFFICE, NOW)
    (part,) = year_end.parts_of(session, member.id)
    assert (part.credited, part.paid_out) == (100_00, 0)
    assert confirmed(session, period).claim == 2_100_00


def test_a_result_taken_back_leaves_the_shares_of_who_joined_again_to_be_paid(session: Session) -> None:
    a_paying_house(session, is_adopted=False)
    adopted(session, figures=Figures(-250_00, 0, 0, 0, 90_000_00))
    a_leaver(session)
    party = session.scalars(select(Party).where(Party.display_name == "Gemeinde Altenbruck")).one()
    member = a_member(session, shares=6, first_day=date(2026, 3, 1), party=party)
    closing.use_result(session, SECOND, Terms(Uses(0, 0, 250_00, 0)), OFFICE, NOW)
    closing.undo_result(session, SECOND, "Falscher Betrag", OFFICE, NOW)
    assert [each.open for each in share_queries.open_payments(session, member_id=member.id)] == [3_000_00]
