"""The check of the whole installation: journal and files here, numbers and all other invariants beside."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, Select, Table, select
from sqlalchemy.orm import Session

from app.core import files, journal, ledgers
from app.core.db import db
from app.core.formats import NBSP
from app.core.values import German
from app.members.models import Member
from app.operations.queries.invariants import FINDERS
from app.operations.queries.numbers import number_findings
from app.operations.rules import CheckKey, Finding, Place, in_ranges

HOLDERS: Mapping[str, German] = {
    "accounts_entry": German("Jahresabschluss"),
    "agenda_request": German("Verlangen von Mitgliedern"),
    "application_upload": German("Unterlage zum Antrag"),
    "assembly_paper": German("Unterlage zur Versammlung"),
    "dispatch": German("Beleg einer Bekanntmachung"),
    "house_data": German("Logo"),
    "import_run": German("Import"),
    "issued_document": German("Dokument"),
    "job": German("Auftrag"),
    "mail_attachment": German("Anhang einer E-Mail"),
    "minutes": German("Unterschriebene Niederschrift"),
    "minutes_addendum": German("Unterschriebener Nachtrag"),
    "need_file": German("Anlage zu einem Bedarf"),
    "notice_paper": German("Unterlage zur Kündigung"),
    "party_address": German("Nachweis der Anschrift"),
    "party_name": German("Nachweis des Namens"),
    "print_run": German("Druckauftrag"),
    "proposed_change": German("Beleg zur Änderung"),
    "proxy_grant": German("Vollmacht"),
    "register_filing": German("Anmeldung zum Register"),
    "removal_step": German("Unterlage zum Ausscheiden"),
    "representation": German("Nachweis der Vertretung"),
    "resolution": German("Beschluss"),
    "scale_quantity": German("Maßstab der Pflichtanteile"),
    "solution_file": German("Anlage zu einer Lösung"),
    "statute_version": German("Satzung"),
    "subscription": German("Erklärung über weitere Anteile"),
    "transfer": German("Vereinbarung über eine Übertragung"),
    "year_paper": German("Unterlage zur Prüfung"),
}
"""Tables whose rows need a stored file → what such a row is called."""

KEPT_AT: Mapping[str, tuple[str, str]] = {
    "agenda_request": ("agenda_request", "id"),
    "application_upload": ("application", "application_id"),
    "assembly_paper": ("assembly", "assembly_id"),
    "dispatch": ("assembly", "assembly_id"),
    "import_run": ("import", "id"),
    "issued_document": ("document", "id"),
    "job": ("job", "id"),
    "mail_attachment": ("mail", "mail_id"),
    "minutes": ("assembly", "assembly_id"),
    "need_file": ("need", "need_id"),
    "notice_paper": ("notice", "notice_id"),
    "party_address": ("party", "party_id"),
    "party_name": ("party", "party_id"),
    "print_run": ("print_run", "id"),
    "proposed_change": ("change", "id"),
    "proxy_grant": ("assembly", "assembly_id"),
    "register_filing": ("assembly", "assembly_id"),
    "representation": ("party", "organisation_id"),
    "removal_step": ("removal", "removal_id"),
    "resolution": ("resolution", "id"),
    "solution_file": ("solution", "solution_id"),
    "statute_version": ("statute", "id"),
    "subscription": ("subscription", "id"),
    "transfer": ("transfer", "id"),
}
"""Table whose rows need a file → kind of page that shows the row, and the column with its id."""

LEDGERS: Mapping[str, German] = {
    "credit_entry": German("Geschäftsguthaben"), "share_entry": German("Geschäftsanteile"),
    "membership_exit": German("Austritte"), "membership_period": German("Mitgliedschaften"),
    "payment_due": German("Erwartete Zahlungen"), "payment_received": German("Erhaltene Zahlungen"),
    "scale_quantity": German("Maßstab der Pflichtanteile"),
}
"""What a ledger is called."""

class Holder(NamedTuple):
    """A row that needs a file: what it is called, its number, and where it is shown."""

    word: str
    key: str
    at: Place | None


def findings(session: Session, now: datetime) -> Iterator[Finding]:
    """Everything that is not as it should be; nothing where all is well."""
    yield from journal_findings(session)
    yield from replay_findings(session)
    yield from file_findings(session)
    yield from number_findings(session)
    for finder in FINDERS:
        yield from finder(session, now)


# --- journal ---------------------------------------------------------------------------------------------------------


def journal_findings(session: Session) -> Iterator[Finding]:
    """Lines that were changed, taken out, cut off or added behind the program's back."""
    by_fault: dict[str, list[int]] = defaultdict(list)
    for fault in journal.faults(session):
        by_fault[fault.fault].append(fault.sequence)
    for name, sequences in by_fault.items():
        for first, last in in_ranges(sequences):
            yield Finding(
                CheckKey.JOURNAL_CHAIN, _JOURNAL.get(name, _CHANGED),
                {"number": str(first) if first == last else f"{first}–{last}"}, Place("journal", str(first)),
            )


_CHANGED = German("Die Zeile {number} des Journals wurde verändert.")
_JOURNAL: Mapping[str, str] = {
    "missing": German("Die Zeile {number} des Journals fehlt."),
    "cut off": German("Die Zeile {number} am Ende des Journals wurde abgeschnitten."),
    "beyond the head": German("Die Zeile {number} wurde von fremder Hand an das Journal gehängt."),
    "details missing": German("Die Angaben der Zeile {number} des Journals fehlen; keine Löschung ist verzeichnet."),
    "taken back": German(
        "Die Zeile {number} des Journals gab es schon; die Datenbank ist eine ältere oder eine andere."
    ),
    "head missing": German("Der Kopf des Journals fehlt; er stand bei Zeile {number}."),
}
"""Fault in the chain → how it is told; every other one is a change."""


def replay_findings(session: Session) -> Iterator[Finding]:
    """Rows of ledgers that are not what the journal makes of them when it is gone through anew."""
    for ledger, row in ledgers.unlike_the_journal(session):
        values = {"ledger": LEDGERS[ledger], "row": row}
        sentence = German("{ledger}: Die Zeile {row} ist nicht so, wie das Journal sie nennt.")
        yield Finding(CheckKey.JOURNAL_REPLAY, sentence, values, Place("journal"))


# --- files -----------------------------------------------------------------------------------------------------------


def file_findings(session: Session) -> Iterator[Finding]:
    """Stored files whose bytes do not fit their name, and files that a row names but that are gone."""
    named = _named_files(session)
    there = set(files.stored())
    for digest in sorted(there):
        if not _is_whole(digest):
            sentence = German("Die Datei {digest} wurde verändert (gebraucht von: {places}).")
            yield _of_a_file(CheckKey.FILE_CHANGED, sentence, digest, named.get(digest, ()))
    for digest in sorted(set(named) - there):
        sentence = German("Die Datei {digest} fehlt (gebraucht von: {places}).")
        yield _of_a_file(CheckKey.FILE_MISSING, sentence, digest, named[digest])


def _of_a_file(check: CheckKey, sentence: str, digest: str, holders: Sequence[Holder]) -> Finding:
    values = {"digest": digest[:12], "places": _in_one(holders)}
    return Finding(check, sentence, values, holders[0].at if holders else None)


def _named_files(session: Session) -> dict[str, list[Holder]]:
    """Every digest a row names, with the rows in words: whatever column ends in sha256.

    A row erased on purpose keeps the digest as a record, not the file (R-ADM-09).
    """
    named: dict[str, list[Holder]] = defaultdict(list)
    numbers: dict[int, int] = dict(session.execute(select(Member.party_id, Member.number)).all())
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if column.name.endswith("sha256"):
                kind, shown_by = KEPT_AT.get(table.name, ("", ""))
                for digest, shown, *key in session.execute(_rows_naming(table, column, shown_by)):
                    at = _at(kind, shown, numbers)
                    named[digest].append(Holder(HOLDERS[table.name], "/".join(map(str, key)), at))
    return named


def _at(kind: str, shown: int | None, numbers: Mapping[int, int]) -> Place | None:
    """Where a row is shown, if anywhere; what a party handed in, with the register entry of the member it is."""
    if shown is None:
        return None
    if kind == "party":
        return Place("entry", str(numbers[shown])) if shown in numbers else None
    return Place(kind, str(shown)) if kind else None


def _rows_naming(table: Table, column: Column[Any], shown_by: str) -> Select[Any]:
    """Digest, id of what shows them and key of the rows that need a file by this column."""
    key = list(table.primary_key)
    shown = table.columns[shown_by] if shown_by else key[0]
    found = select(column, shown.label("shown"), *(each.label(f"key_{each.name}") for each in key))
    found = found.where(column.is_not(None), column != "")
    if "erased_at" in table.columns:
        found = found.where(table.columns["erased_at"].is_(None))
    return found.order_by(*key)


def _in_one(holders: Sequence[Holder]) -> str:
    """Holders as one text, of which each part is translated for itself."""
    parts: list[str] = []
    for holder in holders:
        parts += [", ", holder.word, NBSP, holder.key]
    return German(*parts[1:], joint="") if parts else "–"


def _is_whole(digest: str) -> bool:
    try:
        files.get(digest)
    except FileNotFoundError:
        return True
    except ValueError:
        return False
    return True
