"""The pages of the office: a round from preparation to agenda; what desk, search, bundle and board show of it."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments import actions, queries
from app.assessments.models import Round
from app.assessments.rules import RoundState
from app.bundles import actions as bundles
from app.core.values import Refusal
from tests.assemblies.factories import an_assembly
from tests.assessments.factories import (
    LAST_DAY,
    Network,
    a_world,
    assess,
    begun,
    closed,
    laid,
    prepared,
    reread,
    subject_of,
)
from tests.factories import NOW, TODAY
from tests.needs.signing import signed_in
from tests.statements import statements
from tests.visitors import Visitor


@pytest.fixture
def world(session: Session) -> Network:
    return a_world(session)


@pytest.fixture
def office(app: Flask, session: Session, world: Network) -> Visitor:
    return signed_in(app, session, world.house.office)


def send(client: FlaskClient, address: str, **fields: object) -> str:
    """Send a form with the key and the version that its page gives; the page that follows."""
    page = client.get(address).text
    version = re.search(r'name="seen" value="(\d+)"', page)
    data = {"key": re.findall(r'name="key" value="([^"]+)"', page)[-1], **fields}
    answer = client.post(address, data=data if version is None else {"seen": version[1], **data})
    assert answer.status_code == 302, answer.text
    return client.get(answer.headers["Location"]).text


def test_the_office_prepares_and_begins_a_round(session: Session, world: Network, office: Visitor) -> None:
    about = {"title": "Was zuerst?", "last_day": LAST_DAY.isoformat(), "proposed": ["use", "risk"]}
    page = send(office, "/bewertungen/neu", **about)
    found = session.scalars(select(Round)).one()
    assert "Bis die Runde beginnen kann, fehlt noch" in page
    root = f"/bewertungen/{found.id}"
    send(office, f"{root}/auswahl", bundles=[world.minutes.id, world.roads.id])
    send(office, f"{root}/kriterien/neu", name="Freude", low="keine", high="große", weight="2")
    for member in (world.house.town, world.guild):
        person = world.people[member.id].party_id
        address = f"{root}/bewertende/neu?member={member.number}"
        key = re.findall(r'name="key" value="([^"]+)"', office.get(address).text)[-1]
        data = {"key": key, "member": str(member.number), "person": str(person)}
        assert office.post(f"{root}/bewertende/neu", data=data).status_code == 302
    page = send(office, f"{root}/beginnen")
    assert "0</span> von 4 Bewertungen abgegeben" in page
    session.commit()
    assert [each.name for each in reread(session, found).criteria] == ["Nutzen", "Risiko", "Freude"]


def test_a_form_that_lacks_something_is_shown_again_with_what_was_typed(office: Visitor) -> None:
    answer = office.post("/bewertungen/neu", data={"key": "k" * 12, "title": "", "about": "Wir fragen uns"})
    assert answer.status_code == 422
    assert "Wir fragen uns" in answer.text
    late = office.post("/bewertungen/neu", data={"key": "k" * 12, "title": "Alt", "last_day": "2020-01-01"})
    assert "Vergangenheit" in late.text


def test_an_empty_list_says_what_to_do_first(office: Visitor) -> None:
    assert "Noch nichts gemeinsam bewertet" in office.get("/bewertungen").text


def test_the_desk_asks_for_what_waits_and_the_search_finds_rounds(
    session: Session, world: Network, office: Visitor
) -> None:
    found = closed(session, world)
    desk = office.get("/").text
    assert found.number in desk
    assert "noch niemandem vorgelegt" in desk
    assert f"/bewertungen/{found.id}" in office.get("/suche?q=angehen").text + office.get("/suche?q=gehen").text
    actions.lay_before_board(session, found.id, [found.subjects[0].id], found.version, world.office, NOW)
    session.commit()
    assert "noch niemandem vorgelegt" not in office.get("/").text


def test_the_page_of_a_bundle_tells_the_office_of_its_rounds(
    session: Session, world: Network, office: Visitor
) -> None:
    found = begun(session, world)
    page = office.get(f"/bedarfe/buendel/{world.minutes.id}").text
    assert found.number in page
    assert "0 von 3 Bewertungen abgegeben" in page


def test_a_bundle_that_is_assessed_says_so_and_offers_nothing_that_would_be_refused(
    session: Session, world: Network, office: Visitor
) -> None:
    address, offers = f"/bedarfe/buendel/{world.minutes.id}", ("Herausnehmen", "Zusammenlegen", "Auflösen", "Aufnehmen")
    before = office.get(address).text
    assert ("wird gerade bewertet" in before, [each in before for each in offers]) == (False, [True] * 4)
    begun(session, world)
    page = office.get(address).text
    assert ("wird gerade bewertet" in page, [each in page for each in offers]) == (True, [False] * 4)
    assert "Umbenennen" in page


def test_a_member_reads_of_a_bundle_that_it_was_taken_up_and_nothing_of_the_round_before(
    app: Flask, session: Session, world: Network
) -> None:
    found = laid(session, world)
    client = signed_in(app, session, world.house.vintner)
    address = f"/mein/2/buendel/{world.minutes.id}"
    assert found.number not in client.get(address).text
    actions.take_up(session, found.id, "V-2026-004", world.office, NOW)
    session.commit()
    page = client.get(address).text
    assert "Aufgegriffen" in page
    assert "V-2026-004" in page
    assert found.title not in page


def test_what_was_dissolved_meanwhile_is_not_taken_up(session: Session, world: Network) -> None:
    found = closed(session, world)
    bundles.dissolve(session, world.minutes.id, world.minutes.version, world.office, NOW)
    chosen = [subject_of(found, world.minutes).id]
    with pytest.raises(Refusal, match="aufgelöst"):
        actions.lay_before_board(session, found.id, chosen, found.version, world.office, NOW)


@pytest.mark.parametrize("organ", ["board", "assembly"])
def test_the_office_lays_a_result_before_an_organ(
    organ: str, session: Session, world: Network, office: Visitor
) -> None:
    found, assembly = closed(session, world), an_assembly(session)
    session.commit()
    chosen = {"taken": [subject_of(found, world.minutes).id], "organ": organ, "assembly": str(assembly.id)}
    page = send(office, f"/bewertungen/{found.id}/vorlegen", **chosen)
    assert ("Liegt dem Vorstand vor" if organ == "board" else "TOP 1, ") in page
    item = queries.find_item(session, found.id)
    assert item is not None
    assert item.organ.value == ("board" if organ == "board" else "general_assembly")


def test_an_assembly_that_is_not_planned_any_more_takes_nothing(
    session: Session, world: Network, office: Visitor
) -> None:
    found = closed(session, world)
    data = {"key": "k" * 12, "seen": str(found.version), "organ": "assembly", "assembly": "99",
            "taken": [str(found.subjects[0].id)]}
    answer = office.post(f"/bewertungen/{found.id}/vorlegen", data=data)
    assert answer.status_code == 422
    assert "Tagesordnung noch geschrieben wird" in answer.text
    assert reread(session, found).state is RoundState.CLOSED


def test_an_assembly_whose_day_is_over_is_not_offered_for_a_result_and_takes_none(
    session: Session, world: Network, office: Visitor
) -> None:
    found, past = closed(session, world), an_assembly(session, TODAY - timedelta(days=1))
    ahead = an_assembly(session)
    session.commit()
    address = f"/bewertungen/{found.id}/vorlegen"
    offered = re.findall(r'<option[^>]*value="(\d+)"', office.get(address).text)
    assert offered == [str(ahead.id)]
    data = {"key": "k" * 12, "seen": str(found.version), "organ": "assembly", "assembly": str(past.id),
            "taken": [str(found.subjects[0].id)]}
    answer = office.post(address, data=data)
    assert answer.status_code == 422
    assert "Tagesordnung noch geschrieben wird" in answer.text
    taken = [found.subjects[0].id]
    with pytest.raises(Refusal, match=r"am 23\.11\.2026 ist vorbei"):
        actions.lay_before_assembly(session, found.id, taken, past.id, found.version, world.office, NOW)


def test_a_page_that_is_older_is_told_so_and_a_button_pressed_twice_acts_once(
    session: Session, world: Network, office: Visitor
) -> None:
    found = prepared(session, world)
    session.commit()
    data = {"key": "k" * 12, "seen": str(found.version), "name": "Freude", "low": "keine", "high": "große",
            "weight": "1"}
    address = f"/bewertungen/{found.id}/kriterien/neu"
    assert office.post(address, data=data).status_code == 302
    assert office.post(address, data=data).status_code == 302, "the same once more is the same act"
    stale = office.post(address, data={**data, "key": "m" * 12, "name": "Glanz"})
    assert "inzwischen geändert" in stale.text
    assert [each.name for each in reread(session, found).criteria] == ["Nutzen", "Risiko", "Freude"]


def test_who_is_of_no_office_opens_no_page_of_it(app: Flask, session: Session, world: Network) -> None:
    found = begun(session, world)
    client = signed_in(app, session, world.house.vintner)
    for address in ("/bewertungen", "/bewertungen/neu", f"/bewertungen/{found.id}"):
        assert client.get(address).status_code == 403


def test_more_of_what_is_assessed_takes_no_more_statements(session: Session, world: Network, office: Visitor) -> None:
    found = prepared(session, world)
    asked: list[int] = []
    for chosen in ([world.minutes.id], [world.minutes.id, world.roads.id]):
        actions.choose_subjects(session, found.id, chosen, [], found.version, world.office, NOW)
        session.commit()
        session.expire_all()
        with statements() as sent:
            assert len(queries.subjects_of(session, queries.get_round(session, found.id))) == len(chosen)
        asked.append(len(sent))
    assert asked[0] == asked[1]


def test_more_who_assess_take_no_more_statements(session: Session, world: Network, office: Visitor) -> None:
    town, vineyard = world.house.town, world.house.vineyard
    few, many = (prepared(session, world, members) for members in ((town,), (town, vineyard, world.guild)))
    asked: list[list[int]] = []
    for found in (few, many):
        round_id, counted = found.id, []
        for ask in (queries.persons_of, queries.progress_of, queries.missing_in):
            session.commit()
            session.expire_all()
            with statements() as sent:
                ask(session, queries.get_round(session, round_id), TODAY)
            counted.append(len(sent))
        asked.append(counted)
    assert asked[0] == asked[1]
    assert len(queries.persons_of(session, many, TODAY)) == 3


def test_the_page_of_a_round_does_not_list_that_assessments_came_in_and_the_journal_does(
    session: Session, world: Network, office: Visitor
) -> None:
    found = begun(session, world)
    assess(session, world, found, world.guild, world.roads, 5, 2, words="Quasselstrippe")
    session.commit()
    said = "eine Bewertung ist abgegeben"
    assert said not in office.get(f"/bewertungen/{found.id}").text
    journal = office.get("/betrieb/journal").text
    assert said in journal
    assert "Quasselstrippe" not in journal
