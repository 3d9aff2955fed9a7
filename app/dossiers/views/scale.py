"""How much of the statute's measure of mandatory shares a member has: entered from a day on, and taken back."""

from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.uploads import FileRefusal
from app.core.web import ReasonForm, RefusalsAt, _, current_actor, or_404, requires, status_of
from app.dossiers import actions, queries
from app.dossiers.forms import QuantityForm
from app.dossiers.rules import ProofRefusal
from app.dossiers.views.base import WRITERS, blueprint, entered, matter_of, member_page
from app.parties.rules import DayRefusal
from app.shares import queries as shares
from app.shares.rules import QuantityDayRefusal
from app.statutes.rules import ClosedYearRefusal


@blueprint.route("/<int:number>/massstab", methods=["GET", "POST"])
@requires(*WRITERS)
def quantity(number: int) -> ResponseReturnValue:
    """Enter how much of the measure the member has from a day on; what was entered before stays."""
    member = queries.get_member(db.session(), number)
    form = QuantityForm().show({"last": queries.last_quantity_words(db.session(), member)})
    if form.validate_on_submit():
        with (
            RefusalsAt(form.quantity), RefusalsAt(form.proof, FileRefusal), RefusalsAt(form.proof, ProofRefusal),
            RefusalsAt(form.valid_from, DayRefusal), RefusalsAt(form.valid_from, QuantityDayRefusal),
            RefusalsAt(form.valid_from, ClosedYearRefusal),
        ):
            _enter(form, number)
            return entered(number, _("Maßstab der Pflichtanteile eingetragen."))
    return member_page("dossiers/quantity.html", number, status_of(form), tab="register", form=form)


def _enter(form: QuantityForm, number: int) -> None:
    how_much, valid_from, proof = form.quantity.data or 0, form.valid_from.day, form.proof.checked()
    with transaction() as session:
        member = queries.get_member(session, number)
        form.add(
            session, matter_of(number, "quantity"), lambda: {"last": queries.last_quantity_words(session, member)},
            lambda: actions.note_quantity(
                session, member, how_much, valid_from, proof, current_actor(), clock.now(), form.no_proof.data or ""
            ).id,
            {"last": queries.quantity_words(session, member, how_much, valid_from, clock.today())},
        )


@blueprint.route("/<int:number>/massstab/<int:entry_id>/storno", methods=["GET", "POST"])
@requires(*WRITERS)
def undo_quantity(number: int, entry_id: int) -> ResponseReturnValue:
    """Ask for the reason, then take back a wrong entry by one that points at it."""
    session, form = db.session(), ReasonForm()
    or_404(shares.find_quantity(session, queries.get_member(session, number), entry_id))
    if form.validate_on_submit():
        with RefusalsAt(form.reason):
            _undo(form, number, entry_id)
            said = _("Zurückgenommen. Der falsche Eintrag bleibt stehen, die frühere Angabe gilt wieder.")
            return entered(number, said)
    return member_page("dossiers/undo.html", number, status_of(form), tab="register", form=form)


def _undo(form: ReasonForm, number: int, entry_id: int) -> None:
    with transaction() as session:
        member, reason, actor = queries.get_member(session, number), form.reason.data or "", current_actor()
        form.once(session, lambda: actions.undo_quantity(session, member, entry_id, reason, actor, clock.now()))
