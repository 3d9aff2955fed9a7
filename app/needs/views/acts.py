"""What is done on the page of a need: comment and ask, files, the way, withdraw, bring back, delete."""

from collections.abc import Callable
from datetime import datetime

from flask import flash, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import transaction
from app.core.uploads import FileRefusal
from app.core.values import Actor, NotFound, Role
from app.core.web import RefusalsAbove, RefusalsAt, _, current_actor, page, requires, status_of
from app.needs import actions
from app.needs.forms import CommentForm, DraftFileForm, MoveForm, WithdrawForm
from app.needs.rules import LEADS_TO, NeedState, WordsRefusal
from app.needs.views.lists import owner_of
from app.needs.views.pieces import (
    WORDS,
    WRITERS,
    Side,
    acting,
    back_to,
    blueprint,
    office_side,
    once,
    own_side,
    seen_row,
)
from app.needs.views.showing import show_page

# --- comments ---------------------------------------------------------------------------------------------------------


@blueprint.post("/bedarfe/<int:need_id>/beitraege")
@requires(*WRITERS)
def comment(need_id: int) -> ResponseReturnValue:
    """Write to a need, for the office."""
    return _comment(office_side(), need_id)


@blueprint.post("/mein/<int:number>/bedarfe/<int:need_id>/beitraege")
@requires(Role.MEMBER)
def own_comment(number: int, need_id: int) -> ResponseReturnValue:
    """Write to a need, for a member."""
    return _comment(acting(number), need_id)


def _comment(side: Side, need_id: int) -> ResponseReturnValue:
    seen_row(side, need_id)
    form = CommentForm()
    if form.validate_on_submit():
        with RefusalsAt(form.text):
            saying = actions.Saying(form.text.data or "", form.kind.data == "question", form.answers_id)
            with transaction() as session:
                actor, now = current_actor(), clock.now()
                form.once(session, lambda: actions.comment(
                    session, need_id, side.member_id, saying, actor, now
                ).id)  # fmt: skip
            flash(_("Veröffentlicht"))
            return back_to(side, need_id, "beitraege")
    return show_page(side, need_id, comment_form=form)


@blueprint.post("/bedarfe/<int:need_id>/beitraege/<int:comment_id>/zuruecknehmen")
@requires(*WRITERS)
def take_back(need_id: int, comment_id: int) -> ResponseReturnValue:
    """Take back a comment; the office may take back any."""
    return _act(office_side(), need_id, lambda session, actor, now: actions.take_back(
        session, need_id, comment_id, True, actor, now
    ), _("Zurückgenommen"), "beitraege")  # fmt: skip


@blueprint.post("/mein/<int:number>/bedarfe/<int:need_id>/beitraege/<int:comment_id>/zuruecknehmen")
@requires(Role.MEMBER)
def own_take_back(number: int, need_id: int, comment_id: int) -> ResponseReturnValue:
    """Take back what one wrote."""
    return _act(acting(number), need_id, lambda session, actor, now: actions.take_back(
        session, need_id, comment_id, False, actor, now
    ), _("Zurückgenommen"), "beitraege")  # fmt: skip


def _act(
    side: Side, need_id: int, act: Callable[[Session, Actor, datetime], object], said: str,
    anchor: str | None = None,
) -> ResponseReturnValue:
    """Carry an act out once, say so, and go back to the page; of what one may not see nothing is done."""
    seen_row(side, need_id)
    with transaction() as session:
        actor, now = current_actor(), clock.now()
        once(session, lambda: act(session, actor, now), need_id)
    flash(said)
    return back_to(side, need_id, anchor)


# --- files ------------------------------------------------------------------------------------------------------------


@blueprint.post("/bedarfe/<int:need_id>/anlagen")
@requires(*WRITERS)
def add_file(need_id: int) -> ResponseReturnValue:
    """Put a file to a need."""
    return _add_file(office_side(), need_id)


@blueprint.post("/mein/<int:number>/bedarfe/<int:need_id>/anlagen")
@requires(Role.MEMBER)
def own_add_file(number: int, need_id: int) -> ResponseReturnValue:
    """Put a file to one's own need."""
    return _add_file(acting(number), need_id)


def _add_file(side: Side, need_id: int) -> ResponseReturnValue:
    seen_row(side, need_id)
    form = DraftFileForm()
    if form.validate_on_submit():
        with RefusalsAt(form.file, FileRefusal):
            chosen = form.file.needed()
            with transaction() as session:
                actor, now = current_actor(), clock.now()
                form.once(session, lambda: actions.add_file(
                    session, need_id, side.member_id, chosen, actor, now
                ).id)  # fmt: skip
            flash(_("Datei hinzugefügt"))
            return back_to(side, need_id, "anlagen")
    return show_page(side, need_id, file_form=form)


@blueprint.post("/bedarfe/<int:need_id>/anlagen/<int:file_id>/entfernen")
@requires(*WRITERS)
def remove_file(need_id: int, file_id: int) -> ResponseReturnValue:
    """Take a file of a need away."""
    return _remove_file(office_side(), need_id, file_id)


@blueprint.post("/mein/<int:number>/bedarfe/<int:need_id>/anlagen/<int:file_id>/entfernen")
@requires(Role.MEMBER)
def own_remove_file(number: int, need_id: int, file_id: int) -> ResponseReturnValue:
    """Take a file of one's own need away."""
    return _remove_file(acting(number), need_id, file_id)


def _remove_file(side: Side, need_id: int, file_id: int) -> ResponseReturnValue:
    return _act(side, need_id, lambda session, actor, now: actions.remove_file(
        session, need_id, side.member_id, file_id, actor, now
    ), _("Entfernt"), "anlagen")  # fmt: skip


# --- the way ----------------------------------------------------------------------------------------------------------


@blueprint.route("/bedarfe/<int:need_id>/stand", methods=["GET", "POST"])
@requires(*WRITERS)
def move(need_id: int) -> ResponseReturnValue:
    """Lead a need on: looked at, under way, answered, or set aside with the reason."""
    side, form = office_side(), MoveForm()
    row = seen_row(side, need_id)
    form.offer(LEADS_TO[row.need.state] if request.method == "GET" else [*NeedState])
    if request.method == "GET":
        form.to.data = request.args.get("zu", form.to.data)
        form.seen.data = str(row.need.steps[-1].id)
    elif form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.words, WordsRefusal):
            to, words, seen = NeedState(form.to.data), form.words.data or "", form.seen_version
            with transaction() as session:
                actor, now = current_actor(), clock.now()
                form.once(session, lambda: actions.move(session, need_id, to, words, seen, actor, now).id)
            flash(_("Gespeichert"))
            return back_to(side, need_id)
    row = seen_row(side, need_id)
    form.offer(LEADS_TO[row.need.state])
    return page("needs/move.html", status_of(form), form=form, row=row, need=row.need, side=side,
                owner=owner_of(row, side.viewer), **WORDS)


@blueprint.route("/bedarfe/<int:need_id>/zurueckziehen", methods=["GET", "POST"])
@requires(*WRITERS)
def withdraw(need_id: int) -> ResponseReturnValue:
    """Take a need back, at the word of its owner."""
    return _withdraw(office_side(), need_id)


@blueprint.route("/mein/<int:number>/bedarfe/<int:need_id>/zurueckziehen", methods=["GET", "POST"])
@requires(Role.MEMBER)
def own_withdraw(number: int, need_id: int) -> ResponseReturnValue:
    """Take one's own need back; also who has left the cooperative may."""
    return _withdraw(own_side(number), need_id)


def _withdraw(side: Side, need_id: int) -> ResponseReturnValue:
    row, form = seen_row(side, need_id), WithdrawForm()
    if not side.is_office and not side.owns(row):
        raise NotFound("Diesen Bedarf gibt es nicht, oder er ist nicht für Sie bestimmt.")
    if form.validate_on_submit():
        with RefusalsAbove(form):
            reason = form.reason.data or ""
            with transaction() as session:
                actor, now = current_actor(), clock.now()
                form.once(session, lambda: actions.withdraw(
                    session, need_id, side.member_id, reason, actor, now
                ).id)  # fmt: skip
            flash(_("Zurückgezogen"))
            return back_to(side, need_id)
    return page("needs/withdraw.html", status_of(form), form=form, row=row, need=row.need, side=side, **WORDS)


@blueprint.post("/bedarfe/<int:need_id>/wieder")
@requires(*WRITERS)
def bring_back(need_id: int) -> ResponseReturnValue:
    """Bring a withdrawn need in again."""
    return _act(office_side(), need_id, lambda session, actor, now: actions.bring_back(
        session, need_id, None, actor, now
    ), _("Wieder eingebracht"))  # fmt: skip


@blueprint.post("/mein/<int:number>/bedarfe/<int:need_id>/wieder")
@requires(Role.MEMBER)
def own_bring_back(number: int, need_id: int) -> ResponseReturnValue:
    """Bring one's own withdrawn need in again."""
    side = acting(number)
    return _act(side, need_id, lambda session, actor, now: actions.bring_back(
        session, need_id, side.member_id, actor, now
    ), _("Wieder eingebracht"))  # fmt: skip


@blueprint.route("/bedarfe/<int:need_id>/loeschen", methods=["GET", "POST"])
@requires(*WRITERS)
def erase(need_id: int) -> ResponseReturnValue:
    """Say what goes and what stays, then delete the words of a withdrawn need."""
    side = office_side()
    row = seen_row(side, need_id)
    if request.method == "POST":
        return _act(side, need_id, lambda session, actor, now: actions.erase(
            session, need_id, actor, now
        ), _("Gelöscht"))  # fmt: skip
    return page("needs/erase.html", form=WithdrawForm(formdata=None), row=row, need=row.need, side=side, **WORDS)


