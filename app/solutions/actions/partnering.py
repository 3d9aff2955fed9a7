"""Partners of a solution: asked by the office, agreed or declined by the member, ended by either (R-NEED-03)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, NotFound, Refusal
from app.members import queries as members
from app.solutions import queries
from app.solutions.actions.noting import held, note
from app.solutions.actions.telling import ask_partner
from app.solutions.models import SolutionPartner
from app.solutions.rules import (
    PARTNER_ROLE_WORDS,
    PARTNER_STATE_WORDS,
    PartnerRole,
    PartnerState,
    SolutionState,
    check_partner_step,
)


@dataclass(frozen=True)
class Wanted:
    """Whom the office asks: a member by id, in which role, with which of its offers, and for what in words."""

    member_id: int
    role: PartnerRole
    words: str = ""
    offer_id: int | None = None


def ask(session: Session, solution_id: int, wanted: Wanted, actor: Actor, now: datetime) -> SolutionPartner:
    """Ask a member to take part in a solution; it sees the solution from then on, and answers in the portal."""
    solution, today = held(session, solution_id), local(now).date()
    member = members.get_member(session, wanted.member_id)
    if not members.is_member_on(session, member.party_id, today):
        raise Refusal("Partner werden Mitglieder; diese Mitgliedschaft ist zu Ende.")
    if solution.state is SolutionState.ENDED:
        raise Refusal("Diese Lösung ist beendet. Führen Sie sie erst fort.")
    if queries.open_partnership(session, solution.id, member.id) is not None:
        raise Refusal("Dieses Mitglied ist schon Partner oder gefragt.")
    if wanted.offer_id is not None:
        _check_offer(session, wanted, now)
    row = SolutionPartner(
        solution_id=solution.id, member_id=member.id, offer_id=wanted.offer_id, role=wanted.role,
        words=wanted.words.strip(), asked_at=now, asked_by=actor.name, state=PartnerState.ASKED,
    )
    session.add(row)
    session.flush()
    summary = Told("Partner für Lösung {number} angefragt: {role}", number=solution.number,
                   role=PARTNER_ROLE_WORDS[wanted.role])
    note(session, solution, "ask_partner", summary, actor, now)
    ask_partner(session, solution, row, member, now)
    return row


def _check_offer(session: Session, wanted: Wanted, now: datetime) -> None:
    offer = queries.get_offer(session, wanted.offer_id or 0)
    if offer.member_id != wanted.member_id:
        raise Refusal("Dieses Angebot ist von einem anderen Mitglied.")
    if not queries.does_stand(session, offer.id, local(now).date()):
        raise Refusal("Dieses Angebot gilt nicht mehr.")


def step(
    session: Session, solution_id: int, partner_id: int, member_id: int | None, to: PartnerState, words: str,
    actor: Actor, now: datetime,
) -> SolutionPartner:
    """Agree, decline or end. `member_id` None: the office, at the member's word; that it says in words.

    Of what was only asked, an end by the office is its question taken back; a member declines.
    """
    solution = held(session, solution_id)
    row = queries.get_partner(solution, partner_id)
    if member_id is not None and row.member_id != member_id:
        raise NotFound("Diesen Partner gibt es hier nicht.")
    session.refresh(row)
    check_partner_step(row.state, to)
    if member_id is None and not words.strip():
        raise Refusal("Vermerken Sie den Grund, oder wie Sie davon erfahren haben.")
    if to is PartnerState.ENDED:
        row.ended_at, row.ended_by = now, actor.name
    else:
        row.answered_at, row.answered_by = now, actor.name
    row.state, row.answer = to, words.strip()
    summary = Told("Partner der Lösung {number}: {state}", number=solution.number, state=PARTNER_STATE_WORDS[to])
    note(session, solution, "step_partner", summary, actor, now)
    return row
