"""Two officers at one moment: paid once, in the order of the house, never below the minimum capital; a rest once."""

from collections.abc import Callable
from threading import Event
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import one_at_a_time
from app.core.values import Refusal
from app.settlements import actions
from app.settlements.actions.opening import MATTER
from app.settlements.models import DebtPayment, SettlementEntry
from app.settlements.rules import RestGround, SettlementState
from tests.factories import NOW, TODAY
from tests.settlements.factories import ONE, PAID_ON, a_leaver, a_paying_house, confirmed
from tests.settlements.test_debts import FOUND, OWED, in_debt, standing
from tests.settlements.test_shortfall import plain
from tests.together import transactions_together


def test_two_officers_who_pay_at_the_same_moment_pay_once(app: Flask, session: Session) -> None:
    a_paying_house(session)
    settlement_id = confirmed(session, a_leaver(session)).id
    session.commit()

    def act(own: Session) -> SettlementEntry:
        return actions.pay_out(own, actions.hold(own, settlement_id), 2500_00, PAID_ON, ONE, NOW)

    answers = transactions_together(app, act, act)
    assert sum(isinstance(answer, Refusal) for answer in answers) == 1
    session.rollback()
    assert len(session.scalars(select(SettlementEntry)).all()) == 1


def test_whoever_pays_several_waits_for_the_matter_before_the_members(app: Flask, session: Session) -> None:
    """Else each of the two would hold what the other waits for."""
    a_paying_house(session)
    first, second = (confirmed(session, a_leaver(session, name)).id for name in ("Altenbruck", "Lindenfurt"))
    session.commit()
    has_begun = Event()

    def one(own: Session) -> object:
        one_at_a_time(own, MATTER)
        has_begun.set()
        sleep(0.5)
        return actions.pay_out(own, actions.hold(own, first), 2500_00, PAID_ON, ONE, NOW)

    def several(own: Session) -> object:
        has_begun.wait(2)
        return actions.pay_together(own, [first, second], PAID_ON, ONE, NOW)

    answers = transactions_together(app, one, several)
    assert sum(isinstance(answer, Refusal) for answer in answers) == 1


def test_two_officers_who_pay_two_leavers_together_respect_the_minimum_capital(app: Flask, session: Session) -> None:
    a_paying_house(session, minimum_capital=2500_00, suspension_order="by_age")
    periods = [a_leaver(session, name) for name in ("Gemeinde Altenbruck", "Stadt Lindenfurt")]
    first, second = (confirmed(session, period).id for period in periods)
    session.commit()
    answers = transactions_together(app, *(
        (lambda own, each=each: actions.pay_out(own, actions.hold(own, each), 2500_00, PAID_ON, ONE, NOW))
        for each in (first, second)
    ))
    assert sum(isinstance(answer, Refusal) for answer in answers) == 1
    session.rollback()
    assert [entry.amount for entry in session.scalars(select(SettlementEntry))] == [2500_00]


Act = Callable[[Session], DebtPayment]


def pays(settlement_id: int, amount: int = OWED) -> Act:
    def act(own: Session) -> DebtPayment:
        return actions.note_debt_paid(own, actions.hold(own, settlement_id), amount, TODAY, FOUND, ONE, NOW)

    return act


def writes_off(settlement_id: int) -> Act:
    def act(own: Session) -> DebtPayment:
        held = actions.hold(own, settlement_id)
        return actions.write_off_debt(own, held, RestGround.UNCOLLECTABLE, "", TODAY, "Insolvenz", ONE, NOW)

    return act


@pytest.mark.parametrize("other", [pays, writes_off])
@pytest.mark.parametrize("one", [pays, writes_off])
def test_of_two_officers_who_end_the_same_rest_one_does_and_the_other_reads_why_not(
    app: Flask, session: Session, one: Callable[[int], Act], other: Callable[[int], Act]
) -> None:
    settlement = in_debt(session)
    session.commit()
    answers = transactions_together(app, one(settlement.id), other(settlement.id))
    assert sum(isinstance(answer, Refusal) for answer in answers) == 1
    [refused] = [str(answer) for answer in answers if isinstance(answer, Refusal)]
    session.expire_all()
    [row] = settlement.debt_payments
    state = SettlementState.WRITTEN_OFF if row.ground else SettlementState.CLEARED
    assert standing(settlement) == (state, 0 if row.ground else OWED, 0)
    assert refused == f"Hier ist nichts mehr geschuldet: {'Rest ausgebucht' if row.ground else 'Rest beglichen'}."


def test_two_officers_who_note_a_part_of_the_same_rest_never_note_more_than_is_owed(
    app: Flask, session: Session
) -> None:
    settlement = in_debt(session)
    session.commit()
    answers = transactions_together(app, *(pays(settlement.id, 600_00) for _officer in range(2)))
    [refused] = [plain(str(answer)) for answer in answers if isinstance(answer, Refusal)]
    assert refused == "So viel ist nicht geschuldet: noch 400,00 €. Zahlen Sie den Rest zurück."
    session.expire_all()
    assert standing(settlement) == (SettlementState.OWED, 600_00, 400_00)
