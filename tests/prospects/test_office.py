"""What office and board do with prospects: enter, talk, move and undo, hand over, find, count; and who may not."""

import io
from datetime import date, timedelta
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.admissions.models import Application
from app.audits.rules import Period
from app.core.outbox import OutgoingMail
from app.core.values import Role
from app.organs.rules import Organ
from app.prospects import actions, queries
from app.prospects.models import NextStep, Prospect, ProspectTalk, StageMove
from app.prospects.rules import Stage, Then
from tests.admissions.factories import PDF, a_house, an_officer
from tests.audits.factories import an_assignment
from tests.factories import NOW, TODAY, a_person, sign_in
from tests.prospects.factories import SOON, a_prospect, a_talk, actor_of
from tests.prospects.test_rules import MAIL
from tests.together import together
from tests.visitors import visitor

ENTRY = {
    "kind": "municipality", "name": "Gemeinde Silbertal", "region": "Rabental", "source": "event",
    "last_name": "Hufnagel", "email": "b.hufnagel@silbertal.example", "received_on": "20.11.2026", "way": "phone",
    "subject": "Mitgliedschaft", "text": "Was kostet ein Anteil?", "tells": "y", "key": "key-of-this-form",
}  # fmt: skip
TALK = {
    "held_on": "24.11.2026", "ours": "Henrike Lautenschlag", "theirs": "Berta Hufnagel", "outcome": "Will Zahlen",
    "notes": "", "then": "step", "what": "Zahlen senden", "due_on": "2026-11-27", "key": "key-of-this-talk",
}  # fmt: skip


@pytest.fixture(autouse=True)
def house(session: Session) -> None:
    a_house(session)
    session.commit()


@pytest.fixture
def henrike(session: Session, client: FlaskClient) -> Account:
    return sign_in(session, client, a_person(session, "Henrike", "Lautenschlag"), Role.OFFICE)


@pytest.fixture
def town(session: Session, henrike: Account) -> Prospect:
    found = a_prospect(session, actor_of(henrike))
    session.commit()
    return found


def fresh(session: Session, town: Prospect) -> Prospect:
    session.rollback()
    session.expire_all()
    return queries.get_prospect(session, town.id)


def count(session: Session, table: type) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_pasted_mail_fills_the_form_and_stores_nothing(
    session: Session, client: FlaskClient, henrike: Account
) -> None:
    page = client.post("/interessenten/neu", data={"act": "read", "pasted": MAIL, "key": "key-of-this-form"}).text
    for told in ("Gemeinde Silbertal", "Hufnagel", "b.hufnagel@silbertal.example", "07999 1234-56", "2026-11-17"):
        assert f'value="{told}"' in page
    assert count(session, Prospect) == 0


def test_a_picture_in_a_pasted_mail_is_refused_where_it_would_be_stored_alone(
    session: Session, client: FlaskClient, henrike: Account
) -> None:
    sent = {**ENTRY, "pasted": f"{MAIL} 🙂", "text": "Was kostet ein Anteil 🙂?"}
    answer = client.post("/interessenten/neu", data=sent)
    assert answer.status_code == 422
    assert "Das lässt sich nicht drucken: 🙂. Lassen Sie Bildzeichen weg" in answer.text
    assert "Text der E-Mail: " not in answer.text
    assert client.post("/interessenten/neu", data={**sent, "text": ENTRY["text"]}).status_code == 302
    assert count(session, Prospect) == 1


def test_an_entry_sent_twice_is_one_and_its_sender_hears_of_it(
    session: Session, client: FlaskClient, henrike: Account
) -> None:
    first, second = (client.post("/interessenten/neu", data=ENTRY).location for _again in range(2))
    assert first == second
    assert count(session, Prospect) == count(session, OutgoingMail) == 1
    assert "Gemeinde Silbertal" in client.get(first).text
    late = {**ENTRY, "received_on": "25.11.2026", "key": "another-key"}
    assert client.post("/interessenten/neu", data=late).status_code == 422


def test_a_talk_ends_in_a_dated_step_or_in_an_end_with_its_reason(
    session: Session, client: FlaskClient, henrike: Account, town: Prospect
) -> None:
    address = f"/interessenten/{town.id}/gespraeche/neu"
    mine = {"owner_id": str(henrike.id), "shown": _shown(client.get(address).text)}
    for missing, said in (
        ({"what": ""}, "was als Nächstes geschieht"), ({"due_on": ""}, "bis wann"),
        ({"due_on": "2026-11-23"}, "schon vorbei"), ({"owner_id": "999999"}, "wer den nächsten Schritt tut"),
        ({"then": "end"}, "warum es nicht weitergeht"), ({"held_on": "25.11.2026"}, "in der Zukunft"),
    ):  # fmt: skip
        answer = client.post(address, data={**TALK, **mine, **missing})
        assert (answer.status_code, said in answer.text) == (422, True), said
    assert count(session, ProspectTalk) == 0
    for _again in range(2):
        assert client.post(address, data={**TALK, **mine}).status_code == 302
    found = fresh(session, town)
    assert (len(found.talks), found.stage, found.step.what if found.step else "") == (1, Stage.IN_TALK, "Zahlen senden")


def _shown(page: str) -> str:
    return page.split('name="shown" value="')[1].split('"')[0].replace("&#34;", '"')


def test_who_enters_a_talk_while_somebody_else_did_is_told_so(
    session: Session, client: FlaskClient, henrike: Account, town: Prospect
) -> None:
    address = f"/interessenten/{town.id}/gespraeche/neu"
    shown = _shown(client.get(address).text)
    a_talk(session, town, actor_of(henrike))
    session.commit()
    answer = client.post(address, data={**TALK, "owner_id": str(henrike.id), "shown": shown})
    assert answer.status_code == 409
    assert "Zahlen senden" in answer.text
    assert count(session, ProspectTalk) == 1


def move(client: FlaskClient, town_id: int, stage: str, seen: int = 0, key: str = "key-of-this-move") -> int:
    data = {"stage": stage, "seen": str(seen), "key": key}
    return client.post(f"/interessenten/{town_id}/stufe", data=data).status_code


def test_a_card_is_moved_and_the_move_undone_once(
    session: Session, client: FlaskClient, henrike: Account, town: Prospect
) -> None:
    assert move(client, town.id, "wants") == 302
    assert "Zuletzt verschoben: Gemeinde Silbertal" in client.get("/interessenten/tafel").text
    undo = f"/interessenten/{town.id}/bewegungen/{fresh(session, town).moves[0].id}/zurueck"
    for number in range(2):
        assert client.post(undo, data={"key": f"key-number-{number}"}).status_code == 302
    found = fresh(session, town)
    assert (found.stage, len(found.moves), found.moves[0].undoes_id) == (Stage.NEW, 2, found.moves[1].id)
    assert "Rückgängig" not in client.get("/interessenten/tafel").text


def test_a_stale_card_is_refused_by_name_and_what_follows_from_an_application_by_hand(
    session: Session, client: FlaskClient, henrike: Account, town: Prospect
) -> None:
    actions.move(session, town.id, Stage.WANTS, 0, "", actor_of(henrike), NOW)
    session.commit()
    answer = client.post(
        f"/interessenten/{town.id}/stufe", data={"stage": "in_talk", "seen": "0", "key": "key-of-this-move"}
    )
    assert answer.status_code == 409
    assert "Nicht verschoben. Henrike Lautenschlag hat Gemeinde Silbertal" in answer.text
    newest = fresh(session, town).moves[0].id
    assert move(client, town.id, "member", newest, "another-key-1") == 409
    assert move(client, town.id, "quer", newest, "another-key-2") == 422
    assert move(client, 999, "wants", 0, "another-key-3") == 404
    ended = client.post(f"/interessenten/{town.id}/stufe", data={"stage": "ended", "seen": newest, "key": "k" * 10})
    assert ended.location == f"/interessenten/{town.id}/ende"
    assert fresh(session, town).stage is Stage.WANTS


def test_of_two_who_move_one_card_at_the_same_moment_one_is_refused(
    app: Flask, session: Session, henrike: Account, town: Prospect
) -> None:
    officers = [visitor(app), visitor(app)]
    for officer, name in zip(officers, ("Nele", "Jule"), strict=True):
        sign_in(session, officer, a_person(session, name, "Nussbaum"), Role.OFFICE)
    session.commit()
    answers = together(
        partial(move, officers[0], town.id, "wants", 0, "key-of-nele"),
        partial(move, officers[1], town.id, "in_talk", 0, "key-of-jule"),
    )
    assert sorted(answers) == [302, 409]
    assert count(session, StageMove) == 1


def test_the_desk_shows_steps_to_their_owner_and_all_to_the_office(
    app: Flask, session: Session, henrike: Account, town: Prospect
) -> None:
    office, board, other = visitor(app), visitor(app), visitor(app)
    sign_in(session, office, a_person(session, "Nele", "Nussbaum"), Role.OFFICE)
    almut, korbinian = a_person(session, "Almut", "Rehbein"), a_person(session, "Korbinian", "Wald")
    for person in (almut, korbinian):
        an_officer(session, person, Organ.BOARD)
    account = sign_in(session, board, almut)
    sign_in(session, other, korbinian)
    assert "Anfrage: Gemeinde Silbertal" in office.get("/").text
    a_talk(session, town, actor_of(account), due_on=SOON)
    session.execute(update(NextStep).values(due_on=TODAY - timedelta(days=1)))
    session.commit()
    assert "Zahlen senden (Almut Rehbein)" in office.get("/").text
    assert "Zahlen senden" in board.get("/").text
    assert "Gemeinde Silbertal" not in other.get("/").text
    assert "überfällig seit" in office.get("/interessenten/tafel").text


def test_the_office_enters_a_declaration_with_what_is_known_and_the_stage_follows(
    session: Session, client: FlaskClient, henrike: Account, town: Prospect
) -> None:
    page = client.get(f"/antraege/papier?interessent={town.id}").text
    for told in ("Gemeinde Silbertal", "Rathausplatz 1", "Hufnagel", "Mitgliedschaft"):
        assert f'value="{told}"' in page
    assert client.get("/antraege/papier?interessent=999").status_code == 404
    data = {
        "kind": "municipality", "member_class": "ordinary", "name": "Gemeinde Silbertal", "street": "Rathausplatz 1",
        "postcode": "70991", "city": "Silbertal", "people-0-first_names": "Berta", "people-0-last_name": "Hufnagel",
        "people-0-function": "Kämmerin", "people-0-authority": "appointed", "shares": "1", "provision": "copy",
        "received_on": "24.11.2026", "clauses": ["payment_undertaking"], "key": "key-of-paper",
        "prospect": str(town.id),
    }  # fmt: skip
    answer = client.post("/antraege/papier", data={**data, "scan": (io.BytesIO(PDF), "scan.pdf")})
    assert answer.status_code == 302, answer.text
    application = session.scalars(select(Application)).one()
    found = fresh(session, town)
    assert (found.application_id, queries.shown_stage(session, found)) == (application.id, Stage.APPLIED)
    assert client.get(f"/antraege/papier?interessent={town.id}").status_code == 409
    assert move(client, town.id, "wants") == 409


def test_lists_figures_and_exports_tell_the_same(
    session: Session, client: FlaskClient, henrike: Account, town: Prospect
) -> None:
    a_talk(session, town, actor_of(henrike))
    session.commit()
    for wanted in ("?q=silbertal", "?q=I-2026", "?stand=in_talk&kind=municipality&region=Rabental&source=event"):
        assert "Gemeinde Silbertal" in client.get(f"/interessenten{wanted}").text
        assert "Zahlen senden" in client.get(f"/interessenten{wanted}&format=csv").text
    assert client.get("/interessenten?format=xlsx").status_code == 200
    assert "Gemeinde Silbertal" not in client.get("/interessenten?stand=wants").text
    figures = client.get("/interessenten/zahlen?von=2026-11-01&bis=2026-11-24&format=csv").text
    assert "Region;Rabental;1;1;0;0" in figures
    behind = client.get("/interessenten/zahlen/talks?von=2026-11-01&bis=2026-11-24&region=Rabental")
    assert "Gemeinde Silbertal" in behind.text
    assert "Gemeinde Silbertal" not in client.get("/interessenten/zahlen/talks?region=-").text
    assert client.get("/interessenten/zahlen/alles").status_code == 404
    assert f"/interessenten/{town.id}\"" in client.get("/suche?q=silbertal").text


def test_an_answer_to_a_request_for_access_holds_all_that_is_kept(
    session: Session, client: FlaskClient, henrike: Account, town: Prospect
) -> None:
    a_talk(session, town, actor_of(henrike))
    session.commit()
    told = client.get(f"/interessenten/{town.id}/auskunft?format=csv").text
    for kept in ("Gemeinde Silbertal", "Hufnagel", "Was kostet ein Anteil?", "Vertrauliche Notiz", "Zahlen senden"):
        assert kept in told


def test_who_audits_a_year_sees_what_came_in_by_its_end_and_changes_nothing(
    app: Flask, session: Session, henrike: Account
) -> None:


    early = a_prospect(session, actor_of(henrike), now=NOW.replace(year=2025))
    late = a_prospect(session, actor_of(henrike), received_on=date(2026, 11, 20))
    auditor = visitor(app)
    account = sign_in(session, auditor, a_person(session, "Gundula", "Prüfenstein"), Role.AUDITOR)
    an_assignment(session, account, Period(date(2025, 1, 1), date(2025, 12, 31)))
    session.commit()
    assert auditor.get(f"/interessenten/{early.id}").status_code == 200
    assert auditor.get(f"/interessenten/{late.id}").status_code == 404
    assert "I-2026-" not in auditor.get("/interessenten").text
    assert "I-2026-" not in auditor.get("/interessenten/tafel").text + auditor.get("/interessenten/zahlen").text
    assert auditor.get(f"/interessenten/{early.id}/auskunft").status_code == 403
    assert move(auditor, early.id, "wants") == 403


def test_long_texts_are_refused_at_their_field(client: FlaskClient, henrike: Account, town: Prospect) -> None:
    answer = client.post("/interessenten/neu", data={**ENTRY, "text": "x" * 7000, "name": "y" * 400})
    assert answer.status_code == 422
    assert "Höchstens 6000 Zeichen" in answer.text
    assert "Höchstens 300 Zeichen" in answer.text


def test_an_end_closes_the_step_and_a_talk_leads_on_again(session: Session, henrike: Account, town: Prospect) -> None:
    actor = actor_of(henrike)
    a_talk(session, town, actor)
    a_talk(session, town, actor, then=Then.END, reason="Kein Bedarf")
    assert (town.stage, town.end_reason, town.step) == (Stage.ENDED, "Kein Bedarf", None)
    a_talk(session, town, actor)
    assert (town.stage, town.end_reason) == (Stage.IN_TALK, "")
    assert len([each for each in town.steps if not each.done_at]) == 1
