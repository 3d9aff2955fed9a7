"""A meeting that is on goes to another room, or is reached otherwise, at once and with the reason (§ 43b GenG)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies import queries, rules
from app.assemblies.actions import announcing
from app.assemblies.actions.convening import Whereabouts
from app.assemblies.actions.holding import subject_of
from app.assemblies.actions.telling import FORMAL
from app.assemblies.models import Assembly, Redirection
from app.assemblies.queries import Ticket
from app.assemblies.rules import REDIRECT_JOB, Corrected
from app.core import jobs, journal, outbox
from app.core.formats import day as written
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor, German, check_reason
from app.members.models import Member
from app.organs import queries as organs
from documents import mails


def redirect(
    session: Session, assembly: Assembly, to: Whereabouts, reason: str, actor: Actor, now: datetime
) -> tuple[Redirection, list[Corrected]]:
    """Let a meeting that is on be in another room of its house, or be reached otherwise (R-FORM-03, R-FORM-04).

    Day, hour and form stay. Gives what is otherwise now; refused where nothing is, and where a place or the access
    would be gone. Who conducts it notes it in its course.
    """
    place, access = to.place.strip(), to.access.strip()
    rules.check_keeps(assembly.place, place)
    rules.check_keeps(assembly.access, access)
    rules.check_same_house(assembly.place, place)
    changed = list(queries.led_elsewhere(assembly, place, access))
    rules.check_redirects(len(changed))
    led = Redirection(
        assembly_id=assembly.id, place_before=assembly.place, place=place, access_before=assembly.access,
        access=access, reason=check_reason(reason), changed_at=now, changed_by=actor.name,
    )
    session.add(led)
    assembly.place, assembly.access = place, access
    session.flush()
    session.refresh(assembly)
    return led, changed


def tell_redirected(
    session: Session, led: Redirection, assembly: Assembly, member_ids: Collection[int], actor: Actor, now: datetime
) -> int:
    """Mail to these members, as far as they have an address, where the meeting is now; gives to how many (R-FORM-03).

    It is urgent: it goes before the letters of a mass.
    """
    today = local(now).date()
    whom = queries.recipients(session, select(Member.id).where(Member.id.in_(member_ids)), today)
    steps = [f"{led.id}:{each.member_id}" for each in whom if each.reach.email]
    if steps:
        title = German("Neuer Zugang zur Generalversammlung", written(assembly.meets_on))
        jobs.enqueue(session, REDIRECT_JOB, steps, key=f"{REDIRECT_JOB}:{led.id}", actor=actor, now=now, title=title)
        summary = Told("Neuer Zugang per E-Mail an {number} Mitglieder", number=len(steps))
        journal.record(session, actor, "assembly.tell_redirected", subject_of(assembly), now, summary)
    return len(steps)


def tell_redirected_step(session: Session, reference: str, now: datetime) -> None:
    """Mail one member how the meeting is reached now, unless it is over or that changed again (R-FORM-03)."""
    led_id, _colon, member_id = reference.partition(":")
    led = session.get_one(Redirection, int(led_id))
    assembly, today = queries.get_assembly(session, led.assembly_id), local(now).date()
    who = queries.recipient(session, int(member_id), today)
    if assembly.closed_at is not None or assembly.redirected_at != led.changed_at or not who.reach.email:
        return
    lines = tuple(f"{what}: {said}" for what, said in (("Ort", led.place), ("Zugang", led.access)) if said)
    mail = mails.compose(mails.AssemblyRedirected(
        organs.letterhead_on(session, today), announcing.meeting_of(session, assembly), led.changed_at, lines,
        led.reason, queries.ticket_address(Ticket(assembly.id, who.member_id)),
        f"Guten Tag {who.greeted}," if who.greeted else FORMAL,
    ))  # fmt: skip
    outbox.put(
        session, kind=mail.kind, to=who.reach.email, subject=mail.subject, text=mail.text, html=mail.html,
        subject_ref=f"member:{who.member_id}", now=now,
    )
