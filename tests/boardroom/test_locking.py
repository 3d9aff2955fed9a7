"""Who is decided about is locked in one order, so that two resolutions at the same moment wait for each other."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.boardroom.actions.carrying import lock_matters
from app.departures.rules import NoticeKind
from app.members.models import Member
from app.organs.models import Item
from app.removals import actions as removals
from app.shares import actions as shares
from tests.departures.factories import a_holder, given
from tests.factories import OFFICE
from tests.removals.factories import LATER, a_lasting_house, heard


def test_members_are_locked_by_their_own_order_whatever_is_decided_about_them(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_lasting_house(session, notice_months=60)
    first, second, third = (a_holder(session, f"Gemeinde {name}") for name in ("Eichenau", "Hohenmoos", "Rabe"))
    for member in (third, first):
        given(session, member, NoticeKind.HARDSHIP, reasons="Das Werk schließt.")
    removals.propose_exclusion(session, heard(session, second), OFFICE, LATER)
    locked: list[int] = []
    monkeypatch.setattr(shares, "lock", lambda _session, member: locked.append(_id_of(member)))
    lock_matters(session, *session.scalars(select(Item)).unique())
    assert locked[:3] == [first.id, second.id, third.id]


def _id_of(member: Member) -> int:
    return member.id
