"""How much of the statute's measure members have, and how many shares they owe by it (§ 7a (2) GenG; R-SHR-05)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from app.members import queries as members
from app.members.models import Member, MembershipPeriod
from app.shares.models import ScaleQuantity
from app.shares.rules import Owed, Scale, Stated, owed_shares, scale_of
from app.statutes import queries as statutes
from app.statutes.rules import Statute


def quantities_of(session: Session, member_id: int) -> Sequence[ScaleQuantity]:
    """Every entry on what a member has of a measure, and every undoing of one; newest first."""
    found = select(ScaleQuantity).where(ScaleQuantity.member_id == member_id)
    return session.scalars(found.order_by(ScaleQuantity.id.desc())).all()


def stated_of(session: Session, member_id: int) -> tuple[Stated, ...]:
    """What is entered of a member and not undone, in the order of recording."""
    return _standing(reversed(quantities_of(session, member_id)))


def _standing(entries: Iterable[ScaleQuantity]) -> tuple[Stated, ...]:
    every = list(entries)
    undone = {each.undoes_id for each in every}
    return tuple(
        Stated(each.measure, each.quantity, each.valid_from) for each in every
        if each.quantity is not None and each.id not in undone
    )


def owed_by(session: Session, member: Member, statute: Statute, day: date) -> Owed:
    """How many shares a member owes on a day by a statute (§ 7a (2) GenG; R-SHR-05)."""
    return owed_shares(statute, stated_of(session, member.id), day)


def find_owed_on(session: Session, member: Member, day: date) -> Owed | None:
    """How many shares a member owes on a day by the statute of that day; None without one."""
    statute = statutes.find_statute_on(session, day)
    return owed_by(session, member, statute, day) if statute else None


def find_scale_on(session: Session, day: date) -> Scale | None:
    """The scale of the statute of a day; None where all owe the same, or no statute holds (§ 7a (2); R-SHR-05)."""
    statute = statutes.find_statute_on(session, day)
    return scale_of(statute) if statute else None


def owed_by_scale(
    session: Session, statute: Statute, day: date, member_ids: Collection[int] | None = None
) -> Mapping[int, Owed]:
    """What all members owe of whom a quantity is entered, or these of them, by their ids."""
    entered = select(ScaleQuantity).order_by(ScaleQuantity.id)
    if member_ids is not None:
        entered = entered.where(ScaleQuantity.member_id.in_(member_ids))
    entries: dict[int, list[ScaleQuantity]] = {}
    for each in session.scalars(entered):
        entries.setdefault(each.member_id, []).append(each)
    return {member_id: owed_shares(statute, _standing(held), day) for member_id, held in entries.items()}


def with_quantity(measure: str, day: date) -> Select[int]:
    """The ids of the members of whom it is entered, for a day, how much of a measure they have (R-SHR-05).

    What was undone is not entered; see `_standing`.
    """
    entry, undoing = ScaleQuantity, aliased(ScaleQuantity)
    undone = select(undoing.undoes_id).where(undoing.undoes_id.is_not(None))
    return select(entry.member_id).where(
        entry.measure == measure, entry.valid_from <= day, entry.quantity.is_not(None), entry.id.not_in(undone)
    )


def count_without_quantity(session: Session, measure: str, day: date) -> int:
    """How many members of a day lack the quantity by which their shares are reckoned (§ 7a (2) GenG; R-SHR-05)."""
    lacking = select(func.count()).select_from(MembershipPeriod).where(
        members.covers(day), MembershipPeriod.member_id.not_in(with_quantity(measure, day))
    )
    return session.scalar(lacking) or 0


def find_quantity(session: Session, member: Member, entry_id: int) -> ScaleQuantity | None:
    """An entry of this member, or None."""
    found = session.get(ScaleQuantity, entry_id)
    return found if found is not None and found.member_id == member.id else None


def is_file_needed(session: Session, sha256: str) -> bool:
    """Say whether the document behind a quantity consists of these bytes."""
    proves = select(ScaleQuantity.id).where(ScaleQuantity.proof_sha256 == sha256)
    return session.scalar(proves.limit(1)) is not None
