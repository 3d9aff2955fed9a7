"""Reads of the two ledgers: sums as of a day, as known at a moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    cast,
    exists,
    func,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.core import horizon
from app.core.db import THE_DAY, THE_MOMENT, Day, Moment
from app.core.values import Cents
from app.members import queries as members
from app.members.models import MembershipPeriod
from app.members.rules import ExitGround
from app.shares.models import CreditEntry, PaymentDue, ShareEntry, ShareHolding
from app.shares.rules import (
    COUNTS_AS_PAID,
    CreditGround,
    PaymentPurpose,
    ShareGround,
    acquired_on,
    closes_on,
    exceeds_quarter,
    moment_of,
    on_the_day,
    shares_then,
)
from app.statutes import queries as statutes
from app.statutes.rules import ONE_DAY

SumByMember = Select[int, int]
Ids = Sequence[int] | BindParameter[Sequence[int]] | Select[int]
"""Members by id, the parameter that names them later, or the query that finds them."""

THE_MEMBER: BindParameter[int] = bindparam("member", type_=BigInteger())
"""A member, named once the statement is asked."""

PAID_GROUNDS = tuple(sorted(COUNTS_AS_PAID))
_ACQUIRED = {ShareEntry: ShareGround.TRANSFER_IN, CreditEntry: CreditGround.TRANSFER_IN}


def total(column: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[int]:
    """The sum of a column as a whole number; PostgreSQL would give a decimal one."""
    return cast(func.sum(column), BigInteger)


def counts_on(day: Day, known_at: Moment | None = None) -> ColumnElement[bool]:
    """The condition that an entry of the share ledger counts on a day, as known at a moment (R-REG-06).

    A reduction ends with the close of its day, so it counts from the next one; a reversal counts when what it undoes
    does.
    """
    gains = (ShareEntry.change > 0) == (ShareEntry.ground != ShareGround.REVERSAL)
    counts = or_(ShareEntry.effective_on < day, (ShareEntry.effective_on == day) & gains)
    return counts if known_at is None else counts & (ShareEntry.recorded_at <= known_at)


def share_sums(day: Day, known_at: Moment | None = None) -> SumByMember:
    """Member id and number of shares as of a day, for use in larger queries."""
    summed = select(ShareEntry.member_id, total(ShareEntry.change).label("shares"))
    return summed.where(counts_on(day, known_at)).group_by(ShareEntry.member_id)


def _credit_counts(day: Day, known_at: Moment | None) -> ColumnElement[bool]:
    """The condition that an entry of the credit ledger counts on a day; credit handed on goes with the shares.

    A reversal counts when what it undoes does (R-REG-06).
    """
    handed_on = aliased(CreditEntry)
    undoes = exists().where(handed_on.id == CreditEntry.reverses_id, handed_on.ground == CreditGround.TRANSFER_OUT)
    stays = and_(CreditEntry.ground != CreditGround.TRANSFER_OUT, or_(CreditEntry.reverses_id.is_(None), ~undoes))
    counts = or_(CreditEntry.effective_on < day, (CreditEntry.effective_on == day) & stays)
    return counts if known_at is None else counts & (CreditEntry.recorded_at <= known_at)


_JOINED_AGAIN = (
    select(MembershipPeriod.member_id).group_by(MembershipPeriod.member_id).having(func.count() > 1).correlate(None)
)


def joined_again() -> Select[int]:
    """The ids of the members with more than one membership, for use in larger queries; few of all."""
    return _JOINED_AGAIN


def belongs_to_day() -> ColumnElement[date]:
    """The day by which an entry of the credit belongs to shares and to a membership (§§ 67b, 73 GenG)."""
    return func.coalesce(CreditEntry.belongs_on, CreditEntry.effective_on)


def of_this_membership(day: Day, known_at: Moment | None = None, of_few: bool = False) -> ColumnElement[bool]:
    """The condition that an entry belongs to the membership of a day, or the last one before it.

    What was paid on the shares of an earlier membership pays nothing of the present ones (§§ 15b (2), 73 GenG); what
    of that comes back later is none of them either.
    `of_few`: few members are asked for, so that nobody need know first who of all has joined again.
    """
    began = select(func.max(MembershipPeriod.first_day)).where(
        MembershipPeriod.member_id == CreditEntry.member_id, MembershipPeriod.first_day <= day,
        members.lasted(known_at),
    )
    if known_at is not None:
        began = began.where(MembershipPeriod.recorded_at <= known_at)
    again = began.having(func.count() > 1).correlate(CreditEntry).scalar_subquery()
    is_of_it = belongs_to_day() >= func.coalesce(again, date.min)
    return is_of_it if of_few else or_(CreditEntry.member_id.not_in(_JOINED_AGAIN), is_of_it)


def is_asked_back(known_at: Moment | None = None) -> ColumnElement[bool]:
    """The condition that an entry is a payout that is asked back: its number is what the payment is asked for under.

    What comes in of it counts as paid on the shares, so the payout is taken off (§ 812 BGB; R-SHR-02); no more once the
    membership ends after all, and nothing of it was paid.
    """
    due, gone, heirs = PaymentDue, aliased(PaymentDue), aliased(PaymentDue)
    with_shares = exists().where(gone.reverses_id == due.id, gone.share_entry_id.is_not(None))
    fell_away = with_shares if known_at is None else with_shares.where(gone.recorded_at <= known_at)
    went_on = exists().where(heirs.continues_id == due.id, heirs.member_id != due.member_id)
    return _is_paid_under_its_number(~fell_away | went_on, known_at)


def was_asked_back() -> ColumnElement[bool]:
    """The condition that an entry is a payout that is asked back or once was."""
    return _is_paid_under_its_number(true(), None)


def has_come_back() -> ColumnElement[bool]:
    """The condition that an entry is a payout that came back from the bank (R-SEPA-10)."""
    back, undoing = aliased(CreditEntry), aliased(CreditEntry)
    return exists().where(back.returns_id == CreditEntry.id, ~exists().where(undoing.reverses_id == back.id))


def _is_paid_under_its_number(asked: ColumnElement[bool], known_at: Moment | None) -> ColumnElement[bool]:
    """The condition that an entry is a payout under whose number a payment on the shares is asked for, by itself."""
    due = PaymentDue
    is_of_it = (
        due.member_id == CreditEntry.member_id, due.document == CreditEntry.document, due.amount > 0,
        due.share_entry_id.is_(None), due.purpose == PaymentPurpose.SHARES, asked,
    )
    found = exists().where(*is_of_it) if known_at is None else exists().where(*is_of_it, due.recorded_at <= known_at)
    return and_(CreditEntry.ground == CreditGround.PAYOUT, found)


def paid_sums(day: Day, known_at: Moment | None = None, of_few: bool = False) -> SumByMember:
    """Member id and payments made on shares of the present membership as of a day, in cents (R-SHR-02).

    A reversal goes with what it undoes; a payout asked back is taken off. `of_few`: the caller asks for few only.
    """
    undone = aliased(CreditEntry)
    pays = or_(func.coalesce(undone.ground, CreditEntry.ground).in_(PAID_GROUNDS), is_asked_back(known_at))
    summed = select(CreditEntry.member_id, total(CreditEntry.amount).label("paid"))
    joined = summed.outerjoin(undone, undone.id == CreditEntry.reverses_id)
    counted = (_credit_counts(day, known_at), pays, of_this_membership(day, known_at, of_few))
    return joined.where(*counted).group_by(CreditEntry.member_id)


def paid_in_total(day: date, ids: Ids | None = None) -> Select[int]:
    """Payments made on shares up to a day, in cents: the sums of `paid_sums` together, of these members or of all."""
    undone = aliased(CreditEntry)
    undoes_payment = exists().where(undone.id == CreditEntry.reverses_id, undone.ground.in_(PAID_GROUNDS))
    is_payment = CreditEntry.ground.in_(PAID_GROUNDS)
    undoes = and_(CreditEntry.ground == CreditGround.REVERSAL, undoes_payment)
    counted = or_(is_payment, undoes, is_asked_back())
    paid = select(func.coalesce(total(CreditEntry.amount), 0).label("paid")).where(
        _credit_counts(day, None), counted, of_this_membership(day, of_few=ids is not None)
    )
    return paid if ids is None else paid.where(CreditEntry.member_id.in_(ids))


def credit_in_total(day: date, ids: Ids) -> Select[int]:
    """The credit of these members together on a day, in cents."""
    summed = select(func.coalesce(total(CreditEntry.amount), 0).label("credit"))
    return summed.where(_credit_counts(day, None), CreditEntry.member_id.in_(ids))


def credit_sums(day: Day, known_at: Moment | None = None) -> SumByMember:
    """Member id and paid-in credit as of a day, in cents (Geschäftsguthaben)."""
    summed = select(CreditEntry.member_id, total(CreditEntry.amount).label("credit"))
    return summed.where(_credit_counts(day, known_at)).group_by(CreditEntry.member_id)


def counts_at_close(
    table: type[ShareEntry] | type[CreditEntry], day: date, known_at: datetime | None = None
) -> ColumnElement[bool]:
    """The condition that an entry counts when a day is over, as known at a moment (R-MOV-02, R-TRF-01).

    At the close of the day of a transfer it is the acquirer who holds, whose entry is of the next day: never both,
    never none. A reversal counts when what it undoes does.
    """
    undone, acquired = aliased(table), table.ground == _ACQUIRED[table]
    undoes = exists().where(undone.id == table.reverses_id, undone.ground == _ACQUIRED[table])
    comes_over = (table.effective_on == acquired_on(day)) & or_(acquired, table.reverses_id.is_not(None) & undoes)
    counts = or_(table.effective_on <= day, comes_over)
    return counts & (table.recorded_at <= known_at) if known_at else counts


def moves_within(
    table: type[ShareEntry] | type[CreditEntry], first_day: date, last_day: date
) -> ColumnElement[bool]:
    """The condition that an entry moves what stands between the eve of a first day and the close of a last (R-MOV-01).
    """
    return counts_at_close(table, last_day) & ~counts_at_close(table, first_day - ONE_DAY)


def kept(
    table: type[ShareEntry] | type[CreditEntry], known_at: datetime | None = None, of_few: bool = False
) -> ColumnElement[bool]:
    """The condition that an entry of a ledger neither undoes another nor is undone, as known at a moment (R-REG-05).

    `of_few`: few members are asked for; `+ 0` keeps a database from beginning with all entries that undo nothing.
    """
    undoing = aliased(table)
    undoes_none = (table.reverses_id + 0 if of_few else table.reverses_id).is_(None)
    is_undone = exists().where(undoing.reverses_id == table.id)
    if known_at is None:
        return undoes_none & ~is_undone
    is_undone = exists().where(undoing.reverses_id == table.id, undoing.recorded_at <= known_at)
    return undoes_none & ~is_undone & (table.recorded_at <= known_at)


def _sums(session: Session, query: SumByMember) -> dict[int, int]:
    return {member_id: summed for member_id, summed in session.execute(query) if summed}


def credit_on(session: Session, day: date, known_at: datetime | None = None) -> dict[int, Cents]:
    """Each member's paid-in credit as of a day, in cents (Geschäftsguthaben)."""
    return _sums(session, credit_sums(day, known_at))


def large_holders_on(session: Session, day: date) -> list[int]:
    """The members whose credit is more than a quarter of all members' credit, the largest first (R-TRA-01)."""
    of_members = credit_sums(day).where(CreditEntry.member_id.not_in(members.outsiders(day))).subquery()
    together = session.scalar(select(total(of_members.c.credit))) or 0
    largest = select(of_members.c.member_id, of_members.c.credit).order_by(of_members.c.credit.desc()).limit(3)
    return [member_id for member_id, credit in session.execute(largest) if exceeds_quarter(credit, together)]


@dataclass(frozen=True)
class Holding:
    """What a member holds on a day: shares, payments made on them, paid-in credit (R-SHR-02); cents."""

    shares: int
    paid_in: Cents
    credit: Cents


@cache
def _holding(as_known: bool) -> Select[int, int, int]:
    """The three sums of one member as one statement, composed once: to compose it takes longer than to ask it."""
    known_at = THE_MOMENT if as_known else None
    sums = (
        share_sums(THE_DAY, known_at).where(ShareEntry.member_id == THE_MEMBER),
        paid_sums(THE_DAY, known_at, of_few=True).where(CreditEntry.member_id == THE_MEMBER),
        credit_sums(THE_DAY, known_at).where(CreditEntry.member_id == THE_MEMBER),
    )
    shares, paid, credit = (select(each.subquery().columns[1]).scalar_subquery() for each in sums)
    return select(func.coalesce(shares, 0), func.coalesce(paid, 0), func.coalesce(credit, 0))


def holding_of(session: Session, member_id: int, day: date, known_at: datetime | None = None) -> Holding:
    """What one member holds on a day."""
    asked = {"member": member_id, "day": day, "known_at": known_at}
    return Holding(*session.execute(_holding(known_at is not None), asked).one())


_HELD = share_sums(THE_DAY).where(ShareEntry.member_id == THE_MEMBER)


def shares_held(session: Session, member_id: int, day: date) -> int:
    """How many shares one member holds on a day."""
    held = session.execute(_HELD, {"member": member_id, "day": day}).first()
    return held.shares if held else 0


_MOST_FROM = select(func.max(ShareHolding.shares)).where(
    ShareHolding.member_id == THE_MEMBER, ShareHolding.until >= bindparam("moment")
)


def most_held_from(session: Session, member_id: int, day: date) -> int:
    """The most shares one member holds on a day or any later one: what is cancelled for a day to come is still held.

    In shares of that day: what is split later counts as what it was (R-SHR-09).
    """
    splittings = statutes.splittings(session, day)
    if splittings or horizon.present() is not None:  # the holdings know no horizon
        entries = share_entries_of(session, member_id)
        changes = [(moment_of(each.ground, each.change, each.effective_on), each.change) for each in entries]
        return shares_then(changes, on_the_day(day), splittings)[1]
    return session.scalar(_MOST_FROM, {"member": member_id, "moment": on_the_day(day)}) or 0


def share_entries_of(session: Session, member_id: int) -> Sequence[ShareEntry]:
    """The share ledger of a member, by effective day, then by the moment of recording."""
    found = select(ShareEntry).where(ShareEntry.member_id == member_id)
    return session.scalars(found.order_by(ShareEntry.effective_on, ShareEntry.recorded_at, ShareEntry.id)).all()


def additions_of(session: Session, member_id: int) -> Sequence[ShareEntry]:
    """What added to the shares of a member and stands, the earliest effective day first; splitting them adds nothing.
    """
    found = select(ShareEntry).where(
        ShareEntry.member_id == member_id, ShareEntry.change > 0, kept(ShareEntry),
        ShareEntry.ground != ShareGround.SPLIT, ShareEntry.multiplies_id.is_(None),
    )
    return session.scalars(found.order_by(ShareEntry.effective_on, ShareEntry.id)).all()


def credit_entries_of(session: Session, member_id: int) -> Sequence[CreditEntry]:
    """The credit ledger of a member, by effective day, then by the moment of recording."""
    found = select(CreditEntry).where(CreditEntry.member_id == member_id)
    return session.scalars(found.order_by(CreditEntry.effective_on, CreditEntry.recorded_at, CreditEntry.id)).all()


def profit_since(session: Session, member_id: int, moment: datetime) -> Cents:
    """The profit that was credited to a member after a moment, and still is; cents (R-FIN-07)."""
    credited = select(func.coalesce(total(CreditEntry.amount), 0)).where(
        CreditEntry.member_id == member_id, CreditEntry.ground == CreditGround.PROFIT, kept(CreditEntry),
        CreditEntry.recorded_at > moment,
    )
    return session.scalar(credited) or 0


def first_entry_within(session: Session, first_day: date, last_day: date) -> date | None:
    """The earliest day from one to another on which somebody joined or left or a ledger has an entry."""
    left = members.known_exits().subquery().c.last_day
    effective = (MembershipPeriod.first_day, left, ShareEntry.effective_on, CreditEntry.effective_on)
    found = [session.scalar(select(func.min(day)).where(day.between(first_day, last_day))) for day in effective]
    return min((day for day in found if day is not None), default=None)


_WITH_THE_YEAR = (
    ExitGround.NOTICE, ExitGround.SPECIAL_TERMINATION, ExitGround.EXCLUSION, ExitGround.DEATH, ExitGround.DISSOLUTION,
    ExitGround.SUCCESSION,
)  # fmt: skip


def ends_from(session: Session, first_day: date) -> Mapping[date, int]:
    """How many memberships, and givings up of single shares, end with each day from one on because a year closes then.

    §§ 65, 67, 67a, 67b, 68, 77, 77a GenG; R-EXIT-01, R-EXIT-04, R-EXIT-09 to R-EXIT-11.
    """
    ended = members.known_exits().subquery().c
    entry = ShareEntry
    left = select(ended.last_day.label("day")).where(ended.ground.in_(_WITH_THE_YEAR), ended.last_day >= first_day)
    given_up = select(entry.effective_on.label("day")).where(
        entry.ground == ShareGround.CANCELLATION, entry.effective_on >= first_day, kept(entry)
    )
    each = union_all(left, given_up).subquery().c
    return dict(session.execute(select(each.day, func.count()).group_by(each.day)).all())


def find_share_entry(session: Session, entry_id: int) -> ShareEntry | None:
    """An entry of the share ledger by its id."""
    return session.get(ShareEntry, entry_id)


@dataclass(frozen=True)
class SheetRow:
    """A line of the share sheet: both days, the act, what stands behind it, and the balances after it.

    A reversed line and what reverses it move no balance.
    `change` and `amount` are zero where the line belongs to the other ledger; cents. `undoes_on` is the effective day
    of the entry that a reversal undoes. `closes_on` is the day whose closing figures are the first to count it.
    """

    entry_id: int
    effective_on: date
    recorded_at: datetime
    ground: ShareGround | CreditGround
    document: str
    change: int
    shares: int
    amount: Cents
    credit: Cents
    is_reversed: bool
    is_reversal: bool
    is_share: bool
    note: str
    undoes_on: date | None
    closes_on: date


def share_sheet(session: Session, member_id: int, known_at: datetime | None = None) -> list[SheetRow]:
    """Both ledgers of a member as one sheet, newest first (Anteilsblatt); reversed lines stay beside the reversal.

    As known at a moment, what was recorded later is missing, and what was reversed later not reversed yet (R-REG-06).
    A line shows what stood: of a day what comes in counts before what goes out, what was undone at no time (R-SHR-02).
    """
    recorded: list[ShareEntry | CreditEntry] = [*share_entries_of(session, member_id)]
    recorded += credit_entries_of(session, member_id)
    entries = [entry for entry in recorded if known_at is None or entry.recorded_at <= known_at]
    known = {(type(entry), entry.id): entry for entry in entries}
    about = {entry: known[type(entry), entry.reverses_id or entry.id] for entry in entries}
    closes = {entry: closes_on(about[entry].ground, entry.effective_on) for entry in entries}
    entries.sort(key=lambda entry: (closes[entry], entry.effective_on, *_place(about[entry]), entry.id))
    pairs = [(about[entry], entry) for entry in entries if entry.reverses_id is not None]
    undone = {entry for entry, _reversal in pairs}
    still = {each for pair in pairs if closes[pair[0]] == closes[pair[1]] for each in pair}
    rows: list[SheetRow] = []
    shares = credit = 0
    for entry in entries:
        change, amount = (entry.change, 0) if isinstance(entry, ShareEntry) else (0, entry.amount)
        if entry not in still:
            shares, credit = shares + change, credit + amount
        rows.append(SheetRow(
            entry_id=entry.id, effective_on=entry.effective_on, recorded_at=entry.recorded_at, ground=entry.ground,
            document=entry.document, change=change, shares=shares, amount=amount, credit=credit,
            is_reversed=entry in undone, is_reversal=entry.reverses_id is not None,
            is_share=isinstance(entry, ShareEntry), note=entry.note,
            undoes_on=about[entry].effective_on if entry.reverses_id else None, closes_on=closes[entry],
        ))
    return rows[::-1]


def _place(entry: ShareEntry | CreditEntry) -> tuple[object, ...]:
    """Where a line stands in its day, and what reverses it: what comes in first, each as it was recorded."""
    moved, is_credit = (entry.change, False) if isinstance(entry, ShareEntry) else (entry.amount, True)
    return moved < 0, entry.recorded_at, is_credit, entry.id
