"""Signing in and out, the forgotten password, the invitation, the language."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts import actions
from app.accounts.forms import ForgotPasswordForm, LoginForm, NewPasswordForm
from app.accounts.models import Account
from app.accounts.queries import get_account, token_hash
from app.accounts.views.pieces import blueprint, from_above
from app.core import clock
from app.core.db import db, transaction
from app.core.web import (
    RefusalsAt,
    _,
    current_actor,
    current_token,
    is_signed_in,
    local_path,
    page,
    public,
    requires,
    sender,
    sign_in,
    sign_out,
    status_of,
)
from app.core.web.language import LOCALES, set_locale
from app.statutes import queries as statutes


def _start() -> str:
    return f"{request.script_root}/"


@blueprint.route("/anmelden", methods=["GET", "POST"])
@public
def login() -> ResponseReturnValue:
    """Sign in with address and password; the page that was asked for comes next."""
    onward = local_path(request.args.get("next"), _start())
    if is_signed_in():
        return redirect(onward)
    form = LoginForm()
    if form.validate_on_submit():
        with RefusalsAt(form.password):
            _log_in(form)
            return redirect(onward)
    return page("accounts/login.html", status_of(form), form=form, help_phone=statutes.house(db.session()).phone)


def _log_in(form: LoginForm) -> None:
    """Count the attempt, check the password outside any writing transaction, then open the session."""
    now, email, password = clock.now(), str(form.email.data), str(form.password.data)
    with transaction() as session:
        actions.count_attempt(session, email, sender(), now)
    known = actions.recognise(db.session(), email, password)
    with transaction() as session:
        token = actions.log_in(session, known, password, request.user_agent.string, sender(), now)
        locale = get_account(session, known.account_id).locale
    sign_in(token, locale)


@blueprint.post("/abmelden")
@requires()
def logout() -> ResponseReturnValue:
    """End this session."""
    with transaction() as session:
        actions.end_session(session, current_actor().user_id or 0, token_hash(current_token()), clock.now())
    sign_out()
    flash(_("Sie sind abgemeldet."), "info")
    return redirect(url_for(".login"))


@blueprint.route("/passwort-vergessen", methods=["GET", "POST"])
@public
def forgotten() -> ResponseReturnValue:
    """Ask for a link to set a new password; the answer is the same whether the address has a login."""
    form = ForgotPasswordForm()
    if form.validate_on_submit():
        letterhead = from_above().letterhead(db.session(), clock.today())
        with RefusalsAt(form.email):
            with transaction() as session:
                actions.request_reset(session, str(form.email.data), letterhead, sender(), clock.now())
            return page("accounts/forgotten.html", form=form, is_sent=True)
    return page("accounts/forgotten.html", status_of(form), form=form, is_sent=False)


@blueprint.route("/passwort-neu/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> ResponseReturnValue:
    """Set a new password by the link that was mailed."""
    return _choose_password("accounts/reset.html", lambda session: actions.account_of_reset(session, token))


@blueprint.route("/einladung/<token>", methods=["GET", "POST"])
@public
def accept(token: str) -> ResponseReturnValue:
    """Set the first password by the link of the invitation."""
    return _choose_password(
        "accounts/accept.html", lambda session: actions.account_of_invitation(session, token)
    )


def _choose_password(template: str, account_of_link: Callable[[Session], Account]) -> ResponseReturnValue:
    """Show the form, or set the password and go in; the link is read again under the writing transaction."""
    account = account_of_link(db.session())
    email, name, form = account.email, account.party.display_name, NewPasswordForm()
    if form.validate_on_submit():
        with RefusalsAt(form.password):
            with transaction() as session:
                account = account_of_link(session)
                actions.choose_password(session, account, str(form.password.data), clock.now())
                token = actions.open_session(session, account, request.user_agent.string, sender(), clock.now())
                locale = account.locale
            sign_in(token, locale)
            flash(_("Ihr Passwort ist festgelegt."), "info")
            return redirect(_start())
    return page(template, status_of(form), form=form, email=email, name=name)


@blueprint.post("/sprache")
@public
def set_language() -> ResponseReturnValue:
    """Choose the language; whoever is signed in keeps it on every device."""
    locale = request.form.get("locale", "")
    set_locale(locale)
    if is_signed_in() and locale in LOCALES:
        with transaction() as session:
            actions.set_locale(get_account(session, current_actor().user_id or 0), locale)
    return redirect(local_path(request.form.get("next"), _start()))
