"""What the database itself keeps of an assembly."""

from datetime import time

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem, Assembly, Dispatch, SynopsisRow
from app.assemblies.rules import AssemblyState, DispatchKind, MeetingForm
from app.statutes import queries as statutes
from app.statutes.rules import ConvocationChannel
from tests.assemblies.factories import MEETS_ON, a_convening_house, an_assembly, an_item
from tests.factories import NOW, OFFICE, TODAY


def told(session: Session, assembly: Assembly) -> Dispatch:
    """A convocation that was told to the members, with all items on the agenda."""
    dispatch = Dispatch(
        assembly_id=assembly.id, kind=DispatchKind.CONVOCATION, channel=ConvocationChannel.DIRECT_TEXTFORM,
        meets_on=assembly.meets_on, begins_at=assembly.begins_at, form=assembly.form, place=assembly.place,
        receipt_by=MEETS_ON, sequence=0, statute_version_id=statutes.get_version_on(session, TODAY).id,
        told_at=NOW, told_by=OFFICE.name,
    )
    session.add(dispatch)
    assembly.state, assembly.convened_at = AssemblyState.CONVENED, NOW
    session.flush()
    for item in assembly.items:
        item.announced_by_id = dispatch.id
    session.flush()
    return dispatch


def refused(session: Session, statement: object, sentence: str) -> None:
    """The database turns a statement down with its sentence."""
    with pytest.raises(DBAPIError, match=sentence), session.begin_nested():
        session.execute(statement)  # type: ignore[call-overload]


def test_what_was_told_to_the_members_is_never_changed(session: Session) -> None:
    a_convening_house(session)
    dispatch = told(session, an_assembly(session))
    for change in ({"begins_at": time(15)}, {"place": "Anderswo"}, {"told_by": "X"}):
        refused(session, update(Dispatch).where(Dispatch.id == dispatch.id).values(**change), "told to the members")
    refused(session, delete(Dispatch).where(Dispatch.id == dispatch.id), "told to the members")


def test_an_announced_item_stands_with_its_synopsis(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    item = an_item(session, assembly)
    item.synopsis.append(SynopsisRow(position=1, clause="§ 1", old_text="alt", new_text="neu"))
    session.flush()
    told(session, assembly)
    for statement in (
        update(AgendaItem).where(AgendaItem.id == item.id).values(draft="Anderes"),
        delete(AgendaItem).where(AgendaItem.id == item.id),
        update(SynopsisRow).where(SynopsisRow.item_id == item.id).values(new_text="anders"),
        delete(SynopsisRow).where(SynopsisRow.item_id == item.id),
    ):
        refused(session, statement, "announced item")


def test_a_convened_assembly_is_never_merely_planned_again(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    told(session, assembly)
    back = update(Assembly).where(Assembly.id == assembly.id)
    refused(session, back.values(state=AssemblyState.PLANNED, convened_at=None), "stays convened")


def test_a_cancelled_assembly_stays_as_it_was(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    told(session, assembly)
    assembly.state, assembly.ended_at, assembly.ended_by = AssemblyState.CANCELLED, NOW, OFFICE.name
    session.flush()
    refused(session, update(Assembly).where(Assembly.id == assembly.id).values(place="Anderswo"), "an end stays an end")


def test_only_a_stretched_assembly_has_a_discussion_phase(session: Session) -> None:
    a_convening_house(session)
    with pytest.raises(DBAPIError, match="stretched"), session.begin_nested():
        an_assembly(session, form=MeetingForm.STRETCHED)
