"""Reads of logins, sessions and granted roles."""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.accounts import rules
from app.accounts.models import Account, LoginAttempt, LoginSession, RoleGrant
from app.core.formats import fold
from app.core.lists import Sortable
from app.core.values import NotFound, Role
from app.parties.models import Party


def folded_email(email: str) -> str:
    """An address as accounts keep it, so that one mailbox has one login."""
    return email.strip().lower()


def token_hash(token: str) -> str:
    """What the table holds of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_open_session(session: Session, token: str, now: datetime) -> LoginSession | None:
    """The session behind a cookie's token, if it was not ended, is not over and its account is open."""
    found = session.get(LoginSession, token_hash(token))
    if found is None or found.ended_at or found.account.disabled_at:
        return None
    return None if rules.session_is_over(found.created_at, found.last_seen_at, now) else found


def has_signed_in_from(session: Session, email: str, address: str) -> bool:
    """Say whether the login with this e-mail address was opened from a network address before."""
    known = select(LoginSession.token_hash).join(Account, LoginSession.account_id == Account.id)
    here = known.where(LoginSession.address == address, Account.email == folded_email(email))
    return bool(session.scalar(select(here.exists())))


def open_sessions(session: Session, account_id: int, now: datetime) -> Sequence[LoginSession]:
    """The sessions of an account that are still open, the latest used first."""
    found = select(LoginSession).where(LoginSession.account_id == account_id, LoginSession.ended_at.is_(None))
    rows = session.scalars(found.order_by(LoginSession.last_seen_at.desc())).all()
    return [row for row in rows if not rules.session_is_over(row.created_at, row.last_seen_at, now)]


def attempts_since(session: Session, key: str, since: datetime) -> tuple[int, datetime | None]:
    """How many logins failed under a key since a moment, and when the last one did."""
    counted = select(func.count(), func.max(LoginAttempt.at)).where(LoginAttempt.key == key, LoginAttempt.at >= since)
    number, last_at = session.execute(counted).one()
    return number, last_at


def granted_roles_on(session: Session, account_id: int, day: date) -> frozenset[Role]:
    """The roles an administrator gave to an account, on a day."""
    granted = select(RoleGrant.role).where(RoleGrant.account_id == account_id, _granted_on(day))
    return frozenset(session.scalars(granted))


def grants_of(session: Session, account_id: int) -> Sequence[RoleGrant]:
    """Every role ever given to an account, the latest first."""
    found = select(RoleGrant).where(RoleGrant.account_id == account_id)
    return session.scalars(found.order_by(RoleGrant.first_day.desc(), RoleGrant.id.desc())).all()


def get_grant(session: Session, grant_id: int, account_id: int) -> RoleGrant:
    """A role given to an account; raises NotFound."""
    found = session.get(RoleGrant, grant_id)
    if found is None or found.account_id != account_id:
        raise NotFound
    return found


def accounts_granted_on(session: Session, role: Role, day: date) -> frozenset[int]:
    """The open accounts that a role was given to, on a day."""
    found = (
        select(Account.id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(Account.disabled_at.is_(None), RoleGrant.role == role, _granted_on(day))
    )
    return frozenset(session.scalars(found))


def able_administrators_on(session: Session, day: date) -> frozenset[int]:
    """The open accounts that administer on a day and have a password: who is only invited cannot sign in yet."""
    granted = accounts_granted_on(session, Role.ADMINISTRATOR, day)
    return frozenset(
        session.scalars(select(Account.id).where(Account.id.in_(granted), Account.password_hash.is_not(None)))
    )


def is_there_an_account(session: Session) -> bool:
    """Say whether anybody has a login; without one the installation is not set up."""
    return bool(session.scalar(select(exists(select(Account.id)))))


def find_account(session: Session, account_id: int) -> Account | None:
    """An account by its id."""
    return session.get(Account, account_id)


def get_account(session: Session, account_id: int) -> Account:
    """An account that must be there; raises NotFound."""
    found = find_account(session, account_id)
    if found is None:
        raise NotFound("Diesen Zugang gibt es nicht.")
    return found


def find_account_of_party(session: Session, party_id: int) -> Account | None:
    """The login of a person."""
    return session.scalars(select(Account).where(Account.party_id == party_id)).first()


def find_account_by_email(session: Session, email: str) -> Account | None:
    """The login with an address."""
    return session.scalars(select(Account).where(Account.email == folded_email(email))).first()


def accounts_of_parties(session: Session, party_ids: Collection[int]) -> Mapping[int, Account]:
    """The logins of these people, by person."""
    found = select(Account).where(Account.party_id.in_(party_ids))
    return {account.party_id: account for account in session.scalars(found)}


ACCOUNT_SORTS: Mapping[str, Callable[[], Sortable]] = {
    "name": lambda: Party.sort_name, "email": lambda: Account.email, "created": lambda: Account.created_at,
}
"""By what the list of logins can be ordered."""


def search_accounts(
    session: Session, words: str, standing: str, day: date, offset: int = 0, limit: int | None = None,
    sort: str = "name", descending: bool = False,
) -> tuple[Sequence[Account], int]:
    """Logins whose person or address holds all these words, ordered, and how many there are in all.

    `standing`: `granted` (with a role given by hand), `invited` (no password yet), `disabled`, or empty for all.
    """
    matching = _matching(words, standing, day)
    total = session.scalar(select(func.count()).select_from(matching.subquery())) or 0
    first = ACCOUNT_SORTS[sort]().desc() if descending else ACCOUNT_SORTS[sort]().asc()
    page = matching.order_by(first, Party.sort_name, Account.id).offset(offset).limit(limit)
    return session.scalars(page).all(), total


def _matching(words: str, standing: str, day: date) -> Select[Account]:
    found = select(Account).join(Party, Account.party_id == Party.id)
    for word in fold(words).split():
        found = found.where(or_(Party.search_text.contains(word, autoescape=True),
                                Account.email.contains(word, autoescape=True)))
    conditions: dict[str, ColumnElement[bool]] = {
        "granted": exists().where(RoleGrant.account_id == Account.id, _granted_on(day)),
        "invited": and_(Account.password_hash.is_(None), Account.disabled_at.is_(None)),
        "disabled": Account.disabled_at.is_not(None),
    }
    return found.where(conditions[standing]) if standing in conditions else found


def roles_granted_on(session: Session, account_ids: Collection[int], day: date) -> Mapping[int, frozenset[Role]]:
    """The roles given to these accounts on a day, by account."""
    found = select(RoleGrant.account_id, RoleGrant.role).where(RoleGrant.account_id.in_(account_ids), _granted_on(day))
    held: dict[int, set[Role]] = {account_id: set() for account_id in account_ids}
    for account_id, role in session.execute(found):
        held[account_id].add(role)
    return {account_id: frozenset(roles) for account_id, roles in held.items()}


def _granted_on(day: date) -> ColumnElement[bool]:
    return and_(RoleGrant.first_day <= day, or_(RoleGrant.last_day.is_(None), RoleGrant.last_day >= day))
