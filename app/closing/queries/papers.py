"""Papers handed in about a fiscal year for its audit: which there are, which stand, which is still missing."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.closing.models import YearPaper
from app.closing.queries.accounts import Accounts
from app.closing.rules import YEAR_PAPER_WORDS, AccountsStep, YearPaperKind
from app.core import files
from app.core.formats import day as written
from app.core.told import Told
from app.core.values import NotFound
from app.statutes.rules import FiscalYear

ADOPTED = AccountsStep.ADOPTED


def papers_of(session: Session, year_end: date) -> Sequence[YearPaper]:
    """The papers about a fiscal year that stand, in the order in which they were handed in (R-AUD-02)."""
    withdrawing = aliased(YearPaper)
    found = select(YearPaper).outerjoin(withdrawing, withdrawing.withdraws_id == YearPaper.id)
    stands = YearPaper.year_end == year_end, YearPaper.withdraws_id.is_(None), withdrawing.id.is_(None)
    return session.scalars(found.where(*stands).order_by(YearPaper.id)).all()


def get_year_paper(session: Session, year: FiscalYear, paper_id: int) -> YearPaper:
    """A paper that was handed in about a year, also one that was withdrawn; raises NotFound."""
    paper = session.get(YearPaper, paper_id)
    if paper is None or paper.year_end != year.last_day or paper.sha256 is None:
        raise NotFound
    return paper


def find_withdrawal(session: Session, paper: YearPaper) -> YearPaper | None:
    """The row by which a paper was taken back, if it was."""
    return session.scalar(select(YearPaper).where(YearPaper.withdraws_id == paper.id))


def missing_papers(session: Session, accounts: Accounts) -> list[YearPaperKind]:
    """The kinds of which no paper stands; minutes of the assembly may have come with the adoption (R-AUD-02)."""
    known, adopted = {each.kind for each in papers_of(session, accounts.year.last_day)}, accounts.steps.get(ADOPTED)
    if adopted is not None and adopted.document_sha256 is not None:
        known.add(YearPaperKind.ASSEMBLY_MINUTES)
    return [kind for kind in YearPaperKind if kind not in known]


def shown_of_papers(session: Session, year: FiscalYear) -> dict[str, object]:
    """What a form about the papers of a year was shown, to tell a stale one."""
    return {"papers": [_told(each) for each in papers_of(session, year.last_day)]}


def _told(paper: YearPaper) -> Told:
    words = YEAR_PAPER_WORDS[paper.kind]
    return Told("{paper} vom {day}: {file}", paper=words, day=written(paper.dated_on), file=paper.filename)


def find_same_paper(session: Session, year: FiscalYear, kind: YearPaperKind, content: bytes) -> YearPaper | None:
    """The paper of a kind that stands for a year and is this very file (R-AUD-02)."""
    wanted = kind, files.digest_of(content)
    return next((each for each in papers_of(session, year.last_day) if (each.kind, each.sha256) == wanted), None)
