"""The ledgers of shares and credit, against themselves, the register, the statute and the payments."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, Select, and_, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.core.formats import day, euro, local, member_number
from app.core.values import Cents, German
from app.members import queries as members
from app.members.models import Member, MembershipPeriod
from app.members.rules import JoinGround
from app.operations.rules import CheckKey, Finding, Place
from app.shares import queries as shares
from app.shares.models import CreditEntry, PaymentReceived, ScaleQuantity, ShareEntry, ShareHolding
from app.shares.rules import CreditGround, PaymentPurpose, on_the_day, scale_of, so_many_shares
from app.statutes import queries as statutes
from app.statutes.models import StatuteParameter, StatuteVersion
from app.statutes.rules import ParameterKey


def below_zero(session: Session, _now: datetime) -> Iterator[Finding]:
    """Members who on some day would have had less than nothing; the first such day (R-REG-06; § 19 GenG)."""
    for number, first_day, total in _below_zero(session, ShareEntry, ShareEntry.change):
        sentence = German("Mitglied {number} hätte am {day} {shares} Anteile.")
        yield _about(CheckKey.SHARES_BELOW_ZERO, number, sentence, day=day(first_day), shares=total)
    for number, first_day, total in _below_zero(session, CreditEntry, CreditEntry.amount):
        sentence = German("Mitglied {number} hätte am {day} ein Guthaben von {credit}.")
        yield _about(CheckKey.CREDIT_BELOW_ZERO, number, sentence, day=day(first_day), credit=euro(total))


def _below_zero(
    session: Session, ledger: type[ShareEntry] | type[CreditEntry], change: InstrumentedAttribute[int]
) -> Iterator[tuple[int, date, int]]:
    """Number of the member, first day below nothing and the sum of that day, from a ledger."""
    total = func.sum(func.sum(change)).over(partition_by=ledger.member_id, order_by=ledger.effective_on)
    days = select(ledger.member_id, ledger.effective_on, total.label("total"))
    sums = days.group_by(ledger.member_id, ledger.effective_on).subquery()
    below = select(Member.number, sums.c.effective_on, sums.c.total).select_from(sums)
    below = below.join(Member, Member.id == sums.c.member_id)
    named: set[int] = set()
    for number, first_day, sum_ in session.execute(
        below.where(sums.c.total < 0).order_by(Member.number, sums.c.effective_on)
    ):
        if number not in named:
            named.add(number)
            yield number, first_day, int(sum_)


def other_holdings(session: Session, _now: datetime) -> Iterator[Finding]:
    """Members whose holdings do not follow from the ledger."""
    for number in shares.members_with_other_holdings(session):
        sentence = German("Die Bestände von Mitglied {number} folgen nicht aus seinen Buchungen.")
        yield _about(CheckKey.HOLDING_DERIVED, number, sentence)


class _Lasting(NamedTuple):
    """A membership in half days, both inclusive; one that goes on ends never."""

    since: int
    until: int | None
    last_day: date | None


def outsiders_with_shares(session: Session, _now: datetime) -> Iterator[Finding]:
    """Shares held on days on which their holder is no member; the first of those days (R-REG-06)."""
    lasting = _memberships(session)
    held = select(ShareHolding.member_id, Member.number, ShareHolding.since, ShareHolding.until, ShareHolding.shares)
    held = held.join(Member, Member.id == ShareHolding.member_id).order_by(Member.number, ShareHolding.since)
    for member_id, number, since, until, held_shares in session.execute(held.execution_options(yield_per=5000)):
        outside = _first_day_outside(lasting.get(member_id, []), since, until)
        if outside is not None:
            sentence = German("Mitglied {number} hält am {day} {shares}, ist an diesem Tag aber kein Mitglied.")
            values = {"day": day(outside), "shares": so_many_shares(held_shares)}
            yield _about(CheckKey.SHARES_OF_OUTSIDER, number, sentence, **values)


def _memberships(session: Session) -> dict[int, list[_Lasting]]:
    """Every membership by member; who joins by what is handed over has it with the close of the eve (R-TRF-01)."""
    found: dict[int, list[_Lasting]] = {}
    known = members.memberships().subquery()
    rows = select(known.c.member_id, known.c.first_day, known.c.last_day, known.c.join_ground)
    for member_id, first_day, last_day, ground in session.execute(rows):
        until = on_the_day(last_day) if last_day else None
        since = on_the_day(first_day) - (ground in (JoinGround.TRANSFER, JoinGround.SUCCESSION))
        found.setdefault(member_id, []).append(_Lasting(since, until, last_day))
    return found


def _first_day_outside(lasting: list[_Lasting], since: int, until: int) -> date | None:
    """The first day from one half day to another that no membership covers."""
    begun = [each for each in lasting if each.since <= since]
    within = next((each for each in begun if each.until is None or since <= each.until), None)
    if within is None:
        return date.fromordinal(since // 2)
    if within.last_day is None or within.until is None or until <= within.until:
        return None
    return date.fromordinal(within.last_day.toordinal() + 1)


def members_without_shares(session: Session, now: datetime) -> Iterator[Finding]:
    """Members of today with fewer shares than statute and scale oblige to, at least one (§ 7a; R-SHR-01, R-SHR-05)."""
    today = local(now).date()
    statute = statutes.find_statute_on(session, today)
    least = max(statute.mandatory_shares, 1) if statute else 1
    by_scale = shares.owed_by_scale(session, statute, today) if statute and scale_of(statute) else {}
    held, sum_ = shares.share_sums(today).subquery(), func.coalesce
    few = (
        select(Member.id, Member.number, sum_(held.c.shares, 0)).select_from(Member)
        .join(MembershipPeriod, and_(MembershipPeriod.member_id == Member.id, members.covers(today)))
        .outerjoin(held, held.c.member_id == Member.id)
        .where(or_(sum_(held.c.shares, 0) < least, Member.id.in_(select(ScaleQuantity.member_id))))
    )
    for member_id, number, has in session.execute(few.order_by(Member.number)):
        needed = max(least, by_scale[member_id].shares if member_id in by_scale else 0)
        if has < needed:
            sentence = German("Mitglied {number} hält {shares}; es muss {needed} halten.")
            values = {"shares": so_many_shares(has), "needed": so_many_shares(needed)}
            yield _about(CheckKey.MEMBER_WITHOUT_SHARES, number, sentence, **values)


def credit_above_nominal(session: Session, _now: datetime) -> Iterator[Finding]:
    """Credit that on some day was more than the nominal of the most shares its owner ever held (§ 19 GenG; R-SHR-02).

    Of all days the highest share amount and the most shares count. What shares given up, or an earlier membership, have
    left behind until it is paid out is none of it (R-PAY-04). Shares that were split count by their own amount
    (R-SHR-09).
    """
    eras = [era for era in _eras(session) if era.share_amount]
    if not eras:
        return
    so_far = func.sum(func.sum(CreditEntry.amount))
    daily = so_far.over(partition_by=CreditEntry.member_id, order_by=CreditEntry.effective_on).label("credit")
    days = select(CreditEntry.member_id, daily).group_by(CreditEntry.member_id, CreditEntry.effective_on).subquery()
    credit = select(days.c.member_id, func.max(days.c.credit).label("most")).group_by(days.c.member_id).subquery()
    nominal = union_all(*map(_nominal_within, eras)).subquery()
    held = select(nominal.c.member_id, func.max(nominal.c.nominal).label("most"))
    most = held.group_by(nominal.c.member_id).subquery()
    found = select(Member.id, Member.number, func.coalesce(most.c.most, 0)).select_from(Member)
    above = found.join(credit, credit.c.member_id == Member.id).outerjoin(most, most.c.member_id == Member.id).where(
        credit.c.most > func.coalesce(most.c.most, 0)
    )
    rows = session.execute(above.order_by(Member.number)).all()
    parts = shares.credit_parts_of(session, [member_id for member_id, _number, _most in rows]) if rows else {}
    for member_id, number, at_most in rows:
        has = max(each.most for each in parts[member_id])
        if has <= at_most:
            continue
        values = {"credit": euro(has), "nominal": euro(int(at_most))}
        sentence = German("Mitglied {number} hatte {credit} Guthaben bei Anteilen zu höchstens {nominal}.")
        yield _about(CheckKey.CREDIT_ABOVE_NOMINAL, number, sentence, **values)


class _Era(NamedTuple):
    """The half days, both inclusive, from one splitting of the shares to the next, and the highest share amount."""

    since: int
    until: int
    share_amount: Cents


def _eras(session: Session) -> Iterator[_Era]:
    """Each era with the highest share amount that a statute registered in it named; 0 where none did."""
    said = select(StatuteVersion.registered_on, StatuteParameter.value).join(StatuteVersion).where(
        StatuteParameter.key == ParameterKey.SHARE_AMOUNT, StatuteVersion.registered_on.is_not(None)
    )
    named = [(registered_on, int(value)) for registered_on, value in session.execute(said) if registered_on]
    starts = [date.min, *(splitting.day for splitting in statutes.splittings(session))]
    for first_day, next_one in zip(starts, [*starts[1:], date.max], strict=True):
        amounts = [amount for registered_on, amount in named if first_day <= registered_on < next_one]
        yield _Era(on_the_day(first_day), on_the_day(next_one) - 1, max(amounts, default=0))


def _nominal_within(era: _Era) -> Select[int, int]:
    """The highest nominal that each member's shares had in an era."""
    most = func.max(ShareHolding.shares) * literal(era.share_amount, BigInteger)
    held = select(ShareHolding.member_id, most.label("nominal")).group_by(ShareHolding.member_id)
    return held.where(ShareHolding.since <= era.until, ShareHolding.until >= era.since)


def payments_without_credit(session: Session, _now: datetime) -> Iterator[Finding]:
    """Payments on shares of which the credit ledger says nothing, or something else (R-SHR-02).

    What it says must stand as long as the payment does.
    """
    entry, undoing, reversal = CreditEntry, aliased(CreditEntry), aliased(PaymentReceived)
    is_undone_alone = undoing.id.is_not(None) & reversal.id.is_(None)
    lost = (
        select(Member.number, PaymentReceived.number).select_from(PaymentReceived)
        .join(Member, Member.id == PaymentReceived.member_id)
        .outerjoin(entry, entry.id == PaymentReceived.credit_entry_id)
        .outerjoin(undoing, undoing.reverses_id == entry.id)
        .outerjoin(reversal, reversal.reverses_id == PaymentReceived.id)
        .where(PaymentReceived.purpose == PaymentPurpose.SHARES, or_(
            entry.id.is_(None), entry.amount != PaymentReceived.amount, entry.member_id != PaymentReceived.member_id,
            is_undone_alone,
        ))
    )  # fmt: skip
    for number, payment in session.execute(lost.order_by(PaymentReceived.number)):
        sentence = German("Die Zahlung {payment} von Mitglied {number} steht nicht so im Geschäftsguthaben.")
        yield _about(CheckKey.PAYMENT_WITHOUT_CREDIT, number, sentence, "payments", payment=payment)


def credit_without_payment(session: Session, _now: datetime) -> Iterator[Finding]:
    """Entries for payments of which there is no receipt (R-SHR-02)."""
    paid = exists().where(PaymentReceived.credit_entry_id == CreditEntry.id)
    bare = (
        select(Member.number, CreditEntry.amount, CreditEntry.effective_on).select_from(CreditEntry)
        .join(Member, Member.id == CreditEntry.member_id)
        .where(CreditEntry.ground == CreditGround.PAYMENT, ~paid)
    )
    for number, amount, effective_on in session.execute(bare.order_by(Member.number, CreditEntry.id)):
        sentence = German("Mitglied {number}: Zur Einzahlung von {amount} am {day} im Guthaben gibt es keine Zahlung.")
        values = {"amount": euro(amount), "day": day(effective_on)}
        yield _about(CheckKey.CREDIT_WITHOUT_PAYMENT, number, sentence, **values)


def _about(check: CheckKey, number: int, sentence: str, kind: str = "sheet", **values: object) -> Finding:
    return Finding(check, sentence, {"number": member_number(number), **values}, Place(kind, str(number)))
