"""The throttle of the public form, kept in the database, so that it holds for every process of the server."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.admissions import queries
from app.admissions.models import PublicUse
from app.admissions.rules import USES_KEPT_FOR, PublicAct, Use, counted_address, refuse_too_often
from app.core import links
from app.core.db import hold


def count_use(session: Session, act: PublicAct, sender: str, now: datetime, size: int = 0) -> None:
    """Count an act of the public form in the transaction that does it; refused where an address asks too much.

    Kept is a mark of the network address, for a day. One after the other, so that many at the same moment gain nothing.
    """
    key = links.mark_of(act, counted_address(sender))
    hold(session, f"use {key}", alone=True)
    forget_old_uses(session, now)
    uses = [Use(each.at, each.size) for each in queries.uses_of(session, key)]
    refuse_too_often(act, uses, size, now)
    session.add(PublicUse(key=key, size=size, at=now))
    session.flush()


def forget_old_uses(session: Session, now: datetime) -> None:
    """Forget what counts no more; asked with every use, and where a worker starts."""
    session.execute(delete(PublicUse).where(PublicUse.at < now - USES_KEPT_FOR))
