"""What the cooperative knows about a member: the member sees all of it, and takes it along as a file."""

import json
from datetime import UTC, datetime, timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.changes import actions as changes
from app.core import files, outbox
from app.core.values import Actor
from app.members.models import Member
from app.parties import actions as parties
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in
from tests.shares.factories import a_house, a_member, paid


def a_known_member(session: Session, client: FlaskClient) -> Member:
    """A member of whom everything is known, signed in."""
    a_house(session)
    member = a_member(session, shares=3)
    parties.change_contact(
        session, member.party, "post@altenbruck.example", "07361 1234", "Rabental", OFFICE, NOW,
        register_court="Amtsgericht Ulm", register_number="HRB 4711",
    )
    paid(session, member, 400_00)
    outbox.put(
        session, kind="welcome", to="post@altenbruck.example", subject="Willkommen", text="Guten Tag", html="",
        subject_ref=f"member:{member.id}", now=NOW,
        attachments=(outbox.Attachment(files.keep(session, b"%PDF-"), "Satzung.pdf"),),
    )
    account = sign_in(session, client, member.party)
    itself = Actor(member.party.display_name, user_id=account.id, party_id=member.party_id)
    changes.propose_contact(session, member, "neu@altenbruck.example", "", itself, NOW)
    session.commit()
    return member


def test_the_own_page_shows_how_the_member_is_reached_and_its_further_shares(
    session: Session, client: FlaskClient
) -> None:
    member = a_known_member(session, client)
    shown = client.get(f"/mein/{member.number}").text
    assert all(text in shown for text in ("post@altenbruck.example", "07361 1234", "HRB 4711"))
    assert "<dt>Weitere Anteile</dt><dd>2</dd>" in shown
    assert f"/mein/{member.number}/daten" in shown


def test_everything_known_stands_on_one_page(session: Session, client: FlaskClient) -> None:
    member = a_known_member(session, client)
    shown = client.get(f"/mein/{member.number}/daten").text
    for text in ("Gemeinde Altenbruck", "Kirchgasse 4", "Amtsgericht Ulm", "Willkommen", "400,00",
                 "neu@altenbruck.example", "Anhänge: Satzung.pdf"):
        assert text in shown


def test_the_same_is_taken_along_as_a_file(session: Session, client: FlaskClient) -> None:
    member = a_known_member(session, client)
    answer = client.get(f"/mein/{member.number}/daten.json")
    assert answer.mimetype == "application/json"
    assert "attachment" in answer.headers["Content-Disposition"]
    found = json.loads(answer.text)
    assert (found["number"], found["further_shares"], found["email"]) == (1, 2, "post@altenbruck.example")
    assert [each["amount"] for each in found["payments"]] == [400_00]
    assert [(each["text"], each["attached"]) for each in found["mails"]] == [("Guten Tag", ["Satzung.pdf"])]
    assert found["changes"][0]["content"]["email"] == "neu@altenbruck.example"


def test_the_file_says_when_something_was_in_the_time_of_the_cooperative(
    session: Session, client: FlaskClient
) -> None:
    member = a_known_member(session, client)
    outbox.put(
        session, kind="welcome", to="post@altenbruck.example", subject="Nachts", text="Guten Abend", html="",
        subject_ref=f"member:{member.id}", now=datetime(2026, 11, 24, 23, 30, tzinfo=UTC),
    )
    session.commit()
    found = json.loads(client.get(f"/mein/{member.number}/daten.json").text)
    assert found["mails"][0]["created_at"] == "2026-11-25T00:30:00+01:00"
    assert found["memberships"][0]["first_day"] == member.periods[0].first_day.isoformat()


def test_nobody_takes_along_what_belongs_to_another(session: Session, client: FlaskClient) -> None:
    member = a_known_member(session, client)
    sign_in(session, client, a_person(session, "Anna", "Ahorn"))
    other = a_member(session, "Stadt Lindenfurt", 1, first_day=TODAY - timedelta(days=30))
    sign_in(session, client, other.party)
    for page in ("daten", "daten.json"):
        assert client.get(f"/mein/{member.number}/{page}").status_code == 404
