"""How much of the statute's measure a member has: entered from a day on, undone by an entry that points at it."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core import journal
from app.core.formats import count, local
from app.core.formats import day as written
from app.core.told import Told
from app.core.values import Actor, NotFound, check_reason
from app.members import queries as members
from app.members.models import Member
from app.parties.rules import check_dated
from app.shares import queries, rules
from app.shares.actions.locking import lock, subject_of
from app.shares.models import ScaleQuantity
from app.statutes import queries as statutes
from app.statutes.rules import Statute, check_told_in_open_year


def note_quantity(
    session: Session, member: Member, quantity: int, valid_from: date, statute: Statute, actor: Actor, now: datetime,
    document: str = "", proof_sha256: str | None = None, no_proof_why: str = "",
) -> ScaleQuantity:
    """Enter how much of the statute's measure a member has from a day on; what was entered before stays (R-SHR-05)."""
    lock(session, member)
    today = local(now).date()
    rules.check_still_member(members.get_period_on(session, member.id, today).last_day, today)
    check_dated(valid_from, today)
    check_told_in_open_year(valid_from, statutes.closed_through(session))
    scale = rules.check_quantity(rules.scale_of(statute), quantity)
    rules.check_is_new(quantity, valid_from, queries.owed_by(session, member, statute, valid_from).stated)
    entry = ScaleQuantity(
        member_id=member.id, measure=scale.measure, quantity=quantity, valid_from=valid_from, document=document,
        proof_sha256=proof_sha256, no_proof_why=no_proof_why, recorded_at=now, recorded_by=actor.name,
    )
    session.add(entry)
    session.flush()
    owed = queries.owed_by(session, member, statute, valid_from)
    summary = Told(
        "Maßstab der Pflichtanteile ab {day}: {quantity} {measure}, geschuldet {shares}", day=written(valid_from),
        quantity=count(quantity), measure=scale.measure, shares=rules.so_many_shares(owed.shares),
    )
    journal.record(session, actor, "note_quantity", subject_of(member), now, summary, no_proof_why=no_proof_why)
    return entry


def undo_quantity(
    session: Session, member: Member, entry_id: int, reason: str, actor: Actor, now: datetime
) -> ScaleQuantity:
    """Undo an entry by one that points at it; what was entered before holds again (R-REG-05)."""
    lock(session, member)
    wrong = queries.find_quantity(session, member, entry_id)
    if wrong is None:
        raise NotFound
    undone = {each.undoes_id for each in queries.quantities_of(session, member.id)}
    rules.check_may_undo(wrong.undoes_id is not None, wrong.id in undone)
    entry = ScaleQuantity(
        member_id=member.id, measure=wrong.measure, valid_from=wrong.valid_from, recorded_at=now,
        recorded_by=actor.name, undoes_id=wrong.id, note=check_reason(reason),
    )
    session.add(entry)
    session.flush()
    summary = Told(
        "Maßstab der Pflichtanteile zurückgenommen: {quantity} {measure} ab {day}, {reason}",
        quantity=count(wrong.quantity or 0), measure=wrong.measure, day=written(wrong.valid_from), reason=entry.note,
    )
    journal.record(session, actor, "undo_quantity", subject_of(member), now, summary, entry=wrong.id)
    return entry
