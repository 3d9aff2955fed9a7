"""Moments that several tests of voting begin at."""

from collections.abc import Iterator

import pytest

from tests import calendar
from tests.factories import NOW
from tests.voting.phases import AFTER


@pytest.fixture
def at_its_end() -> Iterator[None]:
    """It is the day after the voting phase."""
    calendar.begin_at(AFTER)
    yield
    calendar.begin_at(NOW)
