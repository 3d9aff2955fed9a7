"""The visitor of these tests shares nothing with them but the database."""

import pytest
from flask import Flask

from tests.visitors import Visitor, visitor


@pytest.fixture
def client(app: Flask) -> Visitor:
    """A browser without JavaScript."""
    return visitor(app)
