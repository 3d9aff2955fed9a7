"""Statutes for the rules of the assembly, without a database."""

from app.statutes.rules import Statute, statute_from


def a_statute(**clauses: object) -> Statute:
    """A statute that convenes by a message to each, and else says only what is given."""
    said = {"share_amount": 100_00, "nachschuss": "none", "gv_channel": "direct_textform"}
    return statute_from({**said, **clauses})
