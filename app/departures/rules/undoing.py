"""How a notice is undone: by consent before its day, or because it was entered by mistake (R-EXIT-13, R-REG-05)."""

from datetime import date

from app.core.formats import day as written
from app.core.values import Refusal
from app.departures.rules.facts import NoticeState


def check_may_continue(state: NoticeState, last_day: date | None, today: date) -> None:
    """Refuse to go on by consent where no notice holds, or its day is over (§ 130 (1) sentence 2 BGB; R-EXIT-13)."""
    if state is not NoticeState.ENTERED or last_day is None:
        raise Refusal("Aufheben lässt sich nur eine eingetragene Kündigung.")
    if last_day < today:
        raise Refusal(
            "Die Kündigung ist seit dem {day} wirksam. Danach hilft nur ein neuer Beitritt.", day=written(last_day)
        )


def check_may_reverse(state: NoticeState) -> None:
    """Refuse to take back a notice that is undone already; an entry by mistake is undone once (R-REG-05)."""
    if state in (NoticeState.CONTINUED, NoticeState.OVERTAKEN, NoticeState.REVERSED):
        raise Refusal("Diese Kündigung ist schon aufgehoben.")
