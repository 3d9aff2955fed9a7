"""What an issued document is worth today, and the code under which it can be checked."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from app.core.values import Actor, German, Refusal, Role

RENDER_JOB = "render"
"""The kind of job that makes the bytes of a document; its one step is the document's id."""

CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Signs that nobody confuses when reading them out: 32 of them, 5 bits each."""

CODE_SIGNS = 10
"""Random signs of a check code: 50 bits, so that a number alone does not lead to a document."""

MAX_CODE = 40


class Standing(StrEnum):
    """Whether a document still speaks: valid, replaced by a newer one, or void."""

    VALID = "valid"
    REPLACED = "replaced"
    VOID = "void"


STANDING_WORDS: Mapping[Standing, str] = {
    Standing.VALID: German("Gültig"),
    Standing.REPLACED: German("Ersetzt"),
    Standing.VOID: German("Ungültig"),
}
"""How the standings are called."""


class Worth(StrEnum):
    """What whoever checks a document is told: as it stands, or that what it states is no longer so."""

    VALID = "valid"
    OVERTAKEN = "overtaken"
    REPLACED = "replaced"
    VOID = "void"


def worth_of(standing: Standing, is_overtaken: bool) -> Worth:
    """Say what a document is worth; one that the register has overtaken is not, before it is replaced (R-DOC-04)."""
    return Worth.OVERTAKEN if standing is Standing.VALID and is_overtaken else Worth(standing.value)


def check_code(number: str, random_signs: str) -> str:
    """Compose a check code from a document's number and random signs: `U-2026-0412-7K3MQ-9XH2D`."""
    readable = re.sub(r"[^A-Z0-9]+", "-", number.upper()).strip("-")
    code = "-".join(part for part in (readable, random_signs[:5], random_signs[5:]) if part)
    if len(code) > MAX_CODE or len(random_signs) < CODE_SIGNS:
        raise ValueError("a check code has room for a number of 28 signs and holds ten random ones")
    return code


def read_code(typed: str) -> str:
    """Bring a typed check code into its stored form; blanks and lower case do not matter."""
    return re.sub(r"[\s-]+", "-", typed.strip().upper()).strip("-")


def refuse_unless_valid(standing: Standing) -> None:
    """Refuse to replace or void a document that speaks no longer."""
    if standing is not Standing.VALID:
        raise Refusal("Dieses Dokument gilt nicht mehr; es wird nicht noch einmal ersetzt oder für ungültig erklärt.")


def spellings(word: str) -> set[str]:
    """How a searched word may be spelled; SQLite itself ignores the case of plain letters only."""
    return {word, word.lower(), word.upper(), word.capitalize()}


class Copies(StrEnum):
    """What is shown of the print tray: what waits, what was posted, what was discarded."""

    WAITING = "waiting"
    POSTED = "posted"
    DISCARDED = "discarded"


MAX_REASON = 300

SIGNATURE = German("Unterschrift:")
"""What a sheet that waits to be signed is laid out for; the names follow."""


def for_signature(names: Sequence[str]) -> German:
    """Name the recipients of a sheet that is not posted but signed in the house."""
    return German(SIGNATURE, ", ".join(names) or "Vorstand")


def is_for_signature(recipient: str) -> bool:
    """Say whether a sheet waits to be signed, by how its recipient is written."""
    return recipient.startswith(f"{SIGNATURE} ")


MOST_ROWS_AT_ONCE = 200
"""So many rows are printed while somebody waits: a few seconds of a busy machine."""


def takes_long(facts: Mapping[str, Any] | None) -> bool:
    """Say whether a document has so many rows that nobody should wait for its printing."""
    tables = (facts or {}).get("tables", ())
    return sum(len(table["rows"]) for table in tables) > MOST_ROWS_AT_ONCE


def check_may_be_read(is_made: bool, has_failed: bool, facts: Mapping[str, Any] | None) -> None:
    """Refuse to print a document for who wants to read it, where a job failed at that, or prints a long one already.

    Said to members in their portal as to the office.
    """
    if not is_made and has_failed:
        raise Refusal(
            "Dieses Dokument konnte nicht gedruckt werden; von selbst geschieht nichts mehr. Sagen Sie es der "
            "Geschäftsstelle: Sie sieht auf der Seite des Dokuments, was gehindert hat, und lässt es noch einmal "
            "drucken."
        )
    if not is_made and takes_long(facts):
        raise Refusal(
            "Dieses Dokument ist lang und wird gerade gedruckt. Öffnen Sie es in einigen Minuten noch einmal."
        )


def check_waits(recipient: str, is_posted: bool, is_discarded: bool) -> None:
    """Refuse to handle a sheet that left the tray in the meantime."""
    if is_posted or is_discarded:
        how = German("versandt") if is_posted else German("verworfen")
        raise Refusal("Das Schreiben an {recipient} ist schon {how}.", recipient=recipient, how=how)


def check_is_made(recipient: str, is_made: bool) -> None:
    """Refuse to tick a sheet off as printed or posted whose document does not exist yet."""
    if not is_made:
        raise Refusal(
            "Das Schreiben an {recipient} ist noch nicht erzeugt; es kann weder gedruckt noch versandt sein. Warten "
            "Sie auf den Druckauftrag, oder sehen Sie dort nach, was ihn hindert.",
            recipient=recipient,
        )


def check_is_printed(recipient: str, is_printed: bool) -> None:
    """Refuse to tick off as posted, together with the rest of its run, what nobody has printed."""
    if not is_printed:
        raise Refusal(
            "Das Schreiben an {recipient} ist nicht als gedruckt vermerkt. Laden Sie den Druckauftrag neu.",
            recipient=recipient,
        )


def is_speaking(standing: Standing, erased_at: datetime | None) -> bool:
    """Say whether a document may still be given out: neither replaced nor void nor erased."""
    return standing is Standing.VALID and erased_at is None


def stood_on(standing: Standing, since: date | None, day: date) -> Standing:
    """Say how a document stood when a day was over: it was valid until it was replaced or void (R-DOC-04)."""
    return Standing.VALID if since is not None and since > day else standing


def check_reads_tickets(lets_in: bool, actor: Actor) -> None:
    """Refuse a letter with a ticket to whom could enter by it as somebody else, as long as it opens anything (§ 43b).
    """
    if lets_in and not actor.has_any((Role.OFFICE, Role.BOARD)):
        raise Refusal(
            "Zu diesem Schreiben gehört die Einlasskarte eines Mitglieds. Bis die Versammlung vorbei ist, lesen es nur"
            " Büro und Vorstand; denselben Wortlaut hat die Ausfertigung für alle."
        )


def check_put_back(standing: Standing, is_erased: bool) -> None:
    """Refuse to lay a document into the tray again that speaks no longer or was erased."""
    if is_erased:
        raise Refusal("Dieses Dokument wurde gelöscht; es wird nicht noch einmal gedruckt.")
    if standing is not Standing.VALID:
        raise Refusal("Dieses Dokument gilt nicht mehr; es wird nicht noch einmal versandt.")


def remaining_seconds(done: int, total: int, elapsed: float) -> int:
    """About how long a run will still take, from what it took so far, in steps of five seconds; 0 where unknown."""
    if not 0 < done < total:
        return 0
    return max(5, round(elapsed / done * (total - done) / 5) * 5)


class Retained(StrEnum):
    """What is kept for a time that the law sets."""

    REGISTER_DOCUMENT = "register_document"
    BOOKING_VOUCHER = "booking_voucher"
    ANNUAL_ACCOUNTS = "annual_accounts"
    TRADE_LETTER = "trade_letter"
    REFUSED_APPLICATION = "refused_application_electronic"


TRADE_LETTER_YEARS = 6
YEARS_KEPT = {
    Retained.REGISTER_DOCUMENT: 3, Retained.BOOKING_VOUCHER: 8, Retained.ANNUAL_ACCOUNTS: 10,
    Retained.TRADE_LETTER: TRADE_LETTER_YEARS,
}
"""From the end of the calendar year on (§ 30 (3) GenG, § 257 HGB, § 147 AO)."""


def keep_until(kind: Retained, dated: date, letter_received: date | None = None) -> date | None:
    """Name the last day of keeping a document; None where it is not kept at all (R-RET-01, R-RET-02, R-ADM-09).

    `dated`: the exit of the member whom an entry in the register is about, the making of a voucher, the adoption of
    accounts. `letter_received`: the receipt of a register document that is a trade letter too; the later day wins.
    """
    if kind not in YEARS_KEPT:
        return None
    kept = date(dated.year + YEARS_KEPT[kind], 12, 31)
    as_letter = date(letter_received.year + TRADE_LETTER_YEARS, 12, 31) if letter_received else kept
    return max(kept, as_letter)


def letter_kept_until(received_on: date, proves_entry: bool, left_on: date | None) -> date | None:
    """Name the last day of keeping what a member wrote; None as long as nobody can say (R-RET-01, R-RET-02).

    What stands behind an entry in the register is kept beyond the exit, so there is no such day while the membership
    goes on; what was turned down or taken back stands behind none, and is a trade letter alone.
    """
    if not proves_entry:
        return keep_until(Retained.TRADE_LETTER, received_on)
    return keep_until(Retained.REGISTER_DOCUMENT, left_on, received_on) if left_on else None


def may_be_over(today: date) -> date:
    """Name the day before which a letter must have come in, for its time of keeping to be over (R-RET-02)."""
    return date(today.year - TRADE_LETTER_YEARS, 1, 1)
