"""Entering an assembly online by a ticket: one entry for each person, into this assembly alone (§ 43b GenG)."""

import secrets
from datetime import datetime

from sqlalchemy import case, update
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.attendance import queries, rules
from app.attendance.models import Entry
from app.attendance.queries import Ticket
from app.core import files
from app.core.db import hold
from app.core.formats import local
from app.core.values import NotFound


def enter(session: Session, assembly: Assembly, ticket: Ticket, party_id: int, now: datetime) -> tuple[Entry, str]:
    """Let the holder of a ticket in online, as one of the persons it stands for; gives the browser's token.

    Whoever was in before on another device no longer is. The entry is its own record: nothing else is written, so that
    a thousand come in at once (§ 43b GenG).
    """
    today = local(now).date()
    if not queries.awaits_results(session, assembly):
        rules.check_door_open(queries.held_on(session, assembly, today), today)
    if party_id not in {each.party_id for each in queries.entrance_of(session, assembly, ticket, today).persons}:
        raise NotFound
    hold(session, f"entry:{assembly.id}:{party_id}", alone=True)
    former = (Entry.assembly_id == assembly.id, Entry.party_id == party_id, Entry.ended_at.is_(None))
    ended_at = case((Entry.entered_at > now, Entry.entered_at), else_=now)
    session.execute(
        update(Entry).where(*former).values(ended_at=ended_at), execution_options={"synchronize_session": False}
    )
    token = secrets.token_urlsafe(32)
    entry = Entry(
        assembly_id=assembly.id, party_id=party_id, token_hash=files.digest_of(token.encode()), entered_at=now
    )
    session.add(entry)
    session.flush()
    return entry, token


def end_entry(session: Session, entry: Entry, now: datetime) -> None:
    """Let nobody in any more by the token of this device (§ 43b GenG)."""
    entry.ended_at = max(now, entry.entered_at)
    session.flush()
