"""The command `import`: the same acts as the pages', for a list of any kind that lies on the server."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app.core import clock
from app.core.commands import Command
from app.core.db import db, transaction
from app.core.formats import euro, local
from app.core.values import Actor, Cents, Refusal
from app.imports import actions, queries, rules
from app.imports.actions import PreparedHistory
from app.imports.models import ImportRun
from app.imports.rules import Listed, ListKind, Verdict
from app.statutes import queries as statutes

OPERATOR = Actor("Befehlszeile")


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV oder XLSX")
    parser.add_argument(
        "--kind", choices=[each.value for each in ListKind], default=ListKind.MEMBERS.value,
        help="was die Liste enthält: members, oder was seither geschah",
    )
    parser.add_argument("--leave-out", action="store_true", help="fehlerhafte Zeilen einer Historie auslassen")
    parser.add_argument("--map", type=Path, metavar="MAP.json", help="welche Überschrift welches Feld ist")
    parser.add_argument("--share-amount", metavar="EUR", help="Betrag eines Anteils; sonst der der Satzung")
    parser.add_argument(
        "--amount-is-meant", action="store_true", help="den Betrag übernehmen, obwohl eine Satzung einen anderen nennt"
    )
    parser.add_argument("--dry-run", action="store_true", help="nur prüfen, nichts übernehmen")
    parser.add_argument("--json", action="store_true", help="das Ergebnis als JSON")


def _import(parsed: Namespace) -> int:
    """Judge a list and, unless it is a dry run, take its good rows over; 1 where the list as a whole is refused."""
    now, kind = clock.now(), ListKind(parsed.kind)
    content, columns = _content_of(parsed.file), _columns_in(parsed.map)
    share_amount = _share_amount(db.session(), parsed.share_amount)
    listed = rules.listed(content, columns, share_amount, rules.LAYOUTS[kind])
    _check_amount(parsed, listed, kind, local(now).date())
    if kind is not ListKind.MEMBERS:
        return _import_history(parsed, kind, content, listed, now)
    prepared, run = actions.prepare(db.session(), listed, now), None
    if not parsed.dry_run:
        received = actions.keep(parsed.file.name, content, listed.columns)
        with transaction() as session:
            run = actions.hand_over(session, received, listed.share_amount, OPERATOR, now)
            actions.take_over(session, run, prepared, OPERATOR, now)
    result = run.result if run else prepared.result
    if lacking := queries.lacking_details_on(db.session(), listed.columns, local(now).date()):
        print(f"Die Satzung verlangt auch, die Liste hat es nicht: {', '.join(lacking)}.", file=sys.stderr)
    print(json.dumps(result, ensure_ascii=False, indent=1) if parsed.json else _as_text(run, prepared.verdicts))
    return 0


def _import_history(parsed: Namespace, kind: ListKind, content: bytes, listed: Listed, now: datetime) -> int:
    """Judge a history and, unless it is a dry run, enter it; faulty rows are left out only where that is said."""
    received = actions.keep(parsed.file.name, content, listed.columns, kind)
    prepared = actions.prepare_history(db.session(), listed, kind, received.filename, now)
    will_enter = not parsed.dry_run and (parsed.leave_out or not prepared.faulty)
    if will_enter:
        with transaction() as session:
            run = actions.hand_over(session, received, listed.share_amount, OPERATOR, now)
            run.left_out, run.left_out_mark = prepared.faulty, prepared.mark
            session.flush()
            actions.take_over_history(session, run, prepared, OPERATOR, now)
    print(json.dumps(prepared.outcome(), ensure_ascii=False, indent=1) if parsed.json else _told(prepared, will_enter))
    if prepared.faulty and not parsed.dry_run and not parsed.leave_out:
        print("Nichts gebucht. Berichtigen Sie die Zeilen, oder lassen Sie sie mit --leave-out aus.", file=sys.stderr)
        return 1
    return 0


def _check_amount(parsed: Namespace, listed: Listed, kind: ListKind, today: date) -> None:
    """Refuse an amount that the statutes of a list's days contradict, unless it is said that it is meant."""
    other = queries.other_amount(db.session(), listed, kind, today)
    rules.check_amount(other)
    if other is None or parsed.amount_is_meant:
        return
    title, stated, amount = other.stated[-1].title, euro(other.stated[-1].share_amount), euro(other.share_amount)
    if not parsed.dry_run:
        raise Refusal(
            "Die Liste rechnet mit {amount} je Anteil, {title} nennt {stated}. Ist das so gemeint, geben Sie"
            " --amount-is-meant an.", amount=amount, title=title, stated=stated,
        )
    print(f"Die Liste rechnet mit {amount} je Anteil, {title} nennt {stated}.", file=sys.stderr)


def _told(prepared: PreparedHistory, is_entered: bool) -> str:
    lines = [
        f"Zeile {each.row}{f', Spalte „{finding.column}“' if finding.column else ''}: {finding.said}"
        for each in prepared.verdicts for finding in (each.errors or [*each.hints, *each.notes])
    ]
    entered, faulty = sum(each.is_entered for each in prepared.verdicts), prepared.faulty
    there = len(prepared.verdicts) - entered - faulty
    word = "gebucht" if is_entered else "zu buchen"
    counted = f"{len(prepared.verdicts)} Zeilen: {entered} {word}, {there} schon da, {faulty} fehlerhaft."
    before, after = prepared.before, prepared.after
    today = (
        f"Heute: {before.members} → {after.members} Mitglieder, {before.shares} → {after.shares} Anteile, "
        f"{euro(before.credit)} → {euro(after.credit)} Guthaben."
    )
    return "\n".join([*lines, counted, today])


def _content_of(file: Path) -> bytes:
    rules.check_size(file.stat().st_size)
    return file.read_bytes()


def _columns_in(file: Path | None) -> object:
    """The map in a file; None where none is given."""
    if file is None:
        return None
    try:
        return json.loads(file.read_text(encoding="utf-8-sig"))
    except (json.JSONDecodeError, UnicodeDecodeError) as fault:
        raise Refusal("Die Zuordnung {name} ist kein JSON: {fault}.", name=file.name, fault=fault) from fault


def _share_amount(session: Session, given: str | None) -> Cents:
    if given is not None:
        return rules.share_amount_of(given)
    statute = statutes.find_statute_on(session, clock.today())
    if statute is None:
        raise Refusal("Noch ist keine Satzung eingetragen: Nennen Sie den Betrag eines Anteils mit --share-amount.")
    return statute.share_amount


def _as_text(run: ImportRun | None, verdicts: Sequence[Verdict]) -> str:
    lines = [
        f"Zeile {each.row}, {'abgewiesen' if each.errors else 'Hinweis'}: {each.label or '–'}: "
        f"{' · '.join(each.faults or each.hints)}"
        for each in verdicts if each.errors or each.hints
    ]
    there = sum(each.is_there for each in verdicts)
    fresh = sum(each.facts is not None for each in verdicts) - there
    came_of_it = (
        f"{run.imported} übernommen, {run.already_there} schon da, {run.refused} abgewiesen" if run
        else f"{fresh} übernehmbar, {there} schon da; nichts übernommen (Probelauf)"
    )
    counted = ["Gezählt ab der ersten Zeile unter der Überschrift."] if lines else []
    rows = "1 Zeile" if len(verdicts) == 1 else f"{len(verdicts)} Zeilen"
    return "\n".join([*lines, *counted, f"{rows}: {came_of_it}."])


COMMANDS = (
    Command(
        "import", "Listen übernehmen (CSV, XLSX): Mitglieder, Ausscheiden, Übertragungen, Zahlungen",
        (
            "import alt.csv --share-amount 500 --dry-run",
            "import alt.xlsx --map spalten.json --share-amount 500",
            "import alt.csv --json > ergebnis.json",
            "import vorgaenge.csv --kind history --dry-run",
        ),
        _import, _arguments,
    ),
)
