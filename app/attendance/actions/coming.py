"""Coming and going: a person comes for members, leaves with all of them, or the member comes itself (§ 47 GenG)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.attendance import queries, rules
from app.attendance.actions.holding import hold, subject_of
from app.attendance.actions.leading import check_changeable
from app.attendance.actions.proxies import end_grant, end_presence
from app.attendance.models import Guest, Presence
from app.attendance.queries import Caster, Elector
from app.attendance.rules import CAPACITY_WORDS, GUEST_WORDS, Capacity, GuestRole, LeftWhy, Mode, RevokedBy
from app.core import journal
from app.core.formats import local
from app.core.told import Told
from app.core.values import MAX_FULL_NAME, Actor, German, PartyKind, Refusal
from app.members import queries as members
from app.members.models import Member
from app.parties.models import Party


@dataclass(frozen=True)
class Arrival:
    """Somebody who comes: for which members, on which way, and with whom together who may not act alone.

    `statement`: where nobody recorded that the person acts for the member, as what it says to, and what was seen of it.
    """

    party: Party
    members: Sequence[Member]
    mode: Mode = Mode.HALL
    jointly: int | None = None
    statement: str | None = None


@dataclass(frozen=True)
class Joining:
    """Whoever takes part online: by the token of the browser that a ticket let in, and for which members."""

    browser: str
    members: Sequence[int]
    now: datetime


def join_together(session: Session, wishes: Sequence[Joining]) -> list[int | Refusal]:
    """Let people take part online who come at the same moment (§§ 43b, 47 GenG); gives for how many members each does.

    Each as if it came alone, and of who is refused nothing is written; but they wait together for who acts on the
    attendance, not each for all others.
    """
    waiting: dict[int, list[int]] = {}
    answers: dict[int, int | Refusal] = {}
    for place, wish in enumerate(wishes):
        try:
            waiting.setdefault(queries.assembly_entered(session, wish.browser), []).append(place)
        except Refusal as refusal:
            answers[place] = refusal
    for assembly_id, places in sorted(waiting.items()):
        assembly = hold(session, assembly_id)
        for place in places:
            try:
                with session.begin_nested():
                    answers[place] = _join(session, assembly, wishes[place])
            except Refusal as refusal:
                answers[place] = refusal
    return [answers[place] for place in range(len(wishes))]


def _join(session: Session, assembly: Assembly, wish: Joining) -> int:
    person = queries.entrant(session, wish.browser, wish.now).party
    come = [members.get_member(session, each) for each in wish.members]
    actor = Actor(person.display_name, party_id=person.id)
    return len(arrive(session, assembly, Arrival(person, come, Mode.ONLINE), actor, wish.now))


def arrive(session: Session, assembly: Assembly, arrival: Arrival, actor: Actor, now: datetime) -> list[Presence]:
    """Let somebody in for one or several members, each with its capacity (§§ 43, 47 GenG; R-VOTE-09, R-PRX-02).

    Who is in already for a member stays as it came. A member that comes itself ends its power of attorney, and its
    proxy is no longer there for it; what the proxy cast before stands.
    """
    today = local(now).date()
    held = queries.held_on(session, assembly, today)
    rules.check_door_open(held, today)
    rules.check_mode(held, arrival.mode)
    if not arrival.members:
        raise rules.AboutComing("Wählen Sie, für welches Mitglied die Person kommt.")
    meant = queries.these([each.id for each in arrival.members])
    electors = queries.electors(session, assembly, queries.voting_day(session, assembly, today), meant)
    found = {each.member_id: each for each in electors}
    come = [_come_for(session, assembly, found.get(each.id), arrival, actor, now) for each in arrival.members]
    new = [presence for presence, is_new in come if is_new]
    if new:
        who = German(*(CAPACITY_WORDS[each] for each in dict.fromkeys(row.capacity for row in new)), joint=", ")
        summary = Told(
            "{person} gekommen für {members} ({capacity})", person=new[0].name,
            members=", ".join(row.member.party.display_name for row in new), capacity=who,
        )
        journal.record(
            session, actor, "attendance.came", subject_of(assembly), now, summary, presences=[row.id for row in new],
            mode=arrival.mode, jointly=[row.jointly_id for row in new if row.jointly_id],
            statements=[row.statement for row in new if row.statement],
        )
    return [presence for presence, _is_new in come]


def _come_for(
    session: Session, assembly: Assembly, elector: Elector | None, arrival: Arrival, actor: Actor, now: datetime
) -> tuple[Presence, bool]:
    rules.check_let_in(elector.entitlement if elector else rules.Entitlement.NOT_ADMITTED)
    assert elector is not None
    caster, statement = _caster(elector, arrival)
    partner = _partner(session, assembly, elector, caster, arrival)
    present = queries.find_presence(session, assembly.id, elector.member_id)
    if present is not None:
        if present.party_id == caster.party_id:
            return present, False
        _step_aside(present, caster, actor, now)
    if caster.capacity is not Capacity.PROXY:
        _end_grant(session, assembly, elector, actor, now)
    row = Presence(
        assembly_id=assembly.id, member_id=elector.member_id, party_id=caster.party_id, statement=statement,
        jointly_id=partner.party_id if partner else None,
        name=" und ".join(each.name for each in (caster, partner) if each)[:MAX_FULL_NAME],
        capacity=caster.capacity, mode=arrival.mode, grant_id=caster.grant_id, came_at=now, recorded_by=actor.name,
        left_recorded_by="",
    )
    session.add(row)
    session.flush()
    return row, True


def _caster(elector: Elector, arrival: Arrival) -> tuple[Caster, str]:
    """As what the person casts for this member, and what it stated: of an organisation that it is its organ (§ 43 (4)).
    """
    for each in elector.casters:
        if each.party_id == arrival.party.id:
            return each, ""
    if arrival.statement is not None and elector.kind is not PartyKind.NATURAL_PERSON:
        stated = rules.check_stated(arrival.statement, arrival.mode)
        return Caster(arrival.party.id, arrival.party.display_name, Capacity.LEGAL), stated
    raise rules.AboutComing(
        "{person} darf für {member} nicht kommen: Es liegt weder Vertretung noch Vollmacht vor.",
        person=arrival.party.display_name, member=elector.name,
    )


def _partner(
    session: Session, assembly: Assembly, elector: Elector, caster: Caster, arrival: Arrival
) -> Caster | None:
    """With whom somebody acts for the member who may not alone; online with one who is in by a ticket, too (R-VOTE-09).
    """
    if caster.capacity is Capacity.PROXY or not elector.needs_partner(caster.party_id):
        return None
    others = elector.partners_of(caster.party_id)
    here = {arrival.jointly}
    if arrival.mode is Mode.ONLINE:
        here = {*queries.entered(session, assembly.id, [each.party_id for each in others])}
    found = next((each for each in others if each.party_id in here), None)
    names = [each.name for each in others]
    rules.check_jointly(elector.name, caster.name, names, arrival.mode, found is not None)
    return found


def _step_aside(present: Presence, caster: Caster, actor: Actor, now: datetime) -> None:
    """Somebody else is in for the member already: a proxy gives way to whom it stands for, nobody else does."""
    if present.capacity is not Capacity.PROXY or caster.capacity is Capacity.PROXY:
        raise Refusal(
            "{name} ist schon für dieses Mitglied da. Tragen Sie zuerst das Gehen ein.", name=present.name
        )
    end_presence(present, LeftWhy.PRINCIPAL_CAME, actor, now)


def _end_grant(session: Session, assembly: Assembly, elector: Elector, actor: Actor, now: datetime) -> None:
    known = queries.find_grant(session, assembly.id, elector.member_id)
    if known is not None:
        end_grant(session, assembly, known, RevokedBy.PRINCIPAL_CAME, "", actor, now)


def leave(
    session: Session, assembly: Assembly, presence: Presence, actor: Actor, now: datetime, only: Mode | None = None
) -> list[Presence]:
    """Note that the person of a presence goes, with all members it is there for (§ 47 GenG).

    With `only` it goes on one way and stays for whom it is there on another. Gone twice, it is gone once. Noted after
    the closing, it was there until then; nothing is noted once the minutes lie for signature (R-MIN-06).
    """
    check_changeable(session, assembly)
    then = rules.told_until(assembly.closed_at, now)
    going = [presence] if presence.left_at is None else []
    if presence.party_id is not None:
        going = [
            each for each in queries.presences_of(session, assembly.id, presence.party_id)
            if only is None or each.mode is only
        ]  # fmt: skip
    for each in going:
        end_presence(each, LeftWhy.PROXY_LEFT if each.capacity is Capacity.PROXY else LeftWhy.LEFT, actor, then)
    session.flush()
    if going:
        summary = Told(
            "{person} gegangen ({members})", person=presence.name,
            members=", ".join(each.member.party.display_name for each in going),
        )
        journal.record(
            session, actor, "attendance.left", subject_of(assembly), now, summary, presences=[each.id for each in going]
        )
    return going


def let_guest_in(
    session: Session, assembly: Assembly, name: str, role: GuestRole, actor: Actor, now: datetime
) -> Guest:
    """Let somebody in without a vote: the auditing association, the press, a guest of the chair (§ 59 (3) GenG)."""
    today = local(now).date()
    rules.check_door_open(queries.held_on(session, assembly, today), today)
    guest = Guest(
        assembly_id=assembly.id, name=rules.check_guest(name), role=role, came_at=now, recorded_by=actor.name,
        left_recorded_by="",
    )
    session.add(guest)
    session.flush()
    summary = Told("{name} ohne Stimme gekommen ({role})", name=guest.name, role=German(GUEST_WORDS[role]))
    journal.record(session, actor, "attendance.guest_came", subject_of(assembly), now, summary, guest=guest.id)
    return guest


def let_guest_out(session: Session, assembly: Assembly, guest: Guest, actor: Actor, now: datetime) -> None:
    """Note that a guest goes, once; noted after the closing, it was there until then (§ 47 GenG)."""
    if guest.left_at is not None:
        return
    check_changeable(session, assembly)
    then = rules.told_until(assembly.closed_at, now)
    guest.left_at, guest.left_recorded_by = max(then, guest.came_at), actor.name
    session.flush()
    summary = Told("{name} gegangen", name=guest.name)
    journal.record(session, actor, "attendance.guest_left", subject_of(assembly), now, summary, guest=guest.id)
