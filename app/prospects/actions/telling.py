"""What prospects are told by mail, each time with their personal link."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.core import links, outbox
from app.core.formats import local
from app.core.values import Refusal
from app.organs import queries as organs
from app.prospects import queries
from app.prospects.models import Prospect
from app.prospects.rules import Fate
from documents import mails
from documents.facts import Letterhead

MAILS_OF_A_KIND, WITHIN = 3, timedelta(days=1)
"""How often within a day the same kind of mail goes to a prospect; the public form is no way to pester somebody."""


def personal_link(prospect: Prospect) -> str:
    """A prospect's own page, as it stands in a mail."""
    return links.absolute(f"/anfrage/meine/{queries.token_of(prospect)}")


def _letterhead(session: Session, now: datetime) -> Letterhead:
    return organs.letterhead_on(session, local(now).date())


def _is_told_often(session: Session, prospect: Prospect, kind: str, now: datetime) -> bool:
    sent = outbox.mails_about(session, queries.subject_of(prospect.id))
    return sum(mail.kind == kind and mail.created_at > now - WITHIN for mail in sent) >= MAILS_OF_A_KIND


def _tell(session: Session, prospect: Prospect, facts: mails.MailFacts, now: datetime) -> None:
    mail = mails.compose(facts)
    outbox.put(
        session, kind=mail.kind, to=prospect.email, subject=mail.subject, text=mail.text, html=mail.html,
        subject_ref=queries.subject_of(prospect.id), now=now,
    )


def confirm_receipt(session: Session, prospect: Prospect, subject: str, now: datetime) -> None:
    """Confirm an enquiry, with the link that confirms the address; not again and again within a day."""
    if prospect.email and not _is_told_often(session, prospect, "enquiry_received", now):
        facts = mails.EnquiryReceived(_letterhead(session, now), **_own_page(session, prospect), subject=subject)
        _tell(session, prospect, facts, now)


def tell_new_address(session: Session, prospect: Prospect, now: datetime) -> None:
    """Tell whoever was written to before the link that leads on at a new address; no more than thrice within a day."""
    is_known = bool(outbox.mails_about(session, queries.subject_of(prospect.id)))
    if prospect.email and is_known and not _is_told_often(session, prospect, "prospect_moved", now):
        facts = mails.ProspectMoved(_letterhead(session, now), **_own_page(session, prospect))
        _tell(session, prospect, facts, now)


def _own_page(session: Session, prospect: Prospect) -> dict[str, Any]:
    """What a mail says of the own page: the link, whether there is a consent, what is still to be confirmed till when.
    """
    session.flush()
    ahead = queries.ahead_for(session, [prospect])[prospect.id]
    return {
        "link": personal_link(prospect), "has_consent": prospect.consented_on is not None,
        "is_confirmed": prospect.email_confirmed_at is not None,
        "until": ahead.last_day if ahead.fate is Fate.UNCONFIRMED else None,
    }


def check_reachable(prospect: Prospect) -> None:
    """Refuse to write to somebody of whom no address is known."""
    if not prospect.email:
        raise Refusal("Es ist keine E-Mail-Adresse bekannt. Tragen Sie eine beim Ansprechpartner ein.")


def send_invitation(session: Session, prospect: Prospect, now: datetime) -> None:
    """Send the link that begins the application with what is known already (R-NEED-06)."""
    check_reachable(prospect)
    if _is_told_often(session, prospect, queries.INVITATION, now):
        raise Refusal("Diese E-Mail wurde heute schon mehrmals gesendet.")
    facts = mails.ProspectInvited(_letterhead(session, now), prospect.name, personal_link(prospect))
    _tell(session, prospect, facts, now)


def ask_to_stay(session: Session, prospect: Prospect, now: datetime) -> None:
    """Ask by link whether the data are to be kept; until when stands in the mail (R-GDPR-03)."""
    assert prospect.asked_until is not None
    facts = mails.ProspectConsent(_letterhead(session, now), personal_link(prospect), prospect.asked_until)
    _tell(session, prospect, facts, now)
