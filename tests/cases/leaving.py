"""Cases of leaving, and of what follows the end of a fiscal year, in the product's words; no rule stands here."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from app.departures.rules import (
    last_day_by_amendment,
    last_day_by_death,
    last_day_by_dissolution,
    last_day_by_exclusion,
    last_day_by_transfer,
    last_day_to_declare,
    may_attend_assembly,
    may_cancel,
    may_leave_early,
    may_terminate_specially,
    may_transfer,
    most_cancellable,
    notice_dates,
    notice_period,
    settlement_follows,
)
from app.shares.rules import further_shares
from app.statutes.rules import ONE_DAY, FederalState, FiscalYear, annual_duties, months_after
from tests.cases.values import Answer, Input, cents, day


def years_ending(ends: Sequence[str]) -> list[FiscalYear]:
    """Read the last days of consecutive fiscal years; the first one is a full year (format of the cases)."""
    last_days = [date.fromisoformat(each) for each in ends]
    first_days = [months_after(last_days[0] + ONE_DAY, -12), *(day + ONE_DAY for day in last_days)]
    return [FiscalYear(*days) for days in zip(first_days, last_days, strict=False)]


def exit_effective_date(given: Input) -> Answer:
    """With which day does a member's notice take effect?"""
    years, received = years_ending(given["fiscal_year_ends"]), date.fromisoformat(given["received"])
    dates = notice_dates(years, given["notice_months"], received)
    return {
        "effective_exit": day(dates.last_day),
        "last_receipt_day_for_that_exit": day(dates.receivable_until),
    }


def exit_hardship_date(given: Input) -> Answer:
    """Is the early notice open, and when does the membership end?"""
    years, months = years_ending(given["fiscal_year_ends"]), given["statute_notice_months"]
    since, received = (date.fromisoformat(given[key]) for key in ("member_since", "received"))
    allowed = may_leave_early(years, months, since, received, given["hardship_accepted"])
    return {
        "allowed": allowed,
        "effective_exit": day(notice_dates(years, notice_period(months, allowed), received).last_day),
    }


def exit_partial(given: Input) -> Answer:
    """May a member give up shares and stay, and from when on?"""
    shares, needed, cancelled = given["shares"], given["mandatory_shares"], given["cancel_shares"]
    if not may_cancel(cancelled, shares, needed):
        return {"accepted": False, "max_cancellable": most_cancellable(shares, needed)}
    left = shares - cancelled
    return {
        "accepted": True,
        "effective": exit_effective_date(given)["effective_exit"],
        "shares_after": left,
        "further_shares_in_register_after": further_shares(left),
        "membership_ends": left == 0,
    }


def exit_other(given: Input) -> Answer:
    """When does a membership end by another ground than notice?"""
    return {
        "transfer": exit_by_transfer,
        "death": exit_by_death,
        "dissolution_legal_person": exit_by_dissolution,
        "universal_succession": exit_by_dissolution,
        "exclusion": exit_by_exclusion,
    }[given["ground"]](given)


def exit_by_transfer(given: Input) -> Answer:
    """Is the transfer allowed, and does the transferor leave?"""
    amounts = (cents(given[key]) for key in ("transferred_balance", "acquirer_balance", "acquirer_shares_nominal"))
    if not may_transfer(given["statute_allows"], given["acquirer_is_member"], *amounts):
        return {"allowed": False}
    last_day = last_day_by_transfer(date.fromisoformat(given["event_date"]), given["full_transfer"])
    return {
        "allowed": True,
        "effective_exit": day(last_day),
        "settlement_due": settlement_follows(last_day, is_transfer=True),
    }


def exit_by_death(given: Input) -> Answer:
    """When does the heirs' membership end?"""
    years, died = years_ending(given["fiscal_year_ends"]), date.fromisoformat(given["event_date"])
    last_day = last_day_by_death(years, died, bool(given.get("statute_continues_with_heirs")))
    return {"effective_exit": day(last_day), "settlement_due": settlement_follows(last_day)}


def exit_by_dissolution(given: Input) -> Answer:
    """When does a dissolved or merged organisation leave?"""
    years, event = years_ending(given["fiscal_year_ends"]), date.fromisoformat(given["event_date"])
    last_day = last_day_by_dissolution(years, event)
    return {
        "effective_exit": day(last_day),
        "successor_is_member_until": day(last_day),
        "settlement_due": settlement_follows(last_day),
    }


def exit_by_exclusion(given: Input) -> Answer:
    """When does somebody excluded leave, and which assemblies may be attended?"""
    resolved, sent = (date.fromisoformat(given[key]) for key in ("resolution_date", "letter_dispatched"))
    last_day = last_day_by_exclusion(years_ending(given["fiscal_year_ends"]), resolved, sent)
    meetings = {each: may_attend_assembly(sent, date.fromisoformat(each)) for each in given.get("general_meetings", ())}
    return {
        "effective_exit": day(last_day),
        "may_attend": meetings,
        "settlement_due": settlement_follows(last_day),
    }


def special_termination(given: Input) -> Answer:
    """May a member leave because of an amendment, until when is it declared, when does it take effect?

    The cases name no day of declaration; without one it is declared in the assembly, beside the objection.
    """
    kept_away = bool(given.get("wrongly_excluded") or given.get("convocation_defect_alleged"))
    objected = bool(given.get("objection_recorded"))
    if not may_terminate_specially(given["amendment"], bool(given["present"]), objected, kept_away):
        return {"allowed": False}
    resolved = date.fromisoformat(given["resolution_date"])
    declared = date.fromisoformat(given.get("declared") or given["resolution_date"])
    return {
        "allowed": True,
        "last_day_to_declare": day(last_day_to_declare(resolved, FederalState(given["state"]))),
        "effective_exit": day(last_day_by_amendment(years_ending(given["fiscal_year_ends"]), declared)),
        "amendment_binds_member": False,
    }


def fiscal_deadlines(given: Input) -> Answer:
    """What is due after the end of a fiscal year, and when?"""
    return {key: day(value) for key, value in vars(annual_duties(date.fromisoformat(given["fiscal_year_end"]))).items()}


SERVED: Mapping[str, Callable[[Input], Answer]] = {
    "exit.effective_date": exit_effective_date,
    "exit.hardship_date": exit_hardship_date,
    "exit.partial": exit_partial,
    "exit.other": exit_other,
    "special_termination": special_termination,
    "fiscal.deadlines": fiscal_deadlines,
}
"""Each kind of case with the adapter that answers it."""
