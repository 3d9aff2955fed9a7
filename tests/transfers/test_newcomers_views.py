"""The office's way to a transfer to somebody who joins with it, and what the pages of both sides say (§ 76 GenG)."""

import io
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.admissions import actions as admissions
from app.admissions.models import Application
from app.admissions.rules import ApplicationState
from app.core import clock
from app.members.models import Member
from app.organs.rules import Choice
from app.transfers.models import Transfer
from app.transfers.rules import TransferState
from tests.factories import NOW, OFFICE, a_pdf, sign_in_office
from tests.transfers.factories import decided
from tests.transfers.newcomers import NAME, a_giver, an_applicant, handed_on

KEY = "key-of-this-form"


def in_the_office(session: Session, client: FlaskClient, shares: int = 5, **more: Any) -> tuple[Member, Application]:
    """A member with five paid shares and an applicant, looked at by the office."""
    both = a_giver(session), an_applicant(session, shares, **more)
    session.commit()
    sign_in_office(session, client)
    return both


def address(giver: Member, application: Application) -> str:
    return f"/uebertragungen/neu/{giver.number}/antrag/{application.id}"


def typed(client: FlaskClient, page: str, **more: Any) -> dict[str, Any]:
    """What the office types on the page as it is shown."""
    shown = re.search(r'name="shown" value="([^"]*)"', client.get(page).text)
    assert shown
    today = clock.today().isoformat()
    return {
        "key": KEY, "shown": unescape(shown[1]), "extent": "whole", "wanted_on": today, "received_on": today,
        "written_form": "textform", "declared_by": "Walburga Ehrenpreis", **more,
    }  # fmt: skip


def sent(client: FlaskClient, page: str, data: dict[str, Any]) -> TestResponse:
    """An agreement as the form sends it, with its scan."""
    return client.post(page, data={**data, "document": (io.BytesIO(a_pdf("Vereinbarung")), "vereinbarung.pdf")})


def transfers(session: Session) -> list[Transfer]:
    session.expire_all()
    return list(session.scalars(select(Transfer).order_by(Transfer.id)).unique())


def chosen(client: FlaskClient, giver: Member, **more: Any) -> TestResponse:
    """Who hands on, and who acquires."""
    return client.post("/uebertragungen/neu", data={"key": KEY, "number": giver.number, **more})


def test_from_the_application_the_office_comes_to_its_agreement(session: Session, client: FlaskClient) -> None:
    giver, application = in_the_office(session, client)
    way = f"/uebertragungen/neu?antrag={application.number}"
    assert way in client.get(f"/antraege/{application.id}").text
    offered = f'<option selected value="{application.number}">{application.number}, {NAME}</option>'
    assert offered in client.get(way).text
    assert chosen(client, giver, application=application.number).location == address(giver, application)
    page = client.get(address(giver, application))
    assert (page.status_code, NAME in page.text, "Erwirbt und tritt bei" in page.text) == (200, True, True)


@pytest.mark.parametrize(("more", "sentence"), [
    ({}, "Geben Sie an, wer erwirbt"),
    ({"application": "A-2026-4711"}, "Einen Antrag mit der Nummer A-2026-4711 gibt es nicht"),
    ({"application": "Unsinn", "acquirer": ""}, "Einen Antrag mit der Nummer Unsinn gibt es nicht"),
    ({"application": "A-2026-0001", "acquirer": "1"}, "nicht beides"),
])
def test_who_acquires_is_named_in_one_way_that_exists(
    session: Session, client: FlaskClient, more: dict[str, str], sentence: str
) -> None:
    giver, _application = in_the_office(session, client)
    answer = chosen(client, giver, **more)
    assert (answer.status_code, sentence in answer.text) == (422, True)


def test_an_incomplete_application_is_refused_where_it_is_chosen(session: Session, client: FlaskClient) -> None:
    giver, application = in_the_office(session, client, is_complete=False)
    answer = chosen(client, giver, application=application.number)
    assert (answer.status_code, "ist noch offen: Nachweis der Vertretungsmacht" in answer.text) == (422, True)


def test_the_preview_says_when_it_begins_and_what_is_missing(session: Session, client: FlaskClient) -> None:
    giver, application = in_the_office(session, client, 7)
    page = address(giver, application)
    panel = client.post(f"{page}/vorschau", data=typed(client, page), headers={"HX-Request": "true"}).text
    assert "wird mit demselben Beschluss als Mitglied zugelassen" in panel
    assert "Am Nennbetrag fehlen der Erwerberin" in panel
    assert "1.000,00" in panel
    assert transfers(session) == []


def test_too_few_shares_are_told_in_the_preview_and_on_sending(session: Session, client: FlaskClient) -> None:
    giver, application = in_the_office(session, client, 3)
    page = address(giver, application)
    data = typed(client, page)
    assert "lautet auf 3 Anteile" in client.post(f"{page}/vorschau", data=data).text
    answer = sent(client, page, data)
    assert (answer.status_code, "lautet auf 3 Anteile" in answer.text, transfers(session)) == (422, True, [])


def test_entered_it_stands_on_both_pages_and_the_application_goes_no_other_way(
    session: Session, client: FlaskClient
) -> None:
    giver, application = in_the_office(session, client)
    page = address(giver, application)
    data = typed(client, page)
    assert sent(client, page, data).location == "/uebertragungen/1"
    shown = client.get("/uebertragungen/1").text
    assert "Ein Beschluss entscheidet über beides" in shown
    assert f"Antrag {application.number}" in shown
    own = client.get(f"/antraege/{application.id}").text
    assert ("Übertragung UT-2026-001" in own, "/vorlegen" in own, "Weitere Schritte" in own) == (True, False, False)
    refused = client.post(f"/antraege/{application.id}/vorlegen", data={"key": "x"}, follow_redirects=True)
    assert "zusammen mit der Übertragung UT-2026-001" in refused.text
    assert sent(client, page, data).status_code in (302, 422)
    assert len(transfers(session)) == 1
    for path in ("/uebertragungen", f"/mitglieder/{giver.number}"):
        assert NAME in client.get(path).text, path


def test_a_form_shown_before_the_application_was_laid_before_the_board_is_stale(
    session: Session, client: FlaskClient
) -> None:
    giver, application = in_the_office(session, client)
    page = address(giver, application)
    data = typed(client, page)
    admissions.propose(session, application.id, OFFICE, NOW)
    session.commit()
    answer = sent(client, page, data)
    assert (answer.status_code, "Antrag der Erwerberin" in answer.text, transfers(session)) == (409, True, [])


@pytest.mark.parametrize("path", ["/uebertragungen/neu/1/antrag/4711", "/uebertragungen/neu/4711/antrag/1"])
def test_what_is_not_there_is_not_found(session: Session, client: FlaskClient, path: str) -> None:
    in_the_office(session, client)
    for answer in (client.get(path), client.post(path, data={}), client.post(f"{path}/vorschau", data={})):
        assert answer.status_code == 404


def test_the_applicants_page_says_why_it_cannot_be_withdrawn_now_and_refuses_it(
    session: Session, client: FlaskClient
) -> None:
    giver, application = a_giver(session), an_applicant(session)
    transfer = handed_on(session, giver, application)
    session.commit()
    mine = f"/beitritt/geheimnis-{NAME}"
    page = client.get(mine).text
    assert f"zusammen mit der Übertragung {transfer.number}" in page
    assert "/zurueckziehen" not in page
    refused = client.post(f"{mine}/zurueckziehen", data={"key": "x"})
    assert 400 <= refused.status_code < 500
    session.expire_all()
    assert application.state is ApplicationState.PROPOSED


def test_once_decided_the_pages_of_transfer_application_and_applicant_open(
    session: Session, client: FlaskClient
) -> None:
    giver, application = in_the_office(session, client)
    transfer = handed_on(session, giver, application)
    decided(session, transfer)
    session.commit()
    assert transfer.state is TransferState.ENTERED
    assert transfer.acquirer is not None
    paths = (f"/uebertragungen/{transfer.id}", f"/antraege/{application.id}", "/uebertragungen", "/antraege",
             f"/mitglieder/{transfer.acquirer.number}", f"/mitglieder/{giver.number}",
             f"/beitritt/geheimnis-{NAME}")
    for path in paths:
        assert client.get(path).status_code == 200, path
    for path in paths[:2]:
        assert transfer.number in client.get(path).text, path
    reversed_ = client.post(f"/uebertragungen/{transfer.id}/storno", data={"key": KEY, "reason": "Nie vereinbart"})
    assert reversed_.status_code == 302
    assert [each.state for each in transfers(session)] == [TransferState.REVERSED]


def test_rejected_its_page_leads_to_the_applicants_letter_and_to_the_freed_application(
    session: Session, client: FlaskClient
) -> None:
    giver, application = in_the_office(session, client)
    transfer = handed_on(session, giver, application)
    decided(session, transfer, choice=Choice.NO)
    session.commit()
    page = client.get(f"/uebertragungen/{transfer.id}").text
    assert "Der Antrag ist wieder frei" in page
    assert f"/dokumente/{transfer.acquirer_letter_id}" in page or f"/archiv/{transfer.acquirer_letter_id}" in page
    assert "/vorlegen" in client.get(f"/antraege/{application.id}").text
    admissions.withdraw(session, application.id, NOW)
    session.commit()
    assert "Der Antrag ist wieder frei" not in client.get(f"/uebertragungen/{transfer.id}").text


def test_undone_the_applicants_page_says_so_and_leads_to_a_new_application(
    session: Session, client: FlaskClient
) -> None:
    giver, application = in_the_office(session, client)
    transfer = handed_on(session, giver, application)
    decided(session, transfer)
    session.commit()
    mine = f"/beitritt/geheimnis-{NAME}"
    assert "als Mitglied zugelassen" in client.get(mine).text
    client.post(f"/uebertragungen/{transfer.id}/storno", data={"key": KEY, "reason": "Nie vereinbart"})
    page = client.get(mine).text
    assert "Die Eintragung war ein Irrtum und ist gestrichen" in page
    assert "Mitgliedsnummer" not in page
    assert "als Mitglied zugelassen" not in page


def test_a_form_still_open_when_the_application_is_erased_is_answered_as_not_found(
    session: Session, client: FlaskClient
) -> None:
    giver, application = in_the_office(session, client)
    page = address(giver, application)
    data = typed(client, page)
    admissions.withdraw(session, application.id, NOW)
    admissions.erase_withdrawn(session, application.id, NOW + timedelta(days=31))
    session.commit()
    answers = client.get(page), client.post(f"{page}/vorschau", data=data), sent(client, page, data)
    assert [each.status_code for each in answers] == [404, 404, 404]
