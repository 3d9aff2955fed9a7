"""Letters to a member about its shares: welcome letter and payment request (R-DOC-01, R-DOC-02, R-DOC-05)."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive import queries as archive_queries
from app.archive.models import IssuedDocument
from app.core import journal
from app.core.db import next_number
from app.core.formats import euro, local
from app.core.values import Actor, German, PartyKind, Refusal
from app.members import queries as members
from app.members.models import Member
from app.organs import queries as organs
from app.parties import queries as parties
from app.parties import rules as party_rules
from app.shares import queries, rules
from app.shares.actions.certificates import printed_name
from app.shares.actions.ledgers import lock, subject_of
from app.shares.queries import OpenPayment
from app.shares.rules import PaymentPurpose
from app.statutes import queries as statutes
from app.statutes.rules import days_after
from documents.facts import Payment
from documents.letter import Letter
from documents.payment_request import Item, PaymentRequestFacts
from documents.welcome_letter import WelcomeFacts

REQUEST = "payment_request"


def issue_welcome_letter(
    session: Session, member: Member, resolution: str, needs: Sequence[str], actor: Actor, now: datetime
) -> IssuedDocument:
    """Tell a new member that it is entered, and what is to be paid (§ 15 (2) sentence 1 GenG; R-ADM-10, R-DOC-05).

    `resolution` is the number of the board's resolution, `needs` are the needs the applicant named. The letter goes
    into the print tray.
    """
    today = local(now).date()
    letter = _letter(session, member, actor, today)
    valid = queries.valid_certificate_of(session, member.id)
    facts = WelcomeFacts(
        letter=letter, member=_addressed(session, member, today), member_number=member.number,
        since=members.get_period_on(session, member.id, today).first_day,
        shares=queries.holding_of(session, member.id, today).shares,
        nominal=statutes.statute_on(session, today).share_amount, resolution=resolution,
        payment=_first_payment(session, member, today), certificate=valid.number if valid else "", needs=tuple(needs),
    )
    return _issue(session, member, "welcome_letter", facts, "Begrüßung", letter, actor, now)


def issue_payment_request(session: Session, member: Member, actor: Actor, now: datetime) -> IssuedDocument:
    """Ask a member for what is due or next falls due, or remind of it where it was asked for before (§ 15a GenG)."""
    lock(session, member)
    today = local(now).date()
    asked_for = _asked_for(queries.open_payments(session, member_id=member.id), today)
    if not asked_for:
        raise Refusal("Es ist keine Zahlung offen.")
    letter = _letter(session, member, actor, today)
    before = _last_request(session, member)
    payment = _payment(session, member, asked_for, today)
    facts = PaymentRequestFacts(
        letter=letter, items=tuple(Item(_label(session, member, each, today), each.amount) for each in asked_for),
        payment=payment, paid=sum(each.amount - each.open for each in asked_for),
        asked_on=local(before.issued_at).date() if before and asked_for[0].due_on < today else None,
    )
    title = "Zahlungserinnerung" if facts.asked_on else "Zahlungsaufforderung"
    return _issue(session, member, REQUEST, facts, title, letter, actor, now)


def _last_request(session: Session, member: Member) -> IssuedDocument | None:
    """The last letter that asked a member for money: a payment request, or the welcome letter."""
    letters = [
        document for document in archive_queries.documents_about(session, subject_of(member))
        if document.kind in (REQUEST, "welcome_letter")
    ]
    return max(letters, key=lambda document: document.id, default=None)


def _asked_for(open_ones: Sequence[OpenPayment], today: date) -> list[OpenPayment]:
    """What is due by now; where nothing is, what falls due next (all of that day)."""
    due = [payment for payment in open_ones if payment.due_on <= today]
    if due or not open_ones:
        return due
    return [payment for payment in open_ones if payment.due_on == open_ones[0].due_on]


def _payment(session: Session, member: Member, asked_for: Sequence[OpenPayment], today: date) -> Payment:
    statute = statutes.statute_on(session, today)
    due_on = asked_for[0].due_on
    if due_on < today:
        due_on = days_after(today, statute.payment_days)
    return Payment(
        cents=sum(each.open for each in asked_for), explanation=_shares_in_words(session, member, today), due_on=due_on,
        purpose=rules.transfer_text(member.number, {each.purpose for each in asked_for}),
    )


def _shares_in_words(session: Session, member: Member, today: date) -> str:
    shares = queries.holding_of(session, member.id, today).shares
    nominal = euro(statutes.statute_on(session, today).share_amount)
    return f"1 Anteil zu {nominal}" if shares == 1 else f"{shares} Anteile zu je {nominal}"


def _label(session: Session, member: Member, payment: OpenPayment, today: date) -> str:
    if payment.purpose is PaymentPurpose.ENTRY_FEE:
        return "Eintrittsgeld"
    return f"Einzahlung auf {_shares_in_words(session, member, today)}, fällig am {payment.due_on:%d.%m.%Y}"


def _first_payment(session: Session, member: Member, today: date) -> Payment | None:
    asked_for = _asked_for(queries.open_payments(session, member_id=member.id), today)
    return _payment(session, member, asked_for, today) if asked_for else None


def _addressed(session: Session, member: Member, today: date) -> str:
    """The member as object of a sentence: "die Gemeinde Altenbruck"; a person is addressed as "Sie"."""
    if member.party.kind is PartyKind.NATURAL_PERSON:
        return "Sie"
    name = printed_name(session, member.party_id, today)
    return f"{party_rules.article_of(name, member.party.kind)[1]} {name}".strip()


def _letter(session: Session, member: Member, actor: Actor, today: date) -> Letter:
    missing = queries.letter_hindrances(session, today)
    if missing:
        raise Refusal("Noch kein Brief: {missing}", missing=German(*missing))
    name = printed_name(session, member.party_id, today)
    person = member.party.kind is PartyKind.NATURAL_PERSON
    number = rules.letter_number(today.year, next_number(session, f"letter:{today.year}"))
    return Letter(
        letterhead=organs.letterhead_on(session, today), recipient=_recipient(session, member, name, today),
        reference=number, dated=today, salutation=f"Guten Tag {name}," if person else "Sehr geehrte Damen und Herren,",
        contact=actor.name, member_number=member.number,
        signatories=tuple(organs.signatories_on(session, today))[:2],
    )


def _recipient(session: Session, member: Member, name: str, today: date) -> tuple[str, ...]:
    where = parties.address_on(session, member.party_id, today)
    if where is None:
        raise Refusal("Noch kein Brief: Die Anschrift des Mitglieds fehlt.")
    acting = parties.representations_on(session, member.party_id, today)
    attention = f"z. Hd. {acting[0].function} {acting[0].person.display_name}".replace("  ", " ") if acting else ""
    return tuple(line for line in (name, attention, *where.value().lines()) if line)[:6]


def _issue(
    session: Session, member: Member, kind: str, facts: WelcomeFacts | PaymentRequestFacts, title: str, letter: Letter,
    actor: Actor, now: datetime,
) -> IssuedDocument:
    document = archive.issue(
        session, kind=kind, facts=facts, title=f"{title} {letter.reference}", subject=subject_of(member), actor=actor,
        now=now, number=letter.reference, print_for=letter.recipient[0],
    )
    journal.record(session, actor, "issue_letter", subject_of(member), now, f"{title} {letter.reference} erstellt")
    return document
