"""Registering a version that splits the shares, through the browser (§ 22b GenG; R-SHR-09)."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.values import Refusal, Role
from app.shares import queries as shares
from app.statutes import actions, queries
from app.statutes.models import StatuteVersion
from app.statutes.rules import ForeseenSplit, Splitting, check_split_seen, parts_of
from tests.factories import NOW, TODAY, a_person, sign_in
from tests.shares.factories import JOINED, SHARE, a_house, a_member
from tests.shares.test_splitting import SPLIT_ON
from tests.statutes.factories import ADMINISTRATOR, FILE
from tests.statutes.test_views import typed


@pytest.mark.parametrize(("before", "after", "parts"), [(500_00, 100_00, 5), (100_00, 50_00, 2), (3, 1, 3)])
def test_a_share_is_split_into_as_many_as_the_former_amount_holds(before: int, after: int, parts: int) -> None:
    assert parts_of(before, after, "Zerlegung") == parts


@pytest.mark.parametrize(("before", "after"), [(500_00, 500_00), (500_00, 600_00), (500_00, 300_00), (None, 100_00)])
def test_what_is_no_whole_part_of_the_former_amount_splits_nothing(before: int | None, after: int) -> None:
    with pytest.raises(Refusal, match="Fassung „Zerlegung“"):
        parts_of(before, after, "Zerlegung")


def test_a_splitting_is_seen_as_long_as_its_figures_are_the_same() -> None:
    foreseen = ForeseenSplit(SPLIT_ON, 5, 1, 2)
    check_split_seen(foreseen, {foreseen.shown})
    check_split_seen(None, set())
    with pytest.raises(Refusal, match="aus 3 Anteilen 15"):
        check_split_seen(ForeseenSplit(SPLIT_ON, 5, 1, 3), {foreseen.shown})


def recorded(
    session: Session, client: FlaskClient, house: Mapping[str, Any] | None = None, **values: str
) -> StatuteVersion:
    """A version typed into its form that says that it splits the shares, with its PDF."""
    a_house(session, further_shares_allowed=True, max_shares=2, **(house or {}))
    a_member(session, shares=2)
    sign_in(session, client, a_person(session, "Ottilie", "Brandner"), Role.ADMINISTRATOR, Role.OFFICE)
    said = {"share_amount": "100,00", "min_payment": "100,00", "max_shares": "2", **values}
    answer = client.post("/satzung/neu", data={**typed("Zerlegung", **said), "resolved_on": "20.06.2026",
                                               "splits_shares": "y"})
    assert answer.status_code == 302, answer.text
    version = next(each for each in queries.versions(session) if each.title == "Zerlegung")
    assert version.splits_shares
    actions.attach_document(session, version, FILE, ADMINISTRATOR, NOW)
    session.commit()
    return version


def seen_on(page: str) -> str:
    """What the page's form says that was seen."""
    found = re.search(r'name="seen"[^>]*value="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_a_splitting_is_shown_before_it_is_registered_and_done_with_it(client: FlaskClient, session: Session) -> None:
    page = f"/satzung/{recorded(session, client).id}"
    unseen = client.post(f"{page}/eintragen", data={"registered_on": "10.11.2026"})
    assert (unseen.status_code, "werden aus 2 Anteilen 10" in unseen.text) == (422, True)
    assert "1 Mitglied hält danach mehr Anteile, als die Fassung zulässt." in unseen.text
    assert queries.splittings(session) == []
    data = {"registered_on": "10.11.2026", "seen": seen_on(unseen.text)}
    assert [client.post(f"{page}/eintragen", data=data).status_code for _ in range(2)] == [302, 302]
    session.rollback()
    (splitting,) = queries.splittings(session)
    assert splitting == Splitting(SPLIT_ON, 5, splitting.version_id)
    assert shares.shares_on(session, TODAY) == {1: 10}
    assert "ist die Zahl der Anteile jedes Mitglieds vervielfacht" in client.get(page).text
    assert "Zerlegung der Geschäftsanteile" in client.get("/mitglieder/1").text


@pytest.mark.parametrize(("sum_after", "shown"), [("500,00", "500,00"), ("700,00", "700,00")])
def test_the_page_shows_what_becomes_of_the_liability_of_a_member(
    client: FlaskClient, session: Session, sum_after: str, shown: str
) -> None:
    said = {"nachschuss": "limited", "haftsumme": sum_after}
    version = recorded(session, client, house={"nachschuss": "limited", "haftsumme": 500_00}, **said)
    page = client.get(f"/satzung/{version.id}").text
    part = page[page.index('id="zerlegung"'):]
    assert re.search(r"Haftsumme eines Mitglieds mit einem Anteil bisher</dt><dd>500,00", part)
    assert re.search(rf"Haftsumme desselben Mitglieds danach</dt><dd>{shown}", part)
    assert ("ändert sich die Haftsumme" in part) == (shown != "500,00")


def test_a_page_seen_before_somebody_took_shares_is_no_longer_enough(client: FlaskClient, session: Session) -> None:
    page = f"/satzung/{recorded(session, client).id}"
    seen = seen_on(client.get(page).text)
    a_member(session, "Gemeinde Lindenfurt", 1, JOINED)
    session.commit()
    answer = client.post(f"{page}/eintragen", data={"registered_on": f"{TODAY:%d.%m.%Y}", "seen": seen})
    assert (answer.status_code, "aus 3 Anteilen 15" in answer.text) == (422, True)


@pytest.mark.parametrize(("amount", "words"), [
    ("300,00", "ohne Rest"), ("0,07", "ohne Rest"), ("500,00", "in kleinere"), ("600,00", "in kleinere"),
])  # fmt: skip
def test_what_does_not_split_is_said_on_the_page_and_not_registered(
    client: FlaskClient, session: Session, amount: str, words: str
) -> None:
    page = f"/satzung/{recorded(session, client, share_amount=amount, min_payment=amount).id}"
    assert words in client.get(page).text
    answer = client.post(f"{page}/eintragen", data={"registered_on": "10.11.2026", "seen": "x " * 400})
    assert (answer.status_code, words in answer.text) == (422, True)
    assert queries.statute_on(session, TODAY).share_amount == SHARE


def test_a_change_of_the_version_is_kept_with_what_it_splits(client: FlaskClient, session: Session) -> None:
    version = recorded(session, client)
    page = client.get(f"/satzung/{version.id}/aendern").text
    assert re.search(r'name="splits_shares"[^>]*checked|checked[^>]*name="splits_shares"', page)
    facts = actions.VersionFacts(version.title, version.resolved_on, queries.values_of(version))
    actions.change_version(session, version, facts, ADMINISTRATOR, NOW)
    assert queries.splitting_by(session, version, SPLIT_ON) is None
