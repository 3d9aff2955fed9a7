"""Reads of the annual accounts: where each fiscal year stands, and what its figures call for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, or_, select
from sqlalchemy.orm import Session

from app.closing import rules
from app.closing.models import AccountsEntry, YearPaper
from app.closing.rules import AccountsStep, Days, Figures
from app.core import horizon
from app.core.formats import day as written
from app.core.told import Told
from app.core.values import Cents, NotFound, Unsaid
from app.members import queries as members
from app.shares import queries as shares
from app.statutes import queries as statutes
from app.statutes.rules import ONE_DAY, AnnualDuties, FiscalYear, annual_duties


@dataclass(frozen=True)
class Accounts:
    """The accounts of a fiscal year: its steps that stand, by which day each was or is to be done."""

    year: FiscalYear
    duties: AnnualDuties
    steps: Mapping[AccountsStep, AccountsEntry]

    @property
    def days(self) -> Days:
        """The steps that stand, each with its day."""
        return {step: entry.day for step, entry in self.steps.items() if entry.day}

    @property
    def figures(self) -> Figures | None:
        """The figures of the balance sheet, once it is prepared."""
        prepared = self.steps.get(AccountsStep.PREPARED)
        return prepared.figures if prepared else None

    @property
    def next_step(self) -> AccountsStep | None:
        """What is to be done next."""
        return rules.next_step(self.days)

    @property
    def next_due_on(self) -> date | None:
        """Until when."""
        return rules.due_on(self.next_step, self.duties) if self.next_step else None


@dataclass(frozen=True)
class LossNotice:
    """How the loss of a balance sheet compares with what covers it (§ 33 (3) GenG; R-FIN-09)."""

    loss: Cents
    cover: Cents
    must_convene: bool


def entries_of(session: Session, year_end: date) -> Sequence[AccountsEntry]:
    """Every step of a year's accounts and every undoing, in the order in which they were recorded."""
    found = select(AccountsEntry).where(AccountsEntry.year_end == year_end).order_by(AccountsEntry.id)
    return session.scalars(found).all()


def last_turn(session: Session, year_end: date, step: AccountsStep) -> int:
    """How many entries there are of a step."""
    counted = select(func.count()).where(AccountsEntry.year_end == year_end, AccountsEntry.step == step)
    return session.scalar(counted) or 0


def accounts_of(session: Session, year: FiscalYear) -> Accounts:
    """Where the accounts of a fiscal year stand."""
    newest = {entry.step: entry for entry in entries_of(session, year.last_day)}
    standing = {step: newest[step] for step in AccountsStep if step in newest and newest[step].day}
    return Accounts(year, annual_duties(year.last_day), standing)


def years_over(session: Session, today: date) -> list[FiscalYear]:
    """The fiscal years that are over, the last one first; of who reads an audited period, those that ended by then."""
    read = horizon.present()
    ended = [year for year in statutes.fiscal_years(session) if year.last_day < today]
    return [year for year in ended if read is None or year.last_day <= read.last_day][::-1]


def unfinished(session: Session, today: date) -> list[Accounts]:
    """The accounts still to be prepared, adopted or disclosed, the older first (R-FIN-01, R-GV-01, R-FIN-03).

    Those of the last year that is over, and of the one before if anything of them was recorded: what was done before
    the records here began is not missed.
    """
    found = [accounts_of(session, year) for year in years_over(session, today)[:2]]
    return [each for each in found[::-1] if each.next_step and (each.steps or each is found[0])]


def get_year(session: Session, year_end: date | None, today: date) -> FiscalYear:
    """The fiscal year that ended on a day; raises NotFound."""
    found = next((year for year in years_over(session, today) if year.last_day == year_end), None)
    if found is None:
        raise NotFound("Dieses Geschäftsjahr ist nicht eingetragen oder noch nicht zu Ende.")
    return found


def adoption_of(session: Session, year: FiscalYear) -> date | None:
    """The day on which the general assembly adopted the accounts of a fiscal year (§ 48 (1) GenG); None before."""
    return accounts_of(session, year).days.get(AccountsStep.ADOPTED)


def last_year_adopted() -> ScalarSelect[date]:
    """The last day of the newest year whose accounts were ever adopted, for use in larger queries."""
    adopted = AccountsEntry.step == AccountsStep.ADOPTED
    return select(func.max(AccountsEntry.year_end)).where(adopted).scalar_subquery()


def may_lack(day: ColumnElement[date]) -> ColumnElement[bool]:
    """The condition that accounts of a year that ended on a day or later may lack what covers the debts (R-PAY-06)."""
    figures = (
        AccountsEntry.net_result, AccountsEntry.carried_forward, AccountsEntry.legal_reserve,
        AccountsEntry.other_reserves,
    )
    return exists().where(AccountsEntry.year_end >= day, sum(figures[1:], start=figures[0]) < 0)


def last_day_to_challenge(session: Session, adopted_on: date) -> date:
    """Until when the adoption can be challenged, by the holidays at the seat (§ 51 (1) GenG; R-CHL-01)."""
    return rules.last_day_to_challenge(adopted_on, statutes.statute_on(session, adopted_on).seat_state)


def balances_at_close(session: Session, day: date) -> Cents:
    """The credit of all members together when a day is over, in cents (Geschäftsguthaben; R-FIN-02)."""
    sums = shares.credit_at_close(day).subquery()
    return session.scalar(select(func.coalesce(shares.total(sums.c.credit), 0))) or 0


def equity_at_close(session: Session, day: date, known_at: datetime | None = None) -> Cents:
    """The credit that is equity when a day is over: of who goes on, and of who left with it (§ 337 (1) HGB; R-FIN-02).

    What is still to be paid to who left before is a debt; cents, as known at a moment where one is given.
    """
    sums = shares.credit_at_close(day, known_at).subquery()
    is_member, joins = (sums.c.member_id.not_in(members.outsiders(each)) for each in (day, day + ONE_DAY))
    return session.scalar(select(func.coalesce(shares.total(sums.c.credit), 0)).where(or_(is_member, joins))) or 0


def loss_notice(session: Session, accounts: Accounts) -> LossNotice | None:
    """Whether the figures of a year oblige the board to convene the assembly at once (§ 33 (3) GenG; R-FIN-09).

    By the balances of when they were prepared; None before.
    """
    if (figures := accounts.figures) is None:
        return None
    known = (_balances_of(session, accounts), figures.reserves)
    return LossNotice(figures.loss, rules.loss_cover(*known), rules.must_convene(*known, figures.loss))


def lacking_in(session: Session, accounts: Accounts) -> Cents:
    """What the cooperative lacks to cover its debts by accounts that were prepared (§ 73 (2) sentence 4; R-PAY-06).

    By the balances of when they were: what was booked into the year since stands in no accounts (§ 48 GenG).
    """
    figures = accounts.figures
    if figures is None or figures.equity(0) >= 0:
        return 0
    return rules.shortfall(figures, _balances_of(session, accounts))


def shortfall_of(session: Session, year: FiscalYear) -> Cents:
    """The same by the adopted accounts of a year; nothing before they are adopted."""
    accounts = accounts_of(session, year)
    return lacking_in(session, accounts) if AccountsStep.ADOPTED in accounts.steps else 0


def _balances_of(session: Session, accounts: Accounts) -> Cents:
    prepared = accounts.steps.get(AccountsStep.PREPARED)
    return equity_at_close(session, accounts.year.last_day, prepared.recorded_at if prepared else None)


def get_paper(session: Session, year: FiscalYear, entry_id: int) -> str:
    """The digest of the paper kept with an entry of a year; raises NotFound."""
    entry = session.get(AccountsEntry, entry_id)
    if entry is None or entry.year_end != year.last_day or entry.document_sha256 is None:
        raise NotFound
    return entry.document_sha256


def shown_of(session: Session, year: FiscalYear) -> dict[str, object]:
    """What a form about a year's accounts was shown, to tell a stale one."""
    days = accounts_of(session, year).days
    standing = [Told("{step} {day}", step=rules.STEP_WORDS[step], day=written(day)) for step, day in days.items()]
    return {"standing": standing, "entries": Unsaid(len(entries_of(session, year.last_day)))}


def is_file_needed(session: Session, sha256: str) -> bool:
    """Say whether a paper of the accounts, or one handed in for their audit, consists of these bytes."""
    kept = (
        select(AccountsEntry.id).where(AccountsEntry.document_sha256 == sha256),
        select(YearPaper.id).where(YearPaper.sha256 == sha256),
    )
    return any(session.scalar(each.limit(1)) is not None for each in kept)
