"""The share sheet of one fiscal year, on screen and in print; how long papers are kept."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.archive.rules import Retained, keep_until
from app.dossiers import queries
from app.members.models import Member
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.rules import ShareGround
from tests.documents import pages
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.reports.factories import YEAR, a_holder, booked, leaves
from tests.shares.factories import SHARE, a_house, a_member, paid
from tests.statutes.factories import a_statute

EARLIER, BETWEEN = NOW - timedelta(days=30), NOW - timedelta(days=1)


def test_the_sheet_leads_from_what_was_held_to_what_is_left(session: Session) -> None:
    a_house(session, nachschuss="limited", haftsumme=SHARE)
    member = a_holder(session, "Gemeinde Altenbruck", 3, date(2024, 5, 1))
    booked(session, member, 2, date(2025, 3, 1))
    booked(session, member, -1, YEAR.last_day, ShareGround.CANCELLATION)
    sheet = queries.year_sheet(session, member, YEAR)
    assert (sheet.shares_before, sheet.shares_after, sheet.credit_after) == (3, 4, 5 * SHARE)
    assert (sheet.nominal, sheet.liability, sheet.vouchers_until) == (4 * SHARE, 4 * SHARE, date(2033, 12, 31))
    assert [row.change for row in sheet.rows if row.is_share] == [2, -1]


def test_page_and_print_show_one_year(session: Session, client: FlaskClient) -> None:
    a_house(session)
    member = a_holder(session, "Gemeinde Altenbruck", 3, date(2024, 5, 1))
    booked(session, member, 2, date(2025, 3, 1))
    sign_in_office(session, client)
    shown = client.get("/mitglieder/1/anteilsblatt?jahr=2025-12-31").text
    assert "Anteilsblatt 2025" in shown
    assert "01.03.2025" in shown
    assert "01.05.2024" not in shown.partition("<tbody>")[2]
    assert 'value="2024-12-31"' in shown
    assert 'value="2023-12-31"' not in shown
    printed = pages.text(client.get("/mitglieder/1/anteilsblatt.pdf?jahr=2025-12-31").data)
    assert "Stand vor dem 01.01.2025 3 1.500,00" in printed
    assert "Stand nach dem 31.12.2025 5 2.500,00" in printed
    for page in ("anteilsblatt", "anteilsblatt.pdf"):
        assert client.get(f"/mitglieder/1/{page}?jahr=x").status_code == 404


def test_the_print_of_a_year_that_is_not_over_says_up_to_when_it_was_booked(
    session: Session, client: FlaskClient
) -> None:
    a_house(session)
    a_holder(session, "Gemeinde Altenbruck", 3, date(2024, 5, 1))
    sign_in_office(session, client)
    printed = " ".join(pages.text(client.get("/mitglieder/1/anteilsblatt.pdf?jahr=2026-12-31").data).split())
    assert "Stand nach dem 31.12.2026, soweit am 24.11.2026 gebucht 3 1.500,00" in printed


def test_how_the_credit_came_about_names_what_came_back_with_one_sign_and_no_shares_as_paid(
    session: Session, client: FlaskClient
) -> None:
    a_house(session)
    member = a_holder(session, "Gemeinde Altenbruck", 3, date(2024, 5, 1))
    leaves(session, member, YEAR.last_day)
    payment = share_queries.get_payment(session, paid(session, a_member(session, "Stadt Lindenfurt", 1), SHARE))
    shares.book_return(session, payment, TODAY, OFFICE, NOW)
    sign_in_office(session, client)
    left = client.get("/mitglieder/1").text
    assert ("Die Anteile sind voll eingezahlt" in left, "Anteile hält das Mitglied an diesem Tag nicht" in left) == (
        False, True,
    )
    back = client.get("/mitglieder/2").text.partition("Zurückgebuchte Einzahlung")[2].partition("</tr>")[0]
    assert ("500,00" in back, "−500,00" in back) == (True, False)


def test_papers_behind_an_exit_are_kept_three_years_longer(session: Session, client: FlaskClient) -> None:
    a_house(session)
    leaves(session, a_holder(session, "Gemeinde Altenbruck", 3, date(2024, 5, 1)), YEAR.last_day)
    sign_in_office(session, client)
    assert "31.12.2028" in client.get("/mitglieder/1/stammdaten").text
    assert keep_until(Retained.REFUSED_APPLICATION, YEAR.last_day) is None


def a_sheet_corrected_since(session: Session) -> Member:
    """Five shares in 2025; noted later are the reversal of two of them, and a statute of that year."""
    a_house(session, at=EARLIER, nachschuss="limited", haftsumme=SHARE)
    member = a_holder(session, "Gemeinde Altenbruck", 3, date(2024, 5, 1), at=EARLIER)
    booked(session, member, 2, date(2025, 3, 1), at=EARLIER, is_paid=False)
    entry = share_queries.share_entries_of(session, member.id)[-1]
    shares.reverse_share_entry(session, entry, "Irrtum", OFFICE, NOW)
    amounts: dict[str, Any] = {"share_amount": 200_00, "min_payment": 200_00, "haftsumme": 1_500_00}
    a_statute(session, date(2025, 6, 1), date(2025, 7, 1), nachschuss="limited", **amounts)
    return member


def test_the_sheet_is_as_it_was_known_then_by_the_statute_known_then(session: Session) -> None:
    member = a_sheet_corrected_since(session)
    then, now = (queries.year_sheet(session, member, YEAR, moment) for moment in (BETWEEN, None))
    assert (then.shares_after, then.nominal, then.liability) == (5, 5 * SHARE, 5 * SHARE)
    assert (now.shares_after, now.nominal, now.liability) == (3, 3 * 200_00, 1_500_00)
    assert [[row.is_reversed for row in sheet.rows] for sheet in (then, now)] == [[False], [True, False]]


def test_page_and_print_of_the_sheet_say_as_of_which_knowledge_they_are(session: Session, client: FlaskClient) -> None:
    a_sheet_corrected_since(session)
    sign_in_office(session, client)
    address = "/mitglieder/1/anteilsblatt{}?jahr=2025-12-31&kenntnis={:%Y-%m-%d}"
    shown = client.get(address.format("", BETWEEN)).text
    assert "Sie sehen einen früheren Stand" in shown
    assert "Nennbetrag der Anteile am Ende: 2.500,00" in shown
    assert "anteilsblatt.pdf?jahr=2025-12-31&amp;kenntnis=2026-11-23" in shown
    assert "Sie sehen einen früheren Stand" not in client.get("/mitglieder/1/anteilsblatt?jahr=2025-12-31").text
    printed = pages.text(client.get(address.format(".pdf", BETWEEN)).data)
    assert "Nach Kenntnis vom 23. November 2026" in printed
    assert "Stand nach dem 31.12.2025 5 1.500,00" in printed


@pytest.mark.parametrize("day", ["gestern", "31.02.2025", "01.01.1700", "' OR 1=1 --"])
def test_a_sheet_as_known_on_a_day_that_is_none_is_refused(session: Session, client: FlaskClient, day: str) -> None:
    a_house(session)
    a_holder(session, "Gemeinde Altenbruck", 3, date(2024, 5, 1))
    sign_in_office(session, client)
    for page in ("anteilsblatt", "anteilsblatt.pdf"):
        answer = client.get(f"/mitglieder/1/{page}", query_string={"kenntnis": day})
        assert (answer.status_code, answer.mimetype) == (422, "text/html")


def test_what_is_open_beside_shares_that_are_paid_is_said_to_be_of_former_ones(
    session: Session, client: FlaskClient
) -> None:
    a_house(session, further_shares_allowed=True)
    member = a_member(session, "Gemeinde Altenbruck", 2, date(2024, 5, 2))
    paid(session, member, SHARE, date(2024, 5, 2))
    shares.cancel(session, member, 1, YEAR.last_day, "KD", OFFICE, NOW)
    sign_in_office(session, client)
    told = " ".join(client.get("/mitglieder/1").text.split())
    said = "Die offenen 500,00 € waren auf frühere Anteile oder vor einer Herabsetzung fällig"
    assert said in told.replace("\xa0", " ")
