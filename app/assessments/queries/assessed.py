"""Which needs are assessed: those that a bundle had when its round began, wherever they lie later (R-NEED-02)."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments.models import AssessedNeed, Round, RoundSubject
from app.assessments.rules import RESULT_SHOWN
from app.bundles import queries as bundles
from app.needs import queries as needs
from app.needs.models import Need
from app.needs.rules import Viewer


def to_be_assessed(session: Session, found: Round) -> Mapping[int, list[int]]:
    """Subject → the needs that it has now, by id: those in its bundle that go on, or the need that it is."""
    lying = bundles.needs_in_each(session, _bundles_of(found), Viewer(reads_all=True))
    return {
        each.id: [each.need_id or 0] if each.bundle_id is None else [row.need.id for row in lying[each.bundle_id]]
        for each in found.subjects
    }


def _bundles_of(found: Round) -> list[int]:
    return [each.bundle_id for each in found.subjects if each.bundle_id is not None]


def assessed_ids(session: Session, found: Round) -> Mapping[int, list[int]]:
    """Subject → the needs that it had when the round began, by id; nothing before that."""
    kept = select(AssessedNeed.subject_id, AssessedNeed.need_id).join(
        RoundSubject, RoundSubject.id == AssessedNeed.subject_id
    ).where(RoundSubject.round_id == found.id)
    had: dict[int, list[int]] = {each.id: [] for each in found.subjects}
    for subject_id, need_id in session.execute(kept.order_by(AssessedNeed.need_id)):
        had[subject_id].append(need_id)
    return had


def assessed_in(session: Session, found: Round, viewer: Viewer) -> Mapping[int, list[needs.Row]]:
    """The same needs as far as somebody may see them; of others it is not told that they are there."""
    had = assessed_ids(session, found)
    seen = needs.rows_among(session, {need_id for ids in had.values() for need_id in ids}, viewer)
    return {subject_id: [seen[each] for each in ids if each in seen] for subject_id, ids in had.items()}


def assessed_with(session: Session, subject_id: int, viewer: Viewer) -> list[needs.Row]:
    """The same of one subject."""
    kept = select(AssessedNeed.need_id).where(AssessedNeed.subject_id == subject_id)
    ids = session.scalars(kept.order_by(AssessedNeed.need_id)).all()
    seen = needs.rows_among(session, ids, viewer)
    return [seen[each] for each in ids if each in seen]


def owners_of(session: Session, found: Round) -> Mapping[int, frozenset[int]]:
    """Subject → the members whose needs are in it, by id: once the round is over, in what was assessed.

    All of them, so nothing of it is shown to members.
    """
    if found.state in RESULT_SHOWN:
        return _owners_kept(session, found)
    lying = bundles.owners_in(session, _bundles_of(found))
    return {
        each.id: frozenset(lying[each.bundle_id]) if each.bundle_id is not None else _owner(each)
        for each in found.subjects
    }


def _owner(row: RoundSubject) -> frozenset[int]:
    assert row.need is not None
    return frozenset({row.need.member_id} if row.need.member_id is not None else ())


def _owners_kept(session: Session, found: Round) -> Mapping[int, frozenset[int]]:
    kept = select(AssessedNeed.subject_id, Need.member_id).join(Need, Need.id == AssessedNeed.need_id)
    told = kept.join(RoundSubject, RoundSubject.id == AssessedNeed.subject_id).where(RoundSubject.round_id == found.id)
    owners: dict[int, set[int]] = {each.id: set() for each in found.subjects}
    for subject_id, member_id in session.execute(told):
        owners[subject_id].update({member_id} if member_id is not None else ())
    return {subject_id: frozenset(ids) for subject_id, ids in owners.items()}
