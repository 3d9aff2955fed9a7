"""The list of years: from when on none is entered that could have a report."""

from datetime import date

from flask import Flask
from sqlalchemy.orm import Session

from app.statutes import actions as statutes
from tests.factories import NOW, OFFICE
from tests.needs.factories import House
from tests.needs.signing import signed_in


def test_the_list_says_after_which_day_no_year_is_entered(app: Flask, session: Session, house: House) -> None:
    statutes.set_fiscal_year(session, date(2025, 1, 1), date(2025, 12, 31), OFFICE, NOW)
    client = signed_in(app, session, house.office)
    page = client.get("/bedarfe/foerderbericht").text
    assert "Nach dem 31.12.2025 ist kein Geschäftsjahr eingetragen" in page
    assert "Geschäftsjahr eintragen" in page
    statutes.set_fiscal_year(session, date(2026, 1, 1), date(2026, 12, 31), OFFICE, NOW)
    session.commit()
    assert "ist kein Geschäftsjahr eingetragen" not in client.get("/bedarfe/foerderbericht").text
