"""What members of an organ and who takes the minutes do with a resolution."""

from collections.abc import Callable, Mapping

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.boardroom import actions
from app.boardroom.forms import (
    AttendanceForm,
    BiasForm,
    LaterRecordForm,
    MinutedVotesForm,
    ObjectionForm,
    QuestionForm,
    SignatureForm,
    VoteAllForm,
    VoteForm,
    votes_from,
)
from app.boardroom.queries import Item, Resolution, effect_of
from app.boardroom.rules import LacksPoints
from app.boardroom.views.pieces import (
    CONVENERS,
    OFFICERS,
    attending,
    blueprint,
    minuted_votes,
    my_party,
    own_vote,
    tell_left,
    vote_words,
)
from app.boardroom.views.resolution import attendance_form, minuted_bias_form, show_page
from app.core import clock
from app.core.db import db, once, one_at_a_time, transaction
from app.core.uploads import CheckedFile
from app.core.values import NotFound, Refusal
from app.core.web import KnowingForm, RefusalsAbove, RefusalsAt, _, _l, _n, current_actor, requires, told
from app.organs import queries as organs
from app.organs.rules import Choice, Organ, Outcome, RecordRefusal


def _item(resolution_id: int, item_id: int) -> Item:
    """An item of this resolution; another's number in the address leads nowhere."""
    item = organs.get_item(db.session(), item_id)
    if item.resolution_id != resolution_id:
        raise NotFound
    return item


def _me() -> int:
    party_id = my_party()
    if party_id is None:
        raise Refusal("Abstimmen kann nur, wer diesem Organ heute angehört.")
    return party_id


def _matter(item: Item) -> str:
    """What two people who enter votes on the same item wait for."""
    return f"votes:{item.id}"


def _check_known(
    session: Session, form: KnowingForm, item: Item, stored: Callable[[], Mapping[str, object]],
    wanted: Mapping[str, object],
) -> None:
    """Show votes that came meanwhile beside the form; a decided item has none, there the act says that it is late.

    Whether it is decided is asked once whoever votes at the same moment is done.
    """
    one_at_a_time(session, _matter(item))
    if item.is_open:
        form.check_known(session, _matter(item), stored, wanted)


def _back(resolution_id: int, item: Item | None = None) -> ResponseReturnValue:
    return redirect(url_for(".show", resolution_id=resolution_id, punkt=item.position if item else None))


def _tell(outcome: Outcome, item: Item) -> None:
    """Say what came of it: decided, or one more vote."""
    flash(told(effect_of(db.session(), item, outcome)), "info")


def _next(resolution_id: int, item: Item) -> ResponseReturnValue:
    """Go on with the next item of the same resolution that waits for the person; else stay."""
    waiting = organs.items_awaiting(db.session(), _me(), clock.today())
    following = next((each for each in waiting if each.resolution_id == resolution_id), None)
    return _back(resolution_id, following or item)


@blueprint.post("/<int:resolution_id>/gegenstaende/<int:item_id>/stimme")
@requires(*OFFICERS)
def vote(resolution_id: int, item_id: int) -> ResponseReturnValue:
    """Vote on one item; once it is decided, the decision is carried out."""
    form, item = VoteForm(), _item(resolution_id, item_id)
    if form.validate_on_submit():
        with RefusalsAbove(form, LacksPoints):
            outcome = _vote(item_id, Choice(form.choice.data), (form.reason.data or "").strip(), form)
            _tell(outcome, item)
            return _next(resolution_id, item)
    return show_page(organs.get_resolution(db.session(), resolution_id), item, vote_form=form)


def _vote(item_id: int, choice: Choice, reason: str, form: VoteForm) -> Outcome:
    wanted = {"own": vote_words(choice, reason)}
    with transaction() as session:
        item = organs.get_item(session, item_id)
        _check_known(session, form, item, lambda: own_vote(item, _me()), wanted)
        return actions.vote(session, item, _me(), choice, reason, current_actor(), clock.now())


@blueprint.post("/<int:resolution_id>/stimmen")
@requires(*OFFICERS)
def vote_on_all(resolution_id: int) -> ResponseReturnValue:
    """Give the same vote on several items at once."""
    form = VoteAllForm()
    form.items.choices = [(item.id, item.id) for item in organs.get_resolution(db.session(), resolution_id).items]
    if not form.validate_on_submit():
        raise Refusal("Wählen Sie mindestens einen Gegenstand.")
    with RefusalsAbove(form, LacksPoints):
        with transaction() as session:
            resolution = organs.get_resolution(session, resolution_id)
            given = actions.vote_on_all(
                session, resolution, form.items.data or [], Choice(form.choice.data), current_actor(), clock.now()
            )
        _tell_all(given)
        return _back(resolution_id)
    return show_page(organs.get_resolution(db.session(), resolution_id), all_form=form)


def _tell_all(given: actions.VotedOnAll) -> None:
    flash(_n("Eine Stimme eingetragen.", "%(num)s Stimmen eingetragen.", given.number), "info")
    if given.late:
        one = _n("Einer war inzwischen entschieden; dort wurde Ihre Stimme nicht gezählt.",
                 "%(num)s waren inzwischen entschieden; dort wurde Ihre Stimme nicht gezählt.", given.late)
        flash(one, "info")
    tell_left(given.refused, _l("Ihre Stimme fehlt noch bei {name}: {reason}"))


@blueprint.post("/<int:resolution_id>/gegenstaende/<int:item_id>/protokollstimmen")
@requires(*CONVENERS)
def enter_votes(resolution_id: int, item_id: int) -> ResponseReturnValue:
    """Enter the votes of those present at a meeting."""
    form, item, votes = MinutedVotesForm(), _item(resolution_id, item_id), votes_from(request.form)
    with RefusalsAbove(form, LacksPoints):
        with transaction() as session:
            item = organs.get_item(session, item_id)
            _check_known(session, form, item, lambda: minuted_votes(item), minuted_votes(item, votes))
            outcome = actions.enter_votes(session, item, votes, current_actor(), clock.now())
        _tell(outcome, item)
        return _back(resolution_id, item)
    return show_page(organs.get_resolution(db.session(), resolution_id), item, minuted_votes_form=form)


@blueprint.post("/<int:resolution_id>/gegenstaende/<int:item_id>/befangen")
@requires(*OFFICERS)
def declare_bias(resolution_id: int, item_id: int) -> ResponseReturnValue:
    """Declare oneself biased on an item."""
    form, item = BiasForm(), _item(resolution_id, item_id)
    if not form.validate_on_submit():
        return show_page(organs.get_resolution(db.session(), resolution_id), item, bias_form=form)
    with RefusalsAt(form.ground, LacksPoints):
        with transaction() as session:
            item = organs.get_item(session, item_id)
            actions.declare_bias(session, item, _me(), form.ground.data or "", current_actor(), clock.now())
        flash(_("Sie stimmen hier nicht mit."), "info")
        return _next(resolution_id, item)
    return show_page(organs.get_resolution(db.session(), resolution_id), item, bias_form=form)


@blueprint.post("/<int:resolution_id>/gegenstaende/<int:item_id>/nicht-befangen")
@requires(*OFFICERS)
def withdraw_bias(resolution_id: int, item_id: int) -> ResponseReturnValue:
    """Take back a bias declared by mistake."""
    _item(resolution_id, item_id)
    with transaction() as session:
        item = organs.get_item(session, item_id)
        actions.withdraw_bias(session, item, _me(), current_actor(), clock.now())
    flash(_("Zurückgenommen. Ihre Stimme fehlt noch."), "info")
    return _back(resolution_id, item)


@blueprint.post("/<int:resolution_id>/widerspruch")
@requires(*OFFICERS)
def object_to_procedure(resolution_id: int) -> ResponseReturnValue:
    """Object to deciding by circular."""
    form = ObjectionForm()
    if not form.validate_on_submit():
        return show_page(organs.get_resolution(db.session(), resolution_id), objection_form=form)
    with transaction() as session:
        resolution = organs.get_resolution(session, resolution_id)
        reason = form.reason.data or ""
        actions.object_to_procedure(session, resolution, _me(), reason, current_actor(), clock.now())
    flash(_("Der Umlauf ist beendet. Was offen ist, kommt in eine Sitzung."), "info")
    return _back(resolution_id)


@blueprint.post("/<int:resolution_id>/gegenstaende/<int:item_id>/rueckfrage")
@requires(*CONVENERS)
def ask(resolution_id: int, item_id: int) -> ResponseReturnValue:
    """Ask the office something about an item, or answer."""
    form, item = QuestionForm(), _item(resolution_id, item_id)
    if not form.validate_on_submit():
        return show_page(organs.get_resolution(db.session(), resolution_id), item, question_form=form)
    with transaction() as session:
        item = organs.get_item(session, item_id)
        key, words = str(form.key.data), form.question.data or ""
        once(session, key, lambda: actions.ask(session, item, words, current_actor(), clock.now()))
    flash(_("Eingetragen."), "info")
    return _back(resolution_id, item)


@blueprint.post("/<int:resolution_id>/teilnehmende")
@requires(*CONVENERS)
def set_attendance(resolution_id: int) -> ResponseReturnValue:
    """Note who takes part in a meeting."""
    form: AttendanceForm = attendance_form(db.session(), organs.get_resolution(db.session(), resolution_id))
    if not form.validate_on_submit():
        raise Refusal("Nur wer dem Organ heute angehört, nimmt an seiner Sitzung teil.")
    with RefusalsAt(form.attending, LacksPoints):
        with transaction() as session:
            resolution = organs.get_resolution(session, resolution_id)
            form.check_known(session, f"attendance:{resolution_id}", lambda: attending(resolution))
            actions.set_attendance(session, resolution, form.attending.data or [], current_actor(), clock.now())
        flash(_("Teilnehmende eingetragen."), "info")
        return _back(resolution_id)
    return show_page(organs.get_resolution(db.session(), resolution_id), attendance_form=form)


@blueprint.post("/<int:resolution_id>/schliessen")
@requires(*CONVENERS)
def close(resolution_id: int) -> ResponseReturnValue:
    """Close the vote; what is not decided waits for the next resolution."""
    with transaction() as session:
        resolution = organs.get_resolution(session, resolution_id)
        left = actions.close(session, resolution, current_actor(), clock.now())
    flash(_("%(number)s ist geschlossen.", number=resolution.number), "info")
    tell_left(left, _l("Noch nicht angenommen, obwohl die Stimmen genügen: {name}. {reason}"))
    return _back(resolution_id)


@blueprint.post("/gegenstaende/<int:item_id>/abgeben")
@requires(*CONVENERS)
def hand_over(item_id: int) -> ResponseReturnValue:
    """Hand an item to the organ that can decide it."""
    organ = request.form.get("organ", "")
    if organ not in set(Organ):
        raise NotFound
    with transaction() as session:
        item = organs.get_item(session, item_id)
        actions.hand_over(session, item, Organ(organ), current_actor(), clock.now())
    flash(_("Abgegeben. Der Gegenstand wartet jetzt dort."), "info")
    return redirect(url_for(".index"))


@blueprint.post("/gegenstaende/<int:item_id>/zuruecknehmen")
@requires(*CONVENERS)
def drop(item_id: int) -> ResponseReturnValue:
    """Take back a matter proposed here."""
    with transaction() as session:
        actions.drop(session, organs.get_item(session, item_id), current_actor(), clock.now())
    flash(_("Zurückgenommen."), "info")
    return redirect(url_for(".index"))


@blueprint.post("/<int:resolution_id>/gegenstaende/<int:item_id>/protokollbefangen")
@requires(*CONVENERS)
def enter_bias(resolution_id: int, item_id: int) -> ResponseReturnValue:
    """Enter a bias that somebody declared in a meeting."""
    item = _item(resolution_id, item_id)
    form = minuted_bias_form(db.session(), item)
    if not form.validate_on_submit():
        return show_page(organs.get_resolution(db.session(), resolution_id), item, minuted_bias_form=form)
    with RefusalsAt(form.ground, LacksPoints):
        with transaction() as session:
            item, ground = organs.get_item(session, item_id), form.ground.data or ""
            actions.declare_bias(session, item, form.party.data, ground, current_actor(), clock.now())
        flash(_("Die Befangenheit ist eingetragen."), "info")
        return _back(resolution_id, item)
    return show_page(organs.get_resolution(db.session(), resolution_id), item, minuted_bias_form=form)


@blueprint.post("/<int:resolution_id>/unterschrift")
@requires(*CONVENERS)
def sign(resolution_id: int) -> ResponseReturnValue:
    """Note that the protocol is signed, with the scan."""
    form = SignatureForm()
    if form.validate_on_submit():
        with RefusalsAt(form.signed_on), RefusalsAt(form.record, RecordRefusal):
            with transaction() as session:
                resolution, record = organs.get_resolution(session, resolution_id), form.record.checked()
                actions.sign_protocol(session, resolution, form.signed_on.day, record, current_actor(), clock.now())
            flash(_("Das unterschriebene Protokoll ist archiviert."), "info")
            return _back(resolution_id)
    return show_page(organs.get_resolution(db.session(), resolution_id), signature_form=form)


@blueprint.post("/<int:resolution_id>/niederschrift")
@requires(*CONVENERS)
def hand_in_record(resolution_id: int) -> ResponseReturnValue:
    """Hand in the signed record of a resolution that was recorded without it."""
    form = LaterRecordForm()
    if form.validate_on_submit():
        with RefusalsAt(form.record, RecordRefusal):
            with transaction() as session:
                resolution, record = organs.get_resolution(session, resolution_id), form.record.checked()
                form.once(session, lambda: _hand_in(session, resolution, record))
            flash(_("Die Niederschrift liegt jetzt vor."), "info")
            return _back(resolution_id)
    return show_page(organs.get_resolution(db.session(), resolution_id), later_record_form=form)


def _hand_in(session: Session, resolution: Resolution, record: CheckedFile | None) -> int:
    actions.hand_in_record(session, resolution, record, current_actor(), clock.now())
    return resolution.id
