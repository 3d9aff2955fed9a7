"""An act of the year end or of a settlement that breaks off leaves nothing behind; two who act at once act once."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.closing import actions as closing
from app.closing import queries as year_end
from app.closing.rules import AccountsStep, Figures, Terms, Uses
from app.core import journal
from app.core.db import Model, transaction
from app.core.values import Refusal
from app.members.models import MembershipExit
from app.settlements import actions, queries
from app.settlements.rules import SettlementKind, SettlementState
from app.statutes import queries as statutes
from tests.closing.factories import SECOND, a_house_with_years, adopted, prepared
from tests.factories import NOW, OFFICE
from tests.settlements.factories import ONE, PAID_ON, TWO, a_leaver, a_paying_house, confirmed, opened
from tests.together import transactions_together

WRITTEN_OFF = Terms(Uses(0, 0, 250_00, 0))
"""The whole loss from the members."""
Act = Callable[[Session], object]


class KilledError(Exception):
    """The process ends here."""


def everything(session: Session) -> dict[str, object]:
    """How many rows each table has, and how far every register has counted."""
    session.rollback()
    tables = Model.metadata.sorted_tables
    rows: dict[str, object] = {each.name: session.scalar(select(func.count()).select_from(each)) for each in tables}
    return {**rows, "counters": [tuple(row) for row in session.execute(select(Model.metadata.tables["counter"]))]}


def to_use(session: Session) -> Act:
    """A loss that the assembly adopted, of one leaver and one who stays."""
    a_paying_house(session, is_adopted=False)
    adopted(session, figures=Figures(-250_00, 0, 0, 0, 90_000_00))
    a_leaver(session)
    return lambda own: closing.use_result(own, SECOND, WRITTEN_OFF, OFFICE, NOW)


def to_undo(session: Session) -> Act:
    """The same, used."""
    to_use(session)(session)
    return lambda own: closing.undo_result(own, SECOND, "Irrtum", OFFICE, NOW)


def to_close(session: Session) -> Act:
    """A year with prepared accounts."""
    a_house_with_years(session)
    prepared(session)
    return lambda own: closing.close_year(own, SECOND, OFFICE, NOW)


def to_open(session: Session) -> Act:
    """Somebody who left."""
    a_paying_house(session)
    period = a_leaver(session)
    return lambda own: actions.open_settlement(own, SettlementKind.EXIT, period, 0, ONE, NOW)


def to_confirm(session: Session) -> Act:
    """A settlement that sets a fee off, opened."""
    a_paying_house(session, entry_fee=100_00)
    opened_id = opened(session, a_leaver(session)).id
    return lambda own: actions.confirm(own, actions.hold(own, opened_id), TWO, NOW)


def to_pay(session: Session) -> Act:
    """A settlement that is confirmed."""
    a_paying_house(session)
    confirmed_id = confirmed(session, a_leaver(session)).id
    return lambda own: actions.pay_out(own, actions.hold(own, confirmed_id), 2_500_00, PAID_ON, ONE, NOW)


def to_pay_together(session: Session) -> Act:
    """Two settlements that are confirmed."""
    a_paying_house(session)
    ids = [confirmed(session, a_leaver(session, name)).id for name in ("Altenbruck", "Lindenfurt")]
    return lambda own: actions.pay_together(own, ids, PAID_ON, ONE, NOW)


ACTS = {each.__name__: each for each in (to_use, to_undo, to_close, to_open, to_confirm, to_pay, to_pay_together)}


@pytest.mark.parametrize("name", ACTS)
def test_an_act_that_breaks_off_before_it_is_recorded_leaves_nothing(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    act = ACTS[name](session)
    session.commit()
    before = everything(session)

    def die(*_arguments: object, **_more: object) -> None:
        raise KilledError

    with monkeypatch.context() as broken:
        broken.setattr(journal, "record", die)
        with pytest.raises(KilledError), transaction() as own:
            act(own)
    assert everything(session) == before


@pytest.mark.parametrize("name", ACTS)
def test_an_act_that_breaks_off_at_its_very_end_leaves_nothing_and_may_be_done_again(
    app: Flask, session: Session, name: str
) -> None:
    act = ACTS[name](session)
    session.commit()
    before = everything(session)

    def killed_at_the_end() -> None:
        with transaction() as own:
            act(own)
            own.flush()
            raise KilledError

    with pytest.raises(KilledError):
        killed_at_the_end()
    assert everything(session) == before
    with transaction() as own:
        act(own)
    assert everything(session) != before


@pytest.mark.parametrize("name", ["to_undo", "to_close", "to_confirm", "to_pay_together"])
def test_two_who_do_the_same_at_the_same_moment_do_it_once(app: Flask, session: Session, name: str) -> None:
    act = ACTS[name](session)
    session.commit()
    answers = transactions_together(app, act, act)
    assert sorted(isinstance(answer, Refusal) for answer in answers) == [False, True]


def test_whoever_confirms_while_the_result_is_undone_confirms_nothing_that_no_longer_stands(
    app: Flask, session: Session
) -> None:
    """Either the settlement is confirmed and waits for the result, or the confirmation is refused."""
    a_paying_house(session)
    settlement_id = opened(session, a_leaver(session)).id
    session.commit()
    transactions_together(
        app, lambda own: actions.confirm(own, actions.hold(own, settlement_id), TWO, NOW),
        lambda own: closing.undo_result(own, SECOND, "Irrtum", OFFICE, NOW),
    )
    session.rollback()
    settlement = queries.get_settlement(session, settlement_id)
    assert year_end.is_result_open(session, SECOND)
    assert settlement.state in (SettlementState.PROPOSED, SettlementState.OPEN)
    with pytest.raises(Refusal):
        actions.pay_out(session, settlement, 2_500_00, PAID_ON, ONE, NOW)


def test_a_result_is_not_undone_beneath_a_payout_of_the_same_moment(app: Flask, session: Session) -> None:
    """Whichever comes first, credit and claim do not part."""
    a_paying_house(session, is_adopted=False)
    adopted(session, figures=Figures(-250_00, 0, 0, 0, 90_000_00))
    period = a_leaver(session)
    closing.use_result(session, SECOND, WRITTEN_OFF, OFFICE, NOW)
    settlement_id = confirmed(session, period).id
    session.commit()
    transactions_together(
        app, lambda own: actions.pay_out(own, actions.hold(own, settlement_id), 2_250_00, PAID_ON, ONE, NOW),
        lambda own: closing.undo_result(own, SECOND, "Irrtum", OFFICE, NOW),
    )
    session.rollback()
    settlement = queries.get_settlement(session, settlement_id)
    assert settlement.paid in (0, 2_250_00)
    assert not queries.without_trace(session)


def test_a_loss_is_not_given_back_to_whom_the_smaller_credit_was_paid_before_that_is_taken_back(
    session: Session,
) -> None:
    """Otherwise the leaver had credit that no settlement claims, on one that is paid."""
    to_use(session)(session)
    settlement = confirmed(session, session.scalars(select(MembershipExit.period_id)).one())
    paid = actions.pay_out(session, settlement, 2_250_00, PAID_ON, ONE, NOW)
    with pytest.raises(Refusal, match="schon Guthaben ausgezahlt oder ausgebucht worden: Mitglied 1"):
        closing.undo_result(session, SECOND, "Irrtum", OFFICE, NOW)
    actions.take_back(session, settlement, paid, "Irrtum", ONE, NOW)
    actions.reverse(session, settlement, "Irrtum", ONE, NOW)
    closing.undo_result(session, SECOND, "Irrtum", OFFICE, NOW)
    assert year_end.is_result_open(session, SECOND)


def test_a_loss_is_not_given_back_to_whom_a_barred_claim_was_written_off(session: Session) -> None:
    to_use(session)(session)
    settlement = confirmed(session, session.scalars(select(MembershipExit.period_id)).one())
    years_later = NOW.replace(year=NOW.year + 5)
    actions.close_barred(session, settlement, "Niemand hat ein Konto genannt", ONE, years_later)
    with pytest.raises(Refusal, match="ausgezahlt oder ausgebucht worden: Mitglied 1"):
        closing.undo_result(session, SECOND, "Irrtum", OFFICE, years_later)


def test_a_year_that_is_closed_while_somebody_takes_its_accounts_back_rests_on_accounts(
    app: Flask, session: Session
) -> None:
    close = to_close(session)
    session.commit()
    answers = transactions_together(
        app, close, lambda own: closing.take_back(own, SECOND, AccountsStep.PREPARED, "Irrtum", OFFICE, NOW)
    )
    assert sorted(isinstance(answer, Refusal) for answer in answers) == [False, True]
    session.rollback()
    is_closed = statutes.closed_through(session) == SECOND.last_day
    assert is_closed == bool(year_end.accounts_of(session, SECOND).days)
