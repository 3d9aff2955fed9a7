"""What a member owes on its shares is asked for, taken back, falls away with the shares, and is revived (R-PAY-07)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.core import journal
from app.core.formats import day as written
from app.core.formats import euro
from app.core.told import Told
from app.core.values import Actor, Cents, German
from app.members.models import Member
from app.shares import queries, rules
from app.shares.actions.locking import EVER, subject_of
from app.shares.actions.withdrawal import withdraw_settled_requests
from app.shares.models import PaymentDue, ShareEntry
from app.shares.rules import DuePayment, PaymentPurpose
from app.statutes import queries as statutes


def due_rows(
    member: Member, due: Sequence[DuePayment], document: str, entry_id: int | None, actor: Actor, now: datetime
) -> list[PaymentDue]:
    """What is asked of a member, as rows to be added; nothing is asked for by a row of nothing."""
    return [
        PaymentDue(
            member_id=member.id, purpose=each.purpose, amount=each.amount, due_on=each.due_on, recorded_at=now,
            recorded_by=actor.name, document=document, share_entry_id=entry_id,
        )
        for each in due if each.amount
    ]


def take_back(
    session: Session, due: PaymentDue, document: str, actor: Actor, now: datetime, entry_id: int | None = None
) -> None:
    """Add the row that takes a payment expected back; `entry_id` is the entry of the share ledger that made it so."""
    session.add(PaymentDue(
        member_id=due.member_id, purpose=due.purpose, amount=-due.amount, due_on=due.due_on, recorded_at=now,
        recorded_by=actor.name, document=document, share_entry_id=entry_id, reverses_id=due.id,
    ))


def stand_in(session: Session, due: PaymentDue, amount: Cents, actor: Actor, now: datetime, keeps: bool = True) -> None:
    """Ask again for what was taken back: what was paid of it (`keeps`), or what falls due after all."""
    session.add(PaymentDue(
        member_id=due.member_id, purpose=due.purpose, amount=amount, due_on=due.due_on, recorded_at=now,
        recorded_by=actor.name, document=due.document, share_entry_id=due.share_entry_id,
        continues_id=due.id if keeps else None,
    ))


def let_fall_away(session: Session, member: Member, entry: ShareEntry, actor: Actor, now: datetime) -> None:
    """Ask no more for what would fall due after shares have ended, and say so in the journal (R-PAY-07).

    What is due up to that day stays owed, and what was paid stays covered. Of a member that keeps shares the latest
    payments fall away, as far as they go beyond the nominal of those kept.
    """
    left = [
        each for each in queries.open_payments(session, member_id=member.id) if each.purpose is PaymentPurpose.SHARES
    ]
    excess = _beyond_nominal(session, member, entry, sum(each.open for each in left))
    dues = [DuePayment(each.due_on, each.open, each.purpose) for each in left]
    gone = rules.falls_away(dues, excess, entry.effective_on)
    for payment, part in zip(left, gone, strict=True):
        if part:
            due = session.get_one(PaymentDue, payment.due_id)
            take_back(session, due, entry.document, actor, now, entry.id)
            if due.amount > part:
                stand_in(session, due, due.amount - part, actor, now)
    if any(gone):
        session.flush()
        reason = German("Nicht mehr geschuldet,", entry.document)
        withdraw_settled_requests(session, member, reason, actor, now)
        summary = Told(
            "{amount} werden nach dem {day} nicht mehr fällig", amount=euro(sum(gone)), day=written(entry.effective_on)
        )
        journal.record(session, actor, "dues_fall_away", subject_of(member), now, summary, entry=entry.id)


def _beyond_nominal(session: Session, member: Member, entry: ShareEntry, still_open: Cents) -> Cents:
    """How far what was paid and is still asked for goes beyond the nominal of the shares that are left; cents."""
    held = queries.holding_of(session, member.id, EVER)
    if not held.shares:
        return still_open
    statute = statutes.find_statute_on(session, entry.effective_on)
    if statute is None:
        return 0
    return held.paid_in + still_open - rules.nominal_of(held.shares, statute.share_amount)


def undo_dues(session: Session, entry: ShareEntry, number: str, actor: Actor, now: datetime) -> None:
    """With an entry of the share ledger undo what it asked for, and revive what it let fall away (R-REG-05)."""
    for due in _standing(session, PaymentDue.share_entry_id == entry.id, PaymentDue.amount > 0):
        take_back(session, due, number, actor, now)
    fell_away = select(PaymentDue).where(PaymentDue.share_entry_id == entry.id, PaymentDue.amount < 0)
    for taken_back in session.scalars(fell_away.order_by(PaymentDue.id)).all():
        revive(session, session.get_one(PaymentDue, taken_back.reverses_id), number, actor, now)


def revive(session: Session, due: PaymentDue, number: str, actor: Actor, now: datetime) -> None:
    """Ask after all for what was taken back, in one row again where nothing has come in between."""
    kept = session.scalar(select(PaymentDue).where(PaymentDue.continues_id == due.id))
    if kept is not None and not _standing(session, PaymentDue.id == kept.id):
        stand_in(session, due, due.amount - kept.amount, actor, now, keeps=False)
        return
    if kept is not None:
        take_back(session, kept, number, actor, now)
    stand_in(session, due, due.amount, actor, now, keeps=False)


def _standing(session: Session, *conditions: object) -> Sequence[PaymentDue]:
    """Payments expected that were not taken back, by these conditions."""
    undoing = aliased(PaymentDue)
    undone = select(undoing.id).where(undoing.reverses_id == PaymentDue.id).exists()
    found = select(PaymentDue).where(~undone, *conditions)  # type: ignore[arg-type]
    return session.scalars(found.order_by(PaymentDue.due_on, PaymentDue.id)).all()
