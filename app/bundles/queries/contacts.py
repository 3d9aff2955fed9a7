"""Reads of requests for contact: of one member, of all, what waits for the office, what lapses, what is known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, func, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased, selectinload

from app.accounts.models import Account
from app.bundles.models import Bundle, ContactRequest
from app.bundles.queries.viewing import placed
from app.bundles.rules import ANSWER_WITHIN, ContactState
from app.core import outbox
from app.core.formats import fold
from app.core.values import NotFound
from app.members import queries as members
from app.members.models import Member
from app.needs import queries as needs
from app.needs.models import Need
from app.needs.rules import Level, NeedState, Viewer
from app.parties import queries as parties
from app.parties.models import Party, Representation

ASKING, ASKED = aliased(Need), aliased(Need)


def contact_subject(contact_id: int) -> str:
    """How journal and outbox call a request."""
    return f"contact:{contact_id}"


def get_contact(session: Session, contact_id: int, lock: bool = False) -> ContactRequest:
    """A request that must be there; `lock` reads it afresh and keeps others from changing it."""
    more = {"populate_existing": True, "with_for_update": {"of": ContactRequest}} if lock else {}
    found = session.get(ContactRequest, contact_id, **more)  # type: ignore[arg-type]
    if found is None:
        raise NotFound("Diese Kontaktanfrage gibt es nicht.")
    return found


def get_own_contact(session: Session, contact_id: int, member_id: int) -> ContactRequest:
    """A request that a member made or got; anybody else's is not found."""
    found = session.scalars(select(ContactRequest).where(ContactRequest.id == contact_id, _is_of(member_id))).first()
    if found is None:
        raise NotFound("Diese Kontaktanfrage gibt es nicht, oder sie ist nicht für Sie bestimmt.")
    return found


def _is_of(member_id: int) -> ColumnElement[bool]:
    asked = select(Need.id).where(Need.member_id == member_id)
    return or_(ContactRequest.member_id == member_id, ContactRequest.asked_need_id.in_(asked))


@dataclass(frozen=True)
class SeenContact:
    """A request as one side sees it: `is_asked` whether it is the one that is asked.

    The needs are None where somebody may not see them (any more); `other` is how the other side is called.
    """

    request: ContactRequest
    is_asked: bool
    own: needs.Row | None
    other: needs.Row | None


def seen_contact(session: Session, request: ContactRequest, member_id: int, viewer: Viewer) -> SeenContact:
    """What a member sees of a request that it made or got."""
    return _seen(request, member_id, needs.rows_among(session, _needs_of([request]), viewer))


def _needs_of(requests: Iterable[ContactRequest]) -> set[int]:
    return {need_id for each in requests for need_id in (each.asking_need_id, each.asked_need_id)}


def _seen(request: ContactRequest, member_id: int, rows: Mapping[int, needs.Row]) -> SeenContact:
    is_asked = request.member_id != member_id
    own, other = request.asking_need_id, request.asked_need_id
    if is_asked:
        own, other = other, own
    return SeenContact(request, is_asked, rows.get(own), rows.get(other))


def contacts_of(session: Session, member_id: int, viewer: Viewer) -> list[SeenContact]:
    """The requests that a member made or got, the newest first, as it sees them; asked in all at once."""
    found = select(ContactRequest).where(_is_of(member_id), ContactRequest.erased_at.is_(None))
    whole = found.options(selectinload(ContactRequest.member))
    listed = session.scalars(whole.order_by(ContactRequest.asked_at.desc(), ContactRequest.id.desc())).unique().all()
    rows = needs.rows_among(session, _needs_of(listed), viewer)
    return [_seen(each, member_id, rows) for each in listed]


def waiting_for(session: Session, member_id: int) -> Sequence[ContactRequest]:
    """The requests that wait for the answer of a member, the earliest first."""
    found = select(ContactRequest).join(ASKED, ASKED.id == ContactRequest.asked_need_id)
    waiting = found.where(ASKED.member_id == member_id, ContactRequest.state == ContactState.OPEN, _stands())
    return session.scalars(waiting.order_by(ContactRequest.asked_at, ContactRequest.id)).unique().all()


def _stands() -> ColumnElement[bool]:
    """The condition that the asked need goes on; a request about another one lapses in the night."""
    return and_(ASKED.state != NeedState.WITHDRAWN, ASKED.erased_at.is_(None))


def open_contact(session: Session, member_id: int, asked_need_id: int) -> ContactRequest | None:
    """The request by which a member asks the owner of a need, that is open or agreed to."""
    return open_contacts(session, member_id, [asked_need_id]).get(asked_need_id)


def open_contacts(session: Session, member_id: int, need_ids: Sequence[int]) -> dict[int, ContactRequest]:
    """The same for several needs: need → that request, where there is one."""
    found = _open_by(member_id).where(ContactRequest.asked_need_id.in_(need_ids))
    return {each.asked_need_id: each for each in session.scalars(found.order_by(ContactRequest.id)).unique()}


def _open_by(member_id: int) -> Select[ContactRequest]:
    return select(ContactRequest).where(
        ContactRequest.member_id == member_id, ContactRequest.erased_at.is_(None),
        ContactRequest.state.in_((ContactState.OPEN, ContactState.AGREED)),
    )  # fmt: skip


def count_open_of(session: Session, member_id: int) -> int:
    """How many requests of a member wait for an answer."""
    own = ContactRequest.member_id == member_id
    found = select(func.count(ContactRequest.id)).where(own, ContactRequest.state == ContactState.OPEN)
    return session.scalar(found) or 0


# --- for the office ---------------------------------------------------------------------------------------------------


def has_login(day: date) -> ColumnElement[bool]:
    """The condition that somebody who has signed in acts for the owner of the asked need on a day."""
    acting = select(Representation.person_id).where(
        Representation.organisation_id == Member.party_id, parties.covers(day)
    ).correlate(Member)  # fmt: skip
    by_login = and_(Account.disabled_at.is_(None), Account.password_hash.is_not(None))
    found = select(Account.id).join(Member, or_(Account.party_id == Member.party_id, Account.party_id.in_(acting)))
    return found.where(by_login, Member.id == ASKED.member_id).correlate(ASKED).exists()


def to_mediate(day: date) -> Select[*tuple[Any, ...]]:
    """Open requests to owners without a portal, the earliest first: id, number of the asked need, moment of asking."""
    found = select(ContactRequest.id, ASKED.number, ContactRequest.asked_at).join(
        ASKED, ASKED.id == ContactRequest.asked_need_id
    )  # fmt: skip
    waiting = found.where(ContactRequest.state == ContactState.OPEN, _stands(), ~has_login(day))
    return waiting.order_by(ContactRequest.asked_at, ContactRequest.id)


def is_to_mediate(session: Session, request: ContactRequest, day: date) -> bool:
    """Say whether the office answers a request, for its owner has no portal."""
    return session.scalar(to_mediate(day).where(ContactRequest.id == request.id).with_only_columns(
        func.count(ContactRequest.id)).order_by(None)) == 1  # fmt: skip


CONTACT_SORTS = ("asked", "state")


def list_contacts(
    session: Session, words: str = "", state: str = "", sort: str = "asked", descending: bool = False,
    offset: int = 0, limit: int | None = None,
) -> tuple[list[ContactRequest], int]:
    """All requests for the office, in order, and how many there are."""
    found = select(ContactRequest).join(Bundle, Bundle.id == ContactRequest.bundle_id)
    found = found.join(ASKING, ASKING.id == ContactRequest.asking_need_id)
    found = found.join(ASKED, ASKED.id == ContactRequest.asked_need_id)
    found = found.join(Member, Member.id == ContactRequest.member_id).join(Party, Party.id == Member.party_id)
    for word in fold(words).split():
        held = (Bundle.search_text, ASKING.search_text, ASKED.search_text, Party.sort_name)
        found = found.where(or_(*(each.contains(word, autoescape=True) for each in held)))
    if state:
        found = found.where(type_coerce(ContactRequest.state, String) == state)
    total = session.scalar(found.with_only_columns(func.count(ContactRequest.id)).order_by(None)) or 0
    columns: Mapping[str, ColumnElement[Any]] = {
        "asked": type_coerce(ContactRequest.asked_at, ContactRequest.asked_at.type),
        "state": type_coerce(ContactRequest.state, String),
    }
    order = columns[sort].desc() if descending else columns[sort].asc()
    latest = ContactRequest.id.desc() if descending else ContactRequest.id
    told = (ContactRequest.bundle, ContactRequest.member, ContactRequest.asking_need, ContactRequest.asked_need)
    whole = found.options(*(selectinload(each) for each in told))
    return list(session.scalars(whole.order_by(order, latest).offset(offset).limit(limit)).unique()), total


def count_contacts(session: Session) -> dict[str, int]:
    """How many requests stand in each state."""
    found = select(type_coerce(ContactRequest.state, String), func.count(ContactRequest.id))
    counted = dict(session.execute(found.group_by(ContactRequest.state)).all())
    return {state.value: counted.get(state.value, 0) for state in ContactState}


# --- in time ----------------------------------------------------------------------------------------------------------


def lapsing(session: Session, today: date, now: datetime) -> list[ContactRequest]:
    """The open requests that lapse: unanswered for too long, or their needs do not meet in a bundle any more."""
    one, other = placed(), placed()
    meet = select(one.c.need_id).join(other, other.c.bundle_id == one.c.bundle_id).where(
        one.c.need_id == ContactRequest.asking_need_id, other.c.need_id == ContactRequest.asked_need_id
    ).correlate(ContactRequest)  # fmt: skip
    found = select(ContactRequest).join(ASKING, ASKING.id == ContactRequest.asking_need_id)
    found = found.join(ASKED, ASKED.id == ContactRequest.asked_need_id)
    found = found.join(Member, Member.id == ContactRequest.member_id)
    gone = or_(
        ContactRequest.asked_at < now - ANSWER_WITHIN, ~_stands(), ASKED.level == Level.OFFICE,
        ASKING.state == NeedState.WITHDRAWN, ASKING.erased_at.is_not(None), ~meet.exists(),
    )  # fmt: skip
    opened = session.scalars(found.where(ContactRequest.state == ContactState.OPEN)).unique().all()
    lapsed = set(session.scalars(
        found.where(ContactRequest.state == ContactState.OPEN, gone).with_only_columns(ContactRequest.id)
    ))  # fmt: skip
    return [
        each for each in opened
        if each.id in lapsed or not members.is_member_on(session, each.member.party_id, today)
        or _asked_one_left(session, each, today)
    ]  # fmt: skip


def _asked_one_left(session: Session, request: ContactRequest, today: date) -> bool:
    asked = request.asked_need.member
    return asked is not None and not members.is_member_on(session, asked.party_id, today)


def about_need(session: Session, need_id: int) -> Sequence[ContactRequest]:
    """Every request that a need made or got."""
    found = select(ContactRequest).where(
        or_(ContactRequest.asking_need_id == need_id, ContactRequest.asked_need_id == need_id)
    )  # fmt: skip
    return session.scalars(found.order_by(ContactRequest.id)).unique().all()


def contacts_known_of(session: Session, member_id: int) -> list[dict[str, Any]]:
    """The requests for contact that a member made or got, as plain structures (Art. 15, 20 DSGVO)."""
    found = select(ContactRequest).where(_is_of(member_id), ContactRequest.erased_at.is_(None))
    return [_known(each, each.member_id == member_id) for each in
            session.scalars(found.order_by(ContactRequest.id)).unique()]


def _known(request: ContactRequest, is_asking: bool) -> dict[str, Any]:
    """The contact of the other side is told where it was told to the member."""
    is_agreed = request.state is ContactState.AGREED
    own_need = request.asking_need if is_asking else request.asked_need
    tells_asking = is_asking or is_agreed
    return {
        "number": own_need.number, "is_asking": is_asking, "state": request.state, "asked_at": request.asked_at,
        "words": request.words, "answer": request.answer, "ended_at": request.ended_at,
        "asking_name": request.asking_name if tells_asking else "",
        "asking_email": request.asking_email if tells_asking else "",
        "asked_name": request.asked_name, "asked_email": request.asked_email,
    }


MAILED_TO_ASKED, MAILED_TO_ASKING = "contact_asked", "contact_answered"


def mails_to(session: Session, member_id: int) -> list[outbox.OutgoingMail]:
    """The mails about requests for contact that went to a member; those to the other side tell its address."""
    found = session.scalars(select(ContactRequest).where(_is_of(member_id), ContactRequest.erased_at.is_(None)))
    return [
        mail for each in found.unique()
        for mail in outbox.mails_about(session, contact_subject(each.id), with_attachments=True)
        if mail.kind == (MAILED_TO_ASKING if each.member_id == member_id else MAILED_TO_ASKED)
    ]
