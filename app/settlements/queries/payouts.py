"""The payout list: what is to be paid to whom, on which account, how much of it now, and why something waits."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.closing import queries as closing
from app.core.formats import euro, fold
from app.core.formats import iban as grouped
from app.core.values import Cents
from app.departures import queries as departures
from app.parties.models import Party
from app.removals import queries as removals
from app.removals.models import Removal
from app.settlements.models import Settlement
from app.settlements.queries.acknowledged import Acknowledged, acknowledged_of
from app.settlements.queries.bases import Basis, find_year
from app.settlements.queries.covering import covered_of_all
from app.settlements.queries.payees import Payable, accounts_on, payees_of
from app.settlements.queries.settlements import in_states, open_ones, to_pay
from app.settlements.rules import (
    Acknowledgement,
    Hold,
    SettlementKind,
    SettlementState,
    barred_after,
    began_anew_on,
    holds_of,
    payable_now,
    payable_within,
)
from app.statutes import queries as statutes
from app.statutes.rules import Statute


@dataclass(frozen=True, kw_only=True)
class Payout(Payable):
    """A settlement with what of it may be paid today, to whom and which account, what holds it up; cents.

    `within_capital` is what the minimum capital lets go, `covered` what the credit holds for it. `began_anew_on` is the
    day with which its limitation began anew last, `acknowledged_by` what the cooperative did on it (§ 212 BGB).
    `contested` is the exclusion it rests on while an appeal against that is pending (§ 68 GenG).
    """

    settlement: Settlement
    within_capital: Cents
    covered: Cents
    began_anew_on: date | None = None
    acknowledged_by: Sequence[Acknowledgement] = ()
    contested: Removal | None = None

    @property
    def payable(self) -> Cents:
        """What may be paid: nothing while the credit does not hold all that is to be paid (§ 73 GenG; R-SEPA-10)."""
        return 0 if Hold.CREDIT in self.holds else self.within_capital

    def payable_on(self, day: date) -> Cents:
        """What is to be paid out now: nothing while anything holds it up.

        And nothing that is barred on that day: it is paid only where the cooperative wants to (§ 214 BGB).
        """
        return 0 if self.waits_for or self.is_barred(day) else self.payable

    @property
    def follower(self) -> Party | None:
        """Who is paid in the member's place."""
        return self.payee if self.payee is not self.settlement.member.party else None

    @property
    def suspended(self) -> Cents:
        """What the minimum capital does not let go now (§ 8a (2) GenG; R-PAY-05)."""
        return self.settlement.left - self.within_capital

    def is_overdue(self, day: date) -> bool:
        """Whether it should have been paid by a day, and could have been; nobody pays while an appeal is pending."""
        is_open = self.settlement.state is SettlementState.OPEN
        return is_open and not self.waits_for and not self.contested and self.settlement.due_on < day

    def is_barred(self, day: date) -> bool:
        """Whether the claim is barred on a day, so that an act may close it (§§ 195, 199, 212 BGB)."""
        return self.settlement.state is SettlementState.OPEN and self.barred_after < day

    def is_lapsed(self, day: date) -> bool:
        """Whether it is barred and the minimum capital has not kept that from happening (R-PAY-05)."""
        return self.is_barred(day) and not self.suspended


def barred_among(session: Session, found: Sequence[Settlement], today: date) -> frozenset[int]:
    """Of these settlements those whose claim is open and barred, by id (§§ 195, 199, 214 BGB)."""
    is_open = (each for each in found if each.state is SettlementState.OPEN)
    return frozenset(each.id for each in is_open if payout_of(session, each, today).is_barred(today))


VIEWS: Mapping[str, Collection[SettlementState]] = {
    "": (SettlementState.OPEN,),
    "proposed": (SettlementState.PROPOSED,),
    "owed": (SettlementState.OWED,),
    "paid": (SettlementState.CLEARED, SettlementState.WRITTEN_OFF, SettlementState.PAID, SettlementState.LAPSED),
    "undone": (SettlementState.REJECTED, SettlementState.WITHDRAWN, SettlementState.REVERSED),
}
"""The saved views of the list, by the states they show."""

SORTS = ("due", "name", "number", "member", "last_day", "claim", "left", "debt")
"""What the list is sorted by, the usual order first."""

STANDS = ("payable", "overdue", *(hold.value for hold in Hold))
"""What the list is filtered by."""


def payouts(session: Session, states: Collection[SettlementState], today: date) -> list[Payout]:
    """The settlements in these states, each with what may be paid of it."""
    return _with_limits(session, in_states(session, states), today)


def payouts_due(session: Session, by: date, today: date, limit: int) -> list[Payout]:
    """What is to be paid by a day, the earliest due first, each with what may be paid of it today."""
    return _with_limits(session, session.scalars(to_pay(by).limit(limit)).all(), today)


def payout_of(session: Session, settlement: Settlement, today: date) -> Payout:
    """One settlement with what may be paid of it today."""
    return _with_limits(session, [settlement], today)[0]


def _with_limits(session: Session, settlements: Sequence[Settlement], today: date) -> list[Payout]:
    open_now = open_ones(session) if settlements else []
    limits = payable_of_all(session, open_now, today) if settlements else {}
    still_open = [each for each in settlements if each.state is SettlementState.OPEN]
    covered = covered_of_all(session, still_open, open_now, today)
    named = payees_of(session, [(each.member, each.ground) for each in settlements])
    payees = {each.id: payee for each, payee in zip(settlements, named, strict=True)}
    accounts = accounts_on(session, [party.id for party in named if party], today)
    seized = departures.seizures_of(session, [each.member_id for each in settlements])
    days = {each.last_day for each in settlements}
    statutes_then = {day: statutes.statute_on(session, day) for day in days}
    years = {day: find_year(session, day) for day in days}
    is_open = {day: year is not None and closing.is_result_open(session, year) for day, year in years.items()}
    acknowledged = acknowledged_of(session, settlements, today)
    pending = removals.contested(session)
    found: list[Payout] = []
    for each in settlements:
        payable, payee = limits.get(each.id, 0), payees[each.id]
        by = [
            notice for notice in seized.get(each.member_id, ())
            if notice.last_day is not None and each.last_day <= notice.last_day
        ]
        iban = accounts.get(payee.id, "") if payee and not by else ""
        holds = holds_of(
            payee is None, is_open[each.last_day], bool(iban), payable, bool(by), each.left <= covered.get(each.id, 0)
        )
        waits = holds if each.state is SettlementState.OPEN else ()
        found.append(Payout(
            settlement=each, within_capital=payable, covered=covered.get(each.id, 0), payee=payee, iban=iban,
            holds=waits, seizures=by, contested=_contested_of(each, pending),
            **_limitation(each, statutes_then[each.last_day], acknowledged[each.id]),
        ))
    return found


def appeal_against(session: Session, basis: Basis) -> Removal | None:
    """The exclusion by which what would be settled ended, while an appeal against that is pending (§ 68 GenG)."""
    return _contested_of(basis, removals.contested(session))


def _contested_of(
    settled: Settlement | Basis, pending: Mapping[tuple[int, date | None], Removal]
) -> Removal | None:
    """Shares given up by notice are settled whatever becomes of the exclusion (§ 67b GenG)."""
    is_exit = settled.kind is SettlementKind.EXIT
    return pending.get((settled.member.id, settled.last_day)) if is_exit else None


def _limitation(settlement: Settlement, statute: Statute, acknowledged: Acknowledged) -> dict[str, Any]:
    days = [day for day, _by in acknowledged]
    anew = began_anew_on(settlement.due_on, statute, days)
    return {
        "barred_after": barred_after(settlement.due_on, statute, days), "began_anew_on": anew,
        "acknowledged_by": tuple(dict.fromkeys(by for day, by in acknowledged if day == anew)),
    }


def payable_of_all(session: Session, settlements: Sequence[Settlement], today: date) -> dict[int, Cents]:
    """Settlement → what may be paid of it without falling below the minimum capital (§ 8a (2) GenG; R-PAY-05)."""
    parts = _within_capital(session, _claims(settlements), today)
    return {each.id: part for each, part in zip(settlements, parts, strict=True)}


def payable_beside_others(session: Session, claim: Cents, today: date) -> Cents:
    """What could be paid of a further claim, the youngest beside those that are open."""
    return _within_capital(session, [*_claims(open_ones(session)), (claim, 0)], today)[-1]


def _claims(settlements: Iterable[Settlement]) -> list[tuple[Cents, Cents]]:
    """Of each settlement what is or was to be paid out, and what of it was."""
    return [(each.left + each.paid, each.paid) for each in settlements]


@dataclass(frozen=True)
class MinimumCapital:
    """What the statute in force keeps from being paid out, cents, and the day on which that version was registered."""

    amount: Cents
    registered_on: date | None


def minimum_capital_on(session: Session, day: date) -> MinimumCapital:
    """The minimum capital by which is judged what may be paid on a day (§ 8a (2) GenG; R-PAY-05)."""
    version = statutes.get_version_on(session, day)
    return MinimumCapital(statutes.statute_of(version).minimum_capital or 0, version.registered_on)


def _within_capital(session: Session, claims: Sequence[tuple[Cents, Cents]], today: date) -> list[Cents]:
    statute = statutes.statute_on(session, today)
    wholes, paid = [whole for whole, _paid in claims], [before for _whole, before in claims]
    open_now = [whole - before for whole, before in claims]
    if not statute.minimum_capital:
        return open_now
    balances = closing.balances_at_close(session, today)
    payable = payable_within(balances, statute.minimum_capital, sum(open_now))
    return payable_now(wholes, paid, payable, statute.suspension_order)


def list_payouts(
    session: Session, view: str, words: str, stand: str, sort: str, descending: bool, today: date
) -> list[Payout]:
    """A saved view of the list, searched, filtered and sorted."""
    found = payouts(session, VIEWS.get(view, VIEWS[""]), today)
    kept = [each for each in found if _matches(each, words) and _stands(each, stand, today)]
    return sorted(kept, key=lambda each: _key(each, sort), reverse=descending)


def _matches(payout: Payout, words: str) -> bool:
    member = payout.settlement.member
    payee = payout.payee_name
    text = fold(f"{member.party.display_name} {member.number} {payout.settlement.number} {payout.iban} {payee}")
    return all(word in text for word in fold(words).split())


def _stands(payout: Payout, stand: str, today: date) -> bool:
    if stand == "payable":
        return not payout.holds and payout.contested is None and not payout.is_barred(today)
    if stand == "overdue":
        return payout.is_overdue(today)
    if stand == "barred":
        return payout.is_barred(today)
    return stand not in STANDS or stand in payout.holds


def _key(payout: Payout, sort: str) -> tuple[object, ...]:
    settlement = payout.settlement
    keys: Mapping[str, object] = {
        "due": settlement.due_on, "name": settlement.member.party.sort_name, "number": settlement.number,
        "member": settlement.member.number, "last_day": settlement.last_day, "claim": settlement.claim,
        "left": settlement.left, "debt": settlement.debt,
    }
    return (keys.get(sort, settlement.due_on), settlement.id)


def sum_of(payouts_shown: Iterable[Payout], today: date) -> tuple[Cents, Cents]:
    """What is open together, and what of it is to be paid now; cents.

    While an appeal is pending nobody pays (§ 68 GenG).
    """
    ready = [each for each in payouts_shown if each.settlement.state is SettlementState.OPEN]
    payable = sum(each.payable_on(today) for each in ready if not each.contested)
    return sum(each.settlement.left for each in ready), payable


def sum_owed(payouts_shown: Iterable[Payout]) -> Cents:
    """What leavers together still owe of shortfalls (§ 73 (2) sentence 4 GenG; R-PAY-06)."""
    return sum(each.settlement.debt for each in payouts_shown)


def chosen(session: Session, ids: Collection[int], today: date) -> list[Payout]:
    """The settlements of these ids that are still to be paid, the oldest exit first."""
    return [each for each in payouts(session, VIEWS[""], today) if each.settlement.id in ids]


def shown_together(found: Sequence[Payout]) -> dict[str, object]:
    """What the page shows of several payouts; whoever notes them later is told where it has changed."""
    return {
        "payable": ", ".join(f"{each.settlement.number} {euro(each.payable)}" for each in found),
        "appeals": ", ".join(each.contested.number for each in found if each.contested),
    }


def shown_of_debt(settlement: Settlement) -> dict[str, object]:
    """What the page shows of the rest that is owed; whoever notes a payment later is told where it has changed."""
    return {"debt": euro(settlement.debt)}


def shown_of(payout: Payout) -> dict[str, object]:
    """What the page shows of a payout; whoever notes one later is told where it has changed."""
    appeal = payout.contested.number if payout.contested else ""
    return {"left": euro(payout.settlement.left), "iban": grouped(payout.iban), "appeals": appeal}
