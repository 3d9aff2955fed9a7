"""Papers about a fiscal year are handed in for its audit, and withdrawn by a row that points back (R-AUD-02)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.closing import queries, rules
from app.closing.actions.accounts import matter_of
from app.closing.models import YearPaper
from app.closing.rules import YEAR_PAPER_WORDS, YearPaperKind
from app.core import files, journal
from app.core.db import one_at_a_time
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Told
from app.core.uploads import CheckedFile, clean_filename, upload_type_of
from app.core.values import Actor, check_reason
from app.statutes.rules import FiscalYear


def hand_in(
    session: Session, year: FiscalYear, kind: YearPaperKind, dated_on: date, paper: CheckedFile, actor: Actor,
    now: datetime,
) -> YearPaper:
    """Keep a paper about a fiscal year for its audit, as a PDF (§ 53a (2) GenG; R-AUD-02)."""
    one_at_a_time(session, matter_of(year))
    rules.check_paper_day(dated_on, year, local(now).date())
    rules.check_proof_day(kind, dated_on, year)
    rules.check_paper(paper.content)
    same = queries.find_same_paper(session, year, kind, paper.content)
    rules.check_not_there(kind, same.dated_on if same else None)
    mimetype = upload_type_of(paper.content)
    assert mimetype is not None
    row = YearPaper(
        year_end=year.last_day, kind=kind, dated_on=dated_on, filename=clean_filename(paper.name, mimetype),
        sha256=files.keep(session, paper.content), recorded_at=now, recorded_by=actor.name,
    )
    session.add(row)
    session.flush()
    summary = Told(
        "{paper} vom {day} zum Geschäftsjahr {year} eingereicht", paper=YEAR_PAPER_WORDS[kind], day=written(dated_on),
        year=year.name,
    )
    journal.record(session, actor, "accounts.paper", matter_of(year), now, summary, paper=row.id, sha256=row.sha256)
    return row


def withdraw(
    session: Session, year: FiscalYear, paper: YearPaper, reason: str, actor: Actor, now: datetime
) -> YearPaper:
    """Take back a paper that does not belong here, by a row that points at it; it stays in the store (R-REG-05)."""
    one_at_a_time(session, matter_of(year))
    rules.check_paper_stands(queries.find_withdrawal(session, paper) is not None)
    row = YearPaper(
        year_end=year.last_day, kind=paper.kind, dated_on=paper.dated_on, withdraws_id=paper.id,
        reason=check_reason(reason), recorded_at=now, recorded_by=actor.name,
    )
    session.add(row)
    session.flush()
    summary = Told(
        "{paper} vom {day} zum Geschäftsjahr {year} zurückgenommen: {reason}", paper=YEAR_PAPER_WORDS[paper.kind],
        day=written(paper.dated_on), year=year.name, reason=row.reason,
    )
    journal.record(session, actor, "accounts.paper_withdrawn", matter_of(year), now, summary, paper=paper.id)
    return row
