"""Heirs go on with a membership, or let it end (§ 77 (2) GenG; R-EXIT-10)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.core.formats import local
from app.core.values import Actor, Refusal
from app.members import actions as members
from app.members import queries as member_queries
from app.members.models import Member
from app.members.rules import ExitGround, JoinGround
from app.removals import queries
from app.removals.actions.entering import enter
from app.removals.actions.letters import tell
from app.removals.actions.recording import lock_removal, note_step
from app.removals.models import Follower, Removal
from app.removals.rules import (
    FollowerRole,
    RemovalState,
    StepKind,
    check_going_on,
    check_in_state,
    ending_on,
    last_day_without_heir,
)
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.statutes.rules import ONE_DAY


def continue_with(session: Session, removal: Removal, follower_id: int, actor: Actor, now: datetime) -> Removal:
    """Let one heir alone go on with the membership: from the day after the death the heir is the member (§ 77 (2)).

    Shares and credit go over in one act; whoever is a member already holds them besides its own.
    """
    removal, today = lock_removal(session, removal.id), local(now).date()
    check_in_state(removal.state, RemovalState.UNDECIDED)
    heir = queries.get_follower(removal, follower_id)
    if heir.role is not FollowerRole.HEIR or removal.event_on is None:
        raise Refusal("Fortsetzen kann die Mitgliedschaft nur ein Erbe.")
    known = queries.circumstances_of(session, removal.member, removal.event_on, today, removal)
    check_going_on(removal.heirs_until, known.ends_on, today)
    members.end(session, removal.member, removal.event_on, ExitGround.DEATH, removal.number, actor, now)
    member = _member_from(session, removal, heir, actor, now)
    held = share_queries.holding_of(session, removal.member_id, queries.EVER)
    if held.shares:
        shares.hand_over(
            session, removal.member, member, held.shares, held.credit, removal.event_on, removal.number, actor, now
        )
    removal.state, removal.last_day, removal.entered_at = RemovalState.CONTINUED, removal.event_on, now
    session.flush()
    note_step(session, removal, StepKind.CONTINUED, today, actor, now, note=heir.party.display_name)
    return removal


def _member_from(session: Session, removal: Removal, heir: Follower, actor: Actor, now: datetime) -> Member:
    """The heir in the register from the day after the death, of the same class as who died."""
    day = removal.event_on
    if day is None:
        raise Refusal("Es fehlt der Tag des Ereignisses.")
    first_day = day + ONE_DAY
    known = member_queries.find_member_of_party(session, heir.party_id)
    if known is not None and member_queries.is_member_on(session, heir.party_id, first_day):
        return known
    former = member_queries.get_period_on(session, removal.member_id, day)
    return members.enter(
        session, heir.party_id, former.member_class, first_day, JoinGround.SUCCESSION, removal.number, actor, now
    )


def let_end(session: Session, removal: Removal, actor: Actor, now: datetime) -> Removal:
    """Enter the end of a membership with which no heir goes on (§ 77 (2) sentence 3 GenG)."""
    removal, today = lock_removal(session, removal.id), local(now).date()
    check_in_state(removal.state, RemovalState.UNDECIDED)
    known = queries.circumstances_of(session, removal.member, removal.event_on or today, today, removal)
    last_day = last_day_without_heir(known.years, removal.heirs_until, today)
    enter(session, removal, ending_on(last_day, known.ends_on), actor, now)
    note_step(session, removal, StepKind.ENDED, today, actor, now)
    archive.withdraw(session, removal.letter_id, removal.number, actor, now)
    removal.letter_id = None
    tell(session, removal, actor, now)
    return removal
