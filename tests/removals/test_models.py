"""What the database itself refuses of removals, whoever writes to it."""

from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.removals.models import Removal
from app.removals.rules import RemovalState
from tests.departures.factories import a_holder
from tests.factories import TODAY
from tests.removals.factories import a_human, a_lasting_house, dead, heard


@pytest.mark.parametrize("state", [RemovalState.ENTERED, RemovalState.APPEALED])
def test_no_exclusion_is_entered_that_was_not_sent(session: Session, state: RemovalState) -> None:
    a_lasting_house(session)
    removal = heard(session, a_holder(session))
    values: dict[str, Any] = {"state": state, "last_day": TODAY}
    with pytest.raises(IntegrityError, match="entered_exclusion_was_sent"):
        session.execute(update(Removal).where(Removal.id == removal.id).values(**values))


def test_an_exclusion_is_sent_with_the_number_of_the_registered_letter_or_not_at_all(session: Session) -> None:
    a_lasting_house(session)
    removal = heard(session, a_holder(session))
    with pytest.raises(IntegrityError, match="sent_by_registered_letter"):
        session.execute(update(Removal).where(Removal.id == removal.id).values(event_on=TODAY))


def test_a_continued_membership_has_its_last_day(session: Session) -> None:
    a_lasting_house(session, heirs_continue=True)
    removal = dead(session, a_human(session))
    with pytest.raises(IntegrityError, match="entered_has_a_day"):
        session.execute(update(Removal).where(Removal.id == removal.id).values(state=RemovalState.CONTINUED))


def test_nobody_dies_beside_a_membership_that_an_heir_continued(session: Session) -> None:
    a_lasting_house(session, heirs_continue=True)
    first = dead(session, a_human(session))
    first.state, first.last_day = RemovalState.CONTINUED, TODAY
    session.flush()
    session.add(Removal(
        number="AS-2026-999", member_id=first.member_id, kind=first.kind, state=RemovalState.UNDECIDED,
        event_on=TODAY, statute_version_id=first.statute_version_id, recorded_at=first.recorded_at,
        recorded_by=first.recorded_by,
    ))
    with pytest.raises(IntegrityError):
        session.flush()
