"""Declarations on paper, entered by the office on one page with the scan."""

from datetime import date
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.admissions import actions
from app.admissions.actions import PaperDeclaration
from app.admissions.forms import PROVISION_NAMES, PaperForm, paper_form
from app.admissions.rules import ClauseKind, StatuteProvision, clauses_under
from app.admissions.views.office import DOERS
from app.admissions.views.pieces import about_the_house, blueprint, from_above
from app.core import clock
from app.core.db import db, transaction
from app.core.uploads import CheckedFile
from app.core.values import Actor, PartyKind
from app.core.web import RefusalsAt, _, an_id, current_actor, page, requires, status_of
from app.members.rules import MemberClass


def _house_on(day: date | None) -> dict[str, Any]:
    """What the pages say of the house, with the statute of the day of receipt; without one, with that of today."""
    facts = about_the_house(db.session(), day or clock.today())
    return facts if facts["version"] else about_the_house(db.session(), clock.today())


def form_on(day: date | None) -> PaperForm:
    """The form with what the statute of the day of receipt asks for."""
    facts = _house_on(day)
    statute, regions = facts["statute"], facts["cooperative"].regions
    if statute is None:
        return paper_form((), (), regions, "")
    return paper_form(clauses_under(statute), statute.register_details, regions, str(facts["version"].id))


@blueprint.get("/antraege/papier")
@requires(*DOERS)
def paper() -> ResponseReturnValue:
    """An empty form for a declaration on paper."""
    form = form_on(None)
    form.received_on.data, wanted = clock.today(), request.args.get("interessent", type=an_id)
    if wanted is not None:
        form.fill(*from_above().known(db.session(), wanted))
        form.prospect.data = str(wanted)
    return _page(form)


def _page(form: PaperForm) -> ResponseReturnValue:
    facts = _house_on(form.received_on.data)
    return page("admissions/paper.html", status_of(form), form=form, provisions=PROVISION_NAMES, **facts)


@blueprint.post("/antraege/papier")
@requires(*DOERS)
def enter_paper() -> ResponseReturnValue:
    """Enter a declaration on paper, once; what it lacks stands at its field."""
    form = form_on(paper_form((), (), (), "").received_on.data)
    if request.form.get("act") == "add":
        form.people.append_entry()
        return _page(form)
    is_valid, scan = form.validate_on_submit(), form.scan.checked()
    if form.scan.content() is None:
        form.scan.errors = [_("Fügen Sie den Scan der unterschriebenen Erklärung hinzu.")]
    if not is_valid:
        return _page(form)
    declaration, actor = _declaration(form), current_actor()
    with transaction() as session:
        actions.ensure_clause_texts(session, clock.today())
    form.take(actions.paper_problems(db.session(), declaration, clock.now()))
    if form.errors or scan is None:
        return _page(form)
    with RefusalsAt(form.scan):
        with transaction() as session:
            entered = form.once(
                session,
                lambda: _enter(session, form.prospect_id, declaration, scan, actor),
            )
        flash(_("Erklärung erfasst"))
        return redirect(url_for(".show", application_id=entered))
    return _page(form)


def _enter(
    session: Session, prospect_id: int | None, declaration: PaperDeclaration, scan: CheckedFile, actor: Actor
) -> int:
    now = clock.now()
    entered = actions.enter_paper(session, declaration, scan, actor, now).id
    if prospect_id is not None:
        from_above().entered(session, prospect_id, entered, actor, now)
    return entered


def _declaration(form: PaperForm) -> PaperDeclaration:
    return PaperDeclaration(
        kind=PartyKind(form.kind.data), member_class=MemberClass(form.member_class.data), content=form.content(),
        received_on=form.received_on.day,
        clauses=[ClauseKind(each) for each in form.clauses.data or ()],
        provision=StatuteProvision(form.provision.data),
    )
