"""Several at the same moment, the same vote many times, a process that dies in mid-decision: nothing doubles."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.admissions import queries as applications
from app.admissions.models import Application
from app.admissions.rules import ApplicationState
from app.archive.models import IssuedDocument, PrintItem
from app.boardroom import actions
from app.core.db import transaction
from app.core.values import Refusal
from app.members.models import Member
from app.organs import queries as organs
from app.organs.models import Vote
from app.organs.rules import Choice, Organ, Outcome, Procedure
from app.parties.models import Party
from app.shares.models import PaymentDue, ShareEntry
from tests.admissions.factories import a_proposed
from tests.boardroom.factories import a_board_of_three, admission_of, an_application_in_circular, as_officer, vote
from tests.factories import NOW, OFFICE
from tests.together import transactions_together

A_MOMENT = 1.0
"""Long enough for a thread to come as far as it can while another transaction is open."""


def voting(item_id: int, person: Party, choice: Choice = Choice.YES) -> Callable[[Session], object]:
    """Somebody votes in a transaction of its own."""
    actor, party_id = as_officer(person), person.id
    return lambda session: actions.vote(session, organs.get_item(session, item_id), party_id, choice, "", actor, NOW)


def count(session: Session, model: type[Any], *conditions: Any) -> int:
    """Rows of a table."""
    return session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def assert_admitted_once(session: Session, application: Application) -> None:
    """One member, one entry of shares, one payment, one protocol."""
    session.rollback()
    session.expire_all()
    assert application.state is ApplicationState.ADMITTED
    assert [count(session, model) for model in (Member, ShareEntry, PaymentDue)] == [1, 1, 1]
    assert count(session, IssuedDocument, IssuedDocument.kind == "protocol") == 1


def test_two_members_vote_at_the_same_moment_and_the_decision_is_carried_out_once(app: Flask, session: Session) -> None:
    chair, second, _third = a_board_of_three(session)
    application, item = an_application_in_circular(session)
    session.commit()
    answers = transactions_together(app, voting(item.id, chair), voting(item.id, second))
    assert set(answers) == {Outcome.OPEN, Outcome.ACCEPTED}
    assert_admitted_once(session, application)


def test_three_members_vote_at_the_same_moment_and_the_last_one_comes_too_late(app: Flask, session: Session) -> None:
    people = a_board_of_three(session)
    application, item = an_application_in_circular(session)
    session.commit()
    answers = transactions_together(app, *(voting(item.id, person) for person in people))
    assert len([answer for answer in answers if "geschlossen" in str(answer)]) == 1
    assert count(session, Vote) == 2
    assert_admitted_once(session, application)


def test_the_same_vote_ten_times_in_parallel_is_one_vote(app: Flask, session: Session) -> None:
    chair, second, _third = a_board_of_three(session)
    application, item = an_application_in_circular(session)
    vote(session, item, chair)
    session.commit()
    answers = transactions_together(app, *(voting(item.id, second) for _time in range(10)))
    assert answers == [Outcome.ACCEPTED] * 10
    assert count(session, Vote) == 2
    assert_admitted_once(session, application)


def test_two_who_open_a_resolution_at_once_take_the_item_up_once(app: Flask, session: Session) -> None:
    a_board_of_three(session)
    item_id = admission_of(session, a_proposed(session)).id
    session.commit()
    opening = actions.Opening(Organ.BOARD, Procedure.CIRCULAR, "", [item_id])

    def open_it(session: Session) -> str:
        return actions.open_resolution(session, opening, OFFICE, NOW).number

    answers = transactions_together(app, open_it, open_it)
    assert sorted(map(str, answers)) == ["Ein Gegenstand steht schon in V-2026-001.", "V-2026-001"]


def test_withdrawal_and_the_last_vote_at_the_same_moment_end_in_one_of_the_two(app: Flask, session: Session) -> None:
    chair, second, _third = a_board_of_three(session)
    application, item = an_application_in_circular(session)
    vote(session, item, chair)
    session.commit()
    withdrawing = partial(admissions.withdraw, application_id=application.id, now=NOW)
    transactions_together(app, voting(item.id, second), withdrawing)
    session.rollback()
    session.expire_all()
    is_admitted = application.state is ApplicationState.ADMITTED
    assert is_admitted or application.state is ApplicationState.WITHDRAWN
    assert count(session, Member) == int(is_admitted)


def test_a_vote_during_a_withdrawal_waits_with_nothing_in_its_hands(app: Flask, session: Session) -> None:
    """Who withdraws holds the application and wants the resolution next; a vote must not hold that one meanwhile."""
    chair, second, _third = a_board_of_three(session)
    application, item = an_application_in_circular(session)
    vote(session, item, chair)
    session.commit()
    with transaction() as withdrawing:
        applications.get_application(withdrawing, application.id, lock=True)
        with ThreadPoolExecutor(1) as pool:
            voter = pool.submit(transactions_together, app, voting(item.id, second))
            wait([voter], A_MOMENT)
            assert not voter.done(), "the vote does not wait for the withdrawal"
            admissions.withdraw(withdrawing, application.id, NOW)
            withdrawing.commit()
            answers = voter.result(60)
    assert len(answers) == 1
    assert isinstance(answers[0], Refusal), answers
    session.expire_all()
    assert (application.state, count(session, Member)) == (ApplicationState.WITHDRAWN, 0)


@pytest.mark.parametrize("deed", ["_carry_out", "issue_protocol"])
def test_a_process_killed_in_mid_decision_leaves_nothing(
    session: Session, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    chair, second, _third = a_board_of_three(session)
    application, item = an_application_in_circular(session)
    vote(session, item, chair)
    session.commit()
    with monkeypatch.context() as broken:
        broken.setattr(f"app.boardroom.actions.carrying.{deed}", _die)
        with pytest.raises(KeyboardInterrupt), transaction() as dying:
            actions.vote(dying, organs.get_item(dying, item.id), second.id, Choice.YES, "", as_officer(second), NOW)
    session.expire_all()
    assert (item.outcome, item.carried_out_at, len(item.votes)) == (Outcome.OPEN, None, 1)
    assert (count(session, Member), count(session, PrintItem)) == (0, 0)
    with transaction() as again:
        vote(again, organs.get_item(again, item.id), second)
    assert_admitted_once(session, application)


def _die(*_: object) -> None:
    raise KeyboardInterrupt
