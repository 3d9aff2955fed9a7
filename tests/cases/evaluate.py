"""Translate a case's input into the product's words, ask the rule, translate the answer; no rule stands here."""

from collections.abc import Callable, Mapping
from datetime import date

from app.admissions.rules import (
    missing_for_investing,
    must_be_highlighted,
    objection_to,
    required_clauses,
    sounds_conditional,
)
from app.core.values import Nachschuss, WrittenForm, creditor_id_is_valid, iban_is_valid
from app.organs.rules import (
    Particular,
    composition_is_valid,
    eligibility_basis,
    form_is_sufficient,
    missing_particulars,
    one_person_board_is_allowed,
    supervisory_board_waiver_is_allowed,
)
from app.shares.rules import liability_sum, may_admit_further
from app.statutes.rules import FederalState, HaftsummeRule, Statute, public_holidays, statute_from
from tests.cases import assembly, attendance, closing, leaving, minutes, payout, register, votes
from tests.cases.values import Answer, Input, cents, money


class NotServed(LookupError):
    """No rule of the product answers this kind of question yet."""


def statute(**values: object) -> Statute:
    """Build a statute that says only this; all else is as the law has it."""
    return statute_from({"share_amount": 100_00, "nachschuss": "none", **values})


def application_form(given: Input) -> Answer:
    """Is the form of the declaration enough?"""
    clauses = statute(
        form_join=given.get("statute_form"),
        textform_expressly_excluded=given.get("statute_expressly_excludes_textform"),
    )
    valid = form_is_sufficient(
        WrittenForm(given["declaration_form"]),
        clauses.form_join,
        date.fromisoformat(given["declared_on"]),
        bool(given.get("s177_resolution")),
        clauses.textform_expressly_excluded,
    )
    return {"valid": valid}


def application_content(given: Input) -> Answer:
    """Which clauses must the declaration contain?"""
    notice_months = statute(notice_months=given.get("notice_months")).notice_months
    required = required_clauses(
        Nachschuss(given["nachschuss"]), notice_months, bool(given.get("further_payment_duties"))
    )
    highlighted = must_be_highlighted(required, bool(given.get("electronically_prepared")))
    return {"required": list(required), "must_be_highlighted": list(highlighted)}


def application_check(given: Input) -> Answer:
    """Can the declaration be accepted as it stands?"""
    conditional = given["conditional"] if "conditional" in given else sounds_conditional(given["text"])
    reason = objection_to(conditional, given["statutes_provided_before"])
    return {"acceptable": reason is None, "reason": reason}


def investing_admission(given: Input) -> Answer:
    """Is an investing member admitted?"""
    consent_by = statute(investing_consent_by=given.get("statute_consent_by")).investing_consent_by
    missing = missing_for_investing(
        consent_by, *(bool(given.get(key)) for key in ("board_approved", "gv_consent", "sb_consent"))
    )
    return {"admitted": not missing, "missing": next(iter(missing), None)}


def shares_further(given: Input) -> Answer:
    """May one more share be admitted?"""
    share, paid = cents(given["share"]), cents(given["paid"])
    return {"admissible": may_admit_further(share, given["shares"], paid, bool(given.get("mandatory")))}


def liability(given: Input) -> Answer:
    """How high is a member's Haftsumme?"""
    clauses = statute(nachschuss=given["nachschuss"], haftsumme_rule=given.get("statute"))
    stated = given.get("liability")
    answer = liability_sum(
        clauses.nachschuss,
        cents(given["share"]),
        given["shares"],
        None if stated is None else cents(stated),
        HaftsummeRule(clauses.haftsumme_rule),
    )
    return {"liability_sum": money(answer)}


def office_eligibility(given: Input) -> Answer:
    """May this person sit on a board?"""
    keys = ("natural", "member", "legal_representative_of_member", "member_of_member_cooperative")
    return {"eligible": eligibility_basis(*(bool(given.get(key)) for key in keys)) is not None}


def organs_size_rules(given: Input) -> Answer:
    """Are the statute's reliefs admissible at this size?"""
    members = given["members"]
    return {
        "board_ok": one_person_board_is_allowed(members, bool(given.get("statute_one_person_board"))),
        "supervisory_ok": supervisory_board_waiver_is_allowed(members, bool(given.get("statute_no_supervisory_board"))),
    }


def supervisory_board_composition(given: Input) -> Answer:
    """May a supervisory board be made up like this?"""
    return {"valid": composition_is_valid(given["size"], given.get("investing", 0), given.get("delegated", 0))}


def letter_footer(given: Input) -> Answer:
    """Are the particulars of § 25a GenG there?"""
    missing = missing_particulars(particular for particular in Particular if particular in given["contains"])
    return {"valid": not missing, "missing": missing}


def holidays(given: Input) -> Answer:
    """Which days are public holidays of the whole state?"""
    days = public_holidays(FederalState(given["state"]), given["year"])
    return {"dates": sorted(day.isoformat() for day in days)}


def sepa_iban(given: Input) -> Answer:
    """Is the IBAN right?"""
    return {"valid": iban_is_valid(given["iban"])}


def sepa_creditor_id(given: Input) -> Answer:
    """Is the creditor identifier right?"""
    return {"valid": creditor_id_is_valid(given["creditor_id"])}


SERVED: Mapping[str, Callable[[Input], Answer]] = {
    "application.form": application_form,
    "application.content": application_content,
    "application.check": application_check,
    "investing.admission": investing_admission,
    "shares.further": shares_further,
    "liability.sum": liability,
    "office.eligibility": office_eligibility,
    "organs.size_rules": organs_size_rules,
    "supervisory_board.composition": supervisory_board_composition,
    "letter.footer": letter_footer,
    **leaving.SERVED,
    **payout.SERVED,
    "holidays": holidays,
    "sepa.iban": sepa_iban,
    "sepa.creditor_id": sepa_creditor_id,
    **register.SERVED,
    **closing.SERVED,
    **assembly.SERVED,
    **minutes.SERVED,
    **votes.SERVED,
    **attendance.SERVED,
}
"""Each kind of case with the adapter that answers it."""


def evaluate(kind: str, given: Input) -> Answer:
    """Answer one case by the product's own rules; raises NotServed for a kind without a rule."""
    if kind not in SERVED:
        raise NotServed(kind)
    return SERVED[kind](given)
