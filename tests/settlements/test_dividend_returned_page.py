"""The page on which a payout from a result that came back is entered, and what list, file, desk and portal say of it.
"""

import json
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.closing.models import DividendEntry
from app.core.values import Role
from app.members.models import Member
from app.settlements import actions
from tests.factories import NOW, TODAY, sign_in
from tests.settlements.factories import IBAN, ONE
from tests.settlements.test_dividends import AT, claim_of, used
from tests.settlements.test_views import signed_in

CAME = {"key": "key-to-come-back", "reason": "Konto erloschen", "returned_on": TODAY.isoformat()}
LIST = f"{AT}?format=csv"


@pytest.fixture
def office(app: Flask, session: Session) -> FlaskClient:
    """Somebody of the office, signed in."""
    return signed_in(app, session, "Henrike", "Lautenschlag", Role.OFFICE)


@pytest.fixture
def paid(session: Session) -> tuple[str, DividendEntry, int]:
    """The page of a claim that was paid, its payout, and the number of its member."""
    member = used(session)[0]
    found = claim_of(session, member)
    entry = actions.pay_dividend(session, found, TODAY, ONE, NOW)
    session.commit()
    return f"{AT}/{found.claim.appropriation.id}/{member.id}", entry, member.number


def test_a_payout_comes_back_on_its_day_and_a_repeated_submit_is_the_same_act(
    app: Flask, office: FlaskClient, session: Session, paid: tuple[str, DividendEntry, int]
) -> None:
    page, entry, _number = paid
    colleague, back = signed_in(app, session, "Nele", "Nussbaum", Role.OFFICE), f"{page}/buchungen/{entry.id}/rueckgabe"
    assert f'href="{back}"' in office.get(page).text
    assert "Nur für einen Irrtum" in office.get(page).text
    assert "Kam die Auszahlung zurück?" in office.get(back).text
    assert [office.post(back, data=CAME).status_code for _time in (1, 2)] == [302, 302]
    again = colleague.post(back, data={**CAME, "key": "key-of-colleague"})
    assert (again.status_code, "Diese Auszahlung kam schon zurück: GZ-2026-0002" in again.text) == (422, True)
    assert [each.came_back for each in session.scalars(select(DividendEntry).order_by(DividendEntry.id))] == [
        False, True,
    ]
    shown = office.get(page).text
    assert ("kam am 24.11.2026 zurück" in shown, "Fragen Sie nach dem richtigen Konto" in shown) == (True, True)
    assert ("Auszahlung buchen" in shown, f'href="{back}"' in shown) == (True, False)
    late = office.get(back)
    assert (late.status_code, "schon eingetragen" in late.text) == (409, True)
    assert colleague.post(f"{page}/storno", data={"key": "no-error", "reason": "Irrtum"}).status_code == 422
    assert office.get(f"{page}/buchungen/77/rueckgabe").status_code == 404


def test_the_day_of_a_return_is_refused_at_its_field_and_the_reason_is_asked_for(
    office: FlaskClient, session: Session, paid: tuple[str, DividendEntry, int]
) -> None:
    back = f"{paid[0]}/buchungen/{paid[1].id}/rueckgabe"
    wrong = {
        "Zukunft": {"returned_on": (TODAY + timedelta(days=1)).isoformat()}, "Geben Sie den Grund an": {"reason": " "},
        "Ausgezahlt wurde erst am": {"returned_on": (TODAY - timedelta(days=1)).isoformat()},
        "Geben Sie den Tag an, an dem": {"returned_on": ""},
    }
    for sentence, values in wrong.items():
        answer = office.post(back, data={**CAME, **values})
        assert (answer.status_code, sentence in answer.text) == (422, True)
    assert len(session.scalars(select(DividendEntry)).all()) == 1


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_a_return_is_entered_by_the_office_alone(
    app: Flask, session: Session, paid: tuple[str, DividendEntry, int], role: Role
) -> None:
    other, back = signed_in(app, session, "Ottilie", "Krähenbrink", role), f"{paid[0]}/buchungen/{paid[1].id}/rueckgabe"
    assert [other.get(back).status_code, other.post(back, data=CAME).status_code] == [403, 403]


def test_list_file_and_what_is_paid_together_say_that_it_came_back(
    office: FlaskClient, session: Session, paid: tuple[str, DividendEntry, int]
) -> None:
    page, entry, _number = paid
    assert ";24.11.2026\r\n" not in office.get(LIST).text
    office.post(f"{page}/buchungen/{entry.id}/rueckgabe", data=CAME)
    assert "kam am 24.11.2026 zurück" in office.get(AT).text
    head, *rows = office.get(LIST).text.splitlines()
    assert head.endswith("Kam zurück")
    assert [row.endswith(";24.11.2026") for row in rows if IBAN in row].count(True) == 1
    key = "-".join(page.rsplit("/", 2)[1:])
    assert "kam am 24.11.2026 zurück" in office.post(f"{AT}/auszahlen", data={"ids": [key]}).text
    for number in (entry.number, "GZ-2026-0002"):
        assert f'href="{page}"' in office.get(f"{AT}?q={number}").text


def test_the_member_reads_that_it_came_back(
    client: FlaskClient, office: FlaskClient, session: Session, paid: tuple[str, DividendEntry, int]
) -> None:
    page, entry, number = paid
    office.post(f"{page}/buchungen/{entry.id}/rueckgabe", data=CAME)
    sign_in(session, client, session.get_one(Member, entry.member_id).party)
    assert "kam am 24.11.2026 zurück, wieder auszuzahlen" in client.get(f"/mein/{number}").text
    told = json.loads(client.get(f"/mein/{number}/daten.json").text)["dividends"]
    assert [(each["kind"], each["came_back"], each["amount"] > 0) for each in told] == [
        ("payout", False, True), ("payout", True, False),
    ]
    assert "Kam zurück, 24.11.2026" in client.get(f"/mein/{number}/daten").text


def test_the_office_is_warned_before_it_reverses_a_payout_of_a_closed_year(
    office: FlaskClient, session: Session, paid: tuple[str, DividendEntry, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "liegt in einem geschlossenen Geschäftsjahr"
    assert words not in office.get(paid[0]).text
    monkeypatch.setattr("app.settlements.views.dividends.statutes.closed_through", lambda _session: TODAY)
    assert words in office.get(paid[0]).text
