"""Needs are compared with the model read in before, as in the tests of needs."""

from tests.needs.conftest import model

__all__ = ["model"]
