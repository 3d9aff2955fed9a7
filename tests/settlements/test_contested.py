"""While an appeal against the exclusion is pending, whoever settles with the member is warned (§ 68; R-EXIT-09)."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.closing import actions as closing
from app.core import clock
from app.desk import queries as desk
from app.desk.rules import TaskKind
from app.members import queries as members
from app.parties import actions as parties
from app.removals import actions as removals
from app.removals.models import Removal
from app.removals.rules import AppealBody, AppealDecision
from app.settlements import actions
from app.settlements import queries as settlements
from app.settlements.models import Settlement
from app.settlements.rules import SettlementKind
from app.shares import actions as shares
from tests.closing.factories import FIGURES, MINUTES, REFERENCE, THIRD
from tests.departures.factories import a_holder
from tests.factories import LONG_AGO, NOW, OFFICE, sign_in_office
from tests.removals.factories import LATER, LATER_DAY, NEW_YEARS_EVE, PROOF, a_lasting_house, appealed, contested, sent
from tests.settlements.factories import CARRIED_FORWARD, IBAN, ONE, TWO
from tests.tabs import Tab, said
from tests.visitors import visitor

NEXT_YEAR = datetime(2027, 9, 1, 10, 0, tzinfo=UTC)
TODAY = NEXT_YEAR.date()
WARNED = "Gegen den Ausschluss läuft eine Beschwerde"


@pytest.fixture
def pending(session: Session) -> Removal:
    """An exclusion appealed against, of a year whose accounts are adopted."""
    a_lasting_house(session)
    return adopted(session, appealed(session, a_holder(session)))


def adopted(session: Session, removal: Removal) -> Removal:
    """Let the accounts of the year be adopted, and the member have an account."""
    parties.add_bank_account(session, removal.member.party_id, IBAN, LONG_AGO, OFFICE, LATER)
    closing.prepare(session, THIRD, date(2027, 4, 20), FIGURES, None, OFFICE, NEXT_YEAR)
    closing.adopt(session, THIRD, date(2027, 6, 11), REFERENCE, MINUTES, OFFICE, NEXT_YEAR)
    closing.use_result(session, THIRD, CARRIED_FORWARD, OFFICE, NEXT_YEAR)
    session.commit()
    return removal


@pytest.fixture
def office(app: Flask, session: Session, pending: Removal, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setattr(clock, "now", lambda: NEXT_YEAR)
    client = visitor(app)
    sign_in_office(session, client)
    return client


def confirmed(session: Session, removal: Removal) -> Settlement:
    """The settlement of who was excluded, confirmed."""
    period = members.get_period_on(session, removal.member_id, LATER_DAY)
    found = actions.open_settlement(session, SettlementKind.EXIT, period.id, 0, ONE, NEXT_YEAR)
    actions.confirm(session, found, TWO, NEXT_YEAR)
    return found


def test_before_a_settlement_is_opened_the_page_names_the_pending_appeal(
    office: FlaskClient, session: Session, pending: Removal
) -> None:
    period = members.get_period_on(session, pending.member_id, LATER_DAY)
    page = said(office.get(f"/auseinandersetzung/neu/exit/{period.id}"))
    assert WARNED in page
    assert pending.number in page
    dismissed = AppealDecision(NEXT_YEAR.date(), False, AppealBody.OUTSIDE, "Amtsgericht Quellbach, 3 C 118/26")
    removals.decide_appeal(session, pending, dismissed, PROOF, OFFICE, NEXT_YEAR)
    session.commit()
    assert WARNED not in said(office.get(f"/auseinandersetzung/neu/exit/{period.id}"))


def test_whoever_confirms_or_pays_a_settlement_reads_of_the_pending_appeal(
    office: FlaskClient, session: Session, pending: Removal
) -> None:
    period = members.get_period_on(session, pending.member_id, LATER_DAY)
    found = actions.open_settlement(session, SettlementKind.EXIT, period.id, 0, ONE, NEXT_YEAR)
    session.commit()
    assert WARNED in said(office.get(f"/auseinandersetzung/{found.id}"))
    actions.confirm(session, found, TWO, NEXT_YEAR)
    session.commit()
    assert WARNED in said(office.get(f"/auseinandersetzung/{found.id}"))


def test_list_file_desk_and_the_page_for_several_payouts_name_the_pending_appeal(
    office: FlaskClient, session: Session, pending: Removal
) -> None:
    """Nothing presses for the payout meanwhile: on the desk it stands among what is held back, without a day."""
    found = confirmed(session, pending)
    session.commit()
    for there in (office.get("/auseinandersetzung/"), office.get("/auseinandersetzung/?format=csv")):
        assert "Beschwerde anhängig" in there.text
    together = said(office.post("/auseinandersetzung/auszahlen", data={"ids": [found.id]}))
    assert (WARNED in together, pending.number in together) == (True, True)
    assert f"{found.number}, 2.500,00 €: Beschwerde anhängig" in said(office.get("/"))
    tasks = desk.tasks(session, OFFICE, TODAY, desk.waiting(session, OFFICE, TODAY))
    days = {each.kind: each.due_on for each in tasks}
    assert (TaskKind.PAY_OUT in days, days.get(TaskKind.PAYOUT_HELD, TODAY)) == (False, None)


def test_what_waits_for_an_appeal_is_neither_overdue_nor_payable(
    office: FlaskClient, session: Session, pending: Removal
) -> None:
    found = confirmed(session, pending)
    session.commit()
    assert found.due_on < TODAY
    assert not settlements.payout_of(session, found, TODAY).is_overdue(TODAY)
    assert found.number not in said(office.get("/auseinandersetzung/?stand=overdue"))
    assert found.number not in said(office.get("/auseinandersetzung/?stand=payable"))
    assert settlements.sum_of(settlements.payouts(session, settlements.VIEWS[""], TODAY), TODAY) == (found.left, 0)


def test_a_page_opened_before_the_appeal_was_noted_pays_nothing_and_tells_of_it(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_lasting_house(session)
    removal = sent(session, a_holder(session))
    found = confirmed(session, adopted(session, removal))
    session.commit()
    monkeypatch.setattr(clock, "now", lambda: NEXT_YEAR)
    client = visitor(app)
    sign_in_office(session, client)
    alone = Tab(client, f"/auseinandersetzung/{found.id}", "/auszahlung$")
    together = Tab(client, "/auseinandersetzung/", "/auszahlen$")
    together.form, together.address = "", together.action
    assert together.send(ids=[found.id]).status_code == 200
    contested(session, removal)
    session.commit()
    for tab in (alone, together):
        answer = tab.send(paid_on=TODAY.isoformat())
        assert answer.status_code == 409
        assert f"Beschwerde gegen den Ausschluss jetzt gespeichert: {removal.number}" in said(answer)
    session.expire_all()
    assert found.paid == 0


def test_who_also_gave_up_shares_is_paid_for_them_whatever_becomes_of_the_exclusion(session: Session) -> None:
    """The notice stands beside the exclusion of the same day: its settlement neither warns nor waits (§ 67b GenG)."""
    a_lasting_house(session)
    member = a_holder(session)
    given_up = shares.cancel(session, member, 2, NEW_YEARS_EVE, "KD-2026-001", OFFICE, NOW)
    removal = adopted(session, appealed(session, member))
    assert removal.last_day == NEW_YEARS_EVE
    basis = settlements.get_basis(session, SettlementKind.PARTIAL, given_up.id)
    found = actions.open_settlement(session, SettlementKind.PARTIAL, given_up.id, 0, ONE, NEXT_YEAR)
    actions.confirm(session, found, TWO, NEXT_YEAR)
    payout = settlements.payout_of(session, found, TODAY)
    assert (settlements.appeal_against(session, basis), payout.contested) == (None, None)
    assert payout.is_overdue(TODAY)
