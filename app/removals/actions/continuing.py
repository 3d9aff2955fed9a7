"""Heirs go on with a membership, or let it end (§ 77 (2) GenG; R-EXIT-10)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core.formats import local, member_number
from app.core.told import Told
from app.core.values import Actor, Cents, Refusal, check_reason
from app.departures import actions as departures
from app.members import actions as members
from app.members import queries as member_queries
from app.members.models import Member
from app.members.rules import ExitGround, JoinGround
from app.removals import queries
from app.removals.actions.entering import enter
from app.removals.actions.letters import tell_anew
from app.removals.actions.recording import lock_removal, note_step
from app.removals.models import Follower, Removal
from app.removals.rules import (
    FollowerRole,
    RemovalState,
    StepKind,
    check_enters,
    check_going_on,
    check_heir_stays,
    check_holds_nothing,
    check_in_state,
    check_same_since,
    ending_on,
    goes_over_on,
    last_day_without_heir,
)
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.rules import check_credit_fits, nominal_of
from app.statutes import queries as statutes
from app.statutes.actions import keep_shares_unsplit
from app.statutes.rules import ONE_DAY


def continue_with(session: Session, removal: Removal, follower_id: int, actor: Actor, now: datetime) -> Removal:
    """Let one heir alone go on with the membership: from the day after the death the heir is the member (§ 77 (2)).

    Where that day lies in a closed year, it is entered on the first open one (R-REG-05).
    Shares, credit and what is owed on them go over in one act; whoever is a member already holds them besides its own.
    What the dead had cancelled for a later day ends with the heir on that day.
    """
    keep_shares_unsplit(session)
    known_as = member_queries.find_member_of_party(session, queries.get_follower(removal, follower_id).party_id)
    removal, today = lock_removal(session, removal.id, known_as), local(now).date()
    check_in_state(removal.state, RemovalState.UNDECIDED)
    heir = queries.get_follower(removal, follower_id)
    if heir.role is not FollowerRole.HEIR or removal.event_on is None:
        raise Refusal("Fortsetzen kann die Mitgliedschaft nur ein Erbe.")
    known = queries.circumstances_of(session, removal.member, removal.event_on, today, removal)
    check_going_on(removal.heirs_until, known.ends_on, today)
    day = goes_over_on(removal.event_on, known.closed_through)
    given_up = share_queries.owed_on_given_up(session, removal.member, day + ONE_DAY)
    members.end(session, removal.member, day, ExitGround.DEATH, removal.number, actor, now)
    member = _member_from(session, removal, heir, day + ONE_DAY, actor, now)
    reason = Told("Geht mit der Mitgliedschaft über, {number}", number=removal.number)
    cancelled = departures.lift_cancellations(session, removal.member, day, reason, actor, now)
    _hand_over(session, removal, member, day, sum(each.amount for each in given_up), actor, now)
    departures.cancel_for(session, member, cancelled, actor, now)
    removal.state, removal.last_day, removal.entered_at = RemovalState.CONTINUED, day, now
    session.flush()
    note_step(session, removal, StepKind.CONTINUED, today, actor, now, note=heir.party.display_name)
    tell_anew(session, removal, removal.number, actor, now)
    return removal


def _member_from(
    session: Session, removal: Removal, heir: Follower, first_day: date, actor: Actor, now: datetime
) -> Member:
    """The heir in the register from the day after the death, of the same class as who died."""
    known = member_queries.find_member_of_party(session, heir.party_id)
    period = member_queries.find_period_on(session, known.id, first_day) if known else None
    if known is not None and period is not None:
        if period.last_day == first_day and period.join_document == removal.number:
            reason = Told("Setzt die Mitgliedschaft doch fort, {number}", number=removal.number)
            members.undo_end(session, known, reason, removal.number, actor, now)
        check_heir_stays(period.last_day, local(now).date())
        return known
    former = member_queries.get_period_on(session, removal.member_id, first_day - ONE_DAY)
    return members.enter(
        session, heir.party_id, former.member_class, first_day, JoinGround.SUCCESSION, removal.number, actor, now
    )


def _hand_over(
    session: Session, removal: Removal, member: Member, day: date, stays: Cents, actor: Actor, now: datetime
) -> None:
    """All shares with the credit on them; what was released before stays with the estate (R-PAY-04).

    `stays`: what is still owed on those given up before, which is settled with it (R-PAY-07); cents.
    Shares split since are handed over as what they were on that day (R-SHR-09); refused where others came or went.
    """
    held = share_queries.holding_of(session, removal.member_id, queries.EVER)
    number = share_queries.shares_at_close(session, removal.member_id, day)
    check_same_since(number * share_queries.parts_since(session, day), held.shares, day)
    if number:
        credit = share_queries.credit_parts(session, removal.member_id).on_shares
        legs = shares.hand_over(
            session, removal.member, member, number, credit, day, removal.number, actor, now, stays=stays
        )
        removal.share_entry_id = legs.given.id


def undo_continuation(session: Session, removal: Removal, reason: str, actor: Actor, now: datetime) -> Removal:
    """Undo by counter-entries that an heir goes on; the heirs may say anew who does (§ 77 (2) GenG; R-REG-05).

    An heir who became a member by it has been one on no day, as is known from then on; no entry is ever taken out.
    """
    why = check_reason(reason)
    check_in_state(removal.state, RemovalState.CONTINUED)
    member = queries.find_continuing(session, removal)
    removal, today = lock_removal(session, removal.id, member), local(now).date()
    check_in_state(removal.state, RemovalState.CONTINUED)
    day, member = removal.last_day, queries.find_continuing(session, removal)
    if day is None or member is None:
        raise Refusal("Es ist nicht mehr zu erkennen, wer die Mitgliedschaft fortsetzt.")
    cancelled = departures.lift_cancellations(session, removal.member, day, why, actor, now)
    given = share_queries.find_share_entry(session, removal.share_entry_id or 0)
    if given is not None:
        shares.undo_handing_over(session, share_queries.legs_of(session, given), why, actor, now)
    departures.cancel_for(session, removal.member, cancelled, actor, now)
    _leave_again(session, removal, member, day + ONE_DAY, actor, now)
    members.undo_end(session, removal.member, why, removal.number, actor, now)
    removal.state, removal.last_day, removal.entered_at = RemovalState.UNDECIDED, None, None
    removal.share_entry_id = None
    session.flush()
    note_step(session, removal, StepKind.UNDONE, today, actor, now, note=why)
    tell_anew(session, removal, why, actor, now)
    return removal


def _leave_again(
    session: Session, removal: Removal, member: Member, first_day: date, actor: Actor, now: datetime
) -> None:
    """Strike the membership that began with the continuation; refused where anything was entered on top of it."""
    held = share_queries.holding_of(session, member.id, queries.EVER)
    statute = statutes.statute_on(session, queries.EVER)
    period = member_queries.get_period_on(session, member.id, first_day)
    credit = share_queries.credit_of_membership(session, member.id, period.first_day)
    check_credit_fits(credit, nominal_of(held.shares, statute.share_amount))
    if period.join_document == removal.number:
        check_holds_nothing(member_number(member.number), held.shares)
        members.strike(session, member, removal.number, actor, now)


def let_end(session: Session, removal: Removal, actor: Actor, now: datetime) -> Removal:
    """Enter the end of a membership with which no heir goes on (§ 77 (2) sentence 3 GenG)."""
    removal, today = lock_removal(session, removal.id), local(now).date()
    check_in_state(removal.state, RemovalState.UNDECIDED)
    known = queries.circumstances_of(session, removal.member, removal.event_on or today, today, removal)
    last_day = last_day_without_heir(known.years, removal.heirs_until, today)
    ending = ending_on(last_day, known.ends_on, known.ends_by)
    if ending.is_new:
        check_enters(last_day, known)
    enter(session, removal, ending, actor, now)
    note_step(session, removal, StepKind.ENDED, today, actor, now)
    tell_anew(session, removal, removal.number, actor, now)
    return removal
