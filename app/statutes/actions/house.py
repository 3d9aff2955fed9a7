"""The house data beside the statute, and the logo."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from app.core import files, journal
from app.core.told import Told
from app.core.uploads import CheckedFile
from app.core.values import Actor
from app.statutes import queries
from app.statutes.models import HouseData
from app.statutes.rules import HouseFacts, check_house_facts, check_logo


def change_house_data(session: Session, facts: HouseFacts, actor: Actor, now: datetime) -> HouseData:
    """Change the house data; the journal keeps what stood there before."""
    tidy = check_house_facts(facts)
    before, after = asdict(queries.house_facts(session)), asdict(tidy)
    changed = {name for name in after if before[name] != after[name]}
    row = _stored_house(session)
    for name, value in after.items():
        setattr(row, name, list(value) if name == "regions" else value)
    session.flush()
    if changed:
        journal.record(
            session, actor, "house.changed", "house:1", now, Told("Angaben zur Genossenschaft geändert"),
            before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
        )
    return row


def change_logo(session: Session, logo: CheckedFile | None, actor: Actor, now: datetime) -> None:
    """Put a logo in place of the house mark, or take it away."""
    row = _stored_house(session)
    row.logo_mimetype = check_logo(logo.content) if logo else ""
    row.logo_sha256 = files.keep(session, logo.content) if logo else None
    summary = Told("Logo abgelegt") if logo else Told("Logo entfernt")
    journal.record(session, actor, "house.logo_changed", "house:1", now, summary, sha256=row.logo_sha256)


def _stored_house(session: Session) -> HouseData:
    row = queries.house(session)
    session.add(row)
    session.flush()
    return row
