"""A list as a file is the list that was asked for: a day that is none is refused there as on its page."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument
from app.core.jobs import Hopeless
from app.reports.views.register import as_sheet
from tests.factories import sign_in_office
from tests.shares.factories import a_house, a_member

KEY = "ausgabe-1234"
NO_DAY, NO_YEAR = "Schreiben Sie den Tag als TT.MM.JJJJ", "Prüfen Sie das Jahr"
BAD = [("31.02.2025", NO_DAY), ("gestern", NO_DAY), ("01.01.1700", NO_YEAR)]
ADDRESSES = [
    ("/register/", "am"), ("/register/", "kenntnis"), ("/register/veraenderungen", "von"),
    ("/register/veraenderungen", "bis"), ("/register/veraenderungen", "kenntnis"), ("/register/entwicklung", "am"),
    ("/register/entwicklung", "kenntnis"), ("/register/beteiligungen", "am"), ("/register/beteiligungen", "kenntnis"),
    ("/register/bewegung/joined", "kenntnis"), ("/register/bewegung.pdf", "kenntnis"),
]


@pytest.mark.parametrize(("address", "field"), ADDRESSES)
def test_a_file_of_a_day_that_is_none_is_refused_at_its_field(
    session: Session, client: FlaskClient, address: str, field: str
) -> None:
    a_house(session)
    a_member(session)
    sign_in_office(session, client)
    for day, sentence in BAD:
        for kind in ("csv", "xlsx"):
            answer = client.get(address, query_string={field: day, "format": kind})
            assert answer.status_code == 422, (address, field, day, kind)
            assert answer.mimetype == "text/html"
            assert sentence in answer.text
            assert f'value="{day}"' in answer.text


@pytest.mark.parametrize(("sent", "sentence"), [
    ({"am": "31.02.2025"}, NO_DAY), ({"am": "2025-12-31", "kenntnis": "gestern"}, NO_DAY),
    ({"am": ""}, "Geben Sie den Tag an."),
])
def test_a_register_of_a_day_that_is_none_is_not_printed_and_the_page_says_why(
    session: Session, client: FlaskClient, sent: dict[str, str], sentence: str
) -> None:
    a_house(session)
    a_member(session)
    sign_in_office(session, client)
    answer = client.post("/register/drucken", data={"key": KEY, **sent})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert session.scalar(select(func.count()).select_from(IssuedDocument)) == 0


def test_a_worker_does_not_write_the_register_of_a_day_that_is_none(session: Session, client: FlaskClient) -> None:
    a_house(session)
    with client.application.test_request_context("/?am=31.02.2025"), pytest.raises(Hopeless, match="Schreiben Sie"):
        as_sheet()


def test_a_file_says_once_in_which_letters_it_is_written(session: Session, client: FlaskClient) -> None:
    a_house(session)
    a_member(session)
    sign_in_office(session, client)
    for address in ("/register/?format=csv", "/mitglieder/?format=csv", "/import/muster/members.csv"):
        assert client.get(address).headers["Content-Type"] == "text/csv; charset=utf-8", address
    assert "charset" not in client.get("/register/?format=xlsx").headers["Content-Type"]
