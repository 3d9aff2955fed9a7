"""Random lives of guided acts: an act and its reversal leave every figure as it was, and no act leaves a fault."""

from collections.abc import Sequence

from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.members.models import Member
from app.shares import queries as share_queries
from tests.factories import NOW
from tests.flows.acts import ACTS, Act, do, figures, the_day_comes
from tests.flows.cast import AFTER, Cast, Undo, a_cooperative, in_the_ledgers, in_the_model
from tests.reports.test_lives import many

an_act = st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 3), st.integers(1, 3))


def begun(session: Session) -> Cast:
    """A cooperative made anew."""
    session.rollback()
    session.expire_all()
    return a_cooperative(session)


def lived(session: Session, cast: Cast, life: Sequence[Act]) -> list[Undo]:
    """Let acts happen; after each of them the ledgers hold what the plain model says. Gives what undoes them."""
    done = []
    for act in life:
        undo = do(session, cast, act)
        assert in_the_ledgers(session) == in_the_model(cast), act
        done += [undo] if undo else []
    return done


@many
@given(life=st.lists(an_act, max_size=5), act=an_act)
@example(life=[("hand on", 3, 1)], act=("go on", 3, 1))
@example(life=[("split", 0, 1)], act=("hand on to a newcomer", 0, 1))
@example(life=[("split", 1, 1)], act=("go on", 3, 1))
def test_a_guided_act_and_its_reversal_leave_every_figure_as_it_was(
    session: Session, life: list[Act], act: Act
) -> None:
    cast = begun(session)
    lived(session, cast, life)
    before = figures(session, NOW)
    assert before["faults"] == []
    for undo in lived(session, cast, [act]):
        undo()
    assert figures(session, AFTER) == before


@many
@given(life=st.lists(an_act, min_size=2, max_size=6))
@example(life=[("split", 2, 2), ("split", 3, 1)])
@example(life=[("give up shares", 3, 1), ("hand on", 0, 2)])
@example(life=[("give up shares", 3, 1), ("go on", 3, 1)])
@example(life=[("come back", 2, 1), ("give up shares", 2, 1), ("hand on", 3, 1)])
def test_acts_undone_backwards_leave_what_was_there_before_the_first(session: Session, life: list[Act]) -> None:
    cast = begun(session)
    before = figures(session, NOW)
    for undo in reversed(lived(session, cast, life)):
        undo()
        assert in_the_ledgers(session) == in_the_model(cast)
    assert figures(session, AFTER) == before


@many
@given(life=st.lists(an_act, max_size=5))
@example(life=[("hand on ahead", 1, 1)])
@example(life=[("hand on ahead", 0, 2), ("hand on ahead", 0, 1), ("go on", 3, 1)])
@example(life=[("hand on ahead", 1, 2), ("pay", 0, 1), ("split", 0, 1), ("hand on", 1, 1)])
def test_once_its_day_has_come_credit_has_covered_what_was_open(session: Session, life: list[Act]) -> None:
    cast = begun(session)
    lived(session, cast, life)
    the_day_comes(session, cast)
    assert in_the_ledgers(session) == in_the_model(cast)
    assert not any(share_queries.covers_ahead(session, each.id) for each in session.query(Member))
    assert figures(session, AFTER)["faults"] == []
