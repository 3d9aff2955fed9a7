"""The folder of a period that is over tells how everything stood at its close, however much later it is written."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.journal import JournalLine
from app.dues import actions as dues
from app.dues.models import Contribution, DunningNotice
from app.members.models import Member
from app.organs.rules import Choice
from app.shares import actions as shares
from app.shares.rules import DuePayment, PaymentPurpose
from tests.audits.test_folder import THIS_YEAR
from tests.audits.test_names_then import NEXT_YEAR, folder_of
from tests.dues.factories import a_debtor, dunned
from tests.factories import NOW, OFFICE
from tests.shares.factories import SHARE, a_house, a_member
from tests.subscriptions import factories as subscriptions
from tests.transfers import factories as transfers

Later = Callable[[], object]
DECEMBER = date(2026, 12, 20)


def a_transfer_decided_later(session: Session) -> Later:
    transfer = transfers.proposed(session, *transfers.two_holders(session))
    return lambda: transfers.decided(session, transfer, now=NEXT_YEAR)


def a_transfer_refused_later(session: Session) -> Later:
    transfer = transfers.proposed(session, *transfers.two_holders(session), 2)
    return lambda: transfers.decided(session, transfer, choice=Choice.NO, now=NEXT_YEAR)


def a_transfer_that_comes_to_light_later(session: Session) -> Later:
    one, other = transfers.two_holders(session)

    def later() -> None:
        giver, taker = (session.get_one(Member, each.id) for each in (one, other))
        transfers.proposed(session, giver, taker, 2, NEXT_YEAR, received_on=DECEMBER, wanted_on=DECEMBER)

    return later


def a_declaration_that_comes_to_light_later(session: Session) -> Later:
    subscriptions.a_growing_house(session)
    member = subscriptions.a_holder(session)

    def later() -> None:
        subscriptions.proposed(session, session.get_one(Member, member.id), now=NEXT_YEAR, received_on=DECEMBER)

    return later


def a_declaration_decided_later(session: Session) -> Later:
    subscriptions.a_growing_house(session)
    declaration = subscriptions.proposed(session, subscriptions.a_holder(session))
    return lambda: subscriptions.decided(session, declaration, now=NEXT_YEAR)


def claims_that_change_later(session: Session) -> Later:
    a_house(session, annual_contribution=60_00)
    late, slow = a_member(session, shares=2, first_day=date(2026, 9, 1)), a_debtor(session, "Stadt Lindenfurt")
    dunned(session, late, at=NOW)
    dues.ask_for_contribution(session, late, THIS_YEAR, date(2026, 12, 15), OFFICE, NOW)

    def later() -> None:
        letter = session.scalars(select(DunningNotice)).one()
        contribution = session.scalars(select(Contribution)).one()
        dues.undo_dunning(session, letter, "Irrtum", OFFICE, NEXT_YEAR)
        dues.waive_contribution(session, contribution, "Härte", OFFICE, NEXT_YEAR)
        put_off = [DuePayment(NEXT_YEAR.date() + timedelta(days=60), 2 * SHARE, PaymentPurpose.SHARES)]
        shares.put_off(session, session.get_one(Member, slow.id), put_off, "RP-2027-001", OFFICE, NEXT_YEAR)

    return later


def lines(session: Session) -> int:
    """How many acts the journal tells of."""
    return session.scalar(select(func.count()).select_from(JournalLine)) or 0


STORIES = (
    a_transfer_decided_later, a_transfer_refused_later, a_transfer_that_comes_to_light_later,
    a_declaration_that_comes_to_light_later, a_declaration_decided_later, claims_that_change_later,
)  # fmt: skip


@pytest.mark.parametrize("story", STORIES)
def test_the_folder_of_a_period_that_is_over_is_the_same_whatever_came_of_it_since(
    session: Session, tmp_path: Path, story: Callable[[Session], Later]
) -> None:
    later = story(session)
    before = folder_of(session, tmp_path / "before.zip")
    session.rollback()
    told = lines(session)
    later()
    session.commit()
    assert lines(session) > told
    after = folder_of(session, tmp_path / "after.zip")
    assert [name for name in {**before, **after} if before.get(name) != after.get(name)] == []
    assert len(before) > 30
