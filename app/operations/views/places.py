"""Where findings of the check can be looked at: kinds of page and their addresses, for who may open them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import url_for

from app.core.web import Listing
from app.operations.rules import Place
from app.operations.views.subjects import may_open


class _Page(NamedTuple):
    """The endpoint of one thing's page and the name of its key there, and the endpoint of the list of such things."""

    one: str
    key: str
    every: str


_PAGES: Mapping[str, _Page] = {
    "application": _Page("admissions.show", "application_id", "admissions.index"),
    "certificate": _Page("shares.certificate", "number", "shares.certificates"),
    "change": _Page("changes.show", "change_id", "changes.index"),
    "document": _Page("archive.show", "document_id", "archive.index"),
    "dunning": _Page("dossiers.payments", "number", "dues.index"),
    "entry": _Page("dossiers.register_entry", "number", "dossiers.index"),
    "import": _Page("imports.show", "run_id", "imports.index"),
    "job": _Page("operations.job", "job_id", "operations.jobs"),
    "member": _Page("dossiers.show", "number", "dossiers.index"),
    "notice": _Page("departures.show", "notice_id", "departures.index"),
    "payments": _Page("dossiers.payments", "number", "shares.received"),
    "print_run": _Page("archive.run", "run_id", "archive.runs"),
    "removal": _Page("removals.show", "removal_id", "removals.index"),
    "resolution": _Page("boardroom.show", "resolution_id", "boardroom.register"),
    "settlement": _Page("settlements.show", "settlement_id", "settlements.index"),
    "sheet": _Page("dossiers.share_sheet", "number", "dossiers.index"),
    "statute": _Page("statutes.show", "version_id", "statutes.index"),
    "subscription": _Page("subscriptions.show", "subscription_id", "subscriptions.index"),
    "transfer": _Page("transfers.show", "transfer_id", "transfers.index"),
}
"""Kind of page → where one such thing is shown, and where all are."""


def address_of(place: Place) -> str:
    """The address of a place; empty where there is no page for the person who looks."""
    if place.kind == "journal":
        return _line_of_the_journal(place.key)
    known = _PAGES[place.kind]
    which: dict[str, Any] = {known.key: place.key}
    if place.key and may_open(known.one):
        return url_for(known.one, **which)
    return url_for(known.every) if may_open(known.every) else ""


def _line_of_the_journal(sequence: str) -> str:
    """The page of the journal on which a line stands, or should stand."""
    if not sequence:
        return url_for("operations.journal")
    page = (int(sequence) - 1) // Listing(sort="sequence").page_size + 1
    return url_for("operations.journal", sort="sequence", page=page)
