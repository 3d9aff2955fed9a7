"""A resolution that amends the statute opens the right to leave, or did not after all (§ 67a GenG; R-EXIT-06)."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core import journal
from app.core.db import one_at_a_time
from app.core.formats import count
from app.core.formats import day as written
from app.core.told import Told
from app.core.values import Actor, German, Refusal, check_reason
from app.departures import queries
from app.departures.models import RightObjector, SpecialRight
from app.departures.rules import AMENDMENT_WORDS, Amendment, check_closable, check_opens, last_day_to_declare
from app.organs.models import Resolution
from app.statutes import queries as statutes

RIGHTS = "special_rights"
"""What everybody who opens or closes a right waits for."""


def open_right(
    session: Session, amendment: Amendment, resolution: Resolution, resolved_on: date, objectors: Sequence[int],
    actor: Actor, now: datetime,
) -> SpecialRight:
    """Open the right to leave within a month, for these members who objected on record (§ 67a (1) GenG; R-EXIT-06)."""
    check_opens(amendment)
    one_at_a_time(session, RIGHTS)
    if queries.right_by(session, resolution.id) is not None:
        raise Refusal("Zu diesem Beschluss ist das Kündigungsrecht schon eröffnet.")
    until = last_day_to_declare(resolved_on, statutes.statute_on(session, resolved_on).seat_state)
    right = SpecialRight(
        amendment=amendment, resolution_id=resolution.id, resolved_on=resolved_on, declarable_until=until,
        opened_at=now, opened_by=actor.name, closed_by="", close_reason="",
    )
    session.add(right)
    session.flush()
    session.add_all(RightObjector(right_id=right.id, member_id=each) for each in sorted(set(objectors)))
    session.flush()
    session.refresh(right)
    summary = Told(
        "Kündigungsrecht nach § 67a GenG eröffnet, {what}: bis {day}, Widerspruch von {number}",
        what=German(AMENDMENT_WORDS[amendment]), day=written(until), number=count(len(right.objectors)),
    )
    _record(session, right, "right.opened", summary, actor, now, members=[each.member_id for each in right.objectors])
    return right


def close_right(session: Session, right: SpecialRight, reason: str, actor: Actor, now: datetime) -> None:
    """Close a right that was opened by mistake, or whose resolution was found void (§ 67a GenG; R-EXIT-06)."""
    one_at_a_time(session, RIGHTS)
    session.refresh(right)
    check_closable(right.closed_at is not None, queries.standing_by(session, right))
    right.closed_at, right.closed_by, right.close_reason = now, actor.name, check_reason(reason)
    session.flush()
    summary = Told("Kündigungsrecht nach § 67a GenG zurückgenommen: {why}", why=right.close_reason)
    _record(session, right, "right.closed", summary, actor, now)


def _record(
    session: Session, right: SpecialRight, act: str, summary: Told, actor: Actor, now: datetime, **more: object
) -> None:
    journal.record(session, actor, act, f"resolution:{right.resolution_id}", now, summary, right=right.id, **more)
