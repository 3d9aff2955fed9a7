"""Fixtures of all tests: every test that touches the database runs on SQLite and on PostgreSQL."""

import gc
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import create_engine, event, make_url, text
from sqlalchemy.orm import Session

from app.core import files, journal, links
from app.core.db import db
from app.core.jobs import Worker
from app.main import create_app, handlers_of
from app.needs import queries as needs
from app.solutions import queries as solutions
from config import Config
from documents import press
from tests import calendar, postgres, turns
from tests.factories import NOW
from tests.turns import DATABASES

BASE_URL = "https://genokontor.example"
RESTART_SEQUENCES = (
    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) "
    "FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
)
"""Those of empty tables too: a number taken in a transaction that was rolled back is not given back by itself."""

TRUNCATED_EVERY = 50


@dataclass(frozen=True)
class Installation:
    """One application with its database, emptied before every test."""

    app: Flask
    settings: Config
    empty: Callable[[], None]

    def begin(self, store: Path) -> None:
        """Empty it; what a process holds once, the store of files and the public address, is its own again."""
        self.empty()
        files.open_store(store)
        journal.keep_head_in(store.parent / "journal-head")
        needs.forget_indexes()
        solutions.forget_offers()
        links.configure(self.settings.base_url, self.settings.secret_key)


def settings_for(data: Path, url: str) -> Config:
    """Settings of a test installation: no mail server, cheap passwords."""
    return Config(data=data, database_url=url, base_url=BASE_URL, secret_key="test-secret", cheap_passwords=True)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Refuse values of a set: their order changes with every process, and no two workers collect the same tests."""
    for mark in metafunc.definition.iter_markers("parametrize"):
        if any(isinstance(values, AbstractSet) for values in mark.args[1:2]):
            raise pytest.UsageError(f"{metafunc.definition.nodeid}: the values are a set, sort them")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to the next run what takes the other database there, where a run has no time for both; put all in order."""
    turn = turns.this_run()
    if turn is not None:
        is_due = [turns.is_due(item, turn) for item in items]
        config.hook.pytest_deselected(items=[item for item, due in zip(items, is_due, strict=True) if not due])
        items[:] = [item for item, due in zip(items, is_due, strict=True) if due]
    rooms = {item: item.path.relative_to(turns.TESTS).parts[0] for item in items}
    items.sort(key=lambda item: turns.place_of(rooms[item], turn))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Begin no test once the time of the run is over: a run that is broken off says nothing of any."""
    if turns.is_over():
        pytest.skip(turns.LEFT)


def pytest_collection_finish() -> None:
    """Let the garbage collector leave alone what was imported and collected: that takes a seventh off the suite."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)


@pytest.fixture(scope="session", autouse=True)
def the_day() -> None:
    """All tests take place on one day; a suite that depends on the calendar fails some night."""
    calendar.begin_at(NOW)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server for the whole run."""
    try:
        with postgres.cluster() as url:
            yield url
    except postgres.NoPostgres as missing:
        pytest.skip(f"not run: {missing}")


@pytest.fixture(scope="session")
def sqlite_installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The application on SQLite; emptied by putting back an empty file."""
    data = tmp_path_factory.mktemp("sqlite")
    settings = settings_for(data, f"sqlite:///{data / 'db.sqlite3'}")
    app = create_app(settings)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with app.app_context():
        event.listen(db.engine, "connect", in_haste)
        db.create_all()
        db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        db.session.remove()
        db.engine.dispose()
    shutil.copy(data / "db.sqlite3", data / "empty.sqlite3")

    def empty() -> None:
        with app.app_context():
            db.engine.dispose()
        for leftover in data.glob("db.sqlite3*"):
            leftover.unlink()
        shutil.copy(data / "empty.sqlite3", data / "db.sqlite3")

    return Installation(app, settings, empty)


def in_haste(connection: sqlite3.Connection, _record: object) -> None:
    """Wait for no disk at a commit, as `postgres.HASTE` does not: what a test wrote need survive no power cut."""
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture(scope="session")
def postgresql_installation(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Installation:
    """The application on PostgreSQL; emptied of every row, and every number begins anew.

    Emptied by DELETE, for TRUNCATE makes new files of every table, a tenth of a second each time; it is used now
    and then, before reading past the dead rows costs more.
    """
    url = new_postgres_database(postgres_url, "genokontor_tests")
    settings = settings_for(tmp_path_factory.mktemp("postgresql"), url)
    app = create_app(settings)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with app.app_context():
        db.create_all()
        db.session.remove()

    tables = [f'"{name}"' for name in db.metadata.tables]
    without_triggers = "SET LOCAL session_replication_role = replica"
    delete = "; ".join([without_triggers, *(f"DELETE FROM {table}" for table in tables)])
    truncate = f"TRUNCATE {', '.join(tables)}"
    times = count(1)

    def empty() -> None:
        with app.app_context(), db.engine.begin() as connection:
            connection.execute(text(delete if next(times) % TRUNCATED_EVERY else truncate))
            connection.execute(text(RESTART_SEQUENCES))

    return Installation(app, settings, empty)


def new_postgres_database(server: str, name: str, template: str = "template0") -> str:
    """Make a database on the server, one for each process of tests, empty or a copy of another, and give its URL."""
    name += os.environ.get("PYTEST_XDIST_WORKER", "")
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'"))
    engine.dispose()
    return engine.url.set(database=name).render_as_string(hide_password=False)


PRINTED = lru_cache(maxsize=1000)(press.engrave)
"""What the press made of pages, so that each is laid out once in a run, and not again on the other database."""


@pytest.fixture(autouse=True)
def printed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lay out a page once in a run; `tests/documents` does so every time where it compares printings."""
    monkeypatch.setattr(press, "engrave", PRINTED)


@pytest.fixture(params=DATABASES)
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """An empty installation, on each database in turn."""
    made: Installation = request.getfixturevalue(f"{request.param}_installation")
    made.begin(tmp_path / "files")
    yield made
    with made.app.app_context():
        db.session.remove()


@pytest.fixture(params=DATABASES)
def empty_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database without any table."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'migrated.sqlite3'}"
    else:
        url = new_postgres_database(request.getfixturevalue("postgres_url"), "genokontor_migrated")
    yield from application_at(url, tmp_path)


def application_at(url: str, data: Path) -> Iterator[Flask]:
    """An application, and no connection left when its test is over."""
    app = create_app(settings_for(data, url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_at_newest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that all migrations made of nothing, to be copied."""
    file = tmp_path_factory.mktemp("newest") / "newest.sqlite3"
    for _app in application_at(f"sqlite:///{file}", file.parent):
        upgrade()
        db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    return file


@pytest.fixture(scope="session")
def postgresql_at_newest(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> str:
    """The same on PostgreSQL: its name there."""
    url = new_postgres_database(postgres_url, "genokontor_newest")
    for _app in application_at(url, tmp_path_factory.mktemp("newest")):
        upgrade()
    return make_url(url).database or ""


@pytest.fixture(params=DATABASES)
def migrated_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database without any row that all migrations led to the newest state."""
    newest = request.getfixturevalue(f"{request.param}_at_newest")
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(newest, tmp_path / 'migrated.sqlite3')}"
    else:
        url = new_postgres_database(request.getfixturevalue("postgres_url"), "genokontor_migrated", newest)
    yield from application_at(url, tmp_path)


@pytest.fixture
def app(installation: Installation) -> Flask:
    """The application, its database empty."""
    return installation.app


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A database session inside the application's context; commit before a client or worker is to see it."""
    with app.app_context():
        yield db.session()
        db.session.rollback()
        db.session.remove()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript."""
    return app.test_client()


@pytest.fixture
def worker(installation: Installation, session: Session) -> Worker:
    """A worker with every job handler; mails are kept, none leaves."""
    return Worker(handlers_of(installation.settings))
