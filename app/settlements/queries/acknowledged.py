"""By what the cooperative owned up to a claim, and when: the years of its limitation begin anew (§ 212 BGB)."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.core.formats import local
from app.settlements.models import Settlement
from app.settlements.queries.settlements import STATEMENT
from app.settlements.rules import Acknowledgement, EntryKind, SettlementState

_BY_ENTRY = {EntryKind.PAYOUT: Acknowledgement.PAYOUT, EntryKind.SET_OFF: Acknowledgement.SET_OFF}

Acknowledged = Sequence[tuple[date, Acknowledgement]]
"""Days, and what was done on them."""


def acknowledged_of(session: Session, settlements: Sequence[Settlement], today: date) -> Mapping[int, Acknowledged]:
    """Settlement → the days up to today on which the cooperative owned up to the claim (§ 212 (1) no. 1 BGB).

    It does by paying or setting off a part, and by the letter that states claim and amount. Other acknowledgements, a
    letter of another kind or a judgment, are not known here, nor is a statement that was erased.
    """
    stated = _stated(session, settlements, today)
    return {
        each.id: [
            *((entry.effective_on, _BY_ENTRY[entry.kind]) for entry in each.acknowledging),
            *((day, Acknowledgement.STATEMENT) for day in stated.get(each.number, ())),
        ]
        for each in settlements
    }


def _stated(session: Session, settlements: Sequence[Settlement], today: date) -> Mapping[str, Sequence[date]]:
    """Number of a settlement → the days on which its statement was posted, else written; only where they may matter.

    Up to the end of the year in which a claim falls due nothing makes its years end later.
    """
    late = [each for each in settlements if each.state is SettlementState.OPEN and each.due_on.year < today.year]
    members = sorted({f"member:{each.member_id}" for each in late})
    found: dict[str, list[date]] = {}
    for letter, moments in archive.given_out(session, STATEMENT, members) if members else ():
        days = [day for moment in moments if (day := local(moment).date()) <= today]
        found.setdefault((letter.facts or {}).get("settlement", ""), []).extend(days)
    return found
