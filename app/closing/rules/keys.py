"""By what the key of a result counts, once credit went from one member to another (§§ 19, 76, 77 GenG; R-FIN-05)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.closing.rules.results import rounded
from app.core.formats import day as written
from app.core.values import Cents, Refusal
from app.statutes.rules import FiscalYear


def is_first_year(
    year: FiscalYear, began: Iterable[date], resolved_on: date | None = None, registered_on: date | None = None
) -> bool:
    """Say whether a fiscal year is the cooperative's first: nothing began before it (§§ 13, 19 (1) GenG; R-FIN-05).

    `began`: the days of the first membership and the first credit. The first statute was resolved and registered on
    days; before the first year that it saw registered there was none, so that what the founders began counts in it.
    """
    is_founded = resolved_on is not None and registered_on is not None and registered_on >= year.first_day
    since = min(year.first_day, resolved_on) if is_founded and resolved_on else year.first_day
    return all(day >= since for day in began)


def check_statute_then(day: date, is_there: bool) -> None:
    """Refuse to count credit of a day whose statute nobody has recorded: its shares are worth what it says (R-FIN-05).
    """
    if not is_there:
        raise Refusal(
            "Verteilt wird nach den Guthaben am {day}, und dafür fehlt die Satzung dieses Tages. Erfassen Sie die"
            " Fassung, die damals eingetragen war (§ 19 Abs. 1 GenG).", day=written(day),
        )


@dataclass(frozen=True)
class HandedOn:
    """Credit that one member handed on to another, by their ids; cents.

    `amount` went over, of `before`, which stood on the giver's shares until then.
    """

    giver: int
    taker: int
    amount: Cents
    before: Cents


def weights_followed(weights: Mapping[int, Cents], handed: Iterable[HandedOn]) -> dict[int, Cents]:
    """Let weights go with the credit that was handed on since, in order (§§ 19 (1), 76, 77 (2); R-FIN-05, R-TRF-01).

    The result is that of the members: it concerns whoever holds the credit when it is used. Of a part of the credit
    the same part of the weight goes over, the whole of it with all that stood on the shares.
    """
    found = dict(weights)
    for each in handed:
        weight = found.get(each.giver, 0)
        part = Fraction(each.amount, each.before) if each.amount < each.before else Fraction(1)
        moved = rounded(weight * part)
        found[each.giver] = weight - moved
        found[each.taker] = found.get(each.taker, 0) + moved
    return found
