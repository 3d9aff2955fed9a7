"""What has begun is led in the meeting alone: nobody calls it off, puts it off or changes it from outside."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.assemblies import actions as assemblies
from app.assemblies.actions import NewDay, Whereabouts
from app.assemblies.models import Assembly
from app.assemblies.queries import get_assembly, stages_of
from app.assemblies.rules import AssemblyState, ItemType, PlannedItem, ProposedBy, Stage
from app.core.jobs import Worker
from app.core.values import Refusal
from app.voting import actions
from tests.assemblies.factories import (
    DIRECTLY,
    a_convening_house,
    a_reachable_house,
    a_ready_assembly,
    an_assembly,
    convened,
    invited,
)
from tests.factories import NOW, TODAY, sign_in_office
from tests.shares.factories import a_member
from tests.tabs import said
from tests.together import transactions_together
from tests.voting.factories import CHAIR, a_meeting


@pytest.mark.parametrize("is_closed", [False, True])
def test_what_has_begun_is_neither_called_off_nor_put_off_nor_changed_from_outside(
    session: Session, is_closed: bool
) -> None:
    """Resolutions were declared, and minutes lie ready: members would be told that it does not take place (§ 46 GenG).
    """
    meeting = a_meeting(session)
    assembly, item = meeting.assembly, meeting.item
    if is_closed:
        actions.close_sitting(session, meeting.sitting, CHAIR, NOW)
    to = NewDay(TODAY + timedelta(days=60), assembly.begins_at, assembly.place)
    planned = PlannedItem(ItemType.DISCUSSION, "Noch etwas", ProposedBy.BOARD)
    for act in (
        lambda: assemblies.cancel(session, assembly.id, "Irrtum", DIRECTLY, CHAIR, NOW),
        lambda: assemblies.postpone(session, assembly.id, to, "Irrtum", DIRECTLY, CHAIR, NOW),
        lambda: assemblies.correct(
            session, assembly.id, Whereabouts(f"{assembly.place}, Foyer", ""), "Irrtum", DIRECTLY, CHAIR, NOW
        ),
        lambda: assemblies.add_item(session, assembly, planned, CHAIR, NOW),
        lambda: assemblies.withdraw_item(session, assembly, item, "Irrtum", CHAIR, NOW),
    ):
        with pytest.raises(Refusal, match="ist eröffnet worden"):
            act()
    assert (assembly.state, item.withdrawn_at) == (AssemblyState.CONVENED, None)


def test_the_database_calls_off_nothing_that_has_begun(session: Session) -> None:
    meeting = a_meeting(session)
    session.commit()
    changed = update(Assembly).where(Assembly.id == meeting.assembly.id)
    for values in ({"state": AssemblyState.CANCELLED, "ended_at": NOW}, {"meets_on": TODAY + timedelta(days=1)}):
        with pytest.raises(DBAPIError, match="neither called off nor put off"):
            session.execute(changed.values(**values))
        session.rollback()


def test_who_calls_off_and_who_opens_at_once_do_not_both(app: Flask, session: Session) -> None:
    a_reachable_house(session)
    assembly = a_ready_assembly(session)
    invited(session, assembly)
    session.commit()
    number, on_its_day = assembly.id, NOW + (assembly.meets_on - TODAY)

    def opening(own: Session) -> object:
        return actions.open_sitting(own, get_assembly(own, number), "A", "B", CHAIR, on_its_day)

    def calling_off(own: Session) -> object:
        return assemblies.cancel(own, number, "Saal nicht frei", DIRECTLY, CHAIR, on_its_day)

    answers = transactions_together(app, opening, calling_off)
    assert [isinstance(each, Refusal) for each in answers].count(True) == 1


def test_the_page_of_what_has_begun_offers_papers_but_no_act_on_the_agenda(
    session: Session, client: FlaskClient
) -> None:
    meeting = a_meeting(session)
    sign_in_office(session, client)
    at = f"/versammlungen/{meeting.assembly.id}"
    session.commit()
    page = said(client.get(at))
    assert ("Unterlage ablegen" in page, "Eröffnet" in page) == (True, True)
    for offered in ("Punkt aufnehmen", "Absagen", "Verlegen", "Absetzen"):
        assert offered not in page
    for address in (f"{at}/absagen", f"{at}/verlegen", f"{at}/tagesordnung/{meeting.item.id}/absetzen"):
        refused = client.get(address)
        assert (refused.status_code, "ist eröffnet worden" in said(refused)) == (409, True)


def test_list_page_and_export_say_that_a_meeting_goes_on_and_that_it_was_held(
    session: Session, client: FlaskClient
) -> None:
    meeting = a_meeting(session)
    session.commit()
    sign_in_office(session, client)
    addresses = (f"/versammlungen/{meeting.assembly.id}", "/versammlungen/", "/versammlungen/?format=csv")
    assert all("Eröffnet" in client.get(each).text for each in addresses)
    actions.close_sitting(session, meeting.sitting, CHAIR, NOW)
    session.commit()
    assert all("Abgehalten" in client.get(each).text for each in addresses)


def test_before_it_opens_everybody_sees_that_an_invitation_has_not_left_the_house(
    session: Session, client: FlaskClient, worker: Worker
) -> None:
    """Without a mail server the mails are kept: who lacks the invitation may challenge (§ 51 (1) GenG; R-GV-02).

    Nothing is said while the members are being told.
    """
    a_reachable_house(session)
    assembly = a_ready_assembly(session)
    a_member(session, "Gemeinde Eichenau")
    invited(session, assembly)
    session.commit()
    sign_in_office(session, client)
    assert "die Einladung noch nicht bekommen" not in said(client.get(f"/versammlungen/{assembly.id}"))
    worker.run_until_idle()
    a_member(session, "Wer später beitrat")
    session.commit()
    for address in (f"/versammlungen/{assembly.id}", f"/abstimmung/{assembly.id}/leitung"):
        assert "die Einladung noch nicht bekommen" in said(client.get(address))


def test_what_nobody_opened_is_told_apart_once_its_day_is_over(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session, TODAY)
    convened(session, assembly)
    for day, stage in ((TODAY, Stage.CONVENED), (TODAY + timedelta(days=1), Stage.NOT_OPENED)):
        assert stages_of(session, [assembly], day) == {assembly.id: stage}
    actions.open_sitting(session, assembly, "Almut Weißdorn", "Henrike Lautenschlag", CHAIR, NOW)
    assert stages_of(session, [assembly], TODAY + timedelta(days=1)) == {assembly.id: Stage.GOES_ON}
