"""What is told with its day, and the phases of a stretched assembly (§§ 43b (1) no. 4, (5), 47 (1) GenG; R-FORM-05)."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from app.assemblies.rules import MeetingForm
from app.attendance.rules import Mode
from app.core.formats import end_of, local, long_day
from app.voting.rules import CourseKind

DISCUSSING = frozenset({
    CourseKind.ITEM_CALLED, CourseKind.SPOKE, CourseKind.MOTION_MADE, CourseKind.POLL_OPENED,
})
"""What happens while is discussed; with the last of it the discussion goes over into the voting."""


def other_day(at: datetime, met_on: date) -> str:
    """The day of a moment, after a space, where it is another than the meeting's: ` am 23. Dezember 2026`.

    Empty on that day: the head of the minutes names it (§ 47 (1) GenG; R-MIN-01).
    """
    day = local(at).date()
    return "" if day == met_on else f" am {long_day(day)}"


def discussed_until(opened_at: datetime, course: Iterable[tuple[CourseKind, datetime]]) -> datetime:
    """Say until when who came took part in the discussion of a stretched assembly (§ 43b (1) no. 4 GenG; R-FORM-05).

    It ends on the day on which it was opened: with the last item called, speaker, motion or poll opened, for the first
    poll may be open while the next item is discussed. Where no poll was opened that day, with the day.
    """
    ends = end_of(local(opened_at).date())
    that_day = [(kind, at) for kind, at in course if at < ends and kind in DISCUSSING]
    if all(kind is not CourseKind.POLL_OPENED for kind, _at in that_day):
        return ends
    return max(at for _kind, at in that_day)


def voted_between(
    polls: Collection[tuple[datetime, datetime | None]], last_day: date, is_over: bool
) -> tuple[datetime | None, datetime]:
    """Say from when to when a stretched assembly is voted on: from the first poll to the last minute convened (§ 43b).

    `polls`: when each was opened and closed. Where the meeting is over and all were closed before, with the last of
    them. Nothing was opened yet: None.
    """
    ends = end_of(last_day) - timedelta(minutes=1)
    if is_over and polls:
        ends = min(ends, max(closed or ends for _opened, closed in polls))
    return min((opened for opened, _closed in polls), default=None), ends


def modes_there(form: MeetingForm) -> frozenset[Mode]:
    """Name the ways on which somebody is in the meeting itself; on others it only votes (§§ 43b (1), 47 (2); R-MIN-03).

    Beside a hall alone is voted in writing or electronically, without being there.
    """
    return frozenset({Mode.HALL}) if form is MeetingForm.PHYSICAL else frozenset({Mode.HALL, Mode.ONLINE})
