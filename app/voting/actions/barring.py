"""Nobody is named whose vote may be among those given: it would count though it is barred (§ 43 (6) GenG; R-VOTE-06).
"""

from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.assemblies import queries as assemblies
from app.assemblies.models import AgendaItem
from app.members.models import Member
from app.parties.models import Party
from app.voting import queries, rules
from app.voting.actions.polling import alone
from app.voting.models import CastVote, PaperBallot, Poll, PollRoll
from app.voting.rules import HallWay, PollState


def check_may_bar(session: Session, item: AgendaItem, party: Party) -> None:
    """Refuse to bar somebody under an item on which its vote is given and not declared (§ 43 (6) GenG; R-VOTE-07).

    Who casts waits for it, and it for who casts, also in a vote that is opened at this moment. A vote that counts is
    not taken out, so that the vote begins anew; what is declared stays until somebody challenges it (§ 51 GenG).
    """
    is_phase = assemblies.get_assembly(session, item.assembly_id).votes_until is not None
    for poll in queries.polls_of(session, item.assembly_id):
        if poll.matter is item and poll.state not in (PollState.DECLARED, PollState.VOID):
            alone(session, poll)
            has_voted = poll.state in rules.UNDECIDED and _has_voted(session, poll, party)
            rules.check_not_given(has_voted, item.position, party.display_name, is_phase)


def _has_voted(session: Session, poll: Poll, party: Party) -> bool:
    """Whether a vote of somebody was given, or may have been: hands and ballots name nobody, once they are counted."""
    own = PollRoll.member_id.in_(select(Member.id).where(Member.party_id == party.id))
    mine = select(PollRoll.member_id).where(PollRoll.poll_id == poll.id, or_(PollRoll.caster_party_id == party.id, own))
    own_vote: ColumnElement[Any] = or_(CastVote.cast_by == party.id, CastVote.member_id.in_(mine.where(own)))
    cast = select(CastVote.member_id).where(CastVote.poll_id == poll.id, own_vote)
    paper = select(PaperBallot.member_id).where(
        PaperBallot.poll_id == poll.id, PaperBallot.returned_at.is_(None), PaperBallot.member_id.in_(mine)
    )
    may_be = [cast, paper]
    if poll.state is not PollState.OPEN and poll.hall is not HallWay.PHONE:
        may_be.append(mine.where(~PollRoll.is_barred))
    return any(session.scalar(each.limit(1)) is not None for each in may_be)
