"""What owners of needs are told by mail: with the number alone, for others read the outbox than needs."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core import links, outbox
from app.core.formats import local
from app.needs import queries
from app.needs.models import Need
from app.organs import queries as organs
from documents import mails
from documents.facts import Letterhead


def own_page(need: Need) -> str:
    """The page of a member's own need, as it stands in a mail."""
    assert need.member is not None
    return links.absolute(f"/mein/{need.member.number}/bedarfe/{need.id}")


def tell_owner(session: Session, need: Need, state: str, now: datetime) -> None:
    """Tell the owner how far the need is, where it is a member with an address."""
    if _is_reached(need):
        facts = mails.NeedLedOn(_letterhead(session, now), need.number, str(state), own_page(need))
        _send(session, need, facts, now)


def ask_owner(session: Session, need: Need, now: datetime) -> None:
    """Tell the owner that somebody asks about the need."""
    if _is_reached(need):
        _send(session, need, mails.NeedQuestion(_letterhead(session, now), need.number, own_page(need)), now)


def _is_reached(need: Need) -> bool:
    return need.member is not None and bool(need.member.party.email) and links.is_configured()


def _letterhead(session: Session, now: datetime) -> Letterhead:
    return organs.letterhead_on(session, local(now).date())


def _send(session: Session, need: Need, facts: mails.MailFacts, now: datetime) -> None:
    assert need.member is not None
    mail = mails.compose(facts)
    outbox.put(
        session, kind=mail.kind, to=need.member.party.email, subject=mail.subject, text=mail.text, html=mail.html,
        subject_ref=queries.subject_of(need.id), now=now,
    )
