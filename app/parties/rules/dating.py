"""Which days and which counter-entries the dated names and addresses allow."""

from datetime import date, timedelta

from app.core.formats import day as written
from app.core.values import German, Refusal

MAX_LEGAL_FORM = 120
FURTHEST_BACK, FURTHEST_AHEAD = timedelta(days=3653), timedelta(days=366)
"""How far from today the day of a new name or address may lie: ten years back, one ahead."""


class DayRefusal(Refusal):
    """The day of a new name or address is refused; shown at its field."""


def check_undoable(is_last: bool, undoes: bool, has_former: bool) -> None:
    """Refuse to take back anything but the entry recorded last, and only where something held before (R-REG-05)."""
    if undoes or not is_last:
        raise Refusal("Zurücknehmen lässt sich nur die zuletzt erfasste Angabe, und nur einmal.")
    if not has_former:
        raise Refusal("Davor stand nichts. Tragen Sie die richtige Angabe ein.")


def check_dated(valid_from: date, today: date) -> None:
    """Refuse a day from long ago or far ahead; it is a slip of the keyboard (R-REG-05)."""
    if not today - FURTHEST_BACK <= valid_from <= today + FURTHEST_AHEAD:
        raise DayRefusal(German("Prüfen Sie den Tag: {day} liegt zu weit von heute entfernt."), day=written(valid_from))


def check_begins_soon(first_day: date, today: date) -> None:
    """Refuse to let a representation begin far ahead; it may have begun long ago (R-ADM-13)."""
    if first_day > today + FURTHEST_AHEAD:
        raise DayRefusal("Dieser Tag liegt mehr als ein Jahr voraus. Prüfen Sie das Jahr.")


def check_borne(valid_from: date, today: date) -> None:
    """Refuse a name that is not borne yet: lists and letters show the name of today (R-REG-05)."""
    if valid_from > today:
        raise DayRefusal(
            "Ein Name wird eingetragen, sobald er gilt, also frühestens am {day}.", day=written(valid_from)
        )


def check_is_new(wanted: str, held: str) -> None:
    """Refuse to enter what holds already: the register would show a change that is none (§ 30 (2) GenG; R-REG-05)."""
    if wanted == held:
        raise Refusal("Das ist schon so eingetragen: {held}.", held=held)
