"""What an assembly decided is carried out once, by the acts of the rooms below (§§ 16, 24, 28, 36, 48, 67a GenG)."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.assemblies.rules import ItemType, Subject
from app.closing import actions as closing_actions
from app.closing.models import AccountsEntry
from app.closing.rules import AccountsStep
from app.core.uploads import CheckedFile
from app.core.values import NotFound, Refusal
from app.departures import actions as departures
from app.departures import queries as departure_queries
from app.departures.rules import AmendedBy, Amendment, Attended, NoticeKind, ResolvedRefusal
from app.minutes import actions, queries
from app.minutes.actions import Term
from app.minutes.models import Consequence, RegisterFiling
from app.minutes.queries import Following
from app.minutes.rules import AboutFiling, FollowUp, NotToDo, file_by
from app.organs import actions as organs
from app.organs import queries as organ_queries
from app.organs.rules import Organ, OrganFunction
from app.voting import actions as voting
from app.voting.rules import Method
from tests.closing.factories import FIGURES, SECOND
from tests.departures.factories import given
from tests.factories import NOW, OFFICE, TODAY, a_pdf, a_person
from tests.minutes.factories import SCAN, SIGNED, fixed, over
from tests.organs.factories import an_office
from tests.voting.factories import CHAIR, YES, Meeting, a_meeting, asked, casts, concerning, declared, marked

PAPER = CheckedFile("Anmeldung.pdf", a_pdf("Anmeldung"))


def the(session: Session, meeting: Meeting, what: FollowUp) -> Following:
    """The one thing of a kind that a meeting's decision asks for, as it stands now."""
    (found,) = [each for each in queries.following(session, meeting.assembly) if each.what is what]
    return found


def passed(session: Session, subject: Subject, title: str = "Beschluss", **more: Any) -> Meeting:
    """A meeting in which everybody voted for an item."""
    meeting = a_meeting(session, subject=subject, title=title, **more)
    poll = asked(session, meeting)
    for member in meeting.members:
        casts(session, poll, member, YES)
    declared(session, meeting, poll)
    return meeting


def elected(session: Session, subject: Subject = Subject.ELECT_SUPERVISORY_BOARD, accepts: bool | None = True,
            **statute: Any) -> Meeting:
    """A meeting that elected its first member, who may have said whether to accept."""
    meeting = a_meeting(session, statute=statute, item_type=ItemType.ELECTION, seats=1, subject=subject,
                        title="Wahlen", draft="")
    poll = asked(session, meeting, Method.ELECTION, ("Ada Ahorn", "Berthold Nagelfluh"))
    for member in meeting.members:
        marked(session, poll, member, "Ada Ahorn")
    declared(session, meeting, poll)
    if accepts is not None:
        voting.answer(session, meeting.sitting, poll, poll.options[0], accepts, CHAIR, NOW)
    return meeting


def term(session: Session, wanted: Following, **more: Any) -> Term:
    party_id = queries.elected_party(session, wanted)
    first_day, last_day = queries.term_of(session, wanted, party_id)
    return Term(party_id, OrganFunction.MEMBER, first_day, last_day, **more)


def rows_of(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


# --- who was elected --------------------------------------------------------------------------------------------------


def test_who_was_elected_and_accepted_gets_the_office_by_the_resolution(session: Session) -> None:
    meeting = elected(session, sb_term_years=3)
    wanted = the(session, meeting, FollowUp.OFFICE)
    assert wanted.poll.declaration
    actions.appoint_elected(session, wanted, term(session, wanted), OFFICE, NOW)
    (office,) = organ_queries.offices_on(session, Organ.SUPERVISORY_BOARD, TODAY)
    assert office.party_id == meeting.number(0).party_id
    assert (office.first_day, office.last_day) == (TODAY, date(2029, 11, 23))
    assert office.resolution_id == wanted.poll.declaration.resolution_id
    assert office.appointed_by == queries.source_of(session, wanted)
    done = the(session, meeting, FollowUp.OFFICE)
    assert (done.is_done, done.target) == (True, office.id)


def test_an_office_is_given_once(session: Session) -> None:
    meeting = elected(session)
    wanted = the(session, meeting, FollowUp.OFFICE)
    actions.appoint_elected(session, wanted, term(session, wanted), OFFICE, NOW)
    with pytest.raises(NotToDo):
        actions.appoint_elected(session, the(session, meeting, FollowUp.OFFICE), term(session, wanted), OFFICE, NOW)
    assert len(organ_queries.offices_on(session, Organ.SUPERVISORY_BOARD, TODAY)) == 1


def test_the_database_lets_nothing_be_carried_out_twice(session: Session) -> None:
    meeting = elected(session)
    wanted = the(session, meeting, FollowUp.OFFICE)
    actions.appoint_elected(session, wanted, term(session, wanted), OFFICE, NOW)
    session.flush()
    row = session.scalars(select(Consequence)).one()
    session.add(Consequence(
        poll_id=row.poll_id, option_id=row.option_id, what=row.what, reference=None, note="noch einmal", done_at=NOW,
        done_by="", undone_by="", undo_reason="",
    ))
    with pytest.raises(DatabaseError):
        session.flush()


def test_the_database_keeps_what_was_done(session: Session) -> None:
    meeting = passed(session, Subject.DISSOLUTION)
    row = actions.note_done(session, the(session, meeting, FollowUp.FILING), "Das Notariat hat es", OFFICE, NOW)
    row.note = "anders"
    with pytest.raises(DatabaseError):
        session.flush()


@pytest.mark.parametrize("accepts", [None])
def test_who_has_not_accepted_gets_no_office(session: Session, accepts: bool | None) -> None:
    meeting = elected(session, accepts=accepts)
    wanted = the(session, meeting, FollowUp.OFFICE)
    with pytest.raises(NotToDo, match="angenommen"):
        actions.appoint_elected(session, wanted, term(session, wanted), OFFICE, NOW)


def test_whoever_sits_there_already_begins_after_the_last_term(session: Session) -> None:
    meeting = elected(session)
    until = TODAY + timedelta(days=40)
    an_office(session, meeting.number(0).party, Organ.SUPERVISORY_BOARD, first_day=TODAY - timedelta(days=300),
              last_day=until)
    wanted = the(session, meeting, FollowUp.OFFICE)
    first_day, _last_day = queries.term_of(session, wanted, meeting.number(0).party_id)
    assert first_day == until + timedelta(days=1)


def test_an_office_struck_in_its_room_is_to_be_given_anew(session: Session) -> None:
    meeting = elected(session)
    wanted = the(session, meeting, FollowUp.OFFICE)
    begins = TODAY + timedelta(days=5)
    later = Term(queries.elected_party(session, wanted), OrganFunction.MEMBER, begins, None)
    actions.appoint_elected(session, wanted, later, OFFICE, NOW)
    (office,) = organ_queries.offices_after(session, Organ.SUPERVISORY_BOARD, TODAY)
    organs.strike_office(session, office, "falscher Tag", OFFICE, NOW)
    session.flush()
    again = the(session, meeting, FollowUp.OFFICE)
    assert not again.is_done
    actions.appoint_elected(session, again, later, OFFICE, NOW)
    assert the(session, meeting, FollowUp.OFFICE).is_done
    assert rows_of(session, Consequence) == 2


@pytest.mark.parametrize(("name", "is_meant"), [
    ("Ada Ahorn", True), ("Dr. Ada Ahorn", True), ("Ahorn, Ada", True), ("Ahorn Ada", True), ("Adam Ahorn", False),
    ("Ada", False),
])
def test_the_person_behind_a_name_on_the_ballot(session: Session, name: str, is_meant: bool) -> None:
    assert queries.is_meant(a_person(session, "Ada", "Ahorn"), name.replace(",", "")) is is_meant


# --- who was removed --------------------------------------------------------------------------------------------------


def test_whoever_was_removed_leaves_the_office_on_that_day(session: Session) -> None:
    meeting = passed(session, Subject.REMOVE_BOARD_MEMBER, "Abberufung von Korbinian Talhammer")
    gone, stays = a_person(session, "Korbinian", "Talhammer"), a_person(session, "Almut", "Weißdorn")
    held = [an_office(session, each, Organ.BOARD, first_day=TODAY - timedelta(days=300)) for each in (gone, stays)]
    wanted = the(session, meeting, FollowUp.REMOVAL)
    named = {office.party_id: named for office, named in queries.offices_to_end(session, wanted)}
    assert (named[gone.id], named[stays.id]) == (True, False)
    actions.end_removed(session, wanted, [held[0].id], TODAY, OFFICE, NOW)
    assert [each.last_day for each in held] == [TODAY, None]
    assert the(session, meeting, FollowUp.REMOVAL).target == held[0].id


def test_nobody_named_is_nobody_removed(session: Session) -> None:
    meeting = passed(session, Subject.REMOVE_BOARD_MEMBER, "Abberufung")
    with pytest.raises(Refusal, match="wessen Amt"):
        actions.end_removed(session, the(session, meeting, FollowUp.REMOVAL), [], TODAY, OFFICE, NOW)


# --- discharge --------------------------------------------------------------------------------------------------------


def test_a_discharged_board_member_may_be_elected_to_the_supervisory_board(session: Session) -> None:
    meeting = passed(session, Subject.DISCHARGE_BOARD, "Entlastung des Vorstands")
    left = meeting.number(0).party
    an_office(session, left, Organ.BOARD, first_day=date(2024, 1, 1), last_day=SECOND.last_day)
    with pytest.raises(Refusal, match="Entlastung"):
        organs.appoint(session, Organ.SUPERVISORY_BOARD, left.id, OrganFunction.MEMBER, TODAY, None, "", OFFICE, NOW)
    wanted = the(session, meeting, FollowUp.DISCHARGE)
    actions.note_discharge(session, wanted, SECOND, {Organ.BOARD: []}, OFFICE, NOW)
    organs.appoint(session, Organ.SUPERVISORY_BOARD, left.id, OrganFunction.MEMBER, TODAY, None, "", OFFICE, NOW)
    assert the(session, meeting, FollowUp.DISCHARGE).is_done


def test_a_discharge_for_another_year_is_none(session: Session) -> None:
    meeting = passed(session, Subject.DISCHARGE_BOARD, "Entlastung des Vorstands")
    left = meeting.number(0).party
    an_office(session, left, Organ.BOARD, first_day=date(2024, 1, 1), last_day=TODAY - timedelta(days=20))
    actions.note_discharge(
        session, the(session, meeting, FollowUp.DISCHARGE), SECOND, {Organ.BOARD: []}, OFFICE, NOW
    )
    assert not organ_queries.is_discharged(session, left.id, TODAY)


def test_single_people_are_discharged_by_name(session: Session) -> None:
    meeting = passed(session, Subject.DISCHARGE, "Entlastung einzelner Personen")
    named, other = meeting.number(0).party, meeting.number(1).party
    for each in (named, other):
        an_office(session, each, Organ.BOARD, first_day=date(2024, 1, 1), last_day=SECOND.last_day)
    concerning(session, meeting, named)
    wanted = the(session, meeting, FollowUp.DISCHARGE)
    found = queries.people_discharged(session, wanted, SECOND)
    assert {organ: [each.id for each in people] for organ, people in found.items()} == {Organ.BOARD: [named.id]}
    actions.note_discharge(session, wanted, SECOND, {Organ.BOARD: [named.id]}, OFFICE, NOW)
    assert organ_queries.is_discharged(session, named.id, TODAY)
    assert not organ_queries.is_discharged(session, other.id, TODAY)


def test_a_discharge_withdrawn_is_to_be_noted_anew(session: Session) -> None:
    meeting = passed(session, Subject.DISCHARGE_BOARD, "Entlastung des Vorstands")
    wanted = the(session, meeting, FollowUp.DISCHARGE)
    actions.note_discharge(session, wanted, SECOND, {Organ.BOARD: []}, OFFICE, NOW)
    (discharge,) = organ_queries.discharges(session)
    organs.withdraw_discharge(session, discharge, "falsches Jahr", OFFICE, NOW)
    assert not the(session, meeting, FollowUp.DISCHARGE).is_done
    with pytest.raises(Refusal, match="schon zurückgenommen"):
        organs.withdraw_discharge(session, discharge, "noch einmal", OFFICE, NOW)


# --- accounts ---------------------------------------------------------------------------------------------------------


def an_adoption(session: Session) -> Meeting:
    meeting = passed(session, Subject.ADOPT_ACCOUNTS, "Feststellung")
    from_board = date(2026, 4, 20)
    closing_actions.prepare(session, SECOND, from_board, FIGURES, None, OFFICE, NOW)
    return meeting


def test_accounts_are_adopted_by_the_minutes_that_were_signed(session: Session) -> None:
    meeting = an_adoption(session)
    over(session, meeting)
    fixed(session, meeting)
    actions.seal(session, meeting.assembly, SIGNED, TODAY, SCAN, OFFICE, NOW)
    wanted = the(session, meeting, FollowUp.ADOPTION)
    actions.adopt_accounts(session, wanted, SECOND, None, OFFICE, NOW)
    entry = session.scalars(select(AccountsEntry).order_by(AccountsEntry.id.desc())).first()
    minutes = queries.get_minutes(session, meeting.assembly.id)
    assert entry is not None
    assert (entry.day, entry.reference, entry.document_sha256) == (
        TODAY, queries.source_of(session, wanted), minutes.scan_sha256
    )
    done = the(session, meeting, FollowUp.ADOPTION)
    assert (done.is_done, done.year_end) == (True, SECOND.last_day)


def test_without_signed_minutes_another_paper_shows_the_adoption(session: Session) -> None:
    meeting = an_adoption(session)
    with pytest.raises(Refusal, match="Beleg"):
        actions.adopt_accounts(session, the(session, meeting, FollowUp.ADOPTION), SECOND, None, OFFICE, NOW)
    actions.adopt_accounts(session, the(session, meeting, FollowUp.ADOPTION), SECOND, PAPER, OFFICE, NOW)
    assert the(session, meeting, FollowUp.ADOPTION).is_done


def test_an_adoption_taken_back_in_its_room_is_to_be_entered_anew(session: Session) -> None:
    meeting = an_adoption(session)
    actions.adopt_accounts(session, the(session, meeting, FollowUp.ADOPTION), SECOND, PAPER, OFFICE, NOW)
    closing_actions.take_back(session, SECOND, AccountsStep.ADOPTED, "falsches Jahr", OFFICE, NOW)
    assert not the(session, meeting, FollowUp.ADOPTION).is_done


# --- the right to leave -----------------------------------------------------------------------------------------------


def an_amendment(session: Session) -> Meeting:
    """An amendment of § 67a was passed; the second member objected."""
    meeting = passed(session, Subject.NACHSCHUSS, "Nachschusspflicht")
    voting.object_to(session, meeting.sitting, meeting.item, meeting.number(1), "", None, OFFICE, NOW)
    return meeting


def test_an_amendment_opens_the_right_to_leave_for_those_who_objected(session: Session) -> None:
    meeting = an_amendment(session)
    actions.open_special_right(session, the(session, meeting, FollowUp.SPECIAL_NOTICE), OFFICE, NOW)
    (right,) = departure_queries.rights(session)
    assert (right.amendment, right.resolved_on, right.declarable_until) == (
        Amendment.NACHSCHUSS, TODAY, date(2026, 12, 24)
    )
    assert [each.member_id for each in right.objectors] == [meeting.number(1).id]
    mine = departure_queries.right_of(session, meeting.number(1), TODAY)
    assert mine is not None
    assert departure_queries.right_of(session, meeting.number(0), TODAY) is None
    assert departure_queries.right_of(session, meeting.number(1), date(2026, 12, 25)) is None


def test_a_notice_rests_on_the_right_that_the_resolution_opened(session: Session) -> None:
    meeting = an_amendment(session)
    actions.open_special_right(session, the(session, meeting, FollowUp.SPECIAL_NOTICE), OFFICE, NOW)
    (right,) = departure_queries.rights(session)
    meant = AmendedBy(right.amendment, right.resolved_on, Attended.OBJECTED, None, right.id)
    notice = given(session, meeting.number(1), NoticeKind.SPECIAL, amended_by=meant)
    assert notice.special_right_id == right.id
    assert departure_queries.notices_by(session, right) == [notice]
    with pytest.raises(Refusal, match="beruht schon eine Kündigung"):
        departures.close_right(session, right, "Beschluss nichtig", OFFICE, NOW)


def test_by_a_right_that_was_closed_nobody_leaves(session: Session) -> None:
    meeting = an_amendment(session)
    actions.open_special_right(session, the(session, meeting, FollowUp.SPECIAL_NOTICE), OFFICE, NOW)
    (right,) = departure_queries.rights(session)
    departures.close_right(session, right, "Beschluss nichtig", OFFICE, NOW)
    meant = AmendedBy(right.amendment, right.resolved_on, Attended.OBJECTED, None, right.id)
    with pytest.raises(ResolvedRefusal):
        given(session, meeting.number(1), NoticeKind.SPECIAL, amended_by=meant)
    assert not the(session, meeting, FollowUp.SPECIAL_NOTICE).is_done


def test_an_amendment_of_another_kind_opens_no_right(session: Session) -> None:
    meeting = passed(session, Subject.OTHER_AMENDMENT, "Anderes")
    with pytest.raises(NotFound):
        queries.get_following(session, meeting.assembly, the(session, meeting, FollowUp.STATUTE).poll.id,
                              FollowUp.SPECIAL_NOTICE, None)


# --- filing with the register -----------------------------------------------------------------------------------------


def test_an_elected_board_member_is_filed_within_the_days_of_the_house(session: Session) -> None:
    meeting = elected(session, Subject.ELECT_BOARD)
    filing = the(session, meeting, FollowUp.FILING)
    assert (filing.about, filing.law, filing.due_on) == ("Ada Ahorn", "§ 28 GenG", file_by(TODAY))


def test_a_filing_is_planned_and_done_with_its_paper(session: Session) -> None:
    meeting = passed(session, Subject.OTHER_AMENDMENT, "Anderes")
    until = TODAY + timedelta(days=3)
    for _twice in range(2):
        actions.plan_filing(session, the(session, meeting, FollowUp.FILING), until, "Almut Weißdorn", OFFICE, NOW)
    planned = the(session, meeting, FollowUp.FILING)
    assert (planned.due_on, planned.responsible, planned.is_done) == (until, "Almut Weißdorn", False)
    actions.file(session, planned, TODAY, PAPER, OFFICE, NOW)
    done = the(session, meeting, FollowUp.FILING)
    assert done.is_done
    assert rows_of(session, RegisterFiling) == 1
    with pytest.raises(NotToDo):
        actions.file(session, done, TODAY, PAPER, OFFICE, NOW)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_filing_has_a_day_after_the_meeting_and_not_to_come(session: Session, days: int) -> None:
    meeting = passed(session, Subject.DISSOLUTION)
    with pytest.raises(AboutFiling):
        actions.file(session, the(session, meeting, FollowUp.FILING), TODAY + timedelta(days=days), PAPER, OFFICE, NOW)


def test_a_filing_taken_back_is_to_be_filed_anew(session: Session) -> None:
    meeting = passed(session, Subject.DISSOLUTION)
    actions.file(session, the(session, meeting, FollowUp.FILING), TODAY, PAPER, OFFICE, NOW)
    actions.take_filing_back(session, the(session, meeting, FollowUp.FILING), "falsche Datei", OFFICE, NOW)
    again = the(session, meeting, FollowUp.FILING)
    assert not again.is_done
    actions.file(session, again, TODAY, PAPER, OFFICE, NOW)
    assert the(session, meeting, FollowUp.FILING).is_done
    assert rows_of(session, RegisterFiling) == 2


# --- done elsewhere ---------------------------------------------------------------------------------------------------


def test_what_was_done_elsewhere_is_noted_and_taken_back(session: Session) -> None:
    meeting = passed(session, Subject.DISSOLUTION)
    actions.note_done(session, the(session, meeting, FollowUp.FILING), "Das Notariat hat es", OFFICE, NOW)
    done = the(session, meeting, FollowUp.FILING)
    assert done.is_done
    assert done.done
    assert done.done.note == "Das Notariat hat es"
    actions.reopen(session, done, "doch nicht", OFFICE, NOW)
    assert not the(session, meeting, FollowUp.FILING).is_done


def test_what_an_act_did_is_undone_in_its_room(session: Session) -> None:
    meeting = elected(session)
    wanted = the(session, meeting, FollowUp.OFFICE)
    actions.appoint_elected(session, wanted, term(session, wanted), OFFICE, NOW)
    with pytest.raises(Refusal, match="rückgängig"):
        actions.reopen(session, the(session, meeting, FollowUp.OFFICE), "doch nicht", OFFICE, NOW)


def test_the_desk_knows_what_is_to_be_done_of_all_meetings(session: Session) -> None:
    meeting = passed(session, Subject.NACHSCHUSS, "Nachschusspflicht")
    found = queries.open_following(session)
    assert [each.what for each in found] == [FollowUp.STATUTE, FollowUp.SPECIAL_NOTICE, FollowUp.FILING]
    assert {each.assembly_id for each in found} == {meeting.assembly.id}
