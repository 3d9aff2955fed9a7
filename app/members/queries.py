"""Reads of the register of members."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.members.models import Member, MembershipPeriod
from app.parties.models import Representation


def members_acted_for_on(session: Session, party_id: int, day: date) -> Sequence[Member]:
    """The members a person is or represents on a day, by number."""
    represented = select(Representation.organisation_id).where(
        Representation.person_id == party_id,
        Representation.first_day <= day,
        or_(Representation.last_day.is_(None), Representation.last_day >= day),
    )
    current = (
        select(Member)
        .join(MembershipPeriod)
        .where(
            or_(Member.party_id == party_id, Member.party_id.in_(represented)),
            MembershipPeriod.first_day <= day,
            or_(MembershipPeriod.last_day.is_(None), MembershipPeriod.last_day >= day),
        )
    )
    return session.scalars(current.order_by(Member.number)).unique().all()
