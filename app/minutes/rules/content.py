"""Which place the minutes name, and what is annexed to them (§ 47 (1) to (3) GenG)."""

from collections.abc import Collection
from enum import StrEnum

from app.assemblies.rules import MeetingForm, Subject
from app.departures.rules import OPENING


class Place(StrEnum):
    """What counts as the place of the assembly (§ 47 (1) sentence 3 GenG)."""

    SEAT = "seat"
    VENUE = "venue"


class Annex(StrEnum):
    """What the law wants annexed to the minutes."""

    CONVOCATION = "convocation_evidence"
    PARTICIPANTS = "participants_with_mode_of_voting"
    ATTENDANCE = "attendance_with_votes_and_representatives"


AT_THE_SEAT = frozenset({MeetingForm.VIRTUAL, MeetingForm.STRETCHED})
NEEDING_ATTENDANCE = frozenset({*(Subject(amendment) for amendment in OPENING), Subject.CONTINUATION})
"""Resolutions that need the list of who was present or represented (§ 47 (3) GenG)."""


def place_of(form: MeetingForm) -> Place:
    """Say which place the minutes name; of a virtual or stretched assembly it is the seat (§ 47 (1) S. 3; R-MIN-02)."""
    return Place.SEAT if form in AT_THE_SEAT else Place.VENUE


def annexes_of(
    form: MeetingForm, admits_investing: bool, admits_plural: bool, resolved: Collection[Subject]
) -> list[Annex]:
    """List what is annexed, in the order of the minutes (§ 47 (1) S. 4, (2), (3) GenG; R-MIN-04, R-MIN-05).

    `admits_investing` and `admits_plural` say what the statute admits, `resolved` what the assembly passed.
    """
    annexes = [Annex.CONVOCATION]
    if form is not MeetingForm.PHYSICAL:
        annexes.append(Annex.PARTICIPANTS)
    if admits_investing or admits_plural or NEEDING_ATTENDANCE.intersection(resolved):
        annexes.append(Annex.ATTENDANCE)
    return annexes
