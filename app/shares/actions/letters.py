"""Letters to a member about its shares: welcome letter and payment request (R-DOC-01, R-DOC-02, R-DOC-05)."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive import queries as archive_queries
from app.archive.models import IssuedDocument
from app.core import journal
from app.core.db import next_number
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, Cents, German, PartyKind, Refusal
from app.members import queries as members
from app.members.models import Member, MembershipPeriod
from app.members.rules import JoinGround
from app.organs import queries as organs
from app.parties import queries as parties
from app.parties import rules as party_rules
from app.shares import queries, rules
from app.shares.actions.locking import lock, subject_of
from app.shares.actions.withdrawal import REQUEST, WELCOME, withdraw_letters
from app.shares.queries import OpenPayment
from app.shares.rules import PaymentPurpose
from app.statutes import queries as statutes
from app.statutes.rules import days_after
from documents import registry
from documents.facts import Later, Payment
from documents.letter import Letter
from documents.payment_request import Item, PaymentRequestFacts
from documents.welcome_letter import Acquired, WelcomeFacts

FORMAL = "Sehr geehrte Damen und Herren,"
EVERYBODY = "An alle Mitglieder"


@dataclass(frozen=True)
class Addressee:
    """To whom a letter goes, line by line, how it greets, and how it is sent: `Einschreiben`."""

    lines: tuple[str, ...]
    salutation: str = FORMAL
    sent_as: str = ""

    @property
    def field(self) -> tuple[str, ...]:
        """What stands in the window: at most six lines, how it is sent above them (DIN 5008)."""
        return tuple(line for line in (self.sent_as, *self.lines) if line)[:6]


Followed = Callable[[Session, Member, date], Addressee | None]

_who_follows: Followed | None = None


def hand_in_followed(who_follows: Followed) -> None:
    """Name who is written to in place of a member that died or went over (§§ 77, 77a GenG); called by the factory.

    Deaths are known in a room above this one.
    """
    global _who_follows
    _who_follows = who_follows


def who_follows(session: Session, member: Member, today: date) -> Addressee | None:
    """Who is written to in place of a member that died or went over into another; None of others."""
    return _who_follows(session, member, today) if _who_follows else None


def issue_welcome_letter(
    session: Session, member: Member, resolution: str, needs: Sequence[str], actor: Actor, now: datetime,
    biased: Collection[int] = (),
) -> IssuedDocument:
    """Tell a new member that it is entered, and what is to be paid (§ 15 (2) sentence 1 GenG; R-ADM-10, R-DOC-05).

    `resolution` is the number of the board's resolution, `needs` are the needs the applicant named. The letter goes
    into the print tray. Who is `biased` in the member's matter signs it only where nobody else can (R-ORG-04).
    """
    today = local(now).date()
    letter = _letter(session, member, actor, today, biased)
    valid = queries.valid_certificate_of(session, member.id)
    facts = WelcomeFacts(
        letter=letter, member=_addressed(session, member, today), member_number=member.number,
        since=_membership_meant(session, member, today).first_day,
        shares=_shares_held(session, member, today), acquired=_acquired(session, member, today),
        nominal=statutes.statute_on(session, today).share_amount, resolution=resolution,
        payment=_first_payment(session, member, today), certificate=valid.number if valid else "", needs=tuple(needs),
    )
    return _issue(session, member, WELCOME, facts, German("Willkommensbrief"), letter, actor, now)


def issue_payment_request(
    session: Session, member: Member, actor: Actor, now: datetime, biased: Collection[int] = ()
) -> IssuedDocument:
    """Ask a member for what is due or next falls due, or remind of it where it is late (§ 15a GenG).

    Refuses a second letter while the day named in the last one has not passed and the same is open. One that nobody
    has posted yet is withdrawn. Who is `biased` signs it as little as the welcome letter.
    """
    lock(session, member)
    today = local(now).date()
    open_ones = queries.payments_to_ask(session, member.id, today)
    asked_for = _asked_for(open_ones, today)
    lapsed = sum(each.open for each in queries.open_payments(session, member_id=member.id) if each.is_lapsed(today))
    rules.check_something_to_ask(bool(asked_for), lapsed)
    payment = payment_meant(session, member, open_ones, today)
    _check_asked_again(session, member, payment, today)
    withdraw_letters(session, member, (REQUEST,), German("Durch einen neuen Brief ersetzt"), actor, now)
    late = [each for each in asked_for if each.is_overdue(today)]
    asked_on = _asked_on(session, member, late)
    letter = _letter(session, member, actor, today, biased)
    back = _asked_back(session, member, asked_for)
    facts = PaymentRequestFacts(
        letter=letter, payment=payment,
        items=tuple(Item(_label(session, member, each, today, back), each.amount) for each in asked_for),
        asked_back=sum(each.amount for each in asked_for if each.due_id in back),
        paid=sum(each.amount - each.open for each in asked_for),
        asked_on=asked_on, due_since=late[0].due_on if late and asked_on is None else None,
    )
    title = German("Zahlungserinnerung") if facts.is_reminder else German("Zahlungsaufforderung")
    return _issue(session, member, REQUEST, facts, title, letter, actor, now)


def _membership_meant(session: Session, member: Member, today: date) -> MembershipPeriod:
    """The membership a letter speaks of: today's, else the last one, be it that it begins later (§ 76 GenG).

    Who joins by a transfer may have been a member long before.
    """
    return members.find_period_on(session, member.id, today) or members.get_period_on(session, member.id, date.max)


def _shares_held(session: Session, member: Member, today: date) -> int:
    """The shares a letter speaks of: today's, or those of the first day of a membership that begins later (§ 76)."""
    day = max(today, _membership_meant(session, member, today).first_day)
    return queries.holding_of(session, member.id, day).shares


def _acquired(session: Session, member: Member, today: date) -> Acquired | None:
    """By which transfer a new member joins, where it is one (§ 76 GenG; R-TRF-01)."""
    period = _membership_meant(session, member, today)
    legs = queries.joined_by(session, member.id, period.first_day)
    if legs is None or period.join_ground is not JoinGround.TRANSFER:
        return None
    giver = members.get_member(session, legs.given.member_id)
    other = queries.printed_name(session, giver.party_id, today)
    return Acquired(legs.given.document, other, legs.given.effective_on, legs.amount)


def _check_asked_again(session: Session, member: Member, payment: Payment, today: date) -> None:
    before = last_request(session, member)
    if before is not None:
        former = registry.load(REQUEST, before.facts or {}).payment
        rules.check_asked_again(before.number or "", former.due_on, former.cents == payment.cents, today)


def _asked_on(session: Session, member: Member, late: Sequence[OpenPayment]) -> date | None:
    """When the last letter that asked a member for money did so for all that is late now; None where none did."""
    before = last_request(session, member)
    if before is None or not late:
        return None
    until = registry.load(REQUEST, before.facts or {}).payment.due_on
    has_asked = all(
        each.due_on <= until and queries.first_asked(session, each.due_id).recorded_at <= before.issued_at
        for each in late
    )
    return local(before.issued_at).date() if has_asked else None


def last_request(session: Session, member: Member) -> IssuedDocument | None:
    """The last letter that asked a member for money and was not taken back."""
    return next(
        (
            document for document in archive_queries.documents_about(session, subject_of(member))
            if document.kind == REQUEST and document.facts and not archive_queries.is_taken_back(session, document)
        ),
        None,
    )


def _asked_for(open_ones: Sequence[OpenPayment], today: date) -> list[OpenPayment]:
    """What is due by now; where nothing is, what falls due next (all of that day)."""
    due = [payment for payment in open_ones if payment.due_on <= today]
    if due or not open_ones:
        return due
    return [payment for payment in open_ones if payment.due_on == open_ones[0].due_on]


def payment_meant(session: Session, member: Member, open_ones: Sequence[OpenPayment], today: date) -> Payment:
    """What is asked for now, with what falls due later."""
    statute = statutes.statute_on(session, today)
    asked_for = _asked_for(open_ones, today)
    due_on = asked_for[0].due_on
    if due_on < today:
        due_on = days_after(today, statute.payment_days)
    back = _asked_back(session, member, asked_for)
    own = [each for each in asked_for if each.due_id not in back]
    parts: dict[PaymentPurpose, Cents] = {}
    for each in own:
        parts[each.purpose] = parts.get(each.purpose, 0) + each.open
    shares, cents = _shares_asked_for(session, member, own, today), sum(each.open for each in asked_for)
    explanation = rules.explained(parts, shares, statute.share_amount, cents - sum(parts.values()))
    return Payment(
        cents=cents, explanation=explanation, due_on=due_on,
        purpose=rules.transfer_text(member.number, {each.purpose for each in asked_for}),
        later=tuple(Later(each.open, each.due_on) for each in open_ones if each not in asked_for),
    )


def _asked_back(session: Session, member: Member, asked_for: Sequence[OpenPayment]) -> Collection[int]:
    return queries.asked_back_among(session, member.id, [each.due_id for each in asked_for])


def _shares_asked_for(session: Session, member: Member, asked_for: Sequence[OpenPayment], today: date) -> int:
    """The shares on which is asked to pay: those that were taken then, where older ones are held besides."""
    held = _shares_held(session, member, today)
    dues = [each.due_id for each in asked_for if each.purpose is PaymentPurpose.SHARES]
    return min(held, queries.shares_behind(session, dues, today) or held)


def _label(
    session: Session, member: Member, payment: OpenPayment, today: date, back: Collection[int]
) -> str:
    if payment.due_id in back:
        return f"{rules.ASKED_BACK}, fällig am {written(payment.due_on)}"
    if payment.purpose is not PaymentPurpose.SHARES:
        return f"{rules.PURPOSE_WORDS[payment.purpose]}, fällig am {written(payment.due_on)}"
    shares = _shares_asked_for(session, member, [payment], today)
    words = rules.explained({payment.purpose: payment.amount}, shares, statutes.statute_on(session, today).share_amount)
    return f"Einzahlung {words}, fällig am {written(payment.due_on)}"


def _first_payment(session: Session, member: Member, today: date) -> Payment | None:
    open_ones = queries.payments_to_ask(session, member.id, today)
    return payment_meant(session, member, open_ones, today) if open_ones else None


def _addressed(session: Session, member: Member, today: date) -> str:
    """The member as object of a sentence: "die Gemeinde Altenbruck"; a person is addressed as "Sie"."""
    if member.party.kind is PartyKind.NATURAL_PERSON:
        return "Sie"
    name = queries.printed_name(session, member.party_id, today)
    return f"{party_rules.article_of(name, member.party.kind)[1]} {name}".strip()


def _letter(
    session: Session, member: Member, actor: Actor, today: date, biased: Collection[int], to: Addressee | None = None
) -> Letter:
    _check_letterhead(session, today)
    addressee = to or addressee_of(session, member, today)
    barred = queries.barred_from_signing(session, member, today).union(biased)
    return Letter(
        letterhead=organs.letterhead_on(session, today), recipient=addressee.field,
        reference=next_reference(session, today), dated=today, salutation=addressee.salutation,
        contact=actor.contact, member_number=member.number,
        signatories=organs.signatories_on(session, today, barred),
    )


def _check_letterhead(session: Session, today: date) -> None:
    missing = queries.letter_hindrances(session, today)
    if missing:
        raise Refusal("Noch kein Brief: {missing}", missing=German(*missing))


def next_reference(session: Session, today: date) -> str:
    """The number of the next letter; it is given out."""
    return rules.letter_number(today.year, next_number(session, f"letter:{today.year}"))


def letter_to_all(session: Session, reference: str, actor: Actor, today: date) -> Letter:
    """What stands round a letter to all members, as everybody may read it: no name, no number (R-DOC-01)."""
    _check_letterhead(session, today)
    return Letter(
        letterhead=organs.letterhead_on(session, today), recipient=(EVERYBODY,), reference=reference, dated=today,
        salutation=FORMAL, contact=actor.contact, signatories=organs.signatories_on(session, today),
    )


def addressee_of(session: Session, member: Member, today: date) -> Addressee:
    """The member; of somebody who died or cannot act, whoever acts instead, where that person lives (§ 77 (1))."""
    name = queries.printed_name(session, member.party_id, today)
    is_person = member.party.kind is PartyKind.NATURAL_PERSON
    acting = parties.representations_on(session, member.party_id, today)
    where = parties.address_on(session, acting[0].person_id, today) if acting and is_person else None
    where = where or parties.address_on(session, member.party_id, today)
    if where is None:
        raise Refusal("Noch kein Brief: Die Anschrift des Mitglieds fehlt.")
    attention = f"z. Hd. {acting[0].function} {acting[0].person.display_name}".replace("  ", " ") if acting else ""
    greeted = acting[0].person.display_name if acting else name
    lines = tuple(line for line in (name, attention, *where.value().label()) if line)
    return Addressee(lines, f"Guten Tag {greeted}," if is_person else FORMAL)


def issue_letter(
    session: Session, member: Member, kind: str, word: German, facts_of: Callable[[Letter], object], actor: Actor,
    now: datetime, to: Addressee | None = None,
) -> IssuedDocument:
    """Write a letter to a member about what another room did, and lay it into the tray (R-DOC-01, R-DOC-02).

    `to` where it goes to somebody else: an heir, a successor, a creditor.
    """
    letter = _letter(session, member, actor, local(now).date(), (), to)
    return _issue(session, member, kind, facts_of(letter), word, letter, actor, now, to)


def issue_letter_if_possible(
    session: Session, member: Member, kind: str, word: German, facts_of: Callable[[Letter], object], actor: Actor,
    now: datetime, to: Addressee | None = None,
) -> IssuedDocument | None:
    """Write a letter as far as member and house have what it needs; None where one is written later (R-DOC-01)."""
    today = local(now).date()
    has_address = to is not None or parties.address_on(session, member.party_id, today) is not None
    if queries.letter_hindrances(session, today) or not has_address:
        return None
    return issue_letter(session, member, kind, word, facts_of, actor, now, to)


def check_written(written: bool) -> None:
    """Refuse to say that a letter is written which still could not be."""
    if not written:
        raise Refusal("Noch kein Brief: Es fehlen die Anschrift des Mitglieds oder Angaben der Genossenschaft.")


def _issue(
    session: Session, member: Member, kind: str, facts: object, word: German,
    letter: Letter, actor: Actor, now: datetime, to: Addressee | None = None,
) -> IssuedDocument:
    title = German(word, letter.reference)
    document = archive.issue(
        session, kind=kind, facts=facts, title=title, subject=subject_of(member), actor=actor,
        now=now, number=letter.reference, print_for=to.lines[0] if to else letter.recipient[0],
    )
    journal.record(session, actor, "issue_letter", subject_of(member), now, Told("{title} erstellt", title=title))
    return document
