"""Reads of the desk: what waits, figures, deadlines, search; all bounded, over the rooms below."""

from app.desk.queries.waiting import Count, waiting

__all__ = ["Count", "waiting"]
