"""What every act on a need shares: holding it, its version and step, the line of the journal, words for search."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core import jobs, journal
from app.core.db import next_number
from app.core.formats import fold
from app.core.told import Told
from app.core.values import Actor, German, NotFound, Refusal
from app.needs import queries
from app.needs.models import Need, NeedStep, NeedVersion
from app.needs.rules import FIELD_WORDS, NeedState

MEANING_JOB = "need_meaning"
CHANGES = "need_change"
"""The series that counts changes of all needs (`Need.changed`)."""


def standing(session: Session, need_id: int) -> Need:
    """A need whose words are there, held so that nobody else changes it meanwhile."""
    need = queries.get_need(session, need_id, lock=True)
    if need.erased_at is not None:
        raise Refusal("Die Angaben dieses Bedarfs sind gelöscht.")
    return need


def own(session: Session, need_id: int, member_id: int) -> Need:
    """The same of a member's own need; anybody else's is not found."""
    need = queries.get_need(session, need_id, lock=True)
    if need.member_id != member_id:
        raise NotFound("Diesen Bedarf gibt es nicht, oder er ist nicht für Sie bestimmt.")
    return standing(session, need_id)


def check_owned(session: Session, need_id: int, member_id: int | None) -> Need:
    """A need that a member may change: its own; `member_id` None stands for office and board, which may change any."""
    return standing(session, need_id) if member_id is None else own(session, need_id, member_id)


def mark_changed(session: Session, need: Need) -> None:
    """Let every index take in what became of a need."""
    need.changed = next_number(session, CHANGES)


def write_version(session: Session, need: Need, actor: Actor, now: datetime) -> NeedVersion:
    """Keep what is said of a need as its next version, and have its meaning told beside."""
    session.flush()
    files = [each.file_name for each in need.files]
    version = NeedVersion(
        need_id=need.id, number=len(need.versions) + 1, content={**need.stated().content(), "files": files}, at=now,
        written_by=actor.name, written_by_id=actor.user_id,
    )
    need.versions.append(version)
    need.meaning, need.meant_by = None, ""
    find_again(need)
    mark_changed(session, need)
    session.flush()
    key = f"{MEANING_JOB}:{need.id}:{version.number}"
    jobs.enqueue(
        session, MEANING_JOB, [str(need.id)], key=key, actor=Actor.system(), now=now,
        title=German("Bedarf vergleichbar machen"),
    )
    return version


def write_step(
    session: Session, need: Need, to: NeedState, words: str, actor: Actor, now: datetime
) -> NeedStep:
    """Lead a need to a state and write down who did."""
    step = NeedStep(
        need_id=need.id, from_state=need.state if need.steps else None, to_state=to, words=words.strip(),
        level=need.level, at=now, led_by=actor.name,
    )
    need.state = to
    need.steps.append(step)
    mark_changed(session, need)
    session.flush()
    return step


def note(session: Session, need: Need, act: str, summary: Told, actor: Actor, now: datetime) -> None:
    """Write a line of the journal about a need; it names the number alone, for others read the journal than needs."""
    session.flush()
    journal.record(session, actor, act, queries.subject_of(need.id), now, summary)


def find_again(need: Need) -> None:
    """Bring the words for search in line with what is said."""
    field = FIELD_WORDS[need.field] if need.field else ""
    said = (need.number, need.title, need.situation, need.effect, need.material, need.region, field)
    need.search_text = fold(" ".join(said))
