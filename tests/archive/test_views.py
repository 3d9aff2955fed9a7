"""Pages of the archive: the tray from printing to posting, the register, the public check page."""

import io
from dataclasses import replace

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.archive import actions, queries
from app.archive.models import IssuedDocument, PrintItem, PrintRun, PrintRunSheet
from app.archive.rules import MOST_ROWS_AT_ONCE, for_signature
from app.archive.views.pieces import KIND_NAMES
from app.core import files
from app.core.jobs import ItemState, Job, JobItem, Worker, cancel
from app.core.values import German, Role
from app.core.web import _ as in_words
from documents.registry import KINDS
from tests.archive.factories import a_document, a_printed_document
from tests.factories import NOW, OFFICE, a_person, sign_in, sign_in_office
from tests.tabs import said, two_tabs
from tests.together import transactions_together

KEY = "a-key-of-a-form"


def a_tray(session: Session, count: int = 3) -> list[PrintItem]:
    """Letters that wait to be printed."""
    for number in range(1, count + 1):
        a_document(session, number=f"B-2026-{number:04d}", print_for=f"Gemeinde {number}")
    session.commit()
    return list(queries.waiting_items(session))


def fresh(session: Session) -> None:
    """See what the pages have written."""
    session.rollback()
    session.expire_all()


@pytest.mark.parametrize("is_finished", [False, True], ids=["running", "finished"])
def test_print_all_from_two_tabs_is_one_run(
    session: Session, client: FlaskClient, worker: Worker, is_finished: bool
) -> None:
    a_document(session, print_for="Gemeinde Altenbruck")
    sign_in_office(session, client)
    first, second = two_tabs(client, "/druck", "auftraege")
    place = first.send().location
    if is_finished:
        worker.run_until_idle()
    assert second.send().location == place
    assert "Es entsteht kein zweiter" in client.get(place).text
    assert session.scalar(select(func.count()).select_from(PrintRun)) == 1


def test_a_sheet_whose_job_failed_says_so_and_leads_to_the_job(session: Session, client: FlaskClient) -> None:
    item = a_tray(session, count=1)[0]
    sign_in_office(session, client)
    assert "kann schon gelesen werden" in client.get(f"/dokumente/{item.document_id}").text
    session.execute(update(JobItem).values(state=ItemState.FAILED))
    session.commit()
    job = session.scalars(select(JobItem)).one().job_id
    pages = [client.get(path).text for path in ("/druck", f"/dokumente/{item.document_id}")]
    assert all(f'href="/betrieb/auftraege/{job}"' in page for page in pages)
    assert "Wird erzeugt" not in pages[0]
    assert "kann schon gelesen werden" not in pages[1]


def test_two_who_print_all_at_the_same_moment_start_one_run(app: Flask, session: Session) -> None:
    for name in ("Gemeinde Altenbruck", "Stadt Lindenfurt"):
        a_document(session, print_for=name)
    session.commit()
    assert transactions_together(app, *(lambda own: actions.print_all(own, OFFICE, NOW).id,) * 2) == [1, 1]
    assert session.scalar(select(func.count()).select_from(PrintRunSheet)) == 2


def test_a_run_that_was_cancelled_says_so(session: Session, client: FlaskClient) -> None:
    run = actions.start_run(session, [item.id for item in a_tray(session)], OFFICE, NOW)
    cancel(session, session.get_one(Job, run.job_id), NOW)
    session.commit()
    sign_in_office(session, client)
    page = client.get(f"/druck/auftraege/{run.id}").text
    assert ("Abgebrochen" in page, "Mit Fehlern" in page) == (True, False)


def test_a_letter_in_a_running_run_is_not_taken_again(session: Session) -> None:
    first, second = (a_document(session, print_for=name) for name in ("Gemeinde Altenbruck", "Stadt Lindenfurt"))
    ids = [queries.items_of(session, document.id)[0].id for document in (first, second)]
    running = actions.start_run(session, ids[:1], OFFICE, NOW)
    later = actions.start_run(session, ids, OFFICE, NOW)
    assert [[sheet.item_id for sheet in run.sheets] for run in (running, later)] == [ids[:1], ids[1:]]
    assert actions.start_run(session, ids, OFFICE, NOW) is later


def test_the_tray_is_printed_as_one_bundle_and_posted(session: Session, client: FlaskClient, worker: Worker) -> None:
    """From the tray over the bundle to the history, without scripts."""
    sign_in_office(session, client)
    items = a_tray(session)
    answer = client.post("/druck/auftraege", data={"key": KEY, "all": "1"})
    page = client.get(answer.location).text
    assert "hx-trigger" in page
    worker.run_until_idle()
    page = client.get(answer.location).text
    assert "hx-trigger" not in page
    bundle = client.get(answer.location + "/pdf")
    with pikepdf.open(io.BytesIO(bundle.data)) as pdf:
        assert len(pdf.pages) >= 3
    client.post("/druck/gedruckt", data={"ids": [item.id for item in items]})
    client.post("/druck/versenden", data={"ids": [item.id for item in items]})
    assert "Der Korb ist leer" in client.get("/druck").text
    assert "Gemeinde 2" in client.get("/druck/versandt").text


def test_a_run_is_started_once_however_often_it_is_clicked(session: Session, client: FlaskClient) -> None:
    """The second click shows the first run."""
    sign_in_office(session, client)
    a_tray(session)
    places = {client.post("/druck/auftraege", data={"key": KEY, "all": "1"}).location for _ in range(2)}
    fresh(session)
    assert len(places) == len(session.scalars(select(PrintRun)).all()) == 1


def test_a_bundle_holds_the_archived_bytes_in_the_order_chosen(session: Session, worker: Worker) -> None:
    """What cannot be made is set aside and stays in the tray."""
    a_printed_document(session, print_for="A")
    broken = {"kind": "refusal_letter", "facts": {"unknown": True}, "title": "B", "subject": "application:18"}
    actions.issue(session, **broken, actor=OFFICE, now=NOW, print_for="B")  # type: ignore[arg-type]
    ids = [item.id for item in reversed(queries.waiting_items(session))]
    run = actions.start_run(session, ids, OFFICE, NOW)
    session.commit()
    for _ in range(8):
        worker.run_until_idle()
        _hurry(session)
    fresh(session)
    progress = queries.run_progress(session, run)
    assert (progress.failed, progress.is_finished) == (1, True)
    assert run.sha256
    assert len(queries.waiting_items(session)) == 2


def _hurry(session: Session) -> None:
    """Let what waits for its next attempt be due at once."""
    session.rollback()
    session.execute(update(JobItem).where(JobItem.state == ItemState.WAITING).values(not_before=NOW))
    session.commit()


def test_a_bundle_goes_with_the_erasure_of_a_document_in_it(session: Session, worker: Worker) -> None:
    """No copy of what was erased is left (R-ADM-09)."""
    items = a_tray(session)
    run = actions.start_run(session, [item.id for item in items], OFFICE, NOW)
    session.commit()
    worker.run_until_idle()
    fresh(session)
    bundle = run.sha256 or ""
    actions.erase(session, items[0].document, NOW)
    session.commit()
    worker.run_until_idle()
    fresh(session)
    assert run.sha256 is None
    assert not files.path_of(bundle).exists()


def a_run(session: Session, worker: Worker, client: FlaskClient) -> tuple[str, list[PrintItem]]:
    """A finished run of three letters; its address."""
    sign_in_office(session, client)
    items = a_tray(session)
    run = actions.start_run(session, [item.id for item in items], OFFICE, NOW)
    session.commit()
    worker.run_until_idle()
    return f"/druck/auftraege/{run.id}", items


@pytest.mark.parametrize("act", ["gedruckt", "versenden"])
def test_what_was_not_made_yet_can_neither_be_printed_nor_posted(
    session: Session, client: FlaskClient, act: str
) -> None:
    sign_in_office(session, client)
    items = a_tray(session)
    run = actions.start_run(session, [item.id for item in items], OFFICE, NOW)
    session.commit()
    page = client.get(f"/druck/auftraege/{run.id}").text
    assert "vermerken" not in page
    assert "Als versandt abhaken" not in page
    answer = client.post(f"/druck/{act}", data={"ids": items[0].id})
    assert answer.status_code == 409
    assert "Gemeinde 1 ist noch nicht erzeugt" in answer.text
    fresh(session)
    assert (items[0].printed_at, items[0].posted_at) == (None, None)


def test_a_run_without_its_file_has_nothing_to_be_marked_as_printed(
    session: Session, client: FlaskClient, worker: Worker
) -> None:
    """Also where its letters were made before: nobody can have printed them from it."""
    _place, items = a_run(session, worker, client)
    again = actions.start_run(session, [item.id for item in items], OFFICE, NOW)
    session.commit()
    place = f"/druck/auftraege/{again.id}"
    assert "als gedruckt vermerken" not in client.get(place).text
    assert "HX-Refresh" not in client.get(f"{place}/stand").headers
    worker.run_until_idle()
    assert "3 als gedruckt vermerken" in client.get(place).text
    assert client.get(f"{place}/stand").headers["HX-Refresh"] == "true"


def test_of_a_run_only_what_was_printed_is_posted_together(
    session: Session, client: FlaskClient, worker: Worker
) -> None:
    """Nothing printed, nothing to post; the button says how many."""
    place, items = a_run(session, worker, client)
    page = client.get(place).text
    assert "3 als gedruckt vermerken" in page
    assert "versandt vermerken" not in page
    client.post("/druck/gedruckt", data={"ids": [item.id for item in items[:2]]})
    page = client.get(place).text
    assert "1 als gedruckt vermerken" in page
    assert "2 gedruckte als versandt vermerken" in page
    client.post("/druck/versenden", data={"ids": [item.id for item in items[:2]], "printed": "1"})
    fresh(session)
    assert [item.posted_at is not None for item in items] == [True, True, False]


def test_a_page_of_before_posts_nothing_that_is_to_be_printed_again(
    session: Session, client: FlaskClient, worker: Worker
) -> None:
    _place, items = a_run(session, worker, client)
    ids = [item.id for item in items]
    client.post("/druck/gedruckt", data={"ids": ids})
    client.post("/druck/zurueck", data={"ids": ids[0]})
    answer = client.post("/druck/versenden", data={"ids": ids, "printed": "1"})
    assert answer.status_code == 409
    assert "Gemeinde 1 ist nicht als gedruckt vermerkt" in answer.text
    fresh(session)
    assert [item.posted_at for item in items] == [None, None, None]


@pytest.mark.parametrize("act", ["gedruckt", "versenden"])
def test_what_left_the_tray_is_not_ticked_off_again(
    session: Session, client: FlaskClient, worker: Worker, act: str
) -> None:
    """Somebody else was quicker: 409, and nothing changes."""
    _place, items = a_run(session, worker, client)
    client.post("/druck/versenden", data={"ids": items[0].id})
    answer = client.post(f"/druck/{act}", data={"ids": [item.id for item in items]})
    assert answer.status_code == 409
    assert "schon versandt" in answer.text
    fresh(session)
    assert items[1].posted_at is None


@pytest.mark.parametrize("back", ["/druck\r\nX", "//druck.example", "https://druck.example"])
def test_ticking_off_leads_back_into_the_tray_and_nowhere_else(
    session: Session, client: FlaskClient, worker: Worker, back: str
) -> None:
    _place, items = a_run(session, worker, client)
    answer = client.post("/druck/gedruckt", data={"ids": items[0].id, "back": back})
    assert (answer.status_code, answer.location) == (302, "/druck")


def test_a_letter_is_discarded_with_a_reason_and_put_back(session: Session, client: FlaskClient) -> None:
    """Without a reason it stays."""
    sign_in_office(session, client)
    (item,) = a_tray(session, 1)
    assert "Grund" in client.post("/druck/verwerfen", data={"ids": item.id}).text
    assert client.post("/druck/verwerfen", data={"ids": item.id, "reason": ""}).status_code == 422
    client.post("/druck/verwerfen", data={"ids": item.id, "reason": "persönlich übergeben"})
    assert "persönlich übergeben" in client.get("/druck/verworfen").text
    client.post("/druck/zurueck", data={"ids": item.id})
    assert "Gemeinde 1" in client.get("/druck").text


def test_nothing_void_is_laid_into_the_tray_again(session: Session, client: FlaskClient) -> None:
    """A replaced certificate must not be posted."""
    sign_in_office(session, client)
    (item,) = a_tray(session, 1)
    actions.make_void(session, item.document, "Falscher Name", OFFICE, NOW)
    session.commit()
    assert client.post("/druck/zurueck", data={"ids": item.id}).status_code == 409


def test_a_second_copy_is_marked_in_the_tray(session: Session, client: FlaskClient) -> None:
    """It is ordered once, however often the button is pressed, and in another tab only knowingly."""
    sign_in_office(session, client)
    document = a_printed_document(session, number="U-2026-0412", print_for="Gemeinde Altenbruck")
    session.commit()
    first, second = two_tabs(client, f"/dokumente/{document.id}", "ausfertigung")
    assert [first.send(recipient="Gemeinde Altenbruck").status_code for _ in range(2)] == [302, 302]
    answer = second.send(recipient="Gemeinde Altenbruck")
    assert (answer.status_code, "2. Ausfertigung, Gemeinde Altenbruck" in said(answer)) == (409, True)
    page = client.get("/druck").text
    assert page.count("2. Ausfertigung") == 1
    assert "3. Ausfertigung" not in page


def test_the_tray_is_searched_and_exported(session: Session, client: FlaskClient) -> None:
    """Exactly the filtered set."""
    sign_in_office(session, client)
    a_tray(session, 12)
    text = client.get("/druck?q=gemeinde+12&format=csv").data.decode("utf-8-sig")
    assert [line.split(";")[2] for line in text.splitlines()] == ["Empfängerin", "Gemeinde 12"]
    assert client.get("/druck?q=gibtesnicht").text.count("Kein Schreiben passt dazu") == 1


def test_the_register_finds_documents_by_number_title_and_recipient(session: Session, client: FlaskClient) -> None:
    """And by kind and standing."""
    sign_in_office(session, client)
    a_tray(session, 3)
    for query in ("q=0002", "q=gemeinde+0002", "q=b-2026-0002"):
        page = client.get(f"/dokumente?{query}").text
        assert "B-2026-0002" in page
        assert "B-2026-0003" not in page
    assert "B-2026-0002" not in client.get("/dokumente?standing=void").text
    assert "B-2026-0002" in client.get("/dokumente?kind=refusal_letter").text


def test_a_document_is_shown_with_its_hash_and_given_out_unchanged(session: Session, client: FlaskClient) -> None:
    """Board and auditors read it too."""
    sign_in(session, client, a_person(session), Role.AUDITOR)
    document = a_printed_document(session, number="U-2026-0412")
    session.commit()
    assert str(document.sha256) in client.get(f"/dokumente/{document.id}").text
    assert client.get(f"/dokumente/{document.id}/pdf").data == queries.content_of(document)
    assert client.post(f"/dokumente/{document.id}/ausfertigung", data={"key": KEY}).status_code == 403


def a_long_list(session: Session, rows: int = MOST_ROWS_AT_ONCE + 1) -> IssuedDocument:
    """A register of many members."""
    facts = KINDS["report"].sample()
    table = replace(facts.tables[0], rows=facts.tables[0].rows[:1] * rows)
    return actions.issue(
        session, kind="report", facts=replace(facts, tables=(table,)), title=German("Mitgliederliste vom", "31.12."),
        subject="register", actor=OFFICE, now=NOW, number=f"ML-2026-{rows}",
    )


def test_a_long_list_is_not_offered_before_its_job_has_printed_it(
    session: Session, client: FlaskClient, worker: Worker
) -> None:
    """Nobody waits a minute before an empty page; once it is printed the page renews itself."""
    sign_in_office(session, client)
    document = a_long_list(session)
    session.commit()
    address = f"/dokumente/{document.id}"
    page, answer = client.get(address).text, client.get(f"{address}/pdf")
    assert ("wird gerade gedruckt" in page, "kann schon gelesen werden" in page, f"{address}/pdf" in page) == (
        True, False, False
    )  # fmt: skip
    assert (answer.status_code, "ist lang und wird gerade gedruckt" in answer.text) == (409, True)
    assert "HX-Refresh" not in client.get(address, headers={"HX-Request": "true"}).headers
    worker.run_until_idle()
    assert client.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert f"{address}/pdf" in client.get(address).text
    assert client.get(f"{address}/pdf").data.startswith(b"%PDF")


def test_a_long_list_that_could_not_be_printed_says_so(session: Session, client: FlaskClient) -> None:
    """It is not said to be on its way for ever."""
    sign_in_office(session, client)
    document = a_long_list(session)
    session.execute(update(JobItem).values(state=ItemState.FAILED))
    session.commit()
    page = client.get(f"/dokumente/{document.id}").text
    assert ("konnte nicht erzeugt werden" in page, "wird gerade gedruckt" in page) == (True, False)
    assert "dort lassen Sie es noch einmal tun" in page
    answer = client.get(f"/dokumente/{document.id}/pdf")
    assert (answer.status_code, "wird gerade gedruckt" in answer.text) == (409, False)
    assert "konnte nicht gedruckt werden" in answer.text


def test_who_may_not_have_a_document_printed_again_is_sent_to_the_office(
    session: Session, client: FlaskClient
) -> None:
    sign_in(session, client, a_person(session), Role.AUDITOR)
    document = a_long_list(session)
    session.execute(update(JobItem).values(state=ItemState.FAILED))
    session.commit()
    assert "Sagen Sie es der Geschäftsstelle" in client.get(f"/dokumente/{document.id}").text


def test_a_letter_that_could_not_be_printed_is_not_tried_again_before_its_reader(
    session: Session, client: FlaskClient
) -> None:
    """What hinders its job would meet the reader, too, as a fault that nobody explains."""
    sign_in_office(session, client)
    broken = {"kind": "refusal_letter", "facts": {"unknown": True}, "title": "B", "subject": "application:18"}
    document = actions.issue(session, **broken, actor=OFFICE, now=NOW)  # type: ignore[arg-type]
    session.execute(update(JobItem).values(state=ItemState.FAILED))
    session.commit()
    answer = client.get(f"/dokumente/{document.id}/pdf")
    assert (answer.status_code, "konnte nicht gedruckt werden" in answer.text) == (409, True)


def test_an_erased_document_shows_its_number_only(session: Session, client: FlaskClient) -> None:
    """Its bytes are not given out."""
    sign_in_office(session, client)
    document = a_printed_document(session, number="B-7", title="Ablehnung Ehrenpreis", print_for="Walburga Ehrenpreis")
    actions.erase(session, document, NOW)
    session.commit()
    page = client.get(f"/dokumente/{document.id}").text
    assert "B-7" in page
    assert "Ehrenpreis" not in page
    assert client.get(f"/dokumente/{document.id}/pdf").status_code == 409


# --- the public check page -----------------------------------------------------------------------------------------


def a_certificate(session: Session) -> IssuedDocument:
    """A certificate that can be checked."""
    code = actions.new_check_code("U-2026-0412")
    document = a_printed_document(
        session, "share_certificate", number="U-2026-0412", title="Urkunde Altenbruck", check_code=code,
        print_for="Gemeinde Altenbruck",
    )
    session.commit()
    return document


def test_the_check_page_says_that_a_certificate_is_valid_and_nothing_personal(
    session: Session, client: FlaskClient
) -> None:
    """Kind, number, day and hash, for everybody."""
    document = a_certificate(session)
    page = client.get(f"/pruefen/{document.check_code}").text
    assert "Dieses Dokument gilt" in page
    for shown in ("Anteilsurkunde", "U-2026-0412", str(document.sha256)):
        assert shown in page
    for hidden in ("Altenbruck", "Weißdorn", "0413", document.reference):
        assert hidden not in page


def test_the_check_page_says_that_a_certificate_was_replaced_or_is_void(session: Session, client: FlaskClient) -> None:
    """The reason is nobody's business."""
    old, void = a_certificate(session), a_document(session, check_code=actions.new_check_code("U-2026-0413"))
    actions.replace(session, old, a_document(session, number="U-2026-0500"), OFFICE, NOW, "Umbenennung")
    actions.make_void(session, void, "Geheim", OFFICE, NOW)
    session.commit()
    replaced = client.get(f"/pruefen/{old.check_code}").text
    assert "wurde ersetzt" in replaced
    assert "U-2026-0500" in replaced
    assert "Umbenennung" not in replaced
    assert "ist ungültig" in client.get(f"/pruefen/{void.check_code}").text


def test_a_typed_code_leads_to_its_document(session: Session, client: FlaskClient) -> None:
    """However it is typed."""
    document = a_certificate(session)
    typed = str(document.check_code).lower().replace("-", " ")
    assert client.get("/pruefen", query_string={"code": typed}).location == f"/pruefen/{document.check_code}"
    assert client.get("/pruefen?code=").status_code == 422


def test_an_unknown_code_is_answered_in_plain_words(client: FlaskClient, session: Session) -> None:
    """Also one that knows the number but not the random signs."""
    a_certificate(session)
    answer = client.get("/pruefen/U-2026-0412")
    assert answer.status_code == 404
    assert "haben wir kein Dokument ausgestellt" in answer.text


def test_runs_of_the_printer_are_searched_filtered_and_exported(session: Session, client: FlaskClient) -> None:
    session.add_all([PrintRun(created_at=NOW, created_by=name) for name in ("Henrike Lautenschlag", "Almut Weißdorn")])
    session.commit()
    sign_in_office(session, client)
    assert "Druckauftrag 2" not in client.get("/druck/auftraege?q=henrike").text
    assert "Kein Druckauftrag passt dazu" in client.get("/druck/auftraege?file=yes").text
    lines = client.get("/druck/auftraege?file=no&sort=by&format=csv").data.decode("utf-8-sig").splitlines()
    assert [line.split(";")[2] for line in lines[1:]] == ["Almut Weißdorn", "Henrike Lautenschlag"]


def test_a_sheet_to_be_signed_names_its_signatories_in_the_language_of_the_reader(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    """The word is ours, the names are theirs; a recipient who is called nearly so keeps the name."""
    a_document(session, print_for=for_signature(["Henrike Lautenschlag", "Ingo Tann"]))
    a_document(session, print_for="Unterschriften GmbH")
    sign_in_office(session, client)
    english = {"Accept-Language": "en"}
    page = client.get("/druck", headers=english).text
    with app.test_request_context(headers=english):
        assert f"{in_words('Unterschrift:')} Henrike Lautenschlag, Ingo Tann" in page
    assert "Unterschriften GmbH" in page


def test_every_kind_of_document_has_a_name_a_person_may_read() -> None:
    """Addenda to minutes were papers once."""
    assert set(KINDS) - set(KIND_NAMES) == set()
