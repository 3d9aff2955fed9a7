"""What was undone since a result was used is named on its page and on the desk, with the way out (§ 19 GenG)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.closing import actions, queries
from app.closing.rules import Terms, Uses
from app.core import clock
from app.core.formats import euro
from app.departures import actions as departures
from app.members.models import Member
from app.removals import actions as removals
from app.shares import actions as shares
from tests.closing.factories import FIGURES, MINUTES, REFERENCE, SECOND, THIRD, a_house_with_years
from tests.closing.test_handed_on import two_members
from tests.departures.factories import given
from tests.factories import NOW, OFFICE, sign_in_office
from tests.removals.factories import a_human, dead, followed
from tests.tabs import said

BOOKED = datetime(2027, 9, 1, 10, tzinfo=UTC)
UNDONE = BOOKED + timedelta(minutes=5)
TERMS = Terms(Uses(100_00, 0, 800_00, 100_00))
RECEIVED = date(2025, 9, 1)
"""So that the notice takes effect with the year before that of the result."""
AT = "/jahresabschluesse/2026-12-31/ergebnis"


def a_used_result(session: Session) -> None:
    """The accounts of the third year, and the use of its result."""
    actions.prepare(session, THIRD, date(2027, 4, 20), FIGURES, None, OFFICE, BOOKED)
    actions.adopt(session, THIRD, date(2027, 6, 11), REFERENCE, MINUTES, OFFICE, BOOKED)
    actions.use_result(session, THIRD, TERMS, OFFICE, BOOKED)


def beneath(session: Session) -> list[tuple[str, Member, int, int]]:
    """What was undone beneath the use: document, member, what counted and what would count."""
    found = queries.undone_since(session, queries.get_appropriation(session, THIRD.last_day))
    return [(each.entry.document, each.entry.member, each.then, each.now) for each in found]


def test_a_notice_undone_since_is_named_with_member_amounts_and_way_out(
    session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaver, _other = two_members(session)
    notice = given(session, leaver, received_on=RECEIVED)
    assert notice.last_day == SECOND.last_day
    a_used_result(session)
    session.commit()
    monkeypatch.setattr(clock, "now", lambda: UNDONE)
    sign_in_office(session, client)
    words = f"storniert, was mit {notice.number} eingetragen war"
    on_desk = f"Ergebnis 2026: {notice.number} von Gemeinde Altenbruck ist storniert"
    assert words not in said(client.get(AT))
    departures.reverse(session, notice, "Falsches Mitglied", OFFICE, UNDONE)
    session.commit()
    assert beneath(session) == [(notice.number, leaver, 0, 2_000_00)]
    page = said(client.get(AT))
    assert words in page
    assert "zählen von Gemeinde Altenbruck seitdem 2.000,00 €; verteilt ist das Ergebnis noch nach 0,00 €" in page
    assert on_desk in said(client.get("/"))
    actions.undo_result(session, THIRD, "Andere Verteilung", OFFICE, UNDONE)
    actions.use_result(session, THIRD, TERMS, OFFICE, UNDONE + timedelta(minutes=5))
    session.commit()
    assert words not in said(client.get(AT))
    assert on_desk not in said(client.get("/"))


def test_shares_undone_since_are_named_where_credit_counted_on_them(session: Session) -> None:
    _one, other = two_members(session)
    entry = shares.cancel(session, other, 1, SECOND.last_day, "KD-2025-009", OFFICE, NOW)
    a_used_result(session)
    assert beneath(session) == []
    shares.reverse_share_entry(session, entry, "Irrtum", OFFICE, UNDONE)
    assert beneath(session) == [("KD-2025-009", other, 500_00, 1_000_00)]


def test_a_notice_entered_anew_since_is_not_named(session: Session) -> None:
    leaver, _other = two_members(session)
    notice = given(session, leaver, received_on=RECEIVED)
    a_used_result(session)
    departures.reverse(session, notice, "Irrtum", OFFICE, UNDONE)
    assert beneath(session)
    given(session, leaver, received_on=RECEIVED, now=UNDONE + timedelta(minutes=1))
    assert beneath(session) == []


def test_a_notice_that_takes_effect_with_the_year_itself_is_not_named(session: Session) -> None:
    leaver, _other = two_members(session)
    notice = given(session, leaver, received_on=date(2026, 9, 1))
    assert notice.last_day == THIRD.last_day
    a_used_result(session)
    departures.reverse(session, notice, "Irrtum", OFFICE, UNDONE)
    assert beneath(session) == []


def test_an_heir_who_goes_on_no_more_is_named_with_amount_and_way_out(
    session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """§ 77 (2) GenG: as where a transfer is undone; named no more when the heir goes on after all."""
    a_house_with_years(session, heirs_continue=True)
    removal = followed(session, dead(session, a_human(session), date(2026, 5, 3)))
    heir = removal.followers[0].id
    removals.continue_with(session, removal, heir, OFFICE, NOW)
    a_used_result(session)
    session.commit()
    monkeypatch.setattr(clock, "now", lambda: UNDONE)
    sign_in_office(session, client)
    words = "wurde storniert, dass Rosalinde Lindwurm die Mitgliedschaft von Balthasar Lindwurm fortsetzt"
    on_desk = f"Ergebnis 2026: Die Fortsetzung nach Balthasar Lindwurm ({removal.number}) ist storniert"
    assert words not in said(client.get(AT))
    removals.undo_continuation(session, removal, "Irrtum", OFFICE, UNDONE)
    session.commit()
    [found] = queries.uses_handed_back(session)
    page = said(client.get(AT))
    assert (found.part > 0, words in page, beneath(session)) == (True, True, [])
    assert f"Rosalinde Lindwurm hat davon insgesamt {' '.join(euro(found.part).split())}" in page
    assert "stornieren Sie die Ergebnisverwendung und buchen Sie sie neu" in page
    assert on_desk in said(client.get("/"))
    removals.continue_with(session, removal, heir, OFFICE, UNDONE + timedelta(minutes=1))
    session.commit()
    assert words not in said(client.get(AT))
    assert on_desk not in said(client.get("/"))
