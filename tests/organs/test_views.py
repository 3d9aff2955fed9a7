"""The page of the organs, as the office and others meet it."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock, journal
from app.core.values import Role
from app.organs import queries
from app.organs.models import Office
from app.organs.rules import Organ
from tests.factories import a_person, sign_in, sign_in_office
from tests.organs.factories import a_board, a_member, a_statute, an_office
from tests.tabs import Tab


def appointment(session: Session, **more: object) -> dict[str, object]:
    """The form for a member who is to join the board."""
    person = a_person(session, "Zita", "Morgenrot")
    a_member(session, person, 77)
    session.commit()
    return {
        "key": "schluessel-1", "organ": "board", "function": "member", "party": person.id,
        "first_day": clock.today().isoformat(), "last_day": "", "appointed_by": "Aufsichtsrat", **more,
    }


def test_the_page_says_who_sits_where_and_what_is_wrong(session: Session, client: FlaskClient) -> None:
    a_statute(session)
    a_board(session)
    an_office(session, a_person(session, "Ohne", "Mitgliedschaft"), Organ.SUPERVISORY_BOARD)
    sign_in(session, client, a_person(session), Role.AUDITOR)
    text = client.get("/organe/").text
    assert "Almut Weißdorn" in text
    assert "Dem Aufsichtsrat gehören mindestens 3 Personen an; im Amt: 1." in text
    assert "Nicht mehr wählbar" in text
    assert client.get("/organe/bestellen").status_code == 403


def test_the_office_appoints_a_member_once(session: Session, client: FlaskClient) -> None:
    a_statute(session)
    form = appointment(session)
    sign_in_office(session, client)
    assert "Zita Morgenrot" in client.get("/organe/bestellen").text
    answers = {client.post("/organe/bestellen", data=form).location for _again in range(2)}
    assert answers == {"/organe/aemter/1"}
    assert len(session.scalars(select(Office)).all()) == 1


def test_who_may_not_hold_the_office_is_told_why(session: Session, client: FlaskClient) -> None:
    a_statute(session)
    form = appointment(session, party=0, first_names="Fremd", last_name="Person")
    sign_in_office(session, client)
    answer = client.post("/organe/bestellen", data=form)
    assert (answer.status_code, "§ 9 Abs. 2 GenG" in answer.text) == (422, True)
    answer = client.post("/organe/bestellen", data={**form, "of_member_cooperative": "y"})
    assert answer.status_code == 302


def test_an_office_is_ended_with_its_reason(session: Session, client: FlaskClient) -> None:
    office = an_office(session, a_person(session))
    sign_in_office(session, client)
    path = f"/organe/aemter/{office.id}"
    assert client.post(f"{path}/beenden", data={"last_day": "", "reason": ""}).status_code == 422
    day = clock.today().isoformat()
    assert client.post(f"{path}/beenden", data={"last_day": day, "reason": "Rücktritt"}).status_code == 302
    assert "Rücktritt" in client.get(path).text


def test_an_office_that_has_not_begun_is_struck_with_its_reason(session: Session, client: FlaskClient) -> None:
    person = a_person(session)
    office = an_office(session, person)
    office.first_day = clock.today() + timedelta(days=3)
    session.commit()
    sign_in_office(session, client)
    path = f"/organe/aemter/{office.id}"
    assert "Amt streichen?" in client.get(path).text
    assert client.post(f"{path}/streichen", data={"key": "schluessel-1", "reason": ""}).status_code == 422
    assert client.post(f"{path}/streichen", data={"key": "schluessel-1", "reason": "Verwechselt"}).status_code == 302
    session.rollback()
    assert session.scalars(select(Office)).all() == []
    assert "gestrichen: Verwechselt" in journal.lines_about(session, f"party:{person.id}")[0].summary()


def test_an_office_that_has_begun_is_not_struck(session: Session, client: FlaskClient) -> None:
    office = an_office(session, a_person(session))
    sign_in_office(session, client)
    path = f"/organe/aemter/{office.id}"
    assert "Amt streichen?" not in client.get(path).text
    answer = client.post(f"{path}/streichen", data={"key": "schluessel-1", "reason": "Verwechselt"})
    assert (answer.status_code, "schon begonnen" in answer.text) == (409, True)


def test_an_office_is_extended(session: Session, client: FlaskClient) -> None:
    office = an_office(session, a_person(session), last_day=clock.today())
    sign_in_office(session, client)
    path = f"/organe/aemter/{office.id}"
    tab = Tab(client, path, "verlaengern")
    assert tab.send(until="01.01.2020").status_code == 422
    assert tab.send(until="").status_code == 302
    session.rollback()
    session.expire_all()
    assert queries.get_office(session, office.id).last_day is None


def test_all_offices_are_one_list_searched_filtered_and_exported(session: Session, client: FlaskClient) -> None:
    a_board(session)
    gone = an_office(session, a_person(session, "Zita", "Morgenrot"), Organ.SUPERVISORY_BOARD)
    gone.last_day = gone.first_day
    session.commit()
    sign_in_office(session, client)
    past = client.get("/organe/aemter?standing=past").text
    assert "Zita Morgenrot" in past
    assert "Almut Weißdorn" not in past
    assert "Zita Morgenrot" not in client.get("/organe/aemter?organ=board&q=zita").text
    assert "Kein Amt passt dazu" in client.get("/organe/aemter?q=niemand").text
    lines = client.get("/organe/aemter?q=zita&format=csv").data.decode("utf-8-sig").splitlines()
    assert [line.split(";")[:2] for line in lines[1:]] == [["Zita Morgenrot", "Aufsichtsrat"]]
    assert client.get("/organe/aemter?organ=unsinn&sort=-name&format=xlsx").data.startswith(b"PK")


def test_a_term_to_come_is_told_as_one(session: Session, client: FlaskClient) -> None:
    a_statute(session)
    day = clock.today() + timedelta(days=20)
    form = appointment(session, first_day=day.isoformat())
    sign_in_office(session, client)
    page = client.get(client.post("/organe/bestellen", data=form).location).text
    assert f"ab {day:%d.%m.%Y}, ohne Ende" in page
