"""What the office does with one application; each act leads back to its page."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from flask import flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.admissions import actions
from app.admissions.forms import LinkForm, NoteForm, OfficeUploadForm, OriginalForm, QuantityForm, ReturnForm, WishForm
from app.admissions.rules import OriginalDayRefusal, UploadPurpose
from app.admissions.views.known import (
    linked_to,
    original_of,
    party_of,
    quantity_of,
    tick_of,
    tick_words,
    unless_overtaken,
)
from app.admissions.views.office import DOERS, show_page
from app.admissions.views.pieces import blueprint
from app.core import clock
from app.core.db import db, transaction
from app.core.values import Actor, NotFound, Refusal
from app.core.web import Overtaken, RefusalsAt, _, current_actor, requires, translated
from app.shares.rules import AboutQuantity

Act = Callable[..., object]


def done(said: str, act: Act, application_id: int, *more: Any) -> ResponseReturnValue:
    """Carry an act on an application out, say so, and go back to its page."""
    actor = current_actor()
    with transaction() as session:
        act(session, application_id, *more, actor, clock.now())
    flash(said)
    return redirect(url_for(".show", application_id=application_id))


@blueprint.post("/antraege/<int:application_id>/pruefpunkte/<point>")
@requires(*DOERS)
def tick(application_id: int, point: str) -> ResponseReturnValue:
    """Tick a point of the checklist."""
    form = NoteForm()
    form.point = point
    if not form.validate_on_submit():
        return show_page(application_id, note_form=form)
    note, who = (form.note.data or "").strip(), current_actor().name
    form.advice = _("Öffnen Sie den Punkt wieder, wenn Ihr Vermerk gelten soll: „%(note)s“.", note=note or "–")
    act = unless_overtaken(
        form, f"tick:{application_id}:{point}", lambda session: tick_of(session, application_id, point), actions.tick,
        {"tick": tick_words(note, who)},
    )
    with suppress(Overtaken):
        return done(_("Geprüft"), act, application_id, point, note)
    return show_page(application_id, note_form=form)


@blueprint.post("/antraege/<int:application_id>/pruefpunkte/<point>/oeffnen")
@requires(*DOERS)
def untick(application_id: int, point: str) -> ResponseReturnValue:
    """Take a tick back."""
    return done(_("Wieder offen"), actions.untick, application_id, point)


@blueprint.post("/antraege/<int:application_id>/original")
@requires(*DOERS)
def note_original(application_id: int) -> ResponseReturnValue:
    """Note that the signed original is there."""
    form = OriginalForm()
    act = unless_overtaken(
        form, f"original:{application_id}", lambda session: original_of(session, application_id), actions.note_original
    )
    if form.validate_on_submit():
        with suppress(Overtaken), RefusalsAt(form.received_on, OriginalDayRefusal):
            return done(_("Eingang vermerkt"), act, application_id, form.received_on.day)
    return show_page(application_id, original_form=form)


@blueprint.post("/antraege/<int:application_id>/massstab")
@requires(*DOERS)
def note_quantity(application_id: int) -> ResponseReturnValue:
    """Note how much of the measure the applicant has by which the statute asks for shares."""
    form = QuantityForm()
    act = unless_overtaken(
        form, f"quantity:{application_id}", lambda session: quantity_of(session, application_id),
        actions.note_quantity, {"quantity": form.quantity.data},
    )
    if form.validate_on_submit():
        with suppress(Overtaken), RefusalsAt(form.quantity, AboutQuantity):
            return done(_("Vermerkt"), act, application_id, form.quantity.data)
    return show_page(application_id, quantity_form=form)


@blueprint.post("/antraege/<int:application_id>/zurueckgeben")
@requires(*DOERS)
def give_back(application_id: int) -> ResponseReturnValue:
    """Return an application for completion."""
    form = ReturnForm()
    if not form.validate_on_submit():
        return show_page(application_id, return_form=form)
    said = _("Zurückgegeben; die Antragstellerin erfährt, was fehlt")
    return done(said, actions.return_for_completion, application_id, form.lines())


@blueprint.post("/antraege/<int:application_id>/wiederaufnehmen")
@requires(*DOERS)
def take_up_again(application_id: int) -> ResponseReturnValue:
    """Go on with a paper application."""
    return done(_("Wieder aufgenommen"), actions.take_up_again, application_id)


@blueprint.post("/antraege/<int:application_id>/vorlegen")
@requires(*DOERS)
def propose(application_id: int) -> ResponseReturnValue:
    """Lay an application before the board; what keeps it from there is said on its page."""
    try:
        return done(_("Dem Vorstand vorgelegt"), actions.propose, application_id)
    except NotFound:
        raise
    except Refusal as refusal:
        flash(translated(refusal), "error")
        answer = make_response(show_page(application_id))
        answer.status_code = 409
        return answer


@blueprint.post("/antraege/<int:application_id>/zurueckziehen")
@requires(*DOERS)
def withdraw(application_id: int) -> ResponseReturnValue:
    """End an application at the applicant's written wish."""
    form = WishForm()
    if not form.validate_on_submit():
        return show_page(application_id, wish_form=form)
    return done(_("Zurückgezogen"), actions.withdraw_for_applicant, application_id, form.wish.data or "")


@blueprint.post("/antraege/<int:application_id>/benachrichtigt")
@requires(*DOERS)
def mark_notified(application_id: int) -> ResponseReturnValue:
    """Note that the new member was told."""
    return done(_("Benachrichtigt"), actions.mark_notified, application_id)


@blueprint.post("/antraege/<int:application_id>/ablehnungsbrief")
@requires(*DOERS)
def print_refusal(application_id: int) -> ResponseReturnValue:
    """Write the refusal as a letter, where the mail does not arrive."""
    return done(_("Der Brief liegt im Druckkorb"), actions.print_refusal, application_id)


@blueprint.post("/antraege/<int:application_id>/bekannt")
@requires(*DOERS)
def link_party(application_id: int) -> ResponseReturnValue:
    """Say who the applicant is, or that it is new."""
    form = LinkForm()
    if not form.validate():
        raise NotFound
    act = unless_overtaken(
        form, f"party:{application_id}", lambda session: party_of(session, application_id), actions.link_party,
        linked_to(db.session(), form.party_id.data),
    )
    with suppress(Overtaken):
        return done(_("Vermerkt"), act, application_id, form.party_id.data)
    return show_page(application_id, link_form=form)


@blueprint.post("/antraege/<int:application_id>/unterlagen")
@requires(*DOERS)
def add_upload(application_id: int) -> ResponseReturnValue:
    """Add a file that came another way."""
    form = OfficeUploadForm()
    with RefusalsAt(form.file):
        return done(_("Hinzugefügt"), _taking(form), application_id)
    return show_page(application_id, upload_form=form)


def _taking(form: OfficeUploadForm) -> Act:
    is_valid, chosen = form.validate_on_submit(), form.file.checked()
    if not is_valid or chosen is None:
        raise form.file.refusal()
    purpose = UploadPurpose(form.purpose.data)

    def act(session: Session, application_id: int, actor: Actor, now: datetime) -> object:
        return actions.add_upload(session, application_id, purpose, chosen, now, actor)

    return act
