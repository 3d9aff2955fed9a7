"""Random lives of members whose shares are split: at every moment so many as the statute says, and no cent moves."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.values import Refusal
from app.dues import actions as dues
from app.members.models import Member
from app.operations.queries.invariants import reversals, splits
from app.reports import queries as reports
from app.shares import actions, queries
from app.shares.models import CreditEntry, PaymentDue
from app.shares.rules import PaymentPurpose, ShareGround
from app.statutes import queries as statutes
from app.statutes.rules import FiscalYear
from tests.factories import NOW, OFFICE
from tests.reports.factories import a_holder
from tests.shares.factories import a_house
from tests.shares.test_splitting import a_splitting

FIRST = date(2024, 1, 1)
YEARS = [FiscalYear(date(year, 1, 1), date(year, 12, 31)) for year in (2024, 2025, 2026, 2027)]
DAYS = [year.last_day for year in YEARS]
SPLIT_AFTER = (400, 1000)
"""When the shares are split, in days after the first."""

Act = tuple[str, int, int, int]
acts_of_a_life = st.tuples(
    st.sampled_from(["further", "cancel", "leave", "reverse", "hand_over", "split", "pay", "comes_back"]),
    st.integers(0, 2),
    st.integers(0, 1400), st.integers(1, 3),
)
lives = st.lists(acts_of_a_life, min_size=4, max_size=9)
several = settings(
    max_examples=5, deadline=None, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def live(session: Session, everybody: Sequence[Member], act: Act, hours: int) -> int:
    """Let one act happen, an hour after the one before; give by how many cents the credit of all changes."""
    what, who, after, number = act
    now, member, day = NOW + timedelta(hours=hours), everybody[who], FIRST + timedelta(days=after)
    if what == "further":
        today = statutes.statute_on(session, day)
        actions.subscribe(session, member, number, day, ShareGround.MANDATORY, "V-2026-040", today, OFFICE, now)
    elif what == "cancel":
        actions.cancel(session, member, number, day, "K-2026-001", OFFICE, now)
    elif what == "leave":
        actions.leave(session, member, day, "K-2026-002", OFFICE, now)
    elif what == "hand_over":
        amount = number * statutes.statute_on(session, day).share_amount
        actions.hand_over(session, member, everybody[who - 1], number, amount, day, f"UT-{hours}", OFFICE, now)
    elif what == "split":
        done = len(statutes.splittings(session))
        amount, day = (100_00, 50_00)[done % 2], FIRST + timedelta(days=SPLIT_AFTER[done % 2])
        if done < len(SPLIT_AFTER):
            a_splitting(session, day, amount, now, f"Zerlegung {done}")
    elif what in ("pay", "comes_back"):
        return move_money(session, member, act, day, hours)
    else:
        entries = queries.share_entries_of(session, member.id)
        actions.reverse_share_entry(session, entries[number % len(entries)], "Irrtum", OFFICE, now)
    return 0


def move_money(session: Session, member: Member, act: Act, day: date, hours: int) -> int:
    """Let a payment come in, or the first one come back; give the cents."""
    what, _who, _after, number = act
    now = NOW + timedelta(hours=hours)
    if what == "pay":
        amount = number * 100_00
        actions.record_payment(session, member, amount, day, PaymentPurpose.SHARES, "", OFFICE, now)
        return amount
    paid = [each.id for each in queries.receipts_of(session, member.id) if each.amount > 0]
    if not paid:
        raise Refusal("Es ist nichts eingegangen.")
    first = queries.get_payment(session, paid[-1])
    dues.return_payment(session, first, day, 0, "Konto erloschen", OFFICE, now)
    return -first.amount


def lived(session: Session, acts: Sequence[Act]) -> list[str]:
    """Let acts happen, and look at everything after each; give those that were not refused."""
    session.rollback()
    session.expire_all()
    a_house(session, further_shares_allowed=True, max_shares=None)
    everybody = [a_holder(session, f"Gemeinde Quell {number}", 2 + number, FIRST) for number in range(3)]
    credit, done = credit_of_all(session), []
    for hours, act in enumerate(acts, start=1):
        known = {day: queries.shares_on(session, day) for day in DAYS}
        owed = session.scalar(select(func.sum(PaymentDue.amount)))
        try:
            with session.begin_nested():
                credit += live(session, everybody, act, hours)
            done.append(act[0])
        except Refusal:
            session.expire_all()
        before = NOW + timedelta(hours=hours) - timedelta(minutes=1)
        assert {day: queries.shares_on(session, day, before) for day in DAYS} == known, act
        assert act[0] != "split" or session.scalar(select(func.sum(PaymentDue.amount))) == owed
        assert credit_of_all(session) == credit, act
        assert list(splits.unlike_the_statute(session, NOW)) == [], act
    assert queries.members_with_other_holdings(session) == []
    assert list(reversals.unequal(session, NOW)) == []
    ends = [reports.year_report(session, year) for year in YEARS]
    assert all(report.movement.closing.shares == report.after.standing.shares for report in ends)
    assert all(one.after.standing == other.before.standing for one, other in pairwise(ends))
    return done


def credit_of_all(session: Session) -> int:
    return session.scalar(select(func.sum(CreditEntry.amount))) or 0


@several
@given(acts=lives)
def test_at_every_moment_the_shares_are_those_of_the_statute(session: Session, acts: list[Act]) -> None:
    middle = len(acts) // 2
    done = lived(session, [*acts[:middle], ("split", 0, 0, 1), *acts[middle:], ("split", 0, 0, 1)])
    assert "split" in done


def test_every_act_has_its_place_in_a_life_through_two_splittings(session: Session) -> None:
    life: list[Act] = [
        ("cancel", 2, 1300, 1), ("further", 0, 390, 1), ("pay", 0, 395, 5), ("split", 0, 0, 1),
        ("hand_over", 1, 500, 2), ("comes_back", 0, 600, 1), ("pay", 0, 700, 3), ("split", 0, 0, 1),
        ("hand_over", 2, 1010, 3), ("further", 1, 1020, 2), ("reverse", 1, 0, 5),
        ("cancel", 0, 1100, 4), ("leave", 2, 1400, 1),
    ]
    assert lived(session, life) == [what for what, *_rest in life]
