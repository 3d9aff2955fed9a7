"""Reads of transfers: one, those of a member, the list, and by what one is judged (§ 76 GenG; R-TRF-01)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.core.formats import fold
from app.core.lists import counts_of, part_of
from app.core.values import NotFound, Refusal
from app.departures import queries as departures
from app.members import queries as members
from app.members.models import Member as Member
from app.organs import queries as organs
from app.organs.models import Item
from app.organs.rules import ItemKind
from app.parties import queries as parties
from app.parties.models import Party
from app.shares import queries as shares
from app.shares.queries import Holding
from app.shares.rules import PaymentPurpose, acquired_on
from app.statutes import queries as statutes
from app.transfers.models import Transfer
from app.transfers.rules import (
    NOT_NOW,
    AboutAcquirer,
    Circumstances,
    Consequences,
    Declared,
    Giver,
    Standing,
    Taker,
    TransferState,
    check_declared,
    consequences_of,
    effective_day,
    hindrance_in_portal,
)

EVER = date.max

VIEWS: Mapping[str, Sequence[TransferState]] = {
    "open": (TransferState.OFFERED, TransferState.PROPOSED),
    "entered": (TransferState.ENTERED,),
    "ended": (TransferState.REJECTED, TransferState.WITHDRAWN, TransferState.REVERSED),
}
"""The saved views of the list, by the states they show."""

WAITING = VIEWS["open"]


def get_transfer(session: Session, transfer_id: int) -> Transfer:
    """A transfer that must be there."""
    found = session.get(Transfer, transfer_id)
    if found is None:
        raise NotFound
    return found


def transfers_of(session: Session, member_id: int) -> Sequence[Transfer]:
    """Every transfer from or to a member, the latest first."""
    found = select(Transfer).where(or_(Transfer.transferor_id == member_id, Transfer.acquirer_id == member_id))
    return session.scalars(found.order_by(Transfer.id.desc())).unique().all()


def find_item(session: Session, transfer: Transfer) -> Item | None:
    """The newest item of an organ about a transfer."""
    return organs.find_item(session, ItemKind.TRANSFER, transfer.id)


def circumstances_of(
    session: Session, transferor: Member, acquirer: Member, declared: Declared, today: date,
    without: Transfer | None = None,
) -> Circumstances:
    """What is known of both when a transfer is judged; Refusal without a statute.

    `without`: the transfer itself, where it waits.
    """
    years = statutes.fiscal_years(session)
    day = effective_day(declared.wanted_on, today, years)
    return Circumstances(
        today=today, day=day, is_last_of_year=declared.wanted_on in {year.last_day for year in years},
        statute=statutes.statute_on(session, declared.received_on),
        textform_permitted=organs.has_textform_permission_on(session, declared.received_on),
        giver=_giver(session, transferor, declared, day, without), taker=_taker(session, transferor, acquirer, day),
    )


def _giver(
    session: Session, member: Member, declared: Declared, day: date, without: Transfer | None
) -> Giver:
    """What the transferor has; a notice that the transfer overtakes takes none of it."""
    period = members.get_period_on(session, member.id, day)
    ahead = departures.notices_from(session, member.id, day)
    ending = [each for each in ahead if each.ends_membership and each.last_day == period.last_day]
    overtaken = {each.share_entry_id or 0 for each in ahead if declared.is_whole or each in ending}
    waiting = [
        each for each in transfers_of(session, member.id)
        if each.transferor_id == member.id and each.state in WAITING and each is not without
    ]
    return Giver(
        member_since=period.first_day, ends_on=period.last_day, by_notice=bool(ending), waits=bool(waiting),
        held=_held_then(session, member, day, overtaken),
        shares=shares.least_shares(session, member.id, day, overtaken),
        credit=shares.least_credit(session, member.id, day),
        owes=sum(
            each.open for each in shares.open_payments(session, day, member.id)
            if each.purpose is PaymentPurpose.SHARES
        ),
    )


def _held_then(session: Session, member: Member, day: date, overtaken: Collection[int]) -> int:
    changes = shares.share_changes(session, member.id, overtaken)
    return sum(change for since, change in changes if since <= acquired_on(day))


def _taker(session: Session, transferor: Member, member: Member, day: date) -> Taker:
    since = acquired_on(day)
    period = members.find_period_on(session, member.id, since)
    return Taker(
        is_same=transferor.id == member.id, is_member=period is not None,
        ends_on=period.last_day if period else None, shares=shares.most_held_from(session, member.id, since),
        credit=shares.holding_of(session, member.id, EVER).credit,
    )


def shown_of(session: Session, transferor: Member, acquirer: Member) -> dict[str, object]:
    """What the page of a transfer shows of both; whoever enters one later is told where it has changed."""
    taken = shares.holding_of(session, acquirer.id, EVER)
    return {**own_shown_of(session, transferor), "taken": [taken.shares, taken.credit]}


def own_shown_of(session: Session, transferor: Member) -> dict[str, object]:
    """What the page shows the transferor in the portal, who learns nothing of the other."""
    given = shares.holding_of(session, transferor.id, EVER)
    return {
        "given": [given.shares, given.credit],
        "transfers": [each.number for each in transfers_of(session, transferor.id)],
    }


def sides_on(session: Session, transferor: Member, acquirer: Member, day: date) -> tuple[Holding, Holding]:
    """What either holds on a day."""
    return shares.holding_of(session, transferor.id, day), shares.holding_of(session, acquirer.id, day)


@dataclass(frozen=True)
class Preview:
    """What a transfer would bring about if the board agreed today; `objection` where it may not take place."""

    declared: Declared
    transferor: Member
    acquirer: Member
    known: Circumstances
    meant: Consequences | None
    objection: Refusal | None = None


def preview(session: Session, transferor: Member, acquirer: Member, declared: Declared, today: date) -> Preview:
    """Judge a transfer without entering it; raises Refusal where there is no statute to judge it by."""
    known = circumstances_of(session, transferor, acquirer, declared, today)
    try:
        check_declared(declared, known)
    except Refusal as objection:
        return Preview(declared, transferor, acquirer, known, None, objection)
    return Preview(declared, transferor, acquirer, known, consequences_of(declared, known))


def own_preview(
    session: Session, transferor: Member, acquirer: Member, declared: Declared, today: date
) -> Preview:
    """The same for the transferor in the portal, who is not told what stands against the acquirer."""
    found = preview(session, transferor, acquirer, declared, today)
    if isinstance(found.objection, AboutAcquirer):
        return replace(found, objection=NOT_NOW)
    return found


def declared_of(transfer: Transfer) -> Declared:
    """A transfer as it was declared."""
    return Declared(
        transfer.shares, transfer.wanted_on, transfer.received_on, transfer.written_form, transfer.declared_by,
        transfer.dated_on,
    )


def meant_by(session: Session, transfer: Transfer, today: date) -> Consequences | None:
    """Who holds what by a transfer: as entered, or while it waits, as it would be today; None where it is over."""
    if transfer.state is TransferState.ENTERED and transfer.effective_on is not None:
        day = transfer.effective_on
        sides = [
            (_standing(session, member_id, day), _standing(session, member_id, acquired_on(day)))
            for member_id in (transfer.transferor_id, transfer.acquirer_id)
        ]
        share_amount = statutes.statute_on(session, acquired_on(day)).share_amount
        return Consequences(day, sides[0], sides[1], share_amount)
    if transfer.state not in WAITING:
        return None
    declared = declared_of(transfer)
    known = circumstances_of(session, transfer.transferor, transfer.acquirer, declared, today, transfer)
    return consequences_of(declared, known)


def _standing(session: Session, member_id: int, day: date) -> Standing:
    held = shares.holding_of(session, member_id, day)
    return Standing(held.shares, held.credit)


def hindrance_of(session: Session, member: Member, party_id: int | None, today: date) -> Refusal | None:
    """What keeps somebody who acts for a member from declaring a transfer in the portal today, in Textform."""
    return hindrance_in_portal(
        statutes.statute_on(session, today), today, organs.has_textform_permission_on(session, today),
        parties.authority_of(session, member.party_id, party_id, today),
    )


@dataclass(frozen=True)
class Steps:
    """What may be done about a transfer today."""

    may_withdraw: bool
    may_reverse: bool
    may_write_letters: bool


def steps_open(transfer: Transfer) -> Steps:
    """What may be done about a transfer today (R-REG-05)."""
    told = transfer.state in (TransferState.ENTERED, TransferState.REJECTED)
    return Steps(
        may_withdraw=transfer.state in WAITING, may_reverse=transfer.state is TransferState.ENTERED,
        may_write_letters=told and None in (transfer.transferor_letter_id, transfer.acquirer_letter_id),
    )


# --- lists -----------------------------------------------------------------------------------------------------------

SORTS: Mapping[str, InstrumentedAttribute[Any]] = {
    "received": Transfer.received_on, "number": Transfer.id, "name": Party.sort_name, "day": Transfer.effective_on,
}
"""By what the list can be sorted; the name is the transferor's."""


def list_transfers(
    session: Session, view: str = "", words: str = "", sort: str = "received", descending: bool = True,
    offset: int = 0, limit: int | None = None,
) -> tuple[Sequence[Transfer], int]:
    """Transfers of a view whose number or one of whose members has each of the words, with how many there are."""
    found = select(Transfer).join(Member, Member.id == Transfer.transferor_id).join(Party)
    for word in fold(words).split():
        named = select(Member.id).join(Party).where(*parties.matches(word))
        number = Transfer.number.icontains(word, autoescape=True)
        found = found.where(or_(number, Transfer.transferor_id.in_(named), Transfer.acquirer_id.in_(named)))
    if view in VIEWS:
        found = found.where(Transfer.state.in_(VIEWS[view]))
    return part_of(session, found, SORTS[sort], Transfer.id, descending, offset, limit)


def counts(session: Session) -> dict[str, int]:
    """How many transfers each view shows."""
    return counts_of(session, Transfer.state, VIEWS)


def without_letter() -> Select[Transfer]:
    """Decided transfers of which one of the two was not told by letter yet, oldest first (R-DOC-05)."""
    told = (TransferState.ENTERED, TransferState.REJECTED)
    lacks = or_(Transfer.transferor_letter_id.is_(None), Transfer.acquirer_letter_id.is_(None))
    return select(Transfer).where(lacks, Transfer.state.in_(told)).order_by(Transfer.id)


def without_trace(session: Session) -> list[Transfer]:
    """Transfers whose standing and ledgers differ: entered and undone there, or undone and not there."""
    booked = select(Transfer).where(Transfer.given_entry_id.is_not(None)).order_by(Transfer.id)
    return [each for each in session.scalars(booked).unique() if not _agrees(session, each)]


def _agrees(session: Session, transfer: Transfer) -> bool:
    undone: set[int | None] = set()
    for member_id in (transfer.transferor_id, transfer.acquirer_id):
        undone |= {entry.reverses_id for entry in shares.share_entries_of(session, member_id)}
    is_reversed = transfer.state is TransferState.REVERSED
    legs = [each for each in (transfer.given_entry_id, transfer.taken_entry_id) if each is not None]
    return all((leg in undone) == is_reversed for leg in legs)


def is_file_needed(session: Session, sha256: str) -> bool:
    """Say whether an agreement on paper consists of these bytes."""
    return session.scalar(select(Transfer.id).where(Transfer.paper_sha256 == sha256).limit(1)) is not None
