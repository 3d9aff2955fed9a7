"""The contribution of a fiscal year (laufender Beitrag, §§ 15a, 16 (3) GenG): who owes it, how much, until when."""

from datetime import date

from app.core.formats import day as written
from app.core.values import Cents, Refusal
from app.statutes.rules import FiscalYear


def check_contribution_run(amount: Cents, year: FiscalYear, due_on: date, today: date) -> None:
    """Refuse to ask for a contribution that no statute knows, for a year not begun, or for a day that is over."""
    if not amount:
        raise Refusal("Die Satzung kennt für dieses Jahr keinen laufenden Beitrag (§ 15a GenG).")
    if year.first_day > today:
        raise Refusal("Das Geschäftsjahr beginnt erst am {day}.", day=written(year.first_day))
    if due_on < today:
        raise Refusal("Dieser Tag ist schon vorbei.")


def check_may_waive(is_waived: bool, paid: Cents) -> None:
    """Refuse to free a member twice, or of what is paid: the payment is taken back first."""
    if is_waived:
        raise Refusal("Von diesem Beitrag ist das Mitglied schon befreit.")
    if paid:
        raise Refusal("Darauf ist schon gezahlt. Stornieren Sie zuerst die Zahlung.")
