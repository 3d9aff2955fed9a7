"""What the database itself keeps of needs and their files, and of prospects."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core.uploads import CheckedFile
from app.core.values import Role
from app.needs import actions
from app.needs.models import Need
from app.needs.rules import Field, Urgency
from app.prospects import actions as prospects
from app.prospects.models import Prospect
from app.prospects.rules import ConsentHow
from tests.factories import NOW, TODAY, a_pdf
from tests.needs.factories import House, a_need, a_network, actor_of, an_interested
from tests.turned_down import changed, turned_down


@pytest.fixture
def house(session: Session) -> House:
    return a_network(session)


@pytest.mark.parametrize("left", [
    *({each: "Amsel"} for each in ("title", "situation", "effect", "material", "region", "words", "search_text")),
    {"field": Field.DATA}, {"urgency": Urgency.THIS_YEAR}, {"meaning": b"1", "meant_by": "model"},
])
def test_of_a_deleted_need_nothing_is_left(session: Session, house: House, left: dict[str, Any]) -> None:
    need, mayor = a_need(session, house.town, house.mayor), actor_of(house.mayor)
    actions.withdraw(session, need.id, house.town.id, "", mayor, NOW)
    actions.erase(session, need.id, mayor, NOW)
    turned_down(session, changed(session.get_one(Need, need.id), **left), "erased_is_empty")


def test_a_file_is_there_with_its_bytes_or_removed(session: Session, house: House) -> None:
    need = a_need(session, house.town, house.mayor)
    file = actions.add_file(session, need.id, None, CheckedFile("Plan.pdf", a_pdf("Plan")), actor_of(house.mayor), NOW)
    for half in ({"removed_at": NOW}, {"sha256": ""}):
        turned_down(session, changed(file, **half), "removed_has_no_bytes")
    session.execute(changed(file, removed_at=NOW, sha256=""))


@pytest.mark.parametrize("left", [
    *({each: "Amsel"} for each in ("name", "street", "postcode", "city", "source_note", "end_reason", "search_text",
                                   "consent_version", "consent_note")),
    {"application_id": 7}, {"email_confirmed_at": NOW}, {"asked_at": NOW, "asked_until": TODAY},
    {"consented_on": TODAY, "consent_how": ConsentHow.FORM},
])
def test_of_a_deleted_prospect_nothing_personal_is_left(
    session: Session, house: House, left: dict[str, Any]
) -> None:
    prospect = an_interested(session, house)
    prospects.erase(session, prospect.id, actor_of(house.office, Role.OFFICE), NOW)
    turned_down(session, changed(session.get_one(Prospect, prospect.id), **left), "erased_is_empty")
