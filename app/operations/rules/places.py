"""Where a finding can be looked at: kinds of page with the endpoints of one thing and of all such things."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.operations.rules.checks import Place


class Page(NamedTuple):
    """The endpoint of one thing's page and the name of its key there, and the endpoint of the list of such things."""

    one: str
    key: str
    every: str


PAGES: Mapping[str, Page] = {
    "agenda_request": Page("assemblies.show_request", "request_id", "assemblies.requests"),
    "application": Page("admissions.show", "application_id", "admissions.index"),
    "assembly": Page("assemblies.show", "assembly_id", "assemblies.index"),
    "assessment_round": Page("assessments.show", "round_id", "assessments.index"),
    "bundle": Page("bundles.show", "bundle_id", "bundles.index"),
    "certificate": Page("shares.certificate", "number", "shares.certificates"),
    "change": Page("changes.show", "change_id", "changes.index"),
    "dividend": Page("dossiers.show", "number", "settlements.dividends"),
    "document": Page("archive.show", "document_id", "archive.index"),
    "dunning": Page("dossiers.payments", "number", "dues.index"),
    "entry": Page("dossiers.register_entry", "number", "dossiers.index"),
    "import": Page("imports.show", "run_id", "imports.index"),
    "job": Page("operations.job", "job_id", "operations.jobs"),
    "mail": Page("operations.mail", "mail_id", "operations.mails"),
    "member": Page("dossiers.show", "number", "dossiers.index"),
    "need": Page("needs.show", "need_id", "needs.index"),
    "notice": Page("departures.show", "notice_id", "departures.index"),
    "payments": Page("dossiers.payments", "number", "shares.received"),
    "print_run": Page("archive.run", "run_id", "archive.runs"),
    "removal": Page("removals.show", "removal_id", "removals.index"),
    "resolution": Page("boardroom.show", "resolution_id", "boardroom.register"),
    "result": Page("closing.result", "ending", "closing.index"),
    "settlement": Page("settlements.show", "settlement_id", "settlements.index"),
    "sheet": Page("dossiers.share_sheet", "number", "dossiers.index"),
    "solution": Page("solutions.show", "solution_id", "solutions.index"),
    "statute": Page("statutes.show", "version_id", "statutes.index"),
    "subscription": Page("subscriptions.show", "subscription_id", "subscriptions.index"),
    "transfer": Page("transfers.show", "transfer_id", "transfers.index"),
}
"""Kind of page → where one such thing is shown, and where all are."""


class Address(NamedTuple):
    """The endpoint of a page and what its address holds."""

    endpoint: str
    values: Mapping[str, object] = {}


def addresses_of(place: Place, lines_a_page: int) -> Sequence[Address]:
    """Where a place is shown, the best page first; of the journal the page on which a line stands, or should stand."""
    if place.kind == "journal":
        page = (int(place.key) - 1) // lines_a_page + 1 if place.key else None
        return [Address("operations.journal", {"sort": "sequence", "page": page} if page else {})]
    known = PAGES[place.kind]
    one = [Address(known.one, {known.key: place.key})] if place.key else []
    return [*one, Address(known.every)]
