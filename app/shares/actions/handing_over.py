"""Shares and their credit go from one member to another: both legs in one act (§ 76 GenG; R-TRF-01, R-REG-06)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core import journal
from app.core.db import next_number
from app.core.formats import day as written
from app.core.formats import euro, local, member_number
from app.core.told import Told
from app.core.values import Actor, Cents, German, check_reason
from app.members import queries as members
from app.members.models import Member
from app.shares import queries, rules
from app.shares.actions.covering import cover_no_more, cover_on, hand_covers_on
from app.shares.actions.dues import due_rows, hand_on, let_fall_away, undo_dues
from app.shares.actions.following import follow
from app.shares.actions.locking import lock_many, subject_of
from app.shares.actions.renewing import let_letters_follow
from app.shares.actions.splitting import let_split_follow, undo_multiples
from app.shares.actions.withdrawal import REQUEST, WELCOME, withdraw_letters
from app.shares.models import CreditEntry, ShareEntry
from app.shares.queries import CreditLegs, HandedOver
from app.shares.rules import CreditGround, PaymentPurpose, ShareGround
from app.statutes import queries as statutes
from app.statutes.rules import check_year_open


def hand_over(
    session: Session, transferor: Member, acquirer: Member, shares: int, amount: Cents, day: date, document: str,
    actor: Actor, now: datetime, needed: int | None = None, stays: Cents | None = None, joins: bool = False,
) -> HandedOver:
    """Enter shares handed over with their credit: on the day the transferor holds, from the next on the acquirer.

    `needed`: how many shares the acquirer takes besides its own, where those hold a part of the credit; else as many.
    `stays` names an heir who goes on: what is open goes along as it is, instead of falling away and being asked for
    anew, but for so much that is owed on shares given up before; credit that came after that day goes over on the day
    it was there (§ 77). `joins`: the acquirer becomes a member by it and pays the entry fee, if there is one.

    Refuses what is not there on that day or after a later entry, and what would leave more credit than shares. The
    end of the transferor's membership, consents and letters are the caller's (R-TRF-01, R-REG-06).
    """
    lock_many(session, (transferor.id, acquirer.id))
    check_year_open(day, statutes.closed_through(session))
    taken = shares if needed is None else needed
    at_once = min(amount, max(queries.least_credit(session, transferor.id, day), 0)) if stays is not None else amount
    _check(session, transferor, acquirer, (shares, taken), at_once, day, amount - at_once)
    legs = _legs(session, transferor, acquirer, (shares, taken), (at_once, amount - at_once), day, {
        "recorded_at": now, "recorded_by": actor.name, "document": document,
    })
    session.add_all([*legs.in_shares, *legs.in_credit])
    session.flush()
    let_split_follow(session, legs.in_shares, actor, now)
    _tell(session, transferor, acquirer, legs, amount, actor, now)
    if stays is not None and legs.taken:
        hand_on(session, legs.given, legs.taken, stays, actor, now)
        hand_covers_on(session, transferor, acquirer, legs.given, actor, now)
    else:
        let_fall_away(session, transferor, legs.given, actor, now)
        if legs.amount:
            _let_credit_pay(session, acquirer, legs, joins, actor, now)
    follow(session, transferor, legs.given, actor, now)
    if legs.taken:
        follow(session, acquirer, legs.taken, actor, now)
    return legs


def _legs(
    session: Session, transferor: Member, acquirer: Member, counts: tuple[int, int], amounts: tuple[Cents, Cents],
    day: date, told: Mapping[str, Any],
) -> HandedOver:
    """Both legs in both ledgers: shares given and taken, credit that goes along at once and what came later."""

    def in_credit(amount: Cents, on: date) -> CreditLegs:
        if not amount:
            return None, None
        given, taken = {"effective_on": on, **told}, {"effective_on": rules.acquired_on(on), **told}
        return (
            CreditEntry(member_id=transferor.id, amount=-amount, ground=CreditGround.TRANSFER_OUT, **given),
            CreditEntry(member_id=acquirer.id, amount=amount, ground=CreditGround.TRANSFER_IN, **taken),
        )

    shares, taken = counts
    since, out = rules.acquired_on(day), ShareGround.TRANSFER_OUT
    later_on = _there_on(session, transferor, sum(amounts), day)
    return HandedOver(
        ShareEntry(member_id=transferor.id, change=-shares, ground=out, effective_on=day, **told),
        ShareEntry(member_id=acquirer.id, change=taken, ground=ShareGround.TRANSFER_IN, effective_on=since, **told)
        if taken else None,
        in_credit(amounts[0], day), in_credit(amounts[1], later_on),
    )


def _there_on(session: Session, transferor: Member, amount: Cents, day: date) -> date:
    """The first day, from this one on, on which so much credit is there and stays."""
    changes = list(queries.credit_changes(session, transferor.id))
    later = sorted({since for since, _amount in changes if since > day})
    return next((each for each in (day, *later) if rules.least_from(changes, each) >= amount), day)


def _tell(
    session: Session, transferor: Member, acquirer: Member, legs: HandedOver, amount: Cents, actor: Actor, now: datetime
) -> None:
    """Write both sides into the journal; credit that only fills the acquirer's own shares comes without any."""
    day, document = written(legs.given.effective_on), legs.given.document
    about = {"amount": euro(amount), "day": day, "other": member_number(acquirer.number)}
    given = rules.so_many_shares(-legs.given.change)
    summary = Told("{shares} mit {amount} zum {day} an Nr. {other}", shares=given, **about)
    journal.record(session, actor, "hand_over_shares", subject_of(transferor), now, summary, document=document)
    about["other"] = member_number(transferor.number)
    summary = Told("Guthaben von {amount} zum {day} von Nr. {other}", **about)
    if legs.taken:
        taken = rules.so_many_shares(legs.taken.change)
        summary = Told("{shares} mit {amount} zum {day} von Nr. {other}", shares=taken, **about)
    journal.record(session, actor, "acquire_shares", subject_of(acquirer), now, summary, document=document)


def _let_credit_pay(
    session: Session, acquirer: Member, legs: HandedOver, joins: bool, actor: Actor, now: datetime
) -> None:
    """Let the credit pay what is open on the acquirer's own shares, and ask for what the new ones lack (§ 76 (5)).

    It pays on the day of the transfer, and is marked with the transferor's entry, so that it is owed again where the
    transfer is undone.
    """
    statute = statutes.statute_on(session, rules.acquired_on(legs.given.effective_on))
    today = local(now).date()
    on_own = legs.amount
    if legs.taken:
        on_own = min(_lacking(session, acquirer, legs.taken, legs.amount, statute.share_amount, today), legs.amount)
    rest = on_own
    for leg in legs.credit_taken:
        part = min(rest, leg.amount)
        rest -= part
        cover_on(session, acquirer, part, rules.closes_on(leg.ground, leg.effective_on), legs.given, actor, now)
    if legs.taken:
        dues = rules.payments_due(statute, legs.taken.change, legs.taken.effective_on, joins)
        left = rules.still_due(dues, legs.amount - on_own)
        fee = [each for each in dues if each.purpose is PaymentPurpose.ENTRY_FEE]
        session.add_all(due_rows(acquirer, [*left, *fee], legs.taken.document, legs.taken.id, actor, now))
        session.flush()


def _lacking(
    session: Session, acquirer: Member, taken: ShareEntry, amount: Cents, share_amount: Cents, today: date
) -> Cents:
    """How much lacks on the acquirer's own shares: what is open on them, or what they lacked before `amount` came.

    What other credit covers on a day ahead is open, but no room for this one; shares given up for a day to come are
    held.
    """
    own = queries.most_held_from(session, acquirer.id, taken.effective_on) - taken.change
    on_shares = queries.credit_parts(session, acquirer.id, taken.effective_on).on_shares
    room = rules.nominal_of(own, share_amount) - (on_shares - amount)
    return max(queries.owed_on_held(session, acquirer, today), room, 0)


def _check(
    session: Session, transferor: Member, acquirer: Member, counts: tuple[int, int], amount: Cents, day: date,
    later: Cents = 0,
) -> None:
    """`later`: the part of the credit that goes over after that day.

    With all shares goes what a reduction of the share amount set free and is bound (§ 22 (2) GenG).
    """
    shares, taken = counts
    amount_of_one = statutes.statute_on(session, day).share_amount
    beside = max(queries.credit_beside_shares_of(session, transferor.id, day), 0)
    rules.check_handing_over(
        transferor.id == acquirer.id, shares, amount, queries.least_shares(session, transferor.id, day),
        queries.least_credit(session, transferor.id, day) - beside,
    )
    since = rules.acquired_on(day)
    held = queries.holding_of(session, transferor.id, since)
    credit = rules.credit_on_shares(held.credit - beside, held.shares, amount_of_one)
    bound = held.credit - beside - credit if shares == held.shares else 0
    rules.check_what_stays(credit - amount, rules.nominal_of(held.shares - shares, amount_of_one))
    rules.check_acquirer(members.find_period_on(session, acquirer.id, since) is not None, since)
    if amount + later:
        most = queries.most_held_from(session, acquirer.id, since)
        on_shares = queries.credit_parts(session, acquirer.id, since).on_shares
        balance = rules.credit_on_shares(on_shares, most, amount_of_one)
        nominal = rules.nominal_of(most + taken, amount_of_one) + bound
        rules.check_credit_entry(CreditGround.TRANSFER_IN, amount + later, balance, nominal)


def undo_handing_over(session: Session, legs: HandedOver, reason: str, actor: Actor, now: datetime) -> str:
    """Undo both legs by entries that point at them, in one act; gives the number of the reversal (R-REG-05).

    Refused where one leg is undone already, or where the acquirer's later entries build on what was handed over. The
    certificates of both follow; letters about those shares that nobody has posted yet are withdrawn.
    """
    transferor = members.get_member(session, legs.given.member_id)
    acquirer = members.get_member(session, legs.acquirer_id)
    lock_many(session, (transferor.id, acquirer.id))
    cover_no_more(session, acquirer, legs.given, now)
    entries = [*queries.share_entries_of(session, transferor.id), *queries.share_entries_of(session, acquirer.id)]
    undone = {entry.reverses_id for entry in entries}
    for leg in legs.in_shares:
        rules.check_reversible(leg.reverses_id is not None, leg.id in undone)
    _check_without(session, acquirer, legs)
    why, year = check_reason(reason), local(now).year
    number = rules.reversal_number(year, next_number(session, f"share_reversal:{year}"))
    told = {"recorded_at": now, "recorded_by": actor.name, "document": number, "note": why}
    shares = [
        ShareEntry(
            member_id=leg.member_id, change=-leg.change, effective_on=leg.effective_on, ground=ShareGround.REVERSAL,
            reverses_id=leg.id, **told,
        )
        for leg in legs.in_shares
    ]
    session.add_all([*shares, *(
        CreditEntry(
            member_id=leg.member_id, amount=-leg.amount, effective_on=leg.effective_on, ground=CreditGround.REVERSAL,
            reverses_id=leg.id, belongs_on=leg.belongs_on, **told,
        )
        for leg in legs.in_credit
    )])
    session.flush()
    for leg in legs.in_shares:
        undo_multiples(session, leg, number, why, actor, now)
        undo_dues(session, leg, number, actor, now)
    session.flush()
    let_split_follow(session, shares, actor, now)
    summary = Told(
        "Storno {number}: Übertragung zum {day}, {reason}",
        number=number, day=written(legs.given.effective_on), reason=why,
    )
    for member, entry in zip((transferor, acquirer), shares, strict=False):
        follow(session, member, entry, actor, now)
    for member in (transferor, acquirer):
        corrected = German("Bestand berichtigt,", number)
        withdraw_letters(session, member, (WELCOME, REQUEST), corrected, actor, now)
        let_letters_follow(session, member, corrected, actor, now)
        journal.record(session, actor, "undo_handing_over", subject_of(member), now, summary, number=number)
    return number


def _check_without(session: Session, acquirer: Member, legs: HandedOver) -> None:
    """Refuse to take from the acquirer what later entries have used up, or filled with other credit."""
    day = rules.acquired_on(legs.given.effective_on)
    taken = (legs.taken.id,) if legs.taken else ()
    shares = list(queries.share_moments(session, acquirer.id, taken))
    given_back = ((leg.effective_on, -leg.amount) for leg in legs.credit_taken)
    credit = [*queries.credit_changes(session, acquirer.id), *given_back]
    rules.check_balances_after((rules.least_from(shares, rules.on_the_day(day)), rules.least_from(credit, day)))
    amounts = [(rules.on_the_day(since), amount) for _title, since, amount in statutes.share_amounts(session)]
    nominal = rules.most_nominal(shares, amounts)
    handed = {each.id for each in legs.credit_taken}
    came = queries.came_since(session, acquirer.id, day, legs.given.recorded_at, handed)
    rules.check_still_fits(sum(change for _day, change in credit), nominal, came)
