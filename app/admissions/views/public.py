"""The public side without a draft: the start, the privacy notice, links from mails."""

import secrets

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.admissions import actions, queries
from app.admissions.forms import CLASS_NAMES, KIND_NOTES, ConfirmForm, StartForm
from app.admissions.models import Application
from app.admissions.rules import PublicAct
from app.admissions.views.pieces import about_the_house, blueprint
from app.core import clock, links
from app.core.db import db, once, transaction
from app.core.values import PartyKind, TooOften
from app.core.web import RefusalsAt, _, download, page, public, sender
from app.members.rules import MemberClass
from app.shares.rules import share_limits
from app.statutes import queries as statutes


@blueprint.get("/beitritt")
@public
def apply_start() -> ResponseReturnValue:
    """What joining means and what is needed; who applies."""
    return _start_page(start_form())


def start_form() -> StartForm:
    """The first form, with the classes of members that the statute knows."""
    form, statute = StartForm(), statutes.find_statute_on(db.session(), clock.today())
    classes = list(MemberClass) if statute and statute.investing_members else [MemberClass.ORDINARY]
    form.member_class.choices = [(each.value, CLASS_NAMES[each]) for each in classes]
    return form


def _start_page(form: StartForm, status: int = 200) -> ResponseReturnValue:
    facts = about_the_house(db.session(), clock.today())
    limits = share_limits(facts["statute"]) if facts["statute"] else None
    is_open = facts["version"] is not None and facts["version"].document_sha256 and links.is_configured()
    notes = {kind.value: note for kind, note in KIND_NOTES.items()}
    return page("admissions/apply_start.html", status, form=form, limits=limits, is_open=is_open, notes=notes, **facts)


@blueprint.post("/beitritt")
@public
def apply_begin() -> ResponseReturnValue:
    """Begin a draft, once, and lead to its personal link."""
    form, token = start_form(), secrets.token_urlsafe(32)
    if not form.validate_on_submit():
        return _start_page(form, 422)
    kind, member_class = PartyKind(form.kind.data), _class_of(form)
    with RefusalsAt(form.kind, TooOften) as tried:
        with transaction() as session:
            draft_id = once(
                session, f"begin {form.key.data}", lambda: _begin(session, kind, member_class, token).id
            )
            secret = queries.secret_of(session, draft_id, token)
        return redirect(url_for(".apply_status", token=secret))
    return _start_page(form, tried.status)


def _begin(session: Session, kind: PartyKind, member_class: MemberClass, token: str) -> Application:
    actions.count_use(session, PublicAct.BEGIN, sender(), clock.now())
    return actions.start_draft(session, kind, member_class, token, clock.now())


def _class_of(form: StartForm) -> MemberClass:
    known = {each.value: each for each in MemberClass}
    return known.get(form.member_class.data, MemberClass.ORDINARY)


@blueprint.get("/datenschutz")
@public
def privacy() -> ResponseReturnValue:
    """The privacy notice in its present version (Art. 13 DSGVO)."""
    return page("admissions/privacy.html", cooperative=statutes.house(db.session()))


@blueprint.get("/beitritt/bestaetigen/<token>")
@public
def apply_confirm(token: str) -> ResponseReturnValue:
    """A button instead of the mere visit: programs that look into mails open links too."""
    return page("admissions/apply_confirm.html", form=ConfirmForm(), token=token)


@blueprint.post("/beitritt/bestaetigen/<token>")
@public
def apply_confirm_email(token: str) -> ResponseReturnValue:
    """Note that the address is the applicant's, and lead to the applicant's page."""
    with transaction() as session:
        link = actions.personal_link(actions.confirm_email(session, token, clock.now()))
    flash(_("E-Mail-Adresse bestätigt"))
    return redirect(url_for(".apply_status", token=link.rpartition("/")[2]))


@blueprint.get("/beitritt/mitzeichnen/<token>")
@public
def apply_cosign(token: str) -> ResponseReturnValue:
    """What one of several declarants is asked to confirm."""
    session = db.session()
    declarant = actions.declarant_of(session, token)
    application = queries.get_application(session, declarant.application_id)
    words = queries.declared_words(session, application)
    return page(
        "admissions/apply_cosign.html", form=ConfirmForm(), token=token, declarant=declarant, application=application,
        typed=queries.typed_of(application), words=words,
    )


@blueprint.post("/beitritt/mitzeichnen/<token>")
@public
def apply_cosign_now(token: str) -> ResponseReturnValue:
    """Take the confirmation of one declarant."""
    with transaction() as session:
        actions.confirm_declarant(session, token, clock.now())
    flash(_("Bestätigt. Sie können diese Seite schließen."))
    return redirect(url_for(".apply_cosign", token=token))


@blueprint.get("/beitritt/mitzeichnen/<token>/erklaerung.pdf")
@public
def apply_cosign_pdf(token: str) -> ResponseReturnValue:
    """The frozen declaration, for a declarant."""
    session = db.session()
    application = queries.get_application(session, actions.declarant_of(session, token).application_id)
    content = queries.declaration_pdf(session, application)
    return download(content, f"Beitrittserklaerung-{application.number}.pdf")
