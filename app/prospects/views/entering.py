"""Enter an enquiry, or read one out of a mail; correct who a prospect is and how it is reached."""

from contextlib import suppress
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import transaction
from app.core.web import (
    Overtaken,
    RefusalsAbove,
    RefusalsAt,
    _,
    current_actor,
    or_404,
    page,
    requires,
    status_of,
)
from app.prospects import actions, queries
from app.prospects.actions import About, EmailRefusal, Person, PhoneRefusal, Request
from app.prospects.forms import AboutForm, ContactForm, EnquiryForm, EntryForm, region_choices
from app.prospects.models import Prospect
from app.prospects.rules import ReceivedOnRefusal, Way, read_mail
from app.prospects.views.pieces import WORDS, WRITERS, blueprint, house_regions, row_of


@blueprint.route("/interessenten/neu", methods=["GET", "POST"])
@requires(*WRITERS)
def new() -> ResponseReturnValue:
    """Enter an enquiry; `read` fills the fields out of a pasted mail and stores nothing."""
    form = EntryForm()
    form.region.choices = region_choices(house_regions())
    if request.method == "GET":
        form.received_on.data = clock.today()
    elif request.form.get("act") == "read":
        return _read(form)
    elif form.validate_on_submit():
        with (
            RefusalsAbove(form), RefusalsAt(form.received_on, ReceivedOnRefusal), RefusalsAt(form.email, EmailRefusal),
            RefusalsAt(form.phone, PhoneRefusal),
        ):  # fmt: skip
            entered = _enter(form)
            flash(_("Anfrage erfasst"))
            return redirect(url_for(".show", prospect_id=entered))
    return page("prospects/new.html", status_of(form), form=form, is_read=False, **WORDS)


def _read(form: EntryForm) -> ResponseReturnValue:
    """Show the fields filled as far as the mail tells; what it does not tell stays as it was typed."""
    found = read_mail(form.pasted.data or "")
    told = {
        "first_names": found.first_names, "last_name": found.last_name, "email": found.email, "phone": found.phone,
        "name": found.organisation, "subject": found.subject, "text": found.text, "received_on": found.received_on,
        "way": Way.MAIL.value,
    }
    for name, value in told.items():
        if value:
            form[name].process(None, value)
    if form.received_on.data is None:
        form.received_on.data = clock.today()
    return page("prospects/new.html", form=form, is_read=bool(found.text), **WORDS)


def _enter(form: EntryForm) -> int:
    about, person = About(**form.about()), Person(**form.person())  # type: ignore[arg-type]
    asked = Request(form.received_on.day, Way(form.way.data), form.subject.data or "", form.text.data or "")
    tells = bool(form.tells.data and person.email)
    with transaction() as session:
        actor, now = current_actor(), clock.now()
        return form.once(session, lambda: actions.enter(session, about, person, asked, tells, actor, now).id)


def _about_of(prospect: Prospect) -> dict[str, Any]:
    names = ("kind", "name", "region", "street", "postcode", "city", "source", "source_note")
    return {name: getattr(prospect, name) for name in names}


@blueprint.route("/interessenten/<int:prospect_id>/angaben", methods=["GET", "POST"])
@requires(*WRITERS)
def change(prospect_id: int) -> ResponseReturnValue:
    """Correct who a prospect is."""
    row = row_of(prospect_id)
    form = AboutForm(data=_about_of(row.prospect)).show(_about_of(row.prospect))
    form.region.choices = region_choices(house_regions(), row.prospect.region)
    if form.validate_on_submit():
        with suppress(Overtaken), RefusalsAbove(form):
            with transaction() as session:
                form.check_known(
                    session, f"prospect:{prospect_id}",
                    lambda: _about_of(queries.get_prospect(session, prospect_id)),
                )
                about = About(**form.about())  # type: ignore[arg-type]
                actions.change(session, prospect_id, about, current_actor(), clock.now())
            flash(_("Gespeichert"))
            return redirect(url_for(".show", prospect_id=prospect_id))
    return page("prospects/change.html", status_of(form), form=form, row=row, prospect=row.prospect, **WORDS)


# --- who is reached ---------------------------------------------------------------------------------------------------


def _person_of(prospect: Prospect, contact_id: int | None) -> dict[str, Any]:
    found = next((each for each in prospect.contacts if each.id == contact_id), None)
    names = ("first_names", "last_name", "function", "email", "phone")
    return {name: getattr(found, name) for name in names} if found else {}


@blueprint.route("/interessenten/<int:prospect_id>/ansprechpartner", methods=["GET", "POST"])
@requires(*WRITERS)
def add_contact(prospect_id: int) -> ResponseReturnValue:
    """Add somebody by whom a prospect is reached."""
    return _contact_page(prospect_id, None)


@blueprint.route("/interessenten/<int:prospect_id>/ansprechpartner/<int:contact_id>", methods=["GET", "POST"])
@requires(*WRITERS)
def change_contact(prospect_id: int, contact_id: int) -> ResponseReturnValue:
    """Correct how somebody is reached."""
    or_404(_person_of(row_of(prospect_id).prospect, contact_id) or None)
    return _contact_page(prospect_id, contact_id)


def _contact_page(prospect_id: int, contact_id: int | None) -> ResponseReturnValue:
    row = row_of(prospect_id)
    stored = _person_of(row.prospect, contact_id)
    form = ContactForm(data=stored).show(stored)
    if form.validate_on_submit():
        with (
            suppress(Overtaken), RefusalsAbove(form), RefusalsAt(form.email, EmailRefusal),
            RefusalsAt(form.phone, PhoneRefusal),
        ):  # fmt: skip
            _keep_contact(form, prospect_id, contact_id)
            flash(_("Gespeichert"))
            return redirect(url_for(".show", prospect_id=prospect_id))
    return page(
        "prospects/contact.html", status_of(form), form=form, row=row, prospect=row.prospect, contact_id=contact_id,
        **WORDS,
    )


def _keep_contact(form: ContactForm, prospect_id: int, contact_id: int | None) -> None:
    person, actor, now = Person(**form.person()), current_actor(), clock.now()
    with transaction() as session:

        def act() -> int:
            if contact_id is None:
                return actions.add_contact(session, prospect_id, person, actor, now).id
            actions.change_contact(session, prospect_id, contact_id, person, actor, now)
            return contact_id

        form.add(
            session, f"prospect:{prospect_id}",
            lambda: _person_of(queries.get_prospect(session, prospect_id), contact_id), act,
        )


@blueprint.post("/interessenten/<int:prospect_id>/ansprechpartner/<int:contact_id>/entfernen")
@requires(*WRITERS)
def remove_contact(prospect_id: int, contact_id: int) -> ResponseReturnValue:
    """Delete somebody by whom a prospect is no longer reached."""
    with transaction() as session:
        actions.remove_contact(session, prospect_id, contact_id, current_actor(), clock.now())
    flash(_("Entfernt"))
    return redirect(url_for(".show", prospect_id=prospect_id))


# --- further enquiries ------------------------------------------------------------------------------------------------


@blueprint.route("/interessenten/<int:prospect_id>/anfragen", methods=["GET", "POST"])
@requires(*WRITERS)
def add_enquiry(prospect_id: int) -> ResponseReturnValue:
    """Enter a further enquiry."""
    row, form = row_of(prospect_id), EnquiryForm()
    form.show({})
    if request.method == "GET":
        form.received_on.data = clock.today()
    if form.validate_on_submit():
        with suppress(Overtaken), RefusalsAbove(form), RefusalsAt(form.received_on, ReceivedOnRefusal):
            _add_enquiry(form, prospect_id)
            flash(_("Anfrage erfasst"))
            return redirect(url_for(".show", prospect_id=prospect_id))
    return page("prospects/enquiry.html", status_of(form), form=form, row=row, prospect=row.prospect, **WORDS)


def _add_enquiry(form: EnquiryForm, prospect_id: int) -> None:
    asked = Request(form.received_on.day, Way(form.way.data), form.subject.data or "", form.text.data or "")
    with transaction() as session:
        actor, now = current_actor(), clock.now()

        def same() -> dict[str, object]:
            known = queries.get_prospect(session, prospect_id).enquiries
            is_there = any((each.received_on, each.subject) == (asked.received_on, asked.subject) for each in known)
            return {"same": asked.subject} if is_there else {}

        form.add(
            session, f"prospect:{prospect_id}", same,
            lambda: actions.add_enquiry(session, prospect_id, asked, actor, now).id,
        )
