"""Many values or rows given to a statement as one parameter."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import Counter, insert_in, table_of
from app.core.given import among, rows_given

SERIES = {"acorns": 3, "nuts": 5, "o'clock": 7}
COLUMNS = table_of(Counter).c


@pytest.fixture
def counted(session: Session) -> Session:
    """Some series, written by one statement with one parameter."""
    dialect = session.connection().dialect.name
    given = rows_given(dialect, "rows", {each.name: each.type for each in (COLUMNS.series, COLUMNS.last_number)})
    rows = select(*given.c).order_by(given.c.series)
    written = insert_in(dialect, Counter).from_select(list(given.c.keys()), rows)
    once = written.on_conflict_do_nothing(index_elements=[COLUMNS.series]).returning(COLUMNS.series)
    sent = [{"series": series, "last_number": number} for series, number in SERIES.items()]
    assert set(session.scalars(once, {"rows": sent})) == SERIES.keys()
    assert list(session.scalars(once, {"rows": sent})) == []
    return session


def test_rows_are_stored_as_they_were_given(counted: Session) -> None:
    stored = counted.execute(select(COLUMNS.series, COLUMNS.last_number))
    assert {each.series: each.last_number for each in stored} == SERIES


@pytest.mark.parametrize("wanted", [[], ["nuts"], ["o'clock", "nuts", "none"], list(SERIES)])
def test_rows_are_found_by_any_number_of_texts(counted: Session, wanted: Sequence[str]) -> None:
    found = counted.scalars(select(COLUMNS.series).where(among(COLUMNS.series, "wanted")), {"wanted": wanted})
    assert set(found) == SERIES.keys() & set(wanted)


@pytest.mark.parametrize("wanted", [[], [5], [7, 5, 2**31 - 1], [3, 5, 7]])
def test_rows_are_found_by_any_number_of_numbers(counted: Session, wanted: Sequence[int]) -> None:
    found = counted.scalars(select(COLUMNS.last_number).where(among(COLUMNS.last_number, "wanted")), {"wanted": wanted})
    assert set(found) == set(SERIES.values()) & set(wanted)
