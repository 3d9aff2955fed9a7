"""Several seats to fill in a voting phase: on each item is voted once (§ 43b (1) no. 4 GenG; R-FORM-05, R-ELE-02)."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.assemblies import queries as assemblies
from app.assemblies.rules import ItemType, Subject, about_phase
from app.statutes import queries as statutes
from app.statutes.rules import ElectionMode
from app.voting import queries
from app.voting.rules import Method, about_seats
from tests.attendance.factories import humans
from tests.factories import TODAY, sign_in_office
from tests.tabs import Tab, said
from tests.visitors import visitor
from tests.voting.factories import Meeting, a_stretched_meeting, an_election, asked

UNFILLED = "Die übrigen Sitze bleiben unbesetzt"


@pytest.fixture
def meeting(session: Session) -> Meeting:
    """A stretched meeting that elects two to the supervisory board."""
    meeting = a_stretched_meeting(session, item_type=ItemType.ELECTION, seats=2, draft="",
                                  subject=Subject.ELECT_SUPERVISORY_BOARD, title="Wahl zum Aufsichtsrat")
    meeting.members.extend(humans(session, 3))
    return meeting


def doubts(session: Session, meeting: Meeting, method: Method, seats: int) -> str:
    """What is said of an election of the members that is prepared."""
    names = [each.party.display_name for each in meeting.members[:2]]
    poll = asked(session, meeting, method, names, seats, opened=False)
    return " ".join(map(str, queries.doubts_of(session, poll, TODAY)))


def test_an_election_that_leaves_seats_unfilled_is_pointed_out() -> None:
    (told,) = about_seats(1, 2)
    assert UNFILLED in str(told)
    assert not [*about_seats(2, 2)]


def test_before_a_voting_phase_is_convened_the_plan_says_that_a_single_election_fills_one_seat(
    session: Session, meeting: Meeting
) -> None:
    statute = statutes.statute_on(session, TODAY)
    concerns = " ".join(map(str, assemblies.plan_on(session, meeting.assembly, statute, TODAY).concerns))
    assert "Eine Einzelwahl besetzt nur einen Sitz" in concerns
    assert not [*about_phase([Subject.ELECT_SUPERVISORY_BOARD], ElectionMode.RELATIVE, 1)]


def test_a_prepared_election_says_that_it_leaves_a_seat_unfilled(session: Session, meeting: Meeting) -> None:
    assert UNFILLED in doubts(session, meeting, Method.ELECTION, 2)
    assert UNFILLED in doubts(session, meeting, Method.LIST, 1)
    assert UNFILLED not in doubts(session, meeting, Method.LIST, 2)


def test_where_the_next_election_is_opened_after_the_first_nothing_is_pointed_out(session: Session) -> None:
    meeting = an_election(session, seats=2)
    assert UNFILLED not in doubts(session, meeting, Method.ELECTION, 1)


def test_the_form_and_the_chairs_page_say_it(app: Flask, session: Session, meeting: Meeting) -> None:
    session.commit()
    chair, at = visitor(app), f"/abstimmung/{meeting.assembly.id}"
    sign_in_office(session, chair)
    form = f"{at}/punkte/{meeting.item.id}/frage"
    assert "nicht noch einmal gewählt" in said(chair.get(form))
    names = "\n".join(each.party.display_name for each in meeting.members[:2])
    assert Tab(chair, form).send(method="election", options=names).status_code == 302
    page = said(chair.get(f"{at}/leitung"))
    assert "Prüfen Sie die Wahl, bevor Sie sie eröffnen" in page
    assert UNFILLED in page
