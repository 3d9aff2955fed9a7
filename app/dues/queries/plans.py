"""Reads of instalment plans: what one would change, those of a member, all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.formats import day as written
from app.core.formats import euro
from app.core.values import Cents, NotFound, Refusal
from app.dues.models import PaymentPlan
from app.dues.queries.lists import found_by, shown
from app.dues.rules import Owed, PlanTerms, check_follows, check_plan, instalments
from app.members import queries as members
from app.members.models import Member
from app.parties.models import Party
from app.shares import queries as shares
from app.shares.queries import OpenPayment, Ordered
from app.shares.rules import DuePayment, PaymentPurpose, nominal_of
from app.statutes import queries as statutes
from app.statutes.rules import days_after

PLAN_SORTS = ("-plan", "name", "number", "amount")
EVER = date.max


def open_on_shares(session: Session, member_id: int) -> list[OpenPayment]:
    """What is open on a member's shares, due or to come, by day."""
    found = shares.open_payments(session, member_id=member_id)
    return [each for each in found if each.purpose is PaymentPurpose.SHARES]


def owed_by(session: Session, member: Member, today: date) -> Owed:
    """What is known of a member that is to pay in instalments."""
    found = [
        each for each in shares.expected_payments_of(session, member.id) if each.purpose is PaymentPurpose.SHARES
    ]
    left, held = [each for each in found if each.open], shares.holding_of(session, member.id, EVER)
    statute, oldest = statutes.statute_on(session, today), min((each.due_on for each in left), default=None)
    return Owed(
        today=today, open=sum(each.open for each in left), nominal=nominal_of(held.shares, statute.share_amount),
        paid=shares.credit_parts(session, member.id).paid - shares.covered_ahead(session, member.id), oldest=oldest,
        tenth_until=days_after(max(today, oldest or today), statute.payment_days),
        covered_until=max((each.due_on for each in found if each.open < each.amount), default=None),
        ends_on=members.get_period_on(session, member.id, today).last_day,
    )


@dataclass(frozen=True)
class PlanPreview:
    """What a plan would put in the place of what is open; `objection` where it may not be."""

    terms: PlanTerms
    total: Cents
    before: Sequence[OpenPayment]
    after: Sequence[DuePayment]
    objection: Refusal | None = None


def standing_plan(session: Session, member_id: int) -> PaymentPlan | None:
    """The latest plan of a member that was not undone."""
    return next((each for each in plans_of(session, member_id) if each.ended_at is None), None)


def standing_number(session: Session, member_id: int) -> str:
    """The number of that plan; empty where there is none."""
    found = standing_plan(session, member_id)
    return found.number if found else ""


def preview_plan(session: Session, member: Member, terms: PlanTerms, today: date) -> PlanPreview:
    """Judge a plan without entering it."""
    known, state = owed_by(session, member, today), statutes.statute_on(session, today).seat_state
    plan, before = instalments(terms, known.open, state), open_on_shares(session, member.id)
    try:
        check_follows(terms.after, standing_number(session, member.id))
        check_plan(terms, plan, known)
    except Refusal as objection:
        return PlanPreview(terms, known.open, before, plan, objection)
    return PlanPreview(terms, known.open, before, plan)


def owed_shown(session: Session, member: Member) -> dict[str, object]:
    """What the page of a plan shows of a member; whoever enters one later is told where it has changed."""
    found = open_on_shares(session, member.id)
    stands = standing_number(session, member.id)
    return {"open": [f"{written(each.due_on)}: {euro(each.open)}" for each in found], "after": stands}


def get_plan(session: Session, plan_id: int) -> PaymentPlan:
    """A plan that must be there."""
    found = session.get(PaymentPlan, plan_id)
    if found is None:
        raise NotFound
    return found


def plans_of(session: Session, member_id: int) -> Sequence[PaymentPlan]:
    """Every plan of a member, the latest first."""
    found = select(PaymentPlan).where(PaymentPlan.member_id == member_id)
    return session.scalars(found.order_by(PaymentPlan.id.desc())).unique().all()


def followers_of(session: Session, plans: Sequence[PaymentPlan]) -> dict[int, PaymentPlan]:
    """The plans that stand in the place of these, for what was open of them, by the id of the one before."""
    follows = select(PaymentPlan).where(
        PaymentPlan.after_id.in_([each.id for each in plans]), PaymentPlan.ended_at.is_(None)
    )
    return {each.after_id: each for each in session.scalars(follows).unique() if each.after_id is not None}


def paid_by_plan(session: Session, plan: PaymentPlan) -> list[OpenPayment]:
    """The instalments of a plan with what is open of each; none once it is undone."""
    found = shares.expected_payments_of(session, plan.member_id)
    return [each for each in found if each.document == plan.number]


def list_plans(session: Session, wanted: Ordered) -> tuple[Sequence[PaymentPlan], int]:
    """One page of the plans, and how many there are in all."""
    to_whom = select(PaymentPlan).join(Member, Member.id == PaymentPlan.member_id)
    found = to_whom.join(Party, Party.id == Member.party_id).where(*found_by(wanted.words, PaymentPlan.number))
    keys: dict[str, Any] = {
        "plan": PaymentPlan.id, "name": Party.sort_name, "number": Member.number, "amount": PaymentPlan.amount,
    }
    counted = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    page = shown(found, wanted, keys[wanted.sort], PaymentPlan.id)
    return session.scalars(page).unique().all(), counted


def count_plans(session: Session) -> int:
    """How many plans there are in all."""
    return session.scalar(select(func.count()).select_from(PaymentPlan)) or 0
