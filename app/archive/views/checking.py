"""The public check page: whether a document is valid, replaced or void, and nothing personal (R-DOC-04)."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.archive import queries
from app.archive.forms import CheckForm
from app.archive.rules import read_code
from app.archive.views.pieces import KIND_NAMES, blueprint
from app.core.db import db
from app.core.web import page, public


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
    return page("archive/check.html", document=document, newer=newer, names=KIND_NAMES)
