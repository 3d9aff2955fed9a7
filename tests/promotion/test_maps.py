"""The map: who is told what by role and level, in the picture, the table and the file; and where regions lie."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.core.values import Role
from app.needs import queries as needs
from app.needs.rules import Level, Viewer
from app.promotion import actions, queries
from app.promotion.rules import region_key
from tests.factories import NOW, OFFICE
from tests.needs.factories import MINUTES, House, a_firm, a_need, actor_of, an_interested
from tests.needs.signing import signed_in
from tests.needs.test_seeing import ROLES, asked_by
from tests.visitors import visitor

MAPS = {"office": "/bedarfe/karte", "member": "/mein/8/bedarfe/karte", "nobody": "/bedarfe/oeffentlich/karte"}


@pytest.fixture
def spread(session: Session, house: House) -> None:
    """In Ulm three owners have needs for all; in Calw two have; in Konstanz one is confidential, in Rastatt all are."""
    firms = [a_firm(session, 20 + number, f"Werk {number} GmbH") for number in range(3)]
    for firm in firms:
        a_need(session, firm, house.office, replace(MINUTES, region="Ulm", level=Level.PUBLIC))
        a_need(session, firm, house.office, replace(MINUTES, region="Rastatt", level=Level.OFFICE))
    for firm in firms[:2]:
        a_need(session, firm, house.office, replace(MINUTES, region="Calw", level=Level.MEMBERS))
    a_need(session, firms[0], house.office, replace(MINUTES, region="Konstanz", level=Level.OFFICE))
    session.commit()


def counts(session: Session, viewer: Viewer) -> dict[str, tuple[int, int]]:
    """Needs and owners by region."""
    return {region: (number, owners) for region, number, owners in
            needs.count_by_region(session, viewer, needs.Asked())}


def test_needs_and_owners_are_counted_by_region_as_far_as_they_are_seen(
    session: Session, house: House, spread: None
) -> None:
    assert counts(session, Viewer(reads_all=True)) == {
        "Ulm": (3, 3), "Rastatt": (3, 3), "Calw": (2, 2), "Konstanz": (1, 1),
    }
    assert counts(session, Viewer(is_member=True)) == {"Ulm": (3, 3), "Calw": (2, 2)}
    assert counts(session, Viewer()) == {"Ulm": (3, 3)}
    a_need(session, an_interested(session, house), house.office, replace(MINUTES, region="Calw"))
    assert counts(session, Viewer(reads_all=True))["Calw"] == (3, 3)


def table_of(page: str) -> dict[str, str]:
    """What the table beside the map says of each region in which there is something, and of all."""
    rows = re.findall(r'<th scope="row">(.*?)</th><td class="num">(.*?)</td>', page, re.DOTALL)
    told = {_plain(name).removesuffix(" nicht auf der Karte"): _plain(number) for name, number in rows}
    return {name: number for name, number in told.items() if number != "–" or name == "Zusammen"}


def _plain(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_told_its_levels_in_picture_table_and_file(
    role: str, app: Flask, session: Session, house: House, spread: None
) -> None:
    """Confidential needs count for who reads all alone; of few owners no number, no sum and no link is told."""
    asked = asked_by(role, app, session, house)
    address = MAPS.get(role, MAPS["member"] if role == "former" else MAPS["office"])
    answer = asked.client.get(address)
    if role in ("supervisor", "administrator", "former"):
        assert answer.status_code in (403, 404, 409, 422), role
        return
    table, file = table_of(answer.text), asked.client.get(f"{address}?format=csv").text
    if role in ("office", "board", "auditor"):
        assert table == {"Ulm": "3", "Rastatt": "3", "Calw": "2", "Konstanz": "1", "Zusammen": "9"}
        assert "Konstanz;1" in file
        return
    few = {"Calw": "von weniger als drei"} if role == "member" else {}
    assert table == {"Ulm": "3", **few, **({} if few else {"Zusammen": "3"})}
    assert "Konstanz" not in answer.text + file
    assert "Rastatt" not in re.sub(r"<option.*?</option>", "", answer.text) + file
    assert ("Calw: von weniger als drei" in answer.text) == bool(few)
    assert "region=Calw" not in answer.text


def test_a_confidential_need_changes_nothing_that_others_are_shown(
    app: Flask, session: Session, house: House, spread: None
) -> None:
    """Picture, table and file are the same with it and without it."""
    pages = []
    for region in ("Ulm", "Calw", "Konstanz"):
        for client, address in ((signed_in(app, session, house.mayor), "/mein/1/bedarfe/karte"),
                                (visitor(app), "/bedarfe/oeffentlich/karte")):
            pages.append((_map_of(client.get(address).text), client.get(f"{address}?format=csv").text))
        a_need(session, house.vineyard, house.vintner, replace(MINUTES, region=region, level=Level.OFFICE))
        session.commit()
    assert pages[:2] == pages[2:4] == pages[4:]


def _map_of(page: str) -> str:
    return page[page.index("map-beside"):page.index("format=csv")]


def test_one_s_own_confidential_need_counts_for_oneself(app: Flask, session: Session, house: House) -> None:
    a_need(session, house.town, house.mayor, replace(MINUTES, region="Calw", level=Level.OFFICE))
    session.commit()
    assert table_of(signed_in(app, session, house.mayor).get("/mein/1/bedarfe/karte").text) == {
        "Calw": "von weniger als drei",
    }
    assert table_of(signed_in(app, session, house.vintner).get("/mein/2/bedarfe/karte").text) == {"Zusammen": "–"}


def test_another_member_s_map_is_not_found(app: Flask, session: Session, house: House) -> None:
    assert signed_in(app, session, house.vintner).get("/mein/1/bedarfe/karte").status_code == 404


@pytest.mark.parametrize(("query", "wanted"), [
    ("stand=seen", "9"), ("stand=raised", "–"), ("field=administration", "9"), ("field=energy", "–"),
    ("kind=company", "9"), ("kind=municipality", "–"), ("von=2026-11-24&bis=2026-11-24", "9"), ("von=2026-11-25", "–"),
    ("stand=unfug&field=unfug&kind=unfug", "9"),
])  # fmt: skip
def test_the_map_counts_what_is_asked_for_and_the_list_behind_it_is_as_long(
    query: str, wanted: str, app: Flask, session: Session, house: House, spread: None
) -> None:
    client = signed_in(app, session, house.office)
    page = client.get(f"/bedarfe/karte?{query}").text
    assert table_of(page)["Zusammen"] == wanted
    for address in re.findall(r'href="(/bedarfe\?[^"]*)"', page):
        number = int(re.search(r'(\d+) von \d+', client.get(address.replace("&amp;", "&")).text)[1])  # type: ignore[index]
        assert f">{number}</a>" in page


def test_a_period_that_runs_backwards_is_refused(app: Flask, session: Session, house: House) -> None:
    answer = signed_in(app, session, house.office).get("/bedarfe/karte?von=2026-02-01&bis=2026-01-01")
    assert answer.status_code == 422
    assert "vor dem ersten" in answer.text


def test_regions_that_bear_a_name_of_the_map_are_drawn_and_others_stand_in_the_table(
    app: Flask, session: Session, house: House, spread: None
) -> None:
    a_need(session, house.town, house.mayor, replace(MINUTES, region="Rabental"))
    session.commit()
    page = signed_in(app, session, house.office).get("/bedarfe/karte").text
    assert 'aria-label="Ulm: 3 Bedarfe"' in page
    assert table_of(page)["Rabental"] == "1"
    assert "nicht auf der Karte" in page
    assert "GeoBasis-DE / BKG" in page


def test_without_any_match_there_is_the_table_alone(app: Flask, session: Session, house: House) -> None:
    a_need(session, house.town, house.mayor, replace(MINUTES, region="Rabental"))
    session.commit()
    page = signed_in(app, session, house.office).get("/bedarfe/karte").text
    assert "<figure" not in page
    assert table_of(page)["Rabental"] == "1"
    assert "Gebiete zuordnen" in page


def test_the_office_lays_its_regions_on_the_map(app: Flask, session: Session, house: House) -> None:
    a_need(session, house.town, house.mayor, replace(MINUTES, region="Rabental"))
    session.commit()
    client = signed_in(app, session, house.office)
    assert "wie die ganze Region" in client.get("/bedarfe/karte/gebiete").text
    sent = {"key": "key-of-the-places", region_key("Neckar-Alb"): "Rabental", "08417": "-", "08111": "Unfug"}
    for _time in range(2):
        assert client.post("/bedarfe/karte/gebiete", data=sent).status_code == 302
    assert queries.chosen_areas(session) == {region_key("Neckar-Alb"): "Rabental", "08417": "-"}
    assert 'aria-label="Rabental: 1 Bedarf"' in client.get("/bedarfe/karte").text
    assert "selected>Rabental" in client.get("/bedarfe/karte/gebiete").text


def test_what_was_not_changed_is_not_told_to_the_journal(session: Session, house: House) -> None:
    office = actor_of(house.office, Role.OFFICE)
    assert actions.place_regions(session, {"08111": "Ulm", "08115": ""}, office, NOW) == 1
    assert actions.place_regions(session, {"08111": "Ulm"}, office, NOW) == 1
    assert actions.place_regions(session, {}, OFFICE, NOW) == 0
    assert queries.chosen_areas(session) == {}


def test_the_public_list_is_filtered_as_the_map_asks(app: Flask, session: Session, house: House, spread: None) -> None:
    client = visitor(app)
    assert "Sitzungen verschriften" in client.get("/bedarfe/oeffentlich?region=Ulm&stand=seen&kind=company").text
    others = ("region=Calw", "region=Ulm&stand=answered", "region=Ulm&kind=association", "region=Ulm&bis=2020-01-01")
    for query in others:
        assert "Kein Bedarf passt dazu" in client.get(f"/bedarfe/oeffentlich?{query}").text
