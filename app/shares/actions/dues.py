"""What a member owes on its shares is asked for, taken back, falls away with the shares, and is revived (R-PAY-07)."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.core import journal
from app.core.formats import day as written
from app.core.formats import euro, local
from app.core.told import Told
from app.core.values import Actor, Cents, German, Refusal
from app.members import queries as members
from app.members.models import Member
from app.shares import queries, rules
from app.shares.actions.locking import EVER, subject_of
from app.shares.actions.renewing import let_letters_follow
from app.shares.models import PaymentDue, ShareEntry
from app.shares.queries import OpenPayment
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


def ask_for(
    session: Session, member: Member, due: DuePayment, document: str, actor: Actor, now: datetime,
    entry_id: int | None = None,
) -> PaymentDue:
    """Ask a member for a payment; what stands behind it is named by `document`."""
    row = due_rows(member, [due], document, entry_id, actor, now)[0]
    session.add(row)
    session.flush()
    return row


def put_off(
    session: Session, member: Member, instalments: Sequence[DuePayment], document: str, actor: Actor, now: datetime
) -> None:
    """Ask for what is open on the shares in these instalments instead; refused where the sums differ (R-SHR-06).

    What was paid stays covered. Each part points at the payment it stands for, which can be revived.
    """
    left = open_on_shares(session, member)
    for payment, parts in zip(left, rules.spread(instalments, [each.open for each in left]), strict=True):
        due = session.get_one(PaymentDue, payment.due_id)
        take_back(session, due, document, actor, now)
        if payment.amount > payment.open:
            stand_in(session, due, payment.amount - payment.open, actor, now)
        session.flush()
        for part in parts:
            stand_in(session, due, part.amount, actor, now, part.due_on, document)
    session.flush()
    let_letters_follow(session, member, German("Durch einen Ratenplan ersetzt,", document), actor, now)


def undo_putting_off(session: Session, member: Member, document: str, number: str, actor: Actor, now: datetime) -> None:
    """Ask again for what was put off, on its former days; refused where other acts have changed it since."""
    put = select(PaymentDue).where(PaymentDue.member_id == member.id, PaymentDue.document == document)
    rows = session.scalars(put.order_by(PaymentDue.id)).all()
    former = [session.get_one(PaymentDue, row.reverses_id) for row in rows if row.amount < 0]
    made = sum(row.amount for row in rows if row.continues_id in {due.id for due in former})
    standing = _standing(session, PaymentDue.member_id == member.id, PaymentDue.document == document)
    if sum(row.amount for row in standing if row.amount > 0) != made:
        raise Refusal("Daran hat sich seitdem etwas geändert. Stornieren Sie zuerst den späteren Vorgang.")
    for due in former:
        revive(session, due, number, actor, now)
    session.flush()


def take_due_back(session: Session, due_id: int, document: str, actor: Actor, now: datetime) -> None:
    """Ask no more for a payment, nor for what stands in its place; what was paid of it becomes an advance.

    Done again, it changes nothing.
    """
    asked = _standing(session, PaymentDue.id == due_id)
    for due in asked or standing_parts(session, session.get_one(PaymentDue, due_id)):
        take_back(session, due, document, actor, now)
    session.flush()


def write_off(session: Session, due_id: int, amount: Cents, document: str, actor: Actor, now: datetime) -> None:
    """Ask no more for what is open of a payment; what was paid of it stays covered."""
    due = session.get_one(PaymentDue, due_id)
    take_back(session, due, document, actor, now)
    if due.amount > amount:
        stand_in(session, due, due.amount - amount, actor, now)
    session.flush()


def ask_after_all(
    session: Session, due_id: int, amount: Cents, number: str, actor: Actor, now: datetime
) -> PaymentDue:
    """Ask again for what was written off of a payment; refused where other acts have changed it since (R-REG-05).

    Gives the row that asks for it now.
    """
    due = session.get_one(PaymentDue, due_id)
    parts = standing_parts(session, due)
    undoing = select(ShareEntry.id).where(ShareEntry.reverses_id == due.share_entry_id)
    are_gone = due.share_entry_id is not None and session.scalar(undoing) is not None
    if are_gone or sum(part.amount for part in parts) != due.amount - amount:
        raise Refusal("Daran hat sich seitdem etwas geändert. Stornieren Sie zuerst den späteren Vorgang.")
    again = revive(session, due, number, actor, now)
    session.flush()
    return again


def take_back(
    session: Session, due: PaymentDue, document: str, actor: Actor, now: datetime, entry_id: int | None = None
) -> None:
    """Add the row that takes a payment expected back; `entry_id` is the entry of the share ledger that made it so."""
    session.add(PaymentDue(
        member_id=due.member_id, purpose=due.purpose, amount=-due.amount, due_on=due.due_on, recorded_at=now,
        recorded_by=actor.name, document=document, share_entry_id=entry_id, reverses_id=due.id,
    ))


def stand_in(
    session: Session, due: PaymentDue, amount: Cents, actor: Actor, now: datetime, due_on: date | None = None,
    document: str = "",
) -> PaymentDue:
    """Ask for a part of what was taken back: what was paid of it, an instalment, or what is owed after all."""
    row = PaymentDue(
        member_id=due.member_id, purpose=due.purpose, amount=amount, due_on=due_on or due.due_on, recorded_at=now,
        recorded_by=actor.name, document=document or due.document, share_entry_id=due.share_entry_id,
        continues_id=due.id,
    )
    session.add(row)
    return row


def let_fall_away(session: Session, member: Member, entry: ShareEntry, actor: Actor, now: datetime) -> None:
    """Ask no more for what would fall due after shares have ended, and say so in the journal (R-PAY-07).

    What is due up to that day stays owed, and what was paid stays covered. Of a member that keeps shares the latest
    payments fall away, as far as they go beyond the nominal of those kept.
    """
    left = open_on_shares(session, member)
    excess = _beyond_nominal(session, member, entry, sum(each.open for each in left))
    # Put off or not: only the day it was due at first says whether it was owed at the end.
    days = [queries.first_asked(session, each.due_id).due_on for each in left]
    dues = [DuePayment(day, each.open, each.purpose) for day, each in zip(days, left, strict=True)]
    gone = ask_less(session, left, rules.falls_away(dues, excess, entry.effective_on), entry, actor, now)
    if gone:
        let_letters_follow(session, member, German("Nicht mehr geschuldet,", entry.document), actor, now)
        summary = Told(
            "{amount} werden nach dem {day} nicht mehr fällig", amount=euro(gone), day=written(entry.effective_on)
        )
        journal.record(session, actor, "dues_fall_away", subject_of(member), now, summary, entry=entry.id)


def open_on_shares(session: Session, member: Member) -> list[OpenPayment]:
    """What is still to be paid on the shares, due or to come, the earliest first."""
    left = queries.open_payments(session, member_id=member.id)
    return [each for each in left if each.purpose is PaymentPurpose.SHARES]


def ask_less(
    session: Session, left: Sequence[OpenPayment], gone: Sequence[Cents], by: ShareEntry | str, actor: Actor,
    now: datetime,
) -> Cents:
    """Ask no more for so much of each of these payments, whose paid part stays covered; how much it is together.

    `by` is the entry of the share ledger that made it so, or the document.
    """
    document, entry_id = (by, None) if isinstance(by, str) else (by.document, by.id)
    for payment, part in zip(left, gone, strict=True):
        if part:
            due = session.get_one(PaymentDue, payment.due_id)
            take_back(session, due, document, actor, now, entry_id)
            if due.amount > part:
                stand_in(session, due, due.amount - part, actor, now)
    session.flush()
    return sum(gone)


def _beyond_nominal(session: Session, member: Member, entry: ShareEntry, still_open: Cents) -> Cents:
    """How far what is there and is still asked for goes beyond the nominal of the shares that are left; cents.

    What credit handed over covers on a day ahead is both; it counts once.
    """
    shares = queries.shares_held(session, member.id, EVER)
    if not shares:
        return still_open
    statute = statutes.find_statute_on(session, entry.effective_on)
    if statute is None:
        return 0
    left = shares // queries.parts_since(session, entry.effective_on)
    to_pay = still_open - queries.covered_ahead(session, member.id)
    return _worth_of(session, member) + to_pay - rules.nominal_of(left, statute.share_amount)


def _worth_of(session: Session, member: Member) -> Cents:
    """What counts as there on the shares: what was paid, or the credit where profit made it more; cents.

    A loss makes nobody pay again (§§ 19 (1), 73 (2) GenG); what an earlier membership left counts on none of these.
    """
    held = queries.holding_of(session, member.id, EVER)
    has_one = sum(not period.is_struck for period in member.periods) == 1
    return max(held.paid_in, held.credit) if has_one else held.paid_in


def cover(
    session: Session, member: Member, amount: Cents, entry: ShareEntry, actor: Actor, now: datetime
) -> Cents:
    """Ask no more for what is open on the shares, the earliest first, as far as credit handed over pays it; how much.

    What is owed on shares given up is none of it. `entry` is the transferor's; with it this is undone (§ 76 GenG;
    R-TRF-01).
    """
    left, rest, gone = open_on_shares(session, member), amount, list[Cents]()
    stays = sum(each.amount for each in queries.owed_on_given_up(session, member, local(now).date()))
    for on_held in _on_held(session, left, stays):
        gone.append(min(rest, on_held))
        rest -= gone[-1]
    covered = ask_less(session, left, gone, entry, actor, now)
    if covered:
        let_letters_follow(session, member, German("Durch Übertragung gedeckt,", entry.document), actor, now)
    return covered


def _on_held(session: Session, left: Sequence[OpenPayment], stays: Cents) -> list[Cents]:
    """What of each open payment is on the shares held, where so much of what was due first is owed on shares given up.
    """
    found: dict[int, Cents] = {}
    for each in sorted(left, key=lambda each: queries.first_asked(session, each.due_id).due_on):
        found[each.due_id] = max(each.open - stays, 0)
        stays -= each.open - found[each.due_id]
    return [found[each.due_id] for each in left]


def hand_on(
    session: Session, given: ShareEntry, taken: ShareEntry, stays: Cents, actor: Actor, now: datetime
) -> None:
    """Ask who took the shares for what is open on them, on the same days; what was paid stays covered (§ 77 (2) GenG).

    `stays`: what is owed on shares given up before, which nobody takes over. With the entry that gave the shares away
    this is undone.
    """
    member = members.get_member(session, given.member_id)
    left = open_on_shares(session, member)
    for each, goes_over in zip(left, _on_held(session, left, stays), strict=True):
        if goes_over:
            due = session.get_one(PaymentDue, each.due_id)
            take_back(session, due, given.document, actor, now, given.id)
            if due.amount > goes_over:
                stand_in(session, due, due.amount - goes_over, actor, now)
            session.add(PaymentDue(
                member_id=taken.member_id, purpose=due.purpose, amount=goes_over, due_on=due.due_on, recorded_at=now,
                recorded_by=actor.name, document=due.document, share_entry_id=taken.id, continues_id=due.id,
            ))
    session.flush()
    let_letters_follow(session, member, German("Mit den Anteilen übergegangen,", given.document), actor, now)


def undo_dues(session: Session, entry: ShareEntry, number: str, actor: Actor, now: datetime) -> None:
    """With an entry of the share ledger undo what it asked for, and revive what it let fall away (R-REG-05)."""
    for due in _standing(session, PaymentDue.share_entry_id == entry.id, PaymentDue.amount > 0):
        take_back(session, due, number, actor, now)
    fell_away = select(PaymentDue).where(PaymentDue.share_entry_id == entry.id, PaymentDue.amount < 0)
    latest_first = fell_away.order_by(PaymentDue.recorded_at.desc(), PaymentDue.id)
    for taken_back in session.scalars(latest_first).all():
        revive(session, session.get_one(PaymentDue, taken_back.reverses_id), number, actor, now)


def revive(session: Session, due: PaymentDue, number: str, actor: Actor, now: datetime) -> PaymentDue:
    """Ask after all for what was taken back, in one row again; what other acts let fall away of it stays so."""
    parts = session.scalars(select(PaymentDue.amount).where(PaymentDue.continues_id == due.id)).all()
    return stand_in(session, due, due.amount - sum(parts) + _withdraw(session, due, number, actor, now), actor, now)


def standing_parts(session: Session, due: PaymentDue) -> list[PaymentDue]:
    """What is asked for in the place of a payment that was taken back, through however many acts."""
    found: list[PaymentDue] = []
    for part in session.scalars(select(PaymentDue).where(PaymentDue.continues_id == due.id)).all():
        if _standing(session, PaymentDue.id == part.id):
            found.append(part)
        else:
            found += standing_parts(session, part)
    return found


def _withdraw(session: Session, due: PaymentDue, number: str, actor: Actor, now: datetime) -> Cents:
    """Take back what is asked for in the place of a payment; gives its sum in cents."""
    withdrawn = 0
    for part in session.scalars(select(PaymentDue).where(PaymentDue.continues_id == due.id)).all():
        if _standing(session, PaymentDue.id == part.id):
            take_back(session, part, number, actor, now)
            withdrawn += part.amount
        else:
            withdrawn += _withdraw(session, part, number, actor, now)
    return withdrawn


def _standing(session: Session, *conditions: object) -> Sequence[PaymentDue]:
    """Payments expected that were not taken back, by these conditions."""
    undoing = aliased(PaymentDue)
    undone = select(undoing.id).where(undoing.reverses_id == PaymentDue.id).exists()
    found = select(PaymentDue).where(~undone, *conditions)  # type: ignore[arg-type]
    return session.scalars(found.order_by(PaymentDue.due_on, PaymentDue.id)).all()
