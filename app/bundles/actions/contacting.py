"""Ask the owner of another need in the bundle for contact; agree, decline, withdraw; what lapses, what is deleted.

Both learn how to reach each other with the agreement, and nothing before; each says itself what is told.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.bundles import queries
from app.bundles.models import ContactRequest
from app.bundles.rules import ContactState, check_contact, check_open, check_words
from app.core import journal, links, outbox
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, NotFound, Refusal
from app.members.models import Member
from app.needs import queries as needs
from app.needs.rules import Viewer
from app.organs import queries as organs
from documents import mails

MOST_OPEN = 20
"""How many requests of a member wait at a time."""


@dataclass(frozen=True)
class Wish:
    """What somebody writes to the owner of another need, and the contact that is told on agreement."""

    words: str
    name: str
    email: str


def ask(
    session: Session, member_id: int, need_ids: tuple[int, int], wish: Wish, viewer: Viewer, actor: Actor, now: datetime
) -> ContactRequest:
    """Ask, for one's own need (the first), the owner of another need in the same bundle (the second) for contact.

    Both needs and the bundle are seen by who asks; asked again is not while a request is open, or agreed to.
    """
    own_id, asked_id = need_ids
    for need_id in sorted(need_ids):
        needs.get_need(session, need_id, lock=True)
    own, asked = needs.get_row(session, own_id, viewer), needs.get_row(session, asked_id, viewer)
    bundle = queries.bundle_of(session, own_id, viewer)
    meet = bundle is not None and queries.bundle_of(session, asked_id, viewer) == bundle
    if bundle is None or not meet or own.need.member_id != member_id:
        raise NotFound("Diese Bedarfe liegen nicht in einem gemeinsamen Bündel.")
    if asked.need.member_id == member_id:
        raise Refusal("Das ist Ihr eigener Bedarf.")
    words, (name, email) = check_words(wish.words), check_contact(wish.name, wish.email)
    _check_first(session, member_id, asked_id)
    request = ContactRequest(
        bundle_id=bundle.id, member_id=member_id, asking_need_id=own_id, asked_need_id=asked_id, words=words,
        asking_name=name, asking_email=email, asked_at=now, asked_by=actor.name, state=ContactState.OPEN,
    )
    session.add(request)
    session.flush()
    _note(session, request, "ask_contact", Told("Kontakt zu Bedarf {number} gewünscht", number=_about(request)),
          actor, now)
    _mail(session, request, asked.need.member, mails.ContactAsked, now)
    return request


def _check_first(session: Session, member_id: int, asked_id: int) -> None:
    known = queries.open_contact(session, member_id, asked_id)
    if known is not None and known.state is ContactState.AGREED:
        raise Refusal("Diesem Kontakt ist schon zugestimmt. Sie finden ihn unter „Kontakte“.")
    if known is not None:
        raise Refusal("Sie haben schon gefragt; die Antwort steht noch aus.")
    if queries.count_open_of(session, member_id) >= MOST_OPEN:
        raise Refusal("Es warten schon {most} Ihrer Anfragen auf Antwort.", most=MOST_OPEN)


def agree(
    session: Session, contact_id: int, member_id: int | None, wish: Wish, actor: Actor, now: datetime
) -> ContactRequest:
    """Agree: from now on both see how to reach each other. `member_id` None: the office, at the word of the owner."""
    request = _asked(session, contact_id, member_id)
    name, email = check_contact(wish.name, wish.email)
    request.asked_name, request.asked_email = name, email
    _end(request, ContactState.AGREED, wish.words, actor, now)
    request.is_mediated = member_id is None
    _note(session, request, "agree_contact", Told("Kontakt zu Bedarf {number}: zugestimmt", number=_about(request)),
          actor, now)
    _mail(session, request, request.member, mails.ContactAnswered, now)
    return request


def decline(
    session: Session, contact_id: int, member_id: int | None, words: str, actor: Actor, now: datetime
) -> ContactRequest:
    """Decline; no reason need be given, and nothing is told of who was asked."""
    request = _asked(session, contact_id, member_id)
    _end(request, ContactState.DECLINED, words, actor, now)
    request.is_mediated = member_id is None
    _note(session, request, "decline_contact", Told("Kontakt zu Bedarf {number}: abgelehnt", number=_about(request)),
          actor, now)
    _mail(session, request, request.member, mails.ContactAnswered, now)
    return request


def _asked(session: Session, contact_id: int, member_id: int | None) -> ContactRequest:
    """A request that waits for the word of this member, or for the office in the place of any; held."""
    request = queries.get_contact(session, contact_id, lock=True)
    if member_id is not None and request.asked_need.member_id != member_id:
        raise NotFound("Diese Kontaktanfrage gibt es nicht, oder sie ist nicht für Sie bestimmt.")
    check_open(request.state)
    return request


def withdraw(session: Session, contact_id: int, member_id: int, actor: Actor, now: datetime) -> ContactRequest:
    """Take back a request of one's own that is not answered yet."""
    request = queries.get_contact(session, contact_id, lock=True)
    if request.member_id != member_id:
        raise NotFound("Diese Kontaktanfrage gibt es nicht, oder sie ist nicht für Sie bestimmt.")
    check_open(request.state)
    _end(request, ContactState.WITHDRAWN, "", actor, now)
    summary = Told("Kontaktanfrage zu Bedarf {number} zurückgezogen", number=_about(request))
    _note(session, request, "withdraw_contact", summary, actor, now)
    return request


def keep_in_time(session: Session, now: datetime) -> int:
    """What the night sees to: open requests lapse that nobody answered, or whose needs do not meet any more.

    Gives how much was deleted: nothing.
    """
    found = queries.lapsing(session, local(now).date(), now)
    for each in found:
        request = queries.get_contact(session, each.id, lock=True)
        if request.state is not ContactState.OPEN:
            continue
        _end(request, ContactState.LAPSED, "", Actor.system(), now)
        summary = Told("Kontaktanfrage zu Bedarf {number} erloschen", number=_about(request))
        _note(session, request, "lapse_contact", summary, Actor.system(), now)
    return 0


def erase_with_need(session: Session, need_id: int, now: datetime) -> None:
    """Delete words and contacts of the requests that a need made or got, whose words are deleted (Art. 17 DSGVO)."""
    for each in queries.about_need(session, need_id):
        request = queries.get_contact(session, each.id, lock=True)
        if request.erased_at is not None:
            continue
        if request.state is ContactState.OPEN:
            _end(request, ContactState.LAPSED, "", Actor.system(), now)
        request.words = request.answer = request.asking_name = request.asking_email = ""
        request.asked_name = request.asked_email = request.asked_by = request.ended_by = ""
        request.erased_at = now
        outbox.erase(session, queries.contact_subject(request.id), now)
        summary = Told("Angaben einer Kontaktanfrage zu Bedarf {number} gelöscht", number=_about(request))
        _note(session, request, "erase_contact", summary, Actor.system(), now)


def _end(request: ContactRequest, state: ContactState, words: str, actor: Actor, now: datetime) -> None:
    request.state, request.answer = state, words.strip()
    request.ended_at, request.ended_by = now, actor.name


def _about(request: ContactRequest) -> str:
    """The number of the need that is asked about."""
    return request.asked_need.number


def _note(session: Session, request: ContactRequest, act: str, summary: Told, actor: Actor, now: datetime) -> None:
    session.flush()
    journal.record(session, actor, act, queries.contact_subject(request.id), now, summary)


def _mail(
    session: Session, request: ContactRequest, to: Member | None,
    kind: type[mails.ContactAsked | mails.ContactAnswered], now: datetime,
) -> None:
    """Tell a member that there is something to read; names and words stand on the page alone."""
    if to is None or not to.party.email or not links.is_configured():
        return
    link = links.absolute(f"/mein/{to.number}/kontakte/{request.id}")
    mail = mails.compose(kind(organs.letterhead_on(session, local(now).date()), request.asked_need.number, link))
    outbox.put(
        session, kind=mail.kind, to=to.party.email, subject=mail.subject, text=mail.text, html=mail.html,
        subject_ref=queries.contact_subject(request.id), now=now,
    )
