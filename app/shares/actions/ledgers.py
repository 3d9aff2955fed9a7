"""The share ledger: subscription, taking over an old list, exit, reversal. Entries are added, never changed."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core import journal
from app.core.db import next_number
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, Cents, German, check_reason
from app.members import queries as members
from app.members.models import Member
from app.shares import queries, rules
from app.shares.actions.crediting import let_credit_cover
from app.shares.actions.dues import due_rows, let_fall_away, undo_dues
from app.shares.actions.following import follow
from app.shares.actions.locking import EVER, lock, subject_of
from app.shares.actions.splitting import let_split_follow, undo_multiples
from app.shares.actions.withdrawal import REQUEST, WELCOME, withdraw_letters
from app.shares.models import CreditEntry, PaymentDue, ShareEntry
from app.shares.rules import CreditGround, PaymentPurpose, ShareGround
from app.statutes import queries as statutes
from app.statutes.rules import Statute, check_year_open


def subscribe(
    session: Session, member: Member, shares: int, effective_on: date, ground: ShareGround, document: str,
    statute: Statute, actor: Actor, now: datetime,
) -> ShareEntry:
    """Enter shares taken up by a member, and what falls due on them by the statute (§§ 7, 15b GenG; R-SHR-06).

    The number must be within the statute's limits, and the first ones no fewer than are owed (R-SHR-01, R-SHR-05).
    Further shares are refused while earlier ones are unpaid (R-SHR-03), unless they are mandatory.
    """
    lock(session, member)
    check_year_open(effective_on, statutes.closed_through(session))
    held = queries.holding_of(session, member.id, EVER)
    most = queries.most_held_from(session, member.id, effective_on)
    rules.check_share_entry(ground, shares, held.shares)
    owed = queries.owed_by(session, member, statute, effective_on).shares
    if most:
        paid = queries.paid_on_most(session, member.id, effective_on, statute.share_amount)
        rules.check_further_shares(statute, most, paid, shares, ground is ShareGround.MANDATORY, owed)
        _settle_advance(session, member, effective_on, actor, now)
    else:
        rules.check_number_of_shares(shares, statute, owed)
    entry = ShareEntry(
        member_id=member.id, change=shares, effective_on=effective_on, recorded_at=now, recorded_by=actor.name,
        ground=ground, document=document,
    )
    session.add(entry)
    session.flush()
    due = rules.payments_due(statute, shares, effective_on, joins=not most)
    session.add_all(due_rows(member, due, document, entry.id, actor, now))
    session.flush()
    let_split_follow(session, (entry,), actor, now)
    summary = Told(
        "{shares} wirksam ab {day}, {document}",
        shares=rules.so_many_shares(shares), day=written(effective_on), document=document,
    )
    journal.record(session, actor, "subscribe_shares", subject_of(member), now, summary, shares=shares, ground=ground)
    follow(session, member, entry, actor, now)
    return entry


def _settle_advance(session: Session, member: Member, day: date, actor: Actor, now: datetime) -> None:
    """Note what was paid on the earlier shares before it was asked for, so that it does not cover the new ones."""
    advance = -queries.open_balance_of(session, member.id, PaymentPurpose.SHARES)
    if advance > 0:
        session.add(PaymentDue(
            member_id=member.id, purpose=PaymentPurpose.SHARES, amount=advance, due_on=day, recorded_at=now,
            recorded_by=actor.name, document=rules.ADVANCE,
        ))
        session.flush()


def take_over(
    session: Session, member: Member, shares: int, paid_in: Cents, effective_on: date, document: str, actor: Actor,
    now: datetime,
) -> ShareEntry:
    """Open the ledgers of a member with shares and paid-in credit of an old list.

    What the statute in force at the moment of recording already asks for beyond it stays due; without a statute
    nothing is known to be due.
    """
    lock(session, member)
    check_year_open(effective_on, statutes.closed_through(session))
    rules.check_share_entry(ShareGround.TAKEN_OVER, shares, queries.holding_of(session, member.id, EVER).shares)
    entry = ShareEntry(
        member_id=member.id, change=shares, effective_on=effective_on, recorded_at=now, recorded_by=actor.name,
        ground=ShareGround.TAKEN_OVER, document=document,
    )
    session.add(entry)
    session.flush()
    if paid_in:
        session.add(CreditEntry(
            member_id=member.id, amount=paid_in, effective_on=effective_on, recorded_at=now, recorded_by=actor.name,
            ground=CreditGround.TAKEN_OVER, document=document,
        ))
    statute = statutes.find_statute_on(session, local(now).date())
    if statute is not None:
        due = rules.still_due(rules.payments_due(statute, shares, effective_on, joins=False), paid_in)
        session.add_all(due_rows(member, due, document, entry.id, actor, now))
    session.flush()
    let_split_follow(session, (entry,), actor, now)
    summary = Told("{shares} übernommen aus {document}", shares=rules.so_many_shares(shares), document=document)
    journal.record(session, actor, "take_over_shares", subject_of(member), now, summary, shares=shares, paid_in=paid_in)
    return entry


def leave(
    session: Session, member: Member, last_day: date, document: str, actor: Actor, now: datetime
) -> ShareEntry | None:
    """Take all shares of somebody who leaves out of the ledger with the close of the last day (R-REG-04, R-REG-06).

    The paid-in credit stays until it is paid out. The certificate is void from the next day on. None where no share
    was held.
    """
    lock(session, member)
    held, parts = queries.holding_of(session, member.id, EVER).shares, queries.parts_since(session, last_day)
    shares = rules.former_shares(held, parts)
    if not shares:
        return None
    entry = _take_out(session, member, shares, ShareGround.EXIT, last_day, document, actor, now)
    summary = Told("{shares} ausgebucht zum {day}", shares=rules.so_many_shares(shares), day=written(last_day))
    journal.record(session, actor, "leave_with_shares", subject_of(member), now, summary, shares=shares)
    return entry


def cancel(
    session: Session, member: Member, shares: int, effective_on: date, document: str, actor: Actor, now: datetime
) -> ShareEntry:
    """Take some shares of a member who stays out of the ledger with the close of a day (§ 67b GenG; R-EXIT-07)."""
    lock(session, member)
    entry = _take_out(session, member, shares, ShareGround.CANCELLATION, effective_on, document, actor, now)
    summary = Told("{shares} gekündigt zum {day}", shares=rules.so_many_shares(shares), day=written(effective_on))
    journal.record(session, actor, "cancel_shares", subject_of(member), now, summary, shares=shares)
    return entry


def _take_out(
    session: Session, member: Member, shares: int, ground: ShareGround, effective_on: date, document: str,
    actor: Actor, now: datetime,
) -> ShareEntry:
    check_year_open(effective_on, statutes.closed_through(session))
    rules.check_share_entry(ground, -shares, queries.least_shares(session, member.id, effective_on))
    entry = ShareEntry(
        member_id=member.id, change=-shares, effective_on=effective_on, recorded_at=now, recorded_by=actor.name,
        ground=ground, document=document,
    )
    session.add(entry)
    session.flush()
    let_split_follow(session, (entry,), actor, now)
    let_fall_away(session, member, entry, actor, now)
    follow(session, member, entry, actor, now)
    return entry


def reverse_share_entry(
    session: Session, entry: ShareEntry, reason: str, actor: Actor, now: datetime
) -> ShareEntry:
    """Undo an entry of the share ledger by one that points at it (Storno), with what had fallen due on it (R-REG-05).

    What would have fallen due after the end of shares is owed again.
    The certificate follows (R-DOC-04); letters about those shares that nobody has posted yet are withdrawn.
    """
    member = members.get_member(session, entry.member_id)
    lock(session, member)
    hindrance = queries.hindrance_to_reversal(session, entry, local(now).date())
    if hindrance is not None:
        raise hindrance
    year = local(now).year
    number = rules.reversal_number(year, next_number(session, f"share_reversal:{year}"))
    reversal = ShareEntry(
        member_id=member.id, change=-entry.change, effective_on=entry.effective_on, recorded_at=now,
        recorded_by=actor.name, ground=ShareGround.REVERSAL, document=number, reverses_id=entry.id,
        note=check_reason(reason),
    )
    session.add(reversal)
    owed = queries.open_balance_of(session, member.id, PaymentPurpose.SHARES)
    undo_dues(session, entry, number, actor, now)
    session.flush()
    undo_multiples(session, entry, number, reversal.note, actor, now)
    let_split_follow(session, (reversal,), actor, now)
    asked = queries.open_balance_of(session, member.id, PaymentPurpose.SHARES) - owed
    credited = queries.profit_since(session, member.id, entry.recorded_at)
    let_credit_cover(session, {member.id: min(asked, credited)}, entry.effective_on, number, actor, now)
    follow(session, member, reversal, actor, now)
    withdraw_letters(session, member, (WELCOME, REQUEST), German("Bestand berichtigt,", number), actor, now)
    summary = Told(
        "Storno {number}: Buchung vom {day}, {reason}",
        number=number, day=written(entry.effective_on), reason=reversal.note,
    )
    journal.record(session, actor, "reverse_share_entry", subject_of(member), now, summary, entry=entry.id)
    return reversal
