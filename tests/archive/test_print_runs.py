"""Runs of the printer: their sheets as a list, and how far they are."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.archive import actions
from app.core.jobs import Job, pause
from tests.archive.test_views import a_tray
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
    page = client.get(f"/druck/auftraege/{run.id}").text
    assert ("Angehalten" in page, "hx-trigger" in page) == (True, False)
    assert "Angehalten" in client.get("/druck/auftraege").text
