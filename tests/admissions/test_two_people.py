"""Two people of the office at the same application: nobody's note is overwritten unknowingly."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.admissions import actions
from app.admissions.models import Application
from app.core.values import Actor, WrittenForm
from tests.admissions.factories import a_house, a_submitted
from tests.factories import NOW, TODAY, an_organisation, sign_in_office
from tests.tabs import Tab, said

ANOTHER = Actor("Nele Nussbaum")


@pytest.fixture
def application(session: Session, client: FlaskClient) -> Application:
    """An application on the desk of somebody signed in."""
    a_house(session)
    found = a_submitted(session)
    sign_in_office(session, client)
    return found


def test_a_point_ticked_meanwhile_keeps_its_note(
    session: Session, client: FlaskClient, application: Application
) -> None:
    tab = Tab(client, f"/antraege/{application.id}", "pruefpunkte/authority_proof$")
    actions.tick(session, application.id, "authority_proof", "Registerportal, 3.11.", ANOTHER, NOW)
    session.commit()
    answer = client.post(tab.action, data={"note": "angerufen"})
    assert answer.status_code == 409
    assert "Abgehakt jetzt gespeichert: Registerportal, 3.11., Nele Nussbaum" in said(answer)
    assert "„angerufen“" in answer.text
    session.refresh(application)
    assert [each.note for each in application.ticks if each.point == "authority_proof"] == ["Registerportal, 3.11."]


def test_a_point_ticked_twice_by_a_double_click_is_ticked(
    client: FlaskClient, session: Session, application: Application
) -> None:
    address = f"/antraege/{application.id}/pruefpunkte/authority_proof"
    assert [client.post(address, data={"note": "da"}).status_code for _ in range(2)] == [302, 302]


def test_the_day_of_an_original_noted_meanwhile_stays(
    session: Session, client: FlaskClient, application: Application
) -> None:
    application.written_form = WrittenForm.SCHRIFTFORM
    actions.note_original(session, application.id, TODAY, ANOTHER, NOW)
    session.commit()
    answer = client.post(f"/antraege/{application.id}/original", data={"received_on": "23.11.2026"})
    assert (answer.status_code, "24.11.2026" in said(answer)) == (409, True)
    session.refresh(application)
    assert application.original_received_on == TODAY


def test_who_the_applicant_is_was_said_by_another_meanwhile(
    session: Session, client: FlaskClient, application: Application
) -> None:
    known, other = (an_organisation(session, name) for name in ("Gemeinde Altenbruck", "Stadt B"))
    session.commit()
    tab = Tab(client, f"/antraege/{application.id}", "bekannt")
    actions.link_party(session, application.id, other.id, ANOTHER, NOW)
    session.commit()
    answer = client.post(tab.action, data={**tab.fields, "party_id": known.id})
    assert (answer.status_code, "Vermerkt als jetzt gespeichert: Stadt B" in said(answer)) == (409, True)
    session.refresh(application)
    assert application.party_id == other.id
