"""Two officers at once: one list twice, one list undone twice, a payment while a list is taken over."""

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.values import Refusal
from app.imports import actions, queries
from app.imports.actions import PreparedHistory
from app.imports.models import ImportedEntry, ImportRun
from app.imports.rules import ListKind
from app.members.models import Member
from app.shares import queries as shares
from app.shares.models import PaymentReceived
from tests.factories import NOW, OFFICE, TODAY
from tests.imports.test_histories import taken
from tests.imports.test_taking_over import EVENTS, MEMBERS
from tests.shares.factories import SHARE, a_house, paid
from tests.together import transactions_together


def prepared(session: Session, content: str = EVENTS) -> tuple[int, PreparedHistory]:
    """A history handed over and judged; gives the run and what was found."""
    received = actions.receive("alt.csv", content.encode(), ListKind.HISTORY)
    run = actions.hand_over(session, received, SHARE, OFFICE, NOW)
    found = actions.prepare_history(session, queries.listed_in(run), run.kind, run.filename, NOW)
    session.commit()
    return run.id, found


def members_there(session: Session) -> None:
    a_house(session)
    taken(session, MEMBERS.encode(), ListKind.MEMBERS)
    session.commit()


def take_over(session: Session, run_id: int, found: PreparedHistory) -> int:
    run = actions.take_over_history(session, queries.get_run(session, run_id), found, OFFICE, NOW)
    return run.imported or 0


def test_one_list_handed_over_twice_is_entered_once(app: Flask, session: Session) -> None:
    """Both were judged before either was entered."""
    members_there(session)
    lists = [prepared(session), prepared(session)]
    answers = transactions_together(app, *(lambda each, item=item: take_over(each, *item) for item in lists))
    session.rollback()
    assert sorted(answer for answer in answers if isinstance(answer, int)) == [0, 9]
    assert session.scalar(select(func.count()).select_from(PaymentReceived)) == 4


def test_one_run_taken_over_twice_at_once_is_entered_once(app: Flask, session: Session) -> None:
    members_there(session)
    run_id, found = prepared(session)
    answers = transactions_together(app, *(lambda each: take_over(each, run_id, found) for _ in range(2)))
    session.rollback()
    assert answers == [9, 9]
    assert session.scalar(select(func.count()).select_from(ImportedEntry)) == 15


def test_a_list_undone_twice_at_once_is_undone_once(app: Flask, session: Session) -> None:
    members_there(session)
    run_id = taken(session, EVENTS.encode()).id
    session.commit()

    def undo(each: Session) -> ImportRun:
        return actions.undo_history(each, queries.get_run(each, run_id), "Falsche Liste", OFFICE, NOW)

    answers = transactions_together(app, undo, undo)
    session.rollback()
    assert sum(isinstance(answer, Refusal) for answer in answers) == 1
    assert sum(shares.credit_on(session, TODAY).values()) == SHARE


def test_a_payment_while_a_list_is_taken_over_is_never_one_too_many(app: Flask, session: Session) -> None:
    """Whoever comes second is refused, or the list waits for another look; the shares are never paid twice."""
    members_there(session)
    run_id, found = prepared(session, "Vorgang;Nr.;Tag;Betrag\nEinzahlung;1;01.03.2012;1.000,00\n")

    def pay(each: Session) -> int:
        return paid(each, each.scalars(select(Member).where(Member.number == 1)).one(), 2 * SHARE)

    transactions_together(app, lambda each: take_over(each, run_id, found), pay)
    session.rollback()
    assert sum(shares.credit_on(session, TODAY).values()) == 3 * SHARE
