"""A payout from a result that came back is paid until the day of the return and owed from it on (R-SEPA-10)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from app.audits.queries import accounts as folder
from app.audits.queries.parts import Listed
from app.audits.rules import Period
from app.closing import actions as closing
from app.closing import queries as closed
from app.closing.models import DividendEntry
from app.closing.rules import ClaimEnd, Figures, check_comes_back
from app.core.db import YEAR_CLOSED
from app.core.journal import JournalLine
from app.core.values import Refusal
from app.members.models import Member
from app.operations.queries.invariants import acts
from app.operations.rules import CheckKey
from app.parties import actions as parties
from app.reports import queries as reports
from app.settlements import actions, queries
from app.settlements.queries import Dividend
from app.settlements.rules import PaidOnRefusal, ReturnedOnRefusal
from app.statutes import actions as statutes
from app.statutes.rules import ClosedYearRefusal, FiscalYear
from tests.closing.factories import ADOPTED, SECOND, THIRD
from tests.factories import NOW, OFFICE, TODAY
from tests.operations.test_invariants import behind_its_back
from tests.settlements.factories import IBAN, ONE
from tests.settlements.test_dividends import claim_of, used, with_interest
from tests.statutes.factories import ADMINISTRATOR
from tests.together import transactions_together

DAY, WHY = timedelta(days=1), "Konto erloschen"
YEARS_LATER = datetime(2028, 6, 20, 12, tzinfo=NOW.tzinfo)
BACK_ON = date(2028, 6, 10)
OTHER_IBAN = "DE02120300000000202051"
FOURTH, FIFTH = (FiscalYear(date(year, 1, 1), date(year, 12, 31)) for year in (2027, 2028))
COLUMNS = [column.key for column in DividendEntry.__table__.columns if column.key != "id"]


def now_of(session: Session, found: Dividend) -> Dividend:
    """The claim as it is years later."""
    session.expire_all()
    return queries.dividend_of(session, found.claim.appropriation.id, found.claim.member.id, YEARS_LATER.date())


def came_back(
    session: Session, found: Dividend, entry: DividendEntry, day: date = BACK_ON, now: datetime = YEARS_LATER
) -> DividendEntry:
    """Book the return of a payout."""
    return actions.come_back_dividend(session, now_of(session, found), entry, day, WHY, ONE, now)


def a_paid_claim(session: Session, member: Member | None = None) -> tuple[Dividend, DividendEntry]:
    """A claim of 2026 that was paid in November of that year; years follow up to 2028."""
    member = member or used(session)[0]
    for year in (FOURTH, FIFTH):
        statutes.set_fiscal_year(session, year.first_day, year.last_day, ADMINISTRATOR, NOW)
    found = claim_of(session, member)
    return found, actions.pay_dividend(session, found, TODAY, ONE, NOW)


def listed(session: Session, year: FiscalYear) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """What the folder of a year lists of claims from results, and of what was paid of them."""
    parts = [part for part in folder.parts(session, Period(year.first_day, year.last_day)) if isinstance(part, Listed)]
    claims, booked = (next(part for part in parts if name in part.path) for name in ("Ansprueche", "Auszahlungen"))
    return [tuple(row) for row in claims.rows()], [tuple(row) for row in booked.rows()]


# --- the rules ----------------------------------------------------------------------------------------------------


def test_only_a_payout_comes_back_and_not_a_claim_that_was_barred() -> None:
    check_comes_back(ClaimEnd.PAYOUT)
    with pytest.raises(Refusal, match="nur eine Auszahlung"):
        check_comes_back(ClaimEnd.LAPSE)


def test_before_it_was_back_nothing_of_a_claim_was_open(session: Session) -> None:
    found, payout = a_paid_claim(session)
    assert found.claim.open_from(TODAY) == found.claim.amount
    came_back(session, found, payout)
    claim = now_of(session, found).claim
    assert [claim.open_from(day) for day in (BACK_ON - DAY, BACK_ON)] == [0, claim.amount]
    assert replace(claim, came_back=None).open_from(BACK_ON - DAY) == claim.amount


# --- the days before ----------------------------------------------------------------------------------------------


def test_a_return_is_an_entry_of_its_own_day_and_the_amount_is_owed_once_more(session: Session) -> None:
    found, payout = a_paid_claim(session)
    back = came_back(session, found, payout)
    assert (back.amount, back.effective_on, back.came_back) == (-payout.amount, BACK_ON, True)
    assert (back.follows, back.iban, back.note) == (payout.turn, IBAN, WHY)
    days = (TODAY - DAY, TODAY, BACK_ON - DAY, BACK_ON)
    ended = [closed.claims_of(session, Member.id == found.claim.member.id, day=day)[0].ended_by for day in days]
    assert [each.number if each else "" for each in ended] == ["", payout.number, payout.number, ""]
    again = now_of(session, found)
    assert (again.is_open, again.is_back, again.is_to_same_account) == (True, True, True)
    assert (again.claim.amount, again.claim.came_back) == (payout.amount, back)
    assert list(acts.dividends_and_results(session, NOW)) == []
    session.commit()
    noted = session.scalars(select(JournalLine).order_by(JournalLine.sequence.desc()).limit(1)).one()
    assert (noted.act, noted.subject) == ("dividend_came_back", f"member:{found.claim.member.id}")


def test_the_folder_of_a_year_that_is_over_stays_as_it_was_and_that_of_the_return_names_it(session: Session) -> None:
    found, payout = a_paid_claim(session)
    before = [listed(session, year) for year in (SECOND, THIRD, FOURTH)]
    figures = [reports.year_report(session, year) for year in (THIRD, FOURTH)]
    assert [row[0] for row in before[1][1]] == [payout.number]
    assert payout.number in [row[8] for row in before[1][0]]
    back = came_back(session, found, payout)
    session.expire_all()
    assert [listed(session, year) for year in (SECOND, THIRD, FOURTH)] == before
    assert [reports.year_report(session, year) for year in (THIRD, FOURTH)] == figures
    (row,) = listed(session, FIFTH)[1]
    assert (row[0], row[6], row[8], row[9]) == (back.number, BACK_ON, "", payout.number)
    assert reports.year_report(session, FIFTH).credit_by_ground == {}


def test_a_mistake_is_undone_as_of_its_own_day_and_names_in_the_folder_what_it_undoes(session: Session) -> None:
    found, payout = a_paid_claim(session)
    undone = actions.undo_dividend(session, now_of(session, found), "Doppelt gebucht", ONE, YEARS_LATER)
    assert (undone.effective_on, undone.came_back) == (TODAY, False)
    assert [row[8:10] for row in listed(session, THIRD)[1]] == [("", ""), (payout.number, "")]
    assert payout.number not in [row[8] for row in listed(session, THIRD)[0]]


def test_the_payout_of_a_closed_year_comes_back_in_an_open_one_and_never_in_the_closed(session: Session) -> None:
    found, payout = a_paid_claim(session)
    closing.prepare(session, THIRD, date(2027, 4, 20), Figures(0, 0, 0, 0, 90_000_00), None, OFFICE, YEARS_LATER)
    closing.close_year(session, THIRD, OFFICE, YEARS_LATER)
    with pytest.raises(ClosedYearRefusal):
        came_back(session, found, payout, THIRD.last_day)
    same = {key: getattr(payout, key) for key in COLUMNS} | {
        "turn": 2, "follows": 1, "undoes": 1, "amount": -payout.amount, "note": WHY, "number": "GZ-2028-0099",
    }
    with pytest.raises(DatabaseError, match=YEAR_CLOSED), session.begin_nested():
        session.execute(insert(DividendEntry).values(same | {"came_back": True}))
    came_back(session, found, payout)
    assert now_of(session, found).is_open


def test_the_day_is_neither_before_the_payout_nor_in_the_future_and_a_reason_is_given(session: Session) -> None:
    found, payout = a_paid_claim(session)
    for day in (TODAY - DAY, YEARS_LATER.date() + DAY):
        with pytest.raises(ReturnedOnRefusal):
            came_back(session, found, payout, day)
    with pytest.raises(Refusal, match="Grund"):
        actions.come_back_dividend(session, now_of(session, found), payout, BACK_ON, " ", ONE, YEARS_LATER)
    assert not now_of(session, found).is_open


# --- what follows -------------------------------------------------------------------------------------------------


def test_what_came_back_is_paid_again_to_the_new_account_and_not_before_it_was_back(session: Session) -> None:
    found, payout = a_paid_claim(session)
    back = came_back(session, found, payout)
    parties.add_bank_account(session, found.claim.member.party_id, OTHER_IBAN, TODAY + DAY, OFFICE, YEARS_LATER)
    again = now_of(session, found)
    assert (again.iban, again.is_to_same_account) == (OTHER_IBAN, False)
    with pytest.raises(PaidOnRefusal, match=r"Am 09\.06\.2028 waren davon nur 0,00.€ offen"):
        actions.pay_dividend(session, again, BACK_ON - DAY, ONE, YEARS_LATER)
    paid = actions.pay_dividend(session, again, BACK_ON, ONE, YEARS_LATER)
    assert (paid.iban, paid.amount, paid.turn) == (OTHER_IBAN, payout.amount, 3)
    whole = now_of(session, found)
    assert (whole.is_open, whole.is_back, whole.claim.came_back) == (False, False, back)
    late = came_back(session, found, paid, YEARS_LATER.date())
    assert now_of(session, found).claim.came_back == late
    assert list(acts.dividends_and_results(session, NOW)) == []


def test_after_a_mistake_it_is_not_paid_before_it_was_back_either(session: Session) -> None:
    found, payout = a_paid_claim(session)
    came_back(session, found, payout)
    actions.pay_dividend(session, now_of(session, found), BACK_ON + DAY, ONE, YEARS_LATER)
    actions.undo_dividend(session, now_of(session, found), "Falscher Tag", ONE, YEARS_LATER)
    with pytest.raises(PaidOnRefusal, match="noch nicht wieder da"):
        actions.pay_dividend(session, now_of(session, found), BACK_ON - DAY, ONE, YEARS_LATER)
    actions.pay_dividend(session, now_of(session, found), BACK_ON, ONE, YEARS_LATER)
    assert list(acts.dividends_and_results(session, NOW)) == []


def test_what_came_back_is_not_paid_together_with_others_on_a_day_before_it_was_back(session: Session) -> None:
    found, payout = a_paid_claim(session)
    came_back(session, found, payout)
    keys = [each.claim.key for each in queries.list_dividends(session, "", "", "due", False, YEARS_LATER.date())]
    assert found.claim.key in keys
    with pytest.raises(PaidOnRefusal), session.begin_nested():
        actions.pay_dividends(session, keys, BACK_ON - DAY, ONE, YEARS_LATER)
    assert actions.pay_dividends(session, keys, BACK_ON, ONE, YEARS_LATER) == len(keys)


def test_the_years_of_limitation_begin_anew_with_the_payout_and_not_with_its_return(session: Session) -> None:
    """The payout has owned up to the claim on its own day (§ 212 (1) no. 1 BGB), the return owns up to nothing."""
    found = claim_of(session, used(session)[0])
    paid_on = datetime(2028, 3, 15, 12, tzinfo=NOW.tzinfo)
    payout = actions.pay_dividend(session, found, paid_on.date(), ONE, paid_on)
    came_back(session, found, payout)
    again = now_of(session, found)
    assert again.barred_after == date(2031, 3, 15) > date(ADOPTED.year + 3, 12, 31)
    others = len(queries.list_dividends(session, "", "", "due", False, TODAY)) - 1
    counts = [queries.count_open_dividends(session, day)[::2] for day in (date(2031, 3, 15), date(2031, 3, 16))]
    assert counts == [(1, others), (0, others + 1)]
    late = datetime(2031, 3, 16, 12, tzinfo=NOW.tzinfo)
    with pytest.raises(Refusal, match=r"verjährt erst mit Ablauf des 15\.03\.2031"):
        actions.close_dividend(session, again, "Nie gemeldet", ONE, YEARS_LATER)
    actions.close_dividend(session, again, "Nie gemeldet", ONE, late)
    assert list(acts.dividends_and_results(session, late)) == []


def test_interest_that_came_back_after_its_day_is_late_at_once(session: Session) -> None:
    """§ 21a (1) sentence 4 GenG (R-FIN-08): desk and list say so, until it is paid again."""
    found, payout = a_paid_claim(session, with_interest(session))
    others = [each.claim.key for each in queries.list_dividends(session, "", "", "due", False, TODAY)]
    before = queries.count_open_dividends(session, YEARS_LATER.date())
    came_back(session, found, payout)
    assert now_of(session, found).is_overdue(YEARS_LATER.date())
    assert queries.count_open_dividends(session, YEARS_LATER.date()) == (before[0] + 1, date(2026, 6, 30), 0)
    assert found.claim.key not in others


def test_the_use_of_a_result_may_be_undone_once_all_that_was_paid_is_back(session: Session) -> None:
    found, payout = a_paid_claim(session)
    with pytest.raises(Refusal, match="schon 1 Mal"):
        closing.undo_result(session, SECOND, "Falscher Schlüssel", OFFICE, YEARS_LATER)
    came_back(session, found, payout)
    closing.undo_result(session, SECOND, "Falscher Schlüssel", OFFICE, YEARS_LATER)
    assert list(acts.dividends_and_results(session, NOW)) == []


# --- only once ----------------------------------------------------------------------------------------------------


def test_a_payout_comes_back_once_and_is_not_reversed_after_it_nor_its_return(session: Session) -> None:
    found, payout = a_paid_claim(session)
    back = came_back(session, found, payout)
    with pytest.raises(Refusal, match=f"schon zurück: {back.number}"):
        came_back(session, found, payout)
    with pytest.raises(Refusal, match="Das ist die Rückgabe"):
        came_back(session, found, back)
    with pytest.raises(Refusal, match=f"schon zurück: {back.number}"):
        actions.undo_dividend(session, now_of(session, found), "Irrtum", ONE, YEARS_LATER)


def test_what_was_reversed_or_barred_does_not_come_back(session: Session) -> None:
    found, payout = a_paid_claim(session)
    undone = actions.undo_dividend(session, now_of(session, found), "Doppelt gebucht", ONE, NOW)
    for entry in (payout, undone):
        with pytest.raises(Refusal, match="ist storniert"):
            came_back(session, found, entry)
    late = datetime(2038, 2, 10, 9, tzinfo=NOW.tzinfo)
    lapse = actions.close_dividend(session, now_of(session, found), "Nie gemeldet", ONE, late)
    with pytest.raises(Refusal, match="nur eine Auszahlung"):
        came_back(session, found, lapse, late.date(), late)


def test_the_database_knows_that_only_a_payout_comes_back(session: Session) -> None:
    found, payout = a_paid_claim(session)
    undoing = {"turn": 2, "follows": 1, "undoes": 1, "amount": -1, "note": WHY}
    same = {key: getattr(payout, key) for key in COLUMNS} | undoing
    wrong: list[dict[str, Any]] = [{"kind": ClaimEnd.LAPSE, "iban": ""}, {"turn": 3, "follows": 2, "amount": 1}]
    for number, values in enumerate(wrong):
        with pytest.raises(IntegrityError, match="only_payouts_come_back"), session.begin_nested():
            session.execute(insert(DividendEntry).values(
                same | {"came_back": True, "number": f"GZ-2028-009{number}"} | values
            ))
    assert found.claim.amount == payout.amount


def test_two_officers_who_enter_a_return_at_the_same_moment_enter_it_once(app: Flask, session: Session) -> None:
    found, payout = a_paid_claim(session)
    key, entry_id = (found.claim.appropriation.id, found.claim.member.id), payout.id
    session.commit()

    def act(own: Session) -> DividendEntry:
        held = actions.hold_dividend(own, *key, YEARS_LATER.date())
        entry = own.get_one(DividendEntry, entry_id)
        return actions.come_back_dividend(own, held, entry, BACK_ON, WHY, ONE, YEARS_LATER)

    answers = transactions_together(app, act, act)
    assert sum(isinstance(answer, Refusal) for answer in answers) == 1
    session.rollback()
    assert [each.came_back for each in session.scalars(select(DividendEntry).order_by(DividendEntry.id))] == [
        False, True,
    ]


# --- planted faults -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [
    "effective_on = '2026-11-23' WHERE turn = 2", "iban = 'DE02120300000000202051' WHERE turn = 2",
    "came_back = false WHERE turn = 2", "effective_on = '2028-06-09' WHERE turn = 3",
])  # fmt: skip
def test_what_does_not_go_with_the_payout_before_it_is_found(session: Session, change: str) -> None:
    found, payout = a_paid_claim(session)
    came_back(session, found, payout)
    actions.pay_dividend(session, now_of(session, found), BACK_ON, ONE, YEARS_LATER)
    session.commit()
    assert list(acts.dividends_and_results(session, NOW)) == []
    behind_its_back(session, f"UPDATE dividend_entry SET {change}")
    session.expire_all()
    (finding,) = acts.dividends_and_results(session, NOW)
    assert finding.check is CheckKey.DIVIDEND_TRACE
    assert "passen nicht zusammen" in str(finding)
