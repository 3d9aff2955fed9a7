"""Everything that the figures on prospects count, with the prospect behind each."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
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


EVER = datetime(9999, 1, 1, tzinfo=UTC)


def events(session: Session, until: datetime = EVER) -> list[Event]:
    """Every enquiry, talk, application and admission of prospects, the newest first; deleted ones have no name.

    `until`: without what was noted, handed in or decided after that moment.
    """
    found = [*_dated(session, until), *_applied(session, until), *_erased(session, until)]
    return sorted(found, key=lambda each: (each.day, each.prospect_id), reverse=True)


def _dated(session: Session, until: datetime) -> Iterator[Event]:
    asked: Rows = select(Enquiry.received_on, *_WHO).join(Prospect, Prospect.id == Enquiry.prospect_id)
    held: Rows = select(ProspectTalk.held_on, *_WHO).join(Prospect, Prospect.id == ProspectTalk.prospect_id)
    asked, held = asked.where(Enquiry.recorded_at <= until), held.where(ProspectTalk.recorded_at <= until)
    for figure, query in ((Figure.ENQUIRIES, asked), (Figure.TALKS, held)):
        yield from (Event(figure, *row) for row in session.execute(query))


def _applied(session: Session, until: datetime) -> Iterator[Event]:
    columns = (Application.submitted_at, Application.decided_at, Application.state)
    joined: Rows = select(*columns, *_WHO).join(Prospect, Prospect.application_id == Application.id)
    for submitted_at, decided_at, state, *who in session.execute(joined.where(Application.submitted_at <= until)):
        yield Event(Figure.APPLICATIONS, local(submitted_at).date(), *who)
        is_decided = decided_at is not None and decided_at <= until
        if is_decided and state in (ApplicationState.ADMITTED, ApplicationState.NOTIFIED):
            yield Event(Figure.MEMBERS, local(decided_at).date(), *who)


def _erased(session: Session, until: datetime) -> Iterator[Event]:
    noted: Rows = select(Prospect.applied_on, Prospect.joined_on, *_WHO)
    last_day = local(until).date()
    for applied_on, joined_on, *who in session.execute(noted.where(Prospect.applied_on <= last_day)):
        yield Event(Figure.APPLICATIONS, applied_on, *who)
        if joined_on is not None and joined_on <= last_day:
            yield Event(Figure.MEMBERS, joined_on, *who)
