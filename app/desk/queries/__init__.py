"""Reads of the desk: what waits, figures, deadlines; all bounded, over the rooms below."""

from app.desk.queries.audit import inspections
from app.desk.queries.errands import errands
from app.desk.queries.figures import Figures, figures, quarter_of
from app.desk.queries.judged import judged_by_others
from app.desk.queries.search import Found, resembling, search
from app.desk.queries.side import Happening, awaited, deadlines, hints, lately, running_resolutions
from app.desk.queries.tasks import tasks
from app.desk.queries.waiting import Counts, waiting

__all__ = [
    "Counts",
    "Figures",
    "Found",
    "Happening",
    "awaited",
    "deadlines",
    "errands",
    "figures",
    "hints",
    "inspections",
    "judged_by_others",
    "lately",
    "quarter_of",
    "resembling",
    "running_resolutions",
    "search",
    "tasks",
    "waiting",
]
