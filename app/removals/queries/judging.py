"""By what a removal is judged, what it would bring about, and what may be done about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.closing import queries as closing
from app.core.values import Cents
from app.departures.rules import payable_by
from app.members import queries as members
from app.members.models import Member
from app.organs.models import Office
from app.removals import rules
from app.removals.models import Removal
from app.removals.queries.reading import find_last_entry, offices_held, removals_of, step_of
from app.removals.rules import (
    UNDER_WAY,
    Charge,
    Circumstances,
    Ending,
    RemovalKind,
    RemovalState,
    Reported,
    StepKind,
    Taken,
    check_charge,
    check_member_then,
    ending_on,
    exclusion_ends_on,
    is_heard,
    judge,
)
from app.shares import queries as shares
from app.statutes import queries as statutes

EVER = date.max


def circumstances_of(
    session: Session, member: Member, day: date, today: date, without: Removal | None = None
) -> Circumstances:
    """What is known of a member by which a removal of a day is judged; Refusal where no statute was in force.

    The shares are those of today: they may have been split since that day (R-SHR-09). `without`: the removal
    itself, where it is under way already.
    """
    period = members.get_period_on(session, member.id, day)
    if statutes.find_statute_on(session, day) is None:
        check_member_then(day, period.first_day)
    known = [each for each in removals_of(session, member.id) if each.state in UNDER_WAY and each is not without]
    held = shares.holding_of(session, member.id, EVER)
    return Circumstances(
        today=today, years=tuple(statutes.fiscal_years(session)), statute=statutes.statute_on(session, day),
        party_kind=member.party.kind, member_since=period.first_day, ends_on=period.last_day,
        ends_by=period.exit_ground, known_kinds=[each.kind for each in known],
        shares=shares.most_held_from(session, member.id, day) * shares.parts_since(session, day, today),
        credit=held.credit, due=due_to(session, member), closed_through=statutes.closed_through(session),
        taken=[Taken(each.effective_on, each.document) for each in shares.additions_of(session, member.id)],
    )


def may_begin(session: Session, member: Member, today: date) -> bool:
    """Say whether anything could befall a member that changes its end, or to whom its credit is due."""
    ends_on = members.get_period_on(session, member.id, today).last_day
    return rules.may_begin(ends_on, due_to(session, member), today)


def due_to(session: Session, member: Member) -> Cents:
    """What a member would be paid: the credit, and what results brought and nobody paid yet; cents."""
    claims = closing.claims_of(session, Member.id == member.id)
    unpaid = sum(each.amount for each in claims if each.ended_by is None)
    return shares.holding_of(session, member.id, EVER).credit + unpaid


def check_may_begin(session: Session, member: Member, kind: RemovalKind, today: date) -> None:
    """Refuse a kind that cannot befall a member, or would change nothing, before anything is typed."""
    rules.check_befalls(kind, member.party.kind)
    ends_on = members.get_period_on(session, member.id, today).last_day
    rules.check_may_begin(kind, ends_on, statutes.fiscal_years(session), due_to(session, member), today)


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
    ending = ending_on(exclusion_ends_on(known.years, today), known.ends_on, known.ends_by)
    return _preview(session, member, ending, known, today)


def _preview(session: Session, member: Member, ending: Ending, known: Circumstances, day: date) -> Preview:
    until = payable_by(ending.last_day, known.statute) if ending.last_day and ending.is_settled else None
    return Preview(ending, known, offices_held(session, member, day), until, known.statute.appeal_days)


def meant_on(session: Session, removal: Removal, today: date) -> Preview | None:
    """What a removal means in days and amounts as the ledgers stand; of an exclusion, if its letter is sent today."""
    if removal.state not in UNDER_WAY or removal.state is RemovalState.CONTINUED:
        return None
    if removal.kind is RemovalKind.EXCLUSION and removal.event_on is None:
        return preview_exclusion(session, removal.member, today, removal)
    day = removal.event_on or today
    known = circumstances_of(session, removal.member, day, today, removal)
    return _preview(session, removal.member, ending_of(removal, known), known, day)


def ending_of(removal: Removal, known: Circumstances) -> Ending:
    """The end that a removal brought about, or found standing in the register; `known` without the removal itself."""
    ground = known.ends_by if removal.entered_at is None else None
    return Ending(removal.last_day, is_new=False, heirs_until=removal.heirs_until, ground=ground)


def would_go_over_on(session: Session, removal: Removal) -> date | None:
    """The day with whose close an heir would take a membership over; None where nobody may (§ 77 (2); R-EXIT-10)."""
    if removal.state is not RemovalState.UNDECIDED or removal.event_on is None:
        return None
    return rules.goes_over_on(removal.event_on, statutes.closed_through(session))


@dataclass(frozen=True)
class Steps:
    """What may be done about a removal today."""

    may_answer: bool
    may_propose: bool
    is_heard_still: bool
    """Whether it is not before an organ yet; while the time to answer runs, it may not be laid before one."""
    may_dispatch: bool
    may_appeal: bool
    may_decide_appeal: bool
    """Or note that it was taken back."""
    may_judge: bool
    may_name: bool
    may_go_on: bool
    may_undo_going_on: bool
    may_write_letter: bool
    may_reverse: bool
    may_settle: bool
    """Whether a resolution may be named that the general assembly passed, where it lies before that."""
    may_take_back: bool
    """Whether the step noted last may be taken back by itself."""


TOLD = (
    RemovalState.HEARING, RemovalState.RESOLVED, RemovalState.ENTERED, RemovalState.CONTINUED, RemovalState.REJECTED,
    RemovalState.LIFTED,
)
"""The states of which somebody is told by letter; not if the membership ended otherwise while the organ decided.

Beside them an exclusion whose letter was out, and which was a mistake.
"""


def _is_told(removal: Removal) -> bool:
    if removal.state is RemovalState.REJECTED and step_of(removal, StepKind.ENDED) is not None:
        return False
    return removal.state in TOLD or rules.is_told_lifted(removal.kind, removal.state, removal.event_on)


def steps_open(removal: Removal, today: date) -> Steps:
    """What may be done about a removal today (R-EXIT-09 to R-EXIT-11, R-REG-05)."""
    state, is_exclusion = removal.state, removal.kind is RemovalKind.EXCLUSION
    until = removal.appeal_until
    return Steps(
        may_answer=state in (RemovalState.HEARING, RemovalState.PROPOSED),
        may_propose=state is RemovalState.HEARING and is_heard(
            removal.answer_until or today, step_of(removal, StepKind.ANSWERED) is not None, today
        ),
        is_heard_still=state is RemovalState.HEARING, may_dispatch=state is RemovalState.RESOLVED,
        may_appeal=is_exclusion and state is RemovalState.ENTERED and until is not None,
        may_decide_appeal=state is RemovalState.APPEALED,
        may_judge=is_exclusion and state is RemovalState.ENTERED,
        may_name=not is_exclusion and state in (RemovalState.ENTERED, RemovalState.UNDECIDED),
        may_go_on=state is RemovalState.UNDECIDED, may_undo_going_on=state is RemovalState.CONTINUED,
        may_write_letter=removal.letter_id is None and _is_told(removal),
        may_reverse=state in UNDER_WAY and state is not RemovalState.CONTINUED,
        may_settle=state is RemovalState.PROPOSED, may_take_back=find_last_entry(removal) is not None,
    )
