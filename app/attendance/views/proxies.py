"""Powers of attorney in the office: the list, one recorded, many at once, one with its paper and its end."""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from flask import Response, flash, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.attendance import actions, queries
from app.attendance.actions import Granted, Line, Named, RowRefused
from app.attendance.forms import (
    MOST_ROWS,
    PROXY_FORMS,
    RELATIONS,
    REVOKED,
    ManyForm,
    OfficeRevokeForm,
    PaperForm,
    RecordForm,
)
from app.attendance.models import ProxyGrant
from app.attendance.queries import GRANT_SORTS, Assembly, Ordered, Ticket
from app.attendance.rules import (
    AboutConditions,
    AboutNamesake,
    AboutPrincipal,
    AboutProxy,
    AboutProxyDay,
    AboutProxyForm,
    AboutProxyName,
    AboutRelation,
    RevokedBy,
    check_takes_proxies,
)
from app.attendance.views.pieces import READERS, WRITERS, about, assembly_of, back_to, blueprint
from app.core import clock, files
from app.core.db import db, transaction
from app.core.uploads import CheckedFile, FileRefusal
from app.core.values import NotFound, Refusal
from app.core.web import (
    Column,
    Listing,
    RefusalsAbove,
    RefusalsAt,
    _,
    _l,
    _n,
    current_actor,
    export,
    handed_in,
    page,
    reading_day,
    requires,
    status_of,
    translated,
    wanted_export,
)
from app.members import queries as members
from app.statutes import queries as statutes

TABS = {"": _l("Alle"), "valid": _l("Gültig"), "unproven": _l("Ohne Beleg"), "ended": _l("Beendet")}

REFUSED_AT: Sequence[tuple[str, type[Refusal]]] = (
    ("last_name", AboutProxyName), ("proxy_number", AboutProxy), ("is_same", AboutNamesake),
    ("meets_conditions", AboutConditions), ("relation", AboutRelation),
)
"""At which field each kind of refusal is shown of a power of attorney; the last is asked first."""
RECORD_REFUSED_AT: Sequence[tuple[str, type[Refusal]]] = (
    *REFUSED_AT, ("principal", AboutPrincipal), ("form", AboutProxyForm), ("dated_on", AboutProxyDay),
    ("paper", FileRefusal),
)


@blueprint.get("/<int:assembly_id>/vollmachten")
@requires(*READERS)
def proxies(assembly_id: int) -> ResponseReturnValue:
    """The powers of attorney for an assembly: searched, filtered, sorted, as a file."""
    session, assembly = db.session(), assembly_of(assembly_id)
    listing: Listing[ProxyGrant] = Listing.of_request(tuple(GRANT_SORTS), ("view",))
    view = listing.filters.get("view", "")
    if wanted := wanted_export():
        whole = Ordered(listing.query, listing.sort, listing.descending)
        rows = queries.list_grants(session, assembly.id, view, whole)[0]
        return export(wanted, f"vollmachten-{assembly.meets_on:%Y-%m-%d}", _columns(), rows)
    part = Ordered(listing.query, listing.sort, listing.descending, listing.offset, listing.limit)
    listing.rows, listing.total = queries.list_grants(session, assembly.id, view, part)
    counts = queries.grants_by_view(session, assembly.id)
    options = [(name, f"{_(str(word))} ({counts[name]})") for name, word in TABS.items() if name]
    return page(
        "attendance/proxies.html", listing=listing, counts=counts,
        choices=[{"name": "view", "label": _("Ansicht"), "options": options}],
        **about(assembly, "proxies", reading_day()),
    )


def _columns() -> Sequence[Column[ProxyGrant]]:
    return (
        Column("number", _("Nr."), lambda row: row.principal.number),
        Column("principal", _("Mitglied"), lambda row: row.principal.party.display_name),
        Column("proxy", _("Bevollmächtigt"), lambda row: row.proxy.display_name),
        Column("form", _("Form"), lambda row: str(PROXY_FORMS[row.form])),
        Column("dated", _("Datum"), lambda row: row.dated_on),
        Column("relation", _("Verhältnis"), lambda row: str(RELATIONS[row.relation]) if row.relation else ""),
        Column("recorded", _("Erfasst"), lambda row: row.recorded_at),
        Column("recorded_by", _("Erfasst von"), lambda row: row.recorded_by),
        Column("revoked", _("Beendet"), lambda row: row.revoked_at),
        Column("why", _("Grund"), lambda row: row.revoke_reason),
        Column("by", _("Beendet durch"), lambda row: str(REVOKED[row.revoked_by]) if row.revoked_by else ""),
    )


def refused_at(form: Any, places: Sequence[tuple[str, type[Refusal]]]) -> ExitStack:
    """Show each refusal at the field that it is about, any other above the form."""
    stack = ExitStack()
    stack.enter_context(RefusalsAbove(form))
    for name, kind in places:
        stack.enter_context(RefusalsAt(form[name], kind))
    return stack


def named(fields: Any, is_checked: bool = False) -> Named:
    """How the proxy is named in a form or in a row of one."""
    return Named(
        fields.proxy_number.data, fields.first_names.data or "", fields.last_name.data or "", fields.email.data or "",
        is_checked, bool(fields.is_another.data), bool(fields.is_same.data),
    )


# --- one --------------------------------------------------------------------------------------------------------------


@blueprint.route("/<int:assembly_id>/vollmachten/neu", methods=["GET", "POST"])
@requires(*WRITERS)
def record_proxy(assembly_id: int) -> ResponseReturnValue:
    """Record a power of attorney that reached the office, with its paper."""
    form, assembly, today = RecordForm(dated_on=clock.today()), assembly_of(assembly_id), clock.today()
    if not form.is_submitted():
        check_takes_proxies(queries.held_on(db.session(), assembly, today), today)
    if form.validate_on_submit():
        with refused_at(form, RECORD_REFUSED_AT), RefusalsAt(form.principal, NotFound):
            grant_id = _record(form, assembly_id)
            flash(_("Die Vollmacht ist erfasst."), "success")
            return back_to("proxy", assembly_id, grant_id=grant_id)
    return page(
        "attendance/record_proxy.html", status_of(form), form=form, statute=statutes.statute_on(db.session(), today),
        **about(assembly_of(assembly_id), "proxies", today),
    )


def _record(form: RecordForm, assembly_id: int) -> int:
    actor, now, paper = current_actor(), clock.now(), form.paper.checked()

    def act() -> int:
        line = _line(session, form, form, paper)
        return actions.grant(session, assembly, line.principal, line.granted, actor, now).id

    with transaction() as session:
        assembly = actions.hold(session, assembly_id)
        return form.once(session, act)


def _line(session: Session, fields: Any, common: Any, paper: CheckedFile | None) -> Line:
    """What one form, or one row with what all rows share, says; refusals say at which field."""
    principal = members.get_by_number(session, fields.principal.data)
    with_number = named(fields)
    try:
        proxy = actions.person_meant(session, with_number, clock.today())
    except NotFound as unknown:
        raise AboutProxy(unknown.message, **unknown.values) from unknown
    granted = Granted(
        proxy, common.form.data, common.dated_on.day, common.related(), bool(common.meets_conditions.data), paper
    )
    return Line(principal, granted)


# --- many -------------------------------------------------------------------------------------------------------------


@blueprint.route("/<int:assembly_id>/vollmachten/viele", methods=["GET", "POST"])
@requires(*WRITERS)
def record_proxies(assembly_id: int) -> ResponseReturnValue:
    """Record many powers of attorney at once: all of them, or none with a reason at each row that is refused."""
    form, assembly, today = ManyForm(dated_on=clock.today()), assembly_of(assembly_id), clock.today()
    if not form.is_submitted():
        check_takes_proxies(queries.held_on(db.session(), assembly, today), today)
    if form.validate_on_submit():
        with refused_at(form, (("form", AboutProxyForm), ("dated_on", AboutProxyDay), ("paper", FileRefusal))):
            if not form.typed():
                raise Refusal("Füllen Sie mindestens eine Zeile aus.")
            if number := _record_many(form, assembly_id):
                flash(_n("%(num)s Vollmacht ist erfasst.", "%(num)s Vollmachten sind erfasst.", number), "success")
                return back_to("proxies", assembly_id)
    _grow(form)
    return page(
        "attendance/record_proxies.html", status_of(form), form=form,
        statute=statutes.statute_on(db.session(), today), **about(assembly_of(assembly_id), "proxies", today),
    )


def _grow(form: ManyForm) -> None:
    """Leave an empty row at the end, as long as there is room."""
    while len(form.rows) < MOST_ROWS and sum(row.form.is_empty for row in form.rows) < 2:
        form.rows.append_entry()


def _record_many(form: ManyForm, assembly_id: int) -> int:
    """Record the rows; where some are refused nothing is stored and each says why: then zero."""
    typed, actor, now, paper = form.typed(), current_actor(), clock.now(), form.paper.checked()

    def act() -> int:
        lines = _lines(session, form, paper)
        return len(actions.grant_many(session, assembly, lines, actor, now))

    try:
        with transaction() as session:
            assembly = actions.hold(session, assembly_id)
            return form.once(session, act)
    except* RowRefused as refused:
        for each in refused.exceptions:
            assert isinstance(each, RowRefused)
            _show_at(typed[each.number][1], each.refusal)
        form.rows.errors = [row.form.errors for row in form.rows]
    return 0


def _lines(session: Session, form: ManyForm, paper: CheckedFile | None) -> list[Line]:
    """What the rows say; raises ExceptionGroup of RowRefused where some name nobody."""
    lines, refused = [], []
    for place, (_place, row) in enumerate(form.typed()):
        try:
            lines.append(_line(session, row, form, paper))
        except Refusal as refusal:
            refused.append(RowRefused(place, refusal))
    if refused:
        raise ExceptionGroup("refused", refused)
    return lines


def _show_at(row: Any, refusal: Refusal) -> None:
    """Show why a row is refused at its field."""
    name = next((name for name, kind in REFUSED_AT if name in row and isinstance(refusal, kind)), "principal")
    row[name].errors = [*row[name].errors, translated(refusal)]


# --- what there is ----------------------------------------------------------------------------------------------------


@blueprint.get("/<int:assembly_id>/vollmachten/<int:grant_id>")
@requires(*READERS)
def proxy(assembly_id: int, grant_id: int) -> ResponseReturnValue:
    """One power of attorney: whom, in which form, with which paper, and how it ended."""
    return _shown(assembly_id, grant_id)


def _shown(
    assembly_id: int, grant_id: int, revoke: OfficeRevokeForm | None = None, paper: PaperForm | None = None
) -> ResponseReturnValue:
    """The page; `revoke` and `paper` are forms that came back with what is wrong."""
    assembly, today = assembly_of(assembly_id), reading_day()
    grant = queries.get_grant(db.session(), assembly, grant_id)
    revoke, paper = revoke or OfficeRevokeForm(formdata=None), paper or PaperForm(formdata=None)
    is_writer = current_actor().has_any(WRITERS)
    return page(
        "attendance/proxy.html", status_of(revoke, paper), grant=grant, revoke=revoke, paper=paper,
        may_prove=is_writer, entrance=_entrance(assembly, grant) if is_writer else "",
        others=queries.grants_to(db.session(), assembly.id, grant.proxy_id),
        casts=queries.count_cast_by(db.session(), assembly, grant.proxy_id, queries.day_of(assembly, today)),
        **about(assembly, "proxies", today),
    )


def _entrance(assembly: Assembly, grant: ProxyGrant) -> str:
    """Where the ticket of the proxy leads; empty where the power of attorney ended."""
    if grant.revoked_at is not None:
        return ""
    ticket = Ticket(assembly.id, party_id=grant.proxy_id)
    return actions.address_of(url_for(".enter", token=ticket.token()))


@blueprint.post("/<int:assembly_id>/vollmachten/<int:grant_id>/beenden")
@requires(*WRITERS)
def revoke_proxy(assembly_id: int, grant_id: int) -> ResponseReturnValue:
    """End a power of attorney, with the reason; ended twice, it is ended once."""
    form = OfficeRevokeForm()
    if form.validate_on_submit():
        with RefusalsAt(form.reason):
            actor, now, reason = current_actor(), clock.now(), form.reason.data or ""
            with transaction() as session:
                assembly = actions.hold(session, assembly_id)
                grant = queries.get_grant(session, assembly, grant_id)
                actions.revoke(session, assembly, grant, RevokedBy.OFFICE, reason, actor, now)
            flash(_("Die Vollmacht ist beendet."), "success")
            return back_to("proxy", assembly_id, grant_id=grant_id)
    return _shown(assembly_id, grant_id, revoke=form)


@blueprint.post("/<int:assembly_id>/vollmachten/<int:grant_id>/beleg")
@requires(*WRITERS)
def prove_proxy(assembly_id: int, grant_id: int) -> ResponseReturnValue:
    """Keep the paper of a power of attorney that was recorded without it."""
    form = PaperForm()
    if form.validate_on_submit():
        with RefusalsAt(form.paper):
            actor, now, paper = current_actor(), clock.now(), form.paper.needed()
            with transaction() as session:
                assembly = actions.hold(session, assembly_id)
                grant = queries.get_grant(session, assembly, grant_id)
                form.once(session, lambda: _prove(session, assembly, grant, paper, actor, now))
            flash(_("Abgelegt."), "success")
            return back_to("proxy", assembly_id, grant_id=grant_id)
    return _shown(assembly_id, grant_id, paper=form)


def _prove(session: Session, assembly: Any, grant: ProxyGrant, paper: CheckedFile, actor: Any, now: Any) -> int:
    actions.attach_paper(session, assembly, grant, paper, actor, now)
    return grant.id


@blueprint.get("/<int:assembly_id>/vollmachten/<int:grant_id>/datei")
@requires(*READERS)
def proxy_paper(assembly_id: int, grant_id: int) -> Response:
    """The paper of a power of attorney."""
    grant = queries.get_grant(db.session(), assembly_of(assembly_id), grant_id)
    if grant.document_sha256 is None:
        raise NotFound
    return handed_in(files.get(grant.document_sha256), grant.document_name, grant.document_type)
