"""Every act on what is owed: two officers at once do it once, and a fault in its middle leaves nothing half-done."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument
from app.core import journal
from app.core.db import transaction
from app.core.values import Refusal
from app.dues import actions, queries
from app.dues.models import (
    Contribution,
    DunnedDue,
    DunningNotice,
    DunningStop,
    LapsedClaim,
    PaymentPlan,
    RefundedAdvance,
    ReturnedPayment,
)
from app.dues.rules import DunningLevel, PlanBasis, PlanTerms, check_follows
from app.members import queries as members
from app.members.models import Member
from app.shares import actions as shares
from app.shares.models import CreditEntry, PaymentDue, PaymentReceived
from app.shares.rules import DuePayment, PaymentPurpose
from app.statutes.rules import FiscalYear
from tests.dues.factories import DAY, LATE, a_debtor, dunned
from tests.factories import OFFICE
from tests.shares.factories import SHARE, a_house, paid
from tests.together import transactions_together

TABLES = (
    Contribution, DunnedDue, DunningNotice, DunningStop, PaymentPlan, RefundedAdvance, ReturnedPayment, LapsedClaim,
    PaymentDue, PaymentReceived,
    CreditEntry, IssuedDocument, journal.JournalLine,
)
TODAY = LATE.date()
LAPSED = datetime(2037, 1, 15, 9, tzinfo=UTC)
"""More than ten years after what is owed on joining fell due."""
YEAR = FiscalYear(date(2026, 1, 1), date(2026, 12, 31))
TERMS = PlanTerms(2, TODAY + 5 * DAY, 1, PlanBasis.AGREEMENT, "Schreiben", TODAY)
Do = Callable[[Session, Member], object]


@dataclass(frozen=True)
class Act:
    """What there is before an act, the act, and of which rows it makes how many."""

    before: Do
    do: Do
    made: dict[type, int]


def _nothing(_session: Session, _member: Member) -> None:
    return None


def _plan(session: Session, member: Member) -> PaymentPlan:
    return actions.agree_plan(session, member, TERMS, OFFICE, LATE)


def _undo_plan(session: Session, _member: Member) -> object:
    return actions.undo_plan(session, session.scalars(select(PaymentPlan)).one(), "Irrtum", OFFICE, LATE)


def _return(session: Session, _member: Member) -> object:
    payment = session.scalars(select(PaymentReceived).order_by(PaymentReceived.id)).first()
    assert payment is not None
    return actions.return_payment(session, payment, TODAY, 3_50, "Rücklastschrift", OFFICE, LATE)


def _pay_too_much(session: Session, member: Member) -> None:
    due = shares.ask_for(session, member, DuePayment(TODAY, 60_00, PaymentPurpose.CONTRIBUTION), "JB", OFFICE, LATE)
    shares.record_payment(session, member, 60_00, TODAY, PaymentPurpose.CONTRIBUTION, "", OFFICE, LATE)
    shares.take_due_back(session, due.id, "Befreiung", OFFICE, LATE)


def _refund(session: Session, member: Member) -> object:
    return actions.refund_advance(session, member, PaymentPurpose.CONTRIBUTION, TODAY, "Überweisung 17", OFFICE, LATE)


def _ask(session: Session, member: Member) -> None:
    actions.ask_for_contribution(session, member, YEAR, TODAY + DAY, OFFICE, LATE)


def _waive(session: Session, _member: Member) -> object:
    return actions.waive_contribution(session, session.scalars(select(Contribution)).one(), "Härte", OFFICE, LATE)


def _take_back(session: Session, _member: Member) -> None:
    actions.take_contribution_back(session, session.scalars(select(Contribution)).one(), "Irrtum", OFFICE, LATE)


def _stop(session: Session, member: Member) -> object:
    return actions.stop_dunning(session, member, "Forderung strittig", None, OFFICE, LATE)


def _undo_dunning(session: Session, _member: Member) -> object:
    return actions.undo_dunning(session, session.scalars(select(DunningNotice)).one(), "Irrtum", OFFICE, LATE)


def _undo_return(session: Session, _member: Member) -> object:
    return actions.undo_return(session, session.scalars(select(ReturnedPayment)).one(), "Irrtum", OFFICE, LATE)


def _returned(session: Session, member: Member) -> None:
    paid(session, member, SHARE)
    _return(session, member)


def _refunded(session: Session, member: Member) -> None:
    _pay_too_much(session, member)
    _refund(session, member)


def _undo_refund(session: Session, _member: Member) -> object:
    return actions.undo_refund(session, session.scalars(select(RefundedAdvance)).one(), "Irrtum", OFFICE, LATE)


def _close(session: Session, member: Member) -> object:
    due = session.scalars(select(PaymentDue).order_by(PaymentDue.id)).first()
    assert due is not None
    return actions.close_lapsed(session, member, due.id, "Verjährt", OFFICE, LAPSED)


def _undo_closing(session: Session, _member: Member) -> object:
    return actions.undo_closing(session, session.scalars(select(LapsedClaim)).one(), "Doch nicht", OFFICE, LAPSED)


ACTS = {
    "dun": Act(_nothing, dunned, {DunningNotice: 1, DunnedDue: 1}),
    "undo_dunning": Act(dunned, _undo_dunning, {DunningNotice: 0}),
    "stop": Act(_nothing, _stop, {DunningStop: 1}),
    "plan": Act(_nothing, _plan, {PaymentPlan: 1, PaymentDue: 3}),
    "undo_plan": Act(_plan, _undo_plan, {PaymentPlan: 0, PaymentDue: 3}),
    "return": Act(lambda own, member: paid(own, member, SHARE), _return, {PaymentReceived: 1, ReturnedPayment: 1}),
    "undo_return": Act(_returned, _undo_return, {PaymentReceived: 1, CreditEntry: 1, PaymentDue: 1}),
    "refund": Act(_pay_too_much, _refund, {PaymentDue: 1, RefundedAdvance: 1}),
    "undo_refund": Act(_refunded, _undo_refund, {PaymentDue: 1, RefundedAdvance: 0}),
    "close_lapsed": Act(_nothing, _close, {PaymentDue: 1, LapsedClaim: 1}),
    "undo_closing": Act(_close, _undo_closing, {PaymentDue: 1, LapsedClaim: 0}),
    "ask": Act(_nothing, _ask, {Contribution: 1, PaymentDue: 1}),
    "waive": Act(_ask, _waive, {PaymentDue: 1}),
    "take_back": Act(_ask, _take_back, {PaymentDue: 1}),
}


def prepared(session: Session, act: Act) -> int:
    a_house(session, payment_days=14, annual_contribution=60_00)
    member = a_debtor(session)
    act.before(session, member)
    session.commit()
    return member.id


def counted(session: Session) -> dict[type, int]:
    session.rollback()
    return {table: session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES}


@pytest.mark.parametrize("name", ACTS)
def test_two_officers_at_once_do_it_once(app: Flask, session: Session, name: str) -> None:
    act = ACTS[name]
    member_id = prepared(session, act)
    before = counted(session)

    def do(own: Session) -> None:
        act.do(own, members.get_member(own, member_id))

    transactions_together(app, do, do)
    after = counted(session)
    assert {table: after[table] - before[table] for table in act.made} == act.made


@pytest.mark.parametrize("name", ACTS)
def test_a_fault_in_the_middle_leaves_nothing(
    session: Session, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The line of the journal is the last thing an act does; everything before it has been written by then."""
    act = ACTS[name]
    member_id = prepared(session, act)
    before, open_before = counted(session), queries.open_on_shares(session, member_id)
    monkeypatch.setattr("app.core.journal.record", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction() as own:
        act.do(own, members.get_member(own, member_id))
    assert counted(session) == before
    assert queries.open_on_shares(session, member_id) == open_before


def test_a_plan_takes_the_place_of_a_plan_only_for_who_knows_of_it(app: Flask, session: Session) -> None:
    member_id = prepared(session, ACTS["plan"])

    def agree(own: Session, after: str) -> str:
        terms = replace(TERMS, after=after)
        return actions.agree_plan(own, members.get_member(own, member_id), terms, OFFICE, LATE).number

    first = transactions_together(app, lambda own: agree(own, ""), lambda own: agree(own, ""))
    assert sorted(isinstance(each, Refusal) for each in first) == [False, True]
    assert "Inzwischen gilt der Ratenplan RP-2026-001" in str(next(each for each in first if isinstance(each, Refusal)))
    second = transactions_together(app, *[lambda own: agree(own, "RP-2026-001")] * 2)
    assert [each for each in second if not isinstance(each, Refusal)] == ["RP-2026-002"]
    with pytest.raises(Refusal, match="RP-2026-007 gilt nicht mehr"):
        check_follows("RP-2026-007", "")


@pytest.mark.parametrize("is_first", [True, False])
def test_the_database_keeps_two_plans_for_the_same_debt_apart(session: Session, is_first: bool) -> None:
    member_id = prepared(session, ACTS["plan"])
    plan = _plan(session, members.get_member(session, member_id))
    values = {
        "member_id": member_id, "basis": PlanBasis.AGREEMENT, "reference": "Schreiben", "decided_on": TODAY,
        "amount": SHARE, "instalments": 2, "recorded_at": LATE, "recorded_by": "Test",
    }
    if not is_first:
        session.add(PaymentPlan(number="RP-2026-008", after_id=plan.id, **values))
        session.flush()
    session.add(PaymentPlan(number="RP-2026-009", after_id=None if is_first else plan.id, **values))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_a_level_is_not_dunned_twice_though_the_second_officer_saw_it_before(session: Session) -> None:
    """The page of the second officer is stale; the act itself looks again."""
    member_id = prepared(session, ACTS["dun"])
    member = members.get_member(session, member_id)
    found = queries.preview(session, member, DunningLevel.REMINDER, TODAY)
    assert found.late
    dunned(session, member)
    with pytest.raises(Refusal, match="schon gemahnt"):
        dunned(session, member)
