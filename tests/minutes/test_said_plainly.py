"""Minutes say plainly how was voted, who declared it, and what those who were elected got (§ 47 GenG; R-MIN-01)."""

from contextvars import Context

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.assemblies.rules import MeetingForm
from app.minutes import queries
from app.minutes.actions.printing import facts_of
from app.voting import actions as voting
from app.voting.models import Poll
from app.voting.rules import Choice, Demander, Method, Secrecy
from tests.factories import NOW, sign_in_office
from tests.tabs import said
from tests.voting.factories import CHAIR, Meeting, a_meeting, an_election, asked, casts, declared


def pages_of(session: Session, client: FlaskClient, meeting: Meeting, poll: Poll) -> tuple[str, str]:
    """The page of the minutes, and that of the vote."""
    session.commit()
    sign_in_office(session, client)
    addresses = f"/niederschriften/{meeting.assembly.id}", f"/abstimmung/{meeting.assembly.id}/{poll.id}"
    minutes, vote = (said(Context().run(client.get, address)) for address in addresses)
    return minutes, vote


def test_of_a_roll_call_the_minutes_say_in_which_annex_the_single_votes_stand(session: Session) -> None:
    meeting = a_meeting(session)
    declared(session, meeting, asked(session, meeting, secrecy=Secrecy.ROLL_CALL))
    facts = facts_of(session, meeting.assembly, meeting.sitting, NOW, is_draft=True)
    (ballot,) = [each for section in facts.sections for each in section.ballots]
    number = next(at for at, each in enumerate(facts.annexes, start=1) if each.title.startswith("Namentliche"))
    assert ballot.rules[0] == (
        "Abgestimmt wird namentlich (Ja oder Nein). Wie die einzelnen Mitglieder gestimmt haben, steht in"
        f" Anlage\xa0{number}."
    )


def test_pages_say_that_the_chair_declared_and_who_entered_it(session: Session, client: FlaskClient) -> None:
    meeting = a_meeting(session)
    meeting.sitting.chair = "Ansgar Feldhüter"
    poll = declared(session, meeting, asked(session, meeting))
    minutes, vote = pages_of(session, client, meeting, poll)
    assert "von Ansgar Feldhüter: So ist es beschlossen. Eingetragen von Almut Weißdorn" in minutes
    assert "von Ansgar Feldhüter, eingetragen von Almut Weißdorn" in vote


def test_a_chair_who_enters_it_as_well_is_named_once(session: Session, client: FlaskClient) -> None:
    meeting = a_meeting(session)
    poll = declared(session, meeting, asked(session, meeting))
    minutes, vote = pages_of(session, client, meeting, poll)
    assert "von Almut Weißdorn: So ist es beschlossen." in minutes
    assert "ingetragen von" not in minutes.split("So ist es beschlossen.")[1][:40]
    assert "eingetragen von" not in vote


def test_an_election_by_yes_and_no_shows_both_numbers(session: Session, client: FlaskClient) -> None:
    meeting = an_election(session)
    poll = asked(session, meeting, Method.ELECTION, ["Cora"])
    option = poll.options[0].id
    for member, mark in zip(meeting.members, (1, 1, 0), strict=True):
        casts(session, poll, member, Choice.MARKS, {option: mark})
    declared(session, meeting, poll, "Gewählt ist Cora.")
    assert "Cora: 2 Ja, 1 Nein" in pages_of(session, client, meeting, poll)[0]


@pytest.mark.parametrize(("form", "says"), [
    (MeetingForm.VIRTUAL, "Es ist geheim abzustimmen, was in dieser Versammlung ohne Saal nicht möglich ist."),
    (MeetingForm.PHYSICAL, "Es ist geheim abzustimmen."),
])
def test_of_a_secret_vote_that_no_hall_could_take_the_minutes_say_so(
    session: Session, form: MeetingForm, says: str
) -> None:
    meeting = a_meeting(session, 0, form=form)
    voting.demand_secrecy(session, meeting.sitting, meeting.item, None, Demander.BOARD, (None, None), CHAIR, NOW)
    section = next(each for each in queries.sections_of(session, meeting.assembly, meeting.sitting) if each.item)
    assert section.paragraphs[-1].endswith(f"verlangt (Vorstand). {says}")
