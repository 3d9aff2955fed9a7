"""What assessors are told by mail: all of them the same, so that nobody reads from it who has assessed (R-NEED-02)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.assessments import queries
from app.assessments.models import Assessor, Round
from app.core import links, outbox
from app.core.formats import local
from app.members import queries as members
from app.organs import queries as organs
from documents import mails


def ask_to_assess(session: Session, found: Round, assessor: Assessor, now: datetime) -> None:
    """Ask somebody to assess, where the person has an address."""
    _send(session, found, assessor, mails.AssessmentAsked, now)


def remind(session: Session, found: Round, now: datetime) -> int:
    """Remind everybody who assesses that the round ends soon, also who is done already; gives how many.

    Whoever reads the outbox would learn from a reminder to some alone who has not assessed yet.
    """
    asked = {each.id for each in queries.persons_of(session, found, local(now).date())}
    reached = [each for each in found.assessors if each.id in asked and each.party.email]
    for each in reached:
        _send(session, found, each, mails.AssessmentReminder, now)
    return len(reached)


def _send(
    session: Session, found: Round, assessor: Assessor,
    kind: type[mails.AssessmentAsked] | type[mails.AssessmentReminder], now: datetime,
) -> None:
    if not assessor.party.email or not links.is_configured() or found.last_day is None:
        return
    today = local(now).date()
    link = links.absolute(f"/mein/{assessor.member.number}/bewertungen/{found.id}")
    letterhead, member = organs.letterhead_on(session, today), _for_whom(session, assessor, today)
    mail = mails.compose(kind(letterhead, found.number, found.title, found.last_day, link, member))
    outbox.put(
        session, kind=mail.kind, to=assessor.party.email, subject=mail.subject, text=mail.text, html=mail.html,
        subject_ref=queries.subject_of(found.id), now=now,
    )


def _for_whom(session: Session, assessor: Assessor, today: date) -> str:
    """The member for which somebody assesses, as said to who acts for several; nothing to everybody else."""
    acted_for = members.members_acted_for_on(session, assessor.party_id, today)
    name = assessor.member.party.display_name
    return f"{name} (Nr. {assessor.member.number})" if len(acted_for) > 1 else ""
