"""A notice comes in: it is judged and entered, laid before the board, or turned down (§§ 65 to 67b GenG)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core import files, journal
from app.core.db import next_number, one_at_a_time
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Kept, Told
from app.core.uploads import CheckedFile, check_upload, clean_filename
from app.core.values import Actor, DeclarationChannel, Refusal
from app.departures import queries
from app.departures.actions.accounts import name_account
from app.departures.actions.counter import subject_of, undo
from app.departures.actions.letters import confirm, refuse, tell_overtaken
from app.departures.actions.rights import RIGHTS
from app.departures.models import Notice, NoticePaper
from app.departures.rules import (
    EXIT_GROUNDS,
    KIND_WORDS,
    LAW,
    Declared,
    Judgement,
    NoticeKind,
    NoticeState,
    PaperPurpose,
    check_meant,
    check_stands,
    notice_number,
)
from app.members import actions as members
from app.members.models import Member
from app.organs import actions as organs
from app.organs import queries as organ_queries
from app.organs.rules import ItemKind, Organ
from app.shares import actions as shares
from app.statutes import queries as statutes
from app.statutes.rules import ONE_DAY, check_leaves_in_open_year

Papers = Mapping[PaperPurpose, CheckedFile]
"""The files handed in with a notice."""


def give(
    session: Session, member: Member, declared: Declared, papers: Papers, channel: DeclarationChannel,
    actor: Actor, now: datetime, iban: str = "",
) -> Notice:
    """Record a notice and enter what it brings about, or lay it before the board (R-EXIT-01 to R-EXIT-08).

    Refused where it could not take effect; the office turns such a one down instead. The member is locked, so that
    two notices at the same moment are judged one after the other. `iban` is the account that is named with it.
    """
    right_id = declared.amended_by.right_id if declared.amended_by else None
    if right_id is not None:
        one_at_a_time(session, RIGHTS)
    shares.lock(session, member)
    if right_id is not None:
        check_stands(queries.get_right(session, right_id).closed_at is not None)
    found = queries.preview(session, member, declared, local(now).date())
    if found.judgement is None:
        raise found.objection or Refusal("Diese Kündigung hat keine Wirkung.")
    state = NoticeState.PROPOSED if found.judgement.needs_decision else NoticeState.ENTERED
    notice = _record(session, member, declared, state, found.judgement, "", channel, actor, now)
    _keep(session, notice, papers, actor, now)
    if found.judgement.needs_decision:
        _propose(session, notice, actor, now)
    else:
        enter(session, notice, actor, now)
    is_by_member = channel is DeclarationChannel.PORTAL
    left_out = name_account(session, notice, iban, papers.get(PaperPurpose.NOTICE), is_by_member, actor, now)
    if notice.state is NoticeState.ENTERED:
        confirm(session, notice, actor, now, left_out)
    return notice


def give_own(
    session: Session, member: Member, declared: Declared, is_meant: bool, actor: Actor, now: datetime, iban: str = ""
) -> Notice:
    """Record a notice that a member, or who acts for it alone, gives in the portal (§ 65 (2) GenG, § 126b BGB)."""
    rights = queries.own_rights(session, member, actor.party_id, local(now).date())
    if rights.hindrance is not None:
        raise rights.hindrance
    if declared.kind not in rights.kinds:
        raise Refusal("Diese Kündigung geht hier nicht.")
    check_meant(is_meant)
    return give(session, member, declared, {}, DeclarationChannel.PORTAL, actor, now, iban)


def turn_down(
    session: Session, member: Member, declared: Declared, papers: Papers, actor: Actor, now: datetime
) -> Notice:
    """Record a notice that came in and has no effect, and say why by letter; nothing else changes (R-EXIT-01)."""
    shares.lock(session, member)
    found = queries.preview(session, member, declared, local(now).date())
    if found.objection is None:
        raise Refusal("Diese Kündigung ist wirksam und wird nicht zurückgewiesen.")
    reason = str(found.objection)
    by_office = DeclarationChannel.OFFICE
    notice = _record(session, member, declared, NoticeState.REJECTED, None, reason, by_office, actor, now)
    _keep(session, notice, papers, actor, now)
    refuse(session, notice, actor, now)
    return notice


def _record(
    session: Session, member: Member, declared: Declared, state: NoticeState, judgement: Judgement | None,
    refusal_reason: str, channel: DeclarationChannel, actor: Actor, now: datetime,
) -> Notice:
    year, amended_by = local(now).year, declared.amended_by
    notice = Notice(
        number=notice_number(year, next_number(session, f"notice:{year}")), member_id=member.id, kind=declared.kind,
        state=state, channel=channel, written_form=declared.written_form, declared_by=declared.declared_by,
        dated_on=declared.dated_on, received_on=declared.received_on,
        shares=declared.shares if declared.kind is NoticeKind.PARTIAL else None, reasons=declared.reasons.strip(),
        amendment=amended_by.amendment if amended_by else None,
        resolved_on=amended_by.resolved_on if amended_by else None,
        attended=amended_by.attended if amended_by else None, known_on=amended_by.known_on if amended_by else None,
        special_right_id=amended_by.right_id if amended_by else None,
        statute_version_id=statutes.get_version_on(session, declared.received_on).id,
        months=judgement.months if judgement else 0,
        receivable_until=judgement.receivable_until if judgement else None,
        last_day=judgement.last_day if judgement else None, refusal_reason=refusal_reason, recorded_at=now,
        recorded_by=actor.name, sender_address=declared.sender_address.strip() or None,
    )
    session.add(notice)
    session.flush()
    session.refresh(notice)
    _tell(session, notice, actor, now)
    return notice


def _tell(session: Session, notice: Notice, actor: Actor, now: datetime) -> None:
    """Write into the journal of the member what came in, and that it has no effect where it has none."""
    came = Told(
        "{kind} {number}, eingegangen am {day}", kind=KIND_WORDS[notice.kind], number=notice.number,
        day=written(notice.received_on),
    )
    refused = Told("{notice}; zurückgewiesen: {reason}", notice=came, reason=Kept(notice.refusal_reason))
    journal.record(
        session, actor, "give_notice", subject_of(notice), now, refused if notice.refusal_reason else came,
        notice=notice.id, law=LAW[notice.kind],
    )


def _keep(session: Session, notice: Notice, papers: Papers, actor: Actor, now: datetime) -> None:
    for purpose, file in papers.items():
        keep_paper(session, notice, purpose, file, actor, now)


def keep_paper(
    session: Session, notice: Notice, purpose: PaperPurpose, file: CheckedFile, actor: Actor, now: datetime
) -> None:
    """Keep a paper with a notice (§ 30 (3) GenG; R-RET-01)."""
    kind = check_upload(file.content)
    notice.papers.append(NoticePaper(
        notice_id=notice.id, purpose=purpose, filename=clean_filename(file.name, kind), mimetype=kind.value,
        size=len(file.content), sha256=files.keep(session, file.content), added_at=now, added_by=actor.name,
    ))
    session.flush()


def _propose(session: Session, notice: Notice, actor: Actor, now: datetime) -> None:
    """Ask the board whether staying is unreasonable (§ 65 (3) GenG; R-EXIT-05)."""
    name, last_day = notice.member.party.display_name, notice.last_day or notice.received_on
    text = (
        f"Vorzeitige Kündigung {notice.number} von {name}: Ein Verbleib bis zum Ende der satzungsmäßigen Frist ist"
        f" nicht zumutbar; die Mitgliedschaft endet am {written(last_day)} (§ 65 Abs. 3 GenG)."
    )
    propose(session, notice, ItemKind.EARLY_EXIT, text, actor, now)


def propose(
    session: Session, notice: Notice, kind: ItemKind, text: str, actor: Actor, now: datetime
) -> None:
    """Lay a question about a notice before the board; who acts for the member is named as biased (R-ORG-04)."""
    biased = organ_queries.biased_officers(session, notice.member, local(now).date())
    organs.propose(session, kind, notice.id, text, Organ.BOARD, biased, actor, now)


def note_biases(session: Session, notice: Notice, now: datetime) -> None:
    """Note on what lies undecided before the board who is biased by what is known today (R-ORG-04)."""
    item = queries.find_item(session, notice)
    if item is not None:
        organs.add_biases(session, item, organ_queries.biased_officers(session, notice.member, local(now).date()), now)


def enter(session: Session, notice: Notice, actor: Actor, now: datetime) -> None:
    """Enter in register and share ledger what a notice brings about (§§ 67b (2), 69 GenG; R-REG-04, R-REG-06)."""
    last_day = _day_of(notice)
    check_leaves_in_open_year(last_day, statutes.closed_through(session))
    if notice.ends_membership:
        later = queries.notices_from(session, notice.member_id, last_day + ONE_DAY)
        give_way(session, later, notice.number, actor, now)
        ground = EXIT_GROUNDS[notice.kind]
        members.end(session, notice.member, last_day, ground, notice.number, actor, now)
        entry = shares.leave(session, notice.member, last_day, notice.number, actor, now)
        tell_overtaken(session, notice.member, notice.number, actor, now)
    else:
        holder, given_up = queries.holder_of(session, notice), queries.shares_given_up(session, notice) or 0
        entry = shares.cancel(session, holder, given_up, last_day, notice.number, actor, now)
    notice.state, notice.share_entry_id = NoticeState.ENTERED, entry.id if entry else None
    session.flush()


def give_way(
    session: Session, notices: Sequence[Notice], to: str, actor: Actor, now: datetime
) -> None:
    """Undo notices, the last one first, for what goes before them, named by its number: an earlier end, a transfer.

    They are remembered: where that is undone, or done, they take effect again (`revive`).
    """
    for each in reversed(notices):
        undo(session, each, NoticeState.OVERTAKEN, Told("{number} geht vor", number=to), to, actor, now)


def _day_of(notice: Notice) -> date:
    if notice.last_day is None:
        raise Refusal("Diese Kündigung hat keine Wirkung.")
    return notice.last_day
