"""Two who enter votes or take minutes at once: nobody's entry is overwritten unknowingly."""

from threading import Event
from time import sleep

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.boardroom import actions
from app.core.db import one_at_a_time, transaction
from app.core.values import Role
from app.organs import queries as organs
from app.organs.models import Item
from app.organs.rules import Choice
from app.parties.models import Party
from tests.admissions.factories import a_proposed
from tests.boardroom.factories import a_board_of_three, a_meeting, admission_of, as_officer, vote
from tests.factories import NOW, OFFICE, sign_in, sign_in_office
from tests.tabs import Tab, said, two_tabs
from tests.together import PATIENCE, together
from tests.visitors import visitor

Meeting = tuple[Item, list[Party]]


@pytest.fixture
def meeting(session: Session) -> Meeting:
    """A meeting of today in which the chair and the second take part."""
    people = a_board_of_three(session)
    item = admission_of(session, a_proposed(session))
    a_meeting(session, item, attending=people)
    session.commit()
    return item, people


def now(session: Session, item: Item) -> dict[int, tuple[Choice, str]]:
    """The votes as they stand."""
    session.rollback()
    session.expire_all()
    return {vote.party_id: (vote.choice, vote.reason) for vote in item.votes}


def test_the_minutes_do_not_overwrite_a_vote_given_meanwhile(
    session: Session, client: FlaskClient, meeting: Meeting
) -> None:
    item, (chair, *_others) = meeting
    sign_in_office(session, client)
    tab = Tab(client, f"/beschluesse/{item.resolution_id}", "protokollstimmen")
    vote(session, item, chair, "no", "Zu früh")
    session.commit()
    answer = tab.send(**{f"vote-{chair.id}": "yes"})
    assert (answer.status_code, "Almut Weißdorn: Nein" in said(answer)) == (409, True)
    assert now(session, item) == {chair.id: (Choice.NO, "Zu früh")}
    assert tab.send(**{f"vote-{chair.id}": "yes"}).status_code == 302
    assert now(session, item)[chair.id][0] is Choice.YES


def test_my_vote_in_another_tab_is_shown_before_it_is_changed(
    session: Session, client: FlaskClient, meeting: Meeting
) -> None:
    item, (chair, *_others) = meeting
    sign_in(session, client, chair, Role.OFFICE)
    first, second = two_tabs(client, f"/beschluesse/{item.resolution_id}", "stimme$")
    first.send(choice="no", reason="Zu früh")
    answer = second.send(choice="yes", reason="Passt")
    assert (answer.status_code, "Nein (Zu früh)" in said(answer)) == (409, True)
    assert now(session, item) == {chair.id: (Choice.NO, "Zu früh")}
    assert ">\r\nPasst</textarea>" in answer.text


def test_who_takes_part_is_not_overwritten_by_an_older_list(
    session: Session, client: FlaskClient, meeting: Meeting
) -> None:
    item, (chair, second, third) = meeting
    sign_in_office(session, client)
    tab = Tab(client, f"/beschluesse/{item.resolution_id}", "teilnehmende")
    assert item.resolution is not None
    actions.set_attendance(session, item.resolution, [chair.id, second.id], OFFICE, NOW)
    session.commit()
    answer = tab.send(attending=[str(chair.id), str(third.id)])
    assert (answer.status_code, "jetzt gespeichert: Almut Weißdorn" in said(answer)) == (409, True)
    session.expire_all()
    assert {each.party_id for each in item.resolution.attendances} == {chair.id, second.id}


def test_the_same_vote_sent_twice_is_one(session: Session, client: FlaskClient, meeting: Meeting) -> None:
    item, (chair, *_others) = meeting
    sign_in(session, client, chair)
    tab = Tab(client, f"/beschluesse/{item.resolution_id}", "stimme$")
    assert [tab.send(choice="yes", reason="").status_code for _ in range(2)] == [302, 302]
    assert as_officer(chair).party_id in now(session, item)


def test_another_vote_on_what_my_own_has_decided_meanwhile_is_told_to_be_late(
    session: Session, client: FlaskClient, meeting: Meeting
) -> None:
    """The form is gone with the decision: what is wrong may not stand beside it."""
    item, (chair, second, _third) = meeting
    vote(session, item, second, "yes", "")
    session.commit()
    sign_in(session, client, chair)
    tab = Tab(client, f"/beschluesse/{item.resolution_id}", "stimme$")
    address, fields = tab.action, tab.fields
    assert tab.send(choice="yes", reason="").status_code == 302
    late = client.post(address, data={**fields, "choice": "no", "reason": ""})
    assert (late.status_code, "Ihre Stimme wurde nicht gezählt" in said(late)) == (409, True)
    assert now(session, item)[chair.id] == (Choice.YES, "")


def test_minutes_of_what_was_decided_meanwhile_are_told_to_be_late(
    session: Session, client: FlaskClient, meeting: Meeting
) -> None:
    item, (chair, second, _third) = meeting
    sign_in_office(session, client)
    tab = Tab(client, f"/beschluesse/{item.resolution_id}", "protokollstimmen")
    for person in (chair, second):
        vote(session, item, person, "yes", "")
    session.commit()
    late = client.post(tab.action, data={**tab.fields, f"vote-{chair.id}": "no"})
    assert (late.status_code, "Die Abstimmung ist bereits geschlossen" in said(late)) == (409, True)


def test_minutes_that_waited_for_the_vote_that_decides_are_told_to_be_late(
    app: Flask, session: Session, meeting: Meeting
) -> None:
    """They read that the item was open before they had to wait."""
    item, (chair, second, _third) = meeting
    item_id, chair_id, given, is_decided = item.id, chair.id, dict.fromkeys((chair.id, second.id), Choice.YES), Event()
    office = visitor(app)
    sign_in_office(session, office)
    tab = Tab(office, f"/beschluesse/{item.resolution_id}", "protokollstimmen")
    session.rollback()

    def decide() -> TestResponse | None:
        with app.app_context(), transaction() as own:
            one_at_a_time(own, f"votes:{item_id}")
            actions.enter_votes(own, organs.get_item(own, item_id), given, OFFICE, NOW)
            is_decided.set()
            sleep(1)
        return None

    def enter() -> TestResponse:
        is_decided.wait(PATIENCE)
        return office.post(tab.action, data={**tab.fields, f"vote-{chair_id}": "no"})

    _, late = together(decide, enter)
    assert late is not None
    assert (late.status_code, "Die Abstimmung ist bereits geschlossen" in said(late)) == (409, True)
