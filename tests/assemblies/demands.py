"""Demands of members to test with; all people and places are invented."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.assemblies import actions
from app.assemblies.actions import Received
from app.assemblies.models import AgendaRequest
from app.assemblies.rules import RequestAim, Wanted
from app.core.uploads import CheckedFile
from app.members.models import Member
from tests.factories import NOW, OFFICE, TODAY, a_pdf
from tests.shares.factories import JOINED, a_member

TITLE, PURPOSE = "Ausbau des Netzes in Quellbach", "Die Versammlung soll über den Ausbau beschließen."
REASONS = "Seit zwei Jahren warten vierzig Haushalte auf den Anschluss."
DRAFT = "Der Vorstand legt bis zum Jahresende einen Plan für den Ausbau vor."
SCAN = CheckedFile("Verlangen.pdf", a_pdf("Verlangen"))


def wanted(aim: RequestAim = RequestAim.ITEM, **more: Any) -> Wanted:
    """What members want: an item with a resolution."""
    return Wanted(**{"aim": aim, "title": TITLE, "purpose": PURPOSE, "reasons": REASONS, "draft": DRAFT, **more})


def many_members(session: Session, number: int) -> list[Member]:
    """So many members, besides those who are there already."""
    return [a_member(session, f"Gemeinde Nr. {each:03d}", first_day=JOINED) for each in range(1, number + 1)]


def demanded(
    session: Session, by: list[Member], aim: RequestAim = RequestAim.ITEM, received_on: date = TODAY, **more: Any
) -> AgendaRequest:
    """A demand that came in, supported by these members."""
    named = [str(each.number) for each in by]
    received = Received(wanted(aim, **more), received_on, SCAN, named)
    return actions.record_request(session, received, OFFICE, NOW)
