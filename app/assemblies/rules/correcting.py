"""What of a convened assembly is corrected without convening it anew, and what is a postponement (§ 46; R-GV-03)."""

import re
from dataclasses import dataclass
from datetime import date

from app.assemblies.rules.deadlines import received_on
from app.assemblies.rules.facts import Channel
from app.core.values import Refusal
from app.statutes.rules import Statute


class AboutLetters(Refusal):
    """To tell everybody by letter is refused; shown at its box."""


class AboutPlace(Refusal):
    """The place is refused; shown at its field."""


@dataclass(frozen=True)
class Corrected:
    """Something that is told otherwise: a word for it, how it was told, how it is; nothing where it is new, or goes."""

    what: str
    before: str
    now: str


_POSTCODE = re.compile(r"\b\d{5}\b")
_NUMBERED = re.compile(r"(?P<street>.*[^\W\d_].*?)\s*\d+\s*[a-z]?(\s*[-–/+]\s*\d+\s*[a-z]?)?")
"""Something with a number at its end, as a street with that of a house."""
_ROOM = re.compile(r".*(saal|säle|raum|zimmer|halle|foyer|aula|stock|etage|ebene|haus|gebäude|bau|forum|eingang|tür)")
_BESIDE = re.compile(r"(am|an|auf|bei|beim|hinter|im|in|unter|vor|zu|zum|zur)\b.*")
"""Numbered rooms are no streets, but a street can be called after what it leads to: An der Stadthalle 3."""


def house_of(place: str) -> tuple[str, ...]:
    """The street and town of a place, by which two rooms are in the same house; empty where it names none.

    Street with number and postcode with town stand at its end: the town alone has many houses.
    """
    parts = [" ".join(each.split()).casefold() for each in place.split(",")]
    if len(parts) < 2 or not _POSTCODE.search(parts[-1]) or not _is_street(parts[-2]):
        return ()
    return tuple(parts[-2:])


def _is_street(part: str) -> bool:
    numbered = _NUMBERED.fullmatch(part)
    return numbered is not None and (bool(_BESIDE.fullmatch(part)) or not _ROOM.fullmatch(numbered["street"]))


def check_same_house(before: str, now: str) -> None:
    """Refuse another house as a correction: whoever goes to the old one misses the meeting (§ 46 (1) GenG; R-GV-03).

    Another room under the same address can be told; the address stands at the end of the place, with its postcode.
    """
    if before.split() == now.split():
        return
    if not house_of(before) or house_of(before) != house_of(now):
        raise AboutPlace(
            "Berichtigen lässt sich nur der Raum im selben Haus: Straße, Postleitzahl und Ort am Ende bleiben, wie sie"
            " sind. Ein anderes Haus ist eine Verlegung (§ 46 Abs. 1 GenG)."
        )


def check_keeps(what_was: str, what_is: str) -> None:
    """Refuse to take a place or the way to take part away by a correction (§ 46 (1) GenG; R-GV-03)."""
    if what_was.strip() and not what_is.strip():
        raise Refusal("Ort und Zugang lassen sich berichtigen, aber nicht streichen (§ 46 Abs. 1 GenG).")


def are_letters_late(today: date, meets_on: date, statute: Statute) -> bool:
    """Say whether a letter posted today does not arrive before the day of the meeting (R-GV-03, R-GV-05)."""
    return received_on(today, statute, {Channel.LETTER}) >= meets_on


def check_letters_for_all(today: date, meets_on: date, statute: Statute) -> None:
    """Refuse to correct by letter alone what no letter tells in time; mails still do (§ 46 (1) GenG; R-GV-03)."""
    if are_letters_late(today, meets_on, statute):
        raise AboutLetters(
            "Briefe kommen nicht mehr vor dem Tag der Versammlung an. Wer eine E-Mail-Adresse hat, erfährt es nur durch"
            " sie rechtzeitig."
        )


def check_corrects(number: int) -> None:
    """Refuse a correction that corrects nothing (R-GV-03)."""
    if not number:
        raise Refusal(
            "Es gibt nichts zu berichtigen: Ort und Zugang sind dieselben, kein Punkt ist neu abgesetzt und keine"
            " Unterlage neu."
        )


def check_redirects(number: int) -> None:
    """Refuse to change room and access of a meeting that is on to what they are (§ 43b (3), (4) GenG; R-FORM-03)."""
    if not number:
        raise Refusal("Es gibt nichts zu ändern: Raum und Zugang sind dieselben.")
