"""What else is handed in about a fiscal year for its audit (§ 53a (2) GenG; R-AUD-02)."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from app.core.formats import day as written
from app.core.values import German, Refusal
from app.statutes.rules import FiscalYear


class YearPaperKind(StrEnum):
    """A paper about a fiscal year that no other act of the house brings."""

    ASSEMBLY_MINUTES = "assembly_minutes"
    ASSET_INVESTMENTS = "asset_investments"
    PROOF_OF_DISCLOSURE = "proof_of_disclosure"


YEAR_PAPER_WORDS: Mapping[YearPaperKind, str] = {
    YearPaperKind.ASSEMBLY_MINUTES: German("Niederschrift der Generalversammlung"),
    YearPaperKind.ASSET_INVESTMENTS: German("Erklärung zu Vermögensanlagen"),
    YearPaperKind.PROOF_OF_DISCLOSURE: German("Nachweis der Offenlegung"),
}
"""How the papers are called, on screens and in the auditor's folder."""


class PaperDayRefusal(Refusal):
    """A refusal that is about the day of a paper."""


def check_paper_day(day: date, year: FiscalYear, today: date) -> None:
    """Refuse a paper from before the fiscal year it is about, or from a day to come (§ 53a (2) GenG; R-AUD-02)."""
    if day > today:
        raise PaperDayRefusal("Dieser Tag liegt in der Zukunft.")
    if day < year.first_day:
        begins = written(year.first_day)
        raise PaperDayRefusal("Dieser Tag liegt vor dem Geschäftsjahr: Es beginnt am {day}.", day=begins)


def check_proof_day(kind: YearPaperKind, day: date, year: FiscalYear) -> None:
    """Refuse a proof of disclosure from within the year whose accounts it discloses (§ 339 (1) HGB; R-FIN-03)."""
    if kind is YearPaperKind.PROOF_OF_DISCLOSURE and day <= year.last_day:
        raise PaperDayRefusal(
            "Der Abschluss eines Geschäftsjahres wird erst nach dessen Ende offengelegt: nach dem {day} (§ 339 Abs. 1"
            " HGB). Prüfen Sie das Datum oder das Geschäftsjahr.", day=written(year.last_day),
        )


def check_not_there(kind: YearPaperKind, dated_on: date | None) -> None:
    """Refuse the very same file a second time as the same paper; `dated_on` is the day of the one that stands."""
    if dated_on is not None:
        raise Refusal(
            "Diese Datei liegt schon vor: {paper} vom {day}. Wählen Sie die richtige Datei, oder nehmen Sie zuerst die"
            " andere zurück.", paper=YEAR_PAPER_WORDS[kind], day=written(dated_on),
        )


def check_paper_stands(is_withdrawn: bool) -> None:
    """Refuse to withdraw a paper twice (R-REG-05)."""
    if is_withdrawn:
        raise Refusal("Diese Unterlage ist schon zurückgenommen.")
