"""The pages of dunning: the list, one letter, the run, what was written, stops, the levels."""

import re
from html import unescape

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.jobs import Job
from app.dues import actions
from app.dues.models import DunningNotice, DunningStop
from app.dues.rules import DunningLevel
from app.members.models import Member
from tests.dues.factories import a_debtor
from tests.factories import OFFICE, sign_in_office
from tests.shares.factories import SHARE, a_house, paid

KEY = "key-of-this-form"


def in_the_office(session: Session, client: FlaskClient) -> Member:
    """A member late with two shares, looked at by the office."""
    a_house(session)
    member = a_debtor(session)
    session.commit()
    sign_in_office(session, client)
    return member


def shown(client: FlaskClient, address: str) -> str:
    found = re.search(r'name="shown" value="([^"]*)"', client.get(address).text)
    assert found
    return unescape(found[1])


def test_the_list_proposes_the_next_letter_and_is_a_file(session: Session, client: FlaskClient) -> None:
    in_the_office(session, client)
    page = client.get("/mahnungen").text
    assert "Gemeinde Altenbruck" in page
    assert "Zahlungserinnerung" in page
    assert "1.000,00" in page
    assert client.get("/mahnungen?q=niemand").status_code == 200
    assert "Gemeinde Altenbruck" in client.get("/mahnungen?stufe=1&sort=-amount&format=csv").text
    assert "Gemeinde Altenbruck" not in client.get("/mahnungen?stufe=2").text
    assert "Nichts blieb ohne Erfolg" in client.get("/mahnungen?stufe=4").text


def test_a_letter_is_shown_and_then_written_once(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    address = f"/mahnungen/{member.number}/stufe/1"
    assert "1.000,00" in client.get(address).text
    data = {"key": KEY, "shown": shown(client, address)}
    answers = [client.post(address, data=data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    notice = session.scalars(select(DunningNotice)).one()
    page = client.get(f"/mahnungen/{notice.id}").text
    assert "MH-2026-001" in page
    assert "MH-2026-001" in client.get("/mahnungen/geschrieben").text
    assert "MH-2026-001" in client.get(f"/mitglieder/{member.number}/zahlungen").text
    assert "MH-2026-001" in client.get("/mahnungen/geschrieben?format=csv&stufe=1").text


def test_a_letter_shown_before_a_payment_is_not_written(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    address = f"/mahnungen/{member.number}/stufe/1"
    data = {"key": KEY, "shown": shown(client, address)}
    paid(session, member, SHARE)
    session.commit()
    answer = client.post(address, data=data)
    assert (answer.status_code, "Inzwischen geändert" in answer.text) == (409, True)
    assert session.scalars(select(DunningNotice)).all() == []


def test_a_level_that_is_not_there_is_not_found(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    assert client.get(f"/mahnungen/{member.number}/stufe/4").status_code == 404
    assert "Stufe davor fehlt" in client.get(f"/mahnungen/{member.number}/stufe/2").text


def test_a_run_is_one_job_however_often_it_is_sent(session: Session, client: FlaskClient) -> None:
    in_the_office(session, client)
    assert "Mahnlauf" in client.get("/mahnungen/lauf").text
    answers = [client.post("/mahnungen/lauf", data={"key": KEY, "stufe": "1"}) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert client.post("/mahnungen/lauf", data={"key": "another-key-of-it", "stufe": "4"}).status_code == 404
    assert len(session.scalars(select(Job).where(Job.kind == "dunning_run")).all()) == 1


def test_a_letter_is_taken_back_with_its_reason(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    notice_id = actions.dun(session, member, DunningLevel.REMINDER, OFFICE, clock.now()).id
    session.commit()
    without = client.post(f"/mahnungen/{notice_id}/storno", data={"key": KEY, "reason": ""})
    assert without.status_code == 422
    client.post(f"/mahnungen/{notice_id}/storno", data={"key": KEY, "reason": "Bar bezahlt"})
    assert "Bar bezahlt" in client.get(f"/mahnungen/{notice_id}").text
    late = client.post(f"/mahnungen/{notice_id}/storno", data={"key": "key-of-a-colleague", "reason": "Bar bezahlt"})
    assert (late.status_code, "Dieser Brief ist schon zurückgenommen." in late.text) == (422, True)


def test_a_member_is_stopped_and_the_stop_is_lifted(session: Session, client: FlaskClient) -> None:
    member = in_the_office(session, client)
    address = f"/mahnungen/sperre/{member.number}"
    assert client.get(address).status_code == 200
    late = client.post(address, data={"key": KEY, "reason": "Streit", "until": "2020-01-01"})
    assert (late.status_code, "endete schon" in late.text) == (422, True)
    client.post(address, data={"key": KEY, "reason": "Streit", "until": ""})
    assert "Streit" in client.get(address).text
    assert "Streit" in client.get(f"/mitglieder/{member.number}/zahlungen").text
    client.post(f"{address}/aufheben", data={"key": "another-key-of-it"})
    session.expire_all()
    assert session.scalars(select(DunningStop)).one().lifted_by != ""


def test_the_levels_are_set_and_a_stale_form_is_told(session: Session, client: FlaskClient) -> None:
    in_the_office(session, client)
    data = {
        "key": KEY, "shown": shown(client, "/mahnungen/stufen"), "wait_1": "10", "deadline_1": "14", "wait_2": "7",
        "deadline_2": "14", "fee_2": "2,50", "wait_3": "7", "deadline_3": "14", "fee_3": "5,00", "clause": "§ 11",
    }  # fmt: skip
    assert client.post("/mahnungen/stufen", data=data).status_code == 302
    assert "2,50" in client.get("/mahnungen/stufen").text
    stale = client.post("/mahnungen/stufen", data={**data, "key": "another-key-of-it", "wait_1": "3"})
    assert (stale.status_code, "Inzwischen geändert" in stale.text) == (409, True)
    assert client.post("/mahnungen/stufen", data={**data, "key": "third-key-of-it", "wait_1": "0"}).status_code == 422
