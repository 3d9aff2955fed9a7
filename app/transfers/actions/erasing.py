"""Erasure: agreements on paper whose time of keeping is over (§ 30 (3) GenG, § 257 HGB; R-RET-01, R-RET-02)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive.rules import may_be_over
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor
from app.members import queries as members
from app.transfers import queries
from app.transfers.actions.declaring import tell_journal
from app.transfers.rules import agreement_kept_until


def erase_expired_papers(session: Session, now: datetime) -> int:
    """Delete agreements on paper that need not be kept any more; what was agreed stays. Gives how many."""
    today = local(now).date()
    left = members.left_for_good(session, today)
    erased = 0
    for each in queries.on_paper_before(session, may_be_over(today)):
        exits = left.get(each.transferor_id), left.get(each.acquirer_id or 0)
        until = agreement_kept_until(each.state, each.received_on, each.effective_on, exits)
        if until is not None and until < today and each.paper_sha256:
            each.erased_at, each.paper_name = now, ""
            session.flush()
            archive.erase_bytes(session, each.paper_sha256, f"transfer:{each.id}", now)
            summary = Told("Vereinbarung zur Übertragung {number} gelöscht, Frist abgelaufen", number=each.number)
            tell_journal(session, each, "erase_papers", summary, Actor.system(), now)
            erased += 1
    return erased
