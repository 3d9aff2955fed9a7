"""A declaration on further shares comes in, online or on paper, and is laid before the board (§ 15b GenG; R-SHR-04)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core import files, journal
from app.core.db import next_number
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Told
from app.core.uploads import CheckedFile, check_upload, clean_filename
from app.core.values import Actor, DeclarationChannel
from app.members.models import Member
from app.organs import actions as organs
from app.organs import queries as organ_queries
from app.organs.rules import ItemKind, Organ
from app.shares import actions as shares
from app.shares.rules import so_many_shares, worded_shares
from app.statutes import queries as statutes
from app.subscriptions import queries
from app.subscriptions.models import Subscription
from app.subscriptions.rules import (
    Declared,
    SubscriptionState,
    check_declared,
    check_meant,
    subscription_number,
)


def subject_of(subscription: Subscription) -> str:
    """How the journal calls whom a declaration is about: the member, so that it stands in its timeline."""
    return f"member:{subscription.member_id}"


def declare(
    session: Session, member: Member, declared: Declared, paper: CheckedFile | None, actor: Actor, now: datetime
) -> Subscription:
    """Record a declaration and lay it before the board (R-SHR-01, R-SHR-03 to R-SHR-05); without a paper: online.

    Refused where it cannot be admitted. The member is locked, so that of two at the same moment one is refused.
    """
    shares.lock(session, member)
    today = local(now).date()
    known = queries.circumstances_of(session, member, declared.received_on, today)
    check_declared(counted := queries.counted_on(session, declared, today), known)
    year, owed = local(now).year, known.owed if declared.is_mandatory else None
    scale, stated = (owed.scale, owed.stated) if owed else (None, None)
    words = queries.words_of(member, declared, counted, known)
    subscription = Subscription(
        number=subscription_number(year, next_number(session, f"subscription:{year}")), member_id=member.id,
        kind=declared.kind, state=SubscriptionState.PROPOSED, written_form=declared.written_form,
        channel=DeclarationChannel.OFFICE if paper else DeclarationChannel.PORTAL, declared_by=declared.declared_by,
        dated_on=declared.dated_on, received_on=declared.received_on, shares=declared.shares, wording="\n".join(words),
        measure=scale.measure if scale else "", quantity=stated.quantity if stated else None,
        per_share=scale.per_share if scale else None, recorded_at=now, recorded_by=actor.name,
        statute_version_id=statutes.get_version_on(session, declared.received_on).id,
    )
    _keep(session, subscription, paper)
    session.add(subscription)
    session.flush()
    session.refresh(subscription)
    summary = Told(
        "Erklärung {number} über {shares}, eingegangen am {day}", number=subscription.number,
        shares=so_many_shares(subscription.shares), day=written(subscription.received_on),
    )
    journal.record(
        session, actor, "declare_further_shares", subject_of(subscription), now, summary, subscription=subscription.id
    )
    _propose(session, subscription, actor, now)
    return subscription


def declare_own(
    session: Session, member: Member, declared: Declared, is_meant: bool, actor: Actor, now: datetime
) -> Subscription:
    """Record a declaration that a member, or who acts for it alone, makes in the portal (§ 126b BGB; R-SHR-04)."""
    hindrance = queries.hindrance_of(session, member, actor.party_id, local(now).date())
    if hindrance is not None:
        raise hindrance
    check_meant(is_meant)
    return declare(session, member, declared, None, actor, now)


def _keep(session: Session, subscription: Subscription, paper: CheckedFile | None) -> None:
    """Keep the declaration on paper (§ 30 (3) GenG; R-RET-01)."""
    if paper is not None:
        kind = check_upload(paper.content)
        subscription.paper_name, subscription.paper_type = clean_filename(paper.name, kind), kind.value
        subscription.paper_sha256 = files.keep(session, paper.content)


def _propose(session: Session, subscription: Subscription, actor: Actor, now: datetime) -> None:
    """Lay a declaration before the board, in words that hold at any time, and with what it has become since."""
    name, number, today = subscription.member.party.display_name, subscription.member.number, local(now).date()
    then = statutes.statute_of(statutes.get_version(session, subscription.statute_version_id))
    which = worded_shares(subscription.shares, "weiteren Geschäftsanteil", then.share_amount)
    text = f"{name} (Nr. {number:04d}) wird mit {which} zugelassen, Erklärung {subscription.number} (§ 15b GenG)."
    text = f"{text} {queries.become_of(session, subscription, today)}".strip()
    biased = organ_queries.biased_officers(session, subscription.member, today)
    organs.propose(session, ItemKind.FURTHER_SHARES, subscription.id, text, Organ.BOARD, biased, actor, now)
