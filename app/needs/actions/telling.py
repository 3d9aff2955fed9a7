"""What owners of needs, and who asked about one, are told by mail.

With the number alone, for others read the outbox than needs.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core import links, outbox
from app.core.formats import local
from app.members import queries as members
from app.members.models import Member
from app.needs import queries
from app.needs.models import Need, NeedComment
from app.needs.rules import Viewer, may_see
from app.organs import queries as organs
from documents import mails
from documents.facts import Letterhead


def page_for(member: Member, need: Need) -> str:
    """The page of a need in the portal of a member, as it stands in a mail."""
    return links.absolute(f"/mein/{member.number}/bedarfe/{need.id}")


def tell_owner(session: Session, need: Need, state: str, now: datetime) -> None:
    """Tell the owner how far the need is, where it is a member with an address."""
    owner = need.member
    if owner is not None and _is_reached(owner):
        facts = mails.NeedLedOn(_letterhead(session, now), need.number, str(state), page_for(owner, need))
        _send(session, owner, need, facts, now)


def tell_of_change(session: Session, need: Need, now: datetime) -> None:
    """Tell the owner that the office has worded the need anew; what was said before stands on its page."""
    owner = need.member
    if owner is not None and _is_reached(owner):
        facts = mails.NeedChanged(_letterhead(session, now), need.number, page_for(owner, need))
        _send(session, owner, need, facts, now)


def ask_owner(session: Session, need: Need, now: datetime) -> None:
    """Tell the owner that somebody asks about the need."""
    owner = need.member
    if owner is not None and _is_reached(owner):
        facts = mails.NeedQuestion(_letterhead(session, now), need.number, page_for(owner, need))
        _send(session, owner, need, facts, now)


def tell_asker(session: Session, need: Need, question: NeedComment, now: datetime) -> None:
    """Tell who asked that there is an answer: the member for which somebody did, while it may see the need."""
    asker = question.member
    if asker is None or not _is_reached(asker):
        return
    is_member = members.is_member_on(session, asker.party_id, local(now).date())
    viewer = Viewer(is_member=is_member, own=frozenset([asker.id]))
    if may_see(viewer, need.level, need.state, need.member_id):
        facts = mails.NeedAnswer(_letterhead(session, now), need.number, page_for(asker, need))
        _send(session, asker, need, facts, now)


def _is_reached(member: Member) -> bool:
    return bool(member.party.email) and links.is_configured()


def _letterhead(session: Session, now: datetime) -> Letterhead:
    return organs.letterhead_on(session, local(now).date())


def _send(session: Session, member: Member, need: Need, facts: mails.MailFacts, now: datetime) -> None:
    mail = mails.compose(facts)
    outbox.put(
        session, kind=mail.kind, to=member.party.email, subject=mail.subject, text=mail.text, html=mail.html,
        subject_ref=queries.subject_of(need.id), now=now,
    )
