"""The guided acts on a membership, each with what undoes it, for random lives; all people and places are invented."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.admissions.models import Application
from app.closing import actions as closing
from app.closing import queries as closed
from app.closing.models import AppropriationShare
from app.closing.rules import Terms, Uses
from app.core import jobs
from app.core.formats import beginning_of
from app.core.jobs import ItemState, Job, JobItem
from app.core.values import Refusal
from app.dues import actions as dues
from app.dues import queries as due_queries
from app.dues.rules import PlanBasis, PlanTerms
from app.members import queries as member_queries
from app.members.models import Member
from app.operations.queries import check
from app.reports import queries as reports
from app.settlements import actions as settlements
from app.settlements import queries as settled
from app.settlements.models import Settlement
from app.settlements.rules import SettlementKind
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.jobs import HANDLERS
from app.shares.models import Certificate, PaymentReceived
from app.shares.rules import COVER_JOB
from app.statutes import queries as statutes
from app.statutes.rules import FiscalYear
from app.subscriptions import actions as subscriptions
from app.subscriptions.rules import SubscriptionState
from app.transfers import actions as transfers
from app.transfers.models import Transfer
from app.transfers.rules import TransferState
from tests.closing.factories import SECOND
from tests.factories import OFFICE, TODAY
from tests.flows import ends
from tests.flows.cast import AFTER, STATUTE, WHY, Cast, Undo, backwards, only_if
from tests.settlements.factories import ONE, TWO
from tests.shares import test_splitting as splitting
from tests.shares.factories import paid
from tests.subscriptions import factories as taking
from tests.transfers import factories as handing
from tests.transfers import newcomers as joining

YEARS = [FiscalYear(date(year, 1, 1), date(year, 12, 31)) for year in (2024, 2025, 2026, 2027)]
DAYS = [day for year in YEARS for day in (year.first_day, year.last_day)]
DAYS += [TODAY - timedelta(days=20), TODAY, TODAY + timedelta(days=1)]
THE_DAY = TODAY + timedelta(days=20)
"""The day of a transfer that is entered ahead."""

WHEN_IT_COMES = beginning_of(THE_DAY).astimezone(UTC)

COSTS, PARTS = 3_50, 5
"""What a bank asks for a payment that comes back, in cents; into how many a share is split."""


def _subscribe(session: Session, cast: Cast, who: int, number: int) -> Undo:
    member, held = cast.one(who)
    found = taking.proposed(session, member, number, cast.now)
    taking.decided(session, found, now=cast.now)
    only_if(found.state is SubscriptionState.ADMITTED)
    held.shares, held.owed = held.shares + number, held.owed + number * cast.books.share
    return lambda: subscriptions.reverse(session, found, WHY, OFFICE, AFTER)


def _pay(session: Session, cast: Cast, who: int, number: int) -> Undo:
    """Some of what is owed; now and then where nothing is, else on shares taken up now, is paid."""
    member, held = cast.one(who)
    undo = backwards() if held.owed or number == 1 else _subscribe(session, cast, who, number)
    amount = number * cast.books.share
    payment = session.get_one(PaymentReceived, paid(session, member, amount, now=cast.now))
    held.credit, held.owed = held.credit + amount, held.owed - amount
    return backwards(undo, lambda: shares.reverse_payment(session, payment, WHY, OFFICE, AFTER))


def _come_back(session: Session, cast: Cast, who: int, number: int) -> Undo:
    """The bank takes the newest payment back: what it paid is owed again, and what the bank asks for that."""
    member, held = cast.one(who)
    payment = _newest_payment(session, member)
    costs = COSTS if number > 1 else 0
    back = dues.return_payment(session, payment, TODAY, costs, "Rücklastschrift", OFFICE, cast.now)
    held.credit, held.owed = held.credit - payment.amount, held.owed + payment.amount
    held.other += costs
    return lambda: dues.undo_return(session, back, WHY, OFFICE, AFTER)


def _newest_payment(session: Session, member: Member) -> PaymentReceived:
    came = PaymentReceived.member_id == member.id, PaymentReceived.amount > 0
    payments = session.scalars(select(PaymentReceived).where(*came).order_by(PaymentReceived.id.desc())).all()
    standing = [each for each in payments if share_queries.reversal_of(session, each.id) is None]
    only_if(bool(standing))
    return standing[0]


def _agree_on_instalments(session: Session, cast: Cast, who: int, number: int) -> Undo:
    """What is open, of shares taken up now where nothing is, is paid by and by; not a cent less is owed."""
    member, held = cast.one(who)
    undo = backwards() if held.owed else _subscribe(session, cast, who, number)
    terms = PlanTerms(
        number, TODAY + timedelta(days=5), 1, PlanBasis.AGREEMENT, "Schreiben", TODAY,
        after=due_queries.standing_number(session, member.id),
    )
    plan = dues.agree_plan(session, member, terms, OFFICE, cast.now)
    return backwards(undo, lambda: dues.undo_plan(session, plan, WHY, OFFICE, AFTER))


def _ask_for_contribution(session: Session, cast: Cast, who: int, _number: int) -> Undo:
    """A member that was not yet asked owes the contribution of the year."""
    year = YEARS[2]
    member, held = cast.one(who)
    only_if(member.id in due_queries.still_to_ask(session, year, cast.now.date()))
    dues.ask_for_contribution(session, member, year, year.last_day, OFFICE, cast.now)
    held.other += 60_00
    asked = due_queries.find_contribution(session, member.id, year)
    assert asked is not None
    return lambda: dues.take_contribution_back(session, asked, WHY, OFFICE, AFTER)


def _hand_on(session: Session, cast: Cast, who: int, number: int) -> Undo:
    return _handed_on(session, cast, who, number)


def _hand_on_all(session: Session, cast: Cast, who: int, _number: int) -> Undo:
    return _handed_on(session, cast, who, None)


def _handed_on(session: Session, cast: Cast, who: int, number: int | None) -> Undo:
    (giver, given), (taker, taken) = cast.one(who), cast.one(who - 1)
    transfer = handing.proposed(session, giver, taker, number, cast.now)
    undo = _decided(session, cast, transfer)
    cast.books.hand_on(given, taken, number)
    return undo


def _hand_on_ahead(session: Session, cast: Cast, who: int, number: int) -> Undo:
    """Credit comes on a day ahead to shares not paid yet, taken up now where all are: it covers nothing before."""
    (giver, given), (taker, taken) = cast.one(who), cast.one(who - 1)
    undo = backwards() if taken.owed else _subscribe(session, cast, who - 1, number)
    transfer = handing.proposed(session, giver, taker, number, cast.now, wanted_on=THE_DAY)
    undo = backwards(undo, _decided(session, cast, transfer))
    only_if(transfer.taken_entry_id is None)
    cast.books.hand_on_ahead(given, taken, number)
    return undo


def the_day_comes(session: Session, cast: Cast) -> None:
    """Whatever waits for the day of a transfer is done, as a worker does it."""
    waiting = select(JobItem.reference).join(JobItem.job).where(
        Job.kind == COVER_JOB, JobItem.state == ItemState.WAITING
    )
    for reference in session.scalars(waiting.order_by(JobItem.id)).all():
        HANDLERS[COVER_JOB].finish(session, reference, None, WHEN_IT_COMES)
        jobs.note_done(session, COVER_JOB, [reference], WHEN_IT_COMES)
    for held in cast.books.held.values():
        held.the_day_comes()


def _decided(session: Session, cast: Cast, transfer: Transfer) -> Undo:
    if transfer.state is TransferState.PROPOSED:
        handing.decided(session, transfer, now=cast.now)
    only_if(transfer.state is TransferState.ENTERED)
    return lambda: transfers.reverse(session, transfer.id, WHY, OFFICE, AFTER)


def _hand_on_to_a_newcomer(session: Session, cast: Cast, who: int, number: int) -> Undo:
    named = f"Gemeinde Wiesenhag-{session.scalar(select(func.count()).select_from(Application))}"
    application = joining.an_applicant(session, number, named, now=cast.now)
    giver, given = cast.one(who)
    transfer = joining.handed_on(session, giver, application, number, now=cast.now)
    undo = _decided(session, cast, transfer)
    assert transfer.acquirer_id is not None
    cast.books.hand_on(given, cast.books.of(transfer.acquirer_id), number, joins_with=number)
    return undo


def _split(session: Session, cast: Cast, _who: int, number: int) -> Undo:
    """A version that splits every share into five is registered, some days ago."""
    amount, day = cast.books.share, TODAY - timedelta(days=10 * (number - 1))
    version = splitting.a_splitting(session, day, amount // PARTS, cast.now, **STATUTE)
    cast.books.split(PARTS)
    _follow(session, cast.now)

    def undo() -> None:
        later = statutes.find_version_after(session, version, day)
        for each in (later, version):
            if each is not None and each.registered_on is not None:
                splitting.a_splitting(
                    session, each.registered_on, amount, AFTER, "Berichtigt", each, splits=False, **STATUTE
                )
        _follow(session, AFTER)

    return undo


def _follow(session: Session, now: datetime) -> None:
    """Let the certificates of all follow at once, as a job would."""
    for member in session.scalars(select(Member).order_by(Member.id)).unique():
        shares.let_certificate_follow(session, member, OFFICE, now)


def _use_result(session: Session, cast: Cast, _who: int, number: int) -> Undo:
    """A part of the profit is owed to who has paid the shares; with others it fills them."""
    to_members = 100_00 * number
    terms = Terms(Uses(400_00, 0, to_members, 500_00 - to_members))
    used = closing.use_result(session, SECOND, terms, OFFICE, cast.now)
    credited = select(AppropriationShare).where(AppropriationShare.appropriation_id == used.id)
    for each in session.scalars(credited).all():
        cast.books.of(each.member_id).is_credited(each.credited, cast.books.share)
    return lambda: closing.undo_result(session, SECOND, WHY, OFFICE, AFTER)


def _settle(session: Session, cast: Cast, who: int, number: int) -> Undo:
    """What the one that left gets is found and confirmed, once the result of the year is used."""
    is_used = closed.find_appropriation(session, SECOND.last_day) is not None
    undo = backwards() if is_used else _use_result(session, cast, who, number)
    settlement = settlements.open_settlement(session, SettlementKind.EXIT, cast.membership, 0, ONE, cast.now)
    settlements.confirm(session, settlement, TWO, cast.now)
    return backwards(undo, lambda: settlements.reverse(session, settlement, WHY, OFFICE, AFTER))


def _pay_out(session: Session, cast: Cast, who: int, number: int) -> Undo:
    """A part of it is paid, once it is confirmed."""
    undo = backwards() if settled.confirmed_of(session, cast.left.id) else _settle(session, cast, who, number)
    settlement, amount = _settlement(session, cast), number * 200_00
    entry = settlements.pay_out(session, settlement, amount, TODAY, ONE, cast.now)
    cast.books.of(cast.left.id).credit -= amount
    return backwards(undo, lambda: settlements.take_back(session, settlement, entry, WHY, ONE, AFTER))


def _settlement(session: Session, cast: Cast) -> Settlement:
    return settlements.hold(session, settled.confirmed_of(session, cast.left.id)[0].id)


ACTS: dict[str, Callable[[Session, Cast, int, int], Undo]] = {
    "subscribe": _subscribe, "pay": _pay, "come back": _come_back, "agree on instalments": _agree_on_instalments,
    "ask for contribution": _ask_for_contribution, "hand on": _hand_on, "hand on all": _hand_on_all,
    "hand on ahead": _hand_on_ahead, "hand on to a newcomer": _hand_on_to_a_newcomer, "split": _split,
    "use result": _use_result, "settle": _settle, "pay out": _pay_out, "give notice": ends.give_notice,
    "give up shares": ends.give_up_shares, "exclude": ends.exclude, "dissolve": ends.dissolve, "merge": ends.merge,
    "die": ends.die, "die without heirs": ends.die_without_heirs, "name an heir": ends.name_an_heir,
    "go on": ends.go_on,
}

Act = tuple[str, int, int]
"""What happens, to which town or the person, with how many shares."""


def do(session: Session, cast: Cast, act: Act) -> Undo | None:
    """Let one act happen and give what undoes it; what the rules refuse does not happen, and changes nothing."""
    what, who, number = act
    cast.now += timedelta(minutes=1)
    try:
        with session.begin_nested():
            return cast.tried(lambda: ACTS[what](session, cast, who, number))
    except Refusal:
        session.expire_all()
        return None


def figures(session: Session, now: datetime) -> dict[str, object]:
    """What the house tells of everybody: registers, holdings, movements, what is owed, certificates, faults."""
    session.expire_all()
    certified = session.scalars(select(Certificate)).all()
    return {
        "register": [reports.register_on(session, day) for day in DAYS],
        "years": [reports.year_report(session, year) for year in YEARS],
        "holdings": [reports.holdings_on(session, day) for day in DAYS],
        "owed": sorted(
            (each.member_id, each.purpose, each.due_on, each.open) for each in share_queries.open_payments(session)
        ),
        "certified": sorted((each.member_id, each.shares) for each in certified if each.document.standing == "valid"),
        "acting": [
            (each.id, len(acted_for)) for each in session.scalars(select(Member)).unique()
            if (acted_for := member_queries.members_acted_for_on(session, each.party_id, TODAY))
        ],
        "faults": [str(each) for each in check.findings(session, now)],
    }
