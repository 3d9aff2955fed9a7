"""What members are to be paid from used results: to whom, on which account, and why something waits (§ 19 GenG)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.closing import queries as closing
from app.closing.models import Appropriation, DividendEntry
from app.closing.queries import Claim, OpenClaims
from app.closing.rules import ClaimEnd
from app.core.formats import euro
from app.core.formats import iban as grouped
from app.core.values import Cents, NotFound
from app.departures import queries as departures
from app.departures.models import Notice
from app.members.models import Member, MembershipExit, MembershipPeriod
from app.members.rules import ExitGround
from app.parties.models import Party, PartyBankAccount
from app.settlements.queries.payees import Payable, accounts_on, payees_of
from app.settlements.rules import barred_after, holds_of, interest_in_time_until
from app.statutes import queries as statutes
from app.statutes.rules import Statute


@dataclass(frozen=True, kw_only=True)
class Dividend(Payable):
    """A claim from a result with who is paid, on which account, and what holds the payout up.

    `in_time_until` is the last day on which its interest is paid in time; profit alone has none.
    """

    claim: Claim
    in_time_until: date | None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be paid."""
        return self.claim.ended_by is None

    @property
    def is_back(self) -> bool:
        """Whether it is open again since a payout of it came back (R-SEPA-10)."""
        return self.is_open and self.claim.came_back is not None

    @property
    def is_to_same_account(self) -> bool:
        """Whether it would be paid to the account from which a payout of it came back."""
        back = self.claim.came_back
        return self.is_open and back is not None and back.iban == self.iban

    @property
    def paid_to(self) -> str:
        """The account that was paid, or is to be."""
        return self.claim.ended_by.iban if self.claim.ended_by else self.iban

    def is_overdue(self, day: date) -> bool:
        """Whether its interest should have been paid by a day, and could have been (§ 21a (1) sentence 4 GenG)."""
        by = self.in_time_until
        return self.is_open and not self.waits_for and by is not None and by < day

    def is_barred(self, day: date) -> bool:
        """Whether it is barred on a day, so that an act may close it (§§ 195, 199 BGB)."""
        return self.is_open and self.barred_after < day


DIVIDEND_VIEWS: Mapping[str, ColumnElement[bool]] = {
    "": closing.is_open_claim(), "paid": closing.is_ended_by(ClaimEnd.PAYOUT),
    "barred": closing.is_ended_by(ClaimEnd.LAPSE),
}
"""The saved views of the list, by the condition of what they show."""

DIVIDEND_SORTS = tuple(closing.CLAIM_SORTS)
"""What the list is sorted by, the usual order first."""

PORTION = 1000
"""For so many claims at once it is asked who is paid."""


def dividends(session: Session, claims: Sequence[Claim], today: date) -> list[Dividend]:
    """These claims, each with who is paid and what holds it up."""
    portions = (claims[start : start + PORTION] for start in range(0, len(claims), PORTION))
    return [each for portion in portions for each in _some(session, portion, today)]


def _some(session: Session, claims: Sequence[Claim], today: date) -> list[Dividend]:
    payees = payees_of(session, [(each.member, _left_by(each.member)) for each in claims])
    accounts = accounts_on(session, [party.id for party in payees if party], today)
    seized = departures.seizures_of(session, [each.member.id for each in claims])
    days = {decided(each) for each in claims}
    statutes_then = {day: statutes.statute_on(session, day) for day in days}
    paid = closing.days_of_payouts(session, claims)
    return [
        _dividend(
            claim, payee, accounts.get(payee.id, "") if payee else "",
            [notice for notice in seized.get(claim.member.id, ()) if notice.received_on >= _began(claim)],
            statutes_then[decided(claim)], paid.get(claim.key, ()),
        )
        for claim, payee in zip(claims, payees, strict=True)
    ]


def _began(claim: Claim) -> date:
    """The first day of the membership to which the claim's year belongs: what was seized before went with another."""
    days = [period.first_day for period in claim.member.periods if not period.is_struck]
    return max((day for day in days if day <= claim.appropriation.year_end), default=date.min)


def _left_by(member: Member) -> ExitGround | None:
    """By what the last membership ended."""
    lasting = [period for period in member.periods if not period.is_struck]
    return lasting[-1].exit_ground if lasting else None


def _dividend(
    claim: Claim, payee: Party | None, iban: str, seizures: Sequence[Notice], statute: Statute, paid: Sequence[date]
) -> Dividend:
    account = "" if seizures else iban
    holds = holds_of(payee is None, False, bool(account), claim.amount, bool(seizures))
    return Dividend(
        claim=claim, payee=payee, iban=account, holds=holds if claim.ended_by is None else (), seizures=seizures,
        barred_after=barred_after(decided(claim), statute, paid),
        in_time_until=interest_in_time_until(claim.payable_by, statute) if claim.payable_by else None,
    )


def decided(claim: Claim) -> date:
    """The day of the assembly, from which on a claim is due (§§ 19, 48 GenG; § 271 BGB)."""
    day = claim.appropriation.effective_on
    assert day is not None
    return day


def dividend_of(session: Session, appropriation_id: int, member_id: int, today: date) -> Dividend:
    """One claim with who is paid; raises NotFound."""
    return dividends(session, [closing.get_claim(session, appropriation_id, member_id)], today)[0]


def entry_of(session: Session, found: Dividend, entry_id: int) -> tuple[DividendEntry, DividendEntry | None]:
    """An entry about a claim, and the one by which it came back and that was no error; raises NotFound."""
    entries = closing.ends_of(session, found.claim)
    entry = next((each for each in entries if each.id == entry_id), None)
    if entry is None:
        raise NotFound
    return entry, closing.returns_among(entries).get(entry.turn)


def return_of(session: Session, found: Dividend, entry_id: int) -> DividendEntry:
    """An entry by which a payout of a claim came back; raises NotFound."""
    entry, _back = entry_of(session, found, entry_id)
    if not entry.came_back:
        raise NotFound
    return entry


def left_since(session: Session, found: Dividend, back: DividendEntry) -> Cents:
    """What is still there of what a return brought: nothing once it was paid again, or closed as barred; cents.

    What was booked by mistake since, and undone, took nothing.
    """
    entries = closing.ends_of(session, found.claim)
    errors = {each.undoes for each in entries if not each.came_back}
    ends = [each for each in entries if each.undoes is None and each.turn > back.turn and each.turn not in errors]
    return 0 if ends else -back.amount


def chosen_dividends(session: Session, keys: Collection[str], today: date) -> list[Dividend]:
    """The claims of these keys that are still to be paid."""
    claims = closing.claims_of(session, closing.claims_named(keys), closing.is_open_claim())
    return dividends(session, claims, today)


def list_dividends(
    session: Session, view: str, words: str, sort: str, descending: bool, today: date, offset: int = 0,
    limit: int | None = None,
) -> list[Dividend]:
    """A part of a saved view of the list, searched and sorted."""
    claims = closing.claims_of(
        session, *_conditions(view, words), sort=sort, descending=descending, offset=offset, limit=limit
    )
    return dividends(session, claims, today)


def sum_of_dividends(session: Session, view: str, words: str) -> tuple[int, Cents]:
    """How many claims a view has with these words, and what they come to; cents."""
    return closing.sum_of_claims(session, *_conditions(view, words))


def count_open_dividends(session: Session, today: date) -> tuple[int, date | None, int]:
    """How many claims from results are to be paid, by when the first interest is due, and how many more are barred.

    Those still stand (§§ 195, 199 BGB); profit is due without such a day (§ 21a (1) sentence 4 GenG; R-FIN-08). What
    nobody may pay is not late: a day that is over counts only where something could have been paid by then. Of what was
    paid once and came back the years began anew (§ 212 (1) no. 1 BGB).
    """
    to_pay, barred, days = 0, 0, list[date]()
    for use in closing.open_claims_by_use(session):
        statute = statutes.statute_on(session, use.decided_on)
        if barred_after(use.decided_on, statute) < today:
            again = [each for each in _paid_once(session, use, today) if not each.is_barred(today)]
            to_pay, barred = to_pay + len(again), barred + use.number - len(again)
            days += [each.in_time_until for each in again if each.in_time_until and not each.waits_for]
            continue
        to_pay += use.number
        by = interest_in_time_until(use.payable_by, statute) if use.payable_by else None
        if by and (by >= today or _is_one_payable(session, use, today)):
            days.append(by)
    return to_pay, min(days, default=None), barred


def _paid_once(session: Session, use: OpenClaims, today: date) -> list[Dividend]:
    """The open claims from a use of a result of which a payout came back, or was undone."""
    wanted = Appropriation.id == use.appropriation_id, closing.is_open_claim(), closing.was_paid_once()
    return dividends(session, closing.claims_of(session, *wanted), today)


def _is_one_payable(session: Session, use: OpenClaims, today: date) -> bool:
    """Whether nothing holds up one of the claims with interest; only who has an account or has left is looked at."""
    account = select(PartyBankAccount.id).where(
        PartyBankAccount.party_id == Member.party_id, PartyBankAccount.valid_from <= today
    )
    left = select(MembershipExit.id).join(MembershipPeriod).where(MembershipPeriod.member_id == Member.id)
    wanted = (
        Appropriation.id == use.appropriation_id, closing.is_open_claim(), closing.bears_interest(),
        account.exists() | left.exists(),
    )
    for offset in range(0, use.number, PORTION):
        claims = closing.claims_of(session, *wanted, offset=offset, limit=PORTION)
        if any(not each.waits_for for each in dividends(session, claims, today)):
            return True
    return False


def _conditions(view: str, words: str) -> list[ColumnElement[bool]]:
    return [DIVIDEND_VIEWS.get(view, DIVIDEND_VIEWS[""]), *closing.claim_matches(words)]


def shown_dividends(found: Sequence[Dividend]) -> dict[str, object]:
    """What the page shows of claims; whoever notes a payout later is told where it has changed."""
    return {"claims": [_told(each) for each in found]}


def _told(found: Dividend) -> str:
    claim = found.claim
    named = [claim.member.party.display_name, claim.appropriation.number, euro(claim.amount), grouped(found.iban)]
    return ", ".join(each for each in (*named, claim.came_back.number if claim.came_back else "") if each)
