"""The database base: transactions, numbers, acts done once, growing tables."""

from contextlib import suppress

import pytest
from flask import Flask
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session

from app.core import journal
from app.core.db import Counter, db, next_number, once, transaction
from app.core.journal import JournalLine
from app.core.outages import is_of_the_database
from app.core.values import Actor, Refusal
from tests.conftest import Installation
from tests.factories import NOW, a_person


def test_numbers_are_given_out_without_gaps(session: Session) -> None:
    """A number taken in a transaction that fails is given out again."""
    with transaction() as writing:
        assert next_number(writing, "member") == 1
    with pytest.raises(ZeroDivisionError), transaction() as writing:
        _ = next_number(writing, "member") // 0
    with transaction() as writing:
        assert next_number(writing, "member") == 2
    assert session.scalar(select(Counter.last_number)) == 2


def test_an_act_with_the_same_key_is_done_once(session: Session) -> None:
    """The second submit of a form gives what came of the first."""
    made: list[int] = []

    def act() -> int:
        made.append(7)
        return 7

    for _ in range(2):
        with transaction() as writing:
            assert once(writing, "key-of-a-form", act) == 7
    assert made == [7]


def test_a_key_longer_than_any_form_has_is_refused(session: Session) -> None:
    with pytest.raises(Refusal), transaction() as writing:
        once(writing, "k" * 81, lambda: 7)


def test_the_key_of_a_form_does_not_hide_that_something_else_was_sent(session: Session) -> None:
    with transaction() as writing:
        assert once(writing, "key-of-a-form", lambda: 7, "100 Euro") == 7
    with pytest.raises(Refusal, match="mit anderen Angaben"), transaction() as writing:
        once(writing, "key-of-a-form", lambda: 8, "250 Euro")
    with transaction() as writing:
        assert once(writing, "key-of-a-form", lambda: 9, "100 Euro") == 7


@pytest.mark.parametrize("verb", ["UPDATE journal_line SET act = 'x'", "DELETE FROM journal_line"])
def test_the_journal_only_grows_in_the_database_too(session: Session, verb: str) -> None:
    """Neither an update nor a deletion gets through, whoever tries."""
    journal.record(session, Actor.system(), "tested", "test:1", NOW)
    session.commit()
    with pytest.raises(DatabaseError):
        session.connection().exec_driver_sql(verb)
    session.rollback()
    assert session.scalars(select(JournalLine.act)).all() == ["tested"]


def test_a_number_that_was_rolled_back_is_given_out_again_in_the_next_test(
    session: Session, installation: Installation
) -> None:
    """Emptied means as new, also where a row was inserted and taken back."""
    a_person(session)
    session.rollback()
    session.close()
    installation.empty()
    assert a_person(session).id == 1


def test_what_only_read_keeps_its_prepared_statements_and_what_wrote_is_undone(session: Session) -> None:
    """On PostgreSQL a read is asked again and again without being planned anew; whatever was begun can be given up."""
    for _ in range(10):
        session.rollback()
        assert session.scalar(select(Counter.last_number)) is None
    if session.get_bind().dialect.name == "postgresql":
        kept = session.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
        assert str(select(Counter.last_number)) in kept
    for act in (
        lambda: session.execute(text("INSERT INTO counter (series, last_number) VALUES ('a', 1)")),
        lambda: session.scalar(insert(Counter).values(series="a", last_number=1).returning(Counter.last_number)),
        lambda: next_number(session, "a"),
        lambda: session.add(Counter(series="a", last_number=1)),
        lambda: session.connection().exec_driver_sql("INSERT INTO counter (series, last_number) VALUES ('a', 1)"),
    ):
        act()
        assert session.scalar(select(Counter.last_number)) == 1
        session.rollback()
        assert session.scalar(select(Counter.last_number)) is None


def test_a_lost_connection_is_told_as_such_and_the_next_one_serves(app: Flask, session: Session) -> None:
    """Ended by the server before, or while nothing was asked: what hears of it knows that the database was away."""
    if session.get_bind().dialect.name != "postgresql":
        pytest.skip("SQLite has no connection to lose")
    for is_asked_again in (True, False):
        number = session.scalar(select(func.pg_backend_pid()))
        with db.engine.begin() as other:
            other.execute(select(func.pg_terminate_backend(number)))
        if is_asked_again:
            with pytest.raises(OperationalError) as fault:
                session.scalar(select(Counter.last_number))
            assert is_of_the_database(fault.value)
        with suppress(OperationalError):
            session.rollback()
        session.close()
        assert session.scalar(select(Counter.last_number)) is None
        session.rollback()
