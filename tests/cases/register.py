"""Adapters of the register: who is in it on a day, how it moves in a year, who may see it, how long papers are kept."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from app.archive.rules import Retained, keep_until
from app.core.values import Cents
from app.members.rules import is_member_on
from app.organs.rules import delegates_allowed
from app.reports.rules import (
    ClosingHolding,
    CreditPart,
    Movement,
    RegisterField,
    Requester,
    Standing,
    Step,
    WantedCopy,
    audit_duty,
    entitled_to,
    is_entitled,
    movement_of,
    split_credit,
    standing_on,
    visible_fields,
)
from app.shares.rules import further_shares
from app.statutes.rules import FiscalYear
from tests.cases.values import Answer, Input, cents, day_or_none, money


def register_as_of(given: Input) -> Answer:
    """Who is in the register on a day, with how many shares?"""
    as_of = date.fromisoformat(given["as_of"])
    if "members" not in given:
        standing = standing_on(_opening(given), _steps(given), as_of)
        return {"member_count": standing.members, "total_shares": standing.shares}
    held = {
        member["id"]: standing_on(Standing(), _share_steps(member["shares"]), as_of).shares
        for member in given["members"]
        if is_member_on(date.fromisoformat(member["admitted"]), day_or_none(member.get("exit")), as_of)
    }
    further = {member: further_shares(number) for member, number in held.items()}
    return {"members": list(held), "total_shares": sum(held.values()), "further_shares": further}


def _share_steps(changes: Sequence[tuple[str, int]]) -> list[Step]:
    """Numbers after each change, as changes."""
    ordered = sorted(changes, key=lambda change: change[0])
    before = [0, *(number for _, number in ordered)]
    return [
        Step(date.fromisoformat(day), shares=number - held, ends_its_day=number < held)
        for (day, number), held in zip(ordered, before, strict=False)
    ]


def _opening(given: Input) -> Standing:
    opening = given["opening"]
    return Standing(opening["members"], opening["shares"], cents(opening.get("balances", "0")))


def _event_day(event: Input) -> date:
    """The day from which an event counts: exits by their effect, all else by their date."""
    return date.fromisoformat(event.get("effective") or event["date"])


def _steps(given: Input) -> list[Step]:
    """Events as steps; shares handed on in full change hands and stay."""
    found: list[Step] = []
    for event in given["events"]:
        day, shares = _event_day(event), event["shares"]
        match event["type"]:
            case "join":
                found.append(Step(day, 1, shares))
            case "further_shares":
                found.append(Step(day, 0, shares))
            case "exit" | "death":
                found.append(Step(day, -1, -shares, ends_its_day=True))
            case "partial_cancellation":
                found.append(Step(day, 0, -shares, ends_its_day=True))
            case "transfer_full":
                found.append(Step(day, -1, ends_its_day=True))
                found += [Step(day, 1)] if event["to"] == "new_member" else []
    return found


def movement(given: Input) -> Answer:
    """How did members, shares, credit and liability move in a fiscal year?"""
    days = [_event_day(event) for event in given["events"]]
    year = FiscalYear(
        day_or_none(given.get("year_start")) or min(days, default=date.min),
        day_or_none(given.get("year_end")) or max(days, default=date.max),
    )
    moved, share, opening = movement_of(year, _opening(given), _steps(given)), cents(given["share"]), _opening(given)
    parts = split_credit(_closing_holdings(given, moved, share), year.last_day, share)
    answer: Answer = {
        "joined": moved.joined, "left": moved.left, "closing_members": moved.closing.members,
        "closing_shares": moved.closing.shares,
        "balances_change": money(parts[CreditPart.REMAINING] - opening.credit),
        "closing_balances": money(parts[CreditPart.REMAINING]),
        "balances_of_members_left_at_year_end": money(parts[CreditPart.LEFT]),
        "balances_of_cancelled_shares": money(parts[CreditPart.CANCELLED]),
    }
    if "liability_per_share" not in given:
        return answer
    each = cents(given["liability_per_share"])
    closing, before = (each * standing.shares for standing in (moved.closing, opening))
    return {**answer, "liability_change": money(closing - before), "closing_liability": money(closing)}


def _closing_holdings(given: Input, moved: Movement, share: Cents) -> list[ClosingHolding]:
    """Who holds what at the close, each share being paid in full: leavers one by one, all others together."""
    apart = []
    for event in given["events"]:
        day, credit = _event_day(event), event["shares"] * share
        if not moved.year.covers(day) or event["type"] not in ("exit", "death", "partial_cancellation"):
            continue
        apart.append(ClosingHolding(0, credit, None if event["type"] == "partial_cancellation" else day))
    gained = moved.closing.shares - moved.opening.shares
    return [*apart, ClosingHolding(moved.closing.shares, moved.opening.credit + gained * share, None)]


def register_inspection(given: Input) -> Answer:
    """What may the requester see of the register?"""
    fields = [RegisterField(name) for name in given["fields"]]
    return {"visible": [field.value for field in visible_fields(Requester(given["requester"]), fields)]}


def register_copy(given: Input) -> Answer:
    """Does the requester get the copy asked for?"""
    requester = Requester(given["requester"])
    return {
        "entitled": is_entitled(requester, WantedCopy(given["wants"])),
        "entitled_to": "own_entries" if entitled_to(requester) else None,
    }


def delegates(given: Input) -> Answer:
    """May delegates meet in place of all members?"""
    return {"allowed": delegates_allowed(given["members_prior_year_end"])}


def audit_cycle(given: Input) -> Answer:
    """How often is the cooperative audited, and its accounts too?"""
    duty = audit_duty(cents(given["balance_sheet_total"]), cents(given["revenue"]))
    return {"cycle": duty.cycle.value, "accounts_audit": duty.accounts}


DATED_BY: Mapping[Retained, str] = {
    Retained.REGISTER_DOCUMENT: "member_exit", Retained.BOOKING_VOUCHER: "created",
    Retained.ANNUAL_ACCOUNTS: "adopted", Retained.REFUSED_APPLICATION: "refusal_sent",
}  # fmt: skip


def retention(given: Input) -> Answer:
    """How long is a document kept?"""
    kind = Retained(given["doc"])
    dated = date.fromisoformat(given[DATED_BY[kind]])
    kept = keep_until(kind, dated, day_or_none(given["received"]) if given.get("is_trade_letter") else None)
    return {"keep_until": kept.isoformat() if kept else None, **({} if kept else {"delete_on": dated.isoformat()})}


SERVED: Mapping[str, Callable[[Input], Answer]] = {
    "register.as_of": register_as_of,
    "register.inspection": register_inspection,
    "register.copy": register_copy,
    "movement": movement,
    "delegates.allowed": delegates,
    "audit.cycle": audit_cycle,
    "retention": retention,
}
