"""Items that one assembly left open are put on the agenda of another, with draft and synopsis (§ 46 GenG; R-GV-11)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.assemblies import queries
from app.assemblies.actions.agenda import add_item
from app.assemblies.actions.synopsis import add_clause
from app.assemblies.models import AgendaItem, Assembly
from app.assemblies.rules import PlannedItem, Wording
from app.core.values import Actor, Refusal


def take_over(session: Session, to: Assembly, items: Sequence[AgendaItem], actor: Actor, now: datetime) -> int:
    """Put copies of items on an agenda, before what comes last; gives how many. Their papers are handed in anew."""
    if not items:
        raise Refusal("Wählen Sie, welche Punkte übernommen werden.")
    for each in items:
        planned = PlannedItem(each.item_type, each.title, each.proposed_by, each.subject, each.seats, each.draft)
        added = add_item(session, to, planned, actor, now, queries.usual_place(to))
        for row in each.synopsis:
            add_clause(session, to, added, Wording(row.clause, row.old_text, row.new_text), actor, now)
    session.refresh(to)
    return len(items)
