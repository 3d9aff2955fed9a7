"""The office's list of applications, and one application with everything known about it."""

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.admissions import queries
from app.admissions.forms import (
    AUTHORITY_NAMES,
    CLASS_NAMES,
    FORM_NAMES,
    KIND_NAMES,
    POINT_NAMES,
    PURPOSE_NAMES,
    LinkForm,
    NoteForm,
    OfficeUploadForm,
    OriginalForm,
    QuantityForm,
    ReturnForm,
    WishForm,
)
from app.admissions.models import Application
from app.admissions.rules import STATE_WORDS, ApplicationState
from app.admissions.views.known import party_of
from app.admissions.views.pieces import blueprint, track_of, upload_as_file
from app.core import links
from app.core.db import db
from app.core.formats import local
from app.core.values import PartyKind, Role
from app.core.web import (
    PERIOD,
    Column,
    Form,
    Listing,
    PeriodForm,
    _,
    _l,
    _n,
    current_actor,
    download,
    export,
    in_words,
    or_404,
    page,
    reading_day,
    requires,
    status_of,
    wanted_export,
)
from app.members.rules import MemberClass
from app.statutes import queries as statutes

DOERS = (Role.OFFICE, Role.BOARD)
READERS = (*DOERS, Role.AUDITOR)
BANKERS = (Role.OFFICE, Role.AUDITOR)
"""Who sees the account an applicant named (need to know; R-GDPR-02)."""

STATE_NAMES = in_words(STATE_WORDS)
TABS: dict[str, Any] = {
    "": _l("Alle"), **{str(state): name for state, name in STATE_NAMES.items()}, ApplicationState.DRAFT: _l("Entwürfe"),
}
"""The tabs above the list, by what the address says."""


def columns() -> Sequence[Column[Application]]:
    """The columns of the list as a file."""
    return (
        Column("number", _("Nummer"), lambda row: row.number or ""),
        Column("name", _("Antragstellerin"), lambda row: row.name),
        Column("kind", _("Art"), lambda row: str(KIND_NAMES[row.party_kind]) if row.party_kind else ""),
        Column("class", _("Mitgliedschaft"), lambda row: str(CLASS_NAMES[row.member_class])),
        Column("shares", _("Erklärte Anteile"), lambda row: row.shares, is_number=True),
        Column("state", _("Stand"), lambda row: str(STATE_NAMES[row.state])),
        Column("submitted", _("Eingegangen"), lambda row: local(row.submitted_at).date() if row.submitted_at else None),
        Column("decided", _("Entschieden"), lambda row: local(row.decided_at).date() if row.decided_at else None),
        Column("resolution", _("Beschluss"), lambda row: row.resolution_number),
    )


@blueprint.get("/antraege")
@requires(*READERS)
def index() -> ResponseReturnValue:
    """Applications by state, searched and sorted."""
    session, listing = db.session(), Listing.of_request(tuple(queries.SORTS), ("state", "kind", *PERIOD))
    form = PeriodForm.of_request()
    listing.descending = listing.descending or "sort" not in request.args
    asked: dict[str, Any] = {"state": listing.filters.get("state", ""), "kind": listing.filters.get("kind", "")}
    asked |= {"words": listing.query, "sort": listing.sort, "descending": listing.descending}
    asked |= {"first_day": form.first_day.data, "last_day": form.last_day.data}
    if (kind := wanted_export()) and not form.errors:
        return export(kind, "antraege", columns(), queries.list_applications(session, **asked)[0])
    listing.rows, listing.total = queries.list_applications(
        session, **asked, offset=listing.offset, limit=listing.limit
    )
    counts = queries.count_by_state(session)
    return page(
        "admissions/index.html", status_of(form), listing=listing, period=form,
        tabs=_tabs(listing, counts), kinds=KIND_NAMES,
        form_url=links.absolute(url_for(".apply_start")) if links.is_configured() else "", may_do=may_do(),
        all_count=sum(count for state, count in counts.items() if state is not ApplicationState.DRAFT),
        is_investing=MemberClass.INVESTING,
    )


def _tabs(listing: Listing[Application], counts: dict[ApplicationState, int]) -> list[dict[str, object]]:
    shown = listing.filters.get("state", "")
    total = sum(count for state, count in counts.items() if state is not ApplicationState.DRAFT)
    found = [
        {"label": label, "url": listing.url(state=state or None, page=None), "active": shown == state,
         "count": counts.get(ApplicationState(state), 0) if state else total}
        for state, label in TABS.items()
    ]  # fmt: skip
    return [tab for tab in found if tab["count"] or tab["active"] or tab["label"] == TABS[""]]


def may_do() -> bool:
    """Whether whoever is signed in may change applications; who audits only reads."""
    return current_actor().has_any(DOERS)


@blueprint.get("/antraege/<int:application_id>")
@requires(*READERS)
def show(application_id: int) -> ResponseReturnValue:
    """One application: facts, declaration in its wording, checklist, uploads, likenesses, needs, timeline."""
    return show_page(application_id)


def show_page(application_id: int, **forms: Form) -> ResponseReturnValue:
    """The page of one application; a form that was refused is shown again with its errors."""
    session, today = db.session(), reading_day()
    found = or_404(queries.dossier(session, application_id, today))
    application = found.application
    given = {
        "return_form": ReturnForm(formdata=None), "original_form": OriginalForm(formdata=None, received_on=today),
        "quantity_form": QuantityForm(formdata=None, quantity=application.quantity).show(
            {"quantity": application.quantity}
        ),
        "upload_form": OfficeUploadForm(formdata=None), "note_form": NoteForm(formdata=None),
        "wish_form": WishForm(formdata=None),
        "link_form": LinkForm(formdata=None).show(party_of(session, application_id)), **forms,
    }  # fmt: skip
    version = application.statute_version_id
    return page(
        "admissions/show.html", status_of(*forms.values()), dossier=found, application=application, typed=found.typed,
        track=track_of(application, votes_of(found)), words=queries.declared_words(session, application),
        version=statutes.get_version(session, version) if version else None, points=POINT_NAMES, kinds=KIND_NAMES,
        statute=statutes.statute_on(session, today), shares=found.shares,
        classes=CLASS_NAMES, authorities=AUTHORITY_NAMES,
        form_names=FORM_NAMES, purposes=PURPOSE_NAMES, may_do=may_do(), state=application.state.value,
        is_organisation=application.party_kind is not PartyKind.NATURAL_PERSON,
        may_see_bank=current_actor().has_any(BANKERS),
        may_print_refusal=queries.may_print_refusal(session, application), **given,
    )


def votes_of(found: queries.Dossier) -> str:
    """How far the board is, below the present node of the track."""
    item = found.item
    if item is None or item.resolution is None or found.application.state is not ApplicationState.PROPOSED:
        return ""
    votes, number = len(item.votes), item.resolution.number
    return str(_n("Eine Stimme in %(number)s", "%(num)s Stimmen in %(number)s", votes, number=number))


@blueprint.get("/antraege/<int:application_id>/erklaerung.pdf")
@requires(*READERS)
def declaration(application_id: int) -> ResponseReturnValue:
    """The frozen declaration."""
    application = or_404(queries.find_application(db.session(), application_id))
    content = queries.declaration_pdf(db.session(), application)
    return download(content, f"Beitrittserklaerung-{application.number}.pdf")


@blueprint.get("/antraege/<int:application_id>/unterlagen/<int:upload_id>")
@requires(*READERS)
def file(application_id: int, upload_id: int) -> ResponseReturnValue:
    """An upload, shown in the browser; only PDF and pictures are ever kept."""
    application = or_404(queries.find_application(db.session(), application_id))
    return upload_as_file(or_404(queries.find_upload(application, upload_id)), inline=True)
