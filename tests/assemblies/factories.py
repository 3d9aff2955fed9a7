"""Assemblies to test with; all people and places are invented."""

from datetime import date, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem, Assembly
from app.assemblies.rules import AssemblyKind, ConvenedBy, ItemType, MeetingForm, ProposedBy, Subject
from tests.departures.factories import a_leaving_house
from tests.factories import NOW, OFFICE, TODAY

MEETS_ON = TODAY + timedelta(days=60)
"""Far enough ahead for every period."""
MEETS_SOON = TODAY + timedelta(days=10)
"""Too soon to be convened."""


def a_convening_house(session: Session, **statute: Any) -> None:
    """A house set up, whose statute lets the assembly be convened by a direct message in Textform."""
    a_leaving_house(session, **{"gv_channel": "direct_textform", **statute})


def an_assembly(session: Session, meets_on: date = MEETS_ON, **more: Any) -> Assembly:
    """A planned ordinary assembly in a hall, with nothing on its agenda."""
    assembly = Assembly(**{
        "kind": AssemblyKind.ORDINARY, "form": MeetingForm.PHYSICAL, "meets_on": meets_on, "begins_at": time(14),
        "place": "Bürgersaal Altenbruck, Kirchgasse 1, 70997 Altenbruck", "convened_by": ConvenedBy.BOARD,
        "recorded_at": NOW, "recorded_by": OFFICE.name, **more,
    })
    session.add(assembly)
    session.flush()
    return assembly


def an_item(session: Session, assembly: Assembly, **more: Any) -> AgendaItem:
    """A further item of the agenda: the adoption of the accounts, with its draft."""
    item = AgendaItem(**{
        "assembly_id": assembly.id, "position": len(assembly.items) + 1, "item_type": ItemType.RESOLUTION,
        "subject": Subject.ADOPT_ACCOUNTS, "title": "Feststellung des Jahresabschlusses 2025",
        "draft": "Der Jahresabschluss zum 31.12.2025 wird festgestellt.", "proposed_by": ProposedBy.BOTH,
        "recorded_at": NOW, "recorded_by": OFFICE.name, **more,
    })
    session.add(item)
    session.flush()
    session.refresh(assembly)
    return item
