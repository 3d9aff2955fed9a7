"""The annual accounts: prepared, adopted, disclosed, and what their figures call for (§§ 33, 48, 51 GenG, 336 HGB)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.formats import day as written
from app.core.formats import euro
from app.core.uploads import UploadType, upload_type_of
from app.core.values import Cents, German, Refusal
from app.statutes.rules import AnnualDuties, FederalState, FiscalYear, months_after, working_day_on_or_after

MAX_REFERENCE = 80


class AccountsStep(StrEnum):
    """What becomes of annual accounts, in this order."""

    PREPARED = "prepared"
    ADOPTED = "adopted"
    DISCLOSED = "disclosed"


STEP_WORDS: Mapping[AccountsStep, str] = {
    AccountsStep.PREPARED: German("aufgestellt"),
    AccountsStep.ADOPTED: German("festgestellt"),
    AccountsStep.DISCLOSED: German("offengelegt"),
}

STEP_LAWS: Mapping[AccountsStep, str] = {
    AccountsStep.PREPARED: "§ 336 Abs. 1 HGB", AccountsStep.ADOPTED: "§ 48 Abs. 1 GenG",
    AccountsStep.DISCLOSED: "§ 339 HGB",
}
"""What names the day by which each step is taken."""

Days = Mapping[AccountsStep, date]
"""The steps taken of a year's accounts, each with its day."""


@dataclass(frozen=True)
class Figures:
    """What later acts need of the balance sheet, in cents; losses and losses carried forward are negative."""

    net_result: Cents
    carried_forward: Cents
    legal_reserve: Cents
    other_reserves: Cents
    balance_total: Cents

    @property
    def loss(self) -> Cents:
        """The loss the balance sheet shows, with what was carried forward; 0 where there is none."""
        return max(0, -(self.net_result + self.carried_forward))

    @property
    def has_result(self) -> bool:
        """Whether the assembly has something to decide on: also where a loss and what was carried forward balance."""
        return bool(self.net_result or self.carried_forward)

    def equity(self, balances: Cents) -> Cents:
        """The equity capital with the members' credit: the balance sheet names it before the result is used."""
        return balances + self.reserves + self.net_result + self.carried_forward

    @property
    def reserves(self) -> Cents:
        """All reserves out of earlier results (Ergebnisrücklagen)."""
        return self.legal_reserve + self.other_reserves


class BalanceTotalRefusal(Refusal):
    """A refusal about the sum of the balance sheet."""


def check_balance_total(figures: Figures, balances: Cents) -> None:
    """Refuse a balance sheet that sums up to nothing, or to less than its equity capital (§§ 266, 337 HGB).

    R-FIN-02, R-FIN-04.
    """
    if figures.balance_total <= 0:
        raise BalanceTotalRefusal(
            "Eine Bilanzsumme von null gibt es nicht (§ 266 HGB). Tragen Sie die Summe der Aktivseite ein."
        )
    least = figures.equity(balances)
    if figures.balance_total < least:
        raise BalanceTotalRefusal(
            "Die Bilanzsumme beträgt mindestens {least}: So hoch ist das Eigenkapital aus Geschäftsguthaben laut"
            " Büchern, Rücklagen, Ergebnis und Vortrag (§ 337 HGB). Prüfen Sie die Beträge.",
            least=euro(least),
        )


def shortfall(figures: Figures, balances: Cents) -> Cents:
    """Name what assets with reserves and all balances lack to cover the debts (§ 73 (2) sentence 4 GenG; R-PAY-06).

    In a balance sheet that is equity below zero; 0 where there is none. `balances` are those at the close of the year.
    """
    return max(0, -figures.equity(balances))


def due_on(step: AccountsStep, duties: AnnualDuties) -> date:
    """Name the day by which the law wants a step done (R-FIN-01, R-GV-01, R-FIN-03)."""
    match step:
        case AccountsStep.PREPARED:
            return duties.accounts_prepared_by
        case AccountsStep.ADOPTED:
            return duties.ordinary_gv_by
        case AccountsStep.DISCLOSED:
            return duties.disclosure_by


def next_step(days: Days) -> AccountsStep | None:
    """Name the step that comes next; None when the accounts are disclosed (R-FIN-01, R-FIN-03)."""
    return next((step for step in AccountsStep if step not in days), None)


def check_step(step: AccountsStep, day: date, year: FiscalYear, days: Days, today: date) -> None:
    """Refuse a step out of turn, twice, before the one it follows, or on a day to come (§§ 33, 48 GenG; R-FIN-01)."""
    if step in days:
        raise Refusal("Der Abschluss ist schon {step}: {day}.", step=STEP_WORDS[step], day=written(days[step]))
    due = next_step(days)
    if due is not None and due is not step:
        raise Refusal("Der Abschluss ist noch nicht {step}.", step=STEP_WORDS[due])
    if day > today:
        raise Refusal("Dieser Tag liegt in der Zukunft.")
    earliest = max([year.last_day, *days.values()])
    if day < earliest or day == year.last_day:
        raise Refusal("Das geht erst nach dem {day}.", day=written(earliest))


def check_may_undo(step: AccountsStep, days: Days) -> None:
    """Refuse to undo a step that was not taken, or on which a later one rests (R-FIN-01)."""
    if step not in days:
        raise Refusal("Der Abschluss ist nicht {step}.", step=STEP_WORDS[step])
    in_order = list(AccountsStep)
    last = max(days, key=in_order.index)
    if last is not step:
        raise Refusal("Der Abschluss ist schon {step}. Nehmen Sie das zuerst zurück.", step=STEP_WORDS[last])


def check_does_not_carry_closing(step: AccountsStep, year: FiscalYear, closed_through: date | None) -> None:
    """Refuse to take prepared accounts back while the year is closed on them (§ 336 (1) HGB; R-FIN-01, R-REG-05)."""
    if step is AccountsStep.PREPARED and closed_through is not None and year.last_day <= closed_through:
        raise Refusal("Das Geschäftsjahr ist auf diesen Abschluss hin geschlossen. Öffnen Sie es zuerst wieder.")


def check_may_close(days: Days) -> None:
    """Refuse to close a year for entries before its accounts are prepared from them (§ 336 (1) HGB; R-FIN-01)."""
    if AccountsStep.PREPARED not in days:
        raise Refusal("Zuerst ist der Abschluss aufzustellen; er beruht auf allen Buchungen des Jahres.")


def check_reference(reference: str) -> str:
    """Refuse an adoption that names neither resolution nor minutes (§ 48 (1) GenG); give the reference."""
    if not reference.strip():
        raise Refusal("Nennen Sie den Beschluss oder die Niederschrift der Generalversammlung.")
    return reference.strip()[:MAX_REFERENCE]


def check_paper(content: bytes) -> None:
    """Refuse a paper that is no PDF: minutes and accounts are kept as they are signed."""
    if upload_type_of(content) is not UploadType.PDF:
        raise Refusal("Angenommen wird PDF. Diese Datei ist etwas anderes.")


def last_day_to_challenge(resolved_on: date, state: FederalState) -> date:
    """Name the last day on which a resolution can be challenged: one month (§ 51 (1) GenG, § 193 BGB; R-CHL-01)."""
    return working_day_on_or_after(months_after(resolved_on, 1), state)


def loss_cover(total_balances: Cents, reserves: Cents) -> Cents:
    """Half of all balances and the whole reserves; a half cent counts as a whole one (§ 33 (3) GenG; R-FIN-09)."""
    return (total_balances + 1) // 2 + reserves


def must_convene(total_balances: Cents, reserves: Cents, loss: Cents) -> bool:
    """Say whether a loss is so high that the assembly is to be convened at once (§ 33 (3) GenG; R-FIN-09)."""
    return 2 * loss > total_balances + 2 * reserves
