"""What the office hears of partners: one that declined stands on the desk until something follows."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.solutions import actions
from app.solutions.rules import PartnerState
from tests.factories import NOW, TODAY
from tests.needs.factories import a_network
from tests.needs.signing import signed_in
from tests.solutions.factories import a_partner, a_solution, office_of


@pytest.mark.parametrize("follows", ["asked", "entered"])
def test_a_partner_that_declined_stands_on_the_desk_until_something_follows(
    app: Flask, session: Session, follows: str
) -> None:
    house = a_network(session)
    solution, office = a_solution(session, house), office_of(house)
    partner = a_partner(session, house, solution, house.vineyard)
    session.commit()
    desk = signed_in(app, session, house.office)
    told = f"{solution.number}: Ein gefragter Partner hat abgesagt"
    assert told not in desk.get("/").text
    actions.step(session, solution.id, partner.id, house.vineyard.id, PartnerState.DECLINED, "", office, NOW)
    session.commit()
    assert told in desk.get("/").text
    later = NOW + timedelta(minutes=1)
    if follows == "asked":
        a_partner(session, house, solution, house.town, now=later)
    else:
        actions.progress(session, solution.id, TODAY, "Wir machen es selbst.", None, office, later)
    session.commit()
    assert told not in desk.get("/").text
