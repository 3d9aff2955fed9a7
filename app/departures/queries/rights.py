"""Reads of the rights to leave after an amendment: which are open, who objected, who left by them (§ 67a GenG)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.values import NotFound
from app.departures.models import Notice, RightObjector, SpecialRight
from app.departures.rules import Amendment, NoticeState, OfferedRight
from app.members.models import Member
from app.members.rules import Unbound


def rights(session: Session) -> Sequence[SpecialRight]:
    """Every right that a resolution opened, closed ones too; the newest first (§ 67a GenG; R-EXIT-06)."""
    found = select(SpecialRight).order_by(SpecialRight.resolved_on.desc(), SpecialRight.id.desc())
    return session.scalars(found).unique().all()


def rights_offered(session: Session, member: Member) -> list[OfferedRight]:
    """The rights on which a notice of a member may rest, those first to which it objected (§ 67a (1) GenG).

    One whose month is over stays among them: who was kept away has its own, and a late notice is turned down by it.
    """
    offered = [_offered(each, member) for each in rights(session) if each.closed_at is None]
    return sorted(offered, key=lambda each: not each.objected)


def _offered(right: SpecialRight, member: Member) -> OfferedRight:
    return OfferedRight(
        right.id, right.amendment, right.resolution.number, right.resolved_on, right.declarable_until,
        any(each.member_id == member.id for each in right.objectors),
    )


def right_of(session: Session, member: Member, today: date) -> OfferedRight | None:
    """The right by which a member may leave today, since it objected; the one that ends first (§ 67a GenG; R-EXIT-06).
    """
    mine = select(RightObjector.right_id).where(RightObjector.member_id == member.id)
    found = select(SpecialRight).where(
        SpecialRight.id.in_(mine), SpecialRight.closed_at.is_(None), SpecialRight.declarable_until >= today
    )
    right = session.scalars(found.order_by(SpecialRight.declarable_until, SpecialRight.id)).unique().first()
    return _offered(right, member) if right else None


def right_by(session: Session, resolution_id: int) -> SpecialRight | None:
    """The right that a resolution opened and that stands; None where it opened none, or it was closed (§ 67a GenG)."""
    found = select(SpecialRight).where(SpecialRight.resolution_id == resolution_id, SpecialRight.closed_at.is_(None))
    return session.scalars(found).unique().first()


def get_right(session: Session, right_id: int) -> SpecialRight:
    """A right that must be there."""
    found = session.get(SpecialRight, right_id)
    if found is None:
        raise NotFound
    return found


def notices_by(session: Session, right: SpecialRight) -> Sequence[Notice]:
    """The notices that rest on a right, those that were reversed too (§ 67a GenG; R-EXIT-06)."""
    found = select(Notice).where(Notice.special_right_id == right.id).order_by(Notice.received_on, Notice.id)
    return session.scalars(found).unique().all()


def standing_by(session: Session, right: SpecialRight) -> int:
    """How many notices that stand rest on a right."""
    undone = (NoticeState.REVERSED, NoticeState.REJECTED)
    return sum(each.state not in undone for each in notices_by(session, right))


def left_because_of_contributions(session: Session) -> list[Unbound]:
    """Who gave notice because of an amendment about contributions, which works neither for nor against it (§ 67a GenG).

    Also where another end went before the notice since: it was declared all the same (R-EXIT-06).
    """
    standing = Notice.state.in_((NoticeState.ENTERED, NoticeState.OVERTAKEN))
    given = select(Notice.member_id, Notice.resolved_on, Notice.last_day).where(
        Notice.amendment == Amendment.CONTRIBUTIONS, standing
    )
    return [
        Unbound(member_id, resolved_on, last_day)
        for member_id, resolved_on, last_day in session.execute(given.order_by(Notice.id)) if resolved_on and last_day
    ]


def rights_told_of(session: Session, member_id: int) -> list[dict[str, object]]:
    """The rights to which a member objected, for its own data (Art. 15 GDPR)."""
    mine = select(RightObjector.right_id).where(RightObjector.member_id == member_id)
    return [
        {
            "amendment": each.amendment, "resolution": each.resolution.number, "resolved_on": each.resolved_on,
            "declarable_until": each.declarable_until, "close_reason": each.close_reason,
        }
        for each in session.scalars(select(SpecialRight).where(SpecialRight.id.in_(mine))).unique()
    ]
