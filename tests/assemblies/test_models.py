"""What the database itself keeps of an assembly."""

from datetime import time
from typing import Any

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem, Assembly, Dispatch, FormVote, SynopsisRow
from app.assemblies.rules import AlsoVoting, AssemblyState, DiscussionForm, DispatchKind, FormVoice, MeetingForm
from tests.assemblies.factories import MEETS_ON, a_convening_house, an_assembly, an_item, convened
from tests.factories import NOW, OFFICE


def refused(session: Session, statement: object, sentence: str) -> None:
    """The database turns a statement down with its sentence."""
    with pytest.raises(DBAPIError, match=sentence), session.begin_nested():
        session.execute(statement)  # type: ignore[call-overload]


def test_what_was_told_to_the_members_is_never_changed(session: Session) -> None:
    a_convening_house(session)
    dispatch = convened(session, an_assembly(session))
    for change in ({"begins_at": time(15)}, {"place": "Anderswo"}, {"told_by": "X"}):
        refused(session, update(Dispatch).where(Dispatch.id == dispatch.id).values(**change), "told to the members")
    refused(session, delete(Dispatch).where(Dispatch.id == dispatch.id), "told to the members")


def test_an_announced_item_stands_with_its_synopsis(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    item = an_item(session, assembly)
    item.synopsis.append(SynopsisRow(position=1, clause="§ 1", old_text="alt", new_text="neu"))
    session.flush()
    convened(session, assembly)
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
    convened(session, assembly)
    back = update(Assembly).where(Assembly.id == assembly.id)
    refused(session, back.values(state=AssemblyState.PLANNED, convened_at=None), "stays convened")


@pytest.mark.parametrize("change", [
    {"form": MeetingForm.VIRTUAL}, {"also_voting": AlsoVoting.WRITTEN}, {"is_streamed": True},
    {"form": MeetingForm.STRETCHED, "discussion_form": DiscussionForm.VIRTUAL, "votes_until": MEETS_ON},
])
def test_in_which_form_an_assembly_meets_stands_once_it_is_convened(session: Session, change: dict[str, Any]) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    changed = update(Assembly).where(Assembly.id == assembly.id).values(**change)
    with session.begin_nested() as planned:
        session.execute(changed)
        planned.rollback()
    convened(session, assembly)
    refused(session, changed, "stays convened")


def test_the_form_of_the_discussion_stands_once_a_stretched_assembly_is_convened(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(
        session, form=MeetingForm.STRETCHED, discussion_form=DiscussionForm.VIRTUAL, votes_until=MEETS_ON
    )
    convened(session, assembly)
    other = update(Assembly).where(Assembly.id == assembly.id).values(discussion_form=DiscussionForm.HYBRID)
    refused(session, other, "stays convened")


def test_day_and_place_of_a_convened_assembly_may_still_be_put_off(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    convened(session, assembly)
    session.execute(update(Assembly).where(Assembly.id == assembly.id).values(place="Stadthalle", access="x"))


def test_a_cancelled_assembly_stays_as_it_was(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    convened(session, assembly)
    assembly.state, assembly.ended_at, assembly.ended_by = AssemblyState.CANCELLED, NOW, OFFICE.name
    session.flush()
    refused(session, update(Assembly).where(Assembly.id == assembly.id).values(place="Anderswo"), "an end stays an end")


def test_only_a_stretched_assembly_has_a_discussion_phase(session: Session) -> None:
    a_convening_house(session)
    with pytest.raises(DBAPIError, match="stretched"), session.begin_nested():
        an_assembly(session, form=MeetingForm.STRETCHED)


def test_an_assembly_is_convened_and_called_off_once(session: Session) -> None:
    a_convening_house(session)
    told = convened(session, an_assembly(session))
    again = {column.name: getattr(told, column.name) for column in Dispatch.__table__.columns if column.name != "id"}
    for change in ({"sequence": 1}, {"kind": DispatchKind.ADDITION}):
        refused(session, insert(Dispatch).values({**again, **change}), "(?i)unique")
    called_off = {**again, "kind": DispatchKind.CANCELLATION, "sequence": 1}
    session.execute(insert(Dispatch).values(called_off))
    refused(session, insert(Dispatch).values({**called_off, "sequence": 2}), "(?i)unique")


def test_on_which_resolutions_the_form_rests_stands_once_it_is_convened(session: Session) -> None:
    a_convening_house(session)
    assembly = an_assembly(session)
    vote = {"assembly_id": assembly.id, "voice": FormVoice.BOARD, "form": MeetingForm.PHYSICAL,
            "resolution_number": "V-2026-001", "recorded_at": NOW, "recorded_by": "x"}  # fmt: skip
    session.execute(insert(FormVote).values(vote))
    session.execute(update(FormVote).values(resolution_number="V-2026-002"))
    convened(session, assembly)
    for statement in (
        update(FormVote).values(resolution_number="V-2026-003"), delete(FormVote),
        insert(FormVote).values({**vote, "voice": FormVoice.SUPERVISORY_BOARD}),
    ):
        refused(session, statement, "form was chosen stands")
