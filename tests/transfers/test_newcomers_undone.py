"""A transfer to somebody who joins with it is taken back, rejected, undone; what stays of it (§ 76 GenG; R-REG-05)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.admissions.rules import ApplicationState, UploadPurpose
from app.archive import queries as archive
from app.core import journal
from app.core.values import Refusal
from app.members import queries as register
from app.members.models import Member
from app.operations.queries import check
from app.organs.rules import Choice
from app.reports.queries import holdings_on, register_on, year_report
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.rules import CreditGround, PaymentPurpose
from app.statutes.rules import FiscalYear
from app.transfers import actions, queries
from app.transfers.models import Transfer
from app.transfers.rules import TransferState
from documents import registry
from tests.admissions.factories import a_statute
from tests.boardroom.factories import a_circular, admission_of, directors, vote
from tests.factories import NOW, OFFICE, TODAY
from tests.settlements.factories import LEFT, left
from tests.shares.factories import SHARE
from tests.transfers.factories import PAPER, decided, declared, held, item_about
from tests.transfers.newcomers import NAME, PROOF, a_giver, an_applicant, another_giver, handed_on, sides

DAY = timedelta(days=1)
NEXT, LATER, AFTER = TODAY + DAY, NOW + DAY, NOW + timedelta(hours=1)


def test_taken_back_it_frees_the_application(session: Session) -> None:
    giver, application = a_giver(session), an_applicant(session)
    transfer = handed_on(session, giver, application)
    actions.withdraw(session, transfer.id, "Beide wollen nicht mehr", OFFICE, NOW)
    assert (application.state, application.transfer_id, application.transfer_number) == (
        ApplicationState.SUBMITTED, None, ""
    )
    admissions.propose(session, application.id, OFFICE, NOW)
    assert list(check.findings(session, NOW)) == []


def test_not_agreed_to_nothing_is_booked_both_are_told_and_the_application_stays_open(session: Session) -> None:
    giver, application = a_giver(session), an_applicant(session)
    transfer = handed_on(session, giver, application)
    decided(session, transfer, choice=Choice.NO)
    assert (transfer.state, transfer.acquirer_id) == (TransferState.REJECTED, None)
    assert (application.state, application.transfer_id) == (ApplicationState.SUBMITTED, None)
    letter = archive.get_document(session, transfer.acquirer_letter_id or 0)
    assert (letter.kind, letter.subject) == ("transfer_refused", f"application:{application.id}")
    assert registry.load(letter.kind, letter.facts or {}).application == application.number
    assert handed_on(session, giver, application).number == "UT-2026-002"


def test_what_came_in_between_leaves_nothing_behind(session: Session) -> None:
    """A clause that a new statute asks for is missing in the declaration: nobody is entered, nothing is booked."""
    giver, application = a_giver(session), an_applicant(session)
    transfer = handed_on(session, giver, application)
    members = register.count_entries(session)
    a_statute(session, registered_on=TODAY, share_amount=SHARE, nachschuss="limited", haftsumme=SHARE)
    decided(session, transfer)
    assert transfer.state is TransferState.REJECTED
    assert "eine Klausel" in transfer.refusal_reason
    assert register.count_entries(session) == members
    assert (application.state, application.party_id, application.resolution_number) == (
        ApplicationState.SUBMITTED, None, ""
    )
    assert held(session, NEXT, giver) == [(5, 5 * SHARE)]


def test_undone_both_legs_are_back_and_the_newcomer_was_a_member_on_no_day(session: Session) -> None:
    giver = a_giver(session, entry_fee=25_00)
    shares.issue_certificate(session, giver, OFFICE, NOW)
    transfer = handed_on(session, giver, an_applicant(session, 7))
    decided(session, transfer)
    actions.reverse(session, transfer.id, "Nie vereinbart", OFFICE, AFTER)
    _giver, newcomer = sides(transfer)
    assert held(session, NEXT, giver, newcomer) == [(5, 5 * SHARE), (0, 0)]
    assert register.get_period_on(session, giver.id, NEXT).last_day is None
    assert register.get_period_on(session, newcomer.id, NEXT).is_struck
    assert not any(register.is_member_on(session, newcomer.party_id, TODAY + days * DAY) for days in range(-2, 400))
    year = FiscalYear(date(2026, 1, 1), date(2026, 12, 31))
    assert (year_report(session, year).movement.joined, year_report(session, year).movement.left) == (0, 0)
    assert share_queries.open_payments(session, member_id=newcomer.id) == []
    shares.let_certificate_follow(session, newcomer, OFFICE, NOW + DAY)
    assert share_queries.valid_certificate_of(session, newcomer.id) is None
    waiting = [each for each in archive.documents_about(session, f"member:{newcomer.id}") if each.standing == "valid"]
    assert waiting == []
    assert list(check.findings(session, AFTER)) == []
    session.commit()
    lines = [line.summary() for line in journal.lines_about(session, f"application:{transfer.application_id}")]
    assert any("storniert: Nie vereinbart" in line for line in lines)


@pytest.mark.parametrize(("handed", "ahead"), [(None, 0), (2, 0), (None, 37)])
def test_undone_register_years_and_holdings_say_what_they_said_before(
    session: Session, handed: int | None, ahead: int
) -> None:
    giver, application = a_giver(session, entry_fee=25_00), an_applicant(session, 7)
    before = _figures(session)
    transfer = handed_on(session, giver, application, handed, TODAY + ahead * DAY)
    decided(session, transfer)
    assert _figures(session) != before
    actions.reverse(session, transfer.id, "Irrtum", OFFICE, AFTER)
    assert _figures(session) == before
    assert list(check.findings(session, AFTER)) == []


def _figures(session: Session) -> list[object]:
    """What the house tells of everybody on the days around a transfer and in its years."""
    session.expire_all()
    days = [TODAY + each * DAY for each in (-1, 0, 1, 2, 36, 37, 38, 39)]
    years = (FiscalYear(date(each, 1, 1), date(each, 12, 31)) for each in (2026, 2027))
    return [
        [register_on(session, day) for day in days], [holdings_on(session, day) for day in days],
        [year_report(session, year) for year in years],
        [(each.member_id, each.purpose, each.open) for each in share_queries.open_payments(session)],
    ]


def test_it_is_not_undone_under_what_the_newcomer_has_paid_since(session: Session) -> None:
    giver = a_giver(session)
    transfer = handed_on(session, giver, an_applicant(session, 7))
    decided(session, transfer)
    _giver, newcomer = sides(transfer)
    shares.record_payment(session, newcomer, SHARE, NEXT, PaymentPurpose.SHARES, "", OFFICE, LATER)
    with pytest.raises(Refusal, match="Stornieren Sie zuerst"):
        actions.reverse(session, transfer.id, "Irrtum", OFFICE, LATER)


def test_undone_ahead_of_its_day_the_applicant_joins_by_a_new_application_before_it(session: Session) -> None:
    giver = a_giver(session)
    transfer = handed_on(session, giver, an_applicant(session), wanted_on=date(2026, 12, 31))
    decided(session, transfer)
    actions.reverse(session, transfer.id, "Nie vereinbart", OFFICE, AFTER)
    _giver, newcomer = sides(transfer)
    application = an_applicant(session, 2, "Ortsgemeinde Wiesenhag", is_complete=False)
    admissions.link_party(session, application.id, newcomer.party_id, OFFICE, AFTER)
    admissions.add_upload(session, application.id, UploadPurpose.AUTHORITY, PROOF, AFTER)
    admissions.tick(session, application.id, "authority_proof", "", OFFICE, AFTER)
    admissions.propose(session, application.id, OFFICE, AFTER)
    item = admission_of(session, application)
    resolution = a_circular(session, item, now=AFTER)
    for person in directors(session):
        if item.is_open:
            vote(session, item, person, now=AFTER)
    assert application.member_id == newcomer.id
    assert held(session, TODAY, newcomer) == [(2, 0)]
    protocol = archive.get_document(session, resolution.protocol_document_id or 0)
    assert f"mit dem {TODAY:%d.%m.%Y} unter der Nummer" in str(protocol.facts)
    assert list(check.findings(session, AFTER)) == []


def joining_again(session: Session, former: Member, giver: Member) -> Transfer:
    """A transfer of three shares, entered tomorrow, by which somebody joins who was a member before."""
    application = an_applicant(session, 5, "Stadt Lindenfurt", is_complete=False)
    checked: list[Callable[[], object]] = [
        lambda: admissions.link_party(session, application.id, former.party_id, OFFICE, LATER),
        lambda: admissions.add_upload(session, application.id, UploadPurpose.AUTHORITY, PROOF, LATER),
        lambda: admissions.tick(session, application.id, "authority_proof", "", OFFICE, LATER),
    ]
    for act in checked:
        act()
    found = actions.declare(session, giver, application, declared(3), PAPER, OFFICE, LATER)
    decided(session, found, now=LATER)
    return found


def test_who_was_a_member_before_keeps_its_number(session: Session) -> None:
    giver = a_giver(session)
    former = another_giver(session)
    transfer = handed_on(session, former, an_applicant(session, 2))
    decided(session, transfer)
    found = joining_again(session, former, giver)
    assert found.state is TransferState.ENTERED, found.refusal_reason
    assert found.acquirer_id == former.id
    assert held(session, TODAY + 3 * DAY, giver, former) == [(2, 2 * SHARE), (5, 3 * SHARE)]
    letters = archive.documents_about(session, f"member:{former.id}")
    welcome = next(registry.load(each.kind, each.facts or {}) for each in letters if each.kind == "welcome_letter")
    joined = former.periods[-1].first_day
    assert joined > LATER.date()
    assert (welcome.since, welcome.shares, welcome.acquired.amount) == (joined, 5, 3 * SHARE)
    assert "für 5 Anteile zu je" in welcome.payment.explanation


@pytest.mark.parametrize("settled", [0, SHARE])
def test_it_is_undone_above_credit_of_an_earlier_membership_that_is_not_settled(session: Session, settled: int) -> None:
    giver, former = a_giver(session), another_giver(session)
    left(session, former)
    found = joining_again(session, former, giver)
    assert found.state is TransferState.ENTERED, found.refusal_reason
    if settled:
        shares.take_out_credit(
            session, former, settled, CreditGround.PAYOUT, LATER.date(), "AG-2026-001", LEFT, False, OFFICE, LATER
        )
    actions.reverse(session, found.id, "Irrtum", OFFICE, LATER)
    assert register.get_period_on(session, former.id, TODAY + 3 * DAY).last_day == LEFT
    assert held(session, TODAY + 3 * DAY, former) == [(0, 2 * SHARE - settled)]


def test_it_is_not_undone_under_what_was_paid_besides_credit_of_an_earlier_membership(session: Session) -> None:
    giver, former = a_giver(session), another_giver(session)
    left(session, former)
    found, at = joining_again(session, former, giver), LATER + DAY
    shares.record_payment(session, former, SHARE, at.date(), PaymentPurpose.SHARES, "", OFFICE, at)
    with pytest.raises(Refusal, match="Stornieren Sie zuerst"):
        actions.reverse(session, found.id, "Irrtum", OFFICE, at)


# --- what stays of an application that was erased ---------------------------------------------------------------------


def test_of_an_application_erased_after_a_rejected_transfer_the_number_stays(session: Session) -> None:
    giver, application = a_giver(session), an_applicant(session)
    transfer = handed_on(session, giver, application)
    decided(session, transfer, choice=Choice.NO)
    letter = archive.get_document(session, transfer.acquirer_letter_id or 0)
    admissions.withdraw(session, application.id, NOW)
    admissions.erase_withdrawn(session, application.id, NOW + 31 * DAY)
    assert (letter.facts, transfer.taker_name) == (None, application.number)
    assert NAME not in item_about(session, transfer).text
    assert session.scalars(queries.without_letter()).unique().all() == []


# --- on every day -----------------------------------------------------------------------------------------------------


@given(
    handed=st.one_of(st.none(), st.integers(1, 4)), beyond=st.integers(0, 3), ahead=st.integers(0, 60),
    reading=st.integers(-30, 400),
)
@settings(deadline=None, max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_both_together_have_the_same_credit_on_every_day_and_undone_each_what_it_had(
    session: Session, handed: int | None, beyond: int, ahead: int, reading: int
) -> None:
    with session.begin_nested() as savepoint:
        giver, day = a_giver(session), TODAY + reading * DAY
        before = held(session, day, giver)
        transfer = handed_on(session, giver, an_applicant(session, (handed or 5) + beyond), handed, TODAY + ahead * DAY)
        decided(session, transfer)
        one, other = held(session, day, *sides(transfer))
        is_over = reading > ahead
        assert one[1] + other[1] == before[0][1]
        assert one[0] + other[0] == before[0][0] + (beyond if is_over else 0)
        assert (other != (0, 0)) is is_over
        actions.reverse(session, transfer.id, "Irrtum", OFFICE, AFTER)
        assert held(session, day, *sides(transfer)) == [before[0], (0, 0)]
        assert list(check.findings(session, AFTER)) == []
        savepoint.rollback()
    session.expire_all()
