"""What applicants are told: mails with their personal link, letters where there is no e-mail address."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.admissions.models import Application, Declarant
from app.admissions.queries.applications import signed_token, subject_of, typed_of
from app.admissions.queries.dossier import biased_officers
from app.core import links, outbox
from app.core.db import next_number
from app.core.formats import local
from app.core.values import Actor, Refusal
from app.organs import queries as organs
from app.shares.rules import letter_number
from documents import mails
from documents.facts import Letterhead
from documents.letter import Letter

EMAIL_PURPOSE = "confirm e-mail"
DECLARANT_PURPOSE = "confirm declaration"
EMAIL_LINK_LIFE = timedelta(days=30)
DECLARANT_LINK_DAYS = 400
MAILS_OF_A_KIND = 5
"""How often an applicant may ask for the same mail; it is no way to pester somebody."""


def personal_link(application: Application) -> str:
    """The applicant's page, as it stands in a mail."""
    return links.absolute(f"/beitritt/{signed_token(application)}")


def letterhead(session: Session, now: datetime) -> Letterhead:
    """Who writes, as of today."""
    return organs.letterhead_on(session, local(now).date())


def tell(session: Session, application: Application, facts: mails.MailFacts, now: datetime, to: str = "") -> None:
    """Freeze a mail about an application and queue it; to the applicant unless another address is named."""
    mail = mails.compose(facts)
    outbox.put(
        session, kind=mail.kind, to=to or application.email, subject=mail.subject, text=mail.text, html=mail.html,
        subject_ref=subject_of(application.id), now=now,
    )


def is_told_often(session: Session, application: Application, kind: str) -> bool:
    """Say whether the same mail went out so often that another one would pester."""
    sent = [mail for mail in outbox.mails_about(session, subject_of(application.id)) if mail.kind == kind]
    return len(sent) >= MAILS_OF_A_KIND


def check_not_too_often(session: Session, application: Application, kind: str) -> None:
    """Refuse to send the same mail again and again."""
    if is_told_often(session, application, kind):
        raise Refusal("Diese E-Mail wurde schon mehrmals gesendet. Sehen Sie auch im Spam-Ordner nach.")


def ask_to_confirm_email(session: Session, application: Application, now: datetime) -> None:
    """Send the link that shows that the address is the applicant's."""
    if not application.email or application.email_confirmed_at:
        return
    check_not_too_often(session, application, "confirm_email")
    token = links.sign(EMAIL_PURPOSE, f"{application.id}.{application.email}")
    link = links.absolute(f"/beitritt/bestaetigen/{token}")
    tell(session, application, mails.ConfirmEmail(letterhead(session, now), link, now + EMAIL_LINK_LIFE), now)


def ask_declarant(session: Session, application: Application, declarant: Declarant, now: datetime) -> None:
    """Send one of several declarants the link to read the frozen declaration and confirm it."""
    token = links.sign(DECLARANT_PURPOSE, f"{declarant.id}.{application.declaration_document_id}")
    link = links.absolute(f"/beitritt/mitzeichnen/{token}")
    name = f"{declarant.first_names} {declarant.last_name}"
    facts = mails.ConfirmDeclaration(letterhead(session, now), name, application.number or "", link)
    tell(session, application, facts, now, to=declarant.email)


def letter_to(session: Session, application: Application, actor: Actor, now: datetime) -> Letter:
    """A letter to an applicant who is told by post."""
    typed, today = typed_of(application), local(now).date()
    recipient = tuple(line for line in (typed.name, *typed.address.label()) if line)[:6]
    if len(recipient) < 2:
        raise Refusal("Noch kein Brief: Die Anschrift fehlt.")
    return Letter(
        letterhead=letterhead(session, now), recipient=recipient, dated=today,
        reference=letter_number(today.year, next_number(session, f"letter:{today.year}")), contact=actor.contact,
        signatories=organs.signatories_on(session, today, biased_officers(session, application, today)),
    )


def applied_on(application: Application) -> date:
    """The day of the declaration, where the cooperative sits."""
    return local(application.submitted_at or application.created_at).date()
