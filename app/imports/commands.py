"""The command `import`: the same acts as the pages', for a list that lies on the server."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.orm import Session

from app.core import clock
from app.core.commands import Command
from app.core.db import transaction
from app.core.values import Actor, Cents, Refusal
from app.imports import actions, queries, rules
from app.imports.forms import ERROR_WORDS, WARNING_WORDS
from app.imports.models import ImportRun
from app.imports.rules import Verdict
from app.statutes import queries as statutes

OPERATOR = Actor("Befehlszeile")


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV oder XLSX")
    parser.add_argument("--map", type=Path, metavar="MAP.json", help="welche Überschrift welches Feld ist")
    parser.add_argument("--share-amount", metavar="EUR", help="Betrag eines Anteils; sonst der der Satzung")
    parser.add_argument("--dry-run", action="store_true", help="nur prüfen, nichts übernehmen")
    parser.add_argument("--json", action="store_true", help="das Ergebnis als JSON")


def _import(parsed: Namespace) -> int:
    """Judge a list and, unless it is a dry run, take its good rows over; 1 where the list as a whole is refused."""
    try:
        columns = json.loads(parsed.map.read_text(encoding="utf-8-sig")) if parsed.map else None
        content = parsed.file.read_bytes()
        with transaction() as session:
            amount = _share_amount(session, parsed.share_amount)
            verdicts = queries.verdicts_on(session, content, columns, amount, clock.today())
            run = None if parsed.dry_run else _take_over(session, parsed.file.name, content, columns, amount)
    except (Refusal, OSError, json.JSONDecodeError, UnicodeDecodeError) as fault:
        print(fault, file=sys.stderr)
        return 1
    print(_as_json(verdicts, amount) if parsed.json else _as_text(run, verdicts))
    return 0


def _take_over(
    session: Session, name: str, content: bytes, columns: Mapping[str, str] | None, amount: Cents
) -> ImportRun:
    run = actions.hand_over(session, name, content, amount, OPERATOR, clock.now(), columns)
    return actions.take_over(session, run, OPERATOR, clock.now())


def _share_amount(session: Session, given: str | None) -> Cents:
    if given is None:
        statute = statutes.find_statute_on(session, clock.today())
        if statute is None:
            raise Refusal("Noch ist keine Satzung eingetragen: Nennen Sie den Betrag eines Anteils mit --share-amount.")
        return statute.share_amount
    return rules.share_amount_of(given)


def _as_json(verdicts: list[Verdict], amount: Cents) -> str:
    days = rules.report_days([each.facts for each in verdicts if each.facts], clock.today())
    return json.dumps(rules.report(verdicts, amount, days), ensure_ascii=False, indent=1)


def _as_text(run: ImportRun | None, verdicts: list[Verdict]) -> str:
    lines = [
        f"Zeile {each.row}: {each.label or '–'}: {' · '.join(_words_of(each))}"
        for each in verdicts if each.errors or each.warnings
    ]
    good = sum(each.facts is not None for each in verdicts)
    came_of_it = (
        f"{run.imported} übernommen, {run.already_there} schon da, {run.refused} abgewiesen" if run
        else f"{good} übernehmbar; nichts übernommen (Probelauf)"
    )
    return "\n".join([*lines, f"{len(verdicts)} Zeilen: {came_of_it}."])


def _words_of(verdict: Verdict) -> list[str]:
    """What is wrong with a row; where nothing is, what is to be looked at."""
    if verdict.errors:
        return [str(ERROR_WORDS[error]) for error in verdict.errors]
    return [str(WARNING_WORDS[warning]) for warning in verdict.warnings]


COMMANDS = (
    Command(
        "import", "Mitgliederliste übernehmen (CSV, XLSX)", "import alt.csv --share-amount 500 --dry-run", _import,
        _arguments,
    ),
)
