"""The command `register`: the register of members of a day, as JSON or CSV."""

import csv
import io
import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.core import clock
from app.core.commands import Command
from app.core.db import db
from app.core.formats import BERLIN, moment
from app.core.formats import day as written
from app.core.values import Cents
from app.core.web import csv_cell
from app.members import queries as members
from app.reports import queries
from app.reports.rules import Grounds, RegisterLine, detail_names, sums_of


def day_of(text: str) -> date:
    """A day as typed on the command line: `2025-12-31` or `31.12.2025`."""
    try:
        return date.fromisoformat(text) if "-" in text else datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007
    except ValueError as fault:
        raise ArgumentTypeError(f"kein Tag: {text} (zum Beispiel 2025-12-31)") from fault


def moment_of(text: str) -> datetime:
    """A moment as typed on the command line, in Berlin time unless it says otherwise: `2026-01-15T18:00`."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as fault:
        raise ArgumentTypeError(f"kein Zeitpunkt: {text} (zum Beispiel 2026-01-15T18:00)") from fault
    return moment if moment.tzinfo else moment.replace(tzinfo=BERLIN)


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--on", type=day_of, required=True, metavar="DAY", help="Stichtag, zum Beispiel 2025-12-31")
    parser.add_argument("--format", choices=("json", "csv"), default="json", help="Form der Ausgabe (json)")
    parser.add_argument(
        "--known-at", type=moment_of, metavar="MOMENT", help="nach Kenntnis zu diesem Zeitpunkt; sonst nach heutiger"
    )


def _register(parsed: Namespace) -> int:
    lines = queries.register_on(db.session(), parsed.on, parsed.known_at)
    rows = [row_of(*each) for each in queries.with_facts(db.session(), lines, parsed.on, parsed.known_at)]
    _say_of_the_day(parsed.on, parsed.known_at)
    print(_as_csv(lines, rows) if parsed.format == "csv" else _as_json(lines, rows, parsed.on, parsed.known_at))
    return 0


def _say_of_the_day(day: date, known_at: datetime | None) -> None:
    """Say beside the list what its page says of a day to come, or of one on which nobody was a member yet."""
    first_day = members.first_membership_day(db.session())
    if day > clock.today():
        known = f"am {moment(known_at)} bekannt war" if known_at and known_at < clock.now() else "heute bekannt ist"
        print(f"Das ist ein künftiger Stand: der {written(day)}, wie er {known}.", file=sys.stderr)
    elif first_day and day < first_day:
        print(
            f"Am {written(day)} gab es noch kein Mitglied. Die erste Mitgliedschaft begann am {written(first_day)}.",
            file=sys.stderr,
        )


def _euros(cents: Cents) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def row_of(line: RegisterLine, grounds: Grounds) -> Mapping[str, object]:
    """A line of the register with plain values; days in ISO form, amounts in euro."""
    return {
        "number": line.number, "name": line.name, "kind": line.kind.value, "address": line.address,
        "member_class": line.member_class.value, "first_day": line.first_day.isoformat(), "shares": line.shares,
        "further_shares": line.further_shares,
        "further_shares_since": line.further_shares_since.isoformat() if line.further_shares_since else None,
        "paid_in": _euros(line.paid_in),
        "last_day": line.last_day.isoformat() if line.last_day else None,
        "exit_ground": line.exit_ground.value if line.exit_ground else None, "details": dict(line.details),
        "join_ground": grounds.join_ground.value, "join_document": grounds.join_document,
        "is_of_list": grounds.is_of_list, "exit_document": grounds.exit_document,
        "changes": [
            {"day": each.day.isoformat(), "further_shares": each.further, "ground": each.ground.value,
             "document": each.document}
            for each in grounds.changes
        ],
    }


def _as_json(
    lines: Sequence[RegisterLine], rows: Sequence[Mapping[str, object]], day: date, known_at: datetime | None
) -> str:
    sums = sums_of(lines, day)
    return json.dumps(
        {
            "on": day.isoformat(), "known_at": known_at.isoformat() if known_at else None, "members": sums.members,
            "shares": sums.shares, "paid_in": _euros(sums.paid_in), "rows": rows,
        },
        ensure_ascii=False, indent=1,
    )


HEADINGS = (
    "number", "name", "kind", "address", "member_class", "first_day", "shares", "further_shares",
    "further_shares_since", "paid_in", "last_day", "exit_ground", "join_ground", "join_document", "changes",
    "exit_document",
)


def _as_csv(lines: Sequence[RegisterLine], rows: Sequence[Mapping[str, Any]]) -> str:
    """The lines with a column more for each further field that the statute names, for a German spreadsheet."""
    target = io.StringIO()
    headings = (*HEADINGS, *detail_names(lines))
    writer = csv.DictWriter(target, headings, delimiter=";", lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for line, row in zip(lines, rows, strict=True):
        changes = ", ".join(" ".join(map(str, each.values())).strip() for each in row["changes"])
        cells = {**line.details, **row, "changes": changes, "paid_in": line.paid_in / 100}
        writer.writerow({name: csv_cell(cells.get(name)) for name in headings})
    return target.getvalue().rstrip("\n")


COMMANDS = (
    Command(
        "register", "Mitgliederliste eines Tages ausgeben (JSON, CSV)",
        (
            "register --on 2025-12-31 --format csv > mitglieder.csv",
            "register --on 31.12.2025 --known-at 2026-01-15T18:00",
        ),
        _register, _arguments,
    ),
)
