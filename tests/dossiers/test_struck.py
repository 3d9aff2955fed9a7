"""A representation that was entered by mistake is struck by the office: it gave no right on any day (R-REG-05)."""

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import journal
from app.members import queries as members
from app.members.models import Member
from app.organs import queries as organs
from app.organs.rules import EligibilityBasis
from app.parties import actions as parties
from app.parties.models import Representation
from app.parties.rules import Authority
from tests.factories import LONG_AGO, NOW, OFFICE, TODAY, a_person, sign_in, sign_in_office
from tests.shares.factories import a_house, a_member

WHY = "Gehört zur Gemeinde Neuenbruck"


def acting(session: Session) -> tuple[Member, Representation]:
    """A member, and who is entered as acting for it."""
    a_house(session)
    member = a_member(session, shares=1)
    person = a_person(session, "Berta", "Birke")
    return member, parties.add_representation(
        session, member.party_id, person.id, Authority.SOLE, "Kämmerin", LONG_AGO, OFFICE, NOW
    )


def test_the_office_strikes_who_never_acted_for_a_member_once_with_its_reason(
    session: Session, client: FlaskClient
) -> None:
    member, held = acting(session)
    session.commit()
    sign_in_office(session, client)
    page = f"/mitglieder/{member.number}/stammdaten"
    address = f"/mitglieder/{member.number}/vertretung/{held.id}/storno"
    assert address in client.get(page).text
    assert "Berta Birke" in client.get(address).text
    assert client.post(address, data={"key": "key-of-this-form", "reason": " "}).status_code == 422
    data = {"key": "key-of-this-form", "reason": WHY}
    assert [client.post(address, data=data).status_code for _ in range(2)] == [302, 302]
    assert client.post(address, data={**data, "key": "another-key-of-it"}).status_code == 422
    shown = client.get(page).text
    assert WHY in shown
    assert "gestrichen" in shown
    assert address not in shown
    assert client.post(f"/mitglieder/{member.number}/vertretung/{held.id}/ende", data={
        "last_day": TODAY.isoformat(), "key": "key-of-the-end",
    }).status_code == 422  # fmt: skip
    for wrong in (f"/mitglieder/{member.number}/vertretung/4711/storno", f"/mitglieder/77/vertretung/{held.id}/storno"):
        assert client.get(wrong).status_code == 404


def test_who_was_struck_has_no_right_left_and_had_none(session: Session, client: FlaskClient) -> None:
    member, held = acting(session)
    assert organs.eligibility_on(session, held.person_id, TODAY) is EligibilityBasis.REPRESENTATIVE
    assert members.members_acted_for_on(session, held.person_id, TODAY) == [member]
    parties.strike_representation(session, held, WHY, OFFICE, NOW)
    assert [members.members_acted_for_on(session, held.person_id, day) for day in (LONG_AGO, TODAY)] == [[], []]
    assert organs.eligibility_on(session, held.person_id, TODAY) is None
    assert members.resembling(session, "Birkee") == []
    session.commit()
    sign_in(session, client, held.person)
    assert client.get(f"/mein/{member.number}").status_code in (403, 404)


def test_why_a_representation_was_struck_stands_beside_it_and_is_told_to_the_member(
    session: Session, client: FlaskClient
) -> None:
    member, held = acting(session)
    parties.strike_representation(session, held, WHY, OFFICE, NOW)
    other = a_person(session, "Carl", "Dorn")
    parties.add_representation(session, member.party_id, other.id, Authority.SOLE, "", LONG_AGO, OFFICE, NOW)
    session.commit()
    details = session.scalars(select(journal.JournalDetails)).all()
    assert not any(WHY in each.summary + each.content for each in details)
    sign_in(session, client, other)
    assert WHY in client.get(f"/mein/{member.number}/daten").text
    told = (client.get(f"/mein/{member.number}/daten.json").json or {})["representations"]
    assert [each["struck_why"] for each in told] == ["", WHY]
