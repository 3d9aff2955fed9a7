"""Reads of settlements: one, those of a member, those that wait, those still to be paid."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.changes.rules import ChangeOutcome
from app.closing import queries as closing
from app.closing.models import Appropriation
from app.core.formats import fold
from app.core.values import NotFound
from app.members.models import Member
from app.organs import queries as organs
from app.organs.rules import Organ
from app.parties import queries as parties
from app.parties.models import Party
from app.removals import queries as removals
from app.removals.rules import FollowerRole
from app.settlements.models import DebtPayment, Settlement, SettlementDecision, SettlementEntry, SettlementUndoing
from app.settlements.rules import (
    BEFORE_THE_CLAIM,
    CONFIRMED,
    Debtor,
    EntryKind,
    SettlementKind,
    SettlementState,
)
from app.shares import queries as shares
from app.shares.models import CreditEntry, ShareEntry
from app.shares.queries import SheetRow
from app.shares.rules import CreditGround, OwedRest, ShareGround
from app.statutes import queries as statutes
from app.statutes.rules import FiscalYear

_DECIDED = exists().where(SettlementDecision.settlement_id == Settlement.id)
_CONFIRMED = exists().where(
    SettlementDecision.settlement_id == Settlement.id, SettlementDecision.outcome == ChangeOutcome.CONFIRMED
)
UNDONE = exists().where(SettlementUndoing.settlement_id == Settlement.id)
_TAKEN = (
    select(func.coalesce(shares.total(SettlementEntry.amount), 0))
    .where(SettlementEntry.settlement_id == Settlement.id, SettlementEntry.kind.not_in(BEFORE_THE_CLAIM))
    .correlate(Settlement).scalar_subquery()
)  # fmt: skip
LEFT = Settlement.claim - _TAKEN
"""What is still to be paid of a settlement; cents."""
OPEN = _CONFIRMED & ~UNDONE & (LEFT > 0)
_BY_AGE = (Settlement.last_day, Settlement.id)
STANDS = (~_DECIDED | _CONFIRMED) & ~UNDONE
"""The condition that a settlement was neither turned down, withdrawn nor taken back."""


_BOOKED_AS = (CreditGround.LOSS, CreditGround.PAYOUT)
"""As what the credit ledger books what a settlement kept back or set off."""

_OVER = _CONFIRMED & ~UNDONE & (LEFT <= 0)
_WITHHELD = (
    case((Settlement.credit > Settlement.kept, Settlement.credit - Settlement.kept), else_=0)
    - Settlement.deducted - Settlement.claim
)  # fmt: skip
_MAY_HAVE_COME_LATER = exists().where(
    CreditEntry.member_id == Settlement.member_id, CreditEntry.amount > 0,
    CreditEntry.ground != CreditGround.RETURNED_PAYOUT,
    or_(
        func.date(CreditEntry.recorded_at) >= func.date(Settlement.entered_at),
        CreditEntry.effective_on > Settlement.due_on,
    ),
    shares.belongs_to_day() <= Settlement.last_day,
)
"""Whether credit that belongs to what was settled may be in no figure of it (R-PAY-02, R-PAY-07).

By the day alone, since who waits for the member's lock has read the clock before; and what came after the claim was
due, of which one that was barred has nothing. What came back from the bank is in what is left of its settlement
(R-SEPA-10).
"""
BLOCKS = STANDS & ~(_OVER & (Settlement.borne <= _WITHHELD) & _MAY_HAVE_COME_LATER)
"""The condition that beside a settlement no further one is opened: it goes on, or nothing came to its credit since."""
_RECEIVED = (
    select(func.coalesce(shares.total(DebtPayment.amount), 0)).where(DebtPayment.settlement_id == Settlement.id)
    .correlate(Settlement).scalar_subquery()
)  # fmt: skip
OWES = _OVER & (Settlement.borne - _WITHHELD > _RECEIVED)
_ASKED_BY: Mapping[SettlementState, ColumnElement[bool]] = {
    SettlementState.PROPOSED: ~_DECIDED, SettlementState.OPEN: OPEN, SettlementState.OWED: OWES,
    SettlementState.CLEARED: _OVER, SettlementState.WRITTEN_OFF: _OVER,
    SettlementState.PAID: _OVER, SettlementState.LAPSED: _OVER, SettlementState.REJECTED: _DECIDED & ~_CONFIRMED,
    SettlementState.WITHDRAWN: _DECIDED & ~_CONFIRMED, SettlementState.REVERSED: UNDONE,
}  # fmt: skip
"""State → the condition by which the database finds those that may be in it."""


def get_settlement(session: Session, settlement_id: int) -> Settlement:
    """A settlement as it is now; raises NotFound."""
    found = session.get(Settlement, settlement_id, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def get_entry(settlement: Settlement, entry_id: int) -> SettlementEntry:
    """What was taken from this settlement; raises NotFound."""
    for entry in settlement.entries:
        if entry.id == entry_id:
            return entry
    raise NotFound


def get_debt_payment(settlement: Settlement, payment_id: int) -> DebtPayment:
    """What came in or was written off of the rest that is owed of this settlement; raises NotFound."""
    for payment in settlement.debt_payments:
        if payment.id == payment_id:
            return payment
    raise NotFound


def is_kept_back() -> ColumnElement[bool]:
    """The condition that an entry of the credit ledger is what a settlement kept back before any claim: no result.

    A loss carried forward, or a part of a shortfall (R-PAY-03, R-PAY-06).
    """
    return exists().where(
        SettlementEntry.credit_entry_id == CreditEntry.id, SettlementEntry.kind.in_(BEFORE_THE_CLAIM)
    )


def taken_of(session: Session, entries: Iterable[CreditEntry]) -> dict[int, EntryKind]:
    """What settlements kept back before any claim or set off, by the entry of the credit ledger it was booked as.

    R-PAY-03, -06, -07. A loss of all members that the assembly wrote off is no such thing, nor is what was paid.
    """
    return _taken_as(session, [entry.id for entry in entries if entry.ground in _BOOKED_AS])


def _taken_as(session: Session, booked: Collection[int]) -> dict[int, EntryKind]:
    if not booked:
        return {}
    found = select(SettlementEntry.credit_entry_id, SettlementEntry.kind).where(
        SettlementEntry.credit_entry_id.in_(booked),
        SettlementEntry.kind.in_((*BEFORE_THE_CLAIM, EntryKind.SET_OFF)),
    )
    return dict(session.execute(found).all())


def taken_in(session: Session, sheet: Sequence[SheetRow]) -> dict[SheetRow, EntryKind]:
    """The same for the lines of a share sheet, which name them as losses and payouts."""
    booked = {row.entry_id: row for row in sheet if row.ground in _BOOKED_AS}
    return {booked[credit_id]: kind for credit_id, kind in _taken_as(session, booked).items()}


def set_off_payments(session: Session, member_id: int) -> Collection[int]:
    """The payments, by id, that stand for a set-off: no money came in, so that none comes back (R-PAY-07)."""
    found = select(SettlementEntry.payment_id).join(Settlement, Settlement.id == SettlementEntry.settlement_id)
    return set(session.scalars(found.where(Settlement.member_id == member_id, SettlementEntry.payment_id.is_not(None))))


def settlements_of(session: Session, member_id: int) -> Sequence[Settlement]:
    """Every settlement of a member, the newest first."""
    found = select(Settlement).where(Settlement.member_id == member_id).order_by(Settlement.id.desc())
    return session.scalars(found).all()


def resting_on(session: Session, entry: ShareEntry) -> Sequence[Settlement]:
    """What was settled of the shares that ended by an entry of the share ledger, and was not taken back."""
    found = select(Settlement).where(STANDS, Settlement.member_id == entry.member_id, _settles(entry))
    return session.scalars(found.order_by(Settlement.id)).unique().all()


def _settles(entry: ShareEntry) -> ColumnElement[bool]:
    """The condition that a settlement of the same member is about the shares that ended by an entry."""
    if entry.ground is ShareGround.EXIT:
        return (Settlement.kind == SettlementKind.EXIT) & (Settlement.last_day == entry.effective_on)
    return Settlement.share_entry_id == entry.id


def taken_for(session: Session, entry: ShareEntry) -> Mapping[int, str]:
    """What settlements took from the credit of a member, by its entry in the credit ledger (R-REG-05).

    Each with the number of its settlement where that is of the shares that ended by this entry, else with none.
    """
    number = case((_settles(entry), Settlement.number), else_="")
    found = select(SettlementEntry.credit_entry_id, number).join(Settlement).where(
        Settlement.member_id == entry.member_id
    )
    return dict(session.execute(found).all())


def resting_on_result(session: Session, booked: Appropriation, year: FiscalYear) -> Sequence[str]:
    """The numbers of the settlements still to be paid whose credit has a part of a used result of a year (R-PAY-03)."""
    concerned = closing.credited_by(booked)
    is_in_credit = or_(Settlement.kind == SettlementKind.PARTIAL, Settlement.last_day >= year.first_day)
    found = select(Settlement.number).where(
        OPEN, Settlement.member_id.in_(concerned), Settlement.entered_at >= booked.recorded_at, is_in_credit
    )
    return session.scalars(found.order_by(Settlement.id)).all()


def confirmed_of(session: Session, member_id: int) -> Sequence[Settlement]:
    """The settlements of a member that a second person has confirmed and nobody took back, the newest first."""
    return [each for each in settlements_of(session, member_id) if each.state in CONFIRMED]


def blocking_number(session: Session, period_id: int | None, share_entry_id: int | None) -> str:
    """The number of the settlement beside which this exit, or these shares, cannot be settled; empty without one.

    One that is paid stands in the way of none over what came to the credit since (§ 73 (2) GenG; R-PAY-02, R-PAY-07);
    where nothing came, nothing is to be settled.
    """
    found = select(Settlement.number).where(_about(period_id, share_entry_id), BLOCKS)
    return session.scalar(found.order_by(Settlement.id.desc()).limit(1)) or ""


def find_confirmed(session: Session, period_id: int | None, share_entry_id: int | None) -> Settlement | None:
    """The newest settlement of an exit, or of shares given up, that was confirmed and not taken back; None without one.

    §§ 67b, 73 GenG; R-PAY-02.
    """
    is_it = _about(period_id, share_entry_id), _CONFIRMED, ~UNDONE
    found = select(Settlement).where(*is_it).order_by(Settlement.id.desc())
    return session.scalars(found.limit(1)).first()


def taken_back_of(
    session: Session, member_ids: Collection[int]
) -> Mapping[tuple[int | None, int | None, int], Sequence[Settlement]]:
    """The settlements of members that were confirmed and taken back, by what they settled and in which year it was due.

    By the membership, or the entry of the share ledger; those of one claim have all these in common. The day moves with
    all that comes in in that year.
    """
    found: dict[tuple[int | None, int | None, int], list[Settlement]] = defaultdict(list)
    wanted = select(Settlement).where(Settlement.member_id.in_(member_ids), UNDONE).order_by(Settlement.id)
    for each in session.scalars(wanted).unique() if member_ids else ():
        found[each.period_id, each.share_entry_id, each.due_on.year].append(each)
    return found


def followed_number(session: Session, settlement: Settlement) -> str:
    """The number of the settlement after which a further one tells of what came since (R-PAY-07); empty for the first.
    """
    is_earlier = Settlement.id < settlement.id
    return session.scalar(_beside(settlement, is_earlier).order_by(Settlement.id.desc()).limit(1)) or ""


def following_number(session: Session, settlement: Settlement) -> str:
    """The number of the newest further settlement that tells of what came after this one (R-PAY-07); empty without."""
    if settlement.state not in CONFIRMED:
        return ""
    is_later = Settlement.id > settlement.id
    return session.scalar(_beside(settlement, is_later).order_by(Settlement.id.desc()).limit(1)) or ""


def _beside(settlement: Settlement, which: ColumnElement[bool]) -> Select[str]:
    """The numbers of others of the same exit, or the same shares, that stand: undecided, or confirmed."""
    return select(Settlement.number).where(_about(settlement.period_id, settlement.share_entry_id), STANDS, which)


def _about(period_id: int | None, share_entry_id: int | None) -> ColumnElement[bool]:
    return Settlement.period_id == period_id if period_id else Settlement.share_entry_id == share_entry_id


def count_of(session: Session, period_id: int | None, share_entry_id: int | None) -> int:
    """How many settlements there ever were of an exit, or of shares given up."""
    found = select(func.count()).select_from(Settlement).where(_about(period_id, share_entry_id))
    return session.scalar(found) or 0


def open_ones(session: Session, member_id: int | None = None) -> Sequence[Settlement]:
    """Every confirmed settlement of which something is still to be paid, the oldest exit first; one member's if named.
    """
    found = select(Settlement).where(OPEN).order_by(*_BY_AGE)
    return session.scalars(found if member_id is None else found.where(Settlement.member_id == member_id)).all()


def to_pay(by: date) -> Select[Settlement]:
    """The settlements of which something is to be paid by a day, the earliest due first, as a query."""
    return select(Settlement).where(OPEN, Settlement.due_on <= by).order_by(Settlement.due_on, Settlement.id)


def owing() -> Select[Settlement]:
    """The settlements of which the leaver still owes a rest of a shortfall, the oldest exit first, as a query."""
    return select(Settlement).where(OWES).order_by(*_BY_AGE)


def rests_of(session: Session, member_id: int) -> list[OwedRest]:
    """What a member that left still owes of a shortfall (§ 73 (2) sentence 4 GenG; R-PAY-06)."""
    found = session.scalars(owing().where(Settlement.member_id == member_id))
    return [OwedRest(each.id, each.number, each.debt) for each in found if each.debt]


def debtor_on(session: Session, settlement: Settlement, day: date) -> Debtor:
    """Whether one of those who owe a rest sits on the board on a day, or sat there before; § 39 GenG (R-ORG-04)."""
    owing, statute = _owing_on(session, settlement, day), statutes.find_statute_on(session, day)
    return Debtor(
        not organs.seats_on(session, Organ.BOARD, day).isdisjoint(owing),
        any(organs.was_director_before(session, party_id, day) for party_id in owing),
        statute is None or statute.sb_required,
    )


def _owing_on(session: Session, settlement: Settlement, day: date) -> set[int]:
    """Who owes a rest on a day: the member; from a death on all heirs, after a merger the successor, by party id.

    § 1967 BGB, §§ 77, 77a GenG. Heirs who are not known owe as well, but nobody can tell whether they sit anywhere;
    who only represents heirs does not owe.
    """
    removal = removals.find_followed(session, settlement.member_id)
    if removal is None or removal.event_on is None or day < removal.event_on:
        return {settlement.member.party_id}
    owing = (FollowerRole.HEIR, FollowerRole.SUCCESSOR)
    return {each.party_id for each in removals.followers_of(removal) if each.role in owing}


def to_confirm(user_id: int | None) -> Select[Settlement]:
    """The settlements that wait for somebody who did not open them, oldest first, as a query."""
    waits = select(Settlement).where(~_DECIDED, Settlement.entered_by != (user_id or 0))
    return waits.order_by(Settlement.id)


def in_states(session: Session, states: Collection[SettlementState]) -> list[Settlement]:
    """Every settlement in one of these states, the oldest exit first."""
    wanted = or_(*(_ASKED_BY[state] for state in states))
    found = session.scalars(select(Settlement).where(wanted).order_by(*_BY_AGE))
    return [settlement for settlement in found if settlement.state in states]


def search(session: Session, words: str, limit: int) -> Sequence[Settlement]:
    """Settlements that have each of the words in their number, in that of a payout, or in the member; newest first."""
    found = select(Settlement).join(Member, Member.id == Settlement.member_id).join(Party, Party.id == Member.party_id)
    for word in fold(words).split():
        taken = exists().where(
            SettlementEntry.settlement_id == Settlement.id, SettlementEntry.number.icontains(word, autoescape=True)
        )
        number = Settlement.number.icontains(word, autoescape=True)
        found = found.where(or_(number, taken, *parties.matches(word)))
    return session.scalars(found.order_by(Settlement.id.desc()).limit(limit)).unique().all()


def without_trace(session: Session) -> Sequence[Settlement]:
    """Settlements of which the credit ledger says something else, or from which more was taken than their claim.

    A payout that came back is told by both to have done so on the same day, and by both as the return of the same.
    """
    payout = aliased(SettlementEntry)
    taken = select(SettlementEntry.settlement_id).join(CreditEntry, CreditEntry.id == SettlementEntry.credit_entry_id)
    taken = taken.outerjoin(payout, payout.id == SettlementEntry.returns_id)
    is_other = or_(
        CreditEntry.amount != -SettlementEntry.amount, CreditEntry.member_id != Settlement.member_id,
        CreditEntry.returns_id.is_distinct_from(payout.credit_entry_id), payout.settlement_id != Settlement.id,
        payout.id.is_not(None) & (CreditEntry.effective_on != SettlementEntry.effective_on),
    )
    others = taken.where(SettlementEntry.settlement_id == Settlement.id, is_other)
    found = select(Settlement).where(or_(others.exists(), Settlement.claim < _TAKEN))
    return session.scalars(found.order_by(Settlement.id)).all()
