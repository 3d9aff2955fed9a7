"""The contribution of a fiscal year (laufender Beitrag, §§ 15a, 16 (3) GenG): who owes it, how much, until when."""

from datetime import date

from app.core.formats import day as written
from app.core.values import Cents, German, Refusal
from app.statutes.rules import FiscalYear, months_after

LONGEST_AHEAD = 12
"""How many months from today something is first due at the latest: beyond it the year is mistyped."""

FELL_AWAY = German("Kein Mitglied in diesem Geschäftsjahr")
"""Why a contribution falls away by itself: it is owed by who was a member on some day of the year."""


def check_contribution_run(amount: Cents, year: FiscalYear, due_on: date, today: date) -> None:
    """Refuse to ask for a contribution that no statute knows, for a year not begun, or for a day over or far off."""
    if not amount:
        raise Refusal("Die Satzung kennt für dieses Jahr keinen laufenden Beitrag (§ 15a GenG).")
    if year.first_day > today:
        raise Refusal("Das Geschäftsjahr beginnt erst am {day}.", day=written(year.first_day))
    if due_on < today:
        raise Refusal("Dieser Tag ist schon vorbei.")
    if due_on > months_after(today, LONGEST_AHEAD):
        raise Refusal("Dieser Tag liegt mehr als ein Jahr voraus. Prüfen Sie das Jahr.")


def check_may_waive(is_waived: bool, paid: Cents, is_taken_back: bool = False) -> None:
    """Refuse to free a member twice, of what is taken back, or of what is paid: the payment is taken back first."""
    if is_taken_back:
        raise Refusal("Diese Forderung ist schon zurückgenommen.")
    if is_waived:
        raise Refusal("Von diesem Beitrag ist das Mitglied schon befreit.")
    if paid:
        raise Refusal("Darauf ist schon gezahlt. Stornieren Sie zuerst die Zahlung.")


def check_may_take_back(may_be_taken_back: int, is_asking: bool) -> None:
    """Refuse to take back demands while a run still asks, or where none without a payment is left (R-PAY-07)."""
    if is_asking:
        raise Refusal(
            "Ein Auftrag bittet noch um Beiträge. Warten Sie, bis er fertig ist, oder brechen Sie ihn ab."
        )
    if not may_be_taken_back:
        raise Refusal("Von diesem Tag ist keine unbezahlte Forderung mehr da.")
