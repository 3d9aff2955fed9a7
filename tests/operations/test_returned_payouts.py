"""The nightly check on payouts that came back: what an act made agrees, and every planted fault is found."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.operations.queries import check
from app.operations.rules import CheckKey
from app.settlements import actions
from app.shares.models import CreditEntry
from app.shares.rules import CreditGround
from tests.factories import NOW, TODAY
from tests.operations.test_invariants import behind_its_back, credit_entry, town
from tests.settlements.factories import ONE, PAID_ON, a_leaver, a_paying_house, confirmed, pay, told_by_a_list
from tests.shares.factories import paid

BACK_ON, LATER = TODAY + timedelta(days=3), NOW + timedelta(days=4)


def a_return(session: Session) -> tuple[int, int]:
    """A payout that came back by the act for it; gives both entries of the credit ledger."""
    a_paying_house(session)
    settlement = confirmed(session, a_leaver(session))
    told_by_a_list(session, settlement.member)
    payout = pay(session, settlement, 500_00)
    back = actions.come_back(session, settlement, payout, BACK_ON, "Konto erloschen", ONE, LATER)
    return payout.credit_entry_id, back.credit_entry_id


def found(session: Session) -> dict[CheckKey, str]:
    session.expire_all()
    return {each.check: str(each) for each in check.findings(session, NOW)}


def test_what_the_act_made_agrees(session: Session) -> None:
    a_return(session)
    assert found(session) == {}


@pytest.mark.parametrize("change", [
    "amount = 100", "effective_on = '2026-01-02'", "belongs_on = '2026-01-02'",
])  # fmt: skip
def test_a_return_that_does_not_match_its_payout_is_found(session: Session, change: str) -> None:
    _payout, back = a_return(session)
    behind_its_back(session, f"UPDATE credit_entry SET {change} WHERE ground = 'returned_payout'")
    sentence = f"Mitglied 0001, Guthaben: Rückgabe {back} passt nicht zu der Auszahlung, die zurückkam."
    assert found(session)[CheckKey.REVERSAL_UNEQUAL] == sentence


def test_a_return_of_what_is_no_payout_is_found(session: Session) -> None:
    a_return(session)
    behind_its_back(session, "UPDATE credit_entry SET ground = 'lapsed' WHERE ground = 'payout'")
    assert CheckKey.REVERSAL_UNEQUAL in found(session)


@pytest.mark.parametrize("change", [f"effective_on = '{PAID_ON}'", "amount = -100"])
def test_a_return_that_the_settlement_tells_otherwise_than_the_ledger_is_found(session: Session, change: str) -> None:
    a_return(session)
    behind_its_back(session, f"UPDATE settlement_entry SET {change} WHERE returns_id IS NOT NULL")
    assert set(found(session)) == {CheckKey.SETTLEMENT_TRACE}


def test_a_return_that_is_a_reversal_in_the_ledger_is_found(session: Session) -> None:
    a_return(session)
    behind_its_back(
        session, "UPDATE credit_entry SET reverses_id = returns_id, returns_id = NULL, ground = 'reversal' WHERE"
        " returns_id IS NOT NULL",
    )  # fmt: skip
    assert CheckKey.SETTLEMENT_TRACE in found(session)


def test_a_payout_that_came_back_twice_is_found(session: Session) -> None:
    payout, _back = a_return(session)
    columns = "member_id, amount, effective_on, recorded_at, recorded_by, ground, document, returns_id, note"
    behind_its_back(
        session, f"INSERT INTO credit_entry (id, {columns}) SELECT 901, {columns} FROM credit_entry"
        " WHERE returns_id IS NOT NULL",
    )  # fmt: skip
    sentence = f"Mitglied 0001, Guthaben: {payout} kam mehr als einmal zurück, oder auch storniert."
    assert found(session)[CheckKey.REVERSAL_TWICE] == sentence


@pytest.mark.parametrize("is_payout", [True, False])
def test_a_payout_that_came_back_and_was_reversed_too_is_found_as_is_a_return_that_was(
    session: Session, is_payout: bool
) -> None:
    payout, back = a_return(session)
    entry = session.get_one(CreditEntry, payout if is_payout else back)
    values = {"reverses_id": entry.id, "effective_on": entry.effective_on, "belongs_on": entry.belongs_on}
    session.add(CreditEntry(
        member_id=entry.member_id, amount=-entry.amount, ground=CreditGround.REVERSAL, document="S-2026-001",
        recorded_at=NOW, recorded_by="X", **values,
    ))
    session.flush()
    sentence = f"Mitglied 0001, Guthaben: {entry.id} kam mehr als einmal zurück, oder auch storniert."
    assert found(session)[CheckKey.REVERSAL_TWICE] == sentence


def test_a_return_that_no_act_made_is_found(session: Session) -> None:
    member = town(session)
    paid(session, member, 500_00)
    payout = credit_entry(session, member, -50_00, CreditGround.PAYOUT)
    credit_entry(session, member, 50_00, CreditGround.RETURNED_PAYOUT, returns_id=payout, effective_on=BACK_ON)
    day = f"{BACK_ON:%d.%m.%Y}"
    session.flush()
    sentences = [str(each) for each in check.findings(session, NOW) if each.check is CheckKey.ENTRY_WITHOUT_ACT]
    assert [f"„Zurückgekommene Auszahlung“ vom {day}" in each for each in sentences] == [False, True]
    assert session.scalars(select(CreditEntry.returns_id).where(CreditEntry.id > payout)).all() == [payout]
