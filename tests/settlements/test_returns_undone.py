"""A return entered by mistake is undone by a counter-entry of its day, also in a closed year (R-REG-05)."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.closing import actions as closing
from app.closing.rules import Figures
from app.core.values import Refusal
from app.operations.queries import check
from app.reports import queries as reports
from app.reports.rules import CreditPart
from app.settlements import actions, queries
from app.settlements.models import Settlement, SettlementEntry
from app.settlements.rules import EntryKind, SettlementState, check_still_there
from app.shares import queries as share_queries
from app.shares.models import CreditEntry
from app.shares.rules import CreditGround, taken_back
from tests.closing.factories import THIRD
from tests.factories import NOW, OFFICE, sign_in_office
from tests.settlements.factories import LEFT, ONE, PAID_ON, credit_of
from tests.settlements.test_payout_returned import (
    BACK_ON,
    DAY,
    FIFTH,
    FOURTH,
    YEARS_LATER,
    a_paid_leaver,
    came_back,
    listed,
    reversed_as_error,
)
from tests.tabs import said

FIGURES = Figures(0, 0, 0, 0, 90_000_00)


def a_mistaken_return(session: Session) -> tuple[Settlement, SettlementEntry, SettlementEntry]:
    """A payout, and its return that never was."""
    settlement, payout = a_paid_leaver(session)
    return settlement, payout, came_back(session, settlement, payout)


def close_all(session: Session) -> None:
    """The years up to that of the return are closed."""
    for year in (THIRD, FOURTH, FIFTH):
        closing.prepare(session, year, year.last_day + DAY, FIGURES, None, OFFICE, YEARS_LATER + 400 * DAY)
        closing.close_year(session, year, OFFICE, YEARS_LATER + 400 * DAY)


def test_a_return_that_was_an_error_takes_nothing_back() -> None:
    payout, back, error = (1, None, None), (2, None, 1), (3, 2, None)
    assert taken_back([payout]) == set()
    assert taken_back([payout, back]) == {1}
    assert taken_back([payout, back, error]) == {2}
    assert taken_back([payout, back, error, (4, None, 1)]) == {1, 2}


def test_a_return_is_not_undone_once_the_money_left_again() -> None:
    check_still_there(100, 100)
    with pytest.raises(Refusal, match="Stornieren Sie zuerst das"):
        check_still_there(101, 100)


def test_a_mistaken_return_is_undone_and_the_payout_counts_as_before(session: Session) -> None:
    settlement, payout, back = a_mistaken_return(session)
    undone = reversed_as_error(session, settlement, back)
    days = (PAID_ON - DAY, PAID_ON, BACK_ON, BACK_ON + DAY)
    credit = [share_queries.holding_of(session, settlement.member_id, day).credit for day in days]
    assert credit == [2500_00, 0, 0, 0]
    assert (settlement.left, settlement.paid, settlement.state) == (0, 2500_00, SettlementState.PAID)
    assert (settlement.standing, settlement.came_back) == ([payout], {})
    assert (undone.amount, undone.effective_on, undone.reverses_id) == (2500_00, BACK_ON, back.id)
    booked = session.get_one(CreditEntry, undone.credit_entry_id)
    assert (booked.ground, booked.amount, booked.belongs_on) == (CreditGround.REVERSAL, -2500_00, LEFT)
    assert queries.without_trace(session) == []
    assert list(check.findings(session, NOW)) == []


def test_it_is_undone_after_the_year_of_the_return_was_closed(session: Session) -> None:
    settlement, _payout, back = a_mistaken_return(session)
    close_all(session)
    reversed_as_error(session, settlement, back)
    session.expire_all()
    report = reports.year_report(session, FIFTH)
    assert report.after.parts[CreditPart.FORMER] == 0
    assert settlement.state is SettlementState.PAID
    assert list(check.findings(session, NOW)) == []


def test_the_folder_tells_payout_return_and_reversal_apart_and_names_what_each_takes_back(session: Session) -> None:
    """R-AUD-02: by the numbers that stand in the list itself."""
    settlement, payout, back = a_mistaken_return(session)
    error = reversed_as_error(session, settlement, back)
    right = came_back(session, settlement, payout, BACK_ON + DAY)
    assert [(row[0], row[2], row[6], row[7]) for row in listed(session, FIFTH)] == [
        (payout.number, "Ausgezahlt", "", ""), (back.number, "Kam zurück", "", payout.number),
        (error.number, "Storno", back.number, ""), (right.number, "Kam zurück", "", payout.number),
    ]


def test_the_limitation_goes_on_as_if_nothing_had_come_back(session: Session) -> None:
    settlement, payout, back = a_mistaken_return(session)
    reversed_as_error(session, settlement, back)
    assert list(settlement.acknowledging) == [payout]


def test_what_was_paid_again_since_is_undone_first(session: Session) -> None:
    settlement, _payout, back = a_mistaken_return(session)
    again = actions.pay_out(session, settlement, 2500_00, BACK_ON + DAY, ONE, YEARS_LATER)
    with pytest.raises(Refusal, match="seitdem wieder ausgezahlt"):
        reversed_as_error(session, settlement, back)
    reversed_as_error(session, settlement, again)
    reversed_as_error(session, settlement, back)
    assert (settlement.left, credit_of(session, settlement)) == (0, 0)
    assert list(check.findings(session, NOW)) == []


def test_the_payout_comes_back_on_the_right_day_after_that_and_neither_is_undone_twice(session: Session) -> None:
    settlement, payout, back = a_mistaken_return(session)
    undone = reversed_as_error(session, settlement, back)
    right = came_back(session, settlement, payout, BACK_ON + DAY)
    assert settlement.came_back == {payout.id: right}
    assert (settlement.left, credit_of(session, settlement)) == (2500_00, 2500_00)
    with pytest.raises(Refusal, match="schon zurück"):
        came_back(session, settlement, payout, BACK_ON + DAY)
    assert list(check.findings(session, NOW)) == []
    for entry in (back, undone):
        with pytest.raises(Refusal, match="storniert"):
            reversed_as_error(session, settlement, entry)


def test_the_check_names_a_payout_that_came_back_twice(session: Session) -> None:
    settlement, payout, back = a_mistaken_return(session)
    booked = session.get_one(CreditEntry, back.credit_entry_id)
    session.add(CreditEntry(
        member_id=settlement.member_id, amount=2500_00, effective_on=BACK_ON, recorded_at=NOW, recorded_by="X",
        ground=CreditGround.RETURNED_PAYOUT, document="", returns_id=booked.returns_id, belongs_on=LEFT,
    ))
    session.flush()
    assert payout.credit_entry_id == booked.returns_id
    assert any("mehr als einmal zurück" in each.message for each in check.findings(session, NOW))


def test_the_database_lets_only_returns_be_undone_by_a_row_that_takes_from_the_claim(session: Session) -> None:
    settlement, payout, back = a_mistaken_return(session)
    session.commit()
    wrong = ({"kind": EntryKind.LAPSE, "note": "X"}, {"returns_id": payout.id, "reverses_id": None})
    for values in wrong:
        told = {"kind": EntryKind.PAYOUT, "reverses_id": back.id, "iban": "X", "note": "X", **values}
        session.add(SettlementEntry(
            number="Z-1", settlement_id=settlement.id, amount=1, effective_on=BACK_ON, recorded_at=NOW,
            recorded_by="X", credit_entry_id=payout.credit_entry_id, **told,
        ))
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


def test_the_page_offers_to_undo_a_return_and_no_longer_warns_of_the_account(
    session: Session, client: FlaskClient
) -> None:
    settlement, _payout, back = a_mistaken_return(session)
    close_all(session)
    session.commit()
    sign_in_office(session, client)
    at = f"/auseinandersetzung/{settlement.id}"
    page = client.get(at)
    assert f"{at}/buchungen/{back.id}/storno" in page.text
    assert "Fragen Sie nach dem richtigen Konto" in said(page)
    form = said(client.get(f"{at}/buchungen/{back.id}/storno"))
    assert "Das Geld kam nie zurück" in form
    assert "geschlossenen Geschäftsjahr" in form
    reversed_as_error(session, settlement, back)
    session.commit()
    after = said(client.get(at))
    assert "Fragen Sie nach dem richtigen Konto" not in after
    assert "kam am 10.06.2028 zurück" not in after
