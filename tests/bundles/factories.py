"""Bundles of needs of every level, made through the room's own actions; all invented."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.bundles import actions, queries
from app.bundles.models import Bundle
from app.bundles.rules import Wording
from app.core.values import Role
from app.needs.models import Need
from app.needs.rules import Level, Viewer
from tests.factories import NOW
from tests.needs.factories import House, actor_of

ALL = Viewer(reads_all=True)


def a_bundle(
    session: Session, house: House, *needs: Need, title: str = "Protokolle", words: str = "",
    level: Level = Level.MEMBERS, now: datetime = NOW,
) -> Bundle:
    """A bundle that the office opened with these needs, having looked that its words tell nothing."""
    act = actions.open_bundle(
        session, Wording(title, words, level), [each.id for each in needs], True, actor_of(house.office, Role.OFFICE),
        now,
    )
    return queries.get_bundle(session, act.turns[0].bundle_id, ALL)


def held(session: Session, bundle: Bundle) -> list[str]:
    """The titles of the needs in a bundle, as the office sees them."""
    return [each.need.title for each in queries.needs_in(session, bundle.id, ALL)]
