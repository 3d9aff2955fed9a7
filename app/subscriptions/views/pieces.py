"""The room's blueprint, who may read and write here, and what its pages share."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db
from app.core.values import Refusal, Role
from app.core.web import download, translated
from app.subscriptions import forms, queries
from app.subscriptions.queries import Member, Preview
from documents import registry

blueprint = Blueprint("subscriptions", __name__)

READERS = (Role.OFFICE, Role.BOARD, Role.AUDITOR)
WRITERS = (Role.OFFICE,)
WORDS: dict[str, Any] = {"words": forms}
"""What every template of the room is given."""


TransferTo = Callable[[Session, int], str]
"""The number of a transfer to a member, by its id, that is agreed and not entered yet; empty without one."""


def hand_in(app: Flask, transfer_to: TransferTo) -> None:
    """Hand in what a room above knows of transfers; called once by the factory."""
    app.extensions["subscriptions"] = transfer_to


def transfer_to(session: Session, member: Member) -> str:
    """Ask what was handed in."""
    asked: TransferTo = current_app.extensions["subscriptions"]
    return asked(session, member.id)


def printed(member: Member) -> ResponseReturnValue:
    """The declaration that is printed to be signed by hand, on as many shares as the address asks for."""
    form = forms.SheetForm(request.args)
    if not form.validate():
        raise Refusal("Geben Sie an, über wie viele Anteile die Erklärung lautet.")
    facts = queries.form_to_sign(db.session(), member, form.anteile.data or 0, clock.today())
    return download(registry.build("declaration", facts), f"beteiligung-{member.number:04d}.pdf")


def shown(found: Preview | None, problem: str = "", transfer: str = "") -> dict[str, Any]:
    """What the panel of the preview is given: what follows, or why nothing does; a transfer that changes it."""
    objection = translated(found.objection) if found and found.objection else ""
    return {"preview": found, "objection": objection, "problem": problem, "transfer": transfer}
