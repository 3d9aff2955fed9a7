"""What is said of a solution and of what a member offers (R-NEED-03)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self
from urllib.parse import urlsplit

from app.core.values import German, Refusal
from app.needs.rules import Field, Level, NeedText

MAX_TITLE, MAX_ABOUT, MAX_TAKES, MAX_WORDS, MAX_REGION, MAX_CONDITIONS = 150, 4_000, 2_000, 4_000, 120, 1_000
MAX_LINKS, MAX_LINK, MAX_LINK_NAME = 10, 500, 120


class Kind(StrEnum):
    """What a solution is."""

    PROJECT = "project"
    OFFER = "offer"
    GUIDE = "guide"


KIND_WORDS: Mapping[Kind, str] = {
    Kind.PROJECT: German("Vorhaben"),
    Kind.OFFER: German("Angebot"),
    Kind.GUIDE: German("Leitfaden"),
}
"""How the kinds are called."""

KIND_NOTES: Mapping[Kind, str] = {
    Kind.PROJECT: German("Etwas wird gemeinsam erarbeitet oder erprobt; mit Anfang und Ende."),
    Kind.OFFER: German("Etwas, das Mitglieder nutzen oder beziehen können."),
    Kind.GUIDE: German("Etwas zum Nachlesen: Anleitung, Muster, Liste."),
}
"""What is meant by them."""

LEVEL_NOTES: Mapping[Level, str] = {
    Level.PUBLIC: German(
        "Jeder im Internet; ohne Anlagen und Urteile. Bedarfe nennt die öffentliche Seite nur, soweit sie selbst"
        " öffentlich sind."
    ),
    Level.MEMBERS: German("Alle Mitglieder, die Geschäftsstelle und der Vorstand."),
    Level.OFFICE: German(
        "Nur Geschäftsstelle und Vorstand, dazu die Mitglieder, deren Bedarf sie beantwortet oder die Partner sind."
    ),
}
"""Whom each level lets see a solution."""

OFFER_LEVEL_NOTES: Mapping[Level, str] = {
    Level.PUBLIC: German("Jeder im Internet; mit dem Namen Ihrer Organisation."),
    Level.MEMBERS: German("Alle Mitglieder, die Geschäftsstelle und der Vorstand; mit dem Namen Ihrer Organisation."),
    Level.OFFICE: German("Nur Geschäftsstelle und Vorstand. Sie fragen Sie, wenn ein Bedarf dazu passt."),
}
"""Whom each level lets see what a member offers."""


class OfferKind(StrEnum):
    """What a member contributes."""

    SKILL = "skill"
    SERVICE = "service"


OFFER_KIND_WORDS: Mapping[OfferKind, str] = {
    OfferKind.SKILL: German("Können"),
    OfferKind.SERVICE: German("Leistung"),
}
"""How that is called."""

OFFER_KIND_NOTES: Mapping[OfferKind, str] = {
    OfferKind.SKILL: German("Wissen, Erfahrung, Zeit von Menschen"),
    OfferKind.SERVICE: German("Programm, Gerät, Dienst, Raum, Daten"),
}
"""What is meant by it."""


class AddressRefusal(Refusal):
    """What is wrong with the addresses of a solution."""


@dataclass(frozen=True)
class Link:
    """An address that belongs to a solution, and how it is called."""

    name: str
    url: str


@dataclass(frozen=True)
class Stated:
    """What is said of a solution. `takes` is what it takes, effort and cost, in words."""

    title: str
    about: str
    kind: Kind
    takes: str = ""
    level: Level = Level.MEMBERS
    links: tuple[Link, ...] = ()

    def content(self) -> dict[str, Any]:
        """The same as plain values."""
        return {**asdict(self), "links": links_written(self.links)}


NAME_WORDS: Mapping[str, str] = {
    "title": German("Titel"),
    "kind": German("Art"),
    "about": German("Was ist es?"),
    "takes": German("Was braucht es?"),
    "level": German("Wer darf sie sehen?"),
    "links": German("Adressen im Internet"),
    "responsible": German("Verantwortlich"),
}
"""How each of them is called."""


def links_in(typed: str) -> tuple[Link, ...]:
    """Read addresses, one a line, each with its name before it or none: `Handbuch https://…`.

    Raises AddressRefusal for what is no address of the web, and for too many.
    """
    found = tuple(_link_in(line.strip()) for line in typed.splitlines() if line.strip())
    if len(found) > MAX_LINKS:
        raise AddressRefusal("Höchstens {most} Adressen.", most=MAX_LINKS)
    return found


def _link_in(line: str) -> Link:
    name, _space, url = line.rpartition(" ")
    if not _is_address(url):
        raise AddressRefusal("„{line}“ endet mit keiner Adresse, die mit https:// beginnt.", line=line[:80])
    return Link(name.strip(" :–-")[:MAX_LINK_NAME] or urlsplit(url).netloc, url)


def _is_address(url: str) -> bool:
    if not re.fullmatch(r"https?://[^\s<>\"']+", url) or len(url) > MAX_LINK:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return "." in parts.netloc and "@" not in parts.netloc


def links_written(links: Sequence[Link]) -> str:
    """The same addresses as lines again."""
    return "\n".join(f"{each.name} {each.url}" for each in links)


@dataclass(frozen=True)
class Offered:
    """What a member says of what it contributes. `field` and `until` may be missing."""

    title: str
    what: str
    kind: OfferKind = OfferKind.SKILL
    field: Field | None = None
    region: str = ""
    conditions: str = ""
    until: date | None = None
    level: Level = Level.MEMBERS

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        """Read what was typed; what is no choice of ours counts as not said, and no level as the closest."""
        texts = {name: str(content.get(name) or "").strip() for name in ("title", "what", "region", "conditions")}
        kind, field, level = (str(content.get(name) or "") for name in ("kind", "field", "level"))
        return cls(
            **texts, kind=OfferKind(kind) if kind in {*OfferKind} else OfferKind.SKILL,
            field=Field(field) if field in {*Field} else None, until=content.get("until"),
            level=Level(level) if level in {*Level} else Level.OFFICE,
        )

    def text(self, key: str = "") -> NeedText:
        """What of it is compared with needs (R-NEED-03)."""
        return NeedText(key, self.title, self.what)


OFFER_WORDS: Mapping[str, str] = {
    "kind": German("Was ist es?"),
    "title": German("Titel"),
    "what": German("Was können oder bieten Sie?"),
    "field": German("Einsatzfeld"),
    "region": German("Region"),
    "conditions": German("Zu welchen Bedingungen?"),
    "until": German("Gilt bis"),
    "level": German("Wer darf es sehen?"),
}
"""How each of them is called."""


def check_until(until: date | None, today: date) -> None:
    """Refuse what would be over already."""
    if until is not None and until < today:
        raise Refusal("Dieser Tag ist vorbei. Wählen Sie einen späteren, oder lassen Sie das Feld leer.")


def is_lapsed(until: date | None, today: date) -> bool:
    """Whether an offer is over; on its last day it still stands."""
    return until is not None and until < today


def solution_number(year: int, number: int) -> str:
    """Write a solution's number, gapless per year: `LO-2026-0004` (R-DOC-10)."""
    return f"LO-{year}-{number:04d}"


def offer_number(year: int, number: int) -> str:
    """Write the number of what a member offers, gapless per year: `PA-2026-0004` (R-DOC-10)."""
    return f"PA-{year}-{number:04d}"
