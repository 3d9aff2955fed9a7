"""Filing a decision with the register of cooperatives: day and person, then the paper (§§ 16 (5), 28, 157 GenG)."""

from collections.abc import Callable
from datetime import datetime

from flask import Response, flash
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.core import clock, files
from app.core.db import db, transaction
from app.core.uploads import FileRefusal
from app.core.values import Actor, NotFound
from app.core.web import (
    Form,
    ReasonForm,
    RefusalsAbove,
    RefusalsAt,
    _,
    current_actor,
    download,
    page,
    requires,
    status_of,
)
from app.minutes import actions, queries
from app.minutes.forms import CarryForm, FiledForm, FilingForm
from app.minutes.models import RegisterFiling
from app.minutes.queries import Following
from app.minutes.rules import AboutFiling, FollowUp
from app.minutes.views.pieces import READERS, WORDS, WRITERS, back_to, blueprint, following_of

ADDRESS = "/<int:assembly_id>/anmeldung/<int:poll_id>/<int:option_id>"
Act = Callable[[Session, Following, Actor, datetime], RegisterFiling]


def _wanted(session: Session, assembly_id: int, poll_id: int, option_id: int) -> Following:
    return following_of(session, assembly_id, FollowUp.FILING.value, poll_id, option_id)


@blueprint.get(ADDRESS)
@requires(*READERS)
def filing(assembly_id: int, poll_id: int, option_id: int) -> ResponseReturnValue:
    """One filing: what is filed by which paragraph, until when, by whom, and its paper."""
    return _page(_wanted(db.session(), assembly_id, poll_id, option_id))


def _page(wanted: Following, **sent: Form) -> ResponseReturnValue:
    """The page; `sent` are forms of it that came back with what is wrong."""
    session, known = db.session(), queries.shown_of_following(wanted)
    plan = FilingForm(formdata=None, due_on=wanted.due_on, responsible=wanted.responsible).show(known)
    sheets = {
        "plan": plan, "file": FiledForm(formdata=None, filed_on=clock.today()).show(known),
        "back": ReasonForm(formdata=None), **sent,
    }
    return page(
        "minutes/filing.html", status_of(*sent.values()), wanted=wanted, assembly=wanted.assembly, sheets=sheets,
        people=queries.responsible_people(session, clock.today()), source=queries.source_of(session, wanted),
        may_write=current_actor().has_any(WRITERS), **WORDS,
    )


@blueprint.post(f"{ADDRESS}/planen")
@requires(*WRITERS)
def plan_filing(assembly_id: int, poll_id: int, option_id: int) -> ResponseReturnValue:
    """Say until when and by whom it is filed."""
    form = FilingForm()
    if form.validate_on_submit():
        with RefusalsAbove(form):
            due_on, responsible = form.due_on.day, form.responsible.data or ""
            _act(form, assembly_id, poll_id, option_id, lambda session, wanted, actor, now: actions.plan_filing(
                session, wanted, due_on, responsible, actor, now
            ))
            flash(_("Gespeichert."), "success")
            return back_to(assembly_id, "danach")
    return _page(_wanted(db.session(), assembly_id, poll_id, option_id), plan=form)


@blueprint.post(f"{ADDRESS}/angemeldet")
@requires(*WRITERS)
def file(assembly_id: int, poll_id: int, option_id: int) -> ResponseReturnValue:
    """Note that it was filed, with what was handed in."""
    form = FiledForm()
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.filed_on, AboutFiling), RefusalsAt(form.paper, FileRefusal):
            paper, filed_on = form.paper.needed(), form.filed_on.day
            _act(form, assembly_id, poll_id, option_id, lambda session, wanted, actor, now: actions.file(
                session, wanted, filed_on, paper, actor, now
            ))
            flash(_("Die Anmeldung ist eingetragen."), "success")
            return back_to(assembly_id, "danach")
    return _page(_wanted(db.session(), assembly_id, poll_id, option_id), file=form)


def _act(form: CarryForm, assembly_id: int, poll_id: int, option_id: int, act: Act) -> None:
    actor, now = current_actor(), clock.now()
    with transaction() as session:
        actions.hold(session, assembly_id)
        wanted = _wanted(session, assembly_id, poll_id, option_id)
        form.add(
            session, actions.matter_of(assembly_id), lambda: queries.shown_of_following(wanted),
            lambda: act(session, wanted, actor, now).id,
        )


@blueprint.post(f"{ADDRESS}/zuruecknehmen")
@requires(*WRITERS)
def take_filing_back(assembly_id: int, poll_id: int, option_id: int) -> ResponseReturnValue:
    """Take back a filing that was entered by mistake."""
    form = ReasonForm()
    if form.validate_on_submit():
        with RefusalsAt(form.reason):
            _take_back(form, assembly_id, poll_id, option_id)
            flash(_("Zurückgenommen. Es steht wieder unter „Danach zu tun“."), "success")
            return back_to(assembly_id, "danach")
    return _page(_wanted(db.session(), assembly_id, poll_id, option_id), back=form)


def _take_back(form: ReasonForm, assembly_id: int, poll_id: int, option_id: int) -> None:
    reason, actor, now = form.reason.data or "", current_actor(), clock.now()

    def act() -> int:
        actions.take_filing_back(session, _wanted(session, assembly_id, poll_id, option_id), reason, actor, now)
        return poll_id

    with transaction() as session:
        actions.hold(session, assembly_id)
        form.once(session, act)


@blueprint.get(f"{ADDRESS}/beleg.pdf")
@requires(*READERS)
def filed_paper(assembly_id: int, poll_id: int, option_id: int) -> Response:
    """What was handed in to the register, or its notice of the entry."""
    found = _wanted(db.session(), assembly_id, poll_id, option_id).filing
    if found is None or found.sha256 is None:
        raise NotFound
    return download(files.get(found.sha256), f"Registeranmeldung-{assembly_id}-{poll_id}.pdf")
