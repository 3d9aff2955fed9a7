"""Two officers who pay at one moment: paid once, in the order of the house, never below the minimum capital."""

from threading import Event
from time import sleep

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import one_at_a_time
from app.core.values import Refusal
from app.settlements import actions
from app.settlements.actions.opening import MATTER
from app.settlements.models import SettlementEntry
from tests.factories import NOW
from tests.settlements.factories import ONE, PAID_ON, a_leaver, a_paying_house, confirmed
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
