"""Makes logins with passwords for tests."""

from sqlalchemy.orm import Session

from app.accounts import actions
from app.accounts.models import Account
from app.core.values import Actor, Role
from documents.facts import Letterhead, sample_letterhead
from tests.factories import NOW, a_person, an_account

ADMINISTRATOR = Actor("Ottilie Brandner", roles=frozenset({Role.ADMINISTRATOR}))
EMAIL = "henrike@morgenau.example"
PASSWORD = "Zwiebel Kaktus 7 Fahrrad"
OTHER_PASSWORD = "Laterne Gurke 9 Schiff"
LETTERHEAD: Letterhead = sample_letterhead()


def a_login(session: Session, *roles: Role, email: str = EMAIL, password: str = PASSWORD) -> Account:
    """A login with a password and granted roles."""
    account = an_account(session, a_person(session, "Henrike", "Lautenschlag"), *roles, email=email)
    actions.set_password(session, account, password, NOW)
    session.commit()
    return account
