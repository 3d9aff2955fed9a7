"""Further shares at the desk: what waits for office and board, what the search finds, what was done last."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.values import Actor, Role
from app.desk import queries
from app.desk.rules import Task, TaskKind
from app.desk.views.words import row_of
from app.statutes import actions as statutes
from app.statutes.rules import HouseFacts
from app.subscriptions import actions
from app.subscriptions.models import Subscription
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.shares.factories import HOUSE
from tests.statutes.factories import ADMINISTRATOR
from tests.subscriptions.factories import a_growing_house, a_holder, decided, proposed


def tasks_of(session: Session, *roles: Role) -> dict[TaskKind, Task]:
    """What waits for somebody with these roles, by kind."""
    actor = Actor("Henrike Lautenschlag", 1, None, frozenset(roles))
    return {task.kind: task for task in queries.tasks(session, actor, TODAY, queries.waiting(session, actor, TODAY))}


def a_decision_without_letter(session: Session) -> Subscription:
    """The board has admitted, and the house could not write letters on that day."""
    a_growing_house(session)
    subscription = proposed(session, a_holder(session))
    statutes.change_house_data(session, HouseFacts(), ADMINISTRATOR, NOW)
    decided(session, subscription)
    statutes.change_house_data(session, HOUSE, ADMINISTRATOR, NOW)
    return subscription


def test_office_and_board_see_that_a_declaration_waits_for_a_resolution(session: Session) -> None:
    a_growing_house(session)
    subscription = proposed(session, a_holder(session))
    for role in (Role.OFFICE, Role.BOARD):
        assert tasks_of(session, role)[TaskKind.TAKE_UP].values["number"] == 1
    decided(session, subscription)
    assert TaskKind.TAKE_UP not in tasks_of(session, Role.OFFICE)


def test_whom_nobody_has_told_of_the_decision_stands_at_the_desk_of_the_office(session: Session) -> None:
    subscription = a_decision_without_letter(session)
    task = tasks_of(session, Role.OFFICE)[TaskKind.TELL_SUBSCRIBER]
    assert (task.target, task.due_on) == (subscription.id, TODAY + timedelta(days=3))
    assert task.values["resolution"] == subscription.resolution_number != ""
    assert TaskKind.TELL_SUBSCRIBER not in tasks_of(session, Role.BOARD)
    actions.write_letter(session, subscription, OFFICE, NOW)
    assert TaskKind.TELL_SUBSCRIBER not in tasks_of(session, Role.OFFICE)


def test_the_task_leads_to_the_declaration(session: Session, client: FlaskClient) -> None:
    subscription = a_decision_without_letter(session)
    session.commit()
    sign_in_office(session, client)
    page = client.get("/").text
    assert f'href="/beteiligungen/{subscription.id}"' in page
    assert f"Über Erklärung {subscription.number} ist mit {subscription.resolution_number} entschieden" in page


def test_further_ones_are_a_row_that_leads_to_the_list(session: Session, client: FlaskClient) -> None:
    sign_in_office(session, client)
    with client.application.test_request_context():
        row = row_of(Task(TaskKind.TELL_SUBSCRIBER, {"number": 4}, more=4), TODAY)
    assert (row.subject, row.url) == ("4 weitere Entscheidungen über Anteile ohne Brief", "/beteiligungen")


def test_the_search_finds_a_declaration_by_number_and_by_member(session: Session, client: FlaskClient) -> None:
    a_growing_house(session)
    subscription = proposed(session, a_holder(session))
    session.commit()
    sign_in_office(session, client)
    for words in ("BT-2026-001", "bt2026001", "BT-2026", "altenbruck"):
        answer = client.get("/suche/palette", query_string={"q": words}).text
        assert f'href="/beteiligungen/{subscription.id}"' in answer, words


def test_what_was_done_about_a_declaration_stands_at_desk_and_in_the_timeline(
    session: Session, client: FlaskClient
) -> None:
    a_growing_house(session)
    subscription = proposed(session, a_holder(session))
    actions.withdraw(session, subscription, "Das Mitglied wünscht es", OFFICE, NOW)
    session.commit()
    sign_in_office(session, client)
    for path in ("/", f"/mitglieder/{subscription.member.number}/verlauf"):
        page = client.get(path).text
        assert f"Erklärung {subscription.number} über 3 Anteile" in page.replace("\u00a0", " "), path
