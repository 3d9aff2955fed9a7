"""What is done with minutes: worded, printed for signature, taken back, signed (§ 47 GenG)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive import queries as archive_queries
from app.archive.models import IssuedDocument
from app.archive.rules import for_signature
from app.assemblies import actions as assemblies
from app.assemblies import queries as assembly_queries
from app.assemblies.models import Assembly, Sitting
from app.attendance import actions as attendance
from app.closing.rules import check_paper
from app.core import files, journal
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Told
from app.core.uploads import CheckedFile
from app.core.values import Actor, German, Refusal, check_reason
from app.minutes import queries, rules
from app.minutes.actions.printing import facts_of
from app.minutes.models import Minutes, MinutesSignature, SectionText
from app.minutes.queries import Section
from app.minutes.rules import Part, Signer
from app.organs import actions as organ_actions
from app.organs import queries as organs

PRINTED = "minutes"
TITLE = German("Niederschrift")


def word(
    session: Session, assembly: Assembly, part: Part, item_id: int | None, text: str, told_until: int, actor: Actor,
    now: datetime,
) -> None:
    """Word a part of a draft; what was said of it until the entry `told_until` of the course is in it (R-MIN-01).

    Nothing but the draft takes the place of an empty text.
    """
    rules.check_wordable(queries.state_of(queries.find_minutes(session, assembly.id)))
    section, words = _section(session, assembly, part, item_id), _tidy(text)
    known = queries.find_text(session, assembly.id, part, item_id)
    if known is None:
        known = SectionText(assembly_id=assembly.id, part=part, item_id=item_id)
        session.add(known)
    known.text, known.told_until = words, told_until
    known.edited_at, known.edited_by = now, actor.name
    session.flush()
    title = section.item.title if section.item else German(rules.PART_WORDS[part])
    summary = Told("Niederschrift bearbeitet: {title}", title=title)
    journal.record(session, actor, "minutes.word", assemblies.subject_of(assembly), now, summary)


def draft_again(
    session: Session, assembly: Assembly, part: Part, item_id: int | None, actor: Actor, now: datetime
) -> None:
    """Let a part read as it is drafted from the course, in place of how somebody worded it."""
    rules.check_wordable(queries.state_of(queries.find_minutes(session, assembly.id)))
    section = _section(session, assembly, part, item_id)
    known = queries.find_text(session, assembly.id, part, item_id)
    if known is None:
        return
    session.delete(known)
    session.flush()
    title = section.item.title if section.item else German(rules.PART_WORDS[part])
    summary = Told("Niederschrift wieder aus dem Verlauf: {title}", title=title)
    journal.record(session, actor, "minutes.draft", assemblies.subject_of(assembly), now, summary)


def _section(session: Session, assembly: Assembly, part: Part, item_id: int | None) -> Section:
    """A part that these minutes have; raises NotFound."""
    sections = queries.sections_of(session, assembly, queries.get_opened(session, assembly.id))
    return queries.get_section(sections, part, item_id)


def _tidy(text: str) -> str:
    """Paragraphs apart by one empty line, without spaces at their ends."""
    plain = text.replace("\r\n", "\n").strip()
    if not plain:
        raise Refusal("Schreiben Sie, was in der Niederschrift stehen soll, oder nehmen Sie wieder den Entwurf.")
    return "\n\n".join(each.strip() for each in plain.split("\n\n") if each.strip())


def fix(session: Session, assembly: Assembly, actor: Actor, now: datetime) -> Minutes:
    """Print the minutes of a meeting that is over, and lay them into the tray for signature (§ 47 (2); R-MIN-03).

    Who puts the attendance right at this moment is waited for; nobody does after it.
    """
    attendance.hold(session, assembly.id)
    sitting = queries.get_opened(session, assembly.id)
    rules.check_fixable(
        queries.state_of(queries.find_minutes(session, assembly.id)), sitting.closed_at is not None,
        queries.may_board_sign(session, assembly, sitting),
    )
    facts = facts_of(session, assembly, sitting, now, is_draft=False)
    document = archive.issue(
        session, kind=PRINTED, facts=facts, title=German(TITLE, written(assembly.meets_on)),
        subject=assemblies.subject_of(assembly), actor=actor, now=now,
        print_for=for_signature([each.name for each in facts.signatories]),
    )
    minutes = Minutes(
        assembly_id=assembly.id, document_id=document.id, fixed_at=now, fixed_by=actor.name, taken_back_by="",
        take_back_reason="", scan_name="", sealed_by="",
    )
    session.add(minutes)
    session.flush()
    _record(session, "fix", assembly, Told("Niederschrift zur Unterschrift gedruckt"), actor, now)
    return minutes


def take_back(session: Session, assembly: Assembly, reason: str, actor: Actor, now: datetime) -> None:
    """Take minutes back that nobody signed, to change them; the print is void (R-MIN-03)."""
    minutes = queries.find_minutes(session, assembly.id)
    rules.check_unsealed(queries.state_of(minutes))
    assert minutes is not None
    archive.make_void(session, minutes.document, check_reason(reason), actor, now)


def print_is_taken_back(
    session: Session, document: IssuedDocument, reason: str, actor: Actor, now: datetime
) -> None:
    """Let minutes be a draft again whose print is declared void; signed ones stand (R-MIN-03, R-MIN-06)."""
    minutes = queries.find_printed(session, document.id)
    if minutes is None:
        return
    rules.check_unsealed(minutes.state)
    minutes.taken_back_at, minutes.taken_back_by, minutes.take_back_reason = now, actor.name, check_reason(reason)
    session.flush()
    assembly = assembly_queries.get_assembly(session, minutes.assembly_id)
    _record(session, "take_back", assembly, Told("Niederschrift zurückgenommen: {why}", why=reason.strip()), actor, now)


def seal(
    session: Session, assembly: Assembly, signed: Mapping[Signer, Sequence[str]], signed_on: date, scan: CheckedFile,
    actor: Actor, now: datetime,
) -> None:
    """Note who signed the minutes and keep the signed copy; from now on they stand (§ 47 (2), (4); R-MIN-03, R-MIN-06).
    """
    minutes = queries.find_minutes(session, assembly.id)
    rules.check_unsealed(queries.state_of(minutes))
    assert minutes is not None
    check_paper(scan.content)
    rules.check_not_the_print(archive_queries.is_file_needed(session, files.digest_of(scan.content)))
    sitting = queries.get_opened(session, assembly.id)
    signed_by = {signer for signer, names in signed.items() if names}
    is_board_member = queries.is_led_by_board(session, assembly, sitting)
    absent = absent_signers(session, assembly, sitting, signed)
    rules.check_signed(signed_by, is_board_member, signed_on, local(minutes.fixed_at).date(), local(now).date(), absent)
    session.add_all(
        MinutesSignature(minutes_id=minutes.id, signer=signer, name=name, recorded_at=now)
        for signer, names in signed.items() for name in names
    )
    kept = files.keep(session, scan.content)
    minutes.signed_on, minutes.sealed_at, minutes.sealed_by = signed_on, now, actor.name
    minutes.scan_sha256, minutes.scan_name = kept, scan.name[:200]
    session.flush()
    session.refresh(minutes)
    archive.mark_sheet_posted(session, minutes.document_id, signed_on, actor, now)
    _prove(session, assembly, scan, actor, now)
    summary = Told("Niederschrift unterschrieben am {day}", day=written(signed_on))
    _record(session, "seal", assembly, summary, actor, now, sha256=minutes.scan_sha256)


def absent_signers(
    session: Session, assembly: Assembly, sitting: Sitting, signed: Mapping[Signer, Sequence[str]]
) -> list[str]:
    """Who signed for the board and was not there (§ 47 (2) GenG; R-MIN-03)."""
    there = {*queries.board_there(session, assembly)}
    if queries.is_led_by_board(session, assembly, sitting):
        there.add(sitting.chair)
    return [each for each in signed.get(Signer.BOARD_MEMBER, ()) if each not in there]


def _prove(session: Session, assembly: Assembly, scan: CheckedFile, actor: Actor, now: datetime) -> None:
    """Let the signed minutes prove each resolution of the register that was passed in the meeting."""
    for poll in queries.declared_polls(session, assembly.id):
        if poll.declaration is not None and poll.declaration.resolution_id is not None:
            resolution = organs.get_resolution(session, poll.declaration.resolution_id)
            if resolution.record_sha256 is None:
                organ_actions.hand_in_record(session, resolution, scan, actor, now)


def _record(
    session: Session, act: str, assembly: Assembly, summary: Told, actor: Actor, now: datetime, **more: str | None
) -> None:
    journal.record(session, actor, f"minutes.{act}", assemblies.subject_of(assembly), now, summary, **more)
