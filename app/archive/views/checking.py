"""The public check page: whether a document is valid, replaced or void, and nothing personal (R-DOC-04)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.archive import queries
from app.archive.forms import CheckForm
from app.archive.models import IssuedDocument
from app.archive.rules import read_code, worth_of
from app.archive.views.pieces import KIND_NAMES, blueprint
from app.core import clock
from app.core.db import db
from app.core.web import page, public

IsOvertaken = Callable[[Session, int, date], bool]
"""Says by its id whether a document states on a day what the register no longer holds; rooms above know."""


@dataclass(frozen=True)
class FromAbove:
    """What this room asks of rooms above; `lets_in` says whether a document is a ticket that lets somebody in."""

    is_overtaken: IsOvertaken
    lets_in: Callable[[Session, IssuedDocument, date], bool]


def hand_in(app: Flask, from_above: FromAbove) -> None:
    """Name who knows what documents state; called once by the factory."""
    app.extensions["archive"] = from_above


def known_above() -> FromAbove:
    """What was handed in."""
    found: FromAbove = current_app.extensions["archive"]
    return found


@blueprint.get("/pruefen")
@public
def check_form() -> ResponseReturnValue:
    """Where somebody without a camera types the code."""
    form = CheckForm(formdata=request.args if "code" in request.args else None)
    if "code" not in request.args:
        return page("archive/check_form.html", form=form, unknown=None)
    if form.validate():
        return redirect(url_for(".check", code=read_code(form.code.data or "") or "-"))
    return page("archive/check_form.html", 422, form=form, unknown=None)


@blueprint.get("/pruefen/<code>")
@public
def check(code: str) -> ResponseReturnValue:
    """What a document is worth today."""
    session = db.session()
    document = queries.find_by_check_code(session, code)
    if document is None:
        form = CheckForm(formdata=None, code=code[:80])
        return page("archive/check_form.html", 404, form=form, unknown=code[:80])
    newer = queries.find_document(session, document.replaced_by_id or 0)
    overtaken = known_above().is_overtaken
    worth = worth_of(document.standing, overtaken(session, document.id, clock.today()))
    return page("archive/check.html", document=document, worth=worth, newer=newer, names=KIND_NAMES)
