"""The rules of joining: states, form and content of the declaration."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.admissions.rules import (
    TRANSITIONS,
    ApplicationState,
    ClauseKind,
    InvestingStep,
    Objection,
    StatuteProvision,
    application_number,
    check_clauses,
    check_declaration,
    check_editable,
    check_may_erase,
    check_member_class,
    check_residence,
    clauses_under,
    draft_expires_on,
    draft_is_expired,
    form_is_sufficient,
    may_become,
    missing_for_investing,
    must_be_highlighted,
    need_may_be_served,
    needed_form,
    objection_to,
    require_transition,
    required_clauses,
    sounds_conditional,
    statute_was_provided,
)
from app.core.values import Nachschuss, Refusal, WrittenForm
from app.members.rules import MemberClass
from app.statutes.rules import DecidedBy, Statute, statute_from

S = ApplicationState
TEXT, WRITTEN, QUALIFIED = WrittenForm.TEXTFORM, WrittenForm.SCHRIFTFORM, WrittenForm.QUALIFIED_SIGNATURE
TODAY, LAST_177 = date(2026, 11, 24), date(2029, 12, 31)
PAY, MORE, FEES, NOTICE = ClauseKind


def statute(**values: object) -> Statute:
    """A statute that says only this."""
    return statute_from({"share_amount": 500_00, "nachschuss": "none", **values})


def test_a_need_is_served_to_a_member_or_by_a_clause_to_anybody() -> None:
    silent, open_to_all = statute(), statute(non_member_business=True)
    assert need_may_be_served(True, silent)
    assert need_may_be_served(False, open_to_all)
    assert not need_may_be_served(False, silent)


def test_an_application_goes_from_draft_to_notice() -> None:
    way = [S.DRAFT, S.SUBMITTED, S.RETURNED, S.SUBMITTED, S.PROPOSED, S.ADMITTED, S.NOTIFIED]
    for state, following in pairwise(way):
        require_transition(state, following)


def test_only_the_board_admits_or_refuses_a_proposed_application() -> None:
    deciding = {S.ADMITTED, S.REFUSED}
    assert {state for state in S if TRANSITIONS[state] & deciding} == {S.PROPOSED}


def test_an_application_is_withdrawn_only_before_the_decision() -> None:
    able = {state for state in S if may_become(state, S.WITHDRAWN)}
    assert able == {S.DRAFT, S.SUBMITTED, S.RETURNED, S.PROPOSED}


@pytest.mark.parametrize(
    ("state", "words"),
    [(S.REFUSED, "schon entschieden"), (S.WITHDRAWN, "zurückgezogen"), (S.DRAFT, "passt nicht")],
)
def test_a_step_out_of_order_is_refused_with_the_reason(state: ApplicationState, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        require_transition(state, S.ADMITTED)


def test_every_state_has_its_line_in_the_table_and_none_leads_to_itself() -> None:
    assert set(TRANSITIONS) == set(S)
    assert not any(may_become(state, state) for state in S)


def test_a_declaration_is_frozen_once_submitted() -> None:
    check_editable(S.DRAFT)
    check_editable(S.RETURNED)
    for state in set(S) - {S.DRAFT, S.RETURNED}:
        with pytest.raises(Refusal, match="nicht mehr geändert"):
            check_editable(state)


def test_an_unfinished_draft_is_deleted_the_day_after_its_time() -> None:
    last = draft_expires_on(TODAY, 30)
    assert last == date(2026, 12, 24)
    assert not draft_is_expired(TODAY, 30, last)
    assert draft_is_expired(TODAY, 30, last + timedelta(days=1))


def test_a_refused_declaration_is_erased_once_the_refusal_is_sent() -> None:
    check_may_erase(S.REFUSED, refusal_is_sent=True)
    with pytest.raises(Refusal, match="abgesandt"):
        check_may_erase(S.REFUSED, refusal_is_sent=False)
    for state in set(S) - {S.REFUSED}:
        with pytest.raises(Refusal, match="abgelehnter"):
            check_may_erase(state, refusal_is_sent=True)


def test_an_application_has_a_number_of_its_year() -> None:
    assert application_number(2026, 71) == "A-2026-0071"


@pytest.mark.parametrize("form", list(WrittenForm))
def test_where_textform_is_enough_any_form_is(form: WrittenForm) -> None:
    assert form_is_sufficient(form, TEXT, TODAY)


def test_schriftform_is_kept_by_hand_or_qualified_signature() -> None:
    assert form_is_sufficient(WRITTEN, WRITTEN, TODAY)
    assert form_is_sufficient(QUALIFIED, WRITTEN, TODAY)
    assert not form_is_sufficient(TEXT, WRITTEN, TODAY)


def test_a_permission_of_textform_ends_with_2029() -> None:
    assert form_is_sufficient(TEXT, WRITTEN, LAST_177, textform_permitted=True)
    assert not form_is_sufficient(TEXT, WRITTEN, LAST_177 + timedelta(days=1), textform_permitted=True)


def test_a_statute_that_excludes_textform_cannot_be_overcome_by_permission() -> None:
    assert not form_is_sufficient(TEXT, WRITTEN, TODAY, textform_permitted=True, textform_expressly_excluded=True)


def test_the_form_needed_follows_statute_permission_and_day() -> None:
    old = statute(form_join="schriftform")
    assert needed_form(statute(), TODAY, textform_permitted=False) is TEXT
    assert needed_form(old, TODAY, textform_permitted=False) is WRITTEN
    assert needed_form(old, TODAY, textform_permitted=True) is TEXT
    assert needed_form(old, date(2030, 1, 1), textform_permitted=True) is WRITTEN


@pytest.mark.parametrize(
    ("nachschuss", "months", "duties", "required"),
    [
        (Nachschuss.NONE, 12, False, (PAY,)),
        (Nachschuss.NONE, 13, False, (PAY, NOTICE)),
        (Nachschuss.LIMITED, 6, True, (PAY, MORE, FEES)),
        (Nachschuss.UNLIMITED, 60, False, (PAY, MORE, NOTICE)),
    ],
)
def test_the_clauses_follow_the_statute(
    nachschuss: Nachschuss, months: int, duties: bool, required: tuple[ClauseKind, ...]
) -> None:
    assert required_clauses(nachschuss, months, duties) == required


def test_an_entry_fee_or_contribution_must_be_acknowledged() -> None:
    assert clauses_under(statute()) == (PAY,)
    assert clauses_under(statute(entry_fee=50_00)) == (PAY, FEES)
    assert clauses_under(statute(annual_contribution=1, notice_months=24)) == (PAY, FEES, NOTICE)


def test_online_all_but_the_undertaking_to_pay_stands_out_and_on_paper_nothing_must() -> None:
    assert must_be_highlighted(ClauseKind, electronically_prepared=True) == (MORE, FEES, NOTICE)
    assert must_be_highlighted(ClauseKind, electronically_prepared=False) == ()


def test_every_required_clause_must_be_confirmed() -> None:
    check_clauses([PAY, NOTICE], [NOTICE, PAY, FEES])
    with pytest.raises(Refusal, match="§ 15a"):
        check_clauses([PAY, NOTICE], [PAY])


def test_a_condition_is_objected_to_before_a_missing_statute() -> None:
    assert objection_to(conditional=True, statutes_provided_before=False) is Objection.CONDITIONAL
    assert objection_to(conditional=False, statutes_provided_before=False) is Objection.STATUTES_NOT_PROVIDED
    assert objection_to(conditional=False, statutes_provided_before=True) is None


def test_a_refused_declaration_says_what_to_do_instead() -> None:
    check_declaration(conditional=False, statutes_provided_before=True)
    with pytest.raises(Refusal, match="Zustimmung zuerst"):
        check_declaration(conditional=True, statutes_provided_before=True)
    with pytest.raises(Refusal, match="Satzung"):
        check_declaration(conditional=False, statutes_provided_before=False)


@pytest.mark.parametrize(
    "text",
    [
        "Wir treten bei, sofern der Gemeinderat zustimmt.",
        "Der Beitritt erfolgt vorbehaltlich der Genehmigung durch die Rechtsaufsicht.",
        "Wir treten unter der Bedingung bei, dass das Land fördert.",
        "Unter dem Vorbehalt der Zustimmung des Kreistags treten wir bei.",
        "Falls Fördermittel fließen, zeichnen wir fünf Anteile.",
        "Wir treten bei, wenn der Aufsichtsrat zustimmt.",
        "WIR TRETEN BEI, SOBALD DER STADTRAT DEN HAUSHALT BESCHLIESST.",
        "Vorausgesetzt, die Mittel kommen.",
        "Die Erklärung gilt nur bei Förderung.",
    ],
)
def test_conditional_wording_is_noticed(text: str) -> None:
    assert sounds_conditional(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Wir treten der Genossenschaft bei.",
        "Wir erklären den Beitritt unbedingt und ohne Vorbehalt.",
        "Der Gemeinderat hat am 20. Oktober zugestimmt.",
        "Wenn Bürger anfragen, antwortet bisher niemand. Der Beschluss des Rates ist beigefügt.",
        "Wir freuen uns auf die Zusammenarbeit unter Freunden.",
    ],
)
def test_unconditional_wording_is_let_be(text: str) -> None:
    assert not sounds_conditional(text)


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert sounds_conditional(text) in (True, False)


def test_the_statute_is_provided_by_copy_or_on_the_website_with_a_printout_offered() -> None:
    at = datetime(2026, 11, 17, 11, 26, tzinfo=UTC)
    assert statute_was_provided(StatuteProvision.COPY, at, at)
    assert statute_was_provided(StatuteProvision.WEBSITE_WITH_PRINT_OFFER, at - timedelta(minutes=1), at)
    assert not statute_was_provided(StatuteProvision.WEBSITE_ONLY, at, at)
    assert not statute_was_provided(StatuteProvision.COPY, at + timedelta(seconds=1), at)
    assert not statute_was_provided(None, None, at)


def test_an_investing_member_needs_the_board_and_the_assembly() -> None:
    law = DecidedBy.GENERAL_ASSEMBLY
    assert missing_for_investing(law, True, gv_consent=True, sb_consent=False) == ()
    assert missing_for_investing(law, True, gv_consent=False, sb_consent=True) == (InvestingStep.GV_CONSENT,)
    both = missing_for_investing(law, False, gv_consent=False, sb_consent=False)
    assert both == (InvestingStep.BOARD_APPROVAL, InvestingStep.GV_CONSENT)


def test_the_statute_may_name_the_supervisory_board_instead() -> None:
    clause = DecidedBy.SUPERVISORY_BOARD
    assert missing_for_investing(clause, True, gv_consent=False, sb_consent=True) == ()
    assert missing_for_investing(clause, True, gv_consent=True, sb_consent=False) == (InvestingStep.SB_CONSENT,)


def test_investing_members_need_a_clause_and_do_not_use_the_services() -> None:
    check_member_class(MemberClass.ORDINARY, statute(), will_use_services=True)
    check_member_class(MemberClass.INVESTING, statute(investing_members=True))
    with pytest.raises(Refusal, match="lässt investierende"):
        check_member_class(MemberClass.INVESTING, statute())
    with pytest.raises(Refusal, match="ordentliches"):
        check_member_class(MemberClass.INVESTING, statute(investing_members=True), will_use_services=True)


def test_residence_matters_only_with_a_clause() -> None:
    check_residence(statute(), lives_in_district=False)
    check_residence(statute(residence_clause="Landkreis Rabental"), lives_in_district=True)
    with pytest.raises(Refusal, match="Landkreis Rabental"):
        check_residence(statute(residence_clause="Landkreis Rabental"), lives_in_district=False)
