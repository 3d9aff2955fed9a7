"""Admission with all it brings, and refusal with all it erases; each once."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.admissions import actions, queries
from app.admissions.models import Application
from app.admissions.rules import DETAILS, ApplicationState, UploadPurpose
from app.archive import queries as archive
from app.core import clock, files, jobs, journal, outbox
from app.core.jobs import Job, JobItem, Worker
from app.core.uploads import CheckedFile
from app.core.values import PartyKind, Refusal
from app.main import handlers_of
from app.members import queries as members
from app.members.rules import MemberClass
from app.organs.models import Item, Resolution
from app.organs.rules import ItemKind, Outcome, Procedure
from app.parties import actions as party_actions
from app.parties import queries as parties
from app.parties.rules import Authority
from app.shares import queries as shares
from tests.admissions.factories import PDF, a_complete_draft, a_house, a_proposed, a_statute, a_submitted, signer, who
from tests.conftest import Installation
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_person, an_organisation

S = ApplicationState


def admitted(session: Session, **more: Any) -> Application:
    application = a_proposed(session, **more)
    actions.admit(session, application.id, "V-2026-007", OFFICE, NOW)
    return application


def refused(session: Session, **more: Any) -> Application:
    application = a_proposed(session, **more)
    actions.turn_down(session, application.id, "V-2026-008", OFFICE, NOW)
    return application


def later(installation: Installation, **after: float) -> Worker:
    """A worker some time from now, who leaves the printing to others."""
    handlers = {kind: each for kind, each in handlers_of(installation.settings).items() if kind != "render"}
    return Worker(handlers, clock=lambda: clock.now() + timedelta(**after))


def resolve(session: Session, application: Application, kind: ItemKind) -> None:
    """Let an item be decided in favour, as its organ would."""
    item = session.scalars(select(Item).where(Item.kind == kind, Item.reference == application.id)).one()
    resolution = Resolution(organ=item.organ, year=2026, ordinal=1, number="A-2026-001", procedure=Procedure.MEETING,
                            title="Zustimmung", opened_at=NOW, opened_by="Test", meeting_on=TODAY)
    session.add(resolution)
    session.flush()
    item.resolution_id, item.position = resolution.id, 1
    session.flush()
    item.outcome, item.decided_at = Outcome.ACCEPTED, NOW
    session.flush()
    session.expire(item)


def test_an_admission_enters_the_member_with_shares_and_payment(session: Session) -> None:
    a_house(session)
    application = admitted(session)
    member = members.get_member(session, application.member_id or 0)
    assert member.party.display_name == "Gemeinde Altenbruck"
    assert member.periods[0].join_document == "V-2026-007"
    assert shares.holding_of(session, member.id, TODAY).shares == 20
    assert [payment.open for payment in shares.open_payments(session, member_id=member.id)] == [10_000_00]


def test_whoever_declared_represents_the_new_member(session: Session) -> None:
    a_house(session)
    application = admitted(session)
    held = parties.representations_on(session, application.party_id or 0, TODAY)
    assert [(each.person.display_name, each.function) for each in held] == [("Walburga Ehrenpreis", "Bürgermeisterin")]
    assert held[0].proof_sha256 == application.uploads[0].sha256


def test_admitting_twice_is_admitting_once(session: Session) -> None:
    a_house(session)
    application = admitted(session)
    actions.admit(session, application.id, "V-2026-009", OFFICE, NOW)
    assert application.resolution_number == "V-2026-007"
    assert members.count_on(session, TODAY) == 1
    assert [mail.kind for mail in outbox.mails_about(session, f"application:{application.id}")].count("admitted") == 1


def test_letters_and_certificate_lie_in_the_print_tray(session: Session) -> None:
    a_house(session)
    admitted(session)
    kinds = [item.document.kind for item in archive.waiting_items(session)]
    assert sorted(kinds) == ["payment_request", "share_certificate", "welcome_letter"]


def test_the_representative_is_invited_to_a_login(session: Session) -> None:
    a_house(session)
    application = admitted(session)
    account = accounts.find_account_by_email(session, "walburga@altenbruck.example")
    assert account is not None
    assert account.party.display_name == "Walburga Ehrenpreis"
    mails = outbox.mails_about(session, f"account:{account.id}")
    assert [mail.kind for mail in mails] == ["login_invitation"]
    assert application.state is S.ADMITTED


def test_a_natural_person_is_invited_in_the_notice_itself(session: Session) -> None:
    a_house(session)
    person = {**who(), "name": "", "first_names": "Ottilie", "last_name": "Rabensang"}
    application = admitted(session, kind=PartyKind.NATURAL_PERSON, who=person)
    notice = outbox.mails_about(session, f"application:{application.id}")[-1]
    assert notice.kind == "admitted"
    assert "/konto/einladung/" in notice.text


def test_the_admission_is_judged_by_the_statute_of_the_decision(session: Session) -> None:
    a_house(session)
    application = a_proposed(session)
    a_statute(session, registered_on=TODAY, max_shares=10)
    with pytest.raises(Refusal, match="höchstens 10"):
        actions.admit(session, application.id, "V-2026-007", OFFICE, NOW)


def test_nobody_is_admitted_on_a_declaration_that_lacks_a_clause_of_the_new_statute(session: Session) -> None:
    a_house(session)
    application = a_proposed(session)
    a_statute(session, registered_on=TODAY, nachschuss="limited", haftsumme=500_00)
    with pytest.raises(Refusal, match="neu abzugeben"):
        actions.admit(session, application.id, "V-2026-001", OFFICE, NOW)
    assert application.state is ApplicationState.PROPOSED


def test_a_declaration_that_lacks_a_clause_of_the_new_statute_is_not_proposed(session: Session) -> None:
    a_house(session)
    application = a_submitted(session)
    a_statute(session, registered_on=TODAY, notice_months=24)
    with pytest.raises(Refusal, match="Erklärung nach der geltenden Satzung"):
        actions.propose(session, application.id, OFFICE, NOW)


def test_notified_follows_once_the_mail_is_out(session: Session, installation: Installation) -> None:
    a_house(session)
    application = admitted(session)
    session.commit()
    later(installation).run_until_idle()
    session.expire_all()
    assert application.state is S.NOTIFIED


def test_an_investing_member_waits_for_the_consent(session: Session) -> None:
    a_house(session, investing_members=True, investing_consent_by="supervisory_board", sb_required=True)
    application = a_proposed(session, member_class=MemberClass.INVESTING)
    actions.admit(session, application.id, "V-2026-007", OFFICE, NOW)
    assert (application.state, application.member_id) == (S.PROPOSED, None)


def test_the_consent_completes_what_the_board_approved(session: Session) -> None:
    a_house(session, investing_members=True, investing_consent_by="supervisory_board", sb_required=True)
    application = a_proposed(session, member_class=MemberClass.INVESTING)
    actions.admit(session, application.id, "V-2026-007", OFFICE, NOW)
    resolve(session, application, ItemKind.INVESTING_CONSENT)
    actions.consent(session, application.id, "A-2026-001", OFFICE, NOW)
    assert application.state is S.ADMITTED
    member = members.get_member(session, application.member_id or 0)
    assert member.periods[0].member_class is MemberClass.INVESTING


def test_a_refusal_is_told_and_then_everything_is_erased(session: Session, installation: Installation) -> None:
    a_house(session)
    application = refused(session)
    upload = application.uploads[0].sha256
    session.commit()
    later(installation).run_until_idle()
    session.expire_all()
    assert (application.state, application.number) == (S.REFUSED, "A-2026-0001")
    assert (application.name, application.email, application.content, application.shares) == ("", "", {}, None)
    assert (application.declarants, application.uploads, application.clauses) == ([], [], [])
    with pytest.raises(FileNotFoundError):
        files.get(upload)


def test_nothing_of_a_refused_applicant_is_left_anywhere(session: Session, worker: Worker) -> None:
    a_house(session, extra_register_fields="Gemeindeschlüssel")
    typed: dict[str, Any] = who(name="Gemeinde Quellmoos", city="Quellmoos", email="rathaus@quellmoos.example")
    typed |= {DETAILS: {"Gemeindeschlüssel": "08 4711 0815"}}
    people = [signer(last_name="Moosgruber", email="wm@quellmoos.example")]
    application = refused(session, who=typed, people=people, iban="DE02120300000000202051")
    session.commit()
    worker.run_until_idle()
    words = ("Quellmoos", "quellmoos", "Moosgruber", "Dialekt", "08 4711 0815", "0847110815", "0202051")
    left = [
        f"{table.name}.{column.name}" for table in Application.metadata.sorted_tables for column in table.columns
        for value in session.scalars(select(column))
        if any(word in str(value) for word in words)
    ]
    assert left == []
    assert application.number


def test_nothing_is_erased_before_the_refusal_is_sent(session: Session) -> None:
    a_house(session)
    application = refused(session)
    with pytest.raises(Refusal, match="sobald die Ablehnung abgesandt"):
        actions.erase_refused(session, application.id, NOW)


def test_a_worker_killed_between_refusal_and_erasure_loses_nothing(
    session: Session, installation: Installation
) -> None:
    a_house(session)
    application = refused(session)
    session.commit()
    handlers = handlers_of(installation.settings)
    Worker({kind: handlers[kind] for kind in handlers if kind not in ("erase_refused", "render")}).run_until_idle()
    item = session.scalars(select(JobItem).join(Job).where(Job.kind == "erase_refused")).one()
    item.state, item.owner, item.lease_until = jobs.ItemState.RUNNING, "dead", clock.now() - timedelta(minutes=5)
    item.attempts = 1
    session.commit()
    for hours in (1, 2):
        later(installation, hours=hours).run_until_idle()
    session.expire_all()
    assert application.erased_at is not None
    assert application.name == ""


def test_refusing_twice_is_refusing_once(session: Session) -> None:
    a_house(session)
    application = refused(session)
    actions.turn_down(session, application.id, "V-2026-010", OFFICE, NOW)
    kinds = [mail.kind for mail in outbox.mails_about(session, f"application:{application.id}")]
    assert kinds.count("application_refused") == 1
    assert application.resolution_number == "V-2026-008"


def test_who_has_no_address_for_mail_gets_a_letter_and_is_erased_once_it_is_posted(
    session: Session, installation: Installation
) -> None:
    a_house(session)
    application = a_proposed(session)
    application.email = ""
    actions.turn_down(session, application.id, "V-2026-008", OFFICE, NOW)
    session.commit()
    later(installation).run_until_idle()
    assert application.erased_at is None
    archive.waiting_items(session)[0].posted_at = NOW
    session.commit()
    later(installation, hours=2).run_until_idle()
    session.expire_all()
    assert application.erased_at is not None


def test_a_refusal_that_mail_does_not_deliver_is_written_as_a_letter_once(
    session: Session, installation: Installation
) -> None:
    a_house(session)
    application = refused(session)
    outbox.mails_about(session, f"application:{application.id}")[0].state = outbox.MailState.FAILED
    actions.print_refusal(session, application.id, OFFICE, NOW)
    with pytest.raises(Refusal, match="kein Ablehnungsbrief"):
        actions.print_refusal(session, application.id, OFFICE, NOW)
    archive.waiting_items(session)[0].posted_at = NOW
    session.commit()
    later(installation).run_until_idle()
    session.expire_all()
    assert application.erased_at is not None


def test_an_unfinished_draft_is_forgotten_in_time(session: Session, installation: Installation) -> None:
    a_house(session, draft_days=30)
    draft = a_complete_draft(session)
    draft.changed_at = clock.now()
    actions.add_upload(session, draft.id, UploadPurpose.AUTHORITY, CheckedFile("Wahl.pdf", PDF), clock.now())
    session.commit()
    later(installation, days=29).run_until_idle()
    assert queries.find_application(session, draft.id) is not None
    later(installation, days=62).run_until_idle()
    session.expire_all()
    assert session.scalars(select(Application)).all() == []


def test_a_submitted_application_is_not_forgotten(session: Session, installation: Installation) -> None:
    a_house(session)
    application = a_submitted(session)
    session.commit()
    later(installation, days=400).run_until_idle()
    session.expire_all()
    assert application.state is S.SUBMITTED


def test_a_withdrawn_application_is_forgotten_in_time(session: Session, installation: Installation) -> None:
    a_house(session)
    application = a_proposed(session)
    upload = application.uploads[0].sha256
    actions.withdraw(session, application.id, clock.now())
    session.commit()
    later(installation, days=29).run_until_idle()
    session.expire_all()
    assert (application.erased_at, application.name) == (None, "Gemeinde Altenbruck")
    later(installation, days=31).run_until_idle()
    session.expire_all()
    assert (application.state, application.number, application.content) == (S.WITHDRAWN, "A-2026-0001", {})
    assert (application.name, application.declarants, application.uploads) == ("", [], [])
    with pytest.raises(FileNotFoundError):
        files.get(upload)
    assert journal.lines_about(session, f"application:{application.id}")


def test_an_application_that_was_not_withdrawn_is_not_forgotten(session: Session) -> None:
    a_house(session)
    application = a_submitted(session)
    with pytest.raises(Refusal, match="Frist"):
        actions.erase_withdrawn(session, application.id, NOW + timedelta(days=400))


def returned(session: Session, **more: Any) -> Application:
    application = a_submitted(session, **more)
    actions.return_for_completion(session, application.id, ["Beschluss des Gemeinderats"], OFFICE, clock.now())
    session.commit()
    return application


def test_who_does_not_complete_an_application_is_reminded_once(session: Session, installation: Installation) -> None:
    a_house(session)
    application = returned(session)
    later(installation, days=13).run_until_idle()
    session.expire_all()
    assert application.reminded_at is None
    for days in (15, 40):
        later(installation, days=days).run_until_idle()
    session.expire_all()
    mails = outbox.mails_about(session, f"application:{application.id}")
    reminders = [mail for mail in mails if mail.subject.startswith("Erinnerung")]
    assert application.reminded_at is not None
    assert len(reminders) == 1
    assert "Beschluss des Gemeinderats" in reminders[0].text


def test_who_has_answered_is_not_reminded(session: Session, installation: Installation) -> None:
    a_house(session)
    application = returned(session)
    actions.submit(session, application.id, clock.now())
    session.commit()
    later(installation, days=15).run_until_idle()
    session.expire_all()
    assert application.reminded_at is None


def test_who_declared_on_paper_is_reminded_by_letter(session: Session, installation: Installation) -> None:
    a_house(session)
    application = a_submitted(session)
    application.email = ""
    actions.return_for_completion(session, application.id, ["Nachweis"], OFFICE, clock.now())
    session.commit()
    later(installation, days=15).run_until_idle()
    titles = [item.document.title for item in archive.waiting_items(session)]
    assert "Erinnerung A-2026-0001" in titles


def test_who_acts_for_a_member_from_before_stays_one_person_and_acts_as_declared_now(session: Session) -> None:
    a_house(session)
    town = an_organisation(session, "Zweckverband Quellbach")
    mayor = a_person(session, "Walburga", "Ehrenpreis")
    party_actions.add_representation(session, town.id, mayor.id, Authority.SOLE, "Vorsitz", LONG_AGO, OFFICE, NOW)
    application = a_proposed(session)
    application.party_id = town.id
    session.flush()
    actions.admit(session, application.id, "V-2026-007", OFFICE, NOW)
    held = parties.representations_on(session, town.id, TODAY)
    assert [(each.person_id, each.function) for each in held] == [(mayor.id, "Bürgermeisterin")]
    assert [each.last_day for each in parties.representations_of(session, town.id)] == [None, TODAY - timedelta(days=1)]
