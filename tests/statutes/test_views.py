"""The statute's pages, through the browser."""

import io
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.core.values import Role
from app.statutes import actions, queries
from app.statutes.models import StatuteVersion
from app.statutes.rules import HouseFacts, corrected_title
from tests.dossiers.test_refusals import at
from tests.factories import NOW, a_person, a_picture, sign_in
from tests.shares.factories import a_member
from tests.statutes.factories import ADMINISTRATOR, FILE, PDF, VALUES, a_statute, a_version
from tests.tabs import Tab, said, two_tabs

HOUSE = "/satzung/genossenschaft"
YEARS = "/satzung/geschaeftsjahre"
READERS = [Role.ADMINISTRATOR, Role.OFFICE, Role.AUDITOR]


def signed_in(session: Session, client: FlaskClient, role: Role = Role.ADMINISTRATOR) -> None:
    sign_in(session, client, a_person(session, "Ottilie", "Brandner"), role)


def typed(title: str = "Gründungssatzung", **values: str) -> dict[str, str]:
    """What somebody types into the form of a version; amounts in euro."""
    texts = {"share_amount": "25.000,00", "min_payment": "25.000,00", "further_shares_allowed": "yes"}
    said = {key: texts.get(key, str(value)) for key, value in VALUES.items()}
    fields = {f"value_{key}": value for key, value in {**said, **values}.items()}
    return {"key": "a-key-of-the-form", "title": title, "resolved_on": "12.03.2021", **fields}


def with_its_pdf(session: Session) -> StatuteVersion:
    """A version that is resolved, with its PDF, not yet registered."""
    version = a_version(session)
    actions.attach_document(session, version, FILE, ADMINISTRATOR, NOW)
    return version


def upload(content: bytes, name: str) -> dict[str, object]:
    return {"document": (io.BytesIO(content), name)}


def test_a_version_is_recorded_once_however_often_it_is_sent(client: FlaskClient, session: Session) -> None:
    signed_in(session, client)
    answers = [client.post("/satzung/neu", data=typed(clause="§ 37")) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {302}
    (version,) = queries.versions(session)
    assert queries.values_of(version) == VALUES


@pytest.mark.parametrize(("said", "words"), [
    ({"mandatory_shares": "3", "max_shares": "2"}, "unter den Pflichtanteilen"),
    ({"haftsumme": "1,00", "nachschuss": "limited"}, "nicht niedriger"),
])
def test_what_is_wrong_with_a_version_as_a_whole_stands_above_its_form_and_at_no_field(
    client: FlaskClient, session: Session, said: dict[str, str], words: str
) -> None:
    signed_in(session, client)
    answer = client.post("/satzung/neu", data=typed("Satzung vom Frühjahr", **said))
    assert answer.status_code == 422
    summary, form = answer.text.split('id="error-summary"', 1)[1].split("<form", 1)
    assert words in summary
    assert 'class="field-error' not in form
    assert 'value="Satzung vom Frühjahr"' in form
    assert queries.versions(session) == []


@pytest.mark.parametrize(("day", "words"), [("01.01.1800", "gab es keine eingetragene"), ("01.01.2199", "Zukunft")])
def test_a_version_resolved_on_a_day_that_cannot_be_is_refused_at_the_day(
    client: FlaskClient, session: Session, day: str, words: str
) -> None:
    signed_in(session, client)
    answer = client.post("/satzung/neu", data={**typed(), "resolved_on": day})
    assert words in at(answer, "resolved_on")
    assert queries.versions(session) == []


def test_the_page_shows_value_clause_and_what_the_law_says_where_the_statute_is_silent(
    client: FlaskClient, session: Session
) -> None:
    signed_in(session, client)
    client.post("/satzung/neu", data={**typed(), "clause_share_amount": "§ 37 Abs. 1"})
    text = client.get("/satzung/1").text
    for words in ("25.000,00\u00a0€", "§ 37 Abs. 1", "14 Tage (ohne Bestimmung)", "Noch nicht eingetragen"):
        assert words in text


def test_a_new_version_starts_as_a_copy_of_the_last(client: FlaskClient, session: Session) -> None:
    a_statute(session)
    signed_in(session, client)
    text = client.get("/satzung/neu").text
    assert 'value="25.000,00"' in text
    assert 'value="Digitalverbund Morgenau eG"' in text


@pytest.mark.parametrize(("wrong", "sentence"), [
    ({"gv_min_days": "7"}, "mindestens 14 Tage"),
    ({"haftsumme": "1,00"}, "Haftsumme darf nicht niedriger sein"),
    ({"share_amount": "viel"}, "Schreiben Sie den Betrag als"),
    ({"minority_fraction": "1/2"}, "höchstens 1/10"),
])  # fmt: skip
def test_what_the_law_does_not_allow_is_said_at_the_form_and_nothing_is_lost(
    client: FlaskClient, session: Session, wrong: dict[str, str], sentence: str
) -> None:
    signed_in(session, client)
    answer = client.post("/satzung/neu", data=typed("Meine Fassung", **wrong))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Meine Fassung"' in answer.text


def test_the_page_lists_what_the_statute_must_still_say(client: FlaskClient, session: Session) -> None:
    version = a_version(session, publication=None, gv_chair=None)
    signed_in(session, client)
    text = client.get(f"/satzung/{version.id}").text
    assert "noch 2 Punkte regeln" in text
    assert "§ 6 Nr. 5 GenG" in text


def test_the_page_of_a_version_says_what_changes_and_for_whom(client: FlaskClient, session: Session) -> None:
    a_statute(session)
    version = a_version(session, date(2026, 5, 2), notice_months=24)
    signed_in(session, client)
    text = client.get(f"/satzung/{version.id}").text
    assert "Was sich ändert" in text
    assert "24 Monate" in text
    assert "wer kündigt, überträgt oder ausscheidet" in text


def test_a_version_is_changed_then_registered_then_stands(client: FlaskClient, session: Session) -> None:
    version = with_its_pdf(session)
    signed_in(session, client)
    page = f"/satzung/{version.id}"
    assert Tab(client, f"{page}/aendern").send(**typed(entry_fee="250,00")).status_code == 302
    late = Tab(client, f"{page}/aendern")
    assert client.post(f"{page}/eintragen", data={"registered_on": "1.6.2021"}).status_code == 302
    session.rollback()
    session.expire_all()
    assert queries.statute_on(session, date(2021, 6, 1)).entry_fee == 250_00
    assert "wird nicht mehr geändert" in late.send(**typed(entry_fee="1,00")).text
    assert "In Kraft" in client.get("/satzung/").text


def test_a_registration_sent_twice_is_one_and_another_day_is_refused(client: FlaskClient, session: Session) -> None:
    version = with_its_pdf(session)
    signed_in(session, client)
    answers = [
        client.post(f"/satzung/{version.id}/eintragen", data={"registered_on": day}).status_code
        for day in ("2021-06-01", "2021-06-01", "2021-06-02")
    ]
    assert answers == [302, 302, 422]


def test_a_registration_before_the_resolution_is_refused_at_the_field(client: FlaskClient, session: Session) -> None:
    version = a_version(session)
    signed_in(session, client)
    answer = client.post(f"/satzung/{version.id}/eintragen", data={"registered_on": "2021-03-01"})
    assert (answer.status_code, "nicht vor dem Beschluss" in answer.text) == (422, True)


def test_a_registration_is_final_and_a_mistake_is_corrected_by_another_version(
    client: FlaskClient, session: Session
) -> None:
    version = a_statute(session, entry_fee=2_500_00)
    signed_in(session, client)
    page = f"/satzung/{version.id}"
    assert client.post(f"{page}/eintragung-zuruecknehmen", data={"reason": "Zahlendreher"}).status_code == 404
    assert f"/satzung/neu?berichtigt={version.id}" in client.get(page).text
    answer = Tab(client, f"/satzung/neu?berichtigt={version.id}").send(value_entry_fee="250,00")
    assert "Tritt mit der Eintragung an die Stelle" in client.get(answer.location).text
    Tab(client, answer.location, "eintragen").send(registered_on="2021-06-01")
    session.rollback()
    assert queries.statute_on(session, date(2021, 6, 1)).entry_fee == 250_00
    assert "An ihrer Stelle gilt die berichtigte Fassung" in client.get(page).text
    assert "Berichtigt" in client.get("/satzung/").text


def test_a_further_correction_is_counted_in_its_title() -> None:
    titles = ["Satzung"]
    for _turn in range(3):
        titles.append(corrected_title(titles[-1], "berichtigt"))
    assert titles == ["Satzung", "Satzung, berichtigt", "Satzung, berichtigt (2)", "Satzung, berichtigt (3)"]


def test_a_registered_version_offers_no_form_that_could_not_be_saved(client: FlaskClient, session: Session) -> None:
    """Nor does one that has a correction offer a second."""
    version = a_statute(session)
    signed_in(session, client)
    answer = client.get(f"/satzung/{version.id}/aendern")
    assert answer.status_code == 409
    assert "wird nicht mehr geändert" in answer.text
    Tab(client, f"/satzung/neu?berichtigt={version.id}").send(value_entry_fee="250,00")
    assert client.get(f"/satzung/neu?berichtigt={version.id}").status_code == 409


def test_another_day_of_registration_from_an_old_tab_is_refused_in_words(client: FlaskClient, session: Session) -> None:
    """The page no longer holds the form whose field would say so."""
    version = with_its_pdf(session)
    signed_in(session, client)
    days = ("2021-06-01", "2021-06-02")
    answers = [client.post(f"/satzung/{version.id}/eintragen", data={"registered_on": day}) for day in days]
    assert "seit dem 01.06.2021 eingetragen" in answers[1].text


def test_a_pending_version_is_dropped(client: FlaskClient, session: Session) -> None:
    version = a_version(session)
    signed_in(session, client)
    client.post(f"/satzung/{version.id}/verwerfen")
    assert client.get(f"/satzung/{version.id}").status_code == 404


def test_anybody_reads_the_registered_statute_as_pdf(client: FlaskClient, session: Session) -> None:
    version = a_statute(session)
    session.commit()
    for path in (f"/satzung/{version.id}/pdf", "/satzung/aktuell.pdf"):
        answer = client.get(path)
        assert (answer.data, answer.mimetype) == (PDF, "application/pdf")


def test_a_stranger_does_not_see_a_version_that_is_not_registered(client: FlaskClient, session: Session) -> None:
    version = a_version(session)
    actions.attach_document(session, version, FILE, ADMINISTRATOR, NOW)
    session.commit()
    assert client.get(f"/satzung/{version.id}/pdf").status_code == 404
    assert client.get("/satzung/aktuell.pdf").status_code == 404
    signed_in(session, client, Role.OFFICE)
    assert client.get(f"/satzung/{version.id}/pdf").data == PDF


def test_the_pdf_is_filed_and_something_else_is_not(client: FlaskClient, session: Session) -> None:
    version = a_version(session)
    signed_in(session, client)
    path = f"/satzung/{version.id}/datei"
    assert "etwas anderes" in client.post(path, data=upload(b"MZ program", "Satzung.pdf")).text
    assert "Wählen Sie eine Datei" in client.post(path, data={}).text
    assert client.post(path, data=upload(PDF, "x.exe")).status_code == 302
    session.rollback()
    session.expire_all()
    assert queries.document_of(version) == PDF


def test_fiscal_years_are_entered_one_after_the_other(client: FlaskClient, session: Session) -> None:
    a_statute(session)
    signed_in(session, client)
    assert 'value="2021-03-12"' in client.get("/satzung/geschaeftsjahre").text
    client.post("/satzung/geschaeftsjahre", data={"first_day": "12.03.2021", "last_day": "31.12.2021"})
    assert "Rumpfgeschäftsjahr" in client.get("/satzung/geschaeftsjahre").text
    answer = Tab(client, YEARS, "jahre$").send(first_day="01.02.2022", last_day="31.12.2022")
    assert (answer.status_code, "ohne Lücke" in answer.text) == (422, True)


def test_earlier_years_are_added_and_coming_ones_struck(client: FlaskClient, session: Session) -> None:
    signed_in(session, client)
    for first, last in (("01.01.2026", "31.12.2026"), ("01.01.2090", "31.12.2090"), ("01.01.2027", "31.12.2027")):
        Tab(client, YEARS, "jahre$").send(first_day=first, last_day=last)
    Tab(client, YEARS, "davor").send(earlier_first_day="01.07.2025")
    for _ in range(2):
        assert client.post("/satzung/geschaeftsjahre/2027-01-01/streichen").status_code == 302
    assert [str(year) for year in queries.fiscal_years(session)] == ["01.07.2025 – 31.12.2025", "2026"]


def test_a_coming_year_is_struck_alone_however_often_it_is_clicked(client: FlaskClient, session: Session) -> None:
    signed_in(session, client)
    for year in (2026, 2027, 2028):
        Tab(client, YEARS, "jahre$").send(first_day=f"01.01.{year}", last_day=f"31.12.{year}")
    assert "/satzung/geschaeftsjahre/2028-01-01/streichen" in client.get("/satzung/geschaeftsjahre").text
    for _ in range(2):
        client.post("/satzung/geschaeftsjahre/2028-01-01/streichen")
    assert [str(year) for year in queries.fiscal_years(session)] == ["2026", "2027"]


def test_the_first_year_begins_in_mid_year_on_wish(client: FlaskClient, session: Session) -> None:
    signed_in(session, client)
    Tab(client, YEARS, "jahre$").send(first_day="01.01.2026", last_day="31.12.2026")
    first, second = two_tabs(client, YEARS, "beginn")
    assert first.send(beginning="12.03.2026").status_code == 302
    assert [str(year) for year in queries.fiscal_years(session)] == ["12.03.2026 – 31.12.2026"]
    answer = second.send(beginning="01.04.2026")
    assert (answer.status_code, "12.03.2026" in said(answer)) == (409, True)
    for day, sentence in (("01.01.2025", "höchstens zwölf Monate"), ("01.01.2027", "endet vor seinem Beginn")):
        refused = Tab(client, YEARS, "beginn").send(beginning=day)
        assert (refused.status_code, sentence in refused.text) == (422, True)


def test_a_day_somebody_joined_on_stays_in_the_first_year(client: FlaskClient, session: Session) -> None:
    signed_in(session, client)
    Tab(client, YEARS, "jahre$").send(first_day="01.01.2026", last_day="31.12.2026")
    a_member(session, first_day=date(2026, 3, 12))
    session.commit()
    refused = Tab(client, YEARS, "beginn").send(beginning="13.03.2026")
    assert (refused.status_code, "Seit dem 12.03.2026 gibt es Eintragungen" in refused.text) == (422, True)
    assert Tab(client, YEARS, "beginn").send(beginning="12.03.2026").status_code == 302


def test_the_end_of_a_year_is_not_moved_back_unknowingly(client: FlaskClient, session: Session) -> None:
    signed_in(session, client)
    first, second = two_tabs(client, YEARS, "jahre$")
    first.send(first_day="01.01.2026", last_day="31.12.2026")
    answer = second.send(first_day="01.01.2026", last_day="30.06.2026")
    assert (answer.status_code, "Letztes Geschäftsjahr jetzt gespeichert: 2026" in said(answer)) == (409, True)
    assert [str(year) for year in queries.fiscal_years(session)] == ["2026"]
    assert second.send().status_code == 302
    session.rollback()
    assert [str(year) for year in queries.fiscal_years(session)] == ["01.01.2026 – 30.06.2026"]


@pytest.mark.parametrize("day", ["31.12.9999", "01.01.0001", "24.11.20266"])
def test_a_year_far_away_is_a_slip_of_the_finger(client: FlaskClient, session: Session, day: str) -> None:
    signed_in(session, client)
    answer = client.post("/satzung/geschaeftsjahre", data={"first_day": day, "last_day": day})
    assert answer.status_code == 422
    assert queries.fiscal_years(session) == []


def test_house_data_are_entered_and_what_is_missing_is_said(client: FlaskClient, session: Session) -> None:
    signed_in(session, client, Role.OFFICE)
    assert "fehlt noch: Anschrift, Registergericht" in client.get("/satzung/genossenschaft").text
    data = {"street": "Kontorgasse 3", "postcode": "70990", "city": "Morgenau", "iban": "DE89 3704 0044 0532 0130 00",
            "certificate_design": "modern", "regions": "Rabental\r\nLindenfurt"}
    assert Tab(client, "/satzung/genossenschaft", "genossenschaft$").send(**data).status_code == 302
    facts = queries.house_facts(session)
    assert (facts.bic, facts.regions, facts.certificate_design) == ("COBADEFFXXX", ("Rabental", "Lindenfurt"), "modern")
    assert "fehlt noch: Registergericht" in client.get("/satzung/genossenschaft").text


def test_a_wrong_iban_is_said_at_its_field(client: FlaskClient, session: Session) -> None:
    signed_in(session, client)
    answer = client.post("/satzung/genossenschaft", data={"iban": "DE00", "certificate_design": "classic"})
    assert (answer.status_code, "Diese IBAN stimmt nicht" in answer.text) == (422, True)


def test_a_postcode_of_four_digits_is_said_at_its_field(client: FlaskClient, session: Session) -> None:
    signed_in(session, client)
    answer = client.post("/satzung/genossenschaft", data={"postcode": "7461", "certificate_design": "classic"})
    assert (answer.status_code, "fünf Ziffern" in answer.text) == (422, True)


def test_a_register_number_gets_its_letters_where_digits_alone_are_typed(
    client: FlaskClient, session: Session
) -> None:
    """Every letter names it (§ 25a GenG)."""
    signed_in(session, client)
    for typed in ("700412", "GnR 700412"):
        assert Tab(client, "/satzung/genossenschaft", "genossenschaft$").send(register_number=typed).status_code == 302
        assert queries.house_facts(session).register_number == "GnR 700412"


def test_what_is_no_telephone_number_or_page_is_refused_at_its_field(client: FlaskClient, session: Session) -> None:
    signed_in(session, client)
    answer = Tab(client, HOUSE, "genossenschaft$").send(phone="abc", website="javascript:alert(1)")
    assert (answer.status_code, 'href="#phone"' in answer.text, 'href="#website"' in answer.text) == (422, True, True)
    assert Tab(client, HOUSE, "genossenschaft$").send(phone="+49 (7000) 413-0", website="www.x.example").location


def test_the_logo_is_shown_and_removed_and_an_svg_is_refused(client: FlaskClient, session: Session) -> None:
    signed_in(session, client)
    png = a_picture()
    drawing = io.BytesIO(b"<svg onload=alert(1)>")
    svg = Tab(client, HOUSE, "genossenschaft$").send(logo=(drawing, "a.png"), city="Morgenau")
    assert (svg.status_code, 'value="Morgenau"' in svg.text) == (422, True)
    Tab(client, HOUSE, "genossenschaft$").send(logo=(io.BytesIO(png), "logo.png"), city="Morgenau")
    assert client.get(f"{HOUSE}/logo").data == png
    assert queries.house(session).city == "Morgenau"
    Tab(client, HOUSE, "genossenschaft$").send(without_logo="y")
    assert client.get(f"{HOUSE}/logo").status_code == 404


def test_a_logo_put_by_another_meanwhile_is_not_taken_away(client: FlaskClient, session: Session) -> None:
    signed_in(session, client)
    png = a_picture()
    first, second, third = (Tab(client, HOUSE, "genossenschaft$") for _ in range(3))
    assert first.send(logo=(io.BytesIO(png), "logo.png")).status_code == 302
    assert second.send(city="Morgenau").status_code == 302
    answer = third.send(without_logo="y")
    assert (answer.status_code, "eine andere Datei" in said(answer)) == (409, True)
    assert client.get(f"{HOUSE}/logo").data == png


@pytest.mark.parametrize("role", READERS)
def test_the_statute_is_read_by_office_auditor_and_administrator(
    client: FlaskClient, session: Session, role: Role
) -> None:
    version = a_statute(session)
    actions.change_house_data(session, HouseFacts(street="Kontorgasse 3"), ADMINISTRATOR, NOW)
    signed_in(session, client, role)
    for path in ("/satzung/", f"/satzung/{version.id}", "/satzung/geschaeftsjahre", "/satzung/genossenschaft"):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize(("role", "allowed"), [(Role.OFFICE, 422), (Role.AUDITOR, 403)])
def test_the_office_changes_house_data_but_no_statute_and_the_auditor_nothing(
    client: FlaskClient, session: Session, role: Role, allowed: int
) -> None:
    signed_in(session, client, role)
    assert client.post("/satzung/neu", data=typed()).status_code == 403
    assert client.post("/satzung/geschaeftsjahre").status_code == 403
    assert client.post("/satzung/genossenschaft", data={"iban": "DE00"}).status_code == allowed


def test_a_version_without_its_pdf_is_refused_at_the_field_and_an_old_one_is_marked(
    client: FlaskClient, session: Session
) -> None:
    version = a_version(session)
    signed_in(session, client)
    page = f"/satzung/{version.id}"
    assert "Zuerst das PDF ablegen" in client.get(page).text
    answer = client.post(f"{page}/eintragen", data={"registered_on": "2021-06-01"})
    assert (answer.status_code, "Legen Sie zuerst das PDF der Fassung ab" in answer.text) == (422, True)
    session.execute(update(StatuteVersion).values(registered_on=date(2021, 6, 1), registered_at=NOW))
    session.commit()
    assert "Ohne Datei" in client.get(page).text
    Tab(client, page, "datei").send(**upload(PDF, "Satzung.pdf"))
    assert "Ohne Datei" not in client.get(page).text
