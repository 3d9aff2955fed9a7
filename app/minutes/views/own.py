"""The member's copies: signed minutes, to be read at any time (§ 47 (4) GenG; R-MIN-06)."""

from flask import Response
from flask.typing import ResponseReturnValue

from app.core import clock, files
from app.core.db import db
from app.core.values import NotFound, Role
from app.core.web import current_actor, download, page, requires
from app.members import queries as members
from app.minutes import queries
from app.minutes.models import Addendum, Minutes
from app.minutes.queries import Member
from app.minutes.views.pieces import WORDS, blueprint
from app.statutes import queries as statutes


def _own(number: int) -> Member:
    """The member that an address names, for who acts for it; refused once its membership is over."""
    return members.get_own(db.session(), current_actor().party_id, number, clock.today())


def _sealed(number: int, assembly_id: int) -> Minutes:
    _own(number)
    minutes = queries.get_minutes(db.session(), assembly_id)
    if minutes.sealed_at is None:
        raise NotFound
    return minutes


@blueprint.get("/mein/<int:number>")
@requires(Role.MEMBER)
def own(number: int) -> ResponseReturnValue:
    """All signed minutes, with their signed addenda."""
    session = db.session()
    return page(
        "minutes/own.html", member=_own(number), found=queries.sealed_minutes(session),
        on_paper=queries.minutes_on_paper(session),
        office=statutes.house_facts(session), **WORDS,
    )


@blueprint.get("/mein/<int:number>/beschluss/<int:resolution_id>/niederschrift.pdf")
@requires(Role.MEMBER)
def own_on_paper(number: int, resolution_id: int) -> Response:
    """The signed minutes that were handed in with a resolution of an assembly which was not led here."""
    _own(number)
    found = queries.get_on_paper(db.session(), resolution_id)
    return download(files.get(found), f"Niederschrift-{resolution_id}-unterschrieben.pdf")


@blueprint.get("/mein/<int:number>/<int:assembly_id>/niederschrift.pdf")
@requires(Role.MEMBER)
def own_printed(number: int, assembly_id: int) -> Response:
    """The minutes with their annexes in the file."""
    document = _sealed(number, assembly_id).document
    if document.sha256 is None:
        raise NotFound
    return download(files.get(document.sha256), f"Niederschrift-{assembly_id}.pdf")


@blueprint.get("/mein/<int:number>/<int:assembly_id>/unterschrieben")
@requires(Role.MEMBER)
def own_signed(number: int, assembly_id: int) -> Response:
    """The signed copy."""
    minutes = _sealed(number, assembly_id)
    return download(files.get(minutes.scan_sha256 or ""), f"Niederschrift-{assembly_id}-unterschrieben.pdf")


@blueprint.get("/mein/<int:number>/<int:assembly_id>/nachtrag/<int:ordinal>.pdf")
@requires(Role.MEMBER)
def own_addendum(number: int, assembly_id: int, ordinal: int) -> Response:
    """A signed addendum as it was printed."""
    document = _signed_addendum(number, assembly_id, ordinal).document
    if document is None or document.sha256 is None:
        raise NotFound
    return download(files.get(document.sha256), f"Nachtrag-{assembly_id}-{ordinal}.pdf")


@blueprint.get("/mein/<int:number>/<int:assembly_id>/nachtrag/<int:ordinal>/unterschrieben")
@requires(Role.MEMBER)
def own_addendum_signed(number: int, assembly_id: int, ordinal: int) -> Response:
    """The signed copy of an addendum."""
    addendum = _signed_addendum(number, assembly_id, ordinal)
    return download(files.get(addendum.scan_sha256 or ""), f"Nachtrag-{assembly_id}-{ordinal}-unterschrieben.pdf")


def _signed_addendum(number: int, assembly_id: int, ordinal: int) -> Addendum:
    """One that is signed; before, it is as if there were none."""
    for addendum in _sealed(number, assembly_id).signed_addenda:
        if addendum.number == ordinal:
            return addendum
    raise NotFound
