"""Reads of removals: one, those of a member, the list, and by what one is judged."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.archive import queries as archive
from app.archive.models import IssuedDocument
from app.core.lists import counts_of, part_of
from app.core.values import NotFound
from app.departures.rules import payable_by
from app.members import queries as members
from app.members.models import Member as Member
from app.organs import queries as organs
from app.organs.models import Item, Office
from app.organs.rules import ItemKind
from app.parties import queries as parties
from app.parties.models import Party
from app.removals.models import Follower, Removal, RemovalStep
from app.removals.rules import (
    IN_FORCE,
    UNDER_WAY,
    Charge,
    Circumstances,
    Ending,
    FollowerRole,
    RemovalKind,
    RemovalState,
    Reported,
    StepKind,
    attends_until,
    check_charge,
    ending_on,
    exclusion_ends_on,
    judge,
)
from app.shares import queries as shares
from app.statutes import queries as statutes

EVER = date.max

VIEWS: Mapping[str, Sequence[RemovalState]] = {
    "open": (RemovalState.HEARING, RemovalState.PROPOSED, RemovalState.RESOLVED, RemovalState.APPEALED,
             RemovalState.UNDECIDED),
    "entered": (RemovalState.ENTERED, RemovalState.CONTINUED),
    "ended": (RemovalState.REJECTED, RemovalState.LIFTED, RemovalState.REVERSED),
}  # fmt: skip
"""The saved views of the list, by the states they show."""


def get_removal(session: Session, removal_id: int) -> Removal:
    """A removal that must be there."""
    found = session.get(Removal, removal_id)
    if found is None:
        raise NotFound
    return found


def get_step(removal: Removal, step_id: int) -> RemovalStep:
    """A step of this removal with which a paper is kept; raises NotFound."""
    for step in removal.steps:
        if step.id == step_id and step.paper_sha256 is not None:
            return step
    raise NotFound


def removals_of(session: Session, member_id: int) -> Sequence[Removal]:
    """Every removal of a member, the latest first."""
    found = select(Removal).where(Removal.member_id == member_id).order_by(Removal.id.desc())
    return session.scalars(found).unique().all()


def beside_another_end(session: Session, member_id: int) -> Sequence[Removal]:
    """Deaths and dissolutions of a member that entered no end, for an earlier one stood there; the earliest first."""
    known = reversed(removals_of(session, member_id))
    return [each for each in known if each.state in IN_FORCE and each.entered_at is None]


def find_item(session: Session, removal: Removal) -> Item | None:
    """The newest item of an organ about an exclusion."""
    return organs.find_item(session, ItemKind.EXCLUSION, removal.id)


def step_of(removal: Removal, kind: StepKind) -> RemovalStep | None:
    """The newest step of a kind."""
    return next((step for step in reversed(removal.steps) if step.kind is kind), None)


def letters_of(session: Session, removal: Removal) -> Mapping[int, IssuedDocument]:
    """The letters written in the course of a removal, by id."""
    ids = [step.document_id for step in removal.steps if step.document_id is not None]
    return {each: archive.get_document(session, each) for each in ids}


def circumstances_of(
    session: Session, member: Member, day: date, today: date, without: Removal | None = None
) -> Circumstances:
    """What is known of a member by which a removal of a day is judged; Refusal where no statute was in force.

    `without`: the removal itself, where it is under way already.
    """
    period = members.get_period_on(session, member.id, day)
    known = [each for each in removals_of(session, member.id) if each.state in UNDER_WAY and each is not without]
    held = shares.holding_of(session, member.id, EVER)
    return Circumstances(
        today=today, years=tuple(statutes.fiscal_years(session)), statute=statutes.statute_on(session, day),
        party_kind=member.party.kind, member_since=period.first_day, ends_on=period.last_day,
        known_kinds=[each.kind for each in known], shares=shares.most_held_from(session, member.id, day),
        credit=held.credit,
    )


def shown_of(session: Session, member: Member, today: date) -> dict[str, object]:
    """What the page of a report shows of a member; whoever enters one later is told where it has changed."""
    known = circumstances_of(session, member, today, today)
    return {
        "ends_on": known.ends_on, "shares": known.shares,
        "removals": [each.number for each in removals_of(session, member.id)],
    }


@dataclass(frozen=True)
class Preview:
    """What would follow: the day, shares and credit then, until when it is paid, which offices end at once."""

    ending: Ending
    known: Circumstances
    offices: Sequence[Office]
    payable_by: date | None
    appeal_days: int = 0


def preview(session: Session, member: Member, reported: Reported, today: date) -> Preview:
    """Judge a report without entering it; raises Refusal where it cannot be entered."""
    known = circumstances_of(session, member, reported.event_on, today)
    return _preview(session, member, judge(reported, known), known, reported.event_on)


def preview_charge(session: Session, member: Member, charge: Charge, today: date) -> Preview:
    """Judge what is held against a member without entering it; raises Refusal where no exclusion can begin."""
    check_charge(charge, circumstances_of(session, member, today, today))
    return preview_exclusion(session, member, today)


def preview_exclusion(session: Session, member: Member, today: date, without: Removal | None = None) -> Preview:
    """What an exclusion would bring about if its letter were sent today (§ 68 GenG; R-EXIT-09)."""
    known = circumstances_of(session, member, today, today, without)
    return _preview(session, member, ending_on(exclusion_ends_on(known.years, today), known.ends_on), known, today)


def _preview(session: Session, member: Member, ending: Ending, known: Circumstances, day: date) -> Preview:
    until = payable_by(ending.last_day, known.statute) if ending.last_day else None
    return Preview(ending, known, offices_held(session, member, day), until, known.statute.appeal_days)


def offices_held(session: Session, member: Member, day: date) -> list[Office]:
    """The offices that a member itself holds on a day or later; who sits there for a member keeps the seat."""
    return [
        office for office in organs.offices_of(session, member.party_id)
        if office.last_day is None or office.last_day > day
    ]


# --- who follows -----------------------------------------------------------------------------------------------------


def followers_of(removal: Removal) -> list[Follower]:
    """Who follows the member as it is known now, without those taken back."""
    withdrawn = {each.withdraws_id for each in removal.followers}
    return [each for each in removal.followers if each.withdraws_id is None and each.id not in withdrawn]


def heirs_of(removal: Removal) -> list[Follower]:
    """The heirs that are known."""
    return [each for each in followers_of(removal) if each.role is FollowerRole.HEIR]


def get_follower(removal: Removal, follower_id: int) -> Follower:
    """One of those who follow; raises NotFound."""
    for each in followers_of(removal):
        if each.id == follower_id:
            return each
    raise NotFound


def find_continuing(session: Session, removal: Removal) -> Member | None:
    """Who took the shares of somebody dead and goes on with the membership (§ 77 (2) GenG)."""
    given = shares.find_share_entry(session, removal.share_entry_id or 0)
    if given is not None:
        return members.get_member(session, shares.legs_of(session, given).acquirer_id)
    known = (members.find_member_of_party(session, heir.party_id) for heir in heirs_of(removal))
    return next((each for each in known if each and each.periods[-1].join_document == removal.number), None)


def payee_of(removal: Removal) -> Party | None:
    """Whose the credit is, where it is known: the one heir, the heirs' representative, the successor, the member.

    None where heirs are unknown, or several without a representative: nobody is paid (R-PAY-07).
    """
    found = {each.role: each.party for each in followers_of(removal)}
    if removal.kind is RemovalKind.DEATH:
        heirs = heirs_of(removal)
        alone = heirs[0].party if len(heirs) == 1 else None
        return found.get(FollowerRole.REPRESENTATIVE, alone)
    return found.get(FollowerRole.SUCCESSOR, removal.member.party)


def payees_of(session: Session, member_ids: Collection[int]) -> dict[int, Party | None]:
    """Member → whose the credit is, of the members that died or went over into another; None while nobody knows."""
    found = select(Removal).where(
        Removal.member_id.in_(member_ids), Removal.state.in_((*IN_FORCE, RemovalState.UNDECIDED)),
        Removal.kind != RemovalKind.EXCLUSION,
    )
    return {each.member_id: payee_of(each) for each in session.scalars(found.order_by(Removal.id)).unique()}


# --- what may be done ------------------------------------------------------------------------------------------------


def meant_on(session: Session, removal: Removal, today: date) -> Preview | None:
    """What a removal means in days and amounts as the ledgers stand; of an exclusion, if its letter is sent today."""
    if removal.state not in UNDER_WAY or removal.state is RemovalState.CONTINUED:
        return None
    if removal.kind is RemovalKind.EXCLUSION and removal.event_on is None:
        return preview_exclusion(session, removal.member, today, removal)
    day = removal.event_on or today
    known = circumstances_of(session, removal.member, day, today, removal)
    return _preview(session, removal.member, Ending(removal.last_day, False, removal.heirs_until), known, day)


@dataclass(frozen=True)
class Steps:
    """What may be done about a removal today."""

    may_answer: bool
    may_propose: bool
    may_dispatch: bool
    may_appeal: bool
    may_decide_appeal: bool
    may_name: bool
    may_go_on: bool
    may_undo_going_on: bool
    may_write_letter: bool
    may_reverse: bool


_TOLD = (RemovalState.HEARING, RemovalState.RESOLVED, RemovalState.ENTERED)


def steps_open(removal: Removal, today: date) -> Steps:
    """What may be done about a removal today (R-EXIT-09 to R-EXIT-11, R-REG-05)."""
    state, is_exclusion = removal.state, removal.kind is RemovalKind.EXCLUSION
    until = removal.appeal_until
    return Steps(
        may_answer=state in (RemovalState.HEARING, RemovalState.PROPOSED),
        may_propose=state is RemovalState.HEARING, may_dispatch=state is RemovalState.RESOLVED,
        may_appeal=is_exclusion and state is RemovalState.ENTERED and until is not None,
        may_decide_appeal=state is RemovalState.APPEALED,
        may_name=not is_exclusion and state in (RemovalState.ENTERED, RemovalState.UNDECIDED),
        may_go_on=state is RemovalState.UNDECIDED, may_undo_going_on=state is RemovalState.CONTINUED,
        may_write_letter=removal.letter_id is None and state in _TOLD,
        may_reverse=state in UNDER_WAY and state is not RemovalState.CONTINUED,
    )


def attends_assembly_until(removal: Removal) -> date | None:
    """The last day on which the member attends the general assembly; of somebody excluded, the eve of the dispatch."""
    sent_on = removal.event_on if removal.kind is RemovalKind.EXCLUSION else None
    return attends_until(sent_on, removal.last_day)


# --- lists -----------------------------------------------------------------------------------------------------------

SORTS: Mapping[str, InstrumentedAttribute[Any]] = {
    "number": Removal.id, "name": Party.sort_name, "event": Removal.event_on, "last_day": Removal.last_day,
}
"""By what the list can be sorted."""


def list_removals(
    session: Session, view: str = "", words: str = "", kind: str = "", sort: str = "number", descending: bool = True,
    offset: int = 0, limit: int | None = None,
) -> tuple[Sequence[Removal], int]:
    """Removals of a view and a kind whose number or member has all of the words, with how many there are."""
    found = parties.narrowed(select(Removal).join(Member).join(Party), Removal.number, words)
    if view in VIEWS:
        found = found.where(Removal.state.in_(VIEWS[view]))
    if kind in list(RemovalKind):
        found = found.where(Removal.kind == RemovalKind(kind))
    return part_of(session, found, SORTS[sort], Removal.id, descending, offset, limit)


def counts(session: Session) -> dict[str, int]:
    """How many removals each view shows."""
    return counts_of(session, Removal.state, VIEWS)


def without_letter() -> Select[Removal]:
    """Removals of which nobody was told by letter yet, oldest first (§§ 68 (2), 77 (3) GenG; R-DOC-05)."""
    return select(Removal).where(Removal.letter_id.is_(None), Removal.state.in_(_TOLD)).order_by(Removal.id)


def to_dispatch() -> Select[Removal]:
    """Exclusions resolved whose letter was not sent yet, oldest first: it goes out at once (§ 68 (2) sentence 1)."""
    return select(Removal).where(Removal.state == RemovalState.RESOLVED).order_by(Removal.id)


def without_trace(session: Session) -> list[Removal]:
    """Removals that are entered, but of which register or share ledger do not know; none where all is well."""
    entered = select(Removal).where(Removal.state.in_(IN_FORCE)).order_by(Removal.id)
    return [removal for removal in session.scalars(entered).unique() if not _left_its_trace(session, removal)]


def _left_its_trace(session: Session, removal: Removal) -> bool:
    undone = {entry.reverses_id for entry in shares.share_entries_of(session, removal.member_id)}
    booked = removal.share_entry_id is None or removal.share_entry_id not in undone
    period = members.get_period_on(session, removal.member_id, removal.event_on or removal.recorded_at.date())
    return booked and period.last_day == removal.last_day


def is_file_needed(session: Session, sha256: str) -> bool:
    """Say whether a paper kept with a removal consists of these bytes."""
    return session.scalar(select(RemovalStep.id).where(RemovalStep.paper_sha256 == sha256).limit(1)) is not None


def address_of(session: Session, party: Party, day: date) -> tuple[str, ...]:
    """Where a party is written to, line by line; empty where nobody knows."""
    where = parties.address_on(session, party.id, day)
    return where.value().lines() if where else ()
