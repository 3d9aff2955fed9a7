"""The journal: one unbroken chain, in which every changed, missing or cut-off line is found and named."""

from collections.abc import Hashable
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.core import journal
from app.core.db import transaction
from app.core.journal import Finding, JournalLine, faults
from app.core.journal.lines import line_hash
from app.core.values import Actor, Refusal
from tests.factories import NOW
from tests.together import together

ACTOR = Actor("Henrike Lautenschlag", user_id=3)


def a_chain(session: Session, length: int = 5) -> None:
    """Some lines, committed one by one."""
    for number in range(1, length + 1):
        journal.record(session, ACTOR, "tested", f"test:{number}", NOW, f"Satz {number}", number=number)
        session.commit()


def tamper(session: Session, *statements: str) -> None:
    """Change the table behind the program's back: without the triggers that let it only grow."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER TABLE journal_line DISABLE TRIGGER USER")
    triggers = [] if connection.dialect.name == "postgresql" else connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal_line'").all()
    for name, _ in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.exec_driver_sql(statement)
    for _, sql in triggers:
        connection.exec_driver_sql(sql)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER TABLE journal_line ENABLE TRIGGER USER")
    session.commit()


def test_a_whole_chain_has_no_faults(session: Session) -> None:
    """Neither an empty one nor a longer one."""
    assert list(faults(session)) == []
    a_chain(session)
    assert list(faults(session)) == []


@pytest.mark.parametrize("column", ["act", "subject", "actor_name", "hash", "details_hash", "previous_hash"])
@pytest.mark.parametrize("line", [1, 3, 5])
def test_a_changed_line_is_named(session: Session, line: int, column: str) -> None:
    """Whichever part of it was changed: first line, last line, or one between."""
    a_chain(session)
    tamper(session, f"UPDATE journal_line SET {column} = 'changed' WHERE sequence = {line}")
    assert Finding(line, "changed") in list(faults(session))


@pytest.mark.parametrize("line", [1, 3, 5])
def test_a_line_forged_with_its_hash_is_named(session: Session, line: int) -> None:
    """Whoever computes the hash anew does not fit the line after it, or the head."""
    a_chain(session)
    tamper(session, f"UPDATE journal_line SET act = 'forged' WHERE sequence = {line}")
    session.expire_all()
    forged = line_hash(session.get_one(JournalLine, line))
    tamper(session, f"UPDATE journal_line SET hash = '{forged}' WHERE sequence = {line}")
    assert list(faults(session)) == [Finding(line, "changed")]


@pytest.mark.parametrize("change", ["summary = 'anders'", "content = '{}'", "salt = 'x'"])
def test_changed_details_are_named(session: Session, change: str) -> None:
    """The chain covers what stands in the erasable row."""
    a_chain(session)
    tamper(session, f"UPDATE journal_details SET {change} WHERE sequence = 2")
    assert list(faults(session)) == [Finding(2, "changed")]


def test_erased_details_leave_the_chain_whole(session: Session) -> None:
    """That something was done stays, what it said is gone (R-ADM-09)."""
    a_chain(session)
    journal.erase_details(session, "test:2", NOW)
    session.commit()
    assert list(faults(session)) == []
    assert [(line.act, line.summary()) for line in journal.lines_about(session, "test:2")] == [
        (journal.ERASED, ""), ("tested", "")
    ]  # fmt: skip


def test_an_erasure_of_nothing_leaves_no_line(session: Session) -> None:
    """It would prove something that did not happen."""
    a_chain(session)
    journal.erase_details(session, "test:9", NOW)
    session.commit()
    assert len(session.scalars(select(JournalLine)).all()) == 5


@pytest.mark.parametrize("line", [1, 3, 5])
def test_details_taken_away_without_an_erasure_are_named(session: Session, line: int) -> None:
    """Behind the program's back; also after a real erasure about the same thing."""
    a_chain(session)
    journal.erase_details(session, f"test:{line}", NOW)
    journal.record(session, ACTOR, "tested", f"test:{line}", NOW, "Danach")
    session.commit()
    tamper(session, "DELETE FROM journal_details WHERE sequence IN (2, 7)")
    assert list(faults(session)) == [Finding(2, "details missing"), Finding(7, "details missing")]


def test_details_taken_away_with_a_forged_erasure_are_named(session: Session) -> None:
    """A line turned into a proof does not fit its hash."""
    a_chain(session)
    tamper(session, "DELETE FROM journal_details WHERE sequence = 2",
           f"UPDATE journal_line SET act = '{journal.ERASED}', subject = 'test:2' WHERE sequence = 4")
    assert Finding(4, "changed") in list(faults(session))


def test_swapped_lines_are_both_named(session: Session) -> None:
    """Each line's hash covers its place."""
    a_chain(session)
    moves = ((2, 99), (3, 2), (99, 3))
    tamper(session, "DELETE FROM journal_details WHERE sequence IN (2, 3)",
           *(f"UPDATE journal_line SET sequence = {new} WHERE sequence = {old}" for old, new in moves))
    assert {fault.sequence for fault in faults(session) if fault.fault == "changed"} == {2, 3}


def test_missing_lines_are_named(session: Session) -> None:
    """One by one."""
    a_chain(session)
    tamper(session, "DELETE FROM journal_details WHERE sequence IN (1, 3, 4)",
           "DELETE FROM journal_line WHERE sequence IN (1, 3, 4)")
    assert list(faults(session)) == [Finding(1, "missing"), Finding(3, "missing"), Finding(4, "missing")]


def test_a_cut_off_tail_is_named(session: Session) -> None:
    """The head outside the table knows how long the chain was."""
    a_chain(session)
    tamper(session, "DELETE FROM journal_details WHERE sequence > 3", "DELETE FROM journal_line WHERE sequence > 3")
    assert list(faults(session)) == [Finding(4, "cut off"), Finding(5, "cut off")]


def test_lines_beyond_the_head_are_named(session: Session) -> None:
    """A line that was not written by the journal."""
    a_chain(session)
    tamper(session, f"UPDATE journal_head SET sequence = 4, hash = '{session.get_one(JournalLine, 4).hash}'")
    assert list(faults(session)) == [Finding(5, "beyond the head")]


def test_a_missing_head_is_found(session: Session) -> None:
    """Without it a cut-off tail would go unseen."""
    a_chain(session)
    tamper(session, "DELETE FROM journal_head")
    assert list(faults(session)) == [Finding(5, "head missing")]


def test_acts_that_were_rolled_back_leave_no_line(session: Session) -> None:
    """What was not done is not noted, not even with the next act."""
    journal.record(session, ACTOR, "undone", "test:1", NOW)
    session.rollback()
    a_chain(session, 1)
    assert session.scalars(select(JournalLine.act)).all() == ["tested"]


def test_acts_rolled_back_to_a_savepoint_leave_no_line(session: Session) -> None:
    """Those before and after it do."""
    journal.record(session, ACTOR, "before", "test:1", NOW)
    savepoint = session.begin_nested()
    journal.record(session, ACTOR, "undone", "test:1", NOW)
    savepoint.rollback()
    with session.begin_nested():
        journal.record(session, ACTOR, "within", "test:1", NOW)
    journal.record(session, ACTOR, "after", "test:1", NOW)
    session.commit()
    acts = session.scalars(select(JournalLine.act).order_by(JournalLine.sequence)).all()
    assert acts == ["before", "within", "after"]
    assert list(faults(session)) == []


def test_twenty_writers_at_once_make_one_unbroken_chain(app: Flask, session: Session) -> None:
    """Also the very first lines, and with some acts rolled back."""

    def write(writer: int) -> None:
        with app.app_context():
            for number in range(5):
                with suppress(Refusal), transaction() as writing:
                    journal.record(writing, ACTOR, "tested", f"test:{writer}", NOW, number=number)
                    if number == 2:
                        raise Refusal("rolled back")

    together(*(partial(write, writer) for writer in range(20)))
    assert list(faults(session)) == []
    assert session.scalars(select(JournalLine.sequence).order_by(JournalLine.sequence)).all() == list(range(1, 81))


def go_back_to(session: Session, line: int) -> None:
    """Put an older database in the place of the present one: whole in itself, its head included."""
    older = session.get_one(JournalLine, line).hash
    tamper(session, f"DELETE FROM journal_details WHERE sequence > {line}",
           f"DELETE FROM journal_line WHERE sequence > {line}",
           f"UPDATE journal_head SET sequence = {line}, hash = '{older}'")
    session.expire_all()


def test_an_older_database_is_found_by_the_head_kept_outside_it(session: Session) -> None:
    """Also when people have gone on working with it, past the line that is gone."""
    a_chain(session)
    go_back_to(session, 3)
    assert list(faults(session)) == [Finding(5, "taken back")]
    a_chain(session, 4)
    assert list(faults(session)) == [Finding(5, "taken back")]


def test_a_backup_put_back_on_purpose_begins_anew(session: Session) -> None:
    """The chain as it was restored is the true one."""
    a_chain(session)
    go_back_to(session, 3)
    journal.begin_anew(session)
    a_chain(session, 1)
    assert list(faults(session)) == []


def test_whoever_committed_first_and_comes_to_the_file_last_leaves_the_later_head_in_it(
    session: Session, tmp_path: Path
) -> None:
    """Otherwise an older database, without the later line, could be put in its place unseen."""
    journal.keep_head_in(tmp_path / "head")

    def overtake(first: Session) -> None:
        if first is session:
            with Session(session.get_bind()) as second:
                a_chain(second, 1)

    event.listen(Session, "after_commit", overtake, insert=True)
    try:
        a_chain(session, 1)
    finally:
        event.remove(Session, "after_commit", overtake)
    assert (tmp_path / "head").read_text().split()[0] == "2"
    assert list(faults(session)) == []


def test_a_head_that_cannot_be_kept_undoes_nothing(session: Session, tmp_path: Path) -> None:
    """What was committed is done."""
    journal.keep_head_in(tmp_path / "nirgends" / "head")
    a_chain(session, 1)
    assert len(session.scalars(select(JournalLine)).all()) == 1


def test_what_was_read_is_kept_until_the_next_act_and_never_while_one_is_under_way(session: Session) -> None:
    kept, read = journal.UntilTheNextAct[int](), count(1)

    def ask() -> int:
        return kept.get(session, "", lambda: next(read))

    assert [ask(), ask()] == [1, 2]
    journal.record(session, ACTOR, "tested", "test:1", NOW)
    session.commit()
    assert [ask(), ask()] == [3, 3]
    journal.record(session, ACTOR, "tested", "test:2", NOW)
    assert [ask(), ask()] == [4, 5]
    session.commit()
    assert [ask(), ask()] == [6, 6]


class Crowded(journal.UntilTheNextAct[int]):
    """Whenever somebody has looked at what is held, another thread puts a later state in its place."""

    later: tuple[str, dict[Hashable, int]] | None = None

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name == "_held" and self.later:
            self._held = self.later
        return found


def test_an_answer_of_an_earlier_state_is_never_kept_under_a_later_one(session: Session) -> None:
    a_chain(session, 1)
    kept = Crowded()
    assert kept.get(session, "first", lambda: 1) == 1
    kept.later = ("a later state", {})
    assert kept.get(session, "second", lambda: 2) == 2
    assert kept.later[1] == {}
