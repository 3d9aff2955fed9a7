"""What an assembly's decision asks to be done next (§§ 16 (5), 24, 36, 48, 67a GenG; R-GV-10, R-EXIT-06)."""

from collections.abc import Mapping
from enum import StrEnum

from app.assemblies.rules import AMENDMENTS, ELECTIONS, Subject
from app.core.values import German
from app.departures.rules import OPENING


class FollowUp(StrEnum):
    """What is to be done after a decision, each where its room does it."""

    ADOPTION = "adoption"
    RESULT = "result"
    OFFICE = "office"
    REMOVAL = "removal"
    STATUTE = "statute"
    SPECIAL_NOTICE = "special_notice"
    CONSENT = "consent"
    FILING = "filing"


FOLLOW_UP_WORDS: Mapping[FollowUp, str] = {
    FollowUp.ADOPTION: German("Feststellung beim Jahresabschluss eintragen; fällige Auszahlungen folgen daraus"),
    FollowUp.RESULT: German("Verwendung des Ergebnisses buchen"),
    FollowUp.OFFICE: German("Gewählte Person in ihr Amt bestellen"),
    FollowUp.REMOVAL: German("Amt der abberufenen Person beenden"),
    FollowUp.STATUTE: German("Neue Fassung der Satzung erfassen und beim Registergericht anmelden (§ 16 Abs. 5 GenG)"),
    FollowUp.SPECIAL_NOTICE: German(
        "Wer widersprochen hat oder zu Unrecht nicht zugelassen war, kann außerordentlich kündigen (§ 67a GenG)"
    ),
    FollowUp.CONSENT: German("Zustimmung zum investierenden Mitglied eintragen"),
    FollowUp.FILING: German("Beim Registergericht anmelden (§§ 78, 79a GenG)"),
}
"""What is to be done, in words."""

_AFTER: Mapping[Subject, tuple[FollowUp, ...]] = {
    Subject.ADOPT_ACCOUNTS: (FollowUp.ADOPTION,),
    Subject.USE_OF_RESULT: (FollowUp.RESULT,),
    Subject.REMOVE_BOARD_MEMBER: (FollowUp.REMOVAL,),
    Subject.REMOVE_SUPERVISORY_BOARD_MEMBER: (FollowUp.REMOVAL,),
    Subject.INVESTING_CONSENT: (FollowUp.CONSENT,),
    Subject.DISSOLUTION: (FollowUp.FILING,),
    Subject.CONTINUATION: (FollowUp.FILING,),
}
_OPENING = frozenset(map(Subject, OPENING))


def follow_ups_of(subject: Subject) -> tuple[FollowUp, ...]:
    """List what a decision on a matter asks for, once it is passed; nothing follows from one that was rejected.

    An amendment holds from its registration on (§ 16 (6) GenG); those of § 67a (1) open a special termination.
    """
    if subject in ELECTIONS:
        return (FollowUp.OFFICE,)
    if subject in AMENDMENTS:
        return (FollowUp.STATUTE, *((FollowUp.SPECIAL_NOTICE,) if subject in _OPENING else ()))
    return _AFTER.get(subject, ())
