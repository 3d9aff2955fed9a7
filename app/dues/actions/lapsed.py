"""A claim to a payment that has lapsed is closed by the office with a reason, never by itself (R-SHR-06)."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.core import journal
from app.core.formats import day as written
from app.core.formats import euro, local
from app.core.told import Told
from app.core.values import Actor, German, check_reason
from app.dues import queries
from app.dues.actions.dunning import subject_of
from app.dues.models import Contribution, LapsedClaim
from app.dues.rules import check_closing_stands, check_ground_stands
from app.members.models import Member
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.rules import PURPOSE_WORDS, PaymentPurpose, check_lapsed


def close_lapsed(
    session: Session, member: Member, due_id: int, reason: str, actor: Actor, now: datetime
) -> LapsedClaim:
    """Ask no more for what is open of a payment whose claim has lapsed (§ 22 (6) GenG, §§ 195, 214 BGB; R-SHR-06).

    Before that nothing on shares is waived (§ 22 (4)). What was paid of it stays covered; what was owed on
    earlier days stays so.
    """
    shares.lock(session, member)
    claim = queries.get_open(session, member, due_id)
    check_lapsed(claim.purpose, claim.due_on, local(now).date())
    row = LapsedClaim(
        member_id=member.id, due_id=due_id, due_on=claim.due_on, amount=claim.open, reason=check_reason(reason),
        recorded_at=now, recorded_by=actor.name,
    )
    session.add(row)
    shares.write_off(session, due_id, claim.open, "Verjährt", actor, now)
    shares.let_letters_follow(session, member, German("Verjährt"), actor, now)
    summary = Told(
        "{purpose}: {amount}, fällig am {day}, ist verjährt und geschlossen", purpose=PURPOSE_WORDS[claim.purpose],
        amount=euro(row.amount), day=written(row.due_on),
    )
    journal.record(session, actor, "close_lapsed", subject_of(member), now, summary, claim=row.id)
    return row


def undo_closing(session: Session, claim: LapsedClaim, reason: str, actor: Actor, now: datetime) -> LapsedClaim:
    """Ask again for what was closed as lapsed by mistake; refused where other acts have changed it since (R-REG-05)."""
    shares.lock(session, claim.member)
    session.refresh(claim)
    check_closing_stands(claim.undone_at is not None)
    check_ground_stands(queries.has_lost_its_ground(session, claim.due_id))
    why = check_reason(reason)
    again = "Storno, doch nicht verjährt"
    row = shares.ask_after_all(session, claim.due_id, claim.amount, again, actor, now)
    session.execute(update(Contribution).where(Contribution.due_id == claim.due_id).values(due_id=row.id))
    if claim.purpose is PaymentPurpose.SHARES:
        credited = share_queries.profit_since(session, claim.member_id, claim.recorded_at)
        risen = {claim.member_id: min(claim.amount, credited)}
        shares.let_credit_cover(session, risen, local(now).date(), again, actor, now)
    claim.undone_at, claim.undone_by, claim.undone_why = now, actor.name, why
    session.flush()
    summary = Told(
        "{purpose}: {amount}, fällig am {day}, ist wieder geschuldet", purpose=PURPOSE_WORDS[claim.purpose],
        amount=euro(claim.amount), day=written(claim.due_on),
    )
    journal.record(session, actor, "undo_closing", subject_of(claim.member), now, summary, claim=claim.id)
    return claim
