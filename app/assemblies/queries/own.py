"""Reads for the member's own pages: which assemblies it is invited to, and what lies open to it (§ 48 (3) GenG)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly, Dispatch, Notification, Paper
from app.core.values import NotFound
from app.members import queries as members
from app.members.models import Member, MembershipPeriod
from app.members.queries import lasted
from app.removals import queries as removals
from app.removals.models import Removal


def own_assemblies(session: Session, member: Member) -> Sequence[Assembly]:
    """What was convened for a member: it belongs to the cooperative on that day, or was told of it; latest day first.

    To a stretched one belongs who joins before the end of the voting (R-VOTE-04). Nothing that meets after its
    exclusion was sent is its own (§ 68 (2) sentence 2 GenG; R-EXIT-09).
    """
    found = select(Assembly).where(Assembly.convened_at.is_not(None), _is_meant(member))
    return session.scalars(found.order_by(Assembly.meets_on.desc(), Assembly.id.desc())).unique().all()


def own_assembly(session: Session, member: Member, assembly_id: int) -> Assembly:
    """One of them; raises NotFound for any other."""
    found = select(Assembly).where(Assembly.id == assembly_id, Assembly.convened_at.is_not(None), _is_meant(member))
    assembly = session.scalars(found).unique().first()
    if assembly is None:
        raise NotFound
    return assembly


def _is_meant(member: Member) -> ColumnElement[bool]:
    told = exists().where(
        Notification.member_id == member.id, Notification.dispatch_id == Dispatch.id,
        Dispatch.assembly_id == Assembly.id,
    )
    ended = members.known_exits().subquery()
    over = exists().where(ended.c.period_id == MembershipPeriod.id, ended.c.last_day < Assembly.meets_on)
    last_day = func.coalesce(Assembly.votes_until, Assembly.meets_on)
    belongs = exists().where(
        MembershipPeriod.member_id == member.id, MembershipPeriod.first_day <= last_day, lasted(), ~over
    )
    barred = removals.barred_from_assemblies(Assembly.meets_on)
    return or_(told, belongs) & ~barred.where(Removal.member_id == member.id).exists()


def notices_to(session: Session, member_id: int) -> list[dict[str, object]]:
    """What a member was told of assemblies, on which way, and whether it came back, for its own data (Art. 15 GDPR)."""
    found = select(Notification).where(Notification.member_id == member_id).order_by(Notification.id)
    return [
        {
            "kind": each.dispatch.kind, "meets_on": each.dispatch.meets_on, "told_at": each.told_at,
            "channel": each.channel, "address": each.address,
            "undelivered": each.undelivered.kind if each.undelivered is not None else None,
            "why": each.undelivered.why if each.undelivered is not None else "",
        }
        for each in session.scalars(found).unique()
    ]  # fmt: skip


def open_papers(assembly: Assembly, today: date) -> list[Paper]:
    """The papers that lie open to the members on a day: from their day on, unless they were taken back (R-GV-07)."""
    return [each for each in _papers_of(assembly) if each.available_on <= today]


def papers_to_come(assembly: Assembly, today: date) -> list[Paper]:
    """The papers that will lie open to the members later."""
    return [each for each in _papers_of(assembly) if each.available_on > today]


def _papers_of(assembly: Assembly) -> list[Paper]:
    """What stands for the members; nothing about an item that was not announced to them yet (§ 46 (2); R-GV-06)."""
    unknown = {each.id for each in assembly.items if each.announced_by_id is None}
    return [each for each in assembly.papers if each.taken_back_at is None and each.item_id not in unknown]


def open_paper(assembly: Assembly, paper_id: int, today: date) -> Paper:
    """One of them; raises NotFound, also before its day."""
    for each in open_papers(assembly, today):
        if each.id == paper_id:
            return each
    raise NotFound
