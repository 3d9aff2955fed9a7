"""The numbers of the sidebar: one statement, whatever the size of the cooperative."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.admissions.models import Application
from app.admissions.rules import ApplicationState
from app.archive.models import PrintItem
from app.core.jobs import Job, JobItem, ItemState
from app.core.outbox import JOB_KIND, MailState, OutgoingMail
from app.core.values import Actor, Role
from app.desk.rules import Waiting

UNDECIDED = (ApplicationState.SUBMITTED, ApplicationState.RETURNED, ApplicationState.PROPOSED)


@dataclass(frozen=True)
class Count:
    """A number in the sidebar, and whether something behind it is overdue."""

    number: int
    is_overdue: bool = False


def waiting(session: Session, actor: Actor, today: date) -> Mapping[Waiting, Count]:
    """What waits at each place the person works at."""
    wanted = dict(_counted(actor))
    if not wanted:
        return {}
    row = session.execute(select(*(query.scalar_subquery() for query in wanted.values()))).one()
    return {name: Count(int(number or 0)) for name, number in zip(wanted, row, strict=True)}


def _counted(actor: Actor) -> Iterator[tuple[Waiting, Select[Any]]]:
    if Role.OFFICE in actor.roles:
        yield Waiting.APPLICATIONS, _count(Application).where(Application.state.in_(UNDECIDED))
        yield Waiting.SHEETS, _count(PrintItem).where(PrintItem.posted_at.is_(None), PrintItem.discarded_at.is_(None))
    if actor.has_any((Role.OFFICE, Role.ADMINISTRATOR)):
        failed = (MailState.FAILED, MailState.IN_DOUBT)
        yield Waiting.MAILS, _count(OutgoingMail).where(OutgoingMail.state.in_(failed), OutgoingMail.erased_at.is_(None))
        yield Waiting.JOBS, (
            _count(JobItem).join(Job).where(JobItem.state == ItemState.FAILED, Job.kind != JOB_KIND)
        )


def _count(table: type[Any]) -> Select[Any]:
    return select(func.count()).select_from(table)
