"""The check of the whole installation: journal, files and numbers here, all other invariants beside."""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Column, Select, Table, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.admissions.models import Application
from app.admissions.rules import application_number
from app.core import files, journal, ledgers
from app.core.db import Counter, db
from app.core.formats import NBSP, member_number
from app.core.values import German
from app.departures.models import Notice
from app.departures.rules import notice_number
from app.dues.models import DunningNotice
from app.dues.rules import dunning_number
from app.members.models import Member
from app.operations.queries.invariants import FINDERS
from app.operations.rules import CheckKey, Finding, Place, in_ranges, missing_numbers
from app.organs.models import Resolution
from app.organs.rules import Organ, resolution_number
from app.removals.models import Removal
from app.removals.rules import removal_number
from app.settlements.models import Settlement, SettlementEntry
from app.settlements.rules import payout_number, settlement_number
from app.shares.models import Certificate, PaymentReceived
from app.shares.rules import certificate_number, receipt_number
from app.subscriptions.models import Subscription
from app.subscriptions.rules import subscription_number
from app.transfers.models import Transfer
from app.transfers.rules import transfer_number

HOLDERS: Mapping[str, German] = {
    "accounts_entry": German("Jahresabschluss"),
    "application_upload": German("Unterlage zum Antrag"),
    "house_data": German("Logo"),
    "import_run": German("Import"),
    "issued_document": German("Dokument"),
    "job": German("Auftrag"),
    "notice_paper": German("Unterlage zur Kündigung"),
    "party_address": German("Nachweis der Anschrift"),
    "party_name": German("Nachweis des Namens"),
    "print_run": German("Druckauftrag"),
    "proposed_change": German("Beleg zur Änderung"),
    "removal_step": German("Unterlage zum Ausscheiden"),
    "representation": German("Nachweis der Vertretung"),
    "resolution": German("Beschluss"),
    "statute_version": German("Satzung"),
    "subscription": German("Erklärung über weitere Anteile"),
    "transfer": German("Vereinbarung über eine Übertragung"),
}
"""Tables whose rows need a stored file → what such a row is called."""

KEPT_AT: Mapping[str, tuple[str, str]] = {
    "application_upload": ("application", "application_id"),
    "import_run": ("import", "id"),
    "issued_document": ("document", "id"),
    "job": ("job", "id"),
    "notice_paper": ("notice", "notice_id"),
    "party_address": ("party", "party_id"),
    "party_name": ("party", "party_id"),
    "print_run": ("print_run", "id"),
    "proposed_change": ("change", "id"),
    "representation": ("party", "organisation_id"),
    "removal_step": ("removal", "removal_id"),
    "resolution": ("resolution", "id"),
    "statute_version": ("statute", "id"),
    "subscription": ("subscription", "id"),
    "transfer": ("transfer", "id"),
}
"""Table whose rows need a file → kind of page that shows the row, and the column with its id."""

LEDGERS: Mapping[str, German] = {
    "credit_entry": German("Geschäftsguthaben"), "share_entry": German("Geschäftsanteile"),
    "membership_exit": German("Austritte"), "membership_period": German("Mitgliedschaften"),
    "payment_due": German("Erwartete Zahlungen"), "payment_received": German("Erhaltene Zahlungen"),
}
"""What a ledger is called."""

Write = Callable[[int, int], str]
"""Year and ordinal → number."""


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


def _at(kind: str, shown: int, numbers: Mapping[int, int]) -> Place | None:
    """Where a row is shown; what a party handed in, with the register entry of the member it is."""
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


# --- numbers ---------------------------------------------------------------------------------------------------------


class _Series(NamedTuple):
    """Numbers given out year by year: which there are, the last one given, how they are written, where they stand."""

    given: Mapping[int, list[int]]
    last: Mapping[int, int]
    write: Write
    home: str


def number_findings(session: Session) -> Iterator[Finding]:
    """Numbers that were given out and are gone, or that stand or would be given a second time (R-DOC-10)."""
    for series in _every_series(session):
        for year in sorted({*series.given, *series.last}):
            yield from _gaps(series, year)
            yield from _again(series, year)
    yield from _member_numbers(session)
    yield from _resolutions_written_wrongly(session)


def _every_series(session: Session) -> Iterator[_Series]:
    given: dict[int, list[int]]
    for organ in Organ:
        given = defaultdict(list)
        numbered = select(Resolution.year, Resolution.ordinal).where(Resolution.organ == organ)
        for year, ordinal in session.execute(numbered):
            given[year].append(ordinal)
        last, home = _last_numbers(session, f"resolution:{organ}"), "resolution"
        yield _Series(given, last, partial(resolution_number, organ), home)
    plain: tuple[tuple[str, Write, InstrumentedAttribute[Any]], ...] = (
        ("certificate", certificate_number, Certificate.number), ("receipt", receipt_number, PaymentReceived.number),
        ("application", application_number, Application.number), ("notice", notice_number, Notice.number),
        ("subscription", subscription_number, Subscription.number), ("transfer", transfer_number, Transfer.number),
        ("removal", removal_number, Removal.number), ("dunning", dunning_number, DunningNotice.number),
        ("settlement", settlement_number, Settlement.number),
        ("settlement_entry", payout_number, SettlementEntry.number),
    )  # fmt: skip
    for name, write, column in plain:
        given = defaultdict(list)
        for number in session.scalars(select(column).where(column.is_not(None))):
            _letter, year, ordinal = number.split("-")
            given[int(year)].append(int(ordinal))
        yield _Series(given, _last_numbers(session, name), write, _HOMES.get(name, name))


_HOMES: Mapping[str, str] = {"receipt": "payments", "settlement_entry": "settlement"}
"""Series → the kind of page where its numbers stand, where that bears another name."""


def _last_numbers(session: Session, series: str) -> dict[int, int]:
    """The last number given out in each year of a series."""
    found = select(Counter).where(Counter.series.startswith(f"{series}:", autoescape=True))
    return {int(counter.series.rpartition(":")[2]): counter.last_number for counter in session.scalars(found)}


def _gaps(series: _Series, year: int) -> Iterator[Finding]:
    home = Place(series.home)
    for first, end in in_ranges(missing_numbers(series.given.get(year, []), series.last.get(year, 0))):
        if first == end:
            values = {"number": series.write(year, first)}
            yield Finding(CheckKey.NUMBER_GAP, "Die Nummer {number} fehlt.", values, home)
        else:
            values = {"first": series.write(year, first), "last": series.write(year, end)}
            yield Finding(CheckKey.NUMBER_GAP, "Die Nummern {first} bis {last} fehlen.", values, home)


def _again(series: _Series, year: int) -> Iterator[Finding]:
    ordinals, last = series.given.get(year, []), series.last.get(year, 0)
    for ordinal, often in sorted(Tally(ordinals).items()):
        if often > 1 or ordinal > last:
            sentence = German("Die Nummer {number} steht zweimal.") if often > 1 else _WOULD_BE_GIVEN
            values = {"number": series.write(year, ordinal)}
            yield Finding(CheckKey.NUMBER_AGAIN, sentence, values, Place(series.home))


_WOULD_BE_GIVEN = German("Die Nummer {number} würde noch einmal vergeben.")


def _member_numbers(session: Session) -> Iterator[Finding]:
    """Numbers of members beyond the last one that was given out; between them an old list may leave gaps."""
    last = session.scalar(select(Counter.last_number).where(Counter.series == "member")) or 0
    for number in session.scalars(select(Member.number).where(Member.number > last).order_by(Member.number)):
        values = {"number": member_number(number)}
        yield Finding(CheckKey.NUMBER_AGAIN, _WOULD_BE_GIVEN, values, Place("member", str(number)))


def _resolutions_written_wrongly(session: Session) -> Iterator[Finding]:
    for resolution in session.scalars(select(Resolution).order_by(Resolution.id)).unique():
        expected = resolution_number(resolution.organ, resolution.year, resolution.ordinal)
        if resolution.number != expected:
            values = {"number": resolution.number, "expected": expected}
            sentence = German("Der Beschluss {number} müsste {expected} heißen.")
            yield Finding(CheckKey.NUMBER_WRITTEN, sentence, values, Place("resolution", str(resolution.id)))
