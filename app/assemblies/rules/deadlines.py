"""Until when members are told, and what they can then still resolve (§§ 46, 48 GenG; R-GV-01 to R-GV-07, R-DL-04, 05).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.assemblies.rules.facts import Channel
from app.core.formats import count
from app.core.formats import day as written
from app.core.values import Refusal
from app.statutes.rules import Statute, days_after

LEAST_DAYS = 14
"""Full days between receipt and meeting (§ 46 (1) sentence 1 GenG; R-GV-04)."""
ITEM_DAYS = 7
"""Full days between the announcement of an item and the meeting (§ 46 (2) sentence 1 GenG; R-GV-06)."""
PAPER_DAYS = 7
"""Full days for which accounts and reports lie ready before the meeting (§ 48 (3) GenG; R-GV-07)."""


class AboutMeetingDay(Refusal):
    """The day of the meeting is refused; shown at its field."""


class AboutPublication(Refusal):
    """The day of publication is refused; shown at its field."""


@dataclass(frozen=True)
class Deadlines:
    """The last days before a meeting; none is moved for a weekend or holiday (R-DL-05)."""

    receipt: date
    posting: date
    item_receipt: date
    item_posting: date
    papers: date


def deadlines_of(
    meets_on: date, min_days: int = LEAST_DAYS, fiction_days: int = 0, item_days: int = ITEM_DAYS
) -> Deadlines:
    """Count the last days back from the meeting (§§ 46 (1), (2), 48 (3) GenG; R-GV-04 to R-GV-07, R-DL-04).

    Neither the day of receipt nor that of the meeting counts. Letters are posted as many days earlier as the statute
    deems them under way.
    """
    receipt, item = days_after(meets_on, -min_days - 1), days_after(meets_on, -item_days - 1)
    return Deadlines(
        receipt=receipt,
        posting=days_after(receipt, -fiction_days),
        item_receipt=item,
        item_posting=days_after(item, -fiction_days),
        papers=days_after(meets_on, -PAPER_DAYS - 1),
    )


def deadlines_under(statute: Statute, meets_on: date) -> Deadlines:
    """Count the last days as the statute has them (R-GV-04, R-GV-05); no letter arrives on the day it is posted."""
    return deadlines_of(meets_on, statute.gv_min_days, _days_on_the_way(statute))


def _days_on_the_way(statute: Statute) -> int:
    return max(1, statute.posting_fiction_days)


def full_days_between(told_on: date, meets_on: date) -> int:
    """Count the days between two days, neither of them included (R-DL-04)."""
    return max(0, (meets_on - told_on).days - 1)


def is_in_time(received_on: date, meets_on: date, min_days: int = LEAST_DAYS) -> bool:
    """Say whether an invitation received on a day leaves enough days before the meeting (§ 46 (1) GenG; R-GV-04)."""
    return received_on < meets_on and full_days_between(received_on, meets_on) >= min_days


class MotionKind(StrEnum):
    """What is to be resolved, as far as it matters whether it was announced (§ 46 (2) GenG; R-GV-06)."""

    ORDINARY = "ordinary"
    CONDUCT_OF_MEETING = "conduct_of_meeting"
    CONVENE_EXTRAORDINARY_GV = "convene_extraordinary_gv"


def may_resolve(
    announced_on: date | None, meets_on: date, kind: MotionKind = MotionKind.ORDINARY, all_present: bool = False
) -> bool:
    """Say whether an item can be resolved; discussed it can be always (§ 46 (2) GenG; R-GV-06).

    It is announced in time, or all members are present, or it is on the conduct of the meeting or on convening an
    extraordinary one.
    """
    if all_present or kind is not MotionKind.ORDINARY:
        return True
    return announced_on is not None and is_in_time(announced_on, meets_on, ITEM_DAYS)


def received_on(told_on: date, statute: Statute, channels: Collection[Channel]) -> date:
    """Name the day on which the last member has what is sent on a day (R-GV-05).

    A mail arrives on its day, a letter when the statute deems it received; where it says nothing, the next day is the
    earliest.
    """
    return days_after(told_on, _days_on_the_way(statute) if Channel.LETTER in channels else 0)


def earliest_meeting(told_on: date, statute: Statute, channels: Collection[Channel]) -> date:
    """Name the first day on which the assembly can meet if the members are told on a day (§ 46 (1) GenG; R-GV-04)."""
    return days_after(received_on(told_on, statute, channels), statute.gv_min_days + 1)


_FAR_AHEAD = 3 * 366


def check_meets_on(meets_on: date, today: date) -> None:
    """Refuse to plan an assembly for a day that is over, or so far ahead that the year was mistyped (R-GV-04)."""
    if meets_on <= today:
        raise AboutMeetingDay("Geplant wird für einen Tag, der noch kommt.")
    if meets_on > days_after(today, _FAR_AHEAD):
        raise AboutMeetingDay("Dieser Tag liegt mehr als drei Jahre voraus. Prüfen Sie das Jahr.")


def check_can_be_convened(meets_on: date, today: date, statute: Statute, channels: Collection[Channel]) -> None:
    """Refuse to convene once it can no longer reach all members in time (§ 46 (1) GenG; R-GV-04, R-GV-05, R-DL-05)."""
    earliest = earliest_meeting(today, statute, channels)
    if meets_on < earliest:
        raise AboutMeetingDay(
            "Zwischen Zugang und Versammlung liegen mindestens {number} volle Tage. Wer heute eingeladen wird, kann"
            " frühestens am {day} zusammenkommen (§ 46 Abs. 1 GenG).",
            number=count(statute.gv_min_days), day=written(earliest),
        )


def check_can_be_added(
    decides: bool, meets_on: date, told_on: date, statute: Statute, channels: Collection[Channel]
) -> None:
    """Refuse to add an item to be decided once it reaches members too late for that (§ 46 (2) GenG; R-GV-06).

    What is only reported or discussed can always be added.
    """
    if not decides or may_resolve(received_on(told_on, statute, channels), meets_on):
        return
    last = deadlines_under(statute, meets_on)
    raise Refusal(
        "Beschlossen werden kann nur, was bis zum {day} angekündigt ist (§ 46 Abs. 2 GenG). Danach lässt sich der"
        " Punkt noch als Aussprache auf die Tagesordnung setzen.",
        day=written(last.item_posting if Channel.LETTER in channels else last.item_receipt),
    )


def check_is_out(published_on: date, today: date) -> None:
    """Refuse a day of publication that is to come (§ 6 no. 4 GenG; R-GV-02)."""
    if published_on > today:
        raise AboutPublication(
            "Dieser Tag liegt in der Zukunft. Tragen Sie die Bekanntmachung ein, sobald sie erschienen ist."
        )


def check_published(meets_on: date, published_on: date, today: date, statute: Statute) -> None:
    """Refuse a day of publication that is to come, or too late for the meeting (§§ 6 no. 4, 46 (1) GenG; R-GV-02)."""
    check_is_out(published_on, today)
    if not is_in_time(published_on, meets_on, statute.gv_min_days):
        raise AboutPublication(
            "Zwischen Bekanntmachung und Versammlung liegen mindestens {number} volle Tage: Sie musste bis zum {day}"
            " erscheinen (§ 46 Abs. 1 GenG).",
            number=count(statute.gv_min_days), day=written(deadlines_under(statute, meets_on).receipt),
        )
