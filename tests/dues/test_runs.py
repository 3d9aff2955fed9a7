"""A run of letters over all who are late: one at a time, steered by who asked for it."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.jobs import Job, Worker
from app.core.values import Refusal
from app.dues import actions, jobs, queries
from app.dues.models import DunningNotice
from tests.conftest import Installation
from tests.core.workers import Order, read_until, running
from tests.dues.factories import a_debtor
from tests.factories import OFFICE, sign_in_office
from tests.shares.factories import a_house
from tests.together import transactions_together

NAMES = ("Altenbruck", "Eichenau", "Hohenmoos")
RUN = "/mahnungen/lauf"


def three_debtors(session: Session, client: FlaskClient) -> None:
    """Three members late with their payments, looked at by the office."""
    a_house(session)
    for name in NAMES:
        a_debtor(session, f"Gemeinde {name}")
    session.commit()
    sign_in_office(session, client)


def ordered(client: FlaskClient, key: str) -> str:
    """Press the button; gives the address of the job."""
    answer = client.post(RUN, data={"key": key})
    assert answer.status_code == 302
    return str(answer.location)


def written(session: Session) -> int:
    """How many letters there are."""
    session.rollback()
    return len(session.scalars(select(DunningNotice.id)).all())


def press(client: FlaskClient, job: str, act: str) -> str:
    """Press a button on the page of the job, and read the page then."""
    answer = client.post(f"{job}/{act}", data={"key": f"key-to-{act}"})
    assert answer.status_code == 302
    return client.get(job).text


def test_a_run_is_paused_taken_up_again_and_cancelled(session: Session, client: FlaskClient) -> None:
    """What is written stays written, the rest is not; the next run writes to the rest."""
    three_debtors(session, client)
    job, worker = ordered(client, "first-run"), Worker(jobs.HANDLERS)
    page = client.get(job).text
    assert ("Anhalten" in page, "Auftrag abbrechen" in page) == (True, True)
    assert worker.run_next()
    assert "Fortsetzen" in press(client, job, "anhalten")
    assert (worker.run_next(), written(session)) == (False, 1)
    press(client, job, "fortsetzen")
    assert (worker.run_next(), written(session)) == (True, 2)
    assert "Abgebrochen" in press(client, job, "abbrechen")
    assert (worker.run_next(), written(session)) == (False, 2)
    assert ordered(client, "second-run") != job
    worker.run_until_idle()
    assert written(session) == 3


def test_a_second_tab_starts_no_second_run_and_leads_to_the_first(session: Session, client: FlaskClient) -> None:
    """Neither while it waits, nor while it goes on, nor while it is paused."""
    three_debtors(session, client)
    job, worker = ordered(client, "first-tab"), Worker(jobs.HANDLERS)
    for act in (worker.run_next, lambda: press(client, job, "anhalten"), lambda: press(client, job, "fortsetzen")):
        answer = client.post(RUN, data={"key": "second-tab"})
        assert answer.status_code == 422
        assert "Ein Mahnlauf ist noch nicht zu Ende." in answer.text
        assert f'href="{job}"' in answer.text
        act()
    assert len(session.scalars(select(Job).where(Job.kind == actions.RUN_JOB)).all()) == 1
    worker.run_until_idle()
    assert (written(session), queries.find_open_run(session)) == (3, None)


def test_the_page_of_a_run_shows_the_one_under_way_and_no_button(session: Session, client: FlaskClient) -> None:
    three_debtors(session, client)
    assert "Alle Briefe schreiben" in client.get(RUN).text
    job = ordered(client, "first-tab")
    Worker(jobs.HANDLERS).run_next()
    page = client.get(RUN).text
    assert "1 von 3 Schritten" in page
    assert f'href="{job}"' in page
    assert "Alle Briefe schreiben" not in page


def test_with_nobody_late_any_more_the_page_says_so(session: Session, client: FlaskClient) -> None:
    a_house(session)
    sign_in_office(session, client)
    session.commit()
    answer = client.post(RUN, data={"key": "first-tab"})
    assert (answer.status_code, "Heute ist nichts zu mahnen." in answer.text) == (422, True)


def test_two_who_begin_a_run_at_once_begin_one(app: Flask, session: Session) -> None:
    a_house(session)
    a_debtor(session)
    session.commit()
    answers = transactions_together(
        app, *(lambda own, key=key: actions.order_run(own, None, key, OFFICE, clock.now()) for key in ("one", "other"))
    )
    assert sum(isinstance(each, Refusal) for each in answers) == 1


# --- workers that are killed -----------------------------------------------------------------------------------------


def steered_and_killed(installation: Installation, client: FlaskClient, job: str, act: str, place: str) -> Worker:
    """A worker dies in the midst of a letter while somebody pauses or calls off the run; the one that comes after.

    In `finish` its letter is written and not committed; SQLite lets nobody write beside it, so it dies first there.
    """
    order = Order(installation.settings.database_url, hang_in=place, is_dunning=True)
    with running(order) as (dying,):
        read_until(dying, f"hangs in {place}")
        if place == "work":
            press(client, job, act)
        dying.kill()
    if place == "finish":
        press(client, job, act)
    return Worker(jobs.HANDLERS, lambda: clock.now() + timedelta(minutes=5))


@pytest.mark.parametrize("place", ["work", "finish"])
def test_a_worker_killed_in_a_run_that_is_paused_leaves_every_letter_to_be_written_once(
    session: Session, client: FlaskClient, installation: Installation, place: str
) -> None:
    """None while it is paused, also not the one it died with; all of them afterwards, none twice."""
    three_debtors(session, client)
    job = ordered(client, "first-run")
    session.rollback()
    after = steered_and_killed(installation, client, job, "anhalten", place)
    assert (after.run_until_idle(), written(session)) == (0, 0)
    press(client, job, "fortsetzen")
    assert (after.run_until_idle(), written(session)) == (3, 3)
    assert len(set(session.scalars(select(DunningNotice.member_id)))) == 3
    assert "Fertig" in client.get(job).text


@pytest.mark.parametrize("place", ["work", "finish"])
def test_a_worker_killed_in_a_run_that_is_called_off_leaves_no_letter_and_room_for_the_next_run(
    session: Session, client: FlaskClient, installation: Installation, place: str
) -> None:
    three_debtors(session, client)
    job = ordered(client, "first-run")
    session.rollback()
    after = steered_and_killed(installation, client, job, "abbrechen", place)
    assert (after.run_until_idle(), written(session)) == (0, 0)
    assert "Abgebrochen" in client.get(job).text
    assert queries.find_open_run(session) is None
    assert ordered(client, "second-run") != job
    assert (after.run_until_idle(), written(session)) == (3, 3)
