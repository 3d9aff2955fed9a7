"""The language model is read in before offers and needs are compared, as in a process that has answered before."""

import pytest

from app.needs import queries


@pytest.fixture(scope="session", autouse=True)
def model() -> None:
    """Read in once for all tests of solutions."""
    queries.warm_up()
