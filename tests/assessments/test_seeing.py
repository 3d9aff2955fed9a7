"""Blind until the round is over: every page, export, search result and journal, tried by each role; then who sees what.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.assessments import actions, queries
from app.assessments.models import Round
from app.assessments.rules import Score
from app.audits.rules import Period
from app.bundles import actions as bundles
from app.core.values import Role
from app.portal import queries as portal
from tests.assessments.factories import Network, a_world, assess, begun, closed, scores, subject_of
from tests.audits.factories import an_assignment
from tests.factories import NOW, a_person, an_account
from tests.needs.factories import COUNCIL, LETTERS, a_need, actor_of
from tests.needs.signing import signed_in
from tests.organs.factories import a_member, an_office
from tests.visitors import visitor

SAID = "Quasselstrippe"
"""A word that stands beside scores alone."""
ROLES = ("office", "board", "auditor", "other", "colleague", "assessor", "nobody")


@pytest.fixture
def world(session: Session) -> Network:
    return a_world(session)


def running(session: Session, world: Network) -> Round:
    """A round that runs: the guild assessed all, the town began."""
    found = begun(session, world)
    for bundle in (world.minutes, world.roads):
        assess(session, world, found, world.guild, bundle, 5, 2, words=SAID)
    actions.keep(session, found.id, world.house.town.id, subject_of(found, world.roads).id,
                 scores(found, 1, 1, words=f"{SAID} angefangen"), actor_of(world.house.mayor), NOW)
    session.commit()
    return found


@dataclass(frozen=True)
class Asked:
    """Somebody who looks, and the number of the membership in whose pages."""

    client: FlaskClient
    number: int


def asked_by(role: str, app: Flask, session: Session, world: Network) -> Asked:
    """Somebody with one role; the colleague acts for the guild, too, by the same login as its assessor's member."""
    if role == "assessor":
        return Asked(signed_in(app, session, world.house.vintner), 2)
    person = a_person(session, "Wanda", "Weitblick")
    account = an_account(session, person)
    granted = {"office": Role.OFFICE, "auditor": Role.AUDITOR}
    if role == "board":
        an_office(session, person)
    if role in ("other", "colleague"):
        a_member(session, person, 9)
    session.commit()
    client = visitor(app) if role == "nobody" else signed_in(
        app, session, account, *([granted[role]] if role in granted else [])
    )
    return Asked(client, 9)


def addresses(found: Round, number: int) -> Iterator[str]:
    """Every page on which something of a round might stand."""
    root = f"/bewertungen/{found.id}"
    yield from ("/bewertungen", "/bewertungen?format=csv", root, f"{root}/ergebnis", f"{root}/ergebnis?format=csv",
                f"{root}/vorlegen", f"{root}/bewertende/neu", "/", "/betrieb/journal", "/betrieb/journal?format=csv")
    yield from (f"/suche?q={word}" for word in (SAID, found.number, "angehen"))
    mine = f"/mein/{number}"
    yield from (mine, f"{mine}/daten", f"{mine}/daten.json", f"{mine}/bewertungen", f"{mine}/bewertungen/{found.id}",
                f"{mine}/bewertungen/{found.id}/ergebnis")
    yield from (f"{mine}/bewertungen/{found.id}/{each.id}" for each in found.subjects)


@pytest.mark.parametrize("role", ROLES)
def test_while_a_round_runs_nobody_reads_a_score_or_who_gave_one(
    role: str, app: Flask, session: Session, world: Network
) -> None:
    found = running(session, world)
    asked = asked_by(role, app, session, world)
    shown = 0
    for address in addresses(found, asked.number):
        answer = asked.client.get(address)
        shown += answer.status_code == 200
        if address.endswith(f"={SAID}"):
            assert "/bewertungen/" not in answer.text, "what is said is not found"
            continue
        assert SAID not in answer.text, address
        if "ergebnis" in address or "vorlegen" in address:
            assert answer.status_code != 200, address
    assert shown or role == "nobody"


def test_the_office_sees_how_many_are_in_and_nothing_of_whom(app: Flask, session: Session, world: Network) -> None:
    found = running(session, world)
    page = asked_by("office", app, session, world).client.get(f"/bewertungen/{found.id}").text
    assert "von 6 Bewertungen abgegeben" in page
    assert ">2<" in page
    before, after = (page.count(name) for name in ("Gundula Meisterin", "Theodora Rebhang"))
    assert before == after, "who has assessed and who has not stand on the page alike"


def test_what_one_wrote_is_for_ones_own_eyes_not_for_who_acts_for_the_same_member(
    session: Session, world: Network
) -> None:
    running(session, world)
    own = portal.own_data(session, world.guild, (), NOW, world.master.party_id)
    assert SAID in json.dumps(own["assessments"], default=str)
    others = portal.own_data(session, world.guild, (), NOW, world.house.mayor.party_id)
    assert others["assessments"] == []


@pytest.mark.parametrize(("role", "names", "words"), [
    ("office", True, True), ("board", True, True), ("auditor", False, True), ("assessor", False, True),
])  # fmt: skip
def test_once_it_is_over_names_are_for_office_and_board_and_words_are_without_names(
    role: str, names: bool, words: bool, app: Flask, session: Session, world: Network
) -> None:
    found = closed(session, world)
    asked = asked_by(role, app, session, world)
    root = f"/mein/{asked.number}/bewertungen/{found.id}" if role == "assessor" else f"/bewertungen/{found.id}"
    page = asked.client.get(f"{root}/ergebnis")
    assert page.status_code == 200
    assert ("Gundula Meisterin" in page.text) is names
    assert ("Meinung 4" in page.text) is words
    assert "uneinig" in page.text


@pytest.mark.parametrize("role", ["other", "nobody", "colleague"])
def test_who_did_not_assess_sees_no_result(role: str, app: Flask, session: Session, world: Network) -> None:
    found = closed(session, world)
    asked = asked_by(role, app, session, world)
    for address in (f"/bewertungen/{found.id}/ergebnis", f"/mein/{asked.number}/bewertungen/{found.id}/ergebnis",
                    f"/mein/{asked.number}/bewertungen/{found.id}"):
        assert asked.client.get(address).status_code in (302, 403, 404), address


def test_assessing_goes_through_the_pages_kept_then_handed_in(app: Flask, session: Session, world: Network) -> None:
    found = begun(session, world)
    client = signed_in(app, session, world.house.vintner)
    subject = subject_of(found, world.roads).id
    page = f"/mein/2/bewertungen/{found.id}/{subject}"
    use, risk = (each.id for each in found.criteria)
    assert client.post(f"{page}/zwischenstand", data={f"step_{use}": "4", f"words_{use}": "gut"}).status_code == 204
    assert 'value="4" checked' in client.get(page).text.replace("\n        ", " ")
    lacking = client.post(page, data={"key": "k" * 12, "act": "submit", f"step_{use}": "4"})
    assert lacking.status_code == 422
    assert "nicht beurteilen" in lacking.text
    done = client.post(page, data={"key": "m" * 12, "act": "submit", f"step_{use}": "4", f"step_{risk}": "none"})
    assert done.status_code == 302
    session.expire_all()
    assessor = queries.get_own(session, found.id, world.house.vintner.party_id, world.house.vineyard.id)
    kept = queries.scores_of(queries.get_task(session, assessor, subject, NOW.date()).assessment)
    assert kept == {use: Score(4, False, "gut"), risk: Score(None, True)}
    again = client.post(page, data={"key": "n" * 12, "act": "submit", f"step_{use}": "1", f"step_{risk}": "1"})
    assert "schon abgegeben" in again.text


def test_weights_in_the_address_change_the_list_and_nothing_else(app: Flask, session: Session, world: Network) -> None:
    found = closed(session, world)
    client = asked_by("office", app, session, world).client
    use, risk = (each.id for each in found.criteria)
    page = client.get(f"/bewertungen/{found.id}/ergebnis?g{use}=0&g{risk}=1").text
    assert ("Mit Ihren Gewichten" in page, PASSED_OVER in page) == (True, False)
    for as_set, is_passed_over in (("3", False), ("0100000", True)):
        same = client.get(f"/bewertungen/{found.id}/ergebnis?g{use}={as_set}&g{risk}=1").text
        assert "Mit Ihren Gewichten" not in same, "more than the most counts as it was set"
        assert (PASSED_OVER in same) == is_passed_over
    for odd in ("0", "-1", "x", "9" * 40, "9" * 5000, "0" * 5000 + "1"):
        answer = client.get(f"/bewertungen/{found.id}/ergebnis?g{use}={odd}&g{risk}=0")
        assert (answer.status_code, PASSED_OVER in answer.text) == (200, not odd.endswith("01")), odd[:10]


PASSED_OVER = "gilt das Gewicht der Runde"


def test_exports_hold_the_list(app: Flask, session: Session, world: Network) -> None:
    found = closed(session, world)
    client = asked_by("office", app, session, world).client
    text = client.get(f"/bewertungen/{found.id}/ergebnis?format=csv").get_data(as_text=True)
    assert world.minutes.number in text
    assert "Rang 1 bei jeder geprüften Gewichtung" in text
    assert "Meisterin" not in text
    assert client.get(f"/bewertungen/{found.id}/ergebnis?format=xlsx").status_code == 200


def test_a_result_names_the_needs_it_rests_on_as_far_as_somebody_may_see_them(
    app: Flask, session: Session, world: Network
) -> None:
    """Confidential ones are not even counted; what came into the bundle later is none of them."""
    secret = a_need(session, world.firm, world.house.office, LETTERS)
    bundles.place(session, secret.id, None, world.minutes.id, world.office, NOW)
    found, later = closed(session, world), a_need(session, world.firm, world.house.office)
    bundles.place(session, later.id, None, world.minutes.id, world.office, NOW)
    bundles.place(session, world.needs[1].id, world.minutes.id, None, world.office, NOW)
    session.commit()
    address, numbers = f"bewertungen/{found.id}/ergebnis", [each.number for each in world.needs]
    office, vintner = (signed_in(app, session, each) for each in (world.house.office, world.house.vintner))
    whole, seen = office.get(f"/{address}").text, vintner.get(f"/mein/2/{address}").text
    assert ("Bewertet mit 3 Bedarfen" in whole, "Bewertet mit 2 Bedarfen" in seen) == (True, True)
    assert all(each in whole and each in seen for each in numbers)
    assert (secret.number in whole, secret.number in seen, LETTERS.title in seen) == (True, False, False)
    assert later.number not in whole + seen
    listed = office.get(f"/{address}?format=csv").get_data(as_text=True)
    assert ", ".join([*numbers[:2], secret.number]) in listed
    assert found.number in office.get(f"/bedarfe/{world.needs[1].id}").text
    assessing = vintner.get(f"/mein/2/bewertungen/{found.id}/{subject_of(found, world.minutes).id}").text
    assert (COUNCIL.title in assessing, LETTERS.title in assessing) == (True, False)


def test_the_auditor_reads_and_does_nothing(app: Flask, session: Session, world: Network) -> None:
    found = begun(session, world)
    client = asked_by("auditor", app, session, world).client
    assert client.get(f"/bewertungen/{found.id}").status_code == 200
    for name in ("schliessen", "absagen", "zuruecknehmen", "beginnen", "verlaengern"):
        assert client.post(f"/bewertungen/{found.id}/{name}", data={"key": "k" * 12}).status_code == 403


@pytest.mark.parametrize(("year", "status"), [(2025, 404), (2026, 200)])
def test_who_audits_a_period_sees_the_rounds_of_it_and_none_of_a_later_day(
    year: int, status: int, app: Flask, session: Session, world: Network
) -> None:
    found = closed(session, world)
    auditor = an_account(session, a_person(session, "Gundula", "Prüfenstein"), Role.AUDITOR)
    an_assignment(session, auditor, Period(date(year, 1, 1), date(year, 12, 31)))
    session.commit()
    client = signed_in(app, session, auditor)
    for address in (f"/bewertungen/{found.id}", f"/bewertungen/{found.id}/ergebnis"):
        assert client.get(address).status_code == status, address
    assert (found.number in client.get("/bewertungen").text) is (status == 200)
