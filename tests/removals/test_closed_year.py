"""A death or dissolution whose year is closed, or after which shares came: refused at once, with what to do."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.values import Refusal
from app.members import actions as register
from app.members.models import Member
from app.members.rules import ExitGround
from app.removals import actions, queries
from app.removals.rules import RemovalKind
from app.removals.rules.hindrances import Taken, check_none_taken_later
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.statutes import actions as statutes
from app.statutes.rules import ClosedYearRefusal, FiscalYear
from tests.departures.factories import a_holder
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.removals.factories import PROOF, a_human, a_lasting_house, dead, reported
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
