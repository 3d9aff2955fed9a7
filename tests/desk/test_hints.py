"""What the desk says is to be put in order: every advice has its words, and thresholds are noticed."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.values import Role
from app.desk.queries import side
from app.desk.rules import Advice
from app.desk.views.beside import HINTS
from app.members import actions as members
from app.members.rules import ExitGround
from app.shares import actions as shares
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in, sign_in_office
from tests.reports.factories import a_holder
from tests.shares.factories import BY_PEOPLE, JOINED, a_house, a_member, measured


def test_every_advice_has_its_words() -> None:
    assert set(HINTS) == set(Advice)


def test_who_holds_more_than_a_quarter_is_named_to_who_keeps_the_house(session: Session, client: FlaskClient) -> None:
    a_house(session)
    for number in range(4):
        a_holder(session, f"Gemeinde Quell {number}", 1, JOINED)
    a_holder(session, "Wasserwerk GmbH", 4, JOINED)
    sign_in(session, client, a_person(session), Role.ADMINISTRATOR)
    assert "Wasserwerk GmbH hält mehr als ein Viertel des Guthabens" in client.get("/").text


def test_above_the_threshold_the_desk_speaks_of_delegates(
    session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(side, "delegates_allowed", lambda members: members > 0)
    a_house(session)
    a_member(session)
    sign_in(session, client, a_person(session), Role.ADMINISTRATOR)
    shown = client.get("/").text
    assert "Vertreterversammlung" in shown


def test_the_desk_counts_the_members_whose_quantity_for_the_scale_lacks_and_leads_to_them(
    session: Session, client: FlaskClient
) -> None:
    a_house(session, **BY_PEOPLE)
    known, unknown, undone = (a_member(session, name) for name in ("Altenbruck", "Lindenfurt", "Quellbach"))
    left = a_member(session, "Rabental")
    members.end(session, left, TODAY - timedelta(days=1), ExitGround.NOTICE, "K-1", OFFICE, NOW)
    measured(session, known, 45_000)
    shares.undo_quantity(session, undone, measured(session, undone, 1_000).id, "Irrtum", OFFICE, NOW)
    session.commit()
    sign_in_office(session, client)
    page = client.get("/").text
    assert "Pflichtanteile nach Maßstab, Angabe fehlt: 2" in page
    assert 'href="/mitglieder/?scale=missing"' in page
    shown = client.get("/mitglieder/?scale=missing").text
    assert [each.number for each in (known, unknown, undone, left) if f'id="member-{each.number}"' in shown] == [2, 3]
    measured(session, unknown, 5_000)
    measured(session, undone, 5_000)
    session.commit()
    assert "Pflichtanteile nach Maßstab" not in client.get("/").text


def test_where_all_owe_the_same_no_quantity_is_asked_for(session: Session, client: FlaskClient) -> None:
    a_house(session)
    a_member(session)
    sign_in_office(session, client)
    assert "Pflichtanteile nach Maßstab" not in client.get("/").text
    page = client.get("/mitglieder/?scale=missing").text
    assert "Maßstab der Pflichtanteile" not in page
    assert 'id="member-1"' in page
