"""What is done with the annual accounts: each step recorded, and taken back by an entry that follows."""

from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.closing import queries, rules
from app.closing.models import AccountsEntry
from app.closing.rules import STEP_WORDS, AccountsStep, Figures
from app.core import files, journal
from app.core.db import one_at_a_time
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Told
from app.core.uploads import CheckedFile
from app.core.values import Actor, check_reason
from app.statutes import queries as statutes
from app.statutes.rules import FiscalYear


def matter_of(year: FiscalYear) -> str:
    """What two people who work on the same year's accounts wait for."""
    return f"accounts:{year.last_day.isoformat()}"


def prepare(
    session: Session, year: FiscalYear, day: date, figures: Figures, paper: CheckedFile | None, actor: Actor,
    now: datetime,
) -> AccountsEntry:
    """Record that the board prepared the accounts, with the figures later acts need (§ 336 (1) HGB; R-FIN-01)."""
    rules.check_balance_total(figures, queries.equity_at_close(session, year.last_day))
    entry = AccountsEntry(step=AccountsStep.PREPARED, day=day, **asdict(figures))
    return _take(session, year, entry, paper, actor, now)


def adopt(
    session: Session, year: FiscalYear, day: date, reference: str, paper: CheckedFile, actor: Actor, now: datetime
) -> AccountsEntry:
    """Record that the general assembly adopted the accounts, by its minutes (§ 48 (1) GenG; R-GV-01)."""
    entry = AccountsEntry(step=AccountsStep.ADOPTED, day=day, reference=rules.check_reference(reference))
    return _take(session, year, entry, paper, actor, now)


def disclose(session: Session, year: FiscalYear, day: date, actor: Actor, now: datetime) -> AccountsEntry:
    """Record that the accounts were sent to the Unternehmensregister (§ 339 HGB; R-FIN-03)."""
    return _take(session, year, AccountsEntry(step=AccountsStep.DISCLOSED, day=day), None, actor, now)


def _take(
    session: Session, year: FiscalYear, entry: AccountsEntry, paper: CheckedFile | None, actor: Actor, now: datetime
) -> AccountsEntry:
    one_at_a_time(session, matter_of(year))
    assert entry.day is not None
    days = queries.accounts_of(session, year).days
    rules.check_step(entry.step, entry.day, year, days, local(now).date())
    if paper is not None:
        rules.check_paper(paper.content)
        entry.document_sha256 = files.keep(session, paper.content)
    _add(session, year, entry, actor, now)
    summary = Told(
        "Jahresabschluss {year} {step} am {day}", year=year.name, step=STEP_WORDS[entry.step], day=written(entry.day)
    )
    figures = asdict(entry.figures) if entry.figures else {}
    journal.record(
        session, actor, f"accounts.{entry.step.value}", matter_of(year), now, summary, reference=entry.reference,
        sha256=entry.document_sha256, **figures,
    )
    return entry


def take_back(
    session: Session, year: FiscalYear, step: AccountsStep, reason: str, actor: Actor, now: datetime
) -> AccountsEntry:
    """Take back a step that was recorded by mistake, by an entry that follows it (R-FIN-01)."""
    one_at_a_time(session, matter_of(year))
    rules.check_may_undo(step, queries.accounts_of(session, year).days)
    rules.check_does_not_carry_closing(step, year, statutes.closed_through(session))
    is_used = queries.find_appropriation(session, year.last_day) is not None
    rules.check_result_unused(step is AccountsStep.ADOPTED and is_used)
    entry = AccountsEntry(step=step, note=check_reason(reason))
    _add(session, year, entry, actor, now)
    summary = Told(
        "Jahresabschluss {year} doch nicht {step}: {reason}", year=year.name, step=STEP_WORDS[step], reason=entry.note
    )
    journal.record(session, actor, "accounts.taken_back", matter_of(year), now, summary, step=step.value)
    return entry


def _add(session: Session, year: FiscalYear, entry: AccountsEntry, actor: Actor, now: datetime) -> None:
    follows = queries.last_turn(session, year.last_day, entry.step)
    entry.year_end, entry.follows, entry.turn = year.last_day, follows or None, follows + 1
    entry.recorded_at, entry.recorded_by = now, actor.name
    session.add(entry)
    session.flush()
