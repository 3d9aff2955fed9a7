"""What members are due from used results is paid, closed as barred, or taken back (§§ 19, 21a GenG; R-FIN-05)."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.closing import actions as closing
from app.closing import queries as results
from app.closing.models import Appropriation, DividendEntry
from app.closing.rules import check_comes_back
from app.core.db import one_at_a_time
from app.core.formats import local
from app.core.values import Actor, NotFound, Refusal, plain_account
from app.organs import queries as organs
from app.settlements import queries, rules
from app.settlements.queries import Dividend
from app.shares.rules import check_reversible
from app.statutes import queries as statutes


def hold_dividend(session: Session, appropriation_id: int, member_id: int, today: date) -> Dividend:
    """A claim that nobody else works on until the transaction is over, nor undoes the use of its result."""
    use = session.get(Appropriation, appropriation_id)
    if use is None:
        raise NotFound
    year = next(each for each in statutes.fiscal_years(session) if each.last_day == use.year_end)
    one_at_a_time(session, closing.matter_of(year))
    return queries.dividend_of(session, appropriation_id, member_id, today)


def pay_dividend(
    session: Session, found: Dividend, paid_on: date, actor: Actor, now: datetime, iban: str = ""
) -> DividendEntry:
    """Record that a claim from a result was paid, whole, to the account known on that day (§ 19 GenG; R-FIN-05).

    `iban` is the account that was paid where the member's credit is seized; else the one on record is (§ 66 GenG).
    Refused before the assembly's decision, before it was back where a payout of it came back, for a day to come, and
    while heirs or an account are not known.
    """
    today, decided_on = local(now).date(), queries.decided(found.claim)
    rules.check_paid_on(paid_on, decided_on, decided_on, today)
    rules.check_open_then(found.claim.amount, found.claim.open_from(paid_on), paid_on)
    rules.check_holds(found.waits_for)
    ours = plain_account(organs.letterhead_on(session, today).iban)
    account = rules.check_account(bool(found.seizures), iban, ours)
    if not account:
        assert found.payee is not None
        then = queries.accounts_on(session, [found.payee.id], paid_on)
        account = rules.check_account_then(then.get(found.payee.id, ""), paid_on)
    return closing.pay_claim(session, found.claim, paid_on, account, actor, now)


def pay_dividends(session: Session, keys: Collection[str], paid_on: date, actor: Actor, now: datetime) -> int:
    """Record that several claims from results were paid, all of them or none. Gives how many.

    Refused where one of them is barred: that is paid by itself, where the cooperative wants to (§ 214 BGB).
    """
    today = local(now).date()
    known = queries.chosen_dividends(session, keys, today)
    if not known:
        raise Refusal("Wählen Sie aus, was ausgezahlt wurde.")
    for each in known:
        found = hold_dividend(session, each.claim.appropriation.id, each.claim.member.id, today)
        rules.check_holds(found.holds)
        rules.check_dividend_not_barred(found.claim.member.party.display_name, found.is_barred(today))
        pay_dividend(session, found, paid_on, actor, now)
    return len(known)


def close_dividend(session: Session, found: Dividend, reason: str, actor: Actor, now: datetime) -> DividendEntry:
    """Close a claim from a result that is barred; never by itself (§§ 195, 214 BGB)."""
    rules.check_barred(found.barred_after, 0, local(now).date())
    return closing.close_claim(session, found.claim, reason, actor, now)


def undo_dividend(session: Session, found: Dividend, reason: str, actor: Actor, now: datetime) -> DividendEntry:
    """Undo by a counter-entry of its own day what was paid or closed by mistake (R-REG-05).

    What the bank returned is booked by `come_back_dividend`.
    """
    rules.check_not_back(_last_return(session, found))
    return closing.undo_claim(session, found.claim, reason, actor, now)


def undo_dividend_return(
    session: Session, found: Dividend, back: DividendEntry, reason: str, actor: Actor, now: datetime
) -> DividendEntry:
    """Undo by a counter-entry of its own day a return that never was, also in a closed year (R-REG-05, R-SEPA-10).

    The payout counts as before, and no limitation begins anew.
    """
    check_reversible(False, back.turn in results.undone_among(results.ends_of(session, found.claim)))
    rules.check_still_there(-back.amount, queries.left_since(session, found, back))
    return closing.undo_claims_return(session, found.claim, back, reason, actor, now)


def come_back_dividend(
    session: Session, found: Dividend, entry: DividendEntry, returned_on: date, reason: str, actor: Actor, now: datetime
) -> DividendEntry:
    """Book that a payout came back from the bank, on that day: until then it is paid, then owed again (R-SEPA-10).

    It is owed once, as before, by the same day; that it was paid once has owned up to the claim on its own day (§ 212
    (1) no. 1 BGB). What is paid again is a payout of its own.
    """
    check_comes_back(entry.kind)
    _entry, back = queries.entry_of(session, found, entry.id)
    rules.check_no_return(entry.came_back)
    rules.check_not_back(back.number if back else "")
    rules.check_stands(found.claim.ended_by is not None and found.claim.ended_by.id == entry.id)
    rules.check_came_back_on(returned_on, entry.effective_on, local(now).date())
    return closing.let_claim_come_back(session, found.claim, returned_on, reason, actor, now)


def _last_return(session: Session, found: Dividend) -> str:
    """The number of the return with which the entries of a claim end; empty where they end otherwise."""
    entries = results.ends_of(session, found.claim)
    return entries[-1].number if entries and entries[-1].came_back else ""
