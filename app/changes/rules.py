"""Who may confirm what somebody else entered, and which days a change may bear."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from app.core.formats import day as written
from app.core.uploads import FileRefusal, check_upload
from app.core.values import German, PostalAddress, Refusal, Role, plain_account
from app.parties.rules import DayRefusal
from app.statutes.rules import ONE_DAY, ClosedYearRefusal

CONFIRMERS = (Role.OFFICE, Role.BOARD)
"""Who confirms or rejects what somebody else entered."""

FURTHEST = timedelta(days=366)
"""How far ahead, and how far back, the day of a change may lie; anything else is a slip of the keyboard."""


class Matter(StrEnum):
    """What is to change."""

    BANK_ACCOUNT = "bank_account"
    ADDRESS = "address"
    CONTACT = "contact"


class ChangeOutcome(StrEnum):
    """What became of a proposed change."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


MATTER_WORDS: Mapping[Matter, str] = {
    Matter.BANK_ACCOUNT: German("Bankverbindung"),
    Matter.ADDRESS: German("Anschrift"),
    Matter.CONTACT: German("Kontakt"),
}
OUTCOME_WORDS: Mapping[ChangeOutcome, str] = {
    ChangeOutcome.CONFIRMED: German("bestätigt"),
    ChangeOutcome.REJECTED: German("abgelehnt"),
    ChangeOutcome.WITHDRAWN: German("zurückgezogen"),
}
"""How matters and outcomes are called, on screens and in mails."""


def acting(user_id: int | None) -> int:
    """The login of whoever proposes or decides; without one nobody could tell two people apart."""
    if user_id is None:
        raise Refusal("Dafür muss jemand angemeldet sein, der die Änderung verantwortet.")
    return user_id


def may_confirm(entered_by: int, user_id: int | None) -> bool:
    """Say whether somebody may confirm or reject a change: never who entered it."""
    return user_id is not None and user_id != entered_by


def check_second_person(entered_by: int, user_id: int) -> None:
    """Refuse that somebody confirms or rejects what the same person entered (Vier-Augen-Prinzip)."""
    if not may_confirm(entered_by, user_id):
        raise Refusal("Diese Änderung haben Sie selbst eingetragen. Bestätigen oder ablehnen muss sie jemand anderes.")


def check_own(entered_by: int, user_id: int) -> None:
    """Refuse that somebody withdraws what another person entered."""
    if entered_by != user_id:
        raise Refusal("Zurückziehen kann eine Änderung nur, wer sie eingetragen hat.")


def check_undecided(outcome: ChangeOutcome | None) -> None:
    """Refuse to decide a change twice."""
    if outcome is not None:
        raise Refusal("Über diese Änderung ist schon entschieden: {outcome}.", outcome=OUTCOME_WORDS[outcome])


def check_none_waits(matter: Matter, waits: bool) -> None:
    """Refuse a second change of the same while one waits: nobody could say which of them is meant."""
    if waits:
        raise Refusal(
            "Eine Änderung wartet schon auf Bestätigung: {matter}. Erst muss darüber entschieden sein.",
            matter=MATTER_WORDS[matter],
        )


def check_day(valid_from: date, last: date | None, today: date) -> None:
    """Refuse a day before the one of what holds now or is to hold, or more than a year off."""
    if abs(valid_from - today) > FURTHEST:
        raise DayRefusal(
            "Prüfen Sie den Tag: {day} liegt mehr als ein Jahr von heute entfernt.", day=written(valid_from)
        )
    if last is not None and valid_from < last:
        raise DayRefusal("Der Tag liegt vor dem {day}, ab dem die letzte Angabe gilt.", day=written(last))


def check_still_open(valid_from: date, closed_through: date | None) -> None:
    """Refuse to confirm what is to hold in the register from a day whose year was closed while it waited (R-REG-05)."""
    if closed_through is not None and valid_from <= closed_through:
        raise ClosedYearRefusal(
            "Bis zum {day} sind die Geschäftsjahre inzwischen geschlossen. Lehnen Sie die Änderung ab und lassen Sie"
            " sie neu vorschlagen: Im Register gilt sie frühestens ab dem {first}.", day=written(closed_through),
            first=written(closed_through + ONE_DAY),
        )


def check_is_new(proposed: Mapping[str, str], held: Mapping[str, str]) -> None:
    """Refuse a change that changes nothing."""
    if proposed == held:
        raise Refusal("Das steht schon so da.")


def counts_from(valid_from: date, confirmed_on: date) -> date:
    """From which day a confirmed account counts: never before it was confirmed, since until then the former one did."""
    return max(valid_from, confirmed_on)


def check_not_ours(iban: str, ours: str) -> None:
    """Refuse the account of the cooperative as that of somebody it pays: it stands at the foot of every letter."""
    if ours and iban == plain_account(ours):
        raise Refusal(
            "Das ist das Konto der Genossenschaft selbst, wie es auf ihren Briefen steht. Geben Sie das Konto an, auf"
            " das sie zahlen soll."
        )


def address_of(content: Mapping[str, str]) -> PostalAddress:
    """The address that a change proposes."""
    return PostalAddress(**content)


def check_document(content: bytes | None, is_by_member: bool) -> None:
    """Refuse an account that the office enters on no document; a member that is signed in declares it itself."""
    if content is not None:
        check_upload(content)
    elif not is_by_member:
        raise FileRefusal("Fügen Sie den Beleg hinzu, aus dem die neue Bankverbindung hervorgeht.")
