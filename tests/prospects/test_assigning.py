"""An application that lies there already is given to a prospect; one in another name only when that is confirmed."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.admissions.models import Application
from app.core.values import Role
from app.prospects import actions
from app.prospects.models import Prospect
from app.prospects.rules import AboutApplicant, check_is_its
from tests.admissions.factories import a_house, a_submitted
from tests.factories import NOW, OFFICE, a_person, sign_in
from tests.prospects.factories import a_prospect
from tests.tabs import Tab, said

BOX = "Das ist der Antrag dieses Interessenten"


def test_an_application_in_another_name_is_doubted_until_it_is_confirmed() -> None:
    with pytest.raises(AboutApplicant, match="Antrag von Verein Fremd"):
        check_is_its("A-2026-0001", "Verein Fremd", "Gemeinde Silbertal", is_alike=False, is_meant=False)
    check_is_its("A-2026-0001", "Verein Fremd", "Gemeinde Silbertal", is_alike=False, is_meant=True)
    check_is_its("A-2026-0001", "Gemeinde Silbertal", "Gemeinde Silbertal", is_alike=True, is_meant=False)


@pytest.mark.parametrize("alike", ["name", "email"])
def test_where_name_or_address_agree_nothing_is_asked(session: Session, alike: str) -> None:
    a_house(session)
    town, application = a_prospect(session, OFFICE), a_submitted(session)
    if alike == "name":
        application.name = town.name.upper()
    else:
        application.email = town.email.upper()
    session.flush()
    actions.link_by_number(session, town.id, application.number or "", OFFICE, NOW)
    assert town.application_id == application.id


def test_the_page_names_the_applicant_and_links_only_what_is_confirmed(session: Session, client: FlaskClient) -> None:
    a_house(session)
    sign_in(session, client, a_person(session, "Henrike", "Lautenschlag"), Role.OFFICE)
    town, application = a_prospect(session, OFFICE), a_submitted(session)
    session.commit()
    number, page = application.number or "", f"/interessenten/{town.id}"
    tab = Tab(client, page, "antrag")
    doubted = tab.send(number=number)
    assert doubted.status_code == 422
    assert f"{number} ist der Antrag von {application.name}." in said(doubted)
    assert BOX in said(doubted)
    assert linked(session, town) is None
    assert tab.send(number=number, is_meant=f"{number}x").status_code == 422
    assert linked(session, town) is None
    assert tab.send(number=number, is_meant=number).status_code == 302
    assert linked(session, town) == application.id


def linked(session: Session, town: Prospect) -> int | None:
    """The application that a prospect has now."""
    session.rollback()
    session.expire_all()
    return session.get_one(Prospect, town.id).application_id


def test_an_unknown_number_is_refused(session: Session, client: FlaskClient) -> None:
    a_house(session)
    sign_in(session, client, a_person(session, "Henrike", "Lautenschlag"), Role.OFFICE)
    town = a_prospect(session, OFFICE)
    session.commit()
    assert Tab(client, f"/interessenten/{town.id}", "antrag").send(number="A-2026-9999").status_code == 422
    assert session.query(Application).count() == 0
