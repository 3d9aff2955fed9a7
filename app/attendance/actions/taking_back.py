"""A presence entered by mistake is taken back, while no vote and no minutes rest on it (§ 47 GenG; R-MIN-05)."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.attendance import rules
from app.attendance.actions.holding import subject_of
from app.attendance.actions.leading import above, check_changeable
from app.attendance.actions.proxies import end_presence, find_ended_by, grant_again
from app.attendance.models import Presence, ProxyGrant
from app.attendance.rules import LeftWhy
from app.core import journal
from app.core.formats import local, member_number
from app.core.told import Kept, Told
from app.core.values import Actor, check_reason


def check_mistake(session: Session, assembly: Assembly, presence: Presence) -> None:
    """Refuse to take back a presence on whose members a vote or the minutes rest (§ 47 (1), (3) GenG; R-MIN-05)."""
    check_changeable(session, assembly)
    rules.check_there_still(presence.member.party.display_name, presence.left_at)
    rules.check_no_vote_rests_on(presence.member.party.display_name, above().voted_at(session, presence))


def take_back(
    session: Session, assembly: Assembly, presence: Presence, reason: str, actor: Actor, now: datetime
) -> None:
    """Take back a presence that was entered by mistake, with the reason; it stays to be seen, and is in no list (§ 47).

    A power of attorney that it ended holds again, and its proxy is there as before (§ 168 BGB). Where the meeting was
    opened its course tells it.
    """
    check_mistake(session, assembly, presence)
    why = check_reason(reason)
    end_presence(presence, LeftWhy.MISTAKE, actor, now)
    session.flush()
    member = presence.member.party.display_name
    summary = Told(
        "{person} war nicht gekommen ({member}): irrtümlich erfasst, {reason}", person=presence.name, member=member,
        reason=Kept(why),
    )
    journal.record(
        session, actor, "attendance.taken_back", subject_of(assembly), now, summary, presence=presence.id
    )
    came, went = (f"{local(each):%H:%M}" for each in (presence.came_at, now))
    who = f"{member} (Nr. {member_number(presence.member.number)})"
    told = f"{who} war irrtümlich seit {came} Uhr als anwesend erfasst; zurückgenommen um {went} Uhr. Grund: {why}"
    above().note(session, assembly.id, told, actor, now)
    former = find_ended_by(session, presence)
    again = grant_again(session, assembly, former, actor, now) if former is not None else None
    if former is not None and again is not None:
        _there_again(session, former, again, actor, rules.told_until(assembly.closed_at, now))


def _there_again(session: Session, former: ProxyGrant, again: ProxyGrant, actor: Actor, then: datetime) -> None:
    """Whoever had to step aside is there again, unless it was noted going since."""
    aside = select(Presence).where(
        Presence.grant_id == former.id, Presence.left_why == LeftWhy.PRINCIPAL_CAME
    ).order_by(Presence.id.desc())
    before = session.scalars(aside).unique().first()
    if before is None or before.left_at is None:
        return
    gone = exists().where(
        Presence.assembly_id == before.assembly_id, Presence.party_id == before.party_id,
        Presence.left_why.in_((LeftWhy.LEFT, LeftWhy.PROXY_LEFT)), Presence.left_at >= before.left_at,
    )
    if session.scalar(select(gone)):
        return
    session.add(Presence(
        assembly_id=before.assembly_id, member_id=before.member_id, party_id=before.party_id, name=before.name,
        capacity=before.capacity, mode=before.mode, grant_id=again.id, came_at=then, recorded_by=actor.name,
        left_recorded_by="",
    ))  # fmt: skip
    session.flush()
