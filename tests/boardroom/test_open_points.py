"""What an application lacks while it lies with the board is said beforehand, and no vote runs into it."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.admissions.models import Application
from app.admissions.rules import ApplicationState
from app.boardroom import actions
from app.core import clock, journal
from app.core.jobs import Worker
from app.main import handlers_of
from app.organs import queries as organs
from app.organs.models import Item
from app.organs.rules import Choice, ItemKind, Organ, Outcome, Procedure
from app.parties.models import Party
from tests.admissions.factories import an_officer
from tests.admissions.test_scale import an_application
from tests.boardroom.factories import (
    a_board_of_three,
    a_circular,
    admission_of,
    an_application_in_circular,
    as_officer,
    directors,
    vote,
)
from tests.conftest import Installation
from tests.factories import NOW, OFFICE, a_person, sign_in, sign_in_office
from tests.tabs import Tab, said

BIAS_WAITS = "Mit dieser Befangenheit wäre der Antrag schon angenommen, darum ist sie noch nicht eingetragen."


def read_again(session: Session) -> None:
    """See what another transaction has written."""
    session.rollback()
    session.expire_all()


def yes_and_abstention(session: Session, item: Item, people: list[Party]) -> None:
    """Votes that suffice once nobody else has one."""
    if item.resolution is not None and item.resolution.procedure is Procedure.MEETING:
        votes = {people[0].id: Choice.YES, people[1].id: Choice.ABSTAIN}
        actions.enter_votes(session, item, votes, OFFICE, clock.now())
    else:
        vote(session, item, people[0], now=clock.now())
        vote(session, item, people[1], "abstain", now=clock.now())
    session.commit()


def an_application_that_owes_more(
    session: Session, procedure: Procedure = Procedure.CIRCULAR, is_open: bool = True
) -> tuple[Application, Item, list[Party]]:
    """One of five shares before a board of three, of which eight turn out to be owed since."""
    application = an_application(session)
    an_officer(session, a_person(session, "Cosima", "Rehbein"))
    people = directors(session)
    admissions.note_quantity(session, application.id, 45_000, OFFICE, NOW)
    admissions.propose(session, application.id, OFFICE, NOW)
    item = admission_of(session, application)
    day = {"meeting_on": clock.today(), "attending": [each.id for each in people]}
    opening = actions.Opening(
        Organ.BOARD, procedure, "", [item.id], **(day if procedure is Procedure.MEETING else {})  # type: ignore[arg-type]
    )
    if is_open:
        actions.open_resolution(session, opening, OFFICE, clock.now())
    admissions.note_quantity(session, application.id, 75_000, OFFICE, NOW)
    session.commit()
    return application, item, people


def test_the_page_names_what_is_open_and_promises_nothing(session: Session, client: FlaskClient) -> None:
    application, item, people = an_application_that_owes_more(session)
    vote(session, item, people[0], now=clock.now())
    sign_in(session, client, people[1])
    page = said(client.get(f"/beschluesse/{item.resolution_id}"))
    assert f"Noch nicht zuzulassen: {application.name}" in page
    assert "Pflichtanteile: 8 Anteile (75.000 Einwohner" in page
    assert "Es fehlen 3 Anteile." in page
    assert "Mit Ihrem Ja zugelassen" not in page


def test_a_yes_that_would_decide_is_refused_at_the_form_and_its_reason_stays(
    session: Session, client: FlaskClient
) -> None:
    application, item, people = an_application_that_owes_more(session)
    vote(session, item, people[0], now=clock.now())
    sign_in(session, client, people[1])
    tab = Tab(client, f"/beschluesse/{item.resolution_id}", "stimme")
    answer = tab.send(choice="yes", reason="Gehört zur Region")
    assert answer.status_code == 422
    assert f"Die Geschäftsstelle klärt Antrag {application.number}; stimmen Sie danach noch einmal ab." in said(answer)
    assert ("Nicht gespeichert" in said(answer), "Noch eine Angabe" in said(answer)) == (True, False)
    assert "Gehört zur Region" in answer.text
    session.rollback()
    session.refresh(item)
    assert (item.outcome, len(item.votes)) == (Outcome.OPEN, 1)


def test_a_yes_that_decides_nothing_yet_is_kept_and_so_is_a_no(session: Session, client: FlaskClient) -> None:
    application, item, people = an_application_that_owes_more(session)
    sign_in(session, client, people[0])
    assert Tab(client, f"/beschluesse/{item.resolution_id}", "stimme").send(choice="yes").status_code == 302
    for person in people[1:]:
        vote(session, item, person, "no", now=clock.now())
    session.refresh(application)
    assert application.state is ApplicationState.REFUSED


def test_once_the_office_has_completed_it_the_same_vote_admits(session: Session) -> None:
    application, item, people = an_application_that_owes_more(session)
    vote(session, item, people[0], now=clock.now())
    admissions.note_quantity(session, application.id, 45_000, OFFICE, clock.now())
    assert vote(session, item, people[1], now=clock.now()) is Outcome.ACCEPTED
    assert application.member_id is not None


@pytest.mark.parametrize("way", ["protokollstimmen", "stimmen"])
def test_votes_of_a_meeting_and_of_a_batch_are_refused_on_the_page_too(
    session: Session, client: FlaskClient, way: str
) -> None:
    in_meeting = way == "protokollstimmen"
    _application, item, people = an_application_that_owes_more(
        session, Procedure.MEETING if in_meeting else Procedure.CIRCULAR
    )
    votes = {f"vote-{each.id}": "yes" for each in people}
    if in_meeting:
        sign_in_office(session, client)
        answer = Tab(client, f"/beschluesse/{item.resolution_id}", way).send(**votes)
    else:
        vote(session, item, people[0], now=clock.now())
        sign_in(session, client, people[1])
        data = {"choice": "yes", "items": str(item.id)}
        answer = client.post(f"/beschluesse/{item.resolution_id}/stimmen", data=data)
    not_counted = "darum sind sie nicht eingetragen" if in_meeting else "darum ist Ihre Stimme nicht gezählt"
    assert (answer.status_code, not_counted in said(answer)) == (422, True)


def test_a_bias_with_which_the_votes_suffice_is_refused_at_its_ground(session: Session, client: FlaskClient) -> None:
    _application, item, people = an_application_that_owes_more(session)
    vote(session, item, people[0], now=clock.now())
    vote(session, item, people[1], "abstain", now=clock.now())
    session.commit()
    sign_in(session, client, people[2])
    answer = Tab(client, f"/beschluesse/{item.resolution_id}", "befangen").send(ground="Im Gemeinderat")
    assert (answer.status_code, BIAS_WAITS in said(answer)) == (422, True)


def test_a_bias_in_the_minutes_with_which_the_votes_suffice_is_refused_at_its_ground(
    session: Session, client: FlaskClient
) -> None:
    _application, item, people = an_application_that_owes_more(session, Procedure.MEETING)
    yes_and_abstention(session, item, people)
    sign_in_office(session, client)
    answer = Tab(client, f"/beschluesse/{item.resolution_id}", "protokollbefangen").send(
        party=str(people[2].id), ground="Im Gemeinderat"
    )
    assert (answer.status_code, BIAS_WAITS in said(answer)) == (422, True)
    assert 'value="Im Gemeinderat"' in answer.text
    assert "stimmen Sie danach noch einmal ab" not in said(answer)
    read_again(session)
    assert (item.outcome, item.biases) == (Outcome.OPEN, [])


def test_an_absence_with_which_the_votes_suffice_is_refused_at_the_list(session: Session, client: FlaskClient) -> None:
    application, item, people = an_application_that_owes_more(session, Procedure.MEETING)
    yes_and_abstention(session, item, people)
    sign_in_office(session, client)
    tab = Tab(client, f"/beschluesse/{item.resolution_id}", "teilnehmende")
    answer = tab.send(attending=[str(each.id) for each in people[:2]])
    assert answer.status_code == 422
    assert "Mit diesen Teilnehmenden wäre der Antrag schon angenommen" in said(answer)
    read_again(session)
    assert item.resolution is not None
    assert (item.outcome, len(item.resolution.attendances)) == (Outcome.OPEN, 3)
    admissions.note_quantity(session, application.id, 45_000, OFFICE, clock.now())
    session.commit()
    assert tab.send(attending=[str(each.id) for each in people[:2]]).status_code == 302
    read_again(session)
    assert (item.outcome, application.state) == (Outcome.ACCEPTED, ApplicationState.ADMITTED)


def test_closing_leaves_what_lacks_something_undecided_and_says_what(session: Session, client: FlaskClient) -> None:
    application, item, people = an_application_that_owes_more(session, Procedure.MEETING)
    yes_and_abstention(session, item, people)
    sign_in_office(session, client)
    assert Tab(client, f"/beschluesse/{item.resolution_id}", "schliessen").send().status_code == 302
    read_again(session)
    assert (item.outcome, application.state) == (Outcome.OPEN, ApplicationState.PROPOSED)
    assert admission_of(session, application).follows_id == item.id
    page = said(client.get(f"/beschluesse/{item.resolution_id}"))
    assert f"noch nicht angenommen, bleibt zu entscheiden: Zulassung zum Antrag {application.number}." in page
    assert "Noch offen: Zahl der Anteile." in page


def test_the_history_names_the_open_point_by_which_closing_admitted_nobody(session: Session) -> None:
    people = a_board_of_three(session)
    application, item = an_application_in_circular(session)
    yes_and_abstention(session, item, people)
    admissions.untick(session, application.id, "authority_proof", OFFICE, NOW)
    assert item.resolution is not None
    actions.close_in_time(session, item.resolution, NOW + timedelta(days=8))
    session.commit()
    assert (item.outcome, application.state) == (Outcome.OPEN, ApplicationState.PROPOSED)
    said_of_it = [line.summary() for line in journal.lines_about(session, f"resolution:{item.resolution_id}")]
    assert any("Noch offen: Nachweis der Vertretungsmacht." in each for each in said_of_it)


def test_when_the_time_is_up_everything_else_is_decided_though_one_application_lacks_something(
    session: Session, installation: Installation
) -> None:
    application, item, people = an_application_that_owes_more(session, is_open=False)
    other = actions.propose(session, Organ.BOARD, ItemKind.OTHER, "Der Sitzungsraum wird gemietet.", OFFICE, NOW)
    resolution = a_circular(session, item, other, now=clock.now())
    for each in (item, other):
        yes_and_abstention(session, each, people)
    session.commit()
    Worker(handlers_of(installation.settings), clock=lambda: clock.now() + timedelta(days=9)).run_until_idle()
    read_again(session)
    assert (resolution.closed_at is None, resolution.protocol_document_id is None) == (False, False)
    assert (other.outcome, item.outcome) == (Outcome.ACCEPTED, Outcome.OPEN)
    assert application.state is ApplicationState.PROPOSED
    assert [each.follows_id for each in organs.pending_items(session, Organ.BOARD)] == [item.id]


def test_an_objection_ends_a_circular_whatever_its_application_lacks(session: Session) -> None:
    application, item, people = an_application_that_owes_more(session)
    yes_and_abstention(session, item, people)
    assert item.resolution is not None
    person = people[2]
    actions.object_to_procedure(session, item.resolution, person.id, "", as_officer(person), clock.now())
    assert (item.outcome, item.resolution.closed_at is None) == (Outcome.OPEN, False)
    assert admission_of(session, application).follows_id == item.id


def test_the_office_finds_on_its_desk_what_the_board_cannot_go_on_with(session: Session, client: FlaskClient) -> None:
    application, _item, _people = an_application_that_owes_more(session)
    sign_in_office(session, client)
    line = "Liegt dem Vorstand vor und kann nicht zugelassen werden; noch offen: Pflichtanteile nach dem Maßstab"
    assert line in said(client.get("/"))
    admissions.note_quantity(session, application.id, 45_000, OFFICE, clock.now())
    session.commit()
    assert line not in said(client.get("/"))
