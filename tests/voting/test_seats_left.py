"""Seats that an election leaves empty, as chair, page and minutes tell it (§ 43 (2) GenG; R-ELE-03, R-MIN-01)."""

from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.minutes.actions.ballots import ballot_of
from app.voting import actions, queries
from app.voting.models import Poll
from app.voting.rules import Method, tied_for_seats
from tests.factories import NOW
from tests.tabs import said
from tests.voting.factories import CHAIR, Meeting, an_election, asked, counted, declared, marked
from tests.voting.test_meeting_pages import the_chair

RELATIVE: dict[str, Any] = {"election_mode": "relative"}


def test_equal_votes_leave_a_seat_empty_where_more_are_equal_than_seats_are_left() -> None:
    votes = {1: 12, 2: 9, 3: 9, 4: 9, 5: 2}
    assert tied_for_seats(votes, {1}, seats=3, needed=0) == (2, 3, 4)
    assert tied_for_seats(votes, {1}, seats=4, needed=0) == ()
    assert tied_for_seats(votes, {1, 2, 3, 4}, seats=4, needed=0) == ()
    assert tied_for_seats(votes, {1}, seats=3, needed=10) == ()
    assert tied_for_seats({1: 0, 2: 0}, set(), seats=1, needed=0) == ()


def on_a_list(session: Session, crosses: Sequence[tuple[str, ...]], **statute: Any) -> tuple[Meeting, Poll]:
    """Each member marks these names on a list."""
    meeting = an_election(session, len(crosses), seats=2, **{**RELATIVE, **statute})
    poll = asked(session, meeting, Method.LIST, ["Cora", "Dirk", "Egon"], seats=2)
    for member, names in zip(meeting.members, crosses, strict=True):
        marked(session, poll, member, *names)
    return meeting, poll


def test_everybody_hears_that_equal_votes_leave_a_seat_empty(app: Flask, session: Session) -> None:
    meeting, poll = on_a_list(session, [("Cora", "Dirk"), ("Cora", "Egon")])
    counted(session, meeting, poll)
    words = "Gewählt ist Cora. 1 Sitz bleibt unbesetzt, weil Dirk und Egon gleich viele Stimmen haben."
    assert queries.proposed_declaration(poll) == words
    actions.declare(session, meeting.sitting, poll, words, CHAIR, NOW)
    ballot = ballot_of(session, meeting.sitting, poll)
    assert "Zu besetzen sind 2 Sitze. Gewählt ist, wer die meisten Stimmen erhält." in ballot.rules
    assert ballot.beside == (
        "Gültige Stimmen: 2 mit je bis zu 2 Kreuzen; Enthaltungen: 0; ungültig: 0."
        " 1 Sitz bleibt unbesetzt, weil Dirk und Egon gleich viele Stimmen haben."
    )
    session.commit()
    page = said(the_chair(app, session).get(f"/abstimmung/{meeting.assembly.id}/{poll.id}"))
    assert "1 Sitz bleibt unbesetzt: Gleich viele Stimmen haben Dirk, Egon." in page


def test_nobody_is_elected_between_equals_for_the_only_seat(session: Session) -> None:
    meeting = an_election(session, 2, **RELATIVE)
    poll = asked(session, meeting, Method.ELECTION, ["Cora", "Dirk"])
    for member, name in zip(meeting.members, ("Cora", "Dirk"), strict=True):
        marked(session, poll, member, name)
    counted(session, meeting, poll)
    words = "Niemand ist gewählt. 1 Sitz bleibt unbesetzt, weil Cora und Dirk gleich viele Stimmen haben."
    assert queries.proposed_declaration(poll) == words
    actions.declare(session, meeting.sitting, poll, words, CHAIR, NOW)
    assert poll.declaration is not None


def test_a_full_board_leaves_nothing_to_say(session: Session) -> None:
    meeting, poll = on_a_list(session, [("Cora", "Dirk"), ("Cora", "Dirk"), ("Egon",)])
    counted(session, meeting, poll)
    assert queries.proposed_declaration(poll) == "Gewählt sind Cora und Dirk."


@pytest.mark.parametrize("is_drawn", [False, True])
def test_where_the_lot_decides_no_seat_is_left(session: Session, is_drawn: bool) -> None:
    meeting, poll = on_a_list(session, [("Cora", "Dirk"), ("Cora", "Egon")], tie_rule="lot")
    counted(session, meeting, poll)
    if is_drawn:
        actions.draw_lot(session, meeting.sitting, poll, [poll.options[1].id], CHAIR, NOW)
    assert queries.left_open(poll) == (0, [])


def test_minutes_of_an_absolute_election_say_what_elects_and_how_many_seats(session: Session) -> None:
    meeting = an_election(session, 3)
    poll = asked(session, meeting, Method.ELECTION, ["Cora", "Dirk"])
    for member in meeting.members:
        marked(session, poll, member, "Cora")
    ballot = ballot_of(session, meeting.sitting, declared(session, meeting, poll, "Gewählt ist Cora."))
    rule = "Zu besetzen ist 1 Sitz. Gewählt ist, wer mehr als die Hälfte der gültigen Stimmen erhält."
    assert rule in ballot.rules
    assert ballot.beside == "Enthaltungen: 0; ungültig: 0."
