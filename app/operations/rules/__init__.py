"""Pure questions of operations: who may steer which job, which numbers of a series are missing, how rows refer."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from app.core.formats import BERLIN, local
from app.core.values import Actor, Role
from app.operations.rules.checks import (
    AREA_WORDS,
    CHECKS,
    SEVERITY_WORDS,
    Area,
    Check,
    CheckKey,
    Finding,
    Place,
    Severity,
)
from app.operations.rules.jobs import JOB_WORDS
from app.operations.rules.places import Address, addresses_of

__all__ = [
    "AREA_WORDS",
    "CHECKS",
    "ERASE_EXPIRED_JOB",
    "JOB_WORDS",
    "NIGHTLY_AT",
    "SEVERITY_WORDS",
    "STOPPABLE",
    "Address",
    "Area",
    "Check",
    "CheckKey",
    "Finding",
    "Place",
    "Row",
    "Severity",
    "addresses_of",
    "conceal_links",
    "in_ranges",
    "may_be_stopped",
    "may_fetch",
    "may_see_job",
    "missing_numbers",
    "next_night",
    "referenced_first",
]


ERASE_EXPIRED_JOB = "erase_expired"
"""The nightly job that erases what need not be kept any more."""

STOPPABLE = frozenset({
    "assembly_tickets", "audit_folder", "bundle", "check", "contribution_run", "dunning_run", "export", "import",
})
"""Kinds of job that somebody asks for and may call off; what a law or a deadline asks for is not among them."""


FOR_ONE_ALONE = frozenset({"assembly_tickets", "export"})
"""Kinds of job whose file is for who asked for it: a list as far as that person reads; tickets let anybody in."""


def may_be_stopped(kind: str, asked_by_id: int | None) -> bool:
    """Say whether a job may be paused and cancelled: one that a person asked for, no erasure, no closing in time."""
    return kind in STOPPABLE and asked_by_id is not None


def may_see_job(asked_by_id: int | None, actor: Actor) -> bool:
    """Say whether somebody may see and steer a job: who keeps the house in order, and who asked for it."""
    return actor.has_any((Role.OFFICE, Role.ADMINISTRATOR)) or _is_own(asked_by_id, actor)


def may_fetch(kind: str, asked_by_id: int | None, actor: Actor) -> bool:
    """Say whether somebody may fetch what came of a job: a list, or tickets, are for who asked for them alone.

    The folder of an audit is handed out on its own page, which notes who took it away.
    """
    if kind == "audit_folder":
        return False
    return _is_own(asked_by_id, actor) or (kind not in FOR_ONE_ALONE and may_see_job(asked_by_id, actor))


def _is_own(asked_by_id: int | None, actor: Actor) -> bool:
    return asked_by_id is not None and asked_by_id == actor.user_id


NIGHTLY_AT = time(4)
"""When the house is checked: after the backup, before anybody comes."""


def next_night(now: datetime) -> datetime:
    """The next moment after this one at which the house is checked."""
    here = local(now)
    tonight = datetime.combine(here.date(), NIGHTLY_AT, BERLIN)
    return tonight if here < tonight else tonight + timedelta(days=1)


_PERSONAL_LINK = re.compile(r"(https?://\S+/)[\w.~-]{24,}")


def conceal_links(text: str) -> str:
    """Leave the token out of personal links: whoever reads the mailbox must not sign or log in in another's place."""
    return _PERSONAL_LINK.sub(r"\1…", text)


def missing_numbers(given: Iterable[int], last: int) -> list[int]:
    """The numbers of a series that should be there and are not: from 1 to the last one given out (R-DOC-10)."""
    there = set(given)
    return [number for number in range(1, max(last, *there, 0) + 1) if number not in there]


def in_ranges(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring numbers as (first, last): 3, 4, 5, 9 → (3, 5), (9, 9)."""
    ranges: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ranges


Row = Mapping[str, Any]


def referenced_first(rows: Sequence[Row], references: Sequence[str]) -> Iterator[Row]:
    """Rows of one table, each after those of the same table that it refers to by the columns `references`."""
    by_id = {row["id"]: row for row in rows}
    done: set[int] = set()
    for row in rows:
        waiting = [row]
        while waiting:
            needed = _still_needed(waiting, references, by_id, done)
            if needed is not None:
                waiting.append(needed)
                continue
            last = waiting.pop()
            if last["id"] not in done:
                done.add(last["id"])
                yield last


def _still_needed(
    waiting: Sequence[Row], references: Sequence[str], by_id: Mapping[int, Row], done: set[int]
) -> Row | None:
    """A row that the last one waiting refers to and that must come first; none where rows refer in a circle."""
    under_way = {row["id"] for row in waiting}
    wanted = (waiting[-1][name] for name in references)
    return next((by_id[each] for each in wanted if each in by_id and each not in done | under_way), None)
