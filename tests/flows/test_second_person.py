"""A new bank account, told as a story: the member proposes, is warned, the office rejects, another one is confirmed."""

import re

from app.core.outbox import OutgoingMail
from app.core.values import Role
from app.parties import actions as parties
from app.parties import queries as party_queries
from app.parties.rules import Authority
from tests.conftest import Installation
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_person
from tests.flows.house import Browser, House
from tests.shares.factories import a_house, a_member
from tests.tabs import Tab

FORMER, SLIPPED, NEW = "DE89370400440532013000", "DE02120300000000202051", "DE75512108001245126199"


def proposed(browser: Browser, iban: str) -> str:
    sent = Tab(browser.client, "/mein/1/bankverbindung").send(iban=iban, valid_from="2026-11-24")
    assert sent.status_code == 302
    found = re.search(r"/aenderungen/(\d+)/zurueckziehen", browser.see("/mein/1"))
    assert found
    return found[1]


def test_an_account_counts_once_a_second_person_has_confirmed_it(installation: Installation) -> None:
    """Until then the former one does; every step reaches the address that was known before."""
    house = House(installation.app)
    with house.session() as session:
        a_house(session)
        member, person = a_member(session), a_person(session, "Theodora", "Quendel")
        member.party.email = "gemeinde@altenbruck.example"
        a_person(session, "Henrike", "Lautenschlag")
        authority, party_id = Authority.SOLE, member.party_id
        parties.add_representation(session, party_id, person.id, authority, "Leiterin", LONG_AGO, OFFICE, NOW)
        parties.add_bank_account(session, party_id, FORMER, LONG_AGO, OFFICE, NOW)
    quendel, office = house.signed_in("Theodora Quendel"), house.signed_in("Henrike Lautenschlag", Role.OFFICE)
    first = proposed(quendel, SLIPPED)
    assert "Bankverbindung: Gemeinde Altenbruck" in office.see("/")
    office.send(f"/aenderungen/{first}/ablehnen", {"reason": "Zahlendreher", "key": "first-rejection"})
    second = proposed(quendel, NEW)
    office.send(f"/aenderungen/{second}/bestaetigen")
    house.work()
    with house.session() as session:
        account = party_queries.bank_account_on(session, party_id, TODAY)
        assert account is not None
        assert account.iban == NEW
        told = session.query(OutgoingMail).filter_by(to_address="gemeinde@altenbruck.example")
        subjects = [mail.subject for mail in told.order_by(OutgoingMail.id)]
    assert [subject.partition(":")[0] for subject in subjects] == [
        "Änderung wartet auf Bestätigung", "Änderung nicht eingetragen", "Änderung wartet auf Bestätigung",
        "Änderung eingetragen",
    ]  # fmt: skip
    assert "bestätigt, eingetragen von Theodora Quendel" in office.see("/mitglieder/1/verlauf")
