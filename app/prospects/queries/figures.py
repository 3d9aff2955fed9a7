"""Everything that the figures on prospects count, with the prospect behind each."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.admissions.models import Application
from app.admissions.rules import ApplicationState
from app.core.formats import local
from app.prospects.models import Enquiry, Prospect, ProspectTalk
from app.prospects.rules import Event, Figure

_WHO: Sequence[InstrumentedAttribute[Any]] = (
    Prospect.kind, Prospect.region, Prospect.id, Prospect.number, Prospect.name,
)  # fmt: skip

Rows = Select[*tuple[Any, ...]]


def events(session: Session) -> list[Event]:
    """Every enquiry, talk, application and admission of prospects, the newest first; deleted ones have no name."""
    found = [*_dated(session), *_applied(session), *_erased(session)]
    return sorted(found, key=lambda each: (each.day, each.prospect_id), reverse=True)


def _dated(session: Session) -> Iterator[Event]:
    asked: Rows = select(Enquiry.received_on, *_WHO).join(Prospect, Prospect.id == Enquiry.prospect_id)
    held: Rows = select(ProspectTalk.held_on, *_WHO).join(Prospect, Prospect.id == ProspectTalk.prospect_id)
    for figure, query in ((Figure.ENQUIRIES, asked), (Figure.TALKS, held)):
        yield from (Event(figure, *row) for row in session.execute(query))


def _applied(session: Session) -> Iterator[Event]:
    columns = (Application.submitted_at, Application.decided_at, Application.state)
    joined: Rows = select(*columns, *_WHO).join(Prospect, Prospect.application_id == Application.id)
    for submitted_at, decided_at, state, *who in session.execute(joined.where(Application.submitted_at.is_not(None))):
        yield Event(Figure.APPLICATIONS, local(submitted_at).date(), *who)
        if decided_at is not None and state in (ApplicationState.ADMITTED, ApplicationState.NOTIFIED):
            yield Event(Figure.MEMBERS, local(decided_at).date(), *who)


def _erased(session: Session) -> Iterator[Event]:
    noted: Rows = select(Prospect.applied_on, Prospect.joined_on, *_WHO)
    for applied_on, joined_on, *who in session.execute(noted.where(Prospect.applied_on.is_not(None))):
        yield Event(Figure.APPLICATIONS, applied_on, *who)
        if joined_on is not None:
            yield Event(Figure.MEMBERS, joined_on, *who)
