"""Reads of what members are to be paid from used results, and of what was (§§ 19, 21a GenG)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.closing.models import Appropriation, AppropriationShare, DividendEntry
from app.closing.queries.results import use_is_undone
from app.core.values import Cents, NotFound
from app.members.models import Member

_SHARE = AppropriationShare
_CLAIM = _SHARE.paid_out + _SHARE.interest
_OF_THE_CLAIM = (
    (DividendEntry.appropriation_id == _SHARE.appropriation_id) & (DividendEntry.member_id == _SHARE.member_id)
)


@dataclass(frozen=True)
class Claim:
    """What the cooperative owes a member by the use of a result; cents. `ended_by`: the entry that stands, if any."""

    appropriation: Appropriation
    member: Member
    paid_out: Cents
    interest: Cents
    ended_by: DividendEntry | None

    @property
    def amount(self) -> Cents:
        """All of it."""
        return self.paid_out + self.interest

    @property
    def key(self) -> str:
        """How forms and addresses name it."""
        return f"{self.appropriation.id}-{self.member.id}"


def _stands() -> ColumnElement[bool]:
    """The condition that an entry ends its claim, and was not undone."""
    undoing = aliased(DividendEntry)
    same = (undoing.appropriation_id == DividendEntry.appropriation_id, undoing.member_id == DividendEntry.member_id)
    return (DividendEntry.amount > 0) & ~select(undoing.id).where(*same, undoing.follows == DividendEntry.turn).exists()


def claims_of(session: Session, *wanted: ColumnElement[bool]) -> list[Claim]:
    """The claims from uses of results that stand, by year and member; as far as these conditions hold."""
    found = select(Appropriation, Member, _SHARE.paid_out, _SHARE.interest, DividendEntry).join(
        _SHARE, _SHARE.appropriation_id == Appropriation.id
    ).join(Member, Member.id == _SHARE.member_id).outerjoin(DividendEntry, _OF_THE_CLAIM & _stands())
    found = found.where(_CLAIM > 0, ~use_is_undone(), *wanted).order_by(Appropriation.effective_on, Member.number)
    return [Claim(*row) for row in session.execute(found).unique()]


def get_claim(session: Session, appropriation_id: int, member_id: int) -> Claim:
    """One claim from a use of a result that stands; raises NotFound."""
    found = claims_of(session, Appropriation.id == appropriation_id, Member.id == member_id)
    if not found:
        raise NotFound
    return found[0]


def ends_of(session: Session, claim: Claim) -> Sequence[DividendEntry]:
    """Everything that ended a claim and what undid it, in the order in which it was recorded."""
    mine = (DividendEntry.appropriation_id == claim.appropriation.id, DividendEntry.member_id == claim.member.id)
    return session.scalars(select(DividendEntry).where(*mine).order_by(DividendEntry.turn)).all()


def dividends_of(session: Session, member_id: int) -> Sequence[DividendEntry]:
    """What a member was paid from results, or lost, and what undid it, in the order in which it was recorded."""
    mine = select(DividendEntry).where(DividendEntry.member_id == member_id)
    return session.scalars(mine.order_by(DividendEntry.id)).all()


def number_ended(session: Session, appropriation: Appropriation) -> int:
    """How many claims from a use of a result were paid or closed."""
    ended = select(func.count()).select_from(DividendEntry)
    return session.scalar(ended.where(DividendEntry.appropriation_id == appropriation.id, _stands())) or 0


def dividends_without_trace(session: Session) -> Sequence[DividendEntry]:
    """Entries of another amount than their claim, or that stand though the use of the result was undone (R-FIN-05)."""
    found = select(DividendEntry).join(Appropriation, Appropriation.id == DividendEntry.appropriation_id).join(
        _SHARE, _OF_THE_CLAIM
    )
    is_wrong = or_(func.abs(DividendEntry.amount) != _CLAIM, _stands() & use_is_undone())
    return session.scalars(found.where(is_wrong).order_by(DividendEntry.id)).all()
