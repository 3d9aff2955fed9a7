"""The page of somebody who left and joined again, or never was a member: what is told apart, what is not offered."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.members import actions as members_actions
from app.members.rules import ExitGround
from app.shares import actions as shares
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.shares.factories import SHARE, a_house, a_member, paid


def test_credit_of_an_earlier_membership_is_told_apart_from_what_the_new_shares_are_paid(
    session: Session, client: FlaskClient
) -> None:
    a_house(session)
    town = a_member(session, shares=3, first_day=TODAY - timedelta(days=60))
    paid(session, town, 3 * SHARE, TODAY - timedelta(days=60))
    left_on = TODAY - timedelta(days=30)
    members_actions.end(session, town, left_on, ExitGround.OTHER, "Beschluss", OFFICE, NOW)
    shares.leave(session, town, left_on, "Beschluss", OFFICE, NOW)
    a_member(session, shares=1, first_day=TODAY - timedelta(days=10), party=town.party)
    session.commit()
    sign_in_office(session, client)
    page = client.get("/mitglieder/1").text
    assert "Davon aus früherer Mitgliedschaft" in page
    assert "Noch 500,00" in page.replace("\u00a0", " ")
    assert "Die Anteile sind voll eingezahlt" not in page


def test_of_who_was_entered_by_mistake_no_payment_is_asked_for(session: Session, client: FlaskClient) -> None:
    a_house(session)
    town = a_member(session)
    members_actions.strike(session, town, "V-2026-036", OFFICE, NOW)
    session.commit()
    sign_in_office(session, client)
    for page in ("/mitglieder/1", "/mitglieder/1/zahlungen"):
        assert "Zahlung eintragen" not in client.get(page).text.split("<main")[1]
