"""A death, a dissolution or a succession becomes known: noted with its proof, entered, told (§§ 77, 77a GenG)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core.formats import local
from app.core.uploads import CheckedFile
from app.core.values import Actor, PartyKind
from app.members.models import Member
from app.parties import actions as parties
from app.parties.rules import PartyFacts
from app.removals import queries
from app.removals.actions.entering import enter
from app.removals.actions.following import add_follower
from app.removals.actions.leaving_office import end_with_death
from app.removals.actions.letters import tell
from app.removals.actions.recording import add_removal, note_step
from app.removals.models import Removal
from app.removals.rules import (
    FollowerRole,
    RemovalKind,
    RemovalState,
    Reported,
    StepKind,
    check_successor,
    judge,
)
from app.shares import actions as shares


def report(
    session: Session, member: Member, reported: Reported, proof: CheckedFile, actor: Actor, now: datetime,
    successor: int | PartyFacts | None = None,
) -> Removal:
    """Note a death or the end of an organisation, and enter what follows from it (R-EXIT-10, R-EXIT-11).

    `successor`: the party that follows, or its words where it is new; a succession has one.
    While heirs may go on, nothing ends yet.
    """
    shares.lock(session, member)
    check_successor(reported.kind, successor, member.party_id)
    today = local(now).date()
    ending = judge(reported, queries.circumstances_of(session, member, reported.event_on, today))
    removal = add_removal(session, member, Removal(
        kind=reported.kind, state=RemovalState.UNDECIDED, event_on=reported.event_on, heirs_until=ending.heirs_until,
        reasons=reported.note.strip(),
    ), reported.event_on, actor, now)
    note_step(
        session, removal, StepKind.REPORTED, reported.event_on, actor, now, reference=reported.reference,
        note=reported.note, file=proof,
    )
    if ending.last_day is not None:
        enter(session, removal, ending, actor, now)
    if successor is not None and reported.kind is RemovalKind.SUCCESSION:
        add_follower(session, removal, _party(session, successor, reported, actor, now), FollowerRole.SUCCESSOR, actor,
                     now)  # fmt: skip
    if member.party.kind is PartyKind.NATURAL_PERSON:
        end_with_death(session, removal, reported.event_on, actor, now)
    tell(session, removal, actor, now)
    return removal


def _party(
    session: Session, successor: int | PartyFacts, reported: Reported, actor: Actor, now: datetime
) -> int:
    if isinstance(successor, int):
        return successor
    return parties.add_party(session, successor, reported.event_on, actor, now).id
