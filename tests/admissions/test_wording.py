"""The wordings of the clauses as people read them."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.admissions.rules import DEFAULT_WORDINGS, ClauseKind, readable_words
from app.core.values import PartyKind
from app.statutes.rules import statute_from
from tests.admissions.factories import VALUES, a_house
from tests.factories import sign_in_office


@pytest.mark.parametrize("kind", ClauseKind)
def test_no_wording_is_read_with_a_place_in_braces(kind: ClauseKind) -> None:
    text = DEFAULT_WORDINGS[kind].text
    for statute in (None, statute_from(VALUES), statute_from({**VALUES, "nachschuss": "limited", "haftsumme": 500_00})):
        assert not {"{", "}"} & set(readable_words(text, PartyKind.COMPANY, statute))


def test_what_the_statute_does_not_know_is_named_in_general() -> None:
    words = readable_words(DEFAULT_WORDINGS[ClauseKind.NACHSCHUSS_UNDERTAKING].text, PartyKind.COMPANY,
                           statute_from(VALUES))
    assert "in der Höhe, die die Satzung bestimmt," in words


def test_the_page_of_the_clauses_shows_readable_words(session: Session, client: FlaskClient) -> None:
    a_house(session, notice_months=24)
    sign_in_office(session, client)
    shown = client.get("/antraege/klauseln").text
    assert "Wir verpflichten uns" in shown
    assert "zwei Jahren" in shown
    assert "{" not in shown.partition("<main")[2].partition("</main>")[0]
