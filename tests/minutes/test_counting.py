"""What the minutes say of who took part in a vote, and through whom (§ 47 (1) GenG; R-MIN-04)."""

from datetime import timedelta

from flask import Flask
from sqlalchemy.orm import Session

from app.assemblies.rules import Subject
from app.members.rules import MemberClass
from app.minutes import queries
from app.minutes.actions.ballots import ballot_of
from app.minutes.actions.listing import roll_call_list
from app.voting import actions as voting
from app.voting.actions import Given
from app.voting.rules import Method, Secrecy
from tests.attendance.factories import a_town, granted, with_votes
from tests.factories import NOW, a_person
from tests.tabs import said
from tests.voting.factories import (
    CHAIR,
    NO,
    YES,
    a_meeting,
    a_stretched_meeting,
    an_election,
    asked,
    casts,
    concerning,
    declared,
    marked,
    someone,
)
from tests.voting.test_meeting_pages import the_chair


def test_who_cast_is_named_and_not_whom_the_roll_named_at_the_opening(session: Session) -> None:
    meeting = a_stretched_meeting(session, subject=Subject.RELEASE_FROM_LIABILITY)
    (town, mayor), (other, other_mayor) = a_town(session), a_town(session, "Gemeinde Quellbach")
    concerning(session, meeting, mayor, other_mayor)
    poll, proxy = asked(session, meeting, secrecy=Secrecy.ROLL_CALL), a_person(session, "Petra", "Prokura")
    granted(session, meeting.assembly, town, proxy)
    voting.cast(session, meeting.assembly.id, poll.id, [Given(town.id, YES)], proxy.id, NOW + timedelta(days=1))
    over = NOW + timedelta(days=6)
    voting.close_poll(session, meeting.sitting, poll, CHAIR, over)
    voting.count_poll(session, meeting.sitting, poll, CHAIR, over)
    voting.declare(session, meeting.sitting, poll, "So ist es beschlossen.", CHAIR, over)
    found = queries.participations(session, meeting.assembly.id)
    assert [(each.name, each.through, each.polls) for each in found] == [("Gemeinde Altenbruck", "Petra Prokura", [1])]
    assert [row.member_id for row in queries.barred_in(session, poll)] == [other.id]
    single = roll_call_list(session, meeting.assembly, poll, NOW).tables[0].rows
    assert [row[2] for row in single] == ["Petra Prokura"]


def test_a_roll_call_names_how_many_votes_each_has_where_plural_votes_count(session: Session) -> None:
    meeting = a_meeting(session, statute={"plural_votes": 3})
    with_votes(session, meeting.number(0), 3)
    poll = asked(session, meeting, secrecy=Secrecy.ROLL_CALL)
    for member in meeting.members:
        casts(session, poll, member)
    declared(session, meeting, poll)
    assert poll.result is not None
    table = roll_call_list(session, meeting.assembly, poll, NOW).tables[0]
    assert [each.head for each in table.columns][-2:] == ["Stimmen", "Stimme"]
    assert [row[-2:] for row in table.rows] == [("3", "Ja"), ("1", "Ja"), ("1", "Ja")]
    assert sum(int(row[-2]) for row in table.rows) == poll.result.content["ordinary"]["yes"]


def test_a_roll_call_says_whose_votes_do_not_count_and_what_the_others_add_up_to(
    app: Flask, session: Session
) -> None:
    """Each single vote is laid open, so that the sum of one investing member is told as well (§ 8 (2) GenG)."""
    meeting = a_meeting(session, 2, {"investing_members": True, "investing_policy": "ordinary_majority_controls"})
    investing = someone(session, meeting.assembly, "Erle", member_class=MemberClass.INVESTING)
    poll = asked(session, meeting, secrecy=Secrecy.ROLL_CALL)
    for member in (*meeting.members, investing):
        casts(session, poll, member, NO if member is investing else YES)
    ballot = ballot_of(session, meeting.sitting, declared(session, meeting, poll))
    assert [(each.label, each.yes, each.no) for each in ballot.tally] == [
        ("Ordentliche Mitglieder", 2, 0), ("Investierende Mitglieder", 0, 1),
    ]
    annex = roll_call_list(session, meeting.assembly, poll, NOW)
    assert [(row.label, row.text) for row in annex.rows[1:]] == [
        ("Ordentliche Mitglieder", "2 Ja, 0 Nein, Enthaltungen: 0"),
        ("Investierende Mitglieder", "0 Ja, 1 Nein, Enthaltungen: 0"),
    ]
    assert [row[1] for row in annex.tables[0].rows if "zählt nicht mit" in row[1]] == [
        "Ada Erle (investierend, zählt nicht mit)",
    ]
    session.commit()
    page = said(the_chair(app, session).get(f"/abstimmung/{meeting.assembly.id}/{poll.id}"))
    assert "Ada Erle investierend, zählt nicht mit" in page
    assert "entscheiden nicht: 0 Ja, 1 Nein." in page


def test_a_roll_call_of_an_election_adds_up_to_the_votes_of_each(session: Session) -> None:
    meeting = an_election(session, 3)
    poll = asked(session, meeting, Method.ELECTION, ["Cora", "Dirk"], secrecy=Secrecy.ROLL_CALL)
    for member, name in zip(meeting.members, ("Cora", "Cora", "Dirk"), strict=True):
        marked(session, poll, member, name)
    declared(session, meeting, poll, "Gewählt ist Cora.")
    assert roll_call_list(session, meeting.assembly, poll, NOW).rows[-1].text == "Cora: 2, Dirk: 1"


def test_a_roll_call_of_one_vote_each_has_no_column_of_votes(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting, secrecy=Secrecy.ROLL_CALL)
    casts(session, poll, meeting.number(0))
    declared(session, meeting, poll)
    table = roll_call_list(session, meeting.assembly, poll, NOW).tables[0]
    assert [each.head for each in table.columns] == ["Nr.", "Mitglied", "Abgegeben durch", "Stimme"]
