"""The pages of bundles: what office and members see on them and do there."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.bundles import queries
from app.bundles.models import Bundle
from app.needs.models import Need
from app.needs.rules import Level
from tests.bundles.factories import ALL, a_bundle, held
from tests.needs.factories import COUNCIL, MINUTES, ROADS, House, a_need, a_network
from tests.needs.signing import signed_in


@pytest.fixture
def house(session: Session) -> House:
    return a_network(session)


@pytest.fixture
def needs(session: Session, house: House) -> list[Need]:
    """Minutes of the town and council of the vineyard belong together, roads do not."""
    owners = ((house.town, house.mayor, MINUTES), (house.vineyard, house.vintner, COUNCIL),
              (house.town, house.mayor, ROADS))  # fmt: skip
    found = [a_need(session, *each) for each in owners]
    session.commit()
    return found


def fresh(session: Session, bundle_id: int) -> Bundle:
    session.rollback()
    session.expire_all()
    return queries.get_bundle(session, bundle_id, ALL)


def act_named(location: str) -> int:
    found = re.search(r"getan=(\d+)", location)
    assert found, location
    return int(found[1])


def test_an_empty_list_says_what_to_do_first(app: Flask, session: Session, house: House) -> None:
    office = signed_in(app, session, house.office)
    assert "Erst müssen Bedarfe eingebracht sein" in office.get("/bedarfe/buendel").text
    assert "Noch kein Bündel" in signed_in(app, session, house.mayor).get("/mein/1/buendel").text
    assert "Noch keine Kontaktanfrage" in office.get("/bedarfe/kontakte").text
    assert "Noch kein Kontakt" in signed_in(app, session, house.mayor).get("/mein/1/kontakte").text


def test_like_needs_are_proposed_and_opened_as_a_bundle(
    app: Flask, session: Session, house: House, needs: list[Need]
) -> None:
    office = signed_in(app, session, house.office)
    page = office.get("/bedarfe/buendel").text
    assert "Gehört das zusammen?" in page
    form = office.get(f"/bedarfe/buendel/neu?bedarf={needs[0].id}&bedarf={needs[1].id}").text
    assert f'value="{MINUTES.title}"' in form
    chosen = [str(needs[0].id), str(needs[1].id)]
    data = {"need": chosen, "title": "Protokolle", "level": "members", "key": "key-open-1"}
    answers = [office.post("/bedarfe/buendel/neu", data=data) for _again in range(2)]
    assert {each.status_code for each in answers} == {302}
    assert answers[0].location == answers[1].location
    page = office.get(answers[0].location).text
    assert "Bündel eröffnet" in page
    assert "Rückgängig" in page
    assert "<mark>" in page
    assert len(queries.list_bundles(session, ALL)[0]) == 1


def test_a_title_is_wanted_and_what_was_typed_stays(
    app: Flask, session: Session, house: House, needs: list[Need]
) -> None:
    office = signed_in(app, session, house.office)
    data = {"offered": str(needs[0].id), "words": "Alles um Räte", "level": "members", "key": "key-open-1"}
    for more, said in (({"need": str(needs[0].id), "title": " "}, "einen Titel"), ({"title": "Räte"}, "mindestens")):
        answer = office.post("/bedarfe/buendel/neu", data={**data, **more})
        assert (answer.status_code, "Alles um Räte" in answer.text, said in answer.text) == (422, True, True)


def test_every_form_of_a_bundle_does_what_it_says(
    app: Flask, session: Session, house: House, needs: list[Need]
) -> None:
    one, other = a_bundle(session, house, needs[0]), a_bundle(session, house, needs[2], title="Straßen")
    session.commit()
    office, home = signed_in(app, session, house.office), f"/bedarfe/buendel/{one.id}"

    def sent(more: str, **data: str) -> int:
        answer = office.post(f"{home}/{more}", data={"key": f"key-{more}-{data.get('key', '')}", **data})
        assert answer.status_code == 302, answer.text
        return act_named(answer.location)

    sent("aufnehmen", number=f" {needs[1].number.lower()} ")
    assert held(session, fresh(session, one.id)) == [MINUTES.title, COUNCIL.title]
    version = str(fresh(session, one.id).version)
    assert 'value="' + version + '"' in office.get(f"{home}/benennen").text
    sent("benennen", title="Sitzungen", words="", level="members", seen=version)
    assert fresh(session, one.id).title == "Sitzungen"
    page = office.get(f"{home}/teilen").text
    assert COUNCIL.title in page
    splitting = sent("teilen", needs=str(needs[1].id), title="Räte", level="members", seen=str(one.version))
    assert held(session, fresh(session, one.id)) == [MINUTES.title]
    undone = office.post(f"/bedarfe/buendel/schritte/{splitting}/zurueck", data={"key": "key-undo-1"})
    assert undone.status_code == 302
    assert "Wiederherstellen" in office.get(undone.location).text
    assert held(session, fresh(session, one.id)) == [MINUTES.title, COUNCIL.title]
    assert "Straßen" in office.get(f"{home}/zusammenlegen").text
    sent("zusammenlegen", into=str(other.id), seen=str(fresh(session, one.id).version))
    assert held(session, fresh(session, other.id)) == [MINUTES.title, COUNCIL.title, ROADS.title]
    assert "Aufgelöst" in office.get(home).text
    away = f"/bedarfe/buendel/{other.id}/aufloesen"
    assert "Die 3 Bedarfe darin" in office.get(away).text
    answer = office.post(away, data={"seen": str(fresh(session, other.id).version), "key": "key-dissolve"})
    assert "Bündel aufgelöst" in office.get(answer.location).text
    assert "Straßen" in office.get("/bedarfe/buendel?stand=aufgeloest").text


def test_a_stale_form_is_refused_above_with_who_changed_it(
    app: Flask, session: Session, house: House, needs: list[Need]
) -> None:
    one = a_bundle(session, house, needs[0])
    session.commit()
    office = signed_in(app, session, house.office)
    assert office.post(f"/bedarfe/buendel/{one.id}/aufnehmen", data={"number": needs[1].number, "key": "key-put-in"}
                       ).status_code == 302
    for more, data in (
        ("benennen", {"title": "Neu", "level": "members"}),
        ("teilen", {"title": "Neu", "level": "members", "needs": "1"}), ("aufloesen", {}),
    ):
        answer = office.post(f"/bedarfe/buendel/{one.id}/{more}", data={**data, "seen": "1", "key": f"key-of-{more}"})
        assert (answer.status_code, "Henrike Lautenschlag hat das Bündel" in answer.text) == (422, True), more


def test_what_does_not_fit_is_remembered_and_taken_back(
    app: Flask, session: Session, house: House, needs: list[Need]
) -> None:
    one = a_bundle(session, house, needs[0])
    session.commit()
    office, home = signed_in(app, session, house.office), f"/bedarfe/buendel/{one.id}"
    page = office.get(home).text
    assert "Passt das auch hierher?" in page
    assert "Passt nicht" in page
    for key in ("key-decline", "key-decline"):
        assert office.post(f"{home}/passt-nicht/{needs[1].id}", data={"key": key}).status_code == 302
    page = office.get(home).text
    assert "Wieder vorschlagen" in page
    assert f"passt-nicht/{needs[1].id}" not in page
    office.post(f"{home}/passt-doch/{needs[1].id}", data={"key": "key-again-1"})
    assert f"passt-nicht/{needs[1].id}" in office.get(home).text


def test_needs_are_put_in_order_with_boxes_a_list_and_a_button(
    app: Flask, session: Session, house: House, needs: list[Need]
) -> None:
    one, other = a_bundle(session, house, needs[0]), a_bundle(session, house, needs[2], title="Straßen")
    session.commit()
    office = signed_in(app, session, house.office)
    page = office.get("/bedarfe/ordnen").text
    assert f'value="{needs[1].id}:"' in page
    assert f'value="{needs[0].id}:{one.id}"' in page
    chosen = {"need": [f"{needs[0].id}:{one.id}", f"{needs[1].id}:"], "to": str(other.id), "key": "key-of-order-1"}
    answer = office.post("/bedarfe/ordnen?b=", data=chosen)
    assert answer.status_code == 302
    assert held(session, fresh(session, other.id)) == [MINUTES.title, COUNCIL.title, ROADS.title]
    page = office.get(answer.location).text
    assert "Bedarf verschoben" in page
    act_id = act_named(answer.location)
    back = office.post(f"/bedarfe/buendel/schritte/{act_id}/zurueck", data={"key": "key-undo-1", "back": "board"})
    assert back.location.startswith("/bedarfe/ordnen")
    assert held(session, fresh(session, one.id)) == [MINUTES.title]
    stale = {**chosen, "need": [f"{needs[1].id}:{one.id}"], "key": "key-of-order-2"}
    refused = office.post("/bedarfe/ordnen", data=stale)
    assert (refused.status_code, "liegt nicht mehr dort" in refused.text) == (409, True)
    assert office.post("/bedarfe/ordnen", data={"to": "", "key": "key-of-order-3"}).status_code == 422
    new = office.post("/bedarfe/ordnen", data={"need": f"{needs[1].id}:", "to": "new", "key": "key-of-order-4"})
    assert new.location == f"/bedarfe/buendel/neu?bedarf={needs[1].id}"


def test_an_act_that_cannot_be_undone_says_who_changed_what(
    app: Flask, session: Session, house: House, needs: list[Need]
) -> None:
    one = a_bundle(session, house, needs[0])
    opening = queries.acts_of(session, one.id)[0].id
    session.commit()
    office = signed_in(app, session, house.office)
    office.post(f"/bedarfe/buendel/{one.id}/aufnehmen", data={"number": needs[1].number, "key": "key-put-in"})
    answer = office.post(f"/bedarfe/buendel/schritte/{opening}/zurueck", data={"key": "key-undo-1"})
    assert (answer.status_code, "Henrike Lautenschlag" in answer.text) == (409, True)


def test_the_page_of_a_need_names_its_bundle_and_puts_it_into_one(
    app: Flask, session: Session, house: House, needs: list[Need]
) -> None:
    one = a_bundle(session, house, needs[0])
    session.commit()
    office = signed_in(app, session, house.office)
    page = office.get(f"/bedarfe/{needs[1].id}").text
    assert "In ein Bündel aufnehmen" in page
    answer = office.post(f"/bedarfe/{needs[1].id}/buendel", data={"to": str(one.id), "key": "key-place-1"})
    assert answer.location.startswith(f"/bedarfe/buendel/{one.id}")
    assert "Protokolle" in office.get(f"/bedarfe/{needs[1].id}").text
    new = office.post(f"/bedarfe/{needs[2].id}/buendel", data={"to": "new", "key": "key-place-2"})
    assert new.location == f"/bedarfe/buendel/neu?bedarf={needs[2].id}"


def test_a_confidential_need_wants_a_look_at_the_wording(
    app: Flask, session: Session, house: House, needs: list[Need]
) -> None:
    secret = a_need(session, house.vineyard, house.vintner, replace(COUNCIL, level=Level.OFFICE))
    session.commit()
    office = signed_in(app, session, house.office)
    chosen = [str(needs[0].id), str(secret.id)]
    data = {"need": chosen, "offered": chosen, "title": "Räte", "level": "members", "key": "key-open-1"}
    answer = office.post("/bedarfe/buendel/neu", data=data)
    assert answer.status_code == 422
    meaning = re.search(r'name="is_looked_at" value="([^"]*)"', answer.text)
    assert meaning
    again = office.post("/bedarfe/buendel/neu", data={**data, "is_looked_at": meaning[1], "key": "key-open-2"})
    assert again.status_code == 302
