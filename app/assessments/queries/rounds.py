"""Reads of rounds: one, lists, what is assessed in one, who assesses, how many assessments are in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, String, func, or_, select, type_coerce
from sqlalchemy.orm import Session, joinedload, selectinload

from app.assessments.models import AssessedNeed, Assessment, Assessor, Round, RoundCriterion, RoundSubject
from app.assessments.queries.assessed import owners_of
from app.assessments.rules import ASSESSED, Person, RoundState, asked_about
from app.bundles import queries as bundles
from app.core import horizon, journal
from app.core.formats import fold
from app.core.values import NotFound, PartyKind
from app.members import queries as members
from app.members.models import Member
from app.needs import queries as needs
from app.needs.rules import NeedState, Viewer
from app.parties import queries as parties

ANY_MEMBER = Viewer(is_member=True)
"""What every member may see: who assesses must be allowed to see what it assesses."""
OFFICE = Viewer(reads_all=True)


@dataclass(frozen=True)
class Subject:
    """What is assessed: a bundle or a single need, whose needs are in it, whether members may see it as it is now."""

    row: RoundSubject
    number: str
    title: str
    owners: frozenset[int]
    is_shown: bool

    @property
    def id(self) -> int:
        """The id of the row."""
        return self.row.id

    @property
    def is_need(self) -> bool:
        """Whether it is a need by itself."""
        return self.row.need_id is not None


def subject_of(round_id: int) -> str:
    """How journal and outbox call a round."""
    return f"assessment_round:{round_id}"


def get_round(session: Session, round_id: int, lock: bool = False) -> Round:
    """A round that must be there; `lock` reads it afresh and keeps others from changing it meanwhile."""
    more = {"populate_existing": True, "with_for_update": {"of": Round}} if lock else {}
    found = session.get(Round, round_id, **more)  # type: ignore[arg-type]
    if found is None:
        raise NotFound("Diese Bewertungsrunde gibt es nicht.")
    return found


def history_of(session: Session, round_id: int) -> list[journal.JournalLine]:
    """What was done with a round, the newest first; that assessments came in is told by their number alone."""
    lines = journal.lines_about(session, subject_of(round_id))
    return [each for each in lines if each.act != ASSESSED]


def get_criterion(found: Round, criterion_id: int) -> RoundCriterion:
    """A criterion of a round; another one's is not found."""
    row = next((each for each in found.criteria if each.id == criterion_id), None)
    if row is None:
        raise NotFound("Dieses Kriterium gibt es in der Runde nicht.")
    return row


def get_assessor(found: Round, assessor_id: int) -> Assessor:
    """Somebody named in a round and not excused; nobody else is found."""
    row = next((each for each in found.assessors if each.id == assessor_id and each.excused_at is None), None)
    if row is None:
        raise NotFound("Diese Person bewertet in der Runde nicht mehr.")
    return row


def subjects_of(session: Session, found: Round) -> list[Subject]:
    """What is assessed in a round, in the order in which it was chosen."""
    of_bundles = [each.bundle_id for each in found.subjects if each.bundle_id is not None]
    of_needs = [each.need_id for each in found.subjects if each.need_id is not None]
    owners = owners_of(session, found)
    shown = set(of_bundles) if _is_audited() else bundles.seen_among(session, of_bundles, ANY_MEMBER)
    open_needs = needs.seen_among(session, of_needs, ANY_MEMBER)
    return [
        _need(each, owners[each.id], open_needs) if each.bundle_id is None
        else _bundle(each, owners[each.id], each.bundle_id in shown)
        for each in found.subjects
    ]  # fmt: skip


def _bundle(row: RoundSubject, owners: frozenset[int], is_shown: bool) -> Subject:
    assert row.bundle is not None
    return Subject(row, row.bundle.number, row.bundle.title, owners, is_shown)


def _need(row: RoundSubject, owners: frozenset[int], shown: Collection[int]) -> Subject:
    need = row.need
    assert need is not None
    is_shown = need.id in shown and need.state is not NeedState.WITHDRAWN
    return Subject(row, need.number, need.title, owners, is_shown)


def _is_audited() -> bool:
    """Whether somebody reads an audited period, who is not told what members see by now; nothing is asked of it."""
    return horizon.present() is not None


def names_of(subjects: Collection[Subject]) -> dict[int, str]:
    """What is assessed by its numbers, by id: titles of needs can be deleted, so that nothing that stays says them."""
    return {each.id: each.number for each in subjects}


def persons_of(session: Session, found: Round, today: date) -> list[Person]:
    """Who assesses in a round: named, not excused, and still acting for the member."""
    named = zip(found.assessors, _named(session, found.assessors, today), strict=True)
    return [person for assessor, person in named if _is_asked(assessor, person)]


def person_of(session: Session, assessor: Assessor, today: date) -> Person | None:
    """Somebody named, with all members for which the person acts; None who is excused or does not act any more."""
    person = _named(session, [assessor], today)[0]
    return person if _is_asked(assessor, person) else None


def _is_asked(assessor: Assessor, person: Person) -> bool:
    return assessor.excused_at is None and assessor.member_id in person.own


def _named(session: Session, assessors: Sequence[Assessor], today: date) -> list[Person]:
    """Those named, in this order, whether excused or acting for the member no more or not; asked in one statement."""
    own = members.members_acted_for_by_each(session, {each.party_id for each in assessors}, today)
    return [Person(each.id, each.member_id, own[each.party_id]) for each in assessors]


def acts_no_more(found: Round, persons: Sequence[Person]) -> frozenset[int]:
    """Those named, by id, who do not act for their member any more and so are asked no more."""
    acting = {each.id for each in persons}
    return frozenset(each.id for each in found.assessors if each.excused_at is None and each.id not in acting)


@dataclass(frozen=True)
class Progress:
    """How many assessments of something are in, of how many that somebody was named for; never whose."""

    given: int
    total: int

    @property
    def is_complete(self) -> bool:
        """Whether there is something to assess, and all of it is in."""
        return 0 < self.total == self.given


def progress_of(session: Session, found: Round, today: date) -> dict[int, Progress]:
    """What is assessed → how many assessments are in (R-NEED-02).

    Who is excused, or acts no more, stays in the total whether the assessment is in or not: it would tell otherwise.
    """
    given, named = _given(session, found), _named(session, found.assessors, today)
    progress = {}
    for each in subjects_of(session, found):
        asked = len(asked_about(named, each.owners)) if each.is_shown else 0
        done = len(given.get(each.id, ()))
        progress[each.id] = Progress(done, max(done, asked))
    return progress


def missing_in(session: Session, found: Round, today: date) -> int:
    """How many assessments are still waited for, to decide whether a round may close; shown nowhere, since it moves
    with the person who is excused.
    """
    given, persons = _given(session, found), persons_of(session, found, today)
    return sum(
        person.id not in given.get(each.id, ())
        for each in subjects_of(session, found) if each.is_shown for person in asked_about(persons, each.owners)
    )  # fmt: skip


def _given(session: Session, found: Round) -> Mapping[int, set[int]]:
    rows = select(Assessment.subject_id, Assessment.assessor_id).join(RoundSubject).where(
        RoundSubject.round_id == found.id, Assessment.submitted_at.is_not(None)
    )
    given: dict[int, set[int]] = {}
    for subject_id, assessor_id in session.execute(rows):
        given.setdefault(subject_id, set()).add(assessor_id)
    return given


def sum_of(progress: Collection[Progress]) -> Progress:
    """The same of a whole round."""
    return Progress(sum(each.given for each in progress), sum(each.total for each in progress))


# --- lists ------------------------------------------------------------------------------------------------------------

SORTS: Mapping[str, ColumnElement[Any]] = {
    "prepared": type_coerce(Round.prepared_at, Round.prepared_at.type), "number": type_coerce(Round.number, String),
    "title": func.lower(Round.title), "last": type_coerce(Round.last_day, Round.last_day.type),
}
"""What the list can be sorted by."""


def list_rounds(
    session: Session, words: str = "", state: str = "", sort: str = "prepared", descending: bool = True,
    offset: int = 0, limit: int | None = None,
) -> tuple[list[Round], int]:
    """The rounds whose number, title or words have all of these words, in order, and how many there are in all."""
    found = select(Round).where(*(Round.search_text.contains(each, autoescape=True) for each in fold(words).split()))
    if state:
        found = found.where(type_coerce(Round.state, String) == state)
    total = session.scalar(found.with_only_columns(func.count(Round.id))) or 0
    column = SORTS[sort]
    order = column.desc().nulls_last() if descending else column.asc().nulls_last()
    latest = Round.id.desc() if descending else Round.id
    whole = found.options(*(selectinload(each) for each in (Round.subjects, Round.criteria, Round.assessors)))
    return list(session.scalars(whole.order_by(order, latest).offset(offset).limit(limit))), total


def count_by_state(session: Session) -> dict[str, int]:
    """How many rounds stand in each state."""
    found = select(type_coerce(Round.state, String), func.count(Round.id)).group_by(Round.state)
    counted = dict(session.execute(found).all())
    return {state.value: counted.get(state.value, 0) for state in RoundState}


def search(session: Session, words: str, limit: int) -> list[Round]:
    """The rounds that have all these words, the newest first; for who reads the pages of the office."""
    return list_rounds(session, words, limit=limit)[0] if words else []


def rounds_of_bundle(session: Session, bundle_id: int) -> list[RoundSubject]:
    """In which rounds a bundle is or was assessed, the newest first; not those that were called off."""
    found = select(RoundSubject).join(Round).options(joinedload(RoundSubject.round))
    mine = found.where(RoundSubject.bundle_id == bundle_id, Round.state != RoundState.CALLED_OFF)
    return list(session.scalars(mine.order_by(Round.id.desc())))


def rounds_of_need(session: Session, need_id: int, in_bundles: bool) -> list[RoundSubject]:
    """The same of a need that is assessed by itself, and where asked also of those in which its bundle had it."""
    found = select(RoundSubject).join(Round).options(joinedload(RoundSubject.round))
    is_mine = RoundSubject.need_id == need_id
    if in_bundles:
        kept = select(AssessedNeed.subject_id).where(AssessedNeed.need_id == need_id)
        is_mine = or_(is_mine, RoundSubject.id.in_(kept))
    mine = found.where(is_mine, Round.state != RoundState.CALLED_OFF)
    return list(session.scalars(mine.order_by(Round.id.desc())))


def find_assessor(session: Session, round_id: int, party_id: int | None, member_id: int) -> Assessor | None:
    """Who a person is in a round, as named for a member; None where it is not."""
    found = select(Assessor).where(
        Assessor.round_id == round_id, Assessor.party_id == party_id, Assessor.member_id == member_id
    )
    return session.scalars(found).first()


def acting_for(session: Session, member: Member, day: date) -> list[tuple[int, str]]:
    """Who acts for a member on a day, as id and name: itself where it is a person, else who represents it."""
    party = member.party
    if party.kind is PartyKind.NATURAL_PERSON:
        return [(party.id, party.display_name)]
    acting = parties.representations_on(session, party.id, day)
    return list(dict.fromkeys((each.person_id, each.person.display_name) for each in acting))
