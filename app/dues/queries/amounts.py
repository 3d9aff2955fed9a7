"""What is owed for a year, and what less by whom: an amendment does not bind who left because of it (§ 67a GenG)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.values import Cents
from app.dues.models import Contribution
from app.members.rules import Unbound
from app.statutes import queries as statutes
from app.statutes.rules import FiscalYear

LeftBecause = Callable[[Session], Sequence[Unbound]]
"""Gives who left because of an amendment that brought or raised the contribution."""

_left_because: LeftBecause | None = None


def hand_in(left_because: LeftBecause) -> None:
    """Name who knows who left because of such an amendment; called by the factory.

    Notices are known in a room beside this one.
    """
    global _left_because
    _left_because = left_because


def _unbound(session: Session) -> Sequence[Unbound]:
    return _left_because(session) if _left_because else ()


def contribution_of(session: Session, year: FiscalYear, today: date) -> Cents:
    """What the statute of the first day of a year asks for it; of the year of foundation its first one; cents."""
    statute = statutes.find_statute_on(session, _statute_day(session, year, today))
    return statute.annual_contribution if statute else 0


def _statute_day(session: Session, year: FiscalYear, today: date) -> date:
    is_known = statutes.find_version_on(session, year.first_day) is not None
    return year.first_day if is_known else min(year.last_day, today)


def less_owed(session: Session, year: FiscalYear, today: date) -> dict[int, Cents]:
    """Member → what it owes for a year, where that is less than others owe: what the statute before asks; cents.

    Only who left because of the amendment is in it, up to the year with which it left (§ 67a GenG; R-EXIT-06).
    """
    unbound = [each for each in _unbound(session) if each.last_day >= year.first_day]
    if not unbound:
        return {}
    usual, day, found = contribution_of(session, year, today), _statute_day(session, year, today), dict[int, Cents]()
    for each in unbound:
        before = statutes.find_statute_without(session, each.resolved_on, day)
        owed = before.annual_contribution if before else 0
        if owed < usual:
            found[each.member_id] = min(owed, found.get(each.member_id, owed))
    return found


@dataclass(frozen=True)
class TooMuch:
    """A contribution that was asked for before the notice came, and what of it is owed; cents."""

    contribution: Contribution
    owed: Cents


def asked_too_much(session: Session, today: date, member_id: int | None = None) -> list[TooMuch]:
    """What was asked of those whom the amendment does not bind, and is more than they owe (§ 67a GenG; R-EXIT-06).

    Of all, or of one; what was freed or taken back is asked no more. The office is to free them; until then nobody
    duns it.
    """
    ids = {each.member_id for each in _unbound(session) if member_id in (None, each.member_id)}
    if not ids:
        return []
    standing = Contribution.member_id.in_(ids), Contribution.waived_at.is_(None), Contribution.taken_back_at.is_(None)
    asked = session.scalars(select(Contribution).where(*standing).order_by(Contribution.id)).unique().all()
    owed = {year: less_owed(session, year, today) for year in {each.year for each in asked}}
    pairs = [(each, owed[each.year].get(each.member_id, each.amount)) for each in asked]
    return [TooMuch(each, amount) for each, amount in pairs if amount < each.amount]


def owed_instead(session: Session, contribution: Contribution, today: date) -> Cents | None:
    """What a member owes instead of what it was asked for; None where all of it is owed; cents."""
    found = asked_too_much(session, today, contribution.member_id)
    return next((each.owed for each in found if each.contribution is contribution), None)
