"""Who is excluded may hand on the credit until the last day, at any time (§ 76 (1) GenG; R-TRF-01)."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.core.values import Refusal
from app.departures import queries as departures
from app.departures.rules import NoticeState
from app.members import queries as members
from app.members.models import Member
from app.members.rules import ExitGround
from app.operations.queries import findings
from app.removals import actions as removals
from app.removals import queries as removal_queries
from app.removals.models import Removal
from app.removals.rules import RemovalKind, RemovalState
from app.transfers import actions
from app.transfers.models import Transfer
from tests.departures.factories import a_holder, given
from tests.factories import OFFICE
from tests.removals.factories import (
    LATER,
    LATER_DAY,
    NEW_YEARS_EVE,
    PROOF,
    a_lasting_house,
    contested,
    facts_of_letter,
    figures,
    judged,
    reported,
    sent,
)
from tests.transfers.factories import decided, held, proposed

WHY = "Falsches Mitglied"
AFTERWARDS = date(2028, 1, 1)


def excluded(session: Session, with_notice: bool = False) -> tuple[Removal, Member]:
    """A member with five paid shares, excluded to the end of 2026, and another with two."""
    a_lasting_house(session, appeal_days=42, max_shares=10, form_join="textform")
    member = a_holder(session)
    if with_notice:
        given(session, member)
    return sent(session, member), a_holder(session, "Stadt Lindenfurt", 2)


def handed_on(session: Session, removal: Removal, other: Member, number: int | None = None) -> Transfer:
    """Shares of who is excluded, or the whole credit, with another member after the board's decision."""
    transfer = proposed(session, removal.member, other, number, LATER, wanted_on=LATER_DAY)
    decided(session, transfer, now=LATER)
    return transfer


def end_of(session: Session, member: Member) -> tuple[date | None, ExitGround | None]:
    period = members.get_period_on(session, member.id, LATER_DAY)
    return period.last_day, period.exit_ground


def all_well(session: Session) -> bool:
    """Whether register, ledgers and removals agree."""
    return not [each for each in findings(session, LATER) if "AS-" in str(each) or "UE-" in str(each)]


def test_the_whole_credit_goes_over_and_the_membership_ends_with_the_transfer(session: Session) -> None:
    removal, other = excluded(session)
    handed_on(session, removal, other)
    assert end_of(session, removal.member) == (LATER_DAY, ExitGround.TRANSFER)
    assert held(session, AFTERWARDS, removal.member, other) == [(0, 0), (7, 3500_00)]
    assert (removal.state, removal.last_day, removal.entered_at) == (RemovalState.ENTERED, LATER_DAY, None)
    assert all_well(session)


def test_some_shares_go_over_and_the_exclusion_ends_the_rest_on_its_day(session: Session) -> None:
    removal, other = excluded(session)
    letter = removal.letter_id
    handed_on(session, removal, other, 2)
    assert end_of(session, removal.member) == (NEW_YEARS_EVE, ExitGround.EXCLUSION)
    assert held(session, NEW_YEARS_EVE, removal.member, other) == [(3, 1500_00), (4, 2000_00)]
    assert held(session, AFTERWARDS, removal.member, other) == [(0, 1500_00), (4, 2000_00)]
    assert (removal.state, removal.last_day, removal.letter_id) == (RemovalState.ENTERED, NEW_YEARS_EVE, letter)
    assert all_well(session)


@pytest.mark.parametrize("number", [None, 2])
@pytest.mark.parametrize("with_notice", [False, True])
def test_with_the_transfer_reversed_the_exclusion_ends_the_membership_as_before(
    session: Session, number: int | None, with_notice: bool
) -> None:
    removal, other = excluded(session, with_notice)
    before = figures(session, removal.member_id)
    transfer = handed_on(session, removal, other, number)
    actions.reverse(session, transfer.id, WHY, OFFICE, LATER)
    assert figures(session, removal.member_id) == before
    assert (removal.state, removal.last_day) == (RemovalState.ENTERED, NEW_YEARS_EVE)
    assert all_well(session)


@pytest.mark.parametrize("number", [None, 2])
def test_an_appeal_stays_pending_and_is_decided_after_the_transfer(session: Session, number: int | None) -> None:
    removal, other = excluded(session)
    handed_on(session, contested(session, removal), other, number)
    assert removal.state is RemovalState.APPEALED


@pytest.mark.parametrize("with_notice", [False, True])
def test_a_void_exclusion_leaves_the_transfer_of_the_whole_as_it_is(session: Session, with_notice: bool) -> None:
    removal, other = excluded(session, with_notice)
    transfer = handed_on(session, removal, other)
    judged(session, removal)
    assert end_of(session, removal.member) == (LATER_DAY, ExitGround.TRANSFER)
    assert facts_of_letter(session, removal).last_day == LATER_DAY
    actions.reverse(session, transfer.id, WHY, OFFICE, LATER)
    assert end_of(session, removal.member)[1] is (ExitGround.NOTICE if with_notice else None)
    assert all_well(session)


def test_a_void_exclusion_leaves_a_member_what_it_kept(session: Session) -> None:
    removal, other = excluded(session, with_notice=True)
    [notice] = departures.notices_about(session, removal.member_id)
    handed_on(session, removal, other, 2)
    assert notice.state is NoticeState.OVERTAKEN
    judged(session, removal)
    assert (notice.state, end_of(session, removal.member)[1]) == (NoticeState.ENTERED, ExitGround.NOTICE)
    assert held(session, date(2027, 12, 31), removal.member) == [(3, 1500_00)]
    assert all_well(session)


def test_after_the_last_day_there_is_nothing_to_hand_on(session: Session) -> None:
    removal, other = excluded(session)
    late = LATER + timedelta(days=60)
    with pytest.raises(Refusal, match="danach gibt es kein Guthaben mehr"):
        proposed(session, removal.member, other, now=late, wanted_on=late.date(), received_on=late.date())


def test_who_is_dissolved_after_the_exclusion_hands_on_nothing(session: Session) -> None:
    removal, other = excluded(session)
    removals.report(session, removal.member, reported(RemovalKind.DISSOLUTION, LATER_DAY), PROOF, OFFICE, LATER)
    assert removal_queries.find_exclusion_ahead(session, removal.member_id, LATER_DAY) is None
    with pytest.raises(Refusal, match="weder durch Kündigung noch durch Ausschluss"):
        proposed(session, removal.member, other, now=LATER, wanted_on=LATER_DAY)
