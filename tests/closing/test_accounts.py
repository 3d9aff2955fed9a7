"""The annual accounts: prepared, adopted, disclosed, taken back (§§ 33, 48, 51 GenG, §§ 336, 339 HGB)."""

import io
import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.closing import actions, queries
from app.closing.rules import (
    AccountsStep,
    BalanceTotalRefusal,
    Figures,
    check_balance_total,
    last_day_to_challenge,
    loss_cover,
    must_convene,
)
from app.core import files
from app.core.uploads import CheckedFile
from app.core.values import NotFound, Refusal
from app.statutes.rules import FederalState
from tests.closing.factories import (
    ADOPTED,
    DISCLOSED,
    FIGURES,
    FIRST,
    MINUTES,
    PREPARED,
    REFERENCE,
    SECOND,
    THIRD,
    a_house_with_years,
    adopted,
    prepared,
)
from tests.factories import NOW, OFFICE, TODAY, a_picture, sign_in_office
from tests.settlements.factories import left
from tests.shares.factories import a_member, paid
from tests.tabs import said
from tests.together import transactions_together

STEPS = {
    "prepared": {
        "day": "20.04.2026", "net_result": "-1.200,00", "carried_forward": "−50,00", "legal_reserve": "400,00",
        "other_reserves": "0", "balance_total": "90.000,00",
    },
    "adopted": {"day": "12.06.2026", "reference": REFERENCE},
    "disclosed": {"day": "01.07.2026"},
}
"""What the office types at each step."""


def test_accounts_are_prepared_adopted_and_disclosed_in_this_order(session: Session) -> None:
    a_house_with_years(session)
    assert queries.accounts_of(session, SECOND).next_step is AccountsStep.PREPARED
    adopted(session)
    actions.disclose(session, SECOND, DISCLOSED, OFFICE, NOW)
    found = queries.accounts_of(session, SECOND)
    assert list(found.days.values()) == [PREPARED, ADOPTED, DISCLOSED]
    assert (found.next_step, found.next_due_on, found.figures) == (None, None, FIGURES)


def test_the_assembly_s_day_is_known_once_it_adopted(session: Session) -> None:
    a_house_with_years(session)
    assert queries.adoption_of(session, SECOND) is None
    adopted(session)
    assert queries.adoption_of(session, SECOND) == ADOPTED
    assert queries.adoption_of(session, FIRST) is None


def test_a_step_out_of_turn_twice_or_on_an_impossible_day_is_refused(session: Session) -> None:
    a_house_with_years(session)
    with pytest.raises(Refusal, match="noch nicht aufgestellt"):
        actions.adopt(session, SECOND, ADOPTED, REFERENCE, MINUTES, OFFICE, NOW)
    with pytest.raises(Refusal, match="in der Zukunft"):
        actions.prepare(session, SECOND, date(2026, 12, 1), FIGURES, None, OFFICE, NOW)
    with pytest.raises(Refusal, match=r"nach dem 31\.12\.2025"):
        actions.prepare(session, SECOND, SECOND.last_day, FIGURES, None, OFFICE, NOW)
    prepared(session)
    with pytest.raises(Refusal, match="schon aufgestellt"):
        prepared(session)
    with pytest.raises(Refusal, match=r"nach dem 20\.04\.2026"):
        actions.adopt(session, SECOND, date(2026, 4, 19), REFERENCE, MINUTES, OFFICE, NOW)


def test_a_balance_sheet_sums_up_to_its_equity_at_least() -> None:
    figures = Figures(-100_00, 0, 50_00, 20_00, 1_970_00)
    check_balance_total(figures, 2_000_00)
    with pytest.raises(BalanceTotalRefusal, match=r"1\.970,01\xa0€"):
        check_balance_total(figures, 2_000_01)
    check_balance_total(Figures(-5_000_00, 0, 0, 0, 1), 2_000_00)


def test_a_balance_sheet_that_sums_up_to_nothing_is_none() -> None:
    for figures in (Figures(-5_000_00, 0, 0, 0, 0), Figures(0, 0, 0, 0, 0)):
        with pytest.raises(BalanceTotalRefusal, match="Eine Bilanzsumme von null gibt es nicht"):
            check_balance_total(figures, 0)


def test_a_balance_total_below_the_credit_in_the_books_is_refused_at_its_field(
    session: Session, client: FlaskClient
) -> None:
    a_house_with_years(session)
    paid(session, a_member(session, shares=2, first_day=date(2025, 3, 1)), 1_000_00, date(2025, 3, 2))
    sign_in_office(session, client)
    session.commit()
    before = shown(client.get("/jahresabschluesse/2025-12-31/prepared").text)
    sent = {**STEPS["prepared"], "balance_total": "149,99", "key": "abschluss-1", "shown": before}
    answer = client.post("/jahresabschluesse/2025-12-31/prepared", data=sent)
    assert answer.status_code == 422
    at_field = answer.text.partition('for="balance_total"')[2].partition('name="balance_total"')[0]
    assert "mindestens 150,00" in at_field
    assert 'value="149,99"' in answer.text
    assert queries.entries_of(session, SECOND.last_day) == []


def test_an_adoption_names_the_minutes_and_keeps_them_as_pdf(session: Session) -> None:
    a_house_with_years(session)
    prepared(session)
    with pytest.raises(Refusal, match="Niederschrift"):
        actions.adopt(session, SECOND, ADOPTED, " ", MINUTES, OFFICE, NOW)
    with pytest.raises(Refusal, match="Angenommen wird PDF"):
        actions.adopt(session, SECOND, ADOPTED, REFERENCE, CheckedFile("a.png", a_picture()), OFFICE, NOW)
    entry = actions.adopt(session, SECOND, ADOPTED, REFERENCE, MINUTES, OFFICE, NOW)
    assert files.get(queries.get_paper(session, SECOND, entry.id)) == MINUTES.content
    assert queries.is_file_needed(session, str(entry.document_sha256))
    with pytest.raises(NotFound):
        queries.get_paper(session, FIRST, entry.id)


def test_the_last_step_is_taken_back_by_an_entry_that_follows_and_may_be_taken_again(session: Session) -> None:
    a_house_with_years(session)
    adopted(session)
    with pytest.raises(Refusal, match="schon festgestellt"):
        actions.take_back(session, SECOND, AccountsStep.PREPARED, "Irrtum", OFFICE, NOW)
    with pytest.raises(Refusal, match="nicht offengelegt"):
        actions.take_back(session, SECOND, AccountsStep.DISCLOSED, "Irrtum", OFFICE, NOW)
    with pytest.raises(Refusal, match="Grund"):
        actions.take_back(session, SECOND, AccountsStep.ADOPTED, " ", OFFICE, NOW)
    actions.take_back(session, SECOND, AccountsStep.ADOPTED, "Falsches Jahr", OFFICE, NOW)
    assert queries.adoption_of(session, SECOND) is None
    actions.adopt(session, SECOND, DISCLOSED, REFERENCE, MINUTES, OFFICE, NOW)
    assert queries.adoption_of(session, SECOND) == DISCLOSED
    assert [entry.turn for entry in queries.entries_of(session, SECOND.last_day)] == [1, 1, 2, 3]


def test_the_entries_only_grow(session: Session) -> None:
    a_house_with_years(session)
    adopted(session)
    session.commit()
    for change in ("UPDATE accounts_entry SET day = '2026-06-13'", "DELETE FROM accounts_entry"):
        with pytest.raises(DatabaseError, match="only grows"):
            session.execute(text(change))
        session.rollback()


def test_two_who_adopt_at_the_same_moment_adopt_once(app: Flask, session: Session) -> None:
    a_house_with_years(session)
    prepared(session)
    session.commit()

    def adopt(session: Session) -> int:
        return actions.adopt(session, SECOND, ADOPTED, REFERENCE, MINUTES, OFFICE, NOW).id

    answers = transactions_together(app, adopt, adopt)
    assert sorted(isinstance(answer, Refusal) for answer in answers) == [False, True]


def test_only_years_that_are_over_have_accounts(session: Session) -> None:
    a_house_with_years(session)
    assert queries.years_over(session, TODAY) == [SECOND, FIRST]
    with pytest.raises(NotFound):
        queries.get_year(session, THIRD.last_day, TODAY)


def test_a_resolution_is_challenged_within_a_month_and_no_day_off_ends_it() -> None:
    assert last_day_to_challenge(date(2026, 6, 12), FederalState.BW) == date(2026, 7, 13)
    assert last_day_to_challenge(date(2026, 1, 30), FederalState.BW) == date(2026, 3, 2)


def test_a_loss_beyond_half_of_the_balances_and_the_reserves_calls_for_an_assembly() -> None:
    assert loss_cover(425_000_00, 20_000_00) == 232_500_00
    assert not must_convene(425_000_00, 20_000_00, 232_500_00)
    assert must_convene(425_000_00, 20_000_00, 232_500_01)
    assert not must_convene(1, 0, 0)
    assert must_convene(1, 0, 1)


def test_the_loss_is_told_with_what_was_carried_forward(session: Session) -> None:
    a_house_with_years(session)
    member = a_member(session, shares=10, first_day=date(2025, 3, 1))
    paid(session, member, 5_000_00, date(2025, 4, 1))
    assert queries.loss_notice(session, queries.accounts_of(session, SECOND)) is None
    prepared(session, figures=Figures(-2_000_00, -700_00, 100_00, 50_00, 9_000_00))
    notice = queries.loss_notice(session, queries.accounts_of(session, SECOND))
    assert notice is not None
    assert (notice.loss, notice.cover, notice.must_convene) == (2_700_00, 2_650_00, True)


def test_what_is_still_owed_to_who_left_before_is_no_equity(session: Session) -> None:
    """§ 337 (1) HGB; R-FIN-02: who left with the year counts, a year later no more."""
    a_house_with_years(session)
    member = a_member(session, shares=10, first_day=date(2025, 3, 1))
    paid(session, member, 5_000_00, date(2025, 4, 1))
    left(session, member, SECOND.last_day)
    assert queries.equity_at_close(session, SECOND.last_day) == 5_000_00
    assert queries.equity_at_close(session, THIRD.last_day) == 0
    assert queries.balances_at_close(session, THIRD.last_day) == 5_000_00


def test_the_office_records_every_step_on_the_pages_and_takes_one_back(client: FlaskClient, session: Session) -> None:
    a_house_with_years(session)
    sign_in_office(session, client)
    session.commit()
    assert "aufgestellt bis 31.05.2026" not in client.get("/jahresabschluesse/").text
    for step, typed in STEPS.items():
        page = client.get(f"/jahresabschluesse/2025-12-31/{step}").text
        sent: dict[str, Any] = {**typed, "key": f"abschluss-{step}", "shown": shown(page)}
        if step == "adopted":
            sent["paper"] = (io.BytesIO(MINUTES.content), "Niederschrift.pdf")
        answer = client.post(f"/jahresabschluesse/2025-12-31/{step}", data=sent)
        assert answer.status_code == 302, answer.text
    page = client.get("/jahresabschluesse/2025-12-31").text
    for words in ("Jahresfehlbetrag", "−1.200,00", "Verlustvortrag", "13.07.2026", REFERENCE):
        assert words in page
    assert "fertig" in client.get("/jahresabschluesse/").text
    client.post("/jahresabschluesse/2025-12-31/disclosed/zurueck", data={"reason": "Irrtum", "key": "zurueck-1"})
    assert "doch nicht offengelegt" in client.get("/jahresabschluesse/2025-12-31").text


def shown(page: str) -> str:
    """What a form was shown, as the page carries it."""
    return page.split('name="shown" value="')[1].split('"')[0].replace("&#34;", '"').replace("&quot;", '"')


def test_the_credit_of_a_year_opens_who_holds_it_and_a_late_step_is_called_so(
    client: FlaskClient, session: Session
) -> None:
    a_house_with_years(session)
    paid(session, a_member(session, shares=2, first_day=date(2025, 3, 1)), 1_000_00, date(2025, 3, 2))
    sign_in_office(session, client)
    page = client.get("/jahresabschluesse/2025-12-31").text
    assert "Überfällig seit 31.05.2026" in page
    [address] = re.findall(r'href="(/register/bestand/credit[^"]*)"', page)
    assert "1.000,00" in client.get(unescape(address)).text
    prepared(session)
    session.commit()
    page = client.get("/jahresabschluesse/2025-12-31").text
    assert "Überfällig seit 31.05.2026" not in page
    assert "bis 31.12.2026" in page
    assert re.search(r'<dd><a href="/register/bestand/credit[^"]*">1\.000,00', page)


def test_a_stale_form_and_a_missing_paper_change_nothing(client: FlaskClient, session: Session) -> None:
    a_house_with_years(session)
    prepared(session)
    sign_in_office(session, client)
    session.commit()
    before = shown(client.get("/jahresabschluesse/2025-12-31/adopted").text)
    sent = {**STEPS["adopted"], "key": "abschluss-1", "shown": before}
    answer = client.post("/jahresabschluesse/2025-12-31/adopted", data=sent)
    assert answer.status_code == 422
    assert "Wählen Sie eine Datei aus" in answer.text
    actions.adopt(session, SECOND, ADOPTED, REFERENCE, MINUTES, OFFICE, NOW)
    session.commit()
    with_paper = {**sent, "paper": (io.BytesIO(MINUTES.content), "n.pdf")}
    stale = client.post("/jahresabschluesse/2025-12-31/adopted", data=with_paper)
    assert stale.status_code == 409
    assert "Inzwischen geändert" in stale.text
    told = said(stale)
    assert "Einträge Hier hat inzwischen jemand etwas geändert. Sehen Sie es noch einmal an." in told
    assert not re.search(r"jetzt gespeichert: \d+ ", told)
    assert len(queries.entries_of(session, SECOND.last_day)) == 2


@pytest.mark.parametrize("address", ["2026-12-31", "2025-12-30", "gestern", "2025-12-31/verbrannt"])
def test_a_year_or_step_that_is_none_is_not_found(client: FlaskClient, session: Session, address: str) -> None:
    a_house_with_years(session)
    sign_in_office(session, client)
    session.commit()
    assert client.get(f"/jahresabschluesse/{address}").status_code == 404
