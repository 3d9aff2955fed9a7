"""What another version of the statute has judged since a day, over the rooms below (R-STA-03)."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.admissions.models import Application
from app.admissions.rules import ApplicationState
from app.core.formats import beginning_of, local
from app.core.values import German
from app.departures.models import Notice
from app.departures.rules import KIND_WORDS as NOTICE_WORDS
from app.departures.rules import NoticeState
from app.dues.models import Contribution
from app.members.models import Member
from app.removals.models import Removal
from app.removals.rules import KIND_WORDS as REMOVAL_WORDS
from app.removals.rules import RemovalState
from app.settlements.models import Settlement
from app.settlements.rules import LIVE
from app.statutes import queries as statutes
from app.statutes.models import StatuteVersion
from app.statutes.rules import ONE_DAY, JudgedAct
from app.subscriptions.models import Subscription
from app.subscriptions.rules import SubscriptionState
from app.transfers.models import Transfer
from app.transfers.rules import TransferState

Span = tuple[date, date]
"""From one day to another, both inclusive."""

_OVER = {
    Notice: (NoticeState.CONTINUED, NoticeState.OVERTAKEN, NoticeState.REVERSED),
    Transfer: (TransferState.WITHDRAWN, TransferState.REVERSED),
    Subscription: (SubscriptionState.WITHDRAWN, SubscriptionState.REVERSED),
    Removal: (RemovalState.LIFTED, RemovalState.REVERSED),
    Application: (ApplicationState.DRAFT, ApplicationState.WITHDRAWN),
}
"""The states in which it no longer matters by which version something was judged."""


def judged_by_others(session: Session, version: StatuteVersion, first_day: date) -> Sequence[JudgedAct]:
    """The acts from the day on which a version is or would be registered that it has not judged, the latest first.

    Until another version holds. What names no version of its own was judged by another if it was entered before this
    one was registered.
    """
    span = first_day, statutes.last_day_of(session, version, first_day)
    known_at = version.registered_at
    found = [
        *_received(session, version.id, span), *_removals(session, version.id, span),
        *_applications(session, version.id, span), *_settlements(session, span, known_at),
        *_contributions(session, span, known_at),
    ]
    within = [act for act in found if span[0] <= act.day <= span[1]]
    return sorted(within, key=lambda act: (act.day, act.number), reverse=True)


def _moments(span: Span) -> tuple[datetime, datetime]:
    """The moments between which the days of a span lie."""
    return beginning_of(span[0]), beginning_of(min(span[1], date.max - ONE_DAY) + ONE_DAY)


class _Received(NamedTuple):
    """A kind of act that is judged by the day on which it came in, and where one is shown."""

    row: type[Any]
    word: Callable[[Any], str]
    member: Callable[[Any], Member]
    endpoint: str
    key: str


_RECEIVED = (
    _Received(Notice, lambda row: NOTICE_WORDS[row.kind], lambda row: row.member, "departures.show", "notice_id"),
    _Received(
        Transfer, lambda _row: German("Übertragung"), lambda row: row.transferor, "transfers.show", "transfer_id"
    ),
    _Received(
        Subscription, lambda _row: German("Weitere Anteile"), lambda row: row.member, "subscriptions.show",
        "subscription_id",
    ),
)


def _received(session: Session, version_id: int, span: Span) -> Iterator[JudgedAct]:
    """Notices, transfers and further shares."""
    for row, word, member, endpoint, key in _RECEIVED:
        others = (row.statute_version_id != version_id, row.received_on.between(*span), row.state.not_in(_OVER[row]))
        for each in session.scalars(select(row).where(*others)).unique():
            name = member(each).party.display_name
            yield JudgedAct(word(each), each.number, name, each.received_on, endpoint, {key: each.id})


def _removals(session: Session, version_id: int, span: Span) -> Iterator[JudgedAct]:
    """Exclusions by the day on which they began, other ends by that of the event."""
    row, recorded = Removal, Removal.recorded_at.between(*_moments(span))
    others = (row.statute_version_id != version_id, row.state.not_in(_OVER[row]))
    for each in session.scalars(select(row).where(*others, or_(recorded, row.event_on.between(*span)))).unique():
        begun_on, name = local(each.recorded_at).date(), each.member.party.display_name
        day = begun_on if each.organ or each.event_on is None else each.event_on
        yield JudgedAct(REMOVAL_WORDS[each.kind], each.number, name, day, "removals.show", {"removal_id": each.id})


def _applications(session: Session, version_id: int, span: Span) -> Iterator[JudgedAct]:
    """By the day on which they came in."""
    row, came_in = Application, Application.submitted_at.between(*_moments(span))
    others = (row.statute_version_id != version_id, row.state.not_in(_OVER[row]))
    found = select(row).where(*others, or_(came_in, row.original_received_on.between(*span)))
    for each in session.scalars(found).unique():
        if each.submitted_at is not None:
            day, where = each.original_received_on or local(each.submitted_at).date(), {"application_id": each.id}
            yield JudgedAct(German("Aufnahmeantrag"), each.number or "", each.name, day, "admissions.show", where)


def _settlements(session: Session, span: Span, known_at: datetime | None) -> Iterator[JudgedAct]:
    """By the day on which the membership or the shares ended."""
    found = select(Settlement).where(Settlement.last_day.between(*span))
    for each in session.scalars(found.where(Settlement.entered_at < known_at) if known_at else found).unique():
        if each.state in LIVE:
            name, where = each.member.party.display_name, {"settlement_id": each.id}
            word = German("Auseinandersetzung")
            yield JudgedAct(word, each.number, name, each.last_day, "settlements.show", where)


def _contributions(session: Session, span: Span, known_at: datetime | None) -> Iterator[JudgedAct]:
    """Those of each fiscal year together, by its first day."""
    row = Contribution
    asked = select(row.first_day, row.last_day).where(
        row.first_day.between(*span), row.taken_back_at.is_(None), row.waived_at.is_(None)
    ).distinct()
    for begins_on, ends_on in session.execute(asked.where(row.recorded_at < known_at) if known_at else asked):
        year, where = f"{begins_on:%d.%m.%Y}–{ends_on:%d.%m.%Y}", {"jahr": begins_on.isoformat()}
        yield JudgedAct(German("Jahresbeiträge"), year, "", begins_on, "dues.contributions", where)
