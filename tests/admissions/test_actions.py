"""From the first draft to the board: what is kept, frozen, told and refused."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.admissions import actions, queries
from app.admissions.rules import ApplicationState, Step, UploadPurpose
from app.archive import queries as archive
from app.core import files, outbox
from app.core.uploads import CheckedFile
from app.core.values import Actor, Refusal, WrittenForm
from app.members import actions as members
from app.members.rules import JoinGround, MemberClass
from app.organs import actions as organ_actions
from app.organs import queries as organs
from app.organs.rules import ItemKind, Organ, Outcome
from documents import registry
from tests.admissions.factories import (
    PDF,
    TOKEN,
    a_complete_draft,
    a_draft,
    a_house,
    a_proposed,
    a_submitted,
    signer,
    who,
)
from tests.factories import NOW, OFFICE, TODAY, an_organisation

S = ApplicationState


def mails(session: Session, application_id: int) -> list[str]:
    return [mail.kind for mail in outbox.mails_about(session, f"application:{application_id}")]


def test_a_draft_is_found_by_its_secret_only(session: Session) -> None:
    a_house(session)
    draft = a_draft(session)
    assert queries.find_by_token(session, TOKEN) == draft
    assert queries.find_by_token(session, "anderes") is None
    assert TOKEN not in draft.token_hash


def test_a_link_from_a_mail_leads_to_the_same_draft(session: Session) -> None:
    a_house(session)
    draft = a_draft(session)
    secret = actions.personal_link(draft).rpartition("/")[2]
    assert queries.find_by_token(session, secret) == draft
    assert queries.find_by_token(session, secret + "x") is None


def test_what_was_typed_is_kept_though_incomplete(session: Session) -> None:
    a_house(session)
    draft = a_draft(session)
    actions.save_step(session, draft.id, Step.WHO, {"name": "Gemeinde Al", "postcode": "7"}, NOW)
    assert draft.content["who"] == {"name": "Gemeinde Al", "postcode": "7"}
    assert draft.name == "Gemeinde Al"


def test_a_submitted_application_has_number_form_and_statute(session: Session) -> None:
    version = a_house(session)
    application = actions.submit(session, a_complete_draft(session).id, NOW)
    assert (application.state, application.number) == (S.SUBMITTED, "A-2026-0001")
    assert (application.written_form, application.statute_version_id) == (WrittenForm.TEXTFORM, version.id)
    assert mails(session, application.id) == ["application_received", "confirm_email"]


def test_the_declaration_is_frozen_with_its_clauses(session: Session) -> None:
    a_house(session, notice_months=24)
    application = actions.submit(session, a_complete_draft(session).id, NOW)
    document = archive.get_document(session, application.declaration_document_id or 0)
    facts = registry.load("declaration", document.facts or {})
    assert facts.applicant == "die Gemeinde Altenbruck"
    assert [clause.highlighted for clause in facts.clauses] == [False, True]
    assert "zwei Jahren" in facts.clauses[1].text
    assert facts.declared_at == NOW


def test_the_declaration_names_every_rate(session: Session) -> None:
    a_house(session, min_payment=100_00, payment_days=14, instalment_amount=200_00, instalment_months=12)
    application = actions.submit(session, a_complete_draft(session, shares="2").id, NOW)
    document = archive.get_document(session, application.declaration_document_id or 0)
    words = registry.load("declaration", document.facts or {}).schedule.replace("\u00a0", " ")
    assert words == "innerhalb von 14 Tagen nach der Zulassung 200,00 €, danach jedes Jahr 2 Raten zu je 400,00 €"


def test_a_declaration_is_made_once(session: Session) -> None:
    a_house(session)
    application = a_submitted(session)
    with pytest.raises(Refusal, match="nicht mehr geändert"):
        actions.submit(session, application.id, NOW)
    with pytest.raises(Refusal, match="nicht mehr geändert"):
        actions.save_step(session, application.id, Step.WHO, who(name="Gemeinde Neubruck"), NOW)


def test_what_another_window_changed_is_not_declared_unseen(session: Session) -> None:
    a_house(session)
    draft = a_complete_draft(session)
    with pytest.raises(Refusal, match="anderen Fenster"):
        actions.submit(session, draft.id, NOW, seen="0" * 16)


def test_a_declaration_under_a_condition_is_refused(session: Session) -> None:
    a_house(session)
    draft = a_complete_draft(session, remarks="Wir treten bei, sofern der Gemeinderat zustimmt.")
    with pytest.raises(Refusal, match="Bedingung"):
        actions.submit(session, draft.id, NOW)


def test_without_every_clause_nothing_is_declared(session: Session) -> None:
    a_house(session)
    draft = a_complete_draft(session)
    actions.save_step(session, draft.id, Step.DECLARATION, {**draft.content["declaration"], "clauses": []}, NOW)
    with pytest.raises(Refusal, match="Bestätigen Sie"):
        actions.submit(session, draft.id, NOW)


def test_more_shares_than_the_statute_allows_are_refused(session: Session) -> None:
    a_house(session)
    with pytest.raises(Refusal, match="höchstens 100"):
        actions.submit(session, a_complete_draft(session, shares="101").id, NOW)


def test_where_the_statute_wants_schriftform_the_original_hinders(session: Session) -> None:
    a_house(session, form_join="schriftform")
    application = a_submitted(session)
    assert application.written_form is WrittenForm.SCHRIFTFORM
    assert mails(session, application.id)[0] == "application_to_sign"
    actions.tick(session, application.id, "authority_proof", "", OFFICE, NOW)
    with pytest.raises(Refusal, match="Original"):
        actions.propose(session, application.id, OFFICE, NOW)
    actions.note_original(session, application.id, NOW.date(), OFFICE, NOW)
    actions.propose(session, application.id, OFFICE, NOW)
    assert application.state is S.PROPOSED


def test_each_of_several_declarants_confirms_on_an_own_link(session: Session) -> None:
    a_house(session)
    ignaz = signer(first_names="Ignaz", last_name="Quellbrunn", email="ignaz@altenbruck.example", authority="joint")
    two = [signer(authority="joint"), ignaz]
    application = a_submitted(session, people=two)
    texts = [mail.text for mail in outbox.mails_about(session, f"application:{application.id}")]
    links = [word for text in texts for word in text.split() if "/mitzeichnen/" in word]
    assert [each.confirmed_at for each in application.declarants] == [None, None]
    for link in links:
        actions.confirm_declarant(session, link.rpartition("/")[2], NOW)
    assert [each.confirmed_at for each in application.declarants] == [NOW, NOW]


def test_an_unconfirmed_address_hinders_the_proposal(session: Session) -> None:
    a_house(session)
    application = actions.submit(session, a_complete_draft(session).id, NOW)
    actions.tick(session, application.id, "authority_proof", "", OFFICE, NOW)
    with pytest.raises(Refusal, match="E-Mail"):
        actions.propose(session, application.id, OFFICE, NOW)
    link = next(
        word for mail in outbox.mails_about(session, f"application:{application.id}")
        for word in mail.text.split() if "/bestaetigen/" in word
    )
    actions.confirm_email(session, link.rpartition("/")[2], NOW)
    actions.propose(session, application.id, OFFICE, NOW)


def test_a_returned_application_is_declared_anew_and_the_old_sheet_replaced(session: Session) -> None:
    a_house(session)
    application = a_submitted(session)
    first = application.declaration_document_id
    actions.return_for_completion(session, application.id, ["Der Beschluss des Gemeinderats"], OFFICE, NOW)
    actions.save_step(session, application.id, Step.WHO, who(city="Altenbruck am See"), NOW)
    actions.submit(session, application.id, NOW + timedelta(days=1))
    assert application.number == "A-2026-0001"
    assert archive.get_document(session, first or 0).replaced_by_id == application.declaration_document_id


def test_links_asked_for_again_and_again_do_not_keep_anybody_from_declaring_anew(session: Session) -> None:
    a_house(session)
    application = actions.submit(session, a_complete_draft(session).id, NOW)
    for _click in range(4):
        actions.ask_to_confirm_email(session, application, NOW)
    actions.return_for_completion(session, application.id, ["Anschrift"], OFFICE, NOW)
    assert actions.submit(session, application.id, NOW).state is S.SUBMITTED
    assert mails(session, application.id).count("confirm_email") == 5


def test_a_disguised_file_is_refused(session: Session) -> None:
    a_house(session)
    draft = a_draft(session)
    file = CheckedFile("Vollmacht.pdf", b"<svg onload=alert(1)>")
    with pytest.raises(Refusal, match="PDF, PNG und JPEG"):
        actions.add_upload(session, draft.id, UploadPurpose.AUTHORITY, file, NOW)


def test_a_path_in_a_file_name_is_cut_off(session: Session) -> None:
    a_house(session)
    draft = a_draft(session)
    file = CheckedFile("../../etc/Wahl\u202efdp.exe", PDF)
    upload = actions.add_upload(session, draft.id, UploadPurpose.AUTHORITY, file, NOW)
    assert upload.filename == "Wahlfdp.pdf"


def test_who_takes_back_a_copy_of_the_statute_leaves_the_statute_there(session: Session) -> None:
    version = a_house(session)
    draft, statute = a_draft(session), files.get(version.document_sha256 or "")
    upload = actions.add_upload(session, draft.id, UploadPurpose.OTHER, CheckedFile("Satzung.pdf", statute), NOW)
    actions.delete_upload(session, draft.id, upload.id, NOW)
    files.erase_unneeded(session, upload.sha256)
    assert files.get(version.document_sha256 or "") == statute


def test_a_signed_record_stays_though_an_applicant_hands_it_in_and_takes_it_back(session: Session) -> None:
    a_house(session)
    organ_actions.record_resolution(
        session, Organ.GENERAL_ASSEMBLY, TODAY, "Wahl", "Gewählt ist …", Outcome.ACCEPTED, OFFICE, NOW,
        record=CheckedFile("Niederschrift.pdf", PDF),
    )
    draft = a_draft(session)
    upload = actions.add_upload(session, draft.id, UploadPurpose.OTHER, CheckedFile("Niederschrift.pdf", PDF), NOW)
    actions.delete_upload(session, draft.id, upload.id, NOW)
    files.erase_unneeded(session, upload.sha256)
    assert files.get(upload.sha256) == PDF


def test_who_withdraws_takes_the_matter_off_the_table(session: Session) -> None:
    a_house(session)
    application = a_proposed(session)
    actions.withdraw(session, application.id, NOW)
    assert application.state is S.WITHDRAWN
    assert organs.find_item(session, ItemKind.ADMISSION, application.id) is None
    assert "application_withdrawn" in mails(session, application.id)


def test_an_item_names_an_application_by_number_only(session: Session) -> None:
    a_house(session)
    application = a_proposed(session)
    item = organs.find_item(session, ItemKind.ADMISSION, application.id)
    assert item is not None
    assert item.text == "Zulassung zum Antrag A-2026-0001"


def test_an_officer_who_declares_for_the_applicant_is_biased(session: Session) -> None:
    a_house(session)
    application = a_proposed(session, people=[signer(first_names="Korbinian", last_name="Talhammer")])
    item = organs.find_item(session, ItemKind.ADMISSION, application.id)
    assert item is not None
    assert [(bias.name, bias.ground) for bias in item.biases] == [
        ("Korbinian Talhammer", "Erklärt den Beitritt für die Antragstellerin")
    ]


def test_who_is_a_member_already_is_not_laid_before_the_board(session: Session) -> None:
    a_house(session)
    party, ordinary = an_organisation(session, "Gemeinde Altenbruck"), MemberClass.ORDINARY
    members.enter(session, party.id, ordinary, TODAY, JoinGround.FOUNDER, "Satzung", OFFICE, NOW)
    application = a_submitted(session)
    actions.link_party(session, application.id, party.id, OFFICE, NOW)
    actions.tick(session, application.id, "authority_proof", "", OFFICE, NOW)
    with pytest.raises(Refusal, match="Noch nicht Mitglied"):
        actions.propose(session, application.id, OFFICE, NOW)


def test_a_second_application_of_the_same_applicant_is_pointed_out(session: Session) -> None:
    a_house(session)
    first = a_submitted(session)
    second = a_submitted(session, token="zweites")
    assert [each.application for each in queries.likenesses(session, second)] == [first]
    actions.tick(session, second.id, "authority_proof", "", Actor("x"), NOW)
    with pytest.raises(Refusal, match="Dublette"):
        actions.propose(session, second.id, OFFICE, NOW)
