"""What a share amounts to in a list, held against the statutes of its days, and what the list brings in (R-SHR-02)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from app.core.formats import day as written
from app.core.formats import euro, plain_line
from app.core.values import Cents, Refusal
from app.imports.rules.columns import Field
from app.imports.rules.lists import ListKind
from app.imports.rules.readings import read_day
from app.imports.rules.rows import Listed, MemberFacts
from app.members.rules import is_member_on
from app.shares.rules import nominal_of, payments_due, still_due
from app.statutes.rules import Statute


@dataclass(frozen=True)
class StatedAmount:
    """What a registered version of the statute says one share amounts to, from a day on; cents."""

    title: str
    since: date
    share_amount: Cents


@dataclass(frozen=True)
class OtherAmount:
    """The statutes that say otherwise than a list, of those that say the same the first.

    `is_certain` where they hold for all its days and none agrees.
    """

    share_amount: Cents
    stated: Sequence[StatedAmount]
    is_certain: bool


class OtherShareAmount(Refusal):
    """Raised over a list in an amount that no statute of its days states."""


class AmountNotAgreed(Refusal):
    """Raised over a list in another amount than a statute states, as long as nobody has said that this is meant."""


def days_of(listed: Listed, kind: ListKind, today: date, closed_through: date | None = None) -> set[date]:
    """The days of which a list tells; what a list of members says is held today as well.

    What lies in a closed year is refused row by row, and tells nothing of the amount of the others.
    """
    column = Field.JOINED_ON if kind is ListKind.MEMBERS else Field.DAY
    at = next((listed.table.headings.index(each) for each, field in listed.columns.items() if field is column), None)
    texts = {row[at] for row in listed.table.rows} if at is not None else set()
    told = (read_day(plain_line(text), today) for text in texts)
    days = {day for day in told if day and (closed_through is None or day > closed_through)}
    return days | {today} if days and kind is ListKind.MEMBERS else days


def other_amount(share_amount: Cents, days: Iterable[date], stated: Iterable[StatedAmount]) -> OtherAmount | None:
    """What the statutes of the days of a list say otherwise of the share amount (§ 7 no. 1 GenG); None where nothing.

    A day before all of them is held against the first: nothing is known of an earlier one.
    """
    in_order = sorted(stated, key=lambda each: each.since)
    if not in_order:
        return None
    of_days = {next((each for each in reversed(in_order) if each.since <= day), None) for day in days}
    concerned = [each for each in in_order if each in of_days or (None in of_days and each is in_order[0])]
    others = [each for each in concerned if each.share_amount != share_amount]
    is_certain = None not in of_days and len(others) == len(concerned)
    firsts = [next(same) for _amount, same in groupby(others, key=lambda each: each.share_amount)]
    return OtherAmount(share_amount, firsts, is_certain) if others else None


def check_amount(other: OtherAmount | None, is_agreed: bool = True) -> None:
    """Refuse an amount that no statute of a list's days states, and one that some do not, unless that is agreed to."""
    if other is None:
        return
    values = {
        "title": other.stated[-1].title, "day": written(other.stated[-1].since),
        "stated": euro(other.stated[-1].share_amount), "amount": euro(other.share_amount),
    }
    if other.is_certain:
        raise OtherShareAmount(
            "An allen Tagen der Liste beträgt ein Anteil {stated} ({title}, eingetragen am {day}), nicht {amount}."
            " Geben Sie {stated} an, oder prüfen Sie die Liste.", **values,
        )
    if not is_agreed:
        raise AmountNotAgreed(
            "Ein Anteil beträgt {stated} ({title}, eingetragen am {day}), die Liste rechnet mit {amount}. Haken Sie an,"
            " dass das so gemeint ist.", **values,
        )


@dataclass(frozen=True)
class Incoming:
    """What a list of members brings in, as of today: who is a member then, their shares and money; cents."""

    members: int = 0
    left: int = 0
    shares: int = 0
    nominal: Cents = 0
    paid_in: Cents = 0
    open: Cents = 0
    overdue: Cents = 0


def incoming(facts: Iterable[MemberFacts], statute: Statute | None, share_amount: Cents, today: date) -> Incoming:
    """What the rows bring in, by the statute of today; by the list's own amount where none is in force (R-SHR-06)."""
    rows = list(facts)
    present = [each for each in rows if is_member_on(each.joined_on, each.left.last_day if each.left else None, today)]
    shares = sum(each.shares for each in present)
    due = [
        payment for each in rows if statute and each.left is None
        for payment in still_due(payments_due(statute, each.shares, each.joined_on, joins=False), each.paid_in)
    ]
    return Incoming(
        len(present), len(rows) - len(present), shares,
        nominal_of(shares, statute.share_amount if statute else share_amount), sum(each.paid_in for each in present),
        sum(each.amount for each in due), sum(each.amount for each in due if each.due_on < today),
    )
