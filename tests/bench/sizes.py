"""Pages, totals and an assembly to which all are invited: with 100,000 members against 1,000, on both databases."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from contextvars import Context
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from app.assemblies.models import Dispatch, Notification
from app.assemblies.rules import Channel
from app.core import clock
from app.core.db import db, transaction
from app.core.outbox import MailState, OutgoingMail
from app.core.values import Role
from app.dossiers import queries
from app.dossiers.rules import Wanted
from tests import postgres
from tests.assemblies.factories import an_assembly, an_item, convened
from tests.bench.ledger import DAY, fill
from tests.bench.loading import insert_all
from tests.bench.measure import in_turns, installation, line
from tests.conftest import new_postgres_database
from tests.factories import NOW, TODAY, a_person, sign_in
from tests.shares.factories import a_house

FEW, MANY = 1_000, 100_000
PAGES = {
    "one page": ("/mitglieder/?page=5", 1.5), "one member": ("/mitglieder/500", 1.5),
    "one page of the register": ("/register/?page=5", 1.5),
    "the same of another day": (f"/register/?page=5&am={DAY}&kenntnis={clock.today()}", 1.5),
    "assembly": ("/versammlungen/1", 1.5), "the invited": ("/versammlungen/versand?versand=1", 20),
}
"""Pages with their goals; the list of the invited looks at each of them, a hundred times as many."""


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
    for what, (address, goal) in PAGES.items():
        opened = {name: _opening(client, address) for name, (_, client) in clients.items()}
        taken = _one_after_the_other(rounds, opened)
        yield line(f"{what}, {MANY:,} / {FEW:,} members, {dialect}", taken["many"], taken["few"], goal)
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
        with transaction() as session:
            a_house(session)
            assembly = an_assembly(session, clock.today() + timedelta(days=60))
            an_item(session, assembly)
            dispatch = convened(session, assembly)
        with db.engine.begin() as connection:
            invite(connection, dispatch, members)
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
        sign_in(db.session(), client, a_person(db.session(), "Henrike", "Lautenschlag"), Role.OFFICE)
    return client


def invite(connection: Connection, dispatch: Dispatch, members: int) -> None:
    """Mails by which all members were told of an assembly."""
    insert_all(connection, OutgoingMail, (
        {
            "id": each, "message_id": f"<{each}@genokontor>", "kind": "assembly_convened",
            "subject_ref": f"member:{each}", "to_address": f"betrieb-{each}@genokontor.example",
            "subject": "Einladung", "text": "", "state": MailState.SENT, "created_at": NOW, "sent_at": NOW,
        }
        for each in range(1, members + 1)
    ))  # fmt: skip
    insert_all(connection, Notification, (
        {
            "dispatch_id": dispatch.id, "member_id": each, "attempt": 1, "channel": Channel.MAIL,
            "address": f"betrieb-{each}@genokontor.example", "mail_id": each, "told_at": NOW,
        }
        for each in range(1, members + 1)
    ))  # fmt: skip


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
