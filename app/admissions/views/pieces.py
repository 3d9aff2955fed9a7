"""What the pages share: the blueprint, the application behind a secret, the track of its states."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Flask, Response, current_app
from sqlalchemy.orm import Session

from app.admissions import queries
from app.admissions.models import Application, ApplicationUpload
from app.admissions.rules import ApplicationState, Channel, Step
from app.core import files
from app.core.db import db
from app.core.values import Actor, PartyKind
from app.core.web import _, day, download, or_404
from app.statutes import queries as statutes

blueprint = Blueprint("admissions", __name__)

_S = ApplicationState
_DECIDED_IN_FAVOUR = (_S.ADMITTED, _S.NOTIFIED)


KnownContent = tuple[PartyKind, Mapping[Step, Mapping[str, Any]]]
"""What is known already of who declares on paper: its kind, and the steps of the form as far as they are known."""


@dataclass(frozen=True)
class FromAbove:
    """What a room above knows of whoever is about to apply, and what it notes when the application is entered."""

    known: Callable[[Session, int], KnownContent]
    entered: Callable[[Session, int, int, Actor, datetime], None]


def hand_in(app: Flask, known: FromAbove) -> None:
    """Hand that in; called once by the factory."""
    app.extensions["admissions"] = known


def from_above() -> FromAbove:
    """What was handed in."""
    found = current_app.extensions["admissions"]
    assert isinstance(found, FromAbove)
    return found


def application_of(token: str) -> Application:
    """The application behind a secret; a page that says it is not there for any other."""
    return or_404(queries.find_by_token(db.session(), token))


def about_the_house(session: Session, today: date) -> dict[str, Any]:
    """What every page of the form says of the cooperative: statute, version, how to reach it."""
    version = statutes.find_version_on(session, today)
    return {
        "version": version, "statute": statutes.statute_of(version) if version else None,
        "cooperative": statutes.house(session),
    }  # fmt: skip


def upload_as_file(upload: ApplicationUpload, inline: bool) -> Response:
    """An upload with its harmless name; by the type that was found in it, never by its name."""
    return download(files.get(upload.sha256), upload.filename, upload.mimetype, inline)


def track_of(application: Application, note: str = "") -> list[dict[str, str]]:
    """The way of an application as a track: what is done, where it stands, what comes; `note` stands at the present."""
    steps, now_at = _way_of(application), _position(application)
    return [
        {"label": label, "state": "done" if at < now_at else "now" if at == now_at else "coming",
         "note": note if note and at == now_at else _noted(moment)}
        for at, (label, moment) in enumerate(steps)
    ]  # fmt: skip


def _way_of(application: Application) -> list[tuple[str, datetime | None]]:
    received = (_("Eingegangen"), application.submitted_at)
    begun = [received] if _is_on_paper(application) else [(_("Entwurf"), application.created_at), received]
    decided, is_in = (_("Beschluss"), application.decided_at), application.state in _DECIDED_IN_FAVOUR
    entered = (_("Eingetragen"), application.decided_at if is_in else None)
    told = (_("Benachrichtigt"), application.notified_at)
    match application.state:
        case ApplicationState.WITHDRAWN:
            return [*begun, (_("Zurückgezogen"), application.changed_at)]
        case ApplicationState.REFUSED:
            return [*begun, decided, (_("Abgelehnt"), application.decided_at)]
        case ApplicationState.RETURNED:
            asked = application.reminded_at or application.returned_at
            label = _("Erinnert") if application.reminded_at else _("Zu ergänzen")
            return [*begun, (label, asked), decided, entered, told]
        case _:
            return [*begun, decided, entered, told]


def _position(application: Application) -> int:
    """Which node of the track is the present one; a finished way has none ahead."""
    positions = {
        _S.DRAFT: 0, _S.SUBMITTED: 1, _S.RETURNED: 2, _S.PROPOSED: 2, _S.ADMITTED: 4, _S.NOTIFIED: 5, _S.REFUSED: 4,
        _S.WITHDRAWN: 3,
    }  # fmt: skip
    return positions[application.state] - int(_is_on_paper(application))


def _is_on_paper(application: Application) -> bool:
    """Whether it was declared on paper, of which there is no draft."""
    return application.channel is Channel.PAPER


def _noted(moment: datetime | None) -> str:
    return day(moment) if moment else ""
