"""From the ledgers back to the acts: entries, exits, transfers and payments expected that no act stands behind."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.admissions import queries as applications
from app.admissions.models import Application
from app.closing.models import AppropriationShare
from app.core.formats import day, euro, member_number
from app.core.values import Cents, German
from app.departures.models import Notice
from app.dues.models import Contribution, DunningNotice, RefundedAdvance, ReturnedPayment
from app.imports.models import ImportedEntry
from app.members.models import Member, MembershipExit, MembershipPeriod
from app.members.rules import EXIT_GROUND_WORDS
from app.operations.rules import CheckKey, Finding, Place
from app.organs.models import Resolution
from app.removals.models import Removal
from app.settlements.models import Settlement, SettlementEntry, SettlementUndoing
from app.settlements.rules import EntryKind
from app.shares.models import CreditEntry, PaymentDue, PaymentReceived, ShareEntry
from app.shares.queries import change_of, kept, was_share_reduced
from app.shares.rules import (
    ADVANCE,
    GROUND_WORDS,
    PURPOSE_WORDS,
    CreditGround,
    ShareGround,
    so_many_shares,
)
from app.statutes import queries as statutes
from app.subscriptions.models import Subscription
from app.transfers.models import Transfer

Book = type[ShareEntry] | type[CreditEntry] | type[PaymentDue]
Ids = Select[int | None]

_SHARES_MOVED = (ShareGround.TRANSFER_IN, ShareGround.TRANSFER_OUT)
_CREDIT_MOVED = (CreditGround.TRANSFER_IN, CreditGround.TRANSFER_OUT)
_DECIDED = (ShareGround.FURTHER_SHARES, ShareGround.MANDATORY)
_OF_RESULTS = (CreditGround.PROFIT, CreditGround.LOSS)


def _undone(book: Book) -> Any:
    """The entry that undoes one, and that it does."""
    undoing = aliased(book)
    return undoing, undoing.reverses_id == book.id


def _without(book: Book, found: Select[*tuple[Any, ...]], acts: Sequence[Ids]) -> Select[*tuple[Any, ...]]:
    """Of entries those that stand, that undo nothing, and that none of the acts names; one pass over the ledger."""
    undoing, undoes = _undone(book)
    named = union_all(*acts).subquery()
    traced = select(named.c[0].label("entry_id")).where(named.c[0].is_not(None)).distinct().subquery()
    found = found.join(Member, Member.id == book.member_id).outerjoin(undoing, undoes)
    found = found.outerjoin(traced, traced.c.entry_id == book.id)
    return found.where(book.reverses_id.is_(None), undoing.id.is_(None), traced.c.entry_id.is_(None)).order_by(book.id)


# --- entries of the two ledgers, and exits ---------------------------------------------------------------------------


def without_act(session: Session, _now: datetime) -> Iterator[Finding]:
    """Entries of both ledgers, and ends of membership, that no act made (R-REG-05); lists taken over are excepted."""
    words = German("Mitglied {number}: Hinter „{ground}“ vom {day} ({what}) steht kein Vorgang.")
    for number, ground, on, change in session.execute(_shares_without_act(session)):
        values = {"number": member_number(number), "ground": GROUND_WORDS[ground], "day": day(on)}
        shares = so_many_shares(abs(change))
        yield Finding(CheckKey.ENTRY_WITHOUT_ACT, words, {**values, "what": shares}, Place("sheet", str(number)))
    for number, ground, on, amount in session.execute(_credit_without_act()):
        values = {"number": member_number(number), "ground": GROUND_WORDS[ground], "day": day(on)}
        check = CheckKey.RESULT_TRACE if ground in _OF_RESULTS else CheckKey.ENTRY_WITHOUT_ACT
        yield Finding(check, words, {**values, "what": euro(amount)}, Place("sheet", str(number)))
    for number, ground, last_day in session.execute(_exits_without_act()):
        values = {"number": member_number(number), "ground": EXIT_GROUND_WORDS[ground], "day": day(last_day)}
        sentence = German("Mitglied {number}: Hinter dem Ausscheiden zum {day} ({ground}) steht kein Vorgang.")
        yield Finding(CheckKey.ENTRY_WITHOUT_ACT, sentence, values, Place("entry", str(number)))


def _shares_without_act(session: Session) -> Select[*tuple[Any, ...]]:
    """Entries of the share ledger without an act; by the ground it is another act that makes them.

    What a splitting made, another check compares with the statute.
    """
    entry = ShareEntry
    found = select(Member.number, entry.ground, entry.effective_on, entry.change).select_from(entry).where(
        entry.ground.not_in((ShareGround.TAKEN_OVER, ShareGround.REVERSAL, ShareGround.SPLIT)),
        entry.multiplies_id.is_(None),
    )
    decided = select(entry.id).join(Resolution, Resolution.number == entry.document)
    return _without(entry, found, (
        _joined_with(_joined_split(session)), decided.where(entry.ground.in_(_DECIDED)),
        select(Subscription.share_entry_id), select(Notice.share_entry_id), select(Removal.share_entry_id),
        select(Transfer.given_entry_id), select(Transfer.taken_entry_id), _by_heirs(entry, _SHARES_MOVED),
        select(ImportedEntry.share_entry_id), _of_a_list(entry, (ShareGround.EXIT, ShareGround.TRANSFER_OUT)),
    ))


def _admitted_with(entry: type[ShareEntry]) -> ColumnElement[bool]:
    """The condition that an application was admitted by what an entry names."""
    return and_(Application.member_id == entry.member_id, Application.resolution_number == entry.document)


def _joined_split(session: Session) -> list[int]:
    """The entries of another number than the application's, which are just what a splitting made of it (R-SHR-09)."""
    if not statutes.days_of_splittings(session):
        return []
    entry = ShareEntry
    found = select(entry, Application).join(Application, _admitted_with(entry)).where(
        entry.ground == ShareGround.SUBSCRIPTION, kept(entry), Application.shares != entry.change
    )
    return [
        each.id for each, application in session.execute(found)
        if applications.shown_shares(session, application, each.effective_on) == change_of(session, each)
    ]


def _joined_with(split: Sequence[int]) -> Ids:
    """The entry that each membership began with: it names the same document, and as many shares as the application.

    `split`: the entries that count what a splitting made of those.
    """
    entry, begins = ShareEntry, MembershipPeriod
    began = (begins.member_id == entry.member_id, begins.first_day == entry.effective_on,
             begins.join_document == entry.document)
    as_many = or_(Application.shares.is_(None), Application.shares == entry.change, entry.id.in_(split))
    found = select(func.min(entry.id)).join(begins, and_(*began)).outerjoin(Application, _admitted_with(entry))
    return found.where(entry.ground == ShareGround.SUBSCRIPTION, kept(entry), as_many).group_by(begins.id)


def _credit_without_act() -> Select[*tuple[Any, ...]]:
    """Entries of the credit ledger without an act; payments in are another check's."""
    entry = CreditEntry
    found = select(Member.number, entry.ground, entry.effective_on, entry.amount).select_from(entry).where(
        entry.ground.not_in((CreditGround.TAKEN_OVER, CreditGround.REVERSAL, CreditGround.PAYMENT))
    )
    return _without(entry, found, (
        select(PaymentReceived.credit_entry_id), select(AppropriationShare.credit_entry_id),
        select(SettlementEntry.credit_entry_id), select(Transfer.credit_given_id), select(Transfer.credit_taken_id),
        _by_heirs(entry, _CREDIT_MOVED), select(ImportedEntry.credit_entry_id),
        _of_a_list(entry, (CreditGround.TRANSFER_OUT,)),
    ))


def _by_heirs(book: type[ShareEntry] | type[CreditEntry], grounds: Sequence[Any]) -> Ids:
    """What went over to an heir who goes on: both legs name the removal (§ 77 (2) GenG)."""
    found = select(book.id).join(Removal, Removal.number == book.document)
    return found.where(book.ground.in_(grounds), Removal.share_entry_id.is_not(None))


def _of_a_list(book: type[ShareEntry] | type[CreditEntry], grounds: Sequence[Any]) -> Ids:
    """What an old list tells of somebody who left: recorded with the holding that it took over, for the same reason."""
    opening = aliased(ShareEntry)
    same = (opening.member_id == book.member_id, opening.recorded_at == book.recorded_at,
            opening.document == book.document, opening.ground == ShareGround.TAKEN_OVER)
    return select(book.id).join(opening, and_(*same)).where(book.ground.in_(grounds))


def _exits_without_act() -> Select[*tuple[Any, ...]]:
    """Ends of membership that stand, and that neither notice, removal, transfer nor list brought about."""
    end, period, later = MembershipExit, MembershipPeriod, aliased(MembershipExit)
    numbers = union_all(select(Notice.number), select(Removal.number), select(Transfer.number)).subquery()
    imported = select(ImportedEntry.exit_id).where(ImportedEntry.exit_id.is_not(None)).subquery()
    found = select(Member.number, end.ground, end.last_day).select_from(end).join(period, period.id == end.period_id)
    found = found.join(Member, Member.id == period.member_id)
    found = found.outerjoin(later, and_(later.period_id == end.period_id, later.follows == end.turn))
    found = found.outerjoin(numbers, numbers.c[0] == end.document).outerjoin(imported, imported.c[0] == end.id)
    of_a_list = and_(end.document == period.join_document, end.recorded_at == period.recorded_at)
    return found.where(
        end.last_day.is_not(None), later.id.is_(None), numbers.c[0].is_(None), imported.c[0].is_(None), ~of_a_list
    ).order_by(end.id)


# --- transfers: what one gives another takes --------------------------------------------------------------------------


def transfer_legs(session: Session, _now: datetime) -> Iterator[Finding]:
    """Transfers in which more is given than taken, or more taken than given, in shares or in credit (R-TRF-01).

    The legs of one act are recorded at one moment and name one document. Fewer shares are taken than given only where
    the acquirer's own hold a part of the credit, which the transfer shows; more, where a share comes to less than when
    the credit was paid, as many as the credit needs (§§ 22, 76 GenG).
    """
    both = union_all(_legs_in(ShareEntry, ShareEntry.change, _SHARES_MOVED, (ShareGround.TRANSFER_OUT,)),
                     _legs_in(CreditEntry, CreditEntry.amount, _CREDIT_MOVED, (CreditGround.TRANSFER_OUT,))).subquery()
    sums = [func.sum(both.c[name]).label(name) for name in ("given", "taken", "credit", "brought")]
    whose, on = func.min(both.c.member_id).label("member_id"), func.max(both.c.effective_on).label("day")
    legs = select(both.c.document, whose, on, *sums)
    acts = legs.group_by(both.c.document, both.c.recorded_at).subquery()
    is_filling = and_(Transfer.id.is_not(None), acts.c.taken < acts.c.given)
    unequal = or_(acts.c.credit != 0, and_(acts.c.taken != acts.c.given, ~is_filling))
    act = acts.c
    found = select(Member.number, act.document, Transfer.id, act.given, act.taken, act.credit, act.brought, act.day)
    found = found.select_from(acts).join(Member, Member.id == acts.c.member_id)
    found = found.outerjoin(Transfer, Transfer.number == acts.c.document).where(unequal)
    for number, document, transfer, out, into, left, *brought in session.execute(
        found.order_by(Member.number, acts.c.document)
    ):
        if not left and into > out and _needs_shares(session, int(into), *brought):
            continue
        place = Place("transfer", str(transfer)) if transfer else Place("sheet", str(number))
        values = {"number": member_number(number), "document": document, "given": so_many_shares(int(out)),
                  "taken": so_many_shares(int(into)), "credit": euro(int(left))}
        sentence = German("Übertragung „{document}“ (Mitglied {number}): {given} abgegeben, {taken} erhalten; vom "
                          "Guthaben bleibt ein Unterschied von {credit}.")
        yield Finding(CheckKey.TRANSFER_LEGS, sentence, values, place)


def _needs_shares(session: Session, shares: int, brought: Cents, day_taken: date) -> bool:
    """Whether a credit handed over fits no fewer shares of an amount that was reduced by then (§ 76 (5); R-TRF-01)."""
    statute = statutes.find_statute_on(session, day_taken) if was_share_reduced(session, day_taken) else None
    return statute is not None and statute.share_amount * (shares - 1) < brought


def _legs_in(
    book: type[ShareEntry] | type[CreditEntry], change: InstrumentedAttribute[int], grounds: Sequence[Any],
    out: Sequence[Any],
) -> Select[*tuple[Any, ...]]:
    """Legs that stand in one ledger; what a list tells of somebody who left has its other leg in another row of it.

    What a splitting made of a leg, another check compares with the leg.
    """
    undoing, undoes = _undone(book)
    listed = _of_a_list(book, out).subquery()
    nothing = literal(0)
    of_shares = book is ShareEntry
    gives, takes = case((change < 0, -change), else_=0), case((change > 0, change), else_=0)
    found = select(
        book.document, book.recorded_at, book.member_id, (gives if of_shares else nothing).label("given"),
        (takes if of_shares else nothing).label("taken"), (nothing if of_shares else change).label("credit"),
        (nothing if of_shares else takes).label("brought"), book.effective_on,
    )
    found = found.outerjoin(undoing, undoes).outerjoin(listed, listed.c[0] == book.id)
    if of_shares:
        found = found.where(ShareEntry.multiplies_id.is_(None))
    return found.where(
        book.ground.in_(grounds), book.reverses_id.is_(None), undoing.id.is_(None), listed.c[0].is_(None)
    )


# --- payments expected -----------------------------------------------------------------------------------------------


def dues(session: Session, _now: datetime) -> Iterator[Finding]:
    """Payments that are asked for although neither shares, fee, contribution, costs nor a payout stand behind them."""
    due = PaymentDue
    found = select(Member.number, due.purpose, due.due_on, due.amount).select_from(due)
    acts = (_asked_on_shares(), _parts(), select(Contribution.due_id), select(DunningNotice.fee_due_id),
            select(ReturnedPayment.costs_due_id), _used_up(), select(RefundedAdvance.due_id),
            select(ImportedEntry.due_id), _asked_back())
    for number, purpose, due_on, amount in session.execute(_without(due, found, acts)):
        values = {"number": member_number(number), "purpose": PURPOSE_WORDS[purpose], "day": day(due_on),
                  "amount": euro(amount)}
        sentence = German("Mitglied {number}: Hinter den {amount} ({purpose}), fällig am {day}, steht kein Vorgang.")
        yield Finding(CheckKey.DUE_TRACE, sentence, values, Place("payments", str(number)))


def _asked_on_shares() -> Ids:
    """What falls due on shares that stand, and the entry fee with the first of them."""
    same = and_(ShareEntry.id == PaymentDue.share_entry_id, ShareEntry.member_id == PaymentDue.member_id)
    return select(PaymentDue.id).join(ShareEntry, same).where(ShareEntry.change > 0, kept(ShareEntry))


def _parts() -> Ids:
    """What is asked for in the place of a payment taken back: what was paid of it, an instalment, a rest."""
    former, taken_back = aliased(PaymentDue), aliased(PaymentDue)
    found = select(PaymentDue.id).join(former, former.id == PaymentDue.continues_id)
    return found.join(taken_back, taken_back.reverses_id == former.id)


def _used_up() -> Ids:
    """What was paid before it was asked for and covers earlier shares only: noted when further ones are taken."""
    taken = and_(ShareEntry.member_id == PaymentDue.member_id, ShareEntry.recorded_at == PaymentDue.recorded_at)
    found = select(PaymentDue.id).join(ShareEntry, taken)
    return found.where(PaymentDue.document == ADVANCE, ShareEntry.change > 0)


def _asked_back() -> Ids:
    """What was paid out by a settlement that fell away, and is asked back under the number by which it was paid."""
    paid, undoing = SettlementEntry, aliased(SettlementEntry)
    same = and_(paid.number == PaymentDue.document, paid.amount == PaymentDue.amount)
    found = select(PaymentDue.id).join(paid, same).join(
        Settlement, and_(Settlement.id == paid.settlement_id, Settlement.member_id == PaymentDue.member_id)
    ).join(SettlementUndoing, SettlementUndoing.settlement_id == Settlement.id)
    error = aliased(SettlementEntry)
    stands = ~select(error.id).where(error.reverses_id == undoing.id).exists()
    points = or_(undoing.reverses_id == paid.id, undoing.returns_id == paid.id)
    taken_back = select(undoing.id).where(points, stands).exists()
    return found.where(paid.kind == EntryKind.PAYOUT, ~taken_back)
