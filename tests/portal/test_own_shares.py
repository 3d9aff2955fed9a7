"""Transfers, further shares and representations stand in the own data with all that is kept about them."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.core import files
from app.core.values import PostalAddress
from app.organs.rules import Choice
from app.parties import actions as parties
from app.parties.rules import Authority, PartyFacts
from app.transfers import actions as transfers
from app.transfers.rules import ABOUT_TRANSFEROR, Side
from tests.factories import NOW, OFFICE, TODAY, a_person, an_organisation
from tests.portal.test_own_data import file_of, page_of, told_of
from tests.shares.factories import SHARE, a_house, a_member
from tests.subscriptions import factories as subscriptions
from tests.transfers.factories import decided, proposed, two_holders
from tests.transfers.test_notices import seized


@pytest.mark.parametrize("side", Side)
def test_a_transfer_is_told_to_both_with_its_parts_days_and_papers(
    session: Session, client: FlaskClient, side: Side
) -> None:
    one, other = two_holders(session)
    transfer = proposed(session, one, other, 2)
    decided(session, transfer)
    member, letter_id = (
        (one, transfer.transferor_letter_id) if side is Side.TRANSFEROR else (other, transfer.acquirer_letter_id)
    )
    told = file_of(session, client, member)["transfers"][0]
    assert (told["number"], told["side"], told["state"]) == (transfer.number, side, "entered")
    assert (told["shares"], told["amount"], told["effective_on"]) == (2, 2 * SHARE, TODAY.isoformat())
    assert (told["resolution_number"], told["paper_name"]) == (transfer.resolution_number, "Vereinbarung.pdf")
    assert told["letter"] == archive.get_document(session, letter_id or 0).number
    shown = page_of(client, member)
    assert all(words in shown for words in (transfer.number, told["letter"], "Vereinbarung.pdf", "Eingetragen"))


def test_whom_one_did_not_agree_with_is_told_without_the_others_affairs(session: Session, client: FlaskClient) -> None:
    one, other = two_holders(session)
    transfer = proposed(session, one, other)
    notice = seized(session, one)
    decided(session, transfer)
    assert file_of(session, client, other)["transfers"][0]["refusal_reason"] == ABOUT_TRANSFEROR
    assert notice.number not in page_of(client, other)
    assert notice.number in told_of(session, one)["transfers"][0]["refusal_reason"]


@pytest.mark.parametrize("side", Side)
def test_why_the_office_undid_a_transfer_is_told_to_neither(
    session: Session, client: FlaskClient, side: Side
) -> None:
    """It writes there what it likes, perhaps about the other of the two."""
    one, other = two_holders(session)
    transfer = proposed(session, one, other)
    transfers.withdraw(session, transfer.id, "Pfändung bei der anderen", OFFICE, NOW)
    member = one if side is Side.TRANSFEROR else other
    told = file_of(session, client, member)["transfers"][0]
    assert (told["state"], told["ended_at"][:10]) == ("withdrawn", TODAY.isoformat())
    shown = page_of(client, member)
    assert "Pfändung" not in f"{told} {shown}"
    assert "aufgehoben am 24.11.2026" in shown


def test_further_shares_are_told_with_the_words_of_the_declaration(session: Session, client: FlaskClient) -> None:
    subscriptions.a_growing_house(session)
    member = subscriptions.a_holder(session)
    found = subscriptions.proposed(session, member, 3)
    subscriptions.decided(session, found, choice=Choice.NO)
    told = file_of(session, client, member)["subscriptions"][0]
    assert (told["number"], told["shares"], told["state"]) == (found.number, 3, "rejected")
    assert (told["wording"], told["paper_name"]) == (found.wording, "Erklärung.pdf")
    assert all(words in page_of(client, member) for words in (found.number, "Nicht zugelassen", "Erklärung.pdf"))


def test_names_addresses_and_representations_are_told_with_their_proof_or_why_there_is_none(
    session: Session, client: FlaskClient
) -> None:
    a_house(session)
    member = a_member(session)
    town, person = member.party, a_person(session, "Theodora", "Quendel")
    renamed, digest = PartyFacts(town.kind, "Stadt Altenbruck"), files.keep(session, b"Urkunde")
    parties.change_name(session, town, renamed, TODAY, OFFICE, NOW, no_proof_why="steht im Amtsblatt")
    where = PostalAddress("Kirchgasse 5", "70990", "Altenbruck")
    parties.change_address(session, town, where, TODAY, OFFICE, NOW, digest)
    parties.add_representation(
        session, town.id, person.id, Authority.SOLE, "Bürgermeisterin", TODAY, OFFICE, NOW, no_proof_why="amtsbekannt"
    )
    told = file_of(session, client, member)
    assert (told["names"][0]["no_proof_why"], told["names"][0]["proof_sha256"]) == ("steht im Amtsblatt", None)
    assert told["addresses"][0]["proof_sha256"] == digest
    shown = page_of(client, member)
    assert "ohne Nachweis: steht im Amtsblatt" in shown
    assert "ohne Nachweis: amtsbekannt" in shown
    assert "Kirchgasse 5, 70990 Altenbruck, mit Nachweis" in shown
    assert "gedruckte Abschrift" in shown
    assert "Ihre Erklärungen stehen" not in shown


def test_for_whom_a_member_acts_or_acted_is_told(session: Session, client: FlaskClient) -> None:
    a_house(session)
    person = a_person(session, "Theodora", "Quendel")
    member = a_member(session, party=person, shares=1)
    whom = an_organisation(session, "Kulturkreis Altenbruck")
    held = parties.add_representation(session, whom.id, person.id, Authority.SOLE, "Vorstand", TODAY, OFFICE, NOW)
    parties.end_representation(session, held, TODAY, OFFICE, NOW)
    told = file_of(session, client, member)["acts_for"]
    assert [(each["name"], each["function"], each["last_day"]) for each in told] == [
        ("Kulturkreis Altenbruck", "Vorstand", TODAY.isoformat())
    ]
    assert "Sie vertreten Kulturkreis Altenbruck" in page_of(client, member)
