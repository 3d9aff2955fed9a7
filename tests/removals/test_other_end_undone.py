"""What was told of a death beside another end, or of an exclusion lifted, follows what holds by now (§§ 68, 77)."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import Session

from app.archive import actions as archive_actions
from app.archive import queries as archive
from app.core.values import PartyKind
from app.departures import actions as departures
from app.departures.models import Notice
from app.departures.rules import NoticeKind
from app.members import queries as members
from app.members.models import Member
from app.operations.queries import findings
from app.parties.rules import PartyFacts
from app.removals import actions, queries
from app.removals.models import Removal
from app.removals.rules import FollowerRole, RemovalKind, RemovalState
from documents import registry
from documents.facts import EndedBy
from tests.departures.factories import a_holder, given
from tests.documents import pages
from tests.factories import NOW, OFFICE
from tests.removals.factories import (
    LATER,
    LATER_DAY,
    NEW_YEARS_EVE,
    PROOF,
    a_human,
    a_lasting_house,
    a_successor,
    dead,
    facts_of_letter,
    followed,
    judged,
    reported,
    sent,
)

END_OF_2027 = date(2027, 12, 31)
HEIRS = "Erben nach Balthasar Lindwurm"
WHY = "Namensgleichheit"
Undo = Callable[[Session, Removal], object]


def void(session: Session, removal: Removal) -> Removal:
    """A court declares the exclusion void."""
    return judged(session, removal)


def taken_back(session: Session, removal: Removal) -> Removal:
    """The office takes the exclusion back as a mistake."""
    return actions.reverse(session, removal, WHY, OFFICE, LATER)


def waiting(session: Session) -> dict[str, list[str]]:
    """To whom the letters go that wait, by kind; without the protocol of who resolved."""
    found: dict[str, list[str]] = {}
    for item in archive.waiting_items(session):
        if item.document.kind != "protocol":
            found.setdefault(item.document.kind, []).append(item.recipient)
    return found


def post_all(session: Session) -> None:
    """Everything in the tray goes out."""
    archive_actions.mark_posted(session, [each.id for each in archive.waiting_items(session)], OFFICE, LATER)


def under_notice(session: Session) -> tuple[Member, Notice, Removal]:
    """Notice to the end of 2027, which gave way to an exclusion to the end of 2026; heirs may go on."""
    a_lasting_house(session, appeal_days=0, heirs_continue=True, heirs_months=6)
    member = a_human(session)
    notice = given(session, member)
    return member, notice, sent(session, member)


# --- a death beside an exclusion that falls away --------------------------------------------------------------------


@pytest.mark.parametrize("undo", [void, taken_back])
def test_a_death_beside_an_exclusion_that_falls_away_ends_with_the_notice_that_holds_again(
    session: Session, undo: Undo
) -> None:
    member, _notice, exclusion = under_notice(session)
    death = dead(session, member, LATER_DAY, LATER)
    assert death.last_day == NEW_YEARS_EVE
    undo(session, exclusion)
    assert (death.state, death.last_day) == (RemovalState.ENTERED, END_OF_2027)
    facts = facts_of_letter(session, death)
    assert (facts.last_day, facts.ended_by) == (END_OF_2027, EndedBy.NOTICE)
    assert waiting(session)["estate_letter"] == [HEIRS]
    assert queries.without_trace(session) == []
    assert not [each for each in findings(session, LATER) if death.number in str(each)]


@pytest.mark.parametrize("undo", [void, taken_back])
def test_to_the_dead_nothing_is_written_of_a_notice_that_holds_again(session: Session, undo: Undo) -> None:
    member, _notice, exclusion = under_notice(session)
    dead(session, member, LATER_DAY, LATER)
    undo(session, exclusion)
    assert waiting(session)["notice_confirmation"] == [HEIRS]
    [letter] = [each.document for each in archive.waiting_items(session) if each.document.kind == "notice_confirmation"]
    words = pages.text(registry.build(letter.kind, registry.load(letter.kind, letter.facts or {})))
    assert "Balthasar Lindwurm" in words
    assert "Ihre Kündigung" not in words


def test_the_heirs_are_told_by_what_the_membership_ends_once_the_exclusion_does_not(session: Session) -> None:
    a_lasting_house(session, appeal_days=0)
    member = a_human(session)
    exclusion = sent(session, member)
    death = dead(session, member, LATER_DAY, LATER)
    assert facts_of_letter(session, death).ended_by is EndedBy.EXCLUSION
    judged(session, exclusion)
    assert (death.last_day, facts_of_letter(session, death).ended_by) == (NEW_YEARS_EVE, None)
    assert waiting(session)["estate_letter"] == [HEIRS]


# --- what was told of an exclusion that is lifted -------------------------------------------------------------------


def test_who_did_not_die_after_all_is_told_that_the_exclusion_is_lifted(session: Session) -> None:
    a_lasting_house(session, appeal_days=0)
    member = a_human(session)
    exclusion = sent(session, member)
    death = dead(session, member, LATER_DAY, LATER)
    judged(session, exclusion)
    actions.reverse(session, death, WHY, OFFICE, LATER)
    assert waiting(session) == {"exclusion_lifted": ["Balthasar Lindwurm"]}
    assert (facts_of_letter(session, exclusion).member, facts_of_letter(session, exclusion).last_day) == ("", None)


def test_who_did_not_die_after_all_is_told_also_where_the_letter_to_the_heirs_is_out(session: Session) -> None:
    a_lasting_house(session, appeal_days=0)
    member = a_human(session)
    exclusion = sent(session, member)
    death = dead(session, member, LATER_DAY, LATER)
    judged(session, exclusion)
    post_all(session)
    actions.reverse(session, death, WHY, OFFICE, LATER)
    assert waiting(session) == {
        "exclusion_lifted": ["Balthasar Lindwurm"], "entry_undone": ["Balthasar Lindwurm"],
    }


def test_an_organisation_that_did_not_go_over_after_all_is_told_itself(session: Session) -> None:
    a_lasting_house(session, appeal_days=0)
    member = a_holder(session, "Gemeinde Altenbruck")
    exclusion = sent(session, member)
    town = PartyFacts(PartyKind.MUNICIPALITY, name="Stadt Rabental", address=a_successor().address)
    merger = actions.report(
        session, member, reported(RemovalKind.SUCCESSION, LATER_DAY), PROOF, OFFICE, LATER, town
    )
    judged(session, exclusion)
    assert waiting(session)["exclusion_lifted"] == ["Stadt Rabental"]
    actions.reverse(session, merger, WHY, OFFICE, LATER)
    assert waiting(session) == {"exclusion_lifted": ["Gemeinde Altenbruck"]}


def test_a_letter_that_waits_names_no_end_by_a_notice_that_was_a_mistake(session: Session) -> None:
    member, notice, exclusion = under_notice(session)
    judged(session, exclusion)
    assert facts_of_letter(session, exclusion).ended_by is EndedBy.NOTICE
    departures.reverse(session, notice, "Falsches Mitglied", OFFICE, LATER)
    actions.take_effect(session, member, OFFICE, LATER)
    assert members.get_period_on(session, member.id, LATER_DAY).last_day is None
    assert (facts_of_letter(session, exclusion).last_day, facts_of_letter(session, exclusion).ended_by) == (None, None)
    assert waiting(session)["exclusion_lifted"] == ["Balthasar Lindwurm"]


def test_a_letter_that_waits_does_not_go_to_who_turns_out_to_have_died(session: Session) -> None:
    a_lasting_house(session, appeal_days=0)
    member = a_human(session)
    exclusion = judged(session, sent(session, member))
    assert waiting(session)["exclusion_lifted"] == ["Balthasar Lindwurm"]
    dead(session, member, LATER_DAY, LATER)
    assert waiting(session)["exclusion_lifted"] == [HEIRS]
    assert facts_of_letter(session, exclusion).last_day == NEW_YEARS_EVE


def test_a_letter_that_waits_goes_to_the_heir_who_is_named_meanwhile(session: Session) -> None:
    a_lasting_house(session, appeal_days=0)
    member = a_human(session)
    exclusion = sent(session, member)
    death = dead(session, member, LATER_DAY, LATER)
    judged(session, exclusion)
    heir = queries.heirs_of(followed(session, death, FollowerRole.HEIR, now=LATER))[0]
    assert waiting(session) == {"exclusion_lifted": ["Rosalinde Lindwurm"], "estate_letter": ["Rosalinde Lindwurm"]}
    actions.take_back_follower(session, death, heir.id, WHY, OFFICE, LATER)
    assert waiting(session) == {"exclusion_lifted": [HEIRS], "estate_letter": [HEIRS]}


def test_a_letter_that_is_out_and_one_that_still_holds_are_not_written_once_more(session: Session) -> None:
    a_lasting_house(session, appeal_days=0)
    member = a_human(session)
    exclusion = judged(session, sent(session, member))
    first = exclusion.letter_id
    actions.take_effect(session, member, OFFICE, LATER)
    assert exclusion.letter_id == first
    post_all(session)
    dead(session, member, LATER_DAY, LATER)
    assert exclusion.letter_id == first
    assert waiting(session) == {"estate_letter": [HEIRS]}


def test_a_letter_on_a_notice_of_who_lives_still_says_your_notice(session: Session) -> None:
    a_lasting_house(session)
    notice = given(session, a_human(session), NoticeKind.ORDINARY, NOW)
    letter = archive.get_document(session, notice.letter_id or 0)
    words = pages.text(registry.build(letter.kind, registry.load(letter.kind, letter.facts or {})))
    assert "Ihre Kündigung" in words
