"""Register, movement, capital and ledgers of the period, as lists (§ 30 GenG, §§ 337, 338 HGB; R-REG-08, R-MOV-03)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.audits.queries.parts import Cells, Listed, Part, counts_within, moments_of, recorded_within
from app.audits.rules import Period, plain_amount
from app.members import queries as members
from app.members.models import Member
from app.members.rules import EXIT_GROUND_WORDS, SHORT_CLASS_WORDS
from app.parties.models import Party
from app.reports import queries as reports
from app.reports.queries import YearReport
from app.reports.rules import CHANGE_WORDS, CREDIT_PART_WORDS, FIGURE_WORDS, Change, Figure, credit_parts
from app.shares import queries as shares
from app.shares.models import CreditEntry, PaymentDue, PaymentReceived, ShareEntry
from app.shares.rules import GROUND_WORDS, PURPOSE_WORDS
from app.statutes.rules import FiscalYear

_ENTRY = ("Kennung", "Nr.", "Name", "Wirksam", "Erfasst", "Erfasst von", "Vorgang", "Beleg", "Storniert", "Bemerkung")


def parts(session: Session, period: Period) -> list[Part]:
    """The register on both days, the movement, the capital at the close, and every entry of the ledgers."""
    first, last = period.first_day, period.last_day
    return [
        *(_register(session, day) for day in dict.fromkeys((first, last))),
        Listed(
            f"01_Mitgliederliste/Veraenderungen_{period}.csv", "Veränderungen der Mitgliederliste im Zeitraum",
            ("Nr.", "Name", "Was sich änderte", "Anteile vorher", "Anteile nachher", "Anschrift vorher",
             "Anschrift nachher"), lambda: _changes(session, period),
        ),
        *(_movement(session, year) for year in _years(session, period)),
        *(_capital(session, year) for year in _years(session, period)),
        *_books(session, period),
    ]  # fmt: skip


def _years(session: Session, period: Period) -> list[FiscalYear]:
    """The fiscal years that the period touches."""
    known = members.years_until(session, period.last_day)
    return [year for year in known if year.first_day <= period.last_day and year.last_day >= period.first_day]


def _register(session: Session, day: date) -> Listed:
    headings = ("Nr.", "Familienname, Vornamen oder Firma", "Anschrift", "Mitgliedschaft", "Beginn", "Anteile",
                "davon weitere", "Weitere Anteile seit", "Ausscheiden", "Grund", "Beginn durch",
                "Weitere Anteile durch", "Beleg des Endes", "Weitere Angaben")  # fmt: skip
    title = f"Mitgliederliste am {day:%d.%m.%Y}, mit Ausgeschiedenen"
    path = f"01_Mitgliederliste/Mitgliederliste_{day:%Y-%m-%d}.csv"
    return Listed(path, title, headings, lambda: _register_rows(session, day))


def _register_rows(session: Session, day: date) -> Iterator[Cells]:
    lines = reports.register_on(session, day, with_former=True)
    for line, grounds in reports.with_facts(session, lines, day):
        ground = EXIT_GROUND_WORDS[line.exit_ground] if line.exit_ground else ""
        details = ", ".join(f"{name}: {value}" for name, value in line.details.items())
        yield (line.number, line.name, line.address, SHORT_CLASS_WORDS[line.member_class], line.first_day, line.shares,
               line.further_shares, line.further_shares_since, line.last_day, ground, grounds.joined(),
               "; ".join(change.words() for change in grounds.changes), grounds.exit_document, details)  # fmt: skip


def _changes(session: Session, period: Period) -> Iterator[Cells]:
    for change in reports.changes_between(session, period.first_day, period.last_day):
        yield (change.number, change.line.name, ", ".join(CHANGE_WORDS[each] for each in change.differences),
               *_both(change))  # fmt: skip


def _both(change: Change) -> Cells:
    then, now = change.then, change.now
    shares = (then.shares if then else None, now.shares if now else None)
    return (*shares, then.address if then else None, now.address if now else None)


# --- movement and capital ---------------------------------------------------------------------------------------------


def _named(year: FiscalYear) -> str:
    return f"{year.first_day:%Y-%m-%d}_{year.last_day:%Y-%m-%d}"


def _movement(session: Session, year: FiscalYear) -> Listed:
    title = f"Mitgliederbewegung des Geschäftsjahrs {year} (§ 338 HGB)"
    return Listed(
        f"02_Mitgliederbewegung/Mitgliederbewegung_{_named(year)}.csv", title,
        ("Angabe", "Mitglieder", "Anteile", "Betrag in Euro"),
        lambda: _movement_rows(reports.year_report(session, year)),
    )


def _movement_rows(report: YearReport) -> Iterator[Cells]:
    moved, before, after = report.movement, report.before, report.after
    yield "Am Anfang des Jahres", before.standing.members, before.standing.shares, plain_amount(before.standing.credit)
    yield "Zugänge", moved.joined, moved.shares_gained, ""
    yield "Abgänge", -moved.left, -moved.shares_lost, ""
    yield "Am Ende des Jahres", after.standing.members, after.standing.shares, plain_amount(after.standing.credit)
    for word, liability in (("Haftsummen am Anfang", before.liability), ("Haftsummen am Ende", after.liability)):
        yield word, "", "", plain_amount(liability) if liability else "keine"
    for part, words in CREDIT_PART_WORDS.items():
        yield f"Guthaben am Ende: {words}", "", "", plain_amount(after.parts[part])
    yield str(FIGURE_WORDS[Figure.OVERDUE]), "", "", plain_amount(after.overdue_together)
    capital = after.minimum_capital
    yield "Mindestkapital nach der Satzung", "", "", plain_amount(capital) if capital else "keines"
    for ground, change in report.shares_by_ground.items():
        yield f"Anteile: {GROUND_WORDS[ground]}", "", change, ""
    for credited, amount in report.credit_by_ground.items():
        yield f"Guthaben: {GROUND_WORDS[credited]}", "", "", plain_amount(amount)


def _capital(session: Session, year: FiscalYear) -> Listed:
    title = f"Geschäftsguthaben am Ende des Geschäftsjahrs {year}, je Mitglied (§ 337 HGB)"
    headings = ("Nr.", "Name", "Anteile", "Guthaben in Euro", *map(str, CREDIT_PART_WORDS.values()))
    return Listed(
        f"03_Geschaeftsguthaben/Geschaeftsguthaben_{year.last_day:%Y-%m-%d}.csv", title, headings,
        lambda: _capital_rows(session, year),
    )


def _capital_rows(session: Session, year: FiscalYear) -> Iterator[Cells]:
    end = reports.year_end(session, year.last_day)
    for held in end.holdings:
        if held.shares or held.credit:
            split = credit_parts(held, end.day, end.released_above)
            amounts = (plain_amount(split.get(part, 0)) for part in CREDIT_PART_WORDS)
            yield held.number, held.name, held.shares, plain_amount(held.credit), *amounts


# --- the ledgers ------------------------------------------------------------------------------------------------------


def _books(session: Session, period: Period) -> Sequence[Listed]:
    """Entries that count in the period, and those recorded in it for other days."""
    return (
        Listed(f"04_Buecher/Anteile_{period}.csv", "Anteilsbuch: alle Buchungen des Zeitraums", (*_ENTRY, "Anteile"),
               lambda: _entries(session, period, ShareEntry)),
        Listed(f"04_Buecher/Guthaben_{period}.csv", "Guthabenbuch: alle Buchungen des Zeitraums",
               (*_ENTRY, "Betrag in Euro", "Gehört zum", "Rückgabe von"),
               lambda: _entries(session, period, CreditEntry)),
        Listed(f"04_Buecher/Nachtraege_{period}.csv", "Was nach dem Zeitraum erfasst wurde und in ihm zählt",
               ("Buch", *_ENTRY), lambda: _entered_later(session, period)),
        Listed(f"04_Buecher/Zahlungen_{period}.csv", "Eingegangene Zahlungen des Zeitraums",
               ("Nummer", "Nr.", "Name", "Eingegangen", "Erfasst", "Erfasst von", "Zweck", "Betrag in Euro",
                "Storniert", "Rückgabe von", "Bemerkung"), lambda: _payments(session, period)),
        Listed(f"04_Buecher/Faellige_Zahlungen_{period}.csv", "Fällige Zahlungen des Zeitraums",
               ("Kennung", "Nr.", "Name", "Fällig", "Erfasst", "Erfasst von", "Zweck", "Betrag in Euro", "Storniert",
                "Beleg"), lambda: _dues(session, period)),
    )  # fmt: skip


def _entries(session: Session, period: Period, ledger: type[ShareEntry] | type[CreditEntry]) -> Iterator[Cells]:
    moves = shares.moves_within(ledger, period.first_day, period.last_day)
    for entry, number, name in _of_members(session, ledger, or_(moves, recorded_within(ledger.recorded_at, period))):
        is_share = isinstance(entry, ShareEntry)
        moved = (entry.change,) if is_share else (plain_amount(entry.amount), entry.belonging, entry.returns_id)
        yield (*_told(entry, number, name), *moved)


def _entered_later(session: Session, period: Period) -> Iterator[Cells]:
    """What was entered after the period and counts in it: of a closed year nothing but reversals (R-REG-05)."""
    for ledger, book in ((ShareEntry, "Anteile"), (CreditEntry, "Guthaben")):
        moves = shares.moves_within(ledger, period.first_day, period.last_day)
        later = ledger.recorded_at >= moments_of(period)[1]
        for entry, number, name in _of_members(session, ledger, moves & later):
            yield (book, *_told(entry, number, name))


def _of_members(
    session: Session, ledger: type[ShareEntry] | type[CreditEntry], within: ColumnElement[bool]
) -> Iterable[Any]:
    """Entries of a ledger with number and name of the member, by day."""
    named = select(ledger, Member.number, Party.display_name).join(Member, Member.id == ledger.member_id)
    found = named.join(Party, Party.id == Member.party_id).where(within).order_by(ledger.effective_on, ledger.id)
    return session.execute(found.execution_options(yield_per=1000))


def _told(entry: ShareEntry | CreditEntry, number: int, name: str) -> Cells:
    return (entry.id, number, name, entry.effective_on, entry.recorded_at, entry.recorded_by,
            GROUND_WORDS[entry.ground], entry.document, entry.reverses_id, entry.note)  # fmt: skip


def _payments(session: Session, period: Period) -> Iterator[Cells]:
    paid = PaymentReceived
    named = select(paid, Member.number, Party.display_name).join(Member, Member.id == paid.member_id)
    within = or_(counts_within(paid.received_on, period), recorded_within(paid.recorded_at, period))
    found = named.join(Party, Party.id == Member.party_id).where(within).order_by(paid.received_on, paid.id)
    for each, number, name in session.execute(found.execution_options(yield_per=1000)):
        yield (each.number, number, name, each.received_on, each.recorded_at, each.recorded_by,
               PURPOSE_WORDS[each.purpose], plain_amount(each.amount), each.reverses_id, each.returns_id,
               each.note)  # fmt: skip


def _dues(session: Session, period: Period) -> Iterator[Cells]:
    due = PaymentDue
    named = select(due, Member.number, Party.display_name).join(Member, Member.id == due.member_id)
    by_then = counts_within(due.due_on, period) & due.id.not_in(shares.changed_after(period.last_day))
    within = or_(by_then, recorded_within(due.recorded_at, period))
    found = named.join(Party, Party.id == Member.party_id).where(within).order_by(due.due_on, due.id)
    for each, number, name in session.execute(found.execution_options(yield_per=1000)):
        yield (each.id, number, name, each.due_on, each.recorded_at, each.recorded_by, PURPOSE_WORDS[each.purpose],
               plain_amount(each.amount), each.reverses_id, each.document)  # fmt: skip
