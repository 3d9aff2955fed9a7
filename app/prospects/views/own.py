"""A prospect's own page behind the link of a mail: what is kept of it, its consent, and the way to an application."""

from datetime import datetime
from urllib.parse import urlsplit

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import db, transaction
from app.core.web import RefusalsAbove, _, or_404, page, public
from app.prospects import actions, queries
from app.prospects.forms import ActForm, AgreeForm
from app.prospects.models import Prospect
from app.prospects.rules import Stage
from app.prospects.views.pieces import WORDS, blueprint
from app.statutes import queries as statutes


def prospect_of(token: str) -> Prospect:
    """The prospect behind a link; a page that says it is not there for any other, or where all is deleted."""
    return or_404(queries.find_by_token(db.session(), token))


@blueprint.get("/anfrage/meine/<token>")
@public
def own(token: str) -> ResponseReturnValue:
    """What is kept, and what may be done about it."""
    return _page(token, AgreeForm())


def _page(token: str, form: AgreeForm, status: int = 200) -> ResponseReturnValue:
    prospect, session = prospect_of(token), db.session()
    house, stage = statutes.house(session), queries.shown_stage(session, prospect)
    form.version.data = house.privacy_notice_version
    version = statutes.find_version_on(session, clock.today())
    return page(
        "prospects/own.html", status, prospect=prospect, token=token, form=form, act=ActForm(formdata=None),
        cooperative=house, stage=stage, ahead=queries.ahead_for(session, [prospect])[prospect.id],
        application=queries.application_of(session, prospect),
        may_apply=stage not in (Stage.APPLIED, Stage.MEMBER) and version is not None and version.document_sha256,
        **WORDS,
    )


@blueprint.post("/anfrage/meine/<token>/bestaetigen")
@public
def own_confirm(token: str) -> ResponseReturnValue:
    """Note that the address is right."""
    prospect = prospect_of(token)
    with transaction() as session:
        actions.confirm_email(session, prospect.id, clock.now())
    flash(_("E-Mail-Adresse bestätigt"))
    return _back(token)


def _back(token: str) -> Response:
    return redirect(url_for(".own", token=token))


@blueprint.post("/anfrage/meine/<token>/weiter")
@public
def own_agree(token: str) -> ResponseReturnValue:
    """Let the data be kept further."""
    prospect, form = prospect_of(token), AgreeForm()
    tried = RefusalsAbove(form)
    if form.validate_on_submit():
        with tried:
            with transaction() as session:
                version, now = form.version.data or "", clock.now()
                form.once(session, lambda: _agree(session, prospect.id, version, now))
            flash(_("Ihre Angaben bleiben gespeichert"))
            return _back(token)
    return _page(token, form, tried.status)


def _agree(session: Session, prospect_id: int, version: str, now: datetime) -> int:
    actions.renew_consent(session, prospect_id, version, now)
    return prospect_id


@blueprint.post("/anfrage/meine/<token>/loeschen")
@public
def own_withdraw(token: str) -> ResponseReturnValue:
    """Delete at once what is known."""
    prospect = prospect_of(token)
    with transaction() as session:
        actions.withdraw_consent(session, prospect.id, clock.now())
    return redirect(url_for(".enquire_gone"))


@blueprint.get("/anfrage/geloescht")
@public
def enquire_gone() -> ResponseReturnValue:
    """That nothing is kept any more."""
    return page("prospects/gone.html", cooperative=statutes.house(db.session()))


@blueprint.post("/anfrage/meine/<token>/beitreten")
@public
def own_apply(token: str) -> ResponseReturnValue:
    """Begin the application with what is known, or go on with it; pressed twice, it is one."""
    prospect = prospect_of(token)
    with transaction() as session:
        link = actions.begin_application(session, prospect.id, clock.now())
    return redirect(urlsplit(link).path)
