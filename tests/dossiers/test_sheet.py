"""The share sheet of one fiscal year, on screen and in print; how long papers are kept."""

from datetime import date

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.archive.rules import Retained, keep_until
from app.dossiers import queries
from app.shares.rules import ShareGround
from tests.documents import pages
from tests.factories import sign_in_office
from tests.reports.factories import YEAR, a_holder, booked, leaves
from tests.shares.factories import SHARE, a_house


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


def test_papers_behind_an_exit_are_kept_three_years_longer(session: Session, client: FlaskClient) -> None:
    a_house(session)
    leaves(session, a_holder(session, "Gemeinde Altenbruck", 3, date(2024, 5, 1)), YEAR.last_day)
    sign_in_office(session, client)
    assert "31.12.2028" in client.get("/mitglieder/1/stammdaten").text
    assert keep_until(Retained.REFUSED_APPLICATION, YEAR.last_day) is None
