"""Audits to test with; all people are invented."""

from datetime import date

from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.audits import actions
from app.audits.models import AuditAssignment
from app.audits.rules import Period
from tests.factories import NOW, OFFICE

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def an_assignment(
    session: Session, account: Account, period: Period = YEAR, until: date = date(2027, 6, 30)
) -> AuditAssignment:
    """A period that somebody audits."""
    return actions.assign(session, account.id, "Pflichtprüfung 2026", period, until, OFFICE, NOW)
