"""The member's own pages of an assembly, and entering it by ticket: empower, revoke, take part, leave."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.assemblies.rules import AlsoVoting, MeetingForm
from app.attendance import actions, queries
from app.attendance.actions import Arrival
from app.attendance.models import Entry, Presence, ProxyGrant
from app.attendance.queries import Ticket
from app.attendance.rules import AboutComing, Capacity, Mode, RevokedBy
from app.core import clock
from app.core.db import transaction
from app.core.values import NotFound, Refusal, Role
from app.members.models import Member
from app.parties.rules import Authority
from tests.assemblies.factories import a_convening_house
from tests.attendance.factories import a_meeting, a_town, acting, granted, humans, there
from tests.attendance.test_pages import KEY, rows, wrong_fields
from tests.factories import OFFICE, a_person, sign_in, sign_in_office
from tests.shares.factories import a_member
from tests.tabs import said
from tests.together import together
from tests.visitors import visitor
from tests.voting.factories import a_stretched_meeting

# --- the member -------------------------------------------------------------------------------------------------------


def as_member(session: Session, client: FlaskClient, **statute: Any) -> tuple[Assembly, list[Member], str]:
    """A member looks at its own page of an assembly."""
    a_convening_house(session, **statute)
    people = humans(session)
    assembly = a_meeting(session, form=MeetingForm.HYBRID)
    sign_in(session, client, people[0].party)
    return assembly, people, f"/teilnahme/mein/{people[0].number}/{assembly.id}"


def test_a_member_that_leaves_out_the_relation_is_told_so_there(session: Session, client: FlaskClient) -> None:
    _assembly, people, address = as_member(session, client, proxy_conditions="Nur Mitglieder und Angehörige.")
    data = {"key": KEY, "proxy_number": people[1].number, "last_name": "Birke", "meets_conditions": "y"}
    wrong = client.post(f"{address}/vollmacht", data=data)
    assert (wrong.status_code, wrong_fields(wrong)) == (422, ["relation"])
    assert client.post(f"{address}/vollmacht", data={**data, "relation": "member"}).status_code == 302


def test_a_member_grants_online_and_takes_it_back(session: Session, client: FlaskClient) -> None:
    assembly, people, address = as_member(session, client)
    assert "Vollmacht erteilen" in client.get(address).text
    data = {"key": KEY, "proxy_number": people[1].number, "last_name": "Birke"}
    wrong = client.post(f"{address}/vollmacht", data={**data, "last_name": "Falsch"})
    assert (wrong.status_code, wrong_fields(wrong)) == (422, ["last_name"])
    for _press in range(2):
        assert client.post(f"{address}/vollmacht", data=data).status_code == 302
    (grant,) = rows(session, ProxyGrant)
    assert (grant.form, grant.proxy_id) == ("online", people[1].party_id)
    assert "Sie haben Bertram Birke bevollmächtigt" in said(client.get(address))
    for _press in range(2):
        assert client.post(f"{address}/vollmacht/widerrufen", data={"key": KEY + "2", "reason": ""}).status_code == 302
    assert rows(session, ProxyGrant)[0].revoked_by is RevokedBy.MEMBER
    assert assembly.id == grant.assembly_id


def test_where_writing_is_demanded_the_page_says_so_and_grants_nothing(session: Session, client: FlaskClient) -> None:
    _assembly, people, address = as_member(session, client, form_proxy="schriftform")
    assert "verlangt für Vollmachten die Schriftform" in said(client.get(address))
    data = {"key": KEY, "proxy_number": people[1].number, "last_name": "Birke"}
    assert client.post(f"{address}/vollmacht", data=data).status_code == 422
    assert rows(session, ProxyGrant) == []


@pytest.mark.parametrize(("authority", "why"), [
    (Authority.JOINT, "nur gemeinsam"), (Authority.POWER_OF_ATTORNEY, "nur, wer das Mitglied gesetzlich vertritt"),
])  # fmt: skip
def test_online_nobody_empowers_or_revokes_who_may_not_do_so_alone(
    app: Flask, session: Session, client: FlaskClient, authority: Authority, why: str
) -> None:
    a_convening_house(session)
    (other,), town, person = humans(session, 1), a_member(session), a_person(session)
    acting(session, town, person, authority)
    assembly = a_meeting(session, form=MeetingForm.HYBRID)
    sign_in(session, client, person)
    address = f"/teilnahme/mein/{town.number}/{assembly.id}"
    assert "Vollmacht erteilen" not in said(client.get(address))
    answer = client.post(f"{address}/vollmacht", data={"key": KEY, "proxy_number": other.number, "last_name": "Ahorn"})
    assert (answer.status_code, why in said(answer)) == (422, True)
    assert rows(session, ProxyGrant) == []
    granted(session, assembly, town, other.party)
    session.commit()
    answer = client.post(f"{address}/vollmacht/widerrufen", data={"key": KEY + "2"})
    assert (answer.status_code, why in said(answer)) == (422, True)
    assert rows(session, ProxyGrant)[0].revoked_at is None


def test_who_represents_only_with_others_takes_part_once_one_of_them_is_in(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    assembly, _people, _address = as_member(session, client)
    town, people = a_member(session), [a_person(session, name, "Zweifach") for name in ("Ilse", "Karl")]
    for person in people:
        acting(session, town, person, Authority.JOINT)
    session.commit()
    ticket, (phone, other) = f"/teilnahme/einlass/{Ticket(assembly.id, town.id).token()}", (visitor(app), visitor(app))
    inside = phone.post(ticket, data={"key": KEY, "person": people[0].id}, follow_redirects=True)
    assert "nur gemeinsam mit Karl Zweifach" in said(inside)
    join = {"key": KEY, "members": [town.id]}
    assert "Treten beide mit der Einlasskarte ein" in said(phone.post("/teilnahme/dabei/teilnehmen", data=join))
    other.post(ticket, data={"key": KEY, "person": people[1].id})
    phone.post("/teilnahme/dabei/teilnehmen", data=join)
    (row,) = rows(session, Presence)
    assert (row.party_id, row.jointly_id, row.name) == (people[0].id, people[1].id, "Ilse Zweifach und Karl Zweifach")


def test_nobody_grants_for_another_member(session: Session, client: FlaskClient) -> None:
    assembly, people, _address = as_member(session, client)
    other = f"/teilnahme/mein/{people[1].number}/{assembly.id}"
    assert client.get(other).status_code == 404
    assert client.post(f"{other}/vollmacht", data={"key": KEY, "last_name": "x", "first_names": "y"}).status_code == 404
    assert client.get(f"{other}/einlasskarte.pdf").status_code == 404


def test_the_ticket_is_a_pdf_with_its_code(session: Session, client: FlaskClient) -> None:
    _assembly, _people, address = as_member(session, client)
    assert client.get(f"{address}/einlasskarte.pdf").data.startswith(b"%PDF")
    assert 'class="ticket-code" src="data:image/svg' in client.get(address).text


# --- online -----------------------------------------------------------------------------------------------------------


def test_a_stranger_enters_by_ticket_takes_part_and_leaves(app: Flask, session: Session, client: FlaskClient) -> None:
    assembly, people, _address = as_member(session, client)
    granted(session, assembly, people[2], people[1].party)
    session.commit()
    ticket = f"/teilnahme/einlass/{Ticket(assembly.id, people[1].id).token()}"
    phone = app.test_client()
    assert "Bertram Birke" in phone.get(ticket).text
    inside = phone.post(ticket, data={"key": KEY, "person": people[1].party_id}, follow_redirects=True)
    assert "Clothilde Cypress" in inside.text
    data = {"key": KEY + "2", "members": [people[1].id, people[2].id]}
    for _press in range(2):
        assert phone.post("/teilnahme/dabei/teilnehmen", data=data).status_code == 302
    assert [(each.capacity, each.mode) for each in rows(session, Presence)] == [
        (Capacity.SELF, Mode.ONLINE), (Capacity.PROXY, Mode.ONLINE),
    ]  # fmt: skip
    assert phone.post("/teilnahme/dabei/teilnehmen", data={**data, "members": [people[0].id]}).status_code == 422
    assert "Sie sind in keiner Versammlung" in phone.post("/teilnahme/dabei/gehen").text
    assert all(each.left_at for each in rows(session, Presence))
    assert phone.get("/teilnahme/dabei").status_code == 404


def test_who_comes_for_one_member_alone_takes_part_by_one_press(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    """From the ticket right to the votes; pressed twice, it is one coming (§ 43b GenG)."""
    assembly, people, _address = as_member(session, client)
    alone, number = people[1], {"key": KEY, "person": people[1].party_id, "members": [people[1].id]}
    ticket, phone = f"/teilnahme/einlass/{Ticket(assembly.id, alone.id, alone.party_id).token()}", app.test_client()
    page = phone.get(ticket).text
    assert f'name="members" value="{alone.id}"' in page
    assert ("Online teilnehmen" in page, "Eintreten" in page) == (True, False)
    for _press in range(2):
        assert phone.post(ticket, data=number).location == f"/abstimmung/{assembly.id}"
    assert [(each.member_id, each.mode) for each in rows(session, Presence)] == [(alone.id, Mode.ONLINE)]
    assert "Eintreten" in phone.get(ticket).text


def test_who_was_overtaken_at_the_door_is_in_and_told_why_it_takes_part_for_nobody(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    """Between the page of the ticket and the press somebody else came for the member (R-VOTE-09)."""
    assembly, _people, _address = as_member(session, client)
    town, mayor = a_town(session)
    other = a_person(session, "Ilse", "Zweitens")
    acting(session, town, other)
    session.commit()
    ticket, phone = f"/teilnahme/einlass/{Ticket(assembly.id, town.id, mayor.id).token()}", app.test_client()
    assert "Online teilnehmen" in phone.get(ticket).text
    actions.arrive(session, assembly, Arrival(other, [town], Mode.ONLINE), OFFICE, clock.now())
    session.commit()
    sent = {"key": KEY, "person": mayor.id, "members": [town.id]}
    answer = phone.post(ticket, data=sent, follow_redirects=True)
    assert (answer.request.path, answer.status_code) == ("/teilnahme/dabei", 200)
    assert "Ilse Zweitens ist schon für dieses Mitglied da." in said(answer)
    assert [each.party_id for each in rows(session, Presence)] == [other.id]


def test_who_has_a_choice_enters_first_and_takes_part_then(app: Flask, session: Session, client: FlaskClient) -> None:
    """For two members, or where one's power of attorney would end: neither goes without a word (R-PRX-02)."""
    assembly, people, _address = as_member(session, client)
    granted(session, assembly, people[2], people[1].party)
    session.commit()
    for each in people[1:3]:
        ticket = f"/teilnahme/einlass/{Ticket(assembly.id, each.id, each.party_id).token()}"
        page = app.test_client().get(ticket).text
        assert ("Eintreten" in page, "Online teilnehmen" in page) == (True, False)
    foreign = {"key": KEY, "person": people[1].party_id, "members": [people[0].id]}
    ticket = f"/teilnahme/einlass/{Ticket(assembly.id, people[1].id, people[1].party_id).token()}"
    answer = app.test_client().post(ticket, data=foreign, follow_redirects=True)
    assert "darf für Adelheid Ahorn nicht kommen" in said(answer)
    assert rows(session, Presence) == []


def test_of_those_who_join_together_who_is_refused_is_in_for_nobody_and_holds_up_nobody(session: Session) -> None:
    """Refused for a second member, it is not in for the first one either, and its power of attorney stands."""
    a_convening_house(session)
    people = humans(session)
    assembly = a_meeting(session, form=MeetingForm.HYBRID)
    grant = granted(session, assembly, people[0], people[2].party)
    tokens = [
        actions.enter(session, assembly, Ticket(assembly.id, each.id), each.party_id, clock.now())[1]
        for each in people[:2]
    ]
    session.commit()
    wanted = [(tokens[0], [people[0].id, people[1].id]), (tokens[1], [people[1].id]), ("unknown", [people[2].id])]
    with transaction() as writing:
        answers = actions.join_together(writing, [actions.Joining(*each, clock.now()) for each in wanted])
    assert [type(each) if isinstance(each, Refusal) else each for each in answers] == [AboutComing, 1, NotFound]
    assert [each.member_id for each in rows(session, Presence)] == [people[1].id]
    assert session.get_one(ProxyGrant, grant.id).revoked_at is None


def test_members_who_join_at_the_same_moment_are_all_in(app: Flask, session: Session) -> None:
    a_convening_house(session)
    people = humans(session, 5)
    assembly = a_meeting(session, form=MeetingForm.HYBRID)
    session.commit()
    phones = [visitor(app) for _each in people]
    for phone, each in zip(phones, people, strict=True):
        ticket = f"/teilnahme/einlass/{Ticket(assembly.id, each.id).token()}"
        assert phone.post(ticket, data={"key": KEY, "person": each.party_id}).status_code == 302

    def joining(phone: FlaskClient, member_id: int) -> Callable[[], int]:
        return lambda: phone.post("/teilnahme/dabei/teilnehmen", data={"key": KEY, "members": member_id}).status_code

    twice = [joining(phone, each.id) for phone, each in zip(phones, people, strict=True) for _press in range(2)]
    assert set(together(*twice)) == {302}
    assert sorted(each.member_id for each in rows(session, Presence)) == [each.id for each in people]


@pytest.mark.parametrize("far", [str(2**31), "9" * 20, "-1"])
def test_ids_that_no_column_holds_are_no_choice(
    app: Flask, session: Session, client: FlaskClient, far: str
) -> None:
    assembly, people, _address = as_member(session, client)
    ticket, phone = f"/teilnahme/einlass/{Ticket(assembly.id, people[1].id).token()}", app.test_client()
    assert phone.post(ticket, data={"key": KEY, "person": far}).status_code == 422
    phone.post(ticket, data={"key": KEY, "person": people[1].party_id})
    assert phone.post("/teilnahme/dabei/teilnehmen", data={"key": KEY, "members": [far]}).status_code == 422
    office = visitor(app)
    sign_in_office(session, office)
    address = f"/teilnahme/{assembly.id}/einlass/{people[1].number}/kommt"
    for person, member in ((far, people[1].id), (people[1].party_id, far)):
        data = {"key": KEY, "person": person, "members": [member], "mode": "hall"}
        assert office.post(address, data=data).status_code == 422
    assert rows(session, Presence) == []


def test_who_leaves_on_the_phone_stays_in_the_hall(app: Flask, session: Session, client: FlaskClient) -> None:
    assembly, people, _address = as_member(session, client)
    grant = granted(session, assembly, people[2], people[1].party)
    there(session, assembly, people[1])
    there(session, assembly, people[2], people[1].party, grant=grant, mode=Mode.ONLINE)
    session.commit()
    phone = app.test_client()
    phone.post(f"/teilnahme/einlass/{Ticket(assembly.id, people[1].id).token()}",
               data={"key": KEY, "person": people[1].party_id})  # fmt: skip
    phone.post("/teilnahme/dabei/gehen")
    assert [(each.mode, each.left_at is None) for each in rows(session, Presence)] == [
        (Mode.HALL, True), (Mode.ONLINE, False),
    ]  # fmt: skip


def test_who_works_in_the_office_enters_by_its_own_ticket(session: Session, client: FlaskClient) -> None:
    a_convening_house(session)
    own, other = humans(session, 2)
    assembly = a_meeting(session, form=MeetingForm.VIRTUAL)
    sign_in(session, client, own.party, Role.OFFICE)
    page = client.get(f"/teilnahme/einlass/{Ticket(assembly.id, own.id, own.party_id).token()}")
    assert (page.status_code, "Online teilnehmen" in page.text) == (200, True)
    door = client.get(f"/teilnahme/einlass/{Ticket(assembly.id, other.id, other.party_id).token()}")
    assert door.location == f"/teilnahme/{assembly.id}/einlass/{other.number}"


@pytest.mark.parametrize(("also", "ways"), [
    (None, {Mode.HALL}), (AlsoVoting.ELECTRONIC, {Mode.HALL, Mode.ONLINE}),
    (AlsoVoting.WRITTEN, {Mode.HALL, Mode.WRITTEN}), (AlsoVoting.BOTH, set(Mode)),
])  # fmt: skip
def test_who_was_invited_to_vote_beside_the_hall_can(
    app: Flask, session: Session, client: FlaskClient, also: AlsoVoting | None, ways: set[Mode]
) -> None:
    a_convening_house(session)
    own, *others = humans(session, 4)
    assembly = a_meeting(session, also_voting=also)
    sign_in(session, client, own.party)
    page = client.get(f"/teilnahme/mein/{own.number}/{assembly.id}")
    assert ("Online teilnehmen" in said(page)) is (Mode.ONLINE in ways)
    phone = app.test_client()
    phone.post(f"/teilnahme/einlass/{Ticket(assembly.id, own.id).token()}", data={"key": KEY, "person": own.party_id})
    joined = phone.post("/teilnahme/dabei/teilnehmen", data={"key": KEY + "1", "members": [own.id]})
    assert (joined.status_code == 302) is (Mode.ONLINE in ways)
    office = visitor(app)
    sign_in_office(session, office)
    for mode, each in zip(Mode, others, strict=True):
        address = f"/teilnahme/{assembly.id}/einlass/{each.number}/kommt"
        data = {"key": f"{KEY}-{mode}", "person": each.party_id, "members": [each.id], "mode": mode.value}
        assert (office.post(address, data=data).status_code == 302) is (mode in ways)
    assert {each.mode for each in rows(session, Presence)} == ways
    assert {each.mode for each in queries.voters_present(session, assembly, None, clock.now())} == ways


def test_the_newer_device_counts_and_nothing_else_opens(app: Flask, session: Session, client: FlaskClient) -> None:
    assembly, people, _address = as_member(session, client)
    ticket = f"/teilnahme/einlass/{Ticket(assembly.id, people[1].id).token()}"
    old, new = app.test_client(), app.test_client()
    for device in (old, new):
        device.post(ticket, data={"key": KEY, "person": people[1].party_id})
    assert old.get("/teilnahme/dabei").status_code == 404
    assert new.get("/teilnahme/dabei").status_code == 200
    assert new.get(f"/teilnahme/{assembly.id}").status_code == 302
    assert len(rows(session, Entry)) == 2
    cookie = new.get_cookie("genokontor_assembly")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")
    assert cookie.value not in {each.token_hash for each in rows(session, Entry)}


def test_a_forged_ticket_opens_nothing(session: Session, client: FlaskClient) -> None:
    assembly, people, _address = as_member(session, client)
    token = Ticket(assembly.id, people[1].id).token()
    assert client.get(f"/teilnahme/einlass/{token[:-4]}abcd").status_code == 409
    foreign = client.post(f"/teilnahme/einlass/{token}", data={"key": KEY, "person": people[0].party_id})
    assert foreign.status_code == 422


def test_who_represents_only_with_others_reads_in_a_voting_phase_who_votes(app: Flask, session: Session) -> None:
    """Entering together they take part in the discussion; the ballot asks for a power of attorney (§ 43 (5) GenG)."""
    assembly = a_stretched_meeting(session).assembly
    town, people = a_member(session), [a_person(session, name, "Zweifach") for name in ("Ilse", "Karl")]
    for person in people:
        acting(session, town, person, Authority.JOINT)
    session.commit()
    ticket = f"/teilnahme/einlass/{Ticket(assembly.id, town.id).token()}"
    inside = said(visitor(app).post(ticket, data={"key": KEY, "person": people[0].id}, follow_redirects=True))
    assert "abstimmen kann allein die Person, der Sie alle zusammen Vollmacht geben" in inside
