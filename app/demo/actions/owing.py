"""Who owes: a dairy is dunned for the second time, an association pays in instalments."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive import queries as archive_queries
from app.demo.actions.house import at
from app.demo.actions.register import ABWASSER, Cast
from app.demo.actions.story import Plot
from app.dues import actions as dues
from app.dues.rules import DunningLevel, PlanBasis, PlanTerms

MOLKEREI = "Molkerei Alpenklee Rabental GmbH"


def dun(session: Session, cast: Cast) -> Plot:
    """A dairy that paid half of what was due is reminded, then dunned; the day it was given is over."""
    for level, days in ((DunningLevel.REMINDER, 38), (DunningLevel.FIRST, 16)):
        day = cast.today - timedelta(days=days)
        yield (now := at(day, 9))
        notice = dues.dun(session, cast.members[MOLKEREI], level, cast.office, now)
        yield (posted := at(day + timedelta(days=1), 9))
        for item in archive_queries.items_of(session, notice.letter_id):
            if item.posted_at is None:
                archive.mark_posted(session, [item.id], cast.office, posted)


def agree_on_rates(session: Session, cast: Cast) -> Plot:
    """The association whose transfer came back pays in four instalments."""
    day = cast.today - timedelta(days=9)
    yield (now := at(day, 14))
    terms = PlanTerms(4, cast.today + timedelta(days=2), 3, PlanBasis.AGREEMENT, "Schreiben des Verbands", day)
    dues.agree_plan(session, cast.members[ABWASSER], terms, cast.office, now)
