"""What members are told by mail of solutions: with numbers alone, for others read the outbox than solutions."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core import links, outbox
from app.core.formats import local
from app.members.models import Member
from app.needs import queries as needs
from app.organs import queries as organs
from app.solutions import queries
from app.solutions.models import Solution, SolutionNeed, SolutionPartner
from documents import mails
from documents.facts import Letterhead


def own_page(member: Member, solution: Solution) -> str:
    """The page of a solution in a member's portal, as it stands in a mail."""
    return links.absolute(f"/mein/{member.number}/loesungen/{solution.id}")


def ask_for_verdict(session: Session, solution: Solution, link: SolutionNeed, now: datetime) -> None:
    """Tell the owner that its need is answered, and ask whether that helps."""
    owner = link.need.member
    if owner is not None and _is_reached(owner):
        page = f"{own_page(owner, solution)}/urteil/{link.id}"
        facts = mails.NeedSolved(_letterhead(session, now), link.need.number, page)
        _send(session, owner, facts, needs.subject_of(link.need_id), now)


def remind_of_verdict(session: Session, solution: Solution, link: SolutionNeed, now: datetime) -> bool:
    """Remind the owner that it was asked whether the solution helps; says whether it could be reached."""
    owner = link.need.member
    if owner is None or not _is_reached(owner):
        return False
    page = f"{own_page(owner, solution)}/urteil/{link.id}"
    facts = mails.VerdictReminder(_letterhead(session, now), link.need.number, page)
    _send(session, owner, facts, needs.subject_of(link.need_id), now)
    return True


def tell_reply(session: Session, solution: Solution, link: SolutionNeed, now: datetime) -> None:
    """Tell the owner that the office explains something to its verdict."""
    owner = link.need.member
    if owner is not None and _is_reached(owner):
        facts = mails.VerdictReplied(_letterhead(session, now), link.need.number, own_page(owner, solution))
        _send(session, owner, facts, needs.subject_of(link.need_id), now)


def ask_partner(session: Session, solution: Solution, partner: SolutionPartner, member: Member, now: datetime) -> None:
    """Ask a member whether it takes part in a solution."""
    if _is_reached(member):
        facts = mails.PartnerAsked(_letterhead(session, now), solution.number, own_page(member, solution))
        _send(session, member, facts, queries.partner_subject_of(partner.id), now)


def _is_reached(member: Member) -> bool:
    return bool(member.party.email) and links.is_configured()


def _letterhead(session: Session, now: datetime) -> Letterhead:
    return organs.letterhead_on(session, local(now).date())


def _send(session: Session, member: Member, facts: mails.MailFacts, subject: str, now: datetime) -> None:
    mail = mails.compose(facts)
    outbox.put(
        session, kind=mail.kind, to=member.party.email, subject=mail.subject, text=mail.text, html=mail.html,
        subject_ref=subject, now=now,
    )
