"""What thousands ask at the same moment, answered before all else where it is plain; all else goes its usual way.

The pulse needs neither person nor database. A ballot of who was let in by a ticket is checked as every form is, by the
cookie and the token that goes with it, and cast by the same act; whatever speaks against it is said by its page, and so
is that the database does not answer, without asking it once more.
"""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl

from flask.sansio.blueprints import BlueprintSetupState
from sqlalchemy import Engine
from werkzeug.datastructures import MultiDict
from werkzeug.sansio.http import parse_cookie

from app.attendance.rules import ENTRY_COOKIE
from app.core import clock
from app.core.db import db
from app.core.grouping import fulfilled
from app.core.outages import is_of_the_database
from app.core.values import Refusal
from app.core.web import Application, Quick
from app.voting import actions
from app.voting.actions import Ballots
from app.voting.views.casting import CAST_QUICKLY, FAILED_QUICKLY, POLL, given_in, told_in_short
from app.voting.views.pieces import blueprint
from app.voting.views.showing import version_at_hand

MOST_BYTES = 8_192
"""A longer ballot goes the usual way."""
_FORM = "application/x-www-form-urlencoded"
_PULSE = re.compile(r"/abstimmung/(\d{1,9})/puls")
_BALLOT = re.compile(r"/abstimmung/(\d{1,9})/(\d{1,9})/abgeben")
_TEXT = ("Content-Type", "text/plain; charset=utf-8")
_NOT_KEPT = ("Cache-Control", "no-store")


def pulse_at_hand(environ: Mapping[str, Any]) -> Quick | None:
    """How often anything changed in a meeting, while what was read of it is fresh."""
    path = _PULSE.fullmatch(environ["PATH_INFO"]) if environ["REQUEST_METHOD"] == "GET" else None
    version = version_at_hand(int(path[1])) if path else None
    if version is None:
        return None
    tag = f'"{version}"'
    headers = (("ETag", tag), _NOT_KEPT)
    if environ.get("HTTP_IF_NONE_MATCH") == tag:
        return Quick("304 NOT MODIFIED", headers)
    return Quick("200 OK", (_TEXT, *headers), str(version).encode())


class PlainBallots:
    """Takes the ballots of those let in by a ticket."""

    def __init__(self, app: Application, engine: Engine) -> None:
        self.app, self.engine = app, engine

    def __call__(self, environ: dict[str, Any]) -> Quick | None:
        """The receipts of what was cast; None where it is to be looked at more closely, or told apart by its page."""
        path = _BALLOT.fullmatch(environ["PATH_INFO"]) if environ["REQUEST_METHOD"] == "POST" else None
        if path is None or not _is_plain(environ):
            return None
        cookies, sent = parse_cookie(environ.get("HTTP_COOKIE", "")), _form(environ)
        browser = cookies.get(ENTRY_COOKIE, "")
        if not browser or not self.app.token_holds(cookies, sent):
            return None
        ballots = Ballots(
            int(path[1]), int(path[2]), lambda asked: given_in(sent, asked), clock.now(), browser=browser
        )
        try:
            receipts = fulfilled(self.engine, actions.cast_together, ballots)
        except Refusal:
            return None
        except Exception as fault:
            if not is_of_the_database(fault):
                raise
            environ[FAILED_QUICKLY] = fault
            return None
        if not all(each.is_new for each in receipts):
            environ[CAST_QUICKLY] = receipts
            return None
        headers = (_TEXT, ("Location", f"/abstimmung/{path[1]}?{POLL}={path[2]}"), ("Vary", "Cookie"), _NOT_KEPT)
        return Quick("302 FOUND", headers, told_in_short(receipts).encode())


def _is_plain(environ: Mapping[str, Any]) -> bool:
    """Whether this is a short form, at our own root, and over the wire as our server hears it."""
    length = environ.get("CONTENT_LENGTH") or ""
    is_number = len(length) < 6 and length.isascii() and length.isdecimal()
    is_short = is_number and 0 < int(length) <= MOST_BYTES
    is_here = environ["wsgi.url_scheme"] == "http" and not environ.get("SCRIPT_NAME")
    return is_short and is_here and environ.get("CONTENT_TYPE") == _FORM


def _form(environ: dict[str, Any]) -> MultiDict[str, str]:
    """What was filled in; whoever asks the usual way reads it again. Empty where it cannot be read."""
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    environ["wsgi.input"] = BytesIO(body)
    if not body.isascii() or b"%00" in body:
        return MultiDict()
    return MultiDict(parse_qsl(body.decode("ascii"), keep_blank_values=True))


@blueprint.record
def _answer_first(state: BlueprintSetupState) -> None:
    app = state.app
    assert isinstance(app, Application)
    with app.app_context():
        app.quickly += [pulse_at_hand, PlainBallots(app, db.engine)]
