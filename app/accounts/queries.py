"""Reads of logins, sessions and granted roles."""

import hashlib
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.accounts.models import LoginSession, RoleGrant
from app.core.values import Role

IDLE = timedelta(hours=12)


def token_hash(token: str) -> str:
    """What the table holds of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_open_session(session: Session, token: str, now: datetime) -> LoginSession | None:
    """The session behind a cookie's token, if it was not ended, is not idle too long and its account is open."""
    found = session.get(LoginSession, token_hash(token))
    if found is None or found.ended_at or found.account.disabled_at or found.last_seen_at + IDLE < now:
        return None
    return found


def granted_roles_on(session: Session, account_id: int, day: date) -> frozenset[Role]:
    """The roles an administrator gave to an account, on a day."""
    granted = select(RoleGrant.role).where(
        RoleGrant.account_id == account_id,
        RoleGrant.first_day <= day,
        or_(RoleGrant.last_day.is_(None), RoleGrant.last_day >= day),
    )
    return frozenset(session.scalars(granted))
