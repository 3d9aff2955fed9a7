"""Mails of the boardroom: votes asked for, questions passed on to the office."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.core import links, outbox
from app.core.formats import end_of, local
from app.core.values import Actor, Role
from app.organs import actions as organs
from app.organs import queries as organ_queries
from app.organs.models import Office, Resolution
from app.statutes import queries as statutes
from documents import mails


def _address_of(resolution: Resolution) -> str:
    path = f"/beschluesse/{resolution.id}"
    return links.absolute(path) if links.is_configured() else path


def ask_for_votes(session: Session, resolution: Resolution, now: datetime) -> None:
    """Ask every member of the organ who is not biased on all items to vote, by mail with the link."""
    today = local(now).date()
    head = organ_queries.letterhead_on(session, today)
    ends_at = end_of(resolution.deadline_on or today) - timedelta(minutes=1)
    for office in organ_queries.offices_on(session, resolution.organ, today):
        texts = tuple(
            item.text for item in resolution.items if office.party_id not in {bias.party_id for bias in item.biases}
        )
        address = _mail_address(session, office)
        if texts and address:
            name = organ_queries.full_name_on(session, office.party_id, today)
            facts = mails.CircularOpened(head, name, resolution.number, texts, _address_of(resolution), ends_at)
            _put(session, facts, address, resolution, now)


def tell_office(session: Session, resolution: Resolution, actor: Actor, now: datetime) -> None:
    """Tell the office that somebody asks something; the question itself stands on the page, where it can be erased."""
    address = statutes.house(session).email
    if address and Role.OFFICE not in actor.roles:
        head = organ_queries.letterhead_on(session, local(now).date())
        facts = mails.ResolutionQuestion(head, actor.name, resolution.number, _address_of(resolution))
        _put(session, facts, address, resolution, now)


def _mail_address(session: Session, office: Office) -> str:
    account = accounts.find_account_of_party(session, office.party_id)
    return account.email if account and account.disabled_at is None else office.party.email


def _put(session: Session, facts: mails.MailFacts, to: str, resolution: Resolution, now: datetime) -> None:
    mail = mails.compose(facts)
    outbox.put(
        session, kind=mail.kind, to=to, subject=mail.subject, text=mail.text, html=mail.html,
        subject_ref=organs.subject_of(resolution), now=now,
    )
