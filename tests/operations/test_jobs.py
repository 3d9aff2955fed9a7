"""Jobs: how far they are, what failed, and a person's word to do it again."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.archive.models import PrintItem
from app.core import files, jobs
from app.core.jobs import ItemState, Job, JobItem
from app.core.journal import JournalLine
from app.core.outbox import MailState
from app.core.values import Role
from app.shares import actions as shares
from tests.factories import NOW, OFFICE, a_person, sign_in, sign_in_office
from tests.operations.factories import a_job, a_mail
from tests.shares.factories import a_house, a_member

DONE, FAILED, RUNNING, WAITING = ItemState.DONE, ItemState.FAILED, ItemState.RUNNING, ItemState.WAITING


def states(session: Session) -> list[ItemState]:
    """Where every step stands now."""
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(JobItem.state).order_by(JobItem.id)))


def test_the_list_says_that_there_is_no_job(client: FlaskClient, session: Session) -> None:
    sign_in_office(session, client)
    assert "Noch kein Auftrag" in client.get("/betrieb/auftraege").text


def test_a_job_is_shown_with_its_kind_in_words_and_how_far_it_is(client: FlaskClient, session: Session) -> None:
    a_job(session, DONE, DONE, WAITING)
    sign_in_office(session, client)
    text = client.get("/betrieb/auftraege").text
    for words in ("Dokument herstellen", "Anteilsurkunden 2026", "2 von 3", "Läuft"):
        assert words in text


@pytest.mark.parametrize(("steps", "state"), [
    ((WAITING,), "waiting"), ((DONE, WAITING), "running"), ((RUNNING,), "running"), ((DONE, FAILED), "failed"),
    ((DONE, ItemState.IN_DOUBT), "in_doubt"), ((DONE, ItemState.CANCELLED), "cancelled"), ((DONE,), "done"),
    ((), "done"),
])  # fmt: skip
def test_the_state_of_a_job_follows_from_its_steps(
    client: FlaskClient, session: Session, steps: tuple[ItemState, ...], state: str
) -> None:
    a_job(session, *steps, title="Dieser hier")
    sign_in_office(session, client)
    assert "Dieser hier" in client.get(f"/betrieb/auftraege?state={state}").text
    other = "failed" if state != "failed" else "done"
    assert "Dieser hier" not in client.get(f"/betrieb/auftraege?state={other}").text


def test_the_desk_leads_to_the_jobs_with_unclear_steps_and_no_others(client: FlaskClient, session: Session) -> None:
    a_job(session, DONE, title="Erledigt")
    a_job(session, FAILED, DONE, title="Gescheitert A")
    a_job(session, ItemState.IN_DOUBT, WAITING, title="Zweifel B")
    sign_in_office(session, client)
    assert 'href="/betrieb/auftraege?state=unclear"' in client.get("/").text
    text = client.get("/betrieb/auftraege?state=unclear").text
    assert [words in text for words in ("Gescheitert A", "Zweifel B", "Erledigt</td>")] == [True, True, False]


def test_mails_stand_on_their_own_page_unless_asked_for(client: FlaskClient, session: Session) -> None:
    a_mail(session)
    a_job(session, DONE)
    sign_in_office(session, client)
    assert ">E-Mail senden</a>" not in client.get("/betrieb/auftraege").text
    listed = client.get("/betrieb/auftraege?kind=mail").text
    assert ">E-Mail senden</a>" in listed
    found = session.scalars(select(Job).where(Job.kind == "mail")).one()
    for page in (listed, client.get(f"/betrieb/auftraege/{found.id}").text):
        assert found.title not in page


def test_jobs_are_exported_as_filtered(client: FlaskClient, session: Session) -> None:
    a_job(session, DONE, title="Einer")
    a_job(session, FAILED, DONE, title="Anderer")
    sign_in_office(session, client)
    lines = client.get("/betrieb/auftraege?state=failed&format=csv").text.splitlines()
    assert len(lines) == 2
    assert "Anderer" in lines[1]


def test_a_running_job_renews_its_page_and_a_finished_one_does_not(client: FlaskClient, session: Session) -> None:
    running, finished = a_job(session, DONE, WAITING, title="a"), a_job(session, DONE, title="b")
    sign_in_office(session, client)
    shown = client.get(f"/betrieb/auftraege/{running.id}").text
    assert 'hx-trigger="every 2s"' in shown
    assert "Stand neu laden" in shown
    assert 'hx-trigger="every 2s"' not in client.get(f"/betrieb/auftraege/{finished.id}").text


def test_failed_steps_are_done_again_once_however_often_the_button_is_pressed(
    client: FlaskClient, session: Session
) -> None:
    job = a_job(session, DONE, FAILED, FAILED)
    sign_in_office(session, client)
    assert "kein Papier" in client.get(f"/betrieb/auftraege/{job.id}").text
    for _ in range(2):
        answer = client.post(f"/betrieb/auftraege/{job.id}/noch-einmal", data={"key": "one-and-the-same"})
        assert answer.status_code == 302
    assert states(session) == [DONE, WAITING, WAITING]
    assert list(session.scalars(select(JournalLine.act))) == ["job.retried"]


def test_one_step_is_done_again(client: FlaskClient, session: Session) -> None:
    job = a_job(session, FAILED, FAILED)
    second = session.scalars(select(JobItem.id).order_by(JobItem.id.desc())).first()
    sign_in_office(session, client)
    assert client.post(f"/betrieb/auftraege/{job.id}/schritte/{second}").status_code == 302
    assert states(session) == [FAILED, WAITING]


def test_what_did_not_fail_is_not_done_again(client: FlaskClient, session: Session) -> None:
    job = a_job(session, DONE)
    sign_in_office(session, client)
    assert client.post(f"/betrieb/auftraege/{job.id}/noch-einmal").status_code == 409
    item = session.scalars(select(JobItem.id)).one()
    assert client.post(f"/betrieb/auftraege/{job.id}/schritte/{item}").status_code == 409


def test_a_mail_is_sent_again_from_its_own_page_only(client: FlaskClient, session: Session) -> None:
    a_mail(session, MailState.FAILED)
    sign_in_office(session, client)
    item = session.scalars(select(JobItem)).one()
    answer = client.post(f"/betrieb/auftraege/{item.job_id}/schritte/{item.id}")
    assert answer.status_code == 409
    assert "eigenen Seite" in answer.text
    assert client.post(f"/betrieb/auftraege/{item.job_id}/noch-einmal").status_code == 409
    assert 'href="/betrieb/e-mails/1"' in client.get(f"/betrieb/auftraege/{item.job_id}").text


def test_a_step_of_another_job_is_not_there(client: FlaskClient, session: Session) -> None:
    first, _second = a_job(session, FAILED, title="a"), a_job(session, FAILED, title="b")
    other = session.scalars(select(JobItem.id).where(JobItem.job_id != first.id)).one()
    sign_in_office(session, client)
    assert client.post(f"/betrieb/auftraege/{first.id}/schritte/{other}").status_code == 404
    assert states(session) == [FAILED, FAILED]


def test_the_result_is_opened(client: FlaskClient, session: Session) -> None:
    job = a_job(session, DONE)
    jobs.keep_result(session, job, files.put(b"a;b"), "liste.csv", NOW)
    sign_in_office(session, client)
    assert "Ergebnis speichern" in client.get(f"/betrieb/auftraege/{job.id}").text
    answer = client.get(f"/betrieb/auftraege/{job.id}/ergebnis")
    assert (answer.mimetype, answer.data) == ("text/csv", b"a;b")
    assert "liste.csv" in answer.headers["Content-Disposition"]


def test_a_result_that_was_erased_is_not_there(client: FlaskClient, session: Session) -> None:
    job, without = a_job(session, DONE), a_job(session, DONE, title="ohne")
    job.result_sha256 = files.put(b"weg")
    files.erase(job.result_sha256)
    sign_in_office(session, client)
    for each in (job.id, without.id, 4711):
        assert client.get(f"/betrieb/auftraege/{each}/ergebnis").status_code == 404


def test_others_see_no_jobs_but_their_own(client: FlaskClient, session: Session) -> None:
    job = a_job(session, FAILED)
    sign_in(session, client, a_person(session), Role.AUDITOR)
    assert client.get("/betrieb/auftraege").status_code == 403
    assert client.get(f"/betrieb/auftraege/{job.id}").status_code == 404
    assert client.post(f"/betrieb/auftraege/{job.id}/noch-einmal").status_code == 404


FULL = "Unerwarteter Fehler (OSError): [Errno 28] No space left on device"


@pytest.mark.parametrize(("role", "sees_it"), [(Role.OFFICE, False), (Role.ADMINISTRATOR, True)])
def test_why_a_step_failed_is_said_in_words_and_in_the_servers_only_to_the_administrator(
    session: Session, client: FlaskClient, role: Role, sees_it: bool
) -> None:
    job, mail = a_job(session, ItemState.FAILED), a_mail(session, MailState.FAILED)
    session.execute(update(JobItem).values(error=FULL))
    mail.error = FULL
    sign_in(session, client, a_person(session), role)
    for path in (f"/betrieb/auftraege/{job.id}", f"/betrieb/e-mails/{mail.id}"):
        page = client.get(path).text
        assert "Auf dem Server ist kein Platz mehr. Sagen Sie es der Verwaltung" in page
        assert ("No space left on device" in page) is sees_it
    exported = client.get("/betrieb/e-mails?format=csv").text
    assert "No space left on device" not in exported
    assert "Auf dem Server ist kein Platz mehr" in exported


def test_the_steps_of_a_run_name_member_level_and_letter(client: FlaskClient, session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=1)
    letter = shares.issue_payment_request(session, member, OFFICE, NOW.replace(month=12, day=28))
    item = session.scalars(select(PrintItem).where(PrintItem.document_id == letter.id)).one()
    steps = {"dunning_run": f"{member.id}:2:dunning_run:21G32Hw", "bundle": f"4:{item.id}"}
    pages = {}
    for kind, reference in steps.items():
        pages[kind] = jobs.enqueue(session, kind, [reference], key=f"{kind}:21G32Hw", actor=OFFICE, now=NOW)
    sign_in_office(session, client)
    dunned, printed = (client.get(f"/betrieb/auftraege/{job_id}").text for job_id in pages.values())
    assert ("0001, 1. Mahnung" in dunned, "21G32Hw" in dunned) == (True, False)
    assert (f">{letter.number}<" in printed, f"4:{item.id}" in printed) == (True, False)
