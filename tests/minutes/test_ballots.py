"""How declared votes and elections stand in the minutes, and that nobody's single vote is read there (§ 47 GenG)."""

from contextvars import Context
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.attendance.rules import Mode
from app.members.rules import MemberClass
from app.minutes.actions.ballots import ballot_of
from app.voting import actions as voting
from app.voting.models import Poll
from app.voting.rules import Choice, Method
from documents.minutes import Ballot, TallyRow
from tests.factories import NOW, sign_in_office
from tests.tabs import said
from tests.voting.factories import (
    ABSTAIN,
    CHAIR,
    NO,
    YES,
    Meeting,
    a_meeting,
    an_election,
    asked,
    casts,
    declared,
    marked,
    someone,
)

TWO_CLASSES: dict[str, Any] = {"investing_members": True, "investing_policy": "ordinary_majority_controls"}


def stated(session: Session, meeting: Meeting, poll: Poll) -> Ballot:
    """What the minutes state of a declared vote."""
    return ballot_of(session, meeting.sitting, declared(session, meeting, poll))


def shown(session: Session, client: FlaskClient, meeting: Meeting) -> str:
    """The page of the minutes."""
    session.commit()
    sign_in_office(session, client)
    return said(Context().run(client.get, f"/niederschriften/{meeting.assembly.id}"))


def test_the_only_one_online_is_not_seen_to_have_voted_no(session: Session, client: FlaskClient) -> None:
    meeting = a_meeting(session)
    online = someone(session, meeting.assembly, "Erle", Mode.ONLINE)
    poll = asked(session, meeting)
    for member, choice in zip([*meeting.members, online], (YES, YES, YES, NO), strict=True):
        casts(session, poll, member, choice)
    assert stated(session, meeting, poll).tally == (TallyRow("Zusammen", 3, 1, 0, 0),)
    page = shown(session, client, meeting)
    assert "Zusammen 3 1 0 0" in page
    assert "Online 0 1" not in page


def in_two_classes(session: Session, investing: int) -> tuple[Meeting, Poll]:
    """A vote of three ordinary members in favour, and of investing ones against it."""
    meeting = a_meeting(session, statute=TWO_CLASSES)
    poll_members = [
        someone(session, meeting.assembly, name, member_class=MemberClass.INVESTING)
        for name in ("Erle", "Esche", "Espe")[:investing]
    ]
    poll = asked(session, meeting)
    for member in meeting.members:
        casts(session, poll, member, YES)
    for member in poll_members:
        casts(session, poll, member, NO)
    return meeting, poll


def test_two_investing_members_are_not_seen_to_have_voted_no(session: Session, client: FlaskClient) -> None:
    meeting, poll = in_two_classes(session, 2)
    ballot = stated(session, meeting, poll)
    assert ballot.tally == (TallyRow("Ordentliche Mitglieder", 3, 0, 0, 0),)
    assert any("Es entscheiden die Stimmen der ordentlichen Mitglieder" in each for each in ballot.rules)
    page = shown(session, client, meeting)
    assert "Ordentliche Mitglieder 3 0 0 0" in page
    assert "Investierende Mitglieder" not in page
    poll_page = said(Context().run(client.get, f"/abstimmung/{meeting.assembly.id}/{poll.id}"))
    assert "Die Stimmen investierender Mitglieder sind eigens gezählt und entscheiden nicht." in poll_page
    assert "2 Nein" not in poll_page


def test_three_of_each_class_are_shown_apart(session: Session) -> None:
    meeting, poll = in_two_classes(session, 3)
    assert stated(session, meeting, poll).tally == (
        TallyRow("Ordentliche Mitglieder", 3, 0, 0, 0), TallyRow("Investierende Mitglieder", 0, 3, 0, 0),
    )


def test_an_election_states_the_votes_that_decided_and_who_chose_nobody(session: Session, client: FlaskClient) -> None:
    meeting = an_election(session, 4, **TWO_CLASSES)
    investing = someone(session, meeting.assembly, "Erle", member_class=MemberClass.INVESTING)
    poll = asked(session, meeting, Method.ELECTION, ["Cora", "Dirk"])
    for member in (*meeting.members[:3], investing):
        marked(session, poll, member, "Dirk" if member is investing else "Cora")
    casts(session, poll, meeting.number(3), ABSTAIN)
    ballot = stated(session, meeting, poll)
    assert [(each.name, each.votes) for each in ballot.candidates] == [("Cora", 3), ("Dirk", 0)]
    assert ballot.beside == "Enthaltungen: 1; ungültig: 0."
    page = shown(session, client, meeting)
    assert "Dirk: 0" in page
    assert "Enthaltungen: 1; ungültig: 0" in page


def test_who_wants_none_of_several_is_told_beside_them(session: Session, client: FlaskClient) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting, Method.ONE_OF_SEVERAL, ["Antrag A", "Antrag B"])
    for member in meeting.members[:2]:
        marked(session, poll, member, "Antrag A")
    casts(session, poll, meeting.number(2), Choice.NO)
    assert stated(session, meeting, poll).beside == "Enthaltungen: 0; ungültig: 0; keinem zugestimmt: 1."
    assert "keinem zugestimmt: 1" in shown(session, client, meeting)


def test_an_election_en_bloc_names_everybody_and_who_accepts(session: Session, client: FlaskClient) -> None:
    meeting = an_election(session, seats=2)
    poll = asked(session, meeting, Method.EN_BLOC, ["Cora", "Dirk"], seats=2)
    for member in meeting.members:
        casts(session, poll, member, YES)
    declared(session, meeting, poll)
    voting.answer(session, meeting.sitting, poll, poll.options[0], True, CHAIR, NOW)
    voting.answer(session, meeting.sitting, poll, poll.options[1], False, CHAIR, NOW)
    ballot = ballot_of(session, meeting.sitting, poll)
    assert ballot.tally == (TallyRow("Zusammen", 3, 0, 0, 0),)
    assert [(each.name, each.votes, each.note) for each in ballot.candidates] == [
        ("Cora", 3, "gewählt, nimmt die Wahl an"), ("Dirk", 3, "gewählt, nimmt die Wahl nicht an"),
    ]
    page = shown(session, client, meeting)
    assert "Cora: 3 (nimmt die Wahl an)" in page
    assert "Dirk: 3 (nimmt die Wahl nicht an)" in page


@pytest.mark.parametrize(("days", "said"), [(0, ""), (3, ", am 27.\N{NO-BREAK SPACE}November 2026")])
def test_who_answers_after_the_meeting_was_closed_is_told_so_in_the_minutes(
    session: Session, days: int, said: str
) -> None:
    meeting = an_election(session, seats=2)
    poll = asked(session, meeting, Method.EN_BLOC, ["Cora", "Dirk"], seats=2)
    for member in meeting.members:
        casts(session, poll, member, YES)
    declared(session, meeting, poll)
    voting.answer(session, meeting.sitting, poll, poll.options[0], True, CHAIR, NOW)
    voting.close_sitting(session, meeting.sitting, CHAIR, NOW + timedelta(minutes=1))
    voting.answer(session, meeting.sitting, poll, poll.options[1], False, CHAIR, NOW + timedelta(days=days, minutes=2))
    assert [each.note for each in ballot_of(session, meeting.sitting, poll).candidates] == [
        "gewählt, nimmt die Wahl an", f"gewählt, nimmt die Wahl nicht an (erklärt nach der Versammlung{said})",
    ]


def test_of_an_election_without_votes_nothing_is_said_of_a_majority_of_none(session: Session) -> None:
    meeting = an_election(session, 2)
    assert stated(session, meeting, asked(session, meeting, Method.ELECTION, ["Cora", "Dirk"])).needed == (
        "Gültige Stimmen wurden nicht abgegeben."
    )
    poll = asked(session, meeting, Method.ELECTION, ["Cora", "Dirk"])
    casts(session, poll, meeting.number(0), ABSTAIN)
    assert stated(session, meeting, poll).needed == "Außer Enthaltungen wurde keine gültige Stimme abgegeben."


def test_one_vote_that_was_needed_is_said_in_the_singular(session: Session) -> None:
    meeting = a_meeting(session, 1)
    poll = asked(session, meeting)
    casts(session, poll, meeting.number(0), YES)
    assert stated(session, meeting, poll).needed == "Nötig war 1\xa0Ja-Stimme von 1 abgegebenen."
