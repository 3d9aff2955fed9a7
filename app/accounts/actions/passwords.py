"""Passwords: hashed by argon2id, checked with the same work whether the login exists or not."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from app.accounts import queries, rules
from app.accounts.actions.sessions import end_all_sessions, open_session
from app.accounts.models import Account
from app.core import journal
from app.core.told import Told
from app.core.values import Actor, Refusal

_hasher = PasswordHasher()


def configure_hasher(cheap: bool) -> None:
    """Choose what a hash costs; called once by the factory, cheap in tests only."""
    global _hasher
    _hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1) if cheap else PasswordHasher()
    _hash_of_nobody.cache_clear()


@cache
def _hash_of_nobody() -> str:
    """What a password is compared with where there is no login: it costs the same, and nothing fits."""
    return _hasher.hash("nobody's password")


@dataclass(frozen=True)
class Recognised:
    """An account that was recognised, by which password's hash."""

    account_id: int
    password_hash: str


def recognise(session: Session, email: str, password: str) -> Recognised:
    """Recognise somebody by address and password; refuses in the same words and with the same work otherwise."""
    account = queries.find_account_by_email(session, email)
    hashed = account.password_hash if account is not None and account.disabled_at is None else None
    fits = _fits(hashed or _hash_of_nobody(), password)
    if account is None or hashed is None or not fits:
        raise Refusal("E-Mail-Adresse oder Passwort stimmt nicht.")
    return Recognised(account.id, hashed)


def _fits(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password[: rules.MAX_PASSWORD_LENGTH + 1])
    except (VerificationError, InvalidHashError):
        return False


def set_password(session: Session, account: Account, password: str, now: datetime) -> None:
    """Set a password that the rules allow, and end every session of the account."""
    rules.check_password(password, account.email, account.party.display_name)
    account.password_hash = _hasher.hash(password)
    end_all_sessions(session, account, now)


def check_own_password(account: Account, password: str) -> None:
    """Refuse a password that is not the account's."""
    if account.password_hash is None or not _fits(account.password_hash, password):
        raise Refusal("Das bisherige Passwort stimmt nicht.")


def change_password(
    session: Session, account: Account, current: str, password: str, actor: Actor, now: datetime
) -> None:
    """Change one's own password, knowing the present one."""
    check_own_password(account, current)
    set_password(session, account, password, now)
    journal.record(session, actor, "account.password_changed", f"account:{account.id}", now, Told("Passwort geändert"))


def log_in(session: Session, known: Recognised, password: str, device: str, sender: str, now: datetime) -> str:
    """Open a session for somebody just recognised; gives the token for the cookie.

    Refuses where the password changed or the login was closed in between: that ended all sessions, and this one too.
    The password is hashed anew where the cost of a hash has been raised since.
    """
    account = session.get_one(Account, known.account_id, populate_existing=True, with_for_update={"of": Account})
    if account.password_hash != known.password_hash:
        raise Refusal("Dieser Zugang wurde eben geändert. Melden Sie sich neu an.")
    if _hasher.check_needs_rehash(known.password_hash):
        account.password_hash = _hasher.hash(password)
    return open_session(session, account, device, sender, now)
