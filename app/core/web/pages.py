"""Pages in the house layout, and errors shown as a sentence that says what to do."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DatabaseError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, abort

from app.core import clock, formats, horizon
from app.core.db import db
from app.core.uploads import check_upload
from app.core.values import Refusal
from app.core.web import reading, stale
from app.core.web.faults import explain
from app.core.web.language import LOCALES, _, choose_locale
from app.core.web.reading import translated
from app.core.web.refusals import refusal_status

log = logging.getLogger(__name__)
Thing = TypeVar("Thing")


FILTERS: dict[str, Callable[..., str]] = {
    "euro": reading.euro,
    "amount": reading.amount,
    "count": reading.count,
    "day": reading.day,
    "long_day": reading.long_day,
    "moment": reading.moment,
    "clock_time": reading.clock_time,
    "hour": reading.hour,
    "at_hour": reading.at_hour,
    "iban": formats.iban,
    "masked_iban": formats.masked_iban,
    "member_number": formats.member_number,
    "file_size": reading.file_size,
    "initials": formats.initials,
    "weekday": reading.weekday,
    "told": reading.told,
    "titled": reading.titled,
    "unbroken": reading.unbroken,
    "one_stop": formats.one_stop,
    "hindrance": reading.hindrance,
}


@dataclass(frozen=True)
class NavItem:
    """A place in the sidebar."""

    label: str
    url: str
    icon: str
    count: int = 0
    alert: bool = False
    active: bool = False


@dataclass(frozen=True)
class NavGroup:
    """A group of places; the first has no heading."""

    heading: str | None
    items: Sequence[NavItem]


@dataclass(frozen=True)
class Person:
    """Who is signed in, as the foot of the sidebar shows it."""

    name: str
    initials: str
    roles: str


@dataclass(frozen=True)
class Shell:
    """What every page shows around its content."""

    cooperative: str = ""
    nav: Sequence[NavGroup] = ()
    person: Person | None = None
    is_demo: bool = False
    locale: str = "de"
    locales: dict[str, str] = field(default_factory=lambda: dict(LOCALES))
    keeps_mail: bool = False
    audited: str = ""
    """What an audit lets see of the page shown; empty where nothing bounds it."""


def keeps_mail() -> bool:
    """Whether mails stay here for want of a mail server; the demo shows its mails on purpose."""
    return bool(current_app.config.get("KEEPS_MAIL"))


def page(template: str, status: int = 200, **context: Any) -> ResponseReturnValue:
    """Render a page of `templates/`; the shell around it comes from the context processor that main wires.

    A page that shows a form again with what is wrong (422), or what came meanwhile (409), says so in its title, however
    many forms it has.
    """
    is_refused = status in (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.CONFLICT)
    return render_template(template, is_refused=is_refused, **context), status


def or_404(thing: Thing | None) -> Thing:
    """What was found, or a page that says it is not there."""
    if thing is None:
        abort(404)
    return thing


def download(content: bytes | Path, name: str, mimetype: str = "application/pdf", inline: bool = True) -> Response:
    """A stored file as an answer; shown in the browser or saved under its name. A large one is read block by block."""
    if isinstance(content, Path):
        response = send_file(content, mimetype=mimetype)
        response.headers.remove("Cache-Control")  # the house says for every answer who may keep it
    else:
        response = Response(content, mimetype=mimetype)
    response.headers.set("Content-Disposition", "inline" if inline else "attachment", filename=name)
    if not (inline and mimetype == "application/pdf"):
        response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def handed_in(content: bytes, name: str, mimetype: str) -> Response:
    """A file that somebody handed in: a picture is shown in a sandbox; a PDF, not shown there, is saved."""
    return download(content, name, mimetype, inline=mimetype != "application/pdf")


def download_proof(content: bytes, stem: str) -> Response:
    """A file that somebody handed in, under a name with the ending of its real kind; saved, never shown."""
    kind = check_upload(content)
    return download(content, f"{stem}{kind.suffix}", kind.value, inline=False)


def show_errors_as_pages(app: Flask, shell: Callable[[], Shell]) -> None:
    """Wire the filters, the shell, and one handler each for refusals, HTTP errors and faults of ours."""
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(countries=reading.countries, ngettext=reading.ngettext)
    app.jinja_env.filters["translated"] = lambda german: _(str(german)) if german else ""
    app.jinja_env.filters["day_or_dash"] = lambda value: reading.day(value) if value else "–"
    app.context_processor(lambda: {"shell": _shell_of_request(shell), "stale": stale.notice()})
    app.register_error_handler(Refusal, _show_refusal)
    app.register_error_handler(CSRFError, _show_stale_form)
    app.register_error_handler(HTTPException, _show_http_error)
    app.register_error_handler(Exception, _show_fault)
    app.after_request(_hold_back)


def _shell_of_request(shell: Callable[[], Shell]) -> Shell:
    """The shell, once a request; without its database a page still says so, if not to whom and in whose name."""
    if "shell" not in g:
        try:
            g.shell = replace(shell(), keeps_mail=keeps_mail(), audited=_audited())
        except (DatabaseError, PoolTimeout):
            g.shell = Shell(locale=choose_locale())
    found = g.shell
    assert isinstance(found, Shell)
    return found


def _audited() -> str:
    """Which audit bounds what the page shows, and to the close of which day."""
    read = horizon.present()
    if read is None:
        return ""
    if read.last_day >= clock.today():
        return str(_("Prüfung %(period)s: Sie sehen den Stand von heute.", period=read.name))
    last = reading.day(read.last_day)
    return str(_("Prüfung %(period)s: Sie sehen den Stand bis %(day)s.", period=read.name, day=last))


def _error_page(status: int, heading: str, sentence: str, number: str = "") -> ResponseReturnValue:
    db.session.rollback()
    if stale.wants_sentence():
        return sentence, status
    context = {"status": status, "heading": heading, "sentence": sentence, "number": number, "stale": None}
    return render_template("_house/error.html", **context, back=stale.page_before()), status


def _show_refusal(refusal: Refusal) -> ResponseReturnValue:
    if stale.is_stale():
        return _show_stale_form(refusal)
    return _error_page(refusal_status(refusal), _("Das geht so nicht"), translated(refusal))


def _show_stale_form(_fault: Exception) -> ResponseReturnValue:
    """What is left to say where no form can be shown again."""
    stale.forget_changes()
    why = _("Diese Seite war zu lange offen, oder Sie haben sich inzwischen neu angemeldet.")
    advice = (
        _("Laden Sie sie neu. Ein Formular können Sie auch absenden: Es kommt zurück, wie Sie es ausgefüllt haben.")
        if stale.wants_sentence() else _("Gehen Sie zurück und versuchen Sie es dort noch einmal.")
    )
    return _error_page(400, _("Nicht gespeichert"), f"{why} {advice}")


def _hold_back(response: Response) -> Response:
    """Of a form that came too late only the page with it is shown, as a fault; never the way on after an act."""
    if not stale.is_stale() or response.status_code >= 400:
        return response
    if not stale.is_shown_again(response):
        return current_app.make_response(_show_stale_form(g.stale))
    response.status_code = 422
    return response


def _show_signed_out() -> ResponseReturnValue:
    """Who was signed out meanwhile signs in beside this page, which holds what was typed, and goes on from here."""
    context = {"kept": stale.typed_here(), "next": stale.page_before(), "has_files": stale.has_files(), "stale": None}
    return render_template("_house/signed_out.html", **context), 401


def _show_http_error(fault: HTTPException) -> ResponseReturnValue:
    if fault.code and fault.code < 400:
        return fault.get_response()
    if fault.code == 401 and stale.typed_here():
        return _show_signed_out()
    sentences = {
        400: _("Die Anfrage war unvollständig. Gehen Sie zurück und versuchen Sie es noch einmal."),
        401: _("Melden Sie sich an, um fortzufahren."),
        403: _("Diese Seite ist anderen Rollen vorbehalten."),
        404: _("Diese Seite gibt es nicht, oder sie ist nicht für Sie bestimmt."),
        405: _("Diese Seite wird nur über ihr Formular erreicht."),
        413: _("Die Datei ist zu groß. Erlaubt sind 10 MB je Datei."),
        429: _("Zu viele Versuche. Warten Sie einige Minuten."),
    }
    status = fault.code or 500
    otherwise = _("Diese Anfrage lässt sich nicht beantworten. Gehen Sie zurück und versuchen Sie es noch einmal.")
    return _error_page(status, _("Das geht so nicht"), sentences.get(status, otherwise))


def _show_fault(fault: Exception) -> ResponseReturnValue:
    """A fault of ours: logged in full, shown with a number, nothing saved."""
    number = g.get("request_number", "")
    log.error("fault %s at %s", number, request.path, exc_info=fault)
    known = explain(fault)
    if known:
        return _error_page(known.status, _("Das hat nicht geklappt"), known.sentence, number)
    sentence = _("Es wurde nichts gespeichert. Vorgang {number}.").format(number=number)
    return _error_page(500, _("Das hat nicht geklappt"), sentence, number)
