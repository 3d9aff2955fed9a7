"""Reads of what members are to be paid from used results, and of what was (§§ 19, 21a GenG)."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.closing.models import Appropriation, AppropriationShare, DividendEntry
from app.closing.queries.results import key_of, use_is_undone
from app.closing.rules import ClaimEnd, KeyUsed, interest_payable_by
from app.core.formats import fold
from app.core.lists import Sortable
from app.core.values import Cents, NotFound
from app.members.models import Member
from app.members.rules import number_meant
from app.parties.models import Party
from app.shares import queries as shares
from app.shares.models import PaymentReceived
from app.shares.rules import taken_back
from app.statutes import queries as statutes

Columns = TypeVarTuple("Columns")

_SHARE = AppropriationShare
_CLAIM = _SHARE.paid_out + _SHARE.interest
_BACK = aliased(DividendEntry)


def _of_the_claim(entry: type[DividendEntry]) -> ColumnElement[bool]:
    return (entry.appropriation_id == _SHARE.appropriation_id) & (entry.member_id == _SHARE.member_id)


def _of_the_same(entry: type[DividendEntry], other: type[DividendEntry]) -> ColumnElement[bool]:
    return (entry.appropriation_id == other.appropriation_id) & (entry.member_id == other.member_id)


@dataclass(frozen=True)
class Claim:
    """What the cooperative owes a member by the use of a result; cents. `ended_by`: the entry that stands, if any.

    `came_back` is the last entry by which a payout of it came back, also where it was paid again since (R-SEPA-10); a
    return that was an error is none.
    """

    appropriation: Appropriation
    member: Member
    paid_out: Cents
    interest: Cents
    ended_by: DividendEntry | None
    came_back: DividendEntry | None

    @property
    def amount(self) -> Cents:
        """All of it."""
        return self.paid_out + self.interest

    @property
    def payable_by(self) -> date | None:
        """The last day on which it is paid in time, where it bears interest; profit has none (§ 21a (1) sentence 4)."""
        return interest_payable_by(self.appropriation.year_end) if self.interest else None

    def open_from(self, day: date) -> Cents:
        """The least of it that was open when a day was over, or any later one: nothing before all was back."""
        return 0 if self.came_back and day < self.came_back.effective_on else self.amount

    @property
    def key(self) -> str:
        """How forms and addresses name it."""
        return f"{self.appropriation.id}-{self.member.id}"


def _stands(day: date = date.max) -> ColumnElement[bool]:
    """The condition that an entry ends its claim on a day, and was not undone by then."""
    undoing = aliased(DividendEntry)
    undone = select(undoing.id).where(
        _of_the_same(undoing, DividendEntry), undoing.undoes == DividendEntry.turn, undoing.effective_on <= day,
        ~_is_error(undoing),
    )
    return and_(DividendEntry.undoes.is_(None), DividendEntry.effective_on <= day, ~undone.exists())


def _is_error(back: type[DividendEntry]) -> ColumnElement[bool]:
    """The condition that a return was undone as an error, of its own day (R-REG-05)."""
    error = aliased(DividendEntry)
    return select(error.id).where(_of_the_same(error, back), error.undoes == back.turn).exists()


def _came_back_last(day: date) -> ColumnElement[bool]:
    """The condition that an entry is the last one up to a day by which a payout of its claim came back indeed."""
    later = aliased(DividendEntry)
    again = select(later.id).where(
        _of_the_same(later, _BACK), later.came_back, later.turn > _BACK.turn, later.effective_on <= day,
        ~_is_error(later),
    )
    return and_(_BACK.came_back, _BACK.effective_on <= day, ~_is_error(_BACK), ~again.exists())


CLAIM_SORTS: Mapping[str, Callable[[], Sortable]] = {
    "due": lambda: Appropriation.effective_on, "name": lambda: Party.sort_name, "member": lambda: Member.number,
    "number": lambda: Appropriation.number, "amount": lambda: _CLAIM,
}
"""What claims are sorted by, the usual order first."""


def _claims(
    selected: Select[*Columns], wanted: Iterable[ColumnElement[bool]], day: date = date.max
) -> Select[*Columns]:
    """The claims from uses of results that stand, as far as these conditions hold."""
    found = selected.select_from(Appropriation).join(_SHARE, _SHARE.appropriation_id == Appropriation.id)
    found = found.join(Member, Member.id == _SHARE.member_id).join(Party, Party.id == Member.party_id)
    found = found.outerjoin(DividendEntry, _of_the_claim(DividendEntry) & _stands(day))
    return found.where(_CLAIM > 0, ~use_is_undone(), *wanted)


def claims_of(
    session: Session, *wanted: ColumnElement[bool], sort: str = "due", descending: bool = False, offset: int = 0,
    limit: int | None = None, day: date = date.max,
) -> list[Claim]:
    """The claims from uses of results that stand, sorted; as far as these conditions hold, and as they were on a day.
    """
    columns = select(Appropriation, Member, _SHARE.paid_out, _SHARE.interest, DividendEntry, _BACK)
    order = CLAIM_SORTS[sort]().desc() if descending else CLAIM_SORTS[sort]()
    found = _claims(columns, wanted, day).outerjoin(_BACK, _of_the_claim(_BACK) & _came_back_last(day))
    in_order = found.order_by(order, Appropriation.id, Member.number).offset(offset).limit(limit)
    return [Claim(*row) for row in session.execute(in_order).unique()]


def sum_of_claims(session: Session, *wanted: ColumnElement[bool]) -> tuple[int, Cents]:
    """How many claims there are for which these conditions hold, and what they come to."""
    summed = select(func.count(), func.coalesce(shares.total(_CLAIM), 0))
    number, amount = session.execute(_claims(summed, wanted)).one()
    return number, amount


@dataclass(frozen=True)
class OpenClaims:
    """How many claims are open from one use of a result, of which day, and by when their interest is to be paid."""

    appropriation_id: int
    decided_on: date
    number: int
    payable_by: date | None


def open_claims_by_use(session: Session) -> list[OpenClaims]:
    """What is open of the claims from each use of a result that stands; nothing where all of them ended."""
    use = (Appropriation.id, Appropriation.effective_on, Appropriation.year_end)
    counted = _claims(select(*use, func.count(), func.max(_SHARE.interest)), [is_open_claim()])
    found = session.execute(counted.group_by(*use).order_by(Appropriation.id))
    return [
        OpenClaims(use_id, day, number, interest_payable_by(year_end) if most else None)
        for use_id, day, year_end, number, most in found if day is not None
    ]


def is_open_claim() -> ColumnElement[bool]:
    """The condition that a claim was neither paid nor closed."""
    return DividendEntry.id.is_(None)


def was_paid_once() -> ColumnElement[bool]:
    """The condition that a claim was paid at some time, also where that came back or was undone."""
    paid = aliased(DividendEntry)
    return select(paid.id).where(_of_the_claim(paid), paid.kind == ClaimEnd.PAYOUT).exists()


def bears_interest() -> ColumnElement[bool]:
    """The condition that a claim has interest in it, which has a day by which it is paid."""
    return _SHARE.interest > 0


def is_ended_by(end: ClaimEnd) -> ColumnElement[bool]:
    """The condition that a claim ended so."""
    return DividendEntry.kind == end


def claim_matches(words: str) -> list[ColumnElement[bool]]:
    """The conditions that a claim has these words in its member, in the number of the use or of a payout or return."""
    if not words:
        return []
    number, entry = number_meant(words), aliased(DividendEntry)
    found = [
        Party.search_text.contains(fold(words), autoescape=True),
        Appropriation.number.icontains(words, autoescape=True),
        select(entry.id).where(_of_the_claim(entry), entry.number.icontains(words, autoescape=True)).exists(),
    ]
    return [or_(*found, Member.number == number) if number else or_(*found)]


def claims_named(keys: Collection[str]) -> ColumnElement[bool]:
    """The condition that a claim has one of these keys; what is none names nothing."""
    named = [key.split("-") for key in keys if re.fullmatch(r"\d{1,9}-\d{1,9}", key)]
    of_each = [(Appropriation.id == int(use)) & (Member.id == int(member)) for use, member in named]
    return or_(false(), *of_each)


def get_claim(session: Session, appropriation_id: int, member_id: int) -> Claim:
    """One claim from a use of a result that stands; raises NotFound."""
    found = claims_of(session, Appropriation.id == appropriation_id, Member.id == member_id)
    if not found:
        raise NotFound
    return found[0]


def ends_of(session: Session, claim: Claim) -> Sequence[DividendEntry]:
    """Everything that ended a claim and what undid it, in the order in which it was recorded."""
    mine = (DividendEntry.appropriation_id == claim.appropriation.id, DividendEntry.member_id == claim.member.id)
    return session.scalars(select(DividendEntry).where(*mine).order_by(DividendEntry.turn)).all()


def undone_among(entries: Sequence[DividendEntry]) -> set[int]:
    """The turns of those of a claim's entries that were undone as an error, or came back (R-REG-05, R-SEPA-10)."""
    return taken_back(
        (each.turn, None if each.came_back else each.undoes, each.undoes if each.came_back else None)
        for each in entries
    )


def returns_among(entries: Sequence[DividendEntry]) -> Mapping[int, DividendEntry]:
    """Turn of a payout that came back → the entry of a claim that says so and was no error (R-SEPA-10)."""
    undone = undone_among(entries)
    return {each.undoes: each for each in entries if each.came_back and each.undoes and each.turn not in undone}


def days_of_payouts(session: Session, claims: Sequence[Claim]) -> Mapping[str, Sequence[date]]:
    """Key of a claim → the days on which it was paid, also what came back or was undone (§ 212 (1) no. 1 BGB)."""
    found: dict[str, list[date]] = {}
    rows = session.execute(
        select(DividendEntry.appropriation_id, DividendEntry.member_id, DividendEntry.effective_on).where(
            DividendEntry.kind == ClaimEnd.PAYOUT, DividendEntry.undoes.is_(None),
            DividendEntry.appropriation_id.in_({each.appropriation.id for each in claims}),
            DividendEntry.member_id.in_([each.member.id for each in claims]),
        )
    )
    for use_id, member_id, day in rows:
        found.setdefault(f"{use_id}-{member_id}", []).append(day)
    return found


def dividends_of(session: Session, member_id: int) -> Sequence[DividendEntry]:
    """What a member was paid from results, or lost, and what undid it, in the order in which it was recorded."""
    mine = select(DividendEntry).where(DividendEntry.member_id == member_id)
    return session.scalars(mine.order_by(DividendEntry.id)).all()


def number_ended(session: Session, appropriation: Appropriation) -> int:
    """How many claims from a use of a result were paid or closed."""
    ended = select(func.count()).select_from(DividendEntry)
    return session.scalar(ended.where(DividendEntry.appropriation_id == appropriation.id, _stands())) or 0


def dividends_without_trace(session: Session) -> Sequence[DividendEntry]:
    """Entries of another amount than their claim, or that stand though the use of the result was undone (R-FIN-05)."""
    found = select(DividendEntry).join(Appropriation, Appropriation.id == DividendEntry.appropriation_id).join(
        _SHARE, _of_the_claim(DividendEntry)
    )
    is_wrong = or_(func.abs(DividendEntry.amount) != _CLAIM, _stands() & use_is_undone())
    return session.scalars(found.where(is_wrong).order_by(DividendEntry.id)).all()


def dividends_unlike(session: Session) -> Sequence[DividendEntry]:
    """Entries that do not go with what they undo, or were paid again before it was back (R-REG-05, R-SEPA-10).

    What was a mistake is undone as of its own day, a payout comes back on that day or later; kind and account stay.
    Only an end of a claim, or a return, is undone, and once.
    """
    undone, back, twice = aliased(DividendEntry), aliased(DividendEntry), aliased(DividendEntry)
    is_other = or_(
        undone.kind != DividendEntry.kind, undone.iban != DividendEntry.iban,
        undone.effective_on > DividendEntry.effective_on,
        ~DividendEntry.came_back & (undone.effective_on != DividendEntry.effective_on),
        undone.undoes.is_not(None) & ((DividendEntry.amount < 0) | ~undone.came_back),
        undone.undoes.is_(None) & (DividendEntry.amount > 0),
    )
    same = _of_the_same(undone, DividendEntry), undone.turn == DividendEntry.undoes
    unlike = select(undone.id).where(*same, is_other).exists()
    not_back = select(back.id).where(
        _of_the_same(back, DividendEntry), back.came_back, back.turn < DividendEntry.turn,
        back.effective_on > DividendEntry.effective_on, ~_is_error(back),
    )
    too_early = DividendEntry.undoes.is_(None) & not_back.exists()
    again = select(twice.id).where(
        _of_the_same(twice, DividendEntry), twice.undoes == DividendEntry.undoes, twice.turn < DividendEntry.turn,
        ~_is_error(twice),
    )
    wrong = unlike | too_early | again.exists()
    return session.scalars(select(DividendEntry).where(wrong).order_by(DividendEntry.id)).all()


def claims_resting_on(session: Session, payment: PaymentReceived) -> list[tuple[str, Cents]]:
    """The results of which a member was given a part by a payment on its shares: number and claim (§§ 19, 21a GenG).

    Balances and interest are those of when the year began; else what came in during the year counts too.
    """
    if payment.credit_entry_id is None:
        return []
    years = {year.last_day: year for year in statutes.fiscal_years(session)}
    found: list[tuple[str, Cents]] = []
    for claim in claims_of(session, Member.id == payment.member_id):
        year = years.get(claim.appropriation.year_end)
        if year is None or payment.received_on > year.last_day:
            continue
        if payment.received_on < year.first_day or key_of(session, year) is not KeyUsed.BALANCES:
            found.append((claim.appropriation.number, claim.amount))
    return found
