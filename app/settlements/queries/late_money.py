"""What came to a credit, and what of it is barred later than the claim with which it is settled (R-PAY-01)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.settlements.models import Settlement
from app.settlements.queries.bases import Basis, credit_entries_of, find_basis_of, results_of
from app.shares import queries as shares
from app.shares.models import CreditEntry
from app.shares.rules import CreditGround, taken_back

_OWED_AS_BEFORE = (CreditGround.RETURNED_PAYOUT, CreditGround.REVERSAL)


def money_among(session: Session, basis: Basis, entries: Sequence[CreditEntry]) -> list[CreditEntry]:
    """What of the entries of a credit brought something to it.

    A payout that came back is no such money, nor is what undoes an entry: both are owed as before (R-SEPA-10,
    R-REG-05). What was undone, or came back, brought nothing: entry and counter-entry are told together.
    """
    returned = shares.returned_with(session, basis.member.id)
    gone = taken_back((each.id, each.reverses_id, returned.get(each.id)) for each in entries)
    return [
        each for each in entries
        if each.amount > 0 and each.belonging <= basis.last_day and each.ground not in _OWED_AS_BEFORE
        and each.id not in gone
    ]


def younger_than(
    session: Session, basis: Basis, entries: Sequence[CreditEntry], due_on: date
) -> list[CreditEntry]:
    """What came in in a later year than that of a day by which to pay: it is barred later (§§ 199, 271 (1) BGB).

    One claim with one day would let it be barred with what was due before, or all be owed as long as that (R-PAY-01).
    The results up to the year of the exit are no such money: they belong to the credit that is settled, however late
    they were used (§ 73 (2) GenG; R-PAY-02).
    """
    results = results_of(session, basis.member.id, basis.last_day)
    return [
        each for each in money_among(session, basis, entries)
        if each.effective_on.year > due_on.year and each.id not in results
    ]


def left_apart(session: Session, settlement: Settlement) -> list[CreditEntry]:
    """What had come in in a later year when a claim was settled, and was left to a further settlement (R-PAY-01)."""
    basis = find_basis_of(session, settlement)
    if basis is None:
        return []
    known = [each for each in credit_entries_of(session, basis) if each.recorded_at <= settlement.entered_at]
    beyond, apart = sum(each.amount for each in known) - settlement.credit, []
    younger = younger_than(session, basis, known, settlement.due_on)
    for each in sorted(younger, key=lambda each: each.effective_on, reverse=True):
        if each.amount <= beyond:
            apart.append(each)
            beyond -= each.amount
    return apart


def has_younger(session: Session, settlement: Settlement) -> bool:
    """Whether of what a settlement does not pay something is barred later, so that it is settled by itself (R-PAY-01).
    """
    basis = find_basis_of(session, settlement)
    if basis is None:
        return False
    return bool(younger_than(session, basis, credit_entries_of(session, basis), settlement.due_on))
