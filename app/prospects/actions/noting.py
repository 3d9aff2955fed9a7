"""What every act on a prospect shares: that something happened, the line of the journal, the words for search."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core import journal
from app.core.formats import fold
from app.core.told import Told
from app.core.values import Actor, German, Refusal
from app.prospects import queries
from app.prospects.models import Prospect

INTERESTED = Actor.applicant(German("Interessent"))
"""Who acts through the public form or a personal link. The journal keeps actors for good, so no name stands there."""


def standing(session: Session, prospect_id: int) -> Prospect:
    """A prospect whose data are there, held so that nobody else changes it meanwhile."""
    prospect = queries.get_prospect(session, prospect_id, lock=True)
    if prospect.erased_at is not None:
        raise Refusal("Die Angaben dieses Interessenten sind gelöscht.")
    return prospect


def touch(prospect: Prospect, now: datetime) -> None:
    """Note that something happened: the idle period runs anew, and nobody need answer whether to keep the data."""
    prospect.touched_at, prospect.asked_at, prospect.asked_until = now, None, None


def note(session: Session, prospect: Prospect, act: str, summary: Told, actor: Actor, now: datetime) -> None:
    """Write a line of the journal about a prospect."""
    session.flush()
    journal.record(session, actor, act, queries.subject_of(prospect.id), now, summary)


def find_again(prospect: Prospect) -> None:
    """Bring the words for search in line with what is known."""
    words = [prospect.name, prospect.city, prospect.region]
    for each in prospect.contacts:
        words += [each.name, each.email]
    prospect.search_text = fold(" ".join(words))
