"""Short lives of members, act by act, to be broken off by a death of the process; all people and places are invented.

Each act reads what it is about anew, by its id: the process that performs it is another than the one that made ready.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.admissions.models import Application
from app.boardroom import actions as boardroom
from app.changes import actions as changes
from app.changes.models import ProposedChange
from app.closing import actions as closing
from app.closing import queries as results
from app.closing.rules import Figures, Terms, Uses
from app.core.values import DeclarationChannel, Role
from app.departures import actions as departures
from app.departures.models import Notice
from app.departures.rules import NoticeKind
from app.dues import actions as dues
from app.dues.models import Contribution, DunningNotice, LapsedClaim, PaymentPlan, ReturnedPayment
from app.dues.rules import DunningLevel, PlanBasis, PlanTerms
from app.members import queries as members
from app.members.models import Member
from app.organs import queries as organs
from app.organs.models import Item
from app.organs.rules import Choice, Organ
from app.removals import actions as removals
from app.removals.models import Removal
from app.removals.rules import RemovalKind
from app.settlements import actions as settlements
from app.settlements.models import Settlement
from app.settlements.queries import Dividend
from app.settlements.rules import SettlementKind
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.models import PaymentReceived
from app.shares.rules import PaymentPurpose
from app.statutes import actions as statutes
from app.statutes import queries as statute_queries
from app.statutes.rules import FiscalYear
from app.subscriptions import actions as subscriptions
from app.subscriptions.models import Subscription
from app.transfers import actions as transfers
from app.transfers.models import Transfer
from tests.archive.factories import made
from tests.boardroom.factories import a_circular, as_officer
from tests.closing.factories import SECOND, a_house_with_years, adopted, prepared
from tests.departures.factories import PAPERS, a_holder, a_leaving_house, declared
from tests.dues.factories import DAY, LATE, a_debtor
from tests.factories import NOW, OFFICE, TODAY
from tests.flows.kills import Deed
from tests.removals.factories import LATER, PROOF, a_human, a_lasting_house, heard, reported
from tests.settlements.factories import ONE, PAID_ON, TWO, a_leaver, a_paying_house
from tests.settlements.test_dividends import claim_of, used
from tests.shares import test_splitting as splitting
from tests.shares.factories import BY_PEOPLE, SHARE, a_house, a_member, measured, paid
from tests.statutes.factories import ADMINISTRATOR
from tests.subscriptions import factories as taking
from tests.transfers import factories as handing
from tests.transfers import newcomers as joining

WHY = "Irrtum"
LONG_AGO = date(2012, 5, 2)
"""When what was to be paid then has lapsed by now."""


class Step(NamedTuple):
    """One act; `is_once` says that the same act done again, by a new form, changes nothing."""

    name: str
    deed: Deed
    is_once: bool = True


Row = TypeVar("Row")


def _the(session: Session, table: type[Row]) -> Row:
    """The only one of its kind."""
    return session.scalars(select(table)).unique().one()


def _last_vote(session: Session, item: Item) -> Deed:
    """The vote that decides: the other one of the board has voted before."""
    a_circular(session, item)
    first, last = [office.party for office in organs.offices_on(session, Organ.BOARD, TODAY)]
    boardroom.vote(session, item, first.id, Choice.YES, "", as_officer(first, Role.BOARD), NOW)
    item_id, voter, who = item.id, last.id, as_officer(last, Role.BOARD)

    def vote(own: Session) -> int:
        boardroom.vote(own, organs.get_item(own, item_id), voter, Choice.YES, "", who, NOW)
        return item_id

    return vote


def further_shares(session: Session) -> Sequence[Step]:
    """The board admits further shares; then they are undone."""
    taking.a_growing_house(session)
    member = taking.a_holder(session)
    vote = _last_vote(session, taking.item_about(session, taking.proposed(session, member)))
    return (
        Step("admit further shares", vote),
        Step("undo them", lambda own: subscriptions.reverse(own, _the(own, Subscription), WHY, OFFICE, NOW).id),
    )


def a_quantity(session: Session) -> Sequence[Step]:
    """How many inhabitants a member has is entered for the scale of the shares it owes, and taken back."""
    a_house(session, **BY_PEOPLE)
    member_id = a_member(session, shares=5).id

    def enter(own: Session) -> int:
        return measured(own, members.get_member(own, member_id), 45_000).id

    def undo(own: Session) -> int:
        member, first = members.get_member(own, member_id), share_queries.quantities_of(own, member_id)[-1]
        return shares.undo_quantity(own, member, first.id, WHY, OFFICE, NOW).id

    return Step("enter a quantity", enter), Step("take it back", undo)


def a_splitting(session: Session) -> Sequence[Step]:
    """The version that splits all shares is registered, and another in its place that splits none."""
    splitting.town(session)
    version_id = splitting.a_resolved_splitting(session, TODAY).id

    def register(own: Session) -> int:
        version = statute_queries.get_version(own, version_id)
        statutes.register_version(own, version, TODAY, ADMINISTRATOR, NOW)
        return version_id

    def correct(own: Session) -> int:
        wrong = statute_queries.get_version(own, version_id)
        return splitting.a_splitting(own, TODAY, SHARE, NOW, "Berichtigt", wrong, splits=False).id

    return Step("split the shares", register, is_once=False), Step("take the splitting back", correct)


def a_withdrawal(session: Session) -> Sequence[Step]:
    """A declaration on further shares is entered and withdrawn."""
    taking.a_growing_house(session)
    member_id = taking.a_holder(session).id
    return (
        Step("declare", lambda own: taking.proposed(own, members.get_member(own, member_id)).id),
        Step("withdraw", lambda own: subscriptions.withdraw(own, _the(own, Subscription), WHY, OFFICE, NOW).id),
    )


def payment(session: Session) -> Sequence[Step]:
    """Money comes in and is taken back."""
    a_house(session)
    member_id = a_debtor(session).id

    def book(own: Session) -> int:
        member = members.get_member(own, member_id)
        return shares.record_payment(own, member, SHARE, TODAY, PaymentPurpose.SHARES, "", OFFICE, NOW).id

    def undo(own: Session) -> int:
        return shares.reverse_payment(own, _the(own, PaymentReceived), WHY, OFFICE, NOW).id

    return Step("book a payment", book, is_once=False), Step("take a payment back", undo, is_once=False)


def a_return(session: Session) -> Sequence[Step]:
    """The bank takes a payment back, which was a mistake."""
    a_house(session)
    payment_id = paid(session, a_debtor(session), SHARE)

    def come_back(own: Session) -> int:
        return dues.return_payment(own, own.get_one(PaymentReceived, payment_id), TODAY, 3_50, WHY, OFFICE, NOW).id

    def undo(own: Session) -> int:
        return dues.undo_return(own, _the(own, ReturnedPayment), WHY, OFFICE, NOW).id

    return Step("return a payment", come_back), Step("undo its return", undo)


def a_lapsed_claim(session: Session) -> Sequence[Step]:
    """What is owed for ten years is asked for no more, and then after all."""
    a_house(session, resolved_on=LONG_AGO, registered_on=LONG_AGO)
    member_id = a_member(session, shares=1, first_day=LONG_AGO).id
    due_id = share_queries.open_payments(session, member_id=member_id)[0].due_id

    def close(own: Session) -> int:
        return dues.close_lapsed(own, members.get_member(own, member_id), due_id, WHY, OFFICE, NOW).id

    def undo(own: Session) -> int:
        return dues.undo_closing(own, _the(own, LapsedClaim), WHY, OFFICE, NOW).id

    return Step("close a lapsed claim", close), Step("undo its closing", undo)


def instalments(session: Session) -> Sequence[Step]:
    """A plan is agreed and undone."""
    a_house(session, payment_days=40)
    member_id = a_debtor(session).id
    terms = PlanTerms(2, TODAY + 5 * DAY, 1, PlanBasis.AGREEMENT, "Schreiben", TODAY)

    def agree(own: Session) -> int:
        return dues.agree_plan(own, members.get_member(own, member_id), terms, OFFICE, NOW).id

    return (
        Step("agree on instalments", agree),
        Step("undo the instalments", lambda own: dues.undo_plan(own, _the(own, PaymentPlan), WHY, OFFICE, NOW).id),
    )


def contribution(session: Session) -> Sequence[Step]:
    """A member is asked for the year's contribution, and freed of it."""
    a_house(session, annual_contribution=60_00)
    member_id, year = a_debtor(session).id, FiscalYear(TODAY.replace(month=1, day=1), TODAY.replace(month=12, day=31))

    def ask(own: Session) -> int:
        dues.ask_for_contribution(own, members.get_member(own, member_id), year, TODAY + DAY, OFFICE, NOW)
        return _the(own, Contribution).id

    return (
        Step("ask for a contribution", ask, is_once=False),
        Step("free of it", lambda own: dues.waive_contribution(own, _the(own, Contribution), "Härte", OFFICE, NOW).id),
    )


def dunning(session: Session) -> Sequence[Step]:
    """A member that is late is dunned; the letter is taken back."""
    a_house(session, payment_days=14)
    member_id = a_debtor(session).id

    def dun(own: Session) -> int:
        return dues.dun(own, members.get_member(own, member_id), DunningLevel.REMINDER, OFFICE, LATE).id

    return (
        Step("dun", dun),
        Step("undo dunning", lambda own: dues.undo_dunning(own, _the(own, DunningNotice), WHY, OFFICE, LATE).id),
    )


def _notice(session: Session, kind: NoticeKind, shares_given_up: int | None = None) -> tuple[int, Deed]:
    a_leaving_house(session)
    member_id, came = a_holder(session).id, declared(kind, shares=shares_given_up)

    def give(own: Session) -> int:
        member = members.get_member(own, member_id)
        return departures.give(own, member, came, PAPERS, DeclarationChannel.OFFICE, OFFICE, NOW).id

    return member_id, give


def _undo_notice(own: Session) -> int:
    return departures.reverse(own, _the(own, Notice), WHY, OFFICE, NOW).id


def notice(session: Session) -> Sequence[Step]:
    """A notice is given and undone."""
    _member, give = _notice(session, NoticeKind.ORDINARY)
    return Step("give notice", give), Step("undo the notice", _undo_notice)


def partial_notice(session: Session) -> Sequence[Step]:
    """Some shares are given up, which is undone."""
    _member, give = _notice(session, NoticeKind.PARTIAL, 2)
    return Step("give up shares", give, is_once=False), Step("undo giving up shares", _undo_notice)


def continuation(session: Session) -> Sequence[Step]:
    """A notice is withdrawn by consent of the board."""
    _member, give = _notice(session, NoticeKind.ORDINARY)
    found = session.get_one(Notice, give(session))
    departures.ask_to_continue(session, found, "Beide wollen es", PROOF, OFFICE, NOW)
    return (Step("agree to go on", _last_vote(session, _the(session, Item))),)


def transfer(session: Session) -> Sequence[Step]:
    """The board admits a transfer of shares; it is undone."""
    both = handing.two_holders(session)
    vote = _last_vote(session, handing.item_about(session, handing.proposed(session, *both, 2)))
    return (
        Step("admit a transfer", vote),
        Step("undo the transfer", lambda own: transfers.reverse(own, _the(own, Transfer).id, WHY, OFFICE, NOW).id),
    )


def a_newcomer(session: Session) -> Sequence[Step]:
    """The board admits who joins with a credit that a member hands on, and the transfer with it; both are undone."""
    giver_id, application_id = joining.a_giver(session).id, joining.an_applicant(session).id

    def declare(own: Session) -> int:
        giver, application = members.get_member(own, giver_id), own.get_one(Application, application_id)
        return joining.handed_on(own, giver, application).id

    def vote(own: Session) -> int:
        item, (first, last) = _the(own, Item), organs.offices_on(own, Organ.BOARD, TODAY)
        a_circular(own, item)
        for office in (first, last):
            boardroom.vote(own, item, office.party_id, Choice.YES, "", as_officer(office.party, Role.BOARD), NOW)
        return item.id

    return (
        Step("hand on to a newcomer", declare), Step("admit the newcomer with its transfer", vote),
        Step("undo both", lambda own: transfers.reverse(own, _the(own, Transfer).id, WHY, OFFICE, NOW).id),
    )


def exclusion(session: Session) -> Sequence[Step]:
    """A member is heard, excluded by the board, sent the letter, and taken back."""
    a_lasting_house(session)
    removal = heard(session, a_holder(session))
    removals.propose_exclusion(session, removal, OFFICE, LATER)
    vote = _last_vote(session, _the(session, Item))

    def send(own: Session) -> int:
        found = removals.lock_removal(own, _the(own, Removal).id)
        made(own, found.letter_id)
        return removals.dispatch(own, found, LATER.date(), "RR 1234 5678 9DE", None, OFFICE, LATER).id

    return (
        Step("exclude", vote), Step("send the letter", send),
        Step("undo the exclusion", lambda own: removals.reverse(own, _the(own, Removal), WHY, OFFICE, LATER).id),
    )


def _end(session: Session, member: Member, kind: RemovalKind) -> Sequence[Step]:
    member_id = member.id

    def note(own: Session) -> int:
        return removals.report(own, members.get_member(own, member_id), reported(kind), PROOF, OFFICE, NOW).id

    return (
        Step(f"report {kind}", note),
        Step(f"undo {kind}", lambda own: removals.reverse(own, _the(own, Removal), WHY, OFFICE, NOW).id),
    )


def death(session: Session) -> Sequence[Step]:
    """A member dies, which was a mistake."""
    a_lasting_house(session)
    return _end(session, a_human(session), RemovalKind.DEATH)


def dissolution(session: Session) -> Sequence[Step]:
    """A member is dissolved, which was a mistake."""
    a_lasting_house(session)
    return _end(session, a_holder(session), RemovalKind.DISSOLUTION)


def settlement(session: Session) -> Sequence[Step]:
    """What a leaver gets is opened, confirmed and paid; the payment comes back, and all is taken back."""
    a_paying_house(session)
    period = a_leaver(session)

    def held(own: Session) -> Settlement:
        return settlements.hold(own, _the(own, Settlement).id)

    def open_(own: Session) -> int:
        return settlements.open_settlement(own, SettlementKind.EXIT, period, 0, ONE, NOW).id

    def pay(own: Session) -> int:
        return settlements.pay_out(own, held(own), 2_500_00, PAID_ON, ONE, NOW).id

    def comes_back(own: Session) -> int:
        found = held(own)
        return settlements.take_back(own, found, found.standing[0], WHY, ONE, NOW).id

    def confirm(own: Session) -> int:
        settlements.confirm(own, found := held(own), TWO, NOW)
        return found.id

    return (
        Step("open a settlement", open_), Step("confirm it", confirm), Step("pay it", pay),
        Step("take the payout back", comes_back, is_once=False),
        Step("undo the settlement", lambda own: settlements.reverse(own, held(own), WHY, ONE, NOW).id),
    )


def dividend(session: Session) -> Sequence[Step]:
    """What a used result owes a member is paid, which is undone, and paid again, which comes back."""
    claim = claim_of(session, used(session)[0]).claim
    appropriation_id, member_id = claim.appropriation.id, claim.member.id

    def held(own: Session) -> Dividend:
        return settlements.hold_dividend(own, appropriation_id, member_id, TODAY)

    def pay(own: Session) -> int:
        return settlements.pay_dividend(own, held(own), PAID_ON, ONE, NOW).id

    def come_back(own: Session) -> int:
        found = held(own)
        *_others, last = (each for each in results.ends_of(own, found.claim) if each.amount > 0)
        return settlements.come_back_dividend(own, found, last, PAID_ON, WHY, ONE, NOW).id

    return (
        Step("pay a claim", pay),
        Step("take its payment back", lambda own: settlements.undo_dividend(own, held(own), WHY, ONE, NOW).id),
        Step("pay it again", pay), Step("let the payment come back", come_back),
    )


def bank_account(session: Session) -> Sequence[Step]:
    """Another account is entered by one person and confirmed by another."""
    a_house(session)
    member_id = a_debtor(session).id

    def propose(own: Session) -> int:
        member, proof = members.get_member(own, member_id), PROOF
        return changes.propose_bank_account(own, member, "DE75512108001245126199", TODAY, proof, False, ONE, NOW).id

    return (
        Step("propose an account", propose),
        Step("confirm the account", lambda own: changes.confirm(own, _the(own, ProposedChange), TWO, NOW).id),
    )


def result(session: Session) -> Sequence[Step]:
    """A loss is written off, which is undone."""
    a_paying_house(session, is_adopted=False)
    adopted(session, figures=Figures(-250_00, 0, 0, 0, 90_000_00))
    a_leaver(session)
    terms = Terms(Uses(0, 0, 250_00, 0))

    def use(own: Session) -> int:
        closing.use_result(own, SECOND, terms, OFFICE, NOW)
        return 1

    def undo(own: Session) -> int:
        closing.undo_result(own, SECOND, WHY, OFFICE, NOW)
        return 1

    return Step("use the result", use), Step("undo the use", undo)


def period(session: Session) -> Sequence[Step]:
    """A year is closed and opened again."""
    a_house_with_years(session)
    prepared(session)
    return (
        Step("close the year", lambda own: closing.close_year(own, SECOND, OFFICE, NOW).id),
        Step("open the year", lambda own: closing.reopen_year(own, SECOND, WHY, OFFICE, NOW).id),
    )


LIVES: Mapping[str, Callable[[Session], Sequence[Step]]] = {
    each.__name__: each
    for each in (
        further_shares, a_quantity, a_splitting, a_withdrawal, payment, a_return, a_lapsed_claim, instalments,
        contribution, dunning, notice, partial_notice, continuation, transfer, a_newcomer, exclusion, death,
        dissolution, settlement, dividend, bank_account, result, period,
    )
}  # fmt: skip
"""Every guided act, with what undoes it."""
