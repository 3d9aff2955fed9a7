"""What is done with an addendum to signed minutes: worded, printed, taken back, signed, as they are (§ 47 GenG)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive import queries as archive_queries
from app.archive.models import IssuedDocument
from app.archive.rules import for_signature
from app.assemblies import actions as assemblies
from app.assemblies import queries as assembly_queries
from app.assemblies.models import Assembly
from app.closing.rules import check_paper
from app.core import files, journal
from app.core.formats import count, local
from app.core.formats import day as written
from app.core.told import Told
from app.core.uploads import CheckedFile
from app.core.values import Actor, German, Refusal, check_reason
from app.minutes import queries, rules
from app.minutes.actions.acts import absent_signers
from app.minutes.actions.printing import signatories_of
from app.minutes.models import Addendum, AddendumSignature, Minutes
from app.minutes.rules import Signer
from app.organs import queries as organs
from documents import addendum as printed
from documents.addendum import AddendumFacts

ADDED, ADDED_FORMERLY = "addendum", "paper"
"""The kinds of document of an addendum: that it is printed as, and that it once was."""

TITLE = German("Nachtrag")


def add(session: Session, assembly: Assembly, text: str, actor: Actor, now: datetime) -> Addendum:
    """Draft an addendum that corrects or completes signed minutes; they themselves stand (R-MIN-06)."""
    minutes = queries.find_minutes(session, assembly.id)
    rules.check_sealed(queries.state_of(minutes))
    assert minutes is not None
    number = rules.next_number(each.number for each in minutes.addenda)
    addendum = _draft(session, minutes, number, _tidy(text), actor.name, now)
    _record(session, "add", assembly, Told("Nachtrag {number} zur Niederschrift", number=count(number)), actor, now)
    return addendum


def _draft(session: Session, minutes: Minutes, number: int, text: str, by: str, now: datetime) -> Addendum:
    addendum = Addendum(
        minutes_id=minutes.id, number=number, text=text, recorded_at=now, recorded_by=by, fixed_by="",
        taken_back_by="", take_back_reason="", scan_name="", sealed_by="",
    )
    session.add(addendum)
    session.flush()
    session.refresh(minutes)
    return addendum


def word_addendum(session: Session, addendum: Addendum, text: str, actor: Actor, now: datetime) -> None:
    """Word the draft of an addendum anew; the same once more changes nothing (R-MIN-06)."""
    rules.check_addendum_draft(addendum.state)
    words = _tidy(text)
    if addendum.text == words:
        return
    addendum.text, addendum.recorded_at, addendum.recorded_by = words, now, actor.name
    session.flush()
    summary = Told("Nachtrag {number} zur Niederschrift geändert", number=count(addendum.number))
    _record(session, "addendum_word", _assembly_of(session, addendum), summary, actor, now)


def discard_addendum(session: Session, addendum: Addendum, actor: Actor, now: datetime) -> None:
    """Drop the draft of an addendum; what was printed is taken back instead (R-MIN-06)."""
    rules.check_addendum_draft(addendum.state)
    assembly = _assembly_of(session, addendum)
    session.delete(addendum)
    session.flush()
    summary = Told("Entwurf von Nachtrag {number} zur Niederschrift verworfen", number=count(addendum.number))
    _record(session, "addendum_discard", assembly, summary, actor, now)


def fix_addendum(session: Session, addendum: Addendum, actor: Actor, now: datetime) -> None:
    """Print an addendum, and lay it into the tray for signature (§ 47 (2) GenG; R-MIN-03, R-MIN-06)."""
    rules.check_addendum_draft(addendum.state)
    assembly = _assembly_of(session, addendum)
    facts = addendum_facts(session, addendum, now, is_draft=False)
    document = archive.issue(
        session, kind=ADDED, facts=facts, subject=assemblies.subject_of(assembly), actor=actor, now=now,
        title=German(TITLE, f"{count(addendum.number)}, {written(assembly.meets_on)}"),
        print_for=for_signature([each.name for each in facts.signatories]),
    )
    addendum.document_id, addendum.fixed_at, addendum.fixed_by = document.id, now, actor.name
    session.flush()
    session.refresh(addendum)
    summary = Told("Nachtrag {number} zur Niederschrift zur Unterschrift gedruckt", number=count(addendum.number))
    _record(session, "addendum_fix", assembly, summary, actor, now)


def take_addendum_back(session: Session, addendum: Addendum, reason: str, actor: Actor, now: datetime) -> None:
    """Take back an addendum that nobody signed, to change it; the print is void (R-MIN-03)."""
    rules.check_addendum_printed(addendum.state)
    assert addendum.document is not None
    archive.make_void(session, addendum.document, check_reason(reason), actor, now)


def addendum_is_taken_back(
    session: Session, document: IssuedDocument, reason: str, actor: Actor, now: datetime
) -> None:
    """Let an addendum be a draft again whose print is declared void; a signed one stands (R-MIN-03, R-MIN-06)."""
    addendum = queries.find_added(session, document.id)
    if addendum is None:
        return
    rules.check_addendum_printed(addendum.state)
    why = check_reason(reason)
    addendum.taken_back_at, addendum.taken_back_by, addendum.take_back_reason = now, actor.name, why
    session.flush()
    _draft(session, session.get_one(Minutes, addendum.minutes_id), addendum.number, addendum.text, actor.name, now)
    summary = Told("Nachtrag {number} zur Niederschrift zurückgenommen: {why}", number=count(addendum.number), why=why)
    _record(session, "addendum_take_back", _assembly_of(session, addendum), summary, actor, now)


def seal_addendum(
    session: Session, addendum: Addendum, signed: Mapping[Signer, Sequence[str]], signed_on: date, scan: CheckedFile,
    actor: Actor, now: datetime,
) -> None:
    """Note who signed an addendum and keep the signed copy; from now on it stands, and members read it.

    § 47 (2), (4) GenG; R-MIN-03, R-MIN-06.
    """
    rules.check_addendum_printed(addendum.state)
    assert addendum.fixed_at is not None
    check_paper(scan.content)
    rules.check_not_the_print(archive_queries.is_file_needed(session, files.digest_of(scan.content)))
    assembly = _assembly_of(session, addendum)
    sitting = queries.get_opened(session, assembly.id)
    signed_by = {signer for signer, names in signed.items() if names}
    absent = absent_signers(session, assembly, sitting, signed)
    rules.check_signers(signed_by, queries.is_led_by_board(session, assembly, sitting), absent)
    rules.check_signed_on(signed_on, local(addendum.fixed_at).date(), local(now).date())
    session.add_all(
        AddendumSignature(addendum_id=addendum.id, signer=signer, name=name, recorded_at=now)
        for signer, names in signed.items() for name in names
    )
    kept = files.keep(session, scan.content)
    addendum.signed_on, addendum.sealed_at, addendum.sealed_by = signed_on, now, actor.name
    addendum.scan_sha256, addendum.scan_name = kept, scan.name[:200]
    session.flush()
    session.refresh(addendum)
    archive.mark_sheet_posted(session, addendum.document_id, signed_on, actor, now)
    summary = Told("Nachtrag {number} zur Niederschrift unterschrieben am {day}", number=count(addendum.number),
                   day=written(signed_on))
    _record(session, "addendum_seal", assembly, summary, actor, now, sha256=kept)


def print_addendum_draft(session: Session, addendum: Addendum, now: datetime) -> bytes:
    """Print an addendum as it reads now, marked as a draft; nothing is kept (R-DOC-08)."""
    return printed.build(addendum_facts(session, addendum, now, is_draft=True))


def addendum_facts(session: Session, addendum: Addendum, now: datetime, is_draft: bool) -> AddendumFacts:
    """What an addendum says; signed by whoever could sign the minutes, on the board or not any more (R-MIN-03)."""
    assembly, today = _assembly_of(session, addendum), local(now).date()
    sitting, head = queries.get_opened(session, assembly.id), organs.letterhead_on(session, today)
    signatories = tuple(signatories_of(session, assembly, sitting))
    return AddendumFacts(
        ordinal=addendum.number, number=f"GV {assembly.meets_on:%d.%m.%Y}", cooperative=head.cooperative,
        met_on=assembly.meets_on, paragraphs=tuple(addendum.text.split("\n\n")), place=head.seat, dated=today,
        signing=rules.who_signs(queries.is_led_by_board(session, assembly, sitting), len(signatories) - 1),
        signatories=signatories, is_draft=is_draft,
    )


def _tidy(text: str) -> str:
    """Paragraphs apart by one empty line, without spaces at their ends."""
    paragraphs = [each.strip() for each in text.replace("\r\n", "\n").split("\n\n") if each.strip()]
    if not paragraphs:
        raise Refusal("Schreiben Sie, was der Nachtrag berichtigt oder ergänzt.")
    return "\n\n".join(paragraphs)


def _assembly_of(session: Session, addendum: Addendum) -> Assembly:
    return assembly_queries.get_assembly(session, session.get_one(Minutes, addendum.minutes_id).assembly_id)


def _record(
    session: Session, act: str, assembly: Assembly, summary: Told, actor: Actor, now: datetime, **more: str | None
) -> None:
    journal.record(session, actor, f"minutes.{act}", assemblies.subject_of(assembly), now, summary, **more)
