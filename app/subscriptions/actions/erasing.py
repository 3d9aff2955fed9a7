"""Erasure: declarations on paper whose time of keeping is over (§ 30 (3) GenG, § 257 HGB; R-RET-01, R-RET-02)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive.rules import letter_kept_until, may_be_over
from app.core import journal
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor
from app.members import queries as members
from app.members.actions import subject_of
from app.subscriptions import queries
from app.subscriptions.rules import SubscriptionState

ENTERED = (SubscriptionState.ADMITTED, SubscriptionState.REVERSED)
"""Declarations behind which there is an entry in the register."""


def erase_expired_papers(session: Session, now: datetime) -> int:
    """Delete declarations on paper that need not be kept any more; what they said stays. Gives how many."""
    today = local(now).date()
    left = members.left_for_good(session, today)
    erased = 0
    for each in queries.on_paper_before(session, may_be_over(today)):
        until = letter_kept_until(each.received_on, each.state in ENTERED, left.get(each.member_id))
        if until is not None and until < today and each.paper_sha256:
            each.erased_at, each.paper_name = now, ""
            session.flush()
            archive.erase_bytes(session, each.paper_sha256, f"subscription:{each.id}", now)
            summary = Told("Erklärung {number} auf Papier gelöscht, Frist abgelaufen", number=each.number)
            journal.record(session, Actor.system(), "erase_papers", subject_of(each.member_id), now, summary)
            erased += 1
    return erased
