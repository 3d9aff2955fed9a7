"""Who can sign in to the story."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts import actions as accounts
from app.accounts import queries as account_queries
from app.audits import actions as audits
from app.audits.rules import Period
from app.core.formats import local
from app.core.values import Actor, Role
from app.demo.actions.people import LOGINS, PRUEFENSTEIN, SUPERVISORS
from app.demo.actions.register import Cast
from app.demo.rules import PASSWORD


def open_logins(session: Session, cast: Cast, administrator: Actor, now: datetime) -> None:
    """Open the logins, with the roles that are granted; the others follow from offices and memberships."""
    today = local(now).date()
    for human in SUPERVISORS:
        party = cast.person(session, human, today)
        accounts.open_account(session, party.id, human.email, administrator, now)
    for login in LOGINS:
        party = cast.person(session, login.human, today)
        account = accounts.open_account(session, party.id, login.email, administrator, now)
        accounts.set_password(session, account, PASSWORD, now)
        for role in login.roles:
            accounts.grant(session, account, Role(role), today, administrator, now)


def let_audit(session: Session, cast: Cast, now: datetime) -> None:
    """Let the auditor audit the calendar year before, for a year from today."""
    year = cast.today.year - 1
    account = account_queries.find_account_by_email(session, PRUEFENSTEIN.email)
    assert account is not None
    audits.assign(
        session, account.id, f"Pflichtprüfung {year}", Period(date(year, 1, 1), date(year, 12, 31)),
        cast.today + timedelta(days=365), cast.office, now,
    )
