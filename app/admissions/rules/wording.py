"""Wording of the declaration: default clauses, the places the program fills in, names with their article (R-ADM-05)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.admissions.rules.declaration import StatuteProvision
from app.core.formats import euro
from app.core.values import Cents, Nachschuss, PartyKind, Refusal
from app.parties.rules import KIND_WORDS, article_of, is_organisation
from app.shares.rules import liability_sum, nominal_of
from app.statutes.rules import ClauseKind, Statute


@dataclass(frozen=True)
class Wording:
    """Heading and text of a clause; places in braces are filled in (`PLACES`)."""

    heading: str
    text: str


DEFAULT_WORDINGS: Mapping[ClauseKind, Wording] = {
    ClauseKind.PAYMENT_UNDERTAKING: Wording(
        "Sie zahlen auf jeden Anteil ein",
        "{Ich verpflichte mich}, die nach Gesetz und Satzung geschuldeten Einzahlungen auf den Geschäftsanteil zu"
        " leisten.",
    ),
    ClauseKind.NACHSCHUSS_UNDERTAKING: Wording(
        "Sie zahlen in einer Insolvenz nach",
        "{Ich verpflichte mich}, die zur Befriedigung der Gläubiger erforderlichen Nachschüsse {Nachschussgrenze} zu"
        " zahlen.",
    ),
    ClauseKind.ACK_FURTHER_PAYMENTS: Wording(
        "Sie zahlen mehr als den Anteil",
        "{Ich nehme zur Kenntnis}, dass die Satzung weitere Zahlungspflichten bestimmt: {Weitere Zahlungen}.",
    ),
    ClauseKind.ACK_NOTICE_PERIOD: Wording(
        "Sie können erst mit langer Frist kündigen",
        "{Ich nehme zur Kenntnis}, dass die Satzung eine Kündigungsfrist von {Kündigungsfrist} zum Ende eines"
        " Geschäftsjahrs bestimmt.",
    ),
}

PLACES = (
    "Ich verpflichte mich",
    "Ich nehme zur Kenntnis",
    "Nachschussgrenze",
    "Weitere Zahlungen",
    "Kündigungsfrist",
    "Geschäftsanteil",
)
"""What may stand in braces in a clause."""

_PLACE = re.compile(r"\{([^{}]*)\}")


def check_wording(heading: str, text: str) -> None:
    """Refuse an empty clause or one with an unknown place in braces."""
    if not heading.strip() or not text.strip():
        raise Refusal("Überschrift und Wortlaut gehören beide zur Klausel.")
    unknown = [place for place in _PLACE.findall(text) if place not in PLACES]
    if unknown:
        raise Refusal("Diese Stelle kennt das Programm nicht: {place}.", place=unknown[0])


def clause_words(text: str, kind: PartyKind, statute: Statute, shares: int) -> str:
    """Write a clause out for an applicant with so many shares under a statute."""
    places = _places(kind, statute, shares)
    return _PLACE.sub(lambda found: places.get(found[1], found[0]), text)


def readable_words(text: str, kind: PartyKind, statute: Statute | None) -> str:
    """Write a clause out for whoever reads the wordings: what this statute does not fix is named, never in braces."""
    places = {place: _IN_GENERAL.get(place, place) for place in PLACES}
    if statute is not None:
        silent = {"Nachschussgrenze"} if statute.nachschuss is Nachschuss.NONE else set()
        silent |= {"Weitere Zahlungen"} if not statute.has_further_payment_duties else set()
        places |= {place: words for place, words in _places(kind, statute, 1).items() if place not in silent}
    return _PLACE.sub(lambda found: places.get(found[1], found[1]), text)


_IN_GENERAL: Mapping[str, str] = {
    "Nachschussgrenze": "in der Höhe, die die Satzung bestimmt,",
    "Weitere Zahlungen": "Eintrittsgeld oder Beiträge nach der Satzung",
    "Kündigungsfrist": "der Dauer, die die Satzung bestimmt,",
    "Geschäftsanteil": "dem Betrag eines Geschäftsanteils",
}
"""What stands at a place where no statute says it."""


def _places(kind: PartyKind, statute: Statute, shares: int) -> dict[str, str]:
    several = is_organisation(kind)
    return {
        "Ich verpflichte mich": "Wir verpflichten uns" if several else "Ich verpflichte mich",
        "Ich nehme zur Kenntnis": "Wir nehmen zur Kenntnis" if several else "Ich nehme zur Kenntnis",
        "Nachschussgrenze": _nachschuss_limit(statute, shares),
        "Weitere Zahlungen": _further_payments(statute),
        "Kündigungsfrist": notice_words(statute.notice_months),
        "Geschäftsanteil": euro(statute.share_amount),
    }


def _nachschuss_limit(statute: Statute, shares: int) -> str:
    """Name the sum up to which somebody with so many shares pays in an insolvency (§§ 119, 121 GenG; R-LIA-02)."""
    sum_of_all = liability_sum(
        statute.nachschuss, statute.share_amount, shares, statute.haftsumme, statute.haftsumme_rule
    )
    return "ohne Begrenzung" if sum_of_all is None else f"bis zur Haftsumme von {euro(sum_of_all)}"


def _further_payments(statute: Statute) -> str:
    parts = {"ein Eintrittsgeld von": statute.entry_fee, "einen Jahresbeitrag von": statute.annual_contribution}
    return " und ".join(f"{words} {euro(cents)}" for words, cents in parts.items() if cents) or "keine"


def notice_words(months: int) -> str:
    """Write a notice period: `zwei Jahren` or `18 Monaten`, in the dative."""
    words = {12: "einem Jahr", 24: "zwei Jahren", 36: "drei Jahren", 48: "vier Jahren", 60: "fünf Jahren"}
    return words.get(months, f"{months}\u00a0Monaten")


class DutyFigure(StrEnum):
    """What is paid under a duty."""

    SHARES = "shares"
    ENTRY_FEE = "entry_fee"
    ANNUAL_CONTRIBUTION = "annual_contribution"


def duty_rows(kind: ClauseKind, shares: int, statute: Statute) -> tuple[tuple[DutyFigure, Cents], ...]:
    """The figures below a duty: what is paid, and how much."""
    if kind is ClauseKind.PAYMENT_UNDERTAKING:
        return ((DutyFigure.SHARES, nominal_of(shares, statute.share_amount)),)
    if kind is ClauseKind.ACK_FURTHER_PAYMENTS:
        fee, contribution = statute.entry_fee, statute.annual_contribution
        rows = ((DutyFigure.ENTRY_FEE, fee), (DutyFigure.ANNUAL_CONTRIBUTION, contribution))
        return tuple(row for row in rows if row[1])
    return ()


def with_article(name: str, kind: PartyKind) -> str:
    """Write an applicant's name with its article, as subject: `die Gemeinde Altenbruck`; a person's stands alone."""
    return f"{article_of(name, kind)[0].lower()} {name}".strip()


PROVISION_IN_PRINT: Mapping[str, str] = {
    StatuteProvision.COPY: "als Abschrift ausgehändigt",
    StatuteProvision.WEBSITE_WITH_PRINT_OFFER: "zum Abruf auf der Internetseite, Ausdruck angeboten",
    StatuteProvision.WEBSITE_ONLY: "nur zum Abruf auf der Internetseite",
}
"""How documents say in which way the statute was provided (R-ADM-07)."""


def particulars_of(
    kind: PartyKind, name: str, address: str, who: Mapping[str, Any], details: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """The applicant's fields as the declaration states them (§ 30 (2) GenG; R-REG-02, R-DOC-03)."""
    register = ", ".join(part for part in (who.get("register_court"), who.get("register_number")) if part)
    rows = (
        ("Name" if not is_organisation(kind) else "Firma oder Bezeichnung", name),
        ("Art", KIND_WORDS[kind]),
        ("Anschrift", address),
        ("Register", register),
        ("Region", who.get("region", "")),
        ("E-Mail", who.get("email", "")),
        ("Telefon", who.get("phone", "")),
        *details.items(),
    )
    return tuple((label, text) for label, text in rows if text)
