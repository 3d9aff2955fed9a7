"""The check of the whole installation: what the last one found, and a new one by a worker."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, once, transaction
from app.core.web import _, current_actor, page, requires, told
from app.operations import actions, queries
from app.operations.forms import AREAS, ActForm
from app.operations.rules import Area
from app.operations.views.pieces import CHECKERS, blueprint, key_of


@blueprint.get("/pruefung")
@requires(*CHECKERS)
def check() -> ResponseReturnValue:
    """What the last check found, area by area; or that all is well, or that nobody has looked yet."""
    session = db.session()
    last, sentences = queries.last_check(session), {area: list[str]() for area in Area}
    for area, finding in last.findings if last else ():
        sentences[area].append(told(finding))
    return page(
        "operations/check.html", sentences=sentences, areas=AREAS, last=last, key=ActForm().key.data,
        under_way=queries.find_open_check(session),
    )


@blueprint.post("/pruefung")
@requires(*CHECKERS)
def order_check() -> ResponseReturnValue:
    """Have a worker check everything now."""
    with transaction() as session:
        key, actor, now = key_of("check", 0), current_actor(), clock.now()
        once(session, key, lambda: actions.order_check(session, key, actor, now))
    flash(_("Die Prüfung läuft. Das Ergebnis steht gleich hier."), "ok")
    return redirect(url_for(".check"))
