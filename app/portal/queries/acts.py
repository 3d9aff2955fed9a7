"""What is not over yet for a member, read from the rooms whose acts they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.departures import queries as departures
from app.departures.models import Notice
from app.members.models import Member
from app.portal.queries.rows import named
from app.removals import queries as removals
from app.removals.models import Removal
from app.subscriptions import queries as subscriptions
from app.subscriptions.models import Subscription
from app.transfers import queries as transfers
from app.transfers.models import Transfer
from app.transfers.rules import Side, TransferState, reason_told


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


_DECLARED = (
    "number", "state", "channel", "written_form", "declared_by", "shares", "dated_on", "received_on", "recorded_at",
    "resolution_number", "ended_at", "end_reason", "paper_name", "paper_type", "paper_sha256", "erased_at",
)


def acts_of(session: Session, member: Member) -> dict[str, Any]:
    """Every declaration by which a member took or handed on shares, with papers, letters, and what became of it."""
    return {
        "transfers": [_transfer(session, each, member) for each in transfers.transfers_of(session, member.id)],
        "subscriptions": [
            {
                **named(each, *_DECLARED, "kind", "wording", "measure", "quantity", "per_share", "admitted_on",
                        "refusal_reason"),
                "letter": _letter(session, each.letter_id),
            }
            for each in subscriptions.subscriptions_of(session, member.id)
        ],
    }  # fmt: skip


def _transfer(session: Session, transfer: Transfer, member: Member) -> dict[str, Any]:
    """A transfer as one of the two is told of it: whom it was made with, and nothing else of the other."""
    gives = transfer.transferor_id == member.id
    side, other = (Side.TRANSFEROR, transfer.taker) if gives else (Side.ACQUIRER, transfer.transferor)
    return {
        **named(transfer, *_DECLARED, "wanted_on", "effective_on", "agreed_at", "agreed_by"), "side": side,
        "other": transfer.taker_name if gives else transfers.name_of(other), "other_number": other.number,
        "amount": transfers.legs_of(session, transfer).amount if transfer.given_entry_id is not None else None,
        "refusal_reason": reason_told(transfer.refusal_reason, transfer.refused_about, side),
        "letter": _letter(session, transfer.transferor_letter_id if gives else transfer.acquirer_letter_id),
    }


def _letter(session: Session, document_id: int | None) -> str:
    return archive.get_document(session, document_id).number or "" if document_id is not None else ""
