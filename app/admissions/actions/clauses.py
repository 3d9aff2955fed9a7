"""The clauses of the declaration: the first versions, and new ones; declared versions are never changed (R-ADM-05)."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.admissions.models import ClauseText
from app.admissions.rules import DEFAULT_WORDINGS, ClauseKind, check_wording
from app.core import journal
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, Refusal

FIRST_DAY = date(2000, 1, 1)
"""From when the default wordings hold: long before any declaration in this program."""


def ensure_clause_texts(session: Session, today: date) -> None:
    """Lay down the default wording of every clause that has none yet, as version 1."""
    there = set(session.scalars(select(ClauseText.kind).where(ClauseText.valid_from <= today)))
    for kind, wording in DEFAULT_WORDINGS.items():
        if kind not in there:
            first = ClauseText(kind=kind, version=1, heading=wording.heading, text=wording.text, valid_from=FIRST_DAY)
            session.add(first)
    session.flush()


def add_clause_version(
    session: Session, kind: ClauseKind, heading: str, text: str, valid_from: date, actor: Actor, now: datetime
) -> ClauseText:
    """Add a wording that holds from a day on, today at the earliest; the former ones stay."""
    check_wording(heading, text)
    if valid_from < local(now).date():
        raise Refusal("Ein neuer Wortlaut gilt frühestens ab heute. Was schon erklärt ist, ändert sich nicht.")
    newest = session.scalar(select(func.max(ClauseText.version)).where(ClauseText.kind == kind)) or 0
    clause = ClauseText(
        kind=kind, version=newest + 1, heading=heading.strip(), text=text.strip(), valid_from=valid_from
    )
    session.add(clause)
    session.flush()
    summary = Told(
        "Klausel „{heading}“ in Fassung {version}, gültig ab {day}",
        heading=clause.heading, version=clause.version, day=written(valid_from),
    )
    journal.record(session, actor, "add_clause_version", f"clause:{clause.id}", now, summary)
    return clause
