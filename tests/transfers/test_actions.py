"""Transfers of the credit: declared, decided, both legs entered in one act, undone in one."""

from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.core.values import Actor, Refusal
from app.members import queries as register
from app.members.models import Member
from app.members.rules import ExitGround
from app.operations.queries.invariants.acts import transfers_and_ledgers
from app.organs.rules import Choice
from app.parties import actions as parties
from app.parties.rules import Authority
from app.reports.queries import year_report
from app.settlements import queries as settlements
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.rules import PaymentPurpose
from app.statutes.rules import FiscalYear
from app.transfers import actions, queries
from app.transfers.models import Transfer
from app.transfers.rules import TransferState
from documents import registry
from documents.transfer_entered import TransferEnteredFacts
from tests.departures.factories import a_holder
from tests.departures.factories import given as a_notice
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_person
from tests.shares.factories import SHARE, a_member, paid
from tests.statutes.factories import a_statute
from tests.together import transactions_together
from tests.transfers.factories import decided, declared, held, item_about, proposed, two_holders

DAY = timedelta(days=1)
LATER = NOW + DAY
NEXT = TODAY + DAY
YESTERDAY = TODAY - DAY
THIS_YEAR, NEXT_YEAR = (FiscalYear(date(year, 1, 1), date(year, 12, 31)) for year in (2026, 2027))


def test_a_transfer_changes_nothing_until_the_board_has_decided(session: Session) -> None:
    one, other = two_holders(session)
    transfer = proposed(session, one, other)
    assert (transfer.number, transfer.state) == ("UT-2026-001", TransferState.PROPOSED)
    assert transfer.number in item_about(session, transfer).text
    assert held(session, NEXT, one, other) == [(5, 5 * SHARE), (2, 2 * SHARE)]


def test_the_whole_credit_goes_over_and_the_membership_ends_that_day(session: Session) -> None:
    one, other = two_holders(session)
    transfer = proposed(session, one, other)
    decided(session, transfer)
    assert transfer.state is TransferState.ENTERED
    assert held(session, TODAY, one, other) == [(5, 5 * SHARE), (2, 2 * SHARE)]
    assert held(session, NEXT, one, other) == [(0, 0), (7, 7 * SHARE)]
    period = register.get_period_on(session, one.id, TODAY)
    assert (period.last_day, period.exit_ground) == (TODAY, ExitGround.TRANSFER)
    assert list(transfers_and_ledgers(session, NOW)) == []


def test_with_a_part_goes_the_credit_above_the_nominal_of_what_stays(session: Session) -> None:
    one, other = two_holders(session)
    transfer = proposed(session, one, other, 3)
    decided(session, transfer)
    assert held(session, NEXT, one, other) == [(2, 2 * SHARE), (5, 5 * SHARE)]
    assert register.get_period_on(session, one.id, TODAY).last_day is None


@pytest.mark.parametrize(
    ("number", "words"), [(1, "mit 1 Anteil zu 500,00\u00a0€ auf"), (2, "mit 2 Anteilen zu je 500,00\u00a0€ auf")]
)
def test_the_board_reads_the_number_in_words_that_agree_with_it(session: Session, number: int, words: str) -> None:
    assert words in item_about(session, proposed(session, *two_holders(session), number)).text


@pytest.mark.parametrize(("number", "sentence"), [
    (3, "Übertragen Sie einzeln höchstens 2 Anteile, oder das ganze Guthaben"),
    (2, "Übertragen Sie einzeln höchstens 1 Anteil, oder das ganze Guthaben"),
    (1, "Einzeln lässt sich davon nichts übertragen, nur das ganze Guthaben"),
])
def test_what_single_shares_may_go_is_said_in_words_that_agree_with_the_number(
    session: Session, number: int, sentence: str
) -> None:
    _one, other = two_holders(session)
    with pytest.raises(Refusal, match=sentence):
        proposed(session, a_holder(session, "Stadt Morgenau", number), other, number)


def test_it_takes_place_on_the_agreed_day_where_that_lies_ahead(session: Session) -> None:
    one, other = two_holders(session)
    agreed = TODAY + 10 * DAY
    transfer = proposed(session, one, other, wanted_on=agreed)
    decided(session, transfer)
    assert transfer.effective_on == agreed
    assert held(session, agreed, one, other) == [(5, 5 * SHARE), (2, 2 * SHARE)]
    assert held(session, agreed + DAY, one, other) == [(0, 0), (7, 7 * SHARE)]


def test_both_are_told_by_letter_what_they_hold(session: Session) -> None:
    one, other = two_holders(session)
    transfer = proposed(session, one, other, 3)
    decided(session, transfer)
    facts = [
        (found.is_acquirer, found.shares_before, found.shares_after, found.amount)
        for found in letters_about(session, transfer)
    ]
    assert facts == [(False, 5, 2, 3 * SHARE), (True, 2, 5, 3 * SHARE)]


def letters_about(session: Session, transfer: Transfer) -> list[TransferEnteredFacts]:
    """What the letters say to the transferor and to the acquirer."""
    found = []
    for letter_id in (transfer.transferor_letter_id, transfer.acquirer_letter_id):
        letter = archive.get_document(session, letter_id or 0)
        facts = registry.load(letter.kind, letter.facts or {})
        assert isinstance(facts, TransferEnteredFacts)
        found.append(facts)
    return found


def test_the_certificates_of_both_follow_from_the_next_day(session: Session) -> None:
    one, other = two_holders(session)
    for member in (one, other):
        shares.issue_certificate(session, member, OFFICE, NOW)
    decided(session, proposed(session, one, other, 3))
    for member in (one, other):
        shares.let_certificate_follow(session, member, OFFICE, LATER)
    valid = [share_queries.valid_certificate_of(session, member.id) for member in (one, other)]
    assert [each.shares for each in valid if each] == [2, 5]


def test_not_agreed_to_it_books_nothing_and_both_are_told(session: Session) -> None:
    one, other = two_holders(session)
    transfer = proposed(session, one, other)
    decided(session, transfer, choice=Choice.NO)
    assert transfer.state is TransferState.REJECTED
    kinds = {
        archive.get_document(session, each or 0).kind
        for each in (transfer.transferor_letter_id, transfer.acquirer_letter_id)
    }
    assert kinds == {"transfer_refused"}
    assert held(session, NEXT, one, other) == [(5, 5 * SHARE), (2, 2 * SHARE)]


def test_what_came_in_between_stands_against_it(session: Session) -> None:
    one, other = two_holders(session)
    transfer = proposed(session, one, other, 4)
    shares.cancel(session, one, 2, TODAY + 30 * DAY, "Kündigung", OFFICE, NOW)
    decided(session, transfer)
    assert transfer.state is TransferState.REJECTED
    assert "höchstens 2 Anteile" in transfer.refusal_reason


@pytest.mark.parametrize(
    ("statute", "more", "sentence"),
    [
        ({"transfer_allowed": False}, {}, "schließt die Übertragung"),
        ({"form_join": "schriftform", "textform_expressly_excluded": True}, {}, "Form genügt nicht"),
        ({"max_shares": 6}, {}, "höchstens 6 Anteile"),
        ({}, {"shares_handed_on": 5}, "höchstens 4 Anteile"),
        ({}, {"received_on": NEXT, "wanted_on": NEXT}, "in der Zukunft"),
        ({}, {"wanted_on": TODAY - DAY}, "Rückwirkend"),
        ({}, {"wanted_on": date(2028, 1, 1)}, "mehr als ein Jahr"),
        ({}, {"received_on": date(2024, 6, 1)}, "mehr als zwei Jahre"),
        ({}, {"dated_on": NEXT}, "nicht vor dem Tag"),
    ],
)
def test_what_law_and_statute_forbid_is_refused(
    session: Session, statute: dict[str, object], more: dict[str, object], sentence: str
) -> None:
    one, other = two_holders(session, **statute)
    with pytest.raises(Refusal, match=sentence):
        proposed(session, one, other, **more)  # type: ignore[arg-type]
    assert session.scalar(select(func.count()).select_from(Transfer)) == 0


def test_nobody_transfers_to_oneself(session: Session) -> None:
    one, _other = two_holders(session)
    with pytest.raises(Refusal, match="An sich selbst"):
        proposed(session, one, one)


def test_what_is_due_is_paid_before_anything_is_transferred(session: Session) -> None:
    _one, other = two_holders(session)
    unpaid = a_member(session, "Stadt Morgenau", 3, LONG_AGO.replace(year=2024))
    with pytest.raises(Refusal, match="fällig und nicht eingezahlt"):
        proposed(session, unpaid, other)


def test_a_newcomer_admitted_before_pays_its_shares_with_the_credit(session: Session) -> None:
    one, _other = two_holders(session)
    newcomer = a_member(session, "Stadt Morgenau", 2)
    assert share_queries.open_balance_of(session, newcomer.id, PaymentPurpose.SHARES) == 2 * SHARE
    transfer = proposed(session, one, newcomer)
    decided(session, transfer)
    assert held(session, NEXT, one, newcomer) == [(0, 0), (5, 5 * SHARE)]
    assert share_queries.open_balance_of(session, newcomer.id, PaymentPurpose.SHARES) == 0
    actions.reverse(session, transfer.id, "Falsches Mitglied", OFFICE, LATER)
    assert held(session, NEXT, one, newcomer) == [(5, 5 * SHARE), (2, 0)]
    assert share_queries.open_balance_of(session, newcomer.id, PaymentPurpose.SHARES) == 2 * SHARE


def test_with_less_credit_than_nominal_the_acquirer_owes_the_rest_and_the_transferor_no_more(session: Session) -> None:
    one, other = two_holders(session, min_payment=250_00, instalment_amount=50_00, instalment_months=12)
    for member, shares_paid in ((one, 5), (other, 2)):
        assert share_queries.holding_of(session, member.id, TODAY).credit == shares_paid * SHARE
    partly = a_member(session, "Stadt Morgenau", 2, TODAY - 30 * DAY)
    paid(session, partly, 500_00, TODAY - 20 * DAY)
    transfer = proposed(session, partly, other)
    decided(session, transfer)
    assert held(session, NEXT, partly, other) == [(0, 0), (3, 3 * SHARE)]
    assert share_queries.open_balance_of(session, partly.id, PaymentPurpose.SHARES) == 0
    actions.reverse(session, transfer.id, "Falsches Mitglied", OFFICE, LATER)
    assert held(session, NEXT, partly, other) == [(2, 500_00), (2, 2 * SHARE)]
    assert share_queries.open_balance_of(session, partly.id, PaymentPurpose.SHARES) == 500_00


@pytest.mark.parametrize("number", [None, 3])
def test_on_the_last_day_of_a_fiscal_year_the_transferor_holds_and_at_its_close_the_acquirer(
    session: Session, number: int | None
) -> None:
    one, other = two_holders(session)
    before = year_report(session, THIS_YEAR)
    transfer = proposed(session, one, other, number, wanted_on=THIS_YEAR.last_day)
    decided(session, transfer)
    handed = number or 5
    assert transfer.effective_on == THIS_YEAR.last_day
    assert held(session, THIS_YEAR.last_day, one, other) == [(5, 5 * SHARE), (2, 2 * SHARE)]
    assert held(session, THIS_YEAR.last_day + DAY, one, other) == [
        (5 - handed, (5 - handed) * SHARE), (2 + handed, (2 + handed) * SHARE)
    ]
    after, next_year = year_report(session, THIS_YEAR), year_report(session, NEXT_YEAR)
    assert (after.adds_up, next_year.adds_up) == (True, True)
    assert after.movement.left == before.movement.left + (number is None)
    shares_and_credit = (before.after.standing.shares, before.after.standing.credit)
    for standing in (after.after.standing, next_year.before.standing, next_year.after.standing):
        assert (standing.shares, standing.credit) == shares_and_credit
    actions.reverse(session, transfer.id, "Falsches Mitglied", OFFICE, LATER)
    assert year_report(session, THIS_YEAR) == before


def test_who_hands_all_on_with_the_year_has_nothing_settled(session: Session) -> None:
    one, other = two_holders(session)
    decided(session, proposed(session, one, other, wanted_on=THIS_YEAR.last_day))
    after = THIS_YEAR.last_day + 90 * DAY
    assert settlements.candidates(session, after) == []
    assert list(transfers_and_ledgers(session, NOW)) == []


def test_one_transfer_waits_at_a_time(session: Session) -> None:
    one, other = two_holders(session)
    proposed(session, one, other)
    with pytest.raises(Refusal, match="schon entschieden"):
        proposed(session, one, other, 1)


def test_between_two_later_entries_nothing_is_handed_on_that_is_not_there(session: Session) -> None:
    one, other = two_holders(session)
    third = a_member(session, "Stadt Morgenau", 3)
    shares.cancel(session, one, 3, TODAY + 30 * DAY, "Kündigung", OFFICE, NOW)
    shares.hand_over(session, third, one, 2, 0, TODAY + 60 * DAY, "Liste", OFFICE, NOW)
    with pytest.raises(Refusal, match="späteren Buchungen: 2 Anteile"):
        proposed(session, one, other, 2)


def test_what_a_cancellation_released_is_not_handed_on(session: Session) -> None:
    one, other = two_holders(session)
    shares.cancel(session, one, 1, YESTERDAY, "Kündigung", OFFICE, NOW)
    transfer = proposed(session, one, other, 1)
    decided(session, transfer)
    assert held(session, NEXT, one, other) == [(3, 4 * SHARE), (3, 3 * SHARE)]
    decided(session, proposed(session, one, other, wanted_on=NEXT))
    assert held(session, NEXT + DAY, one, other) == [(0, SHARE), (6, 6 * SHARE)]


def test_what_a_cancellation_released_to_the_acquirer_asks_for_no_share(session: Session) -> None:
    one, other = two_holders(session)
    shares.cancel(session, other, 1, YESTERDAY, "Kündigung", OFFICE, NOW)
    transfer = proposed(session, one, other, 1)
    decided(session, transfer)
    assert held(session, NEXT, one, other) == [(4, 4 * SHARE), (2, 3 * SHARE)]
    meant = queries.meant_by(session, transfer, TODAY)
    assert meant is not None
    assert meant.missing == 0


def test_of_two_transfers_of_one_day_each_says_what_it_moved_itself(session: Session) -> None:
    """Page and letters of either, whatever the other gives or takes (R-TRF-01)."""
    one, other = two_holders(session)
    third = a_holder(session, "Stadt Morgenau", 1)
    part, whole = proposed(session, one, third, 1), proposed(session, other, one)
    decided(session, part, whole)
    first, second = queries.meant_by(session, part, TODAY), queries.meant_by(session, whole, TODAY)
    assert first
    assert second
    assert (first.shares, first.gained, first.amount, first.is_whole) == (1, 1, SHARE, False)
    assert (second.shares, second.gained, second.amount, second.is_whole) == (2, 2, 2 * SHARE, True)
    assert [side.shares for side in first.giver] == [5, 6]
    assert [letter.amount for letter in letters_about(session, part)] == [SHARE] * 2
    assert [letter.amount for letter in letters_about(session, whole)] == [2 * SHARE] * 2


def test_credit_without_a_share_brings_the_acquirer_no_certificate(session: Session) -> None:
    """The one that it has is not sent again (R-DOC-04)."""
    one, _other = two_holders(session, transfer_conditions="Zustimmung des Vorstands")
    third = a_member(session, "Stadt Morgenau", 1)
    has = shares.issue_certificate(session, third, OFFICE, NOW)
    transfer = proposed(session, one, third, 1)
    decided(session, transfer)
    assert (held(session, NEXT, third), has.shares) == ([(1, SHARE)], 1)
    to_acquirer = letters_about(session, transfer)[1]
    assert (to_acquirer.certificate, to_acquirer.changes_shares) == ("", False)


# --- undone ----------------------------------------------------------------------------------------------------------


def test_taken_back_before_the_decision_it_leaves_the_agenda(session: Session) -> None:
    one, other = two_holders(session)
    transfer = proposed(session, one, other)
    actions.withdraw(session, transfer.id, "Anders überlegt", OFFICE, NOW)
    assert transfer.state is TransferState.WITHDRAWN
    item = queries.find_item(session, transfer)
    assert item is None or not item.is_open
    assert proposed(session, one, other).number == "UT-2026-002"


def test_it_is_undone_once(session: Session) -> None:
    one, other = two_holders(session)
    transfer = proposed(session, one, other)
    decided(session, transfer)
    actions.reverse(session, transfer.id, "Falsches Mitglied", OFFICE, LATER)
    with pytest.raises(Refusal, match="schon storniert"):
        actions.reverse(session, transfer.id, "Noch einmal", OFFICE, LATER)
    assert list(transfers_and_ledgers(session, NOW)) == []


def test_undone_the_letters_come_out_of_the_tray(session: Session) -> None:
    one, other = two_holders(session)
    transfer = proposed(session, one, other)
    decided(session, transfer)
    actions.reverse(session, transfer.id, "Falsches Mitglied", OFFICE, LATER)
    assert "transfer_entered" not in {item.document.kind for item in archive.waiting_items(session)}


def test_what_the_acquirer_has_handed_on_is_not_undone(session: Session) -> None:
    one, other = two_holders(session)
    transfer = proposed(session, one, other, 3)
    decided(session, transfer)
    third = a_member(session, "Stadt Morgenau")
    decided(session, proposed(session, other, third, wanted_on=NEXT))
    with pytest.raises(Refusal, match="späterer Vorgang"):
        actions.reverse(session, transfer.id, "Falsches Mitglied", OFFICE, LATER)


def test_a_part_is_not_given_back_to_somebody_whose_membership_has_ended_since(session: Session) -> None:
    one, other = two_holders(session)
    part = proposed(session, one, other, 2)
    decided(session, part)
    decided(session, proposed(session, one, other, wanted_on=NEXT))
    with pytest.raises(Refusal, match="Stornieren Sie zuerst dieses Ende"):
        actions.reverse(session, part.id, "Falsches Mitglied", OFFICE, LATER)
    assert held(session, NEXT + DAY, one) == [(0, 0)]


def test_the_check_finds_a_transfer_that_the_ledgers_contradict(session: Session) -> None:
    one, other = two_holders(session)
    transfer = proposed(session, one, other, 3)
    decided(session, transfer)
    entry = share_queries.find_share_entry(session, transfer.given_entry_id or 0)
    assert entry is not None
    shares.reverse_share_entry(session, entry, "Am Vorgang vorbei", OFFICE, NOW)
    assert [found.values["number"] for found in transfers_and_ledgers(session, NOW)] == [transfer.number]


# --- in the portal ---------------------------------------------------------------------------------------------------


def acting(session: Session, member: Member, authority: Authority = Authority.SOLE) -> Actor:
    """A person who acts for a member."""
    person = a_person(session, "Ignaz", f"Zweig{member.number}")
    parties.add_representation(session, member.party_id, person.id, authority, "", LONG_AGO, OFFICE, NOW)
    return Actor(person.display_name, party_id=person.id)


def test_in_the_portal_the_acquirer_agrees_before_the_board_decides(session: Session) -> None:
    one, other = two_holders(session)
    transfer = actions.declare_own(session, one, other, declared(), True, acting(session, one), NOW)
    assert (transfer.state, queries.find_item(session, transfer)) == (TransferState.OFFERED, None)
    actions.agree_own(session, other, transfer.id, True, acting(session, other), NOW)
    decided(session, transfer)
    assert transfer.state is TransferState.ENTERED


def test_an_offer_is_taken_back_or_refused_until_it_is_agreed_to(session: Session) -> None:
    one, other = two_holders(session)
    offer = actions.declare_own(session, one, other, declared(), True, acting(session, one), NOW)
    actions.withdraw_own(session, one.id, offer.id, OFFICE, NOW)
    again = actions.declare_own(session, one, other, declared(), True, acting(session, one), NOW)
    actions.refuse_own(session, other.id, again.id, OFFICE, NOW)
    assert (offer.state, again.state) == (TransferState.WITHDRAWN, TransferState.WITHDRAWN)
    with pytest.raises(Refusal, match="wartet nicht mehr"):
        actions.agree_own(session, other, again.id, True, acting(session, other), NOW)


def test_whoever_represents_only_jointly_declares_on_paper(session: Session) -> None:
    one, other = two_holders(session)
    with pytest.raises(Refusal, match="nur gemeinsam"):
        actions.declare_own(session, one, other, declared(), True, acting(session, one, Authority.JOINT), NOW)


def test_a_member_is_not_told_what_stands_against_the_other(session: Session) -> None:
    one, other = two_holders(session, max_shares=6)
    with pytest.raises(Refusal, match="Fragen Sie bei ihr nach"):
        actions.declare_own(session, one, other, declared(), True, acting(session, one), NOW)


# --- together --------------------------------------------------------------------------------------------------------


def test_two_transfers_of_the_same_shares_at_once_make_one(app: Flask, session: Session) -> None:
    one, other = two_holders(session)
    session.commit()
    numbers = one.number, other.number

    def declare(own: Session) -> str:
        giver, taker = (register.get_by_number(own, number) for number in numbers)
        return proposed(own, giver, taker).number

    answers = transactions_together(app, *(declare,) * 4)
    assert [isinstance(answer, Refusal) for answer in answers].count(True) == 3
    assert session.scalar(select(func.count()).select_from(Transfer)) == 1


def test_two_reversals_at_once_undo_it_once(app: Flask, session: Session) -> None:
    one, other = two_holders(session)
    transfer = proposed(session, one, other)
    decided(session, transfer)
    session.commit()
    transfer_id = transfer.id

    def reverse(own: Session) -> str:
        return actions.reverse(own, transfer_id, "Falsches Mitglied", OFFICE, LATER).number

    answers = transactions_together(app, *(reverse,) * 2)
    assert [isinstance(answer, Refusal) for answer in answers].count(True) == 1


# --- on every day ----------------------------------------------------------------------------------------------------


@given(
    shares_handed_on=st.one_of(st.none(), st.integers(1, 4)), ahead=st.integers(0, 60),
    reading=st.integers(-30, 400), is_noticed=st.booleans(),
)
@settings(deadline=None, max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_both_together_hold_the_same_on_every_day_and_undone_each_what_it_held(
    session: Session, shares_handed_on: int | None, ahead: int, reading: int, is_noticed: bool
) -> None:
    with session.begin_nested() as savepoint:
        one, other = two_holders(session)
        if is_noticed:
            a_notice(session, one)
        day, last_day = TODAY + reading * DAY, register.get_period_on(session, one.id, TODAY).last_day
        before = held(session, day, one, other)
        transfer = proposed(session, one, other, shares_handed_on, wanted_on=TODAY + ahead * DAY)
        decided(session, transfer)
        after = held(session, day, one, other)
        if not is_noticed:
            assert sum(each[0] for each in after) == sum(each[0] for each in before)
        assert sum(each[1] for each in after) == sum(each[1] for each in before)
        actions.reverse(session, transfer.id, "Falsches Mitglied", OFFICE, LATER)
        assert held(session, day, one, other) == before
        assert register.get_period_on(session, one.id, TODAY).last_day == last_day
        savepoint.rollback()


def test_the_text_before_the_board_says_what_a_share_comes_to_since(session: Session) -> None:
    """It was laid before the board while a share came to something else (§ 7 GenG)."""
    one, other = two_holders(session)
    transfer = proposed(session, one, other, 2)
    assert queries.become_of(session, transfer, TODAY) == ""
    a_statute(session, date(2026, 11, 1), TODAY, title="Dritte Fassung", share_amount=200_00, min_payment=200_00)
    told = queries.become_of(session, transfer, TODAY).replace("\u00a0", " ")
    assert told == "Ein Geschäftsanteil beträgt jetzt 200,00 €."
