"""Signed links: the invitation to set a first password, and the reset of a forgotten one; each holds once."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts import queries, rules
from app.accounts.actions.passwords import set_password
from app.accounts.actions.sessions import count_attempt
from app.accounts.models import Account
from app.core import journal, links, outbox
from app.core.told import Told
from app.core.values import Actor, Refusal
from documents import mails
from documents.facts import Letterhead

_INVITATION = "invitation"
_RESET = "password reset"


def invitation_link(account: Account) -> str:
    """The address under which somebody sets the first password."""
    return links.absolute(invitation_path(account))


def invitation_path(account: Account) -> str:
    """The path of the invitation, for a command that does not know the public address."""
    return f"/konto/einladung/{_token(_INVITATION, account)}"


def invite(session: Session, account: Account, letterhead: Letterhead, actor: Actor, now: datetime) -> None:
    """Send somebody the link to set the first password."""
    _check_waits_for_password(account)
    valid_until = now + rules.INVITATION_LIFE
    to = _addressee(account)
    _send(session, to, mails.LoginInvitation(letterhead, to.name, invitation_link(account), valid_until), now)
    account.invited_at = now
    journal.record(session, actor, "account.invited", f"account:{account.id}", now,
                   Told("{name} eingeladen", name=account.party.display_name))


def hand_out_invitation(session: Session, account: Account, actor: Actor, now: datetime) -> str:
    """Give the link to set the first password to an administrator, who hands it on; the journal notes that."""
    _check_waits_for_password(account)
    link = invitation_link(account)
    account.invited_at = now
    journal.record(session, actor, "account.link_handed_out", f"account:{account.id}", now,
                   Told("Einladungslink für {name} gezeigt", name=account.party.display_name))
    return link


def _check_waits_for_password(account: Account) -> None:
    if account.password_hash is not None:
        raise Refusal("Dieser Zugang ist schon eingerichtet.")
    if account.disabled_at is not None:
        raise Refusal("Dieser Zugang ist gesperrt.")


def request_reset(session: Session, email: str, letterhead: Letterhead, sender: str, now: datetime) -> None:
    """Send a link to set a new password where the address has an open login; says nothing where it has not.

    For any other address the same mail is written and taken back, so that no clock tells the two apart.
    """
    links.absolute("/")
    count_attempt(session, f"reset {email}", sender, now)
    account = queries.find_account_by_email(session, email)
    with session.begin_nested() as writing:
        if account is not None and account.disabled_at is None:
            _send_reset(session, _addressee(account), _token(_RESET, account), letterhead, now)
        else:
            _send_reset(session, _NOBODY, links.sign(_RESET, _NO_TOKEN), letterhead, now)
            writing.rollback()


@dataclass(frozen=True)
class _Addressee:
    """To whom a mail goes."""

    account_id: int
    name: str
    email: str


def _addressee(account: Account) -> _Addressee:
    return _Addressee(account.id, account.party.display_name, account.email)


_NOBODY = _Addressee(0, "Niemand Unbekannt", "niemand@unbekannt.invalid")
_NO_TOKEN = f"0.{'0' * 24}"


def _send_reset(session: Session, to: _Addressee, token: str, letterhead: Letterhead, now: datetime) -> None:
    link, valid_until = links.absolute(f"/konto/passwort-neu/{token}"), now + rules.RESET_LINK_LIFE
    _send(session, to, mails.PasswordReset(letterhead, to.name, link, valid_until), now)


def account_of_invitation(session: Session, token: str) -> Account:
    """The account behind an invitation; refuses a link that was changed, is too old or was used."""
    return _account_of(session, _INVITATION, token, int(rules.INVITATION_LIFE.total_seconds()))


def account_of_reset(session: Session, token: str) -> Account:
    """The account behind a reset link; refuses a link that was changed, is too old or was used."""
    return _account_of(session, _RESET, token, int(rules.RESET_LINK_LIFE.total_seconds()))


def choose_password(session: Session, account: Account, password: str, now: datetime) -> None:
    """Set the password of whoever came by a signed link; every session ends, the throttle forgets the address."""
    is_first = account.password_hash is None
    set_password(session, account, password, now)
    actor = Actor(account.party.display_name, account.id, account.party_id)
    summary = Told("Erstes Passwort festgelegt") if is_first else Told("Passwort über den Link neu festgelegt")
    journal.record(session, actor, "account.password_chosen", f"account:{account.id}", now, summary)


def _token(purpose: str, account: Account) -> str:
    return links.sign(purpose, f"{account.id}.{_fingerprint(account)}")


def _fingerprint(account: Account) -> str:
    """Changes with password and address, so that a link holds once."""
    return hashlib.sha256(f"{account.password_hash or ''}|{account.email}".encode()).hexdigest()[:24]


def _account_of(session: Session, purpose: str, token: str, max_age_seconds: int) -> Account:
    account_id, _, fingerprint = links.verify(purpose, token, max_age_seconds).partition(".")
    account = session.get(Account, int(account_id), populate_existing=True, with_for_update={"of": Account})
    if account is None or account.disabled_at is not None or _fingerprint(account) != fingerprint:
        raise Refusal("Dieser Link gilt nicht mehr. Fordern Sie einen neuen an.")
    return account


def _send(session: Session, to: _Addressee, facts: mails.MailFacts, now: datetime) -> None:
    mail = mails.compose(facts)
    outbox.put(
        session, kind=mail.kind, to=to.email, subject=mail.subject, text=mail.text, html=mail.html,
        subject_ref=f"account:{to.account_id}", now=now,
    )
