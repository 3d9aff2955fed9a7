"""Minutes worded, printed, taken back and signed (§ 47 GenG)."""

from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive.models import PrintItem
from app.archive.rules import Standing
from app.core import files
from app.core.uploads import CheckedFile
from app.core.values import NotFound, Refusal
from app.minutes import actions, queries
from app.minutes.models import Minutes
from app.minutes.queries import Section
from app.minutes.rules import AboutSignatures, MinutesState, NotDone, Part, Signer
from app.organs.models import Resolution
from app.organs.rules import Organ, Outcome
from app.voting import actions as voting
from documents import registry
from documents.minutes import MinutesFacts
from tests.factories import NOW, OFFICE, TODAY
from tests.minutes.factories import SCAN, SIGNED, a_closed_meeting, a_decided_meeting, fixed, sealed
from tests.voting.factories import CHAIR, Meeting, a_meeting, asked, casts, declared


def section(session: Session, meeting: Meeting) -> Section:
    """The part about the item."""
    sections = queries.sections_of(session, meeting.assembly, meeting.sitting)
    return queries.get_section(sections, Part.ITEM, meeting.item.id)


def word(session: Session, meeting: Meeting, words: str) -> None:
    """Word the part about the item as it is known now."""
    until = section(session, meeting).told_until
    actions.word(session, meeting.assembly, Part.ITEM, meeting.item.id, words, until, OFFICE, NOW)


def facts(minutes: Minutes) -> MinutesFacts:
    """What the printed minutes state."""
    found: MinutesFacts = registry.load("minutes", minutes.document.facts or {})
    return found


def test_the_draft_grows_with_the_meeting(session: Session) -> None:
    meeting = a_decided_meeting(session)
    assert section(session, meeting).paragraphs == ["Drei Fragen werden beantwortet."]
    voting.note(session, meeting.sitting, "Eine vierte auch", CHAIR, NOW)
    assert section(session, meeting).paragraphs[-1] == "Eine vierte auch."


def test_what_was_worded_stays_and_later_events_stand_beside_it(session: Session) -> None:
    meeting = a_decided_meeting(session)
    word(session, meeting, "Drei Fragen zur Bilanz werden beantwortet.\r\n\r\n\r\nNiemand widerspricht.")
    voting.note(session, meeting.sitting, "Eine vierte auch", CHAIR, NOW)
    found = section(session, meeting)
    assert found.paragraphs == ["Drei Fragen zur Bilanz werden beantwortet.", "Niemand widerspricht."]
    assert found.later == ["Eine vierte auch."]


def test_a_part_can_read_as_drafted_again(session: Session) -> None:
    meeting = a_decided_meeting(session)
    word(session, meeting, "Anders.")
    actions.draft_again(session, meeting.assembly, Part.ITEM, meeting.item.id, OFFICE, NOW)
    assert section(session, meeting).paragraphs == ["Drei Fragen werden beantwortet."]


def test_a_part_is_not_left_empty(session: Session) -> None:
    meeting = a_decided_meeting(session)
    with pytest.raises(Refusal):
        word(session, meeting, " \n ")
    assert not section(session, meeting).is_worded


def test_an_item_of_another_assembly_has_no_part_here(session: Session) -> None:
    meeting = a_decided_meeting(session)
    with pytest.raises(NotFound):
        actions.word(session, meeting.assembly, Part.ITEM, meeting.item.id + 1, "Anders.", 0, OFFICE, NOW)


def test_minutes_are_not_printed_while_the_meeting_goes_on(session: Session) -> None:
    meeting = a_decided_meeting(session)
    with pytest.raises(NotDone):
        fixed(session, meeting)
    assert queries.find_minutes(session, meeting.assembly.id) is None


def test_printed_minutes_state_vote_declaration_objection_and_who_signs(session: Session) -> None:
    meeting = a_closed_meeting(session)
    stated = facts(fixed(session, meeting))
    about = next(each for each in stated.sections if "Jahresabschlusses" in each.title)
    (ballot,) = about.ballots
    assert (ballot.total.yes, ballot.total.no, ballot.declaration) == (3, 0, "So ist es beschlossen.")
    assert "erklärt um 11:00\xa0Uhr Widerspruch zur Niederschrift: „Die Frist war zu kurz“" in about.objections[0]
    assert stated.signatories[0].name == "Almut Weißdorn"
    assert [each.title for each in stated.annexes] == ["Nachweis des Versands: Einberufung"]


def test_printed_minutes_lie_in_the_tray_and_their_texts_stand(session: Session) -> None:
    meeting = a_closed_meeting(session)
    minutes = fixed(session, meeting)
    assert session.scalar(select(PrintItem).where(PrintItem.document_id == minutes.document_id)) is not None
    with pytest.raises(NotDone):
        word(session, meeting, "Zu spät.")


def test_the_database_keeps_texts_of_minutes_that_lie_for_signature(session: Session) -> None:
    meeting = a_closed_meeting(session)
    word(session, meeting, "Drei Fragen.")
    fixed(session, meeting)
    session.commit()
    with pytest.raises(DBAPIError, match="lie for signature"):
        session.execute(text("UPDATE minutes_section SET text = 'anders'"))
    session.rollback()


def test_minutes_are_printed_once_at_a_time(session: Session) -> None:
    meeting = a_closed_meeting(session)
    fixed(session, meeting)
    with pytest.raises(NotDone):
        fixed(session, meeting)


def test_what_is_taken_back_is_void_and_can_be_changed_and_printed_anew(session: Session) -> None:
    meeting = a_closed_meeting(session)
    former = fixed(session, meeting)
    actions.take_back(session, meeting.assembly, "Schreibfehler", OFFICE, NOW)
    assert former.document.standing is Standing.VOID
    word(session, meeting, "Richtig geschrieben.")
    assert facts(fixed(session, meeting)).sections[1].paragraphs == ("Richtig geschrieben.",)
    assert [each.take_back_reason for each in queries.taken_back(session, meeting.assembly.id)] == ["Schreibfehler"]


def test_a_print_declared_void_in_the_archive_is_a_draft_again(session: Session) -> None:
    meeting = a_closed_meeting(session)
    archive.make_void(session, fixed(session, meeting).document, "Falsch gedruckt", OFFICE, NOW)
    assert queries.find_minutes(session, meeting.assembly.id) is None


def test_signed_minutes_are_sealed_with_their_scan(session: Session) -> None:
    meeting = a_closed_meeting(session)
    minutes = sealed(session, meeting)
    assert minutes.state is MinutesState.SEALED
    assert files.get(minutes.scan_sha256 or "") == SCAN.content
    assert {each.signer for each in minutes.signatures} == set(Signer)


def test_what_is_declared_stands_in_the_register_of_resolutions_and_the_signed_minutes_prove_it(
    session: Session,
) -> None:
    meeting = a_closed_meeting(session)
    (resolution,) = session.scalars(select(Resolution).where(Resolution.organ == Organ.GENERAL_ASSEMBLY))
    assert (resolution.number, resolution.items[0].outcome) == ("GV-2026-001", Outcome.ACCEPTED)
    assert resolution.items[0].votes_for == 3
    assert resolution.items[0].carried_out_at is not None
    stated = facts(sealed(session, meeting))
    assert stated.sections[1].ballots[0].number == resolution.number
    assert files.get(resolution.record_sha256 or "") == SCAN.content


@pytest.mark.parametrize("signer", list(Signer))
def test_minutes_that_chair_or_board_did_not_sign_are_not_sealed(session: Session, signer: Signer) -> None:
    meeting = a_closed_meeting(session, "Ansgar Feldhüter")
    minutes = fixed(session, meeting)
    with pytest.raises(AboutSignatures):
        actions.seal(session, meeting.assembly, {signer: ["Ansgar Feldhüter"]}, TODAY, SCAN, OFFICE, NOW)
    assert minutes.state is MinutesState.FIXED


def test_a_chair_who_sits_on_the_board_seals_alone(session: Session) -> None:
    meeting = a_closed_meeting(session)
    minutes = fixed(session, meeting)
    actions.seal(session, meeting.assembly, {Signer.CHAIR: ["Almut Weißdorn"]}, TODAY, SCAN, OFFICE, NOW)
    assert minutes.state is MinutesState.SEALED


@pytest.mark.parametrize("days", [-1, 1])
def test_minutes_are_signed_after_the_meeting_and_not_tomorrow(session: Session, days: int) -> None:
    meeting = a_closed_meeting(session)
    fixed(session, meeting)
    with pytest.raises(AboutSignatures):
        actions.seal(session, meeting.assembly, SIGNED, TODAY + timedelta(days=days), SCAN, OFFICE, NOW)


def test_minutes_are_not_signed_before_the_day_on_which_they_were_printed(session: Session) -> None:
    meeting, later = a_closed_meeting(session), NOW + timedelta(days=3)
    actions.fix(session, meeting.assembly, OFFICE, later)
    for days, is_late_enough in ((2, False), (3, True)):
        day = TODAY + timedelta(days=days)
        with nullcontext() if is_late_enough else pytest.raises(AboutSignatures, match="was gedruckt ist"):
            actions.seal(session, meeting.assembly, SIGNED, day, SCAN, OFFICE, later)


def test_the_signed_copy_is_a_pdf(session: Session) -> None:
    meeting = a_closed_meeting(session)
    fixed(session, meeting)
    picture = CheckedFile("Scan.png", b"\x89PNG\r\n\x1a\n")
    with pytest.raises(Refusal, match="PDF"):
        actions.seal(session, meeting.assembly, SIGNED, TODAY, picture, OFFICE, NOW)


def test_sealed_minutes_are_not_taken_back_nor_declared_void(session: Session) -> None:
    meeting = a_closed_meeting(session)
    minutes = sealed(session, meeting)
    with pytest.raises(NotDone):
        actions.take_back(session, meeting.assembly, "Doch nicht", OFFICE, NOW)
    with pytest.raises(NotDone):
        archive.make_void(session, minutes.document, "Doch nicht", OFFICE, NOW)


def test_the_database_keeps_sealed_minutes(session: Session) -> None:
    sealed(session, a_closed_meeting(session))
    session.commit()
    with pytest.raises(DBAPIError, match="minutes stand"):
        session.execute(text("UPDATE minutes SET scan_name = 'anders'"))
    session.rollback()


def test_who_was_there_and_objected_may_challenge_within_a_month(session: Session) -> None:
    meeting = a_closed_meeting(session)
    challenge = queries.challenge_of(session, meeting.assembly, meeting.sitting)
    assert [each.member_id for each in challenge.objectors] == [meeting.number(0).id]
    assert challenge.last_day == date(2026, 12, 24)


def test_what_was_resolved_on_a_later_day_is_challenged_within_a_month_of_that_day(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    casts(session, poll, meeting.number(0))
    declared(session, meeting, poll, at=NOW + timedelta(days=3))
    assert queries.challenge_of(session, meeting.assembly, meeting.sitting).last_day == date(2026, 12, 28)


def test_minutes_of_a_meeting_that_is_over_wait_until_they_are_signed(session: Session) -> None:
    meeting = a_closed_meeting(session)
    assert session.scalars(queries.unsigned()).all() == [meeting.assembly]
    sealed(session, meeting)
    assert session.scalars(queries.unsigned()).all() == []


def test_minutes_of_a_meeting_that_goes_on_do_not_wait_for_signatures(session: Session) -> None:
    a_decided_meeting(session)
    assert session.scalars(queries.unsigned()).all() == []
