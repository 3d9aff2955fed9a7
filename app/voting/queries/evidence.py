"""What the journal told of votes and objections at their time, against what stands (§§ 43, 51 (2) GenG; R-MIN-07).

Whoever owns the database can change its rows unnoticed; the chained lines of the journal it cannot.
"""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.journal import JournalDetails, JournalLine
from app.voting import rules
from app.voting.models import CastVote, CourseEntry, Objection, Poll
from app.voting.rules import CourseKind


def digest_of_votes(session: Session, poll_id: int) -> str:
    """A hash of the votes given on devices as they stand; their receipts keep it from being guessed (R-VOTE-10)."""
    found = select(CastVote).where(CastVote.poll_id == poll_id).order_by(CastVote.member_id)
    return rules.digest_of(
        (row.member_id, row.choice.value, sorted(row.marks.items()), row.weight, row.is_investing, row.channel.value,
         row.cast_by, row.cast_at.isoformat(), row.receipt) for row in session.scalars(found)
    )


def are_votes_as_told(session: Session, poll: Poll) -> bool:
    """Whether the votes of a poll are those of which the journal told when it was closed; one of before tells nothing.
    """
    for told in _told(session, CourseKind.POLL_CLOSED, poll.assembly_id):
        if told.get("poll") == poll.id and "votes" in told:
            return bool(told["votes"] == digest_of_votes(session, poll.id))
    return True


def objections_unlike_told(session: Session) -> list[int]:
    """Assemblies whose objections are not those of which course and journal tell (§ 51 (2) GenG; R-MIN-07)."""
    stand, course, told = set[tuple[int, int, int]](), set[tuple[int, int, int]](), set[tuple[int, int, int]]()
    objected = select(Objection.assembly_id, Objection.item_id, Objection.member_id)
    stand.update((assembly, item, member) for assembly, item, member in session.execute(objected))
    happened = select(CourseEntry.assembly_id, CourseEntry.item_id, CourseEntry.member_id)
    noted = session.execute(happened.where(CourseEntry.kind == CourseKind.OBJECTION))
    course.update((assembly, item or 0, member or 0) for assembly, item, member in noted)
    for subject, content in _lines(session, CourseKind.OBJECTION):
        told.add((int(subject.partition(":")[2]), content.get("item") or 0, content.get("member") or 0))
    return sorted({each[0] for each in (stand ^ course) | (told - stand)})


def _told(session: Session, kind: CourseKind, assembly_id: int) -> Iterator[dict[str, Any]]:
    for _subject, content in _lines(session, kind, f"assembly:{assembly_id}"):
        yield content


def _lines(session: Session, kind: CourseKind, subject: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    found = select(JournalLine.subject, JournalDetails.content).join(
        JournalDetails, JournalDetails.sequence == JournalLine.sequence
    ).where(JournalLine.act == f"voting.{kind}").order_by(JournalLine.sequence)
    if subject:
        found = found.where(JournalLine.subject == subject)
    for about, content in session.execute(found):
        yield about, json.loads(content)
