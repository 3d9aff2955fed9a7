"""Members that are there in person and of whom nothing else is known: asked for many at once, by one statement."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session

from app.attendance import rules
from app.attendance.models import Presence
from app.attendance.rules import Capacity, Entitlement, VoterFacts
from app.core.db import THE_DAY, THE_MOMENT, table_of
from app.core.given import among, by_no_index
from app.members import queries as members
from app.members.models import Member
from app.members.rules import MemberClass
from app.removals.models import Removal
from app.statutes.rules import Statute


def _there_in_person() -> Select[Any]:
    """Past the objects of a session: asked with every vote."""
    period, there, member = members.memberships().subquery(), table_of(Presence).c, table_of(Member).c
    known = select(table_of(Removal).c.id).where(table_of(Removal).c.member_id == there.member_id)
    return (
        select(
            there.member_id, there.party_id, there.capacity, there.mode, member.party_id.label("own_party_id"),
            period.c.member_class, period.c.first_day, period.c.last_day,
        )
        .select_from(table_of(Presence)).join(table_of(Member), member.id == there.member_id)
        .join(period, period.c.member_id == there.member_id)
        .where(
            among(there.member_id, "whose"), by_no_index(there.assembly_id) == bindparam("assembly_id"),
            by_no_index(there.jointly_id).is_(None), there.capacity != Capacity.PROXY, there.came_at <= THE_MOMENT,
            or_(there.left_at.is_(None), there.left_at > THE_MOMENT), period.c.first_day <= THE_DAY,
            or_(period.c.last_day.is_(None), period.c.last_day >= THE_DAY), ~known.exists(),
        )
    )  # fmt: skip


_THERE_IN_PERSON = _there_in_person()


def there_in_person(
    session: Session, assembly_id: int, statute: Statute, whose: Collection[int], day: date, now: datetime
) -> list[Any]:
    """Of these members those that have a vote and are there through nobody's power of attorney (§ 43 (3), (4) GenG).

    Left out is of whom an exclusion, a death or a succession is recorded: `electors` knows what became of it.
    """
    asked = {"assembly_id": assembly_id, "whose": list(whose), "known_at": now, "day": day}
    return [row for row in session.connection().execute(_THERE_IN_PERSON, asked).all() if _votes(row, day, statute)]


def _votes(row: Any, day: date, statute: Statute) -> bool:
    is_investing = row.member_class == MemberClass.INVESTING
    facts = VoterFacts(row.first_day, row.last_day, None, is_investing, None, 0, False)
    return rules.entitlement_of(facts, day, statute.investing_policy) is Entitlement.VOTES
