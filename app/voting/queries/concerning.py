"""Whom the matter of a vote concerns: whether it was said, and whether too late for it (§ 43 (6) GenG; R-VOTE-06)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem, Assembly
from app.attendance import queries as attendance
from app.attendance.rules import ConcernKind
from app.voting.models import Poll
from app.voting.queries.reading import polls_of


def is_concern_unsaid(session: Session, assembly: Assembly, poll: Poll) -> bool:
    """Whether nobody said yet whom the matter of a poll concerns, whose votes do not count there (§ 43 (6); R-VOTE-06).
    """
    unnamed = attendance.unnamed_items(session, assembly)
    return poll.matter is not None and poll.item_id in {each.id for each in unnamed}


def declared_at(session: Session, item: AgendaItem) -> datetime | None:
    """When a result was declared last on the matter of an item; None where none is (§ 47 (1) GenG; R-MIN-01)."""
    found = [each for each in polls_of(session, item.assembly_id) if each.matter is item and each.declaration]
    return max((each.declaration.declared_at for each in found if each.declaration), default=None)


def named_later(session: Session, poll: Poll) -> list[str]:
    """Whom a matter concerns, said after its result was declared: what is declared stays (§§ 43 (6), 51 GenG).

    By name, in the order in which they were named; without who was exempted since (R-VOTE-06).
    """
    if poll.matter is None or poll.declaration is None:
        return []
    said = {each.party_id: each for each in attendance.history_of(session, poll.matter)}
    since = poll.declaration.declared_at
    return [
        each.party.display_name for each in said.values()
        if each.kind is ConcernKind.NAMED and each.recorded_at > since
    ]
