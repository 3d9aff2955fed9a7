"""Those behind a demand are told that the board does not meet it: by mail, else by letter (§ 45 GenG; R-GV-08)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.assemblies import queries
from app.assemblies.models import AgendaRequest, RequestAnswer
from app.assemblies.queries import Recipient
from app.assemblies.rules import REFUSAL_JOB, Channel, channel_for
from app.core import jobs, journal, outbox
from app.core.formats import local
from app.core.jobs import Rank
from app.core.told import Told
from app.core.values import Actor, German
from app.members import queries as members
from app.organs import queries as organs
from app.shares import actions as shares
from documents import mails
from documents.demand_refusal import DemandRefusalFacts
from documents.mails import GREETING

LETTER, TITLE = "demand_refusal", German("Antwort auf ein Verlangen")


def tell_refused(session: Session, request: AgendaRequest, answer: RequestAnswer, actor: Actor, now: datetime) -> None:
    """Have everybody told who stands behind a demand, one after the other (§ 45 GenG; R-GV-08)."""
    behind = queries.supporters_of(session, request, local(now).date())
    whom = [each.support.member_id for each in behind if each.counts]
    if whom:
        jobs.enqueue(
            session, REFUSAL_JOB, [f"{answer.id}:{each}" for each in whom], key=f"{REFUSAL_JOB}:{answer.id}",
            actor=actor, now=now, title=TITLE, rank=Rank.MASS,
        )


def tell_refused_step(session: Session, reference: str, actor: Actor, now: datetime) -> None:
    """Tell one of them; whoever cannot be reached finds the answer on its own page (§ 45 GenG; R-GV-08)."""
    answer_id, member_id = map(int, reference.split(":"))
    answer, today = queries.get_answer(session, answer_id), local(now).date()
    who = queries.recipient(session, member_id, today)
    match channel_for(who.reach):
        case Channel.MAIL:
            _mail(session, answer, who, now)
        case Channel.LETTER:
            _letter(session, answer, who, actor, now)
        case None:
            return
    journal.record(
        session, actor, "request.told", f"member:{who.member_id}", now, Told("Antwort auf ein Verlangen mitgeteilt"),
        request=answer.request_id,
    )


def _mail(session: Session, answer: RequestAnswer, who: Recipient, now: datetime) -> None:
    request, today = queries.get_request(session, answer.request_id), local(now).date()
    backing = queries.backing_of(session, request, today)
    salutation = f"Guten Tag {who.greeted}," if who.greeted else GREETING
    mail = mails.compose(mails.DemandRefused(
        organs.letterhead_on(session, today), request.title, request.received_on or today, answer.reasons,
        backing.is_reached, salutation, backing.is_alone,
    ))
    outbox.put(
        session, kind=mail.kind, to=who.reach.email, subject=mail.subject, text=mail.text, html=mail.html,
        subject_ref=f"member:{who.member_id}", now=now,
    )


def _letter(session: Session, answer: RequestAnswer, who: Recipient, actor: Actor, now: datetime) -> None:
    request, today = queries.get_request(session, answer.request_id), local(now).date()
    backing = queries.backing_of(session, request, today)
    shares.issue_letter_if_possible(
        session, members.get_member(session, who.member_id), LETTER, TITLE, lambda letter: DemandRefusalFacts(
            letter, request.title, request.received_on or today, answer.reasons,
            backing.is_reached, backing.is_alone,
        ), actor, now,
    )
