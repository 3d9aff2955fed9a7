"""What the tests about declarations from before a splitting look at in the end."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.operations.queries import check
from app.organs.models import Item
from documents import registry
from tests.shares.test_splitting import LATER, work

AFTER_NOTING = LATER + timedelta(hours=1)
"""A moment at which the splitting is known here."""


def faults(session: Session) -> list[str]:
    """What the nightly check finds, once certificates and letters have followed."""
    work(session)
    return [str(each) for each in check.findings(session, AFTER_NOTING)]


def minutes_of(session: Session, item: Item) -> str:
    """What the protocol says that was resolved on an item."""
    assert item.resolution is not None
    document = archive.get_document(session, item.resolution.protocol_document_id or 0)
    facts = registry.load("protocol", document.facts or {})
    return " ".join(facts.items[(item.position or 1) - 1].text.split())
