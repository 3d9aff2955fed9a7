"""Certificates, statute, journal, the check and the inspections, as the folder holds them (R-AUD-02, R-DOC-04)."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument
from app.archive.rules import STANDING_WORDS, Standing, stood_on
from app.audits.queries.parts import Cells, Listed, Paper, Part, recorded_within
from app.audits.rules import Period, safe_stem
from app.core.journal import JournalLine
from app.members.models import Member
from app.operations.rules import AREA_WORDS, CHECKS, SEVERITY_WORDS, CheckKey, Finding
from app.parties.models import Party
from app.reports.models import RegisterInspection
from app.reports.rules import REQUESTER_WORDS
from app.shares.models import Certificate
from app.statutes import queries as statutes
from app.statutes.models import StatuteVersion


def parts(session: Session, period: Period, found: Sequence[Finding] | None) -> list[Part]:
    """What proves the rest: certificates, statute, journal, what the check found, inspections.

    What it finds is of the day on which it looks: of a period that is over it is None, and the list says so.
    """
    return [
        _certificates(session, period), *_statutes(session, period), _journal(session, period), *_check(found),
        _inspections(session, period),
    ]  # fmt: skip


def _certificates(session: Session, period: Period) -> Listed:
    headings = ("Nummer", "Nr.", "Name", "Anteile", "Ausgestellt", "Stand", "Seit", "Grund", "SHA-256")
    return Listed(
        "10_Urkunden/Urkunden.csv", "Verzeichnis aller Anteilsurkunden, Stand am Ende des Zeitraums", headings,
        lambda: _certificate_rows(session, period),
    )


def _certificate_rows(session: Session, period: Period) -> Iterator[Cells]:
    named = select(Certificate, IssuedDocument, Member.number, Party.display_name)
    joined = named.join(IssuedDocument, IssuedDocument.id == Certificate.document_id)
    joined = joined.join(Member, Member.id == Certificate.member_id).join(Party, Party.id == Member.party_id)
    for each, document, number, name in session.execute(joined.order_by(Certificate.id)).unique():
        standing = stood_on(document.standing, document.standing_on, period.last_day)
        told = (None, "") if standing is Standing.VALID else (document.standing_on, document.standing_reason)
        yield (each.number, number, name, each.shares, each.issued_on, STANDING_WORDS[standing], *told,
               document.sha256)  # fmt: skip


def _statutes(session: Session, period: Period) -> list[Part]:
    """The versions in force on any day of the period, each with its PDF (R-STA-03)."""
    known = sorted((each for each in statutes.versions(session) if each.registered_on), key=_since)
    until = [_since(each) for each in known[1:]]
    found = [
        each for each, end in zip(known, [*until, None], strict=True)
        if _since(each) <= period.last_day.toordinal() and (end is None or end > period.first_day.toordinal())
    ]
    headings = ("Fassung", "Beschlossen", "Eingetragen", "Bemerkung", "SHA-256")
    listed = Listed("11_Satzung/Fassungen.csv", "Fassungen der Satzung", headings, lambda: map(_version, found))
    papers = [
        Paper(f"11_Satzung/{each.registered_on:%Y-%m-%d}_{safe_stem(each.title)}", each.title, each.document_sha256)
        for each in found if each.document_sha256
    ]
    return [listed, *papers]


def _since(version: StatuteVersion) -> int:
    """The day of the registration, as a number that can be compared."""
    return version.registered_on.toordinal() if version.registered_on else 0


def _version(each: StatuteVersion) -> Cells:
    return each.title, each.resolved_on, each.registered_on, each.note, each.document_sha256


def _journal(session: Session, period: Period) -> Listed:
    headings = ("Zeile", "Zeitpunkt", "Wer", "Vorgang", "Sache", "Was", "Angaben-Prüfsumme", "Vorige Prüfsumme",
                "Prüfsumme")  # fmt: skip
    return Listed(
        f"12_Journal/Journal_{period}.csv", "Journal des Zeitraums mit den Prüfsummen seiner Kette", headings,
        lambda: _journal_rows(session, period),
    )


def _journal_rows(session: Session, period: Period) -> Iterator[Cells]:
    lines = select(JournalLine).where(recorded_within(JournalLine.at, period)).order_by(JournalLine.sequence)
    for line in session.scalars(lines.execution_options(yield_per=1000)):
        yield (line.sequence, line.at, line.actor_name, line.act, line.subject, line.summary(), line.details_hash,
               line.previous_hash, line.hash)  # fmt: skip


_CHECKED = ("Bereich", "Prüfung", "Bedeutung", "Grundlage", "Schwere")
_OF_A_DAY = "Was geprüft wird; Befunde gehören zum Tag der Prüfung und stehen auf der Seite „Prüfung“"


def _check(found: Sequence[Finding] | None) -> list[Part]:
    """What the check found, and every invariant it looked for."""
    if found is None:
        return [Listed("13_Pruefung/Pruefungen.csv", _OF_A_DAY, _CHECKED, lambda: map(_invariant, CheckKey))]
    return [
        Listed("13_Pruefung/Pruefungen.csv", "Was geprüft wurde, mit der Zahl der Befunde",
               (*_CHECKED, "Befunde"), lambda: _invariants(found)),
        Listed("13_Pruefung/Befunde.csv", "Befunde", ("Prüfung", "Befund"),
               lambda: ((CHECKS[each.check].name, str(each)) for each in found)),
    ]  # fmt: skip


def _invariants(found: Sequence[Finding]) -> Iterator[Cells]:
    for key in CheckKey:
        yield (*_invariant(key), sum(each.check is key for each in found))


def _invariant(key: CheckKey) -> Cells:
    check = CHECKS[key]
    return AREA_WORDS[check.area], check.name, check.meaning, check.basis, SEVERITY_WORDS[check.severity]


def _inspections(session: Session, period: Period) -> Listed:
    headings = ("Wann", "Wer", "Name", "Durch", "Interesse", "Register vom", "Gewährt", "Vermerkt von")
    return Listed(
        f"14_Einsichten/Einsichten_{period}.csv", "Einsichten in die Mitgliederliste (§ 31 GenG)", headings,
        lambda: _inspection_rows(session, period),
    )


def _inspection_rows(session: Session, period: Period) -> Iterator[Cells]:
    within = recorded_within(RegisterInspection.recorded_at, period)
    found = select(RegisterInspection).where(within).order_by(RegisterInspection.id)
    for each in session.scalars(found).unique():
        yield (each.recorded_at, REQUESTER_WORDS[each.requester], each.name, each.agent, each.interest,
               each.register_on, "ja" if each.was_granted else "nein", each.recorded_by)  # fmt: skip
