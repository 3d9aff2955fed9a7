"""The pages of attendance: lists, powers of attorney, bans, the door, tickets; double clicks and guessed addresses."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.assemblies.models import Assembly
from app.assemblies.rules import MeetingForm, Subject
from app.attendance.models import Concern, Guest, PluralVotes, Presence, ProxyGrant
from app.attendance.queries import Ticket
from app.attendance.rules import Capacity, ConcernKind, RevokedBy
from app.core import links
from app.core.values import Role
from app.members.models import Member
from app.parties.models import Party
from app.parties.rules import Authority
from tests.assemblies.factories import a_convening_house
from tests.attendance.factories import a_meeting, a_town, acting, granted, humans, the_item, there, with_votes
from tests.factories import TODAY, a_pdf, a_person, sign_in, sign_in_office
from tests.organs.factories import an_office
from tests.removals.factories import a_human
from tests.shares.factories import a_member
from tests.statements import statements
from tests.tabs import said
from tests.visitors import visitor

KEY = "a-key-that-is-long-enough"


def at_work(
    session: Session, client: FlaskClient, subject: Subject = Subject.ADOPT_ACCOUNTS, form: MeetingForm | None = None,
    **statute: Any,
) -> tuple[Assembly, list[Member]]:
    """The office looks at an assembly that meets today; three people are members."""
    a_convening_house(session, **statute)
    people = humans(session)
    assembly = a_meeting(session, subject, **({"form": form} if form else {}))
    session.commit()
    sign_in_office(session, client)
    return assembly, people


def of(assembly: Assembly, path: str = "") -> str:
    """An address of the room."""
    return f"/teilnahme/{assembly.id}{path}"


def rows(session: Session, table: type[Any]) -> list[Any]:
    """All rows of a table as they stand in the database now."""
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(table).order_by(table.id)).unique())


def wrong_fields(answer: TestResponse) -> list[str]:
    """The fields that are marked as wrong, those in rows too."""
    marked = re.findall(r"<(?:input|select|textarea)[^>]*aria-invalid=\"true\"[^>]*>", answer.text)
    return [found[1] for each in marked if (found := re.search(r'name="([\w-]+)"', each))]


# --- the electorate ---------------------------------------------------------------------------------------------------


def test_the_electorate_is_searched_filtered_sorted_and_taken_along(session: Session, client: FlaskClient) -> None:
    assembly, _people = at_work(session, client)
    a_town(session)
    session.commit()
    assert "4 von 4" in client.get(of(assembly)).text
    assert "1 von 4" in client.get(of(assembly, "?q=schultheiss")).text
    assert "0 von 4" in client.get(of(assembly, "?view=proxy")).text
    assert "Kein Mitglied passt dazu" in client.get(of(assembly, "?q=nirgends")).text
    first = client.get(of(assembly, "?sort=-name")).text
    assert first.index("Clothilde Cypress") < first.index("Adelheid Ahorn")
    sheet = client.get(of(assembly, "?format=csv&sort=name")).text
    assert sheet.index("Adelheid Ahorn") < sheet.index("Gemeinde Altenbruck")
    assert "Stimmberechtigt" in sheet


def test_a_member_nobody_can_vote_for_is_pointed_out(session: Session, client: FlaskClient) -> None:
    assembly, _people = at_work(session, client)
    a_member(session)
    session.commit()
    assert "Für 1 Mitglied ist niemand eingetragen" in said(client.get(of(assembly)))


def test_plural_votes_are_granted_once_and_refused_beyond_the_statute(session: Session, client: FlaskClient) -> None:
    _assembly, people = at_work(session, client, plural_votes=2)
    data = {"key": KEY, "number": people[0].number, "votes": 2, "valid_from": TODAY.isoformat(), "ground": "GV-2025-03"}
    for _press in range(2):
        assert client.post("/teilnahme/mehrstimmrechte", data=data).status_code == 302
    assert len(rows(session, PluralVotes)) == 1
    assert "GV-2025-03" in client.get("/teilnahme/mehrstimmrechte").text
    answer = client.post("/teilnahme/mehrstimmrechte", data={**data, "key": KEY + "2", "votes": 3})
    assert (answer.status_code, wrong_fields(answer)) == (422, ["votes"])


# --- powers of attorney -----------------------------------------------------------------------------------------------


def recorded(whose: Member, key: str = KEY, **more: Any) -> dict[str, Any]:
    """A power of attorney as the form sends it."""
    return {"key": key, "principal": whose.number, "first_names": "Fritz", "last_name": "Fremd",
            "form": "schriftform", "dated_on": TODAY.isoformat(), **more}  # fmt: skip


def test_a_power_of_attorney_sent_twice_is_one(session: Session, client: FlaskClient) -> None:
    assembly, people = at_work(session, client)
    for _press in range(2):
        file = (io.BytesIO(a_pdf("Vollmacht")), "vollmacht.pdf")
        answer = client.post(of(assembly, "/vollmachten/neu"), data=recorded(people[0], paper=file))
        assert answer.status_code == 302
    (grant,) = rows(session, ProxyGrant)
    page = client.get(of(assembly, f"/vollmachten/{grant.id}"))
    assert "Fritz Fremd" in said(page)
    assert client.get(of(assembly, f"/vollmachten/{grant.id}/datei")).mimetype == "application/pdf"


@pytest.mark.parametrize(("more", "field"), [
    ({"principal": "999"}, "principal"), ({"principal": ""}, "principal"), ({"proxy_number": "999"}, "proxy_number"),
    ({"last_name": ""}, "last_name"), ({"dated_on": "2027-01-01"}, "dated_on"),
    ({"first_names": "Bertram", "last_name": "Birke"}, "is_same"), ({"email": "kein"}, "email"),
])  # fmt: skip
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    session: Session, client: FlaskClient, more: dict[str, str], field: str
) -> None:
    assembly, people = at_work(session, client)
    answer = client.post(of(assembly, "/vollmachten/neu"), data=recorded(people[0], **more))
    assert answer.status_code in (404, 422)
    assert wrong_fields(answer) == [field]
    assert more.get("first_names", "Fritz") in answer.text
    assert rows(session, ProxyGrant) == []


def test_the_third_principal_and_the_second_proxy_are_refused(session: Session, client: FlaskClient) -> None:
    assembly, people = at_work(session, client)
    address = of(assembly, "/vollmachten/neu")
    for number, each in enumerate(people[:2]):
        client.post(address, data=recorded(each, f"{KEY}-{number}"))
    third = client.post(address, data=recorded(people[2], f"{KEY}-3"))
    assert (third.status_code, wrong_fields(third)) == (422, ["proxy_number"])
    again = client.post(address, data=recorded(people[0], f"{KEY}-4", last_name="Anders"))
    assert (again.status_code, wrong_fields(again)) == (422, ["principal"])


def many(*lines: dict[str, Any], key: str = KEY) -> dict[str, Any]:
    """Several rows as the page sends them."""
    whole = [{"principal": "", "proxy_number": "", "last_name": "", **line} for line in lines]
    typed = {f"rows-{place}-{name}": value for place, line in enumerate(whole) for name, value in line.items()}
    return {"key": key, "form": "schriftform", "dated_on": TODAY.isoformat(), **typed}


def test_many_are_recorded_at_once_and_a_double_click_records_them_once(session: Session, client: FlaskClient) -> None:
    assembly, people = at_work(session, client)
    assert client.get(of(assembly, "/vollmachten/viele")).status_code == 200
    data = many({"principal": people[0].number, "proxy_number": people[2].number}, {},
                {"principal": people[1].number, "proxy_number": people[2].number})  # fmt: skip
    for _press in range(2):
        answer = client.post(of(assembly, "/vollmachten/viele"), data=data)
        assert answer.status_code == 302, said(answer)
    assert [each.slot for each in rows(session, ProxyGrant)] == [1, 2]


def test_one_wrong_row_keeps_all_and_says_at_the_row_why(session: Session, client: FlaskClient) -> None:
    assembly, people = at_work(session, client)
    data = many({"principal": people[0].number, "proxy_number": people[2].number},
                {"principal": people[1].number, "last_name": "Allein"},
                {"principal": 999, "proxy_number": people[2].number})  # fmt: skip
    answer = client.post(of(assembly, "/vollmachten/viele"), data=data)
    assert answer.status_code == 422
    assert wrong_fields(answer) == ["rows-1-last_name", "rows-2-principal"]
    assert 'value="Allein"' in answer.text
    assert rows(session, ProxyGrant) == []
    fremd = ({"principal": each.number, "last_name": "Fremd", "first_names": "Fritz"} for each in people)
    same = many(*fremd, key="x" * 12)
    third = client.post(of(assembly, "/vollmachten/viele"), data=same)
    assert (third.status_code, wrong_fields(third)) == (422, ["rows-2-proxy_number"])
    assert rows(session, ProxyGrant) == []
    assert rows(session, Party)[-1].display_name != "Fritz Fremd"


def test_an_empty_page_of_many_is_refused(session: Session, client: FlaskClient) -> None:
    assembly, _people = at_work(session, client)
    answer = client.post(of(assembly, "/vollmachten/viele"), data=many())
    assert answer.status_code == 422
    assert "Füllen Sie mindestens eine Zeile aus" in said(answer)


def test_the_office_ends_one_with_a_reason_and_hands_its_paper_in(session: Session, client: FlaskClient) -> None:
    assembly, people = at_work(session, client)
    grant = granted(session, assembly, people[0], a_person(session))
    session.commit()
    address = of(assembly, f"/vollmachten/{grant.id}")
    assert "Ohne Beleg" in client.get(of(assembly, "/vollmachten?view=unproven")).text
    paper = {"key": KEY, "paper": (io.BytesIO(a_pdf("Vollmacht")), "v.pdf")}
    assert client.post(f"{address}/beleg", data=paper).status_code == 302
    assert client.post(f"{address}/beenden", data={"key": KEY + "1", "reason": ""}).status_code == 422
    assert client.post(f"{address}/beenden", data={"key": KEY + "1", "reason": "Widerruf"}).status_code == 302
    (row,) = rows(session, ProxyGrant)
    assert (row.revoked_by, row.revoke_reason, row.document_name) == (RevokedBy.OFFICE, "Widerruf", "v.pdf")
    assert "1 Treffer" in client.get(of(assembly, "/vollmachten?view=ended&q=ahorn")).text
    assert "Widerruf" in client.get(of(assembly, "/vollmachten?format=csv")).text


# --- bans -------------------------------------------------------------------------------------------------------------


def test_bans_name_who_does_not_vote_and_through_whom_one_may(session: Session, client: FlaskClient) -> None:
    assembly, people = at_work(session, client, Subject.DISCHARGE_BOARD)
    town, mayor = a_town(session)
    an_office(session, mayor)
    session.commit()
    page = said(client.get(of(assembly, "/stimmverbote")))
    assert f"{town.number:04d} Gemeinde Altenbruck durch {mayor.display_name}" in page
    assert "Das Mitglied darf durch eine andere Person stimmen, etwa mit Vollmacht" in page
    assert "Als nicht betroffen vermerken" in page, "the link names the act, and reads as no finding beside a name"
    address = of(assembly, f"/stimmverbote/{the_item(assembly).id}")
    named = {"key": KEY, "person": 0, "number": people[0].number, "reason": "Kassenführung"}
    for _press in range(2):
        assert client.post(address, data=named).status_code == 302
    assert "Selbst betroffen" in said(client.get(of(assembly, "/stimmverbote")))
    assert client.post(f"{address}/{mayor.id}", data={"key": KEY + "1", "reason": ""}).status_code == 422
    client.post(f"{address}/{mayor.id}", data={"key": KEY + "1", "reason": "Amt erst danach"})
    assert [each.kind for each in rows(session, Concern)] == [ConcernKind.NAMED, ConcernKind.EXEMPTED]
    assert "durch Konrad" not in said(client.get(of(assembly, "/stimmverbote")))


def test_nobody_lifts_its_own_ban(app: Flask, session: Session, client: FlaskClient) -> None:
    assembly, (clerk, *_others) = at_work(session, client, Subject.DISCHARGE_BOARD)
    chair = a_person(session, "Agnes", "Vorstand")
    an_office(session, chair)
    sign_in(session, client, chair)
    address = of(assembly, f"/stimmverbote/{the_item(assembly).id}/{chair.id}")
    answer = client.post(address, data={"key": KEY, "reason": "Amt erst danach"})
    assert (answer.status_code, wrong_fields(answer)) == (422, ["reason"])
    assert "eigenes Stimmverbot entscheidet jemand anderes" in said(answer)
    assert rows(session, Concern) == []
    office = visitor(app)
    sign_in(session, office, clerk.party, Role.OFFICE)
    assert office.post(address, data={"key": KEY + "1", "reason": "Amt erst danach"}).status_code == 302


def test_an_item_that_bars_nobody_takes_no_names(session: Session, client: FlaskClient) -> None:
    assembly, _people = at_work(session, client, Subject.ELECT_BOARD)
    assert "Kein Punkt mit Stimmverbot" in client.get(of(assembly, "/stimmverbote")).text
    assert client.get(of(assembly, f"/stimmverbote/{the_item(assembly).id}")).status_code == 404


# --- the door ---------------------------------------------------------------------------------------------------------


def coming(person: Party, *members: Member, key: str = KEY, mode: str = "hall") -> dict[str, Any]:
    """Somebody is let in, as the door sends it."""
    return {"key": key, "person": person.id, "members": [each.id for each in members], "mode": mode}


def test_a_tap_lets_in_and_a_second_one_changes_nothing(session: Session, client: FlaskClient) -> None:
    assembly, people = at_work(session, client)
    page = client.get(of(assembly, "/einlass")).text
    assert page.count(">Einlassen<") == 3
    for key in (KEY, KEY, KEY + "2"):
        data = coming(people[0].party, people[0], key=key)
        answer = client.post(of(assembly, f"/einlass/{people[0].number}/kommt"), data=data)
        assert answer.status_code == 302
    assert len(rows(session, Presence)) == 1
    assert "da seit" in client.get(of(assembly, "/einlass?q=ahorn")).text


def test_the_door_finds_as_one_types_and_follows_a_scanned_ticket(session: Session, client: FlaskClient) -> None:
    assembly, people = at_work(session, client)
    part = client.get(of(assembly, "/einlass?q=birke"), headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert ("Bertram Birke" in part, "Adelheid Ahorn" in part) == (True, False)
    address = links.absolute(f"/teilnahme/einlass/{Ticket(assembly.id, people[1].id).token()}")
    scanned = client.get(of(assembly, "/einlass"), query_string={"q": address}, follow_redirects=True)
    assert "Bertram Birke kommt" in said(scanned)


def test_a_proxy_comes_with_its_principals_and_leaves_with_them(session: Session, client: FlaskClient) -> None:
    assembly, (first, second, third) = at_work(session, client)
    granted(session, assembly, second, first.party)
    granted(session, assembly, third, first.party, 2)
    session.commit()
    page = client.get(of(assembly, f"/einlass/{first.number}")).text
    assert page.count('name="members"') == 3
    client.post(of(assembly, f"/einlass/{first.number}/kommt"), data=coming(first.party, first, second, third))
    found = rows(session, Presence)
    assert [each.capacity for each in found] == [Capacity.SELF, Capacity.PROXY, Capacity.PROXY]
    for _press in range(2):
        assert client.post(of(assembly, f"/einlass/anwesend/{found[0].id}/geht"), data={"key": KEY}).status_code == 302
    assert all(each.left_at for each in rows(session, Presence))


def test_a_representative_who_comes_does_not_end_another_ones_power_of_attorney_unasked(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    assembly, (mayor, proxy, _third) = at_work(session, client, form=MeetingForm.HYBRID)
    town = a_member(session, "Gemeinde Altenbruck")
    acting(session, town, mayor.party)
    granted(session, assembly, town, proxy.party)
    session.commit()
    door = client.get(of(assembly, f"/einlass/{mayor.number}"))
    phone = app.test_client()
    ticket = f"/teilnahme/einlass/{Ticket(assembly.id, mayor.id).token()}"
    inside = phone.post(ticket, data={"key": KEY, "person": mayor.party_id}, follow_redirects=True)
    for page in (door, inside):
        boxes = re.findall(r'name="members" value="(\d+)"( checked)?', page.text)
        assert boxes == [(str(mayor.id), " checked"), (str(town.id), "")]
        assert "Die Vollmacht für Bertram Birke endet damit." in said(page)
    for_town = client.get(of(assembly, f"/einlass/{town.number}"))
    assert (str(town.id), " checked") in re.findall(r'name="members" value="(\d+)"( checked)?', for_town.text)


def test_somebody_with_no_right_to_come_is_refused_with_a_sentence(session: Session, client: FlaskClient) -> None:
    assembly, (first, second, _third) = at_work(session, client)
    answer = client.post(of(assembly, f"/einlass/{first.number}/kommt"), data=coming(second.party, first))
    assert answer.status_code == 422
    assert rows(session, Presence) == []
    assert client.get(of(assembly, "/einlass/999")).status_code == 404


@pytest.mark.parametrize(("form", "is_offered"), [(MeetingForm.VIRTUAL, False), (MeetingForm.HYBRID, True)])
def test_nobody_known_by_name_alone_comes_online(
    session: Session, client: FlaskClient, form: MeetingForm, is_offered: bool
) -> None:
    assembly, _people = at_work(session, client, form=form)
    town = a_member(session)
    session.commit()
    address = of(assembly, f"/einlass/{town.number}")
    assert ("Jemand anderes kommt" in said(client.get(address))) is is_offered
    data = {"key": KEY, "person": 0, "members": [town.id], "mode": "online", "first_names": "Lotte",
            "last_name": "Lohse", "statement": "Bürgermeisterin"}
    answer = client.post(f"{address}/kommt", data=data)
    assert (answer.status_code, "Online nimmt nur teil, wer eingetragen ist" in said(answer)) == (422, True)
    assert rows(session, Presence) == []


def test_the_door_asks_who_somebody_is_that_nobody_recorded(session: Session, client: FlaskClient) -> None:
    """By name and with what was seen; somebody known by that name is asked about first; pressed twice, it is one."""
    assembly, people = at_work(session, client)
    town = a_member(session)
    session.commit()
    address = of(assembly, f"/einlass/{town.number}/kommt")
    data = {"key": KEY, "person": 0, "members": [town.id], "mode": "hall", "first_names": "Adelheid",
            "last_name": "Ahorn", "statement": ""}
    assert wrong_fields(client.post(address, data=data)) == ["is_same"]
    assert wrong_fields(client.post(address, data={**data, "is_another": "y"})) == ["statement"]
    assert wrong_fields(client.post(address, data={**data, "number": 999})) == ["number"]
    right = {**data, "is_same": "y", "statement": "Bürgermeisterin, Ausweis"}
    for _press in range(2):
        assert client.post(address, data=right).status_code == 302
    (row,) = rows(session, Presence)
    assert (row.party_id, row.statement) == (people[0].party_id, "Bürgermeisterin, Ausweis")
    assert "Nach eigener Angabe: Bürgermeisterin, Ausweis" in said(client.get(of(assembly, f"/einlass/{town.number}")))


def test_the_door_lets_both_in_who_act_together_only(session: Session, client: FlaskClient) -> None:
    assembly, _people = at_work(session, client)
    child, parents = a_human(session, "Kuno", "Kleeblatt"), []
    for name in ("Mathilde", "Volker"):
        parents.append(a_person(session, name, "Kleeblatt"))
        acting(session, child, parents[-1], Authority.JOINT)
    session.commit()
    assert 'aria-label="Kuno Kleeblatt einlassen"' not in client.get(of(assembly, "/einlass?q=kuno")).text
    page = client.get(of(assembly, f"/einlass/{child.number}"))
    assert "Mathilde Kleeblatt kommt" in said(page)
    assert "Kuno Kleeblatt kommt" not in said(page)
    data = {"key": KEY, "person": parents[0].id, "members": [child.id], "mode": "hall"}
    refused = client.post(of(assembly, f"/einlass/{child.number}/kommt"), data=data)
    assert "nur gemeinsam mit Volker Kleeblatt" in said(refused)
    client.post(of(assembly, f"/einlass/{child.number}/kommt"), data={**data, "jointly": parents[1].id})
    (row,) = rows(session, Presence)
    assert (row.capacity, row.jointly_id) == (Capacity.LEGAL, parents[1].id)
    words = "Mathilde Kleeblatt und Volker Kleeblatt sind da für Kuno Kleeblatt."
    assert words in said(client.get(of(assembly, "/einlass")))


def test_a_guest_comes_and_goes_at_the_door(session: Session, client: FlaskClient) -> None:
    assembly, _people = at_work(session, client)
    guest = {"key": KEY, "name": "Gundula Prüfenstein", "role": "auditing_association"}
    for _press in range(2):
        assert client.post(of(assembly, "/einlass/gast"), data=guest).status_code == 302
    (row,) = rows(session, Guest)
    assert client.post(of(assembly, "/einlass/gast"), data={**guest, "name": ""}).status_code == 422
    client.post(of(assembly, f"/einlass/gast/{row.id}/geht"), data={"key": KEY})
    assert rows(session, Guest)[0].left_at is not None


def test_ids_of_another_assembly_lead_nowhere(session: Session, client: FlaskClient) -> None:
    assembly, (first, *_others) = at_work(session, client)
    other = a_meeting(session)
    grant, presence = granted(session, other, first, a_person(session)), there(session, other, first)
    session.commit()
    assert client.get(of(assembly, f"/vollmachten/{grant.id}")).status_code == 404
    ended = client.post(of(assembly, f"/vollmachten/{grant.id}/beenden"), data={"key": KEY, "reason": "x"})
    assert ended.status_code == 404
    assert client.post(of(assembly, f"/einlass/anwesend/{presence.id}/geht"), data={"key": KEY}).status_code == 404
    assert client.get("/teilnahme/999999").status_code == 404


# --- who was there ----------------------------------------------------------------------------------------------------


def test_the_list_shows_a_moment_and_becomes_a_document_once(session: Session, client: FlaskClient) -> None:
    assembly, people = at_work(session, client)
    there(session, assembly, people[0])
    session.commit()
    assert "Adelheid Ahorn" in client.get(of(assembly, "/teilnehmende")).text
    assert "Noch niemand da" in client.get(of(assembly, "/teilnehmende?um=05:00")).text
    assert "Adelheid Ahorn" in client.get(of(assembly, "/teilnehmende?um=nie")).text
    assert "Adelheid Ahorn" in client.get(of(assembly, "/teilnehmende?format=csv")).text
    addresses = {client.post(of(assembly, "/teilnehmende/verzeichnis"), data={"key": KEY}).location for _press in "ab"}
    assert len(addresses) == 1


# --- what it costs ----------------------------------------------------------------------------------------------------


def test_the_pages_ask_as_much_for_many_as_for_few(session: Session, client: FlaskClient) -> None:
    assembly, people = at_work(session, client, plural_votes=3)
    with_votes(session, people[0], 2)
    there(session, assembly, people[1])
    granted(session, assembly, people[2], a_person(session, "Fritz", "Zuerst"))
    session.commit()
    pages = [of(assembly), of(assembly, "/einlass"), of(assembly, "/vollmachten"), of(assembly, "/teilnehmende")]

    def asked() -> list[int]:
        counts = []
        for address in pages:
            session.expunge_all()
            with statements() as seen:
                assert client.get(address).status_code == 200
            counts.append(len(seen))
        return counts

    asked()
    few = asked()
    assembly = session.get_one(Assembly, assembly.id)
    for number in range(8):
        town, mayor = a_town(session, f"Gemeinde {number}")
        there(session, assembly, town, mayor)
        granted(session, assembly, town, a_person(session, "Fritz", f"Fremd {number}"))
    session.commit()
    for before, after in zip(few, asked(), strict=True):
        assert after <= before + 3
    assert max(few) < 60
