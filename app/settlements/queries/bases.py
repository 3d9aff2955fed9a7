"""What is there to be settled: memberships that ended, shares that were given up (§§ 67b, 73 GenG)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, union_all
from sqlalchemy.orm import Session

from app.closing import queries as closing
from app.core.values import Cents, Nachschuss, NotFound, Refusal
from app.departures.rules import settlement_follows
from app.members import queries as members
from app.members.models import Member, MembershipPeriod
from app.members.rules import ExitGround
from app.removals import queries as removals
from app.settlements.models import Settlement
from app.settlements.queries.bound import GivenUp, bound_by_shares, may_be_released
from app.settlements.queries.settlements import BLOCKS, STANDS, find_confirmed, settlements_of
from app.settlements.rules import (
    LIVE,
    SettlementKind,
    Waits,
    bears_of_shortfall,
    due_days,
    part_by_heads,
    part_owed,
    waits_for,
)
from app.shares import queries as shares
from app.shares.models import CreditEntry, ShareEntry
from app.shares.rules import ShareGround, liability_sum
from app.statutes import queries as statutes
from app.statutes.rules import ONE_DAY, FiscalYear, Statute


@dataclass(frozen=True)
class Basis:
    """What is settled, and since when it is over; `until` is the last day whose entries of the credit belong to it."""

    kind: SettlementKind
    id: int
    member: Member
    last_day: date
    ground: ExitGround | None
    shares: int
    until: date

    @property
    def place(self) -> tuple[date, float]:
        """Where it comes among what a member settles: by its day, of one day as the ledger has it, an exit the last."""
        return self.last_day, self.ids[1] or inf

    @property
    def ids(self) -> tuple[int | None, int | None]:
        """The membership, or the entry of the share ledger, that is settled."""
        return (self.id, None) if self.kind is SettlementKind.EXIT else (None, self.id)


@dataclass(frozen=True)
class Candidate:
    """Something over that nobody has settled yet, with its year, when its accounts were adopted, and the credit.

    `waits` is what must happen before it can be settled; None where nothing has to. `borne` is what falls on the leaver
    of a shortfall of the year.
    """

    basis: Basis
    year: FiscalYear | None
    adopted_on: date | None
    credit: Cents
    waits: Waits | None
    borne: Cents = 0


def find_basis(session: Session, kind: SettlementKind, basis_id: int) -> Basis | None:
    """An exit, or shares given up, as it stands in the ledgers now; None where nothing is to be settled."""
    return _exit(session, basis_id) if kind is SettlementKind.EXIT else _given_up(session, basis_id)


def get_basis(session: Session, kind: SettlementKind, basis_id: int) -> Basis:
    """An exit, or shares given up, that is to be settled; raises NotFound."""
    found = find_basis(session, kind, basis_id)
    if found is None:
        raise NotFound
    return found


def find_basis_of(session: Session, settlement: Settlement) -> Basis | None:
    """What a settlement is about, as it stands now; None where it was undone meanwhile."""
    found = find_basis(session, settlement.kind, settlement.period_id or settlement.share_entry_id or 0)
    return found if found is not None and found.last_day == settlement.last_day else None


def basis_of(session: Session, settlement: Settlement) -> Basis:
    """What a settlement is about; raises Refusal where it was undone meanwhile."""
    found = find_basis_of(session, settlement)
    if found is None:
        raise Refusal("Das Ausscheiden oder die Kündigung dahinter wurde inzwischen geändert oder aufgehoben.")
    return found


def _exit(session: Session, period_id: int) -> Basis | None:
    period = session.get(MembershipPeriod, period_id, populate_existing=True)
    if period is None or period.last_day is None:
        return None
    if not settlement_follows(period.last_day, is_transfer=period.exit_ground is ExitGround.TRANSFER):
        return None
    held = shares.shares_held(session, period.member_id, period.last_day)
    until = _until(period.member, period.first_day)
    return Basis(SettlementKind.EXIT, period.id, period.member, period.last_day, period.exit_ground, held, until)


def _until(member: Member, day: date) -> date:
    """The last day before a member joined again after a day; the end of time where it has not."""
    lasting = (each.first_day for each in member.periods if not each.is_struck)
    return min((first_day - ONE_DAY for first_day in lasting if first_day > day), default=date.max)


def _given_up(session: Session, entry_id: int) -> Basis | None:
    wanted = select(ShareEntry).where(ShareEntry.id == entry_id, _gives_up())
    entry = session.scalar(wanted)
    if entry is None:
        return None
    member = members.get_member(session, entry.member_id)
    given_up = -shares.change_of(session, entry)
    day = entry.effective_on
    return Basis(SettlementKind.PARTIAL, entry.id, member, day, None, given_up, _until(member, day))


def _gives_up() -> ColumnElement[bool]:
    """The condition that shares were given up; what a splitting made of them is a part of that (§ 22b GenG)."""
    is_own = ShareEntry.multiplies_id.is_(None)
    return (ShareEntry.ground == ShareGround.CANCELLATION) & is_own & shares.kept(ShareEntry)


def find_year(session: Session, day: date) -> FiscalYear | None:
    """The fiscal year entered in which a day lies."""
    return next((year for year in statutes.fiscal_years(session) if year.covers(day)), None)


def candidates(session: Session, today: date, member_id: int | None = None) -> list[Candidate]:
    """What is over and not settled, the earliest first; without what leaves nothing to pay or to be owed."""
    found = _candidates(session, today, member_id)
    return sorted(found, key=lambda each: (each.basis.last_day, each.basis.member.number, each.basis.place))


def _candidates(session: Session, today: date, member_id: int | None) -> Iterator[Candidate]:
    """The same, each read when it is asked for, by the day on which it was over; what one claims no later one does."""
    years = statutes.fiscal_years(session)
    adopted = {year: closing.adoption_of(session, year) for year in years if year.last_day < today}
    is_open = {year: closing.is_result_open(session, year) for year in adopted}
    borne_on = _borne_on(session, adopted)
    continued = removals.continued_ends(session) if borne_on else set()
    found: dict[int, list[Candidate]] = defaultdict(list)
    for basis in _bases(session, today, member_id, borne_on):
        before = found[basis.member.id]
        year = next((each for each in years if each.covers(basis.last_day)), None)
        adopted_on = adopted.get(year) if year else None
        claimed = sum(max(each.credit, 0) for each in before)
        credit = credit_of(session, basis) - kept_of(session, basis, today) - claimed
        is_first = not any(_is_before(each.basis, basis) for each in before)
        waits = waits_for(year is not None, adopted_on is not None, year in adopted and is_open[year], is_first)
        parted = borne_on.get(basis.last_day)
        borne = 0 if parted is None or find_confirmed(session, *basis.ids) else _lacking(basis, continued, parted).borne
        if credit > 0 or borne > 0:
            before.append(Candidate(basis, year, adopted_on, credit, waits, borne))
            yield before[-1]


def may_be_opened(today: date) -> Select[int]:
    """How much is over and not settled in years whose accounts were adopted, as a query; at most that can be opened.

    Where there is none nothing else need be looked at; where there is, `first_to_open` says whether one can.
    """
    period = members.memberships().subquery()
    held = shares.credit_sums(today).subquery()
    with_credit = period.c.member_id.in_(select(held.c.member_id).where(held.c.credit > 0))
    latest = closing.last_year_adopted()
    ended = select(period.c.id).where(
        period.c.last_day < today, period.c.last_day <= latest, or_(with_credit, closing.may_lack(period.c.last_day)),
        ~_is_settled(Settlement.period_id == period.c.id),
    )
    given_up = select(ShareEntry.id).where(
        ShareEntry.effective_on < today, ShareEntry.effective_on <= latest, _gives_up(), may_be_released(today),
        ~_is_settled(Settlement.share_entry_id == ShareEntry.id),
    )
    return select(func.count()).select_from(union_all(ended, given_up).subquery())


def first_to_open(session: Session, today: date) -> Candidate | None:
    """What can be opened and was over first; what was over later is not looked at."""
    return next((each for each in _candidates(session, today, None) if each.waits is None), None)


def due_on_of(session: Session, candidate: Candidate) -> date | None:
    """By which day a settlement is due once it is opened; None where no statute was in force (R-PAY-01)."""
    statute = statutes.find_statute_on(session, candidate.basis.last_day)
    return due_days(candidate.basis.last_day, statute).due_on if statute else None


def _is_before(one: Basis, other: Basis) -> bool:
    """Whether something of the same member was over earlier, so that it is settled earlier."""
    return one.member.id == other.member.id and one.place < other.place


def _bases(
    session: Session, today: date, member_id: int | None, lacking: Collection[date]
) -> Iterator[Basis]:
    """What is over with credit, and on the days on which a leaver bears of a shortfall without, too; by its day.

    Of one day the shares given up singly come before the membership, as with what they bind (R-PAY-04).
    """
    period = members.memberships().subquery()
    held = shares.credit_sums(today).subquery()
    with_credit = period.c.member_id.in_(select(held.c.member_id).where(held.c.credit > 0))
    counts = or_(
        with_credit, period.c.last_day.in_(lacking) & ~exists().where(Settlement.period_id == period.c.id, STANDS)
    )
    ended = select(period.c.last_day, period.c.id).where(
        period.c.last_day < today, counts, ~_is_settled(Settlement.period_id == period.c.id)
    )
    given_up = select(ShareEntry.effective_on, ShareEntry.id).where(
        ShareEntry.effective_on < today, _gives_up(), may_be_released(today),
        ~_is_settled(Settlement.share_entry_id == ShareEntry.id),
    )
    if member_id is not None:
        ended, given_up = ended.where(period.c.member_id == member_id), given_up.where(
            ShareEntry.member_id == member_id
        )
    over = [
        (day, is_exit, basis_id) for found, is_exit in ((ended, True), (given_up, False))
        for day, basis_id in session.execute(found).all()
    ]
    for _day, is_exit, basis_id in sorted(over):
        if (basis := (_exit if is_exit else _given_up)(session, basis_id)) is not None:
            yield basis


def _within(day: ColumnElement[date], year: FiscalYear) -> ColumnElement[bool]:
    return (day >= year.first_day) & (day <= year.last_day)


def _is_settled(about: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition that a settlement stands beside which no further one is opened."""
    return exists().where(about, BLOCKS)


def credit_entries_of(session: Session, basis: Basis) -> Sequence[CreditEntry]:
    """The entries of the credit that is settled, by the day to which they belong; a later membership has its own.

    What the result of the year of the exit brought or took belongs to it whenever it was booked (§ 73 GenG; R-PAY-03),
    and so does what was still owed on its shares and was paid later (R-PAY-07), or came back later (R-SEPA-10).
    """
    return [each for each in shares.credit_entries_of(session, basis.member.id) if each.belonging <= basis.until]


def results_of(session: Session, member_id: int, last_day: date) -> Collection[int]:
    """The entries, by id, of profit and loss of a member up to the year in which a membership ended."""
    year = find_year(session, last_day)
    return {entry.id for entry in closing.entries_of_results(session, member_id, year.last_day)} if year else set()


def credit_of(session: Session, basis: Basis) -> Cents:
    """What the ledger holds of the credit that is settled, losses written off included; cents (R-PAY-02)."""
    return sum(entry.amount for entry in credit_entries_of(session, basis))


def kept_of(session: Session, basis: Basis, today: date) -> Cents:
    """What must stay: what the shares that remain bind, and what others of the membership still owe (R-PAY-04)."""
    others = [each for each in settlements_of(session, basis.member.id) if each.state in LIVE]
    owed = sum(
        each.left for each in others
        if (each.period_id, each.share_entry_id) != basis.ids and each.last_day <= basis.until
    )
    if basis.kind is SettlementKind.EXIT:
        return owed
    given_up = GivenUp(basis.member.id, basis.last_day, basis.id)
    return owed + bound_by_shares(session, [given_up])[given_up]


@dataclass(frozen=True)
class Parted:
    """What the cooperative lacked to cover its debts, by how many heads it is parted, and by which statute."""

    shortfall: Cents
    heads: int
    statute: Statute


@dataclass(frozen=True)
class Lacking:
    """What the cooperative lacks to cover its debts, by how many heads it is parted, and what of a part is owed."""

    shortfall: Cents
    heads: int
    borne: Cents


def shortfall_on(session: Session, basis: Basis, year: FiscalYear, statute: Statute) -> Lacking:
    """What of a shortfall of the year falls on a leaver (§ 73 (2) sentence 4 GenG; R-PAY-06).

    Of the heads of the last day, the leaver's among them. Of who stays a member, as such or by an heir, nothing falls
    on it; nor does anything a second time, where what came later is settled by itself.
    """
    if not (total := closing.shortfall_of(session, year)) or find_confirmed(session, *basis.ids):
        return Lacking(0, 0, 0)
    parted = Parted(total, members.count_on(session, basis.last_day), statute)
    return _lacking(basis, removals.continued_ends(session), parted)


def _lacking(basis: Basis, continued: Collection[tuple[int, date]], parted: Parted | None) -> Lacking:
    is_continued = (basis.member.id, basis.last_day) in continued
    if parted is None or not bears_of_shortfall(basis.kind is SettlementKind.EXIT, is_continued):
        return Lacking(0, 0, 0)
    statute = parted.statute
    liability = liability_sum(
        statute.nachschuss, statute.share_amount, basis.shares, statute.haftsumme, statute.haftsumme_rule
    )
    part = part_by_heads(parted.shortfall, parted.heads)
    return Lacking(parted.shortfall, parted.heads, part_owed(part, liability))


def _borne_on(session: Session, years: Iterable[FiscalYear]) -> dict[date, Parted]:
    """The days on which memberships ended in years with a shortfall, as far as the statute then knew a Nachschuss."""
    period = members.memberships().subquery()
    found: dict[date, Parted] = {}
    for year in years:
        total = closing.shortfall_of(session, year)
        days = select(period.c.last_day).where(_within(period.c.last_day, year)).distinct()
        for day in session.scalars(days).all() if total else ():
            statute = statutes.find_statute_on(session, day)
            if statute is not None and statute.nachschuss is not Nachschuss.NONE:
                found[day] = Parted(total, members.count_on(session, day), statute)
    return found


def find_earlier(session: Session, basis: Basis, today: date) -> Candidate | None:
    """Something of the same member that is to be settled before: what was over earlier."""
    earlier = candidates(session, today, basis.member.id)
    return next((each for each in earlier if _is_before(each.basis, basis)), None)
