"""Register of a day and movement of a year in a ledger of 20 years, against its unindexed sum, on both databases.

The shares and the holders alone, and the register and the year's report themselves, each against the plain way to read
the same rows with the same columns.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from flask import Flask
from sqlalchemy import Connection, text

from app.core.db import db
from app.core.values import PartyKind
from app.members.models import Member, MembershipPeriod
from app.members.rules import JoinGround, MemberClass
from app.parties.models import Party, PartyName
from app.reports import queries as reports
from app.shares import queries as shares
from app.shares.models import ShareEntry, holdings_of
from app.shares.rules import ShareGround
from app.statutes.rules import FiscalYear
from tests import postgres
from tests.bench.loading import insert_all
from tests.bench.measure import in_turns, installation, line
from tests.conftest import new_postgres_database
from tests.factories import NOW

FIRST, DAYS = date(2006, 1, 1), 7300
DAY, YEAR = date(2018, 6, 30), (date(2018, 1, 1), date(2018, 12, 31))
ENDS = (YEAR[0] - timedelta(days=1), YEAR[1])
KNOWN_AT = datetime(2018, 7, 15, 12, tzinfo=UTC)
"""Entries are recorded up to a month after their day, so some that count on the day were not known then."""
GOALS = {"sqlite": (0.15, 0.15), "postgresql": (0.2, 0.5)}
"""Register of a day, movement of a year; as parts of what the unindexed sum takes."""

WHOLE = 3
"""The register's lines and the year's report as objects, as parts of what the same rows take plainly read."""

COUNTS = "(effective_on < :day OR (effective_on = :day AND (change > 0) = (ground <> 'reversal')))"
CLOSED = "effective_on <= :day"
NAIVE = "SELECT member_id, SUM(change) FROM {ledger} WHERE {counts} GROUP BY member_id HAVING SUM(change) <> 0"
MOVEMENT = (
    "SELECT SUM(CASE WHEN opening <> 0 THEN 1 ELSE 0 END), SUM(opening), "
    "SUM(CASE WHEN closing <> 0 THEN 1 ELSE 0 END), SUM(closing) "
    "FROM (SELECT SUM(CASE WHEN effective_on < :first THEN change ELSE 0 END) AS opening, SUM(change) AS closing "
    "FROM {ledger} WHERE effective_on <= :last GROUP BY member_id) AS sums"
)
LINES = (
    "SELECT m.id, m.number, p.kind, n.name, n.last_name, n.first_names, n.title, a.street, a.postcode, a.city, "
    "a.country, a.addition, t.member_class, t.first_day, e.last_day, e.ground, COALESCE(s.held, 0), "
    "COALESCE(c.paid, 0), c.since FROM member m JOIN membership_period t ON t.member_id = m.id "
    "JOIN party p ON p.id = m.party_id JOIN party_name n ON n.party_id = p.id AND n.valid_from = "
    "(SELECT MAX(valid_from) FROM party_name WHERE party_id = p.id AND valid_from <= :day) "
    "LEFT JOIN party_address a ON a.party_id = p.id AND a.valid_from = "
    "(SELECT MAX(valid_from) FROM party_address WHERE party_id = p.id AND valid_from <= :day) "
    "LEFT JOIN membership_exit e ON e.period_id = t.id "
    "LEFT JOIN (SELECT member_id, SUM(change) AS held FROM {ledger} WHERE {counts} GROUP BY member_id) s "
    "ON s.member_id = m.id LEFT JOIN (SELECT member_id, SUM(amount) AS paid, MAX(effective_on) AS since "
    "FROM credit_entry WHERE effective_on <= :day GROUP BY member_id) c ON c.member_id = m.id "
    "WHERE t.first_day <= :day AND (e.last_day IS NULL OR e.last_day >= :day) ORDER BY m.number"
)
"""The register with all its columns in one statement, with the sum of the ledger as in NAIVE; names by their index."""
PLANS = ("indexscan", "indexonlyscan", "bitmapscan")
"""What PostgreSQL may not do for the unindexed sum."""

LEDGER = {"sqlite": "share_entry NOT INDEXED", "postgresql": "share_entry"}


def run(rounds: int = 7, members: int = 100_000) -> Iterator[str]:
    """Time both databases; the answers must be the same, and the holdings follow from the ledger."""
    with installation() as app:
        yield from _measured(app, rounds, members)
    with postgres.cluster() as server, installation(new_postgres_database(server, "genokontor_bench")) as app:
        yield from _measured(app, rounds, members)


def _measured(app: Flask, rounds: int, members: int) -> Iterator[str]:
    dialect = db.engine.dialect.name
    with db.engine.begin() as connection:
        number = fill(connection, members)
    if dialect == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    session = db.session()

    def ask(statement: str, counts: str = COUNTS, unindexed: bool = True, **values: Any) -> list[tuple[Any, ...]]:
        """The rows as the driver gives them, nothing wrapped around: the fastest that the plain way can be."""
        asked = text(statement.replace("{ledger}", LEDGER[dialect]).replace("{counts}", counts))
        for kind in PLANS if dialect == "postgresql" and unindexed else ():
            session.execute(text(f"SET LOCAL enable_{kind} = off"))
        result = session.connection().execute(asked, values)
        assert result.cursor is not None
        found = list(result.cursor.fetchall())
        session.rollback()
        return found

    plain = KNOWN_AT.replace(tzinfo=None)
    then: dict[str, Any] = {"counts": f"{COUNTS} AND recorded_at <= :known_at", "day": DAY, "known_at": plain}
    year: dict[str, Any] = {"first": YEAR[0], "last": YEAR[1]}
    assert dict(ask(NAIVE, day=DAY)) == shares.shares_on(session, DAY)
    assert dict(ask(NAIVE, **then)) == shares.shares_on(session, DAY, KNOWN_AT)
    assert tuple(map(int, ask(MOVEMENT, **year)[0])) == _moved()
    assert shares.members_with_other_holdings(session) == []
    plainly = partial(ask, LINES, unindexed=False)
    read = [(row[1], row[3], row[16]) for row in plainly(day=DAY)]
    assert read == [(line.number, line.name, line.shares) for line in reports.register_on(session, DAY)]
    taken = in_turns(
        rounds, naive=lambda: dict(ask(NAIVE, day=DAY)), register=lambda: shares.shares_on(session, DAY),
        naive_then=lambda: dict(ask(NAIVE, **then)), then=lambda: shares.shares_on(session, DAY, KNOWN_AT),
        naive_movement=lambda: ask(MOVEMENT, **year), movement=_moved,
    )
    whole = in_turns(
        max(rounds // 2, 1), naive_lines=lambda: plainly(day=DAY), lines=lambda: reports.register_on(session, DAY),
        naive_report=lambda: [plainly(counts=CLOSED, day=day) for day in ENDS],
        report=lambda: reports.year_report(session, FiscalYear(*YEAR)),
    )
    about = f"{members:,} members, {number:,} entries, {dialect}"
    yield line(f"register of a day, {about} / unindexed sum", taken["register"], taken["naive"], GOALS[dialect][0])
    yield line("the same as known on a day / unindexed sum", taken["then"], taken["naive_then"], 1)
    yield line("movement of a year / unindexed sum", taken["movement"], taken["naive_movement"], GOALS[dialect][1])
    yield line("all columns of the register / read plainly", whole["lines"], whole["naive_lines"], WHOLE)
    yield line("all of the year's report / read plainly", whole["report"], whole["naive_report"], WHOLE)


def _moved() -> tuple[int, ...]:
    """Holders and shares at both ends of the year."""
    return tuple(number for day in ENDS for number in shares.holders_at_close(db.session(), day))


def fill(connection: Connection, members: int) -> int:
    """Members with about ten entries each; gives how many entries. Holdings are made at the end, all at once."""
    ids = range(1, members + 1)
    insert_all(connection, Party, (
        {
            "id": each, "created_at": NOW, "kind": PartyKind.COMPANY, "display_name": f"Betrieb {each}",
            "sort_name": f"betrieb {each}", "search_text": f"betrieb {each}",
        }
        for each in ids
    ))  # fmt: skip
    insert_all(connection, PartyName, (
        {"party_id": each, "valid_from": FIRST, "recorded_at": NOW, "name": f"Betrieb {each}"} for each in ids
    ))
    insert_all(connection, Member, ({"id": each, "number": each, "party_id": each, "recorded_at": NOW} for each in ids))
    insert_all(connection, MembershipPeriod, (
        {
            "member_id": each, "member_class": MemberClass.ORDINARY, "first_day": FIRST,
            "join_ground": JoinGround.ADMISSION, "join_document": "Liste", "recorded_at": NOW,
        }
        for each in ids
    ))  # fmt: skip
    entries = list(_entries(members))
    random.Random(7).shuffle(entries)
    dialect = connection.dialect.name
    connection.execute(text("DROP TRIGGER share_entry_holdings" + (" ON share_entry" * (dialect == "postgresql"))))
    insert_all(connection, ShareEntry, entries)
    anew = "INSERT INTO share_holding (member_id, since, until, shares) "
    connection.execute(text(anew + holdings_of(dialect)))
    return len(entries)


def _entries(members: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(11)
    for member in range(1, members + 1):
        held = 0
        for day in sorted(chance.randint(0, DAYS) for _ in range(chance.randint(1, 19))):
            gain = chance.randint(1, 10)
            change = gain if held < 2 else chance.choice((gain, -chance.randint(1, held)))
            held += change
            ground = ShareGround.TAKEN_OVER if change > 0 else ShareGround.CANCELLATION
            recorded_on = FIRST + timedelta(days=day + chance.randint(0, 30))
            yield {
                "member_id": member, "change": change, "effective_on": FIRST + timedelta(days=day),
                "recorded_at": datetime.combine(recorded_on, time(8), UTC), "recorded_by": "Import", "ground": ground,
                "document": "alt.csv", "note": "",
            }
