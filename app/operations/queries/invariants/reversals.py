"""Reversals: each undoes one entry, wholly, and is itself undone by none (Storno, R-REG-05)."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.closing.models import Appropriation
from app.core.formats import member_number
from app.core.values import German
from app.members.models import Member
from app.operations.queries.numbers import prefix_of, read_number
from app.operations.rules import CheckKey, Finding, Place
from app.settlements.models import SettlementEntry
from app.shares.models import CreditEntry, PaymentDue, PaymentReceived, ShareEntry
from app.shares.rules import CreditGround, reversal_number

Ledger = type[ShareEntry] | type[CreditEntry] | type[PaymentDue] | type[PaymentReceived]

_AMOUNTS: Mapping[Ledger, InstrumentedAttribute[int]] = {
    ShareEntry: ShareEntry.change, CreditEntry: CreditEntry.amount, PaymentDue: PaymentDue.amount,
    PaymentReceived: PaymentReceived.amount,
}
"""What an entry of each ledger changes."""

_WORDS: Mapping[Ledger, tuple[str, str]] = {
    ShareEntry: (German("Anteile"), "sheet"), CreditEntry: (German("Guthaben"), "sheet"),
    PaymentDue: (German("erwartete Zahlung"), "payments"), PaymentReceived: (German("Zahlung"), "payments"),
}
"""How each ledger is called, and the page where it is shown."""


def unequal(session: Session, _now: datetime) -> Iterator[Finding]:
    """Reversals of another size than what they undo, or of another member's entry (R-REG-05)."""
    for ledger, amount in _AMOUNTS.items():
        undone = aliased(ledger)
        other: ColumnElement[bool] = or_(
            undone.id.is_(None), undone.member_id != ledger.member_id,
            getattr(undone, amount.key) != -amount,
        )
        found = select(Member.number, ledger.id).select_from(ledger).join(Member, Member.id == ledger.member_id)
        wrong = found.outerjoin(undone, undone.id == ledger.reverses_id).where(ledger.reverses_id.is_not(None), other)
        for number, entry in session.execute(wrong.order_by(ledger.id)):
            sentence = German("Mitglied {number}, {ledger}: Storno {entry} hebt nicht genau auf, was es storniert.")
            yield _about(CheckKey.REVERSAL_UNEQUAL, ledger, number, entry, sentence)


def unequal_returns(session: Session, _now: datetime) -> Iterator[Finding]:
    """Returns of another size than the payment that came back, of another member's, or before it (R-SEPA-10)."""
    back, payment = aliased(PaymentReceived), aliased(PaymentReceived)
    other = or_(
        payment.member_id != back.member_id, payment.amount != -back.amount, payment.purpose != back.purpose,
        payment.received_on > back.received_on,
    )
    found = select(Member.number, back.id).select_from(back).join(Member, Member.id == back.member_id)
    wrong = found.join(payment, payment.id == back.returns_id).where(other)
    for number, entry in session.execute(wrong.order_by(back.id)):
        sentence = German("Mitglied {number}, {ledger}: Rückgabe {entry} passt nicht zu der Zahlung, die zurückkam.")
        yield _about(CheckKey.REVERSAL_UNEQUAL, PaymentReceived, number, entry, sentence)


def unequal_returns_of_payouts(session: Session, _now: datetime) -> Iterator[Finding]:
    """Returns of another size than the payout that came back, of another member's, of something else, or before it.

    Each belongs to the shares that its payout settled (R-SEPA-10, R-PAY-03).
    """
    back, payout = aliased(CreditEntry), aliased(CreditEntry)
    belongs = [func.coalesce(each.belongs_on, each.effective_on) for each in (payout, back)]
    other = or_(
        payout.member_id != back.member_id, payout.amount != -back.amount, payout.ground != CreditGround.PAYOUT,
        payout.effective_on > back.effective_on, belongs[0] != belongs[1],
    )
    found = select(Member.number, back.id).select_from(back).join(Member, Member.id == back.member_id)
    wrong = found.join(payout, payout.id == back.returns_id).where(back.returns_id.is_not(None), other)
    for number, entry in session.execute(wrong.order_by(back.id)):
        sentence = German("Mitglied {number}, {ledger}: Rückgabe {entry} passt nicht zu der Auszahlung, die zurückkam.")
        yield _about(CheckKey.REVERSAL_UNEQUAL, CreditEntry, number, entry, sentence)


def repeated(session: Session, _now: datetime) -> Iterator[Finding]:
    """Entries undone more than once, reversals undone themselves, payments and payouts that came back twice (R-REG-05).
    """
    for ledger in _AMOUNTS:
        for number, entry in session.execute(_repeated(ledger)):
            sentence = German("Mitglied {number}, {ledger}: Buchung {entry} ist mehr als einmal storniert.")
            yield _about(CheckKey.REVERSAL_TWICE, ledger, number, entry, sentence)
    for number, entry in session.execute(_returned_twice()):
        sentence = German("Mitglied {number}, {ledger}: {entry} kam mehr als einmal zurück, oder auch storniert.")
        yield _about(CheckKey.REVERSAL_TWICE, PaymentReceived, number, entry, sentence)
    for number, entry in session.execute(_payouts_back_twice()):
        sentence = German("Mitglied {number}, {ledger}: {entry} kam mehr als einmal zurück, oder auch storniert.")
        yield _about(CheckKey.REVERSAL_TWICE, CreditEntry, number, entry, sentence)


def made_by_no_act(session: Session, _now: datetime) -> Iterator[Finding]:
    """Reversals in the two ledgers that no act made, so that what they undo is told to stand elsewhere (R-REG-05).

    An act that undoes entries by itself has a number in its own series, whose gaps another check names; else the
    receipt, the payout or the result that was taken back says so.
    """
    receipt = PaymentReceived
    taken_back: CompoundSelect[int | None] = union_all(
        select(receipt.credit_entry_id).where(receipt.reverses_id.is_not(None), receipt.credit_entry_id.is_not(None)),
        select(SettlementEntry.credit_entry_id).where(SettlementEntry.reverses_id.is_not(None)),
        select(CreditEntry.id).join(Appropriation, Appropriation.number == CreditEntry.document),
    )
    for ledger in (ShareEntry, CreditEntry):
        found = select(Member.number, ledger.id).select_from(ledger).join(Member, Member.id == ledger.member_id)
        found = found.where(ledger.reverses_id.is_not(None), _bears_no_number(session, ledger))
        if ledger is CreditEntry:
            found = found.where(CreditEntry.id.not_in(taken_back))
        for number, entry in session.execute(found.order_by(ledger.id)):
            sentence = German("Mitglied {number}, {ledger}: Hinter dem Storno {entry} steht kein Vorgang.")
            yield _about(CheckKey.ENTRY_WITHOUT_ACT, ledger, number, entry, sentence)


def _bears_no_number(session: Session, ledger: type[ShareEntry] | type[CreditEntry]) -> ColumnElement[bool]:
    """The condition that a reversal's document is no number of the series of reversals, read as it is written."""
    begins = ledger.document.startswith(prefix_of(reversal_number), autoescape=True)
    alike = session.scalars(select(ledger.document).where(ledger.reverses_id.is_not(None), begins).distinct())
    return ~begins | ledger.document.in_([each for each in alike if read_number(each, reversal_number) is None])


def _returned_twice() -> Any:
    """Member's number and id of payments that money left for more than once: twice back, or back and reversed."""
    back, undoing, payment = aliased(PaymentReceived), aliased(PaymentReceived), aliased(PaymentReceived)
    undone = select(undoing.id).where(undoing.reverses_id == back.id).exists()
    twice = select(back.returns_id).where(back.returns_id.is_not(None), ~undone).group_by(back.returns_id)
    reversed_too = select(back.returns_id).join(undoing, undoing.reverses_id == back.returns_id).where(
        ~select(payment.id).where(payment.reverses_id == back.id).exists()
    )
    wrong = union_all(twice.having(func.count() > literal(1)), reversed_too).subquery()
    found = select(Member.number, PaymentReceived.id).join(Member, Member.id == PaymentReceived.member_id)
    return found.where(PaymentReceived.id.in_(select(wrong.c.returns_id))).order_by(PaymentReceived.id)


def _payouts_back_twice() -> Any:
    """Member's number and id of payouts that came back twice, or back and undone, by returns that were no errors.

    And of returns undone, as the settlement does not say.
    """
    back, undoing, error = aliased(CreditEntry), aliased(CreditEntry), aliased(CreditEntry)
    stands = ~select(error.id).where(error.reverses_id == back.id).exists()
    twice = select(back.returns_id).where(back.returns_id.is_not(None), stands).group_by(back.returns_id)
    reversed_too = select(back.returns_id).join(undoing, undoing.reverses_id == back.returns_id).where(stands)
    told = select(SettlementEntry.id).where(
        SettlementEntry.credit_entry_id == undoing.id, SettlementEntry.reverses_id.is_not(None)
    ).exists()
    undone = select(back.id).join(undoing, undoing.reverses_id == back.id).where(back.returns_id.is_not(None), ~told)
    wrong = union_all(twice.having(func.count() > literal(1)), reversed_too, undone).subquery()
    found = select(Member.number, CreditEntry.id).join(Member, Member.id == CreditEntry.member_id)
    return found.where(CreditEntry.id.in_(select(wrong.c[0]))).order_by(CreditEntry.id)


def _repeated(ledger: Ledger) -> Any:
    """Member's number and id of what was undone once too often."""
    often = select(ledger.reverses_id.label("entry")).where(ledger.reverses_id.is_not(None))
    twice = often.group_by(ledger.reverses_id).having(func.count() > literal(1))
    undone = aliased(ledger)
    again = select(undone.id).join(ledger, ledger.reverses_id == undone.id).where(undone.reverses_id.is_not(None))
    wrong = union_all(twice, again).subquery()
    found = select(Member.number, ledger.id).select_from(ledger).join(Member, Member.id == ledger.member_id)
    return found.where(ledger.id.in_(select(wrong.c.entry))).order_by(ledger.id)


def _about(check: CheckKey, ledger: Ledger, number: int, entry: int, sentence: str) -> Finding:
    word, kind = _WORDS[ledger]
    values = {"number": member_number(number), "ledger": word, "entry": entry}
    return Finding(check, sentence, values, Place(kind, str(number)))
