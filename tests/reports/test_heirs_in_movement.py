"""An heir who goes on with a membership is no new member, and the dead has not left (§ 77 (2) GenG, § 338 HGB)."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.members import queries as members
from app.removals import actions
from app.removals import queries as removals
from app.reports import queries
from app.reports.rules import Figure
from app.statutes.rules import FiscalYear
from tests.departures.factories import a_holder
from tests.factories import NOW, OFFICE
from tests.removals.factories import DIED, a_human, a_lasting_house, dead, followed

YEAR = FiscalYear(DIED.replace(month=1, day=1), DIED.replace(month=12, day=31))


def test_an_heir_who_goes_on_counts_neither_as_joined_nor_as_left(session: Session) -> None:
    """R-MOV-04; the number opens the entries behind it."""
    a_lasting_house(session, heirs_continue=True)
    removal = followed(session, dead(session, a_human(session)))
    actions.continue_with(session, removal, removals.heirs_of(removal)[0].id, OFFICE, NOW)
    heir = members.find_member_of_party(session, removals.heirs_of(removal)[0].party_id)
    assert heir is not None
    assert members.find_period_on(session, heir.id, DIED + timedelta(days=1)) is not None
    report = queries.year_report(session, YEAR)
    assert (report.movement.joined, report.movement.left, report.adds_up) == (0, 0, True)
    assert [queries.entries_behind(session, YEAR, each) for each in (Figure.JOINED, Figure.LEFT)] == [[], []]


def test_an_heir_who_is_a_member_already_leaves_one_member_fewer(session: Session) -> None:
    a_lasting_house(session, heirs_continue=True)
    known = a_holder(session)
    removal = followed(session, dead(session, a_human(session)), who=known.party_id)
    actions.continue_with(session, removal, removals.heirs_of(removal)[0].id, OFFICE, NOW)
    report = queries.year_report(session, YEAR)
    assert (report.movement.joined, report.movement.left, report.adds_up) == (0, 1, True)
    assert len(queries.entries_behind(session, YEAR, Figure.LEFT)) == 1
