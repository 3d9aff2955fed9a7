"""A list of past events taken over: exits and both ledgers in one transaction, and all of it undone in one act."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core import journal
from app.core.db import insert_rows
from app.core.formats import count, local
from app.core.told import Told
from app.core.values import Actor, Cents, German, Refusal, check_reason
from app.imports import queries, rules
from app.imports.actions.lists import note_failure, subject_of
from app.imports.models import ImportedEntry, ImportRun
from app.imports.queries import Standing, Totals
from app.imports.rules import Entries, EventVerdict, ImportState, Listed, ListKind
from app.members import actions as members
from app.shares import actions as shares
from app.shares import rules as share_rules
from app.shares.actions import PastIds

CHANGED_MEANWHILE = German(
    "Der Bestand hat sich seit der Prüfung geändert; andere Zeilen sind fehlerhaft. Versuchen Sie es noch einmal: Die"
    " Zeilen werden dann neu geprüft."
)
"""Why a list fails that was ordered when other rows were faulty."""


@dataclass(frozen=True)
class PreparedHistory:
    """A history ready to be taken over: judged against the books, which stood at `standing`."""

    verdicts: Sequence[EventVerdict]
    entries: Entries
    share_amount: Cents
    member_ids: Sequence[int]
    before: Totals
    after: Totals
    standing: Standing

    @property
    def faulty(self) -> int:
        """How many rows cannot be entered."""
        return sum(bool(verdict.errors) for verdict in self.verdicts)

    @property
    def mark(self) -> str:
        """Which rows those are, and why."""
        return rules.mark_of_faults(self.verdicts)

    def outcome(self) -> dict[str, object]:
        """What the rows come to, as JSON can hold it."""
        return rules.outcome(
            self.verdicts, self.share_amount, before=asdict(self.before), after=asdict(self.after)
        )


def prepare_history(
    session: Session, listed: Listed, kind: ListKind, filename: str, now: datetime
) -> PreparedHistory:
    """Judge a history and build what is to be written; only reads, before the transaction that writes."""
    standing, today = queries.standing(session), local(now).date()
    verdicts = rules.read_events(listed, kind, today)
    events = [verdict.event for verdict in verdicts if verdict.event is not None]
    numbers = {verdict.number for verdict in verdicts} | {event.acquirer for event in events}
    courses = queries.courses_of(session, numbers - {0}, today)
    headings = {field: heading for heading, field in listed.columns.items()}
    calendar = queries.calendar_of(session)
    entries = rules.judge_events(verdicts, courses, headings, listed.share_amount, filename, calendar)
    for verdict in verdicts:
        verdict.label = courses[verdict.number].name if verdict.number in courses else ""
    before = queries.totals_on(session, today)
    member_ids = sorted(course.member_id for course in courses.values())
    after = _after(before, entries, today)
    return PreparedHistory(verdicts, entries, listed.share_amount, member_ids, before, after, standing)


def _after(before: Totals, entries: Entries, today: date) -> Totals:
    """What register and ledgers add up to today once the entries stand there."""
    return Totals(
        before.members - sum(end.last_day < today for _row, end in entries.ends),
        before.shares + sum(
            each.change for _row, each in entries.shares
            if share_rules.counts_from(each.ground, each.change, each.effective_on) <= today
        ),
        before.credit + sum(
            each.amount for _row, each in entries.credit
            if share_rules.credit_counts_from(each.ground, each.effective_on) <= today
        ),
    )


def take_over_history(
    session: Session, run: ImportRun, prepared: PreparedHistory, actor: Actor, now: datetime
) -> ImportRun:
    """Enter the good rows, effective as the list says and recorded now, all in this transaction (R-REG-05).

    Where anything was entered since the list was judged, it is judged again, now that nobody else can write to these
    members' books. Nothing is entered where other rows turn out faulty than the office has agreed to leave out.
    """
    session.refresh(run, with_for_update=True)
    if run.state is ImportState.DONE:
        return run
    shares.lock_many(session, prepared.member_ids)
    if prepared.standing != queries.standing(session):
        prepared = prepare_history(session, queries.listed_in(run), run.kind, run.filename, now)
    if prepared.mark != run.left_out_mark:
        note_failure(session, run, CHANGED_MEANWHILE)
        return run
    _enter(session, prepared.entries, run, actor, now)
    entered = sum(verdict.is_entered for verdict in prepared.verdicts)
    run.result = {**prepared.outcome(), "standing": list(queries.standing(session))}
    run.state, run.taken_over_at, run.imported, run.refused = ImportState.DONE, now, entered, prepared.faulty
    run.already_there = len(prepared.verdicts) - entered - prepared.faulty
    summary = Told(
        "{events} aus {file} übernommen, {rows} ausgelassen",
        events=_so_many(entered), file=run.filename, rows=_so_many_rows(prepared.faulty),
    )
    journal.record(session, actor, "take_over_list", subject_of(run), now, summary, sha256=run.sha256)
    session.flush()
    return run


def _so_many(number: int) -> Told:
    return Told("1 Vorgang") if number == 1 else Told("{number} Vorgänge", number=count(number))


def _so_many_rows(number: int) -> Told:
    return Told("1 Zeile") if number == 1 else Told("{number} Zeilen", number=count(number))


def _enter(session: Session, entries: Entries, run: ImportRun, actor: Actor, now: datetime) -> None:
    moves = [each for _row, each in entries.shares]
    credit = [each for _row, each in entries.credit]
    ids = shares.enter_past(session, moves, credit, [fee for _row, fee in entries.fees], actor, now)
    exits = members.end_many(session, [end for _row, end in entries.ends], actor, now)
    asked = [*entries.fees, *((row, each) for row, each in entries.credit if shares.is_asked_again(each))]
    books: tuple[tuple[str, Sequence[int], Sequence[int]], ...] = (
        ("share_entry_id", ids.shares, [row for row, _each in entries.shares]),
        ("credit_entry_id", ids.credit, [row for row, _each in entries.credit]),
        ("payment_id", ids.fees, [row for row, _each in entries.fees]),
        ("due_id", ids.dues, [row for row, _each in asked]),
        ("exit_id", exits, [row for row, _each in entries.ends]),
    )
    nowhere = {column: None for column, _ids, _rows in books}
    for column, made, rows in books:
        insert_rows(session, ImportedEntry, [
            {**nowhere, "run_id": run.id, "row_number": row, column: entry_id}
            for entry_id, row in zip(made, rows, strict=True)
        ])
    days = [(each.member_id, share_rules.counts_from(each.ground, each.change, each.effective_on)) for each in moves]
    shares.let_certificates_follow(session, days, subject_of(run), actor, now)
    shares.let_dues_fall_away(session, ids.shares, actor, now)
    _cover(session, credit, run, actor, now)


def _cover(
    session: Session, credit: Sequence[share_rules.PastCredit], run: ImportRun, actor: Actor, now: datetime
) -> None:
    """Ask no more for what a past profit has filled of the shares (§ 19 (1) sentence 3 GenG; R-FIN-07)."""
    risen: dict[int, Cents] = defaultdict(int)
    for each in credit:
        if each.ground is share_rules.CreditGround.PROFIT:
            risen[each.member_id] += each.amount
    shares.let_credit_cover(session, risen, local(now).date(), _covered_by(run), actor, now)


def _covered_by(run: ImportRun) -> str:
    """How what a list leaves to be paid names it; two lists may be called the same."""
    return f"{run.filename[:50]}, {run.id}"


def undo_history(session: Session, run: ImportRun, reason: str, actor: Actor, now: datetime) -> ImportRun:
    """Undo all that a list has made, by counter-entries in one act (R-REG-05); what was undone before stays so.

    Refused where anything later builds upon it. Afterwards the list may be taken over once more.
    """
    session.refresh(run, with_for_update=True)
    if run.state is not ImportState.DONE or run.kind is ListKind.MEMBERS or run.result is None:
        raise Refusal("Diese Liste hat keine Vorgänge gebucht; es gibt nichts zu stornieren.")
    if run.undone_at is not None:
        raise Refusal("Diese Übernahme ist schon storniert.")
    shares.lock_many(session, queries.members_concerned(session, run.id))
    share_rules.check_nothing_builds_upon(
        queries.gone_on_since(session, run.id, tuple(run.result["standing"]))
    )
    made = queries.entries_of(session, run.id)
    ids = PastIds(
        shares=[each.share_entry_id for each in made if each.share_entry_id],
        credit=[each.credit_entry_id for each in made if each.credit_entry_id],
        fees=[each.payment_id for each in made if each.payment_id],
        dues=[each.due_id for each in made if each.due_id],
    )
    number = shares.undo_past(session, ids, _covered_by(run), reason, actor, now)
    exits = [each.exit_id for each in made if each.exit_id]
    members.undo_many(session, exits, reason, number, actor, now)
    run.undone_at, run.undo_reason = now, check_reason(reason)
    summary = Told(
        "Storno {number}: {events} aus {file}, {reason}",
        number=number, events=_so_many(run.imported or 0), file=run.filename, reason=run.undo_reason,
    )
    journal.record(session, actor, "undo_list", subject_of(run), now, summary, number=number)
    session.flush()
    return run
