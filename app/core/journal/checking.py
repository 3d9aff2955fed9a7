"""The whole chain gone through: every changed, missing or cut-off line is found and named."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.journal.keeping import kept_head
from app.core.journal.lines import (
    BESIDE,
    ERASED,
    GENESIS,
    JournalHead,
    JournalLine,
    JournalRows,
    details_fit,
    digest,
    line_hash,
)


@dataclass(frozen=True)
class Finding:
    """A fault in the chain: which line, and what is wrong with it."""

    sequence: int
    fault: str


def faults(session: Session) -> Iterator[Finding]:
    """Go through the whole chain and name every changed, missing or cut-off line."""
    kept, is_kept_there = kept_head(), False
    last, previous, named = 0, GENESIS, 0
    erased = _erasures(session)
    chain = select(JournalLine).order_by(JournalLine.sequence).execution_options(populate_existing=True)
    for line in session.scalars(chain).yield_per(1000):
        yield from (Finding(missing, "missing") for missing in range(last + 1, line.sequence))
        changed = _changed(line, last, previous) or _unlike_beside(session, line)
        if changed > named:
            yield Finding(changed, "changed")
            named = changed
        if line.details is None and line.sequence >= erased.get(line.subject, 0):
            yield Finding(line.sequence, "details missing")
        last, previous = line.sequence, line.hash
        is_kept_there = is_kept_there or (last, previous) == kept
    at_the_head = list(_faults_at_the_head(session.get(JournalHead, 1, populate_existing=True), last, previous))
    yield from at_the_head
    is_named = kept is not None and kept.sequence in {0, named, *(fault.sequence for fault in at_the_head)}
    if kept and not (is_kept_there or is_named):
        yield Finding(kept.sequence, "taken back")


def _erasures(session: Session) -> dict[str, int]:
    """Subject → the last line that proves an erasure of details about it."""
    proofs = select(JournalLine.subject, func.max(JournalLine.sequence)).where(JournalLine.act == ERASED)
    return dict(session.execute(proofs.group_by(JournalLine.subject)).all())


def _changed(line: JournalLine, last: int, previous: str) -> int:
    """Which line was changed: this one, if its own hash does not fit, or the one before, if it fits another one."""
    if line.hash != line_hash(line) or not details_fit(line):
        return line.sequence
    if line.sequence == last + 1 and line.previous_hash != previous:
        return max(last, 1)
    return 0


def _unlike_beside(session: Session, line: JournalLine) -> int:
    """The line, if the rows beside it are others than its details say; 0 where they fit, or where it has none."""
    if line.details is None or f'"{BESIDE}": [' not in line.details.content:
        return 0
    found = select(JournalRows.ledger, JournalRows.content).where(JournalRows.sequence == line.sequence)
    there = [digest(*row) for row in session.execute(found.order_by(JournalRows.portion))]
    return 0 if there == json.loads(line.details.content)[BESIDE] else line.sequence


def _faults_at_the_head(head: JournalHead | None, last: int, previous: str) -> Iterator[Finding]:
    if head is None:
        if last:
            yield Finding(last, "head missing")
        return
    yield from (Finding(lost, "cut off") for lost in range(last + 1, head.sequence + 1))
    yield from (Finding(alien, "beyond the head") for alien in range(head.sequence + 1, last + 1))
    if head.sequence == last and head.hash != previous:
        yield Finding(last, "changed")
