"""A member's name and address in the register: a new one from a day on, with its preview, and one taken back."""

from collections.abc import Callable
from functools import partial

from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.uploads import FileRefusal
from app.core.values import PartyKind
from app.core.web import (
    ReasonForm,
    RefusalsAt,
    _,
    current_actor,
    download_proof,
    or_404,
    requires,
    status_of,
)
from app.dossiers import actions, queries
from app.dossiers.forms import AddressForm, OrganisationNameForm, PersonNameForm
from app.dossiers.rules import ProofRefusal, has_representatives, named_since
from app.dossiers.views.base import READERS, WRITERS, blueprint, entered, form_page, matter_of, member_page, previewed
from app.parties.rules import DayRefusal
from app.statutes.rules import ClosedYearRefusal


@blueprint.route("/<int:number>/name", methods=["GET", "POST"])
@requires(*WRITERS)
def name(number: int) -> ResponseReturnValue:
    """Enter a new name from a day on; the former one stays."""
    member = queries.get_member(db.session(), number)
    form = _name_form(member.party.kind).show({"last": queries.last_name_words(db.session(), member)})
    if form.validate_on_submit():
        with (
            RefusalsAt(form.borne), RefusalsAt(form.proof, FileRefusal), RefusalsAt(form.proof, ProofRefusal),
            RefusalsAt(form.valid_from, DayRefusal), RefusalsAt(form.valid_from, ClosedYearRefusal),
        ):
            _enter_name(form, number)
            return entered(number, _("Name eingetragen."))
    return form_page("dossiers/name.html", number, form)


def _name_form(kind: PartyKind) -> OrganisationNameForm | PersonNameForm:
    return OrganisationNameForm() if has_representatives(kind) else PersonNameForm()


@blueprint.post("/<int:number>/name/vorschau")
@requires(*WRITERS)
def preview_name(number: int) -> ResponseReturnValue:
    """Show what the register would say; nothing is entered. A script asks for the panel alone."""
    session = db.session()
    member = queries.get_member(session, number)
    form = _name_form(member.party.kind).show({"last": queries.last_name_words(session, member)})
    return previewed("dossiers/name.html", "_entry_preview", number, form, lambda: queries.preview_name(
        session, member, form.facts(member.party.kind), form.valid_from.day, clock.today()
    ))


def _enter_name(form: OrganisationNameForm | PersonNameForm, number: int) -> None:
    with transaction() as session:
        member = queries.get_member(session, number)
        facts, valid_from, proof = form.facts(member.party.kind), form.valid_from.day, form.proof.checked()
        form.add(
            session, matter_of(number, "name"), lambda: {"last": queries.last_name_words(session, member)},
            lambda: actions.change_name(
                session, member, facts, valid_from, proof, current_actor(), clock.now(), form.no_proof.data or ""
            ).id,
            {"last": named_since(facts.display_name, valid_from)},
        )


@blueprint.route("/<int:number>/anschrift", methods=["GET", "POST"])
@requires(*WRITERS)
def address(number: int) -> ResponseReturnValue:
    """Enter a new address from a day on, which may lie ahead."""
    member = queries.get_member(db.session(), number)
    form = AddressForm().show({"last": queries.last_address_words(db.session(), member)})
    if form.validate_on_submit():
        with form.refusals(), RefusalsAt(form.proof, FileRefusal):
            _enter_address(form, number)
            return entered(number, _("Anschrift eingetragen."))
    return form_page("dossiers/address.html", number, form)


@blueprint.post("/<int:number>/anschrift/vorschau")
@requires(*WRITERS)
def preview_address(number: int) -> ResponseReturnValue:
    """Show what the register would say; nothing is entered. A script asks for the panel alone."""
    session = db.session()
    member = queries.get_member(session, number)
    form = AddressForm().show({"last": queries.last_address_words(session, member)})
    return previewed("dossiers/address.html", "_entry_preview", number, form, lambda: queries.preview_address(
        session, member, form.address(), form.valid_from.day, clock.today()
    ))


def _enter_address(form: AddressForm, number: int) -> None:
    where, valid_from, proof = form.address(), form.valid_from.day, form.proof.checked()
    with transaction() as session:
        member = queries.get_member(session, number)
        form.add(
            session, matter_of(number, "address"), lambda: {"last": queries.last_address_words(session, member)},
            lambda: actions.change_address(session, member, where, valid_from, proof, current_actor(), clock.now()).id,
            {"last": named_since(str(where), valid_from)},
        )


@blueprint.route("/<int:number>/name/<int:entry_id>/storno", methods=["GET", "POST"])
@requires(*WRITERS)
def undo_name(number: int, entry_id: int) -> ResponseReturnValue:
    """Ask for the reason, then take back a wrong name by an entry that points at it."""
    form = ReasonForm()
    if form.validate_on_submit():
        with RefusalsAt(form.reason):
            return _take_back(form, number, partial(actions.undo_name, entry_id=entry_id))
    return member_page("dossiers/undo.html", number, status_of(form), tab="register", form=form)


@blueprint.route("/<int:number>/anschrift/<int:entry_id>/storno", methods=["GET", "POST"])
@requires(*WRITERS)
def undo_address(number: int, entry_id: int) -> ResponseReturnValue:
    """Ask for the reason, then take back a wrong address by an entry that points at it."""
    form = ReasonForm()
    if form.validate_on_submit():
        with RefusalsAt(form.reason):
            return _take_back(form, number, partial(actions.undo_address, entry_id=entry_id))
    return member_page("dossiers/undo.html", number, status_of(form), tab="register", form=form)


def _take_back(form: ReasonForm, number: int, undo: Callable[..., int]) -> ResponseReturnValue:
    with transaction() as session:
        member, reason, actor = queries.get_member(session, number), form.reason.data, current_actor()
        form.once(session, lambda: undo(session, member, reason=reason, actor=actor, now=clock.now()))
    return entered(number, _("Zurückgenommen. Der falsche Eintrag bleibt stehen, die frühere Angabe gilt wieder."))


@blueprint.get("/<int:number>/angaben/<sha256>/beleg")
@requires(*READERS)
def entry_proof(number: int, sha256: str) -> ResponseReturnValue:
    """The document behind a name or an address."""
    member = queries.get_member(db.session(), number)
    found = or_404(sha256 if queries.has_document(db.session(), member, sha256) else None)
    return download_proof(queries.proof_of(found), f"beleg-{found[:8]}")
