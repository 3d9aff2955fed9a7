"""What the pages of a round offer and say when it may not be closed yet, and when little or nothing came of it."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.assessments import actions
from app.assessments.models import Round
from tests.assessments.factories import LAST_DAY, Network, a_world, assess, begun, closed, subject_of
from tests.factories import NOW
from tests.needs.signing import signed_in
from tests.visitors import Visitor

LEGEND, WEIGHTS = "Jeder Punkt ist eine Wertung", "Eigene Gewichte ausprobieren"


@pytest.fixture
def world(session: Session) -> Network:
    return a_world(session)


@pytest.fixture
def office(app: Flask, session: Session, world: Network) -> Visitor:
    return signed_in(app, session, world.house.office)


def ended(session: Session, found: Round) -> Round:
    """The round after its last day closed it."""
    actions.close_in_time(session, found.id, LAST_DAY, NOW + timedelta(days=15))
    session.commit()
    return found


def test_closing_is_offered_only_once_all_is_in(session: Session, world: Network, office: Visitor) -> None:
    found = begun(session, world)
    members = (world.house.town, world.house.vineyard, world.guild)
    offers = f"/bewertungen/{found.id}/schliessen"
    for member in members:
        assess(session, world, found, member, world.roads, 5, 1)
        session.commit()
        page = office.get(f"/bewertungen/{found.id}").text
        assert ("Verlängern" in page, offers in page) == (True, False)
    for member in members:
        assess(session, world, found, member, world.minutes, 5, 1)
    session.commit()
    assert offers in office.get(f"/bewertungen/{found.id}").text


def test_whether_closing_is_offered_does_not_tell_which_of_them_who_was_excused_had_assessed(
    session: Session, world: Network, office: Visitor
) -> None:
    found, shown = begun(session, world), set()
    for member in (world.house.town, world.guild):
        for bundle in (world.roads, world.minutes):
            assess(session, world, found, member, bundle, 5, 1)
    for row in found.assessors:
        actions.excuse(session, found.id, row.id, "Verreist", found.version, world.office, NOW)
        session.commit()
        shown.add(f"/bewertungen/{found.id}/schliessen" in office.get(f"/bewertungen/{found.id}").text)
        actions.name_assessor(session, found.id, row.member_id, row.party_id, world.office, NOW)
    assert shown == {True}


def test_of_a_round_in_which_nobody_assessed_the_office_reads_so_and_is_not_offered_to_lay_it(
    session: Session, world: Network, office: Visitor
) -> None:
    found = ended(session, begun(session, world))
    root = f"/bewertungen/{found.id}"
    page, result = office.get(root).text, office.get(f"{root}/ergebnis").text
    assert "Bereiten Sie eine neue Runde vor" in page
    assert f"{root}/vorlegen" not in page + result
    assert result.count("Niemand hat eine Bewertung abgegeben, die zählt") == 1
    assert [each in result for each in (LEGEND, WEIGHTS, "weniger als", "Nur ein Mitglied")] == [False] * 4
    assert world.minutes.number in result
    refused = office.get(f"{root}/vorlegen")
    assert (refused.status_code, "keine Bewertung abgegeben" in refused.text) == (409, True)
    assert found.number not in office.get("/").text, "nothing waits at the desk"


def test_of_a_round_that_too_few_assessed_nothing_is_shown_and_laying_says_so(
    session: Session, world: Network, office: Visitor
) -> None:
    found = begun(session, world)
    assess(session, world, found, world.guild, world.roads, 5, 1, words="Quasselstrippe")
    ended(session, found)
    root = f"/bewertungen/{found.id}"
    result, laying = office.get(f"{root}/ergebnis").text, office.get(f"{root}/vorlegen").text
    assert result.count("Gezeigt wird nur, was mindestens zwei Mitglieder beurteilt haben") == 1
    assert [each in result for each in (LEGEND, WEIGHTS, "Quasselstrippe")] == [False] * 3
    assert f"{root}/vorlegen" in result
    assert "1 von 3 Bewertenden hat teilgenommen" in laying
    assert "Die ganze Rangliste steht im Beschlussvorschlag" not in laying


def test_beside_what_several_assessed_it_is_said_once_why_something_has_no_rank(
    session: Session, world: Network, office: Visitor
) -> None:
    found = begun(session, world)
    for member in (world.guild, world.house.town):
        assess(session, world, found, member, world.roads, 5, 1)
    page = office.get(f"/bewertungen/{ended(session, found).id}/ergebnis").text
    assert (page.count("Niemand hat es beurteilt"), "eines Einzigen" in page) == (1, False)
    assert (LEGEND in page, WEIGHTS in page, world.minutes.number in page) == (True, True, True)


def test_of_a_round_that_is_over_the_member_reads_what_was_handed_in_and_what_was_not(
    app: Flask, session: Session, world: Network
) -> None:
    found, client = begun(session, world), signed_in(app, session, world.house.vintner)
    assess(session, world, found, world.house.vineyard, world.roads, 5, 1)
    session.commit()
    address = f"/mein/2/bewertungen/{found.id}"
    running = client.get(address).text
    assert ("Zu bewerten" in running, "Offen" in running, "Nicht abgegeben" in running) == (True, True, False)
    ended(session, found)
    page = client.get(address).text
    assert ("Zu bewerten" in page, "Offen" in page) == (False, False)
    assert (page.count("Nicht abgegeben"), "Was zu bewerten war" in page) == (1, True)
    assert page.replace("Nicht abgegeben", "").count("Abgegeben") == 1


def test_a_member_reads_of_a_result_that_there_is_none_in_one_sentence(
    app: Flask, session: Session, world: Network
) -> None:
    found = ended(session, begun(session, world))
    page = signed_in(app, session, world.house.vintner).get(f"/mein/2/bewertungen/{found.id}/ergebnis").text
    assert page.count("Niemand hat eine Bewertung abgegeben, die zählt") == 1
    assert [each in page for each in (LEGEND, WEIGHTS)] == [False] * 2


def test_what_has_a_result_is_laid_as_ever(session: Session, world: Network, office: Visitor) -> None:
    found = closed(session, world)
    page = office.get(f"/bewertungen/{found.id}/vorlegen").text
    assert "Die ganze Rangliste steht im Beschlussvorschlag" in page
    assert f'value="{subject_of(found, world.minutes).id}"' in page
