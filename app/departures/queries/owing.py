"""Notices of single shares that would leave a member fewer than it owes by then (§§ 7a (2), 67b GenG; R-SHR-05)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import mapping_of
from app.departures.models import Notice
from app.departures.queries.register import holder_of
from app.departures.rules import NoticeKind, NoticeState
from app.shares import queries as shares
from app.shares.models import ShareEntry
from app.shares.rules import Owed, scale_of
from app.statutes import queries as statutes


@dataclass(frozen=True)
class BeneathOwed:
    """A notice, the shares that remain when it takes effect, and those that are owed on that day."""

    notice: Notice
    left: int
    owed: Owed


def beneath_owed(session: Session, today: date, member_id: int | None = None) -> list[BeneathOwed]:
    """Notices still to take effect after which mandatory shares lack, because since they came in more are owed.

    Of all members, or of the one whose shares they end; the earliest to take effect first (R-SHR-05, R-EXIT-07).
    """
    given = select(Notice, ShareEntry.member_id).join(ShareEntry, ShareEntry.id == Notice.share_entry_id).where(
        Notice.kind == NoticeKind.PARTIAL, Notice.state == NoticeState.ENTERED, Notice.last_day >= today
    )
    if member_id is not None:
        given = given.where(ShareEntry.member_id == member_id)
    on_a_day: dict[date, list[tuple[Notice, int]]] = {}
    for notice, holder in session.execute(given.order_by(Notice.last_day, Notice.id)).unique():
        if notice.last_day is not None:
            on_a_day.setdefault(notice.last_day, []).append((notice, holder))
    return [each for day, notices in on_a_day.items() for each in _beneath_on(session, day, notices)]


def find_beneath_owed(session: Session, notice: Notice, today: date) -> BeneathOwed | None:
    """The same of one notice; None where it leaves what is owed, or takes effect no more."""
    found = beneath_owed(session, today, holder_of(session, notice).id)
    return next((each for each in found if each.notice is notice), None)


def _beneath_on(session: Session, day: date, notices: Sequence[tuple[Notice, int]]) -> Iterator[BeneathOwed]:
    """Those of the notices that take effect on a day; who leaves by then owes nothing more."""
    statute = statutes.statute_on(session, day)
    holders = {holder for _notice, holder in notices}
    by_scale = shares.owed_by_scale(session, statute, day, holders)
    left = mapping_of(session, shares.held_at_close(day, of=list(holders)))
    for notice, holder in notices:
        owed = by_scale.get(holder, Owed(statute.mandatory_shares, scale_of(statute)))
        if 0 < left.get(holder, 0) < owed.shares:
            yield BeneathOwed(notice, left[holder], owed)
