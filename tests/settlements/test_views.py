"""The pages of settlements: opened in one browser, confirmed in another, paid, listed, given out as a file."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.closing import actions as closing
from app.core import clock
from app.core.values import Role
from app.settlements import queries
from app.settlements.models import Settlement, SettlementEntry
from app.settlements.rules import SettlementKind, SettlementState
from app.shares import actions as shares
from app.shares.models import CreditEntry, PaymentReceived
from app.shares.rules import CreditGround
from tests.closing.factories import SECOND, adopted
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in
from tests.settlements.factories import CARRIED_FORWARD, LEFT, a_holder, a_leaver, a_paying_house, opened
from tests.shares.factories import SHARE
from tests.statutes.factories import a_statute
from tests.tabs import said
from tests.together import together
from tests.visitors import visitor

KEY = "key-of-this-form"
BEGIN, ONE = "/auseinandersetzung/neu/exit/1", "/auseinandersetzung/1"


@pytest.fixture
def office(app: Flask, session: Session) -> FlaskClient:
    return signed_in(app, session, "Henrike", "Lautenschlag", Role.OFFICE)


@pytest.fixture
def colleague(app: Flask, session: Session) -> FlaskClient:
    return signed_in(app, session, "Nele", "Nussbaum", Role.OFFICE)


def signed_in(app: Flask, session: Session, first_names: str, last_name: str, *roles: Role) -> FlaskClient:
    person = visitor(app)
    sign_in(session, person, a_person(session, first_names, last_name), *roles)
    return person


def leaver(session: Session, **more: Any) -> None:
    a_paying_house(session, **more)
    a_leaver(session)
    session.commit()


def shown(client: FlaskClient, url: str) -> str:
    found = re.search(r'name="shown" value="([^"]*)"', client.get(url).text)
    assert found
    return found[1].replace("&#34;", '"').replace("&quot;", '"')


def begun(client: FlaskClient, key: str = KEY) -> TestResponse:
    return client.post(BEGIN, data={"key": key, "shown": shown(client, BEGIN)})


def this_day() -> str:
    """Today as it is typed."""
    return f"{clock.today():%d.%m.%Y}"


def pay(
    client: FlaskClient, amount: str = "2.500,00", key: str = "key-to-pay-out", seen: str = "",
    paid_on: str = "",
) -> TestResponse:
    form = {"key": key, "shown": seen or shown(client, ONE), "amount": amount, "paid_on": paid_on or this_day()}
    return client.post(f"{ONE}/auszahlung", data=form)


def settled(office: FlaskClient, colleague: FlaskClient) -> None:
    assert begun(office).status_code == 302
    assert colleague.post(f"{ONE}/bestaetigen").status_code == 302


def states(session: Session) -> list[SettlementState]:
    session.rollback()
    session.expire_all()
    return [each.state for each in session.scalars(select(Settlement).order_by(Settlement.id))]


def test_a_leaver_stands_among_those_to_settle_with_the_accounts_of_the_year(
    office: FlaskClient, session: Session
) -> None:
    a_paying_house(session, is_adopted=False)
    a_leaver(session)
    session.commit()
    page = office.get("/auseinandersetzung/zu-eroeffnen").text
    assert "Gemeinde Altenbruck" in page
    assert "2025 noch nicht festgestellt" in page
    assert BEGIN not in page
    assert "§§ 48 , 73 GenG" in said(office.get(BEGIN))
    assert office.post(BEGIN, data={"key": KEY, "shown": "{}"}).status_code in (409, 422)
    assert states(session) == []


def test_the_preview_names_each_figure_with_its_rule(office: FlaskClient, session: Session) -> None:
    leaver(session, minimum_capital=2000_00, entry_fee=100_00)
    page = office.get(BEGIN).text
    for words in ("2.500,00", "30.06.2026", "§ 73 Abs. 2 GenG", "§ 8a Abs. 2 GenG", "§ 387 BGB", "31.12.2029"):
        assert words in page


def test_the_pages_name_the_minimum_capital_that_counts_and_what_it_holds_back(
    office: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    leaver(session, minimum_capital=2000_00)
    a_statute(
        session, date(2026, 6, 1), date(2026, 7, 10), share_amount=SHARE, min_payment=SHARE,
        further_shares_allowed=True, minimum_capital=1000_00,
    )
    session.commit()
    assert "1.000,00 € nach der am 10.07.2026 eingetragenen Satzung; jetzt auszahlbar 1.500,00 €" in said(
        office.get(BEGIN)
    )
    settled(office, colleague)
    page = said(office.get(ONE))
    assert "1.000,00 € hält das Mindestkapital zurück: 1.000,00 € nach der am 10.07.2026 eingetragenen Satzung" in page


def test_what_was_set_off_is_called_so_and_its_payment_is_not_offered_to_come_back(
    office: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    leaver(session, entry_fee=100_00)
    settled(office, colleague)
    number = session.scalars(select(PaymentReceived.number).order_by(PaymentReceived.id.desc())).first()
    for address in (ONE, "/mitglieder/1"):
        page = said(office.get(address))
        assert "Aufrechnung" in page
        assert "Auszahlung Z-2026" not in page
    page = office.get("/mitglieder/1/zahlungen").text
    assert f"Zahlung {number} stornieren" not in page
    assert f"Zahlung {number} kam zurück" not in page
    received = office.get("/zahlungen/eingegangen").text
    assert str(number) in received
    assert f"Zahlung {number} stornieren" not in received


def test_near_the_exit_the_page_warns_of_a_dissolution(office: FlaskClient, session: Session) -> None:
    leaver(session)
    assert "§ 75 GenG" not in office.get(BEGIN).text


def test_one_opens_another_confirms_and_the_desk_tells_both(
    office: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    leaver(session)
    assert begun(office).location == ONE
    assert "Auseinandersetzung: Gemeinde Altenbruck" in colleague.get("/").text
    assert "Auseinandersetzung: Gemeinde Altenbruck" not in office.get("/").text
    assert office.post(f"{ONE}/bestaetigen").status_code == 409
    assert f"{ONE}/bestaetigen" in colleague.get(ONE).text
    assert [colleague.post(f"{ONE}/bestaetigen").status_code for _ in range(2)] == [302, 409]
    assert "Auszahlung: Gemeinde Altenbruck" in office.get("/").text
    assert states(session) == [SettlementState.OPEN]


def test_sent_twice_it_is_opened_once_and_paid_once(
    office: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    leaver(session)
    form = {"key": KEY, "shown": shown(office, BEGIN)}
    assert [office.post(BEGIN, data=form).location for _ in range(2)] == [ONE, ONE]
    colleague.post(f"{ONE}/bestaetigen")
    seen = shown(office, ONE)
    assert [pay(office, key="another-key", seen=seen).status_code for _ in range(2)] == [302, 302]
    assert len(session.scalars(select(SettlementEntry)).all()) == 1
    assert states(session) == [SettlementState.PAID]


def test_a_page_that_shows_less_than_was_paid_meanwhile_is_told_so(
    office: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    leaver(session)
    settled(office, colleague)
    seen = shown(office, ONE)
    assert pay(colleague, "1.000,00", "key-of-colleague").status_code == 302
    answer = pay(office, "1.000,00", "key-of-office", seen)
    assert answer.status_code == 409
    assert "Noch offen" in answer.text
    assert len(session.scalars(select(SettlementEntry)).all()) == 1


def test_a_page_whose_figures_changed_meanwhile_opens_nothing(office: FlaskClient, session: Session) -> None:
    leaver(session)
    form = {"key": KEY, "shown": shown(office, BEGIN)}
    session.add(CreditEntry(
        member_id=1, amount=-250_00, effective_on=TODAY, recorded_at=NOW, recorded_by="X", ground=CreditGround.LOSS,
        document="GV 2026",
    ))
    session.commit()
    answer = office.post(BEGIN, data=form)
    assert answer.status_code == 409
    assert "Inzwischen geändert" in answer.text
    assert states(session) == []


def test_two_who_open_at_the_same_moment_open_one(
    office: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    leaver(session)
    forms = [{"key": f"key-number-{each}", "shown": shown(office, BEGIN)} for each in (1, 2)]
    answers = together(
        lambda: office.post(BEGIN, data=forms[0]), lambda: colleague.post(BEGIN, data=forms[1])
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert len(states(session)) == 1


def test_too_much_is_refused_at_the_field_with_what_was_typed(
    office: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    leaver(session)
    settled(office, colleague)
    answer = pay(office, "2.500,01")
    assert answer.status_code == 422
    assert "2.500,01" in answer.text
    assert "So viel ist nicht offen" in answer.text


def test_an_impossible_day_is_refused_at_the_day(
    office: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    leaver(session)
    settled(office, colleague)
    for day in ("01.01.2027", "11.06.2026"):
        answer = pay(office, key=f"key-of-{day}", paid_on=day)
        assert (answer.status_code, 'id="paid_on-error"' in answer.text) == (422, True)
        assert 'id="amount-error"' not in answer.text


def test_a_claim_that_a_loss_took_wholly_is_not_said_to_be_paid_out(
    office: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    """Page, list and file: nothing left the bank (§ 73 (4) GenG)."""
    a_paying_house(session, deduct_carry_forward=True)
    entry = shares.cancel(session, a_holder(session), 2, LEFT, "KD-2025-002", OFFICE, NOW)
    opened(session, entry.id, SettlementKind.PARTIAL, loss=9_000_00)
    session.commit()
    done = colleague.post(f"{ONE}/bestaetigen", follow_redirects=True).text
    assert states(session) == [SettlementState.PAID]
    assert "Auszuzahlen ist nichts." in done
    listed = "/auseinandersetzung?view=paid"
    for text in (done, office.get(listed).text, office.get(f"{listed}&export=csv").text):
        assert ("nichts auszuzahlen" in text, "ausgezahlt" in text) == (True, False)


def test_pressed_twice_it_is_confirmed_once_and_a_second_answer_is_like_the_first(
    office: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    leaver(session)
    assert begun(office).status_code == 302
    answers = [colleague.post(f"{ONE}/bestaetigen", data={"key": "key-to-confirm"}) for _ in range(2)]
    assert [(answer.status_code, answer.location) for answer in answers] == [(302, ONE)] * 2
    other = colleague.post(f"{ONE}/bestaetigen", data={"key": "key-of-another-page"})
    assert (other.status_code, "Darüber ist schon entschieden" in other.text) == (409, True)


def test_the_list_is_searched_filtered_and_given_out_with_the_account(
    office: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    leaver(session)
    a_leaver(session, "Stadt Lindenfurt", iban="")
    session.commit()
    settled(office, colleague)
    second = "/auseinandersetzung/neu/exit/2"
    office.post(second, data={"key": "another-key", "shown": shown(office, second)})
    colleague.post("/auseinandersetzung/2/bestaetigen")
    page = office.get("/auseinandersetzung").text
    assert "keine Bankverbindung" in page
    assert "5.000,00" in page
    assert "Lindenfurt" not in office.get("/auseinandersetzung?q=altenbruck").text
    assert "Altenbruck" not in office.get("/auseinandersetzung?stand=account").text
    assert "Lindenfurt" not in office.get("/auseinandersetzung?stand=overdue&sort=-left").text
    sheet = office.get("/auseinandersetzung?format=csv").get_data(as_text=True)
    assert "DE89370400440532013000" in sheet
    assert "2500" in sheet
    assert office.get("/auseinandersetzung?format=xlsx").data.startswith(b"PK")


def test_claims_that_are_barred_are_a_list_of_their_own(
    office: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    leaver(session)
    settled(office, colleague)
    (found,) = queries.list_payouts(session, "", "", "", "due", False, TODAY)
    listed = [
        [each.settlement.number for each in queries.list_payouts(session, "", "", "barred", "due", False, day)]
        for day in (found.barred_after, found.barred_after + timedelta(days=1))
    ]
    assert listed == [[], [found.settlement.number]]
    assert "Altenbruck" not in office.get("/auseinandersetzung?stand=barred").text


def test_the_page_says_since_when_and_by_what_the_limitation_of_a_claim_runs_anew_and_only_where_it_does(
    app: Flask, office: FlaskClient, colleague: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaver(session)
    settled(office, colleague)
    words = "denn an diesem Tag hat die Genossenschaft den Anspruch anerkannt: "
    assert pay(office, "1.000,00").status_code == 302
    page = said(office.get(ONE))
    assert "31.12.2029" in page
    assert words not in page
    later = NOW.replace(year=2027)
    monkeypatch.setattr(clock, "now", lambda: later)
    office = signed_in(app, session, "Nora", "Neumann", Role.OFFICE)
    assert pay(office, "1.000,00", key="key-of-the-second").status_code == 302
    page = said(office.get(ONE))
    assert "24.11.2030" in page
    assert f"Die Verjährung begann am 24.11.2027 neu, {words}Zahlung." in page


@pytest.mark.parametrize(("act", "data"), [("ablehnen", {"reason": "Falsches Jahr"}), ("zurueckziehen", {})])
def test_a_second_click_on_turning_down_or_withdrawing_is_the_same_act(
    office: FlaskClient, colleague: FlaskClient, session: Session, act: str, data: dict[str, str]
) -> None:
    leaver(session)
    begun(office)
    who = colleague if act == "ablehnen" else office
    sent = [who.post(f"{ONE}/{act}", data={"key": "key-of-a-click", **data}).status_code for _ in range(2)]
    assert sent == [302, 302]
    assert who.post(f"{ONE}/{act}", data={"key": "key-of-a-stale-page", **data}).status_code in (409, 422)
    assert len(states(session)) == 1


def test_rejecting_and_withdrawing_ask_for_what_they_need(
    office: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    leaver(session)
    begun(office)
    assert colleague.get(f"{ONE}/ablehnen").status_code == 200
    turned_down = {"key": "key-of-turning-down", "reason": "Falsch"}
    assert colleague.post(f"{ONE}/ablehnen", data={**turned_down, "reason": " "}).status_code == 422
    assert colleague.post(f"{ONE}/ablehnen", data=turned_down).status_code == 302
    office.post(BEGIN, data={"key": "another-key", "shown": shown(office, BEGIN)})
    assert office.post("/auseinandersetzung/2/zurueckziehen").status_code == 302
    assert states(session) == [SettlementState.REJECTED, SettlementState.WITHDRAWN]
    assert "abgelehnt" in office.get("/auseinandersetzung?view=undone").text


def test_a_payout_is_taken_back_and_the_settlement_reversed(
    office: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    leaver(session)
    settled(office, colleague)
    pay(office)
    assert "Konto" in office.get(f"{ONE}/buchungen/1/storno").text
    why = {"key": "key-to-take-back", "reason": "Konto erloschen"}
    assert office.post(f"{ONE}/buchungen/1/storno", data=why).status_code == 302
    again = colleague.post(f"{ONE}/buchungen/1/storno", data={**why, "key": "key-of-colleague"})
    assert again.status_code == 422
    assert "schon storniert" in again.text
    assert office.post(f"{ONE}/storno", data={"key": "key-to-reverse", "reason": "Irrtum"}).status_code == 302
    late = colleague.post(f"{ONE}/storno", data={"key": "key-to-reverse-too", "reason": "Irrtum"})
    assert (late.status_code, "Hier ist nichts zu stornieren: storniert." in late.text) == (422, True)
    assert states(session) == [SettlementState.REVERSED]
    assert "Irrtum" in office.get(ONE).text


def test_a_claim_that_is_not_barred_is_not_closed(
    office: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    leaver(session)
    settled(office, colleague)
    answer = office.post(f"{ONE}/verjaehrt", data={"key": KEY, "reason": "Nie gemeldet"})
    assert answer.status_code == 422
    assert "31.12.2029" in answer.text


def test_a_barred_claim_that_is_closed_without_a_ground_says_above_the_form_what_is_missing(
    app: Flask, office: FlaskClient, colleague: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaver(session)
    settled(office, colleague)
    later = NOW.replace(year=2030)
    monkeypatch.setattr(clock, "now", lambda: later)
    office = signed_in(app, session, "Nora", "Neumann", Role.OFFICE)
    answer = office.post(f"{ONE}/verjaehrt", data={"key": KEY, "reason": ""})
    assert (answer.status_code, 'id="error-summary"' in answer.text) == (422, True)
    assert "<title>Fehler: " in answer.text


def test_what_the_statute_deducts_is_worked_out_anew_before_it_is_opened(
    office: FlaskClient, session: Session
) -> None:
    leaver(session, deduct_carry_forward=True)
    page = office.post(f"{BEGIN}/vorschau", data={"key": KEY, "loss": "250,00"}).text
    assert "2.250,00" in page
    assert states(session) == []


def test_the_dossier_and_the_members_own_page_show_it(
    app: Flask, office: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    a_paying_house(session)
    member = a_holder(session)
    given_up = shares.cancel(session, member, 2, LEFT, "KD-2025-002", OFFICE, NOW)
    session.commit()
    url = f"/auseinandersetzung/neu/partial/{given_up.id}"
    office.post(url, data={"key": KEY, "shown": shown(office, url)})
    colleague.post(f"{ONE}/bestaetigen")
    assert ONE in office.get("/mitglieder/1").text
    own = visitor(app)
    sign_in(session, own, member.party)
    page = own.get("/mein/1").text
    assert "AG-2026-001" in page
    assert "1.000,00" in page


def test_several_are_noted_as_paid_at_once_all_or_none(
    office: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    leaver(session)
    a_leaver(session, "Stadt Lindenfurt")
    session.commit()
    settled(office, colleague)
    second = "/auseinandersetzung/neu/exit/2"
    office.post(second, data={"key": "another-key", "shown": shown(office, second)})
    colleague.post("/auseinandersetzung/2/bestaetigen")
    page = office.post("/auseinandersetzung/auszahlen", data={"ids": ["1", "2"]}).text
    assert "5.000,00" in page
    found = re.search(r'name="shown" value="([^"]*)"', page)
    assert found
    form = {"ids": ["1", "2"], "key": "key-of-all", "paid_on": this_day(), "shown": found[1].replace("&#34;", '"')}
    assert office.post("/auseinandersetzung/auszahlen", data={**form, "paid_on": "01.01.2027"}).status_code == 422
    assert states(session) == [SettlementState.OPEN, SettlementState.OPEN]
    sent = [office.post("/auseinandersetzung/auszahlen", data=form).status_code for _ in range(2)]
    assert sent == [302, 302]
    assert states(session) == [SettlementState.PAID, SettlementState.PAID]
    assert [each.amount for each in session.scalars(select(SettlementEntry))] == [2500_00, 2500_00]


def test_of_several_one_paid_meanwhile_is_told_and_nothing_is_noted(
    office: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    leaver(session)
    settled(office, colleague)
    page = office.post("/auseinandersetzung/auszahlen", data={"ids": "1"}).text
    found = re.search(r'name="shown" value="([^"]*)"', page)
    assert found
    pay(colleague, "500,00")
    form = {"ids": "1", "key": "key-of-all", "paid_on": this_day(), "shown": found[1].replace("&#34;", '"')}
    assert office.post("/auseinandersetzung/auszahlen", data=form).status_code == 409
    assert len(session.scalars(select(SettlementEntry)).all()) == 1


CANDIDATES = "/auseinandersetzung/zu-eroeffnen"


def test_settling_is_offered_only_once_the_result_is_used_and_what_comes_first_is_said(
    session: Session, office: FlaskClient
) -> None:
    a_paying_house(session, is_adopted=False)
    a_leaver(session)
    session.commit()
    waiting = office.get(CANDIDATES).text
    assert BEGIN not in waiting
    assert "Erst den Abschluss 2025 feststellen" in waiting
    adopted(session)
    session.commit()
    waiting = office.get(CANDIDATES).text
    assert BEGIN not in waiting
    assert "Erst über das Ergebnis 2025 verfügen" in waiting
    assert "2025-12-31/ergebnis" in waiting
    closing.use_result(session, SECOND, CARRIED_FORWARD, OFFICE, NOW)
    session.commit()
    assert BEGIN in office.get(CANDIDATES).text


def test_what_is_held_up_is_not_said_to_be_payable_now(
    office: FlaskClient, colleague: FlaskClient, session: Session
) -> None:
    a_paying_house(session)
    a_leaver(session, iban="")
    session.commit()
    settled(office, colleague)
    page = office.get(ONE).text
    assert "Wartet: " in page
    payable = page.split("Jetzt auszahlbar")[1].split("</dd>")[0]
    assert "0,00" in payable
    assert "2.500,00" not in payable
