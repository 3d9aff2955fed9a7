"""Random lives of guided acts: an act and its reversal leave every figure as it was, and no act leaves a fault."""

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tests.factories import NOW
from tests.flows.acts import ACTS, AFTER, Act, a_cooperative, do, figures
from tests.reports.test_lives import many

an_act = st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 2), st.integers(1, 3))


@many
@given(life=st.lists(an_act, max_size=5), act=an_act)
def test_a_guided_act_and_its_reversal_leave_every_figure_as_it_was(
    session: Session, life: list[Act], act: Act
) -> None:
    session.rollback()
    session.expire_all()
    cast = a_cooperative(session)
    for each in life:
        do(session, cast, each)
    before = figures(session, NOW)
    assert before["faults"] == []
    undo = do(session, cast, act)
    if undo is not None:
        undo()
    assert figures(session, AFTER) == before


@many
@given(life=st.lists(an_act, min_size=2, max_size=6))
def test_acts_undone_backwards_leave_what_was_there_before_the_first(session: Session, life: list[Act]) -> None:
    session.rollback()
    session.expire_all()
    cast = a_cooperative(session)
    before = figures(session, NOW)
    done = [undo for undo in (do(session, cast, each) for each in life) if undo]
    for undo in reversed(done):
        undo()
    assert figures(session, AFTER) == before
