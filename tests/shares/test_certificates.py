"""Certificates and letters: what stands in the way, one per holding, one at a time."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.archive import actions as archive_actions
from app.archive import queries as archive
from app.archive.rules import Standing
from app.core import links
from app.core.jobs import Worker
from app.core.values import Actor, PartyKind, Refusal, Role
from app.members import queries as members
from app.members.models import Member
from app.organs import queries as organs
from app.organs.rules import Organ, Particular
from app.parties import actions as parties
from app.parties.rules import Authority, PartyFacts
from app.shares import actions, queries
from app.shares.models import Certificate, PaymentReceived
from app.shares.queries.certificates import LACKING
from documents import registry
from documents.facts import Later
from documents.payment_request import PaymentRequestFacts
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_person
from tests.organs.factories import an_office
from tests.shares.factories import SHARE, a_house, a_member, paid, subscribed
from tests.together import transactions_together


def test_a_certificate_states_the_holding_and_where_to_check_it(session: Session) -> None:
    a_house(session)
    certificate = actions.issue_certificate(session, a_member(session, shares=3), OFFICE, NOW)
    facts = registry.load("share_certificate", certificate.document.facts or {})
    assert (facts.number, facts.shares, facts.nominal, facts.article) == ("U-2026-0001", 3, SHARE, "Die")
    assert facts.check_url == links.absolute(f"/pruefen/{certificate.document.check_code}")
    assert [item.recipient for item in archive.waiting_items(session)] == ["Gemeinde Altenbruck"]


def test_a_director_who_acts_for_the_member_does_not_sign_its_certificate(session: Session) -> None:
    a_house(session)
    an_office(session, a_person(session, "Korbinian", "Talhammer"))
    member = a_member(session, shares=3)
    first, second, third = organs.offices_on(session, Organ.BOARD, TODAY)
    parties.add_representation(
        session, member.party_id, second.party_id, Authority.SOLE, "Bürgermeisterin", LONG_AGO, OFFICE, NOW
    )
    certificate = actions.issue_certificate(session, member, OFFICE, NOW)
    facts = registry.load("share_certificate", certificate.document.facts or {})
    names = [organs.signatory(session, each, TODAY).name for each in (first, third)]
    assert [each.name for each in facts.signatories] == names


def test_the_worker_prints_what_was_issued(session: Session, worker: Worker) -> None:
    a_house(session)
    certificate = actions.issue_certificate(session, a_member(session, shares=3), OFFICE, NOW)
    session.commit()
    worker.run_until_idle()
    session.refresh(certificate.document)
    assert archive.content_of(certificate.document).startswith(b"%PDF")


def test_everything_that_is_missing_is_named(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    assert queries.certificate_hindrances(session, TODAY)[0] == "Es ist keine eingetragene Satzung erfasst."
    a_house(session, directors=1)
    monkeypatch.setattr(links, "_base", None)
    missing = " ".join(queries.certificate_hindrances(session, TODAY))
    assert "zwei Vorstandsmitglieder" in missing
    assert "öffentliche Adresse" in missing
    with pytest.raises(Refusal, match="zwei Vorstandsmitglieder"):
        actions.issue_certificate(session, a_member(session, shares=1), OFFICE, NOW)


def test_a_director_with_an_initial_alone_keeps_letters_back(session: Session) -> None:
    a_house(session)
    an_office(session, a_person(session, "C.", "Rehbein"))
    assert queries.letter_hindrances(session, TODAY) == [LACKING[Particular.ALL_BOARD_MEMBERS_WITH_FULL_FIRST_NAME]]


def test_one_holding_has_one_valid_certificate(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=1)
    actions.issue_certificate(session, member, OFFICE, NOW)
    with pytest.raises(Refusal, match="schon eine gültige Urkunde"):
        actions.issue_certificate(session, member, OFFICE, NOW)


def test_a_changed_holding_replaces_the_certificate(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=1)
    old = actions.issue_certificate(session, member, OFFICE, NOW)
    paid(session, member, SHARE)
    subscribed(session, member, 2, TODAY)
    assert list(queries.members_without_certificate(session, TODAY)) == [member]
    new = actions.issue_certificate(session, member, OFFICE, NOW)
    assert (old.document.standing, old.document.replaced_by_id) == (Standing.REPLACED, new.document_id)
    assert new.document.facts is not None
    assert new.document.facts["replaces"] == old.number


def test_a_new_name_calls_for_a_new_certificate(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=1)
    actions.issue_certificate(session, member, OFFICE, NOW)
    facts = PartyFacts(PartyKind.MUNICIPALITY, "Stadt Altenbruck")
    parties.change_name(session, member.party, facts, TODAY, OFFICE, NOW)
    assert actions.issue_certificate(session, member, OFFICE, NOW).number == "U-2026-0002"


def test_a_certificate_of_reversed_shares_is_void(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=1)
    certificate = actions.issue_certificate(session, member, OFFICE, NOW)
    actions.reverse_share_entry(session, queries.share_entries_of(session, member.id)[0], "Irrtum", OFFICE, NOW)
    assert certificate.document.standing is Standing.VOID
    with pytest.raises(Refusal, match="gilt nicht mehr"):
        actions.print_certificate_again(session, certificate, OFFICE, NOW)


def test_a_second_copy_is_the_same_document(session: Session) -> None:
    a_house(session)
    certificate = actions.issue_certificate(session, a_member(session, shares=1), OFFICE, NOW)
    item = actions.print_certificate_again(session, certificate, OFFICE, NOW)
    assert (item.document_id, item.copy) == (certificate.document_id, 2)


def test_no_further_copy_is_ordered_while_one_waits_in_the_tray(session: Session) -> None:
    a_house(session)
    certificate = actions.issue_certificate(session, a_member(session, shares=1), OFFICE, NOW)
    item = actions.print_certificate_again(session, certificate, OFFICE, NOW)
    with pytest.raises(Refusal, match="liegt schon im Druckkorb"):
        actions.print_certificate_again(session, certificate, OFFICE, NOW)
    archive_actions.mark_posted(session, [item.id], OFFICE, NOW)
    assert actions.print_certificate_again(session, certificate, OFFICE, NOW).copy == 3


def test_members_without_shares_or_gone_need_no_certificate(session: Session) -> None:
    a_house(session)
    a_member(session)
    left = a_member(session, "Stadt Lindenfurt", shares=1)
    actions.leave(session, left, date(2026, 11, 3), "Kündigung", OFFICE, NOW)
    holder = a_member(session, "Landkreis Rabental", shares=1)
    assert list(queries.members_without_certificate(session, TODAY)) == [holder]
    actions.issue_certificate(session, holder, OFFICE, NOW)
    assert list(queries.members_without_certificate(session)) == []


def test_two_clicks_at_once_make_one_certificate(app: Flask, session: Session) -> None:
    a_house(session)
    member_id = a_member(session, shares=1).id
    session.commit()

    def click(own: Session) -> str:
        return actions.issue_certificate(own, members.get_member(own, member_id), OFFICE, NOW).number

    assert transactions_together(app, *(click,) * 4).count("U-2026-0001") == 1
    assert session.scalar(select(func.count()).select_from(Certificate)) == 1


def test_two_payments_at_once_do_not_overfill_the_shares(app: Flask, session: Session) -> None:
    a_house(session)
    member_id = a_member(session, shares=1).id
    session.commit()
    answers = transactions_together(app, *(lambda own: paid(own, members.get_member(own, member_id), 300_00),) * 4)
    assert [isinstance(answer, Refusal) for answer in answers].count(True) == 3
    assert session.scalars(select(PaymentReceived.number)).all() == ["K-2026-0001"]


def test_questions_about_a_letter_go_to_the_office_whoever_s_vote_brought_it_about(session: Session) -> None:
    a_house(session)
    director = Actor("Cosima Rehbein", roles=frozenset({Role.BOARD}))
    letters = [
        actions.issue_welcome_letter(session, a_member(session, name, shares=1), "V-2026-036", (), actor, NOW)
        for name, actor in (("Gemeinde Altenbruck", director), ("Gemeinde Quellbach", OFFICE))
    ]
    contacts = [registry.load("welcome_letter", letter.facts or {}).letter.contact for letter in letters]
    assert contacts == ["Geschäftsstelle", OFFICE.name]


def test_the_welcome_letter_tells_what_to_pay(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=3, first_day=TODAY)
    mayor = a_person(session, "Walburga", "Ehrenpreis")
    parties.add_representation(
        session, member.party_id, mayor.id, Authority.APPOINTED, "Frau Bürgermeisterin", LONG_AGO, OFFICE, NOW
    )
    letter = actions.issue_welcome_letter(session, member, "V-2026-036", ("Ratsprotokolle",), OFFICE, NOW)
    facts = registry.load("welcome_letter", letter.facts or {})
    assert (facts.member, facts.payment.cents, facts.payment.due_on) == (
        "die Gemeinde Altenbruck", 3 * SHARE, date(2026, 12, 8)
    )
    assert facts.letter.recipient[1] == "z. Hd. Frau Bürgermeisterin Walburga Ehrenpreis"
    assert facts.payment.purpose == "Mitglied 0001 Anteile"


def test_a_payment_request_asks_for_what_is_open_and_then_reminds(session: Session) -> None:
    a_house(session, entry_fee=50_00)
    member = a_member(session, shares=1, first_day=TODAY)
    paid(session, member, 120_00)
    first = requested(session, member)
    assert (first.payment.cents, first.paid, first.is_reminder) == (430_00, 120_00, False)
    words = "380,00 € als Teil von 500,00 € für 1 Anteil zu 500,00 € und 50,00 € Eintrittsgeld"
    assert first.payment.explanation == euros(words)
    archive_actions.mark_posted(session, [item.id for item in archive.waiting_items(session)], OFFICE, NOW)
    again = requested(session, member, NOW + timedelta(days=15))
    assert again.asked_on == TODAY
    paid(session, member, 380_00)
    paid(session, member, 50_00, fee=True)
    with pytest.raises(Refusal, match="keine Zahlung offen"):
        requested(session, member)


def requested(session: Session, member: Member, now: datetime = NOW) -> PaymentRequestFacts:
    """What a payment request made now says."""
    facts: PaymentRequestFacts = registry.load(
        "payment_request", actions.issue_payment_request(session, member, OFFICE, now).facts or {}
    )
    return facts


def euros(text: str) -> str:
    """Amounts as they are written, with a blank that does not break."""
    return text.replace(" €", "\u00a0€")


def test_nobody_is_asked_twice_before_the_day_named_has_passed(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=1)
    requested(session, member)
    with pytest.raises(Refusal, match="bittet schon darum"):
        requested(session, member)


def test_who_is_late_without_ever_having_been_asked_gets_a_reminder(session: Session) -> None:
    a_house(session)
    facts = requested(session, a_member(session, shares=1, first_day=date(2026, 9, 1)))
    assert (facts.is_reminder, facts.asked_on, facts.due_since) == (True, None, date(2026, 9, 15))


def test_a_letter_names_this_rate_and_the_later_ones(session: Session) -> None:
    a_house(session, min_payment=SHARE // 2, instalment_amount=SHARE // 2, instalment_months=12)
    member = a_member(session, shares=2, first_day=TODAY)
    letter = actions.issue_welcome_letter(session, member, "V-2026-036", (), OFFICE, NOW)
    payment = registry.load("welcome_letter", letter.facts or {}).payment
    assert (payment.cents, payment.due_on) == (SHARE, date(2026, 12, 8))
    assert payment.explanation == euros("als Teil von 1.000,00 € für 2 Anteile zu je 500,00 €")
    assert payment.later == (Later(SHARE, date(2027, 12, 8)),)


def test_letters_in_the_tray_go_with_the_shares_they_speak_of(session: Session) -> None:
    a_house(session)
    member = a_member(session)
    entry = queries.find_share_entry(session, subscribed(session, member, 2))
    assert entry is not None
    actions.issue_welcome_letter(session, member, "V-2026-036", (), OFFICE, NOW)
    requested(session, member)
    actions.reverse_share_entry(session, entry, "Verschrieben", OFFICE, NOW)
    assert archive.waiting_items(session) == []


def test_a_request_in_the_tray_is_withdrawn_when_the_money_is_there(session: Session) -> None:
    a_house(session)
    member = a_member(session, shares=1)
    requested(session, member)
    paid(session, member, SHARE)
    assert archive.waiting_items(session) == []


def test_a_letter_without_particulars_is_not_written(session: Session) -> None:
    member = a_member(session)
    with pytest.raises(Refusal, match="keine eingetragene Satzung"):
        actions.issue_welcome_letter(session, member, "V-2026-036", (), OFFICE, NOW)
