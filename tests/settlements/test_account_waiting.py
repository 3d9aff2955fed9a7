"""What lacks an account says where one waits already, rather than leading into a refusal (R-SEPA-01, R-PAY-01)."""

from datetime import date

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.changes import actions as changes
from app.members.models import Member
from app.parties import actions as parties
from app.removals import actions as removals
from app.removals.rules import FollowerRole
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, sign_in_office
from tests.removals.factories import PROOF, a_human, a_successor, dead
from tests.settlements.factories import IBAN, ONE, a_holder, a_paying_house, confirmed, left
from tests.settlements.test_dividends import AT, used
from tests.tabs import said

WORDS, ENTER, OTHER = "wartet auf eine zweite Person", "Bankverbindung eintragen", "DE02120300000000202051"


def proposed(session: Session, member: Member) -> str:
    """An account that waits for a second person; gives the address of its page."""
    waiting = changes.propose_bank_account(session, member, OTHER, TODAY, PROOF, False, ONE, NOW)
    session.commit()
    return f'href="/aenderungen/{waiting.id}"'


def test_a_settlement_without_an_account_leads_to_the_one_that_waits(session: Session, client: FlaskClient) -> None:
    a_paying_house(session)
    member = a_holder(session, iban="")
    confirmed(session, left(session, member))
    session.commit()
    sign_in_office(session, client)
    page = client.get("/auseinandersetzung/1")
    assert (WORDS in said(page), ENTER in said(page)) == (False, True)
    leads = proposed(session, member)
    page = client.get("/auseinandersetzung/1")
    assert (WORDS in said(page), leads in page.text, ENTER in said(page)) == (True, True, False)


def test_so_does_that_of_who_died_to_the_account_of_the_heir(session: Session, client: FlaskClient) -> None:
    a_paying_house(session)
    member = a_human(session)
    parties.add_bank_account(session, member.party_id, IBAN, LONG_AGO, OFFICE, NOW)
    confirmed(session, left(session, member))
    removal = dead(session, member)
    removals.name_follower(session, removal, a_successor(), FollowerRole.HEIR, PROOF, ONE, NOW, iban=OTHER)
    session.commit()
    sign_in_office(session, client)
    page = client.get("/auseinandersetzung/1")
    assert (WORDS in said(page), 'href="/aenderungen/1"' in page.text) == (True, True)


def test_so_does_a_claim_from_a_result(session: Session, client: FlaskClient) -> None:
    member = used(session, iban="")[0]
    leads = proposed(session, member)
    sign_in_office(session, client)
    page = client.get(f"{AT}/1/{member.id}")
    assert (WORDS in said(page), leads in page.text, ENTER in said(page)) == (True, True, False)


def test_of_an_account_of_a_later_day_the_page_says_from_which(session: Session, client: FlaskClient) -> None:
    """Of a settlement and of a claim from a result; nobody is led to a form that refuses every earlier day."""
    member = used(session, iban="")[0]
    confirmed(session, left(session, member))
    parties.add_bank_account(session, member.party_id, IBAN, date(2027, 1, 15), OFFICE, NOW)
    session.commit()
    sign_in_office(session, client)
    for address in ("/auseinandersetzung/1", f"{AT}/1/{member.id}"):
        page = said(client.get(address))
        told = "keine Bankverbindung, die heute gilt. Die eingetragene gilt ab dem 15.01.2027."
        assert (told in page, ENTER in page) == (True, False)
