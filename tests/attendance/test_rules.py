"""The rules of attendance: weights, bans, proxies, the door."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assemblies.rules import AssemblyState, DiscussionForm, MeetingForm, Subject
from app.attendance import rules
from app.attendance.rules import (
    AboutConditions,
    AboutPrincipal,
    AboutProxy,
    AboutProxyDay,
    AboutProxyForm,
    AboutRelation,
    Entitlement,
    Held,
    Mode,
    Permission,
    PluralRegime,
    ProxyForm,
    Relation,
)
from app.core.values import Refusal
from tests.assemblies.statutes import a_statute
from tests.factories import TODAY

CAP, THREE = PluralRegime.ENTREPRENEUR_CAP, PluralRegime.MAX_THREE


@pytest.mark.parametrize(("granted", "most", "one_each", "weight"), [
    (3, 3, False, 3), (3, 3, True, 1), (3, 2, False, 2), (1, 3, False, 1), (3, 1, False, 1), (0, 3, False, 1),
])  # fmt: skip
def test_plural_votes_count_as_far_as_statute_and_matter_let_them(
    granted: int, most: int, one_each: bool, weight: int
) -> None:
    assert rules.weight_of(granted, most, one_each, THREE) == weight


def test_among_entrepreneurs_no_vote_vanishes_where_the_law_demands_three_quarters() -> None:
    assert rules.weight_of(3, 3, True, CAP, votes_present=40) == 3
    assert rules.weight_of(3, 3, True, CAP, votes_present=20) == 2


@given(st.integers(1, 3), st.integers(1, 3), st.booleans(), st.sampled_from(PluralRegime), st.integers(0, 5000))
def test_nobody_has_fewer_than_one_vote_nor_more_than_granted(
    granted: int, most: int, one_each: bool, regime: PluralRegime, present: int
) -> None:
    weight = rules.weight_of(granted, most, one_each, regime, present)
    assert 1 <= weight <= min(granted, most)
    if regime is CAP and weight > 1:
        assert weight * 10 <= present


@given(st.integers(0, 400), st.integers(0, 400))
def test_the_regime_turns_beyond_three_quarters(entrepreneurs: int, others: int) -> None:
    regime = rules.regime_of(entrepreneurs + others, entrepreneurs)
    assert (regime is CAP) == (entrepreneurs > 3 * others)


def test_only_what_the_law_names_bars_anybody() -> None:
    barring = {each for each in Subject if rules.is_barred(each, {1}, 1, 1)}
    assert barring == set(rules.BANNING)
    assert not rules.is_barred(None, {1}, 1, 1)
    assert not rules.is_barred(Subject.DISCHARGE, {1}, 2, None)


def test_the_lowest_free_place_with_a_proxy_is_taken() -> None:
    assert rules.slot_for({}, "C", 2) == 1
    assert rules.slot_for({2: "A"}, "C", 2) == 1
    assert rules.slot_for({1: "A"}, "C", 2) == 2
    with pytest.raises(AboutProxy, match="schon zwei Mitglieder"):
        rules.slot_for({1: "A", 2: "B"}, "C", 2)
    with pytest.raises(AboutProxy, match="lässt die Satzung nicht zu"):
        rules.slot_for({1: "A"}, "C", 1)


def test_a_power_of_attorney_granted_online_is_textform() -> None:
    writing = Permission(a_statute(form_proxy="schriftform"), textform_permitted=False)
    with pytest.raises(AboutProxyForm, match="Schriftform"):
        rules.check_form(ProxyForm.ONLINE, TODAY, writing)
    rules.check_form(ProxyForm.ONLINE, TODAY, Permission(writing.statute, textform_permitted=True))
    rules.check_form(ProxyForm.ONLINE, TODAY, Permission(a_statute(), textform_permitted=False))


def test_the_permission_helps_nobody_where_the_statute_expressly_excludes_textform() -> None:
    statute = a_statute(form_proxy="schriftform", textform_expressly_excluded=True)
    assert not rules.is_in_form(ProxyForm.TEXTFORM, TODAY, Permission(statute, textform_permitted=True))
    assert rules.is_in_form(ProxyForm.QUALIFIED_SIGNATURE, TODAY, Permission(statute, textform_permitted=False))


def test_a_power_of_attorney_of_a_day_to_come_is_refused() -> None:
    rules.check_dated(TODAY, TODAY)
    with pytest.raises(AboutProxyDay, match="Zukunft"):
        rules.check_dated(TODAY + timedelta(days=1), TODAY)


@pytest.mark.parametrize("entitlement", sorted(set(Entitlement) - {Entitlement.VOTES, Entitlement.ATTENDS}))
def test_who_may_not_come_sends_nobody_and_is_not_let_in(entitlement: Entitlement) -> None:
    with pytest.raises(AboutPrincipal):
        rules.check_principal(entitlement)
    with pytest.raises(Refusal):
        rules.check_let_in(entitlement)


def test_who_attends_without_a_vote_is_let_in_and_may_send_somebody() -> None:
    rules.check_principal(Entitlement.ATTENDS)
    rules.check_let_in(Entitlement.ATTENDS)


def test_nobody_is_proxy_of_itself_nor_of_whom_it_acts_for_anyway() -> None:
    rules.check_pair(is_same=False, acts_anyway=False)
    with pytest.raises(AboutProxy, match="sich selbst"):
        rules.check_pair(is_same=True, acts_anyway=False)
    with pytest.raises(AboutProxy, match="kraft Gesetzes"):
        rules.check_pair(is_same=False, acts_anyway=True)


def test_personal_conditions_are_confirmed_where_the_statute_has_some() -> None:
    rules.check_conditions("", None, False)
    rules.check_conditions("Nur Mitglieder", Relation.MEMBER, True)
    with pytest.raises(AboutConditions, match="Bestätigen Sie"):
        rules.check_conditions("Nur Mitglieder", Relation.MEMBER, False)


def test_who_confirms_the_conditions_is_asked_for_the_relation_and_not_for_that_again() -> None:
    with pytest.raises(AboutRelation, match="in welchem Verhältnis"):
        rules.check_conditions("Nur Mitglieder", None, True)


@pytest.mark.parametrize(("form", "discussion", "modes"), [
    (MeetingForm.PHYSICAL, None, {Mode.HALL}), (MeetingForm.VIRTUAL, None, {Mode.ONLINE}),
    (MeetingForm.HYBRID, None, {Mode.HALL, Mode.ONLINE}),
    (MeetingForm.STRETCHED, DiscussionForm.VIRTUAL, {Mode.ONLINE}),
    (MeetingForm.STRETCHED, DiscussionForm.HYBRID, {Mode.HALL, Mode.ONLINE}),
])  # fmt: skip
def test_the_form_says_how_members_take_part(
    form: MeetingForm, discussion: DiscussionForm | None, modes: set[Mode]
) -> None:
    held = Held(AssemblyState.CONVENED, form, TODAY, discussion_form=discussion)
    assert set(rules.modes_of(held)) == modes
    for mode in set(Mode) - modes:
        with pytest.raises(Refusal):
            rules.check_mode(held, mode)


def test_the_door_is_open_on_the_day_of_a_convened_assembly_alone() -> None:
    held = Held(AssemblyState.CONVENED, MeetingForm.PHYSICAL, TODAY)
    rules.check_door_open(held, TODAY)
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(Refusal, match="Tag der Versammlung"):
            rules.check_door_open(held, day)
    for state in set(AssemblyState) - {AssemblyState.CONVENED}:
        with pytest.raises(Refusal, match="nicht einberufen"):
            rules.check_door_open(Held(state, MeetingForm.PHYSICAL, TODAY), TODAY)


def test_a_stretched_assembly_is_on_until_its_voting_ends() -> None:
    until = TODAY + timedelta(days=5)
    held = Held(AssemblyState.CONVENED, MeetingForm.STRETCHED, TODAY, until, DiscussionForm.VIRTUAL)
    assert rules.is_door_open(held, until)
    assert not rules.is_door_open(held, until + timedelta(days=1))
    rules.check_takes_proxies(held, until)
    with pytest.raises(Refusal, match="Daran ändert sich nichts mehr"):
        rules.check_takes_proxies(held, until + timedelta(days=1))
