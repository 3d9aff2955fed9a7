"""Items that one assembly left open are put on the agenda of another, with draft and synopsis (§ 46 GenG; R-GV-11)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.assemblies import queries, rules
from app.assemblies.actions.agenda import add_item
from app.assemblies.actions.synopsis import add_clause
from app.assemblies.models import AgendaItem, Assembly
from app.assemblies.rules import PlannedItem, Wording
from app.core.values import Actor, Refusal


def take_over(
    session: Session, to: Assembly, items: Sequence[AgendaItem], actor: Actor, now: datetime,
    seats: Mapping[int, int] | None = None,
) -> int:
    """Put copies of items on an agenda, before what comes last; gives how many. Their papers are handed in anew.

    What another assembly takes up already is refused. `seats`: item → how many seats are to be filled still, where an
    election filled some, and no other assembly is to fill them.
    """
    if not items:
        raise Refusal("Wählen Sie, welche Punkte übernommen werden.")
    known = queries.taken_over_to(session, [each.id for each in items])
    seats = seats or {}
    for each in items:
        is_taken = each.id in known and not seats.get(each.id)
        rules.check_taken_over_once(each.title, known[each.id][0].meets_on if is_taken else None)
    for each in items:
        left = seats.get(each.id, each.seats)
        planned = PlannedItem(each.item_type, each.title, each.proposed_by, each.subject, left, each.draft)
        added = add_item(session, to, planned, actor, now, queries.usual_place(to))
        added.taken_from_id = each.id
        for row in each.synopsis:
            add_clause(session, to, added, Wording(row.clause, row.old_text, row.new_text), actor, now)
    session.refresh(to)
    return len(items)
