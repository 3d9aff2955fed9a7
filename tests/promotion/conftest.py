"""Needs are compared with the model read in before, as in the tests of needs; every test has one network."""

import pytest
from sqlalchemy.orm import Session

from tests.needs.conftest import model
from tests.needs.factories import House, a_network

__all__ = ["model"]


@pytest.fixture
def house(session: Session) -> House:
    """Two members with their logins, and the office."""
    return a_network(session)
