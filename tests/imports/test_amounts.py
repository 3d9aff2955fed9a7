"""A list's share amount against the statutes of its days, and what a list of members brings in, told beforehand."""

import html
import io
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.core import journal
from app.core.jobs import Worker
from app.imports.models import ImportRun
from app.imports.rules import (
    AmountNotAgreed,
    ListKind,
    OtherShareAmount,
    StatedAmount,
    check_amount,
    days_of,
    incoming,
    judge,
    listed,
    other_amount,
)
from app.members.models import Member
from app.statutes import actions as statutes
from tests.closing.factories import FIRST, a_house_with_years
from tests.factories import NOW, TODAY, sign_in_office
from tests.imports.test_commands import a_file, run
from tests.imports.test_history_views import handed_over
from tests.shares.factories import a_house
from tests.statutes.factories import ADMINISTRATOR
from tests.tabs import wrong_fields

HEAD = "Nr.;Firma;Beitritt;Anteile;Eingezahlt;Ausgeschieden;Grund;IBAN\n"
NOW_ROWS = "1;Stadt Lindenfurt;19.02.2026;2;1.000,00;;;\n2;Gemeinde Altenbruck;20.02.2026;3;500,00;;;\n"
LONG_AGO_ROW = "3;Stadt Morgenau;19.02.2012;2;500,00;;;\n"
STATED = StatedAmount("Satzung 2021", date(2021, 6, 1), 500_00)
RAISED = StatedAmount("Satzung 2025", date(2025, 1, 1), 1_000_00)
BEFORE, SINCE, LATELY = date(2012, 2, 19), date(2022, 2, 19), date(2026, 2, 19)


def sent(client: FlaskClient, rows: str, amount: str = "500,00", key: str = "key-of-this-list") -> TestResponse:
    form = {"file": (io.BytesIO((HEAD + rows).encode()), "alt.csv"), "share_amount": amount, "key": key}
    return client.post("/import/", data=form, content_type="multipart/form-data")


def handed(client: FlaskClient, rows: str, amount: str = "500,00", key: str = "key-of-this-list") -> str:
    answer = sent(client, rows, amount, key)
    assert answer.status_code == 302, answer.text
    return str(answer.location).removesuffix("/spalten")


def plain(text: str) -> str:
    """A text without lines and narrow spaces."""
    return " ".join(text.split())


def shown_in(text: str) -> dict[str, str]:
    """What a page says that it shows, as its form brings it back."""
    found = re.search(r'name="shown" value="([^"]*)"', text)
    assert found, text
    return {"shown": html.unescape(found[1])}


def members_in(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Member)) or 0


@pytest.mark.parametrize(("days", "stated", "outcome"), [
    ([SINCE, LATELY], [STATED], "certain"), ([BEFORE, LATELY], [STATED], "asked"), ([BEFORE], [STATED], "asked"),
    ([SINCE, LATELY], [STATED, RAISED], "certain"), ([SINCE], [], "agrees"), ([], [STATED], "agrees"),
])  # fmt: skip
def test_an_amount_that_no_statute_of_the_days_states_is_refused_and_asked_about_where_days_lie_before(
    days: Sequence[date], stated: Sequence[StatedAmount], outcome: str
) -> None:
    other = other_amount(250_00, days, stated)
    assert ("agrees" if other is None else "certain" if other.is_certain else "asked") == outcome


def test_an_amount_that_some_statutes_of_the_days_state_is_asked_about() -> None:
    both = other_amount(1_000_00, [SINCE, LATELY], [RAISED, STATED])
    assert both is not None
    assert (both.stated, both.is_certain) == ([STATED], False)
    assert other_amount(1_000_00, [LATELY], [RAISED, STATED]) is None
    assert other_amount(500_00, [BEFORE, SINCE], [RAISED, STATED]) is None


def test_of_statutes_that_state_the_same_the_first_is_named() -> None:
    again = StatedAmount("Satzung 2024", date(2024, 1, 1), 500_00)
    other = other_amount(250_00, [SINCE, date(2024, 2, 2), LATELY], [STATED, again, RAISED])
    assert other is not None
    assert (other.stated, other.is_certain) == ([STATED, RAISED], True)


def test_the_refusal_names_statute_and_amount() -> None:
    certain, asked = (other_amount(50_00, days, [STATED]) for days in ([LATELY], [BEFORE]))
    with pytest.raises(OtherShareAmount) as refused:
        check_amount(certain, is_agreed=True)
    assert "500,00 € (Satzung 2021, eingetragen am 01.06.2021), nicht 50,00 €." in plain(str(refused.value))
    with pytest.raises(AmountNotAgreed) as lacking:
        check_amount(asked, is_agreed=False)
    assert "500,00 € (Satzung 2021, eingetragen am 01.06.2021), die Liste rechnet mit 50,00 €." in plain(
        str(lacking.value)
    )
    check_amount(asked, is_agreed=True)
    check_amount(None, is_agreed=False)


def test_what_a_list_of_members_says_holds_today_as_well() -> None:
    found = listed((HEAD + LONG_AGO_ROW).encode(), None, 500_00)
    assert days_of(found, ListKind.MEMBERS, TODAY) == {date(2012, 2, 19), TODAY}


def test_a_row_of_a_closed_year_says_nothing_of_the_amount_of_the_others() -> None:
    """One such row, which is refused anyhow, opens no way round the statute."""
    both = listed((HEAD + NOW_ROWS + LONG_AGO_ROW).encode(), None, 250_00)
    days = days_of(both, ListKind.MEMBERS, TODAY, date(2025, 12, 31))
    assert days == {date(2026, 2, 19), date(2026, 2, 20), TODAY}
    only = listed((HEAD + LONG_AGO_ROW).encode(), None, 250_00)
    assert days_of(only, ListKind.MEMBERS, TODAY, date(2025, 12, 31)) == set()


def test_a_list_in_another_amount_than_the_statute_of_all_its_days_is_refused_at_the_field(
    client: FlaskClient, session: Session
) -> None:
    """When it is handed over, and when its columns are told; nothing is kept of it."""
    a_house(session)
    sign_in_office(session, client)
    answer = sent(client, NOW_ROWS, "5.000,00")
    assert (answer.status_code, wrong_fields(answer.text)) == (422, ["share_amount"])
    assert "500,00 € (Gründungssatzung, eingetragen am 01.06.2021), nicht 5.000,00 €" in plain(answer.text)
    assert session.scalar(select(func.count()).select_from(ImportRun)) == 0
    columns = f"{handed(client, NOW_ROWS)}/spalten"
    chosen = {"column_0": "member_number", "column_1": "firm", "column_2": "joined_on", "column_3": "shares"}
    changed = client.post(columns, data={**chosen, "share_amount": "5.000,00"})
    assert (changed.status_code, wrong_fields(changed.text)) == (422, ["share_amount"])
    session.rollback()
    assert session.scalars(select(ImportRun.share_amount)).one() == 500_00


@pytest.mark.parametrize("amount", ["0", "0,00", "-4", "viel", ""])
def test_a_share_that_amounts_to_nothing_is_refused_at_the_field(
    client: FlaskClient, session: Session, amount: str
) -> None:
    a_house(session)
    sign_in_office(session, client)
    columns = f"{handed(client, NOW_ROWS)}/spalten"
    for answer in (sent(client, NOW_ROWS, amount, "another-key"), client.post(columns, data={"share_amount": amount})):
        assert (answer.status_code, wrong_fields(answer.text)) == (422, ["share_amount"])


def test_a_list_of_days_before_all_statutes_is_taken_over_in_another_amount_once_that_is_ticked(
    client: FlaskClient, session: Session, worker: Worker
) -> None:
    a_house(session)
    sign_in_office(session, client)
    page = handed(client, NOW_ROWS + LONG_AGO_ROW, "1.000,00")
    shown = client.get(page).text
    told = "Die Liste rechnet mit 1.000,00 € je Anteil. Gründungssatzung, eingetragen am 01.06.2021, nennt 500,00 €."
    assert told in plain(shown)
    answer = client.post(page)
    assert (answer.status_code, wrong_fields(answer.text)) == (422, ["is_agreed"])
    worker.run_until_idle()
    assert members_in(session) == 0
    assert client.post(page, data={**shown_in(shown), "is_agreed": "y"}).status_code == 302
    worker.run_until_idle()
    assert members_in(session) == 3
    lines = [plain(line.summary()) for line in journal.lines_about(session, "import:1")]
    assert "Liste alt.csv: 1.000,00 € je Anteil bestätigt, Gründungssatzung nennt 500,00 €" in lines


def test_a_list_in_the_amount_of_the_statute_is_asked_nothing(client: FlaskClient, session: Session) -> None:
    a_house(session)
    sign_in_office(session, client)
    shown = client.get(handed(client, NOW_ROWS + LONG_AGO_ROW)).text
    assert ("is_agreed" in shown, "3 Zeilen übernehmen" in shown) == (False, True)


def test_a_statute_registered_since_stops_a_list_that_contradicts_it(client: FlaskClient, session: Session) -> None:
    """Handed over while none was in force."""
    sign_in_office(session, client)
    page = handed(client, NOW_ROWS, "1.000,00")
    a_house(session)
    session.commit()
    shown = client.get(page).text
    assert ("Alle Tage der Liste liegen in dieser Zeit" in shown, "Zeilen übernehmen" in shown) == (True, False)
    answer = client.post(page)
    assert (answer.status_code, "Alle Tage der Liste liegen in dieser Zeit" in answer.text) == (422, True)
    session.rollback()
    assert session.scalars(select(ImportRun.state)).one() == "open"


def test_a_history_in_another_amount_is_taken_over_once_that_is_ticked_with_its_faulty_rows_left_out(
    client: FlaskClient, session: Session, worker: Worker
) -> None:
    rows = "Nr.;Vorgang;Tag;Anteile\n1;Zeichnung;01.05.2013;1\n1;Kündigung einzelner Anteile;01.05.2014;99\n"
    page = handed_over(client, session, rows)
    client.post(f"{page}/spalten", data={
        "column_0": "member_number", "column_1": "event", "column_2": "day", "column_3": "shares",
        "share_amount": "400",
    })
    shown = client.get(page).text
    marks = {"left_out": "1", "mark": shown.partition('name="mark" value="')[2].partition('"')[0]}
    assert client.post(page, data=marks).status_code == 422
    assert client.post(page, data={**marks, **shown_in(shown), "is_agreed": "y"}).status_code == 302
    worker.run_until_idle()
    assert "1 übernommen, 0 schon da, 1 ausgelassen" in client.get(page).text


def test_a_faulty_row_of_a_history_shows_what_the_list_says(client: FlaskClient, session: Session) -> None:
    rows = (
        "Nr.;Vorgang;Tag;Anteile;Betrag\n1;Kündigung einzelner Anteile;01.05.2014;99;\n"
        "1;Einzahlung;01.05.2014;;7.654,32\n1;Zeichnung;01.05.2112;98;\n"
    )
    page = handed_over(client, session, rows)
    shown, file = client.get(page).text, client.get(f"{page}?format=csv").text
    for figure in ("99</td>", "7.654,32</td>", "98</td>"):
        assert figure in shown, figure
    assert all(figure in file for figure in (";99;", "7.654,32", ";98;"))


def test_the_preview_tells_what_a_list_of_members_brings_in(client: FlaskClient, session: Session) -> None:
    """Who has left holds nothing, who is there already comes not twice, and what is faulty comes not at all."""
    a_house(session)
    sign_in_office(session, client)
    left = "4;Stadt Abendrode;19.02.2012;9;4.500,00;31.12.2020;Kündigung;\n"
    faulty = "5;;19.02.2026;7;0;;;\n"
    shown = plain(client.get(handed(client, NOW_ROWS + LONG_AGO_ROW + left + faulty)).text)
    for figure in (
        'Mitglieder</dt> <dd><span class="figure">3</span> <span class="addition">dazu 1, das schon gegangen ist',
        'Anteile</dt> <dd><span class="figure">7</span> <span class="addition">zusammen 3.500,00 €',
        'Eingezahlt</dt> <dd><span class="figure">2.000,00 €',
        'Offen</dt> <dd><span class="figure">1.500,00 €</span> <span class="addition">davon überfällig 1.500,00 €',
    ):
        assert figure in shown, figure


def test_what_comes_in_without_a_statute_is_told_in_the_amount_of_the_list() -> None:
    found = listed((HEAD + NOW_ROWS).encode(), None, 500_00)
    verdicts = judge(found.table, found.columns, 500_00, TODAY)
    told = incoming([each.facts for each in verdicts if each.facts], None, 500_00, TODAY)
    assert (told.members, told.shares, told.nominal, told.paid_in, told.open) == (2, 5, 2_500_00, 1_500_00, 0)


def test_what_the_preview_calls_open_is_what_is_due_afterwards(
    client: FlaskClient, session: Session, worker: Worker
) -> None:
    a_house(session)
    sign_in_office(session, client)
    page = handed(client, NOW_ROWS)
    assert "1.000,00 €</span> <span class=\"addition\">davon überfällig" in plain(client.get(page).text)
    client.post(page)
    worker.run_until_idle()
    assert "1.000,00" in client.get("/mitglieder/2/zahlungen").text
    assert "Was dazukommt" not in client.get(page).text


def test_the_command_refuses_another_amount_and_takes_it_where_it_is_meant(
    session: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_house(session)
    session.commit()
    lately, long_ago = a_file(tmp_path, HEAD + NOW_ROWS), a_file(tmp_path, HEAD + LONG_AGO_ROW, "frueher.csv")
    assert run(lately, "--share-amount", "1000", "--amount-is-meant") == 1
    assert "nicht 1.000,00 €" in plain(capsys.readouterr().err)
    assert run(long_ago, "--share-amount", "1000") == 1
    assert "--amount-is-meant" in capsys.readouterr().err
    assert run(long_ago, "--share-amount", "1000", "--dry-run") == 0
    assert "Gründungssatzung nennt 500,00 €" in plain(capsys.readouterr().err)
    assert members_in(session) == 0
    assert run(long_ago, "--share-amount", "1000", "--amount-is-meant") == 0
    assert members_in(session) == 1


def test_a_row_of_a_closed_year_names_the_day_and_hides_nothing_else(client: FlaskClient, session: Session) -> None:
    a_house_with_years(session)
    statutes.close_year(session, FIRST, ADMINISTRATOR, NOW)
    sign_in_office(session, client)
    wrong_iban = f"1;Stadt Lindenfurt;{FIRST.last_day:%d.%m.%Y};2;500,00;;;DE00 1234 5678 9012 3456 78\n"
    too_much = f"2;Gemeinde Altenbruck;{FIRST.last_day:%d.%m.%Y};3;9.500,00;;;\n"
    page = handed(client, wrong_iban + too_much)
    said = f"Die Geschäftsjahre bis zum {FIRST.last_day:%d.%m.%Y} sind geschlossen"
    for shown in (client.get(page).text, client.get(f"{page}?format=csv").text):
        assert shown.count(said) == 2
        assert "Eingezahlt ist mehr, als die Anteile betragen." in shown
        assert "Die Prüfziffer der IBAN stimmt nicht" in shown
    assert "9.500,00" in client.get(page).text
