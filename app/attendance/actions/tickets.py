"""Tickets to show, print and scan, of one or of all, and the mail to a proxy who has no other (§§ 43b, 47 GenG)."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.assemblies import actions as assemblies
from app.assemblies.models import Assembly
from app.assemblies.rules import ASSEMBLY_KIND_WORDS, MEETING_FORM_WORDS
from app.attendance import queries, rules
from app.attendance.actions.holding import subject_of
from app.attendance.models import ProxyGrant
from app.attendance.queries import Ticket
from app.attendance.rules import TICKETS_JOB, Mode
from app.core import jobs, journal, links, outbox
from app.core.formats import day as written
from app.core.formats import local, long_day, member_number
from app.core.told import Told
from app.core.values import Actor, German, Refusal
from app.members.models import Member
from app.organs import queries as organs
from documents import mails, pictures
from documents.admission_ticket import TicketFacts, build

_MASK = 4
"""For a code on a screen, drawn anew each time a page is opened: a thousand come at once."""


def picture_of(path: str) -> str:
    """The code of a ticket, as the address of a picture; empty where no public address is set (§ 43b GenG)."""
    return pictures.qr_code(links.absolute(path), mask=_MASK) if links.is_printable() else ""


def address_of(path: str) -> str:
    """The address that a ticket leads to, as others can open it; the bare path where none is set (§ 43b GenG)."""
    return links.absolute(path) if links.is_configured() else path


def print_ticket(session: Session, assembly: Assembly, member: Member, party_id: int, today: date) -> bytes:
    """Print the ticket of a member, for one person that acts for it or for whoever does (`party_id` 0) (§ 47 GenG)."""
    _check_leads_in(assembly)
    ticket = queries.ticket_of_member(assembly, member, party_id)
    firm = _firm(session, today)
    return build(_facts(assembly, firm, ticket, member.party.display_name, member_number(member.number)))


def print_ticket_of_proxy(session: Session, assembly: Assembly, grant: ProxyGrant, today: date) -> bytes:
    """Print the ticket of a proxy, with whom it represents (§ 43 (5) GenG; R-PRX-01)."""
    if grant.revoked_at is not None:
        raise Refusal("Diese Vollmacht ist beendet.")
    _check_leads_in(assembly)
    ticket, name = Ticket(assembly.id, party_id=grant.proxy_id), grant.proxy.display_name
    return build(_facts(assembly, _firm(session, today), ticket, name, "", _principals(session, grant)))


def _check_leads_in(assembly: Assembly) -> None:
    """Refuse a ticket where nobody will be let in, or whose code would lead to this machine alone (§§ 43b, 47 GenG)."""
    if assembly.ended_at is not None:
        raise Refusal("Für diese Versammlung gibt es keine Einlasskarten mehr: Sie ist abgesagt oder fand nicht statt.")
    if not links.is_printable():
        raise Refusal(
            "Einlasskarten lassen sich noch nicht drucken: Die öffentliche Adresse ist nicht eingestellt"
            " (GENOKONTOR_BASE_URL), der Code führte ins Leere. Am Einlass finden Sie jedes Mitglied über Name oder"
            " Nummer."
        )


def _principals(session: Session, grant: ProxyGrant) -> tuple[str, ...]:
    return tuple(
        each.principal.party.display_name for each in queries.grants_to(session, grant.assembly_id, grant.proxy_id)
    )


def _firm(session: Session, today: date) -> str:
    return organs.letterhead_on(session, today).cooperative.firm


def _facts(
    assembly: Assembly, firm: str, ticket: Ticket, name: str, number: str, represents: tuple[str, ...] = ()
) -> TicketFacts:
    modes = rules.modes_of(queries.held(assembly))
    return TicketFacts(
        cooperative=firm, assembly=str(ASSEMBLY_KIND_WORDS[assembly.kind]),
        form=str(MEETING_FORM_WORDS[assembly.form]),
        when=f"{long_day(assembly.meets_on)}, {assembly.begins_at:%H:%M} Uhr", where=assembly.place,
        meets_on=assembly.meets_on, number=number, name=name, address=queries.ticket_address(ticket),
        represents=represents, has_door=Mode.HALL in modes, is_online=Mode.ONLINE in modes,
    )


# --- of all -----------------------------------------------------------------------------------------------------------


def order_tickets(session: Session, assembly: Assembly, key: str, actor: Actor, now: datetime) -> int:
    """Have the tickets of all members printed as one file, by a job; gives its id (§ 47 GenG).

    It is kept for a week, for whoever asked.
    """
    today = local(now).date()
    rules.check_takes_proxies(queries.held_on(session, assembly, today), today)
    _check_leads_in(assembly)
    title, key = German("Einlasskarten", written(assembly.meets_on)), f"{TICKETS_JOB}:{key}"
    job_id = jobs.enqueue(
        session, TICKETS_JOB, [key], key=key, actor=actor, now=now, title=title, asked=str(assembly.id),
        rank=jobs.Rank.AWAITED,
    )
    summary = Told("Einlasskarten bestellt, Auftrag {job}", job=job_id)
    journal.record(session, actor, "attendance.tickets_ordered", subject_of(assembly), now, summary)
    return job_id


def tickets_of_all(session: Session, assembly: Assembly, today: date) -> Sequence[TicketFacts]:
    """The ticket of each member that may come, by number (§ 47 GenG)."""
    firm = _firm(session, today)
    return [
        _facts(assembly, firm, Ticket(assembly.id, each.member_id), each.name, member_number(each.number))
        for each in queries.electors(session, assembly, queries.day_of(assembly, today)) if each.may_attend
    ]


# --- the mail to a proxy ----------------------------------------------------------------------------------------------


def tell_proxy(session: Session, assembly: Assembly, grant: ProxyGrant, email: str, now: datetime) -> None:
    """Send a proxy its ticket whom no member's ticket lets in, where its address is known (§ 43 (5) GenG; R-PRX-01).

    The mail names whom it represents, and nothing else of them.
    """
    today = local(now).date()
    if not email or not queries.needs_own_ticket(session, assembly, grant.proxy_id, queries.day_of(assembly, today)):
        return
    mail = mails.compose(mails.AssemblyProxy(
        organs.letterhead_on(session, today), assemblies.meeting_of(session, assembly), _principals(session, grant),
        queries.ticket_address(Ticket(assembly.id, party_id=grant.proxy_id)), f"Guten Tag {grant.proxy.display_name},",
    ))  # fmt: skip
    outbox.put(
        session, kind=mail.kind, to=email, subject=mail.subject, text=mail.text, html=mail.html,
        subject_ref=subject_of(assembly), now=now,
    )
