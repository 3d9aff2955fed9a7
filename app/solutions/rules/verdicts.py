"""What owners say of a solution that answered their need: helped, partly, no (R-NEED-03)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.core.values import German, Refusal
from app.needs.rules import NeedState


class Outcome(StrEnum):
    """Whether a solution helped."""

    HELPED = "helped"
    PARTLY = "partly"
    NO = "no"


OUTCOME_WORDS: Mapping[Outcome, str] = {
    Outcome.HELPED: German("Hat geholfen"),
    Outcome.PARTLY: German("Teilweise"),
    Outcome.NO: German("Hat nicht geholfen"),
}
"""How the verdicts are called."""

REPLY_WITHIN = timedelta(days=14)
"""Within how many days the office takes up a need that was not helped, or explains; no law, a promise of the house."""


REMIND_AFTER = timedelta(days=14)
"""How long an owner has for its verdict before it is reminded, once for each answer; no law, a custom of the house."""


class WordsRefusal(Refusal):
    """What is wrong with the words of a verdict, an answer or a reply."""


def answer_since(need: NeedState, led_at: datetime, answered_at: datetime | None) -> datetime | None:
    """Since when a solution is the answer to a need; None where it is not, or where its answer was taken back.

    `led_at` is the moment of the need's newest step: taken up again and answered anew, maybe by another solution, it
    does not have its earlier answers back.
    """
    if answered_at is None or need is not NeedState.ANSWERED or answered_at < led_at:
        return None
    return answered_at


def counts(since: datetime | None, said_at: datetime) -> bool:
    """Say whether a verdict counts: it is about the answer that stands since then, not about one taken back."""
    return since is not None and said_at >= since


def is_about_answer_of(answered: Sequence[datetime], cut: datetime, said_at: datetime) -> bool:
    """The same as of the past: whether a verdict is about the last answer that a need was given before a moment.

    `answered`: when it was answered each time, in order.
    """
    return bisect_left(answered, cut) == bisect_right(answered, said_at)


def reminder_is_due(since: datetime | None, reminded_at: datetime | None, now: datetime) -> bool:
    """Say whether to remind an owner of the verdict that it is asked for: after a while, once for each answer."""
    return since is not None and reminded_at is None and now >= since + REMIND_AFTER


def check_verdict(since: datetime | None, outcome: Outcome, words: str) -> None:
    """Refuse a verdict on what answers nothing, and a "no" or "partly" that does not say what is missing."""
    if since is None:
        raise Refusal("Ein Urteil gibt es erst, wenn der Bedarf mit dieser Lösung beantwortet ist.")
    if outcome is not Outcome.HELPED and not words.strip():
        raise WordsRefusal("Schreiben Sie, was noch fehlt; so kann jemand daran weiterarbeiten.")


def waits_for_reply(outcome: Outcome | None, replied_at: datetime | None) -> bool:
    """Say whether the office has still to take the need up again, or to explain, after a verdict that counts."""
    return outcome is Outcome.NO and replied_at is None


def reply_by(said_on: date) -> date:
    """Until when it does."""
    return said_on + REPLY_WITHIN


def tally(outcomes: Iterable[Outcome]) -> dict[Outcome, int]:
    """How many owners said what."""
    found = dict.fromkeys(Outcome, 0)
    for each in outcomes:
        found[each] += 1
    return found
