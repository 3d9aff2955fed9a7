"""Whatever is taken, paid, given up, lost, handed on, inherited, settled and paid back: each share claims its own."""

from datetime import date

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.shares import queries as ledgers
from tests.settlements.living import ACTS, LOSS, Act, Life
from tests.shares.factories import SHARE

SIMPLE = (
    "pay", "pay", "take", "give up", "give up", "come back", "take back", "hand on", "take over", "die",
)


def lives(of: tuple[str, ...]) -> st.SearchStrategy[list[Act]]:
    return st.lists(st.tuples(st.sampled_from(of), st.integers(1, 220), st.integers(1, 3)), min_size=4, max_size=10)


many = settings(
    max_examples=12, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def lived(session: Session, number: int, results: list[int], acts: list[Act]) -> Life:
    """A life from its first shares on, after which all that is still owed is paid."""
    session.rollback()
    session.expire_all()
    life = Life(session, results)
    life.begin(number)
    for act in acts:
        life.live(act)
    life.go_on(400)
    for member in (life.other, *life.people):
        if owed := life.owed(member):
            life.pay(member, owed)
    life.agree()
    return life


@many
@given(number=st.integers(1, 4), acts=lives(SIMPLE))
def test_once_all_is_paid_the_shares_held_are_full_and_each_one_given_up_claims_its_nominal(
    session: Session, number: int, acts: list[Act]
) -> None:
    life = lived(session, number, [0], acts)
    for member in life.people:
        held = ledgers.holding_of(session, member.id, date.max)
        assert ledgers.owed_on_given_up(session, member, life.today) == []
        assert ledgers.credit_parts(session, member.id).paid == held.shares * SHARE
    given_up = [notice for member in life.people for notice in life.notices(member)]
    assert life.claims() == {each.id: -each.change * SHARE for each in given_up}


@many
@given(number=st.integers(1, 4), results=st.lists(st.sampled_from([-LOSS, 0, 40_00, 90_00]), min_size=1, max_size=4),
       acts=lives((*ACTS, "pay", "give up", "settle")))
@example(number=4, results=[90_00], acts=[
    ("pay", 1, 2), ("pay", 1, 2), ("pay", 1, 1), ("give up", 10, 1), ("take over", 220, 1), ("give up", 130, 1),
    ("settle", 200, 1), ("pay", 5, 2), ("pay", 5, 3),
])
@example(number=3, results=[-LOSS], acts=[
    ("take back", 200, 2), ("give up", 44, 3), ("give up", 84, 1), ("join again", 177, 2), ("take over", 143, 3),
    ("pay", 33, 1),
])
@example(number=4, results=[90_00, -LOSS], acts=[
    ("pay", 1, 3), ("give up", 90, 2), ("settle", 600, 1), ("take", 20, 1), ("bounce", 220, 1), ("pay", 5, 3),
    ("leave", 9, 1), ("pay again", 220, 1), ("settle", 220, 1), ("bounce", 30, 1), ("join again", 5, 2),
    ("pay again", 40, 1), ("bounce", 40, 1),
])
@example(number=4, results=[0], acts=[
    ("pay", 110, 1), ("give up", 90, 1), ("give up", 300, 2), ("settle", 600, 2), ("take", 96, 3),
])
def test_whatever_happens_no_share_claims_more_than_its_own(
    session: Session, number: int, results: list[int], acts: list[Act]
) -> None:
    lived(session, number, results, acts)
