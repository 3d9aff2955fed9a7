"""What of an assembly stands in the register of resolutions: declared here, or recorded afterwards (§ 47 GenG)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem, Assembly, RecordedItem
from app.assemblies.queries import has_begun, is_recorded_within
from app.core.values import German
from app.organs.models import Resolution
from app.voting import rules
from app.voting.models import Declaration
from app.voting.queries.reading import declared_polls, resolution_numbers
from app.voting.rules import OUTCOME_WORDS


@dataclass(frozen=True)
class Result:
    """How a vote under an item ended: in which poll, with what, under which number of the register, if any."""

    poll_id: int
    outcome: German
    number: str


def check_recordable(session: Session, assembly: Assembly, now: datetime) -> None:
    """Refuse to record afterwards what this assembly resolved, before anything is typed (§ 47 (1) GenG; R-MIN-01)."""
    begun = has_begun(session, assembly)
    rules.check_recordable(assembly.state, assembly.meets_on, assembly.begins_at, now, begun)


def recorded_afterwards(session: Session, assembly: Assembly) -> Sequence[Resolution]:
    """The assembly's resolutions that were recorded under its items, or of the days on which it met, by number: without
    what was declared here (§ 47 GenG).

    The register names no assembly; where two met on one day, both show what was recorded of it under no item.
    """
    declared = select(Declaration.poll_id).where(Declaration.resolution_id == Resolution.id)
    is_of_it = is_recorded_within(assembly.meets_on, assembly.votes_until or assembly.meets_on)
    under = select(RecordedItem.item_id).join(AgendaItem, AgendaItem.id == RecordedItem.item_id).where(
        RecordedItem.resolution_id == Resolution.id
    )
    here, elsewhere = (under.where(each) for each in (
        AgendaItem.assembly_id == assembly.id, AgendaItem.assembly_id != assembly.id
    ))
    found = select(Resolution).where(or_(is_of_it, here.exists()), ~declared.exists(), ~elsewhere.exists())
    return session.scalars(found.order_by(Resolution.year, Resolution.ordinal)).unique().all()


def results_under(session: Session, assembly: Assembly) -> Mapping[int, Sequence[Result]]:
    """Item → what was declared under it, motions as well, in the order of the votes (§ 47 (1) GenG; R-MIN-01)."""
    polls = declared_polls(session, assembly.id)
    numbers = resolution_numbers(session, polls)
    found: dict[int, list[Result]] = {}
    for each in polls:
        if each.declaration is not None:
            outcome = German(OUTCOME_WORDS[each.declaration.outcome])
            found.setdefault(each.item_id, []).append(Result(each.id, outcome, numbers.get(each.id, "")))
    return found
