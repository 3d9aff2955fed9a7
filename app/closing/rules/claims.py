"""How a member's claim from a used result ends: it is paid, or closed because it is barred (§§ 19, 21a GenG)."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from app.core.formats import count
from app.core.values import German, Refusal


class ClaimEnd(StrEnum):
    """By what a claim ends: it is paid out, or barred and closed (§§ 195, 214 BGB)."""

    PAYOUT = "payout"
    LAPSE = "lapse"


CLAIM_WORDS: Mapping[ClaimEnd, str] = {
    ClaimEnd.PAYOUT: German("Ausgezahlt"), ClaimEnd.LAPSE: German("Verjährt"),
}
"""How each end is called."""


def check_claim_open(is_ended: bool) -> None:
    """Refuse to pay or to close a claim that was paid or closed already (§ 19 GenG; R-FIN-05)."""
    if is_ended:
        raise Refusal("Dieser Anspruch ist schon ausgezahlt oder ausgebucht.")


def check_claim_ended(is_ended: bool) -> None:
    """Refuse to undo the end of a claim that is open (R-REG-05)."""
    if not is_ended:
        raise Refusal("Hier ist nichts gebucht, oder es ist schon storniert.")


def check_comes_back(end: ClaimEnd) -> None:
    """Refuse that anything but a payout comes back from the bank (R-SEPA-10)."""
    if end is not ClaimEnd.PAYOUT:
        raise Refusal("Zurückkommen kann nur eine Auszahlung.")


def check_nothing_paid(ended: int) -> None:
    """Refuse to undo the use of a result of which claims were paid or closed: money has left (R-REG-05, R-FIN-05)."""
    if ended:
        raise Refusal(
            "Aus diesem Ergebnis ist schon {number} Mal ausgezahlt oder ausgebucht worden. Stornieren Sie zuerst diese"
            " Auszahlungen.", number=count(ended),
        )


def check_nothing_settled(numbers: Sequence[str]) -> None:
    """Refuse to undo the use of a result upon which settlements rest: their claims have a part of it (R-PAY-03)."""
    if numbers:
        raise Refusal(
            "In diesen Auseinandersetzungen steckt, was dieses Ergebnis brachte oder nahm: {numbers}. Stornieren Sie"
            " zuerst diese.", numbers=", ".join(numbers),
        )


def dividend_number(year: int, number: int) -> str:
    """Write the number of what ended a claim from a result, gapless per year: `GZ-2026-0012` (R-DOC-10)."""
    return f"GZ-{year}-{number:04d}"
