"""Open a solution, change what is said of it, write down its progress, keep its files (R-NEED-03)."""

from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.archive import actions as archive
from app.core import files, journal
from app.core.db import next_number
from app.core.formats import local
from app.core.told import Told
from app.core.uploads import CheckedFile, FileRefusal, check_not_handed_in, check_upload, clean_filename
from app.core.values import Actor, German, check_reason
from app.needs.rules import MAX_FILES, MAX_FILES_BYTES
from app.solutions import queries
from app.solutions.actions.noting import find_again, held, note, write_entry
from app.solutions.models import Solution, SolutionFile, SolutionProgress
from app.solutions.rules import (
    NAME_WORDS,
    STATE_WORDS,
    SolutionState,
    Stated,
    check_entry,
    check_goes_back,
    check_take_back,
    solution_number,
    state_of,
)

OPENED_WITH = German("Angelegt")


def open_solution(
    session: Session, stated: Stated, state: SolutionState, responsible_id: int, actor: Actor, now: datetime
) -> Solution:
    """Open a solution in a state, planned or further.

    `responsible_id` is the account of somebody of office or board, as the form offers them.
    """
    year = local(now).year
    solution = Solution(
        number=solution_number(year, next_number(session, f"solution:{year}")), state=state, opened_at=now,
        opened_by=actor.name, responsible_id=responsible_id,
        responsible=accounts.get_account(session, responsible_id).party.display_name,
    )
    _say(solution, stated)
    session.add(solution)
    session.flush()
    write_entry(session, solution, local(now).date(), OPENED_WITH, state, actor, now)
    note(session, solution, "open_solution", Told("Lösung {number} angelegt", number=solution.number), actor, now)
    return solution


def _say(solution: Solution, stated: Stated) -> None:
    solution.title, solution.about, solution.takes = stated.title, stated.about, stated.takes
    solution.kind, solution.level = stated.kind, stated.level
    solution.links = [asdict(each) for each in stated.links]
    find_again(solution)


def change(
    session: Session, solution_id: int, stated: Stated, responsible_id: int, actor: Actor, now: datetime
) -> Solution:
    """Say something else of a solution; what was said before stands in the journal."""
    solution = held(session, solution_id)
    before = {**solution.stated().content(), "responsible": solution.responsible}
    if responsible_id != solution.responsible_id:
        solution.responsible_id = responsible_id
        solution.responsible = accounts.get_account(session, responsible_id).party.display_name
    _say(solution, stated)
    after = {**solution.stated().content(), "responsible": solution.responsible}
    changed = [name for name in NAME_WORDS if before[name] != after[name]]
    if changed:
        session.flush()
        what = German(*(NAME_WORDS[name] for name in changed), joint=", ")
        summary = Told("Lösung {number} geändert: {what}", number=solution.number, what=what)
        journal.record(
            session, actor, "change_solution", queries.subject_of(solution.id), now, summary,
            before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
        )
    return solution


# --- progress ---------------------------------------------------------------------------------------------------------


def progress(
    session: Session, solution_id: int, day: date, words: str, to: SolutionState | None, actor: Actor, now: datetime
) -> SolutionProgress:
    """Write down what happened on a day, and the state it led to, if any."""
    solution = held(session, solution_id)
    check_entry(solution.state, to, words, day, local(now).date())
    check_goes_back(solution.state, to or solution.state, queries.answered_with(session, solution))
    entry = write_entry(session, solution, day, words, to, actor, now)
    summary = Told("Fortschritt zu Lösung {number}", number=solution.number)
    if to is not None:
        solution.state = to
        summary = Told("Lösung {number}: {state}", number=solution.number, state=STATE_WORDS[to])
    note(session, solution, "progress_solution", summary, actor, now)
    return entry


def take_back(
    session: Session, solution_id: int, entry_id: int, reason: str, actor: Actor, now: datetime
) -> SolutionProgress:
    """Take an entry of progress back by another; the state is again the one before.

    Refused where that would leave needs answered by what is not there.
    """
    solution, why = held(session, solution_id), check_reason(reason)
    check_take_back(solution.entries(), entry_id)
    entry = write_entry(session, solution, local(now).date(), why, None, actor, now, takes_back=entry_id)
    state = state_of(solution.entries())
    check_goes_back(solution.state, state, queries.answered_with(session, solution))
    solution.state = state
    summary = Told("Eintrag zu Lösung {number} zurückgenommen; sie steht auf „{state}“", number=solution.number,
                   state=STATE_WORDS[solution.state])
    note(session, solution, "take_progress_back", summary, actor, now)
    return entry


# --- files ------------------------------------------------------------------------------------------------------------


def add_file(session: Session, solution_id: int, file: CheckedFile, actor: Actor, now: datetime) -> SolutionFile:
    """Put a file to a solution; kind and size are checked, the same one is kept once, by one name."""
    solution, kind = held(session, solution_id), check_upload(file.content)
    if len(solution.files) >= MAX_FILES:
        raise FileRefusal("Zu einer Lösung gehören höchstens {most} Dateien.", most=MAX_FILES)
    if sum(each.size for each in solution.files) + len(file.content) > MAX_FILES_BYTES:
        raise FileRefusal("Die Dateien einer Lösung sind zusammen höchstens {most} MB groß.",
                          most=MAX_FILES_BYTES // 1024 // 1024)
    sha256 = files.keep(session, file.content)
    name = clean_filename(file.name, kind)
    known = next((each for each in solution.files if each.sha256 == sha256), None)
    if known is not None:
        check_not_handed_in(known.file_name if known.file_name != name else None)
        return known
    row = SolutionFile(
        solution_id=solution.id, file_name=name, media_type=kind.value,
        size=len(file.content), sha256=sha256, added_at=now, added_by=actor.name,
    )
    session.add(row)
    note(session, solution, "add_solution_file", Told("Anlage zu Lösung {number}", number=solution.number), actor, now)
    session.expire(solution, ["files"])
    return row


def remove_file(session: Session, solution_id: int, file_id: int, actor: Actor, now: datetime) -> None:
    """Take a file of a solution away; its row remains as a trace that there was one."""
    solution = held(session, solution_id)
    file = queries.get_file(solution, file_id)
    sha256, file.sha256, file.removed_at = file.sha256, "", now
    session.flush()
    archive.erase_bytes(session, sha256, f"solution_file:{file.id}", now)
    summary = Told("Anlage von Lösung {number} entfernt", number=solution.number)
    note(session, solution, "remove_solution_file", summary, actor, now)
    session.expire(solution, ["files"])


