"""What the board's decision brings about: shares, payments, certificate and letter, or a refusal (§ 15b GenG)."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy.orm import Session

from app.core import journal
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, Refusal
from app.organs import actions as organs
from app.organs import queries as organ_queries
from app.organs.rules import ItemKind, check_decided_after_receipt
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.rules import ShareGround
from app.statutes import queries as statutes
from app.subscriptions import queries
from app.subscriptions.actions.declaring import subject_of
from app.subscriptions.actions.letters import tell, tell_refusal
from app.subscriptions.models import Subscription
from app.subscriptions.rules import SubscriptionKind, SubscriptionState


def lock_subscription(session: Session, subscription_id: int) -> Subscription:
    """Let nobody else change the member of a declaration meanwhile, and read it as it stands now."""
    subscription = queries.get_subscription(session, subscription_id)
    shares.lock(session, subscription.member)
    session.refresh(subscription)
    return subscription


def note_biases(session: Session, subscription: Subscription, now: datetime) -> None:
    """Note on what lies undecided before the board who is biased by what is known today (R-ORG-04)."""
    item = queries.find_item(session, subscription)
    if item is not None and item.is_open:
        biased = organ_queries.biased_officers(session, subscription.member, local(now).date())
        organs.add_biases(session, item, biased, now)


def admit(session: Session, reference: int, resolution_number: str, actor: Actor, now: datetime) -> None:
    """Carry out the admission: share ledger, what falls due, certificate, letter (§ 15b (3) GenG; R-SHR-03, R-SHR-04).

    It takes effect on the day of the decision, also where that is recorded afterwards. Where something has come in
    between, as a payment that was returned, the law forbids the admission: nothing is booked, and the member is told
    why. Refused where the declaration lacks a clause of the statute of that day: it is to be made anew (§ 15a GenG).
    """
    subscription = lock_subscription(session, reference)
    if subscription.state is not SubscriptionState.PROPOSED:
        return
    subscription.resolution_number = resolution_number
    hindrance = queries.stands_against(session, subscription, local(now).date())
    if hindrance is not None:
        _reject(session, subscription, str(hindrance), actor, now)
        return
    about = (ItemKind.FURTHER_SHARES,)
    day = organ_queries.decision_day(session, about, subscription.id, local(now).date())
    check_decided_after_receipt(day, subscription.received_on)
    if lacking := queries.lacks_clause(session, subscription, day):
        raise lacking
    owes = _owes(session, subscription)
    is_mandatory = subscription.kind is SubscriptionKind.MANDATORY
    entry = shares.subscribe(
        session, subscription.member, queries.declared_on(session, subscription, day).shares, day,
        ShareGround.MANDATORY if is_mandatory else ShareGround.FURTHER_SHARES, resolution_number,
        statutes.statute_on(session, day), actor, now,
    )
    subscription.state, subscription.share_entry_id = SubscriptionState.ADMITTED, entry.id
    subscription.admitted_on = day
    session.flush()
    tell(session, subscription, actor, now)
    if subscription.letter_id is not None and not owes and _owes(session, subscription):
        with suppress(Refusal), session.begin_nested():  # a letter under way asks for the very same already
            shares.issue_payment_request(session, subscription.member, actor, now)


def _owes(session: Session, subscription: Subscription) -> bool:
    """Whether the member owes something; who owed before is asked by the office for all of it."""
    return bool(share_queries.open_payments(session, member_id=subscription.member_id))


def turn_down(session: Session, reference: int, resolution_number: str, actor: Actor, now: datetime) -> None:
    """Carry out that the board does not admit the shares; the member is told, nothing is booked."""
    subscription = lock_subscription(session, reference)
    if subscription.state is SubscriptionState.PROPOSED:
        subscription.resolution_number = resolution_number
        _reject(session, subscription, "", actor, now)


def _reject(session: Session, subscription: Subscription, reason: str, actor: Actor, now: datetime) -> None:
    subscription.state, subscription.refusal_reason = SubscriptionState.REJECTED, reason
    session.flush()
    values = {"number": subscription.number, "resolution": subscription.resolution_number}
    summary = Told("Weitere Anteile nicht zugelassen: {number}, {resolution}", **values)
    journal.record(
        session, actor, "turn_down_further_shares", subject_of(subscription), now, summary,
        subscription=subscription.id, reason=reason,
    )
    tell_refusal(session, subscription, actor, now)
