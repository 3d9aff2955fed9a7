"""Cases of the electorate and of proxies in the product's words; no rule stands here."""

from collections.abc import Callable, Mapping
from datetime import date

from app.assemblies.rules import Subject
from app.attendance.rules import (
    Entitlement,
    Permission,
    ProxyForm,
    VoterFacts,
    entitlement_of,
    exercisable,
    is_barred,
    is_in_form,
    may_take_on,
    regime_of,
    votes_cast_by,
)
from app.statutes.rules import InvestingPolicy, statute_from
from tests.cases.values import Answer, Input, day_or_none


def eligibility(given: Input) -> Answer:
    """Who may vote on the day, and who attends without a vote?"""
    meets, policy = date.fromisoformat(given["meeting_date"]), InvestingPolicy(given["investing_policy"])
    found = {each["id"]: entitlement_of(_facts(each), meets, policy) for each in given["members"]}
    return {
        "may_vote": [each for each, is_so in found.items() if is_so is Entitlement.VOTES],
        "may_attend_without_vote": [each for each, is_so in found.items() if is_so is Entitlement.ATTENDS],
    }


def _facts(given: Input) -> VoterFacts:
    return VoterFacts(
        day_or_none(given.get("admitted")), day_or_none(given.get("exit")),
        day_or_none(given.get("exclusion_letter_dispatched")), given.get("class") == "investing",
        day_or_none(given.get("died")), given.get("heirs") or 0, given.get("joint_representative") is not None,
    )


def plural_regime(given: Input) -> Answer:
    """Which of the two rules on plural votes holds?"""
    return {"regime": regime_of(given["members_total"], given["members_entrepreneurs"]).value}


def plural_cap(given: Input) -> Answer:
    """How many plural votes does a member exercise among entrepreneurs?"""
    return {"exercisable": exercisable(given["granted"], given["votes_present"])}


def recusal(given: Input) -> Answer:
    """Whose ballot does not count, and what comes of the others?"""
    concerned, subject = frozenset(given["affected_persons"]), Subject(given["resolution"])
    barred = [each for each in given["ballots"] if is_barred(subject, concerned, each["member"], each["cast_by"])]
    counted = [each["choice"] for each in given["ballots"] if each not in barred]
    yes, no = counted.count("yes"), counted.count("no")
    excluded = [each["member"] for each in barred]
    return {"counted_yes": yes, "counted_no": no, "excluded": excluded, "passed": yes > no}


def proxy_check(given: Input) -> Answer:
    """May this proxy take one more principal, and how many votes does it cast then?"""
    represented, principal = set(given["already_represents"]), given["new_principal"]
    if not may_take_on(represented, principal):
        return {"accepted": False}
    organ = given.get("legal_representative_of") or []
    votes = votes_cast_by(given["proxy"], given["proxy_is_member"], organ, [*represented, principal])
    return {"accepted": True, "votes_cast_by_proxy_incl_own": votes}


def proxy_form(given: Input) -> Answer:
    """Is the form of a power of attorney enough?"""
    form = ProxyForm.TEXTFORM if given["form"] == "email" else ProxyForm(given["form"])
    statute = statute_from({"share_amount": 100_00, "nachschuss": "none", "form_proxy": given.get("statute_form")})
    permission = Permission(statute, bool(given.get("s177_resolution")))
    return {"valid": is_in_form(form, date.fromisoformat(given["date"]), permission)}


SERVED: Mapping[str, Callable[[Input], Answer]] = {
    "plural.cap": plural_cap,
    "plural.regime": plural_regime,
    "proxy.check": proxy_check,
    "proxy.form": proxy_form,
    "vote.eligibility": eligibility,
    "vote.recusal": recusal,
}
"""Each kind of case with the adapter that answers it."""
