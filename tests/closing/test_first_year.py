"""Which fiscal year is the cooperative's first, and what is missing where it is not (§ 19 (1) GenG; R-FIN-05)."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.closing import actions, queries
from app.closing.rules import Terms, Uses
from app.core.values import Refusal
from app.members.models import Member
from app.statutes import actions as statutes
from app.statutes import queries as statute_queries
from tests.closing.factories import ADOPTED, FIRST, SECOND, a_house_with_years, adopted
from tests.closing.test_results import PROFIT, RESOLVED
from tests.factories import NOW, OFFICE
from tests.shares.factories import a_house, a_member, paid, subscribed
from tests.statutes.factories import ADMINISTRATOR

OF_OLD = {"resolved_on": date(1950, 1, 10), "registered_on": date(1950, 2, 1)}


def a_member_of_old(session: Session, joined: date = date(1953, 5, 2), paid_on: date | None = None) -> Member:
    """Somebody with four paid shares who was there long before the first fiscal year that is entered."""
    old = a_member(session, "Molkerei Rabental eG", 4, joined)
    paid(session, old, 2_000_00, paid_on or joined)
    return old


def test_the_first_year_entered_is_not_the_first_of_a_cooperative_that_was_there_before(session: Session) -> None:
    a_house_with_years(session, **OF_OLD)
    old = a_member_of_old(session)
    paid(session, a_member(session, "Gemeinde Morgenau", 2, date(2024, 11, 4)), 1_000_00, date(2024, 11, 4))
    actions.prepare(session, FIRST, date(2025, 4, 1), PROFIT, None, OFFICE, NOW)
    draft = queries.draft_of(session, queries.accounts_of(session, FIRST), RESOLVED, ADOPTED)
    assert not queries.is_first_year(session, FIRST)
    assert [(each.participant.member_id, each.portion) for each in draft.portions] == [(old.id, 3_000_00)]


def test_a_year_is_the_first_whatever_earlier_years_are_entered_in_which_nobody_was_a_member(session: Session) -> None:
    a_house_with_years(session)
    assert queries.is_first_year(session, SECOND)
    paid(session, a_member(session, "Gemeinde Morgenau", 2, date(2025, 3, 1)), 1_000_00, date(2025, 3, 1))
    adopted(session, figures=PROFIT)
    draft = queries.draft_of(session, queries.accounts_of(session, SECOND), RESOLVED, ADOPTED)
    assert [each.weight for each in draft.portions] == [1_000_00]
    paid(session, a_member(session, "Stadt Lindenfurt", 1, date(2024, 12, 31)), 500_00, date(2024, 12, 31))
    assert not queries.is_first_year(session, SECOND)


def test_the_year_that_begins_with_the_registration_is_the_first_though_the_founders_joined_before(
    session: Session,
) -> None:
    """Members of the assembly that resolved the statute; before the registration there was no fiscal year."""
    founded, began = date(2024, 3, 12), date(2024, 6, 1)
    a_house(session, resolved_on=founded, registered_on=began)
    statutes.set_fiscal_year(session, began, date(2024, 12, 31), ADMINISTRATOR, NOW)
    founder = a_member(session, "Molkerei Rabental eG", 0, founded)
    subscribed(session, founder, 4, began)
    paid(session, founder, 2_000_00, date(2024, 6, 3))
    year = next(each for each in statute_queries.fiscal_years(session) if each.covers(began))
    assert queries.is_first_year(session, year)
    assert [each.weight for each in queries.participants_of(session, year, date(2025, 6, 12))] == [2_000_00]
    a_member(session, "Gemeinde Altenbruck", 0, founded - timedelta(days=1))
    assert not queries.is_first_year(session, year)


def test_credit_of_a_day_without_a_recorded_statute_is_refused_with_what_to_do(session: Session) -> None:
    a_house_with_years(session, resolved_on=date(2023, 11, 2), registered_on=FIRST.first_day)
    old = a_member(session, "Molkerei Rabental eG", 0, date(2023, 5, 2))
    subscribed(session, old, 4, FIRST.first_day)
    paid(session, old, 2_000_00, date(2023, 5, 2))
    actions.prepare(session, FIRST, date(2025, 4, 1), PROFIT, None, OFFICE, NOW)
    accounts = queries.accounts_of(session, FIRST)
    with pytest.raises(Refusal, match=r"Guthaben am 31\.12\.2023, und dafür fehlt die Satzung"):
        queries.draft_of(session, accounts, RESOLVED, ADOPTED)
    kept = Terms(Uses(1_000_00, 500_00, 0, 8_500_00))
    assert queries.draft_of(session, accounts, kept, ADOPTED).portions == []


def test_where_credit_of_before_is_not_in_the_books_the_import_is_named(session: Session) -> None:
    a_house_with_years(session, **OF_OLD)
    a_member_of_old(session, paid_on=date(2024, 2, 1))
    actions.prepare(session, FIRST, date(2025, 4, 1), PROFIT, None, OFFICE, NOW)
    with pytest.raises(Refusal, match="übernehmen Sie sie zuerst mit dem Import"):
        queries.draft_of(session, queries.accounts_of(session, FIRST), RESOLVED, ADOPTED)
