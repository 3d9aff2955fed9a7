"""The journal: who did what, in the same transaction as the act; a chain of lines that only grows.

A line's hash covers the line before it and a salted hash of its details. The details stand in a row of their own that
can be erased (refused applicants) without breaking the chain; a line of its own proves each erasure, so that details
taken away behind the program's back are found. The head of the chain is kept outside the table, so that a cut-off tail
is found, and once more in a file beside the database, so that an older database put in its place is found. Lines are
written last in a transaction, under a lock on the head, to keep that lock short.
"""

from app.core.journal.chain import begin_anew
from app.core.journal.checking import Finding, faults
from app.core.journal.erasing import erase_details
from app.core.journal.keeping import keep_head_in
from app.core.journal.lines import (
    ADDED,
    ERASED,
    FREED,
    GENESIS,
    JournalDetails,
    JournalHead,
    JournalLine,
    JournalRows,
)
from app.core.journal.pending import as_json, attach, record
from app.core.journal.reading import UntilTheNextAct, count_about, lines_about, rows_told

__all__ = [
    "ADDED",
    "ERASED",
    "FREED",
    "GENESIS",
    "Finding",
    "JournalDetails",
    "JournalHead",
    "JournalLine",
    "JournalRows",
    "UntilTheNextAct",
    "as_json",
    "attach",
    "begin_anew",
    "count_about",
    "erase_details",
    "faults",
    "keep_head_in",
    "lines_about",
    "record",
    "rows_told",
]
