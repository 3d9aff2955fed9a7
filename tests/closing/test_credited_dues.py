"""Profit that is credited lessens what is still to be paid on the shares (§ 19 (1) sentence 3 GenG; R-FIN-07)."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument
from app.archive.rules import Standing
from app.closing import actions
from app.closing.rules import Figures, Terms, Uses
from app.core.formats import euro
from app.core.journal import JournalLine
from app.core.values import Refusal
from app.dues import actions as dues
from app.dues.models import PaymentPlan
from app.dues.rules import PlanBasis, PlanTerms
from app.members.models import Member
from app.operations.queries import check
from app.operations.rules import CheckKey
from app.shares import actions as shares
from app.shares import queries
from app.shares.models import CreditEntry, PaymentReceived
from app.shares.rules import CreditGround, PaymentPurpose
from tests.closing.factories import SECOND, a_house_with_years, adopted
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.shares.factories import SHARE, a_member, paid, subscribed
from tests.tabs import said

SINCE = date(2024, 3, 1)
AFTER = NOW + timedelta(minutes=5)
PROFIT = Figures(10_000_00, 0, 1_000_00, 1_000_00, 900_000_00)
USES = Terms(Uses(5_000_00, 0, 687_24, 4_312_76))
"""687,24 € to the members."""
LOSS, NOMINAL, OPEN, RISEN = 600_00, 8 * SHARE, 1_000_00, 87_24


def instalments_of(session: Session, member: Member) -> list[int]:
    return [each.open for each in queries.open_payments(session, member_id=member.id)]


def credit_of(session: Session, member: Member) -> int:
    return queries.holding_of(session, member.id, date.max).credit


def two_shares_unpaid(session: Session, **statute: int) -> Member:
    """Eight shares of 500 €, of which 3.000 € are paid; 600 € were lost."""
    a_house_with_years(session, further_shares_allowed=True, max_shares=20, **statute)
    member = a_member(session, shares=8, first_day=SINCE)
    paid(session, member, NOMINAL - OPEN, SINCE)
    session.add(CreditEntry(
        member_id=member.id, amount=-LOSS, effective_on=date(2025, 6, 1), recorded_at=NOW, recorded_by=OFFICE.name,
        ground=CreditGround.LOSS, document="EV-2025-001",
    ))
    session.flush()
    return member


def in_two_parts(session: Session, member: Member) -> None:
    """What is open is to be paid in two instalments."""
    terms = PlanTerms(2, TODAY + timedelta(days=30), 12, PlanBasis.AGREEMENT, "Schreiben", TODAY, after="")
    dues.agree_plan(session, member, terms, OFFICE, NOW)


def two_instalments_to_come(session: Session) -> Member:
    """The same, by the statute to be paid year by year: 200 € in 2027 and 800 € in 2028."""
    member = two_shares_unpaid(session, min_payment=100_00, instalment_amount=100_00, instalment_months=12)
    assert instalments_of(session, member) == [200_00, 800_00]
    return member


def profit_credited(session: Session) -> None:
    adopted(session, figures=PROFIT)
    actions.use_result(session, SECOND, USES, OFFICE, NOW)


def test_with_a_credited_profit_only_what_fills_the_shares_is_open_and_accepted(session: Session) -> None:
    member = two_shares_unpaid(session)
    profit_credited(session)
    assert credit_of(session, member) == NOMINAL - OPEN + RISEN
    assert instalments_of(session, member) == [OPEN - RISEN]
    with pytest.raises(Refusal, match="zurück"):
        paid(session, member, OPEN, TODAY)
    paid(session, member, OPEN - RISEN, TODAY)
    assert (credit_of(session, member), instalments_of(session, member)) == (NOMINAL, [])
    above = [each for each in check.findings(session, NOW) if each.check is not CheckKey.RESULT_TRACE]
    assert above == []  # the loss of the test stands behind no result


def test_a_written_off_loss_alone_changes_nothing_of_what_is_open(session: Session) -> None:
    member = two_shares_unpaid(session)
    assert instalments_of(session, member) == [OPEN]


def test_the_latest_instalment_falls_away_first(session: Session) -> None:
    member = two_shares_unpaid(session)
    in_two_parts(session, member)
    profit_credited(session)
    assert instalments_of(session, member) == [OPEN // 2, OPEN // 2 - RISEN]


def test_the_page_of_a_plan_says_what_profit_took_off_it(session: Session, client: FlaskClient) -> None:
    in_two_parts(session, two_shares_unpaid(session))
    session.commit()
    sign_in_office(session, client)
    plan = session.scalars(select(PaymentPlan)).one()
    at = f"/raten/{plan.id}"
    before = said(client.get(at))
    assert "Die Raten" in before
    assert "Vereinbart waren" not in before
    profit_credited(session)
    session.commit()
    told = f"Vereinbart waren {euro(OPEN)}. {euro(RISEN)} davon".replace("\N{NO-BREAK SPACE}", " ")
    assert told in said(client.get(at)).replace("\N{NO-BREAK SPACE}", " ")


def test_shares_that_profit_has_filled_are_paid_in_full_before_further_ones_are_taken(session: Session) -> None:
    """What profit has covered nobody can pay any more; it counts as paid (§§ 15b (2), 19 (1) sentence 3 GenG)."""
    member = two_shares_unpaid(session)
    profit_credited(session)
    paid(session, member, OPEN - RISEN - 1, TODAY)
    with pytest.raises(Refusal, match="voll eingezahlt"):
        subscribed(session, member, 1, TODAY)
    paid(session, member, 1, TODAY)
    subscribed(session, member, 1, TODAY)
    with pytest.raises(Refusal, match="voll eingezahlt"):
        subscribed(session, member, 1, TODAY)
    assert (credit_of(session, member), instalments_of(session, member)) == (NOMINAL, [SHARE])


def test_what_a_result_taken_back_had_filled_counts_as_paid_no_more(session: Session) -> None:
    member = two_shares_unpaid(session)
    profit_credited(session)
    paid(session, member, OPEN - RISEN, TODAY)
    actions.undo_result(session, SECOND, "Falscher Betrag", OFFICE, AFTER)
    with pytest.raises(Refusal, match="voll eingezahlt"):
        subscribed(session, member, 1, TODAY)


def test_the_journal_says_what_need_not_be_paid_any_more(session: Session) -> None:
    two_shares_unpaid(session)
    profit_credited(session)
    session.commit()
    line = session.scalars(select(JournalLine).where(JournalLine.act == "dues_credited")).one()
    assert line.details is not None
    assert "87,24" in line.details.summary


def test_a_request_in_the_tray_asks_only_for_the_rest(session: Session) -> None:
    member = two_instalments_to_come(session)
    first = shares.issue_payment_request(session, member, OFFICE, NOW)
    profit_credited(session)
    assert first.standing is not Standing.VALID
    letters = select(IssuedDocument).where(
        IssuedDocument.kind == "payment_request", IssuedDocument.standing == Standing.VALID
    )
    facts = session.scalars(letters).one().facts
    assert facts is not None
    asked = facts["payment"]
    assert (asked["cents"], [each["cents"] for each in asked["later"]]) == (200_00, [800_00 - RISEN])


def test_a_request_in_the_tray_asks_for_all_again_once_the_result_is_undone(session: Session) -> None:
    member = two_instalments_to_come(session)
    profit_credited(session)
    asking_less = shares.issue_payment_request(session, member, OFFICE, NOW)
    undone = actions.undo_result(session, SECOND, "Falscher Betrag", OFFICE, AFTER)
    assert (asking_less.standing is Standing.VALID, asking_less.standing_reason) == (
        False, f"Gutschrift storniert, {undone.number}"
    )
    letters = select(IssuedDocument).where(
        IssuedDocument.kind == "payment_request", IssuedDocument.standing == Standing.VALID
    )
    facts = session.scalars(letters).one().facts
    assert facts is not None
    assert [each["cents"] for each in facts["payment"]["later"]] == [800_00]
    session.commit()
    line = session.scalars(select(JournalLine).where(JournalLine.act == "dues_owed_again")).one()
    assert line.details is not None
    assert ("87,24" in line.details.summary, undone.number in line.details.summary) == (True, True)


@pytest.mark.parametrize("are_parts", [False, True])
def test_a_result_taken_back_asks_for_everything_again(session: Session, are_parts: bool) -> None:
    member = two_shares_unpaid(session)
    if are_parts:
        in_two_parts(session, member)
    before = instalments_of(session, member)
    profit_credited(session)
    actions.undo_result(session, SECOND, "Falscher Betrag", OFFICE, AFTER)
    assert instalments_of(session, member) == before
    assert queries.rooms_for(session, member, TODAY)[PaymentPurpose.SHARES] == OPEN + LOSS
    profit_credited_again = actions.use_result(session, SECOND, USES, OFFICE, AFTER)
    assert sum(instalments_of(session, member)) == OPEN - RISEN, profit_credited_again.number


def test_a_plan_agreed_meanwhile_is_the_same_once_the_same_result_is_booked_again(session: Session) -> None:
    member = two_shares_unpaid(session)
    profit_credited(session)
    in_two_parts(session, member)
    left = queries.open_payments(session, member_id=member.id)
    before = [(each.due_on, each.open) for each in left]
    actions.undo_result(session, SECOND, "Falscher Tag", OFFICE, AFTER)
    assert sum(instalments_of(session, member)) == OPEN
    actions.use_result(session, SECOND, USES, OFFICE, AFTER + timedelta(minutes=1))
    left = queries.open_payments(session, member_id=member.id)
    assert [(each.due_on, each.open) for each in left] == before


def test_what_was_paid_since_stays_paid_when_the_result_is_taken_back(session: Session) -> None:
    member = two_shares_unpaid(session)
    profit_credited(session)
    paid(session, member, OPEN - RISEN, TODAY)
    actions.undo_result(session, SECOND, "Falscher Betrag", OFFICE, AFTER)
    assert instalments_of(session, member) == [RISEN]


def test_a_payment_that_comes_back_leaves_its_own_amount_open_and_no_more(session: Session) -> None:
    member = two_shares_unpaid(session)
    profit_credited(session)
    payment = session.get_one(PaymentReceived, paid(session, member, OPEN - RISEN, TODAY))
    back = dues.return_payment(session, payment, TODAY, 0, "Rücklastschrift", OFFICE, NOW)
    assert instalments_of(session, member) == [OPEN - RISEN]
    dues.undo_return(session, back, "Irrtum", OFFICE, AFTER)
    assert (credit_of(session, member), instalments_of(session, member)) == (NOMINAL, [])


def test_of_shares_given_up_after_a_profit_no_more_is_asked_than_fills_those_kept(session: Session) -> None:
    member = two_instalments_to_come(session)
    profit_credited(session)
    ended = shares.cancel(session, member, 1, TODAY, "KD-2026-001", OFFICE, AFTER)
    assert credit_of(session, member) + sum(instalments_of(session, member)) == NOMINAL - SHARE
    shares.reverse_share_entry(session, ended, "Irrtum", OFFICE, AFTER)
    assert instalments_of(session, member) == [200_00, 800_00 - RISEN]


def test_who_leaves_is_asked_for_nothing_when_the_result_is_taken_back(session: Session) -> None:
    member = two_instalments_to_come(session)
    profit_credited(session)
    ended = shares.leave(session, member, TODAY, "KD-2026-001", OFFICE, AFTER)
    assert ended is not None
    actions.undo_result(session, SECOND, "Falscher Betrag", OFFICE, AFTER + timedelta(minutes=1))
    assert instalments_of(session, member) == []
    shares.reverse_share_entry(session, ended, "Irrtum", OFFICE, AFTER + timedelta(minutes=2))
    assert sum(instalments_of(session, member)) == OPEN


def test_an_end_undone_after_the_profit_asks_for_no_more_than_fills_the_shares(session: Session) -> None:
    member = two_instalments_to_come(session)
    ended = shares.leave(session, member, TODAY, "KD-2026-001", OFFICE, NOW)
    assert ended is not None
    adopted(session, figures=PROFIT)
    actions.use_result(session, SECOND, USES, OFFICE, AFTER)
    shares.reverse_share_entry(session, ended, "Irrtum", OFFICE, AFTER)
    assert credit_of(session, member) + sum(instalments_of(session, member)) == NOMINAL
