"""What is not over yet for a member, read from the rooms whose acts they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.departures import queries as departures
from app.departures.models import Notice
from app.members.models import Member
from app.removals import queries as removals
from app.removals.models import Removal
from app.subscriptions import queries as subscriptions
from app.subscriptions.models import Subscription
from app.transfers import queries as transfers
from app.transfers.models import Transfer
from app.transfers.rules import TransferState


@dataclass(frozen=True)
class OpenActs:
    """The acts of a member that are not over; `asked` and `hearings` wait for the member itself."""

    asked: Sequence[Transfer]
    hearings: Sequence[Removal]
    transfers: Sequence[Transfer]
    subscriptions: Sequence[Subscription]
    notices: Sequence[Notice]

    @property
    def count(self) -> int:
        """How many there are."""
        kinds = (self.asked, self.hearings, self.transfers, self.subscriptions, self.notices)
        return sum(len(each) for each in kinds)


def open_acts(session: Session, member: Member, today: date) -> OpenActs:
    """Everything about a member that is not over on a day."""
    waiting = [each for each in transfers.transfers_of(session, member.id) if each.state in transfers.WAITING]
    asked = [each for each in waiting if each.state is TransferState.OFFERED and each.acquirer_id == member.id]
    return OpenActs(
        asked=asked,
        hearings=[
            each for each in removals.removals_of(session, member.id) if removals.steps_open(each, today).may_answer
        ],
        transfers=[each for each in waiting if each not in asked],
        subscriptions=[
            each for each in subscriptions.subscriptions_of(session, member.id)
            if each.state in subscriptions.VIEWS["open"]
        ],
        notices=departures.under_way(session, member.id, today),
    )


def acts_of(session: Session, member: Member) -> list[dict[str, Any]]:
    """Every declaration of a member, or about it, with what became of it: transfers, further shares, notices."""
    found: list[Transfer | Subscription | Notice] = [
        *transfers.transfers_of(session, member.id), *subscriptions.subscriptions_of(session, member.id),
        *departures.notices_of(session, member.id),
    ]
    return [{"number": each.number, "received_on": each.received_on, "state": each.state} for each in found]
