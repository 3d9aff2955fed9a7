"""Reads of plural votes: what was granted, and which rule holds on a day (§ 43 (3) GenG; R-VOTE-02, R-VOTE-03)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session, aliased

from app.assemblies import rules as assemblies
from app.assemblies.models import AgendaItem
from app.attendance import rules
from app.attendance.models import PluralVotes
from app.attendance.queries.whose import Whose
from app.attendance.rules import PluralRegime
from app.members import queries as members
from app.members.models import Member, MembershipPeriod
from app.parties.models import Party
from app.removals import queries as removals
from app.removals.models import Removal
from app.statutes.rules import InvestingPolicy, Statute


def granted_on(session: Session, day: date, whose: Whose | None = None) -> Mapping[int, int]:
    """How many votes each member has that has more than one, or had: the newest grant of the day holds.

    `whose` asks of some only.
    """
    found = select(PluralVotes.member_id, PluralVotes.votes).where(PluralVotes.valid_from <= day)
    if whose is not None:
        found = found.where(PluralVotes.member_id.in_(whose.query))
    rows = session.execute(found.order_by(PluralVotes.valid_from, PluralVotes.id), whose.asked if whose else {})
    return dict(rows.all())


def grants_of_plural(session: Session, member_id: int | None = None) -> Sequence[PluralVotes]:
    """Every grant of plural votes, the newest first; of one member, where it is named."""
    found = select(PluralVotes).where(PluralVotes.member_id == member_id if member_id else true())
    return session.scalars(found.order_by(PluralVotes.valid_from.desc(), PluralVotes.id.desc())).unique().all()


def check_has_vote(session: Session, member: Member, day: date, policy: InvestingPolicy) -> None:
    """Refuse plural votes to who has no vote at all on a day (§§ 8 (2), 43 (3), 68 (2) GenG; R-VOTE-02, R-INV-02)."""
    excluded = removals.barred_from_assemblies(day).where(Removal.member_id == member.id)
    rules.check_has_vote(
        member.party.display_name, day, members.class_on(session, member.id, day),
        session.scalar(excluded.limit(1)) is not None, policy,
    )  # fmt: skip


def with_plural_votes(session: Session, day: date) -> Sequence[PluralVotes]:
    """What holds on a day, one row for each member that has more than one vote."""
    later = aliased(PluralVotes)
    after = select(later.id).where(
        later.member_id == PluralVotes.member_id, later.valid_from <= day,
        (later.valid_from > PluralVotes.valid_from)
        | ((later.valid_from == PluralVotes.valid_from) & (later.id > PluralVotes.id)),
    )
    found = select(PluralVotes).where(PluralVotes.valid_from <= day, ~after.exists(), PluralVotes.votes > 1)
    return session.scalars(found.order_by(PluralVotes.member_id)).unique().all()


def regime_on(session: Session, day: date) -> PluralRegime:
    """Which rule on plural votes holds on a day: by how many of the members are entrepreneurs (R-VOTE-03)."""
    counted = select(func.count(), func.count().filter(Party.is_entrepreneur.is_(True))).select_from(MembershipPeriod)
    found = counted.join(Member, Member.id == MembershipPeriod.member_id).join(Party, Party.id == Member.party_id)
    everybody, entrepreneurs = session.execute(found.where(members.covers(day))).one()
    return rules.regime_of(everybody, entrepreneurs)


@dataclass(frozen=True)
class Scale:
    """How votes are weighed in one matter: what each member was granted, and what of it counts."""

    granted: Mapping[int, int]
    most: int
    one_vote_each: bool
    regime: PluralRegime
    votes_present: int

    def weight_of(self, member_id: int) -> int:
        """How many votes a member has in this matter."""
        granted = self.granted.get(member_id, 1)
        return rules.weight_of(granted, self.most, self.one_vote_each, self.regime, self.votes_present)


def scale_for(
    session: Session, statute: Statute, item: AgendaItem | None, day: date, present: Collection[int]
) -> Scale:
    """How votes are weighed under an item of the agenda, of those present; without an item, as in a plain resolution.

    Where the statute knows no plural votes nothing more is read.
    """
    one_each = _one_vote_each(statute, item)
    if statute.plural_votes == 1:
        return Scale({}, 1, one_each, PluralRegime.MAX_THREE, len(present))
    granted = granted_on(session, day)
    nominal = sum(min(granted.get(member_id, 1), statute.plural_votes) for member_id in present)
    return Scale(granted, statute.plural_votes, one_each, regime_on(session, day), nominal)


def _one_vote_each(statute: Statute, item: AgendaItem | None) -> bool:
    if item is None or item.subject is None:
        return False
    return assemblies.majority_under(statute, item.subject).one_vote_each
