"""Whom the matter of a vote concerns: whether it was said, and whether too late for it (§ 43 (6) GenG; R-VOTE-06)."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem, Assembly
from app.attendance import queries as attendance
from app.attendance.models import Presence
from app.attendance.rules import ConcernKind
from app.voting.models import Poll, PollRoll
from app.voting.queries.reading import polls_of
from app.voting.rules import PollState


def is_concern_unsaid(session: Session, assembly: Assembly, poll: Poll) -> bool:
    """Whether nobody said yet whom the matter of a poll concerns, whose votes do not count there (§ 43 (6); R-VOTE-06).
    """
    unnamed = attendance.unnamed_items(session, assembly)
    return poll.matter is not None and poll.item_id in {each.id for each in unnamed}


def declared_at(session: Session, item: AgendaItem) -> list[datetime]:
    """When results were declared on the matter of an item, the first one first (§ 47 (1) GenG; R-MIN-01)."""
    found = [each for each in polls_of(session, item.assembly_id) if each.matter is item]
    return sorted(each.declaration.declared_at for each in found if each.declaration)


def voted_at(session: Session, presence: Presence) -> datetime | None:
    """When the first vote began on whose roll a member stands by a presence; None where it stands on none (§ 47 (3)).

    What was broken off decided nothing (R-MIN-05).
    """
    began = select(func.min(Poll.opened_at)).join(PollRoll, PollRoll.poll_id == Poll.id).where(
        Poll.assembly_id == presence.assembly_id, PollRoll.member_id == presence.member_id,
        PollRoll.added_at >= presence.came_at, Poll.state != PollState.VOID,
    )
    return session.scalar(began)


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
