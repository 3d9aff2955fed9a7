"""What an administrator runs: the check, backup and restore, the samples of all documents."""

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from flask import current_app, url_for

from app.core import clock
from app.core.commands import Command
from app.core.db import db
from app.core.web.lists import PAGE_SIZE
from app.operations import actions, queries
from app.operations.rules import CHECKS, Finding, addresses_of
from documents import samples


def _backup(parsed: Namespace) -> int:
    """Back everything up; 1 where stored files had been changed and were left out."""
    done = actions.back_up(parsed.file, current_app.config["GENOKONTOR"].secret_key, clock.now())
    print(f"{done.rows} Zeilen und {done.files} Dateien gesichert in {parsed.file}.")
    for digest in done.damaged:
        print(f"Nicht gesichert, da verändert: Datei {digest}.", file=sys.stderr)
    return 1 if done.damaged else 0


def _restore(parsed: Namespace) -> int:
    """Put a backup back."""
    settings = current_app.config["GENOKONTOR"]
    manifest = actions.restore(parsed.file, settings.data / "secret-key", clock.now(), parsed.replace)
    print(f"{sum(manifest.rows.values())} Zeilen und {len(manifest.files)} Dateien wiederhergestellt.")
    if settings.secret_key != (settings.data / "secret-key").read_text().strip() and settings.is_secret_given:
        print("GENOKONTOR_SECRET_KEY ist gesetzt und geht dem wiederhergestellten Schlüssel vor: Links aus früheren")
        print("E-Mails gelten nicht. Nehmen Sie die Einstellung heraus, wenn sie weiter gelten sollen.")
    print("Starten Sie Genokontor neu, damit der Schlüssel gilt. Alle melden sich neu an;")
    print("E-Mails, die bei der Sicherung warteten, gehen nicht von selbst hinaus: Prüfen Sie sie unter „E-Mails“.")
    return 0


def _check(parsed: Namespace) -> int:
    """Check the whole installation; 1 where something is not as it should be."""
    found = list(queries.findings(db.session(), clock.now()))
    if parsed.json:
        rows = [_as_row(each) for each in found]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        print("\n".join(f"{each} {_path_of(each)}" for each in found) or "Alles in Ordnung.")
    return 1 if found else 0


def _as_row(finding: Finding) -> dict[str, object]:
    """A finding as JSON: the invariant and what it asks for, the sentence and its values."""
    check = CHECKS[finding.check]
    about = {"check": finding.check, "area": check.area, "severity": check.severity, "basis": check.basis}
    found = {"rule": check.rule, "sentence": str(finding), "page": _path_of(finding)}
    return {**about, **found, **finding.values}


def _path_of(finding: Finding) -> str:
    """The path of the page that shows what was found, as the page of the check links it."""
    endpoint, values = addresses_of(finding.place, PAGE_SIZE)[0]
    which: dict[str, Any] = dict(values)
    with current_app.test_request_context():
        return url_for(endpoint, **which)


def _as_json(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="die Befunde als JSON")


def _samples(parsed: Namespace) -> int:
    """Print every document from fictional facts."""
    print(f"{len(samples.write(parsed.folder))} Muster geschrieben nach {parsed.folder}.")
    return 0


def _file(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="die Sicherung, zum Beispiel sicherung.tar.gz")


def _file_to_restore(parser: ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("--replace", action="store_true", help="den Inhalt dieser Installation dadurch ersetzen")


def _folder(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="wohin die PDF-Dateien geschrieben werden")


COMMANDS = (
    Command("check", "Journal, Dateien, Nummern und Bücher prüfen", ("check", "check --json"), _check, _as_json),
    Command(
        "backup", "Datenbank, Dateien und Schlüssel in eine Datei sichern, während andere arbeiten",
        ("backup sicherung.tar.gz", "backup /media/platte/genokontor-$(date +%F).tar.gz"), _backup, _file,
    ),
    Command(
        "restore", "Eine Sicherung in eine leere Installation zurückspielen",
        ("restore sicherung.tar.gz", "restore sicherung.tar.gz --replace"), _restore, _file_to_restore,
    ),
    Command("samples", "Muster aller Schriftstücke drucken", ("samples muster",), _samples, _folder),
)  # fmt: skip
