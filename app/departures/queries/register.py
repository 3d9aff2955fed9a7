"""Notices as they came in and what became of them: one, those of a member, the list, and what it lacks."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.core.lists import Sortable, counts_of, part_of, within
from app.core.values import NotFound
from app.departures.models import Notice, NoticePaper
from app.departures.rules import (
    BY_OTHERS,
    NoticeKind,
    NoticeState,
)
from app.members import queries as members
from app.members.models import Member
from app.organs import queries as organs
from app.organs.models import Item
from app.organs.rules import ItemKind, Organ
from app.parties import queries as parties
from app.parties.models import Party
from app.shares import queries as shares
from app.shares.models import ShareEntry

VIEWS: Mapping[str, Sequence[NoticeState]] = {
    "open": (NoticeState.PROPOSED,),
    "entered": (NoticeState.ENTERED,),
    "rejected": (NoticeState.REJECTED,),
    "undone": (NoticeState.CONTINUED, NoticeState.OVERTAKEN, NoticeState.REVERSED),
}
"""The saved views of the list, by the states they show."""


def get_notice(session: Session, notice_id: int) -> Notice:
    """A notice that must be there."""
    found = session.get(Notice, notice_id)
    if found is None:
        raise NotFound
    return found


def get_paper(session: Session, notice: Notice, paper_id: int) -> NoticePaper:
    """A paper kept with this notice; raises NotFound."""
    for paper in notice.papers:
        if paper.id == paper_id:
            return paper
    raise NotFound


def notices_of(session: Session, member_id: int) -> Sequence[Notice]:
    """Every notice of a member, the latest first."""
    found = select(Notice).where(Notice.member_id == member_id).order_by(Notice.received_on.desc(), Notice.id.desc())
    return session.scalars(found).unique().all()


def overtaken_by(session: Session, member_id: int, number: str) -> Sequence[Notice]:
    """The notices of a member that gave way to what bears this number, the earliest first."""
    return [each for each in notices_about(session, member_id) if each.gave_way_to == number]


def seizures_of(session: Session, member_ids: Collection[int]) -> dict[int, list[Notice]]:
    """Member → the notices by which its credit is due to a creditor or an administrator (§§ 66, 66a GenG; R-EXIT-08).

    Nobody is in it whose credit nobody seized.
    """
    given = select(Notice).where(Notice.member_id.in_(member_ids), Notice.kind.in_(BY_OTHERS)).order_by(Notice.id)
    found: dict[int, list[Notice]] = {}
    for notice in session.scalars(given).unique():
        if notice.seizes:
            found.setdefault(notice.member_id, []).append(notice)
    return found


def notices_about(session: Session, member_id: int) -> Sequence[Notice]:
    """The notices of a member, and those on its shares that somebody had given whom it followed; earliest first."""
    own_shares = select(ShareEntry.id).where(ShareEntry.member_id == member_id)
    about = or_(Notice.member_id == member_id, Notice.share_entry_id.in_(own_shares))
    return session.scalars(select(Notice).where(about).order_by(Notice.id)).unique().all()


def notices_from(session: Session, member_id: int, day: date) -> list[Notice]:
    """Entered notices about a member's shares that take effect on a day or later, the earliest recorded first."""
    found = notices_about(session, member_id)
    return [each for each in found if each.state is NoticeState.ENTERED and each.last_day and each.last_day >= day]


def holder_of(session: Session, notice: Notice) -> Member:
    """Whose shares a notice ends: who gave it, or the heir who goes on with the membership (§ 77 (2) GenG)."""
    entry = shares.find_share_entry(session, notice.share_entry_id or 0)
    return members.get_member(session, entry.member_id) if entry is not None else notice.member


def under_way(session: Session, member_id: int, today: date) -> list[Notice]:
    """Notices of a member that the board decides on, or that are entered and take effect today or later."""
    return [
        each for each in notices_of(session, member_id)
        if each.state is NoticeState.PROPOSED
        or (each.state is NoticeState.ENTERED and each.last_day is not None and each.last_day >= today)
    ]


def waits_for_board(session: Session, member_id: int) -> bool:
    """Say whether a notice of the whole membership lies before the board."""
    waiting = select(Notice.id).where(
        Notice.member_id == member_id, Notice.state == NoticeState.PROPOSED, Notice.kind != NoticeKind.PARTIAL
    )
    return session.scalar(waiting.limit(1)) is not None


def find_item(session: Session, notice: Notice) -> Item | None:
    """The item about a notice that waits for the board, on hardship or on going on."""
    for kind in (ItemKind.EARLY_EXIT, ItemKind.CONTINUATION):
        item = organs.find_item(session, kind, notice.id)
        if item is not None and item.is_open:
            return item
    return None


def find_organ_behind_end(session: Session, notice: Notice) -> Organ | None:
    """The organ that agreed to go on, where a notice was undone by consent (R-EXIT-13)."""
    item = organs.find_item(session, ItemKind.CONTINUATION, notice.id)
    return item.organ if item is not None and notice.state is NoticeState.CONTINUED else None


@dataclass(frozen=True)
class Steps:
    """What may be done about a notice today."""

    may_write_letter: bool
    may_continue: bool
    may_reverse: bool


def steps_open(notice: Notice, today: date) -> Steps:
    """What may be done about a notice today (R-EXIT-13, R-REG-05)."""
    holds = notice.state in (NoticeState.PROPOSED, NoticeState.ENTERED, NoticeState.REJECTED)
    told = notice.state in (NoticeState.ENTERED, NoticeState.REJECTED) or notice.is_sender_waiting
    still_to_come = notice.last_day is not None and notice.last_day >= today
    return Steps(
        may_write_letter=told and notice.lacks_a_letter,
        may_continue=notice.state is NoticeState.ENTERED and still_to_come, may_reverse=holds,
    )


SORTS: Mapping[str, Callable[[], Sortable]] = {
    "received": lambda: Notice.received_on, "number": lambda: Notice.id, "name": lambda: Party.sort_name,
    "last_day": lambda: Notice.last_day,
}
"""By what the list can be sorted."""


def list_notices(
    session: Session, view: str = "", words: str = "", sort: str = "received", descending: bool = True,
    offset: int = 0, limit: int | None = None, first_day: date | None = None, last_day: date | None = None,
) -> tuple[Sequence[Notice], int]:
    """Notices of a view whose number or member has all of the words, with how many there are.

    `first_day`, `last_day`: of the period in which they were received, both inclusive.
    """
    found = parties.narrowed(select(Notice).join(Member).join(Party), Notice.number, words)
    found = found.where(*within(Notice.received_on, first_day, last_day))
    if view in VIEWS:
        found = found.where(Notice.state.in_(VIEWS[view]))
    return part_of(session, found, SORTS[sort](), Notice.id, descending, offset, limit)


def counts(session: Session) -> dict[str, int]:
    """How many notices each view shows."""
    return counts_of(session, Notice.state, VIEWS)


def without_letter() -> Select[Notice]:
    """Notices of which somebody was not told by letter yet what came of them, oldest first (R-DOC-05).

    Of one undone as an error: who holds a letter about it, and was not told so.
    """
    told = (NoticeState.ENTERED, NoticeState.REJECTED)
    unanswered = Notice.sender_address.is_not(None) & Notice.sender_letter_id.is_(None)
    lacking = or_(Notice.letter_id.is_(None), unanswered) & Notice.state.in_(told)
    overtaken = unanswered & (Notice.state == NoticeState.OVERTAKEN)
    wrong = or_(archive.is_uncorrected(Notice.letter_id), archive.is_uncorrected(Notice.sender_letter_id))
    undone = wrong & (Notice.state == NoticeState.REVERSED)
    return select(Notice).where(or_(lacking, overtaken, undone)).order_by(Notice.id)


def lacks_correction(session: Session, notice: Notice) -> bool:
    """Say whether somebody holds a letter about a notice undone as an error, and was not told so (R-REG-05)."""
    letters = (notice.letter_id, notice.sender_letter_id)
    return notice.state is NoticeState.REVERSED and any(archive.lacks_correction(session, each) for each in letters)


def without_trace(session: Session) -> list[Notice]:
    """Notices that are entered, but of which register or share ledger do not know; none where all is well."""
    entered = session.scalars(select(Notice).where(Notice.state == NoticeState.ENTERED).order_by(Notice.id))
    return [notice for notice in entered.unique() if not _left_its_trace(session, notice)]


def _left_its_trace(session: Session, notice: Notice) -> bool:
    entries = shares.share_entries_of(session, notice.member_id)
    undone = {entry.reverses_id for entry in entries}
    booked = notice.share_entry_id is None or notice.share_entry_id not in undone
    period = members.get_period_on(session, notice.member_id, notice.received_on)
    return booked and (not notice.ends_membership or period.last_day == notice.last_day)


def with_papers_before(session: Session, day: date) -> Sequence[Notice]:
    """Notices that came in before a day and whose papers are still there, oldest first."""
    old = select(Notice).where(Notice.received_on < day, Notice.papers.any()).order_by(Notice.id)
    return session.scalars(old).unique().all()


def is_file_needed(session: Session, sha256: str) -> bool:
    """Say whether a paper kept with a notice consists of these bytes."""
    return session.scalar(select(NoticePaper.id).where(NoticePaper.sha256 == sha256).limit(1)) is not None
