"""What every act on a solution shares: holding it, entries of progress, the line of the journal, words for search."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core import journal
from app.core.formats import fold
from app.core.told import Told
from app.core.values import Actor
from app.solutions import queries
from app.solutions.models import PartnerOffer, Solution, SolutionProgress
from app.solutions.rules import KIND_WORDS, SolutionState


def held(session: Session, solution_id: int) -> Solution:
    """A solution, held so that nobody else changes it meanwhile."""
    found = queries.get_solution(session, solution_id, lock=True)
    session.expire(found, ["progress", "files", "every_need", "partners"])
    return found


def write_entry(
    session: Session, solution: Solution, day: date, words: str, to: SolutionState | None, actor: Actor, now: datetime,
    takes_back: int | None = None,
) -> SolutionProgress:
    """Add an entry to the progress of a solution."""
    entry = SolutionProgress(
        solution_id=solution.id, day=day, words=words.strip(), to_state=to, takes_back_id=takes_back,
        level=solution.level, at=now, by=actor.name,
    )
    solution.progress.append(entry)
    session.flush()
    return entry


def note(session: Session, solution: Solution, act: str, summary: Told, actor: Actor, now: datetime) -> None:
    """Write a line of the journal about a solution; it names numbers alone, for others read the journal."""
    session.flush()
    journal.record(session, actor, act, queries.subject_of(solution.id), now, summary)


def note_offer(session: Session, offer: PartnerOffer, act: str, summary: Told, actor: Actor, now: datetime) -> None:
    """Write a line of the journal about an offer, the same way."""
    session.flush()
    journal.record(session, actor, act, queries.offer_subject_of(offer.id), now, summary)


def find_again(solution: Solution) -> None:
    """Bring the words for search in line with what is said."""
    said = (solution.number, solution.title, solution.about, solution.takes, KIND_WORDS[solution.kind],
            solution.responsible, *(each["name"] for each in solution.links))
    solution.search_text = fold(" ".join(said))
