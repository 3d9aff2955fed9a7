"""By what the key of a result counts: payments or credit, gone with the credit to whoever holds it (R-FIN-05)."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from app.closing import rules
from app.closing.rules import HandedOn, KeyUsed
from app.core.values import Cents
from app.members import queries as members
from app.shares import queries as shares
from app.shares.models import CreditEntry
from app.shares.rules import CreditGround, acquired_on, nominal_of
from app.statutes import queries as statutes
from app.statutes.rules import ONE_DAY, FiscalYear


def is_first_year(session: Session, year: FiscalYear) -> bool:
    """Say whether a fiscal year is the cooperative's first, in which payments made are the key (§ 19 (1); R-FIN-05).

    Whatever years are entered: by membership and credit, which began in it or before, or with the founding.
    """
    joined = members.memberships().subquery()
    credit = select(func.min(CreditEntry.effective_on)).where(shares.kept(CreditEntry))
    began = session.scalar(select(func.min(joined.c.first_day))), session.scalar(credit)
    first = statutes.find_first_version(session)
    founded = (first.resolved_on, first.registered_on) if first else (None, None)
    return rules.is_first_year(year, [day for day in began if day is not None], *founded)


def weights_of(session: Session, year: FiscalYear, key: KeyUsed, day: date) -> dict[int, Cents]:
    """By what a key counts when a result is used on a day, by member (§ 19 GenG; R-FIN-05).

    Payments in the first year, later what was there when the year began, or on an average of its months; credit handed
    on since takes its weight along.
    """
    match key:
        case KeyUsed.PAYMENTS:
            paid = summed(session, shares.paid_sums(year.last_day))
            return rules.weights_followed(paid, _handed_on(session, year.last_day, day))
        case KeyUsed.BALANCES:
            return balances_before(session, year, day)
        case KeyUsed.MONTHS:
            return _by_months(session, year, day)


def balances_before(session: Session, year: FiscalYear, day: date) -> dict[int, Cents]:
    """What was there when a year began, with whoever has it on a day (§§ 19 (1), 21a (1) GenG; R-FIN-05, R-FIN-08)."""
    return rules.weights_followed(
        _when_it_began(session, year.first_day), _handed_on(session, year.first_day, day)
    )


def _by_months(session: Session, year: FiscalYear, day: date) -> dict[int, Cents]:
    """The average of what was there at the beginning of each full month; the sums go with the credit."""
    months = rules.full_months(year)
    credits_then = shares.credit_at_closes(session, [month - ONE_DAY for month in months])
    weights: dict[int, Cents] = {}
    for month, following, known in zip(months, [*months[1:], day], credits_then, strict=True):
        for member_id, credit in _on_shares_then(session, month - ONE_DAY, known).items():
            weights[member_id] = weights.get(member_id, 0) + credit
        weights = rules.weights_followed(weights, _handed_on(session, month, following))
    return {member_id: rules.rounded(Fraction(weight, len(months))) for member_id, weight in weights.items()}


def _when_it_began(session: Session, first_day: date) -> dict[int, Cents]:
    """What was there when a year began; what was handed on with the close of the eve is the acquirer's already."""
    eve = first_day - ONE_DAY
    return _on_shares_then(session, eve, summed(session, shares.credit_at_close(eve)))


def _on_shares_then(session: Session, eve: date, credit: Mapping[int, Cents]) -> dict[int, Cents]:
    if not credit:
        return {}
    rules.check_statute_then(eve, statutes.find_statute_on(session, eve) is not None)
    nominals = nominals_of(session, summed(session, shares.held_at_close(eve)), eve)
    beside = shares.credit_beside_shares(session, eve, at_close=True)
    is_reduced = shares.was_share_reduced(session, eve)
    return {
        member_id: rules.weight_of(each - beside.get(member_id, 0), nominals.get(member_id, 0), is_reduced)
        for member_id, each in credit.items()
    }


def _handed_on(session: Session, since: date, day: date) -> Iterator[HandedOn]:
    """Credit that went over from a day on and is the acquirer's on another, in order; both legs name one document."""
    taken = aliased(CreditEntry)
    same = (taken.recorded_at == CreditEntry.recorded_at) & (taken.document == CreditEntry.document)
    found = select(CreditEntry, taken).join(taken, same & (taken.amount == -CreditEntry.amount)).where(
        CreditEntry.ground == CreditGround.TRANSFER_OUT, taken.ground == CreditGround.TRANSFER_IN,
        CreditEntry.effective_on >= since, CreditEntry.effective_on < day, shares.kept(CreditEntry),
    )
    paired: set[int] = set()
    gone: dict[tuple[int, date], Cents] = {}
    for out, into in session.execute(found.order_by(CreditEntry.effective_on, CreditEntry.id, taken.id)):
        if into.effective_on != acquired_on(out.effective_on) or not paired.isdisjoint((out.id, into.id)):
            continue
        paired |= {out.id, into.id}
        at = out.member_id, out.effective_on
        yield HandedOn(out.member_id, into.member_id, into.amount, _on_shares(session, *at) - gone.get(at, 0))
        gone[at] = gone.get(at, 0) + into.amount


def _on_shares(session: Session, member_id: int, day: date) -> Cents:
    credit = shares.holding_of(session, member_id, day).credit
    return credit - shares.credit_beside_shares_of(session, member_id, day)


def summed(session: Session, query: Select[int, int]) -> dict[int, int]:
    """A figure of each member, as a query gives it."""
    return dict(session.execute(query).all())


def nominals_of(session: Session, held: Mapping[int, int], day: date) -> dict[int, Cents]:
    """The nominal of the shares that each member holds, by the statute of a day; cents."""
    amount = statutes.statute_on(session, day).share_amount
    return {member_id: nominal_of(number, amount) for member_id, number in held.items()}
