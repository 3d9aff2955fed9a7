"""Accounts and granted roles: opened, granted, disabled; always one administrator remains."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from email_validator import EmailNotValidError, validate_email
from sqlalchemy.orm import Session

from app.accounts import queries, rules
from app.accounts.actions.links import invitation_path, invite
from app.accounts.actions.sessions import end_all_sessions
from app.accounts.models import Account, RoleGrant
from app.core import journal, links
from app.core.db import next_number, once
from app.core.formats import day as written
from app.core.formats import fold, local
from app.core.told import Told
from app.core.values import Actor, PartyKind, Refusal, Role
from app.parties import actions as party_actions
from app.parties import queries as parties
from app.parties.rules import PartyFacts
from documents.facts import Letterhead


def open_account(session: Session, party_id: int, email: str, actor: Actor, now: datetime) -> Account:
    """Open a login for a person; gives the one this person has already, and refuses an address that is taken."""
    address = checked_email(email)
    found = queries.find_account_of_party(session, party_id)
    if found is not None:
        return found
    if parties.get_party(session, party_id).kind is not PartyKind.NATURAL_PERSON:
        raise Refusal("Einen Zugang bekommen nur natürliche Personen. Laden Sie ein, wer die Organisation vertritt.")
    holder = queries.find_account_by_email(session, address)
    if holder is not None:
        raise Refusal("Diese E-Mail-Adresse gehört schon zum Zugang von {name}. Jeder Mensch braucht eine eigene.",
                      name=holder.party.display_name)
    account = Account(party_id=party_id, email=address, created_at=now)
    session.add(account)
    session.flush()
    journal.record(session, actor, "account.opened", f"account:{account.id}", now,
                   Told("Zugang für {name} eröffnet", name=account.party.display_name))
    return account


@dataclass(frozen=True)
class PersonFacts:
    """Somebody to be invited: name and address; the party where it is known already."""

    first_names: str
    last_name: str
    email: str
    party_id: int | None = None


def invite_person(
    session: Session, key: str, person: PersonFacts, roles: Sequence[Role], letterhead: Letterhead, actor: Actor,
    now: datetime,
) -> int:
    """Record a person where it is not known yet, open the login, grant roles and send the invitation; gives its id."""

    def act() -> int:
        address = checked_email(person.email)
        party_id = person.party_id or _party_of(session, person, address, actor, now)
        account = open_account(session, party_id, address, actor, now)
        if account.email != address:
            raise Refusal("Diese Person hat schon einen Zugang: {name}, {email}.",
                          name=account.party.display_name, email=account.email)
        for role in roles:
            grant(session, account, role, local(now).date(), actor, now)
        invite(session, account, letterhead, actor, now)
        return account.id

    return once(session, key, act)


def _party_of(session: Session, person: PersonFacts, address: str, actor: Actor, now: datetime) -> int:
    """The one person of this name and address, or a new one."""
    facts = PartyFacts(
        PartyKind.NATURAL_PERSON, last_name=person.last_name, first_names=person.first_names, email=address
    )
    folded = queries.folded_email
    known = [
        party.id
        for party in parties.search(session, address, limit=50)
        if folded(party.email) == address and fold(party.display_name) == fold(facts.display_name)
    ]
    return known[0] if len(known) == 1 else party_actions.add_party(session, facts, local(now).date(), actor, now).id


def make_administrator(session: Session, email: str, name: str, now: datetime) -> str:
    """Make somebody an administrator from the command line; gives the link, or path, to choose a password.

    Who runs commands on the machine has its data anyway, so nothing more is asked.
    """
    actor, today, address = Actor.system(), local(now).date(), checked_email(email)
    account = queries.find_account_by_email(session, address)
    if account is None:
        first_names, _, last_name = name.strip().rpartition(" ")
        if not first_names:
            raise Refusal("Diesen Zugang gibt es noch nicht. Nennen Sie Vor- und Familiennamen mit --name.")
        person = PersonFacts(first_names, last_name, address)
        party_id = _party_of(session, person, address, actor, now)
        account = open_account(session, party_id, address, actor, now)
    enable(session, account, actor, now)
    grant(session, account, Role.ADMINISTRATOR, today, actor, now)
    path = invitation_path(account)
    return links.absolute(path) if links.is_configured() else path


def checked_email(email: str) -> str:
    """Give an address as it is kept: folded; refuses what is none. Whether it exists is not asked of the network."""
    try:
        validate_email(email.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as fault:
        raise Refusal("Das ist keine E-Mail-Adresse.") from fault
    return queries.folded_email(email)


def change_email(session: Session, account: Account, email: str, actor: Actor, now: datetime) -> None:
    """Change the address of a login; links sent to the old one do not hold any more."""
    address, before = checked_email(email), account.email
    holder = queries.find_account_by_email(session, address)
    if holder is not None and holder.id != account.id:
        raise Refusal("Diese E-Mail-Adresse gehört schon zu einem anderen Zugang.")
    account.email = address
    journal.record(session, actor, "account.email_changed", f"account:{account.id}", now,
                   Told("E-Mail-Adresse geändert auf {address}", address=address), before=before)


def grant(session: Session, account: Account, role: Role, first_day: date, actor: Actor, now: datetime) -> RoleGrant:
    """Grant a role from a day on; a role already held then stays as it is, one that begins later is in the way."""
    rules.check_grant(role)
    session.refresh(account, with_for_update=True)
    for held in queries.grants_of(session, account.id):
        if held.role is role and (held.last_day is None or held.last_day >= first_day):
            if held.first_day > first_day:
                raise Refusal("Die Rolle {role} ist schon ab {day} vergeben. Beenden Sie das zuerst.",
                              role=rules.ROLE_WORDS[role], day=written(held.first_day))
            return held
    row = RoleGrant(account_id=account.id, role=role, first_day=first_day, granted_by=actor.name)
    session.add(row)
    session.flush()
    summary = Told(
        "{name}: Rolle {role} ab {day}",
        name=account.party.display_name, role=rules.ROLE_WORDS[role], day=written(first_day),
    )
    journal.record(session, actor, "role.granted", f"account:{account.id}", now, summary, role=role)
    return row


def end_grant(session: Session, row: RoleGrant, actor: Actor, now: datetime) -> None:
    """Take a granted role away, from now on; the last administrator stays."""
    today = local(now).date()
    if row.last_day is not None and row.last_day < today:
        raise Refusal("Diese Rolle ist schon beendet.")
    if row.role is Role.ADMINISTRATOR:
        _check_another_remains(session, row.account_id, today)
    account = session.get_one(Account, row.account_id)
    summary = Told("{name}: Rolle {role} beendet", name=account.party.display_name, role=rules.ROLE_WORDS[row.role])
    journal.record(session, actor, "role.ended", f"account:{row.account_id}", now, summary, role=row.role)
    if row.first_day >= today:
        session.delete(row)
    else:
        row.last_day = today - timedelta(days=1)
    session.flush()


def disable(session: Session, account: Account, actor: Actor, now: datetime) -> None:
    """Close a login: its sessions end at once; the last administrator stays."""
    if account.disabled_at is not None:
        return
    today = local(now).date()
    if Role.ADMINISTRATOR in queries.granted_roles_on(session, account.id, today):
        _check_another_remains(session, account.id, today)
    account.disabled_at = now
    end_all_sessions(session, account, now)
    journal.record(session, actor, "account.disabled", f"account:{account.id}", now,
                   Told("Zugang von {name} gesperrt", name=account.party.display_name))


def enable(session: Session, account: Account, actor: Actor, now: datetime) -> None:
    """Open a closed login again."""
    if account.disabled_at is None:
        return
    account.disabled_at = None
    journal.record(session, actor, "account.enabled", f"account:{account.id}", now,
                   Told("Zugang von {name} wieder geöffnet", name=account.party.display_name))


def set_locale(account: Account, locale: str) -> None:
    """Keep the language somebody chose."""
    account.locale = locale


def _check_another_remains(session: Session, account_id: int, today: date) -> None:
    """Refuse to lose the last administrator who can sign in, also where two take the role from each other at once."""
    next_number(session, "administrators checked")
    others = queries.able_administrators_on(session, today) - {account_id}
    rules.check_administrators_left(len(others))
