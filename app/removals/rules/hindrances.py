"""What keeps the end of a membership from being entered on its day (§§ 77, 77a GenG; R-REG-05, R-REG-06)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.formats import day as written
from app.core.values import Cents, Refusal
from app.removals.rules.facts import RemovalKind
from app.statutes.rules import ONE_DAY, ClosedYearRefusal, FiscalYear, year_end_of


@dataclass(frozen=True)
class Taken:
    """Shares that were added to a member's and not taken back: since which day, by which document."""

    effective_on: date
    document: str


def may_begin(ends_on: date | None, due: Cents, today: date) -> bool:
    """Say whether a death or dissolution could change anything: the end, or who gets what a former member is due.

    §§ 77, 77a GenG, § 1922 BGB; R-EXIT-10, R-EXIT-11.
    """
    return ends_on is None or ends_on >= today or due > 0


def check_may_begin(
    kind: RemovalKind, ends_on: date | None, years: Sequence[FiscalYear], due: Cents, today: date
) -> None:
    """Refuse at once a removal that could change nothing; nobody is excluded who leaves with this year (§ 68 GenG)."""
    if ends_on is None:
        return
    is_late = kind is RemovalKind.EXCLUSION and ends_on <= year_end_of(years, today)
    if is_late and ends_on >= today:
        raise Refusal("Die Mitgliedschaft endet schon am {day}.", day=written(ends_on))
    if is_late:
        raise Refusal("Die Mitgliedschaft endete schon am {day}.", day=written(ends_on))
    if not may_begin(ends_on, due, today):
        raise Refusal(
            "Die Mitgliedschaft endete schon am {day}, und Guthaben ist keines mehr da. Ein Ausscheiden danach ändert"
            " nichts.", day=written(ends_on),
        )


def check_year_takes(last_day: date, closed_through: date | None) -> None:
    """Refuse an end by law within a closed year, and name the way: that year is opened again (§§ 77, 77a GenG)."""
    if closed_through is not None and last_day <= closed_through:
        raise ClosedYearRefusal(
            "Die Mitgliedschaft endet kraft Gesetzes mit Ablauf des {day}, und die Geschäftsjahre bis zum {closed} sind"
            " geschlossen. Öffnen Sie unter „Jahresabschlüsse“ das zuletzt geschlossene Jahr wieder, und erfassen Sie"
            " dann dieses Ausscheiden.", day=written(last_day), closed=written(closed_through),
        )


def goes_over_on(died_on: date, closed_through: date | None) -> date:
    """Name the day with whose close a membership goes over to the heir who goes on with it (§ 77 (2); R-EXIT-10).

    It is the day of the death; where that lies in a closed year, the first open day, for a closed year takes no entry.
    """
    return died_on if closed_through is None else max(died_on, closed_through + ONE_DAY)


def check_none_taken_later(last_day: date, taken: Sequence[Taken]) -> None:
    """Refuse an end after which the member took shares: who had left could take none (§§ 15b, 77, 77a; R-REG-06)."""
    later = next((each for each in taken if each.effective_on > last_day), None)
    if later is not None:
        raise Refusal(
            "Am {later} bekam das Mitglied weitere Anteile ({document}), die Mitgliedschaft endet aber schon mit Ablauf"
            " des {day}. Stornieren Sie zuerst diesen Vorgang, und erfassen Sie dann dieses Ausscheiden.",
            later=written(later.effective_on), document=later.document, day=written(last_day),
        )


def check_same_since(expected: int, held: int, day: date) -> None:
    """Refuse to let an heir go on while shares came or went in the name of the dead since the death.

    From the day after it the heir is the member, with all that was held (§ 77 (2) GenG; R-EXIT-10, R-REG-06). Both
    numbers are shares of today, as a splitting since then has made them (R-SHR-09).
    """
    if expected != held:
        raise Refusal(
            "Seit dem {day} kamen oder gingen Anteile im Namen der verstorbenen Person: Es müssten {expected} sein, es"
            " sind {held}. Stornieren Sie zuerst, was danach eingetragen wurde; es gehört auf den Namen des Erben.",
            day=written(day), expected=expected, held=held,
        )
