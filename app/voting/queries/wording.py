"""How the statute is worded anew: the clauses set against each other, and changes to them (§ 16 GenG; R-DOC-06)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem, Sitting, SynopsisRow
from app.assemblies.rules import AMENDMENTS
from app.voting.models import Declaration, Motion, Poll
from app.voting.rules import MotionKind, MotionState

FITS = 700
"""How many letters of old and new wording can be read on one screen, roughly."""


@dataclass(frozen=True)
class Wording:
    """The clauses as they were announced, and the motions to change them that were accepted since."""

    rows: Sequence[SynopsisRow]
    changes: Sequence[Motion] = ()

    @property
    def is_short(self) -> bool:
        """Whether all of it is read at a glance, on one screen."""
        letters = sum(len(each.old_text) + len(each.new_text) for each in self.rows)
        return letters + sum(len(each.text) for each in self.changes) <= FITS

    @property
    def clauses(self) -> str:
        """Which clauses it is about."""
        return ", ".join(each.clause for each in self.rows)


def wording_under(session: Session, item: AgendaItem) -> Wording | None:
    """How an item of the agenda words the statute as it stands now; None where it does not."""
    return Wording(item.synopsis, accepted_changes(session, item)) if _amends(item) else None


def wording_of(session: Session, poll: Poll) -> Wording | None:
    """What a poll on an item's own proposal, or on a change to it, words anew; None where it words nothing.

    Only what was accepted before it was opened belongs to it. A motion to the matter has words of its own.
    """
    if not _amends(poll.item) or (poll.motion is not None and poll.motion.kind is not MotionKind.AMENDMENT):
        return None
    return Wording(poll.item.synopsis, accepted_changes(session, poll.item, poll))


def wording_at_hand(session: Session, sitting: Sitting | None, poll: Poll | None) -> Wording | None:
    """What is worded anew by the poll that is on, else under the item that is on."""
    if poll is not None:
        return wording_of(session, poll)
    return wording_under(session, sitting.item) if sitting is not None and sitting.item is not None else None


def accepted_changes(session: Session, item: AgendaItem, before: Poll | None = None) -> Sequence[Motion]:
    """The motions to change an item's proposal that were accepted, in their order (§ 43 (2) GenG)."""
    found = (
        select(Motion).join(Poll, Poll.motion_id == Motion.id).join(Declaration, Declaration.poll_id == Poll.id)
        .where(Motion.item_id == item.id, Motion.kind == MotionKind.AMENDMENT, Motion.state == MotionState.ACCEPTED)
        .order_by(Declaration.declared_at, Poll.id)
    )  # fmt: skip
    if before is not None and before.opened_at is not None:
        found = found.where(Declaration.declared_at <= before.opened_at, Poll.id != before.id)
    return session.scalars(found).unique().all()


def _amends(item: AgendaItem) -> bool:
    """Whether it is about the statute: of others the synopsis is not even read."""
    return item.subject in AMENDMENTS and bool(item.synopsis)
