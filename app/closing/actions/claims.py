"""What ends a member's claim from a used result, and undoes that: entries that only grow (§§ 19, 21a GenG)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.closing import queries, rules
from app.closing.models import DividendEntry
from app.closing.queries import Claim
from app.closing.rules import ClaimEnd
from app.core import journal
from app.core.db import next_number
from app.core.formats import day as written
from app.core.formats import euro, local
from app.core.told import Kept, Told
from app.core.values import Actor, check_reason
from app.statutes import queries as statutes
from app.statutes.rules import check_year_open


def pay_claim(session: Session, claim: Claim, day: date, iban: str, actor: Actor, now: datetime) -> DividendEntry:
    """Record that a claim was paid, whole, to an account (§ 19 GenG; R-FIN-05)."""
    entry = _end(session, claim, DividendEntry(kind=ClaimEnd.PAYOUT, effective_on=day, iban=iban), actor, now)
    summary = Told(
        "Auszahlung {number} aus {appropriation}: {amount} am {day}", number=entry.number,
        appropriation=claim.appropriation.number, amount=euro(entry.amount), day=written(day),
    )
    _note(session, claim, entry, "pay_dividend", summary, actor, now)
    return entry


def close_claim(session: Session, claim: Claim, reason: str, actor: Actor, now: datetime) -> DividendEntry:
    """Close a claim that is barred, with the reason (§§ 195, 214 BGB)."""
    why = check_reason(reason)
    made = DividendEntry(kind=ClaimEnd.LAPSE, effective_on=local(now).date(), note=why)
    entry = _end(session, claim, made, actor, now)
    summary = Told(
        "Anspruch aus {appropriation} verjährt, {amount} ausgebucht: {reason}",
        appropriation=claim.appropriation.number, amount=euro(entry.amount), reason=Kept(why),
    )
    _note(session, claim, entry, "close_dividend", summary, actor, now)
    return entry


def undo_claim(session: Session, claim: Claim, reason: str, actor: Actor, now: datetime) -> DividendEntry:
    """Undo by a counter-entry of its own day what ended a claim by mistake; it is open again (R-REG-05).

    What the bank returned is booked by `let_claim_come_back`.
    """
    ended = claim.ended_by
    rules.check_claim_ended(ended is not None)
    assert ended is not None
    return _undo(session, claim, ended, reason, actor, now)


def undo_claims_return(
    session: Session, claim: Claim, back: DividendEntry, reason: str, actor: Actor, now: datetime
) -> DividendEntry:
    """Undo by a counter-entry of its own day a return that was entered by mistake, also in a closed year (R-REG-05).

    The payout counts as before.
    """
    rules.check_claim_open(claim.ended_by is not None)
    return _undo(session, claim, back, reason, actor, now)


def _undo(
    session: Session, claim: Claim, undone: DividendEntry, reason: str, actor: Actor, now: datetime
) -> DividendEntry:
    made = DividendEntry(
        kind=undone.kind, amount=-undone.amount, effective_on=undone.effective_on, iban=undone.iban,
        undoes=undone.turn, note=check_reason(reason),
    )
    entry = _add(session, claim, made, actor, now)
    summary = Told(
        "Storno {number}: {entry}, {amount}. {reason}", number=entry.number, entry=undone.number,
        amount=euro(abs(undone.amount)), reason=Kept(entry.note),
    )
    _note(session, claim, entry, "take_back_dividend", summary, actor, now)
    return entry


def let_claim_come_back(
    session: Session, claim: Claim, returned_on: date, reason: str, actor: Actor, now: datetime
) -> DividendEntry:
    """Book that a claim's payout came back from the bank, on that day: until then it is paid, then open (R-SEPA-10).

    A closed year takes no such entry.
    """
    paid = claim.ended_by
    rules.check_claim_ended(paid is not None)
    assert paid is not None
    rules.check_comes_back(paid.kind)
    check_year_open(returned_on, statutes.closed_through(session))
    made = DividendEntry(
        kind=paid.kind, amount=-paid.amount, effective_on=returned_on, iban=paid.iban, came_back=True,
        undoes=paid.turn, note=check_reason(reason),
    )
    entry = _add(session, claim, made, actor, now)
    summary = Told(
        "{number}: Auszahlung {entry} kam am {day} zurück, {amount}. {reason}", number=entry.number, entry=paid.number,
        day=written(returned_on), amount=euro(paid.amount), reason=Kept(entry.note),
    )
    _note(session, claim, entry, "dividend_came_back", summary, actor, now)
    return entry


def _end(session: Session, claim: Claim, entry: DividendEntry, actor: Actor, now: datetime) -> DividendEntry:
    rules.check_claim_open(claim.ended_by is not None)
    check_year_open(entry.effective_on, statutes.closed_through(session))
    entry.amount = claim.amount
    return _add(session, claim, entry, actor, now)


def _add(session: Session, claim: Claim, entry: DividendEntry, actor: Actor, now: datetime) -> DividendEntry:
    year, follows = local(now).year, len(queries.ends_of(session, claim))
    entry.number = rules.dividend_number(year, next_number(session, f"dividend:{year}"))
    entry.appropriation_id, entry.member_id = claim.appropriation.id, claim.member.id
    entry.turn, entry.follows = follows + 1, follows or None
    entry.recorded_at, entry.recorded_by = now, actor.name
    session.add(entry)
    session.flush()
    return entry


def _note(
    session: Session, claim: Claim, entry: DividendEntry, act: str, summary: Told, actor: Actor, now: datetime
) -> None:
    journal.record(session, actor, act, f"member:{claim.member.id}", now, summary, entry=entry.id)
