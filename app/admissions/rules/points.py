"""What the office looks at before it proposes: the points of the checklist and which of them hinder (R-ADM-13)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.admissions.rules.completeness import PROOFS, ChecklistItem, checklist, hinders_admission, unticked
from app.admissions.rules.facts import Channel, UploadPurpose
from app.core.values import German, PartyKind, Refusal, WrittenForm
from app.parties.rules import Authority


class Confirmation(StrEnum):
    """What must have arrived before an admission, whatever the kind of applicant."""

    EMAIL_CONFIRMED = "email_confirmed"
    DECLARANTS_CONFIRMED = "declarants_confirmed"
    ORIGINAL_RECEIVED = "original_received"
    NO_DUPLICATE = "no_duplicate"
    NOT_YET_MEMBER = "not_yet_member"
    CLAUSES_DECLARED = "clauses_declared"
    QUANTITY_STATED = "quantity_stated"


JUDGED_AT_ENTRY = frozenset(
    {Confirmation.NOT_YET_MEMBER, Confirmation.CLAUSES_DECLARED, Confirmation.QUANTITY_STATED}
)
"""What is asked of the declaration itself when somebody is entered; the office can't settle it beside a transfer."""


@dataclass(frozen=True)
class Arrived:
    """What has arrived so far; `lacks_quantity` is None where the statute has no scale of mandatory shares."""

    kind: PartyKind
    channel: Channel
    written_form: WrittenForm
    authorities: tuple[Authority, ...]
    unconfirmed_declarants: int
    email_confirmed: bool
    original_received: bool
    has_duplicates: bool
    is_member: bool
    lacks_clauses: bool
    has_register_data: bool
    uploads: frozenset[UploadPurpose]
    ticked: frozenset[str]
    lacks_quantity: bool | None = None


@dataclass(frozen=True)
class Point:
    """A point of the checklist: whether it is done, whether its proof lies there, whether it hinders the admission."""

    key: str
    is_done: bool
    is_there: bool
    hinders: bool
    may_tick: bool

    @property
    def stops(self) -> bool:
        """Whether the board must wait for this point."""
        return self.hinders and not self.is_done


def points_of(arrived: Arrived) -> tuple[Point, ...]:
    """List the points of an application's checklist, first what was declared, then what was enclosed.

    A proof counts once somebody of the office has looked at it; an upload alone is only there.
    """
    return (*_confirmations(arrived), *_enclosures(arrived))


def _confirmations(arrived: Arrived) -> Iterable[Point]:
    online, by_hand = arrived.channel is Channel.ONLINE, arrived.written_form is WrittenForm.SCHRIFTFORM
    if online:
        yield _point(Confirmation.EMAIL_CONFIRMED, arrived.email_confirmed)
    if len(arrived.authorities) > 1 and not by_hand:
        yield _point(Confirmation.DECLARANTS_CONFIRMED, not arrived.unconfirmed_declarants)
    if by_hand:
        there = arrived.original_received or UploadPurpose.SIGNED_DECLARATION in arrived.uploads
        yield _point(Confirmation.ORIGINAL_RECEIVED, arrived.original_received, there)
    key = Confirmation.NO_DUPLICATE
    clear = not arrived.has_duplicates
    yield Point(key, clear or key in arrived.ticked, clear, True, may_tick=not clear)
    if arrived.is_member:
        yield _point(Confirmation.NOT_YET_MEMBER, False)
    if arrived.lacks_clauses:
        yield _point(Confirmation.CLAUSES_DECLARED, False)
    if arrived.lacks_quantity is not None:
        yield _point(Confirmation.QUANTITY_STATED, not arrived.lacks_quantity)


def _point(key: Confirmation, is_done: bool, is_there: bool | None = None) -> Point:
    return Point(key, is_done, is_done if is_there is None else is_there, True, may_tick=False)


def _enclosures(arrived: Arrived) -> Iterable[Point]:
    missing = unticked(arrived.kind, arrived.authorities, arrived.uploads, arrived.has_register_data)
    for item in checklist(arrived.kind, arrived.authorities):
        there = item not in missing
        by_itself = there and item is ChecklistItem.ALL_DECLARANTS
        done = by_itself or item in arrived.ticked
        yield Point(item, done, there, hinders_admission(item), may_tick=not by_itself)


def proof_of(key: str) -> UploadPurpose | None:
    """Name the kind of upload that proves a point, where there is one."""
    if key == Confirmation.ORIGINAL_RECEIVED:
        return UploadPurpose.SIGNED_DECLARATION
    if key == ChecklistItem.REGISTER_DATA:
        return UploadPurpose.REGISTER_EXTRACT
    return next((purpose for item, purpose in PROOFS.items() if item == key), None)


def check_may_tick(points: Collection[Point], key: str) -> None:
    """Refuse to tick a point that is not on this list, or that only an event can settle."""
    if not any(point.key == key and point.may_tick for point in points):
        raise Refusal("Dieser Punkt wird hier nicht von Hand abgehakt.")


def check_nothing_stops(points: Iterable[Point], words: Mapping[str, str]) -> None:
    """Refuse to propose an application while something stops its admission; name what (R-ADM-13)."""
    missing = [words[point.key] for point in points if point.stops]
    if missing:
        raise Refusal("Vor der Zulassung ist noch offen: {missing}.", missing=German(*missing, joint="; "))


POINT_WORDS: Mapping[str, str] = {
    Confirmation.EMAIL_CONFIRMED: German("E-Mail-Adresse bestätigt"),
    Confirmation.DECLARANTS_CONFIRMED: German("Alle Erklärenden haben bestätigt"),
    Confirmation.ORIGINAL_RECEIVED: German("Unterschriebenes Original eingegangen"),
    Confirmation.NO_DUPLICATE: German("Keine Dublette im Register"),
    Confirmation.NOT_YET_MEMBER: German("Noch nicht Mitglied"),
    Confirmation.CLAUSES_DECLARED: German("Erklärung nach der geltenden Satzung"),
    Confirmation.QUANTITY_STATED: German("Zahl für den Maßstab der Pflichtanteile"),
    ChecklistItem.REGISTER_DATA: German("Registereintrag geprüft"),
    ChecklistItem.AUTHORITY_PROOF: German("Nachweis der Vertretungsmacht"),
    ChecklistItem.ALL_DECLARANTS: German("Alle erklären, die gemeinsam vertreten"),
    ChecklistItem.POWER_OF_ATTORNEY: German("Vollmacht in Textform"),
    ChecklistItem.COUNCIL_RESOLUTION: German("Beschluss des Gemeinderats oder Kreistags"),
    ChecklistItem.SUPERVISION_NOTICE: German("Anzeige bei der Rechtsaufsicht"),
}
"""What the points are called."""
