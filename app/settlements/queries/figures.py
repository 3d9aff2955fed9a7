"""What a settlement comes to, each number with the entries behind it (§§ 8a, 73 GenG; R-PAY-01 to R-PAY-07)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.closing import queries as closing
from app.core.formats import euro
from app.core.values import Cents, Refusal
from app.dues import queries as dues
from app.settlements.models import Settlement
from app.settlements.queries.acknowledged import acknowledged_before
from app.settlements.queries.bases import (
    Basis,
    credit_entries_of,
    find_basis_of,
    find_earlier,
    find_year,
    kept_of,
    results_of,
    shortfall_on,
)
from app.settlements.queries.late_money import money_among, younger_than
from app.settlements.queries.payouts import payable_beside_others
from app.settlements.queries.settlements import blocking_number, find_confirmed
from app.settlements.rules import (
    DueDays,
    EntryKind,
    Figures,
    barred_after,
    barred_part,
    carry_forward_part,
    check_adopted,
    check_in_order,
    check_over,
    check_result_unchanged,
    check_result_used,
    check_something_to_settle,
    due_days,
    left_after,
    stood_opposite,
    undone_by_dissolution_until,
)
from app.shares import queries as shares
from app.shares.models import CreditEntry
from app.shares.queries import OpenPayment
from app.shares.rules import CreditGround, PaymentPurpose
from app.statutes import queries as statutes
from app.statutes.rules import FiscalYear, Statute


def figures_of(settlement: Settlement) -> Figures:
    """The figures with which a settlement was opened."""
    return Figures(
        before=settlement.before, written_off=settlement.written_off, credit=settlement.credit, kept=settlement.kept,
        deducted=settlement.deducted, claim=settlement.claim, set_off=settlement.set_off, due_on=settlement.due_on,
        shortfall=settlement.shortfall, heads=settlement.heads, borne=settlement.borne,
    )


@dataclass(frozen=True)
class Preview:
    """What a settlement would come to, and why; `unpaid` is what is still owed on its shares: no set-off touches it.

    Of what is set off, `barred_set_off` is barred, which does not stand in the way (§ 215 BGB). `apart` is what came in
    in a later year: it is barred later, and settled by itself after this.
    """

    basis: Basis
    year: FiscalYear
    statute: Statute
    adopted_on: date
    days: DueDays
    barred_after: date
    undone_until: date
    figures: Figures
    balances: Cents
    entries: Sequence[CreditEntry]
    claims: Sequence[OpenPayment]
    barred_set_off: Cents
    unpaid: Cents
    payable: Cents
    apart: Cents = 0


def preview(session: Session, basis: Basis, loss: Cents, today: date) -> Preview:
    """Work a settlement out without opening it; Refusal where it may not be opened, naming the rule.

    `loss` is what the accounts carry forward, where the statute deducts it.
    """
    check_over(basis.last_day, today)
    year = find_year(session, basis.last_day)
    if year is None:
        raise Refusal("Das Geschäftsjahr des Ausscheidens ist nicht eingetragen.")
    adopted_on = check_adopted(year, closing.adoption_of(session, year), today)
    check_result_used(year, closing.is_result_open(session, year))
    earlier = find_earlier(session, basis, today)
    check_in_order(earlier.basis.last_day if earlier else None)
    statute = statutes.statute_on(session, basis.last_day)
    entries = credit_entries_of(session, basis)
    found = _worked_out(session, basis, entries, year, statute, adopted_on, loss, today)
    younger = younger_than(session, basis, entries, found.days.due_on)
    if not younger:
        return found
    first = [each for each in entries if each not in younger]
    found = _worked_out(session, basis, first, year, statute, adopted_on, loss, today)
    return replace(found, apart=sum(each.amount for each in younger))


def _worked_out(
    session: Session, basis: Basis, entries: Sequence[CreditEntry], year: FiscalYear, statute: Statute,
    adopted_on: date, loss: Cents, today: date,
) -> Preview:
    before = find_confirmed(session, *basis.ids)
    credit, kept = sum(entry.amount for entry in entries), kept_of(session, basis, today)
    written_off = _written_off(session, basis, entries, year, before)
    balances = closing.equity_at_close(session, year.last_day)
    released = max(credit - kept, 0)
    deducts = statute.deduct_carry_forward and before is None
    left = left_after(released, carry_forward_part(loss, balances, deducts))
    lacks = shortfall_on(session, basis, year, statute)
    claim = max(left - lacks.borne, 0)
    check_something_to_settle(claim, released - left, lacks.borne, before.number if before else "")
    claims = claims_to_set_off(session, basis, today)
    payable = payable_beside_others(session, claim, today)
    set_off = min(sum(each.open for each in claims), payable)
    days = _due_days(session, basis, entries, statute, before, released - set_off)
    figures = Figures(
        before=credit + written_off, written_off=written_off, credit=credit, kept=kept, deducted=released - left,
        claim=claim, set_off=set_off, due_on=days.due_on, **asdict(lacks),
    )
    return Preview(
        basis=basis, year=year, statute=statute, adopted_on=adopted_on, days=days,
        barred_after=barred_after(days.due_on, statute, acknowledged_before(
            session, basis.member.id, basis.ids, days.due_on, today
        )), undone_until=undone_by_dissolution_until(basis.last_day),
        figures=figures, balances=balances, entries=entries,
        claims=claims, barred_set_off=_barred_among(claims, figures.set_off, today),
        unpaid=_unpaid(session, basis, today), payable=payable,
    )


def _due_days(
    session: Session, basis: Basis, entries: Sequence[CreditEntry], statute: Statute, before: Settlement | None,
    left: Cents,
) -> DueDays:
    """By when to pay; nothing is due before the money came: neither what came since a settlement that stands, nor all
    that is `left` to be paid, where it came later: then the oldest of it says when (§ 271 (1) BGB; R-PAY-01, R-PAY-07).
    What is set off, or was paid before, took what was there before (§ 389 BGB).
    """
    found = due_days(basis.last_day, statute)
    came = [
        each for each in money_among(session, basis, entries)
        if each.effective_on > found.due_on or (before and each.recorded_at > before.entered_at)
    ]
    left_of: list[date] = []
    for each in sorted(came, key=lambda each: each.effective_on, reverse=True):
        if left > 0:
            left_of.append(each.effective_on)
        left -= each.amount
    if left > 0 or not left_of:
        return found
    first = [day for day in left_of if day.year == left_of[-1].year]
    day = max(first) if before else min(first)
    return DueDays(max(found.due_on, day), max(found.at_the_latest, day))


def claims_to_set_off(
    session: Session, basis: Basis, today: date, before: datetime | None = None
) -> list[OpenPayment]:
    """What the member owes besides its shares and is due (§ 387 BGB; R-PAY-07), the oldest first.

    Not what was asked by an amendment that does not bind who left because of it (§ 67a GenG; R-EXIT-06), nor what was
    barred before there was a claim to set it off against (§ 215 BGB), nor the fee of a letter that waits in the tray
    and falls with what is set off. As it stood `before` an act of that moment, if there is one.
    """
    member_id = basis.member.id
    not_owed = {each.contribution.due_id for each in dues.asked_too_much(session, today, member_id)}
    not_owed |= dues.fees_untold(session, member_id)
    due = shares.open_before(session, member_id, before, today) if before else shares.open_payments(
        session, today, member_id
    )
    return [
        each for each in due
        if each.purpose is not PaymentPurpose.SHARES and each.due_id not in not_owed
        and stood_opposite(each.lapses_on, basis.last_day)
    ]


def _barred_among(claims: Sequence[OpenPayment], set_off: Cents, today: date) -> Cents:
    return barred_part([(each.open, each.is_lapsed(today)) for each in claims], set_off)


def barred_set_off(session: Session, settlement: Settlement, today: date) -> Cents:
    """What of that which a settlement sets off is barred, or was on the day on which it did; cents (§ 215 BGB)."""
    basis = find_basis_of(session, settlement)
    if basis is None or not settlement.set_off:
        return 0
    booked = next((each for each in settlement.entries if each.kind is EntryKind.SET_OFF), None)
    day, moment = (booked.effective_on, booked.recorded_at) if booked else (today, None)
    return _barred_among(claims_to_set_off(session, basis, day, moment), settlement.set_off, day)


def _unpaid(session: Session, basis: Basis, today: date) -> Cents:
    """What is still owed on the shares that are settled; what is owed on others raises another credit (R-PAY-07)."""
    owed = shares.owed_on_given_up(session, basis.member, today)
    return sum(each.amount for each in owed if each.last_day == basis.last_day)


def _written_off(
    session: Session, basis: Basis, entries: Sequence[CreditEntry], year: FiscalYear, before: Settlement | None
) -> Cents:
    """The losses of results that stand in the credit and were booked after the year of the exit, as its own is.

    What another settlement deducted is a loss in the ledger too, but nothing that the assembly wrote off (R-PAY-03).
    What came later and is settled by itself bears none of what a settlement before it had.
    """
    booked, undone = results_of(session, basis.member.id, basis.last_day), {entry.reverses_id for entry in entries}
    losses = [
        entry for entry in entries
        if entry.ground is CreditGround.LOSS and entry.id in booked and entry.id not in undone
        and (before is None or entry.recorded_at > before.entered_at)
    ]
    return -sum(entry.amount for entry in losses if entry.effective_on > year.last_day)


def check_year_stands(session: Session, settlement: Settlement, today: date) -> None:
    """Refuse to pay where adoption or use of the result were taken back since, or were followed by others.

    §§ 19, 48, 73 GenG; R-PAY-01 to R-PAY-03.
    """
    year = find_year(session, settlement.last_day)
    if year is None:
        return
    check_adopted(year, closing.adoption_of(session, year), today)
    check_result_used(year, closing.is_result_open(session, year))
    booked = closing.entries_of_results(session, settlement.member_id, year.last_day)
    since = [entry.amount for entry in booked if entry.recorded_at > settlement.entered_at]
    check_result_unchanged(settlement.number, sum(since))


def shown_before(session: Session, basis: Basis, loss: Cents, today: date) -> dict[str, object]:
    """What the page shows before a settlement is opened; whoever opens it later is told where it has changed."""
    shown: dict[str, object] = {"number": blocking_number(session, *basis.ids)}
    try:
        figures = preview(session, basis, loss, today).figures
    except Refusal:
        return shown
    credit, claim, set_off = map(euro, (figures.credit, figures.claim, figures.set_off))
    return {**shown, "credit": credit, "claim": claim, "set_off": set_off, "borne": euro(figures.borne)}


def loss_on_record(session: Session, basis: Basis) -> Cents | None:
    """The loss that the assembly carried forward, where the statute deducts it (§ 73 (4) GenG; R-PAY-03).

    None where it was deducted already: what came since is settled without it.
    """
    if find_confirmed(session, *basis.ids) is not None:
        return None
    year = find_year(session, basis.last_day)
    deducts = statutes.statute_on(session, basis.last_day).deduct_carry_forward
    used = closing.find_appropriation(session, year.last_day) if year and deducts else None
    return max(0, -used.carried_forward) if used else None
