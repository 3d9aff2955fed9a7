"""The public enquiry and the own page behind its link: nothing doubled, nothing leaked, all gone when it is wanted."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.admissions import queries as admissions
from app.admissions.models import Application
from app.admissions.rules import ApplicationState, PublicAct, Step, throttle
from app.core import journal
from app.core.outbox import OutgoingMail
from app.prospects import actions, queries
from app.prospects.models import Enquiry, Prospect, ProspectContact
from app.prospects.rules import Stage, Terms
from app.statutes import queries as statutes
from tests.admissions.factories import a_house
from tests.factories import NOW, OFFICE

FORM = {
    "kind": "municipality", "name": "Gemeinde Silbertal", "first_names": "Berta", "last_name": "Hufnagel",
    "function": "Kämmerin", "email": "b.hufnagel@silbertal.example", "phone": "07999 1234-56", "region": "Rabental",
    "subject": "Mitgliedschaft", "text": "Was kostet ein Anteil?", "consent": "y", "consent_version": "2026-1",
    "key": "key-of-this-form",
}  # fmt: skip


@pytest.fixture(autouse=True)
def house(session: Session) -> None:
    a_house(session)
    session.commit()


def the_only(session: Session) -> Prospect:
    session.rollback()
    return session.scalars(select(Prospect)).one()


def own_page(session: Session) -> str:
    """The address in the newest mail."""
    session.rollback()
    mail = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc()).limit(1)).one()
    found = re.search(r"https://[^/]+(/anfrage/meine/\S+)", mail.text)
    assert found
    return found[1]


def test_an_enquiry_sent_twice_is_one_and_is_confirmed_by_mail(session: Session, client: FlaskClient) -> None:
    for _again in range(2):
        assert client.post("/anfrage", data=FORM).location == "/anfrage/danke"
    prospect = the_only(session)
    assert (prospect.number, prospect.stage, prospect.region) == ("I-2026-0001", Stage.NEW, "Rabental")
    assert (prospect.consented_on, prospect.consent_version) == (NOW.date(), "2026-1")
    assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 1
    page = own_page(session)
    assert client.get(page).status_code == 200
    assert client.post(f"{page}/bestaetigen").location == page
    assert the_only(session).email_confirmed_at is not None
    assert client.get(page + "x").status_code == 404


def test_the_same_address_asks_again_within_its_entry_and_is_not_pestered(
    session: Session, client: FlaskClient
) -> None:
    for number in range(5):
        client.post("/anfrage", data={**FORM, "key": f"key-number-{number}", "email": FORM["email"].upper()})
    assert len(the_only(session).enquiries) == 5
    assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 3


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"website": "http://werbung.example"}, "so erkennen wir Programme"),
        ({"consent": ""}, "Ohne Ihre Einwilligung"),
        ({"consent_version": "2025-1"}, "inzwischen geändert"),
        ({"text": "https://a.example " * 4}, "sehr viele Links"),
        ({"email": "kein-at"}, "E-Mail-Adresse ist nicht vollständig"),
        ({"phone": "anrufen!"}, "Telefonnummer in Ziffern"),
        ({"name": ""}, "Namen der Organisation"),
        ({"subject": "x" * 201}, "Höchstens 200 Zeichen"),
    ],
)
def test_what_is_wrong_is_said_at_the_form_and_nothing_is_kept(
    session: Session, client: FlaskClient, typed: dict[str, str], said: str
) -> None:
    answer = client.post("/anfrage", data={**FORM, **typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert session.scalar(select(func.count()).select_from(Prospect)) == 0


def test_one_connection_cannot_fill_the_list(
    session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(throttle.MOST, PublicAct.ENQUIRE, {throttle.HOUR: 1})
    client.post("/anfrage", data=FORM)
    answer = client.post("/anfrage", data={**FORM, "key": "another-key", "email": "x@y.example"})
    assert answer.status_code == 429
    assert "Gemeinde Silbertal" in answer.text
    assert the_only(session).number == "I-2026-0001"


def test_a_script_in_a_name_is_a_name(session: Session, client: FlaskClient) -> None:
    client.post("/anfrage", data={**FORM, "name": "<script>alert(1)</script>", "subject": "<b>{{7*7}}</b>"})
    page = client.get(own_page(session)).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{7*7}}" in page


def test_a_withdrawn_consent_leaves_nothing_that_tells_who_it_was(session: Session, client: FlaskClient) -> None:
    client.post("/anfrage", data=FORM)
    page = own_page(session)
    client.post(f"{page}/beitreten")
    assert client.post(f"{page}/loeschen").location == "/anfrage/geloescht"
    assert client.get(page).status_code == client.post(f"{page}/weiter").status_code == 404
    prospect = the_only(session)
    assert (prospect.name, prospect.search_text, prospect.email) == ("", "", "")
    assert (prospect.region, prospect.kind.value) == ("Rabental", "municipality")
    assert session.scalar(select(func.count()).select_from(ProspectContact)) == 0
    assert session.scalar(select(func.count()).select_from(Application)) == 0
    assert session.scalars(select(Enquiry.text)).all() == [""]
    assert session.scalars(select(OutgoingMail.to_address)).all() == [""]
    told = [line.summary() or "" for line in journal.lines_about(session, "prospect:1")]
    assert "Angaben des Interessenten gelöscht. Die Einwilligung wurde widerrufen" in told
    assert "Anfrage eingegangen (Formular)" not in told
    assert "Silbertal" not in " ".join(told)
    assert "Hufnagel" not in " ".join(told)


def test_the_link_begins_one_application_with_all_that_is_known_and_the_stage_follows_it(
    session: Session, client: FlaskClient
) -> None:
    client.post("/anfrage", data=FORM)
    page = own_page(session)
    first, second = (client.post(f"{page}/beitreten").location for _again in range(2))
    assert first.startswith("/beitritt/")
    assert client.get(first, follow_redirects=True).status_code == client.get(second, follow_redirects=True).status_code
    application = session.scalars(select(Application)).one()
    typed = admissions.typed_of(application)
    assert (typed.name, typed.who["email"]) == ("Gemeinde Silbertal", FORM["email"])
    assert application.content[Step.REPRESENTATION]["people"][0]["last_name"] == "Hufnagel"
    assert typed.needs[0].title == "Mitgliedschaft"
    prospect = the_only(session)
    assert queries.shown_stage(session, prospect) is Stage.NEW
    for state, stage in (
        (ApplicationState.SUBMITTED, Stage.APPLIED), (ApplicationState.ADMITTED, Stage.MEMBER),
        (ApplicationState.REFUSED, Stage.ENDED), (ApplicationState.WITHDRAWN, Stage.NEW),
    ):  # fmt: skip
        application.state, application.number = state, "A-2026-0001"
        session.flush()
        assert queries.shown_stage(session, prospect) is stage
        rows, _total = queries.list_prospects(session, queries.Asked(stage=stage), NOW.date())
        assert [row.stage for row in rows] == [stage]
        assert queries.count_by_stage(session)[stage] == 1


def test_who_began_to_join_by_the_link_is_kept_though_nobody_pressed_that_the_address_is_right(
    session: Session, client: FlaskClient
) -> None:
    client.post("/anfrage", data=FORM)
    page, soon = own_page(session), NOW + timedelta(days=32)
    assert queries.to_judge(session, Terms(), soon.date()) == [the_only(session).id]
    client.post(f"{page}/beitreten")
    session.rollback()
    assert actions.keep_in_time(session, soon) == 0
    assert the_only(session).name == "Gemeinde Silbertal"


def test_a_link_to_a_former_address_opens_nothing(session: Session, client: FlaskClient) -> None:
    client.post("/anfrage", data=FORM)
    page, prospect = own_page(session), the_only(session)
    person = actions.Person("Berta", "Hufnagel", "", "neu@silbertal.example")
    actions.change_contact(session, prospect.id, prospect.contacts[0].id, person, OFFICE, NOW)
    session.commit()
    assert client.get(page).status_code == 404
    assert the_only(session).email_confirmed_at is None


def test_without_a_privacy_notice_nobody_is_asked_for_anything(session: Session, client: FlaskClient) -> None:
    statutes.house(session).privacy_notice = ""
    session.commit()
    assert "noch nicht freigeschaltet" in client.get("/anfrage").text
    assert client.post("/anfrage", data=FORM).status_code == 422
    assert session.scalar(select(func.count()).select_from(Prospect)) == 0
