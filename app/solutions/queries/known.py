"""What is kept of a member about solutions: offers, partnerships, verdicts (Art. 15, 20 DSGVO; R-GDPR-02)."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.needs.models import Need
from app.solutions.models import PartnerOffer, Solution, SolutionNeed, SolutionPartner, SolutionVerdict
from app.solutions.queries.offers import offer_subject_of

_OFFERED = ("number", "kind", "title", "what", "region", "conditions", "until", "level", "stated_at", "withdrawn_at")


def offers_known_of(session: Session, member_id: int) -> list[dict[str, Any]]:
    """What a member offers or offered, as plain structures."""
    own = select(PartnerOffer).where(PartnerOffer.member_id == member_id, PartnerOffer.erased_at.is_(None))
    return [
        {**{name: getattr(each, name) for name in _OFFERED}, "field": each.field}
        for each in session.scalars(own.order_by(PartnerOffer.id)).unique()
    ]


def partnerships_known_of(session: Session, member_id: int) -> list[dict[str, Any]]:
    """For which solutions a member was asked, and what came of it."""
    own = select(SolutionPartner, Solution.number, Solution.title).join(
        Solution, Solution.id == SolutionPartner.solution_id
    ).where(SolutionPartner.member_id == member_id)
    return [
        {"solution": number, "title": title, "role": each.role, "state": each.state, "words": each.words,
         "answer": each.answer, "asked_at": each.asked_at, "answered_at": each.answered_at, "ended_at": each.ended_at}
        for each, number, title in session.execute(own.order_by(SolutionPartner.id)).unique()
    ]


def verdicts_known_of(session: Session, member_id: int) -> list[dict[str, Any]]:
    """What was said for a member of solutions, with all versions."""
    own = select(SolutionVerdict, Solution.number, Need.number).join(
        SolutionNeed, SolutionNeed.id == SolutionVerdict.link_id
    ).join(Solution, Solution.id == SolutionNeed.solution_id).join(Need, Need.id == SolutionNeed.need_id)
    found = session.execute(own.where(SolutionVerdict.member_id == member_id).order_by(SolutionVerdict.id))
    return [
        {"solution": solution, "need": need, "outcome": each.outcome, "words": each.words, "at": each.at,
         "reply": each.reply}
        for each, solution, need in found
    ]


def subjects_known_of(session: Session, member_id: int) -> list[str]:
    """How outbox and journal call what a member offers and where it is asked, for its mails."""
    offers = session.scalars(select(PartnerOffer.id).where(PartnerOffer.member_id == member_id))
    asked = session.scalars(select(SolutionPartner.id).where(SolutionPartner.member_id == member_id))
    return [*(offer_subject_of(each) for each in offers), *(partner_subject_of(each) for each in asked)]


def partner_subject_of(partner_id: int) -> str:
    """How the outbox calls a partnership."""
    return f"partner:{partner_id}"
