"""What the applicants of the story hand in: extracts, certificates, signed sheets; each one page, and a sample."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from app.admissions.rules import UploadPurpose
from app.core.formats import NBSP, euro, long_day, number_in_words
from app.core.uploads import CheckedFile
from app.core.values import PartyKind
from app.demo.actions.house import FIRM, SHARE
from app.demo.rules import Paper
from app.organs.models import Resolution
from documents import paper
from documents.facts import Signatory
from documents.paper import PaperFacts, Paragraph, Section
from documents.record import Row


def proof(purpose: UploadPurpose, applied: Paper, day: date) -> CheckedFile:
    """File name and bytes of a proof, issued some days before the application."""
    name, build = PROOFS[purpose]
    return CheckedFile(name, paper.build(build(applied, day)))


def declaration_on_paper(applied: Paper, day: date) -> CheckedFile:
    """File name and bytes of a declaration signed by hand, as the office scanned it."""
    clauses = (
        f"Wir erklären unbedingt den Beitritt zum {FIRM} und beteiligen uns mit {_shares(applied)}.",
        f"Wir verpflichten uns zu den nach Gesetz und Satzung geschuldeten Einzahlungen (§{NBSP}15a GenG).",
        "Wir haben zur Kenntnis genommen, dass die Kündigungsfrist 24 Monate zum Schluss eines Geschäftsjahrs beträgt.",
        "Die Satzung haben wir vor dieser Erklärung erhalten.",
    )
    sections = (Section("Erklärung", _numbered(*clauses)),)
    facts = _paper(applied, "Beitrittserklärung", f"an den {FIRM}", sections, day, rows=_register_rows(applied))
    return CheckedFile("Erklärung.pdf", paper.build(facts))


def signed_protocol(resolution: Resolution, chair: str, day: date) -> CheckedFile:
    """File name and bytes of the sheet with the signatures under a protocol."""
    text = f"Die Niederschrift des Beschlusses {resolution.number} wird hiermit unterzeichnet."
    return _of_the_house(
        f"Protokoll-{resolution.number}", "Unterschriften", f"zum Beschluss {resolution.number}",
        (Section("Bestätigung", (Paragraph(text),)),), day, resolution.number, chair,
    )


def notice_on_paper(name: str, person: str, text: str, day: date) -> CheckedFile:
    """File name and bytes of a notice signed by hand, as the office scanned it."""
    return scanned("Kündigung", name, person, text, day)


def shares_on_paper(name: str, person: str, shares: int, day: date) -> CheckedFile:
    """File name and bytes of a declaration on further shares signed by hand, as the office scanned it."""
    which = "einem weiteren Geschäftsanteil zu" if shares == 1 else f"{shares} weiteren Geschäftsanteilen zu je"
    text = (
        f"Wir beteiligen uns unbedingt mit {which} {euro(SHARE)} (§{NBSP}15b GenG) und verpflichten uns, die nach"
        " Gesetz und Satzung geschuldeten Einzahlungen zu leisten. Die Kündigungsfrist von 24 Monaten zum Ende eines"
        " Geschäftsjahrs haben wir zur Kenntnis genommen."
    )
    return scanned("Beteiligungserklärung", name, person, text, day)


def minutes_of_accounts(year: int, day: date) -> CheckedFile:
    """File name and bytes of the minutes in which the general assembly adopts the accounts of a year."""
    text = f"Die Generalversammlung stellt den Jahresabschluss {year} fest; dagegen stimmt niemand."
    sections = (Section("Jahresabschluss", (Paragraph(text),)),)
    return _of_the_house(
        f"Niederschrift-{year}", "Auszug aus der Niederschrift", "der Generalversammlung", sections, day
    )


def minutes_of_assembly(year: int, day: date) -> CheckedFile:
    """File name and bytes of the whole minutes of the general assembly that meets about a year."""
    text = (
        f"Der Vorstand berichtet über das Geschäftsjahr {year}, der Aufsichtsrat über seine Prüfung.",
        f"Der Jahresabschluss {year} wird festgestellt; dagegen stimmt niemand.",
        "Über die Verwendung des Ergebnisses wird beschlossen, wie Vorstand und Aufsichtsrat es vorschlagen.",
        "Vorstand und Aufsichtsrat werden je für sich entlastet; die Betroffenen stimmen nicht mit.",
    )
    sections = (Section("Verlauf und Beschlüsse", _numbered(*text)),)
    return _of_the_house(
        f"Generalversammlung-{day.year}", "Niederschrift", f"der Generalversammlung vom {long_day(day)}", sections, day
    )


def minutes_on_form(text: str, day: date) -> CheckedFile:
    """File name and bytes of the extract from the minutes in which an organ chooses the form of an assembly."""
    sections = (Section("Form der Generalversammlung", (Paragraph(text),)),)
    return _of_the_house(f"Form-{day.isoformat()}", "Auszug aus der Niederschrift", "der Sitzung", sections, day)


def proof_of_disclosure(year: int, day: date) -> CheckedFile:
    """File name and bytes of what the office keeps about handing in the accounts of a year to be published."""
    text = f"Der Jahresabschluss {year} ist dem Unternehmensregister am {long_day(day)} übermittelt (§{NBSP}339 HGB)."
    sections = (Section("Vermerk", (Paragraph(text),)),)
    return _of_the_house(
        f"Offenlegung-{year}", "Nachweis der Offenlegung", f"des Jahresabschlusses {year}", sections, day
    )


def transfer_on_paper(giver: str, person: str, taker: str, shares: int, day: date) -> CheckedFile:
    """File name and bytes of an agreement on a transfer signed by hand, as the office scanned it."""
    which = "einem Geschäftsanteil" if shares == 1 else f"{shares} Geschäftsanteilen"
    text = (
        f"Wir übertragen auf {taker} Geschäftsguthaben mit {which} zu {euro(SHARE)} (§{NBSP}76 GenG). {taker} nimmt an"
        " und beteiligt sich mit den dafür nötigen Geschäftsanteilen."
    )
    return scanned("Vereinbarung über eine Übertragung", giver, person, text, day)


def scanned(heading: str, name: str, person: str, text: str, day: date) -> CheckedFile:
    """File name and bytes of a letter or certificate that came in, as the office scanned it."""
    facts = PaperFacts(
        issuer=name, address="", number="", heading=heading, subtitle=f"an den {FIRM}",
        sections=(Section("Erklärung", (Paragraph(text),)),), place="Rabental", signed_on=day,
        signatories=(Signatory(f"gez. {person}", ""),),
    )
    return CheckedFile(f"{heading}.pdf", paper.build(facts))


def _of_the_house(
    filename: str, heading: str, subtitle: str, sections: tuple[Section, ...], day: date, number: str = "",
    chair: str = "Dr. Almut Weißdorn",
) -> CheckedFile:
    """File name and bytes of a paper that the cooperative itself signed."""
    facts = PaperFacts(
        issuer=FIRM, address="Kontorgasse 3, 70990 Morgenau", number=number, heading=heading, subtitle=subtitle,
        sections=sections, place="Morgenau", signed_on=day,
        signatories=(Signatory(f"gez. {chair}", "Vorsitz"),),
    )
    return CheckedFile(f"{filename}.pdf", paper.build(facts))


def _shares(applied: Paper) -> str:
    if applied.shares == 1:
        return f"einem Geschäftsanteil zu {euro(SHARE)}"
    return f"{number_in_words(applied.shares)} Geschäftsanteilen zu je {euro(SHARE)}"


def _numbered(*texts: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(text, f"{number}.") for number, text in enumerate(texts, start=1))


def _place(applied: Paper) -> str:
    return f"{applied.who['street']}, {applied.who['postcode']}{NBSP}{applied.who['city']}"


def _name(person: Mapping[str, str]) -> str:
    return " ".join(part for part in (person["title"], person["first_names"], person["last_name"]) if part)


def _signers(applied: Paper) -> tuple[Signatory, ...]:
    return tuple(Signatory(f"gez. {_name(person)}", person["function"]) for person in applied.people)


def _register_rows(applied: Paper) -> tuple[Row, ...]:
    where = f"{applied.who['register_court']}, {applied.who['register_number']}" if _is_registered(applied) else ""
    return (Row("Name", applied.who["name"]), Row("Anschrift", _place(applied)), Row("Register", where))


def _is_registered(applied: Paper) -> bool:
    return "register_number" in applied.who


def _paper(
    applied: Paper, heading: str, subtitle: str, sections: tuple[Section, ...], day: date, *, number: str = "",
    rows: tuple[Row, ...] = (), signatories: tuple[Signatory, ...] | None = None,
) -> PaperFacts:
    """A paper that the applicant issued and signed, unless somebody else did."""
    return PaperFacts(
        issuer=applied.who["name"], address=_place(applied), number=number, heading=heading, subtitle=subtitle,
        sections=sections, place=applied.who["city"], signed_on=day, rows=rows,
        signatories=_signers(applied) if signatories is None else signatories,
    )  # fmt: skip


def _authority(applied: Paper, day: date) -> PaperFacts:
    """Who represents the applicant, certified by its own office."""
    issued = day - timedelta(days=20)
    acts = "Alle Genannten unterschreiben." if len(applied.people) > 1 else "Eine Unterschrift genügt."
    rows = tuple(Row(person["function"], _name(person)) for person in applied.people)
    sections = (Section("Vertretung", (
        Paragraph(f"{applied.who['name']} wird nach außen so vertreten, wie es oben steht. {acts}"),
        Paragraph("Diese Bescheinigung dient zur Vorlage bei einer eingetragenen Genossenschaft."),
    )),)  # fmt: skip
    title = "Nachweis der Vertretungsmacht"
    return _paper(applied, title, "Bescheinigung", sections, issued, rows=rows)


def _meeting_before(day: date) -> date:
    """The council meets on Tuesdays; the last meeting that leaves time to apply."""
    early = day - timedelta(days=8)
    return early - timedelta(days=(early.weekday() - 1) % 7)


def _council(applied: Paper, day: date) -> PaperFacts:
    """The municipal council resolved to join."""
    met = _meeting_before(day)
    mayor = applied.people[0]["function"]
    needs = ", ".join(title for title, _text in applied.needs)
    rows = (
        Row("Sitzung", f"{long_day(met)}, 19:00 Uhr, Sitzungssaal des Rathauses"),
        Row("Anwesend", f"{mayor} und 13 von 14 Mitgliedern des Gemeinderats"),
        Row("Gegenstand", f"TOP 4: Beitritt zum {FIRM}"),
        Row("Abstimmung", "13 Ja, 1 Nein, keine Enthaltung"),
    )
    facts = (
        f"Der {FIRM} betreibt gemeinsame digitale Dienste der Region. Die Gemeinde will sie nutzen für: {needs}.",
        f"Der Beitritt verlangt eine Einlage von {euro(applied.shares * SHARE)}; sie steht im Haushalt bereit.",
        "Eine Nachschusspflicht besteht nicht. Ihren Einfluss sichert die Stimme in der Generalversammlung.",
    )
    resolved = _numbered(
        f"Die Gemeinde tritt dem {FIRM} mit {_shares(applied)} bei.",
        f"{mayor} {_name(applied.people[0])} gibt die Beitrittserklärung ab und vertritt die Gemeinde in der"
        " Generalversammlung.",
        "Der Beschluss wird der Rechtsaufsichtsbehörde angezeigt.",
    )
    sections = (Section("Sachverhalt", tuple(map(Paragraph, facts))), Section("Beschluss", resolved))
    title, subtitle = "Auszug aus der Niederschrift", "Öffentliche Sitzung des Gemeinderats"
    return _paper(applied, title, subtitle, sections, met + timedelta(days=1), number="022.31", rows=rows)


def _supervision(applied: Paper, day: date) -> PaperFacts:
    """The municipality told the supervisory authority, which stamped its arrival."""
    met = _meeting_before(day)
    told = met + timedelta(days=2)
    text = (
        f"Der Gemeinderat hat am {long_day(met)} beschlossen, dem {FIRM} mit {_shares(applied)} beizutreten.",
        f"Die Gemeinde zeigt dies nach §{NBSP}108 GemO an.",
        "Der Auszug aus der Niederschrift, die Satzung der Genossenschaft und der Nachweis der Mittel liegen bei.",
    )
    arrived = f"Eingegangen am {long_day(told + timedelta(days=1))}. Bedenken werden nicht erhoben."
    sections = (
        Section("Anzeige", tuple(map(Paragraph, text))),
        Section("Vermerk des Landratsamts", (Paragraph(arrived),)),
    )
    title, subtitle = "Anzeige bei der Rechtsaufsicht", "an das Landratsamt Rabental"
    return _paper(applied, title, subtitle, sections, told, number="022.31-2")


def _register_extract(applied: Paper, day: date) -> PaperFacts:
    """What the register says of a company or association."""
    people = ", ".join(f"{_name(person)} ({person['function']})" for person in applied.people)
    court, number = applied.who["register_court"], applied.who["register_number"]
    rows = (
        Row("Nummer", number), Row("Name", applied.who["name"]), Row("Sitz", applied.who["city"]),
        Row("Anschrift", _place(applied)), Row("Vertretung", people),
    )  # fmt: skip
    kind = "Vereinsregister" if applied.kind is PartyKind.ASSOCIATION else "Handelsregister"
    text = "Dieser Abdruck gibt den gegenwärtigen Inhalt des Registerblatts wieder. Er ist ohne Unterschrift gültig."
    return PaperFacts(
        issuer=court, address="Gerichtsplatz 1, 70999 Lindenfurt", number=number, heading="Auszug aus dem Register",
        subtitle=f"{kind}, gegenwärtiger Inhalt", sections=(Section("Hinweis", (Paragraph(text),)),),
        place="Lindenfurt", signed_on=day - timedelta(days=5), rows=rows,
    )  # fmt: skip


PROOFS: Mapping[UploadPurpose, tuple[str, Callable[[Paper, date], PaperFacts]]] = {
    UploadPurpose.AUTHORITY: ("Nachweis der Vertretung.pdf", _authority),
    UploadPurpose.COUNCIL_RESOLUTION: ("Ratsbeschluss.pdf", _council),
    UploadPurpose.SUPERVISION_NOTICE: ("Anzeige Rechtsaufsicht.pdf", _supervision),
    UploadPurpose.REGISTER_EXTRACT: ("Registerauszug.pdf", _register_extract),
}
