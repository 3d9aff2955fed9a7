"""An assembly put off to another day than the resolutions on its form name: both choose it anew (§ 43b (6); R-FORM-06).
"""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.assemblies import actions
from app.assemblies.actions import NewDay
from app.assemblies.models import Assembly
from app.assemblies.rules import AboutWording, FormVoice, MeetingForm, check_form_holds, names_another_day
from app.organs.rules import Organ
from tests.assemblies.factories import (
    DIRECTLY,
    MEETS_ON,
    a_reachable_house,
    a_ready_assembly,
    a_resolution,
    invited,
)
from tests.assemblies.test_plans import told
from tests.factories import NOW, OFFICE, sign_in_office
from tests.tabs import Tab, said

LATER = MEETS_ON + timedelta(days=14)
WHY = "Der Saal ist gesperrt."


def virtual_by(session: Session, wording: str) -> Assembly:
    """A convened virtual assembly, its form chosen by resolutions of this wording."""
    a_reachable_house(session)
    assembly = a_ready_assembly(session, form=MeetingForm.VIRTUAL, access="Auf der Mitgliederseite.", place="")
    for voice, organ in ((FormVoice.BOARD, Organ.BOARD), (FormVoice.SUPERVISORY_BOARD, Organ.SUPERVISORY_BOARD)):
        number = a_resolution(session, organ, held=wording)
        actions.say_form(session, assembly, voice, MeetingForm.VIRTUAL, number, OFFICE, NOW)
    invited(session, assembly)
    session.commit()
    return assembly


def put_off(session: Session, assembly: Assembly, is_meant: bool = False) -> None:
    """The assembly is on a later day."""
    to = NewDay(LATER, assembly.begins_at, assembly.place, assembly.access, None, is_meant)
    actions.postpone(session, assembly.id, to, WHY, DIRECTLY, OFFICE, NOW)


def test_a_form_chosen_for_another_day_holds_where_that_is_said() -> None:
    check_form_holds([], LATER, False)
    check_form_holds(["V-1"], LATER, True)
    with pytest.raises(AboutWording, match="V-1, AR-2"):
        check_form_holds(["V-1", "AR-2"], LATER, False)
    assert names_another_day("am 23.01.2027", None)
    assert not names_another_day("virtuell", None)


def test_who_puts_off_an_assembly_is_asked_for_its_form_again(session: Session) -> None:
    assembly = virtual_by(session, "virtuell am 23.01.2027")
    with pytest.raises(AboutWording, match="für einen anderen Tag als den"):
        put_off(session, assembly)
    session.rollback()
    assert assembly.meets_on == MEETS_ON
    put_off(session, assembly, is_meant=True)
    assert assembly.meets_on == LATER
    sentences = [sentence for _act, sentence in told(session)]
    assert any("Vorstand für" in each and each.endswith("auch am 06.02.2027, bestätigt") for each in sentences)


@pytest.mark.parametrize("wording", ["virtuell", "virtuell am 23.01.2027, sonst am 06.02.2027"])
def test_a_form_chosen_for_no_day_or_for_the_new_one_holds(session: Session, wording: str) -> None:
    assembly = virtual_by(session, wording)
    put_off(session, assembly)
    assert assembly.meets_on == LATER


def test_form_and_page_say_that_the_form_was_chosen_for_another_day(session: Session, client: FlaskClient) -> None:
    assembly = virtual_by(session, "virtuell am 23.01.2027")
    sign_in_office(session, client)
    at = f"/versammlungen/{assembly.id}"
    page = said(client.get(f"{at}/verlegen"))
    assert "Die Form der Versammlung ist für einen Tag gewählt" in page
    assert "Beide haben diese Form" not in page
    assert "nennt einen anderen Tag" not in said(client.get(at))
    tab = Tab(client, f"{at}/verlegen")
    refused = tab.send(is_agreed="y", reason=WHY, meets_on=LATER.isoformat())
    assert refused.status_code == 422
    assert "Beide haben diese Form auch für den neuen Tag gewählt" in said(refused)
    assert tab.send(is_agreed="y", reason=WHY, meets_on=LATER.isoformat(), is_meant=str(LATER)).status_code == 302
    assert "nennt einen anderen Tag" in said(client.get(at))
