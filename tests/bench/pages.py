"""The desk, and a list of 50 of 10,000 members, against an empty page with the full layout."""

from collections.abc import Iterator
from contextvars import Context

from flask import Flask, render_template

from app.core.db import db
from app.core.values import Role
from app.core.web import requires
from tests.bench.measure import in_turns, installation, line
from tests.bench.world import a_cooperative
from tests.factories import a_person, sign_in


def run(rounds: int = 15, members: int = 10_000) -> Iterator[str]:
    """Time the pages as somebody of the office sees them; each request in a context of its own, as a server has it."""
    with installation() as app:
        _add_empty_page(app)
        a_cooperative(members)
        client = app.test_client()
        sign_in(db.session(), client, a_person(db.session(), "Henrike", "Lautenschlag"), Role.OFFICE)
        db.session.remove()

        def open_page(address: str) -> None:
            answer = Context().run(client.get, address)
            assert answer.status_code == 200, f"{address}: {answer.status_code}"

        taken = in_turns(
            rounds, empty=lambda: open_page("/leer"), desk=lambda: open_page("/"),
            list=lambda: open_page("/mitglieder/"), search=lambda: open_page("/mitglieder/?q=morgenau&sort=-shares"),
        )
        yield line("desk with 10,000 members / empty page", taken["desk"], taken["empty"], 3)
        yield line("list of 50 of 10,000 members / empty page", taken["list"], taken["empty"], 3)
        yield line("the same, searched and sorted by shares / empty page", taken["search"], taken["empty"], 3)


def _add_empty_page(app: Flask) -> None:
    app.add_url_rule("/leer", "empty", requires(Role.OFFICE)(lambda: render_template("_house/office.html")))
