"""Pages of the lists: payments expected, payments received, the register of certificates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.archive.models import IssuedDocument
from app.archive.rules import Standing
from app.core.lists import within
from app.core.values import Cents
from app.members.models import Member
from app.parties import queries as parties
from app.parties.models import Party
from app.shares.models import Certificate, PaymentDue, PaymentReceived
from app.shares.queries.expected import unreversed_dues
from app.shares.queries.ledgers import total
from app.shares.queries.payments import OpenPayment, Receipt, has_lapsed, receipts
from app.shares.rules import PaymentPurpose

EXPECTED_SORTS = ("due", "name", "number", "amount", "open")
RECEIVED_SORTS = ("-received", "name", "number", "amount", "receipt")
CERTIFICATE_SORTS = ("-certificate", "name", "number", "issued", "shares")


@dataclass(frozen=True)
class Sums:
    """How many rows a list has in all, and what they add up to in cents."""

    rows: int
    amount: Cents


@dataclass(frozen=True)
class Ordered:
    """Words to look for, order, and the part of the list that is shown; without a limit, all of it."""

    words: str = ""
    sort: str = ""
    descending: bool = False
    offset: int = 0
    limit: int | None = None


def _words(words: str, *numbers: SQLColumnExpression[str]) -> list[ColumnElement[bool]]:
    """Words look in names, places and the numbers given; digits alone also are a member number."""
    conditions = parties.matches(words)
    if not conditions:
        return []
    found = [and_(*conditions), *(number.icontains(words, autoescape=True) for number in numbers)]
    if words.isdecimal() and len(words) <= 9:
        found.append(Member.number == int(words))
    return [or_(*found)]


def _shown(
    query: Select[*tuple[Any, ...]], wanted: Ordered, keys: Mapping[str, SQLColumnExpression[Any]],
    last: SQLColumnExpression[int],
) -> Select[*tuple[Any, ...]]:
    key = keys[wanted.sort]
    ordered = query.order_by(key.desc() if wanted.descending else key.asc(), last.desc() if wanted.descending else last)
    return ordered.offset(wanted.offset).limit(wanted.limit)


def expected_payments(
    session: Session, day: date, wanted: Ordered, view: str = "", purpose: PaymentPurpose | None = None
) -> tuple[list[OpenPayment], Sums]:
    """One page of the payments still expected, and the sum of what is open in the whole list; cents.

    `view`: only what is `overdue`, or has `lapsed` and waits for somebody to close it (§ 214 BGB; R-SHR-06).
    """
    dues = unreversed_dues()
    lapsed = has_lapsed(dues.c.purpose, dues.c.due_on, day)
    conditions = [dues.c.open > 0, *_words(wanted.words, dues.c.document)]
    if view == "overdue":
        conditions += [dues.c.due_on < day, ~lapsed]
    if view == "lapsed":
        conditions.append(lapsed)
    if purpose is not None:
        conditions.append(dues.c.purpose == purpose)
    columns = (
        dues.c.id, dues.c.member_id, Member.number, Party.display_name, dues.c.purpose, dues.c.due_on, dues.c.amount,
        dues.c.open, dues.c.document,
    )
    keys = {
        "due": dues.c.due_on, "name": Party.sort_name, "number": Member.number, "amount": dues.c.amount,
        "open": dues.c.open,
    }

    def joined(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        linked = query.select_from(dues).join(Member, Member.id == dues.c.member_id)
        return linked.join(Party, Party.id == Member.party_id).where(*conditions)

    rows = session.execute(_shown(joined(select(*columns)), wanted, keys, dues.c.id))
    added = session.execute(joined(select(func.count(), total(dues.c.open)))).one()
    return [OpenPayment(*row) for row in rows], Sums(added[0], added[1] or 0)


def counts_of_expected(session: Session, day: date) -> tuple[int, int, int]:
    """How many payments are still expected, how many of them are late, and how many have lapsed."""
    dues = unreversed_dues()
    lapsed = has_lapsed(dues.c.purpose, dues.c.due_on, day)
    late = func.sum(case(((dues.c.due_on < day) & ~lapsed, 1), else_=0))
    gone = func.sum(case((lapsed, 1), else_=0))
    found = session.execute(select(func.count(), late, gone).where(dues.c.open > 0)).one()
    return found[0], int(found[1] or 0), int(found[2] or 0)


def count_lapsed(session: Session, day: date) -> int:
    """How many claims to payments have lapsed and are still open; only members with such a day are looked at."""
    old = select(PaymentDue.member_id).where(has_lapsed(PaymentDue.purpose, PaymentDue.due_on, day))
    dues = unreversed_dues(old)
    lapsed = has_lapsed(dues.c.purpose, dues.c.due_on, day)
    found = select(func.count()).select_from(dues).where(dues.c.open > 0, lapsed)
    return session.scalar(found) or 0


def received_payments(
    session: Session, wanted: Ordered, purpose: PaymentPurpose | None = None, year: int | None = None
) -> tuple[list[Receipt], Sums]:
    """One page of the payments received, and the sum of the whole list, reversals taken off; cents."""
    conditions = _words(wanted.words, PaymentReceived.number, PaymentReceived.note)
    if purpose is not None:
        conditions.append(PaymentReceived.purpose == purpose)
    if year is not None:
        conditions.append(PaymentReceived.received_on.between(date(year, 1, 1), date(year, 12, 31)))
    keys: dict[str, SQLColumnExpression[Any]] = {
        "received": PaymentReceived.received_on, "name": Party.sort_name, "number": Member.number,
        "amount": PaymentReceived.amount, "receipt": PaymentReceived.number,
    }
    rows = session.execute(_shown(receipts().where(*conditions), wanted, keys, PaymentReceived.id))
    added = select(func.count(), total(PaymentReceived.amount)).select_from(PaymentReceived)
    joined = added.join(Member, Member.id == PaymentReceived.member_id).join(Party, Party.id == Member.party_id)
    found = session.execute(joined.where(*conditions)).one()
    return [Receipt(*row) for row in rows], Sums(found[0], found[1] or 0)


def count_received(session: Session) -> int:
    """How many payments came in, reversals included."""
    return session.scalar(select(func.count()).select_from(PaymentReceived)) or 0


def years_received(session: Session) -> list[int]:
    """The years in which payments came in, newest first, for the filter."""
    first = session.scalar(select(func.min(PaymentReceived.received_on)))
    last = session.scalar(select(func.max(PaymentReceived.received_on)))
    return list(range(last.year, first.year - 1, -1)) if first is not None and last is not None else []


@dataclass(frozen=True)
class CertificateRow:
    """A line of the certificate register; `replaced_by` is the number of the one that replaced it."""

    certificate_id: int
    number: str
    member_number: int
    name: str
    shares: int
    issued_on: date
    standing: Standing
    replaced_by: str | None
    reason: str
    sha256: str | None


def certificate_rows(
    session: Session, wanted: Ordered, standing: Standing | None = None, first_day: date | None = None,
    last_day: date | None = None,
) -> tuple[list[CertificateRow], int]:
    """One page of the numbered register of certificates, and how many lines it has in all (R-DOC-04).

    `first_day`, `last_day`: of the period in which they were issued, both inclusive.
    """
    newer = aliased(IssuedDocument)
    conditions = [*_words(wanted.words, Certificate.number), *within(Certificate.issued_on, first_day, last_day)]
    if standing is not None:
        conditions.append(IssuedDocument.standing == standing)
    reason = case((IssuedDocument.standing == Standing.VALID, ""), else_=IssuedDocument.standing_reason)
    columns = (
        Certificate.id, Certificate.number, Member.number, Party.display_name, Certificate.shares,
        Certificate.issued_on, IssuedDocument.standing, newer.number, reason, IssuedDocument.sha256,
    )
    keys: dict[str, SQLColumnExpression[Any]] = {
        "certificate": Certificate.id, "name": Party.sort_name, "number": Member.number,
        "issued": Certificate.issued_on, "shares": Certificate.shares,
    }

    def joined(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        linked = query.select_from(Certificate).join(Member, Member.id == Certificate.member_id)
        linked = linked.join(Party, Party.id == Member.party_id)
        return linked.join(IssuedDocument, IssuedDocument.id == Certificate.document_id).where(*conditions)

    with_newer = joined(select(*columns)).outerjoin(newer, newer.id == IssuedDocument.replaced_by_id)
    rows = session.execute(_shown(with_newer, wanted, keys, Certificate.id))
    return [CertificateRow(*row) for row in rows], session.scalar(joined(select(func.count()))) or 0


def counts_of_certificates(session: Session) -> Mapping[str, int]:
    """How many certificates are valid, replaced, void."""
    counted = select(IssuedDocument.standing, func.count()).group_by(IssuedDocument.standing)
    joined = counted.join(Certificate, Certificate.document_id == IssuedDocument.id)
    found: Sequence[Any] = session.execute(joined).all()
    return {standing: next((number for each, number in found if each is standing), 0) for standing in Standing}
