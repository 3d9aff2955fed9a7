"""The minute taker notes who of the board was there, and who led (§ 47 (2) GenG; R-MIN-03)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from app.assemblies import actions as assemblies
from app.assemblies.models import Assembly
from app.core import journal
from app.core.told import Told
from app.core.values import Actor, NotFound
from app.minutes import queries, rules
from app.voting import actions as voting
from app.voting import queries as meetings


def note_present(
    session: Session, assembly: Assembly, party_ids: Collection[int], chair_id: int | None, actor: Actor, now: datetime
) -> None:
    """Note who of the board was in the meeting though no door knows it, and which person of the chair's name led;
    before the minutes lie for signature (R-MIN-03).
    """
    rules.check_wordable(queries.state_of(queries.find_minutes(session, assembly.id)))
    board = {each.party_id: each.name for each in queries.officers_of(session, assembly)}
    sitting = queries.get_opened(session, assembly.id)
    called = {each.id: each.display_name for each in meetings.called_chair(session, assembly, sitting)}
    rules.check_chair(chair_id is None or chair_id in called, sitting.chair)
    meant = {*party_ids, *([chair_id] if chair_id else [])}
    if not set(party_ids) <= board.keys():
        raise NotFound
    voting.note_there(session, assembly.id, party_ids, chair_id, actor, now)
    names = ", ".join({**called, **board}[each] for each in sorted(meant))
    summary = Told("Anwesenheit für die Niederschrift vermerkt: {who}", who=names or "–")
    journal.record(session, actor, "minutes.present", assemblies.subject_of(assembly), now, summary)
