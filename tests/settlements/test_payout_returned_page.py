"""The page on which a payout that came back is entered: its day, its reason, once, by the office alone."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.values import Role
from app.settlements.models import SettlementEntry
from tests.factories import TODAY
from tests.settlements.test_views import ONE, leaver, pay, settled, signed_in

BACK = f"{ONE}/buchungen/1/rueckgabe"
CAME = {"key": "key-to-come-back", "reason": "Konto erloschen", "returned_on": TODAY.isoformat()}


@pytest.fixture
def office(app: Flask, session: Session) -> FlaskClient:
    return signed_in(app, session, "Henrike", "Lautenschlag", Role.OFFICE)


@pytest.fixture
def colleague(app: Flask, session: Session) -> FlaskClient:
    return signed_in(app, session, "Nele", "Nussbaum", Role.OFFICE)


def test_a_payout_comes_back_on_its_day_and_a_repeated_submit_is_the_same_act(
    office: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    leaver(session)
    settled(office, colleague)
    pay(office)
    assert f'href="{BACK}"' in office.get(ONE).text
    assert "Kam die Auszahlung zurück?" in office.get(BACK).text
    assert [office.post(BACK, data=CAME).status_code for _time in (1, 2)] == [302, 302]
    again = colleague.post(BACK, data={**CAME, "key": "key-of-colleague"})
    assert (again.status_code, "Diese Auszahlung kam schon zurück: Z-2026-0002" in again.text) == (422, True)
    assert [entry.returns_id for entry in session.scalars(select(SettlementEntry))] == [None, 1]
    page = office.get(ONE).text
    assert "kam am 24.11.2026 zurück" in page
    assert "Fragen Sie nach dem richtigen Konto" in page
    late = office.get(BACK)
    assert (late.status_code, "schon eingetragen" in late.text) == (409, True)
    assert colleague.post(f"{ONE}/buchungen/1/storno", data={"key": "no-error", "reason": "Irrtum"}).status_code == 422
    assert office.get(f"{ONE}/buchungen/2/rueckgabe").status_code == 409
    assert office.get(f"{ONE}/buchungen/77/rueckgabe").status_code == 404


def test_who_opens_the_reversal_of_what_is_undone_or_of_a_reversal_is_told_so_at_once(
    office: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    leaver(session)
    settled(office, colleague)
    pay(office)
    office.post(BACK, data=CAME)
    came_back, error = f"{ONE}/buchungen/2/storno", f"{ONE}/buchungen/3/storno"
    assert office.get(came_back).status_code == 200
    assert office.post(came_back, data={"key": "key-of-error", "reason": "Irrtum"}).status_code == 302
    told = {came_back: "Diese Buchung ist schon storniert", error: "Eine Stornobuchung wird nicht storniert"}
    for address, sentence in told.items():
        answer = office.get(address)
        assert (answer.status_code, sentence in answer.text, "Buchung stornieren?" in answer.text) == (409, True, False)
        assert office.post(address, data={"key": "key-again", "reason": "Irrtum"}).status_code == 422


def test_the_day_of_a_return_is_refused_at_its_field_and_the_reason_is_asked_for(
    office: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    leaver(session)
    settled(office, colleague)
    pay(office)
    wrong = {
        "Zukunft": {"returned_on": (TODAY + timedelta(days=1)).isoformat()}, "Geben Sie den Grund an": {"reason": " "},
        "Ausgezahlt wurde erst am": {"returned_on": (TODAY - timedelta(days=1)).isoformat()},
        "Geben Sie den Tag an, an dem": {"returned_on": ""},
    }
    for sentence, values in wrong.items():
        answer = office.post(BACK, data={**CAME, **values})
        assert (answer.status_code, sentence in answer.text) == (422, True)
    assert len(session.scalars(select(SettlementEntry)).all()) == 1


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_a_return_is_entered_by_the_office_alone(
    app: Flask, office: FlaskClient, colleague: FlaskClient, session: Session, role: Role
) -> None:
    leaver(session)
    settled(office, colleague)
    pay(office)
    other = signed_in(app, session, "Ottilie", "Krähenbrink", role)
    assert [other.get(BACK).status_code, other.post(BACK, data=CAME).status_code] == [403, 403]
