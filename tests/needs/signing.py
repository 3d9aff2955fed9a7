"""Somebody with a login opens a browser of the own."""

import hashlib
import secrets

from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.models import Account, LoginSession, RoleGrant
from app.core import clock
from app.core.values import Role
from tests.factories import LONG_AGO
from tests.visitors import Visitor, visitor


def signed_in(app: Flask, session: Session, account: Account, *roles: Role) -> Visitor:
    """A browser in which this account is signed in; further roles are granted."""
    token = secrets.token_urlsafe(32)
    moment = clock.now()
    session.add(LoginSession(token_hash=hashlib.sha256(token.encode()).hexdigest(), account_id=account.id,
                             created_at=moment, last_seen_at=moment))
    granted = [RoleGrant(account_id=account.id, role=each, first_day=LONG_AGO, granted_by="Test") for each in roles]
    session.add_all(granted)
    session.commit()
    client = visitor(app)
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    return client
