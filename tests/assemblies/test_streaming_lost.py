"""The clause that lets a meeting be streamed is struck after it was convened (§ 43b (2) GenG; R-FORM-02)."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.assemblies import actions, queries
from app.assemblies.actions import Whereabouts, announcing
from app.assemblies.models import Assembly
from app.core import clock
from app.core.values import Refusal
from tests.assemblies.factories import DIRECTLY, a_reachable_house, a_ready_assembly, invited
from tests.assemblies.test_correcting import lines
from tests.assemblies.test_streaming import subtitle
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.statutes.factories import a_statute
from tests.tabs import Tab, said
from tests.voting.factories import a_meeting

NO_MORE = "Die Satzung lässt es nicht mehr zu, diese Versammlung in Bild und Ton zu übertragen."
UNTOLD = "Den Mitgliedern noch nicht mitgeteilt: Übertragung in Bild und Ton entfällt."
LATER, WHY = NOW + timedelta(hours=1), "Die Satzung ist geändert."


def a_streamed_one(session: Session, access: str = "") -> Assembly:
    """A meeting that the members were told is streamed."""
    a_reachable_house(session, gv_streaming=True)
    assembly = invited(session, a_ready_assembly(session, is_streamed=True, access=access)).assembly
    session.refresh(assembly)
    return assembly


def struck(session: Session) -> None:
    """The statute has the clause no longer."""
    a_statute(session, TODAY - timedelta(days=2), TODAY - timedelta(days=1), at=LATER, gv_channel="direct_textform")
    session.commit()


def test_the_page_of_the_assembly_says_so_and_what_to_do(session: Session, client: FlaskClient) -> None:
    assembly = a_streamed_one(session)
    session.commit()
    sign_in_office(session, client)
    address = f"/versammlungen/{assembly.id}"
    before = said(client.get(address))
    assert (NO_MORE in before, UNTOLD in before) == (False, False)
    struck(session)
    after = said(client.get(address))
    assert (NO_MORE in after, UNTOLD in after) == (True, True)
    assert "Übertragen Sie sie nicht, und sagen Sie es den Mitgliedern" in after
    assert "Übertragung in Bild und Ton entfällt" in after
    assert f'href="{address}/berichtigen"' in client.get(address).text


def test_it_is_told_by_a_correction_once(session: Session, client: FlaskClient) -> None:
    assembly = a_streamed_one(session)
    with pytest.raises(Refusal, match="nichts zu berichtigen"), session.begin_nested():
        actions.correct(session, assembly.id, Whereabouts(assembly.place), WHY, DIRECTLY, OFFICE, NOW)
    struck(session)
    sign_in_office(session, client)
    page = f"/versammlungen/{assembly.id}/berichtigen"
    tab = Tab(client, page)
    assert "Die Übertragung in Bild und Ton entfällt" in client.get(page).text
    calendar = clock.now() + timedelta(hours=2)
    dispatch = actions.correct(session, assembly.id, Whereabouts(assembly.place), WHY, DIRECTLY, OFFICE, calendar)
    session.commit()
    assert lines(dispatch) == [("Übertragung", "in Bild und Ton", "entfällt")]
    assert "Übertragung" not in dict(announcing.told_by(dispatch).meeting.rows)
    assert not queries.is_streaming_lost_untold(session, assembly)
    assert (queries.has_lost_streaming(session, assembly), UNTOLD in said(client.get(f"/versammlungen/{assembly.id}"))
            ) == (True, False)
    assert tab.send(reason=WHY, is_agreed="y").status_code == 409
    with pytest.raises(Refusal, match="nichts zu berichtigen"), session.begin_nested():
        actions.correct(session, assembly.id, Whereabouts(assembly.place), WHY, DIRECTLY, OFFICE, calendar)


def test_who_tells_something_on_a_page_that_showed_the_streaming_looks_again(
    session: Session, client: FlaskClient
) -> None:
    assembly = a_streamed_one(session)
    session.commit()
    sign_in_office(session, client)
    tab = Tab(client, f"/versammlungen/{assembly.id}/absagen")
    struck(session)
    assert tab.send(reason="Es ist Schnee gefallen.", is_agreed="y").status_code == 409
    assert tab.send(reason="Es ist Schnee gefallen.", is_agreed="y").status_code == 302


def test_a_meeting_that_was_never_to_be_streamed_has_lost_nothing(session: Session) -> None:
    a_reachable_house(session, gv_streaming=True)
    planned = a_ready_assembly(session)
    assembly = invited(session, planned).assembly
    struck(session)
    assert not queries.has_lost_streaming(session, assembly)
    assert not queries.is_streaming_lost_untold(session, assembly)


def test_the_minutes_do_not_say_that_it_was_streamed_without_the_clause(session: Session) -> None:
    meeting = a_meeting(session, statute={"gv_streaming": True}, is_streamed=True)
    struck(session)
    assert "übertragen" not in subtitle(session, meeting)
