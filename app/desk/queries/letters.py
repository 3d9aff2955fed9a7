"""Letters that are lacking, row by row: who is to be told by letter is to be told at once (R-DOC-05)."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from app.core.formats import local
from app.core.values import Actor
from app.departures import queries as departures
from app.desk.queries.waiting import notify_by
from app.desk.rules import ROWS_OF_A_KIND, Task, TaskKind
from app.removals import queries as removals
from app.settlements import queries as settlements
from app.subscriptions import queries as subscriptions
from app.transfers import queries as transfers


def of_notices(session: Session, _actor: Actor, _today: date) -> Iterator[Task]:
    """Notices that nobody has confirmed or turned down by letter; that is due at once (R-DOC-05)."""
    for notice in session.scalars(departures.without_letter().limit(ROWS_OF_A_KIND)):
        values = {"name": notice.member.party.display_name, "number": notice.number, "day": notice.received_on}
        came_of_it_at = notice.ended_at or notice.recorded_at
        yield Task(TaskKind.TELL_LEAVER, values, notice.id, notify_by(local(came_of_it_at).date()))


def of_shares(session: Session, _actor: Actor, _today: date) -> Iterator[Task]:
    """Further shares of whose decision the member was not told by letter; that is due at once (R-DOC-05)."""
    for found in session.scalars(subscriptions.without_letter().limit(ROWS_OF_A_KIND)):
        values = {
            "name": found.member.party.display_name, "number": found.number, "resolution": found.resolution_number,
        }
        item = subscriptions.find_item(session, found)
        decided_at = found.ended_at or (item.decided_at if item else None)
        yield Task(TaskKind.TELL_SUBSCRIBER, values, found.id, notify_by(local(decided_at or found.recorded_at).date()))


def of_transfers(session: Session, _actor: Actor, _today: date) -> Iterator[Task]:
    """Transfers entered or turned down of which one of the two was not told by letter; due at once (R-DOC-05)."""
    for found in session.scalars(transfers.without_letter().limit(ROWS_OF_A_KIND)):
        values = {"name": found.transferor.party.display_name, "number": found.number}
        item = transfers.find_item(session, found)
        decided_at = found.ended_at or (item.decided_at if item else None)
        yield Task(TaskKind.TELL_TRANSFER, values, found.id, notify_by(local(decided_at or found.recorded_at).date()))


def of_removals(session: Session, _actor: Actor, _today: date) -> Iterator[Task]:
    """Ends of membership of which nobody was told by letter; that is due at once (§§ 68 (2), 77 (3) GenG)."""
    for found in session.scalars(removals.without_letter().limit(ROWS_OF_A_KIND)):
        values = {"name": found.member.party.display_name, "number": found.number}
        yield Task(TaskKind.TELL_REMOVED, values, found.id, notify_by(local(found.recorded_at).date()))


def of_settlements(session: Session, _actor: Actor, _today: date) -> Iterator[Task]:
    """Settlements that no letter states, or whose statement is out though its end is undone (R-DOC-05)."""
    for found in session.scalars(settlements.without_letter().limit(ROWS_OF_A_KIND)).unique():
        values = {"name": found.member.party.display_name, "number": found.number}
        since = found.undoing.undone_at if found.undoing else found.entered_at
        yield Task(TaskKind.TELL_SETTLED, values, found.id, notify_by(local(since).date()))
