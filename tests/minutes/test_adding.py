"""Addenda to signed minutes: drafted, printed, taken back and signed as the minutes are (§ 47 GenG; R-MIN-06)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive import queries as archived
from app.archive.models import PrintItem
from app.archive.rules import Standing
from app.core import files
from app.core.formats import NBSP
from app.core.uploads import CheckedFile, FileRefusal
from app.core.values import NotFound, Refusal
from app.minutes import actions, queries
from app.minutes.models import Addendum, Minutes
from app.minutes.rules import (
    AboutSignatures,
    MinutesState,
    NotDone,
    Signer,
    check_addendum_draft,
    check_addendum_printed,
    check_signed_on,
    next_number,
)
from app.organs import queries as organs
from app.organs.rules import Organ
from documents import registry
from documents.addendum import AddendumFacts
from documents.minutes import MinutesFacts
from tests.factories import NOW, OFFICE, TODAY, a_person
from tests.minutes.factories import (
    ADDED_SCAN,
    SCAN,
    SIGNED,
    a_closed_meeting,
    added,
    another_meeting,
    printed_addendum,
    sealed,
    signed_addendum,
)
from tests.organs.factories import an_office
from tests.voting.factories import Meeting

WORDS = "Es waren 199 Mitglieder."


def a_signed_meeting(session: Session) -> tuple[Meeting, Minutes]:
    """A meeting whose minutes are signed."""
    meeting = a_closed_meeting(session)
    return meeting, sealed(session, meeting)


def paper(session: Session, addendum: Addendum) -> AddendumFacts:
    """What the printed addendum states."""
    document = archived.get_document(session, addendum.document_id or 0)
    found: AddendumFacts = registry.load("addendum", document.facts or {})
    return found


# --- rules ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("taken", "number"), [([], 1), ([1, 2], 3), ([2, 3], 1), ([1, 3], 2)])
def test_an_addendum_takes_the_first_number_that_no_other_has(taken: list[int], number: int) -> None:
    assert next_number(taken) == number


def test_an_addendum_is_changed_as_a_draft_only_and_signed_once_it_is_printed() -> None:
    check_addendum_draft(MinutesState.DRAFT)
    check_addendum_printed(MinutesState.FIXED)
    for state in (MinutesState.FIXED, MinutesState.SEALED):
        with pytest.raises(NotDone):
            check_addendum_draft(state)
    for state in (MinutesState.DRAFT, MinutesState.SEALED):
        with pytest.raises(NotDone):
            check_addendum_printed(state)


@pytest.mark.parametrize(("day", "may_be"), [(8, False), (9, True), (10, True), (11, False)])
def test_an_addendum_is_signed_from_the_day_of_its_print_until_today(day: int, may_be: bool) -> None:
    signed = date(2026, 12, day), date(2026, 12, 9), date(2026, 12, 10)
    if may_be:
        check_signed_on(*signed)
        return
    with pytest.raises(AboutSignatures):
        check_signed_on(*signed)


# --- drafts -----------------------------------------------------------------------------------------------------------


def test_signed_minutes_are_corrected_by_numbered_addenda_only(session: Session) -> None:
    meeting, minutes = a_signed_meeting(session)
    for words in (WORDS, "Der Saal war der kleine."):
        added(session, meeting, words)
    assert [(each.number, each.text) for each in minutes.addenda] == [(1, WORDS), (2, "Der Saal war der kleine.")]


def test_a_draft_takes_no_addendum(session: Session) -> None:
    meeting = a_closed_meeting(session)
    with pytest.raises(NotDone):
        added(session, meeting, "Zu früh.")


def test_an_addendum_begins_as_a_draft_that_nobody_prints_nor_signs(session: Session) -> None:
    meeting, minutes = a_signed_meeting(session)
    addendum = added(session, meeting, " Es waren 199 Mitglieder.\r\n\r\n\r\n\r\nDer Saal war der kleine. ")
    assert (addendum.state, addendum.document_id) == (MinutesState.DRAFT, None)
    assert addendum.text == "Es waren 199 Mitglieder.\n\nDer Saal war der kleine."
    assert minutes.signed_addenda == []
    with pytest.raises(NotDone):
        actions.seal_addendum(session, addendum, SIGNED, TODAY, ADDED_SCAN, OFFICE, NOW)
    with pytest.raises(NotDone):
        actions.take_addendum_back(session, addendum, "Zu früh", OFFICE, NOW)


def test_a_draft_is_worded_anew_or_discarded_and_its_number_is_free_again(session: Session) -> None:
    meeting, minutes = a_signed_meeting(session)
    first, second = added(session, meeting), added(session, meeting, "Der Saal war der kleine.")
    actions.word_addendum(session, second, "Der Saal war der große.", OFFICE, NOW)
    assert second.text == "Der Saal war der große."
    actions.discard_addendum(session, first, OFFICE, NOW)
    session.refresh(minutes)
    assert [each.number for each in minutes.addenda] == [2]
    assert added(session, meeting).number == 1


def test_an_addendum_says_something(session: Session) -> None:
    meeting, _minutes = a_signed_meeting(session)
    with pytest.raises(Refusal, match="Schreiben Sie"):
        added(session, meeting, " \r\n\r\n ")
    with pytest.raises(Refusal, match="Schreiben Sie"):
        actions.word_addendum(session, added(session, meeting), "  ", OFFICE, NOW)


def test_the_print_of_a_draft_says_that_it_is_one(session: Session) -> None:
    meeting, _minutes = a_signed_meeting(session)
    addendum = added(session, meeting)
    assert actions.addendum_facts(session, addendum, NOW, is_draft=True).heading.startswith("Entwurf: Nachtrag")
    assert actions.print_addendum_draft(session, addendum, NOW).startswith(b"%PDF")


# --- for signature ----------------------------------------------------------------------------------------------------


def test_an_addendum_is_printed_once_with_who_signs_it(session: Session) -> None:
    meeting, _minutes = a_signed_meeting(session)
    addendum = printed_addendum(session, meeting)
    printed = paper(session, addendum)
    assert addendum.state is MinutesState.FIXED
    assert printed.heading == f"Nachtrag{NBSP}1 zur Niederschrift"
    assert "mindestens ein anwesendes Mitglied des Vorstands" in printed.signing
    for again in (actions.fix_addendum, actions.discard_addendum):
        with pytest.raises(NotDone):
            again(session, addendum, OFFICE, NOW)
    with pytest.raises(NotDone):
        actions.word_addendum(session, addendum, "Anders.", OFFICE, NOW)


def test_an_addendum_is_signed_by_who_could_sign_the_minutes_and_not_by_todays_board(session: Session) -> None:
    """Who came into the board later saw nothing of the meeting; who was there signs though it left the board since."""
    meeting, minutes = a_signed_meeting(session)
    later = NOW + timedelta(days=60)
    for office in organs.offices_on(session, Organ.BOARD, TODAY):
        if office.party.display_name == "Cosima Rehbein":
            office.last_day = TODAY + timedelta(days=30)
    an_office(session, a_person(session, "Neda", "Nachfolge"), Organ.BOARD, first_day=TODAY + timedelta(days=31))
    addendum = added(session, meeting)
    actions.fix_addendum(session, addendum, OFFICE, later)
    stated: MinutesFacts = registry.load("minutes", minutes.document.facts or {})
    assert [each.name for each in paper(session, addendum).signatories] == [each.name for each in stated.signatories]
    assert "Cosima Rehbein" in [each.name for each in paper(session, addendum).signatories]


def test_what_is_taken_back_is_void_and_a_draft_again_under_its_number(session: Session) -> None:
    meeting, minutes = a_signed_meeting(session)
    former = printed_addendum(session, meeting)
    actions.take_addendum_back(session, former, "Schreibfehler", OFFICE, NOW)
    assert former.document is not None
    assert former.document.standing is Standing.VOID
    (draft,) = minutes.addenda
    assert (draft.number, draft.text, draft.state) == (1, WORDS, MinutesState.DRAFT)
    assert [each.take_back_reason for each in queries.addenda_taken_back(session, minutes)] == ["Schreibfehler"]
    with pytest.raises(NotFound):
        queries.get_addendum(session, another_meeting(session, meeting).assembly.id, draft.id)


def test_an_addendum_declared_void_in_the_archive_is_a_draft_again(session: Session) -> None:
    meeting, minutes = a_signed_meeting(session)
    document = printed_addendum(session, meeting).document
    assert document is not None
    archive.make_void(session, document, "Falsch gedruckt", OFFICE, NOW)
    assert [each.state for each in minutes.addenda] == [MinutesState.DRAFT]


# --- signed -----------------------------------------------------------------------------------------------------------


def test_a_signed_addendum_is_kept_with_its_copy_and_only_then_shown(session: Session) -> None:
    meeting, minutes = a_signed_meeting(session)
    printed_addendum(session, meeting, "Der Saal war der kleine.")
    addendum = signed_addendum(session, meeting)
    session.refresh(minutes)
    assert addendum.state is MinutesState.SEALED
    assert files.get(addendum.scan_sha256 or "") == ADDED_SCAN.content
    assert {each.signer for each in addendum.signatures} == set(Signer)
    assert minutes.signed_addenda == [addendum]
    assert queries.is_file_needed(session, addendum.scan_sha256 or "")
    posted = select(PrintItem.posted_at).where(PrintItem.document_id == addendum.document_id)
    assert session.scalar(posted) is not None


@pytest.mark.parametrize("signer", list(Signer))
def test_an_addendum_that_chair_or_board_did_not_sign_is_not_sealed(session: Session, signer: Signer) -> None:
    meeting = a_closed_meeting(session, "Ansgar Feldhüter")
    minutes = actions.fix(session, meeting.assembly, OFFICE, NOW)
    both = {Signer.CHAIR: ["Ansgar Feldhüter"], Signer.BOARD_MEMBER: ["Cosima Rehbein"]}
    actions.seal(session, meeting.assembly, both, TODAY, SCAN, OFFICE, NOW)
    addendum = printed_addendum(session, meeting)
    with pytest.raises(AboutSignatures):
        actions.seal_addendum(session, addendum, {signer: both[signer]}, TODAY, ADDED_SCAN, OFFICE, NOW)
    absent = {**both, Signer.BOARD_MEMBER: ["Neda Nachfolge"]}
    with pytest.raises(AboutSignatures, match="nicht anwesend"):
        actions.seal_addendum(session, addendum, absent, TODAY, ADDED_SCAN, OFFICE, NOW)
    assert minutes.signed_addenda == []


def test_the_signed_copy_of_an_addendum_is_a_pdf_and_not_the_print(session: Session) -> None:
    meeting, _minutes = a_signed_meeting(session)
    addendum = printed_addendum(session, meeting)
    picture = CheckedFile("Scan.png", b"\x89PNG\r\n\x1a\n")
    with pytest.raises(Refusal, match="PDF"):
        actions.seal_addendum(session, addendum, SIGNED, TODAY, picture, OFFICE, NOW)
    bare = files.keep(session, b"%PDF-1.7 Ausdruck")
    archive.keep_bytes(session, addendum.document_id or 0, bare, 17, NOW)
    print_itself = CheckedFile("Nachtrag.pdf", b"%PDF-1.7 Ausdruck")
    with pytest.raises(FileRefusal):
        actions.seal_addendum(session, addendum, SIGNED, TODAY, print_itself, OFFICE, NOW)


def test_a_signed_addendum_is_not_taken_back_nor_declared_void(session: Session) -> None:
    meeting, _minutes = a_signed_meeting(session)
    addendum = signed_addendum(session, meeting)
    assert addendum.document is not None
    with pytest.raises(NotDone):
        actions.take_addendum_back(session, addendum, "Doch nicht", OFFICE, NOW)
    with pytest.raises(NotDone):
        archive.make_void(session, addendum.document, "Doch nicht", OFFICE, NOW)


@pytest.mark.parametrize("change", [
    "UPDATE minutes_addendum SET text = 'Anders.'", "UPDATE minutes_addendum SET document_id = NULL, fixed_at = NULL",
    "DELETE FROM minutes_addendum",
])
def test_the_database_keeps_what_is_printed(session: Session, change: str) -> None:
    meeting, _minutes = a_signed_meeting(session)
    printed_addendum(session, meeting)
    session.commit()
    with pytest.raises(DBAPIError, match="an addendum stands"):
        session.execute(text(change))
    session.rollback()


def test_the_database_keeps_a_signed_addendum_and_who_signed_it(session: Session) -> None:
    meeting, _minutes = a_signed_meeting(session)
    signed_addendum(session, meeting)
    session.commit()
    for change in ("UPDATE minutes_addendum SET scan_name = 'anders'", "DELETE FROM minutes_addendum_signature"):
        with pytest.raises(DBAPIError):
            session.execute(text(change))
        session.rollback()


@pytest.mark.parametrize("change", [
    "sealed_at = recorded_at, sealed_by = 'X'", "sealed_at = recorded_at, signed_on = '2026-11-24', scan_sha256 = 'x'",
    "taken_back_at = recorded_at, take_back_reason = 'X'", "fixed_at = recorded_at",
])
def test_the_database_knows_no_signed_addendum_without_copy_day_and_print(session: Session, change: str) -> None:
    meeting, _minutes = a_signed_meeting(session)
    added(session, meeting)
    session.commit()
    with pytest.raises(DBAPIError):
        session.execute(text(f"UPDATE minutes_addendum SET {change}"))
    session.rollback()


# --- told -------------------------------------------------------------------------------------------------------------


def test_what_waits_for_signatures_is_found_until_it_is_signed(session: Session) -> None:
    meeting, _minutes = a_signed_meeting(session)
    signed_addendum(session, meeting)
    added(session, meeting)
    printed_addendum(session, meeting)
    assert [each.number for _assembly, each in session.execute(queries.addenda_to_sign()).unique()] == [2, 3]


def test_the_list_is_searched_by_what_is_printed_and_not_by_drafts(session: Session) -> None:
    meeting, _minutes = a_signed_meeting(session)
    addendum = added(session, meeting)
    assert queries.list_minutes(session, "199 Mitglieder")[1] == 0
    actions.fix_addendum(session, addendum, OFFICE, NOW)
    assert queries.list_minutes(session, "199 Mitglieder")[1] == 1
    assert session.scalar(select(func.count()).select_from(Addendum)) == 1
