"""Registering a version that splits the shares, through the browser (§ 22b GenG; R-SHR-09)."""

import html
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.jobs import Worker
from app.core.values import Refusal, Role
from app.members.models import Member
from app.shares import actions as share_actions
from app.shares import jobs as share_jobs
from app.shares import queries as shares
from app.shares.actions import issue_certificate
from app.statutes import actions, queries
from app.statutes.models import StatuteVersion
from app.statutes.rules import (
    ForeseenSplit,
    SplitPreview,
    Splitting,
    UndoneSplit,
    check_split_seen,
    parts_of,
    reduction_of,
)
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in
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
    preview = SplitPreview(ForeseenSplit(SPLIT_ON, 5, 1, 2), (UndoneSplit(TODAY, 1, 10, 2),))
    check_split_seen(preview, set(preview.shown))
    check_split_seen(SplitPreview(), set())
    with pytest.raises(Refusal, match="aus 3 Anteilen 15"):
        check_split_seen(SplitPreview(ForeseenSplit(SPLIT_ON, 5, 1, 3)), set(preview.shown))
    with pytest.raises(Refusal, match="Aus 15 Anteilen werden wieder 3"):
        check_split_seen(SplitPreview(undone=(UndoneSplit(TODAY, 1, 15, 3),)), set(preview.shown))


def recorded(
    session: Session, client: FlaskClient, house: Mapping[str, Any] | None = None, splits: str = "y", **values: str
) -> StatuteVersion:
    """A version typed into its form that says that it splits the shares, or does not, with its PDF."""
    a_house(session, further_shares_allowed=True, max_shares=2, **(house or {}))
    a_member(session, shares=2)
    sign_in(session, client, a_person(session, "Ottilie", "Brandner"), Role.ADMINISTRATOR, Role.OFFICE)
    said = {"share_amount": "100,00", "min_payment": "100,00", "max_shares": "2", **values}
    answer = client.post("/satzung/neu", data={**typed("Zerlegung", **said), "resolved_on": "20.06.2026",
                                               **({"splits_shares": splits} if splits else {})})
    assert answer.status_code == 302, answer.text
    version = next(each for each in queries.versions(session) if each.title == "Zerlegung")
    assert version.splits_shares is bool(splits)
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


@pytest.mark.parametrize(("before", "after", "splits", "is_asked"), [
    (500_00, 100_00, False, True), (500_00, 100_00, True, False), (500_00, 300_00, False, False),
    (500_00, 500_00, False, False), (500_00, 600_00, False, False), (None, 100_00, False, False),
])  # fmt: skip
def test_a_smaller_share_is_a_reduction_or_a_splitting_forgotten(
    before: int | None, after: int, splits: bool, is_asked: bool
) -> None:
    assert (reduction_of(before, after, splits) is not None) == is_asked


def test_a_share_made_smaller_without_the_box_of_the_splitting_is_asked_about(
    client: FlaskClient, session: Session
) -> None:
    """What was forgotten would leave every member with credit above its shares."""
    version = recorded(session, client, splits="")
    page = f"/satzung/{version.id}"
    assert 'name="is_reduction"' in client.get(page).text
    data = {"registered_on": "10.11.2026"}
    asked = client.post(f"{page}/eintragen", data=data)
    assert asked.status_code == 422
    assert "Geschäftsanteil sinkt von 500,00\xa0€ auf 100,00\xa0€, und die Zahl der Anteile bliebe" in asked.text
    session.rollback()
    assert shares.shares_on(session, TODAY) == {1: 2}
    assert queries.get_version_on(session, TODAY).title != version.title
    assert client.post(f"{page}/eintragen", data={**data, "is_reduction": "y"}).status_code == 302
    session.rollback()
    assert (version.registered_on, shares.shares_on(session, TODAY)) == (SPLIT_ON, {1: 2})
    assert 'name="is_reduction"' not in client.get(page).text


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


def registered(session: Session, client: FlaskClient) -> StatuteVersion:
    """A splitting of the tenth of November, registered through its page; the member has a certificate."""
    version = recorded(session, client)
    member = session.get_one(Member, 1)
    issue_certificate(session, member, OFFICE, NOW)
    actions.register_version(session, version, SPLIT_ON, ADMINISTRATOR, NOW)
    session.commit()
    Worker(share_jobs.HANDLERS, lambda: NOW).run_until_idle()
    session.expire_all()
    return version


def corrected(session: Session, wrong: StatuteVersion, amount: str = "500,00", splits: bool = False) -> StatuteVersion:
    """A version in its place that splits nothing, or otherwise."""
    values = {**queries.values_of(wrong), "share_amount": int(amount.replace(",", "")), "min_payment": 10_000}
    facts = actions.VersionFacts(
        "Zerlegung, berichtigt", wrong.resolved_on, values, corrects_id=wrong.id, splits_shares=splits
    )
    found = actions.record_version(session, facts, ADMINISTRATOR, NOW)
    session.commit()
    return found


def facts_of(page: str, part: str) -> dict[str, str]:
    """The terms of a part of the page and what stands beside them."""
    shown = page[page.index(f'id="{part}'):].split("</dl>", 1)[0]
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", shown, re.DOTALL)
    return {term: re.sub(r"<[^>]*>", "", said).strip() for term, said in pairs}


def test_what_undoing_a_splitting_takes_back_is_shown_before_it_is_registered(
    client: FlaskClient, session: Session
) -> None:
    version = corrected(session, registered(session, client))
    page = f"/satzung/{version.id}"
    shown = facts_of(client.get(page).text, "zerlegung-zurueck-2026-11-10")
    assert shown == {
        "Mitglieder": "1", "Anteile bisher": "10", "Anteile danach": "2", "Später wirksame Buchungen": "0",
        "Gültige Urkunden": "1", "Briefe, die schon abgesandt sind": "0", "Briefe im Druckkorb": "1",
    }
    unseen = client.post(f"{page}/eintragen", data={"registered_on": "10.11.2026"})
    assert (unseen.status_code, "Aus 10 Anteilen werden wieder 2" in unseen.text) == (422, True)
    session.rollback()
    assert shares.shares_on(session, TODAY) == {1: 10}
    data = {"registered_on": "10.11.2026", "seen": seen_on(unseen.text)}
    assert client.post(f"{page}/eintragen", data=data).status_code == 302
    session.rollback()
    assert shares.shares_on(session, TODAY) == {1: 2}
    assert "zerlegung-zurueck" not in client.get(page).text


def test_a_splitting_that_is_done_otherwise_shows_what_is_undone_and_what_takes_its_place(
    client: FlaskClient, session: Session
) -> None:
    version = corrected(session, registered(session, client), "250,00", splits=True)
    moved_to = {"registered_on": "13.11.2026"}
    page = client.post(f"/satzung/{version.id}/eintragen", data=moved_to).text
    assert facts_of(page, "zerlegung-zurueck-2026-11-10")["Anteile danach"] == "2"
    shown = facts_of(page, 'zerlegung"')
    assert (shown["Anteile bisher"], shown["Anteile danach"], shown["Später wirksame Buchungen"]) == ("2", "4", "0")


def test_what_builds_upon_a_splitting_is_named_before_it_is_undone(client: FlaskClient, session: Session) -> None:
    wrong = registered(session, client)
    share_actions.cancel(session, session.get_one(Member, 1), 1, TODAY, "K-2026-001", OFFICE, NOW)
    version = corrected(session, wrong)
    assert "bauen schon spätere Buchungen auf" in client.get(f"/satzung/{version.id}").text


def test_every_number_of_a_splitting_opens_the_list_behind_it(client: FlaskClient, session: Session) -> None:
    version = recorded(session, client)
    member = session.get_one(Member, 1)
    share_actions.cancel(session, member, 1, date(2026, 12, 31), "K-2026-001", OFFICE, NOW)
    issue_certificate(session, member, OFFICE, NOW)
    session.commit()
    page = client.get(f"/satzung/{version.id}").text
    part = page[page.index('id="zerlegung"'):].split("</section>", 1)[0]
    numbers = dict(re.findall(r'<dt>([^<]*)</dt><dd><a href="([^"]*)">', part))
    assert set(numbers) == {
        "Mitglieder", "Anteile bisher", "Anteile danach", "Später wirksame Buchungen", "Gültige Urkunden",
    }
    answers = {term: client.get(html.unescape(address)) for term, address in numbers.items()}
    assert {answer.status_code for answer in answers.values()} == {200}
    assert all("Gemeinde Altenbruck" in answer.text for answer in answers.values())
    sign_in(session, client, a_person(session, "Sieglinde", "Aufsicht"), Role.ADMINISTRATOR)
    alone = client.get(f"/satzung/{version.id}").text
    assert "/register/?am=" not in alone
