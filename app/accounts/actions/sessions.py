"""Sessions and the throttle: the cookie holds a random token, the table its hash."""

import secrets
from datetime import datetime

from sqlalchemy import Update, delete, select, update
from sqlalchemy.orm import Session

from app.accounts import queries, rules
from app.accounts.models import Account, LoginAttempt, LoginSession
from app.core import links
from app.core.db import next_number
from app.core.values import Refusal

_DEVICE_LENGTH = 300
_ADDRESS_LENGTH = 60


def attempt_keys(session: Session, email: str, sender: str) -> tuple[str, str]:
    """Under what the throttle counts a login: the address typed and the sender, both as marks.

    Where somebody has signed in from before, the address counts apart: guesses from elsewhere lock nobody out there.
    """
    typed = f"address:{queries.folded_email(email)}"
    if queries.has_signed_in_from(session, email, sender[:_ADDRESS_LENGTH]):
        typed += f" at:{sender}"
    return links.mark_of("login", typed), links.mark_of("login", f"sender:{sender}")


def count_attempt(session: Session, email: str, sender: str, now: datetime) -> None:
    """Count a login before it is checked; refuses while the throttle waits.

    Counted first and one after the other, so that many guesses at the same moment gain nothing.
    """
    next_number(session, "login attempts")
    address_key, sender_key = attempt_keys(session, email, sender)
    since = now - rules.FAILURES_COUNT_FOR
    forget_old_attempts(session, now)
    for key, free in ((address_key, rules.FREE_ATTEMPTS), (sender_key, rules.FREE_ATTEMPTS_OF_A_SENDER)):
        failures, last_at = queries.attempts_since(session, key, since)
        rules.check_may_try(failures, last_at, now, free)
    session.add_all((LoginAttempt(key=address_key, at=now), LoginAttempt(key=sender_key, at=now)))
    session.flush()


def forget_old_attempts(session: Session, now: datetime) -> None:
    """Forget what counts no more; asked with every attempt, and where a worker starts."""
    session.execute(delete(LoginAttempt).where(LoginAttempt.at < now - rules.FAILURES_COUNT_FOR))


def forget_attempts(session: Session, email: str, sender: str) -> None:
    """Forget the attempts on an address after a login that fits, and one of the sender's."""
    address_key, sender_key = attempt_keys(session, email, sender)
    session.execute(delete(LoginAttempt).where(LoginAttempt.key == address_key))
    newest = select(LoginAttempt).where(LoginAttempt.key == sender_key).order_by(LoginAttempt.id.desc()).limit(1)
    last = session.scalars(newest).first()
    if last is not None:
        session.delete(last)


def open_session(session: Session, account: Account, device: str, sender: str, now: datetime) -> str:
    """Open a session for somebody who has been recognised; gives the token for the cookie."""
    if account.disabled_at is not None:
        raise Refusal("Dieser Zugang ist gesperrt.")
    forget_attempts(session, account.email, sender)
    session.execute(delete(LoginSession).where(LoginSession.last_seen_at < now - rules.SESSIONS_KEPT_FOR))
    token = secrets.token_urlsafe(32)
    session.add(
        LoginSession(
            token_hash=queries.token_hash(token), account_id=account.id, created_at=now, last_seen_at=now,
            device=device[:_DEVICE_LENGTH], address=sender[:_ADDRESS_LENGTH],
        )
    )
    session.flush()
    return token


def note_presence(session: Session, login: LoginSession, now: datetime) -> None:
    """Note that a session is in use."""
    session.execute(
        update(LoginSession)
        .where(LoginSession.token_hash == login.token_hash, LoginSession.ended_at.is_(None))
        .values(last_seen_at=now)
    )


def end_session(session: Session, account_id: int, token_hash: str, now: datetime) -> None:
    """End one session of an account; another's is not found, and one that has ended stays as it was."""
    session.execute(_open_sessions_of(account_id).where(LoginSession.token_hash == token_hash).values(ended_at=now))


def end_other_sessions(session: Session, account_id: int, token: str, now: datetime) -> None:
    """End every session of an account but the one with this token."""
    others = LoginSession.token_hash != queries.token_hash(token)
    session.execute(_open_sessions_of(account_id).where(others).values(ended_at=now))


def end_all_sessions(session: Session, account: Account, now: datetime) -> None:
    """End every session of an account."""
    session.execute(_open_sessions_of(account.id).values(ended_at=now))


def end_everybodys_sessions(session: Session, now: datetime) -> None:
    """End every session of every account; who was signed in signs in again."""
    session.execute(update(LoginSession).where(LoginSession.ended_at.is_(None)).values(ended_at=now))


def _open_sessions_of(account_id: int) -> Update:
    return update(LoginSession).where(LoginSession.account_id == account_id, LoginSession.ended_at.is_(None))
