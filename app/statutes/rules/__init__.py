"""The rules of the statute: its parameters and bounds, the version in force, fiscal years, days and holidays."""

from app.statutes.rules.parameters import ParameterKey

__all__ = ["ParameterKey"]
