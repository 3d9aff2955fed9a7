"""One tap on a row of the door: somebody comes in with everybody it represents, and with nobody to be asked about."""

import re
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.attendance.models import Presence
from app.attendance.rules import Capacity
from app.parties.rules import Authority
from tests.attendance.factories import acting, granted, there
from tests.attendance.test_pages import KEY, at_work, coming, of, rows
from tests.factories import a_person
from tests.shares.factories import a_member
from tests.tabs import said


def tapped(page: str, name: str) -> dict[str, Any]:
    """What the button of a row sends."""
    (row,) = [each for each in re.findall(r"<li.*?</li>", page, re.DOTALL) if f'door-name">{name}<' in each]
    found: dict[str, Any] = {"members": re.findall(r'name="members" value="(\d+)"', row)}
    return found | {each: re.search(rf'name="{each}" value="([^"]+)"', row)[1] for each in ("person", "mode", "key")}  # type: ignore[index]


def test_one_tap_on_a_row_lets_somebody_in_with_everybody_it_represents(session: Session, client: FlaskClient) -> None:
    assembly, (first, second, third) = at_work(session, client)
    town = a_member(session, "Gemeinde Altenbruck")
    acting(session, town, first.party)
    granted(session, assembly, second, first.party)
    session.commit()
    page = client.get(of(assembly, "/einlass")).text
    for name, others in (("Adelheid Ahorn", "Bertram Birke, Gemeinde Altenbruck"),
                         ("Gemeinde Altenbruck", "Adelheid Ahorn, Bertram Birke")):
        assert f"auch für {others}</span>" in page
        assert f'aria-label="Für 3 einlassen: {name}, auch für {others}"' in page
    assert (page.count(">Für 3 einlassen<"), page.count(">Einlassen<")) == (2, 1)
    for sent in (tapped(page, "Adelheid Ahorn"), tapped(page, "Adelheid Ahorn"), tapped(page, "Gemeinde Altenbruck")):
        assert client.post(of(assembly, f"/einlass/{first.number}/kommt"), data=sent).status_code == 302
    found = rows(session, Presence)
    assert {each.member_id: each.capacity for each in found} == {
        first.id: Capacity.SELF, second.id: Capacity.PROXY, town.id: Capacity.LEGAL,
    }  # fmt: skip
    assert len(found) == 3
    after = client.get(of(assembly, "/einlass")).text
    assert "Adelheid Ahorn ist da, auch für Bertram Birke, Gemeinde Altenbruck." in after
    assert (after.count(">Einlassen<"), "door-along" in after) == (1, False)
    assert third.number


def test_who_is_no_member_itself_is_said_to_be_there_for_others_and_not_also_for_them(
    session: Session, client: FlaskClient
) -> None:
    assembly, _people = at_work(session, client)
    mayor, town = a_person(session, "Ulla", "Ulme"), a_member(session, "Stadt Lindenfurt")
    for each in (town, a_member(session, "Chor")):
        acting(session, each, mayor)
    session.commit()
    sent = tapped(client.get(of(assembly, "/einlass")).text, "Stadt Lindenfurt")
    client.post(of(assembly, f"/einlass/{town.number}/kommt"), data={**sent, "members": [town.id]})
    assert "Ulla Ulme ist da für Stadt Lindenfurt." in said(client.get(of(assembly, "/einlass")))
    client.post(of(assembly, f"/einlass/{town.number}/kommt"), data={**sent, "key": KEY})
    assert "Ulla Ulme ist da für Stadt Lindenfurt, Chor." in said(client.get(of(assembly, "/einlass")))


def test_who_comes_for_itself_and_for_members_of_lower_numbers_is_said_to_come_for_these(
    session: Session, client: FlaskClient
) -> None:
    assembly, (first, second, third) = at_work(session, client)
    granted(session, assembly, first, second.party)
    granted(session, assembly, third, second.party, slot=2)
    session.commit()
    sent = tapped(client.get(of(assembly, "/einlass")).text, "Bertram Birke")
    client.post(of(assembly, f"/einlass/{second.number}/kommt"), data=sent)
    others = ", ".join(each.party.display_name for each in (first, third))
    assert f"Bertram Birke ist da, auch für {others}." in client.get(of(assembly, "/einlass")).text


def test_one_tap_lets_nobody_in_for_whom_the_page_would_have_to_ask(session: Session, client: FlaskClient) -> None:
    """In through somebody else, by a power of attorney that would end, or two together only: the row leaves it out."""
    assembly, (first, second, _third) = at_work(session, client)
    taken, empowered, both = (a_member(session, name) for name in ("Werk Eins", "Werk Zwei", "Werk Drei"))
    deputy = a_person(session, "Dora", "Deputat")
    for works in (taken, empowered):
        acting(session, works, first.party)
    acting(session, taken, deputy)
    there(session, assembly, taken, deputy)
    granted(session, assembly, empowered, second.party)
    for person in (first.party, deputy):
        acting(session, both, person, Authority.JOINT)
    session.commit()
    page = client.get(of(assembly, "/einlass")).text
    assert tapped(page, "Adelheid Ahorn")["members"] == [str(first.id)]
    assert tapped(page, "Bertram Birke")["members"] == [str(second.id), str(empowered.id)]
    ticked = client.get(of(assembly, f"/einlass/{first.number}")).text
    assert re.findall(r'name="members" value="(\d+)" checked', ticked) == [str(first.id)]
    answer = client.post(of(assembly, f"/einlass/{first.number}/kommt"), data=tapped(page, "Adelheid Ahorn"))
    assert answer.status_code == 302
    assert [each.member_id for each in rows(session, Presence)] == [taken.id, first.id]


def test_a_row_that_is_out_of_date_lets_nobody_in_and_shows_what_is_so_now(
    session: Session, client: FlaskClient
) -> None:
    """The principal came meanwhile at the other door, which ended the power of attorney."""
    assembly, (first, second, _third) = at_work(session, client)
    granted(session, assembly, second, first.party)
    session.commit()
    sent = tapped(client.get(of(assembly, "/einlass")).text, "Adelheid Ahorn")
    client.post(of(assembly, f"/einlass/{second.number}/kommt"), data=coming(second.party, second, key=KEY + "9"))
    answer = client.post(of(assembly, f"/einlass/{first.number}/kommt"), data=sent)
    assert answer.status_code == 422
    assert [each.party_id for each in rows(session, Presence)] == [second.party_id]
    assert re.findall(r'name="members" value="(\d+)" checked', answer.text) == [str(first.id)]
