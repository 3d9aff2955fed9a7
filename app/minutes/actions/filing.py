"""A decision is filed with the register of cooperatives: day and person, then the paper (§§ 16 (5), 28, 157 GenG)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.assemblies import actions as assemblies
from app.closing.rules import check_paper
from app.core import files, journal
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Told
from app.core.uploads import CheckedFile, check_upload, clean_filename
from app.core.values import Actor, check_reason
from app.minutes import rules
from app.minutes.models import RegisterFiling
from app.minutes.queries import Following
from app.minutes.rules import FollowUp


def plan_filing(
    session: Session, wanted: Following, due_on: date, responsible: str, actor: Actor, now: datetime
) -> RegisterFiling:
    """Say until when and by whom a decision is filed; the same once more changes nothing (§§ 16 (5), 28 GenG)."""
    _check_open(wanted)
    filing, who = _row(session, wanted, actor, now), responsible.strip()
    if (filing.due_on, filing.responsible) == (due_on, who):
        return filing
    filing.due_on, filing.responsible = due_on, who
    session.flush()
    summary = Told("Anmeldung zum Register, {about}: bis {day}, {who}", about=wanted.about, day=written(due_on),
                   who=who or "–")
    _record(session, wanted, "filing_planned", summary, actor, now)
    return filing


def file(
    session: Session, wanted: Following, filed_on: date, paper: CheckedFile, actor: Actor, now: datetime
) -> RegisterFiling:
    """Note that a decision was filed with the register, with what was handed in (§§ 16 (5), 28, 157 GenG)."""
    _check_open(wanted)
    rules.check_filed(filed_on, wanted.resolved_on, local(now).date())
    check_paper(paper.content)
    filing = _row(session, wanted, actor, now)
    kept = files.keep(session, paper.content)
    filing.filed_on, filing.sha256, filing.filed_by = filed_on, kept, actor.name
    filing.file_name = clean_filename(paper.name, check_upload(paper.content))
    session.flush()
    summary = Told("Zum Register angemeldet am {day}: {about}", day=written(filed_on), about=wanted.about)
    _record(session, wanted, "filed", summary, actor, now, sha256=kept)
    return filing


def take_filing_back(session: Session, wanted: Following, reason: str, actor: Actor, now: datetime) -> None:
    """Take back a filing that was entered by mistake; it is to be filed anew (§ 16 (5) GenG)."""
    filing = wanted.filing
    rules.check_filed_already(filing is not None and filing.filed_on is not None)
    assert filing is not None
    filing.taken_back_at, filing.taken_back_by, filing.take_back_reason = now, actor.name, check_reason(reason)
    session.flush()
    summary = Told("Doch nicht angemeldet, {about}: {why}", about=wanted.about, why=filing.take_back_reason)
    _record(session, wanted, "filing_taken_back", summary, actor, now)


def _check_open(wanted: Following) -> None:
    rules.check_asked(wanted.what is FollowUp.FILING, wanted.done is not None)
    rules.check_open_filing(wanted.is_done)


def _row(session: Session, wanted: Following, actor: Actor, now: datetime) -> RegisterFiling:
    if wanted.filing is not None:
        return wanted.filing
    assert wanted.due_on is not None
    filing = RegisterFiling(
        assembly_id=wanted.assembly.id, poll_id=wanted.poll.id, option_id=wanted.option.id if wanted.option else None,
        due_on=wanted.due_on, responsible="", recorded_at=now, recorded_by=actor.name, file_name="", filed_by="",
        taken_back_by="", take_back_reason="",
    )
    session.add(filing)
    session.flush()
    return filing


def _record(
    session: Session, wanted: Following, act: str, summary: Told, actor: Actor, now: datetime, **more: str
) -> None:
    subject = assemblies.subject_of(wanted.assembly)
    journal.record(session, actor, f"minutes.{act}", subject, now, summary, poll=wanted.poll.id, **more)
