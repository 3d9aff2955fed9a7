"""Cases of the general assembly in the product's words; no rule stands here."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction

from app.assemblies.rules import (
    InvitationPart,
    MeetingForm,
    MotionKind,
    Subject,
    Threshold,
    channel_suffices,
    clause_holds,
    deadlines_of,
    form_of,
    full_days_between,
    is_in_time,
    may_resolve,
    missing_parts,
    required_majority,
)
from app.statutes.rules import AssemblyFormRule
from tests.cases.values import Answer, Input, day, day_or_none


def convocation_deadlines(given: Input) -> Answer:
    """Until when are members told, and papers ready?"""
    keys = {
        "min_days": "min_full_days_between", "fiction_days": "posting_fiction_days",
        "item_days": "agenda_min_full_days_between",
    }  # fmt: skip
    said = {name: given[key] for name, key in keys.items() if given.get(key) is not None}
    last = deadlines_of(date.fromisoformat(given["meeting_date"]), **said)
    return {
        "latest_receipt": day(last.receipt),
        "latest_posting": day(last.posting),
        "latest_receipt_agenda_addition": day(last.item_receipt),
        "documents_available_from_at_latest": day(last.papers),
    }


def convocation_check(given: Input) -> Answer:
    """Was the invitation received in time?"""
    received, meets = date.fromisoformat(given["received"]), date.fromisoformat(given["meeting_date"])
    return {
        "valid": is_in_time(received, meets, given["min_full_days_between"]),
        "full_days_between": full_days_between(received, meets),
    }


def convocation_content(given: Input) -> Answer:
    """Does the invitation say what it must, on a way that suffices?"""
    missing = missing_parts(MeetingForm(given["form"]), {InvitationPart(part) for part in given["contains"]})
    suffices = channel_suffices(given["channel"])
    return {"valid": suffices and not missing, "missing": list(missing), "channel_ok": suffices}


def agenda_resolvable(given: Input) -> Answer:
    """Can an item be discussed, and resolved?"""
    meets, announced = date.fromisoformat(given["meeting_date"]), day_or_none(given["announced"])
    kind, all_present = MotionKind(given["kind"]), bool(given.get("all_members_present"))
    between = {} if announced is None else {"full_days_between": full_days_between(announced, meets)}
    return {"may_discuss": True, "may_resolve": may_resolve(announced, meets, kind, all_present), **between}


def meeting_form(given: Input) -> Answer:
    """In which form does the assembly meet, and is the statute's clause valid?"""
    fixed = given.get("statute_fixes")
    clause = AssemblyFormRule.FREE if fixed is None else AssemblyFormRule(fixed)
    wanted = (given.get(organ) for organ in ("board", "supervisory_board"))
    form = form_of(clause, *(None if each is None else MeetingForm(each) for each in wanted))
    return {"form": form.value, **({} if fixed is None else {"valid_clause": clause_holds(clause)})}


def majority_required(given: Input) -> Answer:
    """Which majority does a resolution need?"""
    overrides = (given.get("statute_overrides") or {}).items()
    clauses = {Subject(key): threshold_of(threshold) for key, threshold in overrides}
    required = required_majority(Subject(given["resolution"]), clauses)
    return {
        "threshold": str(required.threshold),
        "statutory_mandatory": required.is_mandatory,
        "one_vote_per_member": required.one_vote_each,
    }


def threshold_of(text: str) -> Threshold:
    """Read a threshold: `simple`, or a share of the votes cast such as `2/3`."""
    share = None if text == "simple" else Fraction(text)
    if share is not None and not 0 < share <= 1:
        raise ValueError(f"no share of the votes: {text}")
    return Threshold(share)


SERVED: Mapping[str, Callable[[Input], Answer]] = {
    "agenda.resolvable": agenda_resolvable,
    "convocation.check": convocation_check,
    "convocation.content": convocation_content,
    "convocation.deadlines": convocation_deadlines,
    "majority.required": majority_required,
    "meeting.form": meeting_form,
}
"""Each kind of case with the adapter that answers it."""
