"""A history as the office takes it over: kind, columns, rows with their faults, what it adds up to, undoing it."""

import io
import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.jobs import Worker
from app.core.values import Role
from app.imports.models import ImportRun
from app.imports.rules import ListKind
from app.shares import queries as ledgers
from app.statutes import actions as statutes
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in, sign_in_office
from tests.imports.test_histories import taken
from tests.imports.test_taking_over import EVENTS, MEMBERS
from tests.shares.factories import a_house
from tests.statutes.factories import a_statute

FAULTY = EVENTS.replace("1.000,00", "9.000,00")


def handed_over(client: FlaskClient, session: Session, events: str = EVENTS, kind: str = "history") -> str:
    """Members in the register, a history handed over and its columns agreed to; gives the address of its rows."""
    a_house(session)
    taken(session, MEMBERS.encode(), ListKind.MEMBERS)
    session.commit()
    sign_in_office(session, client)
    return uploaded(client, events, kind, "key-of-this-upload")


def uploaded(client: FlaskClient, events: str, kind: str, key: str, amount: str = "500,00") -> str:
    form = {"file": (io.BytesIO(events.encode()), "alt.csv"), "kind": kind, "share_amount": amount, "key": key}
    answer = client.post("/import/", data=form, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.text
    return str(answer.location).removesuffix("/spalten")


def test_a_history_is_taken_over_and_undone(client: FlaskClient, session: Session, worker: Worker) -> None:
    page = handed_over(client, session)
    text = client.get(page).text
    assert "9 Vorgänge übernehmen" in text
    assert "Gemeinde Altenbruck" in text
    client.post(page, data={"left_out": "0"})
    worker.run_until_idle()
    assert "9 übernommen, 0 schon da, 0 ausgelassen" in client.get(page).text
    answer = client.post(f"{page}/storno", data={"reason": "Falsche Liste", "key": "key-of-undoing"})
    assert answer.status_code == 302
    assert "Falsche Liste. Die Liste kann noch einmal" in client.get(page).text
    session.rollback()
    assert sum(ledgers.shares_on(session, TODAY).values()) == 3


def test_the_totals_before_and_after_are_shown(client: FlaskClient, session: Session) -> None:
    text = client.get(handed_over(client, session)).text
    before, after = text.index("davor 500,00\xa0€<"), text.index(">1.500,00\xa0€<")
    assert after < before


def test_a_faulty_row_says_where_and_what_to_do(client: FlaskClient, session: Session) -> None:
    page = handed_over(client, session, FAULTY)
    text = client.get(page).text
    assert "Auf die Anteile von Nr. 0001 passen an diesem Tag noch 1.000,00\xa0€" in text
    assert "Betrag" in text
    assert "Fehlerfreie Zeilen übernehmen" in text
    exported = client.get(f"{page}?only=errors&format=csv").data.decode("utf-8-sig")
    assert "Betrag: Auf die Anteile" in exported


def test_faulty_rows_are_left_out_by_choice_only(client: FlaskClient, session: Session, worker: Worker) -> None:
    page = handed_over(client, session, FAULTY)
    client.post(page)
    worker.run_until_idle()
    text = client.get(page).text
    assert "andere Zeilen sind fehlerhaft" in text
    again = uploaded(client, FAULTY, "history", "key-of-another-upload")
    count = client.get(again).text.count("circle-x")
    assert count >= 1
    faulty = 3
    mark = re.search(r'name="mark" value="(\w+)"', client.get(again).text)
    assert mark
    client.post(again, data={"left_out": str(faulty), "mark": mark[1]})
    worker.run_until_idle()
    assert f"6 übernommen, 0 schon da, {faulty} ausgelassen" in client.get(again).text


def test_where_nothing_would_be_taken_over_nothing_is_offered(client: FlaskClient, session: Session) -> None:
    page = handed_over(client, session, "Nr.;Betrag;Datum\n1;9000;01.01.2020\n", "payments")
    text = client.get(page).text
    assert ("fehlerhaft" in text, "übernehmen</button>" in text, "0 Vorgänge" in text) == (True, False, False)


def test_the_same_history_again_is_refused_at_its_file(
    client: FlaskClient, session: Session, worker: Worker
) -> None:
    page = handed_over(client, session)
    client.post(page, data={"left_out": "0"})
    worker.run_until_idle()
    form = {"file": (io.BytesIO(EVENTS.encode()), "neu.csv"), "kind": "history", "share_amount": "500"}
    answer = client.post("/import/", data={**form, "key": "another-key"}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "schon übernommen (alt.csv" in answer.text


def test_undoing_wants_a_reason_and_happens_once(client: FlaskClient, session: Session, worker: Worker) -> None:
    page = handed_over(client, session)
    assert client.post(f"{page}/storno", data={"reason": "x", "key": "key-too-early"}).status_code == 422
    client.post(page, data={"left_out": "0"})
    worker.run_until_idle()
    assert "Geben Sie den Grund an" in client.post(f"{page}/storno", data={"key": "key-no-reason"}).text
    sent = {"reason": "Falsche Liste", "key": "key-of-undoing"}
    assert [client.post(f"{page}/storno", data=sent).status_code for _ in range(2)] == [302, 302]
    other = client.post(f"{page}/storno", data={**sent, "key": "key-of-another"})
    assert other.status_code == 422
    assert "schon storniert" in other.text


def test_columns_offer_the_fields_of_the_kind(client: FlaskClient, session: Session) -> None:
    page = handed_over(client, session, "Wer;Wann;Warum\n1;31.12.2020;Tod\n", "exits")
    shown = client.get(page, follow_redirects=True).text
    assert 'value="exit_ground"' in shown
    assert 'value="iban"' not in shown
    chosen = {"column_0": "member_number", "column_1": "day", "column_2": "", "share_amount": "500"}
    assert "Grund des Ausscheidens" in client.post(f"{page}/spalten", data=chosen).text
    answer = client.post(f"{page}/spalten", data={**chosen, "column_2": "exit_ground"}, follow_redirects=True)
    assert "1 Vorgang übernehmen" in answer.text


@pytest.mark.parametrize("kind", list(ListKind))
def test_there_is_a_sample_of_each_kind(client: FlaskClient, session: Session, kind: ListKind) -> None:
    sign_in_office(session, client)
    assert f"/import/muster/{kind}.csv" in client.get("/import/").text
    answer = client.get(f"/import/muster/{kind}.csv")
    assert answer.data.decode("utf-8-sig").splitlines()[0].count(";") >= 4
    assert client.get("/import/muster/other.csv").status_code == 404


def test_an_auditor_undoes_nothing(client: FlaskClient, session: Session) -> None:
    sign_in(session, client, a_person(session), Role.AUDITOR)
    assert client.post("/import/1/storno", data={"reason": "x"}).status_code == 403


def test_the_kind_is_kept(client: FlaskClient, session: Session) -> None:
    handed_over(client, session, "Nr.;Betrag;Datum\n1;5;01.01.2020\n", "payments")
    session.rollback()
    assert [run.kind for run in session.scalars(select(ImportRun).order_by(ImportRun.id))] == ["members", "payments"]


def test_the_preview_shows_the_ground_and_what_is_to_be_looked_at(client: FlaskClient, session: Session) -> None:
    statutes.set_fiscal_year(session, date(2020, 1, 1), date(2020, 12, 31), OFFICE, NOW)
    a_statute(session, date(2009, 1, 1), date(2009, 1, 1), share_amount=500_00, min_payment=500_00)
    rows = "Nr.;Ausgeschieden am;Grund\n1;26.05.2020;Tod\n2;31.12.2020;Quatsch\n"
    page = handed_over(client, session, rows, "exits")
    text = client.get(page).text
    assert "hier am 31.12.2020 (§ 77 Abs. 1 GenG)" in text
    assert '<span class="quiet">Tod</span>' in text
    assert '<span class="quiet">Anderer Grund</span>' in text
    assert "„Quatsch“ ist kein bekannter Grund" in client.get(f"{page}?only=notes").text
    assert "Anderer Grund" in client.get(f"{page}?format=csv").get_data(as_text=True)


def test_what_was_to_be_looked_at_is_told_afterwards(
    client: FlaskClient, session: Session, worker: Worker
) -> None:
    page = handed_over(client, session, "Nr.;Ausgeschieden am;Grund\n2;31.12.2020;Quatsch\n", "exits")
    client.post(page, data={"left_out": "0"})
    worker.run_until_idle()
    assert "„Quatsch“ ist kein bekannter Grund" in client.get(page).text


def test_a_statute_that_lets_heirs_go_on_leaves_a_death_within_the_year_its_day(session: Session) -> None:
    statutes.set_fiscal_year(session, date(2022, 1, 1), date(2022, 12, 31), OFFICE, NOW)
    a_house(session, heirs_continue=True, heirs_months=6)
    taken(session, MEMBERS.encode(), ListKind.MEMBERS)
    run = taken(session, b"Nr.;Ausgeschieden am;Grund\n1;26.05.2022;Tod\n", ListKind.EXITS)
    assert (run.imported, run.refused) == (1, 0)


def test_a_row_shows_to_whom_shares_went_and_a_faulty_one_its_day(client: FlaskClient, session: Session) -> None:
    rows = "Von;An;Anteile;Tag\n1;2;1;30.09.2018\n1;2;1;30.09.2112\n"
    page = handed_over(client, session, rows, "transfers")
    shown, file = client.get(page).text, client.get(f"{page}?format=csv").get_data(as_text=True)
    assert shown.count('<span class="quiet">an 0002</span>') == 2
    for text in (shown, file):
        assert ("30.09.2018" in text, "30.09.2112" in text) == (True, True)
    assert ";0002;" in file
