"""The journal, as people read it: newest first, searched, by day and act."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.core.journal import JournalDetails, JournalLine
from app.core.lists import within
from app.members.models import Member
from app.operations.queries.words import says


def list_lines(
    session: Session, *, act: str = "", first_day: date | None = None, last_day: date | None = None, words: str = "",
    descending: bool = True, offset: int = 0, limit: int | None = None,
) -> tuple[Sequence[JournalLine], int]:
    """Lines that fit, one page of them, and how many there are in all; days are the cooperative's own."""
    found = _matching(act, first_day, last_day, words)
    total = session.scalar(select(func.count()).select_from(found.with_only_columns(JournalLine.sequence).subquery()))
    order = JournalLine.sequence.desc() if descending else JournalLine.sequence.asc()
    return session.scalars(found.order_by(order).offset(offset).limit(limit)).all(), total or 0


def stream_lines(
    session: Session, *, act: str = "", first_day: date | None = None, last_day: date | None = None, words: str = "",
    descending: bool = True,
) -> Iterator[Sequence[JournalLine]]:
    """All lines that fit, a thousand at a time, so that the longest journal does not lie in memory."""
    order = JournalLine.sequence.desc() if descending else JournalLine.sequence.asc()
    found = _matching(act, first_day, last_day, words).order_by(order).execution_options(yield_per=1000)
    yield from session.scalars(found).partitions()


def _matching(act: str, first_day: date | None, last_day: date | None, words: str) -> Select[JournalLine]:
    found = select(JournalLine).outerjoin(JournalDetails, JournalDetails.sequence == JournalLine.sequence)
    if act:
        found = found.where(JournalLine.act == act)
    found = found.where(*within(JournalLine.at, first_day, last_day))
    columns = (JournalDetails.summary, JournalLine.actor_name, JournalLine.act, JournalLine.subject)
    return found.where(*says(columns, words))


def count_lines(session: Session) -> int:
    """How many lines the journal has."""
    return session.scalar(select(func.count()).select_from(JournalLine)) or 0


def acts_done(session: Session) -> Sequence[str]:
    """Every act the journal knows."""
    return session.scalars(select(JournalLine.act).distinct().order_by(JournalLine.act)).all()


def member_numbers(session: Session, member_ids: Collection[int]) -> dict[int, int]:
    """The numbers of members, by id."""
    found = session.scalars(select(Member).where(Member.id.in_(member_ids)))
    return {member.id: member.number for member in found}
