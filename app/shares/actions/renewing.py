"""Letters about what is owed follow it: those in the tray are withdrawn or renewed, printed ones stay (R-DOC-05)."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive import queries as archive_queries
from app.archive.models import IssuedDocument
from app.core import journal
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, Refusal
from app.members.models import Member
from app.shares import queries
from app.shares.actions.letters import issue_payment_request, last_request, payment_meant
from app.shares.actions.locking import subject_of
from app.shares.actions.withdrawal import REQUEST, waiting_letters, withdraw_settled_requests
from app.shares.queries import OpenPayment
from documents import registry

Follower = Callable[[Session, Member, bool, str, Actor, datetime], None]
"""Lets letters of another room follow: the member, whether money came in, the reason, who, when."""

_followers: Sequence[Follower] = ()


def hand_in(followers: Sequence[Follower]) -> None:
    """Name what rooms above do whose letters ask for what this one keeps, whenever less of it is owed.

    This room does not know them; called once by the application's factory.
    """
    global _followers
    _followers = followers


def let_letters_follow(
    session: Session, member: Member, reason: str, actor: Actor, now: datetime, is_paid: bool = False
) -> None:
    """Withdraw letters in the tray that ask for what is owed no more; renew those that ask for more than is left.

    A letter that is out stays as it is. Where nothing came in for it (`is_paid`), the journal says so.
    """
    withdraw_settled_requests(session, member, reason, actor, now)
    if not is_paid:
        _note_what_stays(session, member, reason, actor, now)
    _renew_request(session, member, reason, actor, now)
    for follower in _followers:
        follower(session, member, is_paid, reason, actor, now)


def _renew_request(session: Session, member: Member, reason: str, actor: Actor, now: datetime) -> None:
    """Withdraw a request in the tray that no longer asks for what is owed, and write one for what is left.

    Where it was asked for already, or no letter can be written, the old one is withdrawn all the same. What is late is
    left to dunning, as where the office asks (§ 286 BGB).
    """
    today = local(now).date()
    open_ones = queries.payments_to_ask(session, member.id, today)
    stale = [
        letter for letter in waiting_letters(session, member, (REQUEST,))
        if _says_otherwise(session, member, letter, open_ones)
    ]
    for letter in stale:
        archive.make_void(session, letter, reason, actor, now)
    if stale and open_ones and not any(each.is_to_dun(today) for each in open_ones):
        # The act that changed what is owed stands, whether a letter can be written or not.
        with suppress(Refusal), session.begin_nested():
            issue_payment_request(session, member, actor, now)


def _says_otherwise(
    session: Session, member: Member, letter: IssuedDocument, open_ones: Sequence[OpenPayment]
) -> bool:
    """Whether a request names other sums than it would if it were written on its day by what is open now."""
    if not open_ones:
        return True
    said = registry.load(REQUEST, letter.facts or {}).payment
    meant = payment_meant(session, member, open_ones, local(letter.issued_at).date())
    return (said.cents, said.later) != (meant.cents, meant.later)


def _note_what_stays(session: Session, member: Member, reason: str, actor: Actor, now: datetime) -> None:
    letter = last_request(session, member)
    if letter is None or all(copy.posted_at is None for copy in archive_queries.items_of(session, letter.id)):
        return
    still_asks = registry.load(REQUEST, letter.facts or {}).payment.due_on >= local(now).date()
    open_ones = queries.payments_to_ask(session, member.id, local(now).date())
    if still_asks and _says_otherwise(session, member, letter, open_ones):
        note_standing_letter(session, member, letter, reason, actor, now)


def note_standing_letter(
    session: Session, member: Member, letter: IssuedDocument, reason: str, actor: Actor, now: datetime
) -> None:
    """Write into the journal that a letter which is out stays, though what it asks for is not owed as it says."""
    summary = Told("{title} ist schon hinaus und bleibt, wie es ist: {reason}", title=letter.title, reason=reason)
    journal.record(session, actor, "letter_stands", subject_of(member), now, summary, document=letter.id)
