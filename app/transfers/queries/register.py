"""Transfers as they were declared and what became of them: one, those of a member, the list, and what it lacks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.admissions.models import Application
from app.archive import queries as archive
from app.closing import queries as closing
from app.closing.queries import UndoneTransfer
from app.core.formats import fold
from app.core.lists import Sortable, counts_of, part_of
from app.core.values import Cents, NotFound
from app.members.models import Member
from app.organs import queries as organs
from app.organs.models import Item
from app.organs.rules import ItemKind
from app.parties import queries as parties
from app.parties.models import Party
from app.shares.models import CreditEntry, ShareEntry
from app.shares.queries import HandedOver, change_of, unit_of
from app.transfers.models import Transfer
from app.transfers.rules import TransferState

VIEWS: Mapping[str, Sequence[TransferState]] = {
    "open": (TransferState.OFFERED, TransferState.PROPOSED),
    "entered": (TransferState.ENTERED,),
    "ended": (TransferState.REJECTED, TransferState.WITHDRAWN, TransferState.REVERSED),
}
"""The saved views of the list, by the states they show."""

WAITING = VIEWS["open"]

Leg = type[ShareEntry] | type[CreditEntry]


def get_transfer(session: Session, transfer_id: int) -> Transfer:
    """A transfer that must be there."""
    found = session.get(Transfer, transfer_id)
    if found is None:
        raise NotFound
    return found


def get_transfer_to(session: Session, member_id: int, transfer_id: int) -> Transfer:
    """A transfer of which a member is the acquirer; anybody else's is not found."""
    found = get_transfer(session, transfer_id)
    if found.acquirer_id != member_id:
        raise NotFound
    return found


def transfers_of(session: Session, member_id: int) -> Sequence[Transfer]:
    """Every transfer from or to a member, the latest first."""
    found = select(Transfer).where(or_(Transfer.transferor_id == member_id, Transfer.acquirer_id == member_id))
    return session.scalars(found.order_by(Transfer.id.desc())).unique().all()


def waiting_for(session: Session, member_id: int) -> str:
    """The number of a transfer to a member that is not entered yet; empty without one."""
    found = (each for each in transfers_of(session, member_id) if each.acquirer_id == member_id)
    return next((each.number for each in found if each.state in WAITING), "")


def offered_to(session: Session, member_ids: Sequence[int]) -> Sequence[Transfer]:
    """The transfers that wait for the word of one of these members as the acquirer, the earliest first."""
    found = select(Transfer).where(Transfer.acquirer_id.in_(member_ids), Transfer.state == TransferState.OFFERED)
    return session.scalars(found.order_by(Transfer.id)).unique().all()


def find_item(session: Session, transfer: Transfer) -> Item | None:
    """The newest item of an organ about a transfer."""
    return organs.find_item(session, ItemKind.TRANSFER, transfer.id)


@dataclass(frozen=True)
class Steps:
    """What may be done about a transfer today."""

    may_withdraw: bool
    may_reverse: bool
    may_write_letters: bool


def steps_open(transfer: Transfer) -> Steps:
    """What may be done about a transfer today (R-REG-05)."""
    told = transfer.state in (TransferState.ENTERED, TransferState.REJECTED)
    lacks = transfer.transferor_letter_id is None or (transfer.tells_acquirer and transfer.acquirer_letter_id is None)
    return Steps(
        may_withdraw=transfer.state in WAITING, may_reverse=transfer.state is TransferState.ENTERED,
        may_write_letters=told and lacks,
    )


SORTS: Mapping[str, Callable[[], Sortable]] = {
    "received": lambda: Transfer.received_on, "number": lambda: Transfer.id, "name": lambda: Party.sort_name,
    "day": lambda: Transfer.effective_on,
}
"""By what the list can be sorted; the name is the transferor's."""


def list_transfers(
    session: Session, view: str = "", words: str = "", sort: str = "received", descending: bool = True,
    offset: int = 0, limit: int | None = None,
) -> tuple[Sequence[Transfer], int]:
    """Transfers of a view with each of the words in number, members or application, with how many there are."""
    found = select(Transfer).join(Member, Member.id == Transfer.transferor_id).join(Party)
    for word in fold(words).split():
        named = select(Member.id).join(Party).where(*parties.matches(word))
        number = Transfer.number.icontains(word, autoescape=True)
        applied = select(Application.id).where(or_(
            Application.search_text.contains(word, autoescape=True), Application.number.icontains(word, autoescape=True)
        ))
        found = found.where(or_(
            number, Transfer.transferor_id.in_(named), Transfer.acquirer_id.in_(named),
            Transfer.application_id.in_(applied),
        ))
    if view in VIEWS:
        found = found.where(Transfer.state.in_(VIEWS[view]))
    return part_of(session, found, SORTS[sort](), Transfer.id, descending, offset, limit)


def counts(session: Session) -> dict[str, int]:
    """How many transfers each view shows."""
    return counts_of(session, Transfer.state, VIEWS)


def results_resting_on(session: Session, transfer: Transfer) -> list[tuple[str, Cents]]:
    """The results booked since, in which credit that went over took its weight along (§ 19 GenG; R-FIN-05).

    Number of each and what the acquirer has of it, interest too; cents, below zero where it bore a loss.
    """
    if transfer.credit_taken_id is None or transfer.acquirer_id is None or transfer.effective_on is None:
        return []
    if not is_booked_within(session, transfer):
        return []
    taken_at = session.get_one(CreditEntry, transfer.credit_taken_id).recorded_at
    return closing.results_since(session, transfer.acquirer_id, transfer.effective_on, taken_at)


def undone_transfers(session: Session) -> list[UndoneTransfer]:
    """The transfers that were booked and undone, in the order in which they were declared (R-REG-05)."""
    booked = select(Transfer, CreditEntry.recorded_at).join(CreditEntry, CreditEntry.id == Transfer.credit_given_id)
    undone = booked.where(Transfer.state == TransferState.REVERSED).order_by(Transfer.id)
    return [
        UndoneTransfer(each.number, each.transferor, each.acquirer, each.effective_on, booked_at, each.ended_at)
        for each, booked_at in session.execute(undone).unique()
        if each.acquirer and each.effective_on and each.ended_at
    ]


def without_letter() -> Select[Transfer]:
    """Decided transfers of which one of the two was not told by letter yet, oldest first (R-DOC-05).

    An applicant whose application was erased since is not to be told any more (R-ADM-09). Of one undone as an error:
    whose letter is out, and was not corrected.
    """
    told = (TransferState.ENTERED, TransferState.REJECTED)
    gone = select(Application.id).where(Application.erased_at.is_not(None))
    is_there = or_(Transfer.acquirer_id.is_not(None), Transfer.application_id.not_in(gone))
    lacks = or_(Transfer.transferor_letter_id.is_(None), and_(Transfer.acquirer_letter_id.is_(None), is_there))
    letters = (Transfer.transferor_letter_id, Transfer.acquirer_letter_id)
    wrong = or_(*(archive.is_uncorrected(each) for each in letters))
    undone = wrong & (Transfer.state == TransferState.REVERSED)
    return select(Transfer).where(or_(lacks & Transfer.state.in_(told), undone)).order_by(Transfer.id)


def lacks_correction(session: Session, transfer: Transfer) -> bool:
    """Say whether somebody holds a letter about a transfer undone as an error, and was not told so (R-REG-05)."""
    letters = (transfer.transferor_letter_id, transfer.acquirer_letter_id)
    is_undone = transfer.state is TransferState.REVERSED
    return is_undone and any(archive.lacks_correction(session, each) for each in letters)


def without_trace(session: Session) -> Sequence[Transfer]:
    """Transfers whose standing and ledgers differ: entered and undone there, or undone and not there.

    Or whose legs are other members', or of other shares than were to go over; one question for all of them. Shares
    declared before a splitting go over as what they have become (R-SHR-09).
    """
    given, taken = aliased(ShareEntry), aliased(ShareEntry)
    credit_given, credit_taken = aliased(CreditEntry), aliased(CreditEntry)
    legs: tuple[tuple[Leg, InstrumentedAttribute[int | None], InstrumentedAttribute[Any]], ...] = (
        (given, Transfer.given_entry_id, Transfer.transferor_id),
        (taken, Transfer.taken_entry_id, Transfer.acquirer_id),
        (credit_given, Transfer.credit_given_id, Transfer.transferor_id),
        (credit_taken, Transfer.credit_taken_id, Transfer.acquirer_id),
    )
    booked = select(Transfer).where(Transfer.given_entry_id.is_not(None))
    wrong, is_other = [credit_given.amount != -credit_taken.amount], given.change != -Transfer.shares
    for leg, entry_id, member_id in legs:
        booked = booked.outerjoin(leg, leg.id == entry_id)
        wrong.append(leg.member_id != member_id)
    for leg, book in ((given, ShareEntry), (taken, ShareEntry), (credit_given, CreditEntry)):
        undoing: Leg = aliased(book)
        booked = booked.outerjoin(undoing, undoing.reverses_id == leg.id)
        is_reversed = Transfer.state == TransferState.REVERSED
        wrong.append(and_(leg.id.is_not(None), undoing.id.is_not(None) != is_reversed))
    found = booked.add_columns(or_(*wrong), given).where(or_(*wrong, is_other)).order_by(Transfer.id)
    rows = session.execute(found).unique().all()
    return [each for each, is_wrong, leg in rows if is_wrong or not _gave_what_it_became(session, each, leg)]


def _gave_what_it_became(session: Session, transfer: Transfer, given: ShareEntry) -> bool:
    """Whether the shares given are what a splitting made of those declared (R-SHR-09)."""
    unit = unit_of(session, transfer.received_on, transfer.recorded_at)
    return unit.find_on(transfer.shares or 0, given.effective_on) == -change_of(session, given)


def without_application(session: Session) -> Sequence[Transfer]:
    """Transfers to newcomers whose application does not go with them, or led to another member (§ 76 GenG)."""
    to_newcomers = select(Transfer).join(Application, Application.id == Transfer.application_id)
    goes_with_it = Transfer.state.not_in((TransferState.REJECTED, TransferState.WITHDRAWN))
    differs = or_(
        Application.transfer_id.is_distinct_from(Transfer.id),
        Application.member_id.is_distinct_from(Transfer.acquirer_id),
    )
    return session.scalars(to_newcomers.where(goes_with_it, differs).order_by(Transfer.id)).unique().all()


def is_booked_within(session: Session, transfer: Transfer) -> bool:
    """Whether the entries of a transfer are read here; of one that took place after an audited period none is."""
    ids = (transfer.credit_given_id, transfer.credit_taken_id)
    there = select(func.count()).select_from(CreditEntry).where(CreditEntry.id.in_([each for each in ids if each]))
    return session.scalar(there) == len(ids)


def legs_of(session: Session, transfer: Transfer) -> HandedOver:
    """The entries in both ledgers by which a transfer was booked."""
    taken = transfer.taken_entry_id
    in_credit = (transfer.credit_given_id, transfer.credit_taken_id)
    credit_given, credit_taken = (session.get_one(CreditEntry, each) for each in in_credit)
    return HandedOver(
        session.get_one(ShareEntry, transfer.given_entry_id), session.get_one(ShareEntry, taken) if taken else None,
        (credit_given, credit_taken),
    )


def is_file_needed(session: Session, sha256: str) -> bool:
    """Say whether an agreement on paper consists of these bytes."""
    kept = select(Transfer.id).where(Transfer.paper_sha256 == sha256, Transfer.erased_at.is_(None))
    return session.scalar(kept.limit(1)) is not None


def on_paper_before(session: Session, day: date) -> Sequence[Transfer]:
    """Transfers whose agreement on paper came in before a day and is not erased, oldest first."""
    old = select(Transfer).where(
        Transfer.received_on < day, Transfer.paper_sha256.is_not(None), Transfer.erased_at.is_(None)
    )
    return session.scalars(old.order_by(Transfer.id)).unique().all()
