"""The share sheet of one fiscal year: what a member held when it began, what was booked, what is held at its close."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.archive.rules import Retained, keep_until
from app.core.values import Cents
from app.members import queries as members
from app.members.models import Member
from app.settlements import queries as settlements
from app.settlements.rules import EntryKind
from app.shares import queries as shares
from app.shares.queries import SheetRow
from app.shares.rules import liability_sum, nominal_of
from app.statutes import queries as statutes
from app.statutes.rules import FiscalYear, Statute


@dataclass(frozen=True)
class YearSheet:
    """A member's two ledgers in a year, the oldest line first; cents.

    `nominal` and `liability` follow the statute of the year's last day, as it was known; None where there is none, or
    no sum. `taken` names the lines that a settlement kept back.
    """

    year: FiscalYear
    shares_before: int
    credit_before: Cents
    rows: Sequence[SheetRow]
    taken: Mapping[SheetRow, EntryKind]
    shares_after: int
    credit_after: Cents
    nominal: Cents | None
    liability: Cents | None
    vouchers_until: date | None


def sheet_years(session: Session, member: Member, today: date) -> list[FiscalYear]:
    """The fiscal years for which a member has a sheet: since it first joined; of who is to join, the last one."""
    years, first = members.years_until(session, today), members.get_period_on(session, member.id, date.min)
    return [year for year in years if year.last_day >= first.first_day] or years[-1:]


def year_sheet(session: Session, member: Member, year: FiscalYear, known_at: datetime | None = None) -> YearSheet:
    """The share sheet of a year, as known at a moment (Anteilsblatt, R-SHR-02, R-REG-06).

    What stands behind its lines is kept as R-RET-02 says.
    """
    rows = shares.share_sheet(session, member.id, known_at)[::-1]
    earlier = [row for row in rows if row.closes_on < year.first_day]
    within = [row for row in rows if year.covers(row.closes_on)]
    before = _balance(earlier)
    after = _balance([*earlier, *within])
    statute = statutes.find_statute_on(session, year.last_day, known_at)
    nominal = nominal_of(after[0], statute.share_amount) if statute else None
    return YearSheet(
        year, *before, within, settlements.taken_in(session, within), *after, nominal, _liability(statute, after[0]),
        keep_until(Retained.BOOKING_VOUCHER, year.last_day),
    )


def _liability(statute: Statute | None, held: int) -> Cents | None:
    """What these shares make liable for; nothing of somebody without a share."""
    if statute is None or not held:
        return None
    return liability_sum(statute.nachschuss, statute.share_amount, held, statute.haftsumme, statute.haftsumme_rule)


def _balance(rows: Sequence[SheetRow]) -> tuple[int, Cents]:
    """Shares and credit after these lines."""
    return sum(row.change for row in rows), sum(row.amount for row in rows)


def register_papers_until(last_day: date | None) -> date | None:
    """Until when the papers behind the register entry of somebody who leaves are kept (§ 30 (3) GenG; R-RET-01)."""
    return keep_until(Retained.REGISTER_DOCUMENT, last_day) if last_day else None
