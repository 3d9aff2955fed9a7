"""Lives of a member through its ledgers, after each act of which every figure agrees; all people are invented."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.closing import actions as closing
from app.closing.rules import Figures, Terms, Uses
from app.core.values import Cents, Refusal, WrittenForm
from app.members import actions as register
from app.members import queries as members
from app.members.models import Member
from app.members.rules import ExitGround, JoinGround, MemberClass
from app.operations.queries.invariants.ledgers import below_zero, credit_above_nominal
from app.parties import actions as parties
from app.removals import actions as removals
from app.removals import queries as removal_queries
from app.settlements import actions, queries
from app.settlements.models import Settlement
from app.settlements.rules import EntryKind, SettlementKind, SettlementState
from app.shares import actions as shares
from app.shares import queries as ledgers
from app.shares.models import PaymentReceived, ShareEntry
from app.shares.queries.paid import _beside_shares as beside_shares
from app.shares.rules import PaymentPurpose, ShareGround
from app.statutes import actions as statute_actions
from app.statutes import queries as statutes
from app.statutes.rules import FiscalYear
from app.transfers import actions as transfers
from app.transfers.rules import Declared, TransferState
from tests.closing.factories import MINUTES, REFERENCE
from tests.factories import NOW, OFFICE, a_person
from tests.removals.factories import a_successor, dead, followed
from tests.settlements.factories import IBAN, ONE, TWO
from tests.shares.factories import SHARE, a_house, a_member
from tests.statutes.factories import ADMINISTRATOR, a_statute
from tests.transfers.factories import PAPER, decided

YEARS = [FiscalYear(date(year, 1, 1), date(year, 12, 31)) for year in range(2026, 2034)]
PROFIT, LOSS = Figures(1_200_00, -200_00, 400_00, 1_000_00, 90_000_00), 60_00

Act = tuple[str, int, int]
"""What happens, after how many days, with how many shares or halves of one."""

ALL = 3
"""So many halves stand for all that is owed."""


@dataclass
class Life:
    """A member beside another one who stays, as its days go on; `results` is what each year brings the members."""

    session: Session
    results: list[int]
    now: datetime = NOW
    then: datetime = NOW
    has_come_back: bool = False
    people: list[Member] = field(default_factory=list)
    adopted: list[FiscalYear] = field(default_factory=list)

    def begin(self, number: int) -> None:
        """A house with its years; who stays has paid, who is looked at has not."""
        a_house(
            self.session, further_shares_allowed=True, heirs_continue=True, max_shares=30, form_join="textform",
        )
        for year in YEARS:
            statute_actions.set_fiscal_year(self.session, year.first_day, year.last_day, ADMINISTRATOR, NOW)
        self.other = a_member(self.session, "Stadt Lindenfurt", 4, self.today)
        self.pay(self.other, 4 * SHARE)
        person = a_person(self.session, "Balthasar", "Lindwurm")
        self.member = a_member(self.session, shares=number, first_day=self.today, party=person)
        self.is_looked_at(self.member)

    def is_looked_at(self, member: Member) -> None:
        """Somebody is one of those looked at from now on, and payouts go to an account."""
        self.people.append(member)
        parties.add_bank_account(self.session, member.party_id, IBAN, self.today, OFFICE, NOW)

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def is_member(self) -> bool:
        return members.find_period_on(self.session, self.member.id, self.today) is not None

    @property
    def year_end(self) -> date:
        return date(self.today.year, 12, 31)

    def go_on(self, days: int) -> None:
        """Let days pass; the accounts of a year are adopted in June, and its result is used."""
        self.then, self.now = self.now, self.now + timedelta(days=days)
        for year in YEARS:
            if year not in self.adopted and self.today > date(year.last_day.year + 1, 6, 12):
                self.adopted.append(year)
                self.use_result(year, self.results[len(self.adopted) % len(self.results)])

    def use_result(self, year: FiscalYear, amount: int) -> None:
        """What a year brings; what was given up before it bears none of a loss (§ 73 GenG; R-PAY-02)."""
        before = self.claims(year)
        day = date(year.last_day.year + 1, 6, 12)
        figures = PROFIT if amount >= 0 else Figures(-LOSS, 0, 0, 0, 90_000_00)
        closing.prepare(self.session, year, day - timedelta(days=60), figures, None, OFFICE, self.now)
        closing.adopt(self.session, year, day, REFERENCE, MINUTES, OFFICE, self.now)
        uses = Uses(100_00, 0, amount, 900_00 - amount) if amount >= 0 else Uses(0, 0, LOSS, 0)
        closing.use_result(self.session, year, Terms(uses), OFFICE, self.now)
        assert self.claims(year) == before

    def claims(self, before: FiscalYear | None = None) -> dict[int, Cents]:
        """What is to be settled of shares given up, by their entry; those of before a year where one is named."""
        self.session.expire_all()
        return {
            each.basis.id: each.credit for each in queries.candidates(self.session, date.max)
            if each.basis.kind is SettlementKind.PARTIAL
            and (before is None or each.basis.last_day < before.first_day)
        }

    def live(self, act: Act) -> None:
        """Let one act happen after some days; what the rules refuse does not. Every figure agrees then."""
        what, days, number = act
        self.go_on(days)
        if (what in OF_MEMBERS) != self.is_member and what in (*OF_MEMBERS, "join again"):
            return
        try:
            with self.session.begin_nested():
                ACTS[what](self, number)
        except Refusal:
            self.session.expire_all()
        self.agree()

    def agree(self) -> None:
        """No credit above the nominal; no claim of shares above theirs (§ 7 no. 1, § 67b GenG; R-PAY-04)."""
        self.session.expire_all()
        assert list(credit_above_nominal(self.session, self.now)) == []
        nominal = {
            entry.id: -entry.change * statutes.statute_on(self.session, entry.effective_on).share_amount
            for each in self.people for entry in self.notices(each)
        }
        settled: dict[int, Cents] = defaultdict(int)
        for each in self.session.query(Settlement).filter(Settlement.share_entry_id.is_not(None)):
            settled[each.share_entry_id or 0] += each.claim
        for entry_id, claim in self.claims().items():
            assert claim + settled[entry_id] <= nominal[entry_id]
        assert list(below_zero(self.session, self.now)) == []
        for member in self.people:
            self.parts_agree(member)
            self.settlements_agree(member)
        assert self.has_come_back or list(queries.uncovered(self.session, self.today)) == []

    def parts_agree(self, member: Member) -> None:
        """What a credit consists of adds up to it, and is told alike of one and of all."""
        memberships = ledgers.credit_parts_of(self.session, [member.id])[member.id]
        assert sum(each.on_shares + each.released for each in memberships) == self.credit(member)
        assert self.has_come_back or all(each.released >= 0 for each in memberships)
        last_year = date(self.today.year - 1, 12, 31)
        for day, at_close, known_at in (
            (self.today, False, None), (self.today, True, None), (last_year, True, None), (last_year, False, self.then),
        ):
            told = ledgers.credit_beside_shares(self.session, day, at_close, known_at)
            walked = beside_shares(self.session, [member.id], day, at_close, known_at)
            assert told.get(member.id, 0) == walked.get(member.id, 0)

    def settlements_agree(self, member: Member) -> None:
        """What a paid settlement says came since is what can be settled by itself; nothing is owed back unasked."""
        open_now = {each.basis.ids: each.credit for each in queries.candidates(self.session, self.today, member.id)}
        for each in queries.settlements_of(self.session, member.id):
            about = each.period_id, each.share_entry_id
            assert self.has_come_back or queries.owed_back_of(self.session, each, self.today) == 0
            if each.state is SettlementState.PAID and each is queries.find_confirmed(self.session, *about):
                assert queries.unclaimed_of(self.session, each, self.today) == max(open_now.get(about, 0), 0)
        assert list(queries.without_trace(self.session)) == []

    def credit(self, member: Member) -> Cents:
        return ledgers.holding_of(self.session, member.id, date.max).credit

    def owed(self, member: Member) -> Cents:
        found = ledgers.open_payments(self.session, member_id=member.id)
        return sum(each.open for each in found if each.purpose is PaymentPurpose.SHARES)

    def notices(self, member: Member) -> list[ShareEntry]:
        """The entries by which shares were given up that nothing has undone."""
        entries = ledgers.share_entries_of(self.session, member.id)
        undone = {each.reverses_id for each in entries}
        return [each for each in entries if each.ground is ShareGround.CANCELLATION and each.id not in undone]

    def figures_on(self, day: date) -> object:
        """What is held, credited and beside the shares when a day is over; asked anew."""
        self.session.expire_all()
        beside = ledgers.credit_beside_shares(self.session, day, at_close=True)
        held = [ledgers.holding_of(self.session, each.id, day) for each in self.people]
        return held, queries.earlier_credit_at_close(self.session, day), beside

    def hand_over(self, giver: Member, taker: Member, number: int) -> None:
        """Shares of one go over to another; together they have what they had."""
        before = self.credit(giver) + self.credit(taker)
        agreed = Declared(number, self.today, self.today, WrittenForm.TEXTFORM, "Walburga Ehrenpreis")
        transfer = transfers.declare(self.session, giver, taker, agreed, PAPER, OFFICE, self.now)
        if transfer.state is TransferState.PROPOSED:
            decided(self.session, transfer, now=self.now)
        assert self.credit(giver) + self.credit(taker) == before

    def pay(self, member: Member, amount: Cents) -> None:
        shares.record_payment(self.session, member, amount, self.today, PaymentPurpose.SHARES, "", OFFICE, self.now)


def _pay(life: Life, halves: int) -> None:
    """One half of a share or two, or all that is owed."""
    owed = life.owed(life.member)
    if amount := owed if halves == ALL else min(halves * SHARE // 2, owed):
        life.pay(life.member, amount)


def _come_back(life: Life, _number: int) -> None:
    newest = life.session.query(PaymentReceived).filter_by(member_id=life.member.id)
    payment = newest.order_by(PaymentReceived.id.desc()).first()
    if payment is not None:
        life.has_come_back = True
        shares.reverse_payment(life.session, payment, "Irrtum", OFFICE, life.now)


def _take(life: Life, number: int) -> None:
    if life.today.month < 12:
        statute = statutes.statute_on(life.session, life.today)
        shares.subscribe(life.session, life.member, number, life.today, ShareGround.SUBSCRIPTION, "V", statute,
                         OFFICE, life.now)


def _give_up(life: Life, number: int) -> None:
    """So many shares, but for the one that every member holds."""
    held = ledgers.holding_of(life.session, life.member.id, date.max).shares
    shares.cancel(life.session, life.member, min(number, held - 1), life.year_end, "KD", OFFICE, life.now)


def _take_back(life: Life, _number: int) -> None:
    """The notice given last, before it takes effect."""
    notices = life.notices(life.member)
    if notices and notices[-1].effective_on > life.today:
        shares.reverse_share_entry(life.session, notices[-1], "Irrtum", OFFICE, life.now)


def _turn_out_mistaken(life: Life, number: int) -> None:
    """One of the notices, whenever it took effect, with what was settled of it and is not paid."""
    notices = life.notices(life.member)
    if notices:
        entry = notices[-min(number, len(notices))]
        actions.let_go(life.session, entry, "Irrtum", False, ONE, life.now)
        shares.reverse_share_entry(life.session, entry, "Irrtum", OFFICE, life.now)


def _leave(life: Life, _number: int) -> None:
    register.end(life.session, life.member, life.year_end, ExitGround.NOTICE, "KD", OFFICE, life.now)
    shares.leave(life.session, life.member, life.year_end, "KD", OFFICE, life.now)


def _join_again(life: Life, number: int) -> None:
    if life.today.month < 12:
        register.enter(life.session, life.member.party_id, MemberClass.ORDINARY, life.today, JoinGround.ADMISSION, "V",
                       OFFICE, life.now)
        _take(life, number)


def _settle(life: Life, _number: int) -> None:
    for each in queries.candidates(life.session, life.today, life.member.id):
        if each.waits is None:
            settlement = actions.open_settlement(life.session, each.basis.kind, each.basis.id, 0, ONE, life.now)
            actions.confirm(life.session, settlement, TWO, life.now)
            payable = queries.payout_of(life.session, settlement, life.today).payable
            if payable:
                actions.pay_out(life.session, settlement, payable, life.today, ONE, life.now)


def _hand_on(life: Life, number: int) -> None:
    """Shares go to the one beside, as the board decides, with what is paid on them (§ 76 GenG)."""
    life.hand_over(life.member, life.other, number)


def _take_over(life: Life, number: int) -> None:
    life.hand_over(life.other, life.member, number)


def _reduce(life: Life, _number: int) -> None:
    """The statute reduces the share to three fifths, once (§ 22 GenG)."""
    if statutes.statute_on(life.session, life.today).share_amount == SHARE:
        less = 3 * SHARE // 5
        a_statute(
            life.session, life.today, life.today, life.now, title="Herabsetzung", share_amount=less, min_payment=less,
            further_shares_allowed=True, heirs_continue=True, max_shares=30, form_join="textform", payment_days=14,
        )


def _bounce(life: Life, _number: int) -> None:
    """The newest payout comes back from the bank, some days after it was paid; the days before stay as they were."""
    for each in queries.settlements_of(life.session, life.member.id):
        payouts = [entry for entry in each.standing if entry.kind is EntryKind.PAYOUT]
        if each.undoing is None and payouts:
            eve = life.today - timedelta(days=1)
            before = life.figures_on(eve)
            actions.come_back(life.session, each, payouts[-1], life.today, "Konto erloschen", ONE, life.now)
            assert life.figures_on(eve) == before
            return


def _pay_again(life: Life, _number: int) -> None:
    """What came back is paid once more, as far as it may be."""
    for each in queries.open_ones(life.session, life.member.id):
        payable = queries.payout_of(life.session, each, life.today).payable_on(life.today)
        if payable and each.came_back:
            actions.pay_out(life.session, each, payable, life.today, ONE, life.now)


def _take_payout_back(life: Life, _number: int) -> None:
    """The newest payout was booked by mistake."""
    for each in queries.settlements_of(life.session, life.member.id):
        payouts = [entry for entry in each.standing if entry.kind is EntryKind.PAYOUT]
        if each.undoing is None and payouts:
            actions.take_back(life.session, each, payouts[-1], "Irrtum", ONE, life.now)
            return


def _die(life: Life, _number: int) -> None:
    """The member dies, and an heir goes on in its place (§ 77 (2) GenG)."""
    before = sum(life.credit(each) for each in life.people)
    removal = dead(life.session, life.member, life.today, life.now)
    named = a_successor(f"Rosalinde-{len(life.people)}")
    heir = removal_queries.heirs_of(followed(life.session, removal, facts=named, now=life.now))[0]
    removals.continue_with(life.session, removal, heir.id, OFFICE, life.now)
    member = members.find_member_of_party(life.session, heir.party_id)
    assert member is not None
    life.is_looked_at(member)
    life.member = member
    assert sum(life.credit(each) for each in life.people) == before


ACTS: dict[str, Callable[[Life, int], None]] = {
    "pay": _pay, "come back": _come_back, "take": _take, "give up": _give_up, "leave": _leave,
    "join again": _join_again, "settle": _settle, "take back": _take_back, "hand on": _hand_on,
    "take over": _take_over, "die": _die, "reduce": _reduce, "bounce": _bounce,
    "pay again": _pay_again, "take payout back": _take_payout_back,
    "turn out mistaken": _turn_out_mistaken,
}
OF_MEMBERS = ("take", "give up", "leave", "take back", "hand on", "take over", "die")
