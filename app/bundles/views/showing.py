"""One bundle with its needs, what may fit, what was done; and what the page of a need says of its bundle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask.typing import ResponseReturnValue

from app.bundles import actions, queries
from app.bundles.forms import ActForm, AddForm
from app.bundles.models import Bundle, BundleAct
from app.bundles.rules import Piece, common_of, excerpt, marked, may_see_bundle
from app.bundles.views.pieces import (
    READERS,
    WORDS,
    Done,
    Side,
    blueprint,
    just_done,
    office_side,
    own_side,
    panels_of,
    seen_bundle,
    told,
)
from app.core.db import db
from app.core.values import Role
from app.core.web import Form, page, refused, requires, status_of
from app.needs.queries import Row, Similar
from app.needs.rules import LEVELS_SEEN, Viewer


@dataclass(frozen=True)
class Marked:
    """A need as the page of its bundle shows it: title and beginning, with the words that others name, too."""

    row: Row
    title: Sequence[Piece]
    text: Sequence[Piece]


def marked_rows(rows: Sequence[Row]) -> list[Marked]:
    """Needs with the words marked that they have in common; none is handed in that the reader may not see."""
    common = common_of([f"{row.need.title}. {row.need.situation} {row.need.effect}" for row in rows])
    return [
        Marked(row, marked(row.need.title, common), marked(excerpt(f"{row.need.situation} {row.need.effect}"), common))
        for row in rows
    ]


@dataclass(frozen=True)
class Step:
    """An act in the history of a bundle, whether it can be undone now, and who undid it."""

    done: Done
    may_undo: bool
    undone_by: BundleAct | None


def steps_of(bundle: Bundle, may_write: bool) -> list[Step]:
    """What was done with a bundle, the newest first."""
    session = db.session()
    acts = list(queries.acts_of(session, bundle.id))
    undone = queries.undoing_of(session, [each.id for each in acts])
    now = queries.places_for(session, acts) if may_write else None
    return [
        Step(done, now is not None and done.act.id not in undone and queries.hindrance_to(done.act, now) is None,
             undone.get(done.act.id))
        for done in told(session, acts, bundle.id)
    ]  # fmt: skip


@blueprint.get("/bedarfe/buendel/<int:bundle_id>")
@requires(*READERS)
def show(bundle_id: int) -> ResponseReturnValue:
    """One bundle, as the office sees it."""
    return show_page(bundle_id)


def show_page(bundle_id: int, **given: Form) -> ResponseReturnValue:
    """The page of a bundle; a form that was refused is shown again with its errors."""
    side, session = office_side(), db.session()
    bundle = seen_bundle(side, bundle_id)
    rows, acts_here = queries.needs_in(session, bundle.id, side.viewer), side.may_write and not bundle.dissolved_at
    forms = {"add_form": AddForm(formdata=None), **given}
    closed = queries.closed_since(session, bundle.id) if acts_here else []
    held = refused(lambda: actions.check_not_held(session, [bundle.id], lock=False)) if acts_here else ""
    return page(
        "bundles/show.html", status_of(*given.values()), bundle=bundle, side=side, marked=marked_rows(rows),
        gone=queries.gone_in(session, bundle.id), act=ActForm(formdata=None), done=just_done(),
        similar=queries.like_bundle(session, bundle.id) if acts_here and not held else Similar(), held=held,
        declined=queries.declined_rows(session, bundle.id) if acts_here else [], acts_here=acts_here,
        closed=closed, is_for_members=_is_for_members(bundle, rows, bool(closed)),
        steps=steps_of(bundle, side.may_write and not held),
        wider=[row for row in rows if row.need.level == "office"] if bundle.level != "office" else [],
        panels=panels_of(bundle, True), **forms, **WORDS,
    )


def _is_for_members(bundle: Bundle, rows: Sequence[Row], is_closed: bool) -> bool:
    """Whether members who own none of the needs see the bundle as it is."""
    sees_one = any(row.need.level in LEVELS_SEEN[True] for row in rows)
    return may_see_bundle(
        Viewer(is_member=True), bundle.level, sees_one, bundle.dissolved_at is not None, is_closed
    )  # fmt: skip


@blueprint.get("/mein/<int:number>/buendel/<int:bundle_id>")
@requires(Role.MEMBER)
def own_show(number: int, bundle_id: int) -> ResponseReturnValue:
    """One bundle, as a member sees it: the needs in it that are for its eyes, and whom it may ask for contact."""
    side, session = own_side(number), db.session()
    bundle = seen_bundle(side, bundle_id)
    rows = queries.needs_in(session, bundle.id, side.viewer)
    own = [row for row in rows if side.owns(row)]
    return page(
        "bundles/own_show.html", bundle=bundle, side=side, marked=marked_rows(rows), own=own,
        may_ask=side.may_write and bool(own), asked=_asked(side, rows), act=ActForm(formdata=None),
        panels=panels_of(bundle, False), **WORDS,
    )


def _asked(side: Side, rows: Sequence[Row]) -> Mapping[int, Any]:
    """Need → the request by which this member has asked its owner, open or agreed to."""
    return queries.open_contacts(db.session(), side.member.id, [row.need.id for row in rows])


# --- on the page of a need --------------------------------------------------------------------------------------------

Panel = tuple[str, Mapping[str, Any]]


def on_need(row: Row, is_office: bool, number: int | None) -> Panel | None:
    """What the page of a need says of its bundle: template and what it is given; None where there is nothing to say.

    `number` is that of the member in whose pages the need is shown; None for the office.
    """
    session = db.session()
    side = office_side() if is_office or number is None else own_side(number)
    if row.need.erased_at is not None or row.need.state == "withdrawn":
        return None
    bundle = queries.bundle_of(session, row.need.id, side.viewer)
    if bundle is None and not (is_office and side.may_write):
        return None
    rows = queries.needs_in(session, bundle.id, side.viewer) if bundle is not None else []
    others = [each for each in rows if each.need.id != row.need.id]
    given = {
        "bundle": bundle, "side": side, "others": others, "row": row, "act": ActForm(formdata=None),
        "words": WORDS["words"],
        "every": _to_choose() if is_office and side.may_write and bundle is None else [],
        "asked": _asked(side, others) if not side.is_office else {}, "may_ask": side.may_write and side.owns(row),
    }
    return "bundles/_of_need.html", given


def _to_choose() -> list[tuple[int, str]]:
    """The bundles into which a need may be put, by title."""
    found = queries.list_bundles(db.session(), office_side().viewer, sort="title")[0]
    return [(each.bundle.id, f"{each.bundle.title} ({each.bundle.number})") for each in found]
