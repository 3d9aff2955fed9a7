"""The room or the access of a meeting that is on, changed in a hurry: shown to everybody at once (§ 43b (3), (4) GenG).
"""

from collections.abc import Mapping

from flask import flash
from flask.typing import ResponseReturnValue

from app.assemblies import queries as assemblies
from app.assemblies.rules import AboutPlace
from app.core import clock
from app.core.db import db, transaction
from app.core.values import Unsaid
from app.core.web import RefusalsAbove, RefusalsAt, _, current_actor, page, requires, status_of
from app.voting import actions, queries
from app.voting.actions import Whereabouts
from app.voting.forms import RedirectForm
from app.voting.queries import Assembly
from app.voting.rules import check_sits
from app.voting.views.pieces import LEADERS, WORDS, assembly_of, blueprint, to_lead


@blueprint.route("/<int:assembly_id>/zugang", methods=["GET", "POST"])
@requires(*LEADERS)
def redirect_meeting(assembly_id: int) -> ResponseReturnValue:
    """Say where the meeting goes on, or how it is reached now; back to the chair's page."""
    assembly = assembly_of(assembly_id)
    form = RedirectForm(place=assembly.place, access=assembly.access, tells_absent=True)
    if form.validate_on_submit():
        with RefusalsAbove(form), RefusalsAt(form.place, AboutPlace):
            told = _redirect(assembly_id, form)
            flash(_("Geändert. %(number)s Mitglieder bekommen eine E-Mail.", number=told) if told else _("Geändert."),
                  "success")
            return to_lead(assembly_id)
    return _page(form, assembly_of(assembly_id))


def _redirect(assembly_id: int, form: RedirectForm) -> int:
    to, why = Whereabouts(form.place.data or "", form.access.data or ""), form.reason.data or ""
    tells, actor, now = bool(form.tells_absent.data), current_actor(), clock.now()
    with transaction() as session:
        return form.add(
            session, actions.matter_of(assembly_id), lambda: _shown(assemblies.get_assembly(session, assembly_id)),
            lambda: actions.redirect(
                session, actions.hold_sitting(session, assembly_id), to, why, tells, actor, now
            ),
        )


def _shown(assembly: Assembly) -> Mapping[str, object]:
    return {"whereabouts": Unsaid((assembly.place, assembly.access))}


def _page(form: RedirectForm, assembly: Assembly) -> ResponseReturnValue:
    session = db.session()
    sitting = queries.find_sitting(session, assembly.id)
    check_sits(sitting is not None, sitting is not None and sitting.closed_at is not None)
    form.show(_shown(assembly))
    return page(
        "voting/redirect_meeting.html", status_of(form), form=form, assembly=assembly,
        away=len(queries.away_with_mail(session, assembly, clock.now())), **WORDS,
    )
