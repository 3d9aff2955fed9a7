"""Tickets to show, print and scan (Einlasskarte, §§ 43b, 47 GenG)."""

from datetime import date

from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.assemblies.rules import ASSEMBLY_KIND_WORDS, MEETING_FORM_WORDS
from app.core import links
from app.core.formats import long_day, member_number
from app.members.models import Member
from app.organs import queries as organs
from documents import pictures
from documents.admission_ticket import TicketFacts, build


def picture_of(path: str) -> str:
    """The code of a ticket, as the address of a picture; empty where no public address is set (§ 43b GenG)."""
    return pictures.qr_code(links.absolute(path)) if links.is_configured() else ""


def address_of(path: str) -> str:
    """The address that a ticket leads to, as others can open it; the bare path where none is set (§ 43b GenG)."""
    return links.absolute(path) if links.is_configured() else path


def print_ticket(session: Session, assembly: Assembly, member: Member, path: str, today: date) -> bytes:
    """Print the ticket of a member: which assembly, whose ticket, the code that is scanned at the door (§ 47 GenG)."""
    return build(TicketFacts(
        cooperative=organs.letterhead_on(session, today).cooperative.firm,
        assembly=str(ASSEMBLY_KIND_WORDS[assembly.kind]), form=str(MEETING_FORM_WORDS[assembly.form]),
        when=f"{long_day(assembly.meets_on)}, {assembly.begins_at:%H:%M} Uhr", where=assembly.place,
        meets_on=assembly.meets_on, number=member_number(member.number), name=member.party.display_name,
        address=links.absolute(path) if links.is_configured() else "",
    ))  # fmt: skip
