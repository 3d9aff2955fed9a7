"""What the pages of imports share: the blueprint, who may open them, the rows that an address asks for."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from flask import Blueprint, Flask, current_app
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db
from app.core.formats import day as written
from app.core.formats import euro
from app.core.jobs import hindrance_of
from app.core.told import Told
from app.core.values import Actor, Role, Unsaid
from app.core.web import Listing, titled
from app.imports import queries
from app.imports.forms import AmountForm
from app.imports.models import ImportRun
from app.imports.queries import Member
from app.imports.rules import EventVerdict, ImportState, Listed, OtherAmount, Table, Verdict

blueprint = Blueprint("imports", __name__, url_prefix="/import")

Undone = Callable[[Session, Member, Actor, datetime], None]
"""What follows in a room above, once the end of a membership is undone."""


def hand_in(app: Flask, undone: Undone) -> None:
    """Hand in what a room above does once the exits of a list are undone; called once by the factory."""
    app.extensions["imports"] = undone


def after_undoing(session: Session, run: ImportRun, actor: Actor, now: datetime) -> None:
    """Do what was handed in, for each member that the list had let go."""
    undone: Undone = current_app.extensions["imports"]
    for member in queries.members_let_go(session, run.id):
        undone(session, member, actor, now)


OFFICE = (Role.OFFICE, Role.ADMINISTRATOR)
Row = TypeVar("Row", Verdict, EventVerdict)


def said_of(error: str) -> str:
    """What hindered a list, in words for people; what nobody has foreseen stands with its job."""
    return "" if hindrance_of(error) else titled(error)


def amount_asked(run: ImportRun, listed: Listed, form: AmountForm | None = None) -> dict[str, Any]:
    """What statutes say otherwise of the share amount of a list that is open, and the tick that it is meant."""
    agreement = form or AmountForm(formdata=None)
    if run.state is not ImportState.OPEN:
        return {"other": None, "agreement": agreement}
    other = queries.other_amount(db.session(), listed, run.kind, clock.today())
    return {"other": other, "agreement": agreement.show(_told_of(run, other))}


def amount_known(session: Session, run: ImportRun, table: Table, form: AmountForm) -> OtherAmount | None:
    """What statutes say otherwise now; raises Overtaken where the page that was sent had shown something else."""
    listed = Listed(table, queries.columns_of(run), run.share_amount)
    other = queries.other_amount(session, listed, run.kind, clock.today())
    if form.shown.data or form.is_agreed.data:
        form.check_known(session, f"import:{run.id}", lambda: _told_of(run, other))
    return other


def _told_of(run: ImportRun, other: OtherAmount | None) -> dict[str, object]:
    """What a page shows of how a list is read: its columns, its share amount, which statutes state another one."""
    stated = other.stated if other else ()
    return {
        "columns": Unsaid(sorted(run.columns.items())),
        "share_amount": Told("{amount} je Anteil", amount=euro(run.share_amount)),
        "stated": [
            Told(
                "{title}, eingetragen am {day}: {amount}",
                title=each.title,
                day=written(each.since),
                amount=euro(each.share_amount),
            )
            for each in stated
        ],
    }


def matching(rows: list[Row], listing: Listing[Row]) -> list[Row]:
    """The rows whose name or number the address asks for, in its order."""
    query = listing.query.lower()
    kept = [each for each in rows if query in each.label.lower() or query == str(each.row)]
    return kept[::-1] if listing.descending else kept
