"""The emergency folder: what a meeting needs on paper, at any time, in one file."""

import io

import pikepdf
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.assemblies.rules import AlsoVoting, ItemType, MeetingForm, Subject
from app.attendance.actions import let_guest_in
from app.attendance.rules import GuestRole, Mode
from app.core.formats import long_day
from app.core.values import PartyKind
from app.members.rules import MemberClass
from app.parties.rules import Authority
from app.voting import actions, queries
from app.voting.actions.folder import folder_facts
from app.voting.rules import Method, MotionKind
from tests.assemblies.factories import a_convening_house, an_item
from tests.attendance.factories import a_meeting as convoked
from tests.attendance.factories import acting, there, with_votes
from tests.factories import NOW, OFFICE, a_person
from tests.organs.factories import an_office
from tests.shares.factories import a_member
from tests.statements import statements
from tests.tabs import said
from tests.voting.factories import (
    CHAIR,
    Meeting,
    a_meeting,
    a_stretched_meeting,
    an_election,
    asked,
    concerning,
    declared,
    marked,
    represented,
    someone,
)
from tests.voting.test_meeting_pages import the_chair


def test_each_item_has_its_votes_and_its_bans(session: Session) -> None:
    meeting = a_meeting(session, subject=Subject.ADOPT_ACCOUNTS)
    discharge = an_item(session, meeting.assembly, subject=Subject.DISCHARGE_BOARD, title="Entlastung des Vorstands",
                        announced_by_id=meeting.item.announced_by_id)
    an_office(session, meeting.number(0).party)
    facts = folder_facts(session, meeting.assembly, NOW)
    assert [row.votes for row in facts.roll] == [("1", "–"), ("1", "1"), ("1", "1")]
    assert [(each.title, each.barred) for each in facts.items][1] == (discharge.title, "Ada Ahorn")
    assert [(each.kicker, each.copies) for each in facts.ballots] == [
        ("TOP 1", "3-mal kopieren"), ("TOP 2", "2-mal kopieren"),
    ]


def test_who_votes_for_whom_and_who_is_there_without_a_vote_stand_in_it(session: Session) -> None:
    meeting = a_meeting(session, 1, {"investing_members": True, "investing_policy": "no_vote"})
    represented(session, meeting, "Tanne", by=meeting.number(0))
    someone(session, meeting.assembly, "Erle", Mode.ONLINE, MemberClass.INVESTING)
    let_guest_in(session, meeting.assembly, "Gunda Prüfenstein", GuestRole.AUDITING_ASSOCIATION, OFFICE, NOW)
    facts = folder_facts(session, meeting.assembly, NOW)
    assert [(row.name, row.through) for row in facts.roll] == [("Ada Ahorn", ""), ("Bodo Tanne", "Ada Ahorn")]
    assert [(each.name, each.proxy) for each in facts.grants] == [("Bodo Tanne", "Ada Ahorn")]
    assert ("Ada Erle", "ohne Stimme") in [(each.name, each.through) for each in facts.present]
    assert [each.name for each in facts.guests] == ["Gunda Prüfenstein"]
    assert facts.total == "2 Stimmen"


def test_what_is_prepared_has_its_own_ballot(session: Session) -> None:
    meeting = an_election(session, 2, seats=2)
    asked(session, meeting, Method.LIST, ["Cora", "Dirk"], seats=2, opened=False)
    asked(session, meeting, Method.LIST, ["Cora", "Dirk", "Egon"], seats=2, opened=False)
    each, listed = folder_facts(session, meeting.assembly, NOW).ballots
    assert [(line.label, line.boxes) for line in each.lines] == [
        ("Cora", ("Ja", "Nein", "Enthaltung")), ("Dirk", ("Ja", "Nein", "Enthaltung"))]
    assert [line.boxes for line in listed.lines] == [("Cora",), ("Dirk",), ("Egon",), ("Enthaltung",)]
    assert listed.hint == "Höchstens 2 Kreuze."


def test_an_election_without_a_poll_has_lines_for_names_to_be_written_in(session: Session) -> None:
    meeting = an_election(session, 2, seats=2)
    several, each = folder_facts(session, meeting.assembly, NOW).ballots
    assert [(line.is_blank, line.boxes) for line in several.lines] == [*[(True, ())] * 5, (False, ("Enthaltung",))]
    assert [(line.is_blank, line.boxes) for line in each.lines] == [(True, ("Ja", "Nein", "Enthaltung"))] * 2
    assert several.hint == "Höchstens 2 Kreuze."
    assert (several.note, each.note) == (
        "Wenn mehr Personen zur Wahl stehen als Sitze: Namen eintragen,",
        "Wenn nicht mehr Personen zur Wahl stehen als Sitze: Namen eintragen,",
    )


def test_where_most_votes_elect_nobody_is_voted_on_by_yes_or_no(session: Session) -> None:
    meeting = an_election(session, 2, election_mode="relative")
    (ballot,) = folder_facts(session, meeting.assembly, NOW).ballots
    assert [line.boxes for line in ballot.lines] == [(), (), (), (), ("Enthaltung",)]
    assert (ballot.hint, ballot.note) == ("Höchstens 1 Kreuz.", "Namen eintragen,")


def test_what_is_declared_needs_no_ballot_any_more(session: Session) -> None:
    meeting = a_meeting(session, subject=Subject.ADOPT_ACCOUNTS)
    an_item(session, meeting.assembly, title="Verwendung", announced_by_id=meeting.item.announced_by_id)
    motion = actions.move_motion(session, meeting.sitting, MotionKind.AMENDMENT, "Anders", "Ada", CHAIR, NOW)
    declared(session, meeting, asked(session, meeting, motion_id=motion.id))
    assert kickers(session, meeting) == ["TOP 1", "TOP 2"]
    declared(session, meeting, asked(session, meeting))
    assert kickers(session, meeting) == ["TOP 2"]
    asked(session, meeting, opened=False)
    assert kickers(session, meeting) == ["TOP 1", "TOP 2"]


def test_a_motion_beside_any_matter_has_its_ballot_while_it_waits(session: Session) -> None:
    meeting = a_meeting(session, item_type=ItemType.DISCUSSION, subject=None, title="Verschiedenes", draft="")
    assert kickers(session, meeting) == []
    motion = actions.move_motion(session, meeting.sitting, MotionKind.CONVENING, "Im März", "Ada", CHAIR, NOW)
    poll = asked(session, meeting, motion_id=motion.id, opened=False)
    (ballot,) = folder_facts(session, meeting.assembly, NOW).ballots
    assert (ballot.question, ballot.copies) == ("Im März", "3-mal kopieren")
    actions.void_poll(session, meeting.sitting, poll, "Irrtum", CHAIR, NOW)
    assert kickers(session, meeting) == []


def test_single_people_are_discharged_one_after_another_while_the_item_is_on(session: Session) -> None:
    meeting = a_meeting(session, subject=Subject.DISCHARGE)
    other = an_item(session, meeting.assembly, announced_by_id=meeting.item.announced_by_id)
    declared(session, meeting, asked(session, meeting))
    assert kickers(session, meeting) == ["TOP 1", "TOP 2"]
    actions.call_item(session, meeting.sitting, other, CHAIR, NOW)
    assert kickers(session, meeting) == ["TOP 2"]


def test_an_election_needs_ballots_until_its_seats_are_filled(session: Session) -> None:
    meeting = an_election(session, 2, seats=2)
    for name in ("Cora", "Dirk"):
        assert kickers(session, meeting)
        poll = asked(session, meeting, Method.ELECTION, [name])
        for member in meeting.members:
            marked(session, poll, member, name)
        declared(session, meeting, poll)
    assert kickers(session, meeting) == []
    actions.answer(session, meeting.sitting, poll, poll.options[0], False, CHAIR, NOW)
    assert kickers(session, meeting) == ["TOP 1"]


def test_a_run_off_that_is_to_come_has_its_names_on_the_ballot(session: Session) -> None:
    meeting = an_election(session, 3, election_mode="absolute_then_runoff")
    poll = asked(session, meeting, Method.ELECTION, ["Cora", "Dirk", "Egon"], question="Wahlen zum Aufsichtsrat")
    for member, name in zip(meeting.members, ("Cora", "Dirk", "Egon"), strict=True):
        marked(session, poll, member, name)
    declared(session, meeting, poll)
    assert poll.result is not None
    names = [each.name for each in poll.options if each.id in poll.result.content["runoff"]]
    (ballot,) = folder_facts(session, meeting.assembly, NOW).ballots
    assert [line.boxes for line in ballot.lines] == [*[(name,) for name in names], ("Enthaltung",)]
    assert ballot.question == "Stichwahl: Wahlen zum Aufsichtsrat"


def kickers(session: Session, meeting: Meeting) -> list[str]:
    """For which items ballots are printed, each once."""
    return list(dict.fromkeys(each.kicker for each in folder_facts(session, meeting.assembly, NOW).ballots))


def test_whom_a_barred_one_represents_together_with_another_has_no_vote_in_it(session: Session) -> None:
    meeting = a_meeting(session, 1, subject=Subject.RELEASE_FROM_LIABILITY)
    works = a_member(session, "Stadtwerke Quellbach GmbH")
    first, second = a_person(session, "Dora", "Deputat"), a_person(session, "Egon", "Prokura")
    there(session, meeting.assembly, works, first, jointly_id=second.id)
    concerning(session, meeting, second)
    votes = {row.name: row.votes for row in folder_facts(session, meeting.assembly, NOW).roll}
    assert votes["Stadtwerke Quellbach GmbH"] == ("–",)


def test_before_the_check_in_it_lists_all_who_may_vote_to_let_them_in_on_paper(session: Session) -> None:
    meeting = a_meeting(session, 0, {"plural_votes": 3})
    works, clerk = a_member(session, "Stadtwerke Quellbach GmbH"), a_person(session, "Egon", "Prokura")
    acting(session, works, clerk)
    with_votes(session, works, 3)
    oak = a_person(session, "Ada", "Ahorn")
    a_member(session, kind=PartyKind.NATURAL_PERSON, party=oak)
    facts = folder_facts(session, meeting.assembly, NOW)
    assert (facts.roll, facts.present) == ((), ())
    assert [(each.name, each.through, each.votes) for each in facts.awaited] == [
        ("Stadtwerke Quellbach GmbH", "Egon Prokura", "3"), ("Ada Ahorn", "", "1"),
    ]
    assert [(each.votes, each.copies) for each in facts.ballots] == [
        ("1 Stimme", "1-mal kopieren, für alle, die noch kommen können"),
        ("3 Stimmen", "1-mal kopieren, für alle, die noch kommen können"),
    ]
    an_office(session, oak)
    an_item(session, meeting.assembly, subject=Subject.DISCHARGE_BOARD, announced_by_id=meeting.item.announced_by_id)
    assert [each.other for each in folder_facts(session, meeting.assembly, NOW).awaited] == ["", "TOP 2: –"]


def test_it_says_who_can_come_only_together_with_whom(session: Session) -> None:
    """§ 25 GenG, R-VOTE-09: one of them alone is given no ballots."""
    meeting = a_meeting(session, 0)
    first, second, third = (a_person(session, "Dora", name) for name in ("Deputat", "Prokura", "Quast"))
    bank, works, town = (a_member(session, name) for name in ("Raiffeisenkasse", "Stadtwerke", "Gemeinde"))
    for person in (first, second, third):
        acting(session, bank, person, Authority.JOINT)
    acting(session, works, second, Authority.JOINT)
    acting(session, town, first, Authority.JOINT)
    acting(session, town, third)
    assert [each.through for each in folder_facts(session, meeting.assembly, NOW).awaited] == [
        "Dora Deputat, nur gemeinsam mit Dora Prokura oder Dora Quast",
        "Dora Prokura, nur gemeinsam; mit wem, ist nicht eingetragen", "Dora Quast",
    ]


def test_during_the_check_in_it_lists_beside_who_is_there_who_may_still_come(session: Session) -> None:
    meeting = a_meeting(session, 2)
    a_member(session, "Stadtwerke Quellbach GmbH")
    facts = folder_facts(session, meeting.assembly, NOW)
    assert [len(facts.roll), *(each.name for each in facts.awaited)] == [2, "Stadtwerke Quellbach GmbH"]
    assert [each.copies for each in facts.ballots] == ["2-mal kopieren, 3-mal, wenn noch alle kommen"]
    actions.close_sitting(session, meeting.sitting, CHAIR, NOW)
    assert folder_facts(session, meeting.assembly, NOW).awaited == ()


@pytest.mark.parametrize("form", [MeetingForm.VIRTUAL, MeetingForm.STRETCHED])
def test_without_a_hall_it_says_what_to_do_instead_of_going_on_on_paper(
    app: Flask, session: Session, form: MeetingForm
) -> None:
    meeting = a_stretched_meeting(session) if form is MeetingForm.STRETCHED else a_meeting(session, form=form)
    guest = someone(session, meeting.assembly, "Zeder", Mode.ONLINE)
    guest.party.phone, guest.party.email = "0711 4711-12", "ada@zeder.example"
    session.flush()
    facts = folder_facts(session, meeting.assembly, NOW)
    assert (facts.has_hall, facts.ballots, facts.awaited) == (False, (), ())
    assert facts.votes_until == (long_day(meeting.assembly.votes_until) if meeting.assembly.votes_until else "")
    assert [each.contact for each in facts.present if each.name == "Ada Zeder"] == ["0711 4711-12"]
    session.commit()
    page = said(the_chair(app, session).get(f"/abstimmung/{meeting.assembly.id}/mappe"))
    assert ("Stimmzettel" in page, "geht die Versammlung damit auf Papier weiter" in page) == (False, False)
    assert "auf Papier geht eine Versammlung ohne Saal nicht weiter" in page


def test_who_is_online_beside_a_hall_is_reached_by_mail_where_no_number_is_known(session: Session) -> None:
    meeting = a_meeting(session, form=MeetingForm.HYBRID)
    online = someone(session, meeting.assembly, "Zeder", Mode.ONLINE)
    online.party.phone, online.party.email = "", "ada@zeder.example"
    meeting.number(0).party.phone = "0711 4711-12"
    session.flush()
    facts = folder_facts(session, meeting.assembly, NOW)
    assert (facts.has_hall, facts.has_distant, bool(facts.ballots)) == (True, True, True)
    assert {each.name: each.contact for each in facts.present}["Ada Zeder"] == "ada@zeder.example"
    assert {each.name: each.contact for each in facts.present}[meeting.number(0).party.display_name] == ""


def test_who_comes_online_for_a_member_and_left_no_address_is_reached_through_the_member(session: Session) -> None:
    meeting = a_meeting(session, 0, form=MeetingForm.HYBRID)
    works, clerk = a_member(session, "Stadtwerke Quellbach GmbH"), a_person(session, "Egon", "Prokura")
    works.party.phone, works.party.email, clerk.phone, clerk.email = "", "post@quellbach.example", "", ""
    there(session, meeting.assembly, works, clerk, mode=Mode.ONLINE)
    assert [each.contact for each in folder_facts(session, meeting.assembly, NOW).present] == ["post@quellbach.example"]
    clerk.phone = "0711 4711-12"
    session.flush()
    assert [each.contact for each in folder_facts(session, meeting.assembly, NOW).present] == ["0711 4711-12"]


@pytest.mark.parametrize(("also", "has_distant"), [
    (None, False), (AlsoVoting.WRITTEN, False), (AlsoVoting.ELECTRONIC, True), (AlsoVoting.BOTH, True),
])
def test_a_hall_pauses_for_who_votes_beside_it_on_a_device(
    session: Session, also: AlsoVoting | None, has_distant: bool
) -> None:
    a_convening_house(session)
    assembly = convoked(session, also_voting=also)
    assert folder_facts(session, assembly, NOW).has_distant is has_distant


def test_many_voters_cost_no_more_statements(session: Session) -> None:
    meeting = a_meeting(session, 1)
    queries.folder_of(session, meeting.assembly, NOW)
    with statements() as few:
        queries.folder_of(session, meeting.assembly, NOW)
    for name in ("Birke", "Eibe", "Fichte"):
        someone(session, meeting.assembly, name)
    with statements() as many:
        queries.folder_of(session, meeting.assembly, NOW)
    assert len(many) <= len(few)


def test_it_is_one_file_with_a_name_and_numbered_pages(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    session.commit()
    answer = the_chair(app, session).get(f"/abstimmung/{meeting.assembly.id}/mappe/notfallmappe.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert f"notfallmappe-{meeting.assembly.meets_on:%Y-%m-%d}.pdf" in answer.headers["Content-Disposition"]
    with pikepdf.open(io.BytesIO(answer.data)) as printed:
        assert len(printed.pages) == 2
