"""What the audit of a period asks for and nobody has handed in yet (§ 53a (2) GenG; R-AUD-02)."""

from collections.abc import Iterator, Mapping

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument
from app.audits.queries.accounts import years_audited
from app.audits.queries.acts import resolved_within
from app.audits.queries.parts import Absent, counts_within, recorded_within
from app.audits.rules import Period
from app.closing import queries as closing
from app.closing.rules import YEAR_PAPER_WORDS, AccountsStep
from app.organs.models import Resolution
from app.organs.rules import Organ
from app.statutes import queries as statutes
from app.statutes.rules import FiscalYear

_ACCOUNTS = "Jahresabschluss (aufgestellt, als PDF)"
_PROTOCOLS: Mapping[Organ, str] = {
    Organ.BOARD: "Niederschriften des Vorstands", Organ.SUPERVISORY_BOARD: "Niederschriften des Aufsichtsrats",
}


def absent(session: Session, period: Period) -> list[Absent]:
    """Everything that is missing, in the order in which the law names it."""
    return [
        *_statute(session, period),
        *(Absent(f"{title}, Geschäftsjahr bis {year.last_day:%d.%m.%Y}")
          for year in years_audited(session, period) for title in _of_a_year(session, year)),
        *_protocols(session, period),
    ]


def _statute(session: Session, period: Period) -> Iterator[Absent]:
    version = statutes.find_version_on(session, period.last_day)
    if version is None or version.document_sha256 is None:
        yield Absent("Satzung in der Fassung am Ende des Zeitraums, als PDF")


def _of_a_year(session: Session, year: FiscalYear) -> Iterator[str]:
    """The accounts, and the papers about them."""
    accounts = closing.accounts_of(session, year)
    prepared = accounts.steps.get(AccountsStep.PREPARED)
    if prepared is None or prepared.document_sha256 is None:
        yield _ACCOUNTS
    yield from (str(YEAR_PAPER_WORDS[kind]) for kind in closing.missing_papers(session, accounts))


def _protocols(session: Session, period: Period) -> Iterator[Absent]:
    """Resolutions taken in the period without minutes, neither made here nor signed elsewhere; organs without any.

    One is taken on the day of its meeting, else when it is closed, and so is named in one period's folder only.
    """
    protocol = select(IssuedDocument.id).where(
        IssuedDocument.id == Resolution.protocol_document_id, IssuedDocument.sha256.is_not(None)
    ).exists()
    has_minutes = or_(protocol, Resolution.record_sha256.is_not(None))
    of_the_period = select(Resolution.organ, Resolution.number).where(resolved_within(period))
    there = {organ for organ, _number in session.execute(of_the_period.where(has_minutes))}
    taken = or_(
        counts_within(Resolution.meeting_on, period),
        Resolution.meeting_on.is_(None) & recorded_within(Resolution.closed_at, period),
    )
    lacking = of_the_period.where(Resolution.closed_at.is_not(None), taken, ~has_minutes)
    without = session.execute(lacking.order_by(Resolution.organ, Resolution.year, Resolution.ordinal)).all()
    for organ, title in _PROTOCOLS.items():
        if organ not in there.union(organ for organ, _number in without):
            yield Absent(f"{title} des Zeitraums")
    for _organ, number in without:
        yield Absent(f"Niederschrift zum Beschluss {number}")
