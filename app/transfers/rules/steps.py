"""What may be done with a transfer as it stands, in the office and in the portal (§§ 15b, 76 GenG; R-REG-05)."""

from datetime import date

from app.archive.rules import Retained, keep_until, letter_kept_until
from app.core.values import Cents, Refusal, WrittenForm
from app.organs.rules import least_form
from app.parties.rules import Authority, not_itself
from app.statutes.rules import Statute
from app.transfers.rules.facts import TransferState


class NotMeant(Refusal):
    """A declaration in the portal whose sender has not said that it is meant."""


def transfer_number(year: int, number: int) -> str:
    """Write the number of a transfer, gapless per year: `UT-2026-003` (R-DOC-10)."""
    return f"UT-{year}-{number:03d}"


def agreement_kept_until(
    state: TransferState, received_on: date, effective_on: date | None, exits: tuple[date | None, date | None]
) -> date | None:
    """Name the last day of keeping an agreement on paper; None as long as nobody can say (R-RET-01, R-RET-02).

    `exits`: when either left for good. Entered, it stands behind entries in the register of both and is the voucher of
    the bookings; what came to nothing is a trade letter alone.
    """
    if state in (TransferState.REJECTED, TransferState.WITHDRAWN):
        return letter_kept_until(received_on, proves_entry=False, left_on=None)
    one, other = exits
    as_voucher = keep_until(Retained.BOOKING_VOUCHER, effective_on) if effective_on else None
    if one is None or other is None or as_voucher is None:
        return None
    as_proof = letter_kept_until(received_on, proves_entry=True, left_on=max(one, other))
    return max(as_voucher, as_proof) if as_proof else None


def hindrance_in_portal(
    statute: Statute, today: date, textform_permitted: bool, authority: Authority | None, is_itself: bool = False
) -> Refusal | None:
    """Say what keeps somebody from declaring a transfer in the portal, in Textform; None where nothing does.

    `authority` is None for the member that acts itself; `is_itself`: the member asks, in whose place others may act.
    """
    if not statute.transfer_allowed:
        return Refusal("Die Satzung schließt die Übertragung des Geschäftsguthabens aus (§ 76 Abs. 2 GenG).")
    needed = least_form(statute.form_join, today, textform_permitted, statute.textform_expressly_excluded)
    if needed is WrittenForm.SCHRIFTFORM:
        return Refusal(
            "Die Satzung verlangt eigenhändig unterschriebene Erklärungen (§ 15b Abs. 1 GenG). Schicken Sie die"
            " Vereinbarung mit der Post oder geben Sie sie im Büro ab."
        )
    return not_alone(authority, is_itself)


def not_alone(authority: Authority | None, is_itself: bool) -> Refusal | None:
    """What somebody is told who represents only together with others, or the member in whose place they act."""
    if authority is not Authority.JOINT:
        return None
    return not_itself() if is_itself else Refusal(
        "Sie vertreten das Mitglied nur gemeinsam mit anderen. Erklären Sie zusammen in einem Schreiben."
    )


def check_alone(authority: Authority | None, is_itself: bool) -> None:
    """Refuse to let somebody act alone who represents only together with others (§ 26 (2) BGB)."""
    hindrance = not_alone(authority, is_itself)
    if hindrance is not None:
        raise hindrance


def check_meant(is_meant: bool) -> None:
    """Refuse a declaration in the portal that nobody has confirmed (§ 126b BGB)."""
    if not is_meant:
        raise NotMeant("Bestätigen Sie die Erklärung.")


def check_undecided(state: TransferState) -> None:
    """Refuse to take back a transfer that the board has decided on."""
    if state not in (TransferState.OFFERED, TransferState.PROPOSED):
        raise Refusal("Darüber ist schon entschieden.")


def check_offered(state: TransferState) -> None:
    """Refuse to agree to a transfer that does not wait for it."""
    if state is not TransferState.OFFERED:
        raise Refusal("Diese Übertragung wartet nicht mehr auf Ihre Zustimmung.")


def check_may_reverse(state: TransferState) -> None:
    """Refuse to undo a transfer that was not entered (R-REG-05)."""
    if state is TransferState.REVERSED:
        raise Refusal("Diese Übertragung ist schon storniert. Wann und warum, steht auf ihrer Seite.")
    if state is not TransferState.ENTERED:
        raise Refusal("Nur was eingetragen ist, wird storniert.")


def check_nothing_left(number: str, shares: int, credit: Cents) -> None:
    """Refuse to strike a membership that has shares or paid-in credit of its own by now (R-REG-05, § 7 no. 1 GenG)."""
    if shares or credit:
        raise Refusal(
            "Mitglied {number} ist mit dieser Übertragung beigetreten und hat seitdem weitere Anteile oder"
            " Einzahlungen. Stornieren Sie zuerst, was danach gebucht ist.", number=number,
        )
