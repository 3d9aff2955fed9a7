"""By what the cooperative owned up to a claim, and when: the years of its limitation begin anew (§ 212 BGB)."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.core.formats import local
from app.settlements.models import Settlement
from app.settlements.queries.settlements import STATEMENT, taken_back_of
from app.settlements.rules import Acknowledgement, EntryKind, SettlementState

_BY_ENTRY = {EntryKind.PAYOUT: Acknowledgement.PAYOUT, EntryKind.SET_OFF: Acknowledgement.SET_OFF}

Acknowledged = Sequence[tuple[date, Acknowledgement]]
"""Days, and what was done on them."""


def acknowledged_of(session: Session, settlements: Sequence[Settlement], today: date) -> Mapping[int, Acknowledged]:
    """Settlement → the days up to today on which the cooperative owned up to the claim (§ 212 (1) no. 1 BGB).

    It does by paying or setting off a part, and by the letter that states claim and amount; also where the settlement
    was taken back since and made anew, for the claim is the same. Other acknowledgements, a letter of another kind or a
    judgment, are not known here, nor is a statement that was erased.
    """
    open_ones = [each for each in settlements if each.state is SettlementState.OPEN]
    late = [each for each in open_ones if _may_matter(each.due_on, today)]
    before = taken_back_of(session, {each.member_id for each in late})
    stated = _stated(session, {each.member_id for each in late}, today)
    found: dict[int, Acknowledged] = {}
    for each in settlements:
        earlier = before.get((each.period_id, each.share_entry_id, each.due_on), ())
        found[each.id] = [act for one in (*earlier, each) for act in _acts_of(one, stated)]
    return found


def acknowledged_before(
    session: Session, member_id: int, ids: tuple[int | None, int | None], due_on: date, today: date
) -> list[date]:
    """The days up to today on which the cooperative owned up to a claim whose settlements were all taken back.

    `ids` is the membership, or the entry of the share ledger, that is settled (§ 212 (1) no. 1 BGB).
    """
    earlier = taken_back_of(session, [member_id]).get((*ids, due_on), ())
    if not earlier or not _may_matter(due_on, today):
        return []
    stated = _stated(session, [member_id], today)
    return [day for each in earlier for day, _by in _acts_of(each, stated)]


def _may_matter(due_on: date, today: date) -> bool:
    """Up to the end of the year in which a claim falls due nothing makes its years end later."""
    return due_on.year < today.year


def _acts_of(settlement: Settlement, stated: Mapping[str, Sequence[date]]) -> Iterator[tuple[date, Acknowledgement]]:
    for entry in settlement.acknowledging:
        yield entry.effective_on, _BY_ENTRY[entry.kind]
    for day in stated.get(settlement.number, ()):
        yield day, Acknowledgement.STATEMENT


def _stated(session: Session, member_ids: Collection[int], today: date) -> Mapping[str, Sequence[date]]:
    """Number of a settlement → the days on which its statement was posted, else written."""
    members = sorted(f"member:{member_id}" for member_id in member_ids)
    found: dict[str, list[date]] = defaultdict(list)
    for letter, moments in archive.given_out(session, STATEMENT, members) if members else ():
        days = [day for moment in moments if (day := local(moment).date()) <= today]
        found[(letter.facts or {}).get("settlement", "")] += days
    return found
