"""The rules of the form, the checklist and the wording; no database needed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from app.admissions.rules import (
    DEFAULT_WORDINGS,
    Arrived,
    Channel,
    ClauseKind,
    Conditions,
    DutyFigure,
    RequiredClause,
    Step,
    Typed,
    UploadPurpose,
    check_email,
    check_may_tick,
    check_wording,
    clause_words,
    duty_rows,
    expected_uploads,
    fingerprint,
    notice_words,
    points_of,
    problems,
    problems_of,
    proof_of,
    step_after,
    step_before,
    steps_for,
    typed_from,
    with_article,
)
from app.core.values import PartyKind, Refusal, WrittenForm
from app.members.rules import MemberClass
from app.parties.rules import Authority
from app.statutes.rules import Statute, statute_from

COMPANY, PERSON, MUNICIPALITY = PartyKind.COMPANY, PartyKind.NATURAL_PERSON, PartyKind.MUNICIPALITY
PAY = ClauseKind.PAYMENT_UNDERTAKING


def statute(**values: object) -> Statute:
    """A statute that says only this."""
    return statute_from({"share_amount": 500_00, "nachschuss": "none", "further_shares_allowed": True, **values})


def conditions(**more: Any) -> Conditions:
    """The statute in version 7, the clause on payments in version 3, the notice of 2026."""
    return replace(Conditions(statute(), 7, [RequiredClause(3, PAY)], "2026-1"), **more)


def typed(kind: PartyKind = COMPANY, steps: Mapping[Any, Any] | None = None) -> Typed:
    """A complete declaration, apart from what a test changes."""
    return typed_from(kind, MemberClass.ORDINARY, {**dict[Any, Any](COMPLETE), **(steps or {})})


PERSON_TYPED = {
    "first_names": "Thusnelda", "last_name": "Windhauch", "function": "Geschäftsführerin", "authority": "sole",
    "email": "tw@nebelhorn.example",
}  # fmt: skip
COMPLETE: dict[Any, dict[str, Any]] = {
    Step.WHO: {
        "name": "Nebelhorn GmbH", "first_names": "Ottilie", "last_name": "Rabensang", "street": "Hafenweg 9",
        "postcode": "70995", "city": "Nebelfurt", "email": "post@nebelhorn.example",
        "register_court": "Lindenfurt", "register_number": "HRB 77",
    },
    Step.REPRESENTATION: {"people": [PERSON_TYPED]},
    Step.SHARES: {"shares": "2"},
    Step.DECLARATION: {"clauses": [3], "statute_id": 7, "privacy_version": "2026-1"},
}  # fmt: skip


def fields(found: Typed, step: Step, **more: Any) -> list[str]:
    """Where a step lacks something."""
    return [problem.field for problem in problems_of(step, found, conditions(**more))]


def test_a_natural_person_has_one_step_less() -> None:
    assert steps_for(COMPANY) == tuple(Step)
    assert Step.REPRESENTATION not in steps_for(PERSON)
    assert step_after(PERSON, Step.WHO) is Step.SHARES
    assert step_before(PERSON, Step.SHARES) is Step.WHO
    assert step_before(COMPANY, Step.WHO) is None
    assert step_after(COMPANY, Step.SUMMARY) is Step.SUMMARY


@pytest.mark.parametrize("kind", list(PartyKind))
def test_a_complete_declaration_lacks_nothing(kind: PartyKind) -> None:
    assert problems(typed(kind), conditions()) == []


def test_an_empty_form_says_everything_it_lacks() -> None:
    empty = typed_from(COMPANY, MemberClass.ORDINARY, {})
    assert fields(empty, Step.WHO) == ["name", "street", "email", "register_number"]
    assert fields(empty, Step.REPRESENTATION) == ["people"]
    assert fields(empty, Step.SHARES) == ["shares"]
    assert fields(empty, Step.DECLARATION) == ["clause-3", "statute", "privacy"]


def test_a_person_needs_surname_and_first_names() -> None:
    assert fields(typed_from(PERSON, MemberClass.ORDINARY, {Step.WHO: {}}), Step.WHO)[0] == "last_name"


def test_letters_that_no_print_can_show_are_refused_at_their_field() -> None:
    """The declaration and the certificate print what was typed; in any step, in any row."""
    steps: dict[Any, dict[str, Any]] = {
        Step.WHO: {**COMPLETE[Step.WHO], "name": "明日有限公司"},
        Step.REPRESENTATION: {"people": [{**PERSON_TYPED, "last_name": "محمد"}]},
        Step.SHARES: {"shares": "2", "needs": [{"title": "Rechner", "text": "schnell 🚀"}]},
        Step.DECLARATION: {**COMPLETE[Step.DECLARATION], "remarks": "☃"},
    }
    found = typed(steps=steps)
    assert [fields(found, step) for step in steps] == [["name"], ["people-0-last_name"], ["needs-0-text"], ["remarks"]]


@pytest.mark.parametrize(("place", "expected"), [
    ({"country": "XX"}, ["country"]),
    ({"country": "Absurdistan"}, ["country"]),
    ({"country": "Absurdistan", "street": ""}, ["country", "street"]),
    ({"country": "Österreich", "postcode": "1010"}, []),
    ({"country": "Deutschland", "postcode": "1010"}, ["postcode"]),
    ({"country": "", "postcode": "1010"}, ["postcode"]),
])  # fmt: skip
def test_what_is_wrong_with_an_address_stands_at_its_own_field(place: dict[str, str], expected: list[str]) -> None:
    assert fields(typed(steps={**COMPLETE, Step.WHO: {**COMPLETE[Step.WHO], **place}}), Step.WHO) == expected


def test_joint_representation_needs_two() -> None:
    one = {"people": [{**PERSON_TYPED, "authority": "joint"}]}
    assert fields(typed(steps={Step.REPRESENTATION: one}), Step.REPRESENTATION) == ["people"]


def test_nobody_confirms_for_somebody_else_through_the_same_address() -> None:
    two = {"people": [{**PERSON_TYPED, "authority": "joint"}, {**PERSON_TYPED, "last_name": "Zweig"}]}
    assert fields(typed(steps={Step.REPRESENTATION: two}), Step.REPRESENTATION) == ["people-1-email"]


@pytest.mark.parametrize("shares", ["", "0", "-1", "zwei", "1.5", "٣"])
def test_what_is_no_number_of_shares_is_refused(shares: str) -> None:
    assert fields(typed(steps={Step.SHARES: {"shares": shares}}), Step.SHARES) == ["shares"]


def test_a_wrong_iban_is_refused_and_none_is_needed() -> None:
    wrong = {"shares": "1", "iban": "DE89370400440532013001"}
    assert fields(typed(steps={Step.SHARES: wrong}), Step.SHARES) == ["iban"]
    assert fields(typed(steps={Step.SHARES: {"shares": "1", "iban": ""}}), Step.SHARES) == []


def test_a_clause_is_confirmed_in_its_present_version_only() -> None:
    newer = [RequiredClause(4, PAY)]
    assert fields(typed(), Step.DECLARATION, clauses=newer) == ["clause-4"]


def test_a_statute_registered_meanwhile_must_be_read_first() -> None:
    assert fields(typed(), Step.DECLARATION, statute_id=8) == ["statute"]


def test_without_the_statutes_document_nobody_declares() -> None:
    assert fields(typed(), Step.DECLARATION, has_statute_document=False) == ["statute"]


def test_where_membership_is_tied_to_a_district_that_is_asked() -> None:
    bound = statute(residence_clause="Landkreis Rabental")
    assert fields(typed(), Step.WHO, statute=bound) == ["in_district"]


def test_an_empty_row_is_nobody() -> None:
    rows = {"people": [{"authority": "joint"}, PERSON_TYPED]}
    assert [signer.last_name for signer in typed(steps={Step.REPRESENTATION: rows}).signers] == ["Windhauch"]


def test_the_fingerprint_changes_with_what_was_typed() -> None:
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1}) != fingerprint({"a": 1, "b": 3})


@pytest.mark.parametrize("address", [
    "", "post", "post@", "post@nebelhorn", "a b@c.de", "a@b,c.de", "x" * 330 + "@a.d", "w..m@nebelhorn.example",
    ".wm@nebelhorn.example", "wm@-nebelhorn.example",
])
def test_what_is_no_address_for_mail_is_refused(address: str) -> None:
    with pytest.raises(Refusal):
        check_email(address)


def arrived(**more: Any) -> Arrived:
    """A municipality's application of which nothing was looked at yet."""
    base = Arrived(
        MUNICIPALITY, Channel.ONLINE, WrittenForm.TEXTFORM, (Authority.APPOINTED,), 0, email_confirmed=True,
        original_received=False, has_duplicates=False, is_member=False, lacks_clauses=False,
        has_register_data=False, uploads=frozenset(), ticked=frozenset(),
    )  # fmt: skip
    return replace(base, **more)


def stopping(facts: Arrived) -> set[str]:
    """What the board must wait for."""
    return {str(point.key) for point in points_of(facts) if point.stops}


def test_a_proof_counts_once_somebody_has_looked_at_it() -> None:
    there = arrived(uploads=frozenset({UploadPurpose.AUTHORITY}))
    assert stopping(there) == {"authority_proof"}
    assert stopping(replace(there, ticked=frozenset({"authority_proof"}))) == set()


def test_a_municipalitys_own_duties_do_not_hinder() -> None:
    points = {str(point.key): point for point in points_of(arrived())}
    assert not points["council_resolution"].hinders
    assert not points["supervision_notice"].hinders


def test_what_must_arrive_hinders() -> None:
    assert "email_confirmed" in stopping(arrived(email_confirmed=False))
    assert "no_duplicate" in stopping(arrived(has_duplicates=True))
    assert "not_yet_member" in stopping(arrived(is_member=True))
    assert "clauses_declared" in stopping(arrived(lacks_clauses=True))
    assert "original_received" in stopping(arrived(written_form=WrittenForm.SCHRIFTFORM))
    two = (Authority.JOINT, Authority.JOINT)
    assert "declarants_confirmed" in stopping(arrived(authorities=two, unconfirmed_declarants=1))


def test_who_signs_on_paper_confirms_nothing_by_link() -> None:
    two = (Authority.JOINT, Authority.JOINT)
    on_paper = arrived(authorities=two, unconfirmed_declarants=2, written_form=WrittenForm.SCHRIFTFORM)
    assert "declarants_confirmed" not in stopping(on_paper)
    assert "email_confirmed" not in stopping(arrived(channel=Channel.PAPER, email_confirmed=False))


def test_what_only_an_event_settles_is_not_ticked() -> None:
    with pytest.raises(Refusal):
        check_may_tick(points_of(arrived(email_confirmed=False)), "email_confirmed")
    check_may_tick(points_of(arrived()), "authority_proof")


def test_each_proof_has_its_kind_of_upload() -> None:
    assert proof_of("authority_proof") is UploadPurpose.AUTHORITY
    assert proof_of("original_received") is UploadPurpose.SIGNED_DECLARATION
    assert proof_of("no_duplicate") is None
    assert UploadPurpose.COUNCIL_RESOLUTION in expected_uploads(MUNICIPALITY, ())
    assert expected_uploads(PERSON, ()) == ()


def test_a_clause_speaks_of_we_for_an_organisation_and_of_i_for_a_person() -> None:
    text = DEFAULT_WORDINGS[PAY].text
    assert clause_words(text, COMPANY, statute(), 1).startswith("Wir verpflichten uns, ")
    assert clause_words(text, PERSON, statute(), 1).startswith("Ich verpflichte mich, ")


def test_the_duty_to_pay_in_further_names_its_limit() -> None:
    text = DEFAULT_WORDINGS[ClauseKind.NACHSCHUSS_UNDERTAKING].text
    limited = clause_words(text, COMPANY, statute(nachschuss="limited", haftsumme=1_000_00), 1)
    assert "bis zur Haftsumme von 1.000,00\u00a0€" in limited
    assert "ohne Begrenzung" in clause_words(text, COMPANY, statute(nachschuss="unlimited"), 3)


def test_the_limit_rises_with_the_shares_unless_the_statute_says_otherwise() -> None:
    text = DEFAULT_WORDINGS[ClauseKind.NACHSCHUSS_UNDERTAKING].text
    rising = statute(nachschuss="limited", share_amount=500_00, haftsumme=500_00)
    assert "bis zur Haftsumme von 1.500,00\u00a0€" in clause_words(text, COMPANY, rising, 3)
    fixed = statute(nachschuss="limited", share_amount=500_00, haftsumme=500_00, haftsumme_rule="no_increase")
    assert "bis zur Haftsumme von 500,00\u00a0€" in clause_words(text, COMPANY, fixed, 3)


def test_no_default_wording_leaves_a_place_open() -> None:
    said = statute(entry_fee=50_00, annual_contribution=120_00, notice_months=24)
    for wording in DEFAULT_WORDINGS.values():
        check_wording(wording.heading, wording.text)
        assert "{" not in clause_words(wording.text, COMPANY, said, 1)


def test_the_figures_stand_below_their_duty() -> None:
    assert duty_rows(PAY, 20, statute()) == ((DutyFigure.SHARES, 10_000_00),)
    fee = statute(entry_fee=50_00)
    assert duty_rows(ClauseKind.ACK_FURTHER_PAYMENTS, 1, fee) == ((DutyFigure.ENTRY_FEE, 50_00),)
    assert duty_rows(ClauseKind.ACK_NOTICE_PERIOD, 1, statute()) == ()


def test_periods_and_names_are_written_as_one_says_them() -> None:
    assert (notice_words(24), notice_words(18)) == ("zwei Jahren", "18\u00a0Monaten")
    assert with_article("Gemeinde Altenbruck", MUNICIPALITY) == "die Gemeinde Altenbruck"
    assert with_article("Landkreis Rabental", MUNICIPALITY) == "der Landkreis Rabental"
    assert with_article("Ottilie Rabensang", PERSON) == "Ottilie Rabensang"
