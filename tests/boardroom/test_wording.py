"""How matters are called in the lists of the boardroom: each by its words once, and what became of it nearby."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.boardroom import actions
from app.core import clock
from app.organs.models import Item
from app.organs.rules import ItemKind, Organ
from tests.admissions.factories import a_proposed
from tests.boardroom.factories import a_board_of_three, a_circular, a_meeting, admission_of
from tests.factories import NOW, OFFICE, sign_in_office
from tests.tabs import Tab, said

LONG = (
    "Der Sitzungsraum wird zu je 25.000,00\u00a0€ im Jahr für fünf Jahre gemietet, zu einem Zins von 400\u00a0€"
    " und mit einer Option auf fünf weitere Jahre."
)


def a_long_matter(session: Session) -> Item:
    return actions.propose(session, Organ.BOARD, ItemKind.OTHER, LONG, OFFICE, NOW)


@pytest.mark.parametrize("address", ["/beschluesse/", "/beschluesse/neu"])
def test_a_matter_that_waits_is_called_by_its_whole_wording_once(
    session: Session, client: FlaskClient, address: str
) -> None:
    a_board_of_three(session)
    a_long_matter(session)
    sign_in_office(session, client)
    page = said(client.get(address))
    assert (page.count("Der Sitzungsraum"), page.count(" ".join(LONG.split()))) == (1, 1)


def test_another_matter_of_the_batch_is_called_by_its_whole_wording_once(
    session: Session, client: FlaskClient
) -> None:
    a_board_of_three(session)
    resolution = a_circular(session, admission_of(session, a_proposed(session)), a_long_matter(session))
    sign_in_office(session, client)
    page = client.get(f"/beschluesse/{resolution.id}").text
    items = page.partition('<ol class="checks">')[2].partition("</ol>")[0]
    assert (items.count("Der Sitzungsraum"), items.count(LONG), "Zulassung zum Antrag" in items) == (1, 1, True)


def test_items_sent_again_after_they_were_taken_lead_to_their_resolution(
    session: Session, client: FlaskClient
) -> None:
    a_board_of_three(session)
    item = a_long_matter(session)
    sign_in_office(session, client)
    deadline = (clock.today() + timedelta(days=8)).isoformat()
    typed = {"organ": "board", "items": [item.id], "procedure": "circular", "deadline_on": deadline}
    tab = Tab(client, f"/beschluesse/neu?organ=board&ids={item.id}", "neu$")
    assert client.post("/beschluesse/neu", data={**tab.fields, **typed, "key": "the-first-key"}).status_code == 302
    answer = client.post("/beschluesse/neu", data={**tab.fields, **typed, "key": "another-key", "title": "Neu"})
    assert answer.status_code == 422
    assert '<a href="/beschluesse/1">V-2026-001</a>' in answer.text


def test_what_stays_to_be_decided_is_told_with_one_full_stop(session: Session, client: FlaskClient) -> None:
    people = a_board_of_three(session)
    resolution = a_meeting(session, a_long_matter(session), attending=people)
    sign_in_office(session, client)
    closed = Tab(client, f"/beschluesse/{resolution.id}", "schliessen").send()
    page = said(client.get(closed.location))
    assert "bleibt zu entscheiden: Der Sitzungsraum" in page
    assert "…." not in page
