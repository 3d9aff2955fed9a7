"""Polls: prepared, opened, closed, counted, declared, each an act of its own; lot, run-off, who accepts."""

from collections.abc import Callable, Sequence

from flask import flash
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.assemblies import queries as assemblies
from app.assemblies.rules import ELECTIONS, MeetingForm
from app.core import clock
from app.core.db import db
from app.core.values import NotFound
from app.core.web import ReasonForm, RefusalsAbove, RefusalsAt, _, current_actor, page, requires, status_of
from app.statutes import queries as statutes
from app.voting import actions, queries
from app.voting.forms import HALLS, METHODS, SECRECIES, DeclareForm, LotForm, PollForm, StartForm
from app.voting.models import Motion, Poll, PollOption
from app.voting.queries import AgendaItem, Assembly, Sitting
from app.voting.rules import (
    AboutHall,
    AboutMethod,
    AboutOptions,
    AboutSeats,
    AboutWords,
    HallWay,
    Method,
    MotionState,
    PollState,
    Secrecy,
    halls_for,
    has_hall,
    leaves_matter,
    methods_for,
    proposed_election,
    proposed_question,
    secrecies_for,
)
from app.voting.views.leading import lead_page
from app.voting.views.pieces import (
    LEADERS,
    READERS,
    WORDS,
    assembly_of,
    blueprint,
    conduct,
    doubts_of,
    poll_of,
    to_lead,
    typed,
)


@blueprint.route("/<int:assembly_id>/punkte/<int:item_id>/frage", methods=["GET", "POST"])
@requires(*LEADERS)
def prepare(assembly_id: int, item_id: int) -> ResponseReturnValue:
    """Prepare a poll on an item: what is asked, how, and who may see it."""
    assembly = assembly_of(assembly_id)
    item = assemblies.get_item(assembly, item_id)
    is_phase, amendments = assembly.form is MeetingForm.STRETCHED, queries.accepted_changes(db.session(), item)
    motions = [each for each in queries.motions_of(db.session(), item_id) if each.state is MotionState.OPEN]
    form = _poll_form(assembly, item, [each for each in motions if leaves_matter(each.kind, is_phase)], amendments)
    if form.validate_on_submit():
        about = (
            RefusalsAt(form.method, AboutMethod), RefusalsAt(form.options, AboutOptions),
            RefusalsAt(form.seats, AboutSeats), RefusalsAt(form.hall, AboutHall),
        )  # fmt: skip
        with RefusalsAbove(form), about[0], about[1], about[2], about[3]:
            _prepare(form, assembly_id, item_id)
            flash(_("Vorbereitet. Eröffnet wird die Abstimmung eigens."), "success")
            _point_out_doubts(assembly_id, item_id)
            return to_lead(assembly_id)
    return page("voting/prepare.html", status_of(form), form=form, assembly=assembly, item=item,
                elects=item.subject in ELECTIONS, amendments=amendments,
                is_phase=is_phase, not_apart=[each for each in motions if not leaves_matter(each.kind, is_phase)],
                **WORDS)


def _point_out_doubts(assembly_id: int, item_id: int) -> None:
    """Say that something speaks against an election, or who stands for it; what it is stands at the prepared poll."""
    polls = [each for each in queries.polls_of(db.session(), assembly_id) if each.item_id == item_id]
    if any(doubts_of(each) for each in polls if each.state is PollState.PREPARED):
        flash(_("Prüfen Sie die Wahl, bevor Sie sie eröffnen: Hinweise stehen bei der Abstimmung."), "warning")


def _poll_form(
    assembly: Assembly, item: AgendaItem, motions: Sequence[Motion], amendments: Sequence[Motion]
) -> PollForm:
    is_election = item.subject in ELECTIONS
    seats, filled = _seats_left(assembly, item)
    method = Method.YES_NO if not is_election else Method.ELECTION if seats == 1 else Method.LIST
    is_secret = has_hall(assembly.form) and queries.is_secrecy_demanded(db.session(), item.id, None)
    changes = [] if is_election else [(each.mover, each.text) for each in amendments]
    proposal = proposed_election(item.title, seats or 0, filled) if is_election else item.draft or item.title
    form = PollForm(question=proposed_question(proposal, changes), method=method, seats=seats,
                    secrecy=Secrecy.PAPER_ONLY if is_secret else Secrecy.OPEN,
                    hall=HallWay.PAPER if is_secret else HallWay.PHONE)
    mode = statutes.statute_on(db.session(), clock.today()).election_mode
    kinds = (None, *(each.kind for each in motions))
    offered = {each for kind in kinds for each in methods_for(item.subject, kind, mode)}
    form.method.choices = [(each, word) for each, word in METHODS.items() if each in offered]
    form.secrecy.choices = [(each, SECRECIES[each]) for each in secrecies_for(assembly.form)]
    form.hall.choices = [(each, HALLS[each]) for each in halls_for(assembly.form)]
    form.motion.choices = [(0, _("Beschlussvorschlag der Tagesordnung")),
                           *((each.id, f"{each.mover}: {each.text[:80]}") for each in motions)]
    return form


def _seats_left(assembly: Assembly, item: AgendaItem) -> tuple[int | None, int]:
    """How many seats of an item are left to fill, one at least, and how many are filled; None where it has none."""
    if item.seats is None:
        return None, 0
    filled = queries.seats_filled(db.session(), assembly.id, item.id)
    return max(item.seats - filled, 1), filled


def _prepare(form: PollForm, assembly_id: int, item_id: int) -> None:
    planned, actor, now = form.planned(), current_actor(), clock.now()

    def act(session: Session, sitting: Sitting) -> None:
        item = assemblies.get_item(assemblies.get_assembly(session, assembly_id), item_id)
        actions.prepare(session, sitting, item, planned, actor, now)

    typed(assembly_id, act, form)


def _on(assembly_id: int, poll_id: int, act: Callable[[Session, Sitting, Poll], object]) -> Callable[
    [Session, Sitting], object
]:
    """An act on a poll of this assembly."""
    return lambda session, sitting: act(session, sitting, queries.get_poll(session, assembly_id, poll_id))


@blueprint.post("/<int:assembly_id>/<int:poll_id>/eroeffnen")
@requires(*LEADERS)
def open_poll(assembly_id: int, poll_id: int) -> ResponseReturnValue:
    """Open a poll."""
    form, actor, now = StartForm(), current_actor(), clock.now()
    return conduct(assembly_id, _on(assembly_id, poll_id, lambda session, sitting, poll: actions.open_poll(
        session, sitting, poll, form.minutes.data, actor, now, form.confirmed())), form)


@blueprint.post("/<int:assembly_id>/<int:poll_id>/laenger")
@requires(*LEADERS)
def lengthen(assembly_id: int, poll_id: int) -> ResponseReturnValue:
    """Keep a poll open a minute longer."""
    actor, now = current_actor(), clock.now()
    return conduct(assembly_id, _on(assembly_id, poll_id, lambda session, sitting, poll: actions.lengthen(
        session, sitting, poll, actor, now)))


@blueprint.post("/<int:assembly_id>/<int:poll_id>/schliessen")
@requires(*LEADERS)
def close_poll(assembly_id: int, poll_id: int) -> ResponseReturnValue:
    """Close a poll."""
    actor, now = current_actor(), clock.now()
    return conduct(assembly_id, _on(assembly_id, poll_id, lambda session, sitting, poll: actions.close_poll(
        session, sitting, poll, actor, now)))


@blueprint.post("/<int:assembly_id>/<int:poll_id>/auszaehlen")
@requires(*LEADERS)
def count_poll(assembly_id: int, poll_id: int) -> ResponseReturnValue:
    """Count a poll."""
    actor, now = current_actor(), clock.now()
    return conduct(assembly_id, _on(assembly_id, poll_id, lambda session, sitting, poll: actions.count_poll(
        session, sitting, poll, actor, now)))


@blueprint.post("/<int:assembly_id>/<int:poll_id>/verkuenden")
@requires(*LEADERS)
def declare(assembly_id: int, poll_id: int) -> ResponseReturnValue:
    """Declare a result."""
    assembly, form, actor, now = assembly_of(assembly_id), DeclareForm(), current_actor(), clock.now()
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.text, AboutWords):
            typed(assembly_id, _on(assembly_id, poll_id, lambda session, sitting, poll: actions.declare(
                session, sitting, poll, form.text.data or "", actor, now)), form)
            return to_lead(assembly_id)
    return lead_page(assembly, status_of(form), declare=form)


@blueprint.post("/<int:assembly_id>/<int:poll_id>/abbrechen")
@requires(*LEADERS)
def void_poll(assembly_id: int, poll_id: int) -> ResponseReturnValue:
    """Break a poll off, with the reason."""
    form, actor, now = ReasonForm(), current_actor(), clock.now()
    is_prepared = poll_of(assembly_id, poll_id)[1].state is PollState.PREPARED
    done = _("Die vorbereitete Abstimmung ist verworfen.") if is_prepared else _("Die Abstimmung ist abgebrochen.")
    return conduct(assembly_id, _on(assembly_id, poll_id, lambda session, sitting, poll: actions.void_poll(
        session, sitting, poll, form.reason.data or "", actor, now)), form, done)


@blueprint.post("/<int:assembly_id>/<int:poll_id>/los")
@requires(*LEADERS)
def draw_lot(assembly_id: int, poll_id: int) -> ResponseReturnValue:
    """Enter whom the lot hit."""
    form, actor, now = LotForm(), current_actor(), clock.now()
    form.drawn.choices = [(each.id, each.name) for each in poll_of(assembly_id, poll_id)[1].options]
    return conduct(assembly_id, _on(assembly_id, poll_id, lambda session, sitting, poll: actions.draw_lot(
        session, sitting, poll, form.drawn.data or [], actor, now)), form)


@blueprint.post("/<int:assembly_id>/<int:poll_id>/stichwahl")
@requires(*LEADERS)
def open_runoff(assembly_id: int, poll_id: int) -> ResponseReturnValue:
    """Open the run-off that follows from a result."""
    actor, now = current_actor(), clock.now()
    return conduct(assembly_id, _on(assembly_id, poll_id, lambda session, sitting, poll: actions.open_runoff(
        session, sitting, poll, actor, now)))


ANSWERS = {"nimmt-an": True, "lehnt-ab": False}
"""What who was elected can say, as addresses name it."""


@blueprint.post("/<int:assembly_id>/<int:poll_id>/gewaehlte/<int:option_id>/<word>")
@requires(*LEADERS)
def answer(assembly_id: int, poll_id: int, option_id: int, word: str) -> ResponseReturnValue:
    """Record whether who was elected accepts, also after the meeting."""
    if word not in ANSWERS:
        raise NotFound
    accepts, actor, now = ANSWERS[word], current_actor(), clock.now()

    def act(session: Session, sitting: Sitting, poll: Poll) -> None:
        actions.answer(session, sitting, poll, _option(poll, option_id), accepts, actor, now)

    return conduct(assembly_id, _on(assembly_id, poll_id, act), None, _("Die Erklärung zur Wahl ist eingetragen."),
                   actions.hold_held)


def _option(poll: Poll, option_id: int) -> PollOption | None:
    return next((each for each in poll.options if each.id == option_id), None)


@blueprint.get("/<int:assembly_id>/<int:poll_id>")
@requires(*READERS)
def show(assembly_id: int, poll_id: int) -> ResponseReturnValue:
    """A poll with its result and how it was reckoned, and whether a recount gives the same."""
    session, (assembly, poll) = db.session(), poll_of(assembly_id, poll_id)
    return page(
        "voting/poll.html", assembly=assembly, poll=poll, elected=queries.elected_options(poll),
        is_same=queries.is_same_again(session, poll), roll=queries.roll_of(session, poll.id),
        barred={row.member_id for row in queries.barred_of(session, poll)},
        later=queries.named_later(session, poll), turnout=queries.turnout_of(session, poll),
        named=queries.open_votes(session, poll),
        wording=queries.wording_of(session, poll), sitting=queries.find_sitting(session, assembly_id),
        may_lead=current_actor().has_any(LEADERS), **WORDS,
    )


@blueprint.get("/<int:assembly_id>/ergebnisse")
@requires(*READERS)
def results(assembly_id: int) -> ResponseReturnValue:
    """All polls of a meeting, in their order."""
    assembly = assembly_of(assembly_id)
    polls = queries.polls_of(db.session(), assembly_id)
    recorded = queries.recorded_afterwards(db.session(), assembly)
    return page("voting/results.html", assembly=assembly, polls=polls, recorded=recorded, **WORDS)
