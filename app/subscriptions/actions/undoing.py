"""How a declaration is taken back before the decision, or undone by counter-entries after it (R-REG-05)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core import journal
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, NotFound, check_reason
from app.organs import actions as organs
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.subscriptions import queries
from app.subscriptions.actions.declaring import subject_of
from app.subscriptions.actions.letters import correct
from app.subscriptions.models import Subscription
from app.subscriptions.rules import SubscriptionState, check_may_reverse, check_may_withdraw_alone, check_undecided


def withdraw(session: Session, subscription: Subscription, reason: str, actor: Actor, now: datetime) -> Subscription:
    """Take back a declaration before the board has decided; what lies before it is dropped."""
    shares.lock(session, subscription.member)
    session.refresh(subscription)
    check_undecided(subscription.state)
    why = check_reason(reason)
    item = queries.find_item(session, subscription)
    if item is not None and item.is_open:
        organs.drop(session, item, actor, now)
    _end(session, subscription, SubscriptionState.WITHDRAWN, why, actor, now)
    return subscription


def withdraw_own(session: Session, member_id: int, subscription_id: int, actor: Actor, now: datetime) -> Subscription:
    """Take back a member's own declaration in the portal; who acts only together with others does not so alone."""
    subscription = queries.get_subscription(session, subscription_id)
    if subscription.member_id != member_id:
        raise NotFound
    authority = queries.authority_of(session, subscription.member, actor.party_id, local(now).date())
    check_may_withdraw_alone(authority, actor.party_id == subscription.member.party_id)
    return withdraw(session, subscription, "Vom Mitglied im Portal zurückgenommen", actor, now)


def reverse(session: Session, subscription: Subscription, reason: str, actor: Actor, now: datetime) -> Subscription:
    """Undo shares that were admitted by mistake: counter-entry, payments, certificate, letters (R-REG-05)."""
    shares.lock(session, subscription.member)
    session.refresh(subscription)
    check_may_reverse(subscription.state)
    why = check_reason(reason)
    entry = share_queries.find_share_entry(session, subscription.share_entry_id or 0)
    if entry is not None:
        shares.reverse_share_entry(session, entry, why, actor, now)
    _end(session, subscription, SubscriptionState.REVERSED, why, actor, now)
    correct(session, subscription, actor, now)
    return subscription


def _end(
    session: Session, subscription: Subscription, state: SubscriptionState, why: str, actor: Actor, now: datetime
) -> None:
    subscription.state, subscription.ended_at = state, now
    subscription.ended_by, subscription.end_reason = actor.name, why
    session.flush()
    summary = Told("Erklärung {number} aufgehoben: {reason}", number=subscription.number, reason=why)
    journal.record(
        session, actor, "undo_further_shares", subject_of(subscription), now, summary, subscription=subscription.id
    )
