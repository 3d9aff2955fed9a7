"""What members demand is recorded, or proposed online and handed in; who supports it, and who no longer does (§ 45)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.assemblies import queries, rules
from app.assemblies.models import AgendaRequest, RequestSupport
from app.assemblies.rules import REQUEST_AIM_WORDS, RequestAim, Wanted
from app.core import files, journal
from app.core.db import one_at_a_time
from app.core.formats import count, local, member_number
from app.core.formats import day as written
from app.core.told import Kept, Told
from app.core.uploads import CheckedFile, check_upload, clean_filename
from app.core.values import Actor, German, NotFound
from app.members.models import Member

REQUESTS = "agenda_requests"
"""What everybody who records a new demand waits for."""


@dataclass(frozen=True)
class Received:
    """A demand that came in: what is wanted, when, the document, and who is named in it by number or name."""

    wanted: Wanted
    received_on: date
    document: CheckedFile
    named: Sequence[str]


def request_matter(request_id: int) -> str:
    """What everybody who works on a demand waits for."""
    return f"agenda_request:{request_id}"


def request_subject(request: AgendaRequest) -> str:
    """How the journal calls a demand."""
    return f"agenda_request:{request.id}"


def hold_request(session: Session, request_id: int) -> AgendaRequest:
    """A demand as it stands now, that nobody else works on until the transaction is over; raises NotFound."""
    one_at_a_time(session, request_matter(request_id))
    return queries.get_request(session, request_id)


# --- what came in ----------------------------------------------------------------------------------------------------


def record_request(session: Session, received: Received, actor: Actor, now: datetime) -> AgendaRequest:
    """Record a demand of members that came in, in Textform with purpose and reasons (§ 45 (1), (2) GenG; R-GV-08).

    It is kept also where too few demand it: as a proposal that the board may take up.
    """
    one_at_a_time(session, REQUESTS)
    rules.check_wanted(received.wanted)
    rules.check_receipt(received.received_on, local(now).date())
    member_ids = _meant(session, received.named)
    kind = check_upload(received.document.content)
    request = _begun(received.wanted, actor, now)
    request.received_on, request.media_type = received.received_on, kind.value
    request.file_name = clean_filename(received.document.name, kind)
    request.sha256 = files.keep(session, received.document.content)
    session.add(request)
    session.flush()
    _support(session, request, member_ids, actor, now)
    summary = Told(
        "{aim} verlangt, eingegangen am {day}: {title}", aim=German(REQUEST_AIM_WORDS[request.aim]),
        day=written(received.received_on), title=Kept(request.title),
    )
    _note(session, request, "request.recorded", summary, actor, now, members=member_ids, sha256=request.sha256)
    return request


def _meant(session: Session, named: Sequence[str]) -> list[int]:
    """The members who are named; refused where the register does not know one, or more than one is called so."""
    rules.check_named(named, ())
    member_ids, strange = queries.members_named(session, named)
    rules.check_named(named, strange)
    return member_ids


def _begun(wanted: Wanted, actor: Actor, now: datetime) -> AgendaRequest:
    return AgendaRequest(
        aim=wanted.aim, title=wanted.title.strip(), purpose=wanted.purpose.strip(), reasons=wanted.reasons.strip(),
        draft=wanted.draft.strip(), file_name="", media_type="", recorded_at=now, recorded_by=actor.name,
    )


def _support(
    session: Session, request: AgendaRequest, member_ids: Sequence[int], actor: Actor, now: datetime
) -> None:
    session.add_all(
        RequestSupport(
            request_id=request.id, member_id=each, recorded_at=now, recorded_by=actor.name, withdrawn_by=""
        )
        for each in member_ids
    )
    session.flush()


def add_supporters(
    session: Session, request: AgendaRequest, named: Sequence[str], actor: Actor, now: datetime
) -> int:
    """Note further members who demand it too, by number or name; gives how many are new (§ 45 (1) GenG; R-GV-08)."""
    rules.check_takes_supporters(queries.state_of_request(request))
    new = [each for each in _meant(session, named) if queries.find_support(session, request.id, each) is None]
    rules.check_supports(not new)
    _support(session, request, new, actor, now)
    summary = Told("{number} weitere Mitglieder zu „{title}“", number=count(len(new)), title=Kept(request.title))
    _note(session, request, "request.supported", summary, actor, now, members=new)
    return len(new)


def withdraw_support(session: Session, support: RequestSupport, actor: Actor, now: datetime) -> None:
    """Note that a member no longer demands it, before it is answered; it counts no more (§ 45 (1) GenG; R-GV-08)."""
    request = support.request
    rules.check_support_ends(queries.state_of_request(request), support.withdrawn_at is not None)
    support.withdrawn_at, support.withdrawn_by = now, actor.name
    session.flush()
    summary = Told(
        "Mitglied {number} unterstützt „{title}“ nicht mehr", number=member_number(support.member.number),
        title=Kept(request.title),
    )
    _note(session, request, "request.support_withdrawn", summary, actor, now, member=support.member_id)


# --- on a member's own page ------------------------------------------------------------------------------------------


def propose(session: Session, member: Member, wanted: Wanted, actor: Actor, now: datetime) -> AgendaRequest:
    """Propose an item for the next assembly on one's own page; other members may join until it is handed in (§ 45)."""
    one_at_a_time(session, REQUESTS)
    rules.check_wanted(wanted)
    request = _begun(wanted, actor, now)
    request.aim, request.proposer_id = RequestAim.ITEM, member.id
    session.add(request)
    session.flush()
    _support(session, request, [member.id], actor, now)
    summary = Told("Antrag „{title}“ vorgeschlagen", title=Kept(request.title))
    _note(session, request, "request.proposed", summary, actor, now, member=member.id)
    return request


def join(session: Session, request: AgendaRequest, member: Member, actor: Actor, now: datetime) -> RequestSupport:
    """Support a proposal of another member, until it is handed in; once joined it changes nothing (R-GV-08)."""
    rules.check_gathers(queries.state_of_request(request))
    found = queries.find_support(session, request.id, member.id)
    if found is not None:
        return found
    _support(session, request, [member.id], actor, now)
    summary = Told(
        "Mitglied {number} unterstützt „{title}“", number=member_number(member.number), title=Kept(request.title)
    )
    _note(session, request, "request.supported", summary, actor, now, members=[member.id])
    joined = queries.find_support(session, request.id, member.id)
    assert joined is not None
    return joined


def leave(session: Session, request: AgendaRequest, member: Member, actor: Actor, now: datetime) -> None:
    """Support it no longer, until it is answered; whoever proposed it gives it up as a whole (R-GV-08)."""
    if request.received_on is None:
        rules.check_own_support(request.proposer_id == member.id)
    found = queries.find_support(session, request.id, member.id)
    if found is not None:
        withdraw_support(session, found, actor, now)


def hand_in(session: Session, request: AgendaRequest, member: Member, actor: Actor, now: datetime) -> None:
    """Hand one's own proposal in: on this day it reaches the house, and its supporters are counted (§ 45; R-GV-08)."""
    _check_own(request, member)
    request.received_on = local(now).date()
    session.flush()
    summary = Told("Antrag „{title}“ eingereicht", title=Kept(request.title))
    _note(session, request, "request.handed_in", summary, actor, now)


def _check_own(request: AgendaRequest, member: Member) -> None:
    if request.proposer_id != member.id:
        raise NotFound
    rules.check_gathers(queries.state_of_request(request))


def give_up(session: Session, request: AgendaRequest, member: Member, actor: Actor, now: datetime) -> None:
    """Give one's own proposal up before it is handed in; other members do not see it any more (R-GV-08)."""
    _check_own(request, member)
    request.given_up_at = now
    session.flush()
    summary = Told("Antrag „{title}“ zurückgezogen", title=Kept(request.title))
    _note(session, request, "request.given_up", summary, actor, now)


def _note(
    session: Session, request: AgendaRequest, act: str, summary: Told, actor: Actor, now: datetime, **content: object
) -> None:
    journal.record(session, actor, act, request_subject(request), now, summary, request=request.id, **content)
