"""The lists of payments and the register of certificates."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.values import Role
from app.members.models import Member
from app.shares import actions, queries
from app.shares.models import PaymentReceived
from app.shares.queries import Ordered
from app.shares.rules import PaymentPurpose, reopened_by
from app.statutes import actions as statutes
from app.statutes.rules import FiscalYear
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in, sign_in_office
from tests.shares.factories import SHARE, a_house, a_member, paid, subscribed
from tests.statutes.factories import ADMINISTRATOR

KEY = "key-of-this-form"
PAGES = ("/zahlungen", "/zahlungen/eingegangen", "/urkunden")


def some_payments(session: Session) -> None:
    """Two members, one late and in part paid, one paid in full."""
    a_house(session, entry_fee=50_00)
    late, full = a_member(session, shares=2), a_member(session, "Stadt Lindenfurt", 1, first_day=TODAY)
    paid(session, late, 400_00)
    paid(session, full, SHARE)
    session.commit()


def test_open_and_late_payments_are_listed_with_their_sum(session: Session, client: FlaskClient) -> None:
    some_payments(session)
    sign_in_office(session, client)
    assert "700,00\xa0€" in client.get("/zahlungen").text
    rows, sums = queries.expected_payments(session, TODAY, Ordered(sort="due"), view="overdue")
    assert [(row.name, row.open) for row in rows] == [("Gemeinde Altenbruck", 600_00), ("Gemeinde Altenbruck", 50_00)]
    assert (sums.rows, sums.amount) == (2, 650_00)
    assert queries.counts_of_expected(session, TODAY) == (3, 2, 0)


@pytest.mark.parametrize("sort", queries.EXPECTED_SORTS)
def test_open_payments_sort_by_every_column(session: Session, client: FlaskClient, sort: str) -> None:
    some_payments(session)
    sign_in_office(session, client)
    for sign in ("", "-"):
        assert client.get(f"/zahlungen?sort={sign}{sort}&q=altenbruck&purpose=shares").status_code == 200


@pytest.mark.parametrize("sort", queries.RECEIVED_SORTS)
def test_received_payments_sort_by_every_column(session: Session, client: FlaskClient, sort: str) -> None:
    some_payments(session)
    sign_in_office(session, client)
    shown = client.get(f"/zahlungen/eingegangen?sort={sort}&q=K-2026-0002&year=2026&purpose=shares").text
    assert "K-2026-0002" in shown
    assert "Gemeinde Altenbruck" not in shown


def test_lists_are_given_out_as_they_are_filtered(session: Session, client: FlaskClient) -> None:
    some_payments(session)
    sign_in_office(session, client)
    for page, lines in (("/zahlungen?q=lindenfurt&", 2), ("/zahlungen/eingegangen?", 3), ("/urkunden?", 1)):
        assert len(client.get(f"{page}format=csv").data.decode("utf-8-sig").splitlines()) == lines


def test_an_entry_fee_is_offered_where_one_is_owed(session: Session, client: FlaskClient) -> None:
    some_payments(session)
    sign_in_office(session, client)
    pages = ("/mitglieder/1/zahlungen", "/zahlungen/eintragen")
    assert all('value="entry_fee"' in client.get(page).text for page in pages)
    for member in session.scalars(select(Member)):
        paid(session, member, 50_00, fee=True)
    session.commit()
    assert not any('name="purpose"' in client.get(page).text for page in pages)


def test_a_payment_is_recorded_by_member_number_once(session: Session, client: FlaskClient) -> None:
    some_payments(session)
    sign_in_office(session, client)
    assert 'value="1"' in client.get("/zahlungen/eintragen?mitglied=1").text
    typed = {"key": KEY, "number": "1", "amount": "50", "received_on": "2026-11-20", "purpose": "entry_fee", "note": ""}
    for _ in range(2):
        assert client.post("/zahlungen/eintragen", data=typed).status_code == 302
    assert session.scalar(select(func.count()).select_from(PaymentReceived)) == 3
    changed = client.post("/zahlungen/eintragen", data={**typed, "amount": "60"})
    assert (changed.status_code, "mit anderen Angaben" in changed.text) == (422, True)
    assert client.post("/zahlungen/eintragen", data={"number": "x"}).status_code == 422


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"amount": "999.999,99"}, "amount", "Anteile 600,00\xa0€, Eintrittsgeld 50,00\xa0€. Überweisen Sie"),
        ({"purpose": "entry_fee", "amount": "70"}, "amount", "oder wählen Sie „Alles Offene“: Eintrittsgeld 50,00"),
        ({"amount": "0"}, "amount", "Geben Sie einen Betrag über null an."),
        ({"received_on": "24.11.2199"}, "received_on", "liegt in der Zukunft"),
        ({"number": "77"}, "number", "Ein Mitglied mit der Nummer 0077 gibt es nicht."),
    ],
)
def test_what_cannot_be_recorded_is_said_at_its_field(
    session: Session, client: FlaskClient, change: dict[str, str], field: str, sentence: str
) -> None:
    some_payments(session)
    sign_in_office(session, client)
    typed = {"key": KEY, "number": "1", "amount": "50", "received_on": "2026-11-20", "purpose": "shares", "note": "II"}
    answer = client.post("/zahlungen/eintragen", data={**typed, **change})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert sentence in answer.text
    assert 'value="II"' in answer.text
    assert session.scalar(select(func.count()).select_from(PaymentReceived)) == 2


def test_the_preview_says_what_is_covered_and_what_stays_open_and_records_nothing(
    session: Session, client: FlaskClient
) -> None:
    some_payments(session)
    sign_in_office(session, client)
    typed = {"key": KEY, "number": "1", "amount": "70", "received_on": "2026-11-20", "purpose": "everything"}
    page = client.post("/zahlungen/eintragen/vorschau", data=typed)
    assert page.status_code == 200
    rows = [re.findall(r">([\d.,]+)</td>", row) for row in page.text.split("<tbody>")[1].split("<tr>")[1:]]
    assert rows == [["600,00", "70,00", "530,00"], ["50,00", "0,00", "50,00"]]
    wrong = client.post("/zahlungen/eintragen/vorschau", data={**typed, "amount": "999"})
    assert (wrong.status_code, "Offen ist zusammen nur 650,00" in wrong.text.replace("\xa0", " ")) == (422, True)
    assert session.scalar(select(func.count()).select_from(PaymentReceived)) == 2


def test_one_payment_for_shares_and_entry_fee_is_entered_at_once_and_once(
    session: Session, client: FlaskClient
) -> None:
    some_payments(session)
    sign_in_office(session, client)
    typed = {"key": KEY, "number": "1", "amount": "650", "received_on": "2026-11-20", "purpose": "everything"}
    for _ in range(2):
        assert client.post("/zahlungen/eintragen", data=typed).status_code == 302
    received = select(PaymentReceived.amount).order_by(PaymentReceived.id.desc()).limit(2)
    assert sorted(session.scalars(received)) == [50_00, 600_00]
    assert session.scalar(select(func.count()).select_from(PaymentReceived)) == 4


@pytest.mark.parametrize(("purpose", "amount", "named"), [
    ("shares", "600", ["K-2026-0003"]), ("entry_fee", "50", ["K-2026-0003"]),
    ("everything", "650", ["K-2026-0003", "K-2026-0004"]), ("everything", "70", ["K-2026-0003"]),
])
def test_the_same_payment_of_a_colleague_is_named_also_where_nothing_is_open_any_more(
    session: Session, client: FlaskClient, purpose: str, amount: str, named: list[str]
) -> None:
    some_payments(session)
    sign_in_office(session, client)
    typed = {"key": KEY, "number": "1", "amount": amount, "received_on": "2026-11-20", "purpose": purpose}
    assert client.post("/zahlungen/eintragen", data=typed).status_code == 302
    answer = client.post("/zahlungen/eintragen", data={**typed, "key": "key-of-a-colleague"})
    assert (answer.status_code, "Schon eingetragen" in answer.text) == (409, True)
    assert [number for number in named if number not in answer.text] == []
    paid_twice = select(func.count()).select_from(PaymentReceived)
    assert session.scalar(paid_twice) == 2 + len(named)


def test_a_payment_is_taken_back_with_a_reason_once(session: Session, client: FlaskClient) -> None:
    some_payments(session)
    sign_in_office(session, client)
    assert "bleibt sichtbar" in client.get("/zahlungen/1/storno").text
    assert client.post("/zahlungen/1/storno", data={"key": KEY}).status_code == 422
    for _ in range(2):
        assert client.post("/zahlungen/1/storno", data={"key": KEY, "reason": "Rückbuchung"}).status_code == 302
    assert "Storno von K-2026-0001" in client.get("/zahlungen/eingegangen").text
    told = client.get("/zahlungen/1/storno").text
    assert "schon storniert worden" in told
    counter = re.search(r'href="/zahlungen/eingegangen\?q=(K-2026-\d+)"', told)
    assert counter
    assert counter[1] in client.get(f"/zahlungen/eingegangen?q={counter[1]}").text
    again = client.post("/zahlungen/1/storno", data={"key": "another-key", "reason": "Noch einmal"})
    assert (again.status_code, "schon storniert" in again.text) == (422, True)
    assert "Noch einmal" in again.text
    assert client.get("/zahlungen/4711/storno").status_code == 404


def test_the_register_of_certificates_keeps_what_was_replaced(session: Session, client: FlaskClient) -> None:
    a_house(session)
    member = a_member(session, shares=1)
    actions.issue_certificate(session, member, OFFICE, NOW)
    paid(session, member, SHARE)
    subscribed(session, member, 1, TODAY)
    session.commit()
    sign_in_office(session, client)
    assert {"U-2026-0001", "U-2026-0002"} <= set(client.get("/urkunden").text.replace("<", ">").split(">"))
    assert "U-2026-0002</td>" in client.get("/urkunden?view=replaced").text
    assert client.get("/urkunden/U-2026-0001").headers["Location"].startswith("/mitglieder/1/dokumente/")
    assert client.get("/urkunden/U-2026-0099").status_code == 404


@pytest.mark.parametrize("page", [*PAGES, "/zahlungen/eintragen", "/zahlungen/1/storno"])
def test_other_roles_see_no_payments(session: Session, client: FlaskClient, page: str) -> None:
    sign_in(session, client, a_person(session), Role.ADMINISTRATOR)
    assert client.get(page).status_code == 403


def test_the_auditor_reads_and_records_nothing(session: Session, client: FlaskClient) -> None:
    some_payments(session)
    sign_in(session, client, a_person(session, "Anna", "Ahorn"), Role.AUDITOR)
    assert [client.get(page).status_code for page in PAGES] == [200, 200, 200]
    assert client.post("/zahlungen/eintragen").status_code == 403
    assert client.post("/zahlungen/1/storno").status_code == 403


def test_before_a_payment_is_taken_back_the_page_says_what_becomes_open_and_of_the_credit(
    session: Session, client: FlaskClient
) -> None:
    some_payments(session)
    sign_in_office(session, client)
    page = client.get("/zahlungen/1/storno").text.replace("\u00a0", " ")
    assert "600,00 €, danach 1.000,00 €" in page
    assert "400,00 €, danach 0,00 €" in page
    assert "geschlossen" not in page
    client.post("/zahlungen/1/storno", data={"key": KEY, "reason": "Rückbuchung"})
    open_now = queries.open_payments(session, member_id=1)
    assert sum(each.open for each in open_now if each.purpose is PaymentPurpose.SHARES) == 1_000_00


def test_before_a_payment_of_a_closed_year_is_taken_back_the_page_names_the_year(
    session: Session, client: FlaskClient
) -> None:
    a_house(session)
    member = a_member(session, shares=2, first_day=date(2025, 3, 1))
    paid(session, member, 2 * SHARE, date(2025, 3, 1))
    statutes.set_fiscal_year(session, date(2025, 1, 1), date(2025, 12, 31), ADMINISTRATOR, NOW)
    statutes.close_year(session, FiscalYear(date(2025, 1, 1), date(2025, 12, 31)), ADMINISTRATOR, NOW)
    session.commit()
    sign_in_office(session, client)
    page = client.get("/zahlungen/1/storno").text.replace("\u00a0", " ")
    assert "Der Tag wirkt in ein geschlossenes Geschäftsjahr: 2025." in page
    assert page.count("0,00 €, danach 1.000,00 €") == 2


def test_what_is_open_after_a_payment_is_the_newest_first() -> None:
    dues = [(500_00, 0), (500_00, 300_00)]
    assert reopened_by(dues, 0, 400_00) == [200_00, 500_00]
    assert reopened_by([(500_00, 0)], 300_00, 400_00) == [100_00]
    assert reopened_by(dues, 0, 0) == [0, 300_00]
