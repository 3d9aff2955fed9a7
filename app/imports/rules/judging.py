"""Judging events in the order of their days, each against the ledgers as they stand after those before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.core.formats import day as written
from app.core.formats import euro, member_number
from app.core.values import Cents
from app.imports.rules.belonging import belongs_on
from app.imports.rules.columns import Field
from app.imports.rules.courses import Course, Span, handed_to
from app.imports.rules.deaths import Calendar, doubt_of_end
from app.imports.rules.events import Event, EventVerdict
from app.imports.rules.findings import EventError, Faulty
from app.imports.rules.limits import Limits, PassedOver
from app.imports.rules.lists import EventKind
from app.members.rules import ExitGround, PastEnd
from app.shares.rules import (
    CreditGround,
    PastCredit,
    PastFee,
    PastShares,
    ShareGround,
    acquired_on,
    at_the_close,
    nominal_of,
    on_the_day,
    so_many_shares,
)

_RANK = {kind: rank for rank, kind in enumerate((
    EventKind.SUBSCRIPTION, EventKind.PAYMENT, EventKind.ENTRY_FEE, EventKind.PROFIT, EventKind.RETURNED,
    EventKind.LOSS, EventKind.PAYOUT, EventKind.TRANSFER, EventKind.CANCELLATION, EventKind.EXIT,
))}
"""Which of two events of one moment comes first: what is taken up before what is paid on it."""

_AT_THE_CLOSE = frozenset({EventKind.TRANSFER, EventKind.CANCELLATION, EventKind.EXIT})
_PAYS_IN = {EventKind.PAYMENT: CreditGround.PAYMENT, EventKind.PROFIT: CreditGround.PROFIT}
_PAYS_OUT = {
    EventKind.RETURNED: CreditGround.RETURNED_PAYMENT, EventKind.LOSS: CreditGround.LOSS,
    EventKind.PAYOUT: CreditGround.PAYOUT,
}

_OPEN = Calendar()


@dataclass
class Entries:
    """What the rows come to, book by book, each entry with its row."""

    shares: list[tuple[int, PastShares]] = field(default_factory=list)
    credit: list[tuple[int, PastCredit]] = field(default_factory=list)
    fees: list[tuple[int, PastFee]] = field(default_factory=list)
    ends: list[tuple[int, PastEnd]] = field(default_factory=list)


def judge_events(
    verdicts: Sequence[EventVerdict], courses: Mapping[int, Course], headings: Mapping[Field, str],
    share_amount: Cents, filename: str, calendar: Calendar = _OPEN,
) -> Entries:
    """Judge what could be read, by day, and give what is to be entered; the verdicts say what became of each row.

    `courses` are the members by number; `filename` is that of the list, on whose lines the entries rest; closed fiscal
    years take no entries.
    """
    entries = Entries()
    judge = _Judge(courses, share_amount, filename, entries, calendar)
    events = {verdict.row: verdict.event for verdict in verdicts if verdict.event is not None}
    told = {verdict.row: verdict for verdict in verdicts}
    for event in sorted(events.values(), key=_when):
        verdict = told[event.row]
        try:
            verdict.shares, verdict.amount = judge.entered(event)
            verdict.notes.extend(doubt.under(headings) for doubt in judge.doubts)
        except PassedOver as hint:
            verdict.hints.append(hint.under(headings))
        except Faulty as fault:
            verdict.errors.append(fault.under(headings))
    return entries


def _when(event: Event) -> tuple[int, int, int]:
    return _moment(event), _RANK[event.kind], event.row


def _moment(event: Event) -> int:
    """From when an event counts (R-REG-06)."""
    return at_the_close(event.day) if event.kind in _AT_THE_CLOSE else on_the_day(event.day)


class _Judge(Limits):
    """Asks each event's rule and enters what holds, into the courses and among the entries."""

    def __init__(
        self, courses: Mapping[int, Course], share_amount: Cents, filename: str, entries: Entries, calendar: Calendar
    ) -> None:
        super().__init__(courses, share_amount, calendar)
        self.filename, self.entries = filename, entries
        self.doubts: list[Faulty] = []

    def entered(self, event: Event) -> tuple[int, Cents]:
        """Enter an event; gives the shares and the cents that it moves, and notes what is to be looked at."""
        self.doubts = []
        course = self._course(event.number, Field.MEMBER_NUMBER)
        if event.day < course.first_day:
            raise Faulty(
                EventError.BEFORE_JOINING, Field.DAY, "Die Mitgliedschaft beginnt am {day}. Prüfen Sie das Jahr.",
                day=written(course.first_day),
            )
        if event.declared_on is not None and event.declared_on < course.first_day and event.kind is EventKind.EXIT:
            raise Faulty(
                EventError.BEFORE_JOINING, Field.DECLARED_ON,
                "Die Mitgliedschaft beginnt am {day}. Prüfen Sie das Jahr.", day=written(course.first_day),
            )
        match event.kind:
            case EventKind.SUBSCRIPTION:
                return self._subscribed(event, course)
            case EventKind.CANCELLATION:
                return self._cancelled(event, course)
            case EventKind.TRANSFER:
                return self._transferred(event, course, self._course(event.acquirer, Field.ACQUIRER))
            case EventKind.EXIT:
                return self._left(event, course)
            case _:
                return self._moved_money(event, course)

    def _subscribed(self, event: Event, course: Course) -> tuple[int, Cents]:
        self._pass_over(course, event.kind, event.day, event.shares)
        self._require_open(event.day)
        self._gains(course, event.day, Field.DAY)
        has_shares = course.shares.at(on_the_day(event.day)) > 0
        ground = ShareGround.FURTHER_SHARES if has_shares else ShareGround.SUBSCRIPTION
        self._enter_shares(event, course, event.shares, event.day, ground)
        return event.shares, 0

    def _cancelled(self, event: Event, course: Course) -> tuple[int, Cents]:
        self._pass_over(course, event.kind, event.day, event.shares)
        self._require_open(event.day)
        self._span(course, event.day)
        self._require_shares(event, course)
        if event.shares == course.shares.least_from(at_the_close(event.day)):
            raise Faulty(
                EventError.ALL_SHARES, Field.SHARES,
                "Wer alle Anteile aufgibt, scheidet aus. Übernehmen Sie die Zeile als Ausscheiden.",
            )
        self._enter_shares(event, course, -event.shares, event.day, ShareGround.CANCELLATION)
        return -event.shares, 0

    def _transferred(self, event: Event, giver: Course, taker: Course) -> tuple[int, Cents]:
        """Both legs (§ 76 GenG; R-TRF-01): on the day the transferor holds, from the next on the acquirer."""
        if giver is taker:
            raise Faulty(
                EventError.TO_ONESELF, Field.ACQUIRER,
                "An sich selbst überträgt niemand. Tragen Sie die Nummer des erwerbenden Mitglieds ein.",
            )
        since = acquired_on(event.day)
        self._pass_over(giver, handed_to(taker.number), event.day, event.shares)
        self._require_open(event.day)
        span = self._span(giver, event.day)
        self._require_shares(event, giver)
        self._gains(taker, since, Field.ACQUIRER)
        amount = self._with_credit(event, giver)
        self._require_credit(amount, event, giver)
        self._require_room(amount, taker, on_the_day(since), event.shares)
        self._enter_shares(event, giver, -event.shares, event.day, ShareGround.TRANSFER_OUT)
        self._enter_shares(event, taker, event.shares, since, ShareGround.TRANSFER_IN)
        if amount:
            self._enter_credit(event, giver, -amount, event.day, CreditGround.TRANSFER_OUT)
            self._enter_credit(event, taker, amount, since, CreditGround.TRANSFER_IN)
        if span.last_day is None and not giver.shares.at(at_the_close(event.day)):
            self._end(event, span, ExitGround.TRANSFER)
            self.doubts.append(Faulty(
                EventError.BY_TRANSFER, Field.SHARES,
                "Damit sind alle Anteile übertragen: Die Mitgliedschaft von Nr. {number} endet am {day}.",
                number=member_number(giver.number), day=written(event.day),
            ))
        return event.shares, amount

    def _with_credit(self, event: Event, giver: Course) -> Cents:
        """The credit that goes with the shares: what the list says, else all above the nominal of those that stay."""
        credit = giver.credit.at(on_the_day(event.day))
        left = giver.shares.at(at_the_close(event.day)) - event.shares
        over = max(credit - nominal_of(left, self.share_amount), 0)
        amount = over if event.amount is None else event.amount
        if amount < over:
            raise Faulty(
                EventError.CREDIT_WITHOUT_SHARES, Field.AMOUNT,
                "Auf den verbleibenden Anteilen von Nr. {number} stünden {over} zu viel. Dieses Guthaben geht mit.",
                number=member_number(giver.number), over=euro(over - amount),
            )
        return amount

    def _left(self, event: Event, course: Course) -> tuple[int, Cents]:
        """The end of a membership; whatever is held goes out with the close of its last day (R-REG-04, R-REG-06)."""
        span = self._span(course, event.day)
        if span.last_day is not None:
            self._refuse_second_end(event, span)
        self._require_open(event.day)
        if event.ground is not None and (doubt := doubt_of_end(event.ground, event.day, self.calendar)):
            self.doubts.append(doubt)
        close = at_the_close(event.day)
        if course.shares.changes_after(close) or course.begins_after(event.day):
            raise Faulty(
                EventError.LATER_ENTRIES, Field.DAY,
                "Nach diesem Tag gibt es noch Vorgänge von Nr. {number}. Prüfen Sie den Tag.",
                number=member_number(course.number),
            )
        held = course.shares.at(close)
        if held and event.ground is ExitGround.TRANSFER:
            raise Faulty(
                EventError.WITHOUT_TRANSFER, Field.EXIT_GROUND,
                "An wen übertragen wurde, steht hier nicht. Übernehmen Sie zuerst die Übertragung ({shares}); mit ihr"
                " endet die Mitgliedschaft.", shares=so_many_shares(held),
            )
        if held:
            self._enter_shares(event, course, -held, event.day, ShareGround.EXIT)
        assert event.ground is not None
        self._end(event, span, event.ground)
        return -held, 0

    def _moved_money(self, event: Event, course: Course) -> tuple[int, Cents]:
        amount = event.amount or 0
        self._pass_over(course, event.kind, event.day, amount)
        if event.kind is EventKind.ENTRY_FEE:
            self._span(course, event.day)
            fee = PastFee(course.member_id, amount, event.day, event.source(self.filename), event.remark)
            self.entries.fees.append((event.row, fee))
            return 0, amount
        self._require_open(event.day)
        if event.kind in _PAYS_IN:
            self._span(course, event.day)
            if event.kind is EventKind.PAYMENT:
                self._refuse_owed_on_given_up(event.day, course)
            self._require_room(amount, course, on_the_day(event.day))
            self._enter_credit(event, course, amount, event.day, _PAYS_IN[event.kind])
            return 0, amount
        self._require_credit(amount, event, course)
        if event.kind is EventKind.PAYOUT:
            self._refuse_blocked_payout(amount, event, course)
        self._enter_credit(event, course, -amount, event.day, _PAYS_OUT[event.kind])
        return 0, -amount

    def _enter_shares(self, event: Event, course: Course, change: int, day: date, ground: ShareGround) -> None:
        course.shares.add(on_the_day(day) if change > 0 else at_the_close(day), change)
        entry = PastShares(course.member_id, change, day, ground, event.source(self.filename), event.remark)
        self.entries.shares.append((event.row, entry))

    def _enter_credit(self, event: Event, course: Course, amount: Cents, day: date, ground: CreditGround) -> None:
        goes_on = ground is CreditGround.TRANSFER_OUT
        course.credit.add(at_the_close(day) if goes_on else on_the_day(day), amount)
        of = belongs_on(ground, amount, day, course, self.calendar)
        entry = PastCredit(course.member_id, amount, day, ground, event.source(self.filename), event.remark, of)
        self.entries.credit.append((event.row, entry))

    def _end(self, event: Event, span: Span, ground: ExitGround) -> None:
        span.last_day, span.ground, span.row = event.day, ground, event.row
        self.entries.ends.append((event.row, PastEnd(span.period_id, event.day, ground, event.document(self.filename))))
