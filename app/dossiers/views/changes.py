"""What changes about a member: contact, name, address, representatives."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.web import _, current_actor, download, or_404, requires
from app.dossiers import actions, queries
from app.dossiers.forms import (
    AddressForm,
    ContactForm,
    EndForm,
    OrganisationNameForm,
    PersonNameForm,
    RepresentativeForm,
    day_of,
)
from app.dossiers.rules import Contact, WantedRepresentation, has_representatives
from app.dossiers.views.base import READERS, WRITERS, blueprint, member_page


def _failed() -> int:
    return 422 if request.method == "POST" else 200


def _back(number: int, sentence: str) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(url_for(".register_entry", number=number))


@blueprint.route("/<int:number>/kontakt", methods=["GET", "POST"])
@requires(*WRITERS)
def contact(number: int) -> ResponseReturnValue:
    """Change how the member is reached."""
    member = queries.get_member(db.session(), number)
    form = ContactForm(obj=member.party)
    if form.validate_on_submit():
        said = Contact(**{name: (form[name].data or "").strip() for name in Contact.__dataclass_fields__})
        with transaction() as session:
            again = queries.get_member(session, number)
            actions.change_contact(session, again, said, current_actor(), clock.now())
        return _back(number, _("Kontaktangaben eingetragen."))
    return member_page("dossiers/contact.html", number, _failed(), tab="register", form=form)


@blueprint.route("/<int:number>/name", methods=["GET", "POST"])
@requires(*WRITERS)
def name(number: int) -> ResponseReturnValue:
    """Enter a new name from a day on; the former one stays."""
    member = queries.get_member(db.session(), number)
    form = OrganisationNameForm() if has_representatives(member.party.kind) else PersonNameForm()
    if form.validate_on_submit():
        facts, valid_from = form.facts(member.party.kind), day_of(form.valid_from)
        actor, now = current_actor(), clock.now()
        with transaction() as session:
            again = queries.get_member(session, number)
            form.once(session, lambda: actions.change_name(session, again, facts, valid_from, actor, now).id)
        return _back(number, _("Name eingetragen."))
    return member_page("dossiers/name.html", number, _failed(), tab="register", form=form)


@blueprint.route("/<int:number>/anschrift", methods=["GET", "POST"])
@requires(*WRITERS)
def address(number: int) -> ResponseReturnValue:
    """Enter a new address from a day on, which may lie ahead."""
    form = AddressForm()
    queries.get_member(db.session(), number)
    if form.validate_on_submit():
        where, valid_from, actor, now = form.address(), day_of(form.valid_from), current_actor(), clock.now()
        with transaction() as session:
            again = queries.get_member(session, number)
            form.once(session, lambda: actions.change_address(
                session, again, where, valid_from, actor, now
            ).id)
        return _back(number, _("Anschrift eingetragen."))
    return member_page("dossiers/address.html", number, _failed(), tab="register", form=form)


@blueprint.route("/<int:number>/vertretung", methods=["GET", "POST"])
@requires(*WRITERS)
def representative(number: int) -> ResponseReturnValue:
    """Record who acts for the member; somebody of that name recorded already is offered first."""
    form = RepresentativeForm()
    queries.get_member(db.session(), number)
    if not form.validate_on_submit() or _is_asked(form):
        return member_page("dossiers/representative.html", number, _failed(), tab="register", form=form)
    facts, chosen, proof, actor, now = form.facts(), form.chosen, form.proof.content(), current_actor(), clock.now()
    wanted = WantedRepresentation(form.authority.data, form.function.data, day_of(form.first_day))
    with transaction() as session:
        again = queries.get_member(session, number)
        form.once(session, lambda: actions.add_representative(
            session, again, facts, chosen, wanted, proof[1] if proof else None, actor, now
        ).id)
    return _back(number, _("Vertretung eingetragen."))


def _is_asked(form: RepresentativeForm) -> bool:
    """Offer people recorded under this name, unless the question was answered for one of them, or all is done."""
    if queries.was_sent(db.session(), form.key.data):
        return False
    people = queries.likely_people(db.session(), form.first_names.data, form.last_name.data, form.email.data or "")
    form.offer([(person.id, person.display_name) for person in people])
    return bool(people) and form.chosen not in {0, *(person.id for person in people)}


@blueprint.route("/<int:number>/vertretung/<int:representation_id>/ende", methods=["GET", "POST"])
@requires(*WRITERS)
def end_representative(number: int, representation_id: int) -> ResponseReturnValue:
    """Note the last day on which somebody acts for the member."""
    form, member = EndForm(), queries.get_member(db.session(), number)
    held = queries.get_representation(db.session(), member, representation_id)
    if form.validate_on_submit():
        with transaction() as session:
            again, last_day = queries.get_member(session, number), day_of(form.last_day)
            actions.end_representative(session, again, representation_id, last_day, current_actor(), clock.now())
        return _back(number, _("Ende der Vertretung eingetragen."))
    return member_page("dossiers/end_representative.html", number, _failed(), tab="register", form=form, held=held)


@blueprint.get("/<int:number>/vertretung/<int:representation_id>/nachweis")
@requires(*READERS)
def proof(number: int, representation_id: int) -> ResponseReturnValue:
    """The proof of a representative's authority."""
    member = queries.get_member(db.session(), number)
    held = queries.get_representation(db.session(), member, representation_id)
    content = queries.proof_of(or_404(held.proof_sha256))
    return download(content, f"nachweis-{held.id}", "application/octet-stream", inline=False)


