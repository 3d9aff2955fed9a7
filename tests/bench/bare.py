"""What a database does at most with one vote in each commit: bare rows, on the same disk at the same moment."""

import re
import sqlite3
import subprocess
import time
from pathlib import Path

from sqlalchemy.engine import make_url

from tests import postgres

TABLES = (
    "CREATE TABLE bare_roll (poll INT NOT NULL, voter INT NOT NULL, PRIMARY KEY (poll, voter))",
    "CREATE TABLE bare_ballot (id {key}, poll INT NOT NULL, choice VARCHAR(200) NOT NULL)",
)
ROLL = "INSERT INTO bare_roll (poll, voter) VALUES (1, {voter})"
BALLOT = "INSERT INTO bare_ballot (poll, choice) VALUES (1, '{{\"v\":\"yes\",\"n\":\"0123456789ABCDEF\"}}')"


def one_vote_per_commit(url: str, seconds: float, lines: int) -> float:
    """Votes a second, each a row of the roll and one of the ballot box in a commit of its own.

    SQLite has one writer, with synchronous FULL. On PostgreSQL as many connections write as browsers vote, and the
    server waits for the disk.
    """
    return _sqlite(url, seconds) if url.startswith("sqlite") else _postgresql(url, seconds, lines)


def _sqlite(url: str, seconds: float) -> float:
    path = Path(str(make_url(url).database)).with_name("bare.sqlite3")
    for leftover in path.parent.glob("bare.sqlite3*"):
        leftover.unlink()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    for statement in TABLES:
        connection.execute(statement.format(key="INTEGER PRIMARY KEY"))
    number, begun = 0, time.perf_counter()
    roll, ballot = ROLL.format(voter="?"), BALLOT.format()
    while time.perf_counter() - begun < seconds:
        number += 1
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(roll, (number,))
        connection.execute(ballot)
        connection.execute("COMMIT")
    taken = time.perf_counter() - begun
    connection.close()
    return number / taken


def _postgresql(url: str, seconds: float, lines: int) -> float:
    """By pgbench, the server's own yardstick, with prepared statements."""
    where = make_url(url)
    target = ["-h", str(where.query["host"]), "-U", str(where.username), str(where.database)]
    programs = next(each for each in postgres.program_folders() if (each / "pgbench").exists())

    def run(*words: str | Path, given: str = "") -> str:
        done = subprocess.run([*words], input=given, capture_output=True, text=True, check=True, cwd="/tmp")
        return done.stdout

    drop = "DROP TABLE IF EXISTS bare_roll, bare_ballot;"
    run(programs / "psql", "-q", *target, given=";".join([drop, *TABLES]).format(key="BIGSERIAL PRIMARY KEY") + ";")
    script = f"\\set v random(1, 2000000000)\nBEGIN;\n{ROLL.format(voter=':v')} ON CONFLICT DO NOTHING;\n"
    asked = ["-n", "-M", "prepared", "-c", str(lines), "-j", "2", "-T", str(max(1, round(seconds)))]
    said = run(programs / "pgbench", *asked, "-f", "/dev/stdin", *target, given=f"{script}{BALLOT.format()};\nEND;\n")
    found = re.search(r"tps = ([\d.]+)", said)
    assert found, said
    return float(found[1])
