"""Values shared by all rooms: who acts, what is refused, money, accounts, addresses, the kinds the law tells apart."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import ClassVar

from babel import Locale
from schwifty import IBAN
from stdnum.eu import at_02

MAX_FULL_NAME = 400
"""Characters of a name with title and first names, as it is kept beside an act; forms allow less."""

Cents = int
"""An amount of money in euro cents; never a float."""

MAX_CENTS = 10**15
"""No amount in a ledger may reach this; it keeps sums far inside a 64-bit integer."""

MAX_REASON = 300
"""How many letters say why something was taken back."""


class German(str):
    """German text inside a message, such as a label: translated when shown, each part for itself."""

    __slots__ = ("joint", "parts")
    parts: tuple[str, ...]
    joint: str

    def __new__(cls, *parts: str, joint: str = " ") -> "German":
        """Join the parts; a single one stands as it is."""
        text = super().__new__(cls, joint.join(parts))
        text.parts, text.joint = parts, joint
        return text


class Unsaid(str):
    """What tells whether something has changed, and nothing to who reads it: a count of entries, an id."""

    __slots__ = ()


class Refusal(Exception):
    """A request the cooperative's rules turn down; the message says why, in German, and is translated when shown.

    Placeholders in the message (`{day}`) are filled from `values`, so that the sentence stays one translatable text.
    `about` names what a kind of refusal is about, in German words that say nothing of whom.
    """

    about: ClassVar[str] = ""

    def __init__(self, message: str, **values: object) -> None:
        self.message = message
        self.values = values
        super().__init__(message.format(**values) if values else message)


class NotFound(Refusal):
    """What was asked for does not exist, or not for this person."""

    def __init__(self, message: str = German("Das gibt es hier nicht."), **values: object) -> None:
        super().__init__(message, **values)


class TooOften(Refusal):
    """Something was asked for too often; it may be asked for again later."""


def check_reason(reason: str) -> str:
    """Refuse an act that needs a reason and has none; give the reason as it is kept (R-REG-05)."""
    if not reason.strip():
        raise Refusal("Geben Sie den Grund an.")
    return reason.strip()[:MAX_REASON]


class Role(StrEnum):
    """What somebody may do here. The first three are granted; the others follow from offices and memberships."""

    OFFICE = "office"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    BOARD = "board"
    SUPERVISORY_BOARD = "supervisory_board"
    MEMBER = "member"


GRANTED_ROLES = (Role.OFFICE, Role.AUDITOR, Role.ADMINISTRATOR)
"""Roles a person is given by an administrator; all others are derived, never granted by hand."""


@dataclass(frozen=True)
class Actor:
    """Who does something, as plain facts: rooms never see the web's current user."""

    name: str
    user_id: int | None = None
    party_id: int | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)

    def has_any(self, roles: Iterable[Role]) -> bool:
        """Say whether the person holds at least one of these roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def contact(self) -> str:
        """Who answers questions about a letter: this person of the office, or the office for whoever is not of it."""
        return self.name if Role.OFFICE in self.roles else "Geschäftsstelle"

    @classmethod
    def system(cls) -> "Actor":
        """The program itself, when a job acts without a person."""
        return cls(name="Genokontor")

    @classmethod
    def applicant(cls, name: str) -> "Actor":
        """Somebody who acts through a personal link, without an account."""
        return cls(name=name)


class PartyKind(StrEnum):
    """Who stands opposite the cooperative (decides register fields, R-REG-02, and proofs, R-ADM-13)."""

    NATURAL_PERSON = "natural_person"
    COMPANY = "company"
    MUNICIPALITY = "municipality"
    PUBLIC_BODY = "public_body"
    RESEARCH = "research"
    ASSOCIATION = "association"


class Nachschuss(StrEnum):
    """Duty to pay in further in an insolvency (Nachschusspflicht, § 6 no. 3 GenG)."""

    NONE = "none"
    LIMITED = "limited"
    UNLIMITED = "unlimited"


class WrittenForm(StrEnum):
    """Form of a declaration: §§ 126, 126a, 126b BGB."""

    TEXTFORM = "textform"
    SCHRIFTFORM = "schriftform"
    QUALIFIED_SIGNATURE = "qualified_signature"


FORM_WORDS: Mapping[WrittenForm, str] = {
    WrittenForm.TEXTFORM: German("Textform"),
    WrittenForm.SCHRIFTFORM: German("Schriftform"),
    WrittenForm.QUALIFIED_SIGNATURE: German("Qualifizierte elektronische Signatur"),
}
"""How the forms are called."""


class DeclarationChannel(StrEnum):
    """On which way a member's declaration reached the cooperative."""

    PORTAL = "portal"
    OFFICE = "office"


CHANNEL_WORDS: Mapping[DeclarationChannel, str] = {
    DeclarationChannel.PORTAL: German("Im Portal erklärt"), DeclarationChannel.OFFICE: German("Vom Büro erfasst"),
}
"""How the ways are called."""


_NO_COUNTRIES = frozenset(["EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"])
"""What Unicode calls a region and is no country."""


@cache
def country_names(locale: str) -> Mapping[str, str]:
    """The countries by their codes (ISO 3166-1), as a language calls them."""
    names = {str(code): str(name) for code, name in Locale(locale).territories.items()}
    return {code: name for code, name in names.items() if re.fullmatch("[A-Z]{2}", code) and code not in _NO_COUNTRIES}


@dataclass(frozen=True)
class PostalAddress:
    """Where somebody can be written to; a country other than DE stands on its own line."""

    street: str
    postcode: str
    city: str
    country: str = "DE"
    addition: str = ""

    def lines(self) -> tuple[str, ...]:
        """The address line by line, without the name; a country by its name, also where a list gave its code."""
        town = f"{self.postcode} {self.city}".strip()
        land = "" if self.country == "DE" else country_names("de").get(self.country, self.country)
        return tuple(line for line in (self.addition, self.street, town, land) if line)

    def label(self) -> tuple[str, ...]:
        """The same as it stands on a letter: the country last and in capitals (DIN 5008; Weltpostverein)."""
        lines = self.lines()
        return lines if self.country in ("", "DE") else (*lines[:-1], lines[-1].upper())

    def __str__(self) -> str:
        return ", ".join(self.lines())


def plain_account(text: str) -> str:
    """Write an IBAN or a creditor identifier without spaces, in capitals, as it is stored."""
    return re.sub(r"\s", "", text).upper()


def iban_is_valid(text: str) -> bool:
    """Say whether an IBAN is right by country, length, structure and check digits (R-SEPA-01).

    Spaces and small letters are allowed; whether the bank exists is not asked.
    """
    plain = plain_account(text)
    return bool(re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]+", plain)) and IBAN(plain, allow_invalid=True).is_valid


def check_iban(text: str) -> str:
    """Refuse a wrong IBAN; give it as it is stored (R-SEPA-01)."""
    if not iban_is_valid(text):
        raise Refusal("Diese IBAN stimmt nicht. Prüfen Sie Länge und Prüfziffern.")
    return plain_account(text)


def creditor_id_is_valid(text: str) -> bool:
    """Say whether a SEPA creditor identifier is right (Gläubiger-Identifikationsnummer; R-SEPA-01).

    Mod 97 without the business code in positions 5 to 7, check digits 02 to 98 (ISO 7064); a German one has 18
    places, the last eleven digits. Spaces and small letters are allowed.
    """
    plain = plain_account(text)
    german, foreign = r"DE[0-9]{2}[A-Z0-9]{3}[0-9]{11}", r"[A-Z]{2}[0-9]{2}[A-Z0-9]{3}[A-Z0-9]{1,28}"
    shape = german if plain.startswith("DE") else foreign
    return bool(re.fullmatch(shape, plain)) and "02" <= plain[2:4] <= "98" and at_02.is_valid(plain)


def check_creditor_id(text: str) -> str:
    """Refuse a wrong creditor identifier; give it as it is stored (R-SEPA-01)."""
    if not creditor_id_is_valid(text):
        raise Refusal("Diese Gläubiger-Identifikationsnummer stimmt nicht, zum Beispiel DE98ZZZ09999999999.")
    return plain_account(text)


def check_phone(phone: str) -> str:
    """Refuse a telephone number that nobody can dial; give it as it is kept and printed."""
    if not re.fullmatch(r"\+?[\d ()/.\-\u2013]{3,}", phone.strip()) or sum(map(str.isdigit, phone)) < 3:
        raise Refusal("Schreiben Sie die Telefonnummer in Ziffern, zum Beispiel 07999 1234-0.")
    return phone.strip()
