"""On which day a membership ends, held against the fiscal years, and of a death the statute of that day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.formats import day as written
from app.imports.rules.columns import Field
from app.imports.rules.findings import EventError, Faulty
from app.members.rules import ExitGround
from app.statutes.rules import FiscalYear, year_end_of


@dataclass(frozen=True)
class Calendar:
    """The fiscal years in order, through when they are closed, and what the statutes say of heirs.

    `heirs_continue`: from which day on heirs may go on with a membership or may not, in order; what a statute said
    before the first of these days is not known (§ 77 (2) GenG).
    """

    closed_through: date | None = None
    years: Sequence[FiscalYear] = ()
    heirs_continue: Sequence[tuple[date, bool]] = ()


def _due_end(day: date, years: Sequence[FiscalYear]) -> date | None:
    """Name the day on which a death ends a membership: with the close of its fiscal year (§ 77 (1) GenG; R-EXIT-10).

    None where the fiscal year of that day was never entered here.
    """
    return year_end_of(years, day) if years and years[0].first_day <= day else None


ENDS_WITH_A_YEAR: Mapping[ExitGround, str] = {
    ExitGround.NOTICE: "§ 65 Abs. 2 GenG", ExitGround.SPECIAL_TERMINATION: "§ 67a Abs. 2 GenG",
    ExitGround.EXCLUSION: "§ 68 Abs. 1 GenG", ExitGround.DISSOLUTION: "§ 77a GenG", ExitGround.SUCCESSION: "§ 77a GenG",
}  # fmt: skip
"""By what a membership ends only with the close of a fiscal year, and where that stands (R-EXIT-01)."""


def doubt_of_end(ground: ExitGround, day: date, calendar: Calendar) -> Faulty | None:
    """Say what is to be looked at where a membership ends on this day; of a death, refuse what cannot be true.

    A list may tell an earlier end that both agreed upon, so that is a question (§§ 65, 67a, 68, 77a GenG; R-EXIT-01,
    R-EXIT-06, R-EXIT-09, R-EXIT-11).
    """
    if ground is ExitGround.DEATH:
        return doubt_of_death(day, calendar)
    last_day = _due_end(day, calendar.years) if ground in ENDS_WITH_A_YEAR else None
    if last_day is None or last_day == day:
        return None
    return Faulty(
        EventError.WITHIN_YEAR, Field.DAY,
        "So endet eine Mitgliedschaft mit dem Schluss des Geschäftsjahres ({law}), hier am {day}. Prüfen Sie, ob der"
        " Tag stimmt.", law=ENDS_WITH_A_YEAR[ground], day=written(last_day),
    )


def doubt_of_death(day: date, calendar: Calendar) -> Faulty | None:
    """Say what is to be looked at where a death ends a membership on this day; refuse a day that cannot be true.

    Within a fiscal year it ends only by going over to an heir who goes on with it, and where the statute allows it;
    where the statute of that day is not known, neither is certain.
    """
    last_day = _due_end(day, calendar.years)
    if last_day == day or (last_day is None and _looks_like_an_end(day, calendar.years)):
        return None
    if last_day is None:
        return Faulty(
            EventError.YEAR_UNKNOWN, Field.DAY,
            "Das Geschäftsjahr dieses Tages ist hier nicht eingetragen. Mit dem Tod endet die Mitgliedschaft erst mit"
            " dem Schluss des Geschäftsjahres (§ 77 Abs. 1 GenG); prüfen Sie, ob das dieser Tag ist.",
        )
    may_go_on = _may_heirs_go_on(day, calendar)
    if may_go_on is None:
        return Faulty(
            EventError.WITHIN_YEAR, Field.DAY,
            "Die Satzung dieses Tages ist hier nicht hinterlegt. An ihm endet die Mitgliedschaft nur, wenn die Satzung"
            " es vorsah und ein Erbe sie fortsetzt (§ 77 Abs. 2 GenG); sonst am {day}. Prüfen Sie, was zutraf.",
            day=written(last_day),
        )
    if may_go_on:
        return Faulty(
            EventError.WITHIN_YEAR, Field.DAY,
            "An diesem Tag endet die Mitgliedschaft nur, wenn ein Erbe sie fortsetzt (§ 77 Abs. 2 GenG); sonst am"
            " {day}. Prüfen Sie, was zutraf.", day=written(last_day),
        )
    raise Faulty(
        EventError.WITHIN_YEAR, Field.DAY,
        "Mit dem Tod endet die Mitgliedschaft erst mit dem Schluss des Geschäftsjahres, hier am {day} (§ 77 Abs. 1"
        " GenG). Tragen Sie diesen Tag ein.", day=written(last_day),
    )


def _may_heirs_go_on(day: date, calendar: Calendar) -> bool | None:
    """Say whether the statute of a day lets heirs go on; None where that statute is not known (§ 77 (2) GenG)."""
    return next((may for since, may in reversed(calendar.heirs_continue) if since <= day), None)


def _looks_like_an_end(day: date, years: Sequence[FiscalYear]) -> bool:
    ends = {(each.last_day.month, each.last_day.day) for each in years} or {(12, 31)}
    return (day.month, day.day) in ends
