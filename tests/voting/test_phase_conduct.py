"""What a chair can do in a voting phase, and what it cannot undo or lose by it (§ 43b (1) no. 4, (5); R-FORM-05)."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies import queries as assemblies
from app.assemblies.rules import ItemType, Subject, about_phase
from app.attendance import queries as attending
from app.attendance.queries import Ticket
from app.attendance.rules import Mode
from app.core.values import PartyKind, Refusal
from app.minutes.actions.ballots import ballot_of
from app.minutes.rules import phases
from app.statutes import queries as statutes
from app.statutes.rules import ElectionMode
from app.voting import actions, queries
from app.voting.models import CastVote, CourseEntry
from app.voting.rules import Choice, Method, MotionKind, Outcome, PollState
from tests import calendar
from tests.assemblies.factories import an_item
from tests.attendance.factories import humans
from tests.factories import NOW, TODAY, a_person, sign_in, sign_in_office
from tests.removals.factories import dead
from tests.shares.factories import JOINED, a_member
from tests.tabs import Tab, said
from tests.visitors import visitor
from tests.voting.factories import CHAIR, Meeting, a_stretched_meeting, asked, comes, concerning
from tests.voting.phases import AFTER, LAST, a_phase, both, call, second_of, votes


@pytest.fixture
def meeting(session: Session) -> Meeting:
    """A stretched meeting of three members with two items, the first of them called."""
    return a_phase(session)


def an_election(session: Session) -> Meeting:
    """A stretched meeting that elects by more than half, else by a run-off."""
    meeting = a_stretched_meeting(
        session, {"election_mode": ElectionMode.ABSOLUTE_THEN_RUNOFF}, item_type=ItemType.ELECTION, seats=1,
        subject=Subject.ELECT_SUPERVISORY_BOARD,
        title="Wahl zum Aufsichtsrat", draft="",
    )
    meeting.members.extend(humans(session, 3))
    return meeting


def moved(session: Session, meeting: Meeting, kind: MotionKind) -> int:
    """A motion to the item that is on."""
    return actions.move_motion(session, meeting.sitting, kind, "Die Redezeit beträgt 3 Minuten.", "Ada", CHAIR, NOW).id


def test_a_vote_that_is_closed_while_another_item_is_on_is_counted_and_declared_all_the_same(
    session: Session, meeting: Meeting
) -> None:
    """Two chairs: one turns to the second item, the other closes the vote on the first from a page opened before."""
    first, second = both(session, meeting)
    votes(session, first, meeting.number(0))
    actions.close_poll(session, meeting.sitting, first, CHAIR, AFTER)
    assert meeting.sitting.item_id == second.item_id
    call(session, meeting, first.item, AFTER)
    actions.count_poll(session, meeting.sitting, first, CHAIR, AFTER)
    actions.declare(session, meeting.sitting, first, "Angenommen.", CHAIR, AFTER)
    assert (first.state, second.state) == (PollState.DECLARED, PollState.OPEN)


def test_two_votes_that_are_closed_at_once_are_declared_one_after_the_other(session: Session, meeting: Meeting) -> None:
    first, second = both(session, meeting)
    for poll in (first, second):
        votes(session, poll, meeting.number(0))
        actions.close_poll(session, meeting.sitting, poll, CHAIR, AFTER)
    for poll in (second, first):
        call(session, meeting, poll.item, AFTER)
        actions.count_poll(session, meeting.sitting, poll, CHAIR, AFTER)
        actions.declare(session, meeting.sitting, poll, "Angenommen.", CHAIR, AFTER)
    actions.close_sitting(session, meeting.sitting, CHAIR, AFTER)


def test_no_item_is_taken_off_the_agenda_while_it_is_voted_on(session: Session, meeting: Meeting) -> None:
    first, second = both(session, meeting)
    for poll in (first, second):
        with pytest.raises(Refusal, match="noch nicht verkündet"):
            actions.withdraw_item(session, meeting.sitting, poll.item, "Erledigt", CHAIR, NOW)
        assert poll.item.withdrawn_at is None
    other = an_item(session, meeting.assembly, title="Verschiedenes")
    other.announced_by_id = meeting.item.announced_by_id
    actions.withdraw_item(session, meeting.sitting, other, "Erledigt", CHAIR, NOW)
    assert other.withdrawn_at is not None


def test_to_look_at_a_vote_that_is_on_prolongs_no_discussion(session: Session, meeting: Meeting) -> None:
    first, _second = both(session, meeting)
    before = session.scalars(select(CourseEntry.id)).all()
    version = meeting.sitting.version
    call(session, meeting, first.item, NOW + timedelta(hours=5))
    assert session.scalars(select(CourseEntry.id)).all() == before
    assert meeting.sitting.version > version
    course = [(each.kind, each.at) for each in queries.course_of(session, meeting.assembly.id)]
    assert phases.discussed_until(NOW, course) == NOW


def test_on_procedure_is_voted_at_once_and_the_item_is_free_again(session: Session, meeting: Meeting) -> None:
    poll = asked(session, meeting, motion_id=moved(session, meeting, MotionKind.PROCEDURE))
    votes(session, poll, meeting.number(0))
    actions.close_poll(session, meeting.sitting, poll, CHAIR, NOW)
    actions.count_poll(session, meeting.sitting, poll, CHAIR, NOW)
    actions.declare(session, meeting.sitting, poll, "Angenommen.", CHAIR, NOW)
    assert asked(session, meeting).state is PollState.OPEN


def test_no_vote_of_its_own_is_held_on_a_change_to_a_proposal(session: Session, meeting: Meeting) -> None:
    motion = moved(session, meeting, MotionKind.AMENDMENT)
    with pytest.raises(Refusal, match="als mehrere Anträge zur Wahl"):
        asked(session, meeting, motion_id=motion)


def test_the_discussion_may_be_interrupted_while_votes_are_open(
    app: Flask, session: Session, meeting: Meeting
) -> None:
    both(session, meeting)
    session.commit()
    chair = visitor(app)
    sign_in_office(session, chair)
    page = Tab(chair, f"/abstimmung/{meeting.assembly.id}/leitung", "pause")
    assert "Abstimmung läuft, 0 von 3 Stimmen abgegeben" in said(chair.get(page.address))
    assert page.send().status_code == 302
    session.refresh(meeting.sitting)
    assert meeting.sitting.break_since is not None


def test_what_was_prepared_before_votes_stood_beside_each_other_is_opened_like_any_other(
    session: Session, meeting: Meeting
) -> None:
    first = asked(session, meeting, opened=False)
    call(session, meeting, second_of(meeting))
    second = asked(session, meeting, opened=False)
    first.phase_item = second.phase_item = None
    session.flush()
    for poll in (second, first):
        call(session, meeting, poll.item)
        actions.open_poll(session, meeting.sitting, poll, None, CHAIR, NOW)
    assert [each.phase_item for each in (first, second)] == [first.item_id, second.item_id]


def test_no_vote_is_closed_early_while_a_member_that_joined_meanwhile_has_none(
    session: Session, meeting: Meeting
) -> None:
    poll = asked(session, meeting)
    for member in meeting.members:
        votes(session, poll, member)
    party = a_person(session, "Ada", "Neuling")
    newcomer = a_member(session, first_day=TODAY + timedelta(days=2), kind=PartyKind.NATURAL_PERSON, party=party)
    with pytest.raises(Refusal, match="solange Stimmen fehlen"):
        actions.close_poll(session, meeting.sitting, poll, CHAIR, LAST)
    votes(session, poll, newcomer, LAST)
    actions.close_poll(session, meeting.sitting, poll, CHAIR, LAST)


@pytest.mark.parametrize("opened_before", [True, False])
def test_whom_the_matter_concerns_is_not_waited_for_and_told_of_as_barred(
    session: Session, opened_before: bool
) -> None:
    meeting = a_stretched_meeting(session, subject=Subject.RELEASE_FROM_LIABILITY)
    meeting.members.extend(humans(session, 3))
    concerned = meeting.number(0)
    poll = asked(session, meeting) if opened_before else None
    concerning(session, meeting, concerned.party)
    poll = poll or asked(session, meeting)
    for member in meeting.members[1:]:
        votes(session, poll, member)
    assert [row.member_id for row in queries.barred_of(session, poll)] == [concerned.id]
    actions.close_poll(session, meeting.sitting, poll, CHAIR, NOW)
    result = actions.count_poll(session, meeting.sitting, poll, CHAIR, NOW)
    assert (result.content["entitled"], result.content["barred"]) == (2, 1)
    assert queries.is_same_again(session, poll)


def test_an_election_after_the_phase_announces_no_run_off(session: Session) -> None:
    meeting = an_election(session)
    poll = asked(session, meeting, Method.ELECTION, ("Cora Gärtner", "Dora Gärtner", "Emil Gärtner"))
    for member, option in zip(meeting.members, poll.options, strict=True):
        given = actions.Given(member.id, Choice.MARKS, {option.id: 1})
        actions.cast(session, poll.assembly_id, poll.id, [given], member.party_id, NOW)
    actions.close_poll(session, meeting.sitting, poll, CHAIR, AFTER)
    actions.count_poll(session, meeting.sitting, poll, CHAIR, AFTER)
    assert poll.result is not None
    assert poll.result.outcome is Outcome.RUNOFF
    assert "Es folgt eine Stichwahl" in queries.proposed_declaration(poll)
    words = queries.proposed_declaration(poll, may_run_off=False)
    assert words == ("Die nötige Mehrheit ist nicht erreicht. Für eine Stichwahl ist die Abstimmungsphase vorbei; "
                     "gewählt wird in einer anderen Versammlung.")
    actions.declare(session, meeting.sitting, poll, words, CHAIR, AFTER)
    minuted = ballot_of(session, meeting.sitting, poll)
    assert {each.note for each in minuted.candidates} == {"Mehrheit nicht erreicht"}


@pytest.mark.usefixtures("at_its_end")
def test_the_chairs_page_offers_no_run_off_that_cannot_be_held(app: Flask, session: Session) -> None:
    meeting = an_election(session)
    poll = asked(session, meeting, Method.ELECTION, ("Cora Gärtner", "Dora Gärtner"))
    for member, option in zip(meeting.members, poll.options, strict=False):
        given = actions.Given(member.id, Choice.MARKS, {option.id: 1})
        actions.cast(session, poll.assembly_id, poll.id, [given], member.party_id, NOW)
    chair = visitor(app)
    sign_in_office(session, chair)
    at = f"/abstimmung/{meeting.assembly.id}/leitung"
    session.commit()
    a_member(session, first_day=JOINED, party=a_person(session, "Ada", "Zeder"), kind=PartyKind.NATURAL_PERSON)
    session.commit()
    page = said(chair.get(at))
    assert "Die Abstimmungsphase endete mit dem 29.11.2026. Schließen Sie jetzt die Abstimmung." in page
    assert "kann noch abstimmen" not in page
    actions.close_poll(session, meeting.sitting, poll, CHAIR, AFTER)
    actions.count_poll(session, meeting.sitting, poll, CHAIR, AFTER)
    session.commit()
    assert "Für eine Stichwahl ist die Abstimmungsphase vorbei" in said(chair.get(at))
    actions.declare(session, meeting.sitting, poll, "Niemand ist gewählt.", CHAIR, AFTER)
    session.commit()
    assert f"/{poll.id}/stichwahl" not in chair.get(at).text
    for page in (f"/abstimmung/{meeting.assembly.id}/{poll.id}", f"/abstimmung/{meeting.assembly.id}/ergebnisse"):
        told = said(chair.get(page))
        assert ("Stichwahl" in told, "Nötige Mehrheit nicht erreicht" in told) == (False, True)


def test_who_has_voted_sees_its_receipt_and_the_way_to_the_next_question(
    app: Flask, session: Session, meeting: Meeting
) -> None:
    first, second = both(session, meeting)
    member, at = meeting.number(0), f"/abstimmung/{meeting.assembly.id}"
    phone = visitor(app)
    sign_in(session, phone, member.party)
    session.commit()
    ids = first.id, second.id, member.id
    onward = phone.post(f"{at}/{ids[0]}/abgeben", data={f"m{ids[2]}": "yes"}, follow_redirects=True)
    session.rollback()
    (receipt,) = session.scalars(select(CastVote.receipt))
    page = said(onward)
    assert "1 Stimme abgegeben" in page
    assert receipt in page.replace(" ", "")
    assert "Weiter zu TOP 2" in page
    onward = phone.post(f"{at}/{ids[1]}/abgeben", data={f"m{ids[2]}": "no"}, follow_redirects=True)
    assert "Das Ergebnis wird verkündet, wenn die Abstimmungsphase zu Ende ist." in said(onward)


@pytest.mark.usefixtures("at_its_end")
def test_after_the_phase_nobody_is_asked_whether_to_vote_so(app: Flask, session: Session, meeting: Meeting) -> None:
    first, _second = both(session, meeting)
    member = meeting.number(0)
    phone = visitor(app)
    sign_in(session, phone, member.party)
    session.commit()
    answer = phone.post(f"/abstimmung/{meeting.assembly.id}/{first.id}/pruefen", data={f"m{member.id}": "yes"})
    assert answer.status_code == 422
    assert "endete mit dem 29.11.2026" in said(answer)


@pytest.mark.usefixtures("at_its_end")
def test_members_find_the_way_to_the_result_and_to_object_until_the_meeting_is_closed(
    app: Flask, session: Session, meeting: Meeting
) -> None:
    """The result is declared after the last day, and who voted may object to it then (§ 51 (2) GenG; R-CHL-02)."""
    both(session, meeting)
    member = meeting.number(0)
    phone = visitor(app)
    sign_in(session, phone, member.party)
    session.commit()
    at = f"/versammlungen/mein/{member.number}/{meeting.assembly.id}"
    assert f"/abstimmung/{meeting.assembly.id}\"" in phone.get(at).text


def test_who_died_after_it_voted_stands_in_the_list_with_its_votes(session: Session, meeting: Meeting) -> None:
    """The list tells how many votes somebody had who was there (§ 47 (3) GenG; R-MIN-05)."""
    member = meeting.number(0)
    comes(session, meeting.assembly, member, member.party, mode=Mode.ONLINE, at=NOW)
    votes(session, asked(session, meeting), member)
    dead(session, member, TODAY + timedelta(days=1), NOW + timedelta(days=2))
    (there,) = attending.attendees(session, meeting.assembly)
    assert (there.votes, there.may_vote) == (1, True)


@pytest.mark.usefixtures("at_its_end")
def test_by_its_ticket_who_voted_objects_until_the_meeting_is_closed(
    app: Flask, session: Session, meeting: Meeting
) -> None:
    """Most have no login, and the result is declared after the last day (§§ 43b (7), 51 (2) GenG; R-FORM-07)."""
    first, second = both(session, meeting)
    member, at = meeting.number(0), f"/abstimmung/{meeting.assembly.id}"
    comes(session, meeting.assembly, member, member.party, mode=Mode.ONLINE, at=NOW)
    for poll in (second, first):
        votes(session, poll, member)
        actions.close_poll(session, meeting.sitting, poll, CHAIR, AFTER)
        call(session, meeting, poll.item, AFTER)
        actions.count_poll(session, meeting.sitting, poll, CHAIR, AFTER)
        actions.declare(session, meeting.sitting, poll, "Angenommen.", CHAIR, AFTER)
    session.commit()
    phone, ticket = visitor(app), f"/teilnahme/einlass/{Ticket(meeting.assembly.id, member.id).token()}"
    assert "Die Abstimmungsphase ist vorbei" in said(phone.get(ticket))
    assert Tab(phone, ticket).send().status_code == 302
    assert "Zuletzt verkündet" in said(phone.get(at))
    refused = phone.post(f"{at}/{first.id}/abgeben", data={f"m{member.id}": "no"})
    assert refused.status_code == 409
    sent = Tab(phone, at, "widerspruch").send(item=str(meeting.item.id), member=str(member.id), text="Zu spät geladen.")
    assert sent.status_code == 302
    session.rollback()
    assert [each.member_id for each in queries.objections_of(session, meeting.assembly.id)] == [member.id]
    actions.close_sitting(session, meeting.sitting, CHAIR, AFTER)
    session.commit()
    page = said(phone.get(at))
    assert "Die Versammlung ist geschlossen" in page
    assert "Meine Quittungen" in page
    assert "geschlossen" in said(phone.get(ticket))
    calendar.begin_at(AFTER + timedelta(days=1))
    gone = phone.get(at)
    assert (gone.status_code, "Die Versammlung ist seit" in said(gone)) == (404, True)


def test_who_names_somebody_during_the_phase_is_told_what_breaking_off_costs(session: Session) -> None:
    meeting = a_stretched_meeting(session, subject=Subject.RELEASE_FROM_LIABILITY)
    meeting.members.extend(humans(session, 2))
    poll = asked(session, meeting)
    votes(session, poll, meeting.number(0))
    with pytest.raises(Refusal, match="Was abgegeben war, zählt dann nicht"):
        concerning(session, meeting, meeting.number(0).party)


def test_the_plan_says_what_a_voting_phase_does_not_allow(session: Session) -> None:
    meeting = an_election(session)
    statute = statutes.statute_on(session, TODAY)
    for subject, told in ((None, "gibt es keine Stichwahl"), (Subject.DISCHARGE, "für jede einen eigenen Punkt")):
        if subject:
            an_item(session, meeting.assembly, title="Entlastung", subject=subject)
        concerns = " ".join(map(str, assemblies.plan_on(session, meeting.assembly, statute, TODAY).concerns))
        assert told in concerns
    assert "Stichwahl" not in " ".join(map(str, about_phase([Subject.DISCHARGE], ElectionMode.ABSOLUTE_THEN_RUNOFF, 0)))
    assert not [*about_phase([Subject.ELECT_SUPERVISORY_BOARD], ElectionMode.RELATIVE, 1)]


def test_the_chair_finds_a_vote_closed_while_another_item_is_on(app: Flask, session: Session, meeting: Meeting) -> None:
    """It was told to be called and open still, and why nothing else could be called it had to find out by trying."""
    first, second = both(session, meeting)
    third = an_item(session, meeting.assembly, title="Entlastung")
    for member in meeting.members:
        votes(session, first, member)
    actions.close_poll(session, meeting.sitting, first, CHAIR, NOW)
    with pytest.raises(Refusal, match="Abstimmung zu TOP 1 ist noch nicht verkündet"):
        call(session, meeting, third)
    session.commit()
    chair, at = visitor(app), f"/abstimmung/{meeting.assembly.id}"
    sign_in_office(session, chair)
    page = chair.get(f"{at}/leitung")
    assert f'<a href="{at}/{first.id}">geschlossen, noch nicht verkündet</a>' in page.text
    assert "Zu dieser Abstimmung: TOP 1" in page.text
    for words in ("aufgerufen, noch offen", "Aufrufen: TOP 3", "Noch einmal aufrufen", "Versammlung schließen"):
        assert words not in page.text
    assert "/pause\"" not in page.text
    actions.count_poll(session, meeting.sitting, first, CHAIR, NOW)
    session.commit()
    assert "ausgezählt, noch nicht verkündet" in said(chair.get(f"{at}/leitung"))
    assert second.state is PollState.OPEN


def test_a_change_to_a_proposal_is_not_offered_to_be_voted_on_apart_and_the_chair_reads_what_becomes_of_it(
    app: Flask, session: Session, meeting: Meeting
) -> None:
    moved(session, meeting, MotionKind.AMENDMENT)
    session.commit()
    chair, at = visitor(app), f"/abstimmung/{meeting.assembly.id}"
    sign_in_office(session, chair)
    form = chair.get(f"{at}/punkte/{meeting.item.id}/frage")
    assert "Ada: Die Redezeit" not in said(form)
    assert "wird in der Abstimmungsphase nicht eigens abgestimmt" in said(form)
    assert "nehmen Sie ihn in die Abstimmung zum Punkt auf" in said(chair.get(f"{at}/leitung"))
