"""Work of the room outside a request: the tickets of all members as one file for the printer (§ 47 GenG)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.attendance import actions, queries
from app.attendance.rules import TICKETS_JOB
from app.core import files, jobs
from app.core.formats import local
from app.core.jobs import Handler, Hopeless
from documents.admission_ticket import TicketFacts, build_all


@dataclass(frozen=True)
class _Printed:
    """The file that came of it."""

    name: str
    sha256: str


def _begin(session: Session, reference: str, now: datetime) -> Sequence[TicketFacts]:
    assembly = queries.get_meeting(session, int(jobs.job_of(session, reference).asked))
    tickets = actions.tickets_of_all(session, assembly, local(now).date())
    if not tickets:
        raise Hopeless("Kein Mitglied nimmt an dieser Versammlung teil.")
    return tickets


def _print(order: object) -> _Printed:
    """Lay them out; takes minutes for thousands, hence outside any transaction."""
    assert isinstance(order, list)
    content = build_all(order, jobs.tell)
    return _Printed(f"Einlasskarten-{order[0].meets_on:%Y-%m-%d}.pdf", files.put(content))


def _keep(session: Session, reference: str, printed: object, now: datetime) -> None:
    assert isinstance(printed, _Printed)
    jobs.keep_result(session, jobs.job_of(session, reference), printed.sha256, printed.name, now)


HANDLERS: dict[str, Handler] = {TICKETS_JOB: Handler(begin=_begin, work=_print, finish=_keep)}
