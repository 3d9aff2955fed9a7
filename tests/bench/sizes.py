"""One page of the list, one member, the totals: with 100,000 members against 1,000, on both databases."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from contextvars import Context

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app.core.db import db, transaction
from app.core.values import Role
from app.dossiers import queries
from app.dossiers.rules import Wanted
from tests import postgres
from tests.bench.ledger import fill
from tests.bench.measure import in_turns, installation, line
from tests.conftest import new_postgres_database
from tests.factories import TODAY, a_person, sign_in
from tests.shares.factories import a_house

FEW, MANY = 1_000, 100_000


def run(rounds: int = 15) -> Iterator[str]:
    """Time both sizes, as somebody of the office sees them."""
    with installation() as few, installation() as many:
        yield from _measured(rounds, few, many)
    with ExitStack() as stack:
        server = stack.enter_context(postgres.cluster())
        made = [new_postgres_database(server, f"genokontor_bench_{name}") for name in ("few", "many")]
        few, many = (stack.enter_context(installation(database)) for database in made)
        yield from _measured(rounds, few, many)


def _measured(rounds: int, few: Flask, many: Flask) -> Iterator[str]:
    clients = {"few": (few, _peopled(few, FEW)), "many": (many, _peopled(many, MANY))}
    dialect = db.engine.dialect.name
    for what, address in {"one page": "/mitglieder/?page=5", "one member": "/mitglieder/500"}.items():
        opened = {name: _opening(client, address) for name, (_, client) in clients.items()}
        taken = _one_after_the_other(rounds, opened)
        yield line(f"{what}, {MANY:,} / {FEW:,} members, {dialect}", taken["many"], taken["few"], 1.5)
    taken = _one_after_the_other(rounds, {name: _counting(app) for name, (app, _) in clients.items()})
    yield line(f"the totals, {MANY:,} / {FEW:,} members, {dialect}", taken["many"], taken["few"], 1.5)


def _one_after_the_other(rounds: int, actions: dict[str, Callable[[], None]]) -> dict[str, float]:
    """Not in turns: what a process keeps until the next act it keeps of one house only."""
    return {name: in_turns(rounds, this=action)["this"] for name, action in actions.items()}


def _peopled(app: Flask, members: int) -> FlaskClient:
    """A house with so many members, and the browser of somebody of its office."""
    client = app.test_client()
    with app.app_context():
        with db.engine.begin() as connection:
            fill(connection, members)
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
        with transaction() as session:
            a_house(session)
        sign_in(db.session(), client, a_person(db.session(), "Henrike", "Lautenschlag"), Role.OFFICE)
    return client


def _opening(client: FlaskClient, address: str) -> Callable[[], None]:
    def open_it() -> None:
        answer = Context().run(client.get, address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"

    return open_it


def _counting(app: Flask) -> Callable[[], None]:
    """What the list says of all members together, a hundred times."""
    def count() -> None:
        with app.app_context():
            for _ in range(100):
                totals = queries.counts_and_totals(db.session(), Wanted(), TODAY)[1]
            assert totals.members

    return count
