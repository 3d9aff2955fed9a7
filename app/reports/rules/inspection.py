"""Who may see what of the register, and who gets a copy of what (Einsicht, § 31 GenG; R-REG-07, R-GDPR-02)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.core.formats import day as written
from app.core.values import German, Refusal, TooOften
from app.members.rules import has_left_by


class Requester(StrEnum):
    """Who asks to see the register."""

    MEMBER = "member"
    INTERESTED = "third_party_with_interest"
    THIRD_PARTY = "third_party"


class RegisterField(StrEnum):
    """What is known of a member: the fields of the register first, then what is no part of it (§ 30 (2) GenG)."""

    NAME = "name"
    ADDRESS = "address"
    FURTHER_SHARES = "further_shares"
    JOINED = "joined"
    LEFT = "left"
    DETAILS = "details"
    IBAN = "iban"
    EMAIL = "email"
    BIRTH_DATE = "birth_date"
    CREDIT = "geschaeftsguthaben"


class WantedCopy(StrEnum):
    """A copy of which part of the register is asked for."""

    FULL_LIST = "copy_of_full_list"
    OWN_ENTRIES = "copy_of_own_entries"


REQUESTER_WORDS: Mapping[Requester, str] = {
    Requester.MEMBER: German("Mitglied"),
    Requester.INTERESTED: German("Dritter mit berechtigtem Interesse"),
    Requester.THIRD_PARTY: German("Dritter ohne dargelegtes Interesse"),
}

INSPECTION_GROUNDS: Mapping[Requester, str] = {
    Requester.MEMBER: German("Recht jedes Mitglieds, ohne Angabe von Gründen"),
    Requester.INTERESTED: German("dargelegtes berechtigtes Interesse"),
    Requester.THIRD_PARTY: German("kein dargelegtes Interesse"),
}
"""On which ground somebody was shown the register, or was not, as every member may read it (§ 31 (1) GenG)."""

LEGAL_FIELDS = frozenset({
    RegisterField.NAME, RegisterField.ADDRESS, RegisterField.FURTHER_SHARES, RegisterField.JOINED, RegisterField.LEFT,
    RegisterField.DETAILS,
})  # fmt: skip
"""What the register of members consists of, with the further fields of the statute (§ 30 (2) GenG; R-REG-02)."""

MAX_INTEREST = 500

REPORT = "report"
"""The kind of document that lists are printed as, and the extract of a member's own entries."""


def may_inspect(requester: Requester) -> bool:
    """Say who may see the register: members without reasons, others with a legitimate interest (§ 31; R-REG-07)."""
    return requester is not Requester.THIRD_PARTY


def visible_fields(requester: Requester, fields: Iterable[RegisterField]) -> list[RegisterField]:
    """Keep what the requester may see: the register's own fields, nothing else (§§ 30 (2), 31 GenG; R-REG-07)."""
    return [field for field in fields if may_inspect(requester) and field in LEGAL_FIELDS]


def entitled_to(requester: Requester) -> WantedCopy | None:
    """Name the copy somebody may ask for: a member its own entries, others none (§ 31 (1) GenG; R-REG-07)."""
    return WantedCopy.OWN_ENTRIES if requester is Requester.MEMBER else None


def is_entitled(requester: Requester, wanted: WantedCopy) -> bool:
    """Say whether somebody gets the copy asked for (§ 31 (1) GenG; R-REG-07)."""
    return wanted is entitled_to(requester)


def check_copy(requester: Requester, wanted: WantedCopy) -> None:
    """Refuse a copy beyond a member's own entries (§ 31 (1) GenG; R-REG-07)."""
    if not is_entitled(requester, wanted):
        raise Refusal("Abschriften gibt es nur vom eigenen Eintrag eines Mitglieds (§ 31 Abs. 1 GenG).")


class NameRefusal(Refusal):
    """A refusal that is about the name of who asks."""


class MemberNumberRefusal(Refusal):
    """A refusal that is about the number of the member who asks."""


class IdentityRefusal(Refusal):
    """A refusal that is about whether who asks is known."""


class InterestRefusal(Refusal):
    """A refusal that is about the legitimate interest."""


class PurposeRefusal(Refusal):
    """A refusal that is about being told what the data may be used for."""


def check_inspection(
    requester: Requester, name: str, interest: str, is_identified: bool, is_told_purpose: bool
) -> None:
    """Refuse to note an inspection of which something is missing (§ 31 GenG; R-REG-07).

    Who asks must be known; others than members show their interest and are told what the data may be used for.
    """
    if requester is not Requester.MEMBER and not name.strip():
        raise NameRefusal("Geben Sie an, wer Einsicht verlangt.")
    if not is_identified:
        raise IdentityRefusal("Prüfen Sie zuerst, wer Einsicht verlangt.")
    if requester is Requester.INTERESTED and not interest.strip():
        raise InterestRefusal("Halten Sie das berechtigte Interesse fest (§ 31 Abs. 1 GenG).")
    if requester is Requester.INTERESTED and not is_told_purpose:
        raise PurposeRefusal("Weisen Sie auf die Zweckbindung der Angaben hin (§ 31 Abs. 2 GenG).")


@dataclass(frozen=True)
class Entered:
    """A membership as the register learned of it: when, and which end was noted when, the last word last.

    An end of None undoes the one before.
    """

    first_day: date
    recorded_at: datetime
    ends: Sequence[tuple[datetime, date | None]] = ()


def was_shown(entered: Entered, register_on: date, asked_at: datetime) -> bool:
    """Say whether a membership stood in the register of a day as it was shown at a moment (§ 31 GenG; R-REG-06).

    Who looks into the list is shown all of it, so whoever stood in it was part of the inspection (R-REG-07).
    """
    if entered.first_day > register_on or entered.recorded_at > asked_at:
        return False
    known = [last_day for noted_at, last_day in entered.ends if noted_at <= asked_at]
    return not has_left_by(known[-1] if known else None, register_on)


class RegisterDayRefusal(Refusal):
    """A refusal that is about the day of the register that is asked for."""


def check_register_day(day: date, today: date, first_membership: date | None) -> None:
    """Refuse a day of which there is no register to see: one to come, one before anybody was a member (§ 31 GenG)."""
    if day > today:
        raise RegisterDayRefusal("Dieser Tag liegt in der Zukunft. Zeigen Sie das Register von heute oder von früher.")
    if first_membership is not None and day < first_membership:
        raise RegisterDayRefusal(
            "Vor dem {day} gab es kein Mitglied. Wählen Sie einen späteren Tag.", day=written(first_membership)
        )


EXTRACTS_A_DAY = 5
"""How many extracts a member has made of its own entries on one day; each is numbered and kept for good."""


def check_not_too_many(issued_today: int) -> None:
    """Refuse one more extract on a day that has seen enough: the last one says the same (§ 31 (1) GenG)."""
    if issued_today >= EXTRACTS_A_DAY:
        raise TooOften("Heute wurden schon {number} Auszüge ausgestellt. Öffnen Sie den letzten; er sagt dasselbe.",
                       number=EXTRACTS_A_DAY)
