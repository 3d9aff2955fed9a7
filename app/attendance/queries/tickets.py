"""Tickets: who may enter by one, and who is in (§ 43b GenG)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.assemblies import queries as assemblies
from app.assemblies.models import Assembly
from app.assemblies.queries import Ticket
from app.attendance import rules
from app.attendance.models import Entry
from app.attendance.queries.casting import comes_for
from app.attendance.queries.electorate import Caster, Elector, elector_of
from app.attendance.queries.reading import find_entry, find_presence, held, held_on, voting_day
from app.attendance.rules import Capacity, Mode
from app.core import files
from app.core.db import table_of
from app.core.formats import local
from app.core.given import among, by_no_index
from app.core.values import NotFound
from app.members import queries as members
from app.members.models import Member
from app.parties import queries as parties


@dataclass(frozen=True)
class Entrance:
    """What a ticket opens: who may enter by it, and for which members the only one of them may come."""

    persons: Sequence[Caster] = ()
    known: Sequence[Elector] = ()


@dataclass(frozen=True)
class Seen:
    """Where a meeting is seen and heard from elsewhere, in the office's words; empty where it is not, and once over.

    `is_stream`: to watch is not to take part (§ 43b (2) GenG; R-FORM-02).
    """

    words: str = ""
    is_stream: bool = False


def seen_from_afar(session: Session, assembly: Assembly, today: date) -> Seen:
    """Where whoever has a ticket sees and hears a meeting: by the way of taking part, or as a stream (§ 43b (2), (3)).

    R-FORM-02, R-FORM-03.
    """
    meets = held_on(session, assembly, today)
    if meets.is_over(today) or meets.is_closed or assembly.ended_at:
        return Seen()
    is_stream = assemblies.is_streamed(session, assembly)
    return Seen(assembly.access, is_stream) if is_stream or Mode.ONLINE in rules.modes_of(meets) else Seen()


def entrance_of(session: Session, assembly: Assembly, ticket: Ticket, today: date) -> Entrance:
    """Who may enter by a ticket: the person it names while it acts for anybody here, else whoever acts for its member.
    """
    day = voting_day(session, assembly, today)
    if ticket.party_id:
        known = comes_for(session, assembly, ticket.party_id, day)
        if not known:
            return Entrance()
        person = parties.get_party(session, ticket.party_id)
        return Entrance([Caster(person.id, person.display_name, Capacity.SELF)], known)
    elector = elector_of(session, assembly, members.get_member(session, ticket.member_id), day)
    persons = elector.acting if elector else ()
    return Entrance(persons, comes_for(session, assembly, persons[0].party_id, day) if len(persons) == 1 else ())


def comes_at_once(session: Session, assembly: Assembly, entrance: Entrance) -> Elector | None:
    """The member for which the holder of a ticket takes part without any choice, so that one press is enough.

    None where there are several, somebody is there for it, others come with it, or a power of attorney would end.
    """
    if len(entrance.persons) != 1 or len(entrance.known) != 1:
        return None
    (person,), (member,) = entrance.persons, entrance.known
    is_free = not member.needs_partner(person.party_id) and member.proxy_ended_by(person.party_id) is None
    return member if is_free and find_presence(session, assembly.id, member.member_id) is None else None


def needs_own_ticket(session: Session, assembly: Assembly, party_id: int, day: date) -> bool:
    """Say whether somebody takes part by powers of attorney alone: no member's ticket opens anything for it (R-PRX-01).
    """
    acts = [each.acting for each in comes_for(session, assembly, party_id, day)]
    return party_id not in {caster.party_id for acting in acts for caster in acting}


def entrant(session: Session, token: str, now: datetime) -> Entry:
    """Who is in by a browser's token, as long as the assembly is on; raises NotFound."""
    entry = find_entry(session, token)
    if entry is None:
        raise NotFound
    if not is_open(session, entry.assembly, now):
        raise NotFound
    return entry


def is_open(session: Session, assembly: Assembly, now: datetime) -> bool:
    """Say whether who came in by a ticket is still known at a moment: it reads the results after the closing, too.

    Of a stretched meeting, closed when its days are over, on the day of the closing.
    """
    today = local(now).date()
    is_closed_today = assembly.closed_at is not None and local(assembly.closed_at).date() == today
    is_on = rules.is_its_day(held_on(session, assembly, today), today) or awaits_results(session, assembly)
    return is_on or (is_closed_today and assembly.votes_until is not None)


def closed_since(session: Session, token: str) -> Assembly | None:
    """The assembly that a browser's token let in to, where its chair has closed it; None of any other token."""
    entry = find_entry(session, token)
    return entry.assembly if entry is not None and entry.assembly.closed_at is not None else None


def awaits_results(session: Session, assembly: Assembly) -> bool:
    """Say whether a stretched meeting was opened and not closed: also after its last day results are declared."""
    return rules.awaits_results(held(assembly)) and assemblies.has_begun(session, assembly)


_ENTRY = table_of(Entry).c
_LET_IN = select(_ENTRY.token_hash, _ENTRY.party_id).where(
    by_no_index(_ENTRY.assembly_id) == bindparam("assembly_id"), among(_ENTRY.token_hash, "hashes"),
    _ENTRY.ended_at.is_(None),
)  # fmt: skip


def entrants(session: Session, assembly: Assembly, browsers: Collection[str], now: datetime) -> Mapping[str, int]:
    """Who is in an assembly by each of these browsers' tokens, as party; of one that lets nobody in here, nothing."""
    if not browsers or not is_open(session, assembly, now):
        return {}
    hashes = {files.digest_of(each.encode()): each for each in browsers}
    asked = {"assembly_id": assembly.id, "hashes": list(hashes)}
    return {hashes[token_hash]: party_id for token_hash, party_id in session.connection().execute(_LET_IN, asked).all()}


def ticket_of_member(assembly: Assembly, member: Member, party_id: int) -> Ticket:
    """The ticket of a member for one person that acts for it."""
    return Ticket(assembly.id, member.id, party_id)
