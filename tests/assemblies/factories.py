"""Assemblies to test with; all people and places are invented."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.assemblies import actions
from app.assemblies.actions import Way
from app.assemblies.models import AgendaItem, Assembly, Dispatch
from app.assemblies.rules import (
    AssemblyKind,
    AssemblyState,
    ConvenedBy,
    DispatchKind,
    ItemType,
    MeetingForm,
    ProposedBy,
    Subject,
)
from app.core.uploads import CheckedFile
from app.desk.queries import waiting
from app.desk.rules import TaskKind
from app.members.models import Member
from app.organs import actions as organs
from app.organs.rules import ItemKind, Organ, Outcome
from app.statutes import actions as statute_actions
from app.statutes import queries as statutes
from app.statutes.rules import ConvocationChannel
from tests.departures.factories import a_leaving_house
from tests.factories import NOW, OFFICE, TODAY
from tests.shares.factories import HOUSE, JOINED, a_member
from tests.statutes.factories import ADMINISTRATOR

MEETS_ON = TODAY + timedelta(days=60)
"""Far enough ahead for every period."""
DIRECTLY = Way()
"""Told to each member, by mail where there is an address."""
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


def convened(session: Session, assembly: Assembly) -> Dispatch:
    """The assembly told to the members, with all items that stand on the agenda by now."""
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
    session.refresh(assembly)
    return dispatch


RECORD = CheckedFile("Niederschrift.pdf", b"%PDF-1.7 Niederschrift")


def a_resolution(
    session: Session, organ: Organ = Organ.BOARD, outcome: Outcome = Outcome.ACCEPTED,
    record: CheckedFile | None = RECORD, kind: ItemKind = ItemKind.OTHER, held: str = "hybrid",
) -> str:
    """A resolution on the form of the assembly, recorded from paper; gives its number."""
    facts = (TODAY, "Form der Versammlung", f"Die Versammlung findet {held} statt.", outcome, OFFICE, NOW)
    return organs.record_resolution(session, organ, *facts, kind=kind, record=record).number


def a_ready_assembly(session: Session, **more: Any) -> Assembly:
    """A planned assembly that lacks nothing to be convened: both chose its form, and a resolution is on its agenda."""
    assembly = an_assembly(session, **more)
    an_item(session, assembly)
    return assembly


def with_mail(session: Session, name: str = "Gemeinde Quellbach", email: str = "post@quellbach.example") -> Member:
    """A member that can be reached by mail and by letter."""
    member = a_member(session, name, first_day=JOINED)
    member.party.email = email
    session.flush()
    return member


def without_mail(session: Session, name: str = "Gemeinde Altenbruck") -> Member:
    """A member that can be reached by letter alone."""
    return a_member(session, name, first_day=JOINED)


def a_reachable_house(session: Session, **statute: Any) -> tuple[Member, Member]:
    """A house that convenes by direct message, with an e-mail address; a member with mail, and one without."""
    a_convening_house(session, **statute)
    statute_actions.change_house_data(session, replace(HOUSE, email="kontor@morgenau.example"), ADMINISTRATOR, NOW)
    return with_mail(session), without_mail(session)


def invited(session: Session, assembly: Assembly | None = None, way: Way = DIRECTLY) -> Dispatch:
    """An assembly that was convened today."""
    meant = assembly or a_ready_assembly(session)
    return actions.convene(session, meant.id, way, OFFICE, NOW)


def unreached_on(session: Session, day: date) -> int:
    """How many members the desk says were not reached."""
    found = waiting(session, OFFICE, day).tasks
    return found.get(TaskKind.MEMBERS_UNREACHED, 0)
