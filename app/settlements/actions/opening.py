"""A settlement is opened by one person and decided about by another, since money leaves (Vier-Augen-Prinzip)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.changes.rules import ChangeOutcome, acting
from app.core import journal
from app.core.db import next_number, one_at_a_time
from app.core.formats import euro, local
from app.core.told import Kept, Told
from app.core.values import Actor, Cents, check_reason
from app.settlements import queries, rules
from app.settlements.actions.letters import issue_statement
from app.settlements.actions.taking import deduct, set_off
from app.settlements.models import Settlement, SettlementDecision
from app.settlements.queries import Basis
from app.settlements.rules import SettlementKind
from app.shares import actions as shares

MATTER = "payouts"
"""What everybody who opens, confirms or pays waits for: the minimum capital is one for all (§ 8a GenG)."""


def subject_of(settlement: Settlement) -> str:
    """How the journal calls whom a settlement is about: the member, so that it stands in its timeline."""
    return f"member:{settlement.member_id}"


def hold(session: Session, settlement_id: int) -> Settlement:
    """A settlement that nobody else works on until the transaction is over."""
    one_at_a_time(session, MATTER)
    settlement = queries.get_settlement(session, settlement_id)
    shares.lock(session, settlement.member)
    return settlement


def open_settlement(
    session: Session, kind: SettlementKind, basis_id: int, loss: Cents, actor: Actor, now: datetime
) -> Settlement:
    """Open the settlement of an exit, or of shares given up, with the figures of today (§§ 67b, 73 GenG; R-PAY-01 ff.).

    Refused before the accounts of the year are adopted, and a second time, but for what came to the credit after one
    was paid. Nothing is booked before it is confirmed.
    """
    one_at_a_time(session, MATTER)
    basis, entered_by = queries.get_basis(session, kind, basis_id), acting(actor.user_id)
    shares.lock(session, basis.member)
    rules.check_not_settled(queries.blocking_number(session, *basis.ids))
    found = queries.preview(session, basis, loss, local(now).date())
    year, figures = local(now).year, found.figures
    settlement = Settlement(
        number=rules.settlement_number(year, next_number(session, f"settlement:{year}")), member_id=basis.member.id,
        kind=kind, period_id=basis.ids[0], share_entry_id=basis.ids[1], turn=_turn(session, basis),
        last_day=basis.last_day, ground=basis.ground, adopted_on=found.adopted_on, due_on=figures.due_on,
        before=figures.before, written_off=figures.written_off, credit=figures.credit, kept=figures.kept,
        loss_carried_forward=loss if found.statute.deduct_carry_forward else 0, deducted=figures.deducted,
        claim=figures.claim, set_off=figures.set_off, shortfall=figures.shortfall, heads=figures.heads,
        borne=figures.borne, entered_by=entered_by, entered_by_name=actor.name, entered_at=now,
    )
    session.add(settlement)
    session.flush()
    session.refresh(settlement)
    _note(session, settlement, "propose_settlement", _opened(settlement), actor, now)
    return settlement


def _opened(settlement: Settlement) -> Told:
    number, claim = settlement.number, euro(settlement.claim)
    if not settlement.borne:
        return Told("Auseinandersetzung {number} eröffnet: {claim}", number=number, claim=claim)
    return Told(
        "Auseinandersetzung {number} eröffnet: {claim}, vom Fehlbetrag zu tragen {borne}, davon über das Guthaben"
        " hinaus {owed}", number=number, claim=claim, borne=euro(settlement.borne), owed=euro(settlement.owed),
    )


def _confirmed(settlement: Settlement) -> Told:
    number, name, amount = settlement.number, settlement.entered_by_name, euro(settlement.left)
    if not settlement.borne:
        return Told(
            "Auseinandersetzung {number} bestätigt, eröffnet von {name}: {amount} auszuzahlen", number=number,
            name=name, amount=amount,
        )
    return Told(
        "Auseinandersetzung {number} bestätigt, eröffnet von {name}: {amount} auszuzahlen, {borne} vom Fehlbetrag zu"
        " tragen, davon noch geschuldet {owed}", number=number, name=name, amount=amount,
        borne=euro(settlement.borne), owed=euro(settlement.owed),
    )


def _turn(session: Session, basis: Basis) -> int:
    return queries.count_of(session, *basis.ids) + 1


def confirm(session: Session, settlement: Settlement, actor: Actor, now: datetime) -> Settlement:
    """Confirm what another person opened, if the ledger still gives the same figures; deduct, set off, write.

    The statement goes to the member by letter (R-DOC-05).
    """
    rules.check_proposed(settlement.state)
    rules.check_another(settlement.entered_by, acting(actor.user_id))
    basis = queries.basis_of(session, settlement)
    found = queries.preview(session, basis, settlement.loss_carried_forward, local(now).date())
    rules.check_unchanged(found.figures == queries.figures_of(settlement) and found.adopted_on == settlement.adopted_on)
    _decide(session, settlement, ChangeOutcome.CONFIRMED, "", actor, now)
    deduct(session, settlement, actor, now)
    set_off(session, settlement, found.claims, actor, now)
    session.refresh(settlement)
    _note(session, settlement, "confirm_settlement", _confirmed(settlement), actor, now)
    issue_statement(session, settlement, actor, now)
    return settlement


def reject(session: Session, settlement: Settlement, reason: str, actor: Actor, now: datetime) -> Settlement:
    """Turn down what another person opened, with the reason; nothing was booked."""
    rules.check_proposed(settlement.state)
    rules.check_another(settlement.entered_by, acting(actor.user_id))
    why = check_reason(reason)
    _decide(session, settlement, ChangeOutcome.REJECTED, why, actor, now)
    summary = Told("Auseinandersetzung {number} abgelehnt: {reason}", number=settlement.number, reason=Kept(why))
    _note(session, settlement, "reject_settlement", summary, actor, now)
    return settlement


def withdraw(session: Session, settlement: Settlement, actor: Actor, now: datetime) -> Settlement:
    """Take back what one opened oneself, before anybody has decided about it."""
    rules.check_proposed(settlement.state)
    rules.check_own(settlement.entered_by, acting(actor.user_id))
    _decide(session, settlement, ChangeOutcome.WITHDRAWN, "", actor, now)
    summary = Told("Auseinandersetzung {number} zurückgezogen", number=settlement.number)
    _note(session, settlement, "withdraw_settlement", summary, actor, now)
    return settlement


def _decide(
    session: Session, settlement: Settlement, outcome: ChangeOutcome, reason: str, actor: Actor, now: datetime
) -> None:
    session.add(SettlementDecision(
        settlement_id=settlement.id, entered_by=settlement.entered_by, decided_by=acting(actor.user_id),
        decided_by_name=actor.name, decided_at=now, outcome=outcome, reason=reason,
    ))
    session.flush()
    session.refresh(settlement)


def _note(
    session: Session, settlement: Settlement, act: str, summary: Told, actor: Actor, now: datetime
) -> None:
    journal.record(session, actor, act, subject_of(settlement), now, summary, settlement=settlement.id)
