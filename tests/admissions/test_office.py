"""The office's pages: who may open them, what they show, what may be done, declarations on paper."""

import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.admissions import actions
from app.admissions.models import Application, ClauseText
from app.admissions.rules import ApplicationState, Channel, UploadPurpose
from app.archive import actions as archive_actions
from app.archive import queries as archive
from app.core import clock, outbox
from app.core.jobs import Worker
from app.core.uploads import CheckedFile
from app.core.values import Role, WrittenForm
from app.members.rules import detail_field
from tests.admissions.factories import (
    PDF,
    a_complete_draft,
    a_house,
    a_proposed,
    a_statute,
    a_submitted,
    an_officer,
)
from tests.boardroom.factories import a_board_of_three, an_application_in_circular, vote
from tests.factories import NOW, OFFICE, a_person, an_organisation, sign_in, sign_in_office
from tests.shares.factories import a_member
from tests.tabs import Tab


def office(session: Session, client: FlaskClient, **more: Any) -> None:
    a_house(session, **more)
    sign_in_office(session, client)


@pytest.mark.parametrize("is_allowed", [True, False])
def test_a_need_waits_for_the_admission_unless_the_statute_allows_business_with_others(
    session: Session, client: FlaskClient, is_allowed: bool
) -> None:
    office(session, client, non_member_business=is_allowed)
    application = a_submitted(session)
    session.commit()
    assert ("erst eines Mitglieds" in client.get(f"/antraege/{application.id}").text) is not is_allowed


def test_the_list_shows_what_waits_and_leaves_drafts_alone(session: Session, client: FlaskClient) -> None:
    office(session, client)
    a_submitted(session)
    a_complete_draft(session, token="anderes")
    session.commit()
    page = client.get("/antraege").text
    assert "A-2026-0001" in page
    assert page.count("Gemeinde Altenbruck</a>") == 1


def test_an_empty_list_says_what_will_change_it(session: Session, client: FlaskClient) -> None:
    office(session, client)
    page = client.get("/antraege").text
    assert "Kein Antrag wartet" in page
    assert "https://genokontor.example/beitritt" in page


def test_the_list_is_searched_by_folded_name_and_number(session: Session, client: FlaskClient) -> None:
    office(session, client)
    a_submitted(session)
    session.commit()
    for words in ("ALTENBRUCK", "a-2026-0001", "rabental"):
        assert "Gemeinde Altenbruck" in client.get(f"/antraege?q={words}").text
    assert "Kein Antrag passt dazu" in client.get("/antraege?q=nirgends").text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_is_exported(session: Session, client: FlaskClient, kind: str) -> None:
    office(session, client)
    a_submitted(session)
    session.commit()
    answer = client.get(f"/antraege?format={kind}")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=antraege.{kind}"
    assert answer.data[:2] == b"PK" or "Gemeinde Altenbruck;" in answer.text


def test_one_application_is_shown_with_wording_and_checklist(session: Session, client: FlaskClient) -> None:
    office(session, client, notice_months=24)
    application = a_submitted(session)
    session.commit()
    page = client.get(f"/antraege/{application.id}").text
    assert "Bürgermeisterin Walburga Ehrenpreis, kraft Amtes" in page
    assert "Wir erklären den Beitritt und übernehmen 20 Geschäftsanteile." in page
    assert "<strong>Wir nehmen zur Kenntnis, dass die Satzung eine Kündigungsfrist von zwei Jahren" in page
    assert "Anzeige bei der Rechtsaufsicht" in page
    assert "Hindert die Zulassung nicht." in page
    assert "auch im Dialekt" in page


@pytest.mark.parametrize("state", ["submitted", "returned", "proposed", "admitted", "refused", "withdrawn", "erased"])
def test_an_application_is_shown_in_every_state(session: Session, client: FlaskClient, state: str) -> None:
    office(session, client)
    application = in_state(session, state)
    session.commit()
    assert client.get(f"/antraege/{application.id}").status_code == 200
    assert client.get(f"/antraege?state={application.state}").status_code == 200


def in_state(session: Session, state: str) -> Application:
    application = a_submitted(session) if state in ("submitted", "returned", "withdrawn") else a_proposed(session)
    match state:
        case "returned":
            actions.return_for_completion(session, application.id, ["Der Beschluss"], OFFICE, NOW)
        case "withdrawn":
            actions.withdraw(session, application.id, NOW)
        case "admitted":
            actions.admit(session, application.id, "V-2026-007", OFFICE, NOW)
        case "refused" | "erased":
            actions.turn_down(session, application.id, "V-2026-007", OFFICE, NOW)
    if state == "erased":
        for mail in session.scalars(select(outbox.OutgoingMail)):
            mail.state = outbox.MailState.SENT
        actions.erase_refused(session, application.id, NOW)
    return application


def test_the_office_ticks_and_proposes(session: Session, client: FlaskClient) -> None:
    office(session, client)
    application = a_submitted(session)
    session.commit()
    assert client.post(f"/antraege/{application.id}/vorlegen").status_code == 409
    client.post(f"/antraege/{application.id}/pruefpunkte/authority_proof", data={"note": "Wahl vom 07.03.2026"})
    assert client.post(f"/antraege/{application.id}/vorlegen").status_code == 302
    session.expire_all()
    assert application.state is ApplicationState.PROPOSED
    assert application.ticks[0].note == "Wahl vom 07.03.2026"


def test_the_parts_below_the_wording_stand_apart_when_read_aloud(
    session: Session, client: FlaskClient, worker: Worker
) -> None:
    a_house(session)
    application = a_submitted(session)
    session.commit()
    worker.run_until_idle()
    sign_in_office(session, client)
    text = re.sub(r"<[^>]*>", "", client.get(f"/antraege/{application.id}").text)
    assert re.search(r"Textform\s+Prüfsumme [0-9a-f …]+\s+Als PDF öffnen", text)


def test_the_votes_given_so_far_stand_at_the_decision(session: Session, client: FlaskClient) -> None:
    chair = a_board_of_three(session)[0]
    application, item = an_application_in_circular(session)
    vote(session, item, chair)
    session.commit()
    sign_in_office(session, client)
    assert "Eine Stimme in V-2026-001" in client.get(f"/antraege/{application.id}").text


def test_a_double_click_on_propose_proposes_once(session: Session, client: FlaskClient) -> None:
    office(session, client)
    application = a_proposed(session)
    session.commit()
    assert client.post(f"/antraege/{application.id}/vorlegen").status_code == 409


def test_the_office_returns_an_application_with_the_reasons(session: Session, client: FlaskClient) -> None:
    office(session, client)
    application = a_submitted(session)
    session.commit()
    client.post(f"/antraege/{application.id}/zurueckgeben", data={"missing": "Der Beschluss\nDie Anzeige"})
    session.expire_all()
    assert application.state is ApplicationState.RETURNED
    assert application.return_reason == "Der Beschluss\nDie Anzeige"
    link = actions.personal_link(application).removeprefix("https://genokontor.example")
    assert "Die Anzeige" in client.get(link).text


def test_a_wish_to_withdraw_needs_a_note_and_is_asked_for_it_in_its_dialog(
    session: Session, client: FlaskClient
) -> None:
    office(session, client)
    application = a_submitted(session)
    session.commit()
    answer = client.post(f"/antraege/{application.id}/zurueckziehen?dialog=withdraw")
    assert answer.status_code == 422
    assert "Vermerken Sie, wann und wie der Wunsch eingegangen ist" in answer.text
    assert re.search(r'<dialog[^>]* id="withdraw"[^>]* open', answer.text)
    client.post(f"/antraege/{application.id}/zurueckziehen?dialog=withdraw", data={"wish": "Brief vom 23.11."})
    session.expire_all()
    assert application.state is ApplicationState.WITHDRAWN


def test_the_office_writes_a_refusal_as_a_letter(session: Session, client: FlaskClient) -> None:
    a_house(session)
    application = a_proposed(session)
    actions.turn_down(session, application.id, "V-2026-007", OFFICE, NOW)
    session.commit()
    sign_in_office(session, client)
    assert "Ablehnung als Brief schreiben" in client.get(f"/antraege/{application.id}").text
    client.post(f"/antraege/{application.id}/ablehnungsbrief")
    assert "Ablehnung als Brief schreiben" not in client.get(f"/antraege/{application.id}").text


def test_a_refused_application_names_its_letter_and_how_far_it_is(session: Session, client: FlaskClient) -> None:
    a_house(session)
    application = a_proposed(session)
    actions.turn_down(session, application.id, "V-2026-007", OFFICE, NOW)
    actions.print_refusal(session, application.id, OFFICE, NOW)
    letter = archive.get_document(session, application.refusal_document_id or 0)
    session.commit()
    sign_in_office(session, client)
    page = client.get(f"/antraege/{application.id}").text
    assert f'<a href="/dokumente/{letter.id}">Ablehnungsbrief {letter.number}</a>, Im Korb' in page
    archive_actions.mark_posted(session, [each.id for each in archive.items_of(session, letter.id)], OFFICE, NOW)
    session.commit()
    assert f"Ablehnungsbrief {letter.number}</a>, Versandt " in client.get(f"/antraege/{application.id}").text


def test_an_auditor_reads_and_changes_nothing(session: Session, client: FlaskClient) -> None:
    a_house(session)
    sign_in(session, client, a_person(session, "Ottokar", "Prüfstein"), Role.AUDITOR)
    application = a_submitted(session)
    session.commit()
    page = client.get(f"/antraege/{application.id}").text
    assert "Dem Vorstand vorlegen" not in page
    assert client.post(f"/antraege/{application.id}/vorlegen").status_code == 403


def test_a_member_sees_no_applications(session: Session, client: FlaskClient) -> None:
    a_house(session)
    sign_in(session, client, a_person(session, "Ottilie", "Rabensang"))
    application = a_submitted(session)
    session.commit()
    for address in ("/antraege", f"/antraege/{application.id}", f"/antraege/{application.id}/erklaerung.pdf"):
        assert client.get(address).status_code == 403


def test_a_director_may_do_what_the_office_does(session: Session, client: FlaskClient) -> None:
    a_house(session)
    director = a_person(session, "Cosima", "Rehbein")
    an_officer(session, director)
    sign_in(session, client, director)
    a_submitted(session)
    session.commit()
    assert "Gemeinde Altenbruck" in client.get("/antraege").text


def test_a_known_party_is_pointed_out_and_a_person_decides(session: Session, client: FlaskClient) -> None:
    office(session, client)
    known = an_organisation(session, "Gemeinde Altenbruck")
    application = a_submitted(session)
    session.commit()
    assert "Vielleicht schon bekannt" in client.get(f"/antraege/{application.id}").text
    client.post(f"/antraege/{application.id}/bekannt", data={"party_id": known.id})
    session.expire_all()
    assert application.party_id == known.id


def test_who_is_a_member_already_is_told_to_take_further_shares(session: Session, client: FlaskClient) -> None:
    office(session, client)
    known = a_member(session)
    application = a_submitted(session)
    actions.link_party(session, application.id, known.party_id, OFFICE, NOW)
    session.commit()
    page = client.get(f"/antraege/{application.id}").text
    assert "zeichnet weitere Anteile" in page
    assert "Alles, was die Zulassung hindern würde, ist erledigt." not in page


def test_an_upload_is_shown_to_the_office_and_belongs_to_its_application(session: Session, client: FlaskClient) -> None:
    office(session, client)
    first, second = a_submitted(session), a_submitted(session, token="anderes")
    upload = actions.add_upload(session, first.id, UploadPurpose.AUTHORITY, CheckedFile("Wahl.pdf", PDF), NOW)
    session.commit()
    assert client.get(f"/antraege/{first.id}/unterlagen/{upload.id}").data == PDF
    assert client.get(f"/antraege/{second.id}/unterlagen/{upload.id}").status_code == 404


def paper(**more: Any) -> dict[str, Any]:
    return {
        "key": "p" * 24, "kind": "municipality", "member_class": "ordinary", "received_on": "2026-01-15",
        "name": "Gemeinde Moosach", "street": "Am Ried 1", "postcode": "70996", "city": "Moosach", "shares": "3",
        "people-0-first_names": "Ignaz", "people-0-last_name": "Quellbrunn", "people-0-function": "Bürgermeister",
        "people-0-authority": "appointed", "clauses": ["payment_undertaking"], "provision": "copy",
        "scan": (io.BytesIO(PDF), "Scan.pdf"), **more,
    }  # fmt: skip


def test_a_declaration_on_paper_is_entered_with_its_scan(session: Session, client: FlaskClient) -> None:
    office(session, client)
    answer = client.post("/antraege/papier", data=paper(), content_type="multipart/form-data")
    assert answer.status_code == 302, answer.text
    application = session.scalars(select(Application)).one()
    assert (application.channel, application.written_form) == (Channel.PAPER, WrittenForm.SCHRIFTFORM)
    assert [upload.purpose for upload in application.uploads] == [UploadPurpose.SIGNED_DECLARATION]
    assert application.entered_by == "Henrike Lautenschlag"
    assert client.get(answer.location).status_code == 200


def test_of_a_declaration_on_paper_there_is_no_draft_and_nothing_frozen(session: Session, client: FlaskClient) -> None:
    office(session, client)
    client.post("/antraege/papier", data=paper(), content_type="multipart/form-data")
    page = client.get(f"/antraege/{session.scalars(select(Application)).one().id}").text
    assert "auf Papier eingegangen am" in page
    assert "eingefroren" not in page
    assert "Entwurf" not in page


def test_a_paper_declaration_is_asked_what_the_statute_of_its_day_asks(session: Session, client: FlaskClient) -> None:
    office(session, client)
    shown = re.findall(r'name="version"[^>]*value="(\d+)"', client.get("/antraege/papier").text)
    a_statute(session, date(2026, 6, 1), extra_register_fields="Kreisnummer")
    session.commit()
    assert "Kreisnummer" in client.get("/antraege/papier").text
    typed = paper(version=shown[0], received_on="2026-07-01", **{detail_field("Amtsbezirk"): "was anderes"})
    answer = client.post("/antraege/papier", data=typed, content_type="multipart/form-data")
    assert (answer.status_code, "galt eine andere Satzung" in answer.text) == (422, True)
    assert "Kreisnummer" in answer.text
    assert "was anderes" not in answer.text
    entered = client.post("/antraege/papier", data=paper(version=shown[0]), content_type="multipart/form-data")
    assert entered.status_code == 302


def test_all_that_a_paper_declaration_lacks_is_said_at_once(session: Session, client: FlaskClient) -> None:
    office(session, client)
    typed = {name: value for name, value in paper(shares="", street="").items() if name != "scan"}
    answer = client.post("/antraege/papier", data=typed, content_type="multipart/form-data")
    assert answer.status_code == 422
    for sentence in ("Fügen Sie den Scan", "Geben Sie die Zahl der Anteile", "Zur Anschrift gehören Straße"):
        assert sentence in answer.text


def test_day_clause_and_condition_of_a_paper_declaration_stand_at_their_fields_at_once(
    session: Session, client: FlaskClient
) -> None:
    office(session, client)
    wrong = {"clauses": [], "remarks": "gilt nur, wenn der Kreistag zustimmt", "provision": "website_only"}
    typed = paper(received_on=(clock.today() + timedelta(days=9)).isoformat(), **wrong)
    answer = client.post("/antraege/papier", data=typed, content_type="multipart/form-data")
    fields = re.findall(r'<li><a href="#([\w-]+)">', answer.text)
    assert (answer.status_code, set(fields)) == (422, {"received_on", "clauses", "provision", "remarks"})


def test_a_paper_declaration_sent_twice_is_entered_once(session: Session, client: FlaskClient) -> None:
    office(session, client)
    for _ in range(2):
        client.post("/antraege/papier", data=paper(scan=(io.BytesIO(PDF), "S.pdf")), content_type="multipart/form-data")
    assert len(session.scalars(select(Application)).all()) == 1


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"remarks": "gilt nur, wenn der Kreistag zustimmt"}, "unter einer Bedingung"),
        ({"clauses": []}, "Es fehlt eine Erklärung, die das Gesetz verlangt"),
        ({"provision": "website_only"}, "Vor der Erklärung muss die geltende Satzung"),
        ({"scan": ""}, "Fügen Sie den Scan"),
        ({"shares": "900"}, "höchstens 100"),
        ({"people-0-function": ""}, "in welcher Funktion"),
    ],
)
def test_a_paper_declaration_is_held_to_the_same_law(
    session: Session, client: FlaskClient, more: dict[str, Any], sentence: str
) -> None:
    office(session, client)
    answer = client.post("/antraege/papier", data=paper(**more), content_type="multipart/form-data")
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_paper_application_needs_no_confirmed_address(session: Session, client: FlaskClient) -> None:
    office(session, client)
    client.post("/antraege/papier", data=paper(), content_type="multipart/form-data")
    application = session.scalars(select(Application)).one()
    client.post(f"/antraege/{application.id}/pruefpunkte/authority_proof", data={})
    assert client.post(f"/antraege/{application.id}/vorlegen").status_code == 302


def test_a_new_wording_leaves_the_declared_one_alone(session: Session, client: FlaskClient) -> None:
    office(session, client)
    application = a_submitted(session)
    session.commit()
    words = {"heading": "Sie zahlen ein", "text": "{Ich verpflichte mich}, einzuzahlen.", "valid_from": "2099-01-01"}
    Tab(client, "/antraege/klauseln/payment_undertaking/neu", "neu").send(**words)
    session.expire_all()
    assert [clause.version for clause in session.scalars(select(ClauseText).where(ClauseText.version > 1))] == [2]
    assert application.clauses[0].clause.version == 1
    assert "einzuzahlen" in client.get("/antraege/klauseln").text


def test_an_unknown_place_in_a_wording_is_refused(session: Session, client: FlaskClient) -> None:
    office(session, client)
    words = {"heading": "Sie zahlen ein", "text": "{Unfug} zahlen.", "valid_from": "2099-01-01"}
    answer = Tab(client, "/antraege/klauseln/payment_undertaking/neu", "neu").send(**words)
    assert answer.status_code == 422
    assert "Diese Stelle kennt das Programm nicht: Unfug." in answer.text


def test_what_a_paper_declaration_adds_is_kept_and_shown(session: Session, client: FlaskClient) -> None:
    office(session, client)
    more = paper(remarks="Rechnung bitte an die Kämmerei")
    answer = client.post("/antraege/papier", data=more, content_type="multipart/form-data")
    assert "Rechnung bitte an die Kämmerei" in client.get(answer.location).text
