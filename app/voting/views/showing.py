"""The screen in the hall, which never shows an interim result, and the pulse by which pages learn of changes."""

from threading import Lock
from time import monotonic

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue

from app.assemblies import queries as assemblies
from app.core import clock
from app.core.db import db
from app.core.web import page, public, requires
from app.voting import queries
from app.voting.rules import PollState, Secrecy, seconds_left
from app.voting.views.pieces import LEADERS, WORDS, assembly_of, blueprint

FRESH_SECONDS = 1.0
"""How long what was read of a meeting's version is told to all who follow it."""

_KNOWN: dict[int, tuple[float, int]] = {}
_READING = Lock()


@blueprint.get("/<int:assembly_id>/puls")
@public
def pulse(assembly_id: int) -> Response:
    """How often anything changed in a meeting: a number, no more, so that thousands may ask for it."""
    version = version_at_hand(assembly_id) or _version(assembly_id)
    tag = f'"{version}"'
    is_known = request.headers.get("If-None-Match") == tag
    response = make_response("", 304) if is_known else make_response(str(version))
    response.mimetype = "text/plain"
    response.headers["ETag"] = tag
    return response


def version_at_hand(assembly_id: int) -> int | None:
    """The version, where it was read a moment ago."""
    known = _KNOWN.get(assembly_id)
    return None if known is None or monotonic() - known[0] >= FRESH_SECONDS else known[1]


def _version(assembly_id: int) -> int:
    """The version, read from the database by one who asks, once a second."""
    with _READING:
        version = version_at_hand(assembly_id)
        if version is None:
            version = queries.version_of(db.session(), assembly_id)
            if len(_KNOWN) > 1000:
                _KNOWN.clear()
            _KNOWN[assembly_id] = (monotonic(), version)
    return version


@blueprint.get("/<int:assembly_id>/leinwand")
@requires(*LEADERS)
def projector(assembly_id: int) -> ResponseReturnValue:
    """What is shown to everybody in the hall: item, question, how many voted; a result once it is declared."""
    session, now = db.session(), clock.now()
    assembly, sitting = assembly_of(assembly_id), queries.find_sitting(session, assembly_id)
    poll = queries.poll_at_hand(session, sitting)
    last = queries.newest_declared(session, assembly_id)
    is_declared = poll is None and last is not None and sitting is not None and last.item_id == sitting.item_id
    return page(
        "voting/projector.html", assembly=assembly, sitting=sitting, poll=poll, now=now,
        led=assemblies.redirection_of(session, assembly),
        result=last if is_declared else None, elected=queries.elected_options(last) if last and is_declared else [],
        wording=queries.wording_at_hand(session, sitting, poll),
        turnout=queries.turnout_of(session, poll) if poll and poll.state is PollState.OPEN else None,
        is_secret=poll is not None and poll.secrecy is Secrecy.PAPER_ONLY,
        left=seconds_left(poll.ends_at, now) if poll else None, **WORDS,
    )
