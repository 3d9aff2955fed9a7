"""Worked cases: `evaluate` asks the product's own rules, `python -m tests.cases FILE` compares a file of cases."""

from tests.cases.evaluate import SERVED, NotServed, evaluate

__all__ = ["SERVED", "NotServed", "evaluate"]
