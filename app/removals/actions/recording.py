"""What every act on a removal does: lock the member, note the step with its paper, write the journal."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core import files, journal
from app.core.db import next_number
from app.core.formats import local
from app.core.told import Told
from app.core.uploads import CheckedFile, check_upload, clean_filename
from app.core.values import Actor
from app.members.models import Member
from app.removals import queries
from app.removals.models import Removal, RemovalStep
from app.removals.rules import STEP_WORDS, RemovalState, StepKind, removal_number
from app.shares import actions as shares
from app.statutes import queries as statutes


def subject_of(removal: Removal) -> str:
    """How the journal calls whom a removal is about: the member, so that it stands in its timeline."""
    return f"member:{removal.member_id}"


def lock_removal(session: Session, removal_id: int, *beside: Member | None) -> Removal:
    """Let nobody else change the member of a removal meanwhile, and read the removal as it stands now.

    `beside`: whose ledgers change too; all are locked in one order, so that two acts never block each other.
    """
    removal = queries.get_removal(session, removal_id)
    shares.lock_many(session, [removal.member_id, *(member.id for member in beside if member)])
    session.refresh(removal)
    return removal


def add_removal(session: Session, member: Member, removal: Removal, day: date, actor: Actor, now: datetime) -> Removal:
    """Give a new removal its number and the statute of its day (R-STA-03, R-DOC-10)."""
    year = local(now).year
    removal.number = removal_number(year, next_number(session, f"removal:{year}"))
    removal.member_id, removal.statute_version_id = member.id, statutes.get_version_on(session, day).id
    removal.recorded_at, removal.recorded_by = now, actor.name
    session.add(removal)
    session.flush()
    session.refresh(removal)
    return removal


def note_step(
    session: Session, removal: Removal, kind: StepKind, day: date, actor: Actor, now: datetime, *,
    reference: str = "", note: str = "", file: CheckedFile | None = None, words: str = "",
    takes_back: RemovalStep | None = None,
) -> RemovalStep:
    """Note what happened, with the paper that shows it, and write it into the journal of the member.

    `words` say more there than the kind of the step does; `takes_back` is the step that this one takes back.
    """
    step = RemovalStep(
        removal_id=removal.id, kind=kind, happened_on=day, reference=reference.strip(), note=note.strip(),
        document_id=removal.letter_id if kind in _WITH_LETTER else None, recorded_at=now, recorded_by=actor.name,
        takes_back_id=takes_back.id if takes_back else None,
    )
    if file is not None:
        mimetype = check_upload(file.content)
        step.paper_name, step.paper_type = clean_filename(file.name, mimetype), mimetype.value
        step.paper_sha256 = files.keep(session, file.content)
    removal.steps.append(step)
    session.flush()
    values = {"number": removal.number, "step": words or STEP_WORDS[kind], "reference": step.reference}
    summary = Told("{number}: {step}, {reference}" if step.reference else "{number}: {step}", **values)
    journal.record(
        session, actor, "note_removal", subject_of(removal), now, summary, removal=removal.id, day=day, note=step.note
    )
    return step


_WITH_LETTER = (StepKind.WRITTEN,)


def turn(session: Session, removal: Removal, state: RemovalState) -> None:
    """Let a removal be in its next state."""
    removal.state = state
    session.flush()
