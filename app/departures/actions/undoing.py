"""How a notice is undone: asked of the board by consent, or taken back as entered by mistake (R-EXIT-13, R-REG-05)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive import queries as archived
from app.archive.rules import Standing
from app.core import journal
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Told
from app.core.uploads import CheckedFile
from app.core.values import Actor, Refusal
from app.departures import queries
from app.departures.actions.giving import keep_paper, propose, subject_of
from app.departures.models import Notice
from app.departures.rules import (
    NoticeState,
    PaperPurpose,
    check_may_continue,
    check_may_reverse,
    check_why,
)
from app.members import actions as members
from app.organs import actions as organs
from app.organs.rules import ItemKind
from app.shares import actions as shares
from app.shares import queries as share_queries


def ask_to_continue(
    session: Session, notice: Notice, agreed: str, file: CheckedFile, actor: Actor, now: datetime
) -> Notice:
    """Lay before the board that a notice shall be undone by consent, with the member's agreement (R-EXIT-13)."""
    shares.lock(session, notice.member)
    session.refresh(notice)
    check_may_continue(notice.state, notice.last_day, local(now).date())
    if queries.find_item(session, notice) is not None:
        raise Refusal("Darüber entscheidet schon der Vorstand.")
    notice.continuation_reason = check_why(agreed)
    keep_paper(session, notice, PaperPurpose.AGREEMENT, file, actor, now)
    name, last_day = notice.member.party.display_name, notice.last_day or notice.received_on
    text = (
        f"Die Kündigung {notice.number} von {name}, wirksam zum {written(last_day)}, wird einvernehmlich aufgehoben:"
        f" {notice.continuation_reason}"
    )
    propose(session, notice, ItemKind.CONTINUATION, text, actor, now)
    summary = Told("Aufhebung der Kündigung {number} dem Vorstand vorgelegt", number=notice.number)
    journal.record(session, actor, "ask_to_continue", subject_of(notice), now, summary, notice=notice.id)
    return notice


def reverse(session: Session, notice: Notice, reason: str, actor: Actor, now: datetime) -> Notice:
    """Take back a notice that was entered by mistake, by counter-entries; what lies before the board is dropped."""
    shares.lock(session, notice.member)
    session.refresh(notice)
    check_may_reverse(notice.state)
    why = check_why(reason)
    item = queries.find_item(session, notice)
    if item is not None:
        organs.drop(session, item, actor, now)
    undo(session, notice, NoticeState.REVERSED, why, notice.number, actor, now)
    return notice


def undo(
    session: Session, notice: Notice, state: NoticeState, reason: str, document: str, actor: Actor, now: datetime
) -> None:
    """Set a notice aside and undo by counter-entries what it had entered; a letter not yet posted is withdrawn."""
    if notice.state is NoticeState.ENTERED:
        if notice.ends_membership:
            members.undo_end(session, notice.member, reason, document, actor, now)
        entry = share_queries.find_share_entry(session, notice.share_entry_id) if notice.share_entry_id else None
        if entry is not None:
            shares.reverse_share_entry(session, entry, reason, actor, now)
    notice.state, notice.ended_at, notice.ended_by, notice.end_reason = state, now, actor.name, reason
    session.flush()
    _withdraw_letter(session, notice, reason, actor, now)
    summary = Told("Kündigung {number} aufgehoben: {reason}", number=notice.number, reason=reason)
    journal.record(session, actor, "undo_notice", subject_of(notice), now, summary, notice=notice.id)


def _withdraw_letter(session: Session, notice: Notice, reason: str, actor: Actor, now: datetime) -> None:
    if notice.letter_id is None:
        return
    letter = archived.get_document(session, notice.letter_id)
    copies = archived.items_of(session, letter.id)
    if letter.standing is Standing.VALID and all(copy.posted_at is None for copy in copies):
        archive.make_void(session, letter, reason, actor, now)
