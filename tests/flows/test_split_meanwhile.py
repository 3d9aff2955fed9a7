"""What was declared before the shares are split is carried out as what it meant (§ 22b GenG; R-SHR-09)."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.admissions import queries as applications
from app.core.values import Refusal
from app.departures import queries as notices
from app.departures.rules import NoticeKind
from app.removals import actions as removals
from app.removals import queries as removal_queries
from app.shares import queries as shares
from app.transfers import actions as transfers
from app.transfers import queries as transfer_queries
from app.transfers.rules import TransferState
from tests.admissions import factories as applying
from tests.departures import factories as leaving
from tests.factories import OFFICE, TODAY
from tests.flows.splits import AFTER_NOTING, faults
from tests.removals.factories import DIED, a_human
from tests.removals.test_continuing import a_continuing_house, an_heir_of, gone_on
from tests.shares.factories import subscribed
from tests.shares.test_splitting import a_splitting, held
from tests.transfers import factories as handing

TOMORROW = TODAY + timedelta(days=1)
AFTERWARDS = date(2029, 1, 1)


def test_an_application_from_before_is_admitted_with_the_new_shares(session: Session) -> None:
    applying.a_house(
        session, share_amount=500_00, min_payment=500_00, max_shares=None, further_shares_allowed=True
    )
    application = applying.a_proposed(session, shares="3")
    a_splitting(session, TODAY)
    admissions.admit(session, application.id, "V-2026-001", OFFICE, AFTER_NOTING)
    member = applications.member_of(session, application)
    assert member is not None
    assert held(session, member) == 15
    assert sum(each.open for each in shares.open_payments(session, member_id=member.id)) == 1_500_00
    assert applications.taken_of(session, application)[1] == 1_500_00
    assert faults(session) == []


def test_single_shares_are_handed_over_as_what_they_have_become(session: Session) -> None:
    one, other = handing.two_holders(session)
    before = shares.holding_of(session, one.id, TODAY).shares
    transfer = handing.proposed(session, one, other, 1)
    a_splitting(session, TODAY, max_shares=None)
    meant = transfer_queries.meant_by(session, transfer, TODAY)
    assert meant is not None
    assert (meant.shares, meant.amount) == (5, 500_00)
    handing.decided(session, transfer, now=AFTER_NOTING)
    session.refresh(transfer)
    assert (transfer.state, transfer.shares) == (TransferState.ENTERED, 1)
    assert held(session, one, TOMORROW) == 5 * (before - 1)
    assert faults(session) == []


def test_the_whole_credit_is_handed_over_though_the_shares_were_split_meanwhile(session: Session) -> None:
    one, other = handing.two_holders(session)
    transfer = handing.proposed(session, one, other, received_on=TODAY - timedelta(days=2))
    a_splitting(session, TODAY - timedelta(days=1), max_shares=None)
    handing.decided(session, transfer, now=AFTER_NOTING)
    session.refresh(transfer)
    assert (transfer.state, transfer.refusal_reason) == (TransferState.ENTERED, "")
    assert held(session, one, TOMORROW) == 0
    assert faults(session) == []


def test_a_transfer_is_shown_in_the_new_shares_once_the_splitting_of_an_earlier_day_is_noted(session: Session) -> None:
    one, other = handing.two_holders(session)
    transfer = handing.proposed(session, one, other, 1)
    handing.decided(session, transfer)
    session.refresh(transfer)
    a_splitting(session, TODAY - timedelta(days=1), max_shares=None)
    meant = transfer_queries.meant_by(session, transfer, TODAY)
    assert meant is not None
    assert (meant.shares, meant.gained, meant.share_amount, meant.amount) == (5, 5, 100_00, 500_00)
    assert faults(session) == []


def test_a_notice_from_before_gives_up_what_its_shares_have_become(session: Session) -> None:
    leaving.a_leaving_house(session, max_shares=None)
    member = leaving.a_holder(session)
    before = held(session, member)
    a_splitting(session, TODAY - timedelta(days=2))
    late = leaving.declared(NoticeKind.PARTIAL, TODAY - timedelta(days=5), shares=1)
    found = notices.preview(session, member, late, TODAY)
    assert found.consequences is not None
    assert (found.consequences.shares_before, found.consequences.shares_after) == (5 * before, 5 * (before - 1))
    assert found.consequences.released == 500_00


@pytest.mark.parametrize(("mandatory", "bound"), [(1, 3), (3, 0)])
def test_what_must_stay_counts_as_what_its_shares_have_become_too(
    session: Session, mandatory: int, bound: int
) -> None:
    leaving.a_leaving_house(session, max_shares=None, mandatory_shares=mandatory)
    member = leaving.a_holder(session)
    late = leaving.declared(NoticeKind.PARTIAL, TODAY - timedelta(days=5), shares=4, bound_shares=bound)
    before = notices.preview(session, member, late, TODAY).objection
    a_splitting(session, TODAY - timedelta(days=2), max_shares=None)
    after = notices.preview(session, member, late, TODAY).objection
    assert "höchstens 2." in str(before)
    assert "höchstens 10." in str(after)


def test_a_notice_is_shown_in_the_new_shares_once_the_splitting_is_noted(session: Session) -> None:
    leaving.a_leaving_house(session, max_shares=None)
    member = leaving.a_holder(session)
    before = held(session, member)
    notice = leaving.given(session, member, NoticeKind.PARTIAL, shares=1)
    a_splitting(session, TODAY)
    meant = notices.consequences_on(session, notice, TODAY)
    assert meant is not None
    assert (meant.shares_before, meant.shares_after, meant.released) == (5 * before, 5 * (before - 1), 500_00)
    assert faults(session) == []


def test_a_notice_that_holds_again_gives_up_what_its_shares_have_become(session: Session) -> None:
    one, other = handing.two_holders(session)
    before = held(session, one)
    leaving.given(session, one, NoticeKind.PARTIAL, shares=1)
    transfer = handing.proposed(session, one, other)
    handing.decided(session, transfer)
    a_splitting(session, TODAY, max_shares=None)
    transfers.reverse(session, transfer.id, "Irrtum", OFFICE, AFTER_NOTING + timedelta(hours=1))
    assert [held(session, one, day) for day in (TOMORROW, AFTERWARDS)] == [5 * before, 5 * (before - 1)]
    assert faults(session) == []


def test_an_heir_goes_on_with_shares_that_were_split_after_the_death(session: Session) -> None:
    a_continuing_house(session)
    member = a_human(session)
    before = held(session, member)
    removal, heir = an_heir_of(session, member)
    a_splitting(session, TODAY - timedelta(days=3), max_shares=None, heirs_continue=True)
    removals.continue_with(session, removal, heir, OFFICE, AFTER_NOTING)
    given = shares.find_share_entry(session, removal.share_entry_id or 0)
    assert given is not None
    assert (given.change, held(session, member)) == (-before, 0)
    heir_member = removal_queries.find_continuing(session, removal)
    assert heir_member is not None
    assert held(session, heir_member) == 5 * before
    assert faults(session) == []


@pytest.mark.parametrize("taken", [1, 3, 5])
def test_nobody_goes_on_with_shares_taken_since_the_death(session: Session, taken: int) -> None:
    """New shares are no former ones, also where five of them would make one; none may stay behind."""
    a_continuing_house(session)
    member = a_human(session)
    removal, heir = an_heir_of(session, member)
    a_splitting(session, TODAY - timedelta(days=3), max_shares=None, heirs_continue=True)
    subscribed(session, member, taken, TODAY)
    with pytest.raises(Refusal, match=f"Es müssten 15 sein, es sind {15 + taken}"):
        removals.continue_with(session, removal, heir, OFFICE, AFTER_NOTING)


def test_what_the_dead_had_cancelled_ends_in_the_new_shares_also_after_the_heir_is_undone(session: Session) -> None:
    a_continuing_house(session)
    member = a_human(session)
    before = held(session, member)
    leaving.given(session, member, NoticeKind.PARTIAL, shares=1, received_on=DIED - timedelta(days=5))
    removal, _joined = gone_on(session, member)
    a_splitting(session, TODAY - timedelta(days=3), max_shares=None, heirs_continue=True)
    removals.undo_continuation(session, removal, "Irrtum", OFFICE, AFTER_NOTING)
    assert [held(session, member, day) for day in (TODAY, AFTERWARDS)] == [5 * before, 5 * (before - 1)]
    assert faults(session) == []
