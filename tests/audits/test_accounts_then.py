"""Who audits a period sees the accounts of the years that ended by its close, and none as overdue by a later day."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.audits.rules import Period
from app.closing import actions, queries
from app.core import horizon
from app.core.horizon import Horizon
from app.core.values import Role
from tests.audits.factories import an_assignment
from tests.audits.test_horizon import signed_in
from tests.closing.factories import FIRST, SECOND, a_house_with_years, adopted
from tests.closing.test_results import PROFIT, RESOLVED
from tests.factories import NOW, OFFICE, TODAY
from tests.shares.factories import a_member, paid


def reading(app: Flask, session: Session, last_day: date) -> FlaskClient:
    """Somebody who audits a year, or a part of it, up to a day."""
    a_house_with_years(session)
    person, account = signed_in(app, session, Role.AUDITOR)
    an_assignment(session, account, Period(date(last_day.year, 1, 1), last_day))
    session.commit()
    return person


@pytest.mark.parametrize(("last_day", "seen"), [
    (date(2024, 12, 31), [2024]), (date(2025, 6, 30), [2024]), (date(2025, 12, 31), [2025, 2024]),
])
def test_years_that_end_after_the_audited_period_are_neither_listed_nor_open(
    app: Flask, session: Session, last_day: date, seen: list[int]
) -> None:
    """Their credit would be that of the last audited day, and their steps those of nobody's knowing."""
    auditor = reading(app, session, last_day)
    listed = auditor.get("/jahresabschluesse/").text
    for year in (2024, 2025):
        there = f"/jahresabschluesse/{year}-12-31"
        assert (there in listed, auditor.get(there).status_code) == (year in seen, 200 if year in seen else 404), year

    with horizon.within(Horizon(1, date(2024, 1, 1), last_day)):
        assert [year.last_day.year for year in queries.years_over(session, TODAY)] == seen
    assert [year.last_day.year for year in queries.years_over(session, TODAY)] == [2025, 2024]


def test_what_was_due_after_the_audited_period_is_beyond_the_audit_and_not_overdue(
    app: Flask, session: Session
) -> None:
    auditor = reading(app, session, SECOND.last_day)
    office, _account = signed_in(app, session, Role.OFFICE, name="Lautenschlag")
    page = f"/jahresabschluesse/{SECOND.last_day}"
    assert "bis 31.05.2026, nach der Prüfung" in auditor.get("/jahresabschluesse/").text
    assert "bis 31.05.2026, nach der Prüfung" in auditor.get(page).text
    for there in ("/jahresabschluesse/", page):
        assert "seit 31.05.2026" not in auditor.get(there).text
        told = office.get(there).text
        assert "seit 31.05.2026" in told
        assert "nach der Prüfung" not in told
    assert "fällig seit 31.05.2025" in auditor.get("/jahresabschluesse/").text, "was due within the audited period"


def test_whose_audit_lasts_until_today_is_told_what_is_overdue_today(app: Flask, session: Session) -> None:
    auditor = reading(app, session, date(2026, 12, 31))
    told = auditor.get(f"/jahresabschluesse/{SECOND.last_day}").text
    assert "Überfällig seit 31.05.2026" in told
    assert "bis 31.12.2026" in told
    assert "nach der Prüfung" not in told


def test_a_use_of_the_result_booked_after_the_period_is_said_to_lie_beyond_it(app: Flask, session: Session) -> None:
    auditor = reading(app, session, SECOND.last_day)
    member = a_member(session, "Gemeinde Altenbruck", 4, FIRST.first_day)
    paid(session, member, 2_000_00, FIRST.first_day)
    adopted(session, figures=PROFIT)
    actions.use_result(session, SECOND, RESOLVED, OFFICE, NOW)
    session.commit()
    page = auditor.get(f"/jahresabschluesse/{SECOND.last_day}/ergebnis").text
    assert "Im geprüften Zeitraum nicht gebucht" in page
    assert "Noch nicht gebucht" not in page
