"""Reads of who is known by a name already, so that nobody is entered a second time (R-PRX-02, R-VOTE-06)."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.attendance.models import Concern
from app.core.formats import fold
from app.core.values import PartyKind
from app.members.models import Member
from app.organs.models import Office
from app.parties.models import Party, Representation
from app.removals.models import Follower


def known_by_name(session: Session, first_names: str, last_name: str) -> Sequence[Party]:
    """The people of a name that have to do with the assembly, by id: a limit or a ban may be theirs.

    Members, whoever acts or acted for an organisation, stands for heirs, holds or held an office, or is concerned.
    """
    bound = (Member.party_id, Representation.person_id, Office.party_id, Follower.party_id, Concern.party_id)
    found = select(Party).where(
        Party.kind == PartyKind.NATURAL_PERSON, Party.sort_name == fold(f"{last_name.strip()} {first_names.strip()}"),
        or_(*(Party.id.in_(select(each)) for each in bound)),
    )  # fmt: skip
    return session.scalars(found.order_by(Party.id)).all()
