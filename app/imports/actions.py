"""What is done with a list from elsewhere: handed over, mapped, taken over in one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.core import files, jobs, journal
from app.core.formats import local
from app.core.values import Actor, Cents, Refusal
from app.imports import queries, rules
from app.imports.models import ImportRun
from app.imports.rules import ImportState, MemberFacts
from app.members import actions as members
from app.members import queries as register
from app.members.rules import ExitGround
from app.parties import actions as parties
from app.shares import actions as shares

JOB_KIND = "import"


def subject_of(run: ImportRun) -> str:
    """How the journal calls an import."""
    return f"import:{run.id}"


def hand_over(
    session: Session, filename: str, content: bytes, share_amount: Cents, actor: Actor, now: datetime,
    columns: Mapping[str, str] | None = None,
) -> ImportRun:
    """Keep a list for import, with its columns as given or as recognised by their headings."""
    table = rules.read_table(content)
    known = rules.map_from(columns, table.headings) if columns is not None else rules.recognise(table.headings)
    name = rules.shown_name(filename)
    run = ImportRun(
        filename=name, sha256=files.keep(session, content), share_amount=share_amount, created_at=now,
        columns={heading: field.value for heading, field in known.items()}, created_by=actor.name,
        created_by_id=actor.user_id,
    )
    session.add(run)
    session.flush()
    journal.record(session, actor, "hand_over_list", subject_of(run), now, f"Liste {name} hochgeladen")
    return run


def map_columns(session: Session, run: ImportRun, columns: Mapping[str, str], share_amount: Cents) -> None:
    """Say which heading is which field, and what one share is worth in this list."""
    session.refresh(run, with_for_update=True)
    _require_open(run)
    known = rules.map_from(columns, queries.table_of(run).headings)
    run.columns = {heading: field.value for heading, field in known.items()}
    run.share_amount = share_amount


def order(session: Session, run: ImportRun, actor: Actor, now: datetime) -> None:
    """Order a list to be taken over by the worker; ordering it twice is ordering it once."""
    session.refresh(run, with_for_update=True)
    _require_open(run)
    rules.check_map(queries.columns_of(run))
    job = jobs.enqueue(
        session, JOB_KIND, [str(run.id)], key=f"import:{run.id}", actor=actor, now=now, title=f"Import {run.filename}"
    )
    run.state, run.job_id = ImportState.ORDERED, job.id


def _require_open(run: ImportRun) -> None:
    if run.state is not ImportState.OPEN:
        raise Refusal("Diese Liste ist schon übernommen oder wird es gerade. Laden Sie sie für einen neuen Lauf hoch.")


def take_over(session: Session, run: ImportRun, actor: Actor, now: datetime) -> ImportRun:
    """Take the good rows over: people, register, ledgers, all in this transaction; rows already there are skipped."""
    session.refresh(run, with_for_update=True)
    if run.state is ImportState.DONE:
        return run
    today = local(now).date()
    verdicts = queries.verdicts_of(session, run, today)
    good = [verdict.facts for verdict in verdicts if verdict.facts]
    present = register.sort_names_by_number(session)
    fresh = [facts for facts in good if facts.number not in present]
    if fresh:
        _enter(session, fresh, run, actor, now)
    run.result = rules.report(verdicts, run.share_amount, rules.report_days(good, today))
    run.state, run.taken_over_at = ImportState.DONE, now
    run.imported, run.already_there, run.refused = len(fresh), len(good) - len(fresh), len(verdicts) - len(good)
    summary = f"{run.imported} Mitglieder aus {run.filename} übernommen, {run.refused} Zeilen abgewiesen"
    journal.record(session, actor, "take_over_list", subject_of(run), now, summary, sha256=run.sha256)
    session.flush()
    return run


def note_failure(session: Session, run: ImportRun, error: str) -> None:
    """Note that a list could not be taken over; nothing of it was."""
    run.state, run.error = ImportState.FAILED, error


def _enter(session: Session, fresh: Sequence[MemberFacts], run: ImportRun, actor: Actor, now: datetime) -> None:
    people = parties.add_parties(session, [(each.party, each.joined_on) for each in fresh], now)
    entries = [
        members.TakenOver(
            party_id, each.number, each.joined_on, each.left.last_day if each.left else None,
            each.left.ground if each.left else None,
        )
        for party_id, each in zip(people, fresh, strict=True)
    ]
    document = run.filename[:80]
    entered = members.enter_many(session, entries, document, now)
    holdings = [
        shares.OpeningHolding(
            member_id, each.shares, each.paid_in, each.joined_on, each.left.last_day if each.left else None,
            handed_on=each.left is not None and each.left.ground is ExitGround.TRANSFER,
        )
        for member_id, each in zip(entered, fresh, strict=True)
    ]
    shares.take_over_many(session, holdings, document, actor, now)
    named = zip(people, fresh, strict=True)
    accounts = [(party_id, each.iban, each.joined_on) for party_id, each in named if each.iban]
    parties.add_bank_accounts(session, accounts, now)
