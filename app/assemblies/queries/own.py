"""Reads for the member's own pages: which assemblies it is invited to, and what lies open to it (§ 48 (3) GenG)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly, Dispatch, Notification, Paper
from app.core.values import NotFound
from app.members import queries as members
from app.members.models import Member, MembershipPeriod
from app.members.queries import lasted


def own_assemblies(session: Session, member: Member) -> Sequence[Assembly]:
    """What was convened for a member: it belongs to the cooperative on that day, or was told of it; latest day first.
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
    belongs = exists().where(
        MembershipPeriod.member_id == member.id, MembershipPeriod.first_day <= Assembly.meets_on, lasted(), ~over
    )
    return or_(told, belongs)


def open_papers(assembly: Assembly, today: date) -> list[Paper]:
    """The papers that lie open to the members on a day: from their day on, unless they were taken back (R-GV-07)."""
    return [each for each in assembly.papers if each.taken_back_at is None and each.available_on <= today]


def open_paper(assembly: Assembly, paper_id: int, today: date) -> Paper:
    """One of them; raises NotFound, also before its day."""
    for each in open_papers(assembly, today):
        if each.id == paper_id:
            return each
    raise NotFound


def notifications_of(session: Session, member: Member) -> Sequence[Notification]:
    """What a member was told of assemblies, each attempt, newest first (Art. 15 GDPR)."""
    found = select(Notification).where(Notification.member_id == member.id)
    return session.scalars(found.order_by(Notification.id.desc())).unique().all()
