"""Reads of payments expected and received."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    SQLColumnExpression,
    String,
    Subquery,
    bindparam,
    case,
    cast,
    exists,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from app.archive.models import IssuedDocument, PrintItem
from app.archive.rules import Standing
from app.core.db import THE_DAY, mapping_of
from app.core.formats import euro
from app.core.horizon import composed_once
from app.core.values import Cents, NotFound
from app.members.models import Member
from app.parties.models import Party
from app.shares.models import CreditEntry, PaymentDue, PaymentReceived, ShareEntry
from app.shares.queries.expected import changed_after, unreversed_dues
from app.shares.queries.ledgers import Ids, SumByMember, kept, total
from app.shares.queries.returns import counts_as_received, returns
from app.shares.queries.splitting import change_of, parts_since
from app.shares.rules import CreditGround, DuePayment, PaymentPurpose, claim_lapses_on, lapsed_before


def balances(members: Ids | None = None) -> Subquery:
    """Per member and purpose: what was asked for less what came in, in cents; reversals cancel out in the sums.

    `members` limits the sums to these ids, before anything is added up.
    """
    asked = select(PaymentDue.member_id, PaymentDue.purpose, PaymentDue.amount.label("amount"))
    came_in = select(PaymentReceived.member_id, PaymentReceived.purpose, -PaymentReceived.amount)
    if members is not None:
        asked = asked.where(PaymentDue.member_id.in_(members))
        came_in = came_in.where(PaymentReceived.member_id.in_(members))
    both = union_all(asked, came_in).subquery("both")
    summed = select(both.c.member_id, both.c.purpose, total(both.c.amount).label("open"))
    return summed.group_by(both.c.member_id, both.c.purpose).subquery("balances")


def open_sums(members: Ids | None = None) -> SumByMember:
    """Member id and what the member still has to pay, due or coming due, in cents; who owes nothing is not named."""
    owed = balances(members)
    summed = select(owed.c.member_id, total(owed.c.open).label("open"))
    return summed.where(owed.c.open > 0).group_by(owed.c.member_id)


def overdue_at_close(session: Session, day: date, known_at: datetime | None = None) -> dict[int, Cents]:
    """What each member owed on its shares when a day was over: due by then and not come in (§ 337 (1) HGB; R-FIN-02).

    Cents by member id, as known at a moment; who owed nothing is not named. What was put off, handed on or taken back
    by then is not asked for; where that came later, the day keeps its figure, unless the shares were never owed.
    """
    asked = select(PaymentDue.member_id, PaymentDue.amount.label("amount")).where(
        PaymentDue.purpose == PaymentPurpose.SHARES, PaymentDue.due_on <= day,
        PaymentDue.id.not_in(changed_after(day, known_at)),
    )
    came_in = select(PaymentReceived.member_id, -PaymentReceived.amount).where(
        PaymentReceived.purpose == PaymentPurpose.SHARES, PaymentReceived.received_on <= day
    )
    if known_at is not None:
        asked = asked.where(PaymentDue.recorded_at <= known_at)
        came_in = came_in.where(PaymentReceived.recorded_at <= known_at)
    both = union_all(asked, came_in).subquery("both")
    owed = total(both.c.amount).label("overdue")
    return mapping_of(session, select(both.c.member_id, owed).group_by(both.c.member_id).having(owed > 0))


def is_asked(member_id: ColumnElement[int], day: date) -> ColumnElement[bool]:
    """The condition that a letter asks a member to pay until a day that has not passed yet."""
    asked = (
        select(IssuedDocument.id)
        .join(PrintItem, PrintItem.document_id == IssuedDocument.id)
        .where(
            IssuedDocument.subject == literal("member:") + cast(member_id, String),
            IssuedDocument.kind.in_(("payment_request", "dunning_letter")), IssuedDocument.standing == Standing.VALID,
            PrintItem.discarded_at.is_(None),
            IssuedDocument.facts[("payment", "due_on")].as_string() >= day.isoformat(),
        )
    )
    return asked.exists()


def has_lapsed(
    purpose: SQLColumnExpression[PaymentPurpose], due_on: SQLColumnExpression[date], day: date
) -> ColumnElement[bool]:
    """The condition that the claim to a payment had lapsed before a day (§ 22 (6) GenG, §§ 195, 199 BGB; R-SHR-06)."""
    on_shares, usual = (lapsed_before(each, day) for each in (PaymentPurpose.SHARES, PaymentPurpose.CONTRIBUTION))
    return due_on < case((purpose == PaymentPurpose.SHARES, on_shares), else_=usual)


@dataclass(frozen=True)
class OpenPayment:
    """A payment that is still expected, wholly or in part; cents."""

    due_id: int
    member_id: int
    number: int
    name: str
    purpose: PaymentPurpose
    due_on: date
    amount: Cents
    open: Cents
    document: str

    def is_overdue(self, day: date) -> bool:
        """Say whether the payment is late on a day (rückständig)."""
        return self.due_on < day

    @property
    def lapses_on(self) -> date:
        """The day with which the claim lapses (Verjährung, § 22 (6) GenG, §§ 195, 199 BGB; R-SHR-06)."""
        return claim_lapses_on(self.purpose, self.due_on)

    def is_lapsed(self, day: date) -> bool:
        """Say whether the claim had lapsed before a day; it is still there until somebody closes it."""
        return self.lapses_on < day

    def is_to_dun(self, day: date) -> bool:
        """Say whether dunning asks for it on a day: it is late, has not lapsed, and is no costs, which go beside."""
        return self.is_overdue(day) and self.purpose is not PaymentPurpose.COSTS and not self.is_lapsed(day)


_THE_MEMBERS: BindParameter[Sequence[int]] = bindparam("members", expanding=True)


@composed_once(maxsize=32)
def _expected(of_some: bool, only_open: bool, until_day: bool) -> Select[*tuple[Any, ...]]:
    """Payments expected of all or of some members, the earliest due first; composed once, asked often."""
    dues = unreversed_dues(_THE_MEMBERS if of_some else None)
    found = _named(dues)
    if only_open:
        found = found.where(dues.c.open > 0)
    if until_day:
        found = found.where(dues.c.due_on <= THE_DAY)
    return found.order_by(dues.c.due_on, dues.c.id)


def _named(dues: Subquery) -> Select[*tuple[Any, ...]]:
    """The payments of a subquery with whom they are expected of."""
    columns = (
        dues.c.id, dues.c.member_id, Member.number, Party.display_name, dues.c.purpose, dues.c.due_on, dues.c.amount,
        dues.c.open, dues.c.document,
    )
    return select(*columns).join(Member, Member.id == dues.c.member_id).join(Party, Party.id == Member.party_id)


def open_at_close(session: Session, day: date) -> list[OpenPayment]:
    """What was due and open when a day was over, for every purpose, the earliest due first (R-FIN-02).

    What changed it later, as profit that was credited, changes a later day.
    """
    dues = unreversed_dues(at_close_of=day)
    found = _named(dues).where(dues.c.open > 0).order_by(dues.c.due_on, dues.c.id)
    return [OpenPayment(*row) for row in session.execute(found)]


def open_before(session: Session, member_id: int, moment: datetime, day: date) -> list[OpenPayment]:
    """What was due from a member by a day and open before an act of that moment, the earliest due first."""
    dues = unreversed_dues([member_id], known_before=moment)
    found = _named(dues).where(dues.c.open > 0, dues.c.due_on <= day).order_by(dues.c.due_on, dues.c.id)
    return [OpenPayment(*row) for row in session.execute(found)]


def open_payments(session: Session, day: date | None = None, member_id: int | None = None) -> list[OpenPayment]:
    """Payments still expected, the earliest due first; with a day only those that are due on or before it."""
    found = _expected(member_id is not None, only_open=True, until_day=day is not None)
    return [OpenPayment(*row) for row in session.execute(found, {"members": [member_id], "day": day})]


def open_on_shares(session: Session, member_id: int, entry_id: int) -> list[OpenPayment]:
    """What is still expected of a member on shares that an entry brought, the earliest due first (§§ 7, 76 GenG)."""
    of_it = set(session.scalars(select(PaymentDue.id).where(PaymentDue.share_entry_id == entry_id)))
    return [each for each in open_payments(session, member_id=member_id) if each.due_id in of_it]


def payments_to_ask(session: Session, member_id: int, today: date) -> list[OpenPayment]:
    """Payments still expected of a member that a letter may ask for: not those whose claim has lapsed (R-SHR-06)."""
    return [each for each in open_payments(session, member_id=member_id) if not each.is_lapsed(today)]


def payouts_asked_back(session: Session, member_id: int) -> list[OpenPayment]:
    """What is still to be paid back of credit paid out without a ground, the earliest due first (§ 812 BGB)."""
    left = open_payments(session, member_id=member_id)
    back = asked_back_among(session, member_id, [each.due_id for each in left])
    return [each for each in left if each.due_id in back]


def asked_back_among(session: Session, member_id: int, due_ids: Iterable[int]) -> frozenset[int]:
    """Which of these payments expected of a member ask for credit paid out without a ground, by id (§ 812 BGB).

    It is asked for at first under the number by which it was paid, also where it was put off since.
    """
    paid = select(CreditEntry.document).where(
        CreditEntry.member_id == member_id, CreditEntry.ground == CreditGround.PAYOUT
    )
    numbers = set(session.scalars(paid))
    return frozenset(each for each in due_ids if numbers and first_asked(session, each).document in numbers)


def expected_payments_of(session: Session, member_id: int) -> list[OpenPayment]:
    """Every payment expected of a member that was not taken back, paid ones too, by due day."""
    found = _expected(of_some=True, only_open=False, until_day=False)
    return [OpenPayment(*row) for row in session.execute(found, {"members": [member_id]})]


def first_asked(session: Session, due_id: int) -> PaymentDue:
    """The payment expected at first in whose place another one is, through however many acts."""
    due = session.get_one(PaymentDue, due_id)
    return first_asked(session, due.continues_id) if due.continues_id is not None else due


def asked_with(session: Session, entry_id: int) -> list[DuePayment]:
    """What is asked for on the shares of an entry, by day, and was not taken back; what is paid of it too."""
    undoing = aliased(PaymentDue)
    found = select(PaymentDue).where(
        PaymentDue.share_entry_id == entry_id, PaymentDue.amount > 0,
        ~select(undoing.id).where(undoing.reverses_id == PaymentDue.id).exists(),
    )
    rows = session.scalars(found.order_by(PaymentDue.due_on, PaymentDue.id))
    return [DuePayment(row.due_on, row.amount, row.purpose) for row in rows]


def open_balance_of(session: Session, member_id: int, purpose: PaymentPurpose) -> Cents:
    """What was asked of a member for a purpose less what came in; negative where paid in advance; cents."""
    owed = balances()
    found = select(owed.c.open).where(owed.c.member_id == member_id, owed.c.purpose == purpose)
    return session.scalar(found) or 0


def owed_by_purpose(session: Session, member_id: int) -> dict[PaymentPurpose, Cents]:
    """What a member still owes, due or to come, by purpose; cents."""
    owed = balances([member_id])
    return {purpose: left for purpose, left in session.execute(select(owed.c.purpose, owed.c.open)) if left > 0}


def owing_on_shares(session: Session, ids: Sequence[int]) -> Sequence[int]:
    """Those of these members who still have to pay on their shares, due or to come."""
    owed = balances()
    found = select(owed.c.member_id).where(owed.c.purpose == PaymentPurpose.SHARES, owed.c.open > 0)
    wanted = set(ids)
    return [member_id for member_id in session.scalars(found.order_by(owed.c.member_id)) if member_id in wanted]


def advances_of(session: Session, member_id: int) -> dict[PaymentPurpose, Cents]:
    """What a member has paid before it was asked for, or too much, by purpose; cents."""
    owed = balances([member_id])
    return {purpose: -left for purpose, left in session.execute(select(owed.c.purpose, owed.c.open)) if left < 0}


def purposes_to_offer(session: Session, member_id: int | None = None) -> list[PaymentPurpose]:
    """What a payment of a member, or of anybody, may be for: always shares, else what is still owed."""
    owed = balances(None if member_id is None else [member_id])
    open_now = session.scalars(select(owed.c.purpose).where(owed.c.open > 0).distinct()).all()
    return [each for each in PaymentPurpose if each is PaymentPurpose.SHARES or each in open_now]


def find_payment(session: Session, payment_id: int) -> PaymentReceived | None:
    """A payment received, by its id."""
    return session.get(PaymentReceived, payment_id)


def get_payment(session: Session, payment_id: int) -> PaymentReceived:
    """A payment received that must be there."""
    found = find_payment(session, payment_id)
    if found is None:
        raise NotFound
    return found


def same_payment(
    session: Session, member_id: int, amount: Cents, received_on: date, purpose: PaymentPurpose
) -> str:
    """The payment of this amount and purpose that came in from a member on this day and counts; empty without one.

    What was entered at one moment, for shares given up and those held, is one.
    """
    return _entered_at_once(session, member_id, amount, received_on, PaymentReceived.purpose == purpose)


def same_spread(session: Session, member_id: int, amount: Cents, received_on: date) -> str:
    """The payments, entered at one moment, that come to this amount on this day and count; empty without them."""
    return _entered_at_once(session, member_id, amount, received_on)


def _entered_at_once(
    session: Session, member_id: int, amount: Cents, received_on: date, *conditions: ColumnElement[bool]
) -> str:
    found = select(PaymentReceived).where(
        PaymentReceived.member_id == member_id, PaymentReceived.received_on == received_on, counts_as_received(),
        *conditions,
    )
    at_once: dict[datetime, list[PaymentReceived]] = {}
    for each in session.scalars(found.order_by(PaymentReceived.id)):
        at_once.setdefault(each.recorded_at, []).append(each)
    same = next((each for each in at_once.values() if sum(part.amount for part in each) == amount), [])
    return "; ".join(f"{each.number}, {euro(each.amount)}, {each.recorded_by}" for each in same)


def reversal_of(session: Session, payment_id: int) -> PaymentReceived | None:
    """The row that takes a payment back."""
    return session.scalar(select(PaymentReceived).where(PaymentReceived.reverses_id == payment_id))


def set_off_by(session: Session, payment: PaymentReceived) -> str:
    """What credit was paid out for in the same act, so that no money came in: the settlement's number; else empty.

    Both were recorded at one moment, on one day, over one amount (§ 387 BGB; R-PAY-07).
    """
    found = select(PaymentReceived.note).where(PaymentReceived.id == payment.id, _is_set_off())
    return session.scalar(found) or ""


def _is_set_off() -> ColumnElement[bool]:
    """The condition that a payment received is none: credit was paid out for it in the same act (`set_off_by`)."""
    paid_out = exists().where(
        CreditEntry.member_id == PaymentReceived.member_id, CreditEntry.ground == CreditGround.PAYOUT,
        kept(CreditEntry), CreditEntry.amount == -PaymentReceived.amount,
        CreditEntry.effective_on == PaymentReceived.received_on, CreditEntry.recorded_at == PaymentReceived.recorded_at,
    )
    return PaymentReceived.credit_entry_id.is_(None) & paid_out


@dataclass(frozen=True)
class Receipt:
    """A payment as lists show it; cents. `reversed_by` is the number of the row that takes it back.

    `returns` is the number of the payment that came back, `returned_by` that of the row that says so (R-SEPA-10);
    `is_set_off` says that no money came in: a settlement counted it against credit (§ 387 BGB; R-PAY-07).
    """

    id: int
    number: str
    member_id: int
    member_number: int
    name: str
    purpose: PaymentPurpose
    amount: Cents
    received_on: date
    note: str
    recorded_by: str
    reverses: str | None
    reversed_by: str | None
    returns: str | None
    returned_by: str | None
    is_set_off: bool

    @property
    def counts(self) -> bool:
        """Say whether the money came in, and was neither taken back nor came back."""
        return not (self.reverses or self.reversed_by or self.returns or self.returned_by)


def receipts(member_id: int | None = None) -> Select[*tuple[Any, ...]]:
    """Payments received with their members and reversals, for lists."""
    undone, undoing = aliased(PaymentReceived), aliased(PaymentReceived)
    returned, back = aliased(PaymentReceived), aliased(PaymentReceived)
    columns = (
        PaymentReceived.id, PaymentReceived.number, PaymentReceived.member_id, Member.number.label("member_number"),
        Party.display_name, PaymentReceived.purpose, PaymentReceived.amount, PaymentReceived.received_on,
        PaymentReceived.note, PaymentReceived.recorded_by, undone.number.label("reverses"),
        undoing.number.label("reversed_by"), returned.number.label("returns"), back.number.label("returned_by"),
        _is_set_off().label("is_set_off"),
    )
    found = (
        select(*columns)
        .join(Member, Member.id == PaymentReceived.member_id)
        .join(Party, Party.id == Member.party_id)
        .outerjoin(undone, undone.id == PaymentReceived.reverses_id)
        .outerjoin(undoing, undoing.reverses_id == PaymentReceived.id)
        .outerjoin(returned, returned.id == PaymentReceived.returns_id)
        .outerjoin(back, returns(back, PaymentReceived))
    )
    return found.where(PaymentReceived.member_id == member_id) if member_id is not None else found


def receipts_of(session: Session, member_id: int) -> list[Receipt]:
    """What a member paid, newest first; taken-back payments stay in the list."""
    newest = receipts(member_id).order_by(PaymentReceived.received_on.desc(), PaymentReceived.id.desc())
    return [Receipt(*row) for row in session.execute(newest)]


def shares_behind(session: Session, due_ids: Sequence[int], day: date) -> int | None:
    """The shares on which payments are due, in those of a day; None where one names none, as an old list may not."""
    asked = select(ShareEntry).select_from(PaymentDue).outerjoin(ShareEntry, ShareEntry.id == PaymentDue.share_entry_id)
    named = set(session.scalars(asked.where(PaymentDue.id.in_(due_ids))))
    if None in named:
        return None
    return sum(change_of(session, each) * parts_since(session, each.effective_on, day) for each in named)
