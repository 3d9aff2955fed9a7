"""Whoever agrees to another share amount agrees to what the page showed: where that changed, nothing is taken over."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.imports import rules
from app.imports.models import ImportRun
from tests.factories import sign_in_office
from tests.imports.test_amounts import LONG_AGO_ROW, NOW_ROWS, handed, plain, shown_in
from tests.imports.test_history_views import handed_over
from tests.shares.factories import a_house
from tests.statutes.factories import a_statute

CHOSEN = {"column_0": "member_number", "column_1": "firm", "column_2": "joined_on", "column_3": "shares",
          "column_4": "paid_in"}  # fmt: skip
CHANGED = "Inzwischen geändert"


def state_of(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(ImportRun.state).order_by(ImportRun.id)))


def with_amount(client: FlaskClient, page: str, amount: str) -> None:
    """Somebody else enters another share amount for the list."""
    assert client.post(f"{page}/spalten", data={**CHOSEN, "share_amount": amount}).status_code == 302


def agreed(client: FlaskClient, page: str, shown: dict[str, str]) -> TestResponse:
    return client.post(page, data={**shown, "is_agreed": "y"})


def test_a_tick_for_another_amount_than_the_page_showed_is_refused_with_what_changed(
    client: FlaskClient, session: Session
) -> None:
    """The tick stays; whoever sends it again agrees to what is shown now."""
    a_house(session)
    sign_in_office(session, client)
    page = handed(client, NOW_ROWS + LONG_AGO_ROW, "1.000,00")
    shown = shown_in(client.get(page).text)
    with_amount(client, page, "2.000,00")
    answer = agreed(client, page, shown)
    assert (answer.status_code, CHANGED in answer.text) == (409, True)
    assert "2.000,00 € je Anteil" in plain(answer.text)
    assert "checked" in answer.text.partition('name="is_agreed"')[2].partition(">")[0]
    assert state_of(session) == ["open"]
    assert agreed(client, page, shown_in(answer.text)).status_code == 302
    assert state_of(session) == ["ordered"]


def test_a_tick_for_what_another_statute_states_by_now_is_refused(client: FlaskClient, session: Session) -> None:
    a_house(session)
    sign_in_office(session, client)
    page = handed(client, LONG_AGO_ROW, "1.000,00")
    shown = shown_in(client.get(page).text)
    a_statute(
        session, date(2024, 1, 2), date(2024, 2, 1), title="Satzung 2024", share_amount=800_00, min_payment=100_00
    )
    session.commit()
    answer = agreed(client, page, shown)
    assert answer.status_code == 409
    assert "Satzung 2024" in answer.text
    assert state_of(session) == ["open"]


def test_a_page_that_asked_nothing_is_refused_once_its_list_is_read_otherwise(
    client: FlaskClient, session: Session
) -> None:
    """Both ways: where a question came up, and where another amount is no question."""
    sign_in_office(session, client)
    page = handed(client, NOW_ROWS)
    shown = shown_in(client.get(page).text)
    with_amount(client, page, "2.000,00")
    answer = client.post(page, data=shown)
    assert (answer.status_code, CHANGED in answer.text, "2.000,00 € je Anteil" in plain(answer.text)) == (
        409,
        True,
        True,
    )
    assert client.post(page, data=shown_in(answer.text)).status_code == 302


def test_a_history_s_button_takes_over_what_the_page_showed_only(client: FlaskClient, session: Session) -> None:
    page = handed_over(client, session, "Nr.;Vorgang;Tag;Anteile\n1;Zeichnung;01.05.2013;1\n")
    shown = shown_in(client.get(page).text)
    columns = {"column_0": "member_number", "column_1": "event", "column_2": "day", "column_3": "shares"}
    client.post(f"{page}/spalten", data={**columns, "share_amount": "600"})
    answer = client.post(page, data={"left_out": "0", **shown})
    assert (answer.status_code, CHANGED in answer.text) == (409, True)
    assert state_of(session)[-1] == "open"


@contextmanager
def counted_readings(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    read: list[str] = []
    real = rules.read_table

    def counting(content: bytes) -> rules.Table:
        read.append("read")
        return real(content)

    monkeypatch.setattr(rules, "read_table", counting)
    yield read


@pytest.mark.parametrize("kind", ["members", "history"])
def test_a_page_of_a_list_reads_its_file_once(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    if kind == "members":
        a_house(session)
        sign_in_office(session, client)
        page = handed(client, NOW_ROWS + LONG_AGO_ROW, "1.000,00")
    else:
        page = handed_over(client, session, "Nr.;Vorgang;Tag;Anteile\n1;Zeichnung;01.05.2013;1\n")
    with counted_readings(monkeypatch) as read:
        assert client.get(page).status_code == 200
    assert read == ["read"]
