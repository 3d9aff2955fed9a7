"""What the desk says is to be put in order: every advice has its words, and thresholds are noticed."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.values import Role
from app.desk.queries import side
from app.desk.rules import Advice
from app.desk.views.beside import HINTS
from tests.factories import a_person, sign_in
from tests.reports.factories import a_holder
from tests.shares.factories import JOINED, a_house, a_member


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
