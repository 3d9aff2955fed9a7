"""The text of the statute of the story, of which every number and every choice is the one recorded as a parameter."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from app.core.formats import NBSP, euro, number_in_words
from documents import paper
from documents.facts import Signatory
from documents.paper import PaperFacts, Paragraph, Section

TEXT = """
# I. Firma, Sitz und Gegenstand

§ 1 Firma, Sitz, Geschäftsjahr
(1) Die Genossenschaft führt die Firma {firm}.
(2) Ihr Sitz ist {seat}.
(3) Geschäftsjahr ist das Kalenderjahr. Das erste beginnt mit der Eintragung und endet am 31. Dezember 2021.

§ 2 Zweck und Gegenstand
(1) Gegenstand des Unternehmens: {object}.
(2) Die Genossenschaft fördert damit ihre Mitglieder in deren Wirtschaft und in deren Aufgaben (§ 1 GenG). Sie
wirtschaftet kostendeckend; der höchste Gewinn ist nicht ihr Ziel.
(3) Geschäfte mit Personen, die nicht Mitglieder sind, sind nicht zugelassen.

# II. Mitgliedschaft

§ 3 Wer Mitglied werden kann
(1) Mitglied können Gemeinden, Landkreise, Zweckverbände und andere Körperschaften des öffentlichen Rechts, Unternehmen,
Forschungseinrichtungen, Vereine und andere Zusammenschlüsse sowie natürliche Personen werden, die Dienste der
Genossenschaft nutzen oder zu ihnen beitragen.
{investing}

§ 4 Beitritt
(1) Wer beitreten will, gibt eine unbedingte Erklärung in {form_join} ab. Über die Zulassung beschließt der Vorstand.
(2) Vor der Erklärung erhält der Beitretende diese Satzung, als Ausdruck oder zum Abruf auf der Internetseite.
(3) In der Erklärung verpflichtet er sich, die nach Gesetz und Satzung geschuldeten Einzahlungen zu leisten, und nimmt
die Kündigungsfrist nach § 5 Abs. 2 ausdrücklich zur Kenntnis.
(4) Wer zugelassen ist, wird unverzüglich in die Mitgliederliste eingetragen und davon benachrichtigt.
(5) Wird ein Antrag abgelehnt, so wird dies ohne Begründung unverzüglich mitgeteilt; die Erklärung auf Papier wird
zurückgegeben, die elektronische gelöscht.
(6) Eintrittsgeld und laufende Beiträge werden nicht erhoben.

§ 5 Ende der Mitgliedschaft, Kündigung
(1) Die Mitgliedschaft endet durch Kündigung, durch Übertragung des ganzen Geschäftsguthabens, durch Tod oder Auflösung
und durch Ausschluss.
(2) Jedes Mitglied kann in Textform zum Schluss eines Geschäftsjahrs kündigen. Die Kündigungsfrist beträgt
{notice_months} Monate.
(3) Ein Mitglied mit mehreren Anteilen kann auch einzelne kündigen.

§ 6 Übertragung
(1) Ein Mitglied kann sein Geschäftsguthaben jederzeit, auch im Laufe des Geschäftsjahrs, durch Vereinbarung in Textform
ganz oder zum Teil auf einen anderen übertragen, der Mitglied ist oder wird.
(2) Die Grenze des § 37 Abs. 4 gilt auch für den Erwerber.

§ 7 Tod und Auflösung
(1) Stirbt ein Mitglied, so endet die Mitgliedschaft der Erben mit dem Schluss des Geschäftsjahrs. Mehrere Erben handeln
durch einen gemeinsamen Vertreter.
(2) Wird eine juristische Person oder Gesellschaft aufgelöst oder erlischt sie, so endet die Mitgliedschaft mit dem
Schluss des Geschäftsjahrs.

§ 8 Ausschluss
(1) Ein Mitglied kann zum Schluss eines Geschäftsjahrs ausgeschlossen werden, wenn es trotz Mahnung seine Einzahlungen
nicht leistet, der Genossenschaft schweren Schaden zufügt oder die Voraussetzungen des § 3 nicht mehr erfüllt.
(2) Es beschließt der Vorstand nach Anhörung des Mitglieds; über Mitglieder der Organe beschließt die
Generalversammlung. Gegen den Beschluss des Vorstands kann das Mitglied binnen {appeal_days} Tagen Beschwerde beim
Aufsichtsrat erheben.

§ 9 Auseinandersetzung
(1) Wer ausscheidet, erhält sein Geschäftsguthaben binnen sechs Monaten nach dem Ausscheiden. Grundlage ist der
Jahresabschluss.
(2) Auf Rücklagen und sonstiges Vermögen besteht kein Anspruch.

§ 10 Rechte der Mitglieder
(1) Jedes Mitglied kann die Dienste der Genossenschaft nach den dafür getroffenen Regeln nutzen, in der
Generalversammlung sprechen, Anträge stellen und abstimmen und Auskunft verlangen.
(2) Jedes Mitglied kann die Mitgliederliste, die Niederschriften der Generalversammlung und das Ergebnis der Prüfung
einsehen.

§ 11 Pflichten der Mitglieder
(1) Jedes Mitglied leistet die Einzahlungen nach § 37 und teilt Änderungen von Name, Anschrift und Vertretung mit.
(2) Was es als vertraulich erfährt, gibt es nicht weiter.

§ 12 Mitgliederliste
(1) Der Vorstand führt die Mitgliederliste mit den Angaben, die § 30 GenG nennt; weitere werden nicht eingetragen.

# III. Organe

§ 13 Organe
(1) Organe sind der Vorstand, der Aufsichtsrat und die Generalversammlung.

§ 14 Leitung
(1) Der Vorstand leitet die Genossenschaft in eigener Verantwortung.

§ 15 Zusammensetzung des Vorstands
(1) Der Vorstand besteht aus mindestens {board_size} Personen, die Mitglied sind oder für ein Mitglied handeln.
(2) Der Aufsichtsrat bestellt sie und beruft sie ab; er bestimmt den Vorsitz. Eine Bestellung kann befristet werden.

§ 16 Vertretung
(1) Zwei Mitglieder des Vorstands vertreten die Genossenschaft gemeinsam.

§ 17 Berichte
(1) Der Vorstand berichtet dem Aufsichtsrat mindestens vierteljährlich über Mitglieder, Dienste und Finanzen.

§ 18 Beschlüsse des Vorstands
(1) Der Vorstand beschließt in Sitzungen oder nach § 19 im Umlauf.
(2) Zu Sitzungen lädt der Vorsitz mit einer Frist von drei Tagen unter Angabe der Gegenstände.
(3) Er ist beschlussfähig, wenn mehr als die Hälfte seiner Mitglieder teilnimmt.
(4) Ein Beschluss ist gefasst, wenn mehr Ja- als Neinstimmen abgegeben sind.
(5) Wer in eigener Sache oder in der eines Mitglieds, für das er handelt, betroffen ist, berät und stimmt nicht mit. Er
zählt dann auch nach Absatz 3 nicht.
(6) Jeder Beschluss wird fortlaufend nummeriert und mit den Stimmen niedergeschrieben.

§ 19 Umlauf
(1) Außerhalb von Sitzungen kann beschlossen werden, wenn kein Mitglied des Vorstands dem Verfahren widerspricht.
(2) Die Frist für die Stimmen beträgt {circular_days} Tage. Der Beschluss wirkt mit der letzten nötigen Stimme.

§ 20 Zustimmung des Aufsichtsrats
(1) Der Zustimmung des Aufsichtsrats bedürfen der Haushaltsplan, Verträge über mehr als 100.000 Euro oder fünf Jahre,
der Erwerb und die Belastung von Grundstücken und die Beteiligung an anderen Unternehmen.

§ 21 Aufgaben des Aufsichtsrats
(1) Der Aufsichtsrat überwacht den Vorstand, prüft Jahresabschluss und Lagebericht und berichtet der
Generalversammlung.

§ 22 Zusammensetzung des Aufsichtsrats
(1) Der Aufsichtsrat besteht aus mindestens {sb_size} Personen, welche die Generalversammlung wählt. Die Regionen des
Verbands sollen angemessen vertreten sein.
(2) Die Amtszeit beträgt {sb_term_years} Jahre. Wiederwahl ist zulässig.

§ 23 Vorsitz
(1) Der Aufsichtsrat wählt aus seiner Mitte einen Vorsitz und eine Stellvertretung.

§ 24 Unvereinbarkeit
(1) Niemand kann zugleich dem Vorstand und dem Aufsichtsrat angehören.

§ 25 Beschlüsse des Aufsichtsrats
(1) Der Aufsichtsrat tagt mindestens viermal im Jahr; im Umlauf kann er wie der Vorstand beschließen.
(2) Ein Beschluss ist gefasst, wenn mehr Ja- als Neinstimmen abgegeben sind.
(3) Er ist beschlussfähig, wenn mehr als die Hälfte seiner Mitglieder teilnimmt.

§ 26 Generalversammlung
(1) In der Generalversammlung üben die Mitglieder ihre Rechte aus. Jedes ordentliche Mitglied hat eine Stimme, gleich
wie viele Anteile es hält.
(2) Die ordentliche Versammlung findet in den ersten sechs Monaten des Geschäftsjahrs statt.

§ 27 Vollmacht
(1) Ein Mitglied kann sich durch eine Vollmacht in Textform vertreten lassen. Niemand vertritt mehr als zwei Mitglieder.

§ 28 Einberufung
(1) Der Vorsitz des Aufsichtsrats oder der Vorstand beruft die Generalversammlung ein.
(2) Die Mitglieder werden unmittelbar in Textform benachrichtigt. Zwischen dem Zugang und der Versammlung liegen
mindestens vierzehn Tage.
(3) Sie wird einberufen, wenn ein Zehntel der Mitglieder es in Textform unter Angabe des Zwecks verlangt.

§ 29 Tagesordnung
(1) Die Gegenstände stehen in der Einberufung. Über anderes wird nicht beschlossen.

§ 30 Leitung der Versammlung
(1) Die Generalversammlung leitet der {gv_chair}.

§ 31 Zuständigkeit
(1) Die Generalversammlung beschließt über die Satzung, den Jahresabschluss, die Verwendung des Überschusses oder die
Deckung des Verlusts, die Entlastung, die Wahl und Abberufung des Aufsichtsrats, Verschmelzung und Auflösung.

§ 32 Mehrheiten
(1) Ein Beschluss braucht mehr als die Hälfte der abgegebenen Stimmen, soweit Gesetz oder Satzung nicht mehr verlangen.
(2) Änderungen der Satzung, Verschmelzung und Auflösung brauchen drei Viertel der abgegebenen Stimmen.

§ 33 Wahlen
(1) Gewählt ist, wer mehr als die Hälfte der abgegebenen Stimmen erhält; bei gleicher Zahl ist niemand gewählt.

§ 34 Auskunft
(1) Vorstand und Aufsichtsrat geben in der Versammlung Auskunft über die Angelegenheiten der Genossenschaft.

§ 35 Form der Versammlung
(1) In welcher Form des § 43b GenG und an welchem Ort die Generalversammlung tagt, bestimmen Vorstand und Aufsichtsrat
gemeinsam.
(2) {streaming}

§ 36 Niederschrift
(1) Die Beschlüsse werden beurkundet: {minutes_rule}.

# IV. Anteile und Haftung

§ 37 Geschäftsanteil
(1) Der Geschäftsanteil beträgt {share_amount}.
{payments}
(4) Ein Mitglied kann sich mit bis zu {max_shares} Anteilen beteiligen, mit einem weiteren aber erst, wenn die früheren
voll eingezahlt sind. Für die Erklärung gilt § 4.
(5) Sacheinlagen sind nicht zugelassen.

§ 38 Geschäftsguthaben
(1) Einzahlungen, vermehrt um zugeschriebene Gewinne und vermindert um abgeschriebene Verluste, sind das
Geschäftsguthaben. Solange jemand Mitglied ist, wird es nicht ausgezahlt, verpfändet oder aufgerechnet.

§ 39 Gesetzliche Rücklage
(1) Die gesetzliche Rücklage deckt Verluste. Ihr werden jährlich mindestens {legal_reserve_pct} Prozent des
Jahresüberschusses zugeführt, bis sie {legal_reserve_target} Prozent der Bilanzsumme erreicht.

§ 40 Nachschusspflicht
(1) Eine Nachschusspflicht der Mitglieder besteht nicht.

# V. Rechnung, Prüfung, Bekanntmachungen

§ 41 Jahresabschluss
(1) Der Vorstand stellt Jahresabschluss und Lagebericht innerhalb von fünf Monaten auf und legt sie dem Aufsichtsrat und
mit dessen Bericht der Generalversammlung vor.

§ 42 Überschuss und Verlust
(1) Über den Überschuss beschließt die Generalversammlung. Er wird, soweit er nicht in die Rücklagen geht, nach den
eingezahlten Geschäftsguthaben verteilt.
(2) Einen Verlust decken die Rücklagen, der Vortrag oder die Geschäftsguthaben im Verhältnis der Anteile.

§ 43 Prüfung
(1) Die Genossenschaft gehört dem Genossenschaftlichen Prüfungsverband Rabental e. V. in Lindenfurt an und wird von ihm
geprüft.

§ 44 Bekanntmachungen
(1) Öffentliches Blatt für Bekanntmachungen ist: {publication}.

§ 45 Auflösung
(1) Wird die Genossenschaft aufgelöst, so wird das Vermögen nach den Geschäftsguthaben verteilt; was dann bleibt,
erhalten die Mitglieder zu gleichen Teilen.

§ 46 Fassung
(1) Diese Satzung gilt ab ihrer Eintragung in das Genossenschaftsregister.
"""

INVESTING = (
    "(2) Wer für die Nutzung oder Erbringung der Dienste nicht in Frage kommt, kann als investierendes Mitglied"
    " zugelassen werden. Die Zulassung bedarf der Zustimmung des Aufsichtsrats.\n"
    "(3) Investierende Mitglieder haben kein Stimmrecht. Im Aufsichtsrat stellen sie höchstens ein Viertel."
)
STREAMING = "Eine Präsenzversammlung darf in Bild und Ton übertragen werden."
NO_STREAMING = "Die Generalversammlung wird nicht in Bild und Ton übertragen."
NO_INVESTING = "(2) Investierende Mitglieder sind nicht zugelassen."
BY_INSTALMENTS = (
    "(2) Auf jeden Anteil sind {min_payment} einzuzahlen, binnen {payment_days} Tagen nach der Zulassung.\n"
    "(3) Der Rest von {instalment_amount} je Anteil ist {instalment_months} Monate danach einzuzahlen."
)
AT_ONCE = (
    "(2) Jeder Anteil ist voll einzuzahlen, binnen {payment_days} Tagen nach der Zulassung.\n"
    "(3) Raten sind nicht zugelassen."
)
MONEY = ("share_amount", "min_payment", "instalment_amount")


def statute_pdf(title: str, values: Mapping[str, object], resolved_on: date) -> bytes:
    """The statute with these parameters, typeset as it is published."""
    return paper.build(PaperFacts(
        issuer=str(values["firm"]), address=f"Kontorgasse 3, 70990 {values['seat']}", number="", heading="Satzung",
        subtitle=title, sections=tuple(statute_sections(values)), place=str(values["seat"]), signed_on=resolved_on,
        signatories=(
            Signatory("gez. Ansgar Feldhüter", "Vorsitz des Aufsichtsrats"),
            Signatory("gez. Dr. Almut Weißdorn", "Vorsitzende des Vorstands"),
        ),
    ))  # fmt: skip


def statute_sections(values: Mapping[str, object]) -> Iterator[Section]:
    """The statute with these parameters, section by section.

    In the text `#` begins a part, `§` a section, `(1)` a paragraph; only one needs no number.
    """
    part = ""
    for block in re.sub(r"(§|Abs\.) ", rf"\1{NBSP}", _text(values)).strip().split("\n\n"):
        if block.startswith("#"):
            part = block.removeprefix("# ")
            continue
        heading, _, body = block.partition("\n")
        found = re.findall(r"^(\(\d\)) (.+?)(?=\n\(|\Z)", body, re.DOTALL | re.MULTILINE)
        paragraphs = tuple(Paragraph(words.replace("\n", " "), mark if len(found) > 1 else "") for mark, words in found)
        yield Section(heading, paragraphs, part)
        part = ""


def _text(values: Mapping[str, object]) -> str:
    """The text with the clauses that these parameters choose, and their figures in words."""
    words = {key: _worded(key, value) for key, value in values.items()}
    chosen = {
        "investing": INVESTING if values.get("investing_members") else NO_INVESTING,
        "streaming": STREAMING if values.get("gv_streaming") else NO_STREAMING,
        "payments": (BY_INSTALMENTS if values.get("instalment_amount") else AT_ONCE).format_map(words),
    }
    return TEXT.format_map({**words, **chosen})


def _worded(key: str, value: object) -> object:
    if key in MONEY and isinstance(value, int):
        return euro(value)
    if key in ("board_size", "sb_size", "sb_term_years") and isinstance(value, int):
        return number_in_words(value)
    return {"textform": "Textform", "schriftform": "Schriftform"}.get(str(value), value)
