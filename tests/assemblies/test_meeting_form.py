"""In which form the assembly meets, and who says so."""

from datetime import date
from itertools import product

import pytest

from app.assemblies.rules import (
    AboutDiscussion,
    AboutForm,
    AboutVotingEnd,
    DiscussionForm,
    FormVoice,
    MeetingForm,
    check_form_agreed,
    check_phases,
    clause_holds,
    form_fixed_by,
    form_of,
    needs_access,
    needs_place,
    voices_on_form,
)
from app.statutes.rules import AssemblyFormRule
from tests.assemblies.statutes import a_statute

RULE, FORM = AssemblyFormRule, MeetingForm
WANTED = [None, *MeetingForm]
MEETS = date(2026, 6, 19)


def test_the_form_is_that_on_which_both_agree_and_else_the_physical_one() -> None:
    for board, other in product(WANTED, WANTED):
        agreed = board if board == other and board is not None else FORM.PHYSICAL
        assert form_of(RULE.FREE, board, other) is agreed


def test_a_void_clause_is_as_none() -> None:
    for board, other in product(WANTED, WANTED):
        assert form_of(RULE.VIRTUAL_EXCLUDING_PHYSICAL, board, other) is form_of(RULE.FREE, board, other)


def test_a_form_that_the_statute_fixes_stands_unless_both_want_the_physical_one() -> None:
    for fixed, board, other in product(MeetingForm, WANTED, WANTED):
        both_physical = board is other is FORM.PHYSICAL
        assert form_of(RULE(fixed.value), board, other) is (FORM.PHYSICAL if both_physical else fixed)


def test_no_clause_can_take_the_physical_meeting_away() -> None:
    for rule in RULE:
        assert form_of(rule, FORM.PHYSICAL, FORM.PHYSICAL) is FORM.PHYSICAL


def test_every_clause_but_the_one_that_excludes_the_physical_meeting_holds() -> None:
    assert [rule for rule in RULE if not clause_holds(rule)] == [RULE.VIRTUAL_EXCLUDING_PHYSICAL]
    assert [form_fixed_by(rule) for rule in (RULE.FREE, RULE.VIRTUAL_EXCLUDING_PHYSICAL)] == [None, None]


def test_without_a_supervisory_board_a_representative_chooses_with_the_board() -> None:
    assert voices_on_form(a_statute()) == (FormVoice.BOARD, FormVoice.SUPERVISORY_BOARD)
    assert voices_on_form(a_statute(sb_required=False)) == (FormVoice.BOARD, FormVoice.REPRESENTATIVE)


def test_only_the_form_that_is_due_can_be_convened() -> None:
    for rule, board, other, form in product(RULE, WANTED, WANTED, MeetingForm):
        if form is form_of(rule, board, other):
            check_form_agreed(form, rule, board, other)
        else:
            with pytest.raises(AboutForm):
                check_form_agreed(form, rule, board, other)


@pytest.mark.parametrize(("rule", "board", "other", "form", "said"), [
    (RULE.FREE, None, None, FORM.VIRTUAL, "Ohne Einigung"),
    (RULE.FREE, FORM.VIRTUAL, FORM.HYBRID, FORM.VIRTUAL, "Ohne Einigung"),
    (RULE.FREE, FORM.VIRTUAL, FORM.VIRTUAL, FORM.HYBRID, "Beschlossen ist eine andere Form"),
    (RULE.FREE, FORM.VIRTUAL, FORM.VIRTUAL, FORM.PHYSICAL, "Beschlossen ist eine andere Form"),
    (RULE.PHYSICAL, FORM.VIRTUAL, FORM.VIRTUAL, FORM.VIRTUAL, "Die Satzung bestimmt eine andere Form"),
    (RULE.VIRTUAL, FORM.PHYSICAL, FORM.PHYSICAL, FORM.VIRTUAL, "Beschlossen ist eine andere Form"),
    (RULE.VIRTUAL, None, FORM.PHYSICAL, FORM.PHYSICAL, "Die Satzung bestimmt eine andere Form"),
])
def test_the_refusal_says_whose_word_is_missing(
    rule: AssemblyFormRule, board: MeetingForm | None, other: MeetingForm | None, form: MeetingForm, said: str
) -> None:
    with pytest.raises(AboutForm, match=said):
        check_form_agreed(form, rule, board, other)


def test_a_place_is_needed_where_people_come_together_and_access_where_they_do_not() -> None:
    assert [form for form in FORM if needs_place(form, None)] == [FORM.PHYSICAL, FORM.HYBRID]
    assert needs_place(FORM.STRETCHED, DiscussionForm.HYBRID)
    assert not needs_place(FORM.STRETCHED, DiscussionForm.VIRTUAL)
    assert [form for form in FORM if needs_access(form)] == [FORM.VIRTUAL, FORM.HYBRID, FORM.STRETCHED]


def test_the_stretched_procedure_has_a_discussion_and_then_a_vote() -> None:
    check_phases(FORM.STRETCHED, DiscussionForm.VIRTUAL, MEETS, MEETS)
    with pytest.raises(AboutDiscussion, match="in welcher Form erörtert"):
        check_phases(FORM.STRETCHED, None, MEETS, MEETS)
    with pytest.raises(AboutVotingEnd, match="bis wann abgestimmt"):
        check_phases(FORM.STRETCHED, DiscussionForm.VIRTUAL, MEETS, None)
    with pytest.raises(AboutVotingEnd, match="nach der Erörterung"):
        check_phases(FORM.STRETCHED, DiscussionForm.VIRTUAL, MEETS, date(2026, 6, 18))


@pytest.mark.parametrize("form", [FORM.PHYSICAL, FORM.VIRTUAL, FORM.HYBRID])
def test_no_other_form_has_phases(form: MeetingForm) -> None:
    check_phases(form, None, MEETS, None)
    with pytest.raises(AboutDiscussion, match="nur im gestreckten"):
        check_phases(form, DiscussionForm.HYBRID, MEETS, None)
    with pytest.raises(AboutVotingEnd, match="nur im gestreckten"):
        check_phases(form, None, MEETS, MEETS)
