"""A member's representative sees the own memberships, all of them, and nobody else's."""

from dataclasses import replace
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive.rules import MOST_ROWS_AT_ONCE
from app.core import clock
from app.core.jobs import ItemState, JobItem, Worker
from app.core.values import German
from app.members import actions as members
from app.members.models import Member
from app.members.rules import ExitGround
from app.parties import actions as parties
from app.parties.models import Party
from app.parties.queries import representations_on
from app.parties.rules import Authority
from app.shares import actions as shares
from app.statutes import actions as statutes
from documents.registry import KINDS
from tests.archive.factories import a_document
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_person, an_organisation, sign_in, sign_in_office
from tests.shares.factories import HOUSE, SHARE, a_house, a_member, paid
from tests.statutes.factories import ADMINISTRATOR
from tests.tabs import Tab


def a_represented_member(session: Session, person: Party, name: str = "Weingut Silberdistel GmbH") -> Member:
    """A member with two shares, for which a person acts."""
    party = an_organisation(session, name)
    parties.add_representation(
        session, party.id, person.id, Authority.SOLE, "Geschäftsführerin", LONG_AGO, OFFICE, NOW
    )
    return a_member(session, party=party, shares=2)


def a_signed_in_representative(session: Session, client: FlaskClient) -> Member:
    """Theodora Quendel, signed in, and the member she acts for."""
    a_house(session, directors=2)
    person = a_person(session, "Theodora", "Quendel")
    member = a_represented_member(session, person)
    sign_in(session, client, person)
    return member


def test_the_first_page_of_a_member_is_its_own(session: Session, client: FlaskClient) -> None:
    """From the desk on to the membership, whose number stands in the address."""
    member = a_signed_in_representative(session, client)
    assert client.get("/").location == "/mein/"
    assert client.get("/mein/").location == f"/mein/{member.number}"
    answer = client.get(f"/mein/{member.number}").text
    assert "Weingut Silberdistel GmbH" in answer
    assert "Theodora Quendel" in answer
    assert 'aria-label="Für wen Sie handeln"' not in answer


def test_who_acts_for_two_members_switches_between_them(session: Session, client: FlaskClient) -> None:
    """Both stand as tabs; the one shown is marked."""
    a_house(session)
    person = a_person(session, "Theodora", "Quendel")
    one, two = a_represented_member(session, person), a_represented_member(session, person, "Kulturkreis Altenbruck")
    sign_in(session, client, person)
    answer = client.get(f"/mein/{two.number}").text
    assert f'href="/mein/{one.number}"' in answer
    assert f'href="/mein/{two.number}" aria-current="page"' in answer


def test_a_guessed_number_is_not_found(session: Session, client: FlaskClient) -> None:
    """Neither another member's page nor its documents, existing or not, say anything."""
    own = a_signed_in_representative(session, client)
    other = a_member(session, "Gemeinde Hohenmoos", shares=1)
    certificate = shares.issue_certificate(session, other, OFFICE, NOW)
    session.commit()
    for address in (f"/mein/{other.number}", "/mein/9999", f"/mein/{own.number}/dokumente/{certificate.document_id}",
                    f"/mein/{other.number}/dokumente/{certificate.document_id}"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "Hohenmoos" not in answer.text


def test_what_is_to_pay_stands_with_code_and_account(session: Session, client: FlaskClient) -> None:
    """The sum due, the cooperative's account, the text on the transfer, and the code to photograph."""
    member = a_signed_in_representative(session, client)
    answer = client.get(f"/mein/{member.number}").text.replace("\u00a0", " ")
    assert "1.000,00 €" in answer
    assert "DE89 3704 0044 0532 0130 00" in answer
    assert f"Mitglied {member.number:04d} Anteile" in answer
    assert 'src="data:image/svg+xml' in answer


def test_what_is_open_stands_without_an_account_too(session: Session, client: FlaskClient) -> None:
    """A cooperative that has not entered its account yet does not forgive a debt."""
    member = a_signed_in_representative(session, client)
    statutes.change_house_data(session, replace(HOUSE, iban=""), ADMINISTRATOR, NOW)
    session.commit()
    answer = client.get(f"/mein/{member.number}").text
    assert "Es ist nichts zu zahlen" not in answer
    assert "1.000,00</td>" in answer


def test_who_has_paid_everything_reads_so(session: Session, client: FlaskClient) -> None:
    """No box, no code."""
    member = a_signed_in_representative(session, client)
    paid(session, member, 2 * SHARE)
    session.commit()
    answer = client.get(f"/mein/{member.number}").text
    assert "Es ist nichts zu zahlen" in answer
    assert "data:image/svg+xml" not in answer


def test_own_documents_open_and_others_do_not(session: Session, client: FlaskClient, worker: Worker) -> None:
    """Certificate and letters; papers of the house about the member stay in the house."""
    member = a_signed_in_representative(session, client)
    certificate = shares.issue_certificate(session, member, OFFICE, NOW)
    inner = a_document(session, "protocol", subject=f"member:{member.id}", number="V-2026-099")
    session.commit()
    worker.run_until_idle()
    page = client.get(f"/mein/{member.number}").text
    assert f"/mein/{member.number}/dokumente/{certificate.document_id}" in page
    answer = client.get(f"/mein/{member.number}/dokumente/{certificate.document_id}")
    assert answer.data.startswith(b"%PDF-")
    assert client.get(f"/mein/{member.number}/dokumente/{inner.id}").status_code == 404


def test_an_empty_membership_says_what_will_come(session: Session, client: FlaskClient) -> None:
    """Neither document nor booking: sentences instead of empty tables."""
    a_house(session)
    person = a_person(session, "Walburga", "Ehrenpreis")
    member = a_member(session, party=person)
    sign_in(session, client, person)
    answer = client.get(f"/mein/{member.number}").text
    assert "Noch keine Dokumente" in answer
    assert "Noch keine Buchung" in answer
    assert "Sie handeln für sich selbst" in answer


def test_with_the_representation_the_view_ends(session: Session, client: FlaskClient) -> None:
    """Whoever no longer acts for the member sees nothing of it from the next day on."""
    member = a_signed_in_representative(session, client)
    held = representations_on(session, member.party_id, TODAY)[0]
    parties.end_representation(session, held, clock.today() - timedelta(days=1), OFFICE, NOW)
    session.commit()
    assert client.get(f"/mein/{member.number}").status_code == 403
    assert "keine Rolle" in client.get("/").text


def test_a_leaving_member_sees_the_last_day(session: Session, client: FlaskClient) -> None:
    """The end stands beside the name."""
    member = a_signed_in_representative(session, client)
    last_day = clock.today().replace(year=clock.today().year + 2, month=12, day=31)
    members.end(session, member, last_day, ExitGround.NOTICE, "K-1", OFFICE, NOW)
    session.commit()
    assert f"Ende 31.12.{last_day.year}" in client.get(f"/mein/{member.number}").text


def test_the_office_has_no_own_pages(session: Session, client: FlaskClient) -> None:
    """The portal is for who acts for a member."""
    a_signed_in_representative(session, client)
    sign_in_office(session, client)
    assert client.get("/mein/").status_code == 403


def test_a_member_sees_whom_to_turn_to(session: Session, client: FlaskClient) -> None:
    """Address, phone and e-mail of the office; a mail and a call are one touch away."""
    member = a_signed_in_representative(session, client)
    facts = replace(HOUSE, phone="07000 413 0", email="office@verbund.example")
    statutes.change_house_data(session, facts, ADMINISTRATOR, NOW)
    session.commit()
    answer = client.get(f"/mein/{member.number}").text
    assert HOUSE.street in answer
    assert 'href="tel:070004130"' in answer
    assert 'href="mailto:office@verbund.example"' in answer


def test_a_telephone_number_that_nobody_can_dial_is_said_at_its_field(session: Session, client: FlaskClient) -> None:
    member = a_signed_in_representative(session, client)
    tab = Tab(client, f"/mein/{member.number}/kontakt")
    answer = tab.send(email="post@silberdistel.example", phone="<script>alert(1)</script>")
    assert answer.status_code == 422
    assert "Schreiben Sie die Telefonnummer in Ziffern" in answer.text.split('id="phone-error"')[1].split("</div>")[0]
    assert tab.send(phone="+49 (7361) 12-34").status_code == 302


def test_a_copy_that_is_long_is_said_to_be_printed_or_to_have_failed(session: Session, client: FlaskClient) -> None:
    """The member is sent to the office where nothing happens by itself any more, and never to a page it cannot open."""
    member = a_signed_in_representative(session, client)
    facts = KINDS["report"].sample()
    rows = facts.tables[0].rows[:1] * (MOST_ROWS_AT_ONCE + 1)
    document = archive.issue(
        session, kind="report", facts=replace(facts, tables=(replace(facts.tables[0], rows=rows),)),
        title=German("Abschrift", "1"), subject=f"member:{member.id}", actor=OFFICE, now=NOW,
    )
    session.commit()
    address = f"/mein/{member.number}/dokumente/{document.id}"
    answer = client.get(address)
    assert (answer.status_code, "wird gerade gedruckt" in answer.text) == (409, True)
    session.execute(update(JobItem).values(state=ItemState.FAILED))
    session.commit()
    answer = client.get(address)
    assert (answer.status_code, "wird gerade gedruckt" in answer.text) == (409, False)
    assert "Sagen Sie es der Geschäftsstelle" in answer.text
