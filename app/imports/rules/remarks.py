"""What is wrong or odd about a row of a list, and how that is said."""

from collections.abc import Mapping
from enum import StrEnum

from app.core.values import German


class RowError(StrEnum):
    """Why a row is refused."""

    INVALID_NUMBER = "invalid_member_number"
    DUPLICATE_NUMBER = "duplicate_member_number"
    MISSING_NAME = "missing_name"
    INVALID_DATE = "invalid_date"
    ENTRY_IN_FUTURE = "entry_in_future"
    YEAR_CLOSED = "year_closed"
    SHARES_NOT_POSITIVE = "shares_not_positive"
    EXIT_BEFORE_ENTRY = "exit_before_entry"
    INVALID_AMOUNT = "invalid_amount"
    PAID_MORE_THAN_NOMINAL = "paid_more_than_nominal"
    EXIT_WITHOUT_GROUND = "exit_without_ground"
    TOO_LONG = "value_too_long"
    UNPRINTABLE = "letters_not_printable"
    DEATH_WITHIN_YEAR = "death_within_year"


ERROR_WORDS: Mapping[RowError, str] = {
    RowError.INVALID_NUMBER: German("Die Mitgliedsnummer fehlt oder ist keine brauchbare Zahl."),
    RowError.DUPLICATE_NUMBER: German("Diese Mitgliedsnummer ist schon vergeben."),
    RowError.MISSING_NAME: German("Der Name fehlt oder ist unvollständig."),
    RowError.INVALID_DATE: German("Ein Datum fehlt oder gibt es nicht."),
    RowError.ENTRY_IN_FUTURE: German("Der Beitritt liegt in der Zukunft."),
    RowError.YEAR_CLOSED: German("Der Beitritt liegt in einem geschlossenen Geschäftsjahr; öffnen Sie es zuerst."),
    RowError.SHARES_NOT_POSITIVE: German("Die Zahl der Anteile ist keine ganze Zahl ab 1."),
    RowError.EXIT_BEFORE_ENTRY: German("Das Ausscheiden liegt vor dem Beitritt."),
    RowError.INVALID_AMOUNT: German("Die Einzahlung ist kein Betrag."),
    RowError.PAID_MORE_THAN_NOMINAL: German("Eingezahlt ist mehr, als die Anteile betragen."),
    RowError.EXIT_WITHOUT_GROUND: German("Der Grund des Ausscheidens fehlt."),
    RowError.TOO_LONG: German("Eine Angabe ist zu lang. Kürzen Sie sie in der Liste."),
    RowError.UNPRINTABLE: German("Ein Name lässt sich nicht drucken. Schreiben Sie ihn in lateinischen Buchstaben."),
    RowError.DEATH_WITHIN_YEAR: German(
        "Mit dem Tod endet die Mitgliedschaft erst mit dem Schluss des Geschäftsjahres (§ 77 Abs. 1 GenG). Tragen Sie"
        " diesen Tag ein."
    ),
}
"""What is said of a row that is refused, where nothing nearer is known of it."""


class RowWarning(StrEnum):
    """What is odd about a row that is taken nevertheless."""

    INVALID_IBAN = "invalid_iban"
    POSTCODE_ZERO_LOST = "postcode_leading_zero_lost"
    POSSIBLE_DUPLICATE = "possible_duplicate_person"


WARNING_WORDS: Mapping[RowWarning, str] = {
    RowWarning.INVALID_IBAN: German("Die Prüfziffer der IBAN stimmt nicht; sie wird weggelassen."),
    RowWarning.POSTCODE_ZERO_LOST: German("Die Postleitzahl hat ihre führende Null verloren; sie wird ergänzt."),
    RowWarning.POSSIBLE_DUPLICATE: German(
        "Gleicher Name und gleiche Anschrift stehen schon unter einer früheren Nummer."
    ),
}
"""What is said of a row that is odd."""
