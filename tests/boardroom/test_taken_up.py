"""What is taken up again or handed over: since when it lies before its organ, and who sees that of an audited year."""

from datetime import date, datetime, timedelta

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.boardroom import actions
from app.core import horizon
from app.core.formats import local
from app.core.horizon import Horizon
from app.organs import actions as organ_actions
from app.organs import queries as organs
from app.organs.models import Item
from app.organs.rules import ItemKind, Organ
from tests.admissions.factories import a_proposed
from tests.boardroom.factories import a_board_of_three, a_circular, admission_of, as_officer
from tests.factories import NOW, OFFICE, sign_in_office
from tests.tabs import said

BEFORE = NOW.replace(month=12, year=NOW.year - 1, day=20)
CLOSED = BEFORE + timedelta(days=60)
YEAR_BEFORE = Horizon(1, date(BEFORE.year, 1, 1), date(BEFORE.year, 12, 31))


def moment(value: datetime) -> str:
    return f"{local(value):%d.%m.%Y, %H:%M} Uhr"


def left_undecided(session: Session) -> Item:
    """An item of December on which nobody voted, so that it waits anew since February."""
    item = actions.propose(session, Organ.BOARD, ItemKind.OTHER, "Neue Satzung des Rats", OFFICE, BEFORE)
    actions.close(session, a_circular(session, item, now=BEFORE), OFFICE, CLOSED)
    return organs.pending_items(session, Organ.BOARD)[0]


def test_what_waits_again_is_shown_with_the_day_on_which_it_was_first_proposed(
    client: FlaskClient, session: Session
) -> None:
    a_board_of_three(session)
    later = actions.propose(session, Organ.BOARD, ItemKind.OTHER, "Etwas anderes", OFFICE, BEFORE + timedelta(days=1))
    again = left_undecided(session)
    assert again.proposed_at == CLOSED
    assert organs.first_proposals(session, [again, later]) == {again.id: BEFORE, later.id: later.proposed_at}
    assert organs.pending_items(session, Organ.BOARD) == [again, later]
    session.commit()
    sign_in_office(session, client)
    page = said(client.get("/beschluesse/"))
    assert f"Vorgelegt am {moment(BEFORE)}" in page
    assert moment(CLOSED) not in page


def test_an_item_taken_up_again_more_than_once_lies_before_its_organ_since_the_first_time(session: Session) -> None:
    a_board_of_three(session)
    again = left_undecided(session)
    actions.close(session, a_circular(session, again, now=CLOSED), OFFICE, NOW)
    (third,) = organs.pending_items(session, Organ.BOARD)
    assert (third.proposed_at, organs.first_proposals(session, [third])) == (NOW, {third.id: BEFORE})


def test_whoever_audits_a_year_does_not_see_what_was_taken_up_again_after_it(session: Session) -> None:
    a_board_of_three(session)
    again = left_undecided(session)
    session.commit()
    with horizon.within(YEAR_BEFORE):
        assert session.scalars(select(Item.id)).all() == [again.follows_id]
        assert organs.pending_items(session, Organ.BOARD) == []


def test_what_is_handed_over_is_laid_before_the_other_organ_on_that_day_by_who_handed_it_over(
    client: FlaskClient, session: Session
) -> None:
    people = a_board_of_three(session)
    item = actions.propose(session, Organ.BOARD, ItemKind.OTHER, "Erlass", as_officer(people[0]), BEFORE)
    organ_actions.add_biases(session, item, {person.id: "Eigene Sache" for person in people}, NOW)
    handed = organ_actions.hand_over(session, item, Organ.GENERAL_ASSEMBLY, OFFICE, NOW)
    assert organs.first_proposals(session, [handed]) == {handed.id: NOW}
    session.commit()
    sign_in_office(session, client)
    assert f"Vorgelegt am {moment(NOW)} von {OFFICE.name}" in said(client.get("/beschluesse/"))


def test_an_application_names_the_day_on_which_it_was_first_laid_before_the_board(
    client: FlaskClient, session: Session
) -> None:
    a_board_of_three(session)
    application = a_proposed(session)
    item = admission_of(session, application)
    actions.close(session, a_circular(session, item), OFFICE, NOW + timedelta(days=30))
    session.commit()
    sign_in_office(session, client)
    assert f"Dem Vorstand vorgelegt am {moment(item.proposed_at)}" in said(client.get(f"/antraege/{application.id}"))
