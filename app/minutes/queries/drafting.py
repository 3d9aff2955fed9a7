"""The minutes as they read now: drafted from the course, worded by the minute taker (§ 47 (1) GenG; R-MIN-01)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem, Assembly
from app.minutes.models import SectionText
from app.minutes.rules import Happening, Part, paragraphs_of, part_of
from app.voting import queries as voting
from app.voting.models import CourseEntry, Objection, Poll, Sitting
from app.voting.rules import CourseKind, PollState

Place = tuple[Part, int | None]


@dataclass(frozen=True)
class Section:
    """A part of the minutes as it reads now.

    `later` is what happened in it after it was worded, as the draft would tell it; `told_until` the last entry of the
    course that its text knows.
    """

    part: Part
    item: AgendaItem | None
    paragraphs: Sequence[str]
    told_until: int
    is_worded: bool = False
    later: Sequence[str] = ()
    polls: Sequence[Poll] = ()
    objections: Sequence[Objection] = field(default_factory=tuple)

    @property
    def text(self) -> str:
        """Its paragraphs as they are edited."""
        return "\n\n".join(self.paragraphs)

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not (self.paragraphs or self.polls or self.objections)


def sections_of(session: Session, assembly: Assembly, sitting: Sitting) -> list[Section]:
    """All parts in the order of the agenda; items that were added to it stand where they stand there (R-DOC-08)."""
    course = _by_place(happenings_of(session, assembly, sitting))
    worded = {(each.part, each.item_id): each for each in _worded(session, assembly.id)}
    polls, objections = _polls(session, assembly.id), _objections(session, assembly.id)
    places: list[tuple[Place, AgendaItem | None]] = [
        ((Part.OPENING, None), None),
        *(((Part.ITEM, item.id), item) for item in assembly.items if item.announced_by_id or item.id in polls),
        ((Part.CLOSING, None), None),
    ]
    return [
        _section(place, item, course.get(place, ()), worded.get(place), polls, objections) for place, item in places
    ]


def _section(
    place: Place, item: AgendaItem | None, course: Sequence[Happening], worded: SectionText | None,
    polls: Mapping[int, list[Poll]], objections: Mapping[int, list[Objection]],
) -> Section:
    number = item.id if item else 0
    more = {"polls": polls.get(number, ()), "objections": objections.get(number, ())}
    until = max((each.id for each in course), default=0)
    if worded is None:
        return Section(*_named(place, item), paragraphs_of(course), until, **more)
    later = paragraphs_of(each for each in course if each.id > worded.told_until)
    written = [each.strip() for each in worded.text.split("\n\n") if each.strip()]
    return Section(*_named(place, item), written, until, True, later, **more)


def _named(place: Place, item: AgendaItem | None) -> tuple[Part, AgendaItem | None]:
    return place[0], item


def happenings_of(session: Session, assembly: Assembly, sitting: Sitting) -> list[Happening]:
    """The course of a meeting, with who did what and what it was about taken apart."""
    questions = {poll.id: poll.question for poll in voting.polls_of(session, assembly.id)}
    titles = {item.id: item.title for item in assembly.items}
    return [
        Happening(each.id, each.kind, each.at, each.item_id, *_apart(each, sitting, titles, questions))
        for each in voting.course_of(session, assembly.id)
    ]


def _apart(
    entry: CourseEntry, sitting: Sitting, titles: Mapping[int, str], questions: Mapping[int, str]
) -> tuple[str, str, str]:
    """Text, who, and what about: the course keeps them in one line."""
    match entry.kind:
        case CourseKind.OPENED | CourseKind.CLOSED:
            return "", sitting.chair, ""
        case CourseKind.SPOKE:
            return "", entry.text, ""
        case CourseKind.MOTION_MADE | CourseKind.MOTION_WITHDRAWN:
            mover, _, motion = entry.text.partition(": ")
            return motion, mover, ""
        case CourseKind.ITEM_WITHDRAWN | CourseKind.POLL_VOID:
            known = questions.get(entry.poll_id or 0) or titles.get(entry.item_id or 0, "")
            return entry.text.removeprefix(f"{known}: "), "", known
    return entry.text, "", ""


def _by_place(course: Sequence[Happening]) -> Mapping[Place, list[Happening]]:
    places: defaultdict[Place, list[Happening]] = defaultdict(list)
    for each in course:
        places[part_of(each)].append(each)
    return places


def _worded(session: Session, assembly_id: int) -> Sequence[SectionText]:
    return session.scalars(select(SectionText).where(SectionText.assembly_id == assembly_id)).all()


def _polls(session: Session, assembly_id: int) -> Mapping[int, list[Poll]]:
    """What was declared, by item; what was broken off is told in the course."""
    found: defaultdict[int, list[Poll]] = defaultdict(list)
    for poll in voting.polls_of(session, assembly_id):
        if poll.state is PollState.DECLARED:
            found[poll.item_id].append(poll)
    return found


def _objections(session: Session, assembly_id: int) -> Mapping[int, list[Objection]]:
    found: defaultdict[int, list[Objection]] = defaultdict(list)
    for objection in voting.objections_of(session, assembly_id):
        found[objection.item_id].append(objection)
    return found
