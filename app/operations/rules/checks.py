"""What the check of the whole installation looks for: every invariant with its name, meaning and source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from app.core.values import German


class Area(StrEnum):
    """What an invariant is about."""

    JOURNAL = "journal"
    FILES = "files"
    NUMBERS = "numbers"
    DOCUMENTS = "documents"
    REGISTER = "register"
    LEDGER = "ledger"
    ACTS = "acts"


AREA_WORDS: Mapping[Area, str] = {
    Area.JOURNAL: German("Journal"),
    Area.FILES: German("Dateien"),
    Area.NUMBERS: German("Nummern"),
    Area.DOCUMENTS: German("Dokumente"),
    Area.REGISTER: German("Mitgliederliste"),
    Area.LEDGER: German("Anteile und Guthaben"),
    Area.ACTS: German("Vorgänge und Aufträge"),
}
"""How the areas are called."""


class Severity(StrEnum):
    """What a finding asks for: to stop and find out, to mend by a counter-entry, or to have a look."""

    STOP = "stop"
    MEND = "mend"
    LOOK = "look"


SEVERITY_WORDS: Mapping[Severity, str] = {
    Severity.STOP: German("Schwer"),
    Severity.MEND: German("Fehler"),
    Severity.LOOK: German("Hinweis"),
}
"""How the severities are called."""


class CheckKey(StrEnum):
    """An invariant; the value stands in exports and beside kept findings."""

    JOURNAL_CHAIN = "journal_chain"
    JOURNAL_REPLAY = "journal_replay"
    FILE_CHANGED = "file_changed"
    FILE_MISSING = "file_missing"
    NUMBER_GAP = "number_gap"
    NUMBER_AGAIN = "number_again"
    NUMBER_WRITTEN = "number_written"
    DOCUMENT_UNMADE = "document_unmade"
    CERTIFICATE_SHARES = "certificate_shares"
    CERTIFICATE_TWICE = "certificate_twice"
    MEMBERSHIP_NONE = "membership_none"
    MEMBERSHIP_OVERLAP = "membership_overlap"
    EXIT_TURNS = "exit_turns"
    EXIT_BEFORE_ENTRY = "exit_before_entry"
    NAME_MISSING = "name_missing"
    SHARES_BELOW_ZERO = "shares_below_zero"
    CREDIT_BELOW_ZERO = "credit_below_zero"
    HOLDING_DERIVED = "holding_derived"
    SHARES_OF_OUTSIDER = "shares_of_outsider"
    MEMBER_WITHOUT_SHARES = "member_without_shares"
    CREDIT_ABOVE_NOMINAL = "credit_above_nominal"
    REVERSAL_UNEQUAL = "reversal_unequal"
    REVERSAL_TWICE = "reversal_twice"
    PAYMENT_WITHOUT_CREDIT = "payment_without_credit"
    CREDIT_WITHOUT_PAYMENT = "credit_without_payment"
    SPLIT_TRACE = "split_trace"
    NOTICE_TRACE = "notice_trace"
    SUBSCRIPTION_TRACE = "subscription_trace"
    SETTLEMENT_TRACE = "settlement_trace"
    SETTLEMENT_COVERED = "settlement_covered"
    DIVIDEND_TRACE = "dividend_trace"
    TRANSFER_TRACE = "transfer_trace"
    REMOVAL_TRACE = "removal_trace"
    ASSEMBLY_TRACE = "assembly_trace"
    PRESENCE_TRACE = "presence_trace"
    RESULT_RECOUNTED = "result_recounted"
    APPLICATION_TRACE = "application_trace"
    CHANGE_TRACE = "change_trace"
    DECISION_TRACE = "decision_trace"
    ENTRY_WITHOUT_ACT = "entry_without_act"
    TRANSFER_LEGS = "transfer_legs"
    RESULT_TRACE = "result_trace"
    DUE_TRACE = "due_trace"
    JOB_LOST = "job_lost"


class Place(NamedTuple):
    """Where something can be looked at: a kind of page, and which one of that kind; empty names the list."""

    kind: str
    key: str = ""


@dataclass(frozen=True)
class Check:
    """An invariant: what it is called, what it says, where it comes from, how grave a finding is, where one looks."""

    area: Area
    name: str
    meaning: str
    basis: str
    severity: Severity
    home: str
    """The kind of page to look at where a finding names no better one."""
    rule: str = ""
    """The rule of the catalogue, for who looks it up there; people read `basis`."""


CHECKS: Mapping[CheckKey, Check] = {
    CheckKey.JOURNAL_CHAIN: Check(
        Area.JOURNAL, German("Kette des Journals"),
        German("Jede Zeile trägt die Prüfsumme der vorigen; keine ist verändert, entfernt oder abgeschnitten."),
        "§ 257 HGB", Severity.STOP, "journal",
    ),
    CheckKey.JOURNAL_REPLAY: Check(
        Area.JOURNAL, German("Bücher wie im Journal"),
        German("Jede Buchung, jede Zahlung und jede Mitgliedschaft steht so in ihrem Buch, wie das Journal sie nennt."),
        "§ 239 HGB", Severity.STOP, "journal",
    ),
    CheckKey.FILE_CHANGED: Check(
        Area.FILES, German("Dateien unverändert"),
        German("Jede Datei hat noch die Prüfsumme, unter der sie abgelegt wurde."), "§ 30 Abs. 3 GenG", Severity.STOP,
        "document", "R-RET-01",
    ),
    CheckKey.FILE_MISSING: Check(
        Area.FILES, German("Dateien vorhanden"),
        German("Jede Datei, die zu einem Vorgang gehört, liegt in der Ablage."), "§ 30 Abs. 3 GenG", Severity.STOP,
        "document", "R-RET-01",
    ),
    CheckKey.NUMBER_GAP: Check(
        Area.NUMBERS, German("Nummern lückenlos"),
        German("Urkunden, Briefe, Listen, Belege, Stornos, Beschlüsse und alle Vorgänge sind ohne Lücke nummeriert."),
        German("Lückenlose Nummern"), Severity.STOP, "journal", "R-DOC-10",
    ),
    CheckKey.NUMBER_AGAIN: Check(
        Area.NUMBERS, German("Nummern nur einmal"),
        German("Keine Nummer steht zweimal, und keine würde noch einmal vergeben; auch keine Mitgliedsnummer."),
        German("Lückenlose Nummern"), Severity.STOP, "journal", "R-DOC-10",
    ),
    CheckKey.NUMBER_WRITTEN: Check(
        Area.NUMBERS, German("Nummern der Beschlüsse"),
        German("Die Nummer eines Beschlusses nennt sein Organ, sein Jahr und seine Stelle im Verzeichnis."),
        German("Lückenlose Nummern"), Severity.STOP, "resolution", "R-DOC-10",
    ),
    CheckKey.DOCUMENT_UNMADE: Check(
        Area.DOCUMENTS, German("Dokumente hergestellt"),
        German("Ein ausgestelltes Dokument ist spätestens nach einem Tag hergestellt und archiviert."),
        "§§ 15, 69 GenG", Severity.MEND, "document", "R-DOC-05",
    ),
    CheckKey.CERTIFICATE_SHARES: Check(
        Area.DOCUMENTS, German("Urkunden nennen den Bestand"),
        German("Eine gültige Urkunde nennt die Anteile, die das Mitglied hält, und ihren Betrag nach der Satzung."),
        German("Urkunde wie Register"),
        Severity.MEND, "certificate", "R-DOC-04",
    ),
    CheckKey.CERTIFICATE_TWICE: Check(
        Area.DOCUMENTS, German("Eine gültige Urkunde"), German("Ein Mitglied hat höchstens eine gültige Urkunde."),
        German("Urkunde wie Register"), Severity.MEND, "certificate", "R-DOC-04",
    ),
    CheckKey.MEMBERSHIP_NONE: Check(
        Area.REGISTER, German("Eintrag mit Mitgliedschaft"),
        German("Zu jeder Mitgliedsnummer gehört mindestens eine Zeit der Mitgliedschaft."), "§ 30 Abs. 2 GenG",
        Severity.MEND, "member", "R-REG-02",
    ),
    CheckKey.MEMBERSHIP_OVERLAP: Check(
        Area.REGISTER, German("Eine Mitgliedschaft zur selben Zeit"),
        German("Zeiten der Mitgliedschaft eines Mitglieds überschneiden sich nicht."), "§§ 30, 69 GenG", Severity.STOP,
        "member", "R-REG-04",
    ),
    CheckKey.EXIT_TURNS: Check(
        Area.REGISTER, German("Ausscheiden lückenlos"),
        German("Ausscheiden und Storno folgen einander ohne Lücke, das erste beendet die Mitgliedschaft."), "§ 30 GenG",
        Severity.STOP, "member", "R-REG-05",
    ),
    CheckKey.EXIT_BEFORE_ENTRY: Check(
        Area.REGISTER, German("Ausscheiden nach dem Eintritt"),
        German("Eine Mitgliedschaft endet nicht vor ihrem ersten Tag."), "§§ 30, 69 GenG", Severity.STOP, "member",
        "R-REG-04",
    ),
    CheckKey.NAME_MISSING: Check(
        Area.REGISTER, German("Mitglieder mit Namen"),
        German("Vom ersten Tag der Mitgliedschaft an steht in der Liste, wie das Mitglied heißt."), "§ 30 Abs. 2 GenG",
        Severity.MEND, "member", "R-REG-02",
    ),
    CheckKey.SHARES_BELOW_ZERO: Check(
        Area.LEDGER, German("Anteile nie unter null"),
        German("An keinem Tag hielt oder hält ein Mitglied weniger als keinen Anteil."), "§ 30 GenG", Severity.STOP,
        "member", "R-REG-06",
    ),
    CheckKey.CREDIT_BELOW_ZERO: Check(
        Area.LEDGER, German("Guthaben nie unter null"),
        German("An keinem Tag war oder ist ein Geschäftsguthaben kleiner als null."), "§ 19 GenG", Severity.STOP,
        "member",
    ),
    CheckKey.HOLDING_DERIVED: Check(
        Area.LEDGER, German("Bestände folgen dem Anteilsblatt"),
        German("Die abgeleiteten Bestände ergeben sich Tag für Tag aus den Buchungen."), "§ 30 GenG", Severity.STOP,
        "member", "R-REG-06",
    ),
    CheckKey.SHARES_OF_OUTSIDER: Check(
        Area.LEDGER, German("Anteile nur von Mitgliedern"),
        German("Wer Anteile hält, ist an jedem dieser Tage Mitglied."), "§ 30 GenG", Severity.STOP, "member",
        "R-REG-06",
    ),
    CheckKey.MEMBER_WITHOUT_SHARES: Check(
        Area.LEDGER, German("Mitglieder mit Anteil"),
        German("Jedes Mitglied hält mindestens die Anteile, zu denen die Satzung verpflichtet."), "§§ 7, 7a GenG",
        Severity.LOOK, "member", "R-SHR-01",
    ),
    CheckKey.CREDIT_ABOVE_NOMINAL: Check(
        Area.LEDGER, German("Guthaben bis zum Nennwert"),
        German("Kein Geschäftsguthaben ist je höher als der Nennwert der meisten Anteile, die das Mitglied hielt."),
        "§ 19 GenG", Severity.MEND, "member", "R-SHR-02",
    ),
    CheckKey.REVERSAL_UNEQUAL: Check(
        Area.LEDGER, German("Storno hebt genau auf"),
        German("Ein Storno gehört demselben Mitglied und ist so groß wie die Buchung, die es aufhebt."),
        "§ 239 Abs. 3 HGB", Severity.STOP, "member", "R-REG-05",
    ),
    CheckKey.REVERSAL_TWICE: Check(
        Area.LEDGER, German("Storno nur einmal"),
        German("Eine Buchung wird höchstens einmal storniert, und kein Storno hebt ein anderes auf."),
        "§ 239 Abs. 3 HGB", Severity.STOP, "member", "R-REG-05",
    ),
    CheckKey.PAYMENT_WITHOUT_CREDIT: Check(
        Area.LEDGER, German("Zahlung mit Gutschrift"),
        German("Eine Zahlung auf Anteile steht mit demselben Betrag im Geschäftsguthaben desselben Mitglieds."),
        "§§ 7, 19 GenG", Severity.STOP, "payments", "R-SHR-02",
    ),
    CheckKey.CREDIT_WITHOUT_PAYMENT: Check(
        Area.LEDGER, German("Gutschrift mit Zahlung"),
        German("Hinter jeder Einzahlung im Geschäftsguthaben steht eine Zahlung."), "§§ 7, 19 GenG", Severity.STOP,
        "member", "R-SHR-02",
    ),
    CheckKey.SPLIT_TRACE: Check(
        Area.LEDGER, German("Zerlegung wie Satzung"),
        German("Wo eine eingetragene Fassung die Anteile zerlegt, sind alle von diesem Tag an so vervielfacht."),
        "§ 22b GenG", Severity.MEND, "statute", "R-SHR-09",
    ),
    CheckKey.NOTICE_TRACE: Check(
        Area.ACTS, German("Kündigungen wirken"),
        German("Was eine eingetragene Kündigung bewirkt, steht in Mitgliederliste und Anteilsblatt."), "§ 65 GenG",
        Severity.MEND, "notice", "R-EXIT-01",
    ),
    CheckKey.SUBSCRIPTION_TRACE: Check(
        Area.ACTS, German("Beteiligungen wirken"),
        German("Zugelassene weitere Anteile stehen im Anteilsblatt, zurückgenommene sind storniert."), "§ 15b GenG",
        Severity.MEND, "subscription", "R-SHR-04",
    ),
    CheckKey.SETTLEMENT_TRACE: Check(
        Area.ACTS, German("Auszahlungen wirken"),
        German("Was einer Auseinandersetzung abging, steht so im Guthaben, und nie mehr als der Anspruch."),
        "§ 73 GenG", Severity.STOP, "settlement", "R-PAY-02",
    ),
    CheckKey.SETTLEMENT_COVERED: Check(
        Area.ACTS, German("Auszahlungen gedeckt"),
        German("Was aus einer Auseinandersetzung noch auszuzahlen ist, steht als Guthaben im Buch."),
        "§ 73 GenG", Severity.LOOK, "settlement", "R-SEPA-10",
    ),
    CheckKey.DIVIDEND_TRACE: Check(
        Area.ACTS, German("Auszahlungen aus Ergebnissen stimmen"),
        German("Ausgezahlt ist, was ein Ergebnis brachte, das noch so verwendet ist; Stornos und Rückgaben passen."),
        "§ 19 GenG", Severity.STOP, "dividend", "R-FIN-05",
    ),
    CheckKey.TRANSFER_TRACE: Check(
        Area.ACTS, German("Übertragungen wirken"),
        German("Eingetragene Übertragungen stehen in beiden Anteilsblättern, zurückgenommene sind storniert."),
        "§ 76 GenG", Severity.MEND, "transfer", "R-TRF-01",
    ),
    CheckKey.REMOVAL_TRACE: Check(
        Area.ACTS, German("Anderes Ausscheiden wirkt"),
        German("Was ein Ausschluss, ein Tod oder ein Erlöschen bewirkt, steht in Mitgliederliste und Anteilsblatt."),
        "§§ 68, 77, 77a GenG", Severity.MEND, "removal", "R-EXIT-09",
    ),
    CheckKey.ASSEMBLY_TRACE: Check(
        Area.ACTS, German("Versammlungen mitgeteilt"),
        German("Was einberufen, verlegt oder abgesagt ist, ist den Mitgliedern so mitgeteilt."), "§ 46 GenG",
        Severity.MEND, "assembly", "R-GV-02",
    ),
    CheckKey.PRESENCE_TRACE: Check(
        Area.ACTS, German("Wer da war, durfte kommen"),
        German("Wer in einer Versammlung vertreten war, war Mitglied, und die Vollmacht dafür galt noch."),
        "§§ 43, 47 GenG", Severity.MEND, "assembly", "R-PRX-01",
    ),
    CheckKey.RESULT_RECOUNTED: Check(
        Area.ACTS, German("Abstimmungen nachgezählt"),
        German("Die Stimmen ergeben das festgestellte Ergebnis; sie, Stimmliste und Widersprüche sind unverändert."),
        "§ 43 GenG", Severity.MEND, "assembly", "R-MAJ-07",
    ),
    CheckKey.APPLICATION_TRACE: Check(
        Area.ACTS, German("Zulassungen wirken"), German("Zu jedem zugelassenen Antrag gehört ein Mitglied."),
        "§ 15 Abs. 2 GenG", Severity.MEND, "application", "R-ADM-10",
    ),
    CheckKey.CHANGE_TRACE: Check(
        Area.ACTS, German("Bestätigte Konten gelten"),
        German("Jede Bankverbindung, die eine zweite Person bestätigt hat, ist beim Mitglied eingetragen."),
        German("Vier-Augen-Prinzip"), Severity.MEND, "change", "R-SEPA-01",
    ),
    CheckKey.DECISION_TRACE: Check(
        Area.ACTS, German("Beschlüsse sind ausgeführt"),
        German("Was ein Organ entschieden hat, ist ausgeführt."), "§ 27 GenG", Severity.MEND, "resolution",
    ),
    CheckKey.ENTRY_WITHOUT_ACT: Check(
        Area.ACTS, German("Buchungen mit Vorgang"),
        German("Hinter jeder Buchung und jedem Ausscheiden steht der Vorgang, der sie bewirkt hat; Übernommenes aus"
               " Listen ausgenommen."),
        "§ 238 HGB", Severity.STOP, "sheet", "R-REG-05",
    ),
    CheckKey.TRANSFER_LEGS: Check(
        Area.ACTS, German("Übertragungen gehen auf"),
        German("Was bei einer Übertragung an Anteilen und Guthaben abgegeben wird, wird im selben Vorgang erworben."),
        "§ 76 GenG", Severity.STOP, "transfer", "R-TRF-01",
    ),
    CheckKey.RESULT_TRACE: Check(
        Area.ACTS, German("Ergebnisse stehen im Guthaben"),
        German("Gewinn und Verlust im Guthaben sind, was eine Ergebnisverwendung jedem Mitglied zuweist, nicht mehr und"
               " nicht weniger."),
        "§ 19 GenG", Severity.STOP, "result", "R-FIN-05",
    ),
    CheckKey.DUE_TRACE: Check(
        Area.ACTS, German("Erwartete Zahlungen mit Grund"),
        German("Hinter jeder erwarteten Zahlung stehen Anteile, Eintrittsgeld, ein Beitrag oder Kosten."),
        "§ 15a GenG", Severity.MEND, "payments", "R-SHR-06",
    ),
    CheckKey.JOB_LOST: Check(
        Area.ACTS, German("Aufträge kommen zu Ende"),
        German("Jeder offene Auftrag hat offene Schritte, ein beendeter keine, und kein Schritt steht seit einem Tag."),
        "", Severity.MEND, "job",
    ),
}  # fmt: skip
"""Every invariant, in the order in which they are shown."""


@dataclass(frozen=True)
class Finding:
    """Something the check found, as a sentence whose placeholders are filled from `values`, and where to look."""

    check: CheckKey
    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    at: Place | None = None

    def __str__(self) -> str:
        return self.message.format(**self.values)

    @property
    def place(self) -> Place:
        """Where it can be looked at and mended."""
        return self.at or Place(CHECKS[self.check].home)
