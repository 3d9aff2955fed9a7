"""The rules of imports: reading a file, recognising its columns, judging its rows."""

from app.imports.rules.columns import FIELD_NAMES, Field, check_map, map_from, recognise
from app.imports.rules.files import MAX_FILE_BYTES, Table, check_size, read_table, shown_name
from app.imports.rules.kinds import kind_of
from app.imports.rules.readings import share_amount_of
from app.imports.rules.reports import report, report_days
from app.imports.rules.rows import ExitFacts, ImportState, MemberFacts, RowError, RowWarning, Verdict, judge

__all__ = [
    "FIELD_NAMES",
    "MAX_FILE_BYTES",
    "ExitFacts",
    "Field",
    "ImportState",
    "MemberFacts",
    "RowError",
    "RowWarning",
    "Table",
    "Verdict",
    "check_map",
    "check_size",
    "judge",
    "kind_of",
    "map_from",
    "read_table",
    "recognise",
    "report",
    "report_days",
    "share_amount_of",
    "shown_name",
]
