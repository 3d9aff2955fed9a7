"""Plural votes are granted, or taken back, from a day on (§ 43 (3) sentence 3 GenG; R-VOTE-02, R-VOTE-03)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.attendance import queries, rules
from app.attendance.models import PluralVotes
from app.core import journal
from app.core.formats import count, local
from app.core.formats import day as written
from app.core.told import Told
from app.core.values import Actor
from app.members.models import Member
from app.statutes import queries as statutes


def grant_votes(
    session: Session, member: Member, votes: int, valid_from: date, ground: str, actor: Actor, now: datetime
) -> PluralVotes:
    """Say how many votes a member has from a day on, and by which resolution; one again takes them back (R-VOTE-02).

    Refused to who has none on that day, and taken back from who had more once; that one need not have a vote.
    """
    statute = statutes.statute_on(session, max(valid_from, local(now).date()))
    rules.check_votes(votes, statute)
    if votes > 1:
        queries.check_has_vote(session, member, valid_from, statute.investing_policy)
    else:
        had_more = any(each.votes > 1 for each in queries.grants_of_plural(session, member.id))
        rules.check_taken_away(member.party.display_name, had_more)
    row = PluralVotes(
        member_id=member.id, votes=votes, valid_from=valid_from, ground=rules.check_ground(ground), recorded_at=now,
        recorded_by=actor.name,
    )
    session.add(row)
    session.flush()
    summary = Told(
        "{name}: Stimmen ab dem {day}: {votes} ({ground})", name=member.party.display_name, day=written(valid_from),
        votes=count(votes), ground=row.ground,
    )
    journal.record(
        session, actor, "attendance.votes_granted", f"member:{member.id}", now, summary, votes=votes,
        valid_from=valid_from, ground=row.ground,
    )
    return row
