"""The share sheet shows at every line what stood (Anteilsblatt, R-SHR-02)."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.shares import actions, queries
from app.shares.models import CreditEntry
from app.shares.rules import CreditGround
from tests.factories import NOW, OFFICE, TODAY
from tests.shares.factories import SHARE
from tests.shares.test_splitting import LATER, YEAR_END, a_splitting, town


def test_a_splitting_taken_back_shows_no_holding_that_never_stood(session: Session) -> None:
    member = town(session, 3)
    actions.cancel(session, member, 2, YEAR_END, "K-2026-001", OFFICE, NOW)
    wrong = a_splitting(session)
    a_splitting(session, amount=SHARE, title="Keine Zerlegung", corrects=wrong, splits=False)
    sheet = [row for row in queries.share_sheet(session, member.id)[::-1] if row.is_share]
    assert [row.shares for row in sheet] == [3, 3, 3, 1, 1, 1]
    assert [row.change for row in sheet] == [3, 12, -12, -2, -8, 8]
    known = [row for row in queries.share_sheet(session, member.id, LATER - timedelta(seconds=1)) if row.is_share]
    assert [row.shares for row in known] == [1, 3]


def test_a_reversal_stands_beside_what_it_undoes_though_others_came_between(session: Session) -> None:
    member = town(session, 3)
    first = actions.cancel(session, member, 1, YEAR_END, "K-2026-001", OFFICE, NOW)
    actions.cancel(session, member, 1, YEAR_END, "K-2026-002", OFFICE, NOW)
    actions.reverse_share_entry(session, first, "Irrtum", OFFICE, LATER)
    sheet = [row for row in queries.share_sheet(session, member.id)[::-1] if row.is_share]
    assert [(row.change, row.shares) for row in sheet] == [(3, 3), (-1, 3), (1, 3), (-1, 2)]


def test_of_one_day_what_comes_in_stands_before_what_goes_out(session: Session) -> None:
    member = town(session, 1)
    for amount, ground in ((-2 * SHARE, CreditGround.LOSS), (SHARE, CreditGround.PROFIT)):
        session.add(CreditEntry(
            member_id=member.id, amount=amount, effective_on=TODAY, recorded_at=LATER, recorded_by="Test",
            document="", ground=ground,
        ))
        session.flush()
    credit = [row.credit for row in queries.share_sheet(session, member.id)[::-1] if not row.is_share]
    assert credit == [SHARE, 2 * SHARE, 0]
