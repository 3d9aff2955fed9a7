"""What changes about a member: contact, further fields, bank account, representatives."""

from collections.abc import Collection

from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.uploads import FileRefusal
from app.core.values import check_iban
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
from app.dossiers.forms import (
    BankAccountForm,
    ContactForm,
    DetailsForm,
    EndForm,
    RepresentativeForm,
    details_form,
    shown_details,
)
from app.dossiers.queries import LikelyPerson
from app.dossiers.rules import Contact, ProofRefusal, WantedRepresentation
from app.dossiers.views.base import READERS, WRITERS, blueprint, entered, form_page, matter_of, member_page, previewed
from app.parties.rules import DayRefusal, is_organisation
from app.statutes.rules import ClosedYearRefusal


@blueprint.route("/<int:number>/kontakt", methods=["GET", "POST"])
@requires(*WRITERS)
def contact(number: int) -> ResponseReturnValue:
    """Change how the member is reached."""
    form = _contact_form(number)
    if form.validate_on_submit():
        said = Contact(**{name: (form[name].data or "").strip() for name in Contact.__dataclass_fields__})
        with RefusalsAt(form.phone):
            with transaction() as session:
                again = queries.get_member(session, number)
                form.check_known(session, matter_of(number, "contact"), lambda: vars(queries.contact_of(again)))
                actions.change_contact(session, again, said, current_actor(), clock.now())
            return entered(number, _("Kontaktangaben eingetragen."))
    return member_page("dossiers/contact.html", number, status_of(form), tab="register", form=form)


def _contact_form(number: int) -> ContactForm:
    known = vars(queries.contact_of(queries.get_member(db.session(), number)))
    return ContactForm(data=known).show(known)


@blueprint.route("/<int:number>/weitere-angaben", methods=["GET", "POST"])
@requires(*WRITERS)
def details(number: int) -> ResponseReturnValue:
    """Enter what the statute adds to the register, from a day on; the former values stay."""
    member = queries.get_member(db.session(), number)
    form = details_form(queries.details_on(db.session(), member, clock.today()))
    if form.validate_on_submit():
        with RefusalsAt(form.valid_from):
            _enter_details(form, number)
            return entered(number, _("Weitere Angaben eingetragen."))
    return form_page("dossiers/details.html", number, form)


@blueprint.post("/<int:number>/weitere-angaben/vorschau")
@requires(*WRITERS)
def preview_details(number: int) -> ResponseReturnValue:
    """Show what the register would say; nothing is entered."""
    session = db.session()
    member = queries.get_member(session, number)
    form = details_form(queries.details_on(session, member, clock.today()))
    return previewed("dossiers/details.html", "_details_preview", number, form, lambda: queries.preview_details(
        session, member, form.details(), form.valid_from.day, clock.today()
    ))


def _enter_details(form: DetailsForm, number: int) -> None:
    said, valid_from = form.details(), form.valid_from.day
    with transaction() as session:
        member = queries.get_member(session, number)
        form.add(
            session, matter_of(number, "details"),
            lambda: shown_details(queries.details_on(session, member, clock.today())),
            lambda: actions.note_details(session, member, said, valid_from, current_actor(), clock.now()),
        )


@blueprint.route("/<int:number>/bankverbindung", methods=["GET", "POST"])
@requires(*WRITERS)
def bank_account(number: int) -> ResponseReturnValue:
    """Enter the account to which the member is to be paid; it counts once somebody else has confirmed it."""
    form = _bank_account_form(number)
    if form.validate_on_submit():
        with RefusalsAt(form.iban), RefusalsAt(form.proof, FileRefusal), RefusalsAt(form.valid_from, DayRefusal):
            _enter_bank_account(form, number)
            return entered(number, _("Die neue Bankverbindung wartet auf die Bestätigung durch eine zweite Person."))
    return form_page("dossiers/bank_account.html", number, form)


def _bank_account_form(number: int) -> BankAccountForm:
    session = db.session()
    last = queries.last_bank_account_words(session, queries.get_member(session, number))
    return BankAccountForm().show({"last": last})


@blueprint.post("/<int:number>/bankverbindung/vorschau")
@requires(*WRITERS)
def preview_bank_account(number: int) -> ResponseReturnValue:
    """Show what would wait for a second person, and who is told; nothing is entered."""
    session, form = db.session(), _bank_account_form(number)
    member = queries.get_member(session, number)
    return previewed("dossiers/bank_account.html", "_account_preview", number, form, lambda: queries.preview_account(
        session, member, form.iban.data or "", form.valid_from.day, clock.today()
    ))


def _enter_bank_account(form: BankAccountForm, number: int) -> None:
    iban, valid_from, proof = check_iban(form.iban.data or ""), form.valid_from.day, form.proof.checked()
    with transaction() as session:
        member = queries.get_member(session, number)
        form.add(
            session, matter_of(number, "bank account"),
            lambda: {"last": queries.last_bank_account_words(session, member)},
            lambda: actions.propose_bank_account(
                session, member, iban, valid_from, proof, current_actor(), clock.now()
            ).id,
        )


@blueprint.route("/<int:number>/vertretung", methods=["GET", "POST"])
@requires(*WRITERS)
def representative(number: int) -> ResponseReturnValue:
    """Record who acts for the member; somebody of that name recorded already is offered first."""
    form = _representative_form(number)
    is_right = form.validate_on_submit()
    if is_right and not _is_asked(form):
        with (
            RefusalsAt(form.last_name), RefusalsAt(form.proof, FileRefusal), RefusalsAt(form.proof, ProofRefusal),
            RefusalsAt(form.first_day, DayRefusal), RefusalsAt(form.first_day, ClosedYearRefusal),
        ):  # fmt: skip
            _enter_representative(form, number)
            return entered(number, _("Vertretung eingetragen."))
        _is_asked(form)
    return form_page("dossiers/representative.html", number, form)


def _representative_form(number: int) -> RepresentativeForm:
    member = queries.get_member(db.session(), number)
    form = RepresentativeForm().show({"last": queries.last_representation_words(db.session(), member)})
    if not is_organisation(member.party.kind):
        form.by_law()
    return form


@blueprint.post("/<int:number>/vertretung/vorschau")
@requires(*WRITERS)
def preview_representative(number: int) -> ResponseReturnValue:
    """Show who would act for the member until when and from when on; nothing is entered."""
    session, form = db.session(), _representative_form(number)
    member, people = queries.get_member(session, number), _offer(form)
    return previewed(
        "dossiers/representative.html", "_acting_preview", number, form,
        lambda: queries.preview_representative(
            session, member, form.facts(), form.chosen if form.chosen in people else None, _wanted(form), clock.today()
        ),
        is_open=_is_open(form, people),
    )


def _wanted(form: RepresentativeForm) -> WantedRepresentation:
    return WantedRepresentation(form.authority.data, form.function.data, form.first_day.day)


def _enter_representative(form: RepresentativeForm, number: int) -> None:
    facts, chosen, proof = form.facts(), form.chosen, form.proof.checked()
    wanted = _wanted(form)
    with transaction() as session:
        member = queries.get_member(session, number)
        form.add(
            session, matter_of(number, "representation"),
            lambda: {"last": queries.last_representation_words(session, member)},
            lambda: actions.add_representative(
                session, member, facts, chosen, wanted, proof, current_actor(), clock.now(), form.no_proof.data or ""
            ).id,
        )


def _is_asked(form: RepresentativeForm) -> bool:
    """Offer people recorded under this name, unless the question was answered for one of them, or all is done."""
    if queries.was_sent(db.session(), form.key.data):
        return False
    is_asked = _is_open(form, _offer(form))
    if is_asked:
        form.ask()
    return is_asked


def _offer(form: RepresentativeForm) -> Collection[int]:
    """Offer people recorded under this name, if there are any; gives their ids."""
    people = queries.likely_people(
        db.session(), form.first_names.data or "", form.last_name.data or "", form.email.data or "", clock.today()
    )
    if people:
        form.offer([(each.party.id, _told_apart(each)) for each in people])
    return {each.party.id for each in people}


def _is_open(form: RepresentativeForm, people: Collection[int]) -> bool:
    return bool(people) and form.chosen not in {0, *people}


def _told_apart(person: LikelyPerson) -> str:
    """Somebody by name, address and for whom they act, so that people of one name can be told apart."""
    acting = _("vertritt %(name)s", name=", ".join(person.acts_for)) if person.acts_for else ""
    return ", ".join(words for words in (person.party.display_name, person.address, acting) if words)


@blueprint.route("/<int:number>/vertretung/<int:representation_id>/ende", methods=["GET", "POST"])
@requires(*WRITERS)
def end_representative(number: int, representation_id: int) -> ResponseReturnValue:
    """Note the last day on which somebody acts for the member."""
    held = queries.get_representation(db.session(), queries.get_member(db.session(), number), representation_id)
    form = EndForm().show({"last_day": held.last_day})
    if form.validate_on_submit():
        with RefusalsAt(form.last_day):
            _end_representative(form, number, representation_id)
            return entered(number, _("Ende der Vertretung eingetragen."))
    return form_page("dossiers/end_representative.html", number, form, held=held)


@blueprint.post("/<int:number>/vertretung/<int:representation_id>/ende/vorschau")
@requires(*WRITERS)
def preview_end(number: int, representation_id: int) -> ResponseReturnValue:
    """Show who would still act for the member after the last day; nothing is entered."""
    session = db.session()
    member = queries.get_member(session, number)
    held = queries.get_representation(session, member, representation_id)
    form = EndForm().show({"last_day": held.last_day})
    return previewed("dossiers/end_representative.html", "_acting_preview", number, form, lambda: queries.preview_end(
        session, member, held, form.last_day.day
    ), held=held)


def _end_representative(form: EndForm, number: int, representation_id: int) -> None:
    with transaction() as session:
        member = queries.get_member(session, number)
        held = queries.get_representation(session, member, representation_id)
        form.check_known(session, matter_of(number, "representation"), lambda: {"last_day": held.last_day})
        last_day = form.last_day.day
        actions.end_representative(session, member, representation_id, last_day, current_actor(), clock.now())


@blueprint.route("/<int:number>/vertretung/<int:representation_id>/storno", methods=["GET", "POST"])
@requires(*WRITERS)
def strike_representative(number: int, representation_id: int) -> ResponseReturnValue:
    """Ask why somebody does not act for the member, then strike what was entered by mistake."""
    held = queries.get_representation(db.session(), queries.get_member(db.session(), number), representation_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with RefusalsAt(form.reason), transaction() as session:
            member, why, now = queries.get_member(session, number), form.reason.data or "", clock.now()
            form.once(session, lambda: actions.strike_representative(
                session, member, representation_id, why, current_actor(), now
            ).id)
            return entered(number, _("Die Vertretung ist gestrichen."))
    return member_page(
        "dossiers/strike_representative.html", number, status_of(form), tab="register", form=form, held=held
    )


@blueprint.get("/<int:number>/vertretung/<int:representation_id>/nachweis")
@requires(*READERS)
def proof(number: int, representation_id: int) -> ResponseReturnValue:
    """The proof of a representative's authority."""
    member = queries.get_member(db.session(), number)
    held = queries.get_representation(db.session(), member, representation_id)
    content = queries.proof_of(or_404(held.proof_sha256))
    return download_proof(content, f"nachweis-{held.id}")
