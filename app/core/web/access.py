"""Who may open a page: nobody, unless the view says so (deny by default)."""

import secrets
from collections.abc import Callable, Sequence
from datetime import date
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user

from app.core import clock, horizon
from app.core.db import db
from app.core.horizon import Horizon
from app.core.values import Actor, Role

View = Callable[..., ResponseReturnValue]


class SignedIn(UserMixin):
    """The person behind a login session, for Flask-Login; the cookie holds the session's token only."""

    def __init__(
        self, token: str, actor: Actor, locale: str | None = None, audited: Horizon | None = None
    ) -> None:
        self.token = token
        self.actor = actor
        self.locale = locale
        self.audited = audited
        """How far the role of an auditor lets read; None where that role is not held or was given no period."""

    def get_id(self) -> str:
        """What Flask-Login keeps in the signed cookie."""
        return self.token


def requires(*roles: Role) -> Callable[[View], View]:
    """Let people with one of these roles open a view; without roles, anybody who is signed in."""

    def mark(view: View) -> View:
        view.allowed_roles = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Let everybody open a view, signed in or not."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def is_signed_in() -> bool:
    """Say whether somebody is signed in."""
    return bool(current_user and current_user.is_authenticated)


def current_actor() -> Actor:
    """The person who acts in this request; 401 where nobody is signed in."""
    if not is_signed_in():
        abort(401)
    actor = current_user.actor
    assert isinstance(actor, Actor)
    return actor


def horizon_of(view: Callable[..., Any]) -> Horizon | None:
    """How far the signed-in person reads on a page: to an audited day, where nothing but that role opens it."""
    allowed: frozenset[Role] = getattr(view, "allowed_roles", frozenset())
    audited: Horizon | None = current_user.audited
    return audited if audited and horizon.binds(current_actor().roles, allowed) else None


def reading_day() -> date:
    """The day whose state a page shows: today, or for who audits a period that is over, its last day."""
    return horizon.day_shown(clock.today())


def current_token() -> str:
    """The token of the session this request belongs to; empty where nobody is signed in."""
    return str(current_user.token) if is_signed_in() else ""


def sign_in(token: str, locale: str | None = None) -> None:
    """Put a new session's token into the cookie and nothing that was there before, so that no session is fixed."""
    kept = locale or session.get("locale")
    session.clear()
    login_user(SignedIn(token, Actor("")))
    if kept:
        session["locale"] = kept


def sign_out() -> None:
    """Empty the cookie, but for the language."""
    kept = session.get("locale")
    session.clear()
    if kept:
        session["locale"] = kept


def local_path(wanted: str | None, otherwise: str) -> str:
    """A path of this application to go on to; anything that leads elsewhere is replaced."""
    text = wanted or ""
    is_plain = text.isprintable() and "\\" not in text
    return text if is_plain and text.startswith("/") and not text.startswith("//") else otherwise


def _check_access() -> ResponseReturnValue | None:
    """Before every request: open views pass, all others need a person with the right role."""
    view: Any = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.endpoint == "static" or getattr(view, "is_public", False):
        return None
    allowed: frozenset[Role] | None = getattr(view, "allowed_roles", None)
    if allowed is None:
        abort(403)
    if not is_signed_in():
        if request.method == "GET":
            return redirect(url_for("accounts.login", next=request.full_path.rstrip("?")))
        abort(401)
    if allowed and not current_actor().has_any(allowed):
        abort(403)
    return None


def may_open(endpoint: str) -> bool:
    """Say whether the signed-in person may open a page, by the roles its view names; a public one opens for all."""
    view: Any = current_app.view_functions.get(endpoint)
    if getattr(view, "is_public", False):
        return True
    allowed: frozenset[Role] | None = getattr(view, "allowed_roles", None)
    return allowed is not None and (not allowed or current_actor().has_any(allowed))


def _look_no_further() -> None:
    """Bound what this request reads; what was loaded to know the person is not what the person may read."""
    horizon.look_until(None)
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or not hasattr(view, "allowed_roles") or not is_signed_in():
        return
    if found := horizon_of(view):
        db.session.expunge_all()
        horizon.look_until(found)


def _look_freely(_fault: BaseException | None) -> None:
    """The thread's next request reads by its own right."""
    horizon.look_until(None)


FROM_HERE = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'self'; "
    "frame-src 'self'; frame-ancestors 'self'; form-action 'self'; base-uri 'none'"
)
HARD = (
    ("Content-Security-Policy", FROM_HERE),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "SAMEORIGIN"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
"""What every answer says of itself, unless its view said something else."""
KEPT_FOR_GOOD = "public, max-age=31536000, immutable"
"""Of styles, scripts and fonts: their address changes with what they hold, so that nobody asks for them twice."""
_HARD_SECURE = (*HARD, ("Strict-Transport-Security", "max-age=31536000"))


def hard_headers(is_secure: bool) -> Sequence[tuple[str, str]]:
    """The same, over a secure connection too."""
    return _HARD_SECURE if is_secure else HARD


def _harden(response: Response) -> Response:
    """Headers of every answer: nothing from elsewhere, no inline script, no framing, no caching of members' data."""
    set_already = {name.lower() for name, _value in response.headers}
    is_secure = request.is_secure or current_app.config["SESSION_COOKIE_SECURE"]
    response.headers.extend([each for each in hard_headers(is_secure) if each[0].lower() not in set_already])
    if request.endpoint == "static" and response.status_code < HTTPStatus.BAD_REQUEST:
        response.headers["Cache-Control"] = KEPT_FOR_GOOD
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def protect(app: Flask, load_person: Callable[[str], SignedIn | None]) -> None:
    """Wire login and deny-by-default into the application."""
    logins = LoginManager()
    logins.init_app(app, add_context_processor=False)
    logins.user_loader(load_person)
    logins.session_protection = None
    app.before_request(_check_access)
    app.before_request(_look_no_further)
    app.teardown_request(_look_freely)
    app.after_request(_harden)
    app.before_request(_give_request_a_number)


def _give_request_a_number() -> None:
    """A short number that a person can read out to whoever helps."""
    g.request_number = secrets.token_hex(2).upper()


LOOPBACK = ("127.0.0.1", "::1")


def sender() -> str:
    """The network address a request comes from; behind a proxy on this machine, the one the proxy names last."""
    peer = request.remote_addr or ""
    return request.access_route[-1] if peer in LOOPBACK and request.access_route else peer
