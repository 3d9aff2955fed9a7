"""The tellers' sheet: what was counted in the hall, by hands or ballots."""

from flask import flash
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db
from app.core.web import RefusalsAbove, RefusalsAt, _, current_actor, download, page, requires, status_of
from app.voting import actions, queries
from app.voting.forms import Sheet, TellForm, tell_form, told_from
from app.voting.models import Poll
from app.voting.queries import Sitting
from app.voting.rules import (
    ANSWERED_BY_YES,
    AboutSheet,
    Choice,
    HallWay,
    Method,
    Secrecy,
    has_hall,
    may_be_told,
    tells_a_voter,
)
from app.voting.views.pieces import LEADERS, WORDS, assembly_of, blueprint, poll_of, to_lead, typed


def sheet_of(poll: Poll) -> Sheet:
    """What tellers count apart: yes, no, abstentions, ballots with marks, and on paper invalid ones."""
    is_each = queries.shape_of(poll).is_each
    if poll.method in ANSWERED_BY_YES or (is_each and len(poll.options) == 1):
        found = [Choice.YES, Choice.NO, Choice.ABSTAIN]
    elif poll.method is Method.ONE_OF_SEVERAL:
        found = [Choice.MARKS, Choice.NO, Choice.ABSTAIN]
    else:
        found = [Choice.MARKS, Choice.ABSTAIN]
    options = {} if poll.method in ANSWERED_BY_YES else {each.id: each.name for each in poll.options}
    choices = found if poll.hall is HallWay.HAND else [*found, Choice.INVALID]
    return Sheet(queries.hall_groups(db.session(), poll), choices, options, is_each)


@blueprint.route("/<int:assembly_id>/<int:poll_id>/zaehlen", methods=["GET", "POST"])
@requires(*LEADERS)
def tell(assembly_id: int, poll_id: int) -> ResponseReturnValue:
    """Enter what was counted in the hall."""
    assembly, poll = poll_of(assembly_id, poll_id)
    sheet = sheet_of(poll)
    form = tell_form(sheet).show(_newest(db.session(), poll_id))
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.reason, AboutSheet):
            _tell(form, sheet, assembly_id, poll_id)
            flash(_("Eingetragen und mit der Liste der Stimmberechtigten abgeglichen."), "success")
            return to_lead(assembly_id)
    return page(
        "voting/tell.html", status_of(form), form=form, assembly=assembly, poll=poll, sheet=sheet,
        written=queries.written_groups(db.session(), poll),
        sheets=queries.sheets_of(db.session(), poll_id), may_tell=may_be_told(poll.state, poll.secrecy),
        tells_a_voter=poll.secrecy is Secrecy.PAPER_ONLY and tells_a_voter(sheet.groups), **WORDS,
    )


def _newest(session: Session, poll_id: int) -> dict[str, object]:
    """What the page shows of the newest sheet: its number; nothing where none was entered."""
    return {"sheet": queries.last_sheet(session, poll_id) or ""}


def _tell(form: TellForm, sheet: Sheet, assembly_id: int, poll_id: int) -> None:
    told, reason, actor, now = told_from(form, sheet), form.reason.data or "", current_actor(), clock.now()

    def act(session: Session, sitting: Sitting) -> None:
        form.check_known(session, f"sheets:{poll_id}", lambda: _newest(session, poll_id))
        poll = queries.get_poll(session, assembly_id, poll_id)
        actions.tell(session, sitting, poll, told, actor, now, reason)

    typed(assembly_id, act, form)


@blueprint.get("/<int:assembly_id>/mappe")
@requires(*LEADERS)
def folder(assembly_id: int) -> ResponseReturnValue:
    """The emergency folder: roll, powers of attorney and ballots to print, so that the meeting goes on without power.
    """
    session, now = db.session(), clock.now()
    assembly = assembly_of(assembly_id)
    return page("voting/folder.html", assembly=assembly, now=now, folder=queries.folder_of(session, assembly, now),
                has_hall=has_hall(assembly.form), **WORDS)


@blueprint.get("/<int:assembly_id>/mappe/notfallmappe.pdf")
@requires(*LEADERS)
def print_folder(assembly_id: int) -> ResponseReturnValue:
    """The same as a file for the printer."""
    assembly = assembly_of(assembly_id)
    printed = actions.print_folder(db.session(), assembly, clock.now())
    return download(printed, f"notfallmappe-{assembly.meets_on:%Y-%m-%d}.pdf")
