"""What becomes of the rows of installations in use, revision by revision, and on the way back.

These take one database in a run of CI; what every database must be led to stands in `test_migrations`.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Date, DateTime, Integer, String, column, delete, inspect, select, table, text
from sqlalchemy.exc import DBAPIError

from app.core import jobs, journal
from app.core.db import db, transaction
from app.core.journal import JournalDetails, JournalLine
from app.core.ledgers import unlike_the_journal
from app.members import actions as members
from app.members.models import Member, MembershipExit
from app.members.rules import ExitGround, JoinGround, MemberClass
from app.removals import actions as removals
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.rules import ShareGround
from app.statutes.models import StatuteVersion
from tests.factories import LONG_AGO, NOW, OFFICE, a_person
from tests.minutes.factories import a_closed_meeting, added, printed_addendum, sealed, signed_addendum
from tests.removals.factories import LATER, LATER_DAY, a_lasting_house, appealed, judged
from tests.reports.factories import a_holder
from tests.settlements.belonging import lived_twice
from tests.shares.factories import SHARE, a_house
from tests.statutes.factories import a_statute, a_version
from tests.test_migrations import REVISIONS, shape

RECEIVED = (
    "INSERT INTO payment_received (id, number, member_id, purpose, amount, received_on, recorded_at, recorded_by, note"
)
PAID = "'entry_fee', 5000, '2026-01-05', '2026-01-05 10:00:00', 'X', ''"
BACK = "'entry_fee', -5000, '2026-01-05', '2026-01-20 10:00:00', 'X', ''"
ASKED = (
    "INSERT INTO payment_due (id, member_id, purpose, amount, due_on, recorded_at, recorded_by, document) VALUES"
    " ({number}, 1, '{purpose}', {amount}, '2026-01-30', '2026-01-20 10:00:00', 'X', '{document}')"
)
BEFORE_RETURNS = (
    (
        "INSERT INTO party (id, kind, display_name, sort_name, search_text, email, phone, region, register_court,"
        " register_number, created_at, represented_by) VALUES (1, 'natural_person', 'A', 'a', 'a', '', '', '', '', '',"
        " '2026-01-01 10:00:00', '')"
    ),
    "INSERT INTO member (id, number, party_id, recorded_at) VALUES (1, 1, 1, '2026-01-01 10:00:00')",
    f"{RECEIVED}) VALUES (1, 'K-2026-0001', 1, {PAID})",
    f"{RECEIVED}, reverses_id) VALUES (2, 'K-2026-0002', 1, {BACK}, 1)",
    ASKED.format(number=1, purpose="costs", amount=350, document="Rückgabe K-2026-0002"),
    ASKED.format(number=2, purpose="entry_fee", amount=100, document="Erstattung, Überweisung 17"),
    (
        "INSERT INTO returned_payment (payment_id, returned_on, costs, reason, recorded_at, recorded_by) VALUES"
        " (1, '2026-01-20', 350, 'Widerspruch', '2026-01-20 10:00:00', 'X')"
    ),
    f"{RECEIVED}) VALUES (3, 'K-2026-0003', 1, {PAID})",
)
A_RETURN = f"{RECEIVED}, returns_id) VALUES (4, 'K-2026-0004', 1, {BACK}, 3)"
ITS_REASON = (
    "INSERT INTO returned_payment (id, payment_id, booking_id, returned_on, costs, reason, recorded_at, recorded_by)"
    " VALUES (77, 3, 4, '2026-01-20', 0, 'Konto erloschen', '2026-01-20 10:00:00', 'X')"
)


def test_every_revision_leads_up_and_back_to_where_it_began(empty_app: Flask) -> None:
    """One step at a time, for an update stands still at any of them."""
    for revision in REVISIONS:
        with db.engine.connect() as connection:
            before = shape(connection)
        upgrade(revision=revision)
        downgrade(revision="-1")
        with db.engine.connect() as connection:
            assert shape(connection) == before, revision
        upgrade(revision=revision)


def exits() -> list[Any]:
    """What the ledger of exits holds of every membership."""
    exit_ = MembershipExit
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(
            select(exit_.period_id, exit_.turn, exit_.last_day, exit_.ground, exit_.recorded_at, exit_.recorded_by)
        )]


def test_exits_recorded_before_there_was_a_ledger_of_them_are_carried_over(migrated_app: Flask) -> None:
    """With the moment and who recorded them; what is undone holds no longer on the way back."""
    ground, last_day = JoinGround.ADMISSION, date(2026, 12, 31)
    with transaction() as session:
        for name in ("Ahorn", "Birke", "Eibe"):
            party = a_person(session, "Anna", name)
            member = members.enter(session, party.id, MemberClass.ORDINARY, LONG_AGO, ground, "V-1", OFFICE, NOW)
            if name != "Ahorn":
                members.end(session, member, last_day, ExitGround.NOTICE, "", OFFICE, NOW)
        members.undo_end(session, member, "Irrtum", "", OFFICE, NOW)
    downgrade(revision="0006")
    with db.engine.connect() as connection:
        ended = "SELECT COUNT(*), MAX(exit_ground) FROM membership_period WHERE last_day IS NOT NULL"
        assert tuple(connection.execute(text(ended)).one()) == (1, "notice")
    upgrade()
    assert exits() == [(2, 1, last_day, ExitGround.NOTICE, NOW, OFFICE.name)]


def test_payments_returned_before_returns_had_rows_of_their_own_stay_the_reversals_they_are(empty_app: Flask) -> None:
    """With reason and costs, which can be taken back, as can a refund. On the way back returns become reversals."""
    upgrade(revision="0043")
    with transaction() as session:
        for statement in BEFORE_RETURNS:
            session.execute(text(statement))
    upgrade()
    kept = "SELECT payment_id, booking_id, costs, costs_due_id, reason FROM returned_payment"
    with db.engine.connect() as connection:
        assert connection.execute(text(kept)).all() == [(1, 2, 350, 1, "Widerspruch")]
        assert connection.execute(text("SELECT due_id FROM refunded_advance")).all() == [(2,)]
        ledger = "SELECT id, amount, reverses_id, returns_id FROM payment_received ORDER BY id"
        assert connection.execute(text(ledger)).all() == [
            (1, 5000, None, None), (2, -5000, 1, None), (3, 5000, None, None),
        ]
    with transaction() as session:
        session.execute(text(A_RETURN))
        session.execute(text(ITS_REASON))
    downgrade(revision="0043")
    with db.engine.connect() as connection:
        ledger = "SELECT id, amount, reverses_id FROM payment_received WHERE id > 2 ORDER BY id"
        assert connection.execute(text(ledger)).all() == [(3, 5000, None), (4, -5000, 3)]
        assert connection.scalar(text("SELECT COUNT(*) FROM returned_payment")) == 2
    upgrade()
    with transaction() as session:
        session.execute(text("UPDATE returned_payment SET undone_at = recorded_at, undone_why = 'Irrtum'"))
    with pytest.raises(SystemExit):
        downgrade(revision="0043")
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT COUNT(*) FROM returned_payment WHERE undone_why = 'Irrtum'")) == 2


def test_erasures_done_before_they_left_a_line_are_proven_afterwards(empty_app: Flask) -> None:
    """The check does not take them for details that somebody took away."""
    upgrade(revision="0001")
    session = db.session()
    for number in range(3):
        journal.record(session, OFFICE, "tested", "test:1", NOW, number=number)
    session.commit()
    session.execute(delete(JournalDetails).where(JournalDetails.sequence < 3))
    session.commit()
    assert [fault.sequence for fault in journal.faults(session)] == [1, 2]
    session.rollback()
    upgrade()
    assert list(journal.faults(session)) == []
    assert session.get_one(JournalLine, 4).act == journal.ERASED


def _entered_then(member: Member, change: int, ground: ShareGround) -> None:
    """An entry of the share ledger with the columns that every revision has."""
    days = column("effective_on", Date()), column("recorded_at", DateTime())
    others = [column(name, String()) for name in ("recorded_by", "ground", "document", "note")]
    numbers = [column(name, Integer()) for name in ("member_id", "change")]
    values: dict[str, object] = {
        "member_id": member.id, "change": change, "ground": ground.value, "document": "Liste", "note": "",
        "effective_on": date(2026, 11, 5), "recorded_at": NOW.replace(tzinfo=None), "recorded_by": "Test",
    }
    with db.engine.begin() as connection:
        connection.execute(table("share_entry", *days, *numbers, *others).insert().values(values))


def test_a_holding_below_nothing_is_named_before_the_database_refuses_such(empty_app: Flask) -> None:
    """What is wrong only the office can say; nothing is changed until it has put that right."""
    def entries() -> list[tuple[Any, ...]]:
        with db.engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql("SELECT * FROM share_entry ORDER BY id")]

    upgrade()
    with transaction() as session:
        a_house(session)
        member = a_holder(session, "Altenbruck", 2, LONG_AGO)
    downgrade(revision="0034")
    _entered_then(member, -3, ShareGround.CANCELLATION)
    before = entries()
    with pytest.raises((SystemExit, RuntimeError)):
        upgrade()
    assert entries() == before
    _entered_then(member, 1, ShareGround.TAKEN_OVER)
    upgrade()
    assert share_queries.shares_on(db.session(), date(2026, 11, 6)) == {}
    assert share_queries.members_with_other_holdings(db.session()) == []


def test_what_was_handed_over_before_stands_at_the_close_of_its_day_afterwards(migrated_app: Flask) -> None:
    """Holdings of an installation in use are made anew, and back."""
    last_day = date(2025, 12, 31)
    with transaction() as session:
        a_house(session)
        one, other = (a_holder(session, name, 2, date(2024, 3, 1)) for name in ("Altenbruck", "Lindenfurt"))
        shares.hand_over(session, one, other, 1, SHARE, last_day, "UT-1", OFFICE, NOW)
    assert share_queries.holders_at_close(db.session(), last_day) == (2, 4)
    db.session.rollback()
    downgrade(revision="0024")
    assert share_queries.holders_at_close(db.session(), last_day) == (2, 3)
    db.session.rollback()
    upgrade()
    assert share_queries.holders_at_close(db.session(), last_day) == (2, 4)
    assert share_queries.members_with_other_holdings(db.session()) == []


def test_when_a_registration_was_noted_is_told_by_the_journal_afterwards(empty_app: Flask) -> None:
    """What was registered in an installation in use keeps its moment; a draft has none."""
    def moments() -> list[tuple[Any, ...]]:
        with db.engine.connect() as connection:
            found = select(StatuteVersion.title, StatuteVersion.registered_at).order_by(StatuteVersion.id)
            return [tuple(row) for row in connection.execute(found)]

    upgrade()
    noted = NOW - timedelta(days=3)
    with transaction() as session:
        a_statute(session, at=noted)
        a_version(session, title="Entwurf")
    known = moments()
    assert known == [("Gründungssatzung", noted), ("Entwurf", None)]
    downgrade(revision=REVISIONS[REVISIONS.index("0047") - 1])
    with db.engine.connect() as connection:
        assert "registered_at" not in {column["name"] for column in inspect(connection).get_columns("statute_version")}
    upgrade()
    assert moments() == known


def test_what_waits_is_given_its_rank(migrated_app: Flask) -> None:
    """As it would be asked for today: one document first, a tray after what is asked for singly; paused, none."""
    asked = {
        ("export", 1): 0, ("certificate_follows", 2): 0, ("certificate_follows", 21): 1, ("render", 1): 3,
        ("bundle", 3): 1, ("bundle", 22): 2, ("dunning_run", 2): 3, ("mail", 1): 1,
    }
    with transaction() as session:
        for kind, number in asked:
            steps = [str(each) for each in range(number)]
            jobs.enqueue(session, kind, steps, key=f"{kind} {number}", actor=OFFICE, now=NOW)
        ahead = NOW - timedelta(hours=6)
        jobs.enqueue(session, "render", ["7"], key="render ahead", actor=OFFICE, now=NOW, not_before=ahead)
        jobs.enqueue(session, "mail", ["8"], key="mail paused", actor=OFFICE, now=NOW)
        jobs.pause(session, jobs.job_of(session, "mail paused"), NOW)
    downgrade(revision=REVISIONS[REVISIONS.index("0053") - 1])
    upgrade()
    ranks = select(jobs.Job.key, jobs.JobItem.rank).join(jobs.JobItem).distinct()
    expected = {(f"{kind} {number}", rank) for (kind, number), rank in asked.items()}
    with db.engine.connect() as connection:
        assert set(connection.execute(ranks)) == expected | {("render ahead", 0), ("mail paused", None)}


def test_what_was_said_against_an_exclusion_stays_on_the_way_back_as_something_noted(empty_app: Flask) -> None:
    """With day, reference and paper; on either side nobody rewrites it."""
    def noted() -> list[tuple[Any, ...]]:
        kept = "SELECT kind, reference, paper_name FROM removal_step WHERE document_id IS NULL ORDER BY id DESC LIMIT 3"
        with db.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(kept))]

    def rewritten() -> None:
        with pytest.raises(DBAPIError, match="a step of a removal stands"), db.engine.begin() as connection:
            connection.execute(text("UPDATE removal_step SET note = 'X'"))

    upgrade()
    with transaction() as session:
        a_lasting_house(session)
        removal = appealed(session, a_holder(session, "Altenbruck", 2, LONG_AGO))
        removals.withdraw_appeal(session, removal, LATER_DAY, "Erledigt.", None, OFFICE, LATER)
        judged(session, removal, is_void=False, reference="3 O 118/26")
        judged(session, removal, reference="8 U 7/27")
    before = noted()
    assert [kind for kind, *_rest in before] == ["judged_void", "judged_valid", "appeal_withdrawn"]
    downgrade(revision=REVISIONS[REVISIONS.index("0055") - 1])
    rewritten()
    assert noted() == [("reported", *rest) for _kind, *rest in before]
    upgrade()
    rewritten()


def test_to_which_shares_and_membership_credit_belongs_is_told_by_what_it_rests_on_afterwards(
    migrated_app: Flask,
) -> None:
    """A settlement, a year's result, money that came back; the journal is not held against what was filled in."""
    with transaction() as session:
        lived_twice(session)
    belongs = text("SELECT id, belongs_on FROM credit_entry WHERE belongs_on IS NOT NULL ORDER BY id")
    with db.engine.connect() as connection:
        before = connection.execute(belongs).all()
    assert (len(before), len({day for _entry, day in before})) == (13, 2)
    downgrade(revision="0078")
    upgrade()
    with db.engine.connect() as connection:
        assert connection.execute(belongs).all() == before
    assert list(unlike_the_journal(db.session())) == []
    with pytest.raises(DBAPIError), transaction() as session:
        session.execute(text("UPDATE credit_entry SET belongs_on = NULL"))


def test_addenda_from_before_lie_for_signature_and_those_made_void_are_taken_back(migrated_app: Flask) -> None:
    with transaction() as session:
        sealed(session, meeting := a_closed_meeting(session))
        for make in (signed_addendum, printed_addendum, added):
            make(session, meeting)
    downgrade(revision="0079")
    with db.engine.begin() as connection:
        void = "UPDATE issued_document SET standing = 'void', standing_reason = 'Falsch' WHERE title LIKE 'Nachtrag 2%'"
        connection.execute(text(void))
    upgrade()
    with db.engine.connect() as connection:
        found = "SELECT number, fixed_by, sealed_at, take_back_reason FROM minutes_addendum ORDER BY number"
        rows = [tuple(row) for row in connection.execute(text(found))]
    assert rows == [(1, OFFICE.name, None, ""), (2, OFFICE.name, None, "Falsch")]
