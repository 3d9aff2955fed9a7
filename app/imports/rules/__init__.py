"""The rules of imports: reading a file, recognising its columns, judging its rows."""

from app.imports.rules.amounts import (
    AmountNotAgreed,
    Incoming,
    OtherAmount,
    OtherShareAmount,
    StatedAmount,
    check_amount,
    days_of,
    incoming,
    other_amount,
)
from app.imports.rules.columns import (
    FIELD_NAMES,
    Field,
    Layout,
    check_map,
    lacking_details,
    map_from,
    recognise,
)
from app.imports.rules.courses import Changes, Course, Span, handed_to
from app.imports.rules.deaths import Calendar
from app.imports.rules.events import Event, EventVerdict, read_events
from app.imports.rules.files import MAX_FILE_BYTES, Table, check_size, read_table, shown_name
from app.imports.rules.findings import EventError, Remark
from app.imports.rules.judging import Entries, judge_events
from app.imports.rules.keeping import forgotten_if_before, list_kept_until, voucher_may_be_over
from app.imports.rules.kinds import kind_of
from app.imports.rules.lists import EVENT_NAMES, EVENTS_OF, LAYOUTS, LIST_NAMES, EventKind, ListKind
from app.imports.rules.outcomes import as_it_came_out, mark_of_faults, outcome
from app.imports.rules.readings import share_amount_of
from app.imports.rules.remarks import RowError, RowWarning
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
from app.imports.rules.samples import SAMPLE_NAMES, SAMPLES

__all__ = [
    "EVENTS_OF",
    "EVENT_NAMES",
    "FIELD_NAMES",
    "LAYOUTS",
    "LIST_NAMES",
    "MAX_FILE_BYTES",
    "SAMPLES",
    "SAMPLE_NAMES",
    "AmountNotAgreed",
    "Calendar",
    "Changes",
    "Course",
    "Entries",
    "Event",
    "EventError",
    "EventKind",
    "EventVerdict",
    "ExitFacts",
    "Field",
    "ImportState",
    "Incoming",
    "Layout",
    "ListKind",
    "Listed",
    "MemberFacts",
    "OtherAmount",
    "OtherShareAmount",
    "Remark",
    "RowError",
    "RowWarning",
    "Span",
    "StatedAmount",
    "Table",
    "Verdict",
    "as_it_came_out",
    "as_reported",
    "check_amount",
    "check_map",
    "check_size",
    "days_of",
    "forgotten_if_before",
    "handed_to",
    "incoming",
    "judge",
    "judge_events",
    "kind_of",
    "lacking_details",
    "list_kept_until",
    "listed",
    "map_from",
    "mark_of_faults",
    "other_amount",
    "outcome",
    "read_events",
    "read_table",
    "recognise",
    "report",
    "report_days",
    "share_amount_of",
    "shown_name",
    "voucher_may_be_over",
]
