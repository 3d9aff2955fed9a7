"""The minutes as they read now: drafted from the course, worded by the minute taker (§ 47 (1) GenG; R-MIN-01)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem, Assembly, Sitting
from app.core.formats import local
from app.core.values import NotFound
from app.minutes.models import SectionText
from app.minutes.rules import (
    Happening,
    Part,
    is_mark,
    is_nothing_resolved,
    lines_of,
    never_voted_on,
    paragraphs_of,
    part_of,
    pieces_of,
    without_hall,
)
from app.voting import queries as voting
from app.voting.models import CourseEntry, Motion, Objection, Poll
from app.voting.rules import CourseKind, MotionState, PollState, has_hall, told_motion

Place = tuple[Part, int | None]
Opened = tuple[Assembly, Sitting]
"""An assembly and its meeting, once that is opened."""
_NOTHING_RESOLVED = "Zu diesem Punkt wird nichts beschlossen."


@dataclass(frozen=True)
class Stretch:
    """Paragraphs of a part, the votes declared after them, and the objections raised after these."""

    paragraphs: Sequence[str]
    polls: Sequence[Poll]
    objections: Sequence[Objection]


@dataclass(frozen=True)
class Section:
    """A part of the minutes as it reads now; of its `lines` some only say where a vote or an objection stands.

    `later` is what happened in it after it was worded, as the draft would tell it; `told_until` the last entry of the
    course that its text knows.
    """

    part: Part
    item: AgendaItem | None
    lines: Sequence[str]
    told_until: int
    is_worded: bool = False
    later: Sequence[str] = ()
    polls: Sequence[Poll] = ()
    objections: Sequence[Objection] = ()

    @property
    def text(self) -> str:
        """Its lines as they are edited."""
        return "\n\n".join(self.lines)

    @property
    def paragraphs(self) -> Sequence[str]:
        """What is told in words."""
        return [each for each in self.lines if not is_mark(each)]

    @property
    def stretches(self) -> Sequence[Stretch]:
        """All that stands in it, in its order."""
        return [
            Stretch(each.paragraphs, [self.polls[number - 1] for number in each.polls],
                    [self.objections[number - 1] for number in each.objections])
            for each in pieces_of(self.lines, len(self.polls), len(self.objections))
        ]

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not (self.lines or self.polls or self.objections)


def get_opened(session: Session, assembly_id: int) -> Sitting:
    """The sitting of an assembly, while it goes on and after it; raises NotFound before."""
    found = voting.find_sitting(session, assembly_id)
    if found is None:
        raise NotFound
    return found


def find_text(session: Session, assembly_id: int, part: Part, item_id: int | None) -> SectionText | None:
    """How somebody worded a part of the minutes; None where it reads as drafted."""
    return next((each for each in _worded(session, assembly_id) if (each.part, each.item_id) == (part, item_id)), None)


def get_section(sections: Sequence[Section], part: Part, item_id: int | None) -> Section:
    """One of these parts; raises NotFound."""
    for section in sections:
        if (section.part, section.item.id if section.item else None) == (part, item_id):
            return section
    raise NotFound


def shown_of_section(section: Section) -> Mapping[str, object]:
    """What the page of a part shows; two who word it at the same time are told of each other."""
    return {"text": section.text}


def sections_of(session: Session, assembly: Assembly, sitting: Sitting) -> list[Section]:
    """All parts in the order of the agenda; items that were added to it stand where they stand there (R-DOC-08)."""
    course = _by_place(happenings_of(session, assembly, sitting))
    worded = {(each.part, each.item_id): each for each in _worded(session, assembly.id)}
    polls, objections = _polls(session, assembly.id), _objections(session, assembly.id)
    left = _never_voted_on(session, assembly.id, polls) if sitting.closed_at is not None else {}
    places: list[tuple[Place, AgendaItem | None]] = [
        ((Part.OPENING, None), None),
        *(((Part.ITEM, item.id), item) for item in assembly.items if item.announced_by_id or item.id in polls),
        ((Part.CLOSING, None), None),
    ]
    return [
        _section(place, item, sitting, course.get(place, ()), worded.get(place), polls, objections, left)
        for place, item in places
    ]


def _section(
    place: Place, item: AgendaItem | None, sitting: Sitting, course: Sequence[Happening], worded: SectionText | None,
    polls: Mapping[int, list[Poll]], objections: Mapping[int, list[Objection]], left: Mapping[int, list[Motion]],
) -> Section:
    """One part, as it is worded or else drafted."""
    met_on, number = local(sitting.opened_at).date(), item.id if item else 0
    lines, later = lines_of(course, met_on), []
    lines += [never_voted_on(each.text, each.mover) for each in left.get(number, ())]
    is_to_be_resolved = item is not None and item.subject is not None
    if is_nothing_resolved(is_to_be_resolved, sitting.closed_at is not None, number in polls, course):
        lines.append(_NOTHING_RESOLVED)
    if worded is not None:
        lines = [each.strip() for each in worded.text.split("\n\n") if each.strip()]
        later = paragraphs_of((each for each in course if each.id > worded.told_until), met_on)
    declared = [each.poll_id for each in course if each.kind is CourseKind.DECLARED]
    return Section(
        place[0], item, lines, max((each.id for each in course), default=0), worded is not None, later,
        sorted(polls.get(number, ()), key=lambda each: declared.index(each.id)), objections.get(number, ()),
    )


def happenings_of(session: Session, assembly: Assembly, sitting: Sitting) -> list[Happening]:
    """The course of a meeting, with who did what and what it was about taken apart.

    A vote that was prepared and thrown away before it was opened is none of it.
    """
    polls = voting.polls_of(session, assembly.id)
    questions = {poll.id: poll.question for poll in polls}
    never_ran = {poll.id for poll in polls if poll.opened_at is None}
    titles = {item.id: item.title for item in assembly.items}
    motions = voting.motions_in(session, assembly.id)
    is_in_hall = has_hall(assembly.form)
    moved = {told_motion(each.mover, each.text): (each.text, each.mover, each.kind.value) for each in motions}
    return [
        Happening(
            each.id, each.kind, each.at, each.item_id, *_apart(each, sitting, titles, questions, moved, is_in_hall),
            each.poll_id,
        )
        for each in voting.course_of(session, assembly.id)
        if each.kind is not CourseKind.POLL_VOID or each.poll_id not in never_ran
    ]


def _apart(
    entry: CourseEntry, sitting: Sitting, titles: Mapping[int, str], questions: Mapping[int, str],
    moved: Mapping[str, tuple[str, str, str]], is_in_hall: bool,
) -> tuple[str, str, str]:
    """Text, who, and what about: the course keeps them in one line."""
    match entry.kind:
        case CourseKind.OPENED | CourseKind.CLOSED:
            return "", sitting.chair, ""
        case CourseKind.SPOKE:
            return "", entry.text, ""
        case CourseKind.MOTION_MADE | CourseKind.MOTION_WITHDRAWN:
            return moved[entry.text]
        case CourseKind.ITEM_WITHDRAWN | CourseKind.POLL_VOID:
            known = questions.get(entry.poll_id or 0) or titles.get(entry.item_id or 0, "")
            return entry.text.removeprefix(f"{known}: "), "", known
        case CourseKind.SECRECY_DEMANDED if not is_in_hall:
            return without_hall(entry.text), "", ""
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


def _never_voted_on(session: Session, assembly_id: int, polls: Mapping[int, list[Poll]]) -> Mapping[int, list[Motion]]:
    """The motions that nobody withdrew, and on which no result was declared, by item."""
    declared = {each.motion_id for some in polls.values() for each in some}
    found: defaultdict[int, list[Motion]] = defaultdict(list)
    for motion in voting.motions_in(session, assembly_id):
        if motion.state is MotionState.OPEN and motion.id not in declared:
            found[motion.item_id].append(motion)
    return found


def _objections(session: Session, assembly_id: int) -> Mapping[int, list[Objection]]:
    found: defaultdict[int, list[Objection]] = defaultdict(list)
    for objection in voting.objections_of(session, assembly_id):
        found[objection.item_id].append(objection)
    return found
