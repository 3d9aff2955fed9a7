"""Who can sign in to the story."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts import actions as accounts
from app.core.formats import local
from app.core.values import Actor, Role
from app.demo.actions.people import LOGINS, SUPERVISORS
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
