"""The public form through the browser client: nothing lost, nothing doubled, nothing leaked."""

import io
import re
from functools import partial
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.admissions import actions
from app.admissions.models import Application
from app.admissions.rules import ApplicationState
from app.archive import queries as archive
from app.core import clock, outbox
from app.core.db import once
from app.core.values import Role
from app.members.rules import MemberClass
from tests.admissions.factories import PDF, TOKEN, a_complete_draft, a_house, a_proposed, a_submitted, signer, who
from tests.factories import NOW, OFFICE, a_pdf, a_person, an_account
from tests.together import together

KEY = "k" * 24


def begin(client: FlaskClient, kind: str = "municipality", key: str = KEY) -> str:
    """Begin a draft; gives the address of its first step."""
    answer = client.post("/beitritt", data={"kind": kind, "member_class": "ordinary", "key": key})
    assert answer.status_code == 302
    return answer.location.removesuffix("/")


def walk(session: Session, client: FlaskClient) -> str:
    """Go through all steps as a municipality; gives the personal address."""
    home = begin(client)
    people = {f"people-0-{key}": value for key, value in PERSON.items()}
    shares = {"shares": "20", "needs-0-title": "Protokolle", "needs-0-text": "auch im Dialekt"}
    for slug, data in (("angaben", who()), ("vertretung", people), ("anteile", shares), ("unterlagen", {})):
        answer = client.post(f"{home}/{slug}", data=data)
        assert answer.status_code == 302, answer.text
    declare(client, home)
    return home


def declare(client: FlaskClient, home: str, **more: str) -> Any:
    """Tick every box of the declaration."""
    form = client.get(f"{home}/erklaerung").text
    hidden = {name: field(form, name) for name in ("statute_id", "privacy_version")}
    boxes = dict.fromkeys(re.findall(r'name="(clause-\d+|statute|privacy)"', form), "y")
    return client.post(f"{home}/erklaerung", data={**hidden, **boxes, **more})


def field(page: str, name: str) -> str:
    tag = next(tag for tag in re.findall(r"<input[^>]*>", page) if f'name="{name}"' in tag)
    found = re.search(r'value="([^"]*)"', tag)
    return found[1] if found else ""


def submit(client: FlaskClient, home: str) -> Any:
    page = client.get(f"{home}/pruefen").text
    return client.post(f"{home}/abgeben", data={"key": field(page, "key"), "seen": field(page, "seen")})


PERSON = {
    "first_names": "Walburga", "last_name": "Ehrenpreis", "function": "Bürgermeisterin", "authority": "appointed",
    "email": "walburga@altenbruck.example",
}  # fmt: skip


def ready(session: Session) -> None:
    a_house(session, notice_months=24)
    session.commit()


def the_only(session: Session) -> Application:
    session.rollback()
    return session.scalars(select(Application)).one()


def test_the_start_offers_the_statute_before_anything_is_declared(session: Session, client: FlaskClient) -> None:
    ready(session)
    page = client.get("/beitritt").text
    assert "Satzung vom 14. Juni 2021" in page
    assert "/satzung/" in page
    assert "Einen Ausdruck schicken wir Ihnen auf Wunsch." in page


def test_the_start_names_the_auditing_association_and_its_seat(session: Session, client: FlaskClient) -> None:
    ready(session)
    assert "Verband Rabentaler Prüfer, Lindenfurt" in client.get("/beitritt").text


def test_a_stranger_at_the_login_is_shown_where_to_join(session: Session, client: FlaskClient) -> None:
    an_account(session, a_person(session, "Henrike", "Lautenschlag"), Role.OFFICE)
    session.commit()
    assert 'href="/beitritt"' in client.get("/konto/anmelden").text


def test_without_a_statute_nobody_begins(session: Session, client: FlaskClient) -> None:
    assert "noch nicht freigeschaltet" in client.get("/beitritt").text
    assert client.post("/beitritt", data={"kind": "company", "key": KEY}).status_code == 409


def test_a_municipality_joins_from_start_to_number(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = walk(session, client)
    assert submit(client, home).location == home
    application = the_only(session)
    assert application.state is ApplicationState.SUBMITTED
    assert f"Antrag {application.number}" in client.get(home).text


def test_beginning_twice_with_one_form_makes_one_draft(session: Session, client: FlaskClient) -> None:
    ready(session)
    first, second = begin(client), begin(client)
    assert the_only(session).state is ApplicationState.DRAFT
    assert client.get(first, follow_redirects=True).status_code == 200
    assert client.get(second, follow_redirects=True).status_code == 200


def test_a_form_sent_again_by_somebody_else_opens_no_draft_in_which_was_typed(
    session: Session, client: FlaskClient
) -> None:
    ready(session)
    client.post(f"{begin(client)}/angaben", data=who())
    again = client.post("/beitritt", data={"kind": "municipality", "member_class": "ordinary", "key": KEY})
    assert again.status_code == 409
    assert "Laden Sie die Seite neu" in again.text


def test_the_key_of_another_act_opens_no_application(session: Session, client: FlaskClient) -> None:
    a_house(session)
    once(session, KEY, lambda: a_complete_draft(session).id)
    session.commit()
    begin(client)
    assert len(session.scalars(select(Application)).all()) == 2


def test_a_region_that_is_not_offered_is_not_kept(session: Session, client: FlaskClient) -> None:
    ready(session)
    client.post(f"{begin(client)}/angaben", data=who(region="R" * 500))
    assert the_only(session).content["who"]["region"] == ""


def test_who_changes_the_mind_deletes_the_draft_from_any_step(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = begin(client)
    for slug in ("angaben", "unterlagen", "pruefen"):
        assert "Entwurf löschen" in client.get(f"{home}/{slug}").text
    assert client.post(f"{home}/zurueckziehen").location == "/beitritt"
    assert session.scalars(select(Application)).all() == []


def test_a_double_click_on_submit_declares_once(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = walk(session, client)
    page = client.get(f"{home}/pruefen").text
    data = {"key": field(page, "key"), "seen": field(page, "seen")}
    answers = [client.post(f"{home}/abgeben", data=data) for _ in range(2)]
    assert [answer.location for answer in answers] == [home, home]
    assert the_only(session).number == "A-" + str(the_only(session).submitted_at.year) + "-0001"  # type: ignore[union-attr]


def test_a_second_tab_cannot_declare_again_or_change_anything(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = walk(session, client)
    other_tab = client.get(f"{home}/pruefen").text
    submit(client, home)
    again = client.post(f"{home}/abgeben", data={"key": "x" * 24, "seen": field(other_tab, "seen")})
    assert again.status_code == 409
    assert "nicht mehr geändert" in again.text
    assert client.post(f"{home}/angaben", data=who(name="Gemeinde Neubruck")).status_code == 409
    assert the_only(session).name == "Gemeinde Altenbruck"


def test_what_another_tab_changed_is_shown_before_it_is_declared(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = walk(session, client)
    page = client.get(f"{home}/pruefen").text
    client.post(f"{home}/anteile", data={"shares": "3"})
    answer = client.post(f"{home}/abgeben", data={"key": field(page, "key"), "seen": field(page, "seen")})
    assert answer.status_code == 409
    assert the_only(session).state is ApplicationState.DRAFT


def test_errors_stand_at_their_fields_and_nothing_typed_is_lost(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = begin(client)
    answer = client.post(f"{home}/angaben", data={"name": "Gemeinde Altenbruck", "street": "Kirchgasse 4"})
    assert answer.status_code == 422
    assert "Fehler:" in answer.text
    assert 'href="#email"' in answer.text
    assert 'value="Kirchgasse 4"' in client.get(f"{home}/angaben").text


def test_an_error_of_a_declarant_stands_at_that_person(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = begin(client)
    answer = client.post(f"{home}/vertretung", data={"people-0-first_names": "Walburga", "people-0-last_name": "E"})
    assert 'href="#people-0-function"' in answer.text
    assert "Geben Sie an, in welcher Funktion Sie unterzeichnen." in answer.text


def test_another_person_is_added_without_scripts(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = begin(client)
    data = {f"people-0-{key}": value for key, value in PERSON.items()}
    page = client.post(f"{home}/vertretung", data={**data, "act": "add"}, follow_redirects=True).text
    assert 'name="people-1-last_name"' in page
    assert 'value="Ehrenpreis"' in page


def test_numbers_nobody_can_mean_are_no_error_of_the_server(session: Session, client: FlaskClient) -> None:
    ready(session)
    home, endless = begin(client), "9" * 5000
    assert client.post(f"{home}/vertretung", data={"act": f"remove-{endless}"}).status_code == 302
    assert client.post(f"{home}/erklaerung", data={"statute": "y", "statute_id": endless}).status_code == 422


def test_an_entry_left_half_is_kept_by_itself(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = begin(client)
    assert client.post(f"{home}/angaben/zwischenstand", data={"name": "Gemeinde Al"}).status_code == 204
    assert 'value="Gemeinde Al"' in client.get(f"{home}/angaben").text


def test_a_conditional_remark_is_refused_with_the_reason(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = walk(session, client)
    answer = declare(client, home, remarks="Vorbehaltlich der Zustimmung des Gemeinderats.")
    assert answer.status_code == 422
    assert "unter einer Bedingung oder einem Vorbehalt ist nicht möglich" in answer.text


def test_each_duty_has_its_own_box(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = walk(session, client)
    page = client.get(f"{home}/erklaerung").text
    assert page.count('class="duty"') == 2
    assert "Wir verpflichten uns, die nach Gesetz und Satzung geschuldeten Einzahlungen" in page
    assert "10.000,00" in page


def test_another_secret_opens_nothing(session: Session, client: FlaskClient) -> None:
    ready(session)
    begin(client)
    for address in ("/beitritt/1", "/beitritt/falsch", "/beitritt/falsch/angaben", "/beitritt/1/erklaerung.pdf"):
        assert client.get(address).status_code == 404


def test_another_applicants_upload_is_not_found(session: Session, client: FlaskClient) -> None:
    ready(session)
    mine, theirs = begin(client), begin(client, key="z" * 24)
    send(client, theirs, PDF)
    upload = session.scalars(select(Application).order_by(Application.id)).all()[1].uploads[0].id
    assert client.get(f"{theirs}/unterlagen/{upload}").status_code == 200
    assert client.get(f"{mine}/unterlagen/{upload}").status_code == 404
    assert client.post(f"{mine}/unterlagen/{upload}/entfernen").status_code == 404


def send(client: FlaskClient, home: str, content: bytes, name: str = "Wahl.pdf") -> Any:
    data = {"purpose": "authority", "file": (io.BytesIO(content), name)}
    return client.post(f"{home}/unterlagen/hinzufuegen", data=data, content_type="multipart/form-data")


def test_an_upload_of_40_mb_is_too_large(session: Session, client: FlaskClient) -> None:
    ready(session)
    answer = send(client, begin(client), b"%PDF-1.7" + b"0" * (40 * 1024 * 1024))
    assert answer.status_code == 413
    assert "zu groß" in answer.text


def test_a_request_too_large_leads_back_to_the_form(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = begin(client)
    data = {"purpose": "authority", "file": (io.BytesIO(b"0" * (41 * 1024 * 1024)), "Wahl.pdf")}
    came_from = {"Referer": f"http://localhost{home}/unterlagen"}
    answer = client.post(f"{home}/unterlagen", data=data, content_type="multipart/form-data", headers=came_from)
    assert answer.status_code == 413
    assert f'href="{home}/unterlagen"' in answer.text


def test_a_chosen_file_is_kept_whichever_button_is_pressed(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = begin(client)
    for act, name in (("next", "Wahl"), ("later", "Vollmacht"), ("back", "Auszug")):
        data = {"purpose": "authority", "act": act, "file": (io.BytesIO(PDF + name.encode()), f"{name}.pdf")}
        client.post(f"{home}/unterlagen", data=data, content_type="multipart/form-data")
        assert f"{name}.pdf" in client.get(f"{home}/unterlagen").text


def test_what_is_kept_for_later_says_so_until_one_goes_on(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = begin(client)
    answer = client.post(f"{home}/angaben", data={**who(), "act": "later"})
    page = client.get(answer.location).text
    assert "Zwischenstand gesichert" in page
    assert "Alles Eingegebene ist gesichert" in page


def test_after_submitting_the_applicant_sees_what_is_missing(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = walk(session, client)
    submit(client, home)
    page = client.get(home).text
    assert "Es fehlt noch:" in page
    assert "<li>Anzeige bei der Rechtsaufsicht</li>" in page


def test_who_wants_the_services_can_still_join_as_an_ordinary_member(session: Session, client: FlaskClient) -> None:
    a_house(session, investing_members=True)
    draft = a_complete_draft(session, member_class=MemberClass.INVESTING)
    session.commit()
    home = f"/beitritt/{TOKEN}"
    wanted = {"shares": "20", "will_use_services": "y"}
    assert "Als ordentliches Mitglied beitreten" in client.post(f"{home}/anteile", data=wanted).text
    client.post(f"{home}/anteile", data={**wanted, "act": "ordinary"})
    session.refresh(draft)
    assert draft.member_class is MemberClass.ORDINARY


def test_a_wrong_file_stops_the_way_on_at_its_field(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = begin(client)
    data = {"purpose": "authority", "act": "next", "file": (io.BytesIO(b"MZ"), "Wahl.exe")}
    answer = client.post(f"{home}/unterlagen", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "Angenommen werden PDF, PNG und JPEG" in answer.text


def test_a_file_above_10_mb_is_refused_at_its_field(session: Session, client: FlaskClient) -> None:
    ready(session)
    answer = send(client, begin(client), b"%PDF-1.7" + b"0" * (11 * 1024 * 1024))
    assert answer.status_code == 422
    assert "größer als 10 MB" in answer.text


def test_a_disguised_page_is_never_taken(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = begin(client)
    for content in (b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<!doctype html><p>Wahl</p>", b"MZ\x90"):
        answer = send(client, home, content)
        assert answer.status_code == 422
        assert "Diese Datei ist etwas anderes" in answer.text
    assert the_only(session).uploads == []


def test_an_upload_is_handed_out_to_keep_and_not_to_run(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = begin(client)
    send(client, home, PDF, "../../<b>Wahl</b>.html")
    upload = the_only(session).uploads[0]
    answer = client.get(f"{home}/unterlagen/{upload.id}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "/" not in upload.filename
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_frozen_declaration_can_be_downloaded(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = walk(session, client)
    submit(client, home)
    first, second = (client.get(f"{home}/erklaerung.pdf").data for _ in range(2))
    assert first.startswith(b"%PDF-")
    assert first == second


def test_the_way_to_go_on_later_is_mailed(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = begin(client)
    page = client.post(f"{home}/angaben", data={**who(), "act": "later"}, follow_redirects=True).text
    assert "unterwegs an gemeinde@altenbruck.example" in page


def test_who_withdraws_sees_it(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = walk(session, client)
    submit(client, home)
    assert "zurückgezogen" in client.post(f"{home}/zurueckziehen", follow_redirects=True).text
    assert the_only(session).state is ApplicationState.WITHDRAWN


def test_a_draft_given_up_is_deleted(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = begin(client)
    client.post(f"{home}/zurueckziehen")
    assert session.scalars(select(Application)).all() == []
    assert client.get(home).status_code == 404


def test_going_on_later_without_an_address_keeps_what_was_typed(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = begin(client)
    page = client.post(f"{home}/angaben", data={"name": "Gemeinde Al", "act": "later"}, follow_redirects=True).text
    assert "Geben Sie eine E-Mail-Adresse an." in page
    assert 'value="Gemeinde Al"' in page


def test_a_refused_applicant_learns_that_and_nothing_is_left_to_open(session: Session, client: FlaskClient) -> None:
    ready(session)
    application = a_proposed(session)
    home = actions.personal_link(application).removeprefix("https://genokontor.example")
    actions.turn_down(session, application.id, "V-2026-008", OFFICE, NOW)
    for mail in outbox.mails_about(session, f"application:{application.id}"):
        mail.state = outbox.MailState.SENT
    actions.erase_refused(session, application.id, NOW)
    session.commit()
    page = client.get(home)
    assert "nicht zugelassen" in page.text
    assert "Altenbruck" not in page.text
    assert client.get(f"{home}/erklaerung.pdf").status_code == 404


def test_a_disk_is_not_filled_through_the_public_form(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = begin(client)
    answers = [send(client, home, a_pdf(str(at), 10 * 1024 * 1024 - 2048)) for at in range(7)]
    assert [answer.status_code for answer in answers] == [302] * 6 + [422]


def test_a_declarant_confirms_by_the_link_and_sees_the_declaration(session: Session, client: FlaskClient) -> None:
    ready(session)
    other = signer(last_name="Q", email="q@altenbruck.example", authority="joint")
    application = a_submitted(session, people=[signer(authority="joint"), other])
    mails = outbox.mails_about(session, f"application:{application.id}")
    links = [word for mail in mails for word in mail.text.split() if "/mitzeichnen/" in word]
    session.commit()
    path = links[1].removeprefix("https://genokontor.example")
    assert "Erklärung bestätigen" in client.get(path).text
    assert "Bestätigt am" in client.post(path, follow_redirects=True).text
    assert client.get(f"{path}/erklaerung.pdf").data.startswith(b"%PDF")
    assert client.get(f"{path}x").status_code == 409


def test_a_link_in_a_mail_confirms_by_a_button_and_not_by_a_visit(session: Session, client: FlaskClient) -> None:
    ready(session)
    application = actions.submit(session, a_complete_draft(session).id, clock.now())
    mails = outbox.mails_about(session, f"application:{application.id}")
    link = next(word for mail in mails for word in mail.text.split() if "/bestaetigen/" in word)
    session.commit()
    path = link.removeprefix("https://genokontor.example")
    client.get(path)
    session.expire_all()
    assert application.email_confirmed_at is None
    client.post(path)
    session.expire_all()
    assert application.email_confirmed_at is not None


def test_two_windows_that_declare_at_the_same_moment_declare_once(
    session: Session, client: FlaskClient, app: Flask
) -> None:
    ready(session)
    home = walk(session, client)
    seen = field(client.get(f"{home}/pruefen").text, "seen")

    def press(key: str) -> int:
        return app.test_client().post(f"{home}/abgeben", data={"key": key * 24, "seen": seen}).status_code

    answers = together(*(partial(press, key) for key in "abc"))
    assert sorted(answers) in ([302, 409, 409], [302, 302, 409], [302, 302, 302])
    assert len(the_only(session).declarants) == 1
    assert len(archive.documents_about(session, f"application:{the_only(session).id}")) == 1


def test_remarks_stand_wherever_the_declaration_is_read(session: Session, client: FlaskClient) -> None:
    ready(session)
    home = walk(session, client)
    declare(client, home, remarks="Rechnung bitte an die Kämmerei\nBestellnummer 4711")
    assert "Rechnung bitte an die Kämmerei<br>Bestellnummer 4711" in client.get(f"{home}/pruefen").text
    submit(client, home)
    assert "Rechnung bitte an die Kämmerei" in client.get(home).text
    document = archive.get_document(session, the_only(session).declaration_document_id or 0)
    assert (document.facts or {})["remarks"].startswith("Rechnung bitte an die Kämmerei")
