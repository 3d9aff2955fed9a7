"""Long work as people steer it: pause, go on, cancel; long lists and checks by a worker, with what came of them."""

import csv
import io
import re
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.core import jobs, journal
from app.core.db import transaction
from app.core.jobs import ItemState, Job, JobItem, Worker
from app.core.journal import JournalLine
from app.core.values import Actor, Role
from app.desk import queries as desk
from app.imports import actions as imports
from app.imports.models import ImportRun
from app.main import worker_of
from app.operations import actions, queries, rules
from tests.conftest import Installation
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in, sign_in_office
from tests.operations.factories import a_job
from tests.shares.factories import a_house, a_member

WAITING, DONE = ItemState.WAITING, ItemState.DONE
KEY = {"key": "one-and-the-same"}


def own_job(session: Session, user_id: int, kind: str = "bundle", *states: ItemState) -> Job:
    """A job that somebody signed in asked for."""
    job = a_job(session, *(states or (DONE, WAITING, WAITING)), kind=kind, title=f"Auftrag {kind}")
    job.requested_by_id = user_id
    session.commit()
    return job


def step(client: FlaskClient, job: Job, act: str) -> int:
    """Press a button on the page of a job."""
    return client.post(f"/betrieb/auftraege/{job.id}/{act}", data=KEY).status_code


def acts(session: Session) -> list[str]:
    """What the journal tells of jobs."""
    session.rollback()
    return list(session.scalars(select(JournalLine.act).order_by(JournalLine.sequence)))


# --- pause, go on, cancel ---------------------------------------------------------------------------------------------


def test_a_job_is_paused_taken_up_again_and_cancelled_from_its_page(client: FlaskClient, session: Session) -> None:
    account = sign_in_office(session, client)
    job = own_job(session, account.id)
    assert "Anhalten" in client.get(f"/betrieb/auftraege/{job.id}").text
    for act, word in (("anhalten", "Angehalten"), ("fortsetzen", "Läuft"), ("abbrechen", "Abgebrochen")):
        assert step(client, job, act) == 302
        assert word in client.get(f"/betrieb/auftraege/{job.id}").text
    assert acts(session) == ["job.paused", "job.resumed", "job.cancelled"]
    assert "Auftrag abbrechen" not in client.get(f"/betrieb/auftraege/{job.id}").text


def test_the_page_tells_who_paused_or_cancelled_a_job_and_when(client: FlaskClient, session: Session) -> None:
    account = sign_in_office(session, client)
    job = own_job(session, account.id)
    told = []
    for act in ("anhalten", "fortsetzen", "abbrechen"):
        step(client, job, act)
        text = client.get(f"/betrieb/auftraege/{job.id}").text
        told.append(re.findall(r", (angehalten|abgebrochen) \d\d.* von Henrike", text))
    assert told == [["angehalten"], [], ["abgebrochen"]]


def test_a_cancelling_that_found_nothing_waiting_is_told_as_too_late(client: FlaskClient, session: Session) -> None:
    account = sign_in_office(session, client)
    job = own_job(session, account.id, "bundle", DONE, ItemState.RUNNING)
    answer = client.post(f"/betrieb/auftraege/{job.id}/abbrechen", data=KEY, follow_redirects=True)
    assert re.search(r'toast-warning"((?!<button).)*Kein Schritt wartet mehr', answer.text, re.DOTALL)
    session.execute(update(JobItem).values(state=DONE))
    session.commit()
    page = client.get(f"/betrieb/auftraege/{job.id}").text
    assert ("Fertig" in page, "abgebrochen" in page.lower()) == (True, False)
    assert re.search(r", das Abbrechen \d\d.* von Henrike .* kam zu spät", page)


def test_a_button_pressed_twice_acts_once_and_what_is_over_is_refused(client: FlaskClient, session: Session) -> None:
    account = sign_in_office(session, client)
    job = own_job(session, account.id)
    assert [step(client, job, "abbrechen") for _ in range(2)] == [302, 302]
    answer = client.post(f"/betrieb/auftraege/{job.id}/abbrechen", data={"key": "another-page"})
    assert answer.status_code == 409
    assert acts(session) == ["job.cancelled"]


@pytest.mark.parametrize("kind", ["erase_refused", "close_resolution", "mail", "render"])
def test_what_a_law_or_a_deadline_asks_for_is_not_called_off(client: FlaskClient, session: Session, kind: str) -> None:
    account = sign_in_office(session, client)
    job = own_job(session, account.id, kind)
    assert "Auftrag abbrechen" not in client.get(f"/betrieb/auftraege/{job.id}").text
    assert {step(client, job, act) for act in ("anhalten", "abbrechen")} == {409}
    assert acts(session) == []


@pytest.mark.parametrize("kind", ["export", "dunning_run", "contribution_run"])
def test_what_a_person_asked_for_is_called_off_by_a_person(client: FlaskClient, session: Session, kind: str) -> None:
    """A run of reminders or contributions is a person's decision, whatever deadline lies behind each of its letters."""
    job = a_job(session, WAITING, kind=kind, title="Auftrag")
    job.requested_by_id = sign_in_office(session, client).id
    assert rules.may_be_stopped(job.kind, job.requested_by_id)


def test_who_asked_for_a_job_steers_it_and_nobody_else_without_the_office(
    client: FlaskClient, session: Session
) -> None:
    account = sign_in(session, client, a_person(session), Role.AUDITOR)
    mine, other = own_job(session, account.id, "export"), own_job(session, 4711, "bundle")
    assert step(client, mine, "anhalten") == 302
    assert step(client, other, "anhalten") == 404
    assert "Auftrag export" in client.get("/betrieb/auftraege/meine").text
    assert "Auftrag bundle" not in client.get("/betrieb/auftraege/meine").text


def test_an_import_called_off_says_so_on_its_own_page(session: Session) -> None:
    run = ImportRun(filename="alt.csv", sha256="a" * 64, columns={}, share_amount=1, created_at=NOW, created_by="x",
                    state="ordered")  # fmt: skip
    session.add(run)
    session.flush()
    job_id = jobs.enqueue(session, imports.JOB_KIND, [str(run.id)], key="i", actor=Actor("x", 7), now=NOW)
    actions.cancel_job(session, job_id, OFFICE, NOW)
    assert (run.state, run.error) == ("failed", jobs.CANCELLED_WORDS)


def test_the_list_is_filtered_by_paused_jobs(client: FlaskClient, session: Session) -> None:
    account = sign_in_office(session, client)
    step(client, own_job(session, account.id), "anhalten")
    own_job(session, account.id, "export")
    text = client.get("/betrieb/auftraege?state=paused").text
    assert "Auftrag bundle" in text
    assert "Auftrag export" not in text


def test_the_page_says_how_fast_a_job_goes_and_how_long_it_will_take(client: FlaskClient, session: Session) -> None:
    account = sign_in_office(session, client)
    job = own_job(session, account.id, "bundle", DONE, DONE, DONE, WAITING)
    for item in session.scalars(select(JobItem).where(JobItem.state == DONE)):
        item.started_at = item.finished_at = NOW
    session.commit()
    text = client.get(f"/betrieb/auftraege/{job.id}").text
    assert "Schritte in der" in text
    assert "noch etwa" in text


# --- long lists -------------------------------------------------------------------------------------------------------


@pytest.fixture
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows are a short list, three a long one."""
    monkeypatch.setattr("app.core.web.exports.AT_ONCE", 2)
    monkeypatch.setattr("app.core.web.lists.AT_ONCE", 2)
    monkeypatch.setattr("app.core.web.exports.TOLD_EVERY", 1)


def members(session: Session, number: int = 4) -> None:
    """A house with some members."""
    a_house(session)
    for _ in range(number):
        a_member(session, shares=2)
    session.commit()


def order(client: FlaskClient, page: str, kind: str, query: str = "") -> str:
    """Ask for a long list and give the page of its job."""
    sent = {"page": page, "format": kind, "query": query, "key": f"a-key-for-{kind}"}
    answer = client.post("/betrieb/ausgaben", data=sent)
    assert answer.status_code == 302, answer.text
    return answer.location


def test_a_list_whose_address_is_too_long_is_refused_and_not_cut(session: Session, client: FlaskClient) -> None:
    a_house(session)
    sign_in_office(session, client)
    sent = {"page": "dossiers.index", "format": "csv", "query": "q=" + "a" * 8000, "key": "a-key-too-long"}
    assert client.post("/betrieb/ausgaben", data=sent).status_code == 414
    assert session.query(Job).count() == 0


def rows_of(content: bytes, kind: str) -> list[list[object]]:
    """The rows of a file."""
    if kind == "xlsx":
        return [list(row) for row in load_workbook(io.BytesIO(content)).worksheets[0].values]
    return [list(row) for row in csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")]


@pytest.mark.usefixtures("short_patience")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(("page", "address"), [("dossiers.index", "/mitglieder/"), ("reports.index", "/register/")])
def test_a_long_list_is_written_by_a_worker_as_its_page_shows_it(
    client: FlaskClient, session: Session, worker: Worker, page: str, address: str, kind: str
) -> None:
    members(session)
    sign_in_office(session, client)
    assert client.get(f"{address}?format={kind}").status_code == 409
    assert 'action="/betrieb/ausgaben"' in client.get(address).text
    job = order(client, page, kind, "sort=-number")
    worker.run_until_idle()
    answer = client.get(f"{job}/ergebnis")
    heads, *lines = rows_of(answer.data, kind)
    assert heads[0] == "Nr."
    assert [int(str(line[0])) for line in lines] == [4, 3, 2, 1]


@pytest.mark.usefixtures("short_patience")
def test_a_short_list_is_given_at_once(client: FlaskClient, session: Session) -> None:
    members(session, 2)
    sign_in_office(session, client)
    assert client.get("/mitglieder/?format=csv").status_code == 200
    assert "/betrieb/ausgaben" not in client.get("/mitglieder/").text


@pytest.mark.usefixtures("short_patience")
def test_the_journal_is_written_with_what_its_lines_are_about(
    client: FlaskClient, session: Session, worker: Worker
) -> None:
    sign_in(session, client, a_person(session), Role.AUDITOR)
    for number in range(4):
        journal.record(session, OFFICE, "notify", f"application:{number}", NOW, f"Sache {number}")
    session.commit()
    job = order(client, "operations.journal", "csv", "act=notify&sort=sequence")
    worker.run_until_idle()
    lines = rows_of(client.get(f"{job}/ergebnis").data, "csv")[1:]
    assert lines[0][3:6] == ["Benachrichtigt", "Antrag\u00a00", "Sache 0"]
    assert len(lines) == 4


def test_no_job_writes_the_journal_of_days_that_are_none(
    client: FlaskClient, session: Session, worker: Worker
) -> None:
    sign_in(session, client, a_person(session), Role.AUDITOR)
    journal.record(session, OFFICE, "notify", "application:1", NOW, "Sache 1")
    session.commit()
    job = order(client, "operations.journal", "csv", "von=unsinn")
    worker.run_until_idle()
    assert "TT.MM.JJJJ" in client.get(job).text
    assert client.get(f"{job}/ergebnis").status_code == 404


def test_a_list_is_written_in_the_language_of_who_asked(
    client: FlaskClient, session: Session, worker: Worker
) -> None:
    members(session, 1)
    sign_in_office(session, client)
    with client.session_transaction() as cookie:
        cookie["locale"] = "en"
    job = order(client, "reports.index", "csv")
    worker.run_until_idle()
    assert "Address" in rows_of(client.get(f"{job}/ergebnis").data, "csv")[0]


def test_a_list_is_fetched_by_who_asked_for_it_alone(
    client: FlaskClient, session: Session, worker: Worker, installation: Installation
) -> None:
    members(session, 1)
    sign_in(session, client, a_person(session), Role.AUDITOR)
    job = order(client, "reports.index", "csv")
    worker.run_until_idle()
    assert client.get(f"{job}/ergebnis").status_code == 200
    office = installation.app.test_client()
    sign_in_office(session, office)
    with installation.app.app_context():
        assert office.get(job).status_code == 200
        assert office.get(f"{job}/ergebnis").status_code == 403


def test_a_list_whose_page_is_closed_to_somebody_is_not_asked_for(client: FlaskClient, session: Session) -> None:
    sign_in(session, client, a_person(session), Role.ADMINISTRATOR)
    for page, status in (("dossiers.index", 403), ("accounts.people", 404), ("", 404)):
        answer = client.post("/betrieb/ausgaben", data={"page": page, "format": "csv", "key": "a-key-of-a-form"})
        assert answer.status_code == status, page
    assert session.scalar(select(func.count(Job.id))) == 0


# --- the check --------------------------------------------------------------------------------------------------------


def test_every_night_has_its_work_once_whatever_the_number_of_workers(
    installation: Installation, session: Session
) -> None:
    for _ in range(3):
        worker_of(installation.settings)
    waiting = session.execute(select(Job.key, JobItem.not_before).join(Job.items).order_by(Job.id)).all()
    night = rules.next_night(NOW)
    work = ["check", "erase_expired", "invite_newcomers"]
    assert [key for key, _ in waiting] == [f"{each}:{night:%Y-%m-%d}" for each in work]
    assert [moment for _, moment in waiting] == [night, night, night.replace(hour=0)]


def test_a_check_asks_for_the_one_of_the_next_night(session: Session, worker: Worker) -> None:
    actions.ask_for_nightly_check(session, NOW)
    session.commit()
    clock = iter([rules.next_night(NOW)] * 50)
    Worker(worker.handlers, lambda: next(clock)).run_until_idle()
    jobs_of_nights = session.scalars(select(Job).order_by(Job.id)).all()
    assert [job.finished_at is not None for job in jobs_of_nights] == [True, False]
    kept = queries.last_check(session)
    assert kept is not None
    assert kept.total == 0


def test_the_night_begins_at_four_where_the_cooperative_sits() -> None:
    assert rules.next_night(datetime(2026, 7, 1, 1, 59, tzinfo=UTC)) == datetime(2026, 7, 1, 2, tzinfo=UTC)
    assert rules.next_night(datetime(2026, 12, 31, 3, tzinfo=UTC)) == datetime(2027, 1, 1, 3, tzinfo=UTC)


def test_while_a_check_is_under_way_another_one_is_the_same(session: Session) -> None:
    actor = Actor("Vera", 7)
    with transaction() as writing:
        first = actions.order_check(writing, "a", actor, NOW)
    with transaction() as writing:
        assert actions.order_check(writing, "b", actor, NOW) == first


def test_what_the_last_check_found_stands_on_the_desk_of_auditor_and_administrator(
    client: FlaskClient, session: Session, worker: Worker
) -> None:
    sign_in(session, client, a_person(session), Role.AUDITOR)
    client.post("/betrieb/pruefung", data=KEY)
    assert "Die Prüfung läuft" in client.get("/betrieb/pruefung").text
    assert "Meine Aufträge" in client.get("/").text
    worker.run_until_idle()
    assert "Zuletzt geprüft am 24.11.2026: alles in Ordnung" in client.get("/").text
    administrator = Actor("Vera", roles=frozenset({Role.ADMINISTRATOR}))
    assert [each.values for each in desk.inspections(session, administrator, TODAY)] == [{"findings": 0, "day": TODAY}]
