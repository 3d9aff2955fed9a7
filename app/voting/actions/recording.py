"""What an assembly resolved without being opened here is recorded from its agenda (§ 47 GenG)."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.assemblies import actions as assemblies
from app.assemblies import queries as convened
from app.assemblies.models import AgendaItem, RecordedItem
from app.assemblies.rules import ELECTIONS, majority_under
from app.boardroom.rules import Confirmed
from app.core import journal
from app.core.told import Told
from app.core.values import Actor
from app.organs.models import Resolution
from app.organs.rules import Outcome
from app.statutes import queries as statutes
from app.voting import queries, rules
from app.voting.rules import Tally


def record_under(
    session: Session, assembly_id: int, item_id: int, confirmed: Confirmed, record: Callable[[], Resolution],
    actor: Actor, now: datetime,
) -> Resolution:
    """Record a resolution as one of this assembly, and under the item of its agenda that is named, or under none (0).

    `record` records it; what the assembly and the item contradict is refused then, or asked (R-MAJ-01 to R-MAJ-06).
    """
    assembly = assemblies.hold(session, assembly_id)
    queries.check_recordable(session, assembly, now)
    resolution = record()
    decided_on = resolution.meeting_on or assembly.meets_on
    last_day = assembly.votes_until or assembly.meets_on
    rules.check_of_its_days(assembly.meets_on, last_day, decided_on, bool(item_id))
    if not item_id:
        return resolution
    item = convened.get_item(assembly, item_id)
    rules.check_recorded_once(item.position, convened.recorded_from(session, item.id), confirmed.is_another)
    _check_votes(session, item, resolution, confirmed)
    session.add(RecordedItem(resolution_id=resolution.id, item_id=item.id, recorded_at=now))
    session.flush()
    summary = Told("{number} zu TOP {position} nachgetragen", number=resolution.number, position=item.position)
    journal.record(
        session, actor, "assembly.recorded", assemblies.subject_of(assembly), now, summary, resolution=resolution.id
    )
    return resolution


def _check_votes(session: Session, item: AgendaItem, resolution: Resolution, confirmed: Confirmed) -> None:
    """Ask about votes that do not go with the result; those of an election are by person, and are not known here."""
    (decided,) = resolution.items
    votes = (decided.votes_for, decided.votes_against)
    if item.subject is None or item.subject in ELECTIONS or votes == (None, None):
        return
    statute = statutes.statute_on(session, resolution.meeting_on or decided.proposed_at.date())
    threshold, tally = majority_under(statute, item.subject).threshold, Tally(votes[0] or 0, votes[1] or 0)
    is_carried = decided.outcome is Outcome.ACCEPTED
    rules.check_carried(item.position, threshold, tally, is_carried, confirmed.is_declared)
