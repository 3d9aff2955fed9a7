"""The rules of the organs: who may sit there, and how they decide."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.values import Refusal
from app.organs.rules import (
    SIMPLE_MAJORITY,
    Choice,
    EligibilityBasis,
    ItemKind,
    Letterhead,
    Majority,
    OfficerName,
    Organ,
    OrganVote,
    Outcome,
    Particular,
    Procedure,
    barred_members,
    can_decide,
    check_board_size,
    check_discharged,
    check_eligibility,
    check_one_organ,
    check_procedure,
    check_term,
    check_undecided,
    check_vote,
    circular_deadline,
    composition_is_valid,
    deciding_organs,
    eligibility_basis,
    has_full_first_name,
    is_small,
    majority_of,
    missing_particulars,
    one_person_board_is_allowed,
    outcome_of,
    particulars_of,
    quorum_heads,
    quorum_of,
    resolution_number,
    supervisory_board_waiver_is_allowed,
    tally_of,
    term_last_day,
    terms_overlap,
    votes_needed,
    who_can_decide,
)
from app.statutes.rules import BiasRule, MajorityRule, QuorumRule, Statute, statute_from

YES, NO, ABSTAIN = Choice.YES, Choice.NO, Choice.ABSTAIN
THREE = frozenset({1, 2, 3})
NOBODY: frozenset[int] = frozenset()


def votes(*choices: Choice) -> list[OrganVote]:
    """Votes of the members 1, 2, 3 … in this order."""
    return [OrganVote(number, choice) for number, choice in enumerate(choices, start=1)]


def statute(**values: object) -> Statute:
    """A statute that says only this."""
    return statute_from({"share_amount": 500_00, "nachschuss": "none", **values})


def outcome(*choices: Choice, barred: frozenset[int] = NOBODY, closed: bool = False) -> Outcome:
    """The outcome in a board of three with a quorum of two."""
    return outcome_of(votes(*choices), barred, THREE, 2, closed=closed)


def test_a_circular_takes_effect_with_the_last_vote_needed() -> None:
    assert outcome(YES) is Outcome.OPEN
    assert outcome(YES, YES) is Outcome.ACCEPTED


def test_a_circular_is_rejected_once_it_can_no_longer_succeed() -> None:
    assert outcome(NO) is Outcome.OPEN
    assert outcome(NO, NO) is Outcome.REJECTED


def test_a_vote_that_could_still_change_the_outcome_is_waited_for() -> None:
    assert outcome(YES, NO) is Outcome.OPEN
    assert outcome(YES, ABSTAIN) is Outcome.OPEN
    assert outcome(YES, NO, YES) is Outcome.ACCEPTED


def test_a_tie_rejects() -> None:
    assert outcome(YES, NO, ABSTAIN) is Outcome.REJECTED
    assert outcome(YES, NO, closed=True) is Outcome.REJECTED


def test_silence_is_no_vote() -> None:
    assert outcome(YES, closed=True) is Outcome.OPEN
    assert outcome(YES, ABSTAIN, closed=True) is Outcome.ACCEPTED
    assert outcome(ABSTAIN, ABSTAIN, ABSTAIN) is Outcome.REJECTED


def test_the_vote_of_a_biased_member_does_not_count() -> None:
    assert outcome(YES, YES, barred=frozenset({1})) is Outcome.OPEN
    assert outcome(NO, YES, YES, barred=frozenset({1})) is Outcome.ACCEPTED


def test_too_few_unbiased_directors_never_decide() -> None:
    barred = frozenset({1, 2})
    assert outcome(YES, YES, YES, barred=barred) is Outcome.OPEN
    assert outcome(YES, YES, YES, barred=barred, closed=True) is Outcome.OPEN
    assert not can_decide(barred, THREE, 2)


def test_the_vote_of_somebody_who_is_not_in_office_does_not_count() -> None:
    assert outcome_of([OrganVote(8, YES), OrganVote(9, YES)], NOBODY, THREE, 2) is Outcome.OPEN


def test_of_two_votes_of_one_person_the_last_counts() -> None:
    tally = tally_of([OrganVote(1, YES), OrganVote(1, NO)], NOBODY, THREE)
    assert (tally.in_favour, tally.against, tally.outstanding, tally.taking_part) == (0, 1, 2, 1)


def test_an_objection_to_the_circular_procedure_keeps_the_item_open() -> None:
    assert outcome_of(votes(YES, YES, YES), NOBODY, THREE, 2, objected=True) is Outcome.OPEN
    assert outcome_of(votes(YES, YES, YES), NOBODY, THREE, 2, closed=True, objected=True) is Outcome.OPEN


@given(
    st.lists(st.sampled_from(Choice), max_size=5),
    st.sets(st.integers(1, 5)),
    st.integers(1, 5),
    st.sampled_from(MajorityRule),
)
def test_an_early_decision_is_the_one_that_any_further_votes_would_give(
    given_votes: list[Choice], barred: set[int], quorum: int, rule: MajorityRule
) -> None:
    seats = frozenset(range(1, 6))
    early = outcome_of(votes(*given_votes), barred, seats, quorum, Majority(rule))
    completions = product([*Choice, None], repeat=5 - len(given_votes))
    finals = {_final(given_votes, rest, barred, quorum, rule) for rest in completions}
    assert early is Outcome.OPEN or finals == {early}


def _final(
    given_votes: list[Choice], rest: tuple[Choice | None, ...], barred: set[int], quorum: int, rule: MajorityRule
) -> Outcome:
    numbered = enumerate([*given_votes, *rest], start=1)
    cast = [OrganVote(number, choice) for number, choice in numbered if choice is not None]
    return outcome_of(cast, barred, frozenset(range(1, 6)), quorum, Majority(rule), closed=True)


@pytest.mark.parametrize(
    ("rule", "in_favour", "against", "reached"),
    [
        (MajorityRule.SIMPLE, 1, 0, True),
        (MajorityRule.SIMPLE, 0, 0, False),
        (MajorityRule.TWO_THIRDS, 2, 1, True),
        (MajorityRule.TWO_THIRDS, 3, 2, False),
        (MajorityRule.THREE_QUARTERS, 3, 1, True),
        (MajorityRule.THREE_QUARTERS, 2, 1, False),
        (MajorityRule.OF_MEMBERS, 2, 0, False),
        (MajorityRule.OF_MEMBERS, 3, 2, True),
        (MajorityRule.UNANIMOUS, 2, 0, True),
        (MajorityRule.UNANIMOUS, 4, 1, False),
        (MajorityRule.UNANIMOUS, 0, 0, False),
    ],
)
def test_majorities_in_a_board_of_five(rule: MajorityRule, in_favour: int, against: int, reached: bool) -> None:
    assert Majority(rule).reached(in_favour, against, seats=5) is reached


@pytest.mark.parametrize(
    ("rule", "heads"),
    [
        (QuorumRule.HALF, [1, 1, 2, 2, 3]),
        (QuorumRule.MORE_THAN_HALF, [1, 2, 2, 3, 3]),
        (QuorumRule.TWO_THIRDS, [1, 2, 2, 3, 4]),
        (QuorumRule.ALL, [1, 2, 3, 4, 5]),
    ],
)
def test_the_quorum_is_counted_in_heads(rule: QuorumRule, heads: list[int]) -> None:
    assert [quorum_heads(rule, seats) for seats in range(1, 6)] == heads


def test_an_organ_without_members_has_no_quorum() -> None:
    assert quorum_heads(QuorumRule.HALF, 0) == 1


def test_the_votes_needed_settle_an_item_whatever_the_others_do() -> None:
    assert votes_needed(NOBODY, THREE, 2, SIMPLE_MAJORITY) == 2
    assert votes_needed(frozenset({1}), THREE, 2, SIMPLE_MAJORITY) == 2
    assert votes_needed(NOBODY, THREE, 2, Majority(MajorityRule.UNANIMOUS)) == 3
    assert votes_needed(frozenset({1, 2}), THREE, 2, SIMPLE_MAJORITY) is None


def test_where_too_many_directors_are_biased_the_supervisory_board_can_decide() -> None:
    barred = frozenset({1, 2})
    assert who_can_decide(Organ.BOARD, frozenset({1}), THREE, 2) is Organ.BOARD
    assert who_can_decide(Organ.BOARD, barred, THREE, 2) is Organ.SUPERVISORY_BOARD
    assert who_can_decide(Organ.BOARD, barred, THREE, 2, has_supervisory_board=False) is Organ.GENERAL_ASSEMBLY
    assert who_can_decide(Organ.SUPERVISORY_BOARD, barred, THREE, 2) is Organ.GENERAL_ASSEMBLY
    assert who_can_decide(Organ.GENERAL_ASSEMBLY, barred, THREE, 2) is Organ.GENERAL_ASSEMBLY


def test_a_declared_bias_always_bars_and_the_statute_may_bar_more() -> None:
    declared, own, house = frozenset({1}), frozenset({2}), frozenset({3})
    assert barred_members(BiasRule.DECLARED, declared, own, house) == {1}
    assert barred_members(BiasRule.OWN_MATTER, declared, own, house) == {1, 2}
    assert barred_members(BiasRule.OWN_AND_REPRESENTED, declared, own, house) == {1, 2, 3}


def test_only_unbiased_members_in_office_vote_and_only_while_the_item_is_open() -> None:
    check_vote(1, THREE, NOBODY, Outcome.OPEN)
    with pytest.raises(Refusal, match="angehört"):
        check_vote(4, THREE, NOBODY, Outcome.OPEN)
    with pytest.raises(Refusal, match="befangen"):
        check_vote(1, THREE, frozenset({1}), Outcome.OPEN)
    with pytest.raises(Refusal, match="entschieden"):
        check_vote(1, THREE, NOBODY, Outcome.ACCEPTED)


def test_a_decided_resolution_does_not_change() -> None:
    check_undecided([Outcome.OPEN, Outcome.OPEN])
    with pytest.raises(Refusal, match="neuen Beschluss"):
        check_undecided([Outcome.OPEN, Outcome.REJECTED])


def test_a_circular_needs_a_statute_that_does_not_forbid_it() -> None:
    check_procedure(Organ.BOARD, Procedure.CIRCULAR, statute())
    check_procedure(Organ.SUPERVISORY_BOARD, Procedure.CIRCULAR, statute(board_circular_allowed=False))
    with pytest.raises(Refusal, match="Umlaufbeschlüsse"):
        check_procedure(Organ.BOARD, Procedure.CIRCULAR, statute(board_circular_allowed=False))
    with pytest.raises(Refusal, match="Umlaufbeschlüsse"):
        check_procedure(Organ.SUPERVISORY_BOARD, Procedure.CIRCULAR, statute(sb_circular_allowed=False))


def test_resolutions_of_the_assembly_are_only_recorded() -> None:
    check_procedure(Organ.GENERAL_ASSEMBLY, Procedure.RECORDED, statute())
    with pytest.raises(Refusal, match="nachgetragen"):
        check_procedure(Organ.GENERAL_ASSEMBLY, Procedure.MEETING, statute())


def test_the_day_a_circular_starts_is_not_counted() -> None:
    assert circular_deadline(date(2026, 11, 18), statute(circular_days=7)) == date(2026, 11, 25)


def test_quorum_and_majority_come_from_the_statute() -> None:
    clauses = statute(board_quorum="all", board_majority="unanimous", sb_majority="two_thirds")
    assert quorum_of(Organ.BOARD, clauses, 3) == 3
    assert quorum_of(Organ.SUPERVISORY_BOARD, clauses, 4) == 3
    assert quorum_of(Organ.GENERAL_ASSEMBLY, clauses, 400) == 1
    assert majority_of(Organ.BOARD, clauses).rule is MajorityRule.UNANIMOUS
    assert majority_of(Organ.SUPERVISORY_BOARD, clauses).rule is MajorityRule.TWO_THIRDS
    assert majority_of(Organ.GENERAL_ASSEMBLY, clauses) == SIMPLE_MAJORITY


def test_the_board_admits_and_the_assembly_consents_to_investing_members() -> None:
    assert deciding_organs(ItemKind.ADMISSION, statute()) == (Organ.BOARD,)
    assert deciding_organs(ItemKind.FURTHER_SHARES, statute()) == (Organ.BOARD,)
    assert deciding_organs(ItemKind.INVESTING_CONSENT, statute()) == (Organ.GENERAL_ASSEMBLY,)
    assert set(deciding_organs(ItemKind.OTHER, statute())) == set(Organ)


def test_the_statute_may_give_the_consent_to_the_supervisory_board() -> None:
    clauses = statute(investing_consent_by="supervisory_board")
    assert deciding_organs(ItemKind.INVESTING_CONSENT, clauses) == (Organ.SUPERVISORY_BOARD,)


def test_textform_is_permitted_by_the_board_with_the_supervisory_boards_consent() -> None:
    assert deciding_organs(ItemKind.TEXTFORM_PERMISSION, statute()) == (Organ.BOARD, Organ.SUPERVISORY_BOARD)
    without = deciding_organs(ItemKind.TEXTFORM_PERMISSION, statute(sb_required=False))
    assert without == (Organ.BOARD, Organ.GENERAL_ASSEMBLY)


def test_a_resolution_has_a_number_of_its_organ_and_year() -> None:
    assert resolution_number(Organ.BOARD, 2026, 7) == "V-2026-007"
    assert resolution_number(Organ.SUPERVISORY_BOARD, 2026, 1000) == "A-2026-1000"
    assert resolution_number(Organ.GENERAL_ASSEMBLY, 2026, 7) == "GV-2026-007"


@pytest.mark.parametrize(
    ("natural", "member", "represents", "through_cooperative", "basis"),
    [
        (True, True, False, False, EligibilityBasis.MEMBER),
        (True, False, True, False, EligibilityBasis.REPRESENTATIVE),
        (True, False, False, True, EligibilityBasis.MEMBER_OF_MEMBER_COOPERATIVE),
        (True, False, False, False, None),
        (False, True, True, True, None),
    ],
)
def test_officers_are_members_or_represent_one(
    natural: bool, member: bool, represents: bool, through_cooperative: bool, basis: EligibilityBasis | None
) -> None:
    assert eligibility_basis(natural, member, represents, through_cooperative) is basis


def test_nobody_takes_office_without_a_basis() -> None:
    assert check_eligibility(EligibilityBasis.MEMBER) is EligibilityBasis.MEMBER
    with pytest.raises(Refusal, match=r"§ 9 Abs. 2"):
        check_eligibility(None)


def test_nobody_sits_in_both_boards() -> None:
    check_one_organ([])
    with pytest.raises(Refusal, match="§ 37"):
        check_one_organ([Organ.BOARD])


def test_a_former_director_joins_the_supervisory_board_only_after_discharge() -> None:
    check_discharged(was_director=True, discharged=True)
    check_discharged(was_director=False, discharged=False)
    with pytest.raises(Refusal, match="Entlastung"):
        check_discharged(was_director=True, discharged=False)


@pytest.mark.parametrize(("members", "small"), [(3, True), (20, True), (21, False)])
def test_the_reliefs_end_above_twenty_members(members: int, small: bool) -> None:
    assert is_small(members) is small
    assert one_person_board_is_allowed(members, one_person_board=True) is small
    assert supervisory_board_waiver_is_allowed(members, waived=True) is small
    assert one_person_board_is_allowed(members, one_person_board=False)
    assert supervisory_board_waiver_is_allowed(members, waived=False)


def test_a_board_has_two_members_or_by_clause_one_in_a_small_cooperative() -> None:
    check_board_size(2, 2, members=400, one_person_board=False)
    check_board_size(1, 1, members=20, one_person_board=True)
    for directors, minimum, members, clause in [
        (1, 1, 21, True),
        (1, 1, 20, False),
        (2, 3, 20, False),
        (0, 1, 5, True),
    ]:
        with pytest.raises(Refusal, match="§ 24"):
            check_board_size(directors, minimum, members, clause)


@given(st.integers(0, 40), st.integers(0, 12), st.integers(0, 12))
def test_a_supervisory_board_keeps_a_quarter_and_a_third(size: int, investing: int, delegated: int) -> None:
    valid = size >= 3 and investing <= size / 4 and investing + delegated <= size / 3
    assert composition_is_valid(size, investing, delegated) is valid


def test_a_term_ends_the_day_before_its_anniversary() -> None:
    assert term_last_day(date(2026, 7, 1), 3) == date(2029, 6, 30)
    assert term_last_day(date(2028, 2, 29), 1) == date(2029, 2, 27)


def test_a_term_does_not_end_before_it_begins() -> None:
    check_term(date(2026, 7, 1), date(2026, 7, 1))
    with pytest.raises(Refusal, match=r"01.07.2026"):
        check_term(date(2026, 7, 1), date(2026, 6, 30))


def test_terms_that_share_a_day_overlap() -> None:
    first = (date(2026, 1, 1), date(2026, 6, 30))
    assert terms_overlap(first, (date(2026, 6, 30), None))
    assert not terms_overlap(first, (date(2026, 7, 1), None))


WEISSDORN, REHBEIN = OfficerName("Almut", "Weißdorn"), OfficerName("C. Cosima", "Rehbein")
HEAD = Letterhead("Digitalverbund Morgenau eG", "Morgenau", "Lindenfurt", "GnR 700412", (WEISSDORN, REHBEIN), WEISSDORN)


def test_a_full_letterhead_lacks_nothing() -> None:
    assert missing_particulars(particulars_of(HEAD)) == []


def test_an_initial_is_no_full_first_name() -> None:
    assert has_full_first_name(REHBEIN)
    assert not has_full_first_name(OfficerName("A.", "Weißdorn"))
    assert not has_full_first_name(OfficerName("A", "Weißdorn"))
    assert not has_full_first_name(OfficerName("Almut", ""))


def test_an_empty_letterhead_lacks_all_in_the_order_of_the_law() -> None:
    nothing = Letterhead("", "", "", "", (), None)
    assert missing_particulars(particulars_of(nothing)) == list(Particular)


def test_without_a_supervisory_board_no_chair_is_named() -> None:
    stated = set(Particular) - {Particular.SUPERVISORY_BOARD_CHAIR}
    assert missing_particulars(stated, has_chair=False) == []
    assert missing_particulars(stated) == [Particular.SUPERVISORY_BOARD_CHAIR]
