"""What every act of the conduct does: hold the sitting, note what happened, raise the sitting's version (R-MIN-01)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem, Sitting
from app.core import journal
from app.core.db import one_at_a_time
from app.core.told import Kept, Told
from app.core.values import Actor, German
from app.voting import queries
from app.voting.models import CourseEntry, Poll
from app.voting.rules import COURSE_WORDS, CourseKind, check_sits


def matter_of(assembly_id: int) -> str:
    """What everybody who conducts a meeting waits for."""
    return f"sitting:{assembly_id}"


def hold_sitting(session: Session, assembly_id: int) -> Sitting:
    """A sitting that is open and that nobody else conducts until the transaction is over (R-MIN-01)."""
    one_at_a_time(session, matter_of(assembly_id))
    return queries.get_sitting(session, assembly_id)


def hold_held(session: Session, assembly_id: int) -> Sitting:
    """A sitting that is open or over, for what may still be said afterwards (§§ 24, 36 GenG; R-ELE-01)."""
    one_at_a_time(session, matter_of(assembly_id))
    found = queries.find_sitting(session, assembly_id)
    check_sits(found is not None, False)
    assert found is not None
    return found


def wait(session: Session, assembly_id: int) -> None:
    """Wait for whoever conducts a meeting, opened or not, until the transaction is over (R-MIN-01)."""
    one_at_a_time(session, matter_of(assembly_id))


def note_of_door(session: Session, assembly_id: int, text: str, actor: Actor, now: datetime) -> None:
    """Note for the minutes what was put right at the door of a meeting that was opened, under no item (R-MIN-05)."""
    sitting = queries.find_sitting(session, assembly_id)
    if sitting is not None:
        happened(session, sitting, CourseKind.NOTE, text, actor, now)


_AS_STORED = frozenset({
    CourseKind.ITEM_CALLED, CourseKind.ITEM_DONE, CourseKind.ORDER_CHANGED, CourseKind.ITEM_WITHDRAWN,
    CourseKind.POLL_OPENED, CourseKind.POLL_CLOSED, CourseKind.POLL_COUNTED,
})
"""What names an item or a question, as it was written for the agenda, in no other language."""


def happened(
    session: Session, sitting: Sitting, kind: CourseKind, text: str, actor: Actor, now: datetime, *,
    item: AgendaItem | None = None, poll: Poll | None = None, member_id: int | None = None, votes: str | None = None,
) -> None:
    """Note what happened in a meeting, in its course and in the journal; a single vote stands in neither (R-VOTE-10).

    `votes`: a hash of those of a poll that is closed, for the journal alone. Of a text that is `Told` the journal keeps
    what in it is ours, for other languages.

    Whoever follows the meeting sees that something changed; a closed one stays as it is.
    """
    if sitting.closed_at is None:
        sitting.version += 1
    session.add(CourseEntry(
        assembly_id=sitting.assembly_id, kind=kind, item_id=item.id if item else None, text=str(text),
        poll_id=poll.id if poll else None, member_id=member_id, at=now, by=actor.name,
    ))
    session.flush()
    said = text if kind in _AS_STORED or isinstance(text, Told) else Kept(text)
    summary = Told("{what}: {text}", what=German(COURSE_WORDS[kind]), text=said)
    journal.record(
        session, actor, f"voting.{kind}", f"assembly:{sitting.assembly_id}", now, summary,
        item=item.id if item else None, poll=poll.id if poll else None, member=member_id,
        **({} if votes is None else {"votes": votes}),
    )


def noted(
    session: Session, sitting: Sitting, kind: str, summary: Told, actor: Actor, now: datetime, **about: int | None
) -> None:
    """Note in the journal what is no part of the course, and let whoever follows the meeting see it (R-MIN-01)."""
    changed(session, sitting)
    journal.record(session, actor, f"voting.{kind}", f"assembly:{sitting.assembly_id}", now, summary, **about)


def changed(session: Session, sitting: Sitting) -> None:
    """Let whoever follows the meeting see a change that is no part of its course."""
    sitting.version += 1
    session.flush()
