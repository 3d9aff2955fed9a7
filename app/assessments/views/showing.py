"""One round as the office sees it: what is assessed, by what, by whom, how far it is; no score while it runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.assessments import queries
from app.assessments.forms import ActForm
from app.assessments.models import Assessor, Round, RoundSubject
from app.assessments.rules import (
    NOBODY_ASSESSED,
    RESULT_SHOWN,
    Person,
    RoundState,
    asked_about,
    has_enough,
    members_among,
)
from app.assessments.views.pieces import READERS, WORDS, blueprint, from_above, get_round, may_write
from app.bundles import queries as bundles
from app.core import outbox
from app.core.db import db
from app.core.web import page, reading_day, requires
from app.needs.queries import Row
from app.needs.rules import Level


@dataclass(frozen=True)
class Line:
    """Something that is assessed, as the office sees it: from how many members, how many are in, what is not shown.

    `hidden`: how many needs of a bundle assessors do not see. `lacks`: whether some are missing for certain, by numbers
    that the office sees anyway: nothing here tells whether somebody who was excused has assessed (R-NEED-02).
    """

    subject: queries.Subject
    progress: queries.Progress
    members: int
    is_enough: bool
    own: tuple[str, ...]
    hidden: int
    lacks: bool


@dataclass(frozen=True)
class Named:
    """Somebody named: whether the person acts for the member still, and can be reached and sign in."""

    row: Assessor
    acts: bool
    has_login: bool


@blueprint.get("/bewertungen/<int:round_id>")
@requires(*READERS)
def show(round_id: int) -> ResponseReturnValue:
    """One round, prepared, running or over."""
    session, found, today = db.session(), get_round(round_id), reading_day()
    persons = queries.persons_of(session, found, today)
    lines = lines_of(found, persons)
    progress = queries.sum_of([each.progress for each in lines])
    subject, act = queries.subject_of(round_id), ActForm(formdata=None)
    act.seen.data = str(found.version)
    item = queries.find_item(session, round_id)
    return page(
        "assessments/show.html", round=found, lines=lines, named=_named(found, persons), progress=progress, act=act,
        item=item, place=from_above().place(session, found.agenda_item_id) if found.agenda_item_id else None,
        may_write=may_write(), track=track_of(found), today=today,
        members=members_among(persons), is_ready=_is_ready(found, lines, persons),
        may_close=not any(each.lacks for each in lines), is_unheard=_is_unheard(found), unheard=NOBODY_ASSESSED,
        history=queries.history_of(session, round_id), mails=outbox.mails_about(session, subject), **WORDS,
    )


def _is_unheard(found: Round) -> bool:
    """Whether a round is over in which nobody assessed."""
    return found.state in RESULT_SHOWN and not queries.turnout_of(db.session(), found).heard


def lines_of(found: Round, persons: Sequence[Person]) -> list[Line]:
    """What is assessed in a round, line by line."""
    session, progress = db.session(), queries.progress_of(db.session(), found, reading_day())
    names = {each.id: each.party.display_name for each in found.assessors}
    of_bundles = [each.bundle_id for each in found.subjects if each.bundle_id is not None]
    lines, lying = [], bundles.needs_in_each(session, of_bundles, queries.OFFICE)
    for each in queries.subjects_of(session, found):
        asked = asked_about(persons, each.owners)
        members = members_among(asked)
        own = tuple(names[person.id] for person in persons if person not in asked)
        hidden = sum(row.need.level is Level.OFFICE for row in lying.get(each.row.bundle_id or 0, ()))
        lacks = each.is_shown and progress[each.id].given < len(asked)
        lines.append(Line(each, progress[each.id], members, has_enough(members), own, hidden, lacks))
    return lines


def _named(found: Round, persons: Sequence[Person]) -> list[Named]:
    gone = queries.acts_no_more(found, persons)
    logins = accounts.accounts_of_parties(db.session(), {each.party_id for each in found.assessors})
    return [Named(each, each.id not in gone, each.party_id in logins) for each in found.assessors]


def _is_ready(found: Round, lines: Sequence[Line], persons: Sequence[Person]) -> bool:
    is_set = bool(found.criteria and lines and found.last_day)
    return is_set and has_enough(members_among(persons)) and all(
        each.is_enough and each.subject.is_shown for each in lines
    )


WAY = (RoundState.PREPARED, RoundState.OPEN, RoundState.CLOSED, RoundState.DECIDED)


def track_of(found: Round) -> list[dict[str, Any]]:
    """The way of a round as it is shown, with its days."""
    moments = {RoundState.PREPARED: found.prepared_at, RoundState.OPEN: found.opened_at,
               RoundState.CLOSED: found.closed_at}
    at = WAY.index(found.state) if found.state in WAY else 0
    return [
        {"state": each, "standing": "done" if place < at else "now" if place == at else "coming",
         "moment": moments.get(each), "day": found.decided_on if each is RoundState.DECIDED else None}
        for place, each in enumerate(WAY)
    ]  # fmt: skip


# --- on the pages of bundles and needs --------------------------------------------------------------------------------

Panel = tuple[str, Mapping[str, Any]]
"""What a page of a room below includes: a template, and what it is given."""


def on_bundle(session: Session, bundle_id: int, is_office: bool) -> Panel | None:
    """What the page of a bundle says of the rounds in which it is or was assessed; None where there is nothing."""
    return _panel(session, queries.rounds_of_bundle(session, bundle_id), is_office)


def on_need(row: Row, is_office: bool, _number: int | None) -> Panel | None:
    """The same on the page of a need: one by itself, for the office also with the bundle that had it then."""
    session = db.session()
    return _panel(session, queries.rounds_of_need(session, row.need.id, is_office), is_office)


def _panel(session: Session, found: Sequence[RoundSubject], is_office: bool) -> Panel | None:
    """For members only what an organ decided on it: taken up, by which resolution."""
    shown = found if is_office else [each for each in found if each.is_taken_up]
    if not shown:
        return None
    progress = {
        each.id: queries.progress_of(session, each.round, reading_day())[each.id]
        for each in shown if is_office and each.round.state is RoundState.OPEN
    }  # fmt: skip
    return "assessments/_rounds.html", {"rounds": shown, "progress": progress, "is_office": is_office}
