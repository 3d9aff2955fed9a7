"""How what was told arrives: who was reached, who was not, what came back, another attempt, the proof of it."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.assemblies import actions, queries
from app.assemblies.forms import DELIVERY_STATES, WAYS, AgainForm, ReturnedForm
from app.assemblies.models import Dispatch
from app.assemblies.queries import DELIVERY_SORTS, LATE, OPEN, Delivery, Member, Ordered
from app.assemblies.rules import TOLD_AGAIN, UNREACHED, NotificationState, check_mail_server
from app.assemblies.views.pieces import READERS, WORDS, WRITERS, blueprint, dispatch_of
from app.core import clock
from app.core.db import db, transaction
from app.core.values import NotFound, Role
from app.core.web import (
    Column,
    KeyedForm,
    Listing,
    RefusalsAt,
    Sheet,
    _,
    _l,
    an_id,
    current_actor,
    give,
    hindrance,
    keeps_mail,
    page,
    reading_day,
    requires,
    status_of,
    wanted_export,
)
from app.members import queries as members

TABS = {
    "": _l("Alle"), OPEN: _l("Nicht erreicht"), NotificationState.WAITING.value: _l("Wartet"),
    NotificationState.PRINTED.value: _l("Gedruckt, noch nicht aufgegeben"),
    NotificationState.UNDER_WAY.value: _l("Unterwegs"), NotificationState.KEPT.value: _l("Einbehalten"),
    NotificationState.SENT.value: _l("Versandt"), LATE: _l("Verspätet"),
    NotificationState.RECALLED.value: _l("Zurückgerufen"),
}  # fmt: skip


def _listing() -> Listing[Any]:
    return Listing.of_request(DELIVERY_SORTS, ("versand", "view"))


def _dispatch() -> Dispatch:
    return dispatch_of(request.args.get("versand", type=an_id) or 0)


@blueprint.get("/versand")
@requires(*READERS)
def deliveries() -> ResponseReturnValue:
    """Who was told and how that stands, those not reached first; searched, filtered, sorted, as a file."""
    session, today, listing, dispatch = db.session(), reading_day(), _listing(), _dispatch()
    if wanted := wanted_export():
        return give(wanted, as_sheet())
    part = listing.filters.get("view", "")
    listing.rows, listing.total = queries.deliveries(session, dispatch, today, part, _ordered(listing))
    counts = queries.counts_of(session, dispatch, today)
    is_in_force = queries.is_in_force(dispatch)
    may_write = current_actor().has_any(WRITERS) and is_in_force and dispatch.last_day >= today
    return page(
        "assemblies/deliveries.html", listing=listing, dispatch=dispatch, assembly=dispatch.assembly, counts=counts,
        tabs=_tabs(listing, counts), unreached=UNREACHED, act=KeyedForm(formdata=None), may_write=may_write,
        is_in_force=is_in_force, may_open=current_actor().has_any((Role.OFFICE, Role.BOARD, Role.AUDITOR)),
        telling=queries.find_telling(session, dispatch), keeps_mail=keeps_mail(),
        sees_job=current_actor().has_any((Role.OFFICE,)), **WORDS,
    )


def _ordered(listing: Listing[Any], whole: bool = False) -> Ordered:
    part = (0, None) if whole else (listing.offset, listing.limit)
    return Ordered(listing.query, listing.sort, listing.descending, *part)


def _tabs(listing: Listing[Any], counts: Any) -> list[dict[str, object]]:
    tabs = listing.tabs(TABS, {view: counts[view] for view in TABS if view})
    tabs[0]["count"] = sum(counts[state.value] for state in NotificationState)
    return [tab for tab in tabs if tab["count"] or tab["active"] or tab is tabs[0]]


def as_sheet() -> Sheet[Delivery]:
    """The list that the address asks for, as a file; named as the proof of dispatch."""
    listing, dispatch = _listing(), _dispatch()
    part, day = listing.filters.get("view", ""), reading_day()
    rows, total = queries.deliveries(db.session(), dispatch, day, part, _ordered(listing, whole=True))
    name = f"versandnachweis-{dispatch.meets_on:%Y-%m-%d}-{dispatch.kind}"
    return Sheet(name, _columns(), total, lambda: rows)


def _columns() -> Sequence[Column[Delivery]]:
    return (
        Column("number", _("Nr."), lambda row: row.number),
        Column("name", _("Mitglied"), lambda row: row.name),
        Column("state", _("Stand"), lambda row: str(DELIVERY_STATES[row.state])),
        Column("channel", _("Weg"), lambda row: str(WAYS[row.channel]) if row.channel else ""),
        Column("address", _("An"), lambda row: row.address),
        Column("sent", _("Versandt"), lambda row: row.sent_at),
        Column("received", _("Gilt als zugegangen am"), lambda row: row.received_on),
        Column("late", _("Verspätet"), lambda row: _("ja") if row.is_late else ""),
        Column("attempt", _("Versuch"), lambda row: row.attempt),
        Column("why", _("Grund"), lambda row: hindrance(row.why, row.mail_id)),
    )


@blueprint.get("/nicht-erreicht")
@requires(*WRITERS)
def unreached() -> ResponseReturnValue:
    """On to whom was not reached, of the first assembly to come; to the list where all were."""
    found = queries.first_unreached(db.session(), clock.today())
    if found is None:
        flash(_("Alle Mitglieder sind benachrichtigt."), "success")
        return redirect(url_for(".index"))
    return redirect(url_for(".deliveries", versand=found.id, view=OPEN))


@blueprint.get("/verspaetet")
@requires(*WRITERS)
def told_late() -> ResponseReturnValue:
    """On to whom something reached too late, of the first assembly to come; to the list where nobody was."""
    found = queries.first_late(db.session(), clock.today())
    if found is None:
        flash(_("Alle Mitglieder sind rechtzeitig benachrichtigt."), "success")
        return redirect(url_for(".index"))
    return redirect(url_for(".deliveries", versand=found.id, view=LATE))


@blueprint.post("/versand/<int:dispatch_id>/fehlende")
@requires(*WRITERS)
def tell_missing(dispatch_id: int) -> ResponseReturnValue:
    """Have those told whom nobody told so far, such as newcomers; pressed twice, it is one job."""
    form, actor, now = KeyedForm(), current_actor(), clock.now()
    with transaction() as session:
        dispatch = queries.find_dispatch(session, dispatch_id)
        form.once(session, lambda: actions.order_missing(session, dispatch, actor, now))
    flash(_("Die fehlenden Mitglieder werden jetzt benachrichtigt."), "success")
    return redirect(url_for(".deliveries", versand=dispatch_id))


@blueprint.post("/versand/<int:dispatch_id>/einbehaltene")
@requires(*WRITERS)
def send_kept(dispatch_id: int) -> ResponseReturnValue:
    """Have all mails sent once more that were kept for want of a mail server; pressed twice, it is one job."""
    form, actor, now = KeyedForm(), current_actor(), clock.now()
    check_mail_server(is_set=not keeps_mail())
    with transaction() as session:
        dispatch = queries.find_dispatch(session, dispatch_id)
        form.once(session, lambda: actions.order_kept(session, dispatch, actor, now))
    flash(_("Die einbehaltenen E-Mails gehen jetzt hinaus."), "success")
    return redirect(url_for(".deliveries", versand=dispatch_id))


@blueprint.post("/versand/<int:dispatch_id>/nachweis")
@requires(*WRITERS)
def issue_proof(dispatch_id: int) -> ResponseReturnValue:
    """Issue the proof of dispatch as it stands now; pressed twice, it is one document."""
    form, actor, now = KeyedForm(), current_actor(), clock.now()
    with transaction() as session:
        dispatch = queries.find_dispatch(session, dispatch_id)
        document_id = form.once(session, lambda: actions.issue_proof(session, dispatch, actor, now).id)
    flash(_("Der Nachweis ist ausgestellt."), "success")
    return redirect(url_for("archive.show", document_id=document_id))


# --- one member -------------------------------------------------------------------------------------------------------


def _meant(session: Session, dispatch_id: int, number: int) -> tuple[Dispatch, Member]:
    member = members.find_by_number(session, number)
    if member is None:
        raise NotFound
    return queries.find_dispatch(session, dispatch_id), member


@blueprint.get("/versand/<int:dispatch_id>/<int:number>")
@requires(*READERS)
def delivery(dispatch_id: int, number: int) -> ResponseReturnValue:
    """Each attempt to tell a member, how it stands, and what can be done about it."""
    return _delivery_page(dispatch_id, number)


def _delivery_page(
    dispatch_id: int, number: int, back: ReturnedForm | None = None, again: AgainForm | None = None
) -> ResponseReturnValue:
    """The page; `back` and `again` are forms that were sent and came back with what is wrong."""
    session, today = db.session(), reading_day()
    dispatch, member = _meant(session, dispatch_id, number)
    stands = queries.delivery_to(session, dispatch, member.id, today)
    reach = queries.recipient(session, member.id, today).reach
    again, back = again or AgainForm(formdata=None), back or ReturnedForm(formdata=None)
    again.channel.choices = [
        (way, word) for way, word in WAYS.items() if (reach.email if way == "mail" else reach.by_post)
    ]
    is_open = queries.is_in_force(dispatch) and dispatch.last_day >= today
    may_write = current_actor().has_any(WRITERS)
    return page(
        "assemblies/delivery.html", status_of(back, again), dispatch=dispatch, assembly=dispatch.assembly,
        member=member, stands=stands, attempts=queries.attempts_of(session, dispatch.id, member.id), reach=reach,
        back=back, again=again, may_return=may_write and stands.state in (
            NotificationState.SENT, NotificationState.IN_DOUBT
        ), may_try=may_write and is_open and stands.state in TOLD_AGAIN,
        may_open=current_actor().has_any((Role.OFFICE, Role.BOARD, Role.AUDITOR)), **WORDS,
    )


@blueprint.post("/versand/<int:dispatch_id>/<int:number>/zurueck")
@requires(*WRITERS)
def note_returned(dispatch_id: int, number: int) -> ResponseReturnValue:
    """Note that what was sent came back; sent twice, it is noted once."""
    form = ReturnedForm()
    if form.validate_on_submit():
        with RefusalsAt(form.reason):
            why, actor, now = form.reason.data or "", current_actor(), clock.now()
            with transaction() as session:
                dispatch, member = _meant(session, dispatch_id, number)
                form.once(session, lambda: actions.note_returned(
                    session, dispatch, member.id, why, actor, now
                ).notification_id)  # fmt: skip
            flash(_("Vermerkt: nicht erreicht."), "success")
            return redirect(url_for(".delivery", dispatch_id=dispatch_id, number=number))
    return _delivery_page(dispatch_id, number, back=form)


@blueprint.post("/versand/<int:dispatch_id>/<int:number>/noch-einmal")
@requires(*WRITERS)
def tell_again(dispatch_id: int, number: int) -> ResponseReturnValue:
    """Tell a member once more, on the way that was chosen; sent twice, it is one attempt."""
    form = AgainForm()
    if form.validate_on_submit():
        with RefusalsAt(form.channel):
            way, actor, now = form.channel.data, current_actor(), clock.now()
            with transaction() as session:
                dispatch, member = _meant(session, dispatch_id, number)
                form.once(session, lambda: actions.tell_again(session, dispatch, member.id, way, actor, now).id)
            flash(_("Die Nachricht geht noch einmal hinaus."), "success")
            return redirect(url_for(".delivery", dispatch_id=dispatch_id, number=number))
    return _delivery_page(dispatch_id, number, again=form)
