"""Many at the same moment: guesses gain nothing, one administrator remains, a link holds once."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy.orm import Session

from app.accounts import actions, queries
from app.core.values import Refusal, Role
from tests.accounts.factories import ADMINISTRATOR, EMAIL, OTHER_PASSWORD, a_login
from tests.factories import NOW, TODAY, a_person, an_account
from tests.together import together, transactions_together
from tests.visitors import visitor

GUESSES = 12


def at_once(app: Flask, acts: list[Callable[[Session], object]]) -> list[bool]:
    """Carry out acts at the same moment; say which were not refused."""
    return [not isinstance(answer, Refusal) for answer in transactions_together(app, *acts)]


def test_guesses_at_the_same_moment_are_counted_one_by_one(app: Flask, session: Session) -> None:
    done = at_once(app, [lambda each: actions.count_attempt(each, EMAIL, "192.0.2.7", NOW)] * GUESSES)
    assert sum(done) == 5


def test_two_administrators_do_not_close_each_other_s_login(app: Flask, session: Session) -> None:
    one = a_login(session, Role.ADMINISTRATOR)
    other = a_login(session, Role.ADMINISTRATOR, email="zweite@morgenau.example")

    def close(account_id: int) -> Callable[[Session], object]:
        return lambda each: actions.disable(each, queries.get_account(each, account_id), ADMINISTRATOR, NOW)

    assert sorted(at_once(app, [close(one.id), close(other.id)])) == [False, True]
    session.rollback()
    assert len(queries.accounts_granted_on(session, Role.ADMINISTRATOR, TODAY)) == 1


def test_a_link_sent_off_twice_at_the_same_moment_holds_once(app: Flask, session: Session) -> None:
    account = an_account(session, a_person(session))
    session.commit()
    path = actions.invitation_path(account)
    data = {"password": OTHER_PASSWORD, "repeated": OTHER_PASSWORD}
    answers = together(*(lambda: visitor(app).post(path, data=data).status_code,) * 2)
    assert min(answers) == 302
    assert max(answers) in (409, 422)


def test_a_role_granted_many_times_at_the_same_moment_is_held_once(app: Flask, session: Session) -> None:
    account = an_account(session, a_person(session))
    session.commit()

    def grant(each: Session) -> object:
        return actions.grant(each, queries.get_account(each, account.id), Role.AUDITOR, TODAY, ADMINISTRATOR, NOW)

    assert all(at_once(app, [grant] * 6))
    session.rollback()
    assert len(queries.grants_of(session, account.id)) == 1
