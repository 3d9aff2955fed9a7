"""An instalment plan put in the place of what is open, told to the member, and undone."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive import queries as archived
from app.archive.rules import Standing
from app.core import journal
from app.core.db import next_number
from app.core.formats import count, euro, local
from app.core.told import Told
from app.core.values import Actor, German, check_reason
from app.dues import queries
from app.dues.actions.dunning import subject_of
from app.dues.models import PaymentPlan
from app.dues.rules import PlanTerms, check_plan_stands, plan_number
from app.members.models import Member
from app.parties import queries as parties
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.rules import PaymentPurpose, transfer_text
from documents.facts import Later
from documents.instalment_plan import InstalmentPlanFacts


def agree_plan(session: Session, member: Member, terms: PlanTerms, actor: Actor, now: datetime) -> PaymentPlan:
    """Put instalments in the place of what is open on a member's shares, and write the plan out (R-SHR-06).

    What was owed is taken back by counter-rows and asked for anew, to the cent.
    """
    shares.lock(session, member)
    today = local(now).date()
    found = queries.preview_plan(session, member, terms, today)
    if found.objection is not None:
        raise found.objection
    number = plan_number(today.year, next_number(session, f"plan:{today.year}"))
    shares.put_off(session, member, found.after, number, actor, now)
    plan = PaymentPlan(
        number=number, member_id=member.id, basis=terms.basis, reference=terms.reference.strip(),
        decided_on=terms.decided_on, amount=found.total, instalments=len(found.after), recorded_at=now,
        recorded_by=actor.name,
    )
    session.add(plan)
    session.flush()
    session.refresh(plan)
    _tell(session, plan, found, actor, now)
    summary = Told(
        "Ratenplan {number}: {amount} in {instalments} Raten", number=number, amount=euro(found.total),
        instalments=count(plan.instalments),
    )
    journal.record(session, actor, "agree_plan", subject_of(member), now, summary, plan=plan.id)
    return plan


def _tell(session: Session, plan: PaymentPlan, found: queries.PlanPreview, actor: Actor, now: datetime) -> None:
    """Write the plan out for the member, as far as the house is set up for letters."""
    today, member = local(now).date(), plan.member
    has_address = parties.address_on(session, member.party_id, today) is not None
    if has_address and not share_queries.letter_hindrances(session, today):
        letter = shares.issue_letter(
            session, member, "instalment_plan", German("Ratenplan"), lambda head: InstalmentPlanFacts(
                letter=head, plan=plan.number, total=found.total, reference=plan.reference, decided_on=plan.decided_on,
                by_assembly=found.terms.basis == "assembly",
                instalments=tuple(Later(each.amount, each.due_on) for each in found.after),
                purpose=transfer_text(member.number, {PaymentPurpose.SHARES}),
            ), actor, now,
        )
        plan.letter_id = letter.id
        session.flush()


def undo_plan(session: Session, plan: PaymentPlan, reason: str, actor: Actor, now: datetime) -> PaymentPlan:
    """Undo a plan: what is open is owed on its former days again; a letter that is valid speaks no more (R-REG-05)."""
    shares.lock(session, plan.member)
    session.refresh(plan)
    check_plan_stands(plan.ended_at is not None)
    why = check_reason(reason)
    shares.undo_putting_off(session, plan.member, plan.number, f"Aufhebung {plan.number}", actor, now)
    plan.ended_at, plan.ended_by, plan.end_reason = now, actor.name, why
    letter = archived.get_document(session, plan.letter_id) if plan.letter_id else None
    if letter is not None and letter.standing is Standing.VALID:
        archive.make_void(session, letter, German("Ratenplan aufgehoben"), actor, now)
    session.flush()
    summary = Told("Ratenplan {number} aufgehoben", number=plan.number)  # why stands in the row, which can be erased
    journal.record(session, actor, "undo_plan", subject_of(plan.member), now, summary, plan=plan.id)
    return plan
