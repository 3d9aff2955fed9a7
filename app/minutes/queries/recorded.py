"""What a resolution asks for that an assembly passed on paper, and that is recorded from its agenda (R-GV-10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem, RecordedItem
from app.assemblies.rules import Subject
from app.minutes.rules import FollowUp, file_by, filing_law, follow_ups_of
from app.organs.models import Item, Resolution
from app.organs.rules import Outcome


@dataclass(frozen=True)
class AskedFor:
    """Something that a recorded resolution asks for; the house does not note here whether it is done."""

    what: FollowUp
    subject: Subject
    resolved_on: date

    @property
    def law(self) -> str:
        """The paragraph by which it is filed; empty of what is not."""
        return filing_law(self.subject) if self.what is FollowUp.FILING else ""

    @property
    def due_on(self) -> date | None:
        """Until when it is filed with the register; None of what the house sets no day for."""
        return file_by(self.resolved_on) if self.what is FollowUp.FILING else None


def asked_by_recorded(session: Session, resolution_id: int) -> Sequence[AskedFor]:
    """List what a resolution asks for that was recorded from an item as accepted; nothing of any other."""
    found = select(AgendaItem.subject, Resolution.meeting_on).select_from(RecordedItem).join(
        AgendaItem, AgendaItem.id == RecordedItem.item_id
    ).join(Resolution, Resolution.id == RecordedItem.resolution_id).join(Item, Item.resolution_id == Resolution.id)
    row = session.execute(found.where(Resolution.id == resolution_id, Item.outcome == Outcome.ACCEPTED)).first()
    if row is None or row[0] is None or row[1] is None:
        return []
    return [AskedFor(what, row[0], row[1]) for what in follow_ups_of(row[0])]
