"""The clauses of an amendment, as they read now and as they are to read (Synopse, § 16 GenG; R-DOC-06)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.assemblies import queries, rules
from app.assemblies.actions.agenda import check_editable
from app.assemblies.actions.holding import subject_of
from app.assemblies.models import AgendaItem, Assembly, SynopsisRow
from app.assemblies.rules import MAX_ROWS, Wording
from app.core import journal
from app.core.formats import count
from app.core.told import Kept, Told
from app.core.values import Actor


def add_clause(
    session: Session, assembly: Assembly, item: AgendaItem, wording: Wording, actor: Actor, now: datetime
) -> SynopsisRow:
    """Set a clause as it is to read against what it reads now, at the end of the synopsis (R-DOC-06)."""
    check_editable(session, assembly, item, now)
    rules.check_takes_synopsis(item.subject)
    rules.check_room(len(item.synopsis), MAX_ROWS)
    rules.check_wording(wording)
    row = SynopsisRow(
        position=len(item.synopsis) + 1, clause=wording.clause.strip(), old_text=wording.old_text.strip(),
        new_text=wording.new_text.strip(),
    )
    item.synopsis.append(row)
    session.flush()
    summary = Told("TOP {number}, {clause} gegenübergestellt", **_named(item, row))
    _note(session, assembly, item, row, summary, actor, now)
    return row


def change_clause(
    session: Session, assembly: Assembly, item: AgendaItem, row: SynopsisRow, wording: Wording, actor: Actor,
    now: datetime,
) -> None:
    """Change how a clause is set against what it reads now; the same once more changes nothing (R-DOC-06)."""
    check_editable(session, assembly, item, now)
    rules.check_wording(wording)
    former = queries.shown_of_clause(row)
    row.clause, row.old_text = wording.clause.strip(), wording.old_text.strip()
    row.new_text = wording.new_text.strip()
    session.flush()
    if queries.shown_of_clause(row) != former:
        summary = Told("TOP {number}, {clause} anders gegenübergestellt", **_named(item, row))
        _note(session, assembly, item, row, summary, actor, now)


def remove_clause(
    session: Session, assembly: Assembly, item: AgendaItem, row: SynopsisRow, actor: Actor, now: datetime
) -> None:
    """Take a clause out of the synopsis; those after it move up (R-DOC-06)."""
    check_editable(session, assembly, item, now)
    summary = Told("TOP {number}, {clause} nicht mehr gegenübergestellt", **_named(item, row))
    _note(session, assembly, item, row, summary, actor, now)
    item.synopsis.remove(row)
    session.flush()
    for each in item.synopsis:
        if each.position > row.position:
            each.position -= 1
            session.flush()


def _named(item: AgendaItem, row: SynopsisRow) -> dict[str, object]:
    return {"number": count(item.position), "clause": Kept(row.clause)}


def _note(
    session: Session, assembly: Assembly, item: AgendaItem, row: SynopsisRow, summary: Told, actor: Actor,
    now: datetime,
) -> None:
    journal.record(
        session, actor, "assembly.synopsis_changed", subject_of(assembly), now, summary, item=item.id,
        old_text=row.old_text, new_text=row.new_text,
    )
