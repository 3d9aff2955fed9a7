"""Further shares: declared, decided, entered with all that belongs to it, taken back, undone."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.archive.rules import Standing
from app.core.values import Actor, DeclarationChannel, Refusal, WrittenForm
from app.members import actions as members
from app.members import queries as register
from app.members.rules import ExitGround
from app.operations.queries.invariants.acts import subscriptions_and_ledger
from app.organs.rules import Choice
from app.parties import actions as parties
from app.parties.rules import Authority
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.rules import PaymentPurpose, ShareGround
from app.statutes import actions as statutes
from app.statutes.rules import HouseFacts
from app.subscriptions import actions, queries
from app.subscriptions.models import Subscription
from app.subscriptions.rules import SubscriptionKind, SubscriptionState
from documents import registry
from documents.payment_request import PaymentRequestFacts
from documents.shares_admitted import SharesAdmittedFacts
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_person
from tests.shares.factories import BY_PEOPLE, HOUSE, measured, paid
from tests.statutes.factories import ADMINISTRATOR, a_statute
from tests.subscriptions.factories import a_growing_house, a_holder, decided, declared, item_about, proposed
from tests.together import transactions_together

DAY = timedelta(days=1)

IN_DECEMBER = NOW.replace(month=12, day=2)


def kinds_in_tray(session: Session) -> list[str]:
    return sorted(item.document.kind for item in archive.waiting_items(session))


def test_a_declaration_changes_nothing_until_the_board_has_decided(session: Session) -> None:
    a_growing_house(session)
    member = a_holder(session)
    subscription = proposed(session, member)
    assert (subscription.number, subscription.state) == ("BT-2026-001", SubscriptionState.PROPOSED)
    assert subscription.number in item_about(session, subscription).text
    assert share_queries.shares_held(session, member.id, TODAY) == 2


def test_the_admission_enters_shares_payment_certificate_and_letters_at_once(session: Session) -> None:
    a_growing_house(session)
    member = a_holder(session)
    old = share_queries.valid_certificate_of(session, member.id)
    subscription = proposed(session, member)
    decided(session, subscription)
    entry = share_queries.share_entries_of(session, member.id)[-1]
    assert (entry.id, entry.change, entry.ground) == (subscription.share_entry_id, 3, ShareGround.FURTHER_SHARES)
    assert entry.document == subscription.resolution_number == "V-2026-001"
    assert [each.open for each in share_queries.open_payments(session, member_id=member.id)] == [1_500_00]
    new = share_queries.valid_certificate_of(session, member.id)
    assert old is not None
    assert new is not None
    assert (new.shares, old.document.standing) == (5, Standing.REPLACED)
    assert kinds_in_tray(session) == ["payment_request", "protocol", "share_certificate", "shares_admitted"]


def test_the_letter_says_what_was_admitted_and_what_is_to_be_paid(session: Session) -> None:
    a_growing_house(session)
    subscription = proposed(session, a_holder(session))
    decided(session, subscription)
    letter = archive.get_document(session, subscription.letter_id or 0)
    facts: SharesAdmittedFacts = registry.load(letter.kind, letter.facts or {})
    assert (facts.shares, facts.shares_after, facts.nominal) == (3, 5, 500_00)
    assert [due.cents for due in facts.dues] == [1_500_00]
    assert facts.certificate == "U-2026-0002"


def test_what_is_given_up_for_a_later_day_is_still_held_when_further_shares_are_admitted(session: Session) -> None:
    """Page, letter and certificate of the day say the same number as the register (R-REG-06)."""
    a_growing_house(session)
    member = a_holder(session, shares_held=5)
    shares.cancel(session, member, 2, TODAY + 400 * DAY, "KD-2026-001", OFFICE, NOW)
    subscription = proposed(session, member)
    decided(session, subscription)
    meant = queries.meant_by(session, subscription, TODAY)
    assert meant
    assert (meant.shares_before, meant.shares_after) == (5, 8)
    letter = archive.get_document(session, subscription.letter_id or 0)
    facts: SharesAdmittedFacts = registry.load(letter.kind, letter.facts or {})
    assert (facts.shares_after, share_queries.shares_held(session, member.id, TODAY)) == (8, 8)
    assert facts.certificate == "U-2026-0002"


def test_several_declarations_are_decided_in_one_resolution(session: Session) -> None:
    a_growing_house(session)
    names = ("Gemeinde Altenbruck", "Stadt Lindenfurt", "Landkreis Rabental")
    batch = [proposed(session, a_holder(session, name)) for name in names]
    decided(session, *batch)
    assert {(each.state, each.resolution_number) for each in batch} == {(SubscriptionState.ADMITTED, "V-2026-001")}


def test_a_member_turned_down_is_told_and_keeps_what_it_has(session: Session) -> None:
    a_growing_house(session)
    member = a_holder(session)
    subscription = proposed(session, member)
    decided(session, subscription, choice=Choice.NO)
    assert subscription.state is SubscriptionState.REJECTED
    assert share_queries.shares_held(session, member.id, TODAY) == 2
    assert archive.get_document(session, subscription.letter_id or 0).kind == "shares_refused"


def test_a_payment_returned_meanwhile_forbids_the_admission(session: Session) -> None:
    a_growing_house(session)
    member = a_holder(session)
    subscription = proposed(session, member)
    receipt = share_queries.receipts_of(session, member.id)[0]
    payment = share_queries.get_payment(session, receipt.id)
    shares.reverse_payment(session, payment, "Rücklastschrift", OFFICE, NOW)
    decided(session, subscription)
    assert (subscription.state, subscription.share_entry_id) == (SubscriptionState.REJECTED, None)
    assert "voll eingezahlt" in subscription.refusal_reason


def test_mandatory_shares_are_admitted_though_others_are_unpaid(session: Session) -> None:
    a_growing_house(session, **BY_PEOPLE)
    member = a_holder(session, is_paid=False)
    measured(session, member, 42_100)
    subscription = proposed(session, member, 3, kind=SubscriptionKind.MANDATORY)
    decided(session, subscription)
    entry = share_queries.share_entries_of(session, member.id)[-1]
    assert (entry.change, entry.ground) == (3, ShareGround.MANDATORY)
    assert (subscription.measure, subscription.quantity, subscription.per_share) == ("Einwohner", 42_100, 10_000)


def test_a_part_of_what_is_owed_is_admitted_and_the_rest_stays_owed(session: Session) -> None:
    a_growing_house(session, **BY_PEOPLE)
    member = a_holder(session)
    measured(session, member, 42_100)
    decided(session, proposed(session, member, 1, kind=SubscriptionKind.MANDATORY))
    decided(session, proposed(session, member, 1, kind=SubscriptionKind.MANDATORY))
    owed = share_queries.find_owed_on(session, member, TODAY)
    assert owed is not None
    assert owed.lacking(share_queries.shares_held(session, member.id, TODAY)) == 1


def test_mandatory_shares_are_not_admitted_where_the_number_has_changed_meanwhile(session: Session) -> None:
    a_growing_house(session, **BY_PEOPLE)
    member = a_holder(session, is_paid=False)
    entry = measured(session, member, 42_100)
    subscription = proposed(session, member, 3, kind=SubscriptionKind.MANDATORY)
    shares.undo_quantity(session, member, entry.id, "Vorjahr", OFFICE, NOW)
    measured(session, member, 31_000)
    decided(session, subscription)
    assert (subscription.state, subscription.share_entry_id) == (SubscriptionState.REJECTED, None)
    assert "sind es 4 Anteile (31.000 Einwohner" in subscription.refusal_reason


def test_who_owes_an_entry_fee_is_asked_for_all_of_it_by_the_office(session: Session) -> None:
    a_growing_house(session, entry_fee=100_00)
    member = a_holder(session)
    shares.issue_payment_request(session, member, OFFICE, NOW)
    decided(session, proposed(session, member))
    assert share_queries.open_balance_of(session, member.id, PaymentPurpose.SHARES) == 1_500_00
    assert kinds_in_tray(session).count("payment_request") == 1


def test_the_same_sum_asked_for_and_paid_already_does_not_keep_the_board_from_admitting(session: Session) -> None:
    a_growing_house(session)
    member = a_holder(session)
    decided(session, proposed(session, member, 1))
    paid(session, member, 500_00)
    second = proposed(session, member, 1)
    decided(session, second)
    assert second.state is SubscriptionState.ADMITTED
    assert share_queries.shares_held(session, member.id, TODAY) == 4


def test_shares_given_up_for_a_later_day_are_still_to_be_paid_before_further_ones(session: Session) -> None:
    """Who cancels what is unpaid does not get round § 15b (2) GenG (R-SHR-03)."""
    a_growing_house(session)
    member = a_holder(session, shares_held=5, is_paid=False)
    paid(session, member, 3 * 500_00)
    shares.cancel(session, member, 2, TODAY + 400 * DAY, "KD-2026-001", OFFICE, NOW)
    with pytest.raises(Refusal, match="voll eingezahlt"):
        proposed(session, member)


def test_a_second_declaration_waits_for_the_decision_on_the_first(session: Session) -> None:
    a_growing_house(session)
    member = a_holder(session)
    proposed(session, member)
    with pytest.raises(Refusal, match="schon der Vorstand"):
        proposed(session, member)


def test_a_declaration_is_taken_back_until_it_is_decided(session: Session) -> None:
    a_growing_house(session)
    member = a_holder(session)
    first = proposed(session, member)
    with pytest.raises(Refusal, match="Grund"):
        actions.withdraw(session, first, " ", OFFICE, NOW)
    actions.withdraw(session, first, "Doch nicht", OFFICE, NOW)
    assert item_about(session, first).dropped_at is not None
    second = proposed(session, member)
    decided(session, second)
    with pytest.raises(Refusal, match="schon entschieden"):
        actions.withdraw(session, second, "Zu spät", OFFICE, NOW)


def test_shares_admitted_by_mistake_are_undone_by_counter_entries(session: Session) -> None:
    a_growing_house(session)
    member = a_holder(session)
    subscription = proposed(session, member)
    decided(session, subscription)
    actions.reverse(session, subscription, "Nie erklärt", OFFICE, NOW + DAY)
    assert subscription.state is SubscriptionState.REVERSED
    assert share_queries.shares_held(session, member.id, TODAY) == 2
    assert share_queries.open_payments(session, member_id=member.id) == []
    valid = share_queries.valid_certificate_of(session, member.id)
    assert valid is not None
    assert valid.shares == 2
    assert kinds_in_tray(session) == ["protocol", "share_certificate"]
    with pytest.raises(Refusal, match="Nur was zugelassen"):
        actions.reverse(session, subscription, "Noch einmal", OFFICE, NOW + DAY)


def test_who_leaves_takes_no_further_shares(session: Session) -> None:
    a_growing_house(session)
    member = a_holder(session)
    members.end(session, member, TODAY + DAY, ExitGround.NOTICE, "K-1", OFFICE, NOW)
    with pytest.raises(Refusal, match="endet am"):
        proposed(session, member)


def test_a_member_declares_in_the_portal_with_the_wording_it_has_read(session: Session) -> None:
    a_growing_house(session)
    member, person = a_holder(session), a_person(session)
    parties.add_representation(session, member.party_id, person.id, Authority.SOLE, "", LONG_AGO, OFFICE, NOW)
    actor = Actor(person.display_name, party_id=person.id)
    wanted = declared(2, written_form=WrittenForm.TEXTFORM)
    with pytest.raises(Refusal, match="Bestätigen"):
        actions.declare_own(session, member, wanted, is_meant=False, actor=actor, now=NOW)
    subscription = actions.declare_own(session, member, wanted, is_meant=True, actor=actor, now=NOW)
    assert subscription.channel is DeclarationChannel.PORTAL
    assert "unbedingt mit 2 weiteren Geschäftsanteilen" in subscription.wording
    actions.withdraw_own(session, member.id, subscription.id, actor, NOW)
    assert subscription.state is SubscriptionState.WITHDRAWN


def test_a_letter_that_could_not_be_written_is_written_later(session: Session) -> None:
    a_growing_house(session)
    subscription = proposed(session, a_holder(session))
    with pytest.raises(Refusal, match="fehlt kein Brief"):
        actions.write_letter(session, subscription, OFFICE, NOW)
    statutes.change_house_data(session, HouseFacts(), ADMINISTRATOR, NOW)
    decided(session, subscription)
    assert (subscription.state, subscription.letter_id) == (SubscriptionState.ADMITTED, None)
    statutes.change_house_data(session, HOUSE, ADMINISTRATOR, NOW)
    actions.write_letter(session, subscription, OFFICE, NOW)
    assert subscription.letter_id is not None


def test_two_declarations_at_the_same_moment_are_one(app: Flask, session: Session) -> None:
    a_growing_house(session)
    number = a_holder(session).number
    session.commit()

    def declare(own: Session) -> str:
        member = register.find_by_number(own, number)
        assert member is not None
        return proposed(own, member).number

    answers = transactions_together(app, *(declare,) * 4)
    assert [isinstance(answer, Refusal) for answer in answers].count(True) == 3
    assert session.scalar(select(func.count()).select_from(Subscription)) == 1


def test_the_check_finds_a_declaration_that_the_ledger_contradicts(session: Session) -> None:
    a_growing_house(session)
    member = a_holder(session)
    subscription = proposed(session, member)
    decided(session, subscription)
    assert list(subscriptions_and_ledger(session, NOW)) == []
    entry = share_queries.find_share_entry(session, subscription.share_entry_id or 0)
    assert entry is not None
    shares.reverse_share_entry(session, entry, "Am Vorgang vorbei", OFFICE, NOW)
    assert [found.values["number"] for found in subscriptions_and_ledger(session, NOW)] == [subscription.number]


def test_the_list_finds_by_words_and_view(session: Session) -> None:
    a_growing_house(session)
    one = proposed(session, a_holder(session))
    other = proposed(session, a_holder(session, "Stadt Lindenfurt"))
    decided(session, other)
    assert list(queries.list_subscriptions(session, words="lindenfurt")[0]) == [other]
    assert list(queries.list_subscriptions(session, view="open")[0]) == [one]
    assert queries.counts(session) == {"open": 1, "admitted": 1, "ended": 0}


def test_who_represents_only_jointly_takes_nothing_back_alone(session: Session) -> None:
    a_growing_house(session)
    member = a_holder(session)
    person = a_person(session, "Ignaz", "Quellbrunn")
    parties.add_representation(session, member.party_id, person.id, Authority.JOINT, "", LONG_AGO, OFFICE, NOW)
    subscription, jointly = proposed(session, member), Actor("Ignaz Quellbrunn", party_id=person.id)
    with pytest.raises(Refusal, match="nur gemeinsam"):
        actions.withdraw_own(session, member.id, subscription.id, jointly, NOW)
    parties.add_representation(session, member.party_id, person.id, Authority.SOLE, "Chefin", LONG_AGO, OFFICE, NOW)
    assert actions.withdraw_own(session, member.id, subscription.id, jointly, NOW).state is SubscriptionState.WITHDRAWN


def test_of_a_joint_and_a_sole_authority_of_one_person_the_sole_one_decides(session: Session) -> None:
    a_growing_house(session, form_join="textform")
    member = a_holder(session)
    person = a_person(session, "Ignaz", "Quellbrunn")
    for authority in (Authority.JOINT, Authority.SOLE):
        function = f"als {authority}"
        parties.add_representation(session, member.party_id, person.id, authority, function, LONG_AGO, OFFICE, NOW)
    assert queries.hindrance_of(session, member, person.id, TODAY) is None


def test_the_payment_request_speaks_of_the_new_shares_alone_where_the_old_ones_are_paid(session: Session) -> None:
    a_growing_house(session)
    member = a_holder(session, shares_held=6)
    decided(session, proposed(session, member, 2))
    letter = next(
        each for each in archive.documents_about(session, f"member:{member.id}") if each.kind == "payment_request"
    )
    facts: PaymentRequestFacts = registry.load(letter.kind, letter.facts or {})
    said = "für 2 Anteile zu je 500,00\u00a0€"
    assert (facts.payment.cents, facts.payment.explanation) == (1_000_00, said)
    assert said in facts.items[0].label


def test_the_preview_remarks_on_who_declared_alone_and_acts_only_jointly(session: Session) -> None:
    a_growing_house(session)
    member = a_holder(session)
    for name in ("Ignaz", "Kunibert"):
        person = a_person(session, name, "Quellbrunn")
        parties.add_representation(session, member.party_id, person.id, Authority.JOINT, "", LONG_AGO, OFFICE, NOW)
    said = [
        queries.preview(session, member, declared(declared_by=words), TODAY).lacks_others
        for words in ("Ignaz Quellbrunn", "Ignaz Quellbrunn und Kunibert Quellbrunn", "Walburga Ehrenpreis")
    ]
    assert said == ["Ignaz Quellbrunn", "", ""]


def test_what_a_later_statute_asks_of_a_declaration_stops_the_boards_decision_until_it_is_made_anew(
    session: Session,
) -> None:
    a_growing_house(session)
    subscription = proposed(session, member := a_holder(session))
    a_statute(
        session, date(2026, 11, 3), date(2026, 12, 1), at=IN_DECEMBER, share_amount=500_00, min_payment=500_00,
        max_shares=10, annual_contribution=60_00,
    )
    with pytest.raises(Refusal, match=f"(?s)eine Klausel, die sie verlangt, fehlt.*{subscription.number}"):
        decided(session, subscription, now=IN_DECEMBER)
    session.refresh(subscription)
    assert (subscription.state, subscription.share_entry_id) == (SubscriptionState.PROPOSED, None)
    assert queries.lacks_clause(session, subscription, TODAY) is None
    actions.withdraw(session, subscription, "Neu zu erklären", OFFICE, IN_DECEMBER)
    anew = proposed(session, member, now=IN_DECEMBER, received_on=date(2026, 12, 2))
    assert "weitere Zahlungspflichten" in anew.wording
    decided(session, anew, now=IN_DECEMBER)
    assert anew.state is SubscriptionState.ADMITTED
