"""Tickets in the office: of one member, of a proxy, of all as one file (§ 47 GenG)."""

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.attendance import actions, queries
from app.attendance.views.pieces import WRITERS, assembly_of, blueprint
from app.core import clock
from app.core.db import db, transaction
from app.core.values import NotFound
from app.core.web import KeyedForm, _, current_actor, download, requires
from app.members import queries as members


@blueprint.get("/<int:assembly_id>/einlasskarten/<int:number>.pdf")
@requires(*WRITERS)
def ticket(assembly_id: int, number: int) -> Response:
    """The ticket of one member, for whoever acts for it; to print for somebody who lost it."""
    session, assembly, today = db.session(), assembly_of(assembly_id), clock.today()
    member = members.get_by_number(session, number)
    elector = queries.elector_of(session, assembly, member, queries.day_of(assembly, today))
    if elector is None or not elector.may_attend:
        raise NotFound
    return download(actions.print_ticket(session, assembly, member, 0, today), f"Einlasskarte-{number:04d}.pdf")


@blueprint.get("/<int:assembly_id>/vollmachten/<int:grant_id>/einlasskarte.pdf")
@requires(*WRITERS)
def proxy_ticket(assembly_id: int, grant_id: int) -> Response:
    """The ticket of a proxy."""
    session, assembly = db.session(), assembly_of(assembly_id)
    grant = queries.get_grant(session, assembly, grant_id)
    return download(actions.print_ticket_of_proxy(session, assembly, grant, clock.today()), "Einlasskarte.pdf")


@blueprint.post("/<int:assembly_id>/einlasskarten")
@requires(*WRITERS)
def order_tickets(assembly_id: int) -> ResponseReturnValue:
    """Have the tickets of all members printed; pressed twice, it is one job."""
    form, actor, now = KeyedForm(), current_actor(), clock.now()
    with transaction() as session:
        assembly, key = assembly_of(assembly_id), form.key.data or ""
        job_id = form.once(session, lambda: actions.order_tickets(session, assembly, key, actor, now))
    flash(_("Die Einlasskarten werden gedruckt. Die Datei liegt danach hier bereit."), "success")
    return redirect(url_for("operations.job", job_id=job_id))
