"""Runs of the printer: their sheets as a list, and how far they are."""

import re

from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.archive import actions, queries
from app.archive.rules import MOST_ROWS_AT_ONCE
from app.core import files
from app.core.jobs import FEW, Job, Rank, Worker, pause
from app.core.values import Actor
from tests.archive.test_views import a_long_list, a_tray, fresh
from tests.documents.pages import number_of
from tests.factories import NOW, OFFICE, sign_in_office


def test_the_sheets_of_a_run_are_paged_searched_sorted_and_exported(session: Session, client: FlaskClient) -> None:
    sign_in_office(session, client)
    items = a_tray(session)
    run = actions.start_run(session, [item.id for item in items], OFFICE, NOW)
    session.commit()
    address = f"/druck/auftraege/{run.id}"
    names = [item.recipient for item in items]
    shown = client.get(f"{address}?sort=-recipient").text
    assert shown.index(f"{max(names)}</td>") < shown.index(f"{min(names)}</td>")
    found = client.get(f"{address}?q={names[0].replace(' ', '+')}").text
    assert (f"{names[0]}</td>" in found, f"{names[1]}</td>" in found) == (True, False)
    assert "Kein Schreiben passt" in client.get(f"{address}?q=niemand").text
    assert all(name in client.get(f"{address}?format=csv").text for name in names)
    assert f"{names[0]}</td>" not in client.get(f"{address}?page=2").text


def test_a_run_says_whether_it_waits_or_is_paused(session: Session, client: FlaskClient) -> None:
    sign_in_office(session, client)
    run = actions.start_run(session, [item.id for item in a_tray(session)], OFFICE, NOW)
    session.commit()
    assert "Wartet" in client.get(f"/druck/auftraege/{run.id}").text
    pause(session, session.get_one(Job, run.job_id), NOW)
    session.commit()
    assert "Angehalten" in client.get(f"/druck/auftraege/{run.id}").text
    assert "Angehalten" in client.get("/druck/auftraege").text


def test_a_paused_run_says_by_whom_and_looks_whether_it_goes_on(
    session: Session, client: FlaskClient, worker: Worker
) -> None:
    """Who watches it sees by itself that somebody else continued it."""
    sign_in_office(session, client)
    a_tray(session)
    client.post("/druck/auftraege", data={"key": "key-to-print", "all": "1"})
    run = queries.latest_run(session)
    assert run
    session.rollback()
    worker.run_next()
    client.post(f"/betrieb/auftraege/{run.job_id}/anhalten", data={"key": "key-to-pause"})
    part = client.get(f"/druck/auftraege/{run.id}/stand").text
    assert ("angehalten " in part, "Fortsetzen oder abbrechen" in part) == (True, True)
    assert ('hx-trigger="every 5s"' in part, "noch etwa" in part) == (True, False)
    client.post(f"/betrieb/auftraege/{run.job_id}/fortsetzen", data={"key": "key-to-resume"})
    part = client.get(f"/druck/auftraege/{run.id}/stand").text
    assert ('hx-trigger="every 1s"' in part, "angehalten " in part) == (True, False)
    worker.run_until_idle()
    answer = client.get(f"/druck/auftraege/{run.id}/stand")
    assert (answer.headers["HX-Refresh"], "hx-trigger" in answer.text) == ("true", False)


def test_a_long_list_is_printed_before_the_next_sheet_of_a_run_that_goes_on(session: Session, worker: Worker) -> None:
    """A letter can be read before it is printed, a long list cannot; somebody waits for it."""
    run = actions.start_run(session, [item.id for item in a_tray(session, 3)], OFFICE, NOW)
    session.commit()
    worker.run_next()
    document, short = a_long_list(session), a_long_list(session, MOST_ROWS_AT_ONCE)
    session.commit()
    worker.run_next()
    fresh(session)
    assert (queries.run_progress(session, run).done, bool(document.sha256), bool(short.sha256)) == (1, True, False)


def test_a_run_of_many_sheets_lets_one_of_few_pass(session: Session) -> None:
    items = [item.id for item in a_tray(session, FEW + 3)]
    runs = [actions.start_run(session, ids, OFFICE, NOW) for ids in (items[:3], items[3:])]
    assert [session.get_one(Job, run.job_id).rank for run in runs] == [Rank.USUAL, Rank.MANY]


def test_a_run_whose_last_step_ran_while_it_was_cancelled_is_done_and_says_that_the_word_came_too_late(
    session: Session, client: FlaskClient, worker: Worker
) -> None:
    sign_in_office(session, client)
    a_tray(session)
    client.post("/druck/auftraege", data={"key": "key-to-print", "all": "1"})
    worker.run_until_idle()
    run = queries.latest_run(session)
    assert run
    session.execute(update(Job).values(finished_at=None))
    session.commit()
    client.post(f"/betrieb/auftraege/{run.job_id}/abbrechen", data={"key": "key-to-cancel"})
    page = client.get(f"/druck/auftraege/{run.id}").text
    assert ("Fertig" in page, "abgebrochen" in page, "kam zu spät" in page) == (True, False, True)


def test_a_tray_printed_on_both_sides_is_joined_so_and_the_choice_is_kept_for_who_made_it(
    session: Session, client: FlaskClient, worker: Worker
) -> None:
    """As many sheets as letters; the choice of somebody else stays its own."""
    sign_in_office(session, client)
    a_tray(session, 3)
    assert chosen(client) == [False, False]
    address = client.post("/druck/auftraege", data={"key": "key-to-print", "all": "1", "duplex": "y"}).location
    assert "beidseitig: jedes Schreiben auf eigenem Blatt" in client.get(address).text
    worker.run_until_idle()
    assert "Fertig" in client.get(address).text
    fresh(session)
    letters = [number_of(files.get(item.document.sha256 or "")) for item in queries.waiting_items(session)]
    assert any(number % 2 for number in letters)
    assert number_of(client.get(f"{address}/pdf").data) == sum(number + number % 2 for number in letters)
    assert chosen(client) == [True, True]
    actions.start_run(session, [item.id for item in queries.waiting_items(session)], Actor("Henrike Andere"), NOW)
    session.commit()
    assert chosen(client) == [True, True]


def chosen(client: FlaskClient) -> list[bool]:
    """Whether the boxes of the tray are ticked: for all of it, and for what is chosen in it."""
    boxes = re.findall(r'<input[^>]*name="duplex"[^>]*>', client.get("/druck").text)
    return ["checked" in box for box in boxes]


def test_a_file_for_one_side_is_no_file_for_both(session: Session, worker: Worker) -> None:
    """Printed once more the other way, it is another run; the same way, it is the run that has them."""
    a_tray(session, 2)
    first = actions.print_all(session, OFFICE, NOW)
    session.commit()
    worker.run_until_idle()
    fresh(session)
    assert actions.print_all(session, OFFICE, NOW) is first
    second = actions.print_all(session, OFFICE, NOW, is_duplex=True)
    assert (second is first, [queries.is_duplex(session, run) for run in (first, second)]) == (False, [False, True])
