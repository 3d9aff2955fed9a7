"""The sheet that records share: head line, table of facts, foot with number and page (look § 12)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of a table of facts: what, and how it is."""

    label: str
    text: str
