"""Dunning: a letter written, taken back, a run over all, members stopped, the levels set."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive import queries as archived
from app.archive.models import IssuedDocument
from app.archive.rules import Standing
from app.core import jobs, journal
from app.core.db import next_number, one_at_a_time
from app.core.formats import count, euro, local
from app.core.formats import day as written
from app.core.told import Told
from app.core.values import Actor, German, Refusal, check_reason
from app.dues import queries
from app.dues.models import DunnedDue, DunningNotice, DunningStop, DunningTerm
from app.dues.rules import (
    LEVEL_WORDS,
    RUN_JOB,
    Dunned,
    DunningLevel,
    DunningTerms,
    check_may_dun,
    check_may_run,
    check_stop_until,
    check_terms,
    dunning_number,
)
from app.members.models import Member
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.rules import ASKED_BACK, PURPOSE_WORDS, DuePayment, PaymentPurpose, transfer_text
from documents.dunning_letter import Before, DunningFacts, Stage
from documents.letter import Letter, Payment
from documents.payment_request import Item

DUNNING_LETTER = "dunning_letter"


def subject_of(member: Member) -> str:
    """How the journal calls whom an act of this room is about."""
    return f"member:{member.id}"


def dun(session: Session, member: Member, level: DunningLevel, actor: Actor, now: datetime) -> DunningNotice:
    """Write the letter of a level about what is late of a member, and ask for its fee (§§ 280 (2), 286 BGB).

    One letter names all that is late on that level; none is skipped, and what was paid meanwhile is not named.
    """
    shares.cover_by_now(session, member, actor, now)
    today = local(now).date()
    found = queries.preview(session, member, level, today)
    check_may_dun(level, [Dunned(each.due_on, each.open) for each in found.late], found.stopped)
    number = dunning_number(today.year, next_number(session, f"dunning:{today.year}"))
    word = LEVEL_WORDS[level]
    letter = shares.issue_letter(
        session, member, DUNNING_LETTER, German(word), lambda head: _facts(session, member, found, head), actor, now
    )
    fee_due_id = None
    if found.fee:
        due = DuePayment(found.payable_until, found.fee, PaymentPurpose.COSTS)
        fee_due_id = shares.ask_for(session, member, due, number, actor, now).id
    notice = DunningNotice(
        number=number, member_id=member.id, level=level, dated_on=today, payable_until=found.payable_until,
        amount=found.amount, fee=found.fee, fee_due_id=fee_due_id, letter_id=letter.id, recorded_at=now,
        recorded_by=actor.name,
    )
    session.add(notice)
    session.flush()
    _name(session, notice, found)
    summary = Told(
        "{level} {number} über {amount}, zahlbar bis {day}", level=German(word), number=number,
        amount=euro(found.total), day=written(found.payable_until),
    )
    journal.record(session, actor, "dun", subject_of(member), now, summary, notice=notice.id)
    return notice


def _name(session: Session, notice: DunningNotice, found: queries.Preview) -> None:
    """Note which payments the letter names."""
    session.add_all(
        DunnedDue(notice_id=notice.id, due_id=each.due_id, level=notice.level, open=each.open) for each in found.late
    )
    session.flush()


def _facts(session: Session, member: Member, found: queries.Preview, letter: Letter) -> DunningFacts:
    back = share_queries.asked_back_among(session, member.id, [each.due_id for each in found.late])
    items = [Item(_label(each.purpose, each.due_on, each.due_id in back), each.open) for each in found.late]
    if found.costs:
        items.append(Item("Kosten früherer Mahnungen und Rückbuchungen", found.costs))
    purposes = {each.purpose for each in found.late}
    if found.costs or found.fee:
        purposes.add(PaymentPurpose.COSTS)
    return DunningFacts(
        letter=letter, stage=Stage(found.level), items=tuple(items), fee=found.fee, clause=found.clause,
        payment=Payment(found.total, "", found.payable_until, transfer_text(member.number, purposes)),
        before=tuple(Before(LEVEL_WORDS[DunningLevel(each.level)], each.dated_on) for each in found.before),
    )


def _label(purpose: PaymentPurpose, due_on: date, is_asked_back: bool) -> str:
    on_shares = ASKED_BACK if is_asked_back else "Einzahlung auf Geschäftsanteile"
    word = on_shares if purpose is PaymentPurpose.SHARES else PURPOSE_WORDS[purpose]
    return f"{word}, fällig am {written(due_on)}"


def undo_dunning(session: Session, notice: DunningNotice, reason: str, actor: Actor, now: datetime) -> DunningNotice:
    """Take a dunning letter back: its fee is not owed, the level is still to come, the letter is void."""
    shares.lock(session, notice.member)
    session.refresh(notice)
    if notice.ended_at is not None:
        raise Refusal("Dieser Brief ist schon zurückgenommen.")
    if any(each.id > notice.id and each.ended_at is None for each in queries.later_about(session, notice)):
        raise Refusal("Darauf baut ein späterer Brief auf. Nehmen Sie zuerst den späteren zurück.")
    _end(session, notice, check_reason(reason), actor, now)
    return notice


def letter_is_taken_back(
    session: Session, letter: IssuedDocument, reason: str, actor: Actor, now: datetime
) -> None:
    """Let nothing be owed or count of a letter that never goes out, since it was discarded, or is paid already."""
    found = select(DunningNotice).where(DunningNotice.letter_id == letter.id, DunningNotice.ended_at.is_(None))
    notice = session.scalar(found)
    if notice is not None:
        _end(session, notice, reason, actor, now)


def renew_letters(
    session: Session, member: Member, is_paid: bool, reason: str, actor: Actor, now: datetime
) -> None:
    """Write a letter in the tray anew that names what is owed no more, or not as much; one that is out stays.

    Of such a one the journal speaks only where it was still asking for something when the act came.
    """
    waiting = {letter.id for letter in shares.waiting_letters(session, member, (DUNNING_LETTER,))}
    for notice in queries.notices_of(session, member.id):
        if notice.ended_at is not None or all(each.now >= each.then for each in queries.named_now(session, notice)):
            continue
        if notice.letter_id in waiting:
            level = DunningLevel(notice.level)
            archive.make_void(session, archived.get_document(session, notice.letter_id), reason, actor, now)
            # The act that changed what is owed stands, whether a letter can be written or not.
            with suppress(Refusal), session.begin_nested():
                dun_if_late(session, member, level, actor, now)
        elif not is_paid and _was_asking(session, notice, now):
            letter = archived.get_document(session, notice.letter_id)
            shares.note_standing_letter(session, member, letter, reason, actor, now)


def _was_asking(session: Session, notice: DunningNotice, now: datetime) -> bool:
    named = queries.named_now(session, notice, known_before=now)
    return notice.payable_until >= local(now).date() and any(each.now for each in named)


def _end(session: Session, notice: DunningNotice, reason: str, actor: Actor, now: datetime) -> None:
    notice.ended_at, notice.ended_by, notice.end_reason = now, actor.name, reason
    session.execute(update(DunnedDue).where(DunnedDue.notice_id == notice.id).values(is_undone=True))
    if notice.fee_due_id is not None:
        shares.take_due_back(session, notice.fee_due_id, notice.number, actor, now)
    session.flush()
    letter = archived.get_document(session, notice.letter_id)
    if letter.standing is Standing.VALID:
        archive.make_void(session, letter, "Mahnung zurückgenommen", actor, now)
    summary = Told("{number} zurückgenommen", number=notice.number)
    journal.record(session, actor, "undo_dunning", subject_of(notice.member), now, summary, notice=notice.id)


def order_run(session: Session, level: DunningLevel | None, key: str, actor: Actor, now: datetime) -> int:
    """Have the letters written that may be written today, of one level or of all, by a job; gives its id.

    One run at a time: what the first one has not written yet would be proposed to the second as well.
    """
    one_at_a_time(session, RUN_JOB)
    order, under_way = f"{RUN_JOB}:{key}", queries.find_open_run(session)
    if under_way is not None and under_way.key == order:
        return under_way.id
    found, sums = queries.proposals(session, local(now).date(), level)
    check_may_run(bool(found), under_way is not None)
    steps = [f"{each.member_id}:{each.level}:{order}" for each in found]
    job_id = jobs.enqueue(
        session, RUN_JOB, steps, key=order, actor=actor, now=now, title=German("Mahnlauf"), rank=jobs.Rank.MASS
    )
    summary = Told("Mahnlauf: {letters} Briefe über {amount}", letters=count(sums.rows), amount=euro(sums.amount))
    journal.record(session, actor, "order_dunning_run", f"job:{job_id}", now, summary)
    return job_id


def dun_if_late(session: Session, member: Member, level: DunningLevel, actor: Actor, now: datetime) -> None:
    """A step of a run: who has paid since, or was written to, is passed over."""
    shares.cover_by_now(session, member, actor, now)
    found = queries.preview(session, member, level, local(now).date())
    if found.late and not found.stopped:
        dun(session, member, level, actor, now)


def stop_dunning(
    session: Session, member: Member, reason: str, until: date | None, actor: Actor, now: datetime
) -> DunningStop:
    """Dun a member no more, until a day or until it is lifted (Mahnsperre)."""
    shares.lock(session, member)
    today = local(now).date()
    check_stop_until(until, today)
    if queries.find_stop(session, member.id, today) is not None:
        raise Refusal("Für dieses Mitglied wird schon nicht gemahnt.")
    for over in queries.stops_of(session, member.id):
        over.lifted_at = over.lifted_at or now
    session.flush()
    stop = DunningStop(
        member_id=member.id, reason=check_reason(reason), until=until, recorded_at=now, recorded_by=actor.name
    )
    session.add(stop)
    session.flush()
    summary = Told("Mahnsperre eingetragen")  # the reason, often a plight, stands in the row: the journal is for ever
    journal.record(session, actor, "stop_dunning", subject_of(member), now, summary, stop=stop.id)
    return stop


def resume_dunning(session: Session, member: Member, actor: Actor, now: datetime) -> DunningStop:
    """Lift the stop of a member."""
    shares.lock(session, member)
    stop = queries.find_stop(session, member.id, local(now).date())
    if stop is None:
        raise Refusal("Für dieses Mitglied besteht keine Mahnsperre.")
    stop.lifted_at, stop.lifted_by = now, actor.name
    session.flush()
    summary = Told("Mahnsperre aufgehoben")
    journal.record(session, actor, "resume_dunning", subject_of(member), now, summary, stop=stop.id)
    return stop


def set_terms(session: Session, terms: DunningTerms, actor: Actor, now: datetime) -> int:
    """Set the levels from now on; letters written stay as they are. Gives the id of what was noted last."""
    wanted, before = check_terms(terms), queries.terms_now(session)
    rows = [
        DunningTerm(
            level=level, wait_days=each.wait_days, deadline_days=each.deadline_days, fee=each.fee, recorded_at=now,
            clause=wanted.clause if level is DunningLevel.LAST else "", recorded_by=actor.name,
        )
        for level, each in wanted.levels.items()
        if replace(wanted, levels={level: each}) != replace(before, levels={level: before.levels[level]})
    ]
    if not rows:
        raise Refusal("Das gilt schon so.")
    session.add_all(rows)
    session.flush()
    named = German(*(LEVEL_WORDS[DunningLevel(row.level)] for row in rows), joint=", ")
    summary = Told("Mahnstufen festgelegt: {levels}", levels=named)
    journal.record(session, actor, "set_dunning_terms", "house", now, summary)
    return rows[-1].id
