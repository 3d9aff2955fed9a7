"""Reads of one removal, and of what a member holds besides."""

from collections.abc import Collection, Mapping, Sequence
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
from app.removals.queries.followers import shown_followers
from app.removals.rules import (
    IN_FORCE,
    LEADS_BACK_TO,
    SETTLES_APPEAL,
    STATE_WORDS,
    STEP_WORDS,
    RemovalKind,
    RemovalState,
    StepKind,
    attends_until,
    is_told_lifted,
    may_be_taken_back,
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
    """Removals of a member in force, or that wait for the heirs, and entered no end themselves; the earliest first."""
    known = reversed(removals_of(session, member_id))
    standing = (*IN_FORCE, RemovalState.UNDECIDED)
    return [each for each in known if each.state in standing and each.entered_at is None]


def find_exclusion_ahead(session: Session, member_id: int, day: date) -> Removal | None:
    """The exclusion in force that ends a membership with a day or later; none of who died meanwhile (§§ 68, 77)."""
    found = removals_of(session, member_id)
    ending = [each for each in found if each.state in IN_FORCE and each.entered_at is not None]
    if len(ending) != 1 or ending[0].kind is not RemovalKind.EXCLUSION or beside_another_end(session, member_id):
        return None
    return ending[0] if ending[0].last_day is not None and ending[0].last_day >= day else None


def contested(session: Session) -> Mapping[tuple[int, date | None], Removal]:
    """The exclusions against which an appeal is pending, by member and the day with which they ended a membership.

    § 68 GenG; R-EXIT-09.
    """
    pending = session.scalars(select(Removal).where(Removal.state == RemovalState.APPEALED)).unique()
    return {(each.member_id, each.last_day): each for each in pending}


def find_item(session: Session, removal: Removal) -> Item | None:
    """The newest item of an organ about an exclusion."""
    return organs.find_item(session, ItemKind.EXCLUSION, removal.id)


def organ_of(session: Session, removal: Removal) -> Organ | None:
    """The organ that decides, or decided, on an exclusion: the statute's, or the one to which that handed it over.

    § 39 GenG; R-EXIT-09, R-ORG-04.
    """
    item = find_item(session, removal)
    return item.organ if item else removal.organ


def standing_steps(removal: Removal) -> list[RemovalStep]:
    """The steps of a removal in their order, without those that are taken back, and those that do so (R-REG-05)."""
    gone = taken_back(removal)
    return [step for step in removal.steps if step.id not in gone and step.takes_back_id is None]


def taken_back(removal: Removal) -> Collection[int]:
    """The ids of the steps that were noted by mistake and are taken back."""
    return {step.takes_back_id for step in removal.steps if step.takes_back_id is not None}


def find_last_entry(removal: Removal) -> RemovalStep | None:
    """The step noted last of those that may be taken back by themselves; None where there is none (R-REG-05)."""
    newest = next((step for step in reversed(standing_steps(removal)) if step.kind in LEADS_BACK_TO), None)
    return newest if newest is not None and may_be_taken_back(newest.kind, removal.state) else None


def step_of(removal: Removal, kind: StepKind) -> RemovalStep | None:
    """The newest step of a kind that stands."""
    return next((step for step in reversed(standing_steps(removal)) if step.kind is kind), None)


def last_decided_outside(session: Session, removal: Removal) -> date | None:
    """The latest day on which a court or an arbitrator decided on an exclusion or on an appeal against it (R-EXIT-09).

    What an organ decided on an appeal bears the number of a resolution that is kept here.
    """
    judged = (StepKind.JUDGED_VALID, StepKind.JUDGED_VOID)
    return max((
        step.happened_on for step in standing_steps(removal) if step.kind in judged
        or (step.kind is StepKind.APPEAL_DECIDED and organs.find_named(session, step.reference) is None)
    ), default=None)


def lifted_by(removal: Removal) -> RemovalStep | None:
    """What lifted an exclusion: a judgment, else the decision on an appeal; every other one has dismissed an appeal."""
    if removal.state is not RemovalState.LIFTED:
        return None
    return step_of(removal, StepKind.JUDGED_VOID) or step_of(removal, StepKind.APPEAL_DECIDED)


def has_joined_anew(session: Session, removal: Removal) -> bool:
    """Whether a later membership began after the end that a removal entered; no counter-entry undoes that end then."""
    return removal.entered_at is not None and has_later_membership(session, removal)


def has_later_membership(session: Session, removal: Removal) -> bool:
    """Whether a membership began after the event of a removal, and was not struck since."""
    newest = members.get_period_on(session, removal.member_id, date.max)
    return removal.event_on is not None and newest.first_day > removal.event_on


def stays_entered(session: Session, removal: Removal) -> bool:
    """Whether an exclusion was lifted and stands in the register still, for the member had joined anew (R-REG-05)."""
    if removal.state is not RemovalState.LIFTED or removal.event_on is None:
        return False
    period = members.get_period_on(session, removal.member_id, removal.event_on)
    turns = members.exits_of(session, period.id)
    return bool(turns) and (turns[-1].document, turns[-1].ground) == (removal.number, ExitGround.EXCLUSION)


def find_letter(session: Session, removal: Removal, kind: str) -> int | None:
    """The newest letter of a kind that was written in the course of a removal, by its id."""
    return max((each.id for each in letters_of(session, removal).values() if each.kind == kind), default=None)


def letters_of(session: Session, removal: Removal) -> Mapping[int, IssuedDocument]:
    """The letters written in the course of a removal, by id."""
    ids = [step.document_id for step in removal.steps if step.document_id is not None]
    return {each: archive.get_document(session, each) for each in ids}


def lacks_correction(session: Session, removal: Removal) -> bool:
    """Say whether somebody holds a letter about what was undone as an error, and was not told so (R-REG-05).

    Of an exclusion whose letter was out another letter tells.
    """
    is_wrong = removal.state is RemovalState.REVERSED
    is_wrong = is_wrong and not is_told_lifted(removal.kind, removal.state, removal.event_on)
    return is_wrong and any(archive.lacks_correction(session, each) for each in letters_of(session, removal))


def shown_letter(removal: Removal) -> dict[str, object]:
    """The letter that the page shows; who notes it sent, or writes it anew, from an older page is told of another."""
    written = step_of(removal, StepKind.WRITTEN)
    return {"letter": written.reference if written and written.document_id == removal.letter_id else None}


def shown_appeals(removal: Removal) -> dict[str, object]:
    """What came of appeals against an exclusion, as the page shows it; whoever notes more later is told of it."""
    return {"appeals": [
        Told("{step}, {day}", step=STEP_WORDS[step.kind], day=written(step.happened_on))
        for step in standing_steps(removal) if step.kind in (StepKind.APPEALED, *SETTLES_APPEAL)
    ]}


def appeal_settled_on(removal: Removal) -> date | None:
    """The day on which the appeal noted last was taken back or decided; None where none was."""
    settled = (step.happened_on for step in reversed(standing_steps(removal)) if step.kind in SETTLES_APPEAL)
    return next(settled, None)


def shown_judgments(removal: Removal) -> dict[str, object]:
    """The judgments that confirmed an exclusion, as the page shows them; whoever notes one later is told of another."""
    confirmed = (step for step in standing_steps(removal) if step.kind is StepKind.JUDGED_VALID)
    return {"judged": [f"{step.reference}, {written(step.happened_on)}" for step in confirmed]}


def shown_course(removal: Removal) -> dict[str, object]:
    """How far a removal has come, what happened and who follows; whoever ends or reverses it later is told of more."""
    return {
        "state": Told(STATE_WORDS[removal.state]), **shown_followers(removal),
        "steps": [Told("{step}, {day}", step=STEP_WORDS[step.kind], day=written(step.happened_on))
                  for step in removal.steps],
    }  # fmt: skip


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
