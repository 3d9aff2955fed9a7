"""A payout went to an account that turned out to be named by mistake; and barred claims as their member reads them."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core import clock
from app.departures import actions as departures
from app.parties import actions as parties
from app.parties import queries as party_queries
from app.settlements import actions
from tests.departures.factories import given
from tests.factories import NOW, OFFICE, TODAY, sign_in, sign_in_office
from tests.settlements.factories import ONE, a_leaver, a_paying_house, confirmed, pay
from tests.settlements.test_barred import LATE
from tests.settlements.test_dividends import AT, claim_of, used
from tests.tabs import said
from tests.visitors import visitor

WORDS, OTHER = "dieses Konto irrtümlich angegeben war", "DE02500105170137075030"


def found_mistaken(session: Session, party_id: int) -> None:
    """A day later the account of somebody is taken back."""
    account = party_queries.bank_account_on(session, party_id, TODAY)
    assert account is not None
    parties.take_back_bank_account(session, account, "Kündigung KD-2026-001 storniert", OFFICE, NOW + timedelta(days=1))


def test_the_page_of_a_settlement_names_what_was_paid_to_a_mistaken_account(
    session: Session, client: FlaskClient
) -> None:
    a_paying_house(session)
    settlement = confirmed(session, a_leaver(session))
    payout = pay(session, settlement, 100_00)
    session.commit()
    sign_in_office(session, client)
    assert WORDS not in said(client.get("/auseinandersetzung/1"))
    found_mistaken(session, settlement.member.party_id)
    session.commit()
    assert WORDS in said(client.get("/auseinandersetzung/1"))
    actions.take_back(session, settlement, payout, "Nie gezahlt", ONE, NOW + timedelta(days=1))
    session.commit()
    assert WORDS not in said(client.get("/auseinandersetzung/1"))


def test_the_page_of_a_claim_from_a_result_names_it_too(session: Session, client: FlaskClient) -> None:
    full = used(session)[0]
    found = claim_of(session, full)
    actions.pay_dividend(session, found, TODAY, ONE, NOW)
    found_mistaken(session, full.party_id)
    claim = found.claim
    session.commit()
    sign_in_office(session, client)
    address = f"{AT}/{claim.appropriation.id}/{claim.member.id}"
    page = said(client.get(address))
    assert (WORDS in page, "§ 362 BGB" in page) == (True, True)
    later = timedelta(days=2)
    parties.add_bank_account(session, full.party_id, found.iban, TODAY + later, OFFICE, NOW + later)
    session.commit()
    assert WORDS not in said(client.get(address)), "it was the member's after all"
    parties.add_bank_account(session, full.party_id, OTHER, TODAY + 2 * later, OFFICE, NOW + 2 * later)
    session.commit()
    assert WORDS not in said(client.get(address)), "what it names later says nothing of that"


def test_the_pages_of_the_member_and_of_the_undone_notice_lead_to_what_was_paid_astray(
    session: Session, client: FlaskClient
) -> None:
    full = used(session)[0]
    notice, found = given(session, full), claim_of(session, full)
    actions.pay_dividend(session, found, TODAY, ONE, NOW)
    session.commit()
    sign_in_office(session, client)
    pages = (f"/mitglieder/{full.number}", f"/kuendigungen/{notice.id}")
    assert [WORDS in said(client.get(each)) for each in pages] == [False, False]
    found_mistaken(session, full.party_id)
    departures.reverse(session, notice, "Nie eingegangen", ONE, NOW + timedelta(days=1), lambda *_what: None)
    session.commit()
    leads = f'href="{AT}/{found.claim.appropriation.id}/{full.id}"'
    shown = [client.get(each) for each in pages]
    assert [(WORDS in said(each), leads in each.text) for each in shown] == [(True, True), (True, True)]
    assert ["3704 0044" in said(each).replace("\u00a0", " ") for each in (*shown, client.get(leads[6:-1]))] == [
        False, False, True
    ], "the whole account stands on the claim alone"


@pytest.mark.parametrize("is_late", [False, True])
def test_a_member_reads_of_a_barred_claim_that_it_is_barred_and_not_that_it_is_to_be_paid(
    session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, is_late: bool
) -> None:
    full = used(session)[0]
    session.commit()
    if is_late:
        monkeypatch.setattr(clock, "now", lambda: LATE)
    sign_in(session, client, full.party)
    page = client.get(f"/mein/{full.number}").text
    assert ("noch nicht ausgezahlt" in page, "verjährt, nicht mehr auszuzahlen" in page) == (not is_late, is_late)


def test_so_does_who_is_due_a_settlement(
    session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_paying_house(session)
    settlement = confirmed(session, a_leaver(session))
    session.commit()
    monkeypatch.setattr(clock, "now", lambda: LATE)
    sign_in(session, client, settlement.member.party)
    page = said(client.get(f"/mein/{settlement.member.number}"))
    assert ("verjährt, nicht mehr auszuzahlen" in page, "noch 2.500,00 €" in page) == (True, False)


def test_office_and_member_read_beside_a_claim_what_of_it_was_set_off(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    a_paying_house(session, entry_fee=100_00)
    settlement = confirmed(session, a_leaver(session))
    session.commit()
    sign_in_office(session, client)
    own = visitor(app)
    sign_in(session, own, settlement.member.party)
    number = settlement.member.number
    for page in (said(client.get(f"/mitglieder/{number}")), said(own.get(f"/mein/{number}"))):
        assert "2.500,00 €, davon 100,00 € aufgerechnet" in page
