"""A fiscal year with whose close memberships or shares end already closes on that day (§§ 65, 67b GenG; R-EXIT-04)."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.values import Refusal, Role
from app.departures import actions
from app.departures.rules import NoticeKind
from app.members import actions as members
from app.members.rules import ExitGround
from app.statutes import actions as statutes
from app.statutes import queries
from app.statutes.models import FiscalYearRow
from app.statutes.rules import FiscalYear
from tests.departures.factories import a_holder, a_leaving_house, given
from tests.factories import NOW, OFFICE, a_person, sign_in
from tests.tabs import said

YEAR, CLOSE = date(2027, 1, 1), date(2027, 12, 31)


def moved(session: Session, last_day: date, first_day: date = YEAR) -> FiscalYearRow:
    """The last fiscal year, ending on another day."""
    return statutes.set_fiscal_year(session, first_day, last_day, OFFICE, NOW)


@pytest.mark.parametrize("kind", [NoticeKind.ORDINARY, NoticeKind.PARTIAL])
@pytest.mark.parametrize("last_day", [date(2027, 6, 30), date(2027, 11, 30)])
def test_the_close_of_a_year_is_not_moved_under_a_notice_that_takes_effect_with_it(
    session: Session, kind: NoticeKind, last_day: date
) -> None:
    """Its last day was told to the member; by law it would be another one now."""
    a_leaving_house(session)
    some: dict[str, Any] = {"shares": 2} if kind is NoticeKind.PARTIAL else {}
    notice = given(session, a_holder(session), kind, **some)
    assert (notice.last_day or CLOSE) == CLOSE
    with pytest.raises(Refusal, match="enden schon"):
        moved(session, last_day)
    session.expire_all()
    actions.reverse(session, notice, "Das Geschäftsjahr ändert sich", OFFICE, NOW)
    moved(session, last_day)
    assert queries.fiscal_years(session)[-1] == FiscalYear(YEAR, last_day)


def test_a_year_that_is_not_entered_yet_is_a_full_one_where_somebody_leaves_with_it(session: Session) -> None:
    """A notice of several years to come counts on full years; a short one among them would move its last day."""
    a_leaving_house(session, notice_months=24)
    notice = given(session, a_holder(session))
    assert notice.last_day == date(2028, 12, 31)
    with pytest.raises(Refusal, match="enden schon"):
        moved(session, date(2028, 6, 30), date(2028, 1, 1))
    session.expire_all()
    moved(session, date(2028, 12, 31), date(2028, 1, 1))
    with pytest.raises(Refusal, match="enden schon"):
        moved(session, date(2028, 9, 30), date(2028, 1, 1))


def test_a_year_is_moved_where_nobody_leaves_with_its_close(session: Session) -> None:
    """Who leaves by a transfer leaves on any day; an exit of an old list may have another day than any close."""
    a_leaving_house(session)
    member, other = a_holder(session), a_holder(session, "Weingut Silberdistel")
    members.end(session, member, CLOSE, ExitGround.TRANSFER, "UT-2027-001", OFFICE, NOW)
    members.end(session, other, date(2027, 3, 15), ExitGround.NOTICE, "Liste", OFFICE, NOW)
    moved(session, date(2027, 6, 30))
    assert queries.fiscal_years(session)[-1].is_short


def test_the_board_hears_at_the_field_what_ends_with_the_year_that_it_moves(
    session: Session, client: FlaskClient
) -> None:
    a_leaving_house(session)
    given(session, a_holder(session))
    session.commit()
    sign_in(session, client, a_person(session, "Ottilie", "Brandner"), Role.ADMINISTRATOR)
    seen = re.search(r'name="shown" value="([^"]*)"', client.get("/satzung/geschaeftsjahre").text)
    assert seen
    data = {"key": "a-key-of-the-form", "first_day": "01.01.2027", "last_day": "30.11.2027", "shown": unescape(seen[1])}
    refused = client.post("/satzung/geschaeftsjahre", data=data)
    assert refused.status_code == 422
    assert "Mit dem 31.12.2027 enden schon Mitgliedschaften oder Anteile (1)" in said(refused)
    session.expire_all()
    assert queries.fiscal_years(session)[-1].last_day == CLOSE
