"""What every act on a round shares: holding it, its version, the line of the journal."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.assessments import queries
from app.assessments.models import AssessedNeed, Round
from app.assessments.rules import Overtaken
from app.core import journal
from app.core.formats import fold
from app.core.told import Told
from app.core.values import Actor


def keep_assessed(session: Session, found: Round) -> None:
    """Keep which needs each subject of a round has as it begins: those in its bundle that go on, or the one it is."""
    for subject_id, need_ids in queries.to_be_assessed(session, found).items():
        session.add_all(AssessedNeed(subject_id=subject_id, need_id=each) for each in need_ids)
    session.flush()


def held(session: Session, round_id: int, seen: int | None = None) -> Round:
    """A round, held so that nobody else changes it or hands anything in meanwhile.

    `seen`: the version that its page knew; refused where somebody changed the round since. None: whatever it is.
    """
    found = queries.get_round(session, round_id, lock=True)
    if seen is not None and seen != found.version:
        lines = queries.history_of(session, found.id)
        raise Overtaken(
            "{who} hat die Runde inzwischen geändert; hier steht sie, wie sie jetzt ist.",
            who=lines[0].actor_name if lines else "",
        )
    return found


def note(session: Session, found: Round, act: str, summary: Told, actor: Actor, now: datetime) -> None:
    """Write a line of the journal about a round, and let every page that is older be told so."""
    found.version += 1
    found.search_text = fold(f"{found.number} {found.title} {found.about}")
    session.flush()
    journal.record(session, actor, act, queries.subject_of(found.id), now, summary)
