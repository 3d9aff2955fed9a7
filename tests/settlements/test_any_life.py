"""Whatever is taken, paid, given up, lost, settled and paid back: each share given up claims its own and no more."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.closing import actions as closing
from app.closing.rules import Figures, Terms, Uses
from app.core.values import Cents, Refusal
from app.members import actions as register
from app.members import queries as members
from app.members.models import Member
from app.members.rules import ExitGround, JoinGround, MemberClass
from app.operations.queries.invariants.ledgers import credit_above_nominal
from app.parties import actions as parties
from app.settlements import actions, queries
from app.settlements.rules import SettlementKind
from app.shares import actions as shares
from app.shares import queries as ledgers
from app.shares.models import PaymentReceived, ShareEntry
from app.shares.queries.paid import _beside_shares as beside_shares
from app.shares.rules import PaymentPurpose, ShareGround
from app.statutes import actions as statute_actions
from app.statutes import queries as statutes
from app.statutes.rules import FiscalYear
from tests.closing.factories import MINUTES, REFERENCE
from tests.factories import NOW, OFFICE
from tests.settlements.factories import IBAN, ONE, TWO
from tests.shares.factories import SHARE, a_house, a_member
from tests.statutes.factories import ADMINISTRATOR

YEARS = [FiscalYear(date(year, 1, 1), date(year, 12, 31)) for year in range(2026, 2034)]
PROFIT, LOSS = Figures(1_200_00, -200_00, 400_00, 1_000_00, 90_000_00), 60_00

Act = tuple[str, int, int]
"""What happens, after how many days, with how many shares or halves of one."""


@dataclass
class Life:
    """A member beside another one who stays, as its days go on; `results` is what each year brings the members."""

    session: Session
    results: list[int]
    now: datetime = NOW
    then: datetime = NOW
    has_come_back: bool = False
    has_settled: bool = False
    adopted: list[FiscalYear] = field(default_factory=list)

    def begin(self, number: int) -> None:
        """A house with its years; who stays has paid, who is looked at has not."""
        a_house(self.session, further_shares_allowed=True, heirs_continue=False)
        for year in YEARS:
            statute_actions.set_fiscal_year(self.session, year.first_day, year.last_day, ADMINISTRATOR, NOW)
        other = a_member(self.session, "Stadt Lindenfurt", 4, self.today)
        self.pay(other, 4 * SHARE)
        self.member = a_member(self.session, "Gemeinde Altenbruck", number, self.today)
        parties.add_bank_account(self.session, self.member.party_id, IBAN, self.today, OFFICE, NOW)

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
            each.basis.id: each.credit for each in queries.candidates(self.session, date.max, self.member.id)
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
        """No credit above the nominal; no claim of shares above theirs (§ 7 no. 1, § 67b GenG; R-PAY-04).

        What is paid after a later notice was settled may still stand with the claim of an earlier one.
        """
        self.session.expire_all()
        assert list(credit_above_nominal(self.session, self.now)) == []
        given_up = {entry.id: -entry.change for entry in ledgers.share_entries_of(self.session, self.member.id)}
        for entry_id, claim in self.claims().items():
            assert self.has_settled or claim <= given_up[entry_id] * SHARE
        memberships = ledgers.credit_parts_of(self.session, [self.member.id])[self.member.id]
        whole = ledgers.holding_of(self.session, self.member.id, date.max).credit
        assert sum(each.on_shares + each.released for each in memberships) == whole
        assert self.has_come_back or all(each.released >= 0 for each in memberships)
        last_year = date(self.today.year - 1, 12, 31)
        for day, at_close, known_at in (
            (self.today, False, None), (self.today, True, None), (last_year, True, None), (last_year, False, self.then),
        ):
            told = ledgers.credit_beside_shares(self.session, day, at_close, known_at)
            walked = beside_shares(self.session, [self.member.id], day, at_close, known_at)
            assert told.get(self.member.id, 0) == walked.get(self.member.id, 0)
        assert self.has_come_back or list(queries.uncovered(self.session, self.today)) == []

    def owed(self) -> Cents:
        found = ledgers.open_payments(self.session, member_id=self.member.id)
        return sum(each.open for each in found if each.purpose is PaymentPurpose.SHARES)

    def notices(self) -> list[ShareEntry]:
        """The entries by which shares were given up that nothing has undone."""
        entries = ledgers.share_entries_of(self.session, self.member.id)
        undone = {each.reverses_id for each in entries}
        return [each for each in entries if each.ground is ShareGround.CANCELLATION and each.id not in undone]

    def pay(self, member: Member, amount: Cents) -> None:
        shares.record_payment(self.session, member, amount, self.today, PaymentPurpose.SHARES, "", OFFICE, self.now)


def _pay(life: Life, halves: int) -> None:
    if amount := min(halves * SHARE // 2, life.owed()):
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
    shares.cancel(life.session, life.member, number, life.year_end, "KD", OFFICE, life.now)


def _take_back(life: Life, _number: int) -> None:
    """The notice given last, before it takes effect."""
    notices = life.notices()
    if notices and notices[-1].effective_on > life.today:
        shares.reverse_share_entry(life.session, notices[-1], "Irrtum", OFFICE, life.now)


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
            life.has_settled = True
            payable = queries.payout_of(life.session, settlement, life.today).payable
            if payable:
                actions.pay_out(life.session, settlement, payable, life.today, ONE, life.now)


ACTS: dict[str, Callable[[Life, int], None]] = {
    "pay": _pay, "come back": _come_back, "take": _take, "give up": _give_up, "leave": _leave,
    "join again": _join_again, "settle": _settle, "take back": _take_back,
}
OF_MEMBERS = ("take", "give up", "leave", "take back")
SIMPLE = ("pay", "pay", "take", "give up", "give up", "come back", "take back")


def lives(of: tuple[str, ...]) -> st.SearchStrategy[list[Act]]:
    return st.lists(st.tuples(st.sampled_from(of), st.integers(1, 220), st.integers(1, 3)), min_size=4, max_size=10)


many = settings(
    max_examples=12, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def lived(session: Session, number: int, results: list[int], acts: list[Act]) -> Life:
    """A life from its first shares on, after which all that is still owed is paid."""
    session.rollback()
    session.expire_all()
    life = Life(session, results)
    life.begin(number)
    for act in acts:
        life.live(act)
    life.go_on(400)
    if owed := life.owed():
        life.pay(life.member, owed)
    life.agree()
    return life


@many
@given(number=st.integers(1, 4), acts=lives(SIMPLE))
def test_once_all_is_paid_the_shares_held_are_full_and_each_one_given_up_claims_its_nominal(
    session: Session, number: int, acts: list[Act]
) -> None:
    life = lived(session, number, [0], acts)
    held = ledgers.holding_of(session, life.member.id, date.max)
    assert ledgers.owed_on_given_up(session, life.member, life.today) == []
    assert ledgers.credit_parts(session, life.member.id).paid == held.shares * SHARE
    assert life.claims() == {each.id: -each.change * SHARE for each in life.notices()}


@many
@given(number=st.integers(1, 4), results=st.lists(st.sampled_from([-LOSS, 0, 40_00, 90_00]), min_size=1, max_size=4),
       acts=lives(tuple(ACTS)))
def test_whatever_happens_no_share_claims_more_than_its_own(
    session: Session, number: int, results: list[int], acts: list[Act]
) -> None:
    lived(session, number, results, acts)
