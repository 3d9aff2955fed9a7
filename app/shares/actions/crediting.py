"""Credit that rises otherwise than by payment leaves less to be paid on the shares (§ 19 (1) sentence 3 GenG)."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.core import journal
from app.core.formats import euro, local
from app.core.told import Told
from app.core.values import Actor, Cents, German
from app.members import queries as members
from app.members.models import Member
from app.shares import queries, rules
from app.shares.actions.dues import ask_less, let_fall_away, open_on_shares, revive, stand_in, standing_parts
from app.shares.actions.locking import EVER, subject_of
from app.shares.actions.renewing import let_letters_follow
from app.shares.models import PaymentDue, ShareEntry
from app.shares.queries import OpenPayment, kept
from app.shares.rules import GIVEN_UP, DuePayment
from app.statutes import queries as statutes


def let_credit_cover(
    session: Session, risen: Mapping[int, Cents], since: date, document: str, actor: Actor, now: datetime,
    again: str = "",
) -> None:
    """Ask no more for what would bring the credit above the shares, the latest due first (§ 19 (1); R-FIN-07).

    `risen` says by how much the credit of each member has risen, which is already booked, or what is asked for again;
    `since` is a day from which on the shares count; `again` the document by which the same was credited before and
    taken back: what was asked for again then goes first. A loss that was written off asks for nothing anew (§ 73 (2)).
    """
    asked_again = _asked_again(session, again) if again else frozenset()
    for member_id in queries.owing_on_shares(session, [each for each, amount in risen.items() if amount > 0]):
        member = members.get_member(session, member_id)
        left = _owed_on(session, member, since)
        still_open = sum(each.open for each in left)
        excess = min(risen[member_id], _above_shares(session, member, still_open, since, local(now).date()))
        dues = [DuePayment(each.due_on, each.open, each.purpose) for each in left]
        first = [each.due_id in asked_again for each in left]
        gone = ask_less(session, left, rules.covered_by_credit(dues, excess, first), document, actor, now)
        if gone:
            let_letters_follow(session, member, German("Durch Gutschrift gedeckt,", document), actor, now)
            summary = Told(
                "{amount} sind auf die Anteile nicht mehr einzuzahlen: gutgeschrieben mit {document}",
                amount=euro(gone), document=document,
            )
            journal.record(session, actor, "dues_credited", subject_of(member), now, summary)


def _asked_again(session: Session, document: str) -> frozenset[int]:
    """What was asked for in the place of what credit of a document had covered, since that was taken back; ids."""
    covered, asked = aliased(PaymentDue), aliased(PaymentDue)
    found = select(asked.id).join(covered, covered.reverses_id == asked.continues_id).where(
        covered.document == document, covered.amount < 0, asked.recorded_at > covered.recorded_at
    )
    return frozenset(session.scalars(found))


def _owed_on(session: Session, member: Member, since: date) -> list[OpenPayment]:
    """What is still to be paid on the shares of the membership of a day, the earliest first.

    What is left of an earlier membership, and what its results bring, pays nothing of the present one, and the other
    way round (§ 22 (4) GenG; R-PAY-07).
    """
    left, began = open_on_shares(session, member), _joined_again_on(member)
    if began is None:
        return left
    return [each for each in left if (queries.asked_on(session, each.due_id) < began) is (since < began)]


def _joined_again_on(member: Member) -> date | None:
    """The day on which the present membership of who was a member before began; None of everybody else."""
    days = [period.first_day for period in member.periods if not period.is_struck]
    return max(days) if len(days) > 1 else None


def _above_shares(session: Session, member: Member, still_open: Cents, since: date, today: date) -> Cents:
    """How far what is paid and is still asked for goes beyond the nominal of the shares held since a day; cents.

    What profit has filled is paid, and a later loss asks for nothing anew (§ 73 (2) GenG). What shares given up have
    released, and what is owed on them, is no part of it (§ 67b GenG; R-PAY-04). Of who joined again since, credit and
    shares of the earlier membership, up to its end.
    """
    amount, began = statutes.statute_on(session, since).share_amount, _joined_again_on(member)
    if began is not None and since < began:
        present = queries.credit_of_membership(session, member.id, began)
        earlier = queries.holding_of(session, member.id, EVER).credit - present
        return earlier + still_open - rules.nominal_of(queries.shares_held(session, member.id, since), amount)
    paid = queries.credit_parts(session, member.id, today).paid
    to_pay = still_open - queries.covered_ahead(session, member.id)
    given_up = queries.days_given_up(session, member, today)
    if not given_up:
        return paid + to_pay - rules.nominal_of(queries.most_held_from(session, member.id, since), amount)
    owed = sum(each.amount for each in queries.owed_on_given_up(session, member, today) if each.last_day in given_up)
    return paid + to_pay - owed - queries.nominal_from(session, member, max(since, given_up[-1]))


def ask_beside_credit(session: Session, document: str, number: str, actor: Actor, now: datetime) -> None:
    """Ask again for what credit of a document had covered, which is taken back (R-REG-05).

    Not on shares that were undone since, nor for what would fall due after their end (R-PAY-07). Letters follow.
    """
    covered = select(PaymentDue).where(PaymentDue.document == document, PaymentDue.amount < 0).order_by(PaymentDue.id)
    rows = session.scalars(covered).all()
    concerned = [members.get_member(session, each) for each in dict.fromkeys(row.member_id for row in rows)]
    before = {member.id: _open_of(session, member) for member in concerned}
    for row in rows:
        _ask_again(session, row, number, actor, now)
    session.flush()
    for row in rows:
        ended = select(ShareEntry).where(
            ShareEntry.member_id == row.member_id, ShareEntry.ground.in_(GIVEN_UP), kept(ShareEntry),
            ShareEntry.recorded_at > row.recorded_at,
        )
        for entry in session.scalars(ended.order_by(ShareEntry.id)).all():
            let_fall_away(session, members.get_member(session, row.member_id), entry, actor, now)
    for member in concerned:
        _tell_asked_again(session, member, _open_of(session, member) - before[member.id], number, actor, now)


def _open_of(session: Session, member: Member) -> Cents:
    return sum(each.open for each in open_on_shares(session, member))


def _tell_asked_again(
    session: Session, member: Member, amount: Cents, number: str, actor: Actor, now: datetime
) -> None:
    """Let the letters say what is owed again, and the journal too; where nothing is, nothing is to be said."""
    if amount:
        let_letters_follow(session, member, German("Gutschrift storniert,", number), actor, now)
        summary = Told(
            "{amount} sind auf die Anteile wieder einzuzahlen: Gutschrift storniert mit {document}",
            amount=euro(amount), document=number,
        )
        journal.record(session, actor, "dues_owed_again", subject_of(member), now, summary)


def _ask_again(session: Session, row: PaymentDue, number: str, actor: Actor, now: datetime) -> None:
    """Ask for a payment in one row again, or for the part alone where the rest fell away or was put off since."""
    due = session.get_one(PaymentDue, row.reverses_id)
    if due.share_entry_id is not None and not queries.stands(session, due.share_entry_id):
        return
    parts = session.scalars(select(PaymentDue.amount).where(PaymentDue.continues_id == due.id)).all()
    if sum(part.amount for part in standing_parts(session, due) if part.due_on == due.due_on) == sum(parts):
        revive(session, due, number, actor, now)
    else:
        stand_in(session, due, due.amount - sum(parts), actor, now)
