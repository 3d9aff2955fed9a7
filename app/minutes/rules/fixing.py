"""When minutes can be printed, signed, taken back and added to (§ 47 (2), (4) GenG)."""

from collections.abc import Collection
from datetime import date

from app.core.uploads import FileRefusal
from app.core.values import Refusal
from app.minutes.rules.facts import MinutesState
from app.minutes.rules.signing import Signer, missing_signer


class NotDone(Refusal):
    """The meeting or its minutes are not so far yet, or already further."""


class NobodyOfBoard(NotDone):
    """Nobody of the board is known to have been there: shown where that is noted."""


class AboutSignatures(Refusal):
    """Who signed, or when, is refused; shown at its field."""


def check_wordable(state: MinutesState) -> None:
    """Refuse to change what lies for signature or is signed (§ 47 (2) GenG; R-MIN-03, R-MIN-06)."""
    if state is MinutesState.FIXED:
        raise NotDone("Die Niederschrift liegt zur Unterschrift. Nehmen Sie sie zurück, um sie zu ändern.")
    if state is MinutesState.SEALED:
        raise NotDone("Die Niederschrift ist unterschrieben. Berichtigt wird sie durch einen Nachtrag.")


def check_fixable(state: MinutesState, is_closed: bool, may_board_sign: bool) -> None:
    """Refuse to print minutes twice, of a meeting that goes on, or that nobody could sign for the board (R-MIN-03)."""
    if state is not MinutesState.DRAFT:
        raise NotDone("Diese Niederschrift liegt schon zur Unterschrift.")
    if not is_closed:
        raise NotDone("Die Versammlung ist noch nicht geschlossen. Bis dahin bleibt die Niederschrift ein Entwurf.")
    if not may_board_sign:
        raise NobodyOfBoard(
            "Vom Vorstand ist niemand als anwesend vermerkt, und unterschreiben muss ein anwesendes Mitglied"
            " (§ 47 Abs. 2 GenG). Vermerken Sie zuerst, wer da war. Wer in dieser Versammlung in den Vorstand gewählt"
            " wurde, kann unterschreiben, sobald das Amt mit dem Tag der Versammlung als erstem eingetragen ist."
        )


def check_unsealed(state: MinutesState) -> None:
    """Refuse to take back or to sign what is a draft, or signed already; it is corrected by an addendum (R-MIN-06)."""
    if state is MinutesState.DRAFT:
        raise NotDone("Es liegt keine Niederschrift zur Unterschrift.")
    if state is MinutesState.SEALED:
        raise NotDone("Die Niederschrift ist unterschrieben. Berichtigt wird sie durch einen Nachtrag.")


def check_sealed(state: MinutesState) -> None:
    """Refuse an addendum to minutes that can still be changed themselves (R-MIN-06)."""
    if state is not MinutesState.SEALED:
        raise NotDone("Einen Nachtrag erhält die unterschriebene Niederschrift. Diese ändern Sie selbst.")


def check_chair(is_called_so: bool, chair: str) -> None:
    """Refuse to note somebody as having led who is not called as the chair is that was entered (R-MIN-03)."""
    if not is_called_so:
        raise NotDone("Geleitet hat {chair}. Wählen Sie die Person, die so heißt.", chair=chair)


def check_not_the_print(is_print: bool) -> None:
    """Refuse as signed what is printed here, which nobody's hand or signature changed (§ 47 (2) GenG; R-MIN-03)."""
    if is_print:
        raise FileRefusal(
            "Diese Datei ist der Ausdruck selbst, ohne Unterschriften. Laden Sie den Scan des unterschriebenen"
            " Ausdrucks hoch oder die Datei mit den qualifizierten Signaturen."
        )


def check_signed(
    signed_by: Collection[Signer], chair_is_board_member: bool, signed_on: date, printed_on: date, today: date,
    absent: Collection[str] = (),
) -> None:
    """Refuse minutes that somebody did not sign who must, or a day that cannot be (§ 47 (2) GenG; R-MIN-03)."""
    check_signers(signed_by, chair_is_board_member, absent)
    check_signed_on(signed_on, printed_on, today)


def check_signed_on(signed_on: date, printed_on: date, today: date) -> None:
    """Refuse a day on which nobody can have signed minutes or their addendum: before the print, or to come (§ 47 (2)).

    R-MIN-03.
    """
    if not printed_on <= signed_on <= today:
        raise AboutSignatures("Unterschrieben wird, was gedruckt ist, und nicht später als heute.")


def check_signers(
    signed_by: Collection[Signer], chair_is_board_member: bool, absent: Collection[str] = ()
) -> None:
    """Refuse what somebody did not sign who must: minutes, or an addendum to them (§ 47 (2) GenG; R-MIN-03, R-MIN-06).

    `absent`: who signed for the board and was not there; only a member who was can tell what happened.
    """
    if absent:
        raise AboutSignatures(
            "Nach den Aufzeichnungen nicht anwesend: {names}. Unterschreiben muss ein anwesendes Mitglied des Vorstands"
            " (§ 47 Abs. 2 GenG).", names=", ".join(absent),
        )
    missing = missing_signer(signed_by, chair_is_board_member)
    if missing is Signer.CHAIR:
        raise AboutSignatures("Es fehlt die Unterschrift der Versammlungsleitung (§ 47 Abs. 2 GenG).")
    if missing is Signer.BOARD_MEMBER:
        raise AboutSignatures(
            "Es fehlt die Unterschrift eines anwesenden Mitglieds des Vorstands (§ 47 Abs. 2 GenG)."
        )
