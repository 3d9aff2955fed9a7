"""What owners say of a solution that answered their need: helped, partly, no (R-NEED-03)."""

from collections.abc import Iterable, Mapping
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


def is_asked(need: NeedState, answered_at: datetime | None, said_at: datetime | None) -> bool:
    """Say whether the owner is asked: its need is answered by the solution, and nothing was said of that answer yet.

    `said_at` is the moment of the standing verdict; one from before the need was taken up again and answered anew does
    not count.
    """
    if answered_at is None or need is not NeedState.ANSWERED:
        return False
    return said_at is None or said_at < answered_at


def reminder_is_due(
    need: NeedState, answered_at: datetime | None, said_at: datetime | None, reminded_at: datetime | None,
    now: datetime,
) -> bool:
    """Say whether to remind an owner of the verdict that it is asked for: after a while, once for each answer."""
    if answered_at is None or reminded_at is not None or not is_asked(need, answered_at, said_at):
        return False
    return now >= answered_at + REMIND_AFTER


def may_judge(need: NeedState, answered_at: datetime | None) -> bool:
    """Say whether a verdict can be given or changed: as long as the solution is the answer."""
    return answered_at is not None and need is NeedState.ANSWERED


def check_verdict(need: NeedState, answered_at: datetime | None, outcome: Outcome, words: str) -> None:
    """Refuse a verdict on what answers nothing, and a "no" or "partly" that does not say what is missing."""
    if not may_judge(need, answered_at):
        raise Refusal("Ein Urteil gibt es erst, wenn der Bedarf mit dieser Lösung beantwortet ist.")
    if outcome is not Outcome.HELPED and not words.strip():
        raise WordsRefusal("Schreiben Sie, was noch fehlt; so kann jemand daran weiterarbeiten.")


def waits_for_reply(need: NeedState, outcome: Outcome | None, replied_at: datetime | None) -> bool:
    """Say whether the office has still to take the need up again, or to explain."""
    return outcome is Outcome.NO and replied_at is None and need is NeedState.ANSWERED


def reply_by(said_on: date) -> date:
    """Until when it does."""
    return said_on + REPLY_WITHIN


def tally(outcomes: Iterable[Outcome]) -> dict[Outcome, int]:
    """How many owners said what."""
    found = dict.fromkeys(Outcome, 0)
    for each in outcomes:
        found[each] += 1
    return found
