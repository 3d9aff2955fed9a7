"""The room's blueprint, who may read and write here, and what its pages share."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, Flask, current_app, request, url_for
from sqlalchemy.orm import Session

from app.core.db import db
from app.core.values import Cents, NotFound, Role
from app.core.web import Listing, _, or_404, reading_day
from app.dues import forms, queries
from app.dues.queries import Member
from app.dues.rules import DunningLevel
from app.members import queries as members
from app.shares.queries import Ordered, PaymentReceived
from app.shares.rules import PaymentPurpose

blueprint = Blueprint("dues", __name__)

READERS = (Role.OFFICE, Role.BOARD, Role.AUDITOR)
WRITERS = (Role.OFFICE,)
PaidOutWith = Callable[[Session, PaymentReceived, date], Sequence[tuple[str, Cents]]]
"""What was paid out of a credit that would no more cover it without a payment, as a room above knows; on a day."""
WORDS: dict[str, Any] = {"words": forms}
"""What every template of the room is given."""


def hand_in(app: Flask, paid_out_with: PaidOutWith) -> None:
    """Hand in what a room above knows of payouts; called once by the factory."""
    app.extensions["dues"] = paid_out_with


def paid_out_with(session: Session, payment: PaymentReceived, today: date) -> Sequence[tuple[str, Cents]]:
    """Ask what was handed in: the number of each settlement, and what was paid of it in cents (R-SEPA-10)."""
    known: PaidOutWith = current_app.extensions["dues"]
    return known(session, payment, today)


def member_of(session: Session, number: int) -> Member:
    """The member of this number in the address."""
    return or_404(members.find_by_number(session, number))


def level_of(level: int) -> DunningLevel:
    """The level in the address; there are three."""
    if level not in list(DunningLevel):
        raise NotFound
    return DunningLevel(level)


def purpose_of(purpose: str) -> PaymentPurpose:
    """The purpose of a payment in the address."""
    if purpose not in list(PaymentPurpose):
        raise NotFound
    return PaymentPurpose(purpose)


def listing_of(sorts: tuple[str, ...]) -> Listing[Any]:
    """The state of a list; a leading minus on the first sort says that it begins with the greatest."""
    listing = Listing.of_request([sort.removeprefix("-") for sort in sorts], ("stufe",))
    if "sort" not in request.args:
        listing.descending = sorts[0].startswith("-")
    return listing


def ordered(listing: Listing[Any], whole: bool) -> Ordered:
    """What of the list is asked for; an export takes all of it."""
    part = (0, None) if whole else (listing.offset, listing.limit)
    return Ordered(listing.query, listing.sort, listing.descending, *part)


def chosen_level(listing: Listing[Any]) -> int | None:
    """The level that the list is held to."""
    said = listing.filters.get("stufe", "")
    return int(said) if said in {str(level) for level in (*DunningLevel, queries.EXHAUSTED)} else None


def tabs(active: str) -> list[dict[str, object]]:
    """The views of dunning with their numbers."""
    session = db.session()
    counts = queries.counts_of_proposals(session, reading_day())
    exhausted = counts.pop(queries.EXHAUSTED, 0)
    views: list[tuple[str, str, str, int | None]] = [
        ("proposed", _("Zu mahnen"), url_for(".index"), sum(counts.values())),
        ("exhausted", _("Ohne Erfolg gemahnt"), url_for(".index", stufe=queries.EXHAUSTED), exhausted),
        ("written", _("Geschrieben"), url_for(".written"), queries.count_notices(session)),
    ]
    if number := queries.count_plans(session):
        views.append(("plans", _("Ratenpläne"), url_for(".plans"), number))
    if active == "contributions" or queries.has_contributions(session, reading_day()):
        views.append(("contributions", _("Jahresbeiträge"), url_for(".contributions"), None))
    return [{"label": word, "url": url, "count": number, "active": key == active} for key, word, url, number in views]
