"""Letters about further shares: admitted, with what is to be paid, or not admitted (§ 15b (3) GenG; R-DOC-05)."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.core.formats import local
from app.core.values import Actor, German, Refusal
from app.members import queries as members
from app.members.models import Member
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.statutes import queries as statutes
from app.statutes.rules import ONE_DAY
from app.subscriptions import queries
from app.subscriptions.models import Subscription
from app.subscriptions.rules import SubscriptionKind, SubscriptionState
from documents import registry
from documents.entry_undone import Matter
from documents.facts import Later
from documents.letter import Letter
from documents.shares_admitted import SharesAdmittedFacts
from documents.shares_refused import SharesRefusedFacts

ADMITTED, REFUSED = German("Zulassung weiterer Anteile"), German("Keine weiteren Anteile")
"""How the letters are called."""

KIND = "shares_admitted"


def write_letter(session: Session, subscription: Subscription, actor: Actor, now: datetime) -> Subscription:
    """Write the letter that could not be printed with the decision; refused where none is missing."""
    if queries.lacks_correction(session, subscription):
        correct(session, subscription, actor, now)
        shares.check_written(not queries.lacks_correction(session, subscription))
        return subscription
    if not queries.steps_open(subscription).may_write_letter:
        raise Refusal("Zu dieser Erklärung fehlt kein Brief.")
    told = tell if subscription.state is SubscriptionState.ADMITTED else tell_refusal
    told(session, subscription, actor, now)
    shares.check_written(subscription.letter_id is not None)
    return subscription


def correct(session: Session, subscription: Subscription, actor: Actor, now: datetime) -> None:
    """Tell a member that holds a letter about shares entered by mistake that there are none (R-REG-05, R-DOC-05)."""
    undone = shares.Undone(Matter.SHARES, subscription.number, subscription.end_reason)
    shares.correct_letter(session, subscription.member, subscription.letter_id, undone, actor, now)


def tell(session: Session, subscription: Subscription, actor: Actor, now: datetime) -> None:
    """Tell the member that the shares are admitted and entered, as far as the house is set up for letters."""
    _write(
        session, subscription, KIND, ADMITTED,
        lambda letter: _admitted(session, subscription, letter, now), actor, now,
    )


def tell_refusal(session: Session, subscription: Subscription, actor: Actor, now: datetime) -> None:
    """Tell the member that the shares are not admitted."""
    _write(session, subscription, "shares_refused", REFUSED, lambda letter: SharesRefusedFacts(
        letter=letter, declaration=subscription.number, received_on=subscription.received_on,
        shares=subscription.shares, resolution=subscription.resolution_number, reason=subscription.refusal_reason,
    ), actor, now)


def _write(
    session: Session, subscription: Subscription, kind: str, word: German, facts_of: Callable[[Letter], object],
    actor: Actor, now: datetime,
) -> None:
    letter = shares.issue_letter_if_possible(session, subscription.member, kind, word, facts_of, actor, now)
    if letter is not None:
        subscription.letter_id = letter.id
        session.flush()


def _admitted(session: Session, subscription: Subscription, letter: Letter, now: datetime) -> SharesAdmittedFacts:
    meant = queries.meant_by(session, subscription, local(now).date())
    if meant is None or subscription.admitted_on is None:
        raise Refusal("Nur was zugelassen ist, wird bestätigt.")
    certificate = share_queries.valid_certificate_of(session, subscription.member_id)
    return SharesAdmittedFacts(
        letter=letter, declaration=subscription.number, received_on=subscription.received_on,
        resolution=subscription.resolution_number, admitted_on=subscription.admitted_on,
        shares=meant.shares, shares_after=meant.shares_after,
        nominal=statutes.statute_on(session, subscription.admitted_on).share_amount,
        is_mandatory=subscription.kind is SubscriptionKind.MANDATORY,
        dues=_asked(session, subscription), rest=meant.rest,
        certificate=certificate.number if certificate and certificate.shares == meant.shares_after else "",
    )


def _asked(session: Session, subscription: Subscription) -> tuple[Later, ...]:
    """What is asked for on the shares now, as the letter names it."""
    asked = share_queries.asked_with(session, subscription.share_entry_id or 0)
    return tuple(Later(due.amount, due.due_on) for due in asked)


def renew_letters(
    session: Session, member: Member, is_paid: bool, reason: str, actor: Actor, now: datetime
) -> None:
    """Write a letter in the tray anew that asks for other sums than are owed, as credit handed over pays (§ 76 GenG).

    One that is out stays; what came in since (`is_paid`) was asked for all the same. Nobody writes to whose
    membership is over: the shares are another's then (§§ 76, 77 (2) GenG).
    """
    if is_paid:
        return
    goes_on = members.find_period_on(session, member.id, local(now).date() + ONE_DAY) is not None
    waiting = {letter.id: letter for letter in shares.waiting_letters(session, member, (KIND,))}
    for subscription in queries.subscriptions_of(session, member.id):
        letter = waiting.get(subscription.letter_id or 0)
        if letter is None or registry.load(KIND, letter.facts or {}).dues == _asked(session, subscription):
            continue
        archive.make_void(session, letter, reason, actor, now)
        subscription.letter_id = None
        if goes_on:
            # The act that changed what is owed stands, whether a letter can be written or not.
            with suppress(Refusal), session.begin_nested():
                tell(session, subscription, actor, now)
