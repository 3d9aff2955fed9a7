"""Forms whose token does not hold any more: nothing is done, and what was typed goes back to who typed it.

A token goes with the session, a new login and the server's key. A form that comes from a page of ours with one that
does not hold reaches its view all the same: the form is not valid, and no transaction begins; the view shows it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request, session
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException

from app.core.db import db, refuse_writing
from app.core.web.access import current_actor, is_signed_in, local_path

csrf = CSRFProtect()

UNTYPED = ("csrf_token", "key", "shown")


@dataclass(frozen=True)
class Stale:
    """What a form that came too late says at the top: who would send it now, and whether files are to be chosen."""

    name: str
    has_files: bool


def guard_tokens(app: Flask) -> None:
    """Wire the protection against forged requests into the application."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    csrf.init_app(app)
    app.before_request(_check_token)


def _check_token() -> None:
    """Before every request; raises CSRFError where a token does not hold and nothing is to be given back."""
    g.stale = None
    if db.session.registry.has():
        refuse_writing(db.session(), None)
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return
    try:
        csrf.protect(apply_exemptions=True)
    except CSRFError as fault:
        if not typed_here():
            raise
        g.stale, g.cookie_before = fault, dict(session)
        refuse_writing(db.session(), fault)


def is_stale() -> bool:
    """Whether this request may only show its form again."""
    return g.get("stale") is not None


def notice() -> Stale | None:
    """What the page says of a form that came too late; None for all others."""
    if not is_stale():
        return None
    return Stale(current_actor().name if is_signed_in() else "", has_files())


def has_files() -> bool:
    """Whether this request brought files; a page cannot put them back into its fields."""
    return any(upload.filename for upload in request.files.values())


def typed_here() -> Sequence[tuple[str, str]]:
    """What somebody typed into a form of a page of ours, without passwords; nothing of what another site sent."""
    if wants_sentence() or not _is_from_here():
        return ()
    return [
        (name, text) for name, text in request.form.items(multi=True)
        if name not in UNTYPED and "password" not in name
    ]


def wants_sentence() -> bool:
    """Whether a script of ours asks, to which an error is one sentence."""
    return bool(request.headers.get("HX-Request")) or request.accept_mimetypes.best == "application/json"


def _is_from_here() -> bool:
    return request.method == "POST" and urlsplit(request.referrer or "").netloc == request.host


def page_before() -> str:
    """The page of this application from which somebody came, as a way back; empty where there is none.

    Of a form that was sent it is its page, which may have the same address.
    """
    came_from = urlsplit(request.referrer or "")
    is_elsewhere = came_from.path != request.path or request.method == "POST"
    if came_from.netloc != request.host or not is_elsewhere or not _can_be_opened(came_from.path):
        return ""
    return local_path(f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path, "")


def _can_be_opened(path: str) -> bool:
    """Whether an address leads to a page, and not only from a form to what it does."""
    try:
        current_app.url_map.bind("").match(path.removeprefix(request.script_root), method="GET")
    except HTTPException:
        return False
    return True


def forget_changes() -> None:
    """Put the cookie back as it came, but for the new token."""
    token = session.get("csrf_token")
    if is_stale():
        session.clear()
        session.update(g.cookie_before)
    if token:
        session["csrf_token"] = token


def is_shown_again(response: Response) -> bool:
    """Whether an answer to a form that came too late is a page, not the way on after an act."""
    return response.status_code >= 400 or (response.status_code == 200 and response.mimetype == "text/html")
