"""What members offer: stated, changed, withdrawn, stated again, deleted; its meaning kept for comparing."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core import jobs, journal, outbox
from app.core.db import next_number
from app.core.formats import fold, local
from app.core.told import Told
from app.core.values import Actor, German, NotFound, Refusal
from app.members import queries as members
from app.members.models import Member
from app.needs import queries as needs
from app.needs.rules import FIELD_WORDS, Floats, NeedText
from app.solutions import queries
from app.solutions.actions.noting import note_offer
from app.solutions.models import PartnerOffer
from app.solutions.rules import OFFER_KIND_WORDS, Offered, check_until, offer_number

MEANING_JOB = "offer_meaning"
CHANGES = "offer_change"
"""The series that counts changes of all offers (`PartnerOffer.changed`)."""
MOST_OFFERS = 100
"""How many offers a member has at most, withdrawn ones among them."""


def state_offer(session: Session, member: Member, offered: Offered, actor: Actor, now: datetime) -> PartnerOffer:
    """State what a member can contribute."""
    today = local(now).date()
    if not members.is_member_on(session, member.party_id, today):
        raise Refusal("Anbieten können Mitglieder; diese Mitgliedschaft ist zu Ende.")
    check_until(offered.until, today)
    if len(queries.offers_known_of(session, member.id)) >= MOST_OFFERS:
        raise Refusal("Höchstens {most} Angebote je Mitglied. Löschen Sie eines, das vorbei ist.", most=MOST_OFFERS)
    year = local(now).year
    offer = PartnerOffer(
        number=offer_number(year, next_number(session, f"offer:{year}")), member_id=member.id, changed=0,
        stated_at=now, stated_by=actor.name, changed_at=now,
    )
    _say(session, offer, offered, now)
    session.add(offer)
    session.flush()
    _tell_meaning(session, offer, now)
    note_offer(session, offer, "state_offer", Told("Partnerangebot {number}", number=offer.number), actor, now)
    return offer


def _say(session: Session, offer: PartnerOffer, offered: Offered, now: datetime) -> None:
    offer.title, offer.what, offer.kind, offer.field = offered.title, offered.what, offered.kind, offered.field
    offer.region, offer.conditions, offer.until = offered.region, offered.conditions, offered.until
    offer.level, offer.changed_at = offered.level, now
    offer.meaning, offer.meant_by = None, ""
    field = FIELD_WORDS[offered.field] if offered.field else ""
    said = (offer.number, offered.title, offered.what, offered.conditions, offered.region, field,
            OFFER_KIND_WORDS[offered.kind])
    offer.search_text = fold(" ".join(said))
    offer.changed = next_number(session, CHANGES)


def _tell_meaning(session: Session, offer: PartnerOffer, now: datetime) -> None:
    jobs.enqueue(
        session, MEANING_JOB, [str(offer.id)], key=f"{MEANING_JOB}:{offer.id}:{offer.changed}", actor=Actor.system(),
        now=now, title=German("Partnerangebot vergleichbar machen"),
    )


def _held(session: Session, offer_id: int, member_id: int | None) -> PartnerOffer:
    """An offer whose words are there, held; `member_id` None stands for office and board, which may change any."""
    offer = queries.get_offer(session, offer_id, lock=True)
    if member_id is not None and offer.member_id != member_id:
        raise NotFound("Dieses Angebot gibt es nicht, oder es ist nicht für Sie bestimmt.")
    if offer.erased_at is not None:
        raise Refusal("Die Angaben dieses Angebots sind gelöscht.")
    return offer


def change_offer(
    session: Session, offer_id: int, member_id: int | None, offered: Offered, actor: Actor, now: datetime
) -> PartnerOffer:
    """Say something else of an offer."""
    offer = _held(session, offer_id, member_id)
    if offer.withdrawn_at is not None:
        raise Refusal("Dieses Angebot ist zurückgezogen. Bieten Sie es erst wieder an.")
    if offered != offer.offered():
        if offered.until != offer.until:
            check_until(offered.until, local(now).date())
        _say(session, offer, offered, now)
        _tell_meaning(session, offer, now)
        summary = Told("Partnerangebot {number} geändert", number=offer.number)
        note_offer(session, offer, "change_offer", summary, actor, now)
    return offer


def withdraw_offer(
    session: Session, offer_id: int, member_id: int | None, actor: Actor, now: datetime
) -> PartnerOffer:
    """Take an offer back: others do not see it any more; partnerships that were agreed stand."""
    offer = _held(session, offer_id, member_id)
    if offer.withdrawn_at is not None:
        raise Refusal("Dieses Angebot ist schon zurückgezogen.")
    offer.withdrawn_at, offer.changed = now, next_number(session, CHANGES)
    summary = Told("Partnerangebot {number} zurückgezogen", number=offer.number)
    note_offer(session, offer, "withdraw_offer", summary, actor, now)
    return offer


def offer_again(session: Session, offer_id: int, member_id: int | None, actor: Actor, now: datetime) -> PartnerOffer:
    """Offer again what was withdrawn."""
    offer = _held(session, offer_id, member_id)
    if offer.withdrawn_at is None:
        raise Refusal("Dieses Angebot ist nicht zurückgezogen.")
    offer.withdrawn_at, offer.changed = None, next_number(session, CHANGES)
    summary = Told("Partnerangebot {number} gilt wieder", number=offer.number)
    note_offer(session, offer, "offer_again", summary, actor, now)
    return offer


def erase_offer(session: Session, offer_id: int, member_id: int | None, actor: Actor, now: datetime) -> None:
    """Delete the words of an offer that was withdrawn; number and days remain (Art. 17 (1) DSGVO; R-GDPR-04)."""
    offer = _held(session, offer_id, member_id)
    if offer.withdrawn_at is None:
        raise Refusal("Gelöscht wird nur, was zurückgezogen ist.")
    offer.title = offer.what = offer.region = offer.conditions = offer.search_text = ""
    offer.field, offer.until, offer.meaning, offer.meant_by = None, None, None, ""
    offer.erased_at, offer.changed = now, next_number(session, CHANGES)
    subject = queries.offer_subject_of(offer.id)
    outbox.erase(session, subject, now)
    session.flush()
    journal.erase_details(session, subject, now)
    summary = Told("Angaben des Partnerangebots {number} gelöscht", number=offer.number)
    journal.record(session, actor, "erase_offer", subject, now, summary)


def keep_offer_meaning(session: Session, offer_id: int, told: NeedText, meaning: Floats) -> None:
    """Keep what the model told of an offer, unless its words were changed since."""
    offer = queries.get_offer(session, offer_id, lock=True)
    if offer.erased_at is None and offer.offered().text() == told:
        offer.meaning, offer.meant_by = needs.as_stored(meaning), needs.MODEL
