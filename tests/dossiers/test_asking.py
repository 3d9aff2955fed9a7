"""A letter that asks for payment is offered only where there is something that it may ask for."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core import clock
from app.shares import actions as shares
from app.shares.rules import DuePayment, PaymentPurpose
from tests.factories import NOW, OFFICE, sign_in_office
from tests.shares.factories import SHARE, a_house, a_member, paid

KEY = "key-of-this-form"


def test_what_is_barred_is_not_asked_for_and_no_letter_is_offered(
    session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """§§ 195, 214 BGB (R-SHR-06): the letter would be refused."""
    a_house(session, entry_fee=100_00)
    member = a_member(session, shares=1, first_day=clock.today())
    paid(session, member, SHARE)
    later = NOW.replace(year=2034)
    monkeypatch.setattr(clock, "now", lambda: later)
    sign_in_office(session, client)
    session.commit()
    assert "Eintrittsgeld" in client.get("/mitglieder/1/zahlungen").text
    assert "Zahlung anfordern" not in client.get("/mitglieder/1").text
    assert client.post("/mitglieder/1/zahlungsaufforderung", data={"key": KEY}).status_code == 409
    due = DuePayment(later.date(), 5_00, PaymentPurpose.CONTRIBUTION)
    shares.ask_for(session, member, due, "Beitrag", OFFICE, later)
    session.commit()
    assert "Zahlung anfordern" in client.get("/mitglieder/1").text
