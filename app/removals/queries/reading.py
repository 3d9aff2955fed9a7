"""Reads of one removal, and of what a member holds besides."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.archive.models import IssuedDocument
from app.archive.rules import Standing
from app.core.formats import day as written
from app.core.told import Told
from app.core.values import NotFound
from app.members import queries as members
from app.members.models import Member
from app.members.rules import ExitGround
from app.organs import queries as organs
from app.organs.models import Item, Office
from app.organs.rules import ItemKind, Organ
from app.parties import queries as parties
from app.parties.models import Party
from app.removals.models import Removal, RemovalStep
from app.removals.rules import (
    IN_FORCE,
    SETTLES_APPEAL,
    STEP_WORDS,
    RemovalKind,
    RemovalState,
    StepKind,
    attends_until,
)


def get_removal(session: Session, removal_id: int) -> Removal:
    """A removal that must be there."""
    found = session.get(Removal, removal_id)
    if found is None:
        raise NotFound
    return found


def get_step(removal: Removal, step_id: int) -> RemovalStep:
    """A step of this removal with which a paper is kept still; raises NotFound."""
    for step in removal.steps:
        if step.id == step_id and step.paper_sha256 is not None and step.erased_at is None:
            return step
    raise NotFound


def removals_of(session: Session, member_id: int) -> Sequence[Removal]:
    """Every removal of a member, the latest first."""
    found = select(Removal).where(Removal.member_id == member_id).order_by(Removal.id.desc())
    return session.scalars(found).unique().all()


def beside_another_end(session: Session, member_id: int) -> Sequence[Removal]:
    """Deaths and dissolutions of a member that entered no end, for an earlier one stood there; the earliest first."""
    known = reversed(removals_of(session, member_id))
    return [each for each in known if each.state in IN_FORCE and each.entered_at is None]


def find_item(session: Session, removal: Removal) -> Item | None:
    """The newest item of an organ about an exclusion."""
    return organs.find_item(session, ItemKind.EXCLUSION, removal.id)


def organ_of(session: Session, removal: Removal) -> Organ | None:
    """The organ that decides, or decided, on an exclusion: the statute's, or the one to which that handed it over.

    § 39 GenG; R-EXIT-09, R-ORG-04.
    """
    item = find_item(session, removal)
    return item.organ if item else removal.organ


def step_of(removal: Removal, kind: StepKind) -> RemovalStep | None:
    """The newest step of a kind."""
    return next((step for step in reversed(removal.steps) if step.kind is kind), None)


def lifted_by(removal: Removal) -> RemovalStep | None:
    """What lifted an exclusion: a judgment, else the decision on an appeal; every other one has dismissed an appeal."""
    if removal.state is not RemovalState.LIFTED:
        return None
    return step_of(removal, StepKind.JUDGED_VOID) or step_of(removal, StepKind.APPEAL_DECIDED)


def has_joined_anew(session: Session, removal: Removal) -> bool:
    """Whether a later membership began after the end that a removal entered; no counter-entry undoes that end then."""
    newest = members.get_period_on(session, removal.member_id, date.max)
    return removal.entered_at is not None and removal.last_day is not None and newest.first_day > removal.last_day


def stays_entered(session: Session, removal: Removal) -> bool:
    """Whether an exclusion was lifted and stands in the register still, for the member had joined anew (R-REG-05)."""
    if removal.state is not RemovalState.LIFTED or not has_joined_anew(session, removal):
        return False
    period = members.get_period_on(session, removal.member_id, removal.event_on or date.max)
    return (period.last_day, period.exit_ground) == (removal.last_day, ExitGround.EXCLUSION)


def letters_of(session: Session, removal: Removal) -> Mapping[int, IssuedDocument]:
    """The letters written in the course of a removal, by id."""
    ids = [step.document_id for step in removal.steps if step.document_id is not None]
    return {each: archive.get_document(session, each) for each in ids}


def shown_letter(session: Session, removal: Removal) -> dict[str, object]:
    """The letter that the page shows; whoever writes it anew from an older page is told that it is another one."""
    letter = archive.find_document(session, removal.letter_id) if removal.letter_id else None
    return {"letter": letter.number if letter else None}


def shown_appeals(removal: Removal) -> dict[str, object]:
    """What came of appeals against an exclusion, as the page shows it; whoever notes more later is told of it."""
    return {"appeals": [
        Told("{step}, {day}", step=STEP_WORDS[step.kind], day=written(step.happened_on))
        for step in removal.steps if step.kind in (StepKind.APPEALED, *SETTLES_APPEAL)
    ]}


def appeal_settled_on(removal: Removal) -> date | None:
    """The day on which the appeal noted last was taken back or decided; None where none was."""
    return next((step.happened_on for step in reversed(removal.steps) if step.kind in SETTLES_APPEAL), None)


def shown_judgments(removal: Removal) -> dict[str, object]:
    """The judgments that confirmed an exclusion, as the page shows them; whoever notes one later is told of another."""
    confirmed = (step for step in removal.steps if step.kind is StepKind.JUDGED_VALID)
    return {"judged": [f"{step.reference}, {written(step.happened_on)}" for step in confirmed]}


def replacing(removal: Removal, letters: Mapping[int, IssuedDocument]) -> Mapping[int, IssuedDocument]:
    """Which letter speaks in place of one that is void, by its id: the next of the same kind (R-DOC-04)."""
    written = [letters[step.document_id] for step in removal.steps if step.document_id is not None]
    found: dict[int, IssuedDocument] = {}
    for place, letter in enumerate(written):
        newer = next((each for each in written[place + 1:] if each.kind == letter.kind), None)
        if newer is not None and letter.standing is not Standing.VALID:
            found[letter.id] = newer
    return found


def offices_held(session: Session, member: Member, day: date) -> list[Office]:
    """The offices that a member itself holds on a day or later; who sits there for a member keeps the seat."""
    return [
        office for office in organs.offices_of(session, member.party_id)
        if office.last_day is None or office.last_day > day
    ]


def attends_assembly_until(removal: Removal) -> date | None:
    """The last day on which the member attends the general assembly; of somebody excluded, the eve of the dispatch."""
    sent_on = removal.event_on if removal.kind is RemovalKind.EXCLUSION else None
    return attends_until(sent_on, removal.last_day)


def address_of(session: Session, party: Party, day: date) -> tuple[str, ...]:
    """Where a party is written to, line by line; empty where nobody knows."""
    where = parties.address_on(session, party.id, day)
    return where.value().label() if where else ()
