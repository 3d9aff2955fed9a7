"""A death or dissolution whose year is closed, or after which shares came: refused at once, with what to do."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.values import Refusal
from app.members import actions as register
from app.members import queries as members
from app.members.models import Member
from app.members.rules import ExitGround
from app.removals import actions, queries
from app.removals.models import Removal
from app.removals.rules import RemovalKind, RemovalState, goes_over_on
from app.removals.rules.hindrances import Taken, check_none_taken_later
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.statutes import actions as statutes
from app.statutes.rules import ClosedYearRefusal, FiscalYear
from tests.departures.factories import a_holder
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.removals.factories import (
    PROOF,
    a_human,
    a_lasting_house,
    dead,
    facts_of_letter,
    figures,
    followed,
    reported,
)
from tests.shares.factories import subscribed

IN_2025 = date(2025, 6, 1)


def closed_2025(session: Session) -> Member:
    """A member of a house whose years up to 2025 take nothing any more."""
    a_lasting_house(session)
    member = a_holder(session)
    statutes.close_year(session, FiscalYear(date(2025, 1, 1), date(2025, 12, 31)), OFFICE, NOW)
    return member


def is_refused_twice(session: Session, member: Member, kind: type[Refusal], said: str) -> None:
    """A dissolution in 2025 is refused by the preview, and by the act itself."""
    meant = reported(RemovalKind.DISSOLUTION, IN_2025)
    with pytest.raises(kind, match=said):
        queries.preview(session, member, meant, TODAY)
    with pytest.raises(kind, match=said):
        actions.report(session, member, meant, PROOF, OFFICE, NOW)


def test_an_end_within_a_closed_year_is_refused_by_the_preview_too_and_the_way_out_is_named(session: Session) -> None:
    said = r"endet kraft Gesetzes .*31\.12\.2025.*Öffnen Sie .*wieder"
    is_refused_twice(session, closed_2025(session), ClosedYearRefusal, said)


def test_an_end_that_stands_already_needs_no_open_year(session: Session) -> None:
    a_lasting_house(session)
    member = a_holder(session)
    register.end(session, member, date(2025, 12, 31), ExitGround.NOTICE, "KD-2025-001", OFFICE, NOW)
    statutes.close_year(session, FiscalYear(date(2025, 1, 1), date(2025, 12, 31)), OFFICE, NOW)
    meant = queries.preview(session, member, reported(RemovalKind.DISSOLUTION, IN_2025), TODAY)
    assert not meant.ending.is_new


def test_heirs_who_do_not_go_on_in_a_closed_year_are_told_so(session: Session) -> None:
    a_lasting_house(session, heirs_continue=True, heirs_months=3)
    removal = dead(session, a_human(session), IN_2025)
    statutes.close_year(session, FiscalYear(date(2025, 1, 1), date(2025, 12, 31)), OFFICE, NOW)
    with pytest.raises(ClosedYearRefusal, match="Öffnen Sie"):
        actions.let_end(session, removal, OFFICE, NOW)


def test_who_took_shares_after_the_end_is_told_which_and_what_to_do_first(session: Session) -> None:
    a_lasting_house(session)
    member = a_holder(session)
    subscribed(session, member, 1, date(2026, 11, 10))
    is_refused_twice(session, member, Refusal, r"Am 10\.11\.2026 .*Anteile .*Stornieren Sie zuerst")


def test_shares_taken_on_the_last_day_keep_nobody() -> None:
    """They are given up with it."""
    last_day = date(2026, 12, 31)
    check_none_taken_later(last_day, [Taken(last_day, "V-2026-007")])
    with pytest.raises(Refusal, match=r"Am 01\.01\.2027"):
        check_none_taken_later(last_day, [Taken(date(2027, 1, 1), "V-2026-007")])


def test_shares_taken_before_the_end_or_taken_back_keep_nobody(session: Session) -> None:
    a_lasting_house(session)
    member = a_holder(session)
    entry = share_queries.find_share_entry(session, subscribed(session, member, 1, date(2026, 11, 10)))
    assert entry is not None
    assert queries.preview(session, member, reported(RemovalKind.DISSOLUTION, date(2026, 11, 4)), TODAY).ending.is_new
    shares.reverse_share_entry(session, entry, "Falsches Mitglied", OFFICE, NOW)
    assert queries.preview(session, member, reported(RemovalKind.DISSOLUTION, IN_2025), TODAY).ending.is_new


def test_the_preview_on_the_page_says_it_before_anything_is_sent(session: Session, client: FlaskClient) -> None:
    member = closed_2025(session)
    session.commit()
    sign_in_office(session, client)
    typed = {"key": "key-of-a-preview", "event_on": "01.06.2025"}
    page = client.post(f"/ausscheiden/neu/{member.number}/dissolution/vorschau", data=typed).text
    assert "Jahresabschlüsse" in page
    assert "Öffnen Sie" in page
    assert "Ende mit Ablauf" not in page


YEAR_2025 = FiscalYear(date(2025, 1, 1), date(2025, 12, 31))
FIRST_OPEN = date(2026, 1, 1)


def undecided_in_a_closed_year(session: Session) -> Removal:
    """The death of a member with one heir, whose year was closed before the heir said anything."""
    a_lasting_house(session, heirs_continue=True, max_shares=20)
    removal = followed(session, dead(session, a_human(session), IN_2025))
    statutes.close_year(session, YEAR_2025, OFFICE, NOW)
    return removal


def test_an_heir_who_goes_on_after_the_year_of_death_is_closed_is_entered_on_the_first_open_day(
    session: Session,
) -> None:
    removal = undecided_in_a_closed_year(session)
    before = figures(session, removal.member_id)
    actions.continue_with(session, removal, queries.heirs_of(removal)[0].id, OFFICE, NOW)
    heir = members.find_member_of_party(session, queries.heirs_of(removal)[0].party_id)
    assert heir is not None
    assert (removal.state, removal.event_on, removal.last_day) == (RemovalState.CONTINUED, IN_2025, FIRST_OPEN)
    assert members.get_period_on(session, removal.member_id, TODAY).last_day == FIRST_OPEN
    assert members.get_period_on(session, heir.id, TODAY).first_day == date(2026, 1, 2)
    assert share_queries.shares_held(session, heir.id, TODAY) == 3
    assert facts_of_letter(session, removal).since == date(2026, 1, 2)
    assert queries.without_trace(session) == []
    actions.undo_continuation(session, removal, "Falscher Erbe", OFFICE, NOW)
    assert figures(session, removal.member_id) == before


def test_the_page_says_on_which_day_the_heir_goes_on_and_why(session: Session, client: FlaskClient) -> None:
    removal = undecided_in_a_closed_year(session)
    session.commit()
    sign_in_office(session, client)
    assert "mit Ablauf des 01.01.2026" in client.get(f"/ausscheiden/{removal.id}").text
    actions.continue_with(session, removal, queries.heirs_of(removal)[0].id, OFFICE, NOW)
    session.commit()
    page = client.get(f"/ausscheiden/{removal.id}").text
    assert "01.01.2026" in page
    assert "geschlossen" in page


@pytest.mark.parametrize(("closed", "day"), [
    (None, IN_2025), (date(2024, 12, 31), IN_2025), (date(2025, 12, 31), FIRST_OPEN),
])
def test_a_membership_goes_over_with_the_death_or_on_the_first_open_day(closed: date | None, day: date) -> None:
    assert goes_over_on(IN_2025, closed) == day
