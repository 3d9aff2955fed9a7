"""By what the cooperative owned up to a claim, and when: the years of its limitation begin anew (§ 212 BGB)."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.archive.models import IssuedDocument
from app.core.formats import local
from app.settlements.models import Settlement
from app.settlements.queries.late_money import left_apart
from app.settlements.queries.settlements import settlements_of, taken_back_of
from app.settlements.queries.statements import STATEMENT
from app.settlements.rules import Acknowledgement, EntryKind, SettlementState

_BY_ENTRY = {EntryKind.PAYOUT: Acknowledgement.PAYOUT, EntryKind.SET_OFF: Acknowledgement.SET_OFF}

Acknowledged = Sequence[tuple[date, Acknowledgement]]
"""Days, and what was done on them."""
Letters = Sequence[tuple[IssuedDocument, Sequence[date]]]
"""Statements that left the house, and the days on which they did."""


def acknowledged_of(session: Session, settlements: Sequence[Settlement], today: date) -> Mapping[int, Acknowledged]:
    """Settlement → the days up to today on which the cooperative owned up to the claim (§ 212 (1) no. 1 BGB).

    It does by paying or setting off a part, and by the letter that states claim and amount; also where the settlement
    was taken back since and made anew, for the claim is the same. So does the letter of another settlement that names
    what came in in a later year and promises to settle it. Other acknowledgements, a letter of another kind or a
    judgment, are not known here, nor is a statement that was erased.
    """
    open_ones = [each for each in settlements if each.state is SettlementState.OPEN]
    late = [each for each in open_ones if _may_matter(each.due_on, today)]
    members = {each.member_id for each in late}
    before, letters = taken_back_of(session, members), _letters(session, members, today)
    stated, promised = _stated(letters), _promised(session, members, letters)
    found: dict[int, Acknowledged] = {}
    for each in settlements:
        claim = each.period_id, each.share_entry_id, each.due_on.year
        acts = [act for one in (*before.get(claim, ()), each) for act in _acts_of(one, stated)]
        found[each.id] = [*acts, *promised.get(claim, ())]
    return found


def acknowledged_before(
    session: Session, member_id: int, ids: tuple[int | None, int | None], due_on: date, today: date
) -> list[date]:
    """The days up to today on which the cooperative owned up to a claim whose settlements were all taken back.

    Or that had none, and was named in the letter of another. `ids` is the membership, or the entry of the share ledger,
    that is settled (§ 212 (1) no. 1 BGB).
    """
    if not _may_matter(due_on, today):
        return []
    claim, letters = (*ids, due_on.year), _letters(session, [member_id], today)
    stated, promised = _stated(letters), _promised(session, [member_id], letters).get(claim, ())
    earlier = taken_back_of(session, [member_id]).get(claim, ())
    return [day for day, _by in (*(act for each in earlier for act in _acts_of(each, stated)), *promised)]


def _may_matter(due_on: date, today: date) -> bool:
    """Up to the end of the year in which a claim falls due nothing makes its years end later."""
    return due_on.year < today.year


def _acts_of(settlement: Settlement, stated: Mapping[str, Sequence[date]]) -> Iterator[tuple[date, Acknowledgement]]:
    for entry in settlement.acknowledging:
        yield entry.effective_on, _BY_ENTRY[entry.kind]
    for day in stated.get(settlement.number, ()):
        yield day, Acknowledgement.STATEMENT


def _letters(session: Session, member_ids: Collection[int], today: date) -> Letters:
    """Every statement to members that was given out, with the days up to today on which it was posted, else written."""
    members = sorted(f"member:{member_id}" for member_id in member_ids)
    found = archive.given_out(session, STATEMENT, members) if members else ()
    return [
        (letter, [day for moment in moments if (day := local(moment).date()) <= today]) for letter, moments in found
    ]


def _stated(letters: Letters) -> Mapping[str, Sequence[date]]:
    """Number of a settlement → the days on which its statement was posted, else written."""
    found: dict[str, list[date]] = defaultdict(list)
    for letter, days in letters:
        found[(letter.facts or {}).get("settlement", "")] += days
    return found


def _promised(
    session: Session, member_ids: Collection[int], letters: Letters
) -> Mapping[tuple[int | None, int | None, int], Acknowledged]:
    """What is settled, and a year in which money came → the days of letters that promised to settle it by itself."""
    telling = {(each.facts or {})["settlement"] for each, _days in letters if (each.facts or {}).get("apart")}
    concerned = [
        each for member_id in (member_ids if telling else ()) for each in settlements_of(session, member_id)
        if each.number in telling
    ]
    found: dict[tuple[int | None, int | None, int], list[tuple[date, Acknowledgement]]] = defaultdict(list)
    for each in concerned:
        days = [
            day for letter, days in letters for day in days
            if (facts := letter.facts or {}).get("settlement") == each.number and facts.get("apart")
        ]
        for year in {entry.effective_on.year for entry in left_apart(session, each)}:
            found[each.period_id, each.share_entry_id, year] += [(day, Acknowledgement.STATEMENT) for day in days]
    return found
