"""The register of issued documents: searched, shown with their hash, downloaded, printed again."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from flask import flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.archive import actions, queries
from app.archive.forms import CopyForm
from app.archive.models import IssuedDocument
from app.archive.rules import check_reads_tickets, is_speaking, takes_long
from app.archive.views.checking import known_above
from app.archive.views.pieces import (
    KIND_ICONS,
    KIND_NAMES,
    READERS,
    STANDING_NAMES,
    addressee,
    blueprint,
    file_name,
)
from app.core import clock, links
from app.core.db import db, transaction
from app.core.values import Role
from app.core.web import (
    Column,
    Listing,
    Overtaken,
    _,
    current_actor,
    download,
    export,
    page,
    requires,
    status_of,
    titled,
    wanted_export,
)


def _columns() -> Sequence[Column[IssuedDocument]]:
    return (
        Column("number", _("Nummer"), lambda row: row.number),
        Column("kind", _("Art"), lambda row: str(KIND_NAMES.get(row.kind, row.kind))),
        Column("title", _("Dokument"), lambda row: titled(row.title)),
        Column("issued", _("Ausgestellt"), lambda row: row.issued_at),
        Column("standing", _("Stand"), lambda row: str(STANDING_NAMES[row.standing])),
        Column("size", _("Bytes"), lambda row: row.size, is_number=True),
        Column("sha256", "SHA-256", lambda row: row.sha256),
    )


@blueprint.get("/dokumente")
@requires(*READERS)
def index() -> ResponseReturnValue:
    """Every document the cooperative has issued."""
    session, listing = db.session(), Listing.of_request(tuple(queries.DOCUMENT_SORTS), ("kind", "standing"))
    if "sort" not in request.args:
        listing.descending = True
    asked: dict[str, Any] = {"words": listing.query, "sort": listing.sort, "descending": listing.descending}
    asked |= {name: listing.filters.get(name, "") for name in ("kind", "standing")}
    if kind := wanted_export():
        return export(kind, "dokumente", _columns(), queries.list_documents(session, **asked)[0])
    listing.rows, listing.total = queries.list_documents(
        session, **asked, offset=listing.offset, limit=listing.limit
    )
    kinds = [(kind, KIND_NAMES.get(kind, kind)) for kind in queries.kinds_in_use(session)]
    return page(
        "archive/index.html", listing=listing, kinds=kinds, names=KIND_NAMES, icons=KIND_ICONS,
        standings=list(STANDING_NAMES.items()),
    )


@blueprint.get("/dokumente/<int:document_id>")
@requires(*READERS)
def show(document_id: int) -> ResponseReturnValue:
    """One document: what it is, its hash, its copies, what it replaced; a long one that is being printed says so."""
    document = queries.get_document(db.session(), document_id)
    copies = queries.items_of(db.session(), document_id)
    form = CopyForm(formdata=None, recipient=copies[0].recipient if copies else "")
    return _show(document, form.show(_last_copy(db.session(), document_id)))


def _last_copy(session: Session, document_id: int) -> dict[str, object]:
    """The copy that was ordered last, and for whom."""
    copies = queries.items_of(session, document_id)
    words = _("%(number)s. Ausfertigung, %(recipient)s")
    return {"last": words % {"number": copies[-1].copy, "recipient": addressee(copies[-1].recipient)} if copies else ""}


def _show(document: IssuedDocument, form: CopyForm) -> ResponseReturnValue:
    session, is_office = db.session(), current_actor().has_any((Role.OFFICE,))
    failed = queries.failed_jobs_of(session, () if document.sha256 else (document.id,)).get(document.id)
    is_being_printed = not document.sha256 and not failed and takes_long(document.facts)
    answer = make_response(page(
        "archive/show.html", status_of(form), document=document, form=form,
        copies=queries.items_of(session, document.id),
        names=KIND_NAMES, may_print=is_office and is_speaking(document.standing, document.erased_at),
        failed=failed, is_being_printed=is_being_printed,
        may_open_job=is_office, replaced_by=queries.find_document(session, document.replaced_by_id or 0),
        check_url=actions.check_address(document.check_code) if document.check_code and links.is_configured() else None,
    ))
    if "HX-Request" in request.headers and not is_being_printed:
        answer.headers["HX-Refresh"] = "true"
    return answer


@blueprint.get("/dokumente/<int:document_id>/pdf")
@requires(*READERS)
def download_document(document_id: int) -> ResponseReturnValue:
    """The archived bytes."""
    document = queries.get_document(db.session(), document_id)
    check_reads_tickets(known_above().lets_in(db.session(), document, clock.today()), current_actor())
    name = file_name(document.kind, document.number, document.id)
    return download(queries.content_of(document), name, inline="speichern" not in request.args)


@blueprint.post("/dokumente/<int:document_id>/ausfertigung")
@requires(Role.OFFICE)
def print_again(document_id: int) -> ResponseReturnValue:
    """Put a further copy of the same bytes into the tray."""
    form = CopyForm()
    if form.validate_on_submit():
        with suppress(Overtaken):
            _print_again(document_id, form.recipient.data or "", form)
            flash(_("Eine weitere Ausfertigung liegt im Druckkorb"), "success")
            return redirect(url_for(".show", document_id=document_id))
    return _show(queries.get_document(db.session(), document_id), form)


def _print_again(document_id: int, recipient: str, form: CopyForm) -> None:
    with transaction() as session:
        document = queries.get_document(session, document_id)
        form.add(
            session, f"copies:{document_id}", lambda: _last_copy(session, document_id),
            lambda: actions.print_again(session, document, recipient, current_actor(), clock.now()).id,
        )
