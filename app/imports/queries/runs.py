"""Reads of imports: the lists, and what their rows are worth today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core import files
from app.core.formats import beginning_of
from app.core.jobs import ItemState, Job, JobItem
from app.core.values import NotFound, Refusal
from app.imports import rules
from app.imports.models import ImportRun
from app.imports.queries.courses import calendar_of, members_concerned, names_of
from app.imports.rules import (
    EventVerdict,
    Field,
    ImportState,
    Incoming,
    Layout,
    Listed,
    ListKind,
    OtherAmount,
    StatedAmount,
    Table,
    Verdict,
)
from app.members import queries as members
from app.members.models import MembershipPeriod
from app.members.rules import MAX_DOCUMENT
from app.statutes import queries as statutes


def runs(session: Session) -> Sequence[ImportRun]:
    """All imports, newest first."""
    return session.scalars(select(ImportRun).order_by(ImportRun.id.desc())).all()


def find_run(session: Session, run_id: int) -> ImportRun | None:
    """One import; one that failed may be discarded while its job is still there."""
    return session.get(ImportRun, run_id)


def get_run(session: Session, run_id: int) -> ImportRun:
    """One import; NotFound where there is none."""
    run = find_run(session, run_id)
    if run is None:
        raise NotFound
    return run


def held_run(session: Session, run_id: int) -> ImportRun:
    """One import as it stands now; whoever would change it waits. NotFound where there is none."""
    run = session.get(ImportRun, run_id, with_for_update=True, populate_existing=True)
    if run is None:
        raise NotFound
    return run


def layout_of(run: ImportRun) -> Layout:
    """What the columns of a list may be, by its kind."""
    return rules.LAYOUTS[run.kind]


def find_taken_over(session: Session, kind: ListKind, sha256: str) -> ImportRun | None:
    """The same list of this kind, taken over as a whole or about to be, and not undone since."""
    same = select(ImportRun).where(ImportRun.kind == kind, ImportRun.sha256 == sha256, ImportRun.undone_at.is_(None))
    is_whole = (ImportRun.state == ImportState.DONE) & (ImportRun.refused == 0)
    return session.scalar(same.where(or_(ImportRun.state == ImportState.ORDERED, is_whole)).limit(1))


def columns_of(run: ImportRun) -> dict[str, Field]:
    """Which heading is which field."""
    return {heading: Field(name) for heading, name in run.columns.items()}


def is_mapped(run: ImportRun) -> bool:
    """Say whether the columns suffice to judge the rows."""
    try:
        rules.check_map(columns_of(run), layout_of(run))
    except Refusal:
        return False
    return True


def table_of(run: ImportRun) -> Table:
    """The list as it was handed over; refused once its file is deleted."""
    if run.erased_at is not None:
        raise Refusal("Die Datei dieser Liste ist gelöscht, ihre Frist ist abgelaufen (§ 257 HGB).")
    return rules.read_table(files.get(run.sha256))


def listed_in(run: ImportRun) -> Listed:
    """The list with its columns, ready to be judged; refused where the columns do not suffice."""
    columns = columns_of(run)
    rules.check_map(columns, layout_of(run))
    return Listed(table_of(run), columns, run.share_amount)


def other_amount(session: Session, listed: Listed, kind: ListKind, today: date) -> OtherAmount | None:
    """What the statutes of the days of a list say otherwise of the share amount (R-STA-03); None where nothing."""
    stated = [StatedAmount(*each) for each in statutes.share_amounts(session)]
    if not stated:
        return None
    days = rules.days_of(listed, kind, today, statutes.closed_through(session))
    return rules.other_amount(listed.share_amount, days, stated)


def incoming(session: Session, run: ImportRun, verdicts: Sequence[Verdict], today: date) -> Incoming:
    """What the rows bring in that the register does not have yet."""
    there = members.sort_names_by_number(session)
    fresh = [each.facts for each in verdicts if each.facts and each.facts.number not in there]
    return rules.incoming(fresh, statutes.find_statute_on(session, today), run.share_amount, today)


def judged(session: Session, listed: Listed, today: date) -> list[Verdict]:
    """Every row judged against the register of today (dry run)."""
    there = members.sort_names_by_number(session)
    return rules.judge(listed.table, listed.columns, listed.share_amount, today, there, calendar_of(session))


def verdicts_of(session: Session, run: ImportRun, listed: Listed, today: date) -> list[Verdict]:
    """Every row with what is said of it: judged today, or as it was judged when the list was taken over."""
    if run.result is None:
        return judged(session, listed, today)
    verdicts = rules.judge(listed.table, listed.columns, listed.share_amount, today)
    return rules.as_reported(verdicts, run.result)


def events_of(session: Session, run: ImportRun, listed: Listed, today: date) -> list[EventVerdict]:
    """Every row of a history with what was said of it when it was taken over."""
    verdicts = rules.read_events(listed, run.kind, today)
    names = names_of(session, {verdict.number for verdict in verdicts})
    for verdict in verdicts:
        verdict.label = names.get(verdict.number, "")
    return rules.as_it_came_out(verdicts, run.result or {})


@dataclass(frozen=True)
class Attempt:
    """How the job of a list stands: whether it is at it, what hindered it last, and when it tries again."""

    is_begun: bool = False
    is_paused: bool = False
    error: str = ""
    next_at: datetime | None = None


def attempt_of(session: Session, run: ImportRun) -> Attempt:
    """How far the job of a list is that is to be taken over."""
    step = session.scalar(select(JobItem).where(JobItem.job_id == run.job_id)) if run.job_id else None
    if step is None:
        return Attempt()
    is_waiting = step.state is ItemState.WAITING
    return Attempt(
        step.state is ItemState.RUNNING, step.job.paused_at is not None, step.error if is_waiting else "",
        step.not_before if is_waiting and step.error else None,
    )


def failed_step(session: Session, run: ImportRun) -> JobItem | None:
    """The step of a list that failed and may be done again; None where its job is over, or was cancelled."""
    if run.job_id is None:
        return None
    found = select(JobItem).join(Job).where(
        JobItem.job_id == run.job_id, JobItem.state == ItemState.FAILED, Job.cancelled_at.is_(None)
    )
    return session.scalar(found)


def lacking_details_on(session: Session, columns: Mapping[str, Field], day: date) -> list[str]:
    """Further fields of the register that the statute of a day names and a list lacks."""
    statute = statutes.find_statute_on(session, day)
    return rules.lacking_details(columns, statute.register_details) if statute else []


def taken_over_before(session: Session, day: date) -> Sequence[ImportRun]:
    """The lists taken over before a day whose files are still there."""
    found = select(ImportRun).where(ImportRun.taken_over_at < beginning_of(day), ImportRun.erased_at.is_(None))
    return session.scalars(found.order_by(ImportRun.id)).all()


def never_taken_over_before(session: Session, moment: datetime) -> Sequence[ImportRun]:
    """The lists handed over before a moment of which nothing was taken over, and that wait for no worker."""
    idle = ImportRun.state.in_((ImportState.OPEN, ImportState.FAILED))
    found = select(ImportRun).where(ImportRun.created_at < moment, idle)
    return session.scalars(found.order_by(ImportRun.id)).all()


def proven_by(session: Session, run: ImportRun) -> Sequence[int]:
    """The ids of the members behind whose entries in the register a list stands (§ 30 (3) GenG)."""
    if run.kind is not ListKind.MEMBERS:
        return members_concerned(session, run.id)
    entered = select(MembershipPeriod.member_id).where(
        MembershipPeriod.recorded_at == run.taken_over_at, MembershipPeriod.join_document == run.filename[:MAX_DOCUMENT]
    )
    return session.scalars(entered).all()


def is_file_needed(session: Session, sha256: str) -> bool:
    """Say whether a list that was handed over consists of these bytes."""
    handed_over = select(ImportRun.id).where(ImportRun.sha256 == sha256, ImportRun.erased_at.is_(None))
    return session.scalar(handed_over.limit(1)) is not None
