"""Tickets: what one stands for, and the address behind its code; who may enter by it says `attendance` (§ 43b GenG)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload

from app.archive.models import IssuedDocument
from app.assemblies.models import Assembly, Dispatch, Notification
from app.assemblies.queries.sitting import is_coming
from app.assemblies.rules import ENTRANCE, TICKET, TICKET_SECONDS
from app.core import links


@dataclass(frozen=True)
class Ticket:
    """What a ticket opens: an assembly, for a member or for a person who is proxy."""

    assembly_id: int
    member_id: int = 0
    party_id: int = 0

    def token(self) -> str:
        """The ticket as it stands in its address, signed."""
        return links.sign(TICKET, f"{self.assembly_id}.{self.member_id}.{self.party_id}")


def read_ticket(token: str) -> Ticket:
    """What a signed ticket stands for; raises Refusal where it was not signed here (§ 43b GenG)."""
    parts = links.verify(TICKET, token, TICKET_SECONDS).split(".")
    return Ticket(*map(int, parts))


def ticket_address(ticket: Ticket) -> str:
    """Where a ticket leads, as others can open it; empty where there is no address, or this machine's alone (§ 43b)."""
    return links.absolute(ENTRANCE + ticket.token()) if links.is_printable() else ""


def lets_in(session: Session, document: IssuedDocument, today: date) -> bool:
    """Say whether a letter carries a ticket that still lets somebody into an assembly (§ 43b GenG).

    Which one, is known by whom the letter told of it, not by the address in it: that changes with the installation.
    Where it is not known, the ticket is taken to open something.
    """
    if not (document.facts or {}).get("ticket"):
        return False
    told = select(Assembly).join(Dispatch).join(Notification).where(Notification.letter_id == document.id)
    assembly = session.scalars(told.options(lazyload("*"))).first()
    if assembly is None:
        return True
    return is_coming(session, assembly, today)
