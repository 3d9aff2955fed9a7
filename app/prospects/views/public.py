"""The public enquiry: a form for everybody, and a word of thanks."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import clock, links
from app.core.db import db, transaction
from app.core.values import PartyKind, TooOften
from app.core.web import RefusalsAbove, RefusalsAt, page, public, sender, status_of
from app.prospects import actions, queries
from app.prospects.actions import About, EmailRefusal, Person, PhoneRefusal, PublicEnquiry
from app.prospects.forms import EnquireForm, region_choices
from app.prospects.rules import NoticeRefusal, Source
from app.prospects.views.pieces import WORDS, blueprint, house_regions
from app.statutes import queries as statutes


@blueprint.get("/anfrage")
@public
def enquire() -> ResponseReturnValue:
    """What the cooperative would like to know, and what becomes of it."""
    form = _form()
    form.consent_version.data = statutes.house(db.session()).privacy_notice_version
    return _page(form)


def _form() -> EnquireForm:
    form = EnquireForm()
    form.region.choices = region_choices(house_regions())
    return form


def _page(form: EnquireForm, status: int = 0) -> ResponseReturnValue:
    house = statutes.house(db.session())
    is_open = bool(house.privacy_notice_version and house.privacy_notice and links.is_configured())
    return page(
        "prospects/enquire.html", status or status_of(form), form=form, cooperative=house, is_open=is_open,
        terms=queries.terms_now(db.session()), **WORDS,
    )


@blueprint.post("/anfrage")
@public
def enquire_send() -> ResponseReturnValue:
    """Take the enquiry, once however often it is sent."""
    form, tried = _form(), None
    if form.validate_on_submit():
        tried = RefusalsAbove(form)
        with (
            tried, RefusalsAt(form.email, EmailRefusal), RefusalsAt(form.phone, PhoneRefusal),
            RefusalsAt(form.consent, NoticeRefusal), RefusalsAbove(form, TooOften) as often,
        ):  # fmt: skip
            with transaction() as session:
                asked, who = _enquiry(form), sender()
                form.once(session, lambda: actions.enquire(session, asked, who, clock.now()).id)
            return redirect(url_for(".enquire_thanks"))
        if often.status == 429:
            return _page(form, 429)
    if any(isinstance(each, str) for each in form.consent.errors):
        form.consent_version.data = statutes.house(db.session()).privacy_notice_version
    return _page(form)


def _enquiry(form: EnquireForm) -> PublicEnquiry:
    regions = {choice.value for choice in form.region.choices}
    region = form.region.data if form.region.data in regions else ""
    about = About(PartyKind(form.kind.data), (form.name.data or "").strip(), region, source=Source.WEBSITE)
    return PublicEnquiry(
        about, Person(**form.person()), form.subject.data or "", form.text.data or "", form.consent_version.data or ""
    )


@blueprint.get("/anfrage/danke")
@public
def enquire_thanks() -> ResponseReturnValue:
    """What happens now."""
    return page("prospects/thanks.html", cooperative=statutes.house(db.session()))
