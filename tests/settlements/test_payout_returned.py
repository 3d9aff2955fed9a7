"""A payout that came back is paid until the day of the return and owed from it on; no earlier year changes."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from app.audits.queries import endings
from app.audits.queries.parts import Listed
from app.audits.rules import Period
from app.closing import actions as closing
from app.closing import queries as year_end
from app.closing.rules import Figures
from app.core.db import YEAR_CLOSED
from app.core.values import Refusal
from app.members import actions as members
from app.operations.queries import check
from app.parties import actions as parties
from app.reports import queries as reports
from app.reports.rules import CreditPart
from app.settlements import actions, queries
from app.settlements.models import Settlement, SettlementEntry
from app.settlements.rules import (
    Acknowledgement,
    EntryKind,
    ReturnedOnRefusal,
    SettlementKind,
    SettlementState,
    check_came_back_on,
    check_may_come_back,
    check_no_return,
    check_not_back,
    check_open_then,
    check_stands,
)
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.models import CreditEntry
from app.shares.rules import CreditGround
from app.statutes import actions as statutes
from app.statutes.rules import ClosedYearRefusal, FiscalYear
from tests.closing.factories import THIRD
from tests.factories import NOW, OFFICE, TODAY
from tests.settlements.factories import (
    LEFT,
    ONE,
    PAID_ON,
    TWO,
    a_holder,
    a_leaver,
    a_paying_house,
    confirmed,
    credit_of,
    pay,
    told_by_a_list,
)
from tests.shares.factories import SHARE, a_member, subscribed
from tests.statutes.factories import ADMINISTRATOR
from tests.together import transactions_together

DAY, WHY = timedelta(days=1), "Konto erloschen"
YEARS_LATER = datetime(2028, 6, 20, 12, tzinfo=NOW.tzinfo)
BACK_ON = date(2028, 6, 10)
FOURTH, FIFTH = (FiscalYear(date(year, 1, 1), date(year, 12, 31)) for year in (2027, 2028))
OTHER_IBAN = "DE02120300000000202051"


def came_back(
    session: Session, settlement: Settlement, entry: SettlementEntry, day: date = BACK_ON, now: datetime = YEARS_LATER
) -> SettlementEntry:
    return actions.come_back(session, settlement, entry, day, WHY, ONE, now)


def reversed_as_error(session: Session, settlement: Settlement, entry: SettlementEntry) -> SettlementEntry:
    return actions.take_back(session, settlement, entry, "Irrtum", ONE, YEARS_LATER)


def a_paid_leaver(session: Session, **more: Any) -> tuple[Settlement, SettlementEntry]:
    """Who left at the end of 2025 and was paid in November 2026; years follow up to 2028."""
    a_paying_house(session, **more)
    for year in (FOURTH, FIFTH):
        statutes.set_fiscal_year(session, year.first_day, year.last_day, ADMINISTRATOR, NOW)
    a_holder(session, "Stadt Lindenfurt", 3)
    settlement = confirmed(session, a_leaver(session))
    told_by_a_list(session, settlement.member)
    return settlement, pay(session, settlement, 2500_00)


def listed(session: Session, year: FiscalYear) -> list[tuple[Any, ...]]:
    """What the folder of a year lists of payouts of settlements."""
    parts = endings.parts(session, Period(year.first_day, year.last_day))
    return [tuple(row) for part in parts if isinstance(part, Listed) and "Auszahlungen_" in part.path
            for row in part.rows()]  # fmt: skip


# --- the rules ----------------------------------------------------------------------------------------------------


def test_a_payout_comes_back_neither_before_it_was_paid_nor_in_the_future() -> None:
    paid_on, today = date(2028, 6, 27), date(2030, 6, 3)
    check_came_back_on(paid_on, paid_on, today)
    check_came_back_on(today, paid_on, today)
    for day, why in ((today + DAY, "Zukunft"), (paid_on - DAY, r"erst am 27\.06\.2028")):
        with pytest.raises(ReturnedOnRefusal, match=why):
            check_came_back_on(day, paid_on, today)


def test_only_a_payout_comes_back_from_the_bank_and_not_what_is_asked_back() -> None:
    check_may_come_back(EntryKind.PAYOUT, False)
    for kind in set(EntryKind) - {EntryKind.PAYOUT}:
        with pytest.raises(Refusal, match="nur eine Auszahlung"):
            check_may_come_back(kind, False)
    with pytest.raises(Refusal, match="zurückzuzahlen"):
        check_may_come_back(EntryKind.PAYOUT, True)


def test_what_came_back_does_so_once_and_its_return_is_no_payout() -> None:
    check_not_back("")
    check_no_return(False)
    with pytest.raises(Refusal, match="schon zurück: Z-2028-0001"):
        check_not_back("Z-2028-0001")
    with pytest.raises(Refusal, match="War sie ein Irrtum, stornieren Sie sie"):
        check_no_return(True)


def test_what_was_booked_by_mistake_never_left_the_bank_so_that_it_cannot_come_back() -> None:
    check_stands(True)
    with pytest.raises(Refusal, match="storniert"):
        check_stands(False)


def test_nothing_is_paid_again_before_it_is_back() -> None:
    check_open_then(100, 100, TODAY)
    with pytest.raises(Refusal, match=r"Am 24\.11\.2026 waren davon nur 1,00.€ offen"):
        check_open_then(101, 100, TODAY)


# --- the days before ----------------------------------------------------------------------------------------------


def test_until_the_return_the_credit_is_paid_out_and_from_that_day_on_it_is_owed_again(session: Session) -> None:
    settlement, payout = a_paid_leaver(session)
    back = came_back(session, settlement, payout)
    days = (PAID_ON - DAY, PAID_ON, BACK_ON - DAY, BACK_ON)
    credit = [share_queries.holding_of(session, settlement.member_id, day).credit for day in days]
    assert credit == [2500_00, 0, 0, 2500_00]
    booked = session.get_one(CreditEntry, back.credit_entry_id)
    assert (booked.ground, booked.amount, booked.effective_on) == (CreditGround.RETURNED_PAYOUT, 2500_00, BACK_ON)
    assert (booked.returns_id, booked.reverses_id, booked.belongs_on) == (payout.credit_entry_id, None, LEFT)
    assert (back.amount, back.returns_id, back.reverses_id) == (-2500_00, payout.id, None)
    assert (settlement.left, settlement.paid, settlement.state) == (2500_00, 0, SettlementState.OPEN)
    assert list(check.findings(session, NOW)) == []


def test_no_earlier_year_changes_and_that_of_the_return_shows_it_in_a_line_of_its_own(session: Session) -> None:
    settlement, payout = a_paid_leaver(session)
    before = [reports.year_report(session, year) for year in (THIRD, FOURTH)]
    came_back(session, settlement, payout)
    session.expire_all()
    assert [reports.year_report(session, year) for year in (THIRD, FOURTH)] == before
    assert before[0].credit_by_ground[CreditGround.PAYOUT] == -2500_00
    report = reports.year_report(session, FIFTH)
    assert report.credit_by_ground == {CreditGround.RETURNED_PAYOUT: 2500_00}
    assert (report.before.parts[CreditPart.FORMER], report.after.parts[CreditPart.FORMER]) == (0, 2500_00)
    assert report.after.standing == report.before.standing


def test_the_folder_of_a_year_that_is_over_stays_as_it_was_and_that_of_the_return_names_it(session: Session) -> None:
    settlement, payout = a_paid_leaver(session)
    before = listed(session, THIRD)
    assert [row[0] for row in before] == [payout.number]
    back = came_back(session, settlement, payout)
    session.expire_all()
    assert listed(session, THIRD) == before
    rows = [(row[0], row[7]) for row in listed(session, FIFTH)]
    assert rows == [(payout.number, ""), (back.number, payout.number)]


def test_adopted_accounts_their_shortfall_and_the_books_they_rest_on_stay_as_they_were(session: Session) -> None:
    settlement, payout = a_paid_leaver(session)
    lacking = Figures(-2000_00, 0, 0, 0, 90_000_00)
    closing.prepare(session, THIRD, date(2027, 4, 20), lacking, None, OFFICE, YEARS_LATER - 20 * DAY)
    accounts = year_end.accounts_of(session, THIRD)
    before = year_end.equity_at_close(session, THIRD.last_day), year_end.lacking_in(session, accounts)
    came_back(session, settlement, payout)
    session.expire_all()
    accounts = year_end.accounts_of(session, THIRD)
    assert (year_end.equity_at_close(session, THIRD.last_day), year_end.lacking_in(session, accounts)) == before
    assert year_end.drift_of(session, accounts) is None


def test_the_payout_of_a_closed_year_comes_back_in_an_open_one_and_never_in_the_closed(session: Session) -> None:
    settlement, payout = a_paid_leaver(session)
    closing.prepare(session, THIRD, date(2027, 4, 20), Figures(0, 0, 0, 0, 90_000_00), None, OFFICE, YEARS_LATER)
    closing.close_year(session, THIRD, OFFICE, YEARS_LATER)
    with pytest.raises(ClosedYearRefusal):
        came_back(session, settlement, payout, THIRD.last_day)
    came_back(session, settlement, payout)
    session.add(CreditEntry(
        member_id=settlement.member_id, amount=1, effective_on=THIRD.last_day, recorded_at=NOW, recorded_by="X",
        ground=CreditGround.RETURNED_PAYOUT, document="", returns_id=payout.credit_entry_id,
    ))
    with pytest.raises(DatabaseError, match=YEAR_CLOSED):
        session.flush()
    session.rollback()


def test_the_day_is_neither_before_the_payout_nor_in_the_future(session: Session) -> None:
    settlement, payout = a_paid_leaver(session)
    for day in (PAID_ON - DAY, YEARS_LATER.date() + DAY):
        with pytest.raises(ReturnedOnRefusal):
            came_back(session, settlement, payout, day)
    with pytest.raises(Refusal, match="Grund"):
        actions.come_back(session, settlement, payout, BACK_ON, " ", ONE, YEARS_LATER)
    assert settlement.left == 0


# --- what follows -------------------------------------------------------------------------------------------------


def test_what_came_back_is_owed_once_and_paid_again_to_the_new_account(session: Session) -> None:
    settlement, payout = a_paid_leaver(session)
    due_on = settlement.due_on
    came_back(session, settlement, payout)
    parties.add_bank_account(session, settlement.member.party_id, OTHER_IBAN, BACK_ON, OFFICE, YEARS_LATER)
    found = queries.payout_of(session, settlement, YEARS_LATER.date())
    assert (found.payable, found.iban, settlement.due_on) == (2500_00, OTHER_IBAN, due_on)
    assert queries.candidates(session, YEARS_LATER.date()) == []
    again = actions.pay_out(session, settlement, 2500_00, BACK_ON + DAY, ONE, YEARS_LATER)
    assert (again.iban, settlement.state, credit_of(session, settlement)) == (OTHER_IBAN, SettlementState.PAID, 0)
    assert queries.unclaimed_of(session, settlement, YEARS_LATER.date()) == 0
    assert queries.candidates(session, YEARS_LATER.date()) == []
    assert session.scalar(queries.may_be_opened(YEARS_LATER.date())) == 0
    came_back(session, settlement, again, YEARS_LATER.date())
    assert (settlement.left, credit_of(session, settlement), len(settlement.came_back)) == (2500_00, 2500_00, 2)
    assert list(check.findings(session, NOW)) == []


def test_a_payout_of_a_day_before_the_return_would_have_paid_it_twice(session: Session) -> None:
    settlement, payout = a_paid_leaver(session)
    came_back(session, settlement, payout)
    with pytest.raises(Refusal, match=r"Am 09\.06\.2028 waren davon nur 0,00.€ offen"):
        actions.pay_out(session, settlement, 2500_00, BACK_ON - DAY, ONE, YEARS_LATER)
    actions.pay_out(session, settlement, 2500_00, BACK_ON, ONE, YEARS_LATER)


def test_what_is_paid_of_the_rest_may_be_of_a_day_before_the_return_of_another_part(session: Session) -> None:
    a_paying_house(session)
    settlement = confirmed(session, a_leaver(session))
    told_by_a_list(session, settlement.member)
    part = pay(session, settlement, 1000_00)
    came_back(session, settlement, part)
    actions.pay_out(session, settlement, 1500_00, BACK_ON - DAY, ONE, YEARS_LATER)
    assert settlement.left == 1000_00
    assert list(check.findings(session, NOW)) == []


def test_a_return_keeps_the_due_day_and_begins_no_limitation_anew(session: Session) -> None:
    """The payout has owned up to the claim on its own day (§ 212 (1) no. 1 BGB), the return owns up to nothing."""
    a_paying_house(session)
    settlement = confirmed(session, a_leaver(session))
    told_by_a_list(session, settlement.member)
    paid_on = datetime(2028, 3, 15, 12, tzinfo=NOW.tzinfo)
    payout = actions.pay_out(session, settlement, 2500_00, paid_on.date(), ONE, paid_on)
    came_back(session, settlement, payout)
    found = queries.payout_of(session, settlement, YEARS_LATER.date())
    assert (found.barred_after, found.acknowledged_by) == (date(2031, 3, 15), (Acknowledgement.PAYOUT,))
    late = datetime(2031, 3, 16, 12, tzinfo=NOW.tzinfo)
    actions.close_barred(session, settlement, "Nie gemeldet", ONE, late)
    assert (settlement.state, credit_of(session, settlement)) == (SettlementState.LAPSED, 0)
    assert list(check.findings(session, NOW)) == []


def test_a_settlement_whose_payout_came_back_is_taken_back_and_opened_anew_by_the_same_due_day(
    session: Session,
) -> None:
    settlement, payout = a_paid_leaver(session)
    came_back(session, settlement, payout)
    actions.reverse(session, settlement, "Falsche Zahlen", ONE, YEARS_LATER)
    anew = actions.open_settlement(session, SettlementKind.EXIT, settlement.period_id or 0, 0, ONE, YEARS_LATER)
    assert (anew.claim, anew.due_on) == (2500_00, settlement.due_on)
    actions.confirm(session, anew, TWO, YEARS_LATER)
    actions.pay_out(session, anew, 2500_00, YEARS_LATER.date(), ONE, YEARS_LATER)
    assert list(check.findings(session, NOW)) == []


def test_an_exit_is_undone_once_the_payout_is_back(session: Session) -> None:
    settlement, payout = a_paid_leaver(session)
    entry = share_queries.share_entries_of(session, settlement.member_id)[-1]
    assert share_queries.settled_by(session, entry) == [settlement.number]
    came_back(session, settlement, payout)
    assert share_queries.settled_by(session, entry) == []
    actions.let_go(session, entry, "Irrtum", False, ONE, YEARS_LATER)
    assert (settlement.state, credit_of(session, settlement)) == (SettlementState.REVERSED, 2500_00)
    members.undo_end(session, settlement.member, "Irrtum", "KD-1", OFFICE, YEARS_LATER)
    assert share_queries.open_payments(session, member_id=settlement.member_id) == []


def test_who_gave_up_shares_and_took_others_keeps_what_is_on_those_when_the_payout_comes_back(
    session: Session,
) -> None:
    a_paying_house(session)
    member = a_holder(session)
    given_up = shares.cancel(session, member, 2, LEFT, "KD-2025-002", OFFICE, NOW)
    settlement = confirmed(session, given_up.id, SettlementKind.PARTIAL)
    payout = pay(session, settlement, 2 * SHARE)
    subscribed(session, member, 1, PAID_ON + DAY)
    before = share_queries.credit_parts(session, member.id), share_queries.credit_beside_shares(session, BACK_ON - DAY)
    came_back(session, settlement, payout)
    parts = share_queries.credit_parts(session, member.id)
    assert (before[0].on_shares, before[0].released) == (3 * SHARE, 0)
    assert (parts.on_shares, parts.released, parts.paid) == (3 * SHARE, 2 * SHARE, before[0].paid)
    assert share_queries.credit_beside_shares(session, BACK_ON - DAY) == before[1] == {}
    assert share_queries.credit_beside_shares(session, BACK_ON) == {member.id: 2 * SHARE}
    assert queries.payout_of(session, settlement, YEARS_LATER.date()).payable == 2 * SHARE


def test_what_comes_back_after_somebody_joined_again_is_credit_of_the_former_membership(session: Session) -> None:
    settlement, payout = a_paid_leaver(session)
    member, again = settlement.member, date(2027, 2, 1)
    a_member(session, shares=1, first_day=again, party=member.party)
    came_back(session, settlement, payout)
    for day, amount in ((BACK_ON - DAY, {}), (BACK_ON, {member.id: 2500_00})):
        assert queries.earlier_credit_at_close(session, day) == amount
    assert share_queries.credit_of_membership(session, member.id, again) == 0


def test_minimum_capital_holds_back_what_came_back_as_it_does_any_claim(session: Session) -> None:
    a_paying_house(session, minimum_capital=1500_00, suspension_order="by_age")
    a_holder(session, "Stadt Lindenfurt", 3)
    settlement = confirmed(session, a_leaver(session))
    payout = pay(session, settlement, queries.payout_of(session, settlement, TODAY).payable)
    before = queries.payout_of(session, settlement, YEARS_LATER.date()).payable
    came_back(session, settlement, payout)
    found = queries.payout_of(session, settlement, YEARS_LATER.date())
    assert found.payable == min(before + payout.amount, settlement.left)


# --- only once ----------------------------------------------------------------------------------------------------


def test_a_payout_comes_back_once_and_is_not_reversed_after_it_nor_does_its_return_come_back(session: Session) -> None:
    settlement, payout = a_paid_leaver(session)
    back = came_back(session, settlement, payout)
    for act in (came_back, reversed_as_error):
        with pytest.raises(Refusal, match=f"schon zurück: {back.number}"):
            act(session, settlement, payout)
    with pytest.raises(Refusal, match="Das ist die Rückgabe"):
        came_back(session, settlement, back)


def test_what_was_reversed_as_a_mistake_does_not_come_back(session: Session) -> None:
    settlement, payout = a_paid_leaver(session)
    undone = actions.take_back(session, settlement, payout, "Doppelt gebucht", ONE, NOW)
    assert (undone.effective_on, undone.reverses_id) == (PAID_ON, payout.id)
    for entry in (payout, undone):
        with pytest.raises(Refusal, match="ist storniert"):
            came_back(session, settlement, entry)
    assert credit_of(session, settlement) == 2500_00


def test_what_was_set_off_or_barred_does_not_come_back(session: Session) -> None:
    a_paying_house(session, entry_fee=100_00)
    settlement = confirmed(session, a_leaver(session))
    with pytest.raises(Refusal, match="nur eine Auszahlung"):
        came_back(session, settlement, settlement.standing[0])


def test_a_payout_that_is_asked_back_comes_in_as_a_payment(session: Session) -> None:
    settlement, payout = a_paid_leaver(session)
    actions.let_go(session, share_queries.share_entries_of(session, settlement.member_id)[-1], "Beschwerde", True, ONE,
                   NOW)  # fmt: skip
    session.refresh(settlement)
    with pytest.raises(Refusal, match="als Zahlung ein"):
        came_back(session, settlement, payout)


def test_the_database_knows_that_only_payouts_come_back(session: Session) -> None:
    settlement, payout = a_paid_leaver(session)
    came_back(session, settlement, payout)
    session.commit()
    told: dict[str, Any] = {
        "member_id": settlement.member_id, "effective_on": BACK_ON, "recorded_at": NOW, "recorded_by": "X",
        "document": "",
    }
    wrong = (
        {"amount": -2500_00, "ground": CreditGround.RETURNED_PAYOUT, "returns_id": payout.credit_entry_id},
        {"amount": 2500_00, "ground": CreditGround.RETURNED_PAYOUT},
        {"amount": 2500_00, "ground": CreditGround.PAYMENT, "returns_id": payout.credit_entry_id},
    )
    for values in wrong:
        session.add(CreditEntry(**told, **values))
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


def test_two_officers_who_enter_a_return_at_the_same_moment_enter_it_once(app: Flask, session: Session) -> None:
    settlement, payout = a_paid_leaver(session)
    settlement_id, entry_id = settlement.id, payout.id
    session.commit()

    def act(own: Session) -> SettlementEntry:
        held = actions.hold(own, settlement_id)
        return came_back(own, held, queries.get_entry(held, entry_id))

    answers = transactions_together(app, act, act)
    assert sum(isinstance(answer, Refusal) for answer in answers) == 1
    session.rollback()
    entries = session.scalars(select(SettlementEntry).order_by(SettlementEntry.id))
    assert [each.returns_id for each in entries] == [None, entry_id]
