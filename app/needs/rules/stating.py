"""What is said of a need (R-NEED-01): title, situation, wanted effect, field, data at hand, urgency, region, level."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Self

from app.core.values import German
from app.needs.rules.likeness import NeedText

MAX_TITLE, MAX_SITUATION, MAX_EFFECT, MAX_DATA, MAX_REGION = 150, 4_000, 2_000, 2_000, 120
MAX_COMMENT = 4_000
MAX_FILES, MAX_FILES_BYTES = 10, 30 * 1024 * 1024
"""How many files a need has at most, and their bytes together; one alone as the house says of every upload."""


class Field(StrEnum):
    """Where the answer is to be used (Einsatzfeld)."""

    ADMINISTRATION = "administration"
    PLANNING = "planning"
    MOBILITY = "mobility"
    ENERGY = "energy"
    HEALTH = "health"
    EDUCATION = "education"
    SAFETY = "safety"
    PRODUCTION = "production"
    TRADE = "trade"
    DATA = "data"
    STRATEGY = "strategy"
    OTHER = "other"


FIELD_WORDS: Mapping[Field, str] = {
    Field.ADMINISTRATION: German("Verwaltung und Bürgerservice"),
    Field.PLANNING: German("Bauen, Planen, Liegenschaften"),
    Field.MOBILITY: German("Verkehr und Mobilität"),
    Field.ENERGY: German("Energie, Wasser, Umwelt"),
    Field.HEALTH: German("Gesundheit, Pflege, Soziales"),
    Field.EDUCATION: German("Bildung, Kultur, Forschung"),
    Field.SAFETY: German("Sicherheit und Ordnung"),
    Field.PRODUCTION: German("Industrie und Produktion"),
    Field.TRADE: German("Handwerk, Handel, Landwirtschaft"),
    Field.DATA: German("Daten und Infrastruktur"),
    Field.STRATEGY: German("Einstieg, Markt, Recht, Vorgehen"),
    Field.OTHER: German("Etwas anderes"),
}
"""How the fields are called."""


class Urgency(StrEnum):
    """How soon an answer is needed, as its owner judges."""

    CALM = "calm"
    THIS_YEAR = "this_year"
    PRESSING = "pressing"


URGENCY_WORDS: Mapping[Urgency, str] = {
    Urgency.CALM: German("Kann warten"),
    Urgency.THIS_YEAR: German("Innerhalb eines Jahres"),
    Urgency.PRESSING: German("Drängt"),
}
"""How that is called."""


class Level(StrEnum):
    """Who may see a need beside its owner (Vertraulichkeit)."""

    PUBLIC = "public"
    MEMBERS = "members"
    OFFICE = "office"


LEVEL_WORDS: Mapping[Level, str] = {
    Level.PUBLIC: German("Öffentlich"),
    Level.MEMBERS: German("Mitglieder"),
    Level.OFFICE: German("Vertraulich"),
}
"""How the levels are called."""

LEVEL_NOTES: Mapping[Level, str] = {
    Level.PUBLIC: German(
        "Jeder im Internet, sobald die Geschäftsstelle ihn gesichtet hat; mit dem Namen der Organisation, ohne"
        " Beiträge und Anlagen."
    ),
    Level.MEMBERS: German("Alle Mitglieder, die Geschäftsstelle und der Vorstand; mit dem Namen Ihrer Organisation."),
    Level.OFFICE: German(
        "Nur Geschäftsstelle und Vorstand. Andere sehen ihn weder in Listen noch unter den ähnlichen Bedarfen."
    ),
}
"""Whom each of them lets see it."""


@dataclass(frozen=True)
class Stated:
    """What is said of a need; nothing in it is checked yet. `field` and `urgency` may be missing.

    `material` is the data at hand.
    """

    title: str = ""
    situation: str = ""
    effect: str = ""
    field: Field | None = None
    material: str = ""
    urgency: Urgency | None = None
    region: str = ""
    level: Level = Level.MEMBERS

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        """Read what was stored or typed; what is no choice of ours counts as not said, and no level as the closest."""
        texts = {name: str(content.get(name) or "").strip() for name in ("title", "situation", "effect", "material",
                                                                          "region")}
        field, urgency, level = (content.get(name) or "" for name in ("field", "urgency", "level"))
        return cls(
            **texts, field=Field(field) if field in {*Field} else None,
            urgency=Urgency(urgency) if urgency in {*Urgency} else None,
            level=Level(level) if level in {*Level} else Level.OFFICE,
        )

    def content(self) -> dict[str, str]:
        """The same as plain texts, as it is stored."""
        return {name: str(value or "") for name, value in asdict(self).items()}

    @property
    def is_empty(self) -> bool:
        """Whether nobody has written anything yet."""
        return not (self.title or self.situation or self.effect or self.material)

    def text(self, key: str = "") -> NeedText:
        """What of it is compared with others (R-NEED-03)."""
        return NeedText(key, self.title, "\n".join(part for part in (self.situation, self.effect) if part))


NAME_WORDS: Mapping[str, str] = {
    "title": German("Worum geht es?"),
    "situation": German("Wie ist es heute?"),
    "effect": German("Was soll besser werden?"),
    "field": German("Einsatzfeld"),
    "material": German("Welche Daten sind da?"),
    "urgency": German("Dringlichkeit"),
    "region": German("Region"),
    "level": German("Wer darf ihn sehen?"),
    "files": German("Anlagen"),
}
"""How each of them is called."""

NEEDED: Mapping[str, str] = {
    "title": German("Nennen Sie in wenigen Worten, worum es geht"),
    "situation": German("Beschreiben Sie in zwei, drei Sätzen, wie es heute ist"),
    "effect": German("Schreiben Sie, was besser werden soll"),
    "field": German("Wählen Sie ein Einsatzfeld"),
    "urgency": German("Wählen Sie, wie dringend es ist"),
}
"""What a need must say to be raised, and what is said where it is left out."""


def missing_of(stated: Stated) -> dict[str, str]:
    """What is missing before a need can be raised: name → sentence (R-NEED-01)."""
    return {name: sentence for name, sentence in NEEDED.items() if not getattr(stated, name)}


# --- versions ---------------------------------------------------------------------------------------------------------


class Part(StrEnum):
    """What became of a piece of text between two versions."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """A piece of text, and what became of it."""

    part: Part
    text: str


@dataclass(frozen=True)
class Difference:
    """What of a need changed between two versions, piece by piece; of a choice its values before and after."""

    name: str
    before: str
    after: str
    pieces: tuple[Piece, ...]


CHOSEN = ("field", "urgency", "level")
"""What is chosen and not written."""


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What changed between two versions, in the order in which it is asked; words are compared, not letters."""
    found = []
    for name in NAME_WORDS:
        old, new = (_plain(content.get(name)) for content in (before, after))
        if old != new:
            pieces = () if name in CHOSEN else tuple(_pieces(old, new))
            found.append(Difference(name, old, new, pieces))
    return found


LONG_PIECES = 1_000
"""From how many words and signs on a comparison no longer begins at words that come again and again: they cost most."""


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")


def _pieces(old: str, new: str) -> Iterator[Piece]:
    one, other = _words(old), _words(new)
    is_long = len(one) * len(other) > LONG_PIECES**2
    for what, start, end, begin, stop in SequenceMatcher(None, one, other, autojunk=is_long).get_opcodes():
        if what == "equal":
            yield Piece(Part.SAME, "".join(one[start:end]))
            continue
        if end > start:
            yield Piece(Part.GONE, "".join(one[start:end]))
        if stop > begin:
            yield Piece(Part.NEW, "".join(other[begin:stop]))


def _words(text: str) -> list[str]:
    """The words of a text, the signs between them and the space, each for itself."""
    return re.findall(r"\s+|\w+|[^\w\s]", text)


def need_number(year: int, number: int) -> str:
    """Write a need's number, gapless per year: `BE-2026-0012` (R-DOC-10)."""
    return f"BE-{year}-{number:04d}"
