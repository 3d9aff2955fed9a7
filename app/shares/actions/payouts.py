"""Credit that is taken out of the ledger when somebody has left, and what comes back (§§ 22, 73 GenG)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core.formats import local
from app.core.values import Actor, Cents, check_reason
from app.members.models import Member
from app.shares import queries, rules
from app.shares.actions.locking import EVER, lock
from app.shares.models import CreditEntry
from app.shares.rules import CreditGround
from app.statutes import queries as statutes
from app.statutes.rules import check_year_open


def take_out_credit(
    session: Session, member: Member, amount: Cents, ground: CreditGround, effective_on: date, document: str,
    belongs_on: date, is_member: bool, actor: Actor, now: datetime, stays: Cents | None = None,
) -> CreditEntry:
    """Take credit out of the ledger: paid, set off, barred, or lost (§§ 22 (4), 73 GenG; R-PAY-02, R-SHR-07).

    `belongs_on` is the last day of the shares, or the membership, that are settled.
    `is_member`: the membership goes on, so that only what lies above the nominal of the shares may be paid, or above
    what `stays`, where shares were given up and others taken since. Journaled by the caller.
    """
    lock(session, member)
    check_year_open(effective_on, statutes.closed_through(session))
    today = local(now).date()
    nominal = rules.nominal_of(
        queries.most_held_from(session, member.id, today), statutes.statute_on(session, today).share_amount
    )
    credit = queries.holding_of(session, member.id, EVER).credit
    rules.check_credit_entry(ground, -amount, credit, nominal if stays is None else stays, is_member)
    entry = CreditEntry(
        member_id=member.id, amount=-amount, effective_on=effective_on, recorded_at=now, recorded_by=actor.name,
        ground=ground, document=document, belongs_on=belongs_on,
    )
    session.add(entry)
    session.flush()
    return entry


def put_back_credit(
    session: Session, member: Member, entry_id: int, document: str, reason: str, actor: Actor, now: datetime
) -> CreditEntry:
    """Undo by an entry that points at it what was taken out of the credit; it counts from the same day (R-REG-05)."""
    lock(session, member)
    entry = _standing(session, member, entry_id)
    reversal = CreditEntry(
        member_id=member.id, amount=-entry.amount, effective_on=entry.effective_on, recorded_at=now,
        recorded_by=actor.name, ground=CreditGround.REVERSAL, document=document, reverses_id=entry.id,
        note=check_reason(reason), belongs_on=entry.belongs_on,
    )
    session.add(reversal)
    session.flush()
    return reversal


def book_returned_payout(
    session: Session, member: Member, entry_id: int, returned_on: date, document: str, reason: str, actor: Actor,
    now: datetime,
) -> CreditEntry:
    """Book that a payout came back, on the day of the return: until then it is paid (R-SEPA-10, R-REG-05).

    It belongs to the shares that the payout settles, and is owed again. A closed year takes none; journaled by the
    caller.
    """
    lock(session, member)
    check_year_open(returned_on, statutes.closed_through(session))
    entry = _standing(session, member, entry_id)
    back = CreditEntry(
        member_id=member.id, amount=-entry.amount, effective_on=returned_on, recorded_at=now, recorded_by=actor.name,
        ground=CreditGround.RETURNED_PAYOUT, document=document, returns_id=entry.id, note=check_reason(reason),
        belongs_on=entry.belonging,
    )
    session.add(back)
    session.flush()
    return back


def _standing(session: Session, member: Member, entry_id: int) -> CreditEntry:
    """An entry of a member that undoes none and was not taken back; Refusal otherwise."""
    entries = queries.credit_entries_of(session, member.id)
    entry = next(each for each in entries if each.id == entry_id)
    undone = rules.taken_back((each.id, each.reverses_id, each.returns_id) for each in entries)
    rules.check_reversible(entry.reverses_id is not None, entry.id in undone)
    return entry
