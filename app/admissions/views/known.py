"""What the office's forms show of an application and of a clause, and what is stored when they are sent."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.admissions import queries
from app.admissions.rules import ClauseKind
from app.core.formats import day
from app.core.web import KnowingForm, _
from app.parties import queries as parties

Known = Mapping[str, object]


def unless_overtaken(
    form: KnowingForm, matter: str, stored: Callable[[Session], Known], act: Callable[..., object],
    wanted: Known | None = None,
) -> Callable[..., object]:
    """The act as it is carried out where the form's page was up to date."""

    def carried_out(session: Session, *given: Any) -> object:
        form.check_known(session, matter, lambda: stored(session), wanted)
        return act(session, *given)

    return carried_out


def tick_words(note: str, who: str) -> str:
    """Who ticked a point, and the remark."""
    return f"{note}, {who}" if note else who


def tick_of(session: Session, application_id: int, point: str) -> Known:
    """Whether a point is ticked, by whom and with what remark."""
    ticks = queries.get_application(session, application_id).ticks
    return {"tick": next((tick_words(each.note, each.ticked_by) for each in ticks if each.point == point), "")}


def original_of(session: Session, application_id: int) -> Known:
    """When the signed original came in."""
    return {"received_on": queries.get_application(session, application_id).original_received_on}


def quantity_of(session: Session, application_id: int) -> Known:
    """How much of the statute's measure the applicant has, as noted."""
    return {"quantity": queries.get_application(session, application_id).quantity}


def party_of(session: Session, application_id: int) -> Known:
    """Who the applicant is noted to be."""
    return linked_to(session, queries.get_application(session, application_id).party_id)


def linked_to(session: Session, party_id: int | None) -> Known:
    """A known party by its name; empty for somebody new."""
    party = parties.find_party(session, party_id) if party_id is not None else None
    return {"party": party.display_name if party is not None else ""}


def last_clause(session: Session, kind: ClauseKind) -> Known:
    """The newest version of a clause, whenever it holds."""
    newest = next((each for each in queries.clause_versions(session) if each.kind is kind), None)
    if newest is None:
        return {"last": ""}
    words = _("Fassung %(number)s, gilt ab %(day)s", number=newest.version, day=day(newest.valid_from))
    return {"last": f"{words}: {newest.heading}. {newest.text}"}
