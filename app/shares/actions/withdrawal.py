"""Letters that still wait in the print tray are withdrawn when what they say is no longer so."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive import queries as archive_queries
from app.archive.models import IssuedDocument
from app.archive.rules import Standing
from app.core.formats import local
from app.core.values import Actor
from app.members.models import Member
from app.shares import queries
from app.shares.rules import PaymentPurpose
from documents import registry

WELCOME, REQUEST, DUNNING, SPLIT = "welcome_letter", "payment_request", "dunning_letter", "shares_split"


def withdraw_letters(
    session: Session, member: Member, kinds: Collection[str], reason: str, actor: Actor, now: datetime
) -> None:
    """Declare letters of these kinds void that nobody has posted yet, and take them out of the tray."""
    for letter in waiting_letters(session, member, kinds):
        archive.make_void(session, letter, reason, actor, now)


def withdraw_settled_requests(session: Session, member: Member, reason: str, actor: Actor, now: datetime) -> None:
    """Withdraw the requests and dunning letters in the tray that ask for what has come in meanwhile."""
    left = queries.open_payments(session, member_id=member.id)
    for letter in waiting_letters(session, member, (REQUEST, DUNNING)):
        if not any(_asks_for(letter, each) for each in left):
            archive.make_void(session, letter, reason, actor, now)


def _asks_for(letter: IssuedDocument, payment: queries.OpenPayment) -> bool:
    """Say whether a letter asks for a payment: dunning for what was late; costs, its own too, are not dunned alone."""
    if letter.kind == DUNNING:
        return payment.purpose is not PaymentPurpose.COSTS and payment.is_overdue(local(letter.issued_at).date())
    due_on: date = registry.load(letter.kind, letter.facts or {}).payment.due_on
    return payment.due_on <= due_on


def waiting_letters(session: Session, member: Member, kinds: Collection[str]) -> list[IssuedDocument]:
    """Valid letters to a member of which no copy was posted and one still waits, newest first."""
    return [
        letter for letter in archive_queries.documents_about(session, f"member:{member.id}")
        if letter.kind in kinds and letter.standing is Standing.VALID and letter.facts and _waits(session, letter)
    ]


def _waits(session: Session, letter: IssuedDocument) -> bool:
    copies = archive_queries.items_of(session, letter.id)
    return all(copy.posted_at is None for copy in copies) and any(copy.discarded_at is None for copy in copies)
