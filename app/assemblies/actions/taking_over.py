"""Items that one assembly left open are put on the agenda of another, with draft and synopsis (§ 46 GenG; R-GV-11)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.assemblies import queries, rules
from app.assemblies.actions.agenda import add_item, change_item
from app.assemblies.actions.synopsis import add_clause
from app.assemblies.models import AgendaItem, Assembly
from app.assemblies.rules import PlannedItem, Wording
from app.core.formats import local
from app.core.values import Actor, Refusal


def take_over(
    session: Session, to: Assembly, items: Sequence[AgendaItem], actor: Actor, now: datetime,
    seats: Mapping[int, int] | None = None,
) -> int:
    """Put copies of items on an agenda, before what comes last; gives how many. Their papers are handed in anew.

    What another assembly takes up already is refused. `seats`: item → how many seats are to be filled still, where an
    election filled some, and no other assembly is to fill them; they join what is copied there already.
    """
    if not items:
        raise Refusal("Wählen Sie, welche Punkte übernommen werden.")
    rules.check_takes_items(to.state, to.meets_on, local(now).date())
    known = queries.taken_over_to(session, [each.id for each in items])
    seats = seats or {}
    for each in items:
        is_taken = each.id in known and not seats.get(each.id)
        rules.check_taken_over_once(each.title, known[each.id][0].meets_on if is_taken else None)
    for each in items:
        _put_on(session, to, each, seats.get(each.id, each.seats), actor, now)
    session.refresh(to)
    return len(items)


def _put_on(
    session: Session, to: Assembly, item: AgendaItem, left: int | None, actor: Actor, now: datetime
) -> None:
    """Copy an item, or let its copy fill the seats that fell empty since, where one stands there unannounced already.

    Else the members would vote on two elections of one seat each, side by side (R-ELE-03).
    """
    copy = next((each for each in to.items if each.taken_from_id == item.id and each.announced_by_id is None), None)
    if copy is not None:
        seats = (copy.seats or 0) + (left or 0)
        kept = PlannedItem(copy.item_type, copy.title, copy.proposed_by, copy.subject, seats, copy.draft)
        change_item(session, to, copy, kept, actor, now)
        return
    planned = PlannedItem(item.item_type, item.title, item.proposed_by, item.subject, left, item.draft)
    added = add_item(session, to, planned, actor, now, queries.usual_place(to))
    added.taken_from_id = item.id
    for row in item.synopsis:
        add_clause(session, to, added, Wording(row.clause, row.old_text, row.new_text), actor, now)
