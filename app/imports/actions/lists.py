"""What is done with a list from elsewhere before and besides: handed over, mapped, ordered, discarded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.core import files, jobs, journal
from app.core.formats import day as written
from app.core.formats import euro
from app.core.told import Told
from app.core.values import Actor, Cents, German, Refusal
from app.imports import queries, rules
from app.imports.models import ImportRun
from app.imports.rules import Field, ImportState, ListKind, OtherAmount, Table

JOB_KIND = "import"


def subject_of(run: ImportRun) -> str:
    """How the journal calls an import."""
    return f"import:{run.id}"


_NO_TABLE = Table((), ())


@dataclass(frozen=True)
class Received:
    """A list that lies in the store: what it is called, which of its headings are known, and of what kind it is."""

    filename: str
    sha256: str
    columns: Mapping[str, Field]
    kind: ListKind = ListKind.MEMBERS
    table: Table = _NO_TABLE
    """Its rows, where they were read."""


def receive(filename: str, content: bytes, kind: ListKind = ListKind.MEMBERS) -> Received:
    """Read a list and keep it, with its columns as they are recognised."""
    table = rules.read_table(content)
    return replace(keep(filename, content, rules.recognise(table.headings, rules.LAYOUTS[kind]), kind), table=table)


def keep(
    filename: str, content: bytes, columns: Mapping[str, Field], kind: ListKind = ListKind.MEMBERS
) -> Received:
    """Keep the bytes of a list whose columns are known."""
    return Received(rules.shown_name(filename), files.put(content), columns, kind)


def hand_over(session: Session, received: Received, share_amount: Cents, actor: Actor, now: datetime) -> ImportRun:
    """Note that a list is to be imported; a history that was taken over already is refused."""
    _require_new(session, received.kind, received.sha256)
    files.claim(session, received.sha256)
    run = ImportRun(
        kind=received.kind, filename=received.filename, sha256=received.sha256, share_amount=share_amount,
        columns={heading: field.value for heading, field in received.columns.items()}, created_at=now,
        created_by=actor.name, created_by_id=actor.user_id,
    )
    session.add(run)
    session.flush()
    summary = Told("Liste {file} hochgeladen", file=received.filename)
    journal.record(session, actor, "hand_over_list", subject_of(run), now, summary)
    return run


def map_columns(
    session: Session, run: ImportRun, columns: Mapping[str, str], headings: Sequence[str], share_amount: Cents
) -> None:
    """Say which of a list's headings is which field, and what one share is worth in it."""
    session.refresh(run, with_for_update=True)
    _require_open(run)
    known = rules.map_from(columns, headings, queries.layout_of(run))
    run.columns = {heading: field.value for heading, field in known.items()}
    run.share_amount = share_amount


def order(
    session: Session, run: ImportRun, actor: Actor, now: datetime, left_out: int | None = None, mark: str = "",
    other: OtherAmount | None = None, is_agreed: bool = False,
) -> None:
    """Order a list to be taken over by the worker; ordering it twice is ordering it once.

    `left_out` is how many faulty rows the office leaves out by choice, `mark` says which; a history asks for them.
    `other` is what statutes say otherwise of the share amount; whether that is agreed to is told in the journal.
    """
    session.refresh(run, with_for_update=True)
    _require_open(run)
    _require_new(session, run.kind, run.sha256)
    rules.check_map(queries.columns_of(run), queries.layout_of(run))
    rules.check_amount(other, is_agreed)
    if other is not None:
        _note_amount(session, run, other, actor, now)
    run.left_out, run.left_out_mark = left_out, mark[:64]
    former = f":{run.job_id}" if run.job_id else ""
    job_id = jobs.enqueue(
        session, JOB_KIND, [str(run.id)], key=f"import:{run.id}{former}", actor=actor, now=now,
        title=German("Import", run.filename),
    )
    run.state, run.job_id = ImportState.ORDERED, job_id


def _note_amount(session: Session, run: ImportRun, other: OtherAmount, actor: Actor, now: datetime) -> None:
    stated = other.stated[-1]
    summary = Told(
        "Liste {file}: {amount} je Anteil bestätigt, {title} nennt {stated}", file=run.filename,
        amount=euro(other.share_amount), title=stated.title, stated=euro(stated.share_amount),
    )
    journal.record(session, actor, "agree_share_amount", subject_of(run), now, summary)


def try_again(session: Session, run: ImportRun, actor: Actor, now: datetime) -> ImportRun:
    """Have a list that failed taken over once more; where other rows are faulty by now, let it be ordered anew."""
    session.refresh(run, with_for_update=True)
    if run.state is not ImportState.FAILED or is_tried_again(session, run):
        raise Refusal("Diese Liste ist nicht gescheitert, oder sie wird schon noch einmal übernommen.")
    step = queries.failed_step(session, run)
    if step is None:
        run.state = ImportState.OPEN
    else:
        jobs.hold_job(session, step.job_id)
        jobs.retry(session, step, now)
        run.state = ImportState.ORDERED
    run.error = ""
    summary = Told("Liste {file}: Übernahme noch einmal angestoßen", file=run.filename)
    journal.record(session, actor, "retry_list", subject_of(run), now, summary)
    session.flush()
    return run


def discard(session: Session, run: ImportRun, actor: Actor, now: datetime) -> None:
    """Discard a list of which nothing was taken over, also one that failed: its row and its bytes go.

    People stand in it; nothing else would ever take it away.
    """
    session.refresh(run, with_for_update=True)
    if run.state is not ImportState.FAILED or is_tried_again(session, run):
        _require_open(run)
    summary = Told("Liste {file} verworfen, nichts übernommen", file=run.filename)
    journal.record(session, actor, "discard_list", subject_of(run), now, summary, sha256=run.sha256)
    archive.erase_bytes(session, run.sha256, f"{subject_of(run)}:{now.isoformat()}", now)
    session.delete(run)


def _require_new(session: Session, kind: ListKind, sha256: str) -> None:
    """A list of members may come again, whoever is there is passed over; a history of which all is there may not."""
    former = queries.find_taken_over(session, kind, sha256) if kind is not ListKind.MEMBERS else None
    if former is not None:
        raise Refusal(
            "Diese Liste ist schon übernommen ({file}, {day}). Stornieren Sie die Übernahme, bevor Sie sie noch"
            " einmal übernehmen.", file=former.filename, day=written(former.taken_over_at or former.created_at),
        )


def _require_open(run: ImportRun) -> None:
    if run.state is not ImportState.OPEN:
        raise Refusal("Diese Liste ist schon übernommen oder wird es gerade. Laden Sie sie für einen neuen Lauf hoch.")


def is_tried_again(session: Session, run: ImportRun) -> bool:
    """Say whether somebody has the job of a list that failed done once more."""
    return run.job_id is not None and session.get_one(jobs.Job, run.job_id).finished_at is None


def note_failure(session: Session, run: ImportRun, error: str) -> None:
    """Note that a list could not be taken over; nothing of it was."""
    run.state, run.error = ImportState.FAILED, error
