"""A credit goes to somebody who joins with it, in one act: declared, decided, booked, undone (§§ 15, 76 GenG)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.admissions import queries as applications
from app.admissions.rules import ApplicationState, check_may_join_by_transfer
from app.archive import queries as archive
from app.core import journal, outbox
from app.core.formats import euro
from app.core.values import Refusal
from app.members import queries as register
from app.members.rules import ExitGround, JoinGround, MemberClass
from app.operations.queries import check
from app.parties import queries as parties
from app.reports.queries import year_report
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.rules import PaymentPurpose
from app.statutes.rules import FiscalYear
from app.transfers import queries
from app.transfers.models import Transfer
from app.transfers.rules import TransferState, check_nothing_left
from documents import registry
from documents.welcome_letter import WelcomeFacts
from tests.factories import NOW, OFFICE, TODAY
from tests.shares.factories import SHARE
from tests.together import transactions_together
from tests.transfers.factories import decided, held, item_about
from tests.transfers.newcomers import NAME, a_giver, an_applicant, another_giver, entered, handed_on, sides

DAY = timedelta(days=1)
NEXT, LATER, AFTER = TODAY + DAY, NOW + DAY, NOW + timedelta(hours=1)


def test_nothing_changes_until_the_board_has_decided_about_both(session: Session) -> None:
    giver = a_giver(session)
    application = an_applicant(session)
    transfer = handed_on(session, giver, application)
    assert (transfer.state, transfer.acquirer_id, transfer.taker_name) == (TransferState.PROPOSED, None, NAME)
    assert (application.state, application.transfer_number) == (ApplicationState.PROPOSED, transfer.number)
    assert held(session, NEXT, giver) == [(5, 5 * SHARE)]


def test_the_board_reads_that_it_admits_and_whom_by_the_number_of_the_application(session: Session) -> None:
    giver, application = a_giver(session), an_applicant(session)
    words = item_about(session, handed_on(session, giver, application)).text
    assert f"die Antragstellerin des Antrags {application.number}" in words
    assert "als Mitglied zugelassen und mit 5 Geschäftsanteilen zu je 500,00\u00a0€ beteiligt" in words
    assert NAME not in words


def test_agreed_to_the_newcomer_is_a_member_from_the_next_day_on_and_holds_it_all(session: Session) -> None:
    giver, newcomer = sides(entered(session))
    period = register.get_period_on(session, newcomer.id, NEXT)
    assert (period.first_day, period.join_ground, period.join_document) == (NEXT, JoinGround.TRANSFER, "UT-2026-001")
    assert not register.is_member_on(session, newcomer.party_id, TODAY)
    assert held(session, TODAY, giver, newcomer) == [(5, 5 * SHARE), (0, 0)]
    assert held(session, NEXT, giver, newcomer) == [(0, 0), (5, 5 * SHARE)]
    end = register.get_period_on(session, giver.id, TODAY)
    assert (end.last_day, end.exit_ground) == (TODAY, ExitGround.TRANSFER)
    assert list(check.findings(session, NOW)) == []


@pytest.mark.parametrize("ahead", [0, 10])
def test_on_every_day_around_the_transfer_one_of_the_two_holds_never_both_never_none(
    session: Session, ahead: int
) -> None:
    transfer = entered(session, wanted_on=TODAY + ahead * DAY)
    both = sides(transfer)
    for days in range(-3, ahead + 4):
        (one, _credit), (other, _other) = held(session, TODAY + days * DAY, *both)
        assert sorted((one, other)) == [0, 5], days
        members = [register.is_member_on(session, each.party_id, TODAY + days * DAY) for each in both]
        assert members == [one > 0, other > 0], days


def test_with_a_part_both_are_members(session: Session) -> None:
    giver, newcomer = sides(entered(session, 2, handed=2))
    assert held(session, NEXT, giver, newcomer) == [(3, 3 * SHARE), (2, 2 * SHARE)]
    assert register.get_period_on(session, giver.id, NEXT).last_day is None


def test_only_what_is_missing_to_the_nominal_is_asked_for_and_the_entry_fee(session: Session) -> None:
    giver = a_giver(session, entry_fee=25_00)
    transfer = handed_on(session, giver, an_applicant(session, 7))
    meant = queries.meant_by(session, transfer, TODAY)
    assert meant is not None
    assert (meant.missing, meant.entry_fee, meant.gained) == (2 * SHARE, 25_00, 7)
    decided(session, transfer)
    owed = {each.purpose: each.open for each in share_queries.open_payments(session, member_id=transfer.acquirer_id)}
    assert owed == {PaymentPurpose.SHARES: 2 * SHARE, PaymentPurpose.ENTRY_FEE: 25_00}


def test_fully_covered_nothing_is_asked_for(session: Session) -> None:
    _giver, newcomer = sides(entered(session))
    assert share_queries.open_payments(session, member_id=newcomer.id) == []
    letters = {each.kind for each in archive.documents_about(session, f"member:{newcomer.id}")}
    assert letters == {"welcome_letter"}


def test_the_newcomer_is_welcomed_by_a_letter_that_names_the_transfer(session: Session) -> None:
    transfer = entered(session, 7)
    letter = archive.get_document(session, transfer.acquirer_letter_id or 0)
    facts = registry.load(letter.kind, letter.facts or {})
    assert isinstance(facts, WelcomeFacts)
    assert (facts.since, facts.is_ahead, facts.shares) == (NEXT, True, 7)
    assert facts.acquired is not None
    assert (facts.acquired.transfer, facts.acquired.other) == (transfer.number, "Gemeinde Altenbruck")
    assert (facts.acquired.day, facts.acquired.amount) == (TODAY, 5 * SHARE)
    assert facts.payment is not None
    assert facts.payment.cents == 2 * SHARE
    assert facts.payment.explanation == f"als Teil von {euro(7 * SHARE)} für 7 Anteile zu je {euro(SHARE)}"
    kinds = [each.kind for each in archive.documents_about(session, f"member:{transfer.acquirer_id}")]
    assert sorted(kinds) == ["payment_request", "welcome_letter"]
    assert "Übertragung UT-2026-001 sind Sie ab dem" in next(
        each.text for each in outbox.mails_about(session, f"application:{transfer.application_id}")
        if each.kind == "admitted"
    )


def test_the_certificate_of_the_newcomer_follows_on_its_first_day_and_the_transferors_is_void(session: Session) -> None:
    giver = a_giver(session)
    shares.issue_certificate(session, giver, OFFICE, NOW)
    transfer = handed_on(session, giver, an_applicant(session))
    decided(session, transfer)
    _giver, newcomer = sides(transfer)
    for member in (giver, newcomer):
        shares.let_certificate_follow(session, member, OFFICE, NOW)
    assert share_queries.valid_certificate_of(session, newcomer.id) is None
    for member in (giver, newcomer):
        shares.let_certificate_follow(session, member, OFFICE, NOW + DAY)
    certificate = share_queries.valid_certificate_of(session, newcomer.id)
    assert certificate is not None
    assert (certificate.shares, certificate.issued_on) == (5, NEXT)
    assert share_queries.valid_certificate_of(session, giver.id) is None


def test_the_application_is_admitted_and_its_declarant_gets_a_login(session: Session) -> None:
    transfer = entered(session)
    application = transfer.application
    assert application is not None
    assert (application.state, application.member_id) == (ApplicationState.ADMITTED, transfer.acquirer_id)
    assert application.resolution_number == transfer.resolution_number == "V-2026-001"
    acting = register.members_acted_for_on(session, _declarant(session, transfer), NEXT)
    assert [each.id for each in acting] == [transfer.acquirer_id]
    assert register.members_acted_for_on(session, _declarant(session, transfer), TODAY) == []


def _declarant(session: Session, transfer: Transfer) -> int:
    assert transfer.acquirer is not None
    return parties.representations_on(session, transfer.acquirer.party_id, TODAY)[0].person_id


def test_it_stands_in_the_timeline_of_both(session: Session) -> None:
    transfer = entered(session)
    session.commit()
    for subject in (f"member:{transfer.transferor_id}", f"member:{transfer.acquirer_id}"):
        lines = [line.summary() for line in journal.lines_about(session, subject)]
        assert any("Übertragung UT-2026-001 eingetragen" in line for line in lines)
    lines = [line.summary() for line in journal.lines_about(session, f"application:{transfer.application_id}")]
    assert any("Mit der Übertragung UT-2026-001 dem Vorstand vorgelegt" in line for line in lines)


def test_the_year_counts_who_joined_and_who_left_by_it(session: Session) -> None:
    year, next_year = (FiscalYear(date(each, 1, 1), date(each, 12, 31)) for each in (2026, 2027))
    entered(session, wanted_on=date(2026, 12, 31))
    now, later = year_report(session, year), year_report(session, next_year)
    assert (now.movement.left, now.movement.joined, now.adds_up) == (1, 0, True)
    assert (later.movement.left, later.movement.joined, later.adds_up) == (0, 1, True)
    assert (now.after.standing.shares, later.before.standing.shares, later.after.standing.shares) == (5, 5, 5)


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("declared_shares", "handed", "sentence"), [
    (4, None, "lautet auf 4 Anteile; für .* braucht es 5 Anteile"),
    (1, 2, "lautet auf 1 Anteil; für .* braucht es 2 Anteile"),
    (11, None, "Die Satzung erlaubt höchstens 10 Anteile"),
])
def test_the_shares_declared_must_cover_the_credit_and_the_statute(
    session: Session, declared_shares: int, handed: int | None, sentence: str
) -> None:
    giver = a_giver(session)
    application = an_applicant(session)
    application.shares = declared_shares
    with pytest.raises(Refusal, match=sentence):
        handed_on(session, giver, application, handed)


def test_fewer_shares_than_the_statute_asks_of_everybody_do_not_do(session: Session) -> None:
    giver = a_giver(session, mandatory_shares=3)
    with pytest.raises(Refusal, match="mindestens 3 Anteile"):
        handed_on(session, giver, an_applicant(session, 2), 2)


def test_an_incomplete_application_does_not_do(session: Session) -> None:
    giver = a_giver(session)
    with pytest.raises(Refusal, match="Vor der Zulassung ist noch offen: Nachweis der Vertretungsmacht"):
        handed_on(session, giver, an_applicant(session, is_complete=False))


def test_one_before_the_board_returned_or_withdrawn_does_not_do(session: Session) -> None:
    giver, application = a_giver(session), an_applicant(session)
    admissions.propose(session, application.id, OFFICE, NOW)
    with pytest.raises(Refusal, match="schon für sich vor"):
        handed_on(session, giver, application)
    admissions.return_for_completion(session, application.id, ["Anlage"], OFFICE, NOW)
    with pytest.raises(Refusal, match="zur Ergänzung zurückgegeben"):
        handed_on(session, giver, application)
    admissions.withdraw(session, application.id, NOW)
    with pytest.raises(Refusal, match="ist zurückgezogen"):
        handed_on(session, giver, application)


def test_one_admitted_already_does_not_do(session: Session) -> None:
    application = entered(session, 2, handed=2).application
    assert application is not None
    other = another_giver(session)
    with pytest.raises(Refusal, match="zusammen mit der Übertragung UT-2026-001 entschieden"):
        handed_on(session, other, application)


def test_an_application_waits_in_one_transfer_only(session: Session) -> None:
    giver, application = a_giver(session), an_applicant(session)
    transfer = handed_on(session, giver, application)
    with pytest.raises(Refusal, match=f"zusammen mit der Übertragung {transfer.number} entschieden"):
        handed_on(session, another_giver(session), application)


def test_an_investing_member_does_not_join_this_way(session: Session) -> None:
    giver = a_giver(session, investing_members=True)
    application = an_applicant(session, member_class=MemberClass.INVESTING)
    with pytest.raises(Refusal, match="noch eine andere Zustimmung als die des Vorstands"):
        handed_on(session, giver, application)


def test_while_it_waits_the_application_goes_no_other_way(session: Session) -> None:
    giver, application = a_giver(session), an_applicant(session)
    transfer = handed_on(session, giver, application)
    other_ways: list[Callable[[], object]] = [
        lambda: admissions.propose(session, application.id, OFFICE, NOW),
        lambda: admissions.return_for_completion(session, application.id, ["Anlage"], OFFICE, NOW),
        lambda: admissions.withdraw(session, application.id, NOW),
        lambda: admissions.withdraw_for_applicant(session, application.id, "Brief", OFFICE, NOW),
    ]
    for act in other_ways:
        with pytest.raises(Refusal, match=f"zusammen mit der Übertragung {transfer.number} entschieden"):
            act()


# --- what the database holds ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("values", [
    {"application_id": None}, {"channel": "portal", "paper_sha256": None}, {"acquirer_id": 1},
])
def test_the_database_refuses_a_waiting_transfer_without_one_taker(session: Session, values: dict[str, object]) -> None:
    transfer = handed_on(session, a_giver(session), an_applicant(session))
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(update(Transfer).where(Transfer.id == transfer.id).values(**values))


def test_the_database_refuses_an_application_that_goes_another_way_than_its_transfer(session: Session) -> None:
    a_giver(session)
    application = an_applicant(session)
    application.transfer_id, application.transfer_number = 7, "UT-2026-007"
    with pytest.raises(IntegrityError), session.begin_nested():
        session.flush()


# --- together ---------------------------------------------------------------------------------------------------------


def test_two_officers_at_once_let_one_application_join_by_one_transfer(app: Flask, session: Session) -> None:
    givers = [a_giver(session).number, another_giver(session).number]
    application_id = an_applicant(session).id
    session.commit()

    def declaring(number: int) -> Callable[[Session], str]:
        def act(own: Session) -> str:
            application = applications.get_application(own, application_id)
            return handed_on(own, register.get_by_number(own, number), application).number

        return act

    answers = transactions_together(app, *(declaring(number) for number in givers))
    assert [isinstance(answer, Refusal) for answer in answers].count(True) == 1


def test_laid_before_the_board_alone_and_with_a_transfer_at_once_it_goes_one_way(app: Flask, session: Session) -> None:
    number, application_id = a_giver(session).number, an_applicant(session).id
    session.commit()

    def alone(own: Session) -> None:
        admissions.propose(own, application_id, OFFICE, NOW)

    def with_transfer(own: Session) -> None:
        application = applications.get_application(own, application_id)
        handed_on(own, register.get_by_number(own, number), application)

    answers = transactions_together(app, alone, with_transfer)
    assert [isinstance(answer, Refusal) for answer in answers].count(True) == 1
    session.expire_all()
    assert list(check.findings(session, NOW)) == []


# --- rules ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "sentence"), [
    (ApplicationState.RETURNED, "zur Ergänzung zurückgegeben"), (ApplicationState.PROPOSED, "schon für sich vor"),
    (ApplicationState.ADMITTED, "schon entschieden"), (ApplicationState.REFUSED, "schon entschieden"),
    (ApplicationState.WITHDRAWN, "zurückgezogen"), (ApplicationState.DRAFT, "passt nicht zum Stand"),
])
def test_only_an_application_handed_in_and_not_yet_laid_before_anybody_may_go_with_a_transfer(
    state: ApplicationState, sentence: str
) -> None:
    check_may_join_by_transfer(ApplicationState.SUBMITTED, MemberClass.ORDINARY, "")
    with pytest.raises(Refusal, match=sentence):
        check_may_join_by_transfer(state, MemberClass.ORDINARY, "")


@pytest.mark.parametrize(("shares_left", "credit_left"), [(1, 0), (0, 1), (2, 500)])
def test_a_membership_with_something_of_its_own_is_not_struck(shares_left: int, credit_left: int) -> None:
    check_nothing_left("0007", 0, 0)
    with pytest.raises(Refusal, match="Mitglied 0007 ist mit dieser Übertragung beigetreten"):
        check_nothing_left("0007", shares_left, credit_left)
