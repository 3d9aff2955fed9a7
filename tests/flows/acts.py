"""The guided acts on a membership, each with what undoes it, for random lives; all people and places are invented."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.admissions import actions as admissions
from app.admissions.models import Application
from app.closing import actions as closing
from app.closing.rules import Figures, Terms, Uses
from app.core.values import Refusal
from app.departures import actions as departures
from app.departures.rules import NoticeKind
from app.members import queries as member_queries
from app.members.models import Member
from app.members.rules import ExitGround
from app.operations.queries import check
from app.removals import actions as removals
from app.reports import queries as reports
from app.settlements import actions as settlements
from app.settlements.rules import SettlementKind
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.models import Certificate, PaymentReceived
from app.statutes.rules import FiscalYear
from app.subscriptions import actions as subscriptions
from app.subscriptions.rules import SubscriptionState
from app.transfers import actions as transfers
from app.transfers.rules import TransferState
from tests.closing.factories import ADOPTED, MINUTES, PREPARED, REFERENCE, SECOND
from tests.departures.factories import a_holder, a_leaving_house, given
from tests.factories import NOW, OFFICE, TODAY
from tests.removals.factories import a_human, dead
from tests.settlements.factories import ONE, TWO, left, told_by_a_list
from tests.shares.factories import SHARE, paid
from tests.subscriptions import factories as taking
from tests.transfers import factories as handing
from tests.transfers import newcomers as joining

AFTER = NOW + timedelta(hours=1)
"""When an act is undone."""

FIGURES = Figures(900_00, 0, 0, 1_000_00, 90_000_00)
YEARS = [FiscalYear(date(year, 1, 1), date(year, 12, 31)) for year in (2024, 2025, 2026, 2027)]
DAYS = [day for year in YEARS for day in (year.first_day, year.last_day)]
DAYS += [TODAY - timedelta(days=20), TODAY, TODAY + timedelta(days=1)]

Undo = Callable[[], object]


class Cast(NamedTuple):
    """Who lives: three towns and a person with paid shares, and a town that left at the end of 2025."""

    towns: Sequence[Member]
    person: Member
    left: int
    """The membership of the one that left."""


def a_cooperative(session: Session) -> Cast:
    """A house with fiscal years whose accounts of 2025 are adopted, its members, their certificates."""
    a_leaving_house(session, max_shares=30, appeal_days=42, form_join="textform")
    names = (("Gemeinde Altenbruck", 5), ("Stadt Lindenfurt", 2), ("Gemeinde Eichenau", 3))
    towns = [a_holder(session, name, number) for name, number in names]
    person, gone = a_human(session), a_holder(session, "Gemeinde Hohenmoos", 2)
    admissions.ensure_clause_texts(session, TODAY)
    for member in (*towns, person):
        shares.issue_certificate(session, member, OFFICE, NOW)
    closing.prepare(session, SECOND, PREPARED, FIGURES, None, OFFICE, NOW)
    closing.adopt(session, SECOND, ADOPTED, REFERENCE, MINUTES, OFFICE, NOW)
    ended = left(session, gone, SECOND.last_day, ExitGround.NOTICE)
    told_by_a_list(session, gone)
    return Cast(towns, person, ended)


def _check_entered(is_entered: bool) -> None:
    if not is_entered:
        raise Refusal("Der Beschluss wird nicht ausgeführt.")


def _subscribe(session: Session, cast: Cast, who: int, number: int) -> Undo:
    found = taking.proposed(session, cast.towns[who], number)
    taking.decided(session, found)
    _check_entered(found.state is SubscriptionState.ADMITTED)
    return lambda: subscriptions.reverse(session, found, "Irrtum", OFFICE, AFTER)


def _pay(session: Session, cast: Cast, who: int, number: int) -> Undo:
    payment = session.get_one(PaymentReceived, paid(session, cast.towns[who], number * SHARE))
    return lambda: shares.reverse_payment(session, payment, "Irrtum", OFFICE, AFTER)


def _give_notice(session: Session, cast: Cast, who: int, _number: int) -> Undo:
    notice = given(session, cast.towns[who])
    return lambda: departures.reverse(session, notice, "Irrtum", OFFICE, AFTER)


def _give_up_shares(session: Session, cast: Cast, who: int, number: int) -> Undo:
    notice = given(session, cast.towns[who], NoticeKind.PARTIAL, shares=number)
    return lambda: departures.reverse(session, notice, "Irrtum", OFFICE, AFTER)


def _hand_on(session: Session, cast: Cast, who: int, number: int, whole: bool = False) -> Undo:
    transfer = handing.proposed(session, cast.towns[who], cast.towns[who - 1], None if whole else number)
    handing.decided(session, transfer)
    _check_entered(transfer.state is TransferState.ENTERED)
    return lambda: transfers.reverse(session, transfer.id, "Irrtum", OFFICE, AFTER)


def _hand_on_all(session: Session, cast: Cast, who: int, number: int) -> Undo:
    return _hand_on(session, cast, who, number, whole=True)


def _hand_on_to_a_newcomer(session: Session, cast: Cast, who: int, number: int) -> Undo:
    named = f"Gemeinde Wiesenhag-{session.scalar(select(func.count()).select_from(Application))}"
    application = joining.an_applicant(session, number, named)
    transfer = joining.handed_on(session, cast.towns[who], application, number)
    handing.decided(session, transfer)
    _check_entered(transfer.state is TransferState.ENTERED)
    return lambda: transfers.reverse(session, transfer.id, "Irrtum", OFFICE, AFTER)


def _die(session: Session, cast: Cast, _who: int, _number: int) -> Undo:
    removal = dead(session, cast.person)
    return lambda: removals.reverse(session, removal, "Irrtum", OFFICE, AFTER)


def _use_result(session: Session, _cast: Cast, _who: int, number: int) -> Undo:
    to_members = 100_00 * number
    terms = Terms(Uses(400_00, 0, to_members, 500_00 - to_members))
    closing.use_result(session, SECOND, terms, OFFICE, NOW)
    return lambda: closing.undo_result(session, SECOND, "Irrtum", OFFICE, AFTER)


def _settle(session: Session, cast: Cast, _who: int, _number: int) -> Undo:
    settlement = settlements.open_settlement(session, SettlementKind.EXIT, cast.left, 0, ONE, NOW)
    settlements.confirm(session, settlement, TWO, NOW)
    return lambda: settlements.reverse(session, settlement, "Irrtum", OFFICE, AFTER)


ACTS: dict[str, Callable[[Session, Cast, int, int], Undo]] = {
    "subscribe": _subscribe, "pay": _pay, "give notice": _give_notice, "give up shares": _give_up_shares,
    "hand on": _hand_on, "hand on all": _hand_on_all, "hand on to a newcomer": _hand_on_to_a_newcomer,
    "die": _die, "use result": _use_result, "settle": _settle,
}

Act = tuple[str, int, int]
"""What happens, to which town, with how many shares."""


def do(session: Session, cast: Cast, act: Act) -> Undo | None:
    """Let one act happen and give what undoes it; what the rules refuse does not happen, and changes nothing."""
    what, who, number = act
    try:
        with session.begin_nested():
            return ACTS[what](session, cast, who, number)
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
        "owed": [
            (each.member_id, each.purpose, each.due_on, each.open) for each in share_queries.open_payments(session)
        ],
        "certified": sorted((each.member_id, each.shares) for each in certified if each.document.standing == "valid"),
        "acting": [
            (each.id, len(acted_for)) for each in session.scalars(select(Member)).unique()
            if (acted_for := member_queries.members_acted_for_on(session, each.party_id, TODAY))
        ],
        "faults": [str(each) for each in check.findings(session, now)],
    }
