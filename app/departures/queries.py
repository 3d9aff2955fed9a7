"""Reads of notices: one, those of a member, the list, and what is known of a member when one is judged."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.core.lists import counts_of, part_of
from app.core.values import NotFound, Refusal
from app.departures.models import Notice, NoticePaper
from app.departures.rules import (
    BY_OTHERS,
    Circumstances,
    Consequences,
    Declared,
    Ineffective,
    Judgement,
    NoticeKind,
    NoticeState,
    OtherEnding,
    OtherEvent,
    OtherGround,
    consequences_of,
    hindrance_in_portal,
    judge,
    last_day_by_death,
    last_day_by_dissolution,
    last_day_by_exclusion,
    last_day_by_transfer,
    least_held,
    may_attend_assembly,
    may_transfer,
    rights_in_portal,
    settlement_follows,
)
from app.members import queries as members
from app.members.models import Member as Member
from app.organs import queries as organs
from app.organs.models import Item
from app.organs.rules import ItemKind
from app.parties import queries as parties
from app.parties.models import Party
from app.shares import queries as shares
from app.shares.models import ShareEntry
from app.shares.rules import nominal_of
from app.statutes import queries as statutes

VIEWS: Mapping[str, Sequence[NoticeState]] = {
    "open": (NoticeState.PROPOSED,),
    "entered": (NoticeState.ENTERED,),
    "rejected": (NoticeState.REJECTED,),
    "undone": (NoticeState.CONTINUED, NoticeState.OVERTAKEN, NoticeState.REVERSED),
}
"""The saved views of the list, by the states they show."""


def get_notice(session: Session, notice_id: int) -> Notice:
    """A notice that must be there."""
    found = session.get(Notice, notice_id)
    if found is None:
        raise NotFound
    return found


def get_paper(session: Session, notice: Notice, paper_id: int) -> NoticePaper:
    """A paper kept with this notice; raises NotFound."""
    for paper in notice.papers:
        if paper.id == paper_id:
            return paper
    raise NotFound


def notices_of(session: Session, member_id: int) -> Sequence[Notice]:
    """Every notice of a member, the latest first."""
    found = select(Notice).where(Notice.member_id == member_id).order_by(Notice.received_on.desc(), Notice.id.desc())
    return session.scalars(found).unique().all()


def overtaken_by(session: Session, member_id: int, number: str) -> Sequence[Notice]:
    """The notices of a member that gave way to what bears this number, the earliest first."""
    return [each for each in notices_about(session, member_id) if each.gave_way_to == number]


def seizures_of(session: Session, member_ids: Collection[int]) -> dict[int, list[Notice]]:
    """Member → the notices by which its credit is due to a creditor or an administrator (§§ 66, 66a GenG; R-EXIT-08).

    Nobody is in it whose credit nobody seized.
    """
    given = select(Notice).where(Notice.member_id.in_(member_ids), Notice.kind.in_(BY_OTHERS)).order_by(Notice.id)
    found: dict[int, list[Notice]] = {}
    for notice in session.scalars(given).unique():
        if notice.seizes:
            found.setdefault(notice.member_id, []).append(notice)
    return found


def notices_about(session: Session, member_id: int) -> Sequence[Notice]:
    """The notices of a member, and those on its shares that somebody had given whom it followed; earliest first."""
    own_shares = select(ShareEntry.id).where(ShareEntry.member_id == member_id)
    about = or_(Notice.member_id == member_id, Notice.share_entry_id.in_(own_shares))
    return session.scalars(select(Notice).where(about).order_by(Notice.id)).unique().all()


def notices_from(session: Session, member_id: int, day: date) -> list[Notice]:
    """Entered notices about a member's shares that take effect on a day or later, the earliest recorded first."""
    found = notices_about(session, member_id)
    return [each for each in found if each.state is NoticeState.ENTERED and each.last_day and each.last_day >= day]


def holder_of(session: Session, notice: Notice) -> Member:
    """Whose shares a notice ends: who gave it, or the heir who goes on with the membership (§ 77 (2) GenG)."""
    entry = shares.find_share_entry(session, notice.share_entry_id or 0)
    return members.get_member(session, entry.member_id) if entry is not None else notice.member


def under_way(session: Session, member_id: int, today: date) -> list[Notice]:
    """Notices of a member that the board decides on, or that are entered and take effect today or later."""
    return [
        each for each in notices_of(session, member_id)
        if each.state is NoticeState.PROPOSED
        or (each.state is NoticeState.ENTERED and each.last_day is not None and each.last_day >= today)
    ]


def waits_for_board(session: Session, member_id: int) -> bool:
    """Say whether a notice of the whole membership lies before the board."""
    waiting = select(Notice.id).where(
        Notice.member_id == member_id, Notice.state == NoticeState.PROPOSED, Notice.kind != NoticeKind.PARTIAL
    )
    return session.scalar(waiting.limit(1)) is not None


def circumstances_of(
    session: Session, member: Member, received_on: date, today: date, until_entry: int | None = None
) -> Circumstances:
    """What is known of a member when a notice received on a day is judged; Refusal where no statute was in force.

    `until_entry`: the entry of the share ledger that is the notice's own; it and what came after are left out.
    """
    period = members.get_period_on(session, member.id, received_on)
    entries = shares.share_entries_of(session, member.id)
    return Circumstances(
        today=today, years=tuple(statutes.fiscal_years(session)), statute=statutes.statute_on(session, received_on),
        textform_permitted=organs.has_textform_permission_on(session, received_on), member_since=period.first_day,
        ends_on=period.last_day, waits=waits_for_board(session, member.id),
        is_entrepreneur=bool(member.party.is_entrepreneur),
        ledger=tuple(
            (entry.effective_on, entry.change) for entry in entries
            if until_entry is None or entry.id < until_entry
        ),
        credit=shares.holding_of(session, member.id, today).credit,
    )


def shown_of(session: Session, member: Member, today: date) -> dict[str, object]:
    """What the page of a notice shows of a member; whoever enters one later is told where it has changed."""
    period = members.get_period_on(session, member.id, today)
    held = shares.share_entries_of(session, member.id)
    return {
        "ends_on": period.last_day, "held": sum(entry.change for entry in held),
        "waits": waits_for_board(session, member.id),
        "notices": [notice.number for notice in notices_of(session, member.id)],
    }


@dataclass(frozen=True)
class Preview:
    """What a notice would bring about, before anything is entered; `objection` where it has no effect."""

    declared: Declared
    known: Circumstances
    judgement: Judgement | None
    consequences: Consequences | None
    objection: Ineffective | None = None
    lacks_amendment: bool = False
    """Whether no version of the statute is recorded of the day on which it is said to have been amended."""

    @property
    def unentered_year(self) -> bool:
        """Whether the day lies in a fiscal year that nobody has entered yet, so that twelve months are assumed."""
        last_day = self.judgement.last_day if self.judgement else None
        return last_day is not None and last_day > max(year.last_day for year in self.known.years)


def preview(session: Session, member: Member, declared: Declared, today: date) -> Preview:
    """Judge a notice without entering it; raises Refusal where it could not be recorded at all."""
    known = circumstances_of(session, member, declared.received_on, today)
    try:
        judgement = judge(declared, known)
    except Ineffective as objection:
        return Preview(declared, known, None, None, objection)
    by, versions = declared.amended_by, statutes.versions(session)
    lacks = by is not None and by.resolved_on not in {version.resolved_on for version in versions}
    return Preview(declared, known, judgement, consequences_of(declared, judgement, known), lacks_amendment=lacks)


def find_item(session: Session, notice: Notice) -> Item | None:
    """The item about a notice that waits for the board, on hardship or on going on."""
    for kind in (ItemKind.EARLY_EXIT, ItemKind.CONTINUATION):
        item = organs.find_item(session, kind, notice.id)
        if item is not None and item.is_open:
            return item
    return None


def consequences_on(session: Session, notice: Notice, today: date) -> Consequences | None:
    """What a notice means in shares, as they were when it was entered, and money today; None where it has no effect."""
    if notice.last_day is None:
        return None
    holder = holder_of(session, notice)
    known = circumstances_of(session, holder, notice.received_on, today, notice.share_entry_id)
    given = Declared(
        notice.kind, notice.received_on, notice.written_form, notice.declared_by, shares=notice.shares or 0
    )
    return consequences_of(given, Judgement(notice.last_day, notice.months, notice.receivable_until), known)


@dataclass(frozen=True)
class Steps:
    """What may be done about a notice today."""

    may_write_letter: bool
    may_continue: bool
    may_reverse: bool


def steps_open(notice: Notice, today: date) -> Steps:
    """What may be done about a notice today (R-EXIT-13, R-REG-05)."""
    holds = notice.state in (NoticeState.PROPOSED, NoticeState.ENTERED, NoticeState.REJECTED)
    told = notice.state in (NoticeState.ENTERED, NoticeState.REJECTED) or notice.is_sender_waiting
    still_to_come = notice.last_day is not None and notice.last_day >= today
    return Steps(
        may_write_letter=told and notice.lacks_a_letter,
        may_continue=notice.state is NoticeState.ENTERED and still_to_come, may_reverse=holds,
    )


@dataclass(frozen=True)
class OwnRights:
    """What a person may declare for a member in the portal; `hindrance` says why nothing, and what helps."""

    kinds: Sequence[NoticeKind]
    hindrance: Refusal | None = None


def own_rights(session: Session, member: Member, party_id: int | None, today: date) -> OwnRights:
    """What somebody who acts for a member may declare in the portal today, in Textform (§ 65 (2) GenG; R-EXIT-01)."""
    known = circumstances_of(session, member, today, today)
    authority = parties.authority_of(session, member.party_id, party_id, today)
    held = least_held(known.ledger, today)
    return OwnRights(rights_in_portal(known, held), hindrance_in_portal(known, authority))


def ending_by(session: Session, event: OtherEvent) -> OtherEnding:
    """When a membership ends by another ground than notice (§§ 68, 76 to 77a GenG; R-EXIT-09 to R-EXIT-11)."""
    years = statutes.fiscal_years(session)
    match event.ground:
        case OtherGround.DEATH:
            last_day = last_day_by_death(years, event.event_on, event.heirs_continue)
            return OtherEnding(last_day, settlement_follows(last_day))
        case OtherGround.EXCLUSION:
            last_day = last_day_by_exclusion(years, event.event_on, event.sent_on)
            may_attend = may_attend_assembly(event.sent_on, event.meets_on) if event.meets_on else None
            return OtherEnding(last_day, settlement_follows(last_day), may_attend=may_attend)
        case OtherGround.TRANSFER:
            return _ending_by_transfer(session, event)
        case _:
            last_day = last_day_by_dissolution(years, event.event_on)
            return OtherEnding(last_day, settlement_follows(last_day))


def _ending_by_transfer(session: Session, event: OtherEvent) -> OtherEnding:
    """Judged by what the acquirer holds as the ledgers stand (R-TRF-01)."""
    statute = statutes.statute_on(session, event.event_on)
    acquirer = members.get_by_number(session, event.acquirer)
    held = shares.holding_of(session, acquirer.id, event.event_on)
    allowed = may_transfer(
        statute.transfer_allowed, members.is_member_on(session, acquirer.party_id, event.event_on), event.amount,
        held.credit, nominal_of(held.shares, statute.share_amount),
    )
    last_day = last_day_by_transfer(event.event_on, event.is_full) if allowed else None
    return OtherEnding(last_day, settlement_follows(last_day, is_transfer=True), allowed)


# --- lists -----------------------------------------------------------------------------------------------------------

SORTS: Mapping[str, InstrumentedAttribute[Any]] = {
    "received": Notice.received_on, "number": Notice.id, "name": Party.sort_name, "last_day": Notice.last_day,
}
"""By what the list can be sorted."""


def list_notices(
    session: Session, view: str = "", words: str = "", sort: str = "received", descending: bool = True,
    offset: int = 0, limit: int | None = None,
) -> tuple[Sequence[Notice], int]:
    """Notices of a view whose number or member has all of the words, with how many there are."""
    found = parties.narrowed(select(Notice).join(Member).join(Party), Notice.number, words)
    if view in VIEWS:
        found = found.where(Notice.state.in_(VIEWS[view]))
    return part_of(session, found, SORTS[sort], Notice.id, descending, offset, limit)


def counts(session: Session) -> dict[str, int]:
    """How many notices each view shows."""
    return counts_of(session, Notice.state, VIEWS)


def without_letter() -> Select[Notice]:
    """Notices of which somebody was not told by letter yet what came of them, oldest first (R-DOC-05)."""
    told = (NoticeState.ENTERED, NoticeState.REJECTED)
    unanswered = Notice.sender_address.is_not(None) & Notice.sender_letter_id.is_(None)
    lacking = or_(Notice.letter_id.is_(None), unanswered) & Notice.state.in_(told)
    overtaken = unanswered & (Notice.state == NoticeState.OVERTAKEN)
    return select(Notice).where(or_(lacking, overtaken)).order_by(Notice.id)


def without_trace(session: Session) -> list[Notice]:
    """Notices that are entered, but of which register or share ledger do not know; none where all is well."""
    entered = session.scalars(select(Notice).where(Notice.state == NoticeState.ENTERED).order_by(Notice.id))
    return [notice for notice in entered.unique() if not _left_its_trace(session, notice)]


def _left_its_trace(session: Session, notice: Notice) -> bool:
    entries = shares.share_entries_of(session, notice.member_id)
    undone = {entry.reverses_id for entry in entries}
    booked = notice.share_entry_id is None or notice.share_entry_id not in undone
    period = members.get_period_on(session, notice.member_id, notice.received_on)
    return booked and (not notice.ends_membership or period.last_day == notice.last_day)


def with_papers_before(session: Session, day: date) -> Sequence[Notice]:
    """Notices that came in before a day and whose papers are still there, oldest first."""
    old = select(Notice).where(Notice.received_on < day, Notice.papers.any()).order_by(Notice.id)
    return session.scalars(old).unique().all()


def is_file_needed(session: Session, sha256: str) -> bool:
    """Say whether a paper kept with a notice consists of these bytes."""
    return session.scalar(select(NoticePaper.id).where(NoticePaper.sha256 == sha256).limit(1)) is not None
