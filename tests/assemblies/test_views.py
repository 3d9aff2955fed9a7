"""The pages of assemblies: list, plan, one assembly, agenda, synopsis, papers; who may, double clicks, two tabs."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.assemblies import actions
from app.assemblies.models import AgendaItem, Assembly, Paper
from app.assemblies.rules import AssemblyState, MeetingForm, Subject
from app.organs.rules import Organ
from tests.assemblies.factories import (
    MEETS_ON,
    MEETS_SOON,
    a_convening_house,
    a_resolution,
    an_assembly,
    an_item,
    convened,
)
from tests.assemblies.test_on_the_agenda import CLAUSE, three, titles
from tests.factories import NOW, OFFICE, TODAY, a_pdf, sign_in_office
from tests.tabs import Tab, said, two_tabs, wrong_fields
from tests.together import transactions_together

PLAN = {
    "kind": "ordinary", "form": "physical", "meets_on": MEETS_ON.isoformat(), "begins_at": "14:00",
    "convened_by": "board", "place": "Bürgersaal",
}  # fmt: skip


def in_the_office(session: Session, client: FlaskClient, **statute: Any) -> Assembly:
    """An assembly with three items, looked at by the office."""
    a_convening_house(session, **statute)
    assembly = three(session)
    session.commit()
    sign_in_office(session, client)
    return assembly


def assemblies(session: Session) -> list[Assembly]:
    session.expire_all()
    return list(session.scalars(select(Assembly).order_by(Assembly.id)))


def page_of(client: FlaskClient, assembly: Assembly) -> str:
    """The words of the page of an assembly."""
    answer = client.get(f"/versammlungen/{assembly.id}")
    assert answer.status_code == 200
    return said(answer)


# --- the list --------------------------------------------------------------------------------------------------------


def test_an_empty_list_says_what_to_do_first(session: Session, client: FlaskClient) -> None:
    sign_in_office(session, client)
    page = client.get("/versammlungen/").text
    assert "Erfassen Sie zuerst die geltende Fassung" in page
    assert "Versammlung planen" not in page
    a_convening_house(session)
    session.commit()
    assert "Planen Sie zuerst Tag, Form und Ort" in client.get("/versammlungen/").text


def test_the_list_is_searched_filtered_sorted_and_taken_along(session: Session, client: FlaskClient) -> None:
    in_the_office(session, client)
    actions.discard(session, an_assembly(session, MEETS_SOON, place="Stadthalle"), "Saal nicht frei", OFFICE, NOW)
    session.commit()
    assert "1 Treffer" in client.get("/versammlungen/?q=stadthalle").text
    assert "1 Treffer" in client.get("/versammlungen/?view=planned").text
    assert "2 Treffer" in client.get("/versammlungen/?kind=ordinary&sort=place").text
    assert "Keine Versammlung passt dazu" in client.get("/versammlungen/?q=nirgends").text
    sheet = client.get("/versammlungen/?format=csv&sort=day").text
    assert sheet.index("Stadthalle") < sheet.index("Bürgersaal")
    assert "Saal nicht frei" in sheet


# --- the plan --------------------------------------------------------------------------------------------------------


def test_a_plan_is_made_once_however_often_it_is_sent(session: Session, client: FlaskClient) -> None:
    a_convening_house(session)
    session.commit()
    sign_in_office(session, client)
    tab = Tab(client, "/versammlungen/neu")
    first = tab.send(**PLAN)
    assert first.status_code == 302
    assert tab.send(**PLAN).location == first.location
    assert [each.meets_on for each in assemblies(session)] == [MEETS_ON]


def test_a_second_assembly_on_the_same_day_is_asked_about_first(session: Session, client: FlaskClient) -> None:
    in_the_office(session, client)
    tab = Tab(client, "/versammlungen/neu")
    answer = tab.send(**PLAN)
    assert answer.status_code == 409
    assert "Das steht schon da" in answer.text
    assert tab.send().status_code == 302
    assert len(assemblies(session)) == 2


@pytest.mark.parametrize(("typed", "fields"), [
    ({"meets_on": TODAY.isoformat()}, ["meets_on"]),
    ({"meets_on": MEETS_SOON.isoformat()}, ["meets_on"]),
    ({"meets_on": "gestern"}, ["meets_on"]),
    ({"begins_at": "25:00"}, ["begins_at"]),
    ({"begins_at": ""}, ["begins_at"]),
    ({"form": "stretched"}, ["discussion_form"]),
    ({"form": "stretched", "discussion_form": "virtual"}, ["votes_until"]),
    ({"votes_until": MEETS_ON.isoformat()}, ["votes_until"]),
    ({"place": "x" * 301}, ["place"]),
    ({"access": "x" * 2001}, ["access"]),
    ({"convened_by": "mayor"}, ["convened_by"]),
])  # fmt: skip
def test_what_is_wrong_with_a_plan_stands_at_its_field(
    session: Session, client: FlaskClient, typed: dict[str, str], fields: list[str]
) -> None:
    a_convening_house(session)
    session.commit()
    sign_in_office(session, client)
    answer = Tab(client, "/versammlungen/neu").send(**{**PLAN, **typed})
    assert answer.status_code == 422
    assert wrong_fields(answer.text) == fields
    assert assemblies(session) == []


def test_a_plan_is_changed_and_a_stale_page_overwrites_nothing(session: Session, client: FlaskClient) -> None:
    assembly = in_the_office(session, client)
    mine, other = two_tabs(client, f"/versammlungen/{assembly.id}/aendern")
    assert other.send(place="Stadthalle Lindenfurt", begins_at="16.30").status_code == 302
    answer = mine.send(place="Gasthof Krone")
    assert answer.status_code == 409
    assert "Stadthalle Lindenfurt" in answer.text
    assert "16:30" in answer.text
    assert assemblies(session)[0].place == "Stadthalle Lindenfurt"
    assert mine.send().status_code == 302
    changed = assemblies(session)[0]
    assert (changed.place, changed.begins_at.hour) == ("Gasthof Krone", 16)


def test_two_officers_at_the_same_moment_do_not_undo_each_other(app: Flask, session: Session) -> None:
    a_convening_house(session)
    assembly = three(session)
    session.commit()
    first, last = assembly.items[0].id, assembly.items[2].id

    def moved(item_id: int, is_up: bool) -> Any:
        def act(own: Session) -> int:
            held = actions.hold(own, assembly.id)
            item = next(each for each in held.items if each.id == item_id)
            actions.move_item(own, held, item, OFFICE, NOW, is_up=is_up)
            return item_id

        return act

    transactions_together(app, moved(first, False), moved(last, True), moved(first, False))
    session.expire_all()
    assert sorted(titles(session.get_one(Assembly, assembly.id))) == ["A", "B", "C"]


def test_the_page_says_when_what_is_due_and_what_is_missing(session: Session, client: FlaskClient) -> None:
    a_convening_house(session)
    assembly = an_assembly(session, form=MeetingForm.VIRTUAL, place="")
    an_item(session, assembly, draft="")
    session.commit()
    sign_in_office(session, client)
    page = page_of(client, assembly)
    assert all(each in page for each in (
        "Das fehlt noch, bevor einberufen werden kann", "Einzuberufen bis", "07.01.2027", "Kommt noch", "§ 46 Abs. 1",
        "der Beschlussvorschlag", "Danach gilt: Präsenzversammlung", "Geplant ist eine andere",
        "mehr Ja- als Neinstimmen",
    ))  # fmt: skip


def test_the_page_of_a_house_without_statute_still_opens(session: Session, client: FlaskClient) -> None:
    assembly = an_assembly(session)
    session.commit()
    sign_in_office(session, client)
    assert "Fristen" not in page_of(client, assembly)


def test_the_form_wanted_is_noted_with_its_resolution(session: Session, client: FlaskClient) -> None:
    assembly = in_the_office(session, client)
    number = a_resolution(session, Organ.BOARD)
    session.commit()
    address = f"/versammlungen/{assembly.id}/form/board"
    wrong = Tab(client, address).send(form="hybrid", resolution="")
    assert (wrong.status_code, wrong_fields(wrong.text)) == (422, ["resolution"])
    mine, other = two_tabs(client, address)
    assert mine.send(form="hybrid", resolution=number).status_code == 302
    assert number in page_of(client, assembly)
    assert other.send(form="virtual", resolution=number).status_code == 409
    last = Tab(client, address)
    assert 'name="is_meant"' not in client.get(address).text
    refused = last.send(form="virtual", resolution=number)
    assert (refused.status_code, wrong_fields(refused.text)) == (422, ["is_meant"])
    box = re.search(r'name="is_meant" value="([^"]+)"', refused.text)
    assert box
    assert box[1] == f"virtual {number}"
    unclear = a_resolution(session, Organ.BOARD, held="bald")
    session.commit()
    another = last.send(form="virtual", resolution=unclear, is_meant=box[1])
    assert (another.status_code, wrong_fields(another.text), last.fields.get("is_meant")) == (422, ["is_meant"], None)
    assert last.send(form="virtual", resolution=number, is_meant=box[1]).status_code == 302
    assert client.get(f"/versammlungen/{assembly.id}/form/representative").status_code == 404


def test_whoever_moves_a_plan_is_told_that_the_form_is_asked_for_again(session: Session, client: FlaskClient) -> None:
    assembly = in_the_office(session, client)
    number = a_resolution(session, Organ.BOARD, held=f"hybrid am {MEETS_ON:%d.%m.%Y}")
    session.commit()
    assert Tab(client, f"/versammlungen/{assembly.id}/form/board").send(form="hybrid", resolution=number).location
    tab = Tab(client, f"/versammlungen/{assembly.id}/aendern")
    moved = tab.send(meets_on=(MEETS_ON + timedelta(days=7)).isoformat())
    assert moved.status_code == 302
    assert "Vermerken Sie die Form noch einmal" in client.get(moved.location or "").text


def test_a_form_is_not_noted_from_a_page_that_showed_another_day(session: Session, client: FlaskClient) -> None:
    assembly = in_the_office(session, client)
    number = a_resolution(session, Organ.BOARD, held="bald")
    session.commit()
    tab = Tab(client, f"/versammlungen/{assembly.id}/form/board")
    assert tab.send(form="hybrid", resolution=number).status_code == 422
    moved = (MEETS_ON + timedelta(days=7)).isoformat()
    assert Tab(client, f"/versammlungen/{assembly.id}/aendern").send(meets_on=moved).status_code == 302
    meant = {"form": "hybrid", "resolution": number, "is_meant": f"hybrid {number}"}
    refused = tab.send(**meant)
    assert (refused.status_code, "Tag der Versammlung" in said(refused)) == (409, True)
    assert tab.send(**meant).status_code == 302


def test_a_plan_is_dropped_once_with_its_reason(session: Session, client: FlaskClient) -> None:
    assembly = in_the_office(session, client)
    tab = Tab(client, f"/versammlungen/{assembly.id}/verwerfen")
    assert tab.send(reason=" ").status_code == 422
    for _time in range(2):
        assert tab.send(reason="Saal nicht frei").status_code == 302
    assert assemblies(session)[0].state is AssemblyState.DISCARDED
    page = page_of(client, assembly)
    assert "Saal nicht frei" in page
    assert "Punkt aufnehmen" not in page
    for path in ("aendern", "verwerfen", "tagesordnung/neu", "unterlagen/neu", "form/board"):
        assert client.get(f"/versammlungen/{assembly.id}/{path}").status_code == 409


# --- the agenda ------------------------------------------------------------------------------------------------------


def test_an_item_is_put_on_the_agenda_once(session: Session, client: FlaskClient) -> None:
    assembly = in_the_office(session, client)
    tab = Tab(client, f"/versammlungen/{assembly.id}/tagesordnung/neu")
    wrong = tab.send(title="Wahl", item_type="election", subject="elect_supervisory_board", seats="")
    assert (wrong.status_code, wrong_fields(wrong.text)) == (422, ["seats"])
    first = str(assembly.items[0].id)
    for _time in range(2):
        assert tab.send(seats="2", before=first).status_code == 302
    assert titles(assemblies(session)[0]) == ["Wahl", "A", "B", "C"]


def test_an_agenda_that_changed_meanwhile_is_shown_first(session: Session, client: FlaskClient) -> None:
    assembly = in_the_office(session, client)
    mine, other = two_tabs(client, f"/versammlungen/{assembly.id}/tagesordnung/neu")
    new = {"item_type": "report", "subject": ""}
    assert other.send(title="D", **new).status_code == 302
    answer = mine.send(title="E", **new)
    assert answer.status_code == 409
    assert "TOP 4: D" in answer.text
    assert mine.send().status_code == 302
    assert titles(assemblies(session)[0]) == ["A", "B", "C", "D", "E"]


def test_an_item_is_changed_and_a_stale_page_overwrites_nothing(session: Session, client: FlaskClient) -> None:
    assembly = in_the_office(session, client)
    mine, other = two_tabs(client, f"/versammlungen/{assembly.id}/tagesordnung/{assembly.items[0].id}")
    assert other.send(title="Neu").status_code == 302
    assert mine.send(title="Anders").status_code == 409
    assert titles(assemblies(session)[0])[0] == "Neu"


def test_items_move_by_a_button_once_and_not_on_a_stale_page(session: Session, client: FlaskClient) -> None:
    assembly = in_the_office(session, client)
    first, last = assembly.items[0].id, assembly.items[2].id
    mine, other = two_tabs(client, f"/versammlungen/{assembly.id}", f"/{last}/verschieben")
    for _time in range(2):
        assert mine.send(direction="hoch").status_code == 302
    assert titles(assemblies(session)[0]) == ["A", "C", "B"]
    answer = other.send(direction="hoch")
    assert answer.status_code == 409
    assert "Inzwischen geändert" in answer.text
    assert titles(assemblies(session)[0]) == ["A", "C", "B"]
    at_the_end = Tab(client, f"/versammlungen/{assembly.id}", f"/{first}/verschieben").send(direction="hoch")
    assert at_the_end.status_code == 422
    assert "nicht verschieben" in at_the_end.text


def test_an_item_goes_once_after_a_question(session: Session, client: FlaskClient) -> None:
    assembly = in_the_office(session, client)
    tab = Tab(client, f"/versammlungen/{assembly.id}/tagesordnung/{assembly.items[0].id}/entfernen")
    for _time in range(2):
        assert tab.send().status_code == 302
    assert titles(assemblies(session)[0]) == ["B", "C"]


def test_the_usual_agenda_is_proposed_by_a_button_once(session: Session, client: FlaskClient) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    session.commit()
    sign_in_office(session, client)
    tab = Tab(client, f"/versammlungen/{assembly.id}", "vorschlag")
    for _time in range(2):
        assert tab.send().status_code == 302
    assert titles(assemblies(session)[0])[-1] == "Verschiedenes"
    assert "Übliche Tagesordnung vorschlagen" not in page_of(client, assembly)


def test_an_announced_item_is_withdrawn_once_with_its_reason(session: Session, client: FlaskClient) -> None:
    assembly = in_the_office(session, client)
    convened(session, assembly)
    session.commit()
    item_id = assembly.items[0].id
    address = f"/versammlungen/{assembly.id}/tagesordnung/{item_id}"
    assert client.get(address).status_code == 409
    tab = Tab(client, f"{address}/absetzen")
    for _time in range(2):
        assert tab.send(reason="Vom Vorstand zurückgezogen").status_code == 302
    page = page_of(client, assembly)
    assert "Abgesetzt" in page
    assert "Vom Vorstand zurückgezogen" in page
    assert client.get(f"{address}/absetzen").status_code == 409


# --- the synopsis ----------------------------------------------------------------------------------------------------


def an_amendment(session: Session, client: FlaskClient) -> tuple[Assembly, AgendaItem]:
    """An item that amends the statute, with one clause."""
    assembly = in_the_office(session, client)
    item = an_item(session, assembly, title="Satzung", subject=Subject.MINIMUM_CAPITAL)
    actions.add_clause(session, assembly, item, CLAUSE, OFFICE, NOW)
    session.commit()
    return assembly, item


def test_clauses_are_set_against_each_other_and_shown_on_the_agenda(session: Session, client: FlaskClient) -> None:
    assembly, item = an_amendment(session, client)
    tab = Tab(client, f"/versammlungen/{assembly.id}/tagesordnung/{item.id}/synopse")
    for _time in range(2):
        assert tab.send(clause="§ 38", old_text="", new_text="Neuer Absatz").status_code == 302
    page = page_of(client, assembly)
    assert all(each in page for each in (CLAUSE.old_text, CLAUSE.new_text, "Neu eingefügt", "Neuer Absatz"))
    assert "drei Viertel" in page
    session.refresh(item)
    assert len(item.synopsis) == 2


def test_a_clause_changed_meanwhile_is_neither_overwritten_nor_removed(session: Session, client: FlaskClient) -> None:
    assembly, item = an_amendment(session, client)
    page = f"/versammlungen/{assembly.id}/tagesordnung/{item.id}/synopse"
    row = item.synopsis[0]
    mine, other = two_tabs(client, f"{page}/{row.id}")
    going = Tab(client, page, f"/{row.id}/entfernen")
    assert other.send(new_text="Anders gefasst").status_code == 302
    assert mine.send(new_text="Wieder anders").status_code == 409
    assert going.send().status_code == 409
    gone = Tab(client, page, f"/{row.id}/entfernen")
    for _time in range(2):
        assert gone.send().status_code == 302
    session.expire_all()
    assert item.synopsis == []


# --- the papers ------------------------------------------------------------------------------------------------------


def sent_paper(
    client: FlaskClient, assembly: Assembly, content: bytes = a_pdf("Jahresabschluss"), **more: Any
) -> TestResponse:
    """A paper as its form sends it; without content no file is chosen."""
    tab = Tab(client, f"/versammlungen/{assembly.id}/unterlagen/neu")
    file = io.BytesIO(content), "jab.pdf" if content else ""
    return tab.send(**{"kind": "accounts", "paper": file, **more})


def test_a_paper_is_kept_opened_and_taken_back(session: Session, client: FlaskClient) -> None:
    assembly = in_the_office(session, client)
    assert sent_paper(client, assembly, item=str(assembly.items[0].id)).status_code == 302
    session.expire_all()
    paper = session.scalars(select(Paper)).one()
    address = f"/versammlungen/{assembly.id}/unterlagen/{paper.id}"
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "application/pdf", a_pdf("Jahresabschluss"))
    tab = Tab(client, f"{address}/zuruecknehmen")
    assert tab.send(reason="").status_code == 422
    assert tab.send(reason="Falsche Fassung").status_code == 302
    assert "Falsche Fassung" in page_of(client, assembly)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(("typed", "fields"), [
    ({"kind": ""}, ["kind"]),
    ({"available_on": (TODAY - timedelta(days=1)).isoformat()}, ["available_on"]),
    ({"available_on": (MEETS_ON - timedelta(days=7)).isoformat()}, ["available_on"]),
    ({"content": b""}, ["paper"]),
    ({"title": "x" * 201}, ["title"]),
])  # fmt: skip
def test_what_is_wrong_with_a_paper_stands_at_its_field(
    session: Session, client: FlaskClient, typed: dict[str, Any], fields: list[str]
) -> None:
    assembly = in_the_office(session, client)
    answer = sent_paper(client, assembly, **typed)
    assert answer.status_code == 422
    assert wrong_fields(answer.text) == fields
    assert session.scalars(select(Paper)).all() == []


def test_the_same_file_again_is_refused_at_the_file(session: Session, client: FlaskClient) -> None:
    assembly = in_the_office(session, client)
    sent_paper(client, assembly)
    answer = sent_paper(client, assembly)
    assert (answer.status_code, wrong_fields(answer.text)) == (422, ["paper"])
