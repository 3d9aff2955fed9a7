"""The demo's own button: begin anew."""

from flask import Blueprint, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import transaction
from app.core.web import _, page, public, sign_out
from app.demo import actions

blueprint = Blueprint("demo", __name__, url_prefix="/demo")


@blueprint.route("/zuruecksetzen", methods=["GET", "POST"])
@public
def reset() -> ResponseReturnValue:
    """Ask, then throw away what visitors did and tell the story anew; outside the demo there is no such page."""
    if not current_app.config["GENOKONTOR"].is_demo:
        abort(404)
    if request.method == "GET":
        return page("demo/reset.html")
    story = actions.tell_aside(clock.now())
    with transaction() as session:
        actions.reset(session, story)
    actions.forget_other_files(story)
    sign_out()
    flash(_("Die Demo beginnt von vorn. Alle sind abgemeldet."), "ok")
    return redirect(url_for("accounts.login"))
