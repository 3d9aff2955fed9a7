"""What of bundles each role sees: pages, lists, exports, search, suggestions; by the level of bundles and of needs."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.bundles.models import Bundle
from app.bundles.rules import may_see_bundle
from app.needs.models import Need
from app.needs.rules import Level
from tests.bundles.factories import a_bundle
from tests.needs.factories import COUNCIL, LETTERS, MINUTES, House, a_firm, a_need, a_network
from tests.needs.signing import signed_in
from tests.needs.test_seeing import ROLES, asked_by

SECRET = "Quasselmaschine"
"""A word that stands in confidential needs alone."""


@pytest.fixture
def house(session: Session) -> House:
    return a_network(session)


@pytest.fixture
def bundles(session: Session, house: House) -> dict[Level, Bundle]:
    """One of each level, each with a need for members and a confidential one of a firm for which nobody here acts."""
    firm, found = a_firm(session, 3), {}
    for level in Level:
        shown = a_need(session, firm, house.office, replace(MINUTES, title=f"Zeigbar{level}"))
        secret = a_need(session, firm, house.office, replace(LETTERS, title=f"Geheim{level} {SECRET}"))
        words = f"Beschreibung{level}"
        found[level] = a_bundle(session, house, shown, secret, title=f"Bund{level}", words=words, level=level)
    session.commit()
    return found


@pytest.mark.parametrize("role", ROLES)
def test_every_page_shows_each_role_its_bundles_and_of_them_its_needs(
    role: str, app: Flask, session: Session, house: House, bundles: dict[Level, Bundle]
) -> None:
    asked = asked_by(role, app, session, house)
    may = {level: may_see_bundle(asked.viewer, level, asked.viewer.is_member) for level in Level}
    root = asked.root if role != "nobody" else "/bedarfe"
    home = root.replace("/bedarfe", "/buendel") if root.startswith("/mein") else f"{root}/buendel"
    opens = role in ("office", "board", "auditor", "member", "former")
    lists = (home, f"{home}?q=Beschreib", f"{home}?format=csv", "/suche?q=Beschreib", "/suche/palette?q=Beschreib")
    for address in lists[: None if role != "nobody" else 3]:
        answer = asked.client.get(address)
        if address.startswith(home) and not opens:
            assert answer.status_code in (302, 403), address
            continue
        assert {level: f"Bund{level}" in answer.text for level in Level} == may, address
        if not asked.viewer.reads_all:
            assert SECRET not in answer.text, address
    for level, bundle in bundles.items():
        answer = asked.client.get(f"{home}/{bundle.id}")
        assert (answer.status_code == 200) == (may[level] and opens), level
        if answer.status_code == 200:
            assert f"Zeigbar{level}" in answer.text
            assert (f"Geheim{level}" in answer.text) == asked.viewer.reads_all


def test_a_bundle_is_not_found_by_words_of_a_need_that_is_not_shown(
    app: Flask, session: Session, house: House, bundles: dict[Level, Bundle]
) -> None:
    vintner, office = signed_in(app, session, house.vintner), signed_in(app, session, house.office)
    for address in (f"/mein/2/buendel?q={SECRET}", f"/suche?q={SECRET}", f"/mein/2/buendel?q={SECRET}&format=csv"):
        assert "Bundmembers" not in vintner.get(address).text
    assert "Bundmembers" in office.get(f"/bedarfe/buendel?q={SECRET}").text


def test_members_are_told_the_number_of_needs_they_see_and_marked_words_of_these_alone(
    app: Flask, session: Session, house: House
) -> None:
    firm = a_firm(session, 3)
    shown = a_need(session, firm, house.office, replace(MINUTES, title="Protokoll"))
    hidden = [a_need(session, firm, house.office, replace(COUNCIL, title="Protokoll", level=Level.OFFICE))]
    bundle = a_bundle(session, house, shown, *hidden)
    session.commit()
    vintner = signed_in(app, session, house.vintner)
    page = vintner.get(f"/mein/2/buendel/{bundle.id}").text
    assert "<mark>" not in page
    assert COUNCIL.situation not in page
    row = next(line for line in vintner.get("/mein/2/buendel?format=csv").text.splitlines() if bundle.number in line)
    assert ";1;" in row


@pytest.mark.parametrize("level", list(Level))
def test_the_page_of_a_members_need_names_the_bundle_as_far_as_that_is_for_it(
    app: Flask, session: Session, house: House, level: Level
) -> None:
    mine = a_need(session, house.vineyard, house.vintner)
    secret: Need = a_need(session, a_firm(session, 3), house.office, LETTERS)
    a_bundle(session, house, mine, secret, title="Sammelsurium", level=level)
    session.commit()
    vintner = signed_in(app, session, house.vintner)
    page = vintner.get(f"/mein/2/bedarfe/{mine.id}").text
    assert ("Sammelsurium" in page) == (level is not Level.OFFICE)
    assert LETTERS.title not in page
    assert "In ein Bündel aufnehmen" not in page
    assert vintner.post(f"/bedarfe/{mine.id}/buendel", data={"to": "1", "key": "key-of-a-thief"}).status_code == 403


def test_an_auditor_reads_bundles_and_is_offered_no_act(app: Flask, session: Session, house: House) -> None:
    one, other = a_need(session, house.town, house.mayor), a_need(session, house.vineyard, house.vintner, COUNCIL)
    bundle = a_bundle(session, house, one)
    session.commit()
    client = asked_by("auditor", app, session, house).client
    page = client.get(f"/bedarfe/buendel/{bundle.id}").text
    assert MINUTES.title in page
    for word in ("Herausnehmen", "Umbenennen", "Rückgängig", "Passt das auch"):
        assert word not in page
    assert client.get("/bedarfe/ordnen").status_code == 403
    assert client.post(f"/bedarfe/buendel/{bundle.id}/aufnehmen", data={"number": other.number, "key": "key-of-some"}
                       ).status_code == 403
    assert "In ein Bündel aufnehmen" not in client.get(f"/bedarfe/{other.id}").text
