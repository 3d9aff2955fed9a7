"""Papers for the members are handed in with the day they lie open from, or taken back (§ 48 (3) GenG; R-GV-07)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.assemblies import queries, rules
from app.assemblies.actions.holding import subject_of
from app.assemblies.models import Assembly, Paper
from app.assemblies.rules import MAX_PAPERS, PAPER_KIND_WORDS, PaperKind
from app.core import files, journal
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Kept, Told
from app.core.uploads import CheckedFile, check_not_handed_in, check_upload, clean_filename
from app.core.values import Actor, German, check_reason
from app.statutes import queries as statutes


@dataclass(frozen=True)
class NewPaper:
    """A paper that is handed in: what it is, from which day on it lies open, and to which item it belongs."""

    kind: PaperKind
    title: str
    available_on: date
    file: CheckedFile
    item_id: int | None = None


def add_paper(session: Session, assembly: Assembly, paper: NewPaper, actor: Actor, now: datetime) -> Paper:
    """Keep a paper for the members, for the whole assembly or an item of it (§ 48 (3) GenG; R-GV-07, R-DOC-06).

    Refused where the law wants it earlier; the file is a PDF or a picture, the same one only once.
    """
    today = local(now).date()
    rules.check_open(assembly.state, assembly.meets_on, today)
    rules.check_room(len(assembly.papers), MAX_PAPERS)
    item = queries.get_item(assembly, paper.item_id) if paper.item_id else None
    statute = statutes.statute_on(session, today)
    rules.check_available_on(assembly.kind, paper.kind, paper.available_on, assembly.meets_on, statute, today)
    kind = check_upload(paper.file.content)
    check_not_handed_in(queries.same_file(assembly, files.digest_of(paper.file.content)))
    row = Paper(
        assembly_id=assembly.id, item_id=item.id if item else None, kind=paper.kind,
        title=paper.title.strip() or str(PAPER_KIND_WORDS[paper.kind]), available_on=paper.available_on,
        file_name=clean_filename(paper.file.name, kind), media_type=kind.value,
        sha256=files.keep(session, paper.file.content), recorded_at=now, recorded_by=actor.name, take_back_reason="",
    )
    session.add(row)
    session.flush()
    session.refresh(assembly)
    summary = Told(
        "{paper} „{title}“ abgelegt, einsehbar ab {day}", paper=German(PAPER_KIND_WORDS[row.kind]),
        title=Kept(row.title), day=written(row.available_on),
    )
    journal.record(
        session, actor, "assembly.paper_added", subject_of(assembly), now, summary, paper=row.id, sha256=row.sha256,
        item=row.item_id,
    )
    return row


def take_back_paper(
    session: Session, assembly: Assembly, paper: Paper, reason: str, actor: Actor, now: datetime
) -> None:
    """Take a paper back that does not belong here, with the reason; its file stays in the store (R-REG-05)."""
    rules.check_open(assembly.state, assembly.meets_on, local(now).date())
    paper.taken_back_at, paper.take_back_reason = now, check_reason(reason)
    session.flush()
    reason = paper.take_back_reason
    summary = Told("„{title}“ zurückgenommen, {reason}", title=Kept(paper.title), reason=Kept(reason))
    journal.record(session, actor, "assembly.paper_taken_back", subject_of(assembly), now, summary, paper=paper.id)
