"""Closing a fiscal year for entries, and opening it again (R-REG-05)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.closing import queries, rules
from app.closing.actions.accounts import matter_of
from app.core.db import one_at_a_time
from app.core.values import Actor
from app.shares import actions as shares
from app.statutes import actions as statutes
from app.statutes.models import YearClose
from app.statutes.rules import FiscalYear


def close_year(session: Session, year: FiscalYear, actor: Actor, now: datetime) -> YearClose:
    """Close a year whose accounts are prepared; who is about to book for a member is waited for."""
    one_at_a_time(session, matter_of(year))
    shares.lock_all(session)
    rules.check_may_close(queries.accounts_of(session, year).days)
    return statutes.close_year(session, year, actor, now)


def reopen_year(session: Session, year: FiscalYear, reason: str, actor: Actor, now: datetime) -> YearClose:
    """Open the year closed last again, and say why."""
    one_at_a_time(session, matter_of(year))
    return statutes.reopen_year(session, year, reason, actor, now)
