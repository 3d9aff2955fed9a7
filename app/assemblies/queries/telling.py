"""Reads of what members were told: how each attempt stands, who was not reached, who still is to be told (R-GV-02)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.archive.models import IssuedDocument, PrintItem
from app.archive.rules import Standing
from app.assemblies.models import Assembly, Dispatch, Notification, Undelivered
from app.assemblies.queries.reaching import members_of
from app.assemblies.rules import (
    CONVENING,
    UNREACHED,
    Channel,
    DispatchKind,
    NotificationState,
    UndeliveredKind,
    in_force,
    received_on,
    sent_by,
)
from app.core import journal
from app.core.formats import end_of, local
from app.core.outbox import MailState, OutgoingMail
from app.core.values import NotFound
from app.members import queries as members
from app.members.models import Member, MembershipPeriod
from app.parties import queries as parties
from app.parties.models import Party
from app.removals import queries as removals
from app.shares.queries import Ordered
from app.statutes import queries as statutes
from app.statutes.rules import ConvocationChannel, Statute

OPEN = "open"
LATE = "late"
"""Parts of the list of deliveries beside the single states: not reached; received later than the law allows."""


@dataclass(frozen=True)
class Delivery:
    """How one member stands towards a dispatch: the last attempt, and when it is deemed received."""

    member_id: int
    number: int
    name: str
    state: NotificationState
    is_late: bool
    attempt: int
    notification_id: int | None
    channel: Channel | None
    address: str
    told_at: datetime | None
    sent_at: datetime | None
    received_on: date | None
    why: str
    letter_id: int | None
    mail_id: int | None


def find_dispatch(session: Session, dispatch_id: int) -> Dispatch:
    """A dispatch by its id; raises NotFound."""
    found = session.get(Dispatch, dispatch_id)
    if found is None:
        raise NotFound
    return found


def dispatches_in_force(assembly: Assembly) -> list[Dispatch]:
    """What was told of an assembly and still is so, oldest first."""
    told = assembly.dispatches
    return [told[place] for place in in_force([each.kind for each in told])]


def is_in_force(dispatch: Dispatch) -> bool:
    """Say whether a dispatch still tells what is so."""
    return dispatch in dispatches_in_force(dispatch.assembly)


def statute_of(session: Session, dispatch: Dispatch) -> Statute:
    """The statute by which something was told."""
    return statutes.statute_of(statutes.get_version(session, dispatch.statute_version_id))


def convened_under(session: Session, assembly: Assembly) -> Statute | None:
    """The statute under which an assembly was convened, the last time; None of what never was (R-STA-03)."""
    by = convening_of(assembly)
    return statute_of(session, by) if by else None


def convening_of(assembly: Assembly) -> Dispatch | None:
    """The telling by which an assembly is convened, the last one; None of what never was."""
    by = [each for each in assembly.dispatches if each.kind in CONVENING]
    return by[-1] if by else None


# --- who is to be told ------------------------------------------------------------------------------------------------


def audience_of(dispatch: Dispatch, today: date) -> Select[int]:
    """The ids of who is to be told of a dispatch, as a query: the members of today, newcomers too (R-GV-09).

    Of a cancellation only those who heard before that the assembly takes place.
    """
    whose = members_of(today)
    if dispatch.kind is not DispatchKind.CANCELLATION:
        return whose
    return whose.where(heard_before(dispatch.assembly_id, dispatch.id))


def heard_of(assembly: Assembly, today: date) -> Select[int]:
    """The ids of the members of today who were told of an assembly so far, or read it in a paper, as a query."""
    last = max((each.id for each in assembly.dispatches), default=0)
    return members_of(today).where(heard_before(assembly.id, last + 1))


def heard_before(assembly_id: Any, dispatch_id: Any) -> ColumnElement[bool]:
    """The condition on a membership that its member was told of an assembly before a dispatch, or read it in a paper.
    """
    earlier, paper = aliased(Dispatch), aliased(Dispatch)
    told = select(Notification.member_id).join(earlier, earlier.id == Notification.dispatch_id).where(
        earlier.assembly_id == assembly_id, earlier.id < dispatch_id, ~_is(UndeliveredKind.RECALLED)
    )
    published = exists().where(
        paper.assembly_id == assembly_id, paper.id < dispatch_id, paper.channel == ConvocationChannel.PUBLIC_PAPER
    )
    return MembershipPeriod.member_id.in_(told) | published


def untold(dispatch: Dispatch, today: date) -> Select[int]:
    """Of those who are to be told the ones whom nobody tried to tell, as a query."""
    whose = audience_of(dispatch, today)
    told = select(Notification.member_id).where(Notification.dispatch_id == dispatch.id)
    return whose.where(whose.selected_columns[0].not_in(told))


def is_tried(session: Session, dispatch_id: int, member_id: int) -> bool:
    """Say whether somebody was told of a dispatch, or was to be, whatever came of it."""
    tried = select(Notification.id).where(
        Notification.dispatch_id == dispatch_id, Notification.member_id == member_id
    )
    return session.scalar(tried.limit(1)) is not None


def is_to_be_told(session: Session, dispatch: Dispatch, member_id: int, today: date) -> bool:
    """Say whether a member belongs to those who are told of a dispatch."""
    whose = audience_of(dispatch, today)
    return session.scalar(whose.where(whose.selected_columns[0] == member_id).limit(1)) is not None


def attempts_of(session: Session, dispatch_id: int, member_id: int) -> Sequence[Notification]:
    """Each attempt to tell a member of a dispatch, the first one first."""
    found = select(Notification).where(
        Notification.dispatch_id == dispatch_id, Notification.member_id == member_id
    )
    return session.scalars(found.order_by(Notification.attempt)).unique().all()


def _is(kind: UndeliveredKind) -> ColumnElement[bool]:
    return exists().where(Undelivered.notification_id == Notification.id, Undelivered.kind == kind)


# --- how each attempt stands ------------------------------------------------------------------------------------------

_COPY = aliased(PrintItem)
_POSTED_AT = (
    select(func.min(_COPY.posted_at)).where(_COPY.document_id == Notification.letter_id)
    .correlate(Notification).scalar_subquery()
)  # fmt: skip
_PRINTED_AT = (
    select(func.min(_COPY.printed_at))
    .where(_COPY.document_id == Notification.letter_id, _COPY.discarded_at.is_(None))
    .correlate(Notification).scalar_subquery()
)  # fmt: skip
_LIES_IN_TRAY = (
    exists().where(_COPY.document_id == Notification.letter_id, _COPY.posted_at.is_(None), _COPY.discarded_at.is_(None))
    .correlate(Notification)
)  # fmt: skip
_DISCARDED_WHY = (
    select(func.max(_COPY.discard_reason)).where(_COPY.document_id == Notification.letter_id)
    .correlate(Notification).scalar_subquery()
)  # fmt: skip
_WHY = func.coalesce(
    Undelivered.why, OutgoingMail.error, func.nullif(IssuedDocument.standing_reason, ""), _DISCARDED_WHY, ""
)
_SENT_AT = case(
    (Notification.mail_id.is_not(None), OutgoingMail.sent_at), else_=_POSTED_AT
)
_STATE = case(
    (Notification.id.is_(None), NotificationState.UNTOLD.value),
    (Undelivered.kind == UndeliveredKind.RECALLED, NotificationState.RECALLED.value),
    (Undelivered.kind == UndeliveredKind.RETURNED, NotificationState.RETURNED.value),
    (OutgoingMail.state == MailState.SENT, NotificationState.SENT.value),
    (OutgoingMail.state == MailState.KEPT, NotificationState.KEPT.value),
    (OutgoingMail.state == MailState.QUEUED, NotificationState.WAITING.value),
    (OutgoingMail.state == MailState.SENDING, NotificationState.UNDER_WAY.value),
    (OutgoingMail.state == MailState.IN_DOUBT, NotificationState.IN_DOUBT.value),
    (OutgoingMail.state == MailState.FAILED, NotificationState.FAILED.value),
    (_POSTED_AT.is_not(None), NotificationState.SENT.value),
    (or_(IssuedDocument.standing != Standing.VALID, ~_LIES_IN_TRAY), NotificationState.FAILED.value),
    (_PRINTED_AT.is_not(None), NotificationState.PRINTED.value),
    else_=NotificationState.WAITING.value,
)
"""How the last attempt stands: a mail by the outbox, a letter by its copies in the tray, what came back by a word."""
_BY_NEED = (
    *UNREACHED, NotificationState.KEPT, NotificationState.RECALLED, NotificationState.WAITING,
    NotificationState.PRINTED, NotificationState.UNDER_WAY, NotificationState.SENT,
)
_LATER = aliased(Notification)
_IS_LAST = ~exists().where(
    _LATER.dispatch_id == Notification.dispatch_id, _LATER.member_id == Notification.member_id,
    _LATER.attempt > Notification.attempt,
)


def _standing(session: Session, dispatch: Dispatch, today: date) -> Select[Any]:
    """Everybody who is to be told of a dispatch, or was, each once, with how the last attempt stands."""
    joined = and_(Notification.member_id == Member.id, Notification.dispatch_id == dispatch.id, _IS_LAST)
    found = (
        select(
            Member.id.label("member_id"), Member.number.label("number"), Party.display_name.label("name"),
            Party.sort_name.label("sort_name"), _STATE.label("state"),
            _is_late(dispatch, statute_of(session, dispatch)).label("is_late"),
            func.coalesce(Notification.attempt, 0).label("attempt"), Notification.id.label("notification_id"),
            Notification.channel.label("channel"), func.coalesce(Notification.address, "").label("address"),
            Notification.told_at.label("told_at"), _SENT_AT.label("sent_at"),
            _WHY.label("why"),
            Notification.letter_id.label("letter_id"), Notification.mail_id.label("mail_id"),
        )
        .select_from(Member).join(Party, Party.id == Member.party_id).outerjoin(Notification, joined)
        .outerjoin(OutgoingMail, OutgoingMail.id == Notification.mail_id)
        .outerjoin(IssuedDocument, IssuedDocument.id == Notification.letter_id)
        .outerjoin(Undelivered, Undelivered.notification_id == Notification.id)
    )  # fmt: skip
    told = Notification.id.is_not(None)
    is_open = is_in_force(dispatch) and dispatch.last_day >= today
    is_direct = dispatch.channel is ConvocationChannel.DIRECT_TEXTFORM
    return found.where(told | Member.id.in_(audience_of(dispatch, today)) if is_open and is_direct else told)


def _is_late(dispatch: Dispatch, statute: Statute) -> ColumnElement[bool]:
    """That something left the house too late to be received in time (§ 46 (1), (2) GenG; R-GV-04, R-GV-05).

    Whoever joined after it was told has no period, and who has left by the meeting's day is none of it, nor whose
    exclusion was sent (R-GV-09, R-EXIT-09).
    """
    if dispatch.receipt_by is None:
        return false()
    last = {channel: end_of(sent_by(dispatch.receipt_by, channel, statute)) for channel in Channel}
    late = case((Notification.mail_id.is_not(None), last[Channel.MAIL]), else_=last[Channel.LETTER])
    told_on = local(dispatch.told_at).date()
    belonged = exists().where(
        MembershipPeriod.member_id == Member.id, members.began(told_on), ~members.has_ended_by(dispatch.meets_on),
        MembershipPeriod.member_id.not_in(removals.barred_from_assemblies(dispatch.meets_on)),
    )
    return _STATE.in_((NotificationState.SENT.value,)) & _SENT_AT.__ge__(late) & belonged


DELIVERY_SORTS = ("state", "number", "name", "channel", "sent")
"""By what the list of deliveries can be ordered; by state, who was not reached comes first."""


def deliveries(
    session: Session, dispatch: Dispatch, today: date, part: str = "", wanted: Ordered | None = None
) -> tuple[list[Delivery], int]:
    """Who was told of a dispatch and how that stands: those that fit, one page of them, and how many in all."""
    asked = wanted or Ordered(sort="state")
    rows = _standing(session, dispatch, today)
    for word in asked.words.split():
        number = cast(Member.number, String) == word.lstrip("0")
        rows = rows.where(or_(number, and_(*parties.matches(word))))
    inner = rows.subquery()
    found = select(inner).where(*_among(inner, part))
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    order = _orders(inner)[asked.sort]
    turned = order.desc() if asked.descending else order.asc()
    page = found.order_by(turned, inner.c.number).offset(asked.offset).limit(asked.limit)
    statute = statute_of(session, dispatch)
    return [_delivery(row, statute) for row in session.execute(page)], total


def _among(inner: Any, part: str) -> list[ColumnElement[bool]]:
    if part == OPEN:
        return [inner.c.state.in_([each.value for each in UNREACHED])]
    if part == LATE:
        return [inner.c.is_late]
    return [inner.c.state == part] if part in set(NotificationState) else []


def _orders(inner: Any) -> Mapping[str, Any]:
    need = case({state.value: place for place, state in enumerate(_BY_NEED)}, value=inner.c.state)
    return {
        "state": need, "number": inner.c.number, "name": inner.c.sort_name, "channel": inner.c.channel,
        "sent": inner.c.sent_at,
    }


def _delivery(row: Any, statute: Statute) -> Delivery:
    state = NotificationState(row.state)
    channel = Channel(row.channel) if row.channel else None
    is_sent = state is NotificationState.SENT and channel is not None and row.sent_at is not None
    received = received_on(local(row.sent_at).date(), statute, (channel,)) if is_sent and channel else None
    went_out = state in (NotificationState.SENT, NotificationState.RETURNED)
    return Delivery(
        row.member_id, row.number, row.name, state, bool(row.is_late), row.attempt, row.notification_id, channel,
        row.address, row.told_at, row.sent_at if went_out else None, received, row.why, row.letter_id, row.mail_id,
    )


def delivery_to(session: Session, dispatch: Dispatch, member_id: int, today: date) -> Delivery:
    """How one member stands towards a dispatch; raises NotFound where it was not told and is not to be."""
    row = session.execute(_standing(session, dispatch, today).where(Member.id == member_id)).first()
    if row is None:
        raise NotFound
    return _delivery(row, statute_of(session, dispatch))


def counts_of(session: Session, dispatch: Dispatch, today: date) -> Mapping[str, int]:
    """How many stand how towards a dispatch, by state; under `open` who was not reached, under `late` what was late."""
    inner = _standing(session, dispatch, today).subquery()
    late = func.sum(case((inner.c.is_late, 1), else_=0))
    rows = session.execute(select(inner.c.state, func.count(), late).group_by(inner.c.state)).all()
    by_state = {state.value: 0 for state in NotificationState} | {state: number for state, number, _late in rows}
    unreached = sum(by_state[state.value] for state in UNREACHED)
    return {**by_state, OPEN: unreached, LATE: sum(int(each or 0) for _state, _number, each in rows)}


_LATE = journal.UntilTheNextAct[int]()
"""How many got a telling too late, by its id."""


def count_late(session: Session, dispatch: Dispatch) -> int:
    """How many members a telling reached later than the law allows, asked once between two acts (R-GV-04, R-GV-06)."""
    late = (
        select(func.count()).select_from(Notification).join(Member, Member.id == Notification.member_id)
        .outerjoin(OutgoingMail, OutgoingMail.id == Notification.mail_id)
        .outerjoin(IssuedDocument, IssuedDocument.id == Notification.letter_id)
        .outerjoin(Undelivered, Undelivered.notification_id == Notification.id)
        .where(Notification.dispatch_id == dispatch.id, _IS_LAST)
    )  # fmt: skip

    def counted() -> int:
        return session.scalar(late.where(_is_late(dispatch, statute_of(session, dispatch)))) or 0

    return _LATE.get(session, dispatch.id, counted) if dispatch.receipt_by is not None else 0


def told_late(session: Session, assembly: Assembly, today: date) -> dict[int, Delivery]:
    """Whom a telling that holds reached too late, by member: it may challenge without an objection (§ 51 (2) GenG).

    R-CHL-02, R-GV-04, R-GV-06.
    """
    return {
        each.member_id: each for dispatch, number in late_tellings(session, assembly)
        for each in deliveries(session, dispatch, today, LATE, Ordered(sort="number", limit=number))[0]
    }


def late_tellings(session: Session, assembly: Assembly) -> list[tuple[Dispatch, int]]:
    """What of the tellings that hold reached members too late, and how many: as challengeable as if it had not.

    §§ 46, 51 GenG; R-GV-02, R-GV-04, R-GV-06.
    """
    counted = [(each, count_late(session, each)) for each in dispatches_in_force(assembly)]
    return [(each, number) for each, number in counted if number]


_NEVER_OUT = (
    NotificationState.UNTOLD, NotificationState.FAILED, NotificationState.KEPT, NotificationState.WAITING,
    NotificationState.PRINTED,
)


def never_invited(session: Session, assembly: Assembly) -> dict[int, Delivery]:
    """For whom of the members on the day of a meeting no invitation ever left the house, by member, by number.

    It may challenge without an objection (§ 51 (1), (2) GenG; R-CHL-02, R-GV-02): a member, not who was one when the
    others were told. Nobody where a paper convened.
    """
    told = convening_of(assembly)
    if told is None or told.channel is not ConvocationChannel.DIRECT_TEXTFORM:
        return {}
    inner = _standing(session, told, assembly.meets_on).subquery()
    is_member = inner.c.member_id.in_(members_of(assembly.meets_on))
    never = select(inner).where(is_member, inner.c.state.in_([each.value for each in _NEVER_OUT]))
    statute = statute_of(session, told)
    return {row.member_id: _delivery(row, statute) for row in session.execute(never.order_by(inner.c.number))}
