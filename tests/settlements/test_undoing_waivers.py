"""A rest that was waived is extinguished: that is undone only as an error, from its own day (§ 397 BGB; R-PAY-06)."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.settlements import actions
from app.settlements.rules import PaidOnRefusal, RestGround
from tests.factories import NOW, TODAY
from tests.settlements.factories import ONE, a_waiver
from tests.settlements.test_debts import DAY, in_debt, shown_in_debt
from tests.settlements.test_shortfall import text_of
from tests.settlements.test_writing_off import WHY
from tests.tabs import Tab, wrong_fields


def test_a_waiver_made_in_error_is_undone_from_its_own_day_and_from_no_other(session: Session) -> None:
    """Waived is extinguished (§ 397 BGB): it is not owed again later, it was never waived."""
    settlement, number = in_debt(session), a_waiver(session, TODAY - 3 * DAY)
    day = TODAY - 3 * DAY
    row = actions.write_off_debt(session, settlement, RestGround.WAIVED, number, day, WHY, ONE, NOW)
    with pytest.raises(PaidOnRefusal, match=r"Irrtum.* 21\.11\.2026"):
        actions.undo_written_off(session, settlement, row, TODAY, "Falsches Mitglied", ONE, NOW)
    assert actions.undo_written_off(session, settlement, row, day, "Falsches Mitglied", ONE, NOW).received_on == day


def test_the_pages_of_a_waived_rest_call_it_extinguished_and_undo_it_only_as_an_error(
    client: FlaskClient, session: Session
) -> None:
    settlement, address = shown_in_debt(client, session)
    row = actions.write_off_debt(
        session, settlement, RestGround.WAIVED, a_waiver(session, TODAY - DAY), TODAY - DAY, WHY, ONE, NOW
    )
    session.commit()
    page, storno = text_of(client, address), f"{address}/rest/{row.id}/storno"
    assert "Der Rest ist erlassen und damit erloschen" in page
    assert "Geht doch noch etwas ein" not in page
    asking = text_of(client, storno)
    assert "Nur für einen Irrtum" in asking
    assert "wenn doch noch etwas eingeht" not in asking
    later = Tab(client, storno).send(reason="Falsches Mitglied", owed_again_on=TODAY.isoformat())
    assert (later.status_code, wrong_fields(later.text)) == (422, ["owed_again_on"])
    assert Tab(client, storno).send(reason="Falsches Mitglied").status_code == 302
