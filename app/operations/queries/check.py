"""The check of the whole installation: journal, files, numbers, documents, ledgers; each finding is a sentence."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Column, Select, Table, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.admissions.models import Application
from app.admissions.rules import application_number
from app.archive.models import IssuedDocument
from app.archive.rules import Standing
from app.core import files, journal
from app.core.db import Counter, db
from app.core.formats import NBSP, day, euro, local, member_number
from app.core.told import Kept
from app.core.values import German
from app.departures import queries as departures
from app.departures.models import Notice
from app.departures.rules import notice_number
from app.dues.models import DunningNotice, PaymentPlan
from app.dues.rules import dunning_number, plan_number
from app.members.models import Member
from app.operations.rules import Area, Finding, in_ranges, missing_numbers
from app.organs.models import Resolution
from app.organs.rules import Organ, resolution_number
from app.shares import queries as shares
from app.shares.models import Certificate, CreditEntry, PaymentReceived, ShareEntry
from app.shares.queries import share_sums
from app.shares.rules import certificate_number, receipt_number
from app.subscriptions import queries as subscriptions
from app.subscriptions.models import Subscription
from app.subscriptions.rules import subscription_number

LATE = timedelta(days=1)

HOLDERS: Mapping[str, German] = {
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
    "representation": German("Nachweis der Vertretung"),
    "resolution": German("Beschluss"),
    "statute_version": German("Satzung"),
    "subscription": German("Erklärung über weitere Anteile"),
}
"""Tables whose rows need a stored file → what such a row is called."""

Write = Callable[[int, int], str]
"""Year and ordinal → number."""

Place = tuple[str, str]
"""What a row that needs a file is called, and its number."""


def findings(session: Session, now: datetime) -> Iterator[Finding]:
    """Everything that is not as it should be; nothing where all is well."""
    yield from journal_findings(session)
    yield from file_findings(session)
    yield from number_findings(session)
    yield from document_findings(session, now)
    yield from certificate_findings(session, now)
    yield from ledger_findings(session)
    yield from notice_findings(session)
    yield from subscription_findings(session)


# --- journal ---------------------------------------------------------------------------------------------------------


def journal_findings(session: Session) -> Iterator[Finding]:
    """Lines that were changed, taken out, cut off or added behind the program's back."""
    by_fault: dict[str, list[int]] = defaultdict(list)
    for fault in journal.faults(session):
        by_fault[fault.fault].append(fault.sequence)
    for name, sequences in by_fault.items():
        for first, last in in_ranges(sequences):
            yield _of_the_journal(name, str(first) if first == last else f"{first}–{last}")


def _of_the_journal(fault: str, number: str) -> Finding:
    values = {"number": number}
    match fault:
        case "missing":
            return Finding(Area.JOURNAL, "Die Zeile {number} des Journals fehlt.", values)
        case "cut off":
            return Finding(Area.JOURNAL, "Die Zeile {number} am Ende des Journals wurde abgeschnitten.", values)
        case "beyond the head":
            return Finding(Area.JOURNAL, "Die Zeile {number} wurde von fremder Hand an das Journal gehängt.", values)
        case "details missing":
            sentence = "Die Angaben der Zeile {number} des Journals fehlen; keine Löschung ist verzeichnet."
            return Finding(Area.JOURNAL, sentence, values)
        case "taken back":
            sentence = "Die Zeile {number} des Journals gab es schon; die Datenbank ist eine ältere oder eine andere."
            return Finding(Area.JOURNAL, sentence, values)
        case "head missing":
            return Finding(Area.JOURNAL, "Der Kopf des Journals fehlt; er stand bei Zeile {number}.", values)
        case _:
            return Finding(Area.JOURNAL, "Die Zeile {number} des Journals wurde verändert.", values)


# --- files -----------------------------------------------------------------------------------------------------------


def file_findings(session: Session) -> Iterator[Finding]:
    """Stored files whose bytes do not fit their name, and files that a row names but that are gone."""
    named = _named_files(session)
    there = set(files.stored())
    for digest in sorted(there):
        if not _is_whole(digest):
            values = {"digest": digest[:12], "places": _in_one(named.get(digest, ()))}
            yield Finding(Area.FILES, "Die Datei {digest} wurde verändert (gebraucht von: {places}).", values)
    for digest in sorted(set(named) - there):
        values = {"digest": digest[:12], "places": _in_one(named[digest])}
        yield Finding(Area.FILES, "Die Datei {digest} fehlt (gebraucht von: {places}).", values)


def _named_files(session: Session) -> dict[str, list[Place]]:
    """Every digest a row names, with the rows in words: whatever column ends in sha256.

    A row erased on purpose keeps the digest as a record, not the file (R-ADM-09).
    """
    named: dict[str, list[Place]] = defaultdict(list)
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if column.name.endswith("sha256"):
                for digest, *key in session.execute(_rows_naming(table, column)):
                    named[digest].append((HOLDERS[table.name], "/".join(map(str, key))))
    return named


def _rows_naming(table: Table, column: Column[Any]) -> Select[Any]:
    """Digest and key of the rows that need a file by this column."""
    found = select(column, *table.primary_key).where(column.is_not(None), column != "")
    if "erased_at" in table.columns:
        found = found.where(table.columns["erased_at"].is_(None))
    return found.order_by(*table.primary_key)


def _in_one(places: Sequence[Place]) -> str:
    """Places as one text, of which each part is translated for itself."""
    parts: list[str] = []
    for word, key in places:
        parts += [", ", word, NBSP, key]
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


def number_findings(session: Session) -> Iterator[Finding]:
    """Numbers that were given out and are gone (R-DOC-10)."""
    yield from _resolution_gaps(session)
    series: tuple[tuple[str, Write, InstrumentedAttribute[Any]], ...] = (
        ("certificate", certificate_number, Certificate.number), ("receipt", receipt_number, PaymentReceived.number),
        ("application", application_number, Application.number), ("notice", notice_number, Notice.number),
        ("subscription", subscription_number, Subscription.number), ("dunning", dunning_number, DunningNotice.number),
        ("plan", plan_number, PaymentPlan.number),
    )  # fmt: skip
    for name, write, column in series:
        given: dict[int, list[int]] = defaultdict(list)
        for number in session.scalars(select(column).where(column.is_not(None))):
            _letter, year, ordinal = number.split("-")
            given[int(year)].append(int(ordinal))
        yield from _gaps(given, _last_numbers(session, name), write)


def _resolution_gaps(session: Session) -> Iterator[Finding]:
    for organ in Organ:
        given: dict[int, list[int]] = defaultdict(list)
        numbered = select(Resolution.year, Resolution.ordinal).where(Resolution.organ == organ)
        for year, ordinal in session.execute(numbered):
            given[year].append(ordinal)
        yield from _gaps(given, _last_numbers(session, f"resolution:{organ}"), partial(resolution_number, organ))


def _last_numbers(session: Session, series: str) -> dict[int, int]:
    """The last number given out in each year of a series."""
    found = select(Counter).where(Counter.series.startswith(f"{series}:", autoescape=True))
    return {int(counter.series.rpartition(":")[2]): counter.last_number for counter in session.scalars(found)}


def _gaps(given: Mapping[int, list[int]], last: Mapping[int, int], write: Write) -> Iterator[Finding]:
    for year in sorted({*given, *last}):
        for first, end in in_ranges(missing_numbers(given.get(year, []), last.get(year, 0))):
            if first == end:
                yield Finding(Area.NUMBERS, "Die Nummer {number} fehlt.", {"number": write(year, first)})
            else:
                values = {"first": write(year, first), "last": write(year, end)}
                yield Finding(Area.NUMBERS, "Die Nummern {first} bis {last} fehlen.", values)


# --- documents and ledgers -------------------------------------------------------------------------------------------


def document_findings(session: Session, now: datetime) -> Iterator[Finding]:
    """Documents issued more than a day ago that were never made."""
    late = select(IssuedDocument).where(
        IssuedDocument.sha256.is_(None), IssuedDocument.erased_at.is_(None), IssuedDocument.issued_at < now - LATE
    )
    for document in session.scalars(late.order_by(IssuedDocument.id)):
        issued_on = day(local(document.issued_at).date())
        values = {"title": Kept(document.title), "number": document.number or document.id, "day": issued_on}
        yield Finding(Area.DOCUMENTS, "„{title}“ ({number}) vom {day} wurde noch nicht hergestellt.", values)


def certificate_findings(session: Session, now: datetime) -> Iterator[Finding]:
    """Valid certificates that state other shares than the ledger, for longer than a day (R-DOC-04)."""
    today = local(now).date()
    held, before = share_sums(today).subquery("held"), share_sums(today - LATE).subquery("before")
    shares, shares_before = (func.coalesce(sums.c.shares, 0) for sums in (held, before))
    wrong = (
        select(Certificate.number, Certificate.shares, Member.number, shares)
        .join(Member, Member.id == Certificate.member_id)
        .join(IssuedDocument, IssuedDocument.id == Certificate.document_id)
        .outerjoin(held, held.c.member_id == Member.id)
        .outerjoin(before, before.c.member_id == Member.id)
        .where(IssuedDocument.standing == Standing.VALID, Certificate.shares.not_in([shares, shares_before]))
    )
    for certificate, stated, number, has in session.execute(wrong.order_by(Certificate.number)):
        values = {"certificate": certificate, "stated": stated, "number": member_number(number), "shares": has}
        sentence = "Die Urkunde {certificate} gilt und nennt {stated} Anteile; Mitglied {number} hat {shares}."
        yield Finding(Area.DOCUMENTS, sentence, values)


def ledger_findings(session: Session) -> Iterator[Finding]:
    """Members who on some day would have had less than nothing, or whose holdings do not follow from the ledger."""
    for number in shares.members_with_other_holdings(session):
        whose = {"number": member_number(number)}
        yield Finding(Area.LEDGER, "Die Bestände von Mitglied {number} folgen nicht aus seinen Buchungen.", whose)
    for number, first_day, total in _below_zero(session, ShareEntry, ShareEntry.change):
        values = {"number": member_number(number), "day": day(first_day), "shares": total}
        yield Finding(Area.LEDGER, "Mitglied {number} hätte am {day} {shares} Anteile.", values)
    for number, first_day, total in _below_zero(session, CreditEntry, CreditEntry.amount):
        values = {"number": member_number(number), "day": day(first_day), "credit": euro(total)}
        yield Finding(Area.LEDGER, "Mitglied {number} hätte am {day} ein Guthaben von {credit}.", values)


def notice_findings(session: Session) -> Iterator[Finding]:
    """Notices of which register or share ledger do not say what they brought about."""
    for notice in departures.without_trace(session):
        values = {"number": notice.number, "day": day(notice.last_day or notice.received_on)}
        yield Finding(Area.LEDGER, "Kündigung {number}: Zum {day} steht in Register oder Anteilsblatt nichts.", values)


def subscription_findings(session: Session) -> Iterator[Finding]:
    """Declarations on further shares that the share ledger contradicts."""
    for each in subscriptions.without_trace(session):
        sentence = "Erklärung {number}: Stand und Anteilsblatt widersprechen sich."
        yield Finding(Area.LEDGER, sentence, {"number": each.number})


def _below_zero(
    session: Session, ledger: type[ShareEntry] | type[CreditEntry], change: InstrumentedAttribute[int]
) -> Iterator[tuple[int, date, int]]:
    """Number of the member, first day below nothing and the sum of that day, from a ledger."""
    total = func.sum(func.sum(change)).over(partition_by=ledger.member_id, order_by=ledger.effective_on)
    days = select(ledger.member_id, ledger.effective_on, total.label("total"))
    sums = days.group_by(ledger.member_id, ledger.effective_on).subquery()
    below = select(Member.number, sums.c.effective_on, sums.c.total).join(Member, Member.id == sums.c.member_id)
    named: set[int] = set()
    for number, first_day, sum_ in session.execute(
        below.where(sums.c.total < 0).order_by(Member.number, sums.c.effective_on)
    ):
        if number not in named:
            named.add(number)
            yield number, first_day, int(sum_)
