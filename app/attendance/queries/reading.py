"""Reads of single things: what of an assembly decides, a power of attorney, a presence, a guest, an entry."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload, lazyload

from app.assemblies import queries as assemblies
from app.assemblies.models import Assembly
from app.attendance.models import Entry, Guest, Presence, ProxyGrant
from app.attendance.rules import Held
from app.core import files
from app.core.formats import local
from app.core.values import NotFound

_MEETING = select(Assembly).where(Assembly.id == bindparam("assembly_id")).options(lazyload("*"))
_ENTRY = (
    select(Entry).where(Entry.token_hash == bindparam("token_hash"), Entry.ended_at.is_(None))
    .options(joinedload(Entry.assembly, innerjoin=True).lazyload("*"))
)  # fmt: skip
_ENTERED = select(Entry.assembly_id).where(Entry.token_hash == bindparam("token_hash"), Entry.ended_at.is_(None))


def get_meeting(session: Session, assembly_id: int) -> Assembly:
    """An assembly that must be there, without agenda, papers and dispatches until they are asked for (§ 47 GenG).

    A thousand come at once.
    """
    found = session.scalars(_MEETING, {"assembly_id": assembly_id}).first()
    if found is None:
        raise NotFound
    return found


def held(assembly: Assembly) -> Held:
    """What of an assembly decides when and how somebody takes part."""
    return Held(
        assembly.state, assembly.form, assembly.meets_on, assembly.votes_until, assembly.discussion_form,
        assembly.also_voting, is_closed=assembly.closed_at is not None,
    )  # fmt: skip


def held_on(session: Session, assembly: Assembly, today: date) -> Held:
    """The same with whether it goes on past its last day; asked only once that is over (§ 47 (1) GenG)."""
    return replace(held(assembly), sits_on=assemblies.sits_on(session, assembly, today))


def day_of(assembly: Assembly, today: date) -> date:
    """The day whose register tells who takes part: that of the meeting; of a stretched one today (R-VOTE-04)."""
    return max(assembly.meets_on, min(today, held(assembly).last_day))


def voting_day(session: Session, assembly: Assembly, today: date) -> date:
    """The day whose register counts for who comes or votes now (R-VOTE-04, R-VOTE-05).

    Past midnight, while the meeting goes on, it is the new day: who left with the old one votes no more, and who joined
    with the new one does.
    """
    return today if assemblies.sits_on(session, assembly, today) else day_of(assembly, today)


def voting_day_at(session: Session, assembly: Assembly, now: datetime) -> date:
    """The same at a moment."""
    return voting_day(session, assembly, local(now).date())


def get_grant(session: Session, assembly: Assembly, grant_id: int) -> ProxyGrant:
    """A power of attorney for this assembly; raises NotFound."""
    found = session.get(ProxyGrant, grant_id)
    if found is None or found.assembly_id != assembly.id:
        raise NotFound
    return found


def find_grant(session: Session, assembly_id: int, principal_id: int) -> ProxyGrant | None:
    """The power of attorney of a member that holds; None where it gave none, or it ended."""
    found = select(ProxyGrant).where(
        ProxyGrant.assembly_id == assembly_id, ProxyGrant.principal_id == principal_id, ProxyGrant.revoked_at.is_(None)
    )
    return session.scalars(found).first()


def grants_to(session: Session, assembly_id: int, proxy_id: int) -> list[ProxyGrant]:
    """The powers of attorney of a proxy that hold, by slot; two at most."""
    found = select(ProxyGrant).where(
        ProxyGrant.assembly_id == assembly_id, ProxyGrant.proxy_id == proxy_id, ProxyGrant.revoked_at.is_(None)
    )
    return list(session.scalars(found.order_by(ProxyGrant.slot)))


def find_presence(session: Session, assembly_id: int, member_id: int) -> Presence | None:
    """That a member is there now; None where it is not."""
    found = select(Presence).where(
        Presence.assembly_id == assembly_id, Presence.member_id == member_id, Presence.left_at.is_(None)
    )
    return session.scalars(found).first()


def get_presence(session: Session, assembly: Assembly, presence_id: int) -> Presence:
    """A presence in this assembly, ended or not; raises NotFound."""
    found = session.get(Presence, presence_id)
    if found is None or found.assembly_id != assembly.id:
        raise NotFound
    return found


def get_guest(session: Session, assembly: Assembly, guest_id: int) -> Guest:
    """A guest of this assembly; raises NotFound."""
    found = session.get(Guest, guest_id)
    if found is None or found.assembly_id != assembly.id:
        raise NotFound
    return found


def find_entry(session: Session, token: str) -> Entry | None:
    """The entry that a browser's token opens, with its assembly as `get_meeting` gives it; None where it ended."""
    if not token:
        return None
    return session.scalars(_ENTRY, {"token_hash": files.digest_of(token.encode())}).first()


def assembly_entered(session: Session, token: str) -> int:
    """Into which assembly a browser's token lets somebody; raises NotFound where the entry ended."""
    found = session.scalar(_ENTERED, {"token_hash": files.digest_of(token.encode())})
    if found is None:
        raise NotFound
    return found


def entered(session: Session, assembly_id: int, people: Collection[int]) -> set[int]:
    """Of these people who is in by a ticket at this moment."""
    found = select(Entry.party_id).where(
        Entry.assembly_id == assembly_id, Entry.party_id.in_(people), Entry.ended_at.is_(None)
    )
    return set(session.scalars(found))


def is_file_needed(session: Session, sha256: str) -> bool:
    """Say whether a power of attorney kept here consists of these bytes."""
    kept = select(ProxyGrant.id).where(ProxyGrant.document_sha256 == sha256)
    return session.scalar(kept.limit(1)) is not None
