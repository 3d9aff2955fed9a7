"""What members are to be paid from used results: to whom, on which account, and why something waits (§ 19 GenG)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.closing import queries as closing
from app.closing.queries import Claim
from app.closing.rules import ClaimEnd
from app.core.formats import euro, fold
from app.core.values import Cents
from app.departures import queries as departures
from app.departures.models import Notice
from app.members import queries as members
from app.parties.models import Party
from app.settlements.queries.payees import accounts_on, payees_of
from app.settlements.rules import Hold, barred_after, holds_of
from app.statutes import queries as statutes


@dataclass(frozen=True)
class Dividend:
    """A claim from a result with who is paid, on which account, and what holds the payout up.

    `seizures`: the notices by which somebody else is paid what the member is due (§§ 66, 66a GenG); no account then.
    """

    claim: Claim
    payee: Party | None
    iban: str
    holds: Sequence[Hold]
    barred_after: date
    seizures: Sequence[Notice] = ()

    @property
    def is_open(self) -> bool:
        """Whether it is still to be paid."""
        return self.claim.ended_by is None

    @property
    def paid_to(self) -> str:
        """The account that was paid, or is to be."""
        return self.claim.ended_by.iban if self.claim.ended_by else self.iban

    @property
    def payee_name(self) -> str:
        """Who is paid, by name: who seized, else who follows, or the member; empty while nobody is known."""
        seizing = ", ".join(notice.declared_by for notice in self.seizures)
        return seizing or (self.payee.display_name if self.payee else "")

    @property
    def waits_for(self) -> Sequence[Hold]:
        """Why nothing may be paid yet; what is seized may, to who seized it."""
        return [hold for hold in self.holds if hold is not Hold.SEIZED]

    def is_barred(self, day: date) -> bool:
        """Whether it is barred on a day, so that an act may close it (§§ 195, 199 BGB)."""
        return self.is_open and self.barred_after < day


DIVIDEND_VIEWS: Mapping[str, Callable[[Dividend], bool]] = {
    "": lambda each: each.is_open,
    "paid": lambda each: each.claim.ended_by is not None and each.claim.ended_by.kind is ClaimEnd.PAYOUT,
    "barred": lambda each: each.claim.ended_by is not None and each.claim.ended_by.kind is ClaimEnd.LAPSE,
}
"""The saved views of the list."""

DIVIDEND_SORTS = ("due", "name", "member", "number", "amount")
"""What the list is sorted by, the usual order first."""


def dividends(session: Session, claims: Sequence[Claim], today: date) -> list[Dividend]:
    """These claims, each with who is paid and what holds it up."""
    grounds = [(each.member, members.get_period_on(session, each.member.id, today).exit_ground) for each in claims]
    payees = payees_of(session, grounds)
    accounts = accounts_on(session, [party.id for party in payees if party], today)
    seized = departures.seizures_of(session, [each.member.id for each in claims])
    return [
        _dividend(session, claim, payee, accounts.get(payee.id, "") if payee else "", seized.get(claim.member.id, ()))
        for claim, payee in zip(claims, payees, strict=True)
    ]


def _dividend(
    session: Session, claim: Claim, payee: Party | None, iban: str, seizures: Sequence[Notice]
) -> Dividend:
    decided_on = decided(claim)
    account = "" if seizures else iban
    holds = holds_of(payee is None, False, bool(account), claim.amount, bool(seizures))
    barred = barred_after(decided_on, statutes.statute_on(session, decided_on))
    return Dividend(claim, payee, account, holds if claim.ended_by is None else (), barred, seizures)


def decided(claim: Claim) -> date:
    """The day of the assembly, from which on a claim is due (§§ 19, 48 GenG; § 271 BGB)."""
    day = claim.appropriation.effective_on
    assert day is not None
    return day


def dividend_of(session: Session, appropriation_id: int, member_id: int, today: date) -> Dividend:
    """One claim with who is paid; raises NotFound."""
    return dividends(session, [closing.get_claim(session, appropriation_id, member_id)], today)[0]


def chosen_dividends(session: Session, keys: Collection[str], today: date) -> list[Dividend]:
    """The claims of these keys that are still to be paid."""
    claims = [each for each in closing.claims_of(session) if each.key in keys and each.ended_by is None]
    return dividends(session, claims, today)


def list_dividends(
    session: Session, view: str, words: str, sort: str, descending: bool, today: date
) -> list[Dividend]:
    """A saved view of the list, searched and sorted."""
    shows = DIVIDEND_VIEWS.get(view, DIVIDEND_VIEWS[""])
    found = [each for each in dividends(session, closing.claims_of(session), today) if shows(each)]
    kept = [each for each in found if _matches(each, words)]
    return sorted(kept, key=lambda each: _key(each, sort), reverse=descending)


def _matches(each: Dividend, words: str) -> bool:
    member, ended = each.claim.member, each.claim.ended_by
    numbers = f"{each.claim.appropriation.number} {ended.number if ended else ''}"
    text = fold(f"{member.party.display_name} {member.number} {numbers} {each.paid_to} {each.payee_name}")
    return all(word in text for word in fold(words).split())


def _key(each: Dividend, sort: str) -> tuple[object, ...]:
    member, use = each.claim.member, each.claim.appropriation
    keys: Mapping[str, object] = {
        "name": member.party.sort_name, "member": member.number, "number": use.number, "amount": each.claim.amount,
    }  # fmt: skip
    return (keys.get(sort, decided(each.claim)), use.id, member.number)


def sum_of_dividends(found: Iterable[Dividend]) -> tuple[Cents, Cents]:
    """What is shown together, and what of it may be paid now; cents."""
    listed = list(found)
    ready = (each.claim.amount for each in listed if each.is_open and not each.waits_for)
    return sum(each.claim.amount for each in listed), sum(ready)


def shown_dividends(found: Sequence[Dividend]) -> dict[str, object]:
    """What the page shows of claims; whoever notes a payout later is told where it has changed."""
    return {"claims": ", ".join(f"{each.claim.key} {euro(each.claim.amount)} {each.iban}" for each in found)}
