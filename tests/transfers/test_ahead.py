"""Credit that comes on a day ahead covers what is open on the acquirer's shares on that day, and not before (§ 76)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import jobs
from app.core.formats import beginning_of
from app.core.jobs import ItemState, Job, JobItem, Worker
from app.core.values import Refusal
from app.dossiers import actions as dossiers
from app.dues import actions as dues
from app.dues import queries as dunning
from app.dues.rules import DunningLevel, PlanBasis, PlanTerms
from app.members.models import Member
from app.operations.queries import check
from app.portal import queries as portal
from app.removals import actions as removals
from app.removals import queries as removal_queries
from app.reports import queries as reports
from app.shares import actions as shares
from app.shares import jobs as share_jobs
from app.shares import queries as share_queries
from app.shares.rules import COVER_JOB, PaymentPurpose
from app.transfers import actions, queries
from app.transfers.models import Transfer
from app.transfers.rules import TransferState
from documents import registry
from tests.departures.factories import a_holder, a_leaving_house
from tests.documents.test_assembly import text_of
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.removals.factories import a_human, dead, followed
from tests.shares import test_splitting as splitting
from tests.shares.factories import SHARE, a_member, paid
from tests.transfers.factories import decided, held, proposed
from tests.transfers.test_actions import THIS_YEAR, letters_about
from tests.transfers.test_without_consent import with_room

DAY = timedelta(days=1)
LAST = date(2026, 12, 31)
"""The day of the transfer; a Thursday."""

MAY = date(2024, 5, 2)
MIDNIGHT = beginning_of(LAST).astimezone(UTC)
ON_THE_DAY = MIDNIGHT + timedelta(hours=3)
TWO = 2 * SHARE


def worker_at(session: Session, moment: datetime) -> None:
    """What a worker does that looks at the room's jobs at a moment."""
    session.commit()
    Worker(share_jobs.HANDLERS, lambda: moment).run_until_idle()
    session.expire_all()


def owed(session: Session, member: Member) -> int:
    """What is open on a member's shares."""
    found = share_queries.open_payments(session, member_id=member.id)
    return sum(each.open for each in found if each.purpose is PaymentPurpose.SHARES)


def ahead(session: Session, member: Member) -> int:
    return share_queries.covered_ahead(session, member.id)


def faults(session: Session) -> list[str]:
    """What the check of the installation finds; not how long work has waited."""
    session.commit()
    return [str(each) for each in check.findings(session, NOW)]


def states(session: Session) -> list[ItemState]:
    found = select(JobItem.state).join(JobItem.job).where(Job.kind == COVER_JOB)
    return list(session.scalars(found.order_by(JobItem.id)))


def two_coming(session: Session, **statute: Any) -> tuple[Member, Member, Transfer]:
    """Two shares' credit goes to a member on the last day of the year that is late with three of its five shares."""
    one, roomy = with_room(session, **statute)
    transfer = proposed(session, one, roomy, 2, wanted_on=LAST)
    assert transfer.state is TransferState.ENTERED
    return one, roomy, transfer


def test_until_its_day_nothing_is_covered_and_on_it_what_is_then_open(session: Session) -> None:
    one, roomy, _transfer = two_coming(session)
    assert (owed(session, roomy), ahead(session, roomy)) == (3 * SHARE, TWO)
    worker_at(session, MIDNIGHT - timedelta(seconds=1))
    assert (owed(session, roomy), ahead(session, roomy)) == (3 * SHARE, TWO)
    assert faults(session) == []
    worker_at(session, MIDNIGHT)
    assert (owed(session, roomy), ahead(session, roomy)) == (SHARE, 0)
    assert held(session, LAST + DAY, one, roomy) == [(3, 3 * SHARE), (5, 4 * SHARE)]
    assert (states(session), faults(session)) == ([ItemState.DONE], [])
    worker_at(session, ON_THE_DAY + 3 * DAY)
    assert owed(session, roomy) == SHARE


def test_of_credit_that_fills_own_shares_and_takes_new_ones_only_the_first_part_is_ahead(session: Session) -> None:
    one, roomy = with_room(session)
    transfer = proposed(session, one, roomy, 4, wanted_on=LAST)
    decided(session, transfer)
    assert (owed(session, roomy), ahead(session, roomy)) == (3 * SHARE, 3 * SHARE)
    worker_at(session, ON_THE_DAY)
    assert (owed(session, roomy), ahead(session, roomy), faults(session)) == (0, 0, [])


def test_what_the_new_shares_lack_is_asked_for_at_once_and_stays(session: Session) -> None:
    a_leaving_house(session, min_payment=250_00, instalment_amount=50_00, instalment_months=12, max_shares=10)
    partly, taker = a_member(session, "Stadt Morgenau", 2, TODAY - 30 * DAY), a_member(session, shares=2, first_day=MAY)
    paid(session, partly, 500_00, TODAY - 20 * DAY)
    paid(session, taker, 750_00, MAY)
    transfer = proposed(session, partly, taker, wanted_on=LAST)
    decided(session, transfer)
    assert transfer.taken_entry_id is not None
    assert (owed(session, taker), ahead(session, taker)) == (250_00 + 250_00, 250_00)
    worker_at(session, ON_THE_DAY)
    assert (owed(session, taker), faults(session)) == (250_00, [])


def test_dunning_goes_on_until_the_day_and_stops_with_it(session: Session) -> None:
    _one, roomy, _transfer = two_coming(session)
    late = dunning.preview(session, roomy, DunningLevel.REMINDER, TODAY)
    assert sum(each.open for each in late.late) == 3 * SHARE
    assert dues.dun(session, roomy, DunningLevel.REMINDER, OFFICE, NOW).amount == 3 * SHARE
    worker_at(session, ON_THE_DAY)
    late = dunning.preview(session, roomy, DunningLevel.FIRST, LAST + 60 * DAY)
    assert sum(each.open for each in late.late) == SHARE


@pytest.mark.parametrize("act", ["dun", "ask"])
def test_nobody_is_asked_on_the_day_for_what_the_worker_has_not_covered_yet(session: Session, act: str) -> None:
    _one, roomy, _transfer = two_coming(session)
    if act == "dun":
        notice = dues.dun(session, roomy, DunningLevel.REMINDER, OFFICE, ON_THE_DAY)
        assert notice.amount == SHARE
    else:
        with pytest.raises(Refusal):
            dossiers.request_payment(session, roomy, OFFICE, ON_THE_DAY)
        shares.cover_by_now(session, roomy, OFFICE, ON_THE_DAY)
    assert (owed(session, roomy), ahead(session, roomy), states(session)) == (SHARE, 0, [ItemState.DONE])
    worker_at(session, ON_THE_DAY + DAY)
    assert owed(session, roomy) == SHARE


def test_desk_and_portal_know_it_as_open_until_the_day(session: Session) -> None:
    _one, roomy, _transfer = two_coming(session)
    [proposal], _sums = dunning.proposals(session, TODAY)
    assert (proposal.amount, shown_in_portal(session, roomy)) == (3 * SHARE, 3 * SHARE)
    worker_at(session, ON_THE_DAY)
    assert shown_in_portal(session, roomy) == SHARE


def test_a_request_asks_for_it_until_the_day(session: Session) -> None:
    _one, roomy, _transfer = two_coming(session, min_payment=200_00, instalment_amount=300_00, instalment_months=36)
    shares.issue_payment_request(session, roomy, OFFICE, NOW)
    assert asked(session, roomy) == 3 * SHARE
    worker_at(session, ON_THE_DAY)
    assert asked(session, roomy) == SHARE


def shown_in_portal(session: Session, member: Member) -> int:
    return sum(each.open for each in portal.membership(session, member, TODAY).open)


def asked(session: Session, member: Member) -> int:
    """What the request in the tray asks for, the part that falls due later too."""
    [letter] = shares.waiting_letters(session, member, ("payment_request",))
    return int(registry.load(letter.kind, letter.facts or {}).payment.cents)


def test_nothing_is_covered_early_by_who_asks_before_the_day(session: Session) -> None:
    _one, roomy, _transfer = two_coming(session)
    shares.cover_by_now(session, roomy, OFFICE, MIDNIGHT - DAY)
    assert (owed(session, roomy), states(session)) == (3 * SHARE, [ItemState.WAITING])


def test_beside_it_only_the_rest_may_be_paid(session: Session) -> None:
    _one, roomy, transfer = two_coming(session)
    for purpose in (PaymentPurpose.SHARES, None):
        for amount in (SHARE + 1, 3 * SHARE):
            with pytest.raises(Refusal, match=f"aus {transfer.number}"):
                share_queries.parts_of_receipt(session, roomy, amount, TODAY, purpose, TODAY)
    with pytest.raises(Refusal, match=r"31\.12\.2026 deckt das Guthaben"):
        shares.record_spread(session, roomy, 3 * SHARE, TODAY, "", OFFICE, NOW)
    shares.record_spread(session, roomy, SHARE, TODAY, "", OFFICE, NOW)
    assert (owed(session, roomy), ahead(session, roomy), faults(session)) == (TWO, TWO, [])
    worker_at(session, ON_THE_DAY)
    assert (owed(session, roomy), faults(session)) == (0, [])


def test_more_than_everything_is_sent_back_as_ever(session: Session) -> None:
    _one, roomy, _transfer = two_coming(session)
    with pytest.raises(Refusal, match="überweisen Sie"):
        paid(session, roomy, 4 * SHARE)


def test_undone_before_its_day_it_covers_nothing(session: Session) -> None:
    one, roomy, transfer = two_coming(session)
    actions.reverse(session, transfer.id, "Irrtum", OFFICE, NOW + DAY)
    assert (owed(session, roomy), ahead(session, roomy), states(session)) == (3 * SHARE, 0, [ItemState.CANCELLED])
    worker_at(session, ON_THE_DAY)
    assert held(session, LAST + DAY, one, roomy) == [(5, 5 * SHARE), (5, TWO)]
    assert (owed(session, roomy), faults(session)) == (3 * SHARE, [])
    paid(session, roomy, 3 * SHARE)


def test_undone_while_the_worker_is_late_it_covers_nothing(session: Session) -> None:
    _one, roomy, transfer = two_coming(session)
    item = session.scalars(select(JobItem).join(JobItem.job).where(Job.kind == COVER_JOB)).one()
    item.state, item.lease_until, item.owner = ItemState.RUNNING, NOW, "gone"
    session.flush()
    actions.reverse(session, transfer.id, "Irrtum", OFFICE, NOW + DAY)
    assert (states(session), ahead(session, roomy)) == ([ItemState.RUNNING], 0)
    share_jobs.HANDLERS[COVER_JOB].finish(session, item.reference, None, ON_THE_DAY)
    assert owed(session, roomy) == 3 * SHARE


def test_undone_after_its_day_everything_is_owed_again(session: Session) -> None:
    one, roomy, transfer = two_coming(session)
    worker_at(session, ON_THE_DAY)
    actions.reverse(session, transfer.id, "Irrtum", OFFICE, ON_THE_DAY + DAY)
    assert held(session, LAST + DAY, one, roomy) == [(5, 5 * SHARE), (5, TWO)]
    assert (owed(session, roomy), faults(session)) == (3 * SHARE, [])


@pytest.mark.parametrize("late", [timedelta(0), 5 * DAY])
def test_at_the_close_of_its_day_nothing_it_covers_is_overdue_however_late_the_worker_comes(
    session: Session, late: timedelta
) -> None:
    _one, roomy, _transfer = two_coming(session)
    worker_at(session, ON_THE_DAY + late)
    for day, overdue in ((TODAY, 3 * SHARE), (LAST - DAY, 3 * SHARE), (LAST, SHARE), (LAST + 10 * DAY, SHARE)):
        assert share_queries.overdue_at_close(session, day).get(roomy.id, 0) == overdue, day


def test_the_year_adds_up_with_what_is_overdue_at_its_close(session: Session) -> None:
    _one, roomy, _transfer = two_coming(session)
    worker_at(session, ON_THE_DAY)
    assert reports.year_report(session, THIS_YEAR).adds_up
    assert share_queries.overdue_at_close(session, LAST) == {roomy.id: SHARE}


def test_of_two_transfers_ahead_each_covers_its_part_on_its_day(session: Session) -> None:
    one, roomy, _first = two_coming(session)
    third = a_holder(session, "Gemeinde Eichenau", 4)
    second = proposed(session, third, roomy, 2, wanted_on=LAST - 10 * DAY)
    decided(session, second)
    assert second.taken_entry_id is not None
    assert (owed(session, roomy), ahead(session, roomy)) == (3 * SHARE, 3 * SHARE)
    worker_at(session, ON_THE_DAY - 10 * DAY)
    assert (owed(session, roomy), ahead(session, roomy)) == (TWO, TWO)
    assert faults(session) == []
    worker_at(session, ON_THE_DAY)
    assert (owed(session, roomy), ahead(session, roomy), faults(session)) == (0, 0, [])
    assert held(session, LAST + DAY, one, third, roomy) == [(3, 3 * SHARE), (2, TWO), (6, 6 * SHARE)]


def test_two_transfers_of_one_day_cover_together(session: Session) -> None:
    one, roomy = with_room(session)
    third = a_holder(session, "Gemeinde Eichenau", 4)
    for giver in (one, third):
        proposed(session, giver, roomy, 1, wanted_on=LAST)
    assert (owed(session, roomy), ahead(session, roomy)) == (3 * SHARE, TWO)
    worker_at(session, ON_THE_DAY)
    assert (owed(session, roomy), states(session)) == (SHARE, [ItemState.DONE, ItemState.DONE])


def test_a_transfer_of_today_covers_now_what_another_covers_later_only_as_far_as_there_is_room(
    session: Session,
) -> None:
    """Of three unpaid shares two wait for credit to come: today's credit for two fills one, and takes one more."""
    _one, roomy, first = two_coming(session)
    third = a_holder(session, "Gemeinde Eichenau", 4)
    second = proposed(session, third, roomy, 2)
    decided(session, second)
    assert (owed(session, roomy), ahead(session, roomy)) == (TWO, TWO)
    actions.reverse(session, first.id, "Irrtum", OFFICE, NOW + DAY)
    assert (owed(session, roomy), ahead(session, roomy), faults(session)) == (TWO, 0, [])


def test_of_a_plan_the_instalments_still_open_are_covered(session: Session) -> None:
    _one, roomy, _transfer = two_coming(session, payment_days=365)
    terms = PlanTerms(3, TODAY + 5 * DAY, 1, PlanBasis.AGREEMENT, "Schreiben", TODAY)
    plan = dues.agree_plan(session, roomy, terms, OFFICE, NOW)
    assert (owed(session, roomy), ahead(session, roomy)) == (3 * SHARE, TWO)
    shares.record_payment(session, roomy, SHARE, TODAY, PaymentPurpose.SHARES, "", OFFICE, NOW)
    worker_at(session, ON_THE_DAY)
    assert (owed(session, roomy), faults(session)) == (0, [])
    assert [each.open for each in dunning.paid_by_plan(session, plan)] == [0]


def test_what_is_given_up_meanwhile_falls_away_only_beyond_what_is_covered(session: Session) -> None:
    """Of 1,000 € to come in instalments 500 € are covered ahead: with one of three shares the other 500 € fall away."""
    a_leaving_house(session, min_payment=100_00, instalment_amount=100_00, instalment_months=12)
    one, later = a_holder(session), a_member(session, "Stadt Morgenau", 3, TODAY - 20 * DAY)
    paid(session, later, SHARE)
    proposed(session, one, later, 1, wanted_on=LAST + 100 * DAY)
    assert (owed(session, later), ahead(session, later)) == (TWO, SHARE)
    shares.cancel(session, later, 1, LAST, "K-1", OFFICE, NOW)
    assert (owed(session, later), ahead(session, later)) == (SHARE, SHARE)
    worker_at(session, ON_THE_DAY + 100 * DAY)
    assert (owed(session, later), ahead(session, later)) == (0, 0)


def test_a_payment_that_comes_back_meanwhile_is_open_beside_what_is_covered(session: Session) -> None:
    _one, roomy, _transfer = two_coming(session)
    payment = share_queries.get_payment(session, paid(session, roomy, SHARE))
    back = dues.return_payment(session, payment, TODAY, 0, "Rücklastschrift", OFFICE, NOW)
    assert (owed(session, roomy), ahead(session, roomy)) == (3 * SHARE, TWO)
    dues.undo_return(session, back, "Irrtum", OFFICE, NOW)
    assert (owed(session, roomy), faults(session)) == (TWO, [])


def test_a_return_is_not_undone_where_credit_to_come_has_taken_its_place(session: Session) -> None:
    one, roomy = with_room(session)
    payment = share_queries.get_payment(session, paid(session, roomy, 3 * SHARE))
    back = dues.return_payment(session, payment, TODAY, 0, "Rücklastschrift", OFFICE, NOW)
    transfer = proposed(session, one, roomy, 1, wanted_on=LAST)
    with pytest.raises(Refusal, match=transfer.number):
        dues.undo_return(session, back, "Irrtum", OFFICE, NOW)


def test_shares_split_meanwhile_change_nothing_of_it(session: Session) -> None:
    _one, roomy, _transfer = two_coming(session, max_shares=None)
    splitting.a_splitting(session, TODAY, at=NOW, further_shares_allowed=True, max_shares=None)
    assert (owed(session, roomy), ahead(session, roomy)) == (3 * SHARE, TWO)
    worker_at(session, ON_THE_DAY)
    assert owed(session, roomy) == SHARE


def test_with_who_goes_on_it_covers_what_went_over(session: Session) -> None:
    one, _roomy = with_room(session, heirs_continue=True)
    person = a_debtor_who_may_die(session)
    proposed(session, one, person, 2, wanted_on=LAST)
    assert (owed(session, person), ahead(session, person)) == (3 * SHARE, TWO)
    removal = followed(session, dead(session, person))
    removals.continue_with(session, removal, removal_queries.heirs_of(removal)[0].id, OFFICE, NOW)
    heir = removal_queries.find_continuing(session, removal)
    assert heir is not None
    assert [(owed(session, each), ahead(session, each)) for each in (person, heir)] == [(0, 0), (3 * SHARE, TWO)]
    worker_at(session, ON_THE_DAY)
    assert (owed(session, heir), faults(session)) == (SHARE, [])


def test_what_was_to_be_covered_with_an_heir_is_covered_with_the_estate_where_nobody_goes_on(session: Session) -> None:
    one, _roomy = with_room(session, heirs_continue=True)
    person = a_debtor_who_may_die(session)
    proposed(session, one, person, 2, wanted_on=LAST)
    removal = followed(session, dead(session, person))
    removals.continue_with(session, removal, removal_queries.heirs_of(removal)[0].id, OFFICE, NOW)
    heir = removal_queries.find_continuing(session, removal)
    assert heir is not None
    removals.undo_continuation(session, removal, "Irrtum", OFFICE, NOW + DAY)
    assert [(owed(session, each), ahead(session, each)) for each in (person, heir)] == [(3 * SHARE, TWO), (0, 0)]
    worker_at(session, ON_THE_DAY)
    assert [owed(session, each) for each in (person, heir)] == [SHARE, 0]
    assert faults(session) == []


def a_debtor_who_may_die(session: Session) -> Member:
    """The person of the removals with three shares more, of which nothing is paid."""
    person = a_human(session)
    shares.take_over(session, person, 3, 0, date(2024, 6, 3), "Liste", OFFICE, NOW)
    return person


def test_the_letters_say_what_is_covered_when(session: Session) -> None:
    _one, _roomy, transfer = two_coming(session)
    giver, taker = letters_about(session, transfer)
    assert (giver.asked_no_more, taker.asked_no_more) == (0, TWO)
    printed = " ".join(text_of(taker, "transfer_entered").split())
    assert "1.000,00 € davon deckt das Guthaben am 31. Dezember 2026; bis dahin sind sie geschuldet." in printed


def test_page_and_preview_say_what_is_covered_on_which_day(session: Session, client: FlaskClient) -> None:
    _one, _roomy, transfer = two_coming(session)
    meant = queries.meant_by(session, transfer, TODAY)
    assert meant is not None
    assert meant.covered == TWO
    sign_in_office(session, client)
    session.commit()
    text = client.get(f"/uebertragungen/{transfer.id}").text
    assert "Deckt am 31.12.2026 Offenes der Erwerberin" in text
    assert "1.000,00" in text


def test_the_job_says_for_whom_and_until_when(session: Session, client: FlaskClient) -> None:
    _one, roomy, _transfer = two_coming(session)
    job = session.scalars(select(Job).where(Job.kind == COVER_JOB)).one()
    sign_in_office(session, client)
    session.commit()
    text = client.get(f"/betrieb/auftraege/{job.id}").text
    assert f"Guthaben des Mitglieds {roomy.number:04d}, 31.12.2026" in text
    assert "Mit übertragenem Guthaben decken" in text
    assert jobs.progress_of(session, job.id).total == 1
