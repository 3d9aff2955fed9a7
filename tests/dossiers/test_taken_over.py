"""What a list of the past entered for a member stands in its timeline, once a list, with the list behind it."""

import re

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.values import Role
from app.imports import actions
from app.imports.rules import ListKind
from tests.factories import NOW, OFFICE, a_person, sign_in, sign_in_office
from tests.imports.test_histories import taken
from tests.imports.test_taking_over import both
from tests.shares.factories import a_member

TOLD = "Aus der Liste „alt.csv“ übernommen: "


def timeline(client: FlaskClient, number: int) -> str:
    """The words of a member's timeline, without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(f"/mitglieder/{number}/verlauf").text).split())


def tab(client: FlaskClient, number: int) -> int:
    """How many lines the tab says there are."""
    found = re.search(r"Verlauf (\d+)", timeline(client, number))
    assert found is not None
    return int(found[1])


def test_each_member_of_a_history_is_told_how_much_came_from_it(session: Session, client: FlaskClient) -> None:
    run = both(session)
    sign_in_office(session, client)
    first, second = timeline(client, 1), timeline(client, 2)
    assert f"{TOLD}5 Vorgänge" in first
    assert f"{TOLD}5 Vorgänge" in second
    assert first.count(TOLD) == 1
    assert f"{OFFICE.name}" in first[first.index(TOLD):]
    assert f'href="/import/{run.id}"' in client.get("/mitglieder/1/verlauf").text
    assert TOLD in client.get("/mitglieder/1").text


def test_an_exit_that_a_list_told_is_named_with_its_day(session: Session, client: FlaskClient) -> None:
    """Of a list that was undone it is not."""
    run = both(session)
    sign_in_office(session, client)
    assert f"{TOLD}5 Vorgänge, Ausscheiden zum 31.12.2020" in timeline(client, 1)
    assert "Ausscheiden zum" not in timeline(client, 2).partition(TOLD)[2]
    actions.undo_history(session, run, "Falsche Datei", OFFICE, NOW)
    session.commit()
    assert "Ausscheiden zum 31.12.2020" not in timeline(client, 1).partition(TOLD)[2][:60]


def test_the_tab_counts_it(session: Session, client: FlaskClient) -> None:
    both(session)
    sign_in_office(session, client)
    lines = client.get("/mitglieder/1/verlauf").text.count('class="timeline-text"')
    assert tab(client, 1) == lines


def test_an_undone_list_is_shown_as_undone(session: Session, client: FlaskClient) -> None:
    run = both(session)
    actions.undo_history(session, run, "Falsche Datei", OFFICE, NOW)
    sign_in_office(session, client)
    assert re.search(rf"{TOLD}5 Vorgänge\. Storniert am 2\d\.\d\d\.\d{{4}}", timeline(client, 1))


def test_who_may_not_open_the_list_reads_the_line_without_a_link(session: Session, client: FlaskClient) -> None:
    run = both(session)
    sign_in(session, client, a_person(session, "Ansgar", "Feldhüter"), Role.AUDITOR)
    shown = client.get("/mitglieder/1/verlauf").text
    assert f'href="/import/{run.id}"' not in shown


def test_a_member_that_no_list_names_has_no_such_line(session: Session, client: FlaskClient) -> None:
    both(session)
    other = a_member(session, "Gemeinde Rabental", 1)
    sign_in_office(session, client)
    assert TOLD not in timeline(client, other.number)


def test_a_member_of_a_list_of_members_is_told_from_which_it_came_and_when(
    session: Session, client: FlaskClient
) -> None:
    """Of the list with all its members, not of another; somebody who was admitted came from none."""
    both(session)
    a_member(session, "Gemeinde Tannroda")
    sign_in_office(session, client)
    told = "Aus der Liste „alt.csv“ ins Register übernommen"
    for number in (1, 2):
        assert timeline(client, number).count(told) == 1
        assert "24.11.2026" in timeline(client, number).partition(told)[2][:40]
    assert told not in timeline(client, 3)
    assert tab(client, 1) == client.get("/mitglieder/1/verlauf").text.count('class="timeline-text"')


def test_a_member_whose_exit_a_list_of_members_told_is_told_of_with_it(session: Session, client: FlaskClient) -> None:
    head = "Nr.;Firma;Beitritt;Anteile;Ausgeschieden am;Grund\n"
    rows = "1;Stadt Morgenau;01.02.2012;1;31.12.2019;Kündigung\n2;Stadt Lindenfurt;01.02.2012;1;;\n"
    taken(session, (head + rows).encode(), ListKind.MEMBERS)
    session.commit()
    sign_in_office(session, client)
    told = "Aus der Liste „alt.csv“ ins Register übernommen"
    assert f"{told}, Ausscheiden zum 31.12.2019" in timeline(client, 1)
    assert (told in timeline(client, 2), "Ausscheiden zum" in timeline(client, 2)) == (True, False)
