"""What is owed on shares and when, and which bookings the law forbids (§§ 7 no. 1, 22, 50 GenG)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from app.core.formats import day as written
from app.core.formats import euro, member_number
from app.core.values import MAX_CENTS, Cents, German, Refusal
from app.shares.rules.facts import (
    GIVEN_UP,
    PURPOSE_WORDS,
    BlockedBooking,
    CreditGround,
    PaymentPurpose,
    ShareGround,
)
from app.shares.rules.schedule import DuePayment
from app.shares.rules.surplus import TooMuch
from app.statutes.rules import ONE_DAY, months_after

ADVANCE = "vor Fälligkeit eingezahlt"
"""What stands behind a row that uses up what was paid before it was asked for."""

CLAIM_MONTHS = 120
"""Months until the claim to a payment on a share lapses (§ 22 (6) GenG)."""

USUAL_YEARS = 3
"""Years until any other claim lapses, from the end of the calendar year in which it fell due (§§ 195, 199 (1) BGB)."""


def still_due(payments: Iterable[DuePayment], paid: Cents) -> list[DuePayment]:
    """The share payments, by day, that what is paid does not cover; the first one perhaps in part (R-SHR-06)."""
    left: list[DuePayment] = []
    for payment in sorted(payment for payment in payments if payment.purpose is PaymentPurpose.SHARES):
        covered = min(paid, payment.amount)
        paid -= covered
        if covered < payment.amount:
            left.append(DuePayment(payment.due_on, payment.amount - covered, payment.purpose))
    return left


def next_due(payments: Iterable[DuePayment], paid: Cents) -> DuePayment | None:
    """The earliest share payment not yet covered by what is paid, with the amount still open; None when all is paid."""
    return next(iter(still_due(payments, paid)), None)


def falls_away(payments: Sequence[DuePayment], excess: Cents, last_day: date) -> list[Cents]:
    """Say what of each payment still open, by day, is no longer owed once shares have ended with a day (R-PAY-07).

    What is due by then stays owed; of what comes later the last payments go first, up to `excess`.
    """
    gone: list[Cents] = []
    for payment in reversed(payments):
        gone.append(min(payment.amount, max(excess, 0)) if payment.due_on > last_day else 0)
        excess -= gone[-1]
    return gone[::-1]


def covered_by_credit(payments: Sequence[DuePayment], excess: Cents, asked_again: Sequence[bool]) -> list[Cents]:
    """Say what of each payment still open, by day, credit that fills the shares leaves unasked, up to `excess`.

    § 19 (1) sentence 3 GenG; R-FIN-07. The last payments go first, but before them what was asked for again because the
    same credit had been taken back: what was agreed meanwhile stays as it is.
    """
    gone = [0] * len(payments)
    for place in sorted(range(len(payments)), key=lambda place: (not asked_again[place], -place)):
        gone[place] = min(payments[place].amount, max(excess, 0))
        excess -= gone[place]
    return gone


def spread(instalments: Sequence[DuePayment], amounts: Sequence[Cents]) -> list[list[DuePayment]]:
    """Lay instalments, by day, over the amounts they stand for, in their order; an instalment may be divided.

    Refused where the sums differ by a cent: nothing owed on shares is waived (§ 22 (4) GenG).
    """
    if sum(each.amount for each in instalments) != sum(amounts):
        raise Refusal("Die Raten ergeben zusammen nicht, was offen ist (§ 22 Abs. 4 GenG).")
    laid: list[list[DuePayment]] = []
    ahead = list(instalments)
    for amount in amounts:
        parts: list[DuePayment] = []
        missing = amount
        while missing > 0:
            first = ahead.pop(0)
            part = min(first.amount, missing)
            parts.append(DuePayment(first.due_on, part, first.purpose))
            missing -= part
            if first.amount > part:
                ahead.insert(0, DuePayment(first.due_on, first.amount - part, first.purpose))
        laid.append(parts)
    return laid


def claim_lapses_on(purpose: PaymentPurpose, due_on: date) -> date:
    """Name the day with which the claim to a payment lapses (Verjährung; R-SHR-06).

    On shares ten years after it fell due (§ 22 (6) GenG, § 188 BGB); of a contribution, an entry fee and costs three
    years after the end of the year in which it did (§§ 195, 199 (1) BGB).
    """
    if purpose is PaymentPurpose.SHARES:
        return months_after(due_on, CLAIM_MONTHS)
    return date(due_on.year + USUAL_YEARS, 12, 31)


def lapsed_before(purpose: PaymentPurpose, today: date) -> date:
    """Name the day before which a payment was due whose claim has lapsed by now (§ 22 (6) GenG, § 199 BGB; R-SHR-06).
    """
    if purpose is not PaymentPurpose.SHARES:
        return date(today.year - USUAL_YEARS, 1, 1)
    day = months_after(today, -CLAIM_MONTHS)
    while claim_lapses_on(purpose, day) < today:
        day += ONE_DAY
    return day


def check_lapsed(purpose: PaymentPurpose, due_on: date, today: date) -> None:
    """Refuse to close a claim as lapsed that has not lapsed yet (§ 22 (4), (6) GenG, §§ 195, 199 BGB; R-SHR-06)."""
    lapses_on = claim_lapses_on(purpose, due_on)
    if lapses_on < today:
        return
    if purpose is PaymentPurpose.SHARES:
        raise Refusal(
            "Der Anspruch verjährt erst mit Ablauf des {day} (§ 22 Abs. 6 GenG); vorher wird nichts erlassen.",
            day=written(lapses_on),
        )
    raise Refusal(
        "Der Anspruch verjährt erst mit Ablauf des {day} (§§ 195, 199 BGB); vorher wird er nicht geschlossen.",
        day=written(lapses_on),
    )


def check_something_to_ask(is_open: bool, lapsed: Cents) -> None:
    """Refuse a letter that asks for nothing, and say so where only what has lapsed is open (§ 214 BGB; R-SHR-06).

    `lapsed` is what is open of such claims; cents.
    """
    if is_open:
        return
    if lapsed:
        raise Refusal(
            "Offen sind noch {lapsed}, doch der Anspruch ist verjährt (§ 22 Abs. 6 GenG, §§ 195, 199 BGB). Dazu geht"
            " kein Brief; unter „Zahlungen“ können Sie ihn schließen.", lapsed=euro(lapsed),
        )
    raise Refusal("Es ist keine Zahlung offen.")


def check_not_blocked(booking: BlockedBooking, is_member: bool) -> None:
    """Refuse payout, pledge, waiver, credit and set-off while the membership lasts (§ 22 (4), (5) GenG; R-SHR-07)."""
    if is_member:
        raise _why_blocked(booking)


def _why_blocked(booking: BlockedBooking) -> Refusal:
    match booking:
        case BlockedBooking.PAYOUT:
            return Refusal("Solange die Mitgliedschaft besteht, wird kein Guthaben ausgezahlt (§ 22 Abs. 4 GenG).")
        case BlockedBooking.PLEDGE:
            return Refusal("Die Genossenschaft nimmt das Geschäftsguthaben nicht zum Pfand (§ 22 Abs. 4 GenG).")
        case BlockedBooking.WAIVER:
            return Refusal("Eine geschuldete Einzahlung wird nicht erlassen (§ 22 Abs. 4 GenG).")
        case BlockedBooking.CREDIT_FOR_PAYING_IN:
            return Refusal("Für Einzahlungen auf Anteile wird kein Kredit gewährt (§ 22 Abs. 4 GenG).")
        case BlockedBooking.SET_OFF_BY_MEMBER:
            return Refusal("Das Mitglied kann gegen die Einzahlung nicht aufrechnen (§ 22 Abs. 5 GenG).")


_ADDS = frozenset(
    {ShareGround.SUBSCRIPTION, ShareGround.FURTHER_SHARES, ShareGround.MANDATORY, ShareGround.TRANSFER_IN}
)
_TAKES = GIVEN_UP | {ShareGround.TRANSFER_OUT}
_PAYS_IN = frozenset({CreditGround.PAYMENT, CreditGround.PROFIT, CreditGround.TRANSFER_IN})
_PAYS_OUT = frozenset({
    CreditGround.RETURNED_PAYMENT, CreditGround.LOSS, CreditGround.PAYOUT, CreditGround.LAPSED,
    CreditGround.TRANSFER_OUT,
})  # fmt: skip


def check_share_entry(ground: ShareGround, change: int, shares_before: int) -> None:
    """Refuse an entry in the share ledger that goes the wrong way or leaves fewer than no shares (R-SHR-02)."""
    wrong_way = (ground in _ADDS and change < 0) or (ground in _TAKES and change > 0)
    if change == 0 or wrong_way or (ground is ShareGround.TAKEN_OVER and change < 0):
        raise Refusal("Zu diesem Vorgang passt diese Zahl von Anteilen nicht.")
    if shares_before + change < 0:
        raise Refusal("So viele Anteile sind nicht da: {shares}.", shares=shares_before)


def check_credit_entry(
    ground: CreditGround, change: Cents, balance: Cents, nominal: Cents, is_member: bool = True
) -> None:
    """Refuse an entry in the credit ledger that goes the wrong way, overfills the shares or pays a member out.

    §§ 7 no. 1, 19 (1), 22 (4) GenG; R-SHR-02, R-SHR-07. A member may be paid only what lies above the nominal of the
    remaining shares after a partial cancellation (R-PAY-04). `nominal` is that of the shares held, `balance` before.
    """
    wrong_way = (ground in _PAYS_IN and change < 0) or (ground in _PAYS_OUT and change > 0)
    if change == 0 or wrong_way or abs(change) >= MAX_CENTS:
        raise Refusal("Zu diesem Vorgang passt dieser Betrag nicht.")
    if change > 0 and ground is not CreditGround.REVERSAL and balance + change > nominal:
        raise Refusal(
            "Mehr als der Nennbetrag der Anteile wird nicht eingezahlt: noch offen {open}.",
            open=euro(max(nominal - balance, 0)),
        )
    if balance + change < 0 and ground is not CreditGround.REVERSAL:
        raise Refusal("So hoch ist das Geschäftsguthaben nicht: {balance}.", balance=euro(balance))
    if ground is CreditGround.PAYOUT and balance + change < nominal:
        check_not_blocked(BlockedBooking.PAYOUT, is_member)


COUNTS_AS_PAID = frozenset(
    {
        CreditGround.PAYMENT,
        CreditGround.RETURNED_PAYMENT,
        CreditGround.TAKEN_OVER,
        CreditGround.TRANSFER_IN,
        CreditGround.TRANSFER_OUT,
    }
)
"""Grounds of the credit ledger that are payments, apart from profit, loss and payout (R-SHR-02, R-SEPA-10)."""


def check_payment(
    purpose: PaymentPurpose, amount: Cents, rooms: Mapping[PaymentPurpose, Cents], left_on: date | None = None
) -> None:
    """Refuse a payment of nothing, or of more than is still missing; the surplus is no paid-in credit (§ 7 no. 1 GenG).

    `rooms` is what may still be paid by purpose: up to the nominal of the shares, or what is owed; `left_on` is the
    last day of who is a member no more. What is open for something else is not sent back.
    """
    if not 0 < amount < MAX_CENTS:
        raise Refusal("Geben Sie einen Betrag über null an.")
    room = rooms.get(purpose, 0)
    if amount <= room:
        return
    others = [each for each in PaymentPurpose if each is not purpose and rooms.get(each, 0) > 0]
    if others:
        raise _divided(amount, {each: rooms[each] for each in ([purpose] if room > 0 else []) + others})
    if room <= 0:
        raise _nothing_open(purpose, left_on)
    rest = {"open": euro(room), "rest": euro(amount - room)}
    if purpose is not PaymentPurpose.SHARES:
        raise TooMuch("{purpose}: offen sind nur {open}. Buchen Sie {open} und überweisen Sie {rest} zurück.", room,
                      purpose=PURPOSE_WORDS[purpose], **rest)
    raise TooMuch(
        "Auf die Anteile fehlen nur noch {open}; mehr als der Nennbetrag wird nicht eingezahlt (§ 7 Nr. 1 GenG)."
        " Buchen Sie {open} und überweisen Sie {rest} zurück.", room, **rest,
    )


class SeveralOpen(Refusal):
    """A refusal of a payment for one purpose of which all is open, but for several."""

    def or_everything(self) -> Refusal:
        """The same where the form offers to divide it over all that is open."""
        return Refusal(
            "Offen ist anderes oder mehreres. Tragen Sie je Zweck eine Zahlung ein oder wählen Sie „Alles Offene“:"
            " {parts}.", **self.values,
        )


def _divided(amount: Cents, rooms: Mapping[PaymentPurpose, Cents]) -> Refusal:
    """Say how a payment for more than one purpose is entered, and what is left of it to send back."""
    parts, rest = [], amount
    for purpose, room in rooms.items():
        part = min(rest, room)
        parts += [German(PURPOSE_WORDS[purpose], euro(part))] if part else []
        rest -= part
    named = German(*parts, joint=", ")
    if rest:
        return TooMuch(
            "Offen ist mehreres. Tragen Sie je Zweck eine Zahlung ein: {parts}. Überweisen Sie {rest} zurück.",
            amount - rest, parts=named, rest=euro(rest),
        )
    return SeveralOpen("Offen ist anderes oder mehreres. Tragen Sie je Zweck eine Zahlung ein: {parts}.", parts=named)


def _nothing_open(purpose: PaymentPurpose, left_on: date | None) -> Refusal:
    if left_on is not None:
        return TooMuch(
            "Die Mitgliedschaft endete am {day}; offen ist nichts mehr. Prüfen Sie die Nummer, oder überweisen Sie den"
            " Betrag zurück.", 0, day=written(left_on),
        )
    if purpose is not PaymentPurpose.SHARES:
        return TooMuch("{purpose}: Dafür ist nichts offen. Prüfen Sie, wofür gezahlt wurde.", 0,
                       purpose=PURPOSE_WORDS[purpose])
    return TooMuch("Die Anteile sind voll eingezahlt (§ 7 Nr. 1 GenG). Überweisen Sie den Betrag zurück.", 0)


def check_asked_again(number: str, due_on: date, is_same: bool, today: date) -> None:
    """Refuse a second letter about the same amount before the day has passed that the first one names."""
    if is_same and due_on >= today:
        raise Refusal(
            "Der Brief {number} bittet schon darum, zahlbar bis {day}. Erinnern Sie danach, oder drucken Sie ihn noch"
            " einmal.", number=number, day=written(due_on),
        )


class ReceiptDayRefusal(Refusal):
    """A refusal that is about the day on which a payment came in."""


def check_received_on(received_on: date, member_since: date, today: date) -> None:
    """Refuse a payment that is not yet there, and one before the membership, when there is no credit (§ 7 no. 1)."""
    if received_on > today:
        raise ReceiptDayRefusal("Der Zahlungseingang liegt in der Zukunft. Buchen Sie ihn, wenn das Geld da ist.")
    if received_on < member_since:
        raise ReceiptDayRefusal(
            "Die Mitgliedschaft beginnt am {day}. Prüfen Sie das Jahr; was vorher kam, buchen Sie auf diesen Tag.",
            day=written(member_since),
        )


def check_not_struck(has_lasted: bool) -> None:
    """Refuse a payment of somebody whose only membership was entered by mistake and struck; nothing is owed on it."""
    if not has_lasted:
        raise Refusal(
            "Diese Mitgliedschaft wurde irrtümlich eingetragen und ist gestrichen. Überweisen Sie das Geld zurück."
        )


def taken_back(entries: Iterable[tuple[int, int | None, int | None]]) -> set[int]:
    """The ids of entries that were undone as an error, or came back from the bank (R-REG-05, R-SEPA-10).

    `entries`: of each its id, what it undoes, and of what it is the return. A return that was an error itself takes
    nothing back.
    """
    known = list(entries)
    undone = {undoes for _id, undoes, _returns in known if undoes is not None}
    return undone | {returns for each, _undoes, returns in known if returns is not None and each not in undone}


def check_reversible(is_reversal: bool, is_reversed: bool) -> None:
    """Refuse to undo what undoes another entry, or what is undone already; a ledger only grows."""
    if is_reversal:
        raise Refusal("Eine Stornobuchung wird nicht storniert. Buchen Sie den richtigen Vorgang neu.")
    if is_reversed:
        raise Refusal("Diese Buchung ist schon storniert.")


def check_not_paid_after(numbers: Collection[int]) -> None:
    """Refuse to give a written-off loss back to members whose lessened credit was paid since (§ 73 (2) GenG; R-PAY-02).

    Their settlement rests on the smaller figure; it is taken back first.
    """
    if numbers:
        raise Refusal(
            "Danach ist schon Guthaben ausgezahlt oder ausgebucht worden: Mitglied {numbers}. Stornieren Sie zuerst"
            " die Auszahlung und die Auseinandersetzung, sie beruhen auf diesem Verlust.",
            numbers=", ".join(map(str, sorted(numbers)[:5])),
        )


def check_not_returned(number: str) -> None:
    """Refuse to undo a payment as a slip that came back, or the return itself as a payment (R-SEPA-10)."""
    if number:
        raise Refusal("Diese Zahlung kam schon zurück: {number}. Stornieren Sie zuerst die Rückgabe.", number=number)


def check_is_payment(is_return: bool) -> None:
    """Refuse to treat a return as a payment: it is undone as a return, with its costs (R-SEPA-10)."""
    if is_return:
        raise Refusal("Das ist eine Rückgabe. Stornieren Sie sie als Rückgabe, dann gehen auch ihre Kosten zurück.")


def check_room_for(
    amount: Cents, room: Cents, paid_since: Cents, were_shares_undone: bool, were_handed_on: bool
) -> None:
    """Refuse to let a payment count again whose place is gone since: paid by another, or the shares undone (R-SHR-02).

    `room` is what the shares of today still take (§ 7 no. 1 GenG). Shares that ended since leave what was paid on them
    in place: it is there to be settled (§ 73 GenG); not those handed on, with which the credit went (§ 76 GenG).
    """
    if amount <= room:
        return
    if were_handed_on:
        raise Refusal(
            "Seit der Rückgabe sind Anteile übertragen worden; mit dieser Zahlung läge auf den übrigen mehr als ihr"
            " Nennbetrag (§ 7 Nr. 1 GenG). Nehmen Sie zuerst die Übertragung zurück."
        )
    if were_shares_undone:
        raise Refusal(
            "Seit der Rückgabe sind Anteile storniert worden; mit dieser Zahlung läge auf den übrigen mehr als ihr"
            " Nennbetrag (§ 7 Nr. 1 GenG). Tragen Sie zuerst die Anteile wieder ein."
        )
    if paid_since > 0:
        raise Refusal(
            "Seit der Rückgabe ist wieder gezahlt worden; mit dieser Zahlung läge auf den Anteilen mehr als ihr"
            " Nennbetrag (§ 7 Nr. 1 GenG). Stornieren Sie zuerst die spätere Zahlung.",
        )


def check_not_set_off(settlement: str) -> None:
    """Refuse to take the receipt of a set-off back alone: the credit that paid it would stay gone (R-PAY-07)."""
    if settlement:
        raise Refusal(
            "Diese Zahlung ist mit einem Guthaben verrechnet: {number}. Stornieren Sie die Auseinandersetzung im"
            " Ganzen.", number=settlement,
        )


REFUND = "Erstattung, "
"""How what stands behind money that was sent back begins; what the member is told about it follows."""


def check_not_refunded(document: str, day: date | None) -> None:
    """Refuse to take a payment out on whose surplus a refund rests, given by its document and day (R-REG-05).

    Money that went back has come in before: either both stand, or the refund goes first.
    """
    if day is not None:
        raise Refusal(
            "Was zu viel gezahlt war, ist am {day} erstattet: {document}. Ging die Erstattung nie hinaus, stornieren"
            " Sie zuerst diese; ging sie hinaus, bleibt auch der Eingang stehen.", day=written(day),
            document=document.removeprefix(REFUND),
        )


def check_balances_after(balances: Iterable[int]) -> None:
    """Refuse a reversal that would leave fewer than no shares on any later day (R-SHR-02)."""
    if any(balance < 0 for balance in balances):
        raise Refusal("Ohne diese Anteile ginge ein späterer Vorgang nicht auf. Stornieren Sie zuerst den späteren.")


def check_credit_after(least: Cents, taken_by: Sequence[str]) -> None:
    """Refuse to take a payment back of which a later entry has used the credit (§§ 7 no. 1, 73 (2) GenG; R-SHR-02).

    `taken_by` are the documents by which credit was taken since. A payout that was made is owed back (§ 812 BGB).
    """
    if least < 0:
        raise Refusal(
            "Ohne diese Zahlung reicht das Guthaben nicht mehr für: {documents}. Unter null sinkt es nicht (§ 73 Abs. 2"
            " GenG). Stornieren Sie zuerst diesen Vorgang. Ist Geld wirklich ausgezahlt, fordern Sie es zurück (§ 812"
            " BGB) und tragen Sie bei der Auszahlung ein, an welchem Tag es zurückkam; von ihm an geht auch diese"
            " Zahlung zurück.", documents=", ".join(taken_by),
        )


def check_not_settled(settled_by: Sequence[str]) -> None:
    """Refuse to give shares back whose credit was paid, set off, barred or lost (§ 73 GenG; R-REG-05).

    `settled_by` names the settlements.
    """
    if settled_by:
        raise Refusal(
            "Das Guthaben dieser Anteile ist schon auseinandergesetzt: {numbers}. Stornieren Sie zuerst die"
            " Auseinandersetzung.", numbers=", ".join(settled_by),
        )


def check_goes_on(ended_on: date | None, ended_by: str) -> None:
    """Refuse to give shares back in a membership that ends: after it no member would hold them (R-REG-04, R-REG-05)."""
    if ended_on is not None:
        raise Refusal(
            "Die Mitgliedschaft endet mit Ablauf des {day}: {document}. Danach hätte diese Anteile kein Mitglied."
            " Stornieren Sie zuerst dieses Ende.", day=written(ended_on), document=ended_by,
        )


def check_pays_no_more(released: tuple[Cents, Cents], paid_by: Sequence[str]) -> None:
    """Refuse to give shares back that bind what was paid out for others (§§ 22 (4), 67b GenG; R-PAY-04, R-REG-05).

    `released`: what shares given up have released and was not paid out, as it is and with these shares back; cents.
    """
    before, after = released
    if after < min(before, 0):
        raise Refusal(
            "Ohne diese Kündigung wären {amount} zu viel ausgezahlt: {numbers}. Stornieren Sie zuerst, was davon"
            " ausgezahlt ist.", amount=euro(min(before, 0) - after), numbers=", ".join(paid_by),
        )


def check_credit_fits(credit: Cents, nominal: Cents) -> None:
    """Refuse to take shares away under money that is paid in on them (§ 7 no. 1 GenG)."""
    if credit > nominal:
        paid = euro(credit - nominal)
        raise Refusal("Auf diese Anteile sind {amount} eingezahlt. Stornieren Sie zuerst die Zahlung.", amount=paid)


def transfer_text(number: int, purposes: Collection[PaymentPurpose]) -> str:
    """Write the text on a member's transfer that lets the office match it: `Mitglied 0413 Anteile`."""
    named = [word for purpose, word in PURPOSE_WORDS.items() if purpose in purposes]
    return f"Mitglied {member_number(number)} {' und '.join(named)}"
