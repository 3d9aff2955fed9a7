"""The rules of imports: reading a file, recognising its columns, judging its rows."""

from app.imports.rules.columns import FIELD_NAMES, Field, check_map, lacking_details, map_from, recognise
from app.imports.rules.files import MAX_FILE_BYTES, Table, check_size, read_table, shown_name
from app.imports.rules.kinds import kind_of
from app.imports.rules.readings import share_amount_of
from app.imports.rules.remarks import ERROR_WORDS, WARNING_WORDS, RowError, RowWarning
from app.imports.rules.reports import as_reported, report, report_days
from app.imports.rules.rows import (
    ExitFacts,
    ImportState,
    Listed,
    MemberFacts,
    Verdict,
    judge,
    listed,
)

__all__ = [
    "ERROR_WORDS",
    "FIELD_NAMES",
    "MAX_FILE_BYTES",
    "WARNING_WORDS",
    "ExitFacts",
    "Field",
    "ImportState",
    "Listed",
    "MemberFacts",
    "RowError",
    "RowWarning",
    "Table",
    "Verdict",
    "as_reported",
    "check_map",
    "check_size",
    "judge",
    "kind_of",
    "lacking_details",
    "listed",
    "map_from",
    "read_table",
    "recognise",
    "report",
    "report_days",
    "share_amount_of",
    "shown_name",
]
