"""Opening a resolution, proposing a matter, recording what was passed elsewhere."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.boardroom import actions, queries, rules
from app.boardroom.forms import (
    KIND_NAMES,
    MAX_PLACE,
    MAX_TEXT,
    ORGAN_NAMES,
    PROCEDURE_NAMES,
    OpenForm,
    ProposeForm,
    RecordForm,
)
from app.boardroom.queries import Item
from app.boardroom.views.pieces import (
    CONVENERS,
    WORDS,
    Agenda,
    asked_agenda,
    blueprint,
    called,
    check_recordable,
    is_worded,
    my_organs,
    recorded,
    seats_for_choice,
)
from app.core import clock
from app.core.db import db, transaction
from app.core.values import Role
from app.core.web import (
    Overtaken,
    RefusalsAbove,
    RefusalsAt,
    _,
    an_id,
    current_actor,
    page,
    requires,
    status_of,
    titled,
    told,
)
from app.organs import queries as organs
from app.organs.rules import (
    DayRefusal,
    DecidedOnRefusal,
    ItemKind,
    Organ,
    Outcome,
    Procedure,
    RecordRefusal,
    circular_deadline,
)
from app.statutes import queries as statutes
from app.statutes.rules import Statute

VOTING = (Organ.BOARD, Organ.SUPERVISORY_BOARD)


@blueprint.route("/neu", methods=["GET", "POST"])
@requires(*CONVENERS)
def open_resolution() -> ResponseReturnValue:
    """Open a circular or a meeting with chosen items."""
    form = _open_form()
    if form.validate_on_submit():
        with RefusalsAt(form.items), RefusalsAt(form.day_field(), DayRefusal):
            resolution_id = _open(form)
            flash(_("Der Beschluss ist eröffnet."), "info")
            return redirect(url_for(".show", resolution_id=resolution_id))
    session = db.session()
    items = organs.pending_items(session, form.organ.data)
    names = queries.names_of(session, items)
    return page(
        "boardroom/open_resolution.html", status_of(form), form=form, items=items, statute=_statute(),
        notes={item.id: _note(item, names[item.id]) for item in items},
        segments=_segments(form), taken=_taken_up(form), **WORDS,
    )


def _taken_up(form: OpenForm) -> dict[int, str]:
    """The resolutions in which items that were sent stand already, by id: sent again, they are not taken up twice."""
    found = [organs.get_item(db.session(), item_id) for item_id in form.items.data or [] if form.is_submitted()]
    taken = [item.resolution for item in found if item.resolution and item.organ == form.organ.data]
    return {resolution.id: resolution.number for resolution in taken}


def _note(item: Item, name: str) -> str:
    """What stands below what an item is called: its text, or its kind where it is called by its text."""
    return str(KIND_NAMES[item.kind]) if is_worded(item, name) else titled(item.text)


def _segments(form: OpenForm) -> list[dict[str, object]]:
    """The organs one may open a resolution for, as links."""
    return [
        {
            "label": each.label, "url": url_for(".open_resolution", organ=each.value),
            "active": each.value == form.organ.data,
        }
        for each in form.organ.choices
    ]


def _statute() -> Statute:
    return statutes.statute_on(db.session(), clock.today())


def _open_form() -> OpenForm:
    """The form with the organ's pending items and seats; the items of the address are chosen."""
    session, today, statute = db.session(), clock.today(), _statute()
    mine = [organ for organ in VOTING if organ in my_organs()]
    wanted = request.values.get("organ", "")
    organ = Organ(wanted) if wanted in set(mine) else mine[0]
    seats = seats_for_choice(session, organ, today)
    offered = _with_sent(organs.pending_items(session, organ), "items")
    names = queries.names_of(session, offered)
    items = [(item.id, called(item, names[item.id])) for item in offered]
    chosen = request.args.getlist("ids", type=int)
    form = OpenForm(
        organ=organ, items=chosen, deadline_on=circular_deadline(today, statute), meeting_on=today,
        procedure=_procedures(organ, statute)[0], attending=[party_id for party_id, _name in seats],
    )
    form.organ.choices = [(each.value, ORGAN_NAMES[each]) for each in mine]
    form.items.choices, form.attending.choices = items, seats
    form.procedure.choices = [(each.value, PROCEDURE_NAMES[each]) for each in _procedures(organ, statute)]
    return form


def _with_sent(pending: Sequence[Item], field: str) -> list[Item]:
    """Pending items and those just sent: sent twice, an item is no longer pending, and the act decides about it."""
    known = {item.id for item in pending}
    sent = [item_id for item_id in request.form.getlist(field, type=an_id) if item_id and item_id not in known]
    return [*pending, *(organs.get_item(db.session(), item_id) for item_id in sent)]


def _procedures(organ: Organ, statute: Statute) -> list[Procedure]:
    """The procedures the statute knows for an organ; a circular first."""
    allowed = statute.board_circular_allowed if organ is Organ.BOARD else statute.sb_circular_allowed
    return [Procedure.CIRCULAR, Procedure.MEETING] if allowed else [Procedure.MEETING]


def _open(form: OpenForm) -> int:
    opening = actions.Opening(
        form.organ.data, form.procedure.data, form.title.data or "", form.items.data or [],
        form.deadline_on.data, form.meeting_on.data, form.place.data or "", form.attending.data or [],
    )
    with transaction() as session:
        return form.once(
            session,
            lambda: actions.open_resolution(session, opening, current_actor(), clock.now()).id,
        )


@blueprint.route("/vorschlagen", methods=["GET", "POST"])
@requires(*CONVENERS)
def propose() -> ResponseReturnValue:
    """Propose a matter that no other page lays before an organ."""
    mine = [organ for organ in Organ if organ in my_organs()]
    form = ProposeForm(organ=mine[0], kind=ItemKind.OTHER)
    form.organ.choices = [(organ.value, ORGAN_NAMES[organ]) for organ in mine]
    if form.validate_on_submit():
        with suppress(Overtaken):
            _propose(form)
            flash(_("Vorgeschlagen. Der Gegenstand wartet auf einen Beschluss."), "info")
            return redirect(url_for(".index"))
    return page("boardroom/propose.html", status_of(form), form=form, **WORDS)


def _propose(form: ProposeForm) -> None:
    organ, text = form.organ.data, form.text.data or ""
    with transaction() as session:
        form.add(
            session, f"propose:{organ}", lambda: {"same": organs.same_proposal(session, organ, text)},
            lambda: actions.propose(session, organ, form.kind.data, text, current_actor(), clock.now()).id,
        )


@blueprint.route("/nachtragen", methods=["GET", "POST"])
@requires(Role.OFFICE, Role.BOARD, Role.SUPERVISORY_BOARD)
def record() -> ResponseReturnValue:
    """Record a resolution passed elsewhere: the general assembly's, or an earlier one.

    Who comes from the page of an assembly finds the form filled in by its agenda, and gets back there.
    """
    agenda = asked_agenda()
    form = _record_form(agenda)
    if agenda is not None and not form.is_submitted():
        check_recordable(agenda)
    if form.validate_on_submit():
        with (
            RefusalsAt(form["item"] if form.item.data else form.text), RefusalsAt(form.record, RecordRefusal),
            RefusalsAt(form.decided_on, DecidedOnRefusal), RefusalsAt(form.is_another, rules.AboutRecorded),
            RefusalsAt(form.is_declared, rules.AboutVotes), RefusalsAbove(form, rules.AboutAssembly),
        ):
            resolution_id = _record(form, agenda)
            flash(_("Der Beschluss ist nachgetragen."), "info")
            if agenda is not None:
                return redirect(url_for("assemblies.show", assembly_id=agenda.assembly_id))
            return redirect(url_for(".show", resolution_id=resolution_id))
    return page(
        "boardroom/record.html", status_of(form), form=form, hindered=_hindered(form), agenda=agenda,
        may_see_application=current_actor().has_any(rules.SEE_APPLICATIONS), **WORDS,
    )


def _hindered(form: RecordForm) -> dict[str, object] | None:
    """What the chosen item lacks today to be carried out, said before one asks; the act judges by its own day."""
    session, offered = db.session(), {each.value for each in form.item.choices}
    item = organs.get_item(session, form.item.data) if form.item.data and form.item.data in offered else None
    if item is None or item.organ not in my_organs() or not item.is_open:
        return None
    hindrance, application = queries.hindrance_of(session, item, clock.today()), queries.admitting(session, item)
    if hindrance is None or application is None:
        return None
    name = queries.name_of(session, item)
    return {"name": name, "application": application, "reason": told(rules.reason_of(hindrance))}


def _record_form(agenda: Agenda | None) -> RecordForm:
    mine = [Organ.GENERAL_ASSEMBLY] if agenda else my_organs()
    waiting = _with_sent([item for organ in mine for item in organs.pending_items(db.session(), organ)], "item")
    asked = agenda.waiting if agenda else request.args.get("item", 0, type=int)
    wanted = next((item for item in waiting if item.id == asked), None)
    form = RecordForm(
        organ=wanted.organ if wanted else Organ.GENERAL_ASSEMBLY if Organ.GENERAL_ASSEMBLY in mine else mine[0],
        item=wanted.id if wanted else 0, kind=ItemKind.OTHER, **_known(agenda, wanted),
    )
    form.organ.choices = [(organ.value, ORGAN_NAMES[organ]) for organ in mine]
    names = queries.names_of(db.session(), waiting)
    form.item.choices = [(0, _("ein anderer, mit eigenem Wortlaut"))] + [
        (item.id, f"{ORGAN_NAMES[item.organ]}: {names[item.id]} ({KIND_NAMES[item.kind]})") for item in waiting
    ]
    return form


def _known(agenda: Agenda | None, wanted: Item | None) -> dict[str, object]:
    """What the form is filled in with: the wording only where no item brings its own, and none that it would refuse."""
    if agenda is None:
        return {}
    known: dict[str, object] = {"decided_on": agenda.day, "place": agenda.place[:MAX_PLACE]}
    if wanted is None:
        known |= {"title": agenda.title, "text": agenda.text if len(agenda.text) <= MAX_TEXT else ""}
    return known


def _record(form: RecordForm, agenda: Agenda | None) -> int:
    counts = (form.in_favour.data, form.against.data, form.abstained.data)
    facts = actions.Record(
        form.organ.data, form.decided_on.day, form.title.data or "", form.text.data or "",
        Outcome(form.outcome.data), form.kind.data, form.item.data or None,
        actions.RecordedVote(*counts) if any(number is not None for number in counts) else None,
        form.place.data or "", form.record.checked(),
    )
    confirmed, now = rules.Confirmed(bool(form.is_another.data), bool(form.is_declared.data)), clock.now()

    def act() -> int:
        record = partial(actions.record_resolution, session, facts, current_actor(), now)
        return recorded(session, agenda, confirmed, record, now).id

    with transaction() as session:
        return form.add(
            session, f"record:{facts.organ}", lambda: {"same": _same_record(session, facts, agenda)}, act
        )


def _same_record(session: Session, facts: actions.Record, agenda: Agenda | None) -> str:
    """The same resolution of its own wording, where it is recorded already; an item is decided but once anyway.

    From an item of an agenda a second one is asked about in any words.
    """
    if facts.item_id or (agenda and agenda.item_id):
        return ""
    title = actions.title_on_paper(facts)
    return organs.same_record(session, facts.organ, facts.decided_on, title, facts.text, facts.kind, facts.outcome)
