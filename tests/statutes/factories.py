"""Makes statutes for tests; the cooperative is invented."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.uploads import CheckedFile
from app.core.values import Actor, Role
from app.statutes import actions
from app.statutes.models import StatuteVersion
from tests.factories import NOW, a_pdf

ADMINISTRATOR = Actor("Ottilie Brandner", roles=frozenset({Role.ADMINISTRATOR}))
FOUNDED = date(2021, 3, 12)
REGISTERED = date(2021, 6, 1)
PDF = a_pdf("Die Satzung")
FILE = CheckedFile("Satzung.pdf", PDF)
VALUES: dict[str, object] = {
    "firm": "Digitalverbund Morgenau eG", "seat": "Morgenau", "object": "Gemeinsame Dienste",
    "publication": "Morgenauer Bote", "share_amount": 25_000_00, "min_payment": 25_000_00, "nachschuss": "none",
    "legal_reserve_pct": 10, "legal_reserve_target": 25, "gv_channel": "direct_textform",
    "gv_chair": "Vorsitz des Aufsichtsrats", "minutes_rule": "Niederschrift", "sb_quorum": "more_than_half",
    "further_shares_allowed": True, "max_shares": 200,
}  # fmt: skip


def version_facts(
    title: str = "Gründungssatzung", resolved_on: date = FOUNDED, clauses: dict[str, str] | None = None,
    **values: Any,
) -> actions.VersionFacts:
    """What somebody types about a version; values that are None are not said."""
    return actions.VersionFacts(title, resolved_on, {**VALUES, **values}, clauses or {})


def a_version(
    session: Session, resolved_on: date = FOUNDED, title: str = "Gründungssatzung", at: datetime = NOW, **values: Any
) -> StatuteVersion:
    """A version that is resolved, not yet registered."""
    return actions.record_version(session, version_facts(title, resolved_on, **values), ADMINISTRATOR, at)


def a_statute(
    session: Session, resolved_on: date = FOUNDED, registered_on: date = REGISTERED, at: datetime = NOW, **values: Any
) -> StatuteVersion:
    """A registered version of the statute, with its PDF; `at` is when that was noted."""
    version = a_version(session, resolved_on, at=at, **values)
    actions.attach_document(session, version, FILE, ADMINISTRATOR, at)
    actions.register_version(session, version, registered_on, ADMINISTRATOR, at)
    return version


def a_correction(session: Session, wrong: StatuteVersion, at: datetime, **values: Any) -> StatuteVersion:
    """A version registered in the place of one that was recorded wrongly."""
    facts = replace(version_facts("Berichtigt", wrong.resolved_on, **values), corrects_id=wrong.id)
    version = actions.record_version(session, facts, ADMINISTRATOR, at)
    actions.register_version(session, version, wrong.registered_on or REGISTERED, ADMINISTRATOR, at)
    return version
