"""The import as the office does it: upload, columns, rows, take over."""

import io
import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, nullcontext
from contextvars import Context
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, func, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.core import clock, files, journal
from app.core.db import db
from app.core.jobs import MAX_ATTEMPTS, JobItem, Worker, give_up, retry
from app.core.values import Refusal, Role
from app.imports.models import ImportRun
from app.members.models import Member
from app.parties.models import Party
from app.shares import actions as shares
from tests.admissions.factories import a_statute
from tests.factories import a_person, sign_in, sign_in_office

LIST = "Mnr;Wer;Seit;Stück;Bezahlt\n1;Stadt Lindenfurt;19.02.2021;2;500,00\n2;;19.02.2021;2;500,00\n".encode("cp1252")
CHOSEN = {"column_0": "member_number", "column_1": "name", "column_2": "joined_on", "column_3": "shares",
          "column_4": "paid_in", "share_amount": "500,00"}


def upload(client: FlaskClient, content: bytes = LIST, key: str = "key-of-this-upload") -> str:
    """Hand a list over and give the address of its columns."""
    form = {"file": (io.BytesIO(content), "alt.csv"), "share_amount": "500,00", "key": key}
    answer = client.post("/import/", data=form, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.text
    return answer.location


def test_the_office_takes_a_list_over_in_three_steps(client: FlaskClient, session: Session, worker: Worker) -> None:
    """Columns by hand, one row refused with its reason, the other in the register."""
    sign_in_office(session, client)
    columns = upload(client)
    assert "Stadt Lindenfurt" in client.get(columns).text
    shown = client.post(columns, data=CHOSEN, follow_redirects=True)
    assert "Der Name fehlt" in shown.text
    client.post(columns.removesuffix("/spalten"))
    worker.run_until_idle()
    assert session.scalar(select(func.count()).select_from(Member)) == 1
    assert "1 übernommen" in client.get(columns.removesuffix("/spalten")).text


def _save_while_a_list_is_written(
    client: FlaskClient, session: Session, worker: Worker, monkeypatch: pytest.MonkeyPatch, patience: float | None
) -> TestResponse:
    """Somebody saves while the one transaction of an import writes; it goes on when `patience` is over, or answered."""
    sign_in_office(session, client)
    columns, write = upload(client), shares.take_over_many
    answers: list[Future[TestResponse]] = []

    def write_while_somebody_saves(*arguments: Any) -> None:
        form = {"file": (io.BytesIO(LIST), "neu.csv"), "share_amount": "500,00", "key": "key-of-another-upload"}
        answers.append(pool.submit(client.post, "/import/", data=form, content_type="multipart/form-data"))
        wait(answers, patience)
        write(*arguments)

    client.post(columns, data=CHOSEN)
    client.post(columns.removesuffix("/spalten"))
    monkeypatch.setattr(shares, "take_over_many", write_while_somebody_saves)
    with ThreadPoolExecutor() as pool:
        worker.run_until_idle()
        return answers[0].result()


def test_who_saves_while_a_list_is_written_waits(
    client: FlaskClient, session: Session, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL there is nothing to wait for."""
    answer = _save_while_a_list_is_written(client, session, worker, monkeypatch, patience=1)
    assert answer.status_code == 302
    assert session.scalar(select(func.count()).select_from(Member)) == 1


@contextmanager
def _impatient() -> Iterator[None]:
    """SQLite lets everybody else wait for some seconds while one writes; here for a tenth of one."""

    def be_impatient(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA busy_timeout=100")

    event.listen(db.engine, "checkout", be_impatient)
    try:
        yield
    finally:
        event.remove(db.engine, "checkout", be_impatient)


def test_who_waits_too_long_for_a_list_is_told_to_send_again(
    client: FlaskClient, session: Session, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is saved of what was sent, and the list is taken over nevertheless."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    with _impatient() if is_sqlite else nullcontext():
        answer = _save_while_a_list_is_written(client, session, worker, monkeypatch, patience=60)
    assert answer.status_code == (503 if is_sqlite else 302)
    assert not is_sqlite or "in einer Minute noch einmal ab" in answer.text
    counted = [session.scalar(select(func.count()).select_from(model)) for model in (Member, ImportRun)]
    assert counted == [1, 1 if is_sqlite else 2]


def test_a_double_click_hands_one_list_over(client: FlaskClient, session: Session) -> None:
    """The key makes the second upload the first one."""
    sign_in_office(session, client)
    assert upload(client) == upload(client)
    assert session.scalar(select(func.count()).select_from(ImportRun)) == 1


def test_a_list_that_is_not_wanted_is_discarded_with_its_file(
    client: FlaskClient, session: Session, worker: Worker
) -> None:
    """Row and bytes go; the journal tells of it."""
    sign_in_office(session, client)
    list_page = upload(client).removesuffix("/spalten")
    digest = session.scalars(select(ImportRun.sha256)).one()
    assert client.post(f"{list_page}/verwerfen").status_code == 302
    worker.run_until_idle()
    session.rollback()
    assert session.scalar(select(func.count()).select_from(ImportRun)) == 0
    assert client.get(list_page).status_code == 404
    assert "alt.csv verworfen" in journal.lines_about(session, "import:1")[0].summary()
    with pytest.raises(files.Lost):
        files.get(digest)


def test_a_list_that_failed_is_discarded_unless_it_is_tried_again(
    client: FlaskClient, session: Session, worker: Worker
) -> None:
    """Also one whose job was cancelled; a job taken up again for a list that is gone ends by itself."""
    sign_in_office(session, client)
    columns = upload(client)
    list_page = columns.removesuffix("/spalten")
    client.post(columns, data=CHOSEN)
    client.post(list_page)
    item = session.scalars(select(JobItem).where(JobItem.job.has(kind="import"))).one()
    give_up(session, item, "Verbindung weg", clock.now())
    session.execute(update(ImportRun).values(state="failed"))
    session.commit()
    assert "Verwerfen" in client.get(list_page).text
    session.expire_all()
    retry(session, item, clock.now())
    session.commit()
    assert client.post(f"{list_page}/verwerfen").status_code == 409
    give_up(session, item, "Verbindung weg", clock.now())
    session.commit()
    assert client.post(f"{list_page}/verwerfen").status_code == 302
    session.expire_all()
    retry(session, item, clock.now())
    session.commit()
    worker.run_until_idle()
    session.rollback()
    assert session.scalar(select(func.count()).select_from(ImportRun)) == 0
    assert list(files.stored()) == []


def test_a_list_that_hangs_or_failed_says_why_and_is_tried_again(
    client: FlaskClient, session: Session, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In plain German: a rule's own sentence; of what nobody has foreseen, what can be done."""
    sign_in_office(session, client)
    columns = upload(client)
    list_page = columns.removesuffix("/spalten")
    client.post(columns, data=CHOSEN)
    client.post(list_page)
    faults: list[Exception] = [Refusal("Die Bücher sind geschlossen."), RuntimeError("boom")]

    def fail(*_arguments: object) -> None:
        raise faults[0]

    with monkeypatch.context() as broken:
        broken.setattr("app.imports.queries.judged", fail)
        worker.run_until_idle()
        text = client.get(list_page).text
        assert ("Der nächste beginnt um" in text, "Die Bücher sind geschlossen." in text) == (True, True)
        assert "Refusal" not in text
        faults.pop(0)
        item = session.scalars(select(JobItem).where(JobItem.job.has(kind="import"))).one()
        item.attempts, item.not_before = MAX_ATTEMPTS - 1, clock.now()
        session.commit()
        worker.run_until_idle()
    text = client.get(list_page).text
    assert ("Noch einmal versuchen" in text, "rufen Sie die Verwaltung" in text, "boom" in text) == (True, True, False)
    answers = [client.post(f"{list_page}/noch-einmal") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 409]
    worker.run_until_idle()
    assert "Übernommen" in client.get(list_page).text


def test_a_list_that_was_ordered_is_not_discarded(client: FlaskClient, session: Session) -> None:
    """What the register took over keeps its origin."""
    sign_in_office(session, client)
    columns = upload(client)
    client.post(columns, data=CHOSEN)
    client.post(columns.removesuffix("/spalten"))
    assert client.post(f"{columns.removesuffix('/spalten')}/verwerfen").status_code == 409


def test_ordering_twice_takes_over_once(client: FlaskClient, session: Session, worker: Worker) -> None:
    """Two clicks, two tabs: one job."""
    sign_in_office(session, client)
    columns = upload(client)
    client.post(columns, data=CHOSEN)
    for _ in range(3):
        assert client.post(columns.removesuffix("/spalten")).status_code == 302
    worker.run_until_idle()
    assert session.scalar(select(func.count()).select_from(Member)) == 1


def test_the_page_of_a_running_import_looks_at_its_job_alone(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It asks again every second: the list is neither read nor judged for that."""
    sign_in_office(session, client)
    page = upload(client).removesuffix("/spalten")
    client.post(f"{page}/spalten", data=CHOSEN)
    client.post(page)
    monkeypatch.setattr(files, "get", lambda _digest: 1 / 0)
    assert "wartet, bis die Aufträge" in client.get(page).text
    assert f'hx-get="{page}/stand"' in client.get(f"{page}/stand").text


def test_the_running_page_leads_to_the_result(client: FlaskClient, session: Session, worker: Worker) -> None:
    """The part that renews itself fetches the whole page in the end."""
    sign_in_office(session, client)
    page = upload(client).removesuffix("/spalten")
    client.post(f"{page}/spalten", data=CHOSEN)
    client.post(page)
    worker.run_until_idle()
    assert f'hx-get="{page}"' in client.get(f"{page}/stand").text


def test_a_list_without_what_the_statute_adds_to_the_register_is_remarked(
    client: FlaskClient, session: Session
) -> None:
    a_statute(session, extra_register_fields="Gemeindeschlüssel, Wer")
    sign_in_office(session, client)
    page = upload(client).removesuffix("/spalten")
    shown = client.post(f"{page}/spalten", data=CHOSEN, follow_redirects=True).text
    assert "auch: Gemeindeschlüssel, Wer. Die Liste" in shown
    held = {**CHOSEN, "column_4": "register_detail"}
    content = LIST.replace(b"Bezahlt", "Gemeindeschlüssel".encode("cp1252"))
    page = upload(client, content, "key-of-another-list").removesuffix("/spalten")
    shown = client.post(f"{page}/spalten", data=held, follow_redirects=True).text
    assert "auch: Wer. Die Liste" in shown


def test_rows_taken_over_stay_what_they_were(client: FlaskClient, session: Session, worker: Worker) -> None:
    """Also where the member is called otherwise today."""
    sign_in_office(session, client)
    page = upload(client).removesuffix("/spalten")
    client.post(f"{page}/spalten", data=CHOSEN)
    client.post(page)
    worker.run_until_idle()
    session.execute(update(Party).values(sort_name="anders"))
    session.commit()
    text = client.get(page).text
    assert "Der Name fehlt" in text
    assert "schon vergeben" not in text


def test_what_is_no_list_is_refused_with_a_sentence(client: FlaskClient, session: Session) -> None:
    """A picture is no list of members."""
    sign_in_office(session, client)
    form = {"file": (io.BytesIO(b"\x89PNG\r\n\x00\x00"), "bild.png"), "share_amount": "500", "key": "another-key-1"}
    answer = client.post("/import/", data=form, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "Liste" in answer.text


def test_a_map_without_names_is_refused(client: FlaskClient, session: Session) -> None:
    """What every member needs must have its column."""
    sign_in_office(session, client)
    columns = upload(client)
    answer = client.post(columns, data={**CHOSEN, "column_1": "", "column_4": "iban"})
    assert answer.status_code == 422
    assert '<option selected value="iban">IBAN</option>' in answer.text


def test_a_refused_map_is_explained_in_the_readers_language(client: FlaskClient, session: Session) -> None:
    """The field is called as the page calls it."""
    sign_in_office(session, client)
    columns = upload(client)
    twice = {**CHOSEN, "column_4": "shares"}
    assert "demselben Feld zugeordnet: Anteile." in client.post(columns, data=twice).text
    english = {"Accept-Language": "en"}
    answer = Context().run(lambda: client.post(columns, data=twice, headers=english))
    assert "the same field: Shares." in answer.text


def test_a_list_not_mapped_yet_leads_to_its_columns(client: FlaskClient, session: Session) -> None:
    """Not to an error."""
    sign_in_office(session, client)
    columns = upload(client)
    assert client.get(columns.removesuffix("/spalten")).location == columns


def test_a_board_member_imports_nothing(client: FlaskClient, session: Session) -> None:
    """The office's and the administrator's matter."""
    sign_in(session, client, a_person(session), Role.AUDITOR)
    assert client.get("/import/").status_code == 403


def test_the_faulty_rows_can_be_exported(client: FlaskClient, session: Session) -> None:
    """To be mended in the list itself."""
    sign_in_office(session, client)
    columns = upload(client)
    client.post(columns, data=CHOSEN)
    text = client.get(columns.removesuffix("/spalten") + "?only=errors&format=csv").data.decode("utf-8-sig")
    assert re.findall(r"^(\d+);", text, re.MULTILINE) == ["2"]
