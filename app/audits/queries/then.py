"""How an act stood when a period was over: what came later is no part of its folder (§ 57 (1) GenG; R-AUD-02).

A folder of the same period is the same however much later it is written. What was entered later and counts within the
period, as a reversal does, is in its ledgers nonetheless, and the index names it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.admissions.models import Application
from app.admissions.rules import ApplicationState
from app.audits.queries.parts import Cells, counts_within, moments_of, recorded_within
from app.audits.rules import Period
from app.departures.models import Notice
from app.departures.rules import NoticeState
from app.organs.models import Item
from app.organs.rules import ItemKind
from app.removals.models import Removal
from app.removals.rules import RemovalState
from app.subscriptions.models import Subscription
from app.subscriptions.rules import SubscriptionState
from app.transfers.models import Transfer
from app.transfers.rules import TransferState

DECIDES = (ItemKind.FURTHER_SHARES, ItemKind.EARLY_EXIT, ItemKind.TRANSFER, ItemKind.EXCLUSION)
"""The kinds of items by which the board decides what somebody declared."""


def of_the_period(
    received: InstrumentedAttribute[date], recorded: InstrumentedAttribute[datetime], period: Period,
    *effective: InstrumentedAttribute[date | None],
) -> ColumnElement[bool]:
    """The condition that an act is one of a period: it was received in it, or entered, or it took effect in it.

    What was received in it and entered later stands in the folder of the period in which it was entered.
    """
    _begin, end = moments_of(period)
    came = and_(counts_within(received, period), recorded < end)
    return or_(came, recorded_within(recorded, period), *(counts_within(each, period) for each in effective))


@dataclass(frozen=True)
class Then:
    """What was known at the close of a period's last day."""

    session: Session
    period: Period

    def knew(self, moment: datetime | None) -> bool:
        """Say whether something had been entered by then."""
        return moment is not None and moment < moments_of(self.period)[1]

    def came(self, day: date | None) -> bool:
        """Say whether a day had come by then."""
        return day is not None and day <= self.period.last_day

    def if_known(self, moment: datetime | None, *cells: object) -> Cells:
        """The moment of an act and what was entered with it; empty where that came later."""
        return (moment, *cells) if self.knew(moment) else (None, *("" for _cell in cells))

    @cached_property
    def _undecided(self) -> Collection[tuple[ItemKind, int]]:
        """What lay before the board by then and was not decided: kind and reference of the items."""
        items = select(Item.kind, Item.reference, Item.decided_at).where(Item.kind.in_(DECIDES))
        rows = self.session.execute(items).all()
        decided = {(kind, reference) for kind, reference, moment in rows if self.knew(moment)}
        return {(kind, reference or 0) for kind, reference, _moment in rows} - decided

    def was_decided(self, kind: ItemKind, reference: int) -> bool:
        """Say whether the board had decided by then, or had nothing to decide."""
        return (kind, reference) not in self._undecided

    def application(self, each: Application) -> ApplicationState:
        """How far an application had come."""
        state = each.state
        if state in (ApplicationState.ADMITTED, ApplicationState.NOTIFIED) and self.knew(each.decided_at):
            return ApplicationState.NOTIFIED if self.knew(each.notified_at) else ApplicationState.ADMITTED
        is_known = {ApplicationState.REFUSED: each.decided_at, ApplicationState.WITHDRAWN: each.changed_at}
        if state in is_known and self.knew(is_known[state]):
            return state
        if self.knew(each.proposed_at):
            return ApplicationState.PROPOSED
        return ApplicationState.RETURNED if self.knew(each.returned_at) else ApplicationState.SUBMITTED

    def notice(self, each: Notice) -> NoticeState:
        """What had become of a notice."""
        decided = self.was_decided(ItemKind.EARLY_EXIT, each.id)
        if each.ended_at is not None and not self.knew(each.ended_at):
            return NoticeState.ENTERED if decided else NoticeState.PROPOSED
        return each.state if decided else NoticeState.PROPOSED

    def subscription(self, each: Subscription) -> SubscriptionState:
        """What had become of a declaration of further shares."""
        decided = self.came(each.admitted_on) or self.was_decided(ItemKind.FURTHER_SHARES, each.id)
        if each.ended_at is not None and not self.knew(each.ended_at):
            return SubscriptionState.ADMITTED if decided and each.admitted_on else SubscriptionState.PROPOSED
        return each.state if decided or each.ended_at is not None else SubscriptionState.PROPOSED

    def transfer(self, each: Transfer) -> TransferState:
        """What had become of a transfer."""
        is_decided = self.came(each.effective_on) or self.was_decided(ItemKind.TRANSFER, each.id)
        if each.ended_at is not None and self.knew(each.ended_at):
            return each.state
        if is_decided and each.effective_on is not None:
            return TransferState.ENTERED
        if is_decided and each.state is TransferState.REJECTED:
            return each.state
        waits = each.state is TransferState.OFFERED or (each.agreed_at is not None and not self.knew(each.agreed_at))
        return TransferState.OFFERED if waits else TransferState.PROPOSED

    def removal(self, each: Removal) -> RemovalState:
        """How far an exclusion, or an end by law, had come."""
        is_decided = self.was_decided(ItemKind.EXCLUSION, each.id)
        if self.came(each.last_day) or self.knew(each.entered_at):
            is_undone = each.ended_at is not None and not self.knew(each.ended_at)
            return RemovalState.ENTERED if is_undone else each.state
        if each.ended_at is None and each.entered_at is None:
            return each.state if is_decided else RemovalState.PROPOSED
        return RemovalState.RESOLVED if is_decided else RemovalState.PROPOSED
