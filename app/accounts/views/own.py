"""One's own account: roles and why, sessions on other devices, the password."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts import actions, queries
from app.accounts.forms import ROLE_NAMES, ChangePasswordForm
from app.accounts.models import Account
from app.accounts.rules import device_words
from app.accounts.views.pieces import blueprint, from_above
from app.core import clock
from app.core.db import db, transaction
from app.core.web import RefusalsAt, _, current_actor, current_token, page, requires, sender, sign_in, status_of


def _own_account() -> Account:
    return queries.get_account(db.session(), current_actor().user_id or 0)


@blueprint.get("/")
@requires()
def show() -> ResponseReturnValue:
    """One's own account and where it is signed in."""
    account, session, today = _own_account(), db.session(), clock.today()
    return page(
        "accounts/show.html",
        account=account,
        derived=from_above().derived_roles(session, account.party_id, today),
        granted=queries.granted_roles_on(session, account.id, today),
        role_names=ROLE_NAMES,
        sessions=queries.open_sessions(session, account.id, clock.now()),
        own_hash=queries.token_hash(current_token()),
        device_words=device_words,
    )


@blueprint.post("/anmeldungen/<token_hash>/beenden")
@requires()
def end_session(token_hash: str) -> ResponseReturnValue:
    """End one of one's own sessions."""
    with transaction() as session:
        actions.end_session(session, current_actor().user_id or 0, token_hash, clock.now())
    flash(_("Die Anmeldung ist beendet."), "info")
    return redirect(url_for(".show"))


@blueprint.post("/anmeldungen/andere-beenden")
@requires()
def end_others() -> ResponseReturnValue:
    """End every session but this one."""
    with transaction() as session:
        actions.end_other_sessions(session, current_actor().user_id or 0, current_token(), clock.now())
    flash(_("Alle anderen Anmeldungen sind beendet."), "info")
    return redirect(url_for(".show"))


@blueprint.route("/passwort", methods=["GET", "POST"])
@requires()
def change_password() -> ResponseReturnValue:
    """Change one's own password; every session ends, and this device gets a new one."""
    form = ChangePasswordForm()
    if form.validate_on_submit() and _present_password_fits(form):
        with RefusalsAt(form.password):
            with transaction() as session:
                token = _change_password(session, form)
            sign_in(token)
            flash(_("Das Passwort ist geändert. Auf anderen Geräten melden Sie sich neu an."), "info")
            return redirect(url_for(".show"))
    return page("accounts/change_password.html", status_of(form), form=form)


def _present_password_fits(form: ChangePasswordForm) -> bool:
    """Check the present password, throttled like a login: somebody may sit at another's open session."""
    with RefusalsAt(form.current):
        with transaction() as session:
            actions.count_attempt(session, _own_account().email, sender(), clock.now())
        actions.check_own_password(_own_account(), str(form.current.data))
        return True
    return False


def _change_password(session: Session, form: ChangePasswordForm) -> str:
    account, now = _own_account(), clock.now()
    actions.change_password(session, account, str(form.current.data), str(form.password.data), current_actor(), now)
    return actions.open_session(session, account, request.user_agent.string, sender(), now)
