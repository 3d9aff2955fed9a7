"""Printed lists: the register of a day, the movement of a year, the extract of a member's own entries."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import accumulate

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive.models import IssuedDocument
from app.core.db import next_number
from app.core.formats import amount, clock_time, count, euro, local, long_day, member_number
from app.core.formats import day as written
from app.core.values import Actor, Cents, German
from app.members import queries as members
from app.members.models import Member
from app.members.rules import EXIT_GROUND_WORDS, ExitGround, MemberClass, list_number
from app.organs import queries as organs
from app.parties import queries as parties
from app.parties.models import PartyName
from app.reports import queries
from app.reports.queries import YearReport
from app.reports.rules import CREDIT_PART_WORDS, FIGURE_WORDS, REPORT, Figure, Grounds, RegisterLine, detail_names
from app.shares import queries as shares
from app.shares.rules import GROUND_WORDS, further_shares
from app.statutes.rules import FiscalYear
from documents import registry
from documents.facts import Cooperative
from documents.record import Row
from documents.report import Align, Column, ReportFacts, Table


def _cooperative(session: Session, now: datetime) -> Cooperative:
    return organs.letterhead_on(session, local(now).date()).cooperative


def _knowledge(known_at: datetime | None, now: datetime) -> Row:
    at = min(known_at or now, now)
    return Row("Nach Kenntnis vom", f"{long_day(at)}, {clock_time(at)}")


# --- the register ----------------------------------------------------------------------------------------------------


def issue_register(
    session: Session, day: date, known_at: datetime | None, with_former: bool, actor: Actor, now: datetime
) -> IssuedDocument:
    """Issue the register of a day under a number: exactly the fields of the law (§§ 30, 32 GenG; R-REG-02, R-REG-08).

    `with_former` adds who has left, as the registry court and the auditor may ask for.
    """
    year = local(now).year
    number = list_number(year, next_number(session, f"register_list:{year}"))
    lines = queries.register_on(session, day, known_at, with_former=with_former)
    facts = ReportFacts(
        cooperative=_cooperative(session, now), number=number, heading="Liste der Mitglieder",
        subtitle=f"Stand am {long_day(day)}" + (", mit Ausgeschiedenen" if with_former else ""), made_at=now,
        rows=(Row("Mitglieder", count(len({line.number for line in lines if not line.has_left_by(day)}))),
              _knowledge(known_at, now)),
        tables=(_register_table(lines, queries.with_facts(session, lines, day, known_at)),),
        closing=(
            "Die Liste enthält die Angaben des § 30 Abs. 2 GenG mit den Tatsachen, die jede Eintragung begründen.",
            "Wer mit Ablauf eines Tages ausscheidet, ist an diesem Tag noch Mitglied.",
        ),
    )
    return archive.issue(
        session, kind=REPORT, facts=facts, title=German("Mitgliederliste vom", written(day)), subject="register",
        actor=actor, now=now, number=number,
    )


def _register_table(lines: Sequence[RegisterLine], entries: Iterable[tuple[RegisterLine, Grounds]]) -> Table:
    """The register's fields and no others; one more column where the statute names further fields (R-REG-02)."""
    has_details = bool(detail_names(lines))
    widths = (6, 18, 16, 18, 19, 13) if has_details else (6, 21, 19, 19, 21, 14)
    heads = ("Nr.", "Familienname, Vornamen oder Firma", "Anschrift", "Beginn", "Weitere Anteile", "Ausscheiden")
    columns = [Column(head, width) for head, width in zip(heads, widths, strict=True)]
    if has_details:
        columns.append(Column("Weitere Angaben", 10))
    rows = (_register_row(line, grounds, has_details) for line, grounds in entries)
    return Table("", tuple(columns), tuple(rows))


def _register_row(line: RegisterLine, grounds: Grounds, has_details: bool) -> tuple[str, ...]:
    """A line with the facts that ground its entries (§ 30 (2) sentence 2 GenG)."""
    investing = "\ninvestierendes Mitglied" if line.member_class is MemberClass.INVESTING else ""
    cells = (
        member_number(line.number), f"{line.name}{investing}", line.address,
        f"{written(line.first_day)}\n{grounds.joined()}", _further(line, grounds),
        str(grounds.left(line.last_day, line.exit_ground)) if line.last_day and line.exit_ground else "",
    )
    return (*cells, ", ".join(f"{name}: {value}" for name, value in line.details.items())) if has_details else cells


def _further(line: RegisterLine, grounds: Grounds) -> str:
    """The number of further shares from each change on, the earliest first; of who never had any: none."""
    changes = "\n".join(str(change.words()) for change in grounds.changes)
    return changes or str(count(line.further_shares))


def _exit(last_day: date | None, ground: ExitGround | None) -> str:
    return f"{written(last_day)}, {EXIT_GROUND_WORDS[ground]}" if last_day and ground else ""


# --- the movement of a year ------------------------------------------------------------------------------------------


def print_movement(session: Session, year: FiscalYear, known_at: datetime | None, now: datetime) -> bytes:
    """Print the movement of a year as the notes to the accounts need it (§ 338 HGB; R-MOV-01, R-MOV-03)."""
    report = queries.year_report(session, year, known_at)
    facts = ReportFacts(
        cooperative=_cooperative(session, now), number="", heading="Mitgliederbewegung",
        subtitle=f"Geschäftsjahr {year}", made_at=now,
        rows=(_knowledge(known_at, now),),
        tables=(_members_table(report), _credit_table(report), _parts_table(report), _grounds_table(report)),
    )
    return registry.build(REPORT, facts)


def _members_table(report: YearReport) -> Table:
    moved, before, after = report.movement, report.before.standing, report.after.standing
    rows = (
        ("Am Anfang des Jahres", count(before.members), count(before.shares)),
        ("Zugänge", count(moved.joined, signed=True), count(moved.shares_gained, signed=True)),
        ("Abgänge", count(-moved.left, signed=True), count(-moved.shares_lost, signed=True)),
    )
    totals = (("Am Ende des Jahres", count(after.members), count(after.shares)),)
    columns = (Column("Zahl", 60), Column("Mitglieder", 20, Align.RIGHT), Column("Anteile", 20, Align.RIGHT))
    note = "Wer mit Ablauf des letzten Tages ausscheidet, zählt nicht mehr zum Stand am Ende."
    return Table("Mitglieder und Anteile, § 338 Abs. 1 HGB", columns, rows, totals, note)


def _credit_table(report: YearReport) -> Table:
    before, after = report.before, report.after
    rows = [_change("Guthaben der verbleibenden Mitglieder", before.standing.credit, after.standing.credit)]
    at_begin, at_end = before.liability or 0, after.liability or 0
    rows.append(("Haftsummen", _sum_or_none(at_begin), amount(at_end - at_begin, signed=True), _sum_or_none(at_end)))
    columns = (Column("Gesamtbetrag", 40), *(Column(f"{head} €", 20, Align.RIGHT) for head in
                                            ("Anfang", "Veränderung", "Ende")))
    return Table("Geschäftsguthaben und Haftsummen, § 338 Abs. 1 HGB", columns, tuple(rows))


def _sum_or_none(liability: Cents) -> str:
    """The liability as the page and the auditor's folder say it."""
    return amount(liability) if liability else "keine"


def _change(label: str, before: Cents, after: Cents) -> tuple[str, ...]:
    return label, amount(before), amount(after - before, signed=True), amount(after)


def _parts_table(report: YearReport) -> Table:
    parts = report.after.parts
    rows = tuple((str(word), amount(parts[part])) for part, word in CREDIT_PART_WORDS.items())
    columns = (Column("Wem es gehört", 70), Column("Betrag €", 30, Align.RIGHT))
    total = ("Zusammen", amount(sum(parts.values())))
    overdue, capital = report.after.overdue_together, report.after.minimum_capital
    note = (
        f"{FIGURE_WORDS[Figure.OVERDUE]}: {euro(overdue)}."
        f" Mindestkapital nach der Satzung: {euro(capital) if capital else 'keines'}."
    )
    return Table("Guthaben am Ende des Jahres, § 337 Abs. 1 HGB", columns, rows, (total,), note)


def _grounds_table(report: YearReport) -> Table:
    held = [(GROUND_WORDS[ground], count(change, signed=True), "") for ground, change in
            report.shares_by_ground.items()]
    credit = [(GROUND_WORDS[ground], "", amount(change, signed=True)) for ground, change in
              report.credit_by_ground.items()]
    columns = (Column("Vorgang", 60), Column("Anteile", 20, Align.RIGHT), Column("Guthaben €", 20, Align.RIGHT))
    heading = "Buchungen des Jahres ohne Stornos und Storniertes"
    return Table(heading, columns, tuple(map(_plain, (*held, *credit))))


def _plain(cells: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(cell) for cell in cells)


# --- the extract -----------------------------------------------------------------------------------------------------


def extract_facts(session: Session, member: Member, number: str, now: datetime) -> ReportFacts:
    """What the register has ever held of a member, each entry with its day (§§ 30, 31 GenG; R-REG-02, R-REG-05)."""
    return ReportFacts(
        cooperative=_cooperative(session, now), number=number, heading="Auszug aus der Mitgliederliste",
        subtitle=f"{member.party.display_name}, Nr. {member_number(member.number)}", made_at=now, rows=(),
        tables=(_names_table(session, member), _memberships_table(member), _further_table(session, member)),
        closing=("Abschrift der eigenen Eintragungen nach § 31 Abs. 1 GenG.",),
    )


def _names_table(session: Session, member: Member) -> Table:
    rows = [(str(written(name.valid_from)), "Name", _name(name)) for name in parties.names_of(session, member.party_id)]
    rows += [(str(written(each.valid_from)), "Anschrift", str(each.value())) for each in
             parties.addresses_of(session, member.party_id)]
    rows += [(str(written(each.valid_from)), each.name, each.value) for each in members.details_of(session, member.id)]
    columns = (Column("Gilt ab", 18), Column("Angabe", 22), Column("Eintrag", 60))
    return Table("Name, Anschrift, weitere Angaben", columns, tuple(rows))


def _name(name: PartyName) -> str:
    return name.name or f"{name.last_name}, {name.first_names}"


def _memberships_table(member: Member) -> Table:
    lasted = (each for each in member.periods if not each.is_struck)
    rows = tuple((str(written(each.first_day)), _exit(each.last_day, each.exit_ground)) for each in lasted)
    return Table("Mitgliedschaft", (Column("Beginn", 40), Column("Ausscheiden", 60)), rows)


def _further_table(session: Session, member: Member) -> Table:
    """The further shares after each change; what was booked by mistake and undone is no change."""
    sheet = [row for row in reversed(shares.share_sheet(session, member.id)) if row.is_share]
    kept = [row for row in sheet if not row.is_reversed and not row.is_reversal]
    held = accumulate(row.change for row in kept)
    rows = tuple((str(written(row.effective_on)), str(GROUND_WORDS[row.ground]), str(count(further_shares(number))))
                 for row, number in zip(kept, held, strict=True))
    columns = (Column("Wirksam", 18), Column("Vorgang", 52), Column("Weitere Anteile danach", 30, Align.RIGHT))
    return Table("Weitere Geschäftsanteile", columns, rows)
