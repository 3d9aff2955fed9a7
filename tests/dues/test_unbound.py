"""An amendment that brings or raises the contribution does not bind who leaves because of it (§ 67a GenG)."""

from datetime import date, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.jobs import JobItem
from app.core.values import Refusal
from app.departures import actions as departures
from app.departures.models import Notice
from app.departures.rules import AmendedBy, Amendment, Attended, NoticeKind
from app.dues import actions, queries
from app.dues.jobs import HANDLERS
from app.dues.models import Contribution
from app.members import queries as members
from app.members.models import Member
from app.settlements.queries.bases import Basis
from app.settlements.queries.figures import claims_to_set_off
from app.settlements.rules import SettlementKind
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.rules import PaymentPurpose
from app.statutes.rules import FiscalYear
from tests.departures.factories import a_holder, a_leaving_house, given
from tests.factories import NOW, OFFICE, sign_in_office
from tests.statutes.factories import a_statute

RESOLVED, REGISTERED = date(2026, 11, 10), date(2026, 12, 1)
YEAR = FiscalYear(date(2027, 1, 1), date(2027, 12, 31))
ASKED = NOW.replace(year=2027, month=1, day=8)
DUE = date(2027, 2, 1)
KEPT_AWAY = AmendedBy(Amendment.CONTRIBUTIONS, RESOLVED, Attended.KEPT_AWAY, date(2027, 1, 5))


def a_raise(session: Session, before: int = 0, now: int = 240_00) -> tuple[Member, Member]:
    """A house whose statute brings a contribution, and two members, who may leave with the year in which it begins."""
    a_leaving_house(session, annual_contribution=before or None)
    a_statute(
        session, RESOLVED, REGISTERED, at=NOW.replace(month=12, day=2), annual_contribution=now, share_amount=500_00,
        min_payment=500_00, payment_days=14,
    )
    return a_holder(session), a_holder(session, "Stadt Eichenau")


def leaves(session: Session, member: Member, at: datetime = ASKED, amended_by: AmendedBy = KEPT_AWAY) -> Notice:
    return given(session, member, NoticeKind.SPECIAL, at, received_on=at.date(), amended_by=amended_by)


def run(session: Session, at: datetime = ASKED) -> None:
    job_id = actions.order_contributions(session, YEAR, DUE, "key-of-the-run", OFFICE, at)
    for step in session.scalars(select(JobItem).where(JobItem.job_id == job_id)):
        HANDLERS[actions.CONTRIBUTION_JOB].finish(session, step.reference, None, at)


def asked(session: Session) -> dict[int, int]:
    standing = select(Contribution).where(Contribution.taken_back_at.is_(None), Contribution.waived_at.is_(None))
    return {each.member_id: each.amount for each in session.scalars(standing).unique()}


@pytest.mark.parametrize("before", [0, 60_00])
def test_who_leaves_because_of_the_contribution_is_asked_for_what_the_statute_before_asks(
    session: Session, before: int
) -> None:
    leaver, other = a_raise(session, before)
    leaves(session, leaver)
    found = queries.preview_contributions(session, YEAR, ASKED.date())
    run(session)
    assert asked(session) == {other.id: 240_00, **({leaver.id: before} if before else {})}
    assert (found.total, found.unbound) == (sum(asked(session).values()), 1)


def test_who_leaves_because_of_another_amendment_owes_the_contribution(session: Session) -> None:
    leaver, other = a_raise(session)
    about: dict[str, Any] = {"attended": Attended.KEPT_AWAY, "known_on": date(2027, 1, 5)}
    leaves(session, leaver, amended_by=AmendedBy(Amendment.LONG_NOTICE, RESOLVED, **about))
    run(session)
    assert asked(session) == {leaver.id: 240_00, other.id: 240_00}


def test_what_was_asked_before_the_notice_is_not_dunned_and_is_asked_again_once_that_is_undone(
    session: Session,
) -> None:
    leaver, other = a_raise(session)
    run(session)
    notice, late = leaves(session, leaver), date(2027, 3, 1)
    assert [each.member_id for each in queries.proposals(session, late)[0]] == [other.id]
    (found,) = queries.asked_too_much(session, late, leaver.id)
    assert (found.contribution.member_id, found.owed) == (leaver.id, 0)
    actions.waive_contribution(session, found.contribution, "§ 67a GenG", OFFICE, ASKED)
    assert asked(session) == {other.id: 240_00}
    assert not queries.asked_too_much(session, late)
    with pytest.raises(Refusal, match="schon zurückgenommen"):
        actions.waive_contribution(session, found.contribution, "§ 67a GenG", OFFICE, ASKED)
    departures.reverse(session, notice, "Irrtum", OFFICE, ASKED)
    assert queries.still_to_ask(session, YEAR, late) == [leaver.id]


def test_what_was_paid_of_a_raised_contribution_covers_what_is_owed_and_the_rest_may_go_back(session: Session) -> None:
    leaver, _other = a_raise(session, 60_00)
    run(session)
    purpose = PaymentPurpose.CONTRIBUTION
    shares.record_payment(session, leaver, 240_00, ASKED.date(), purpose, "", OFFICE, ASKED)
    leaves(session, leaver)
    (found,) = queries.asked_too_much(session, ASKED.date())
    actions.waive_contribution(session, found.contribution, "§ 67a GenG", OFFICE, ASKED)
    assert asked(session)[leaver.id] == 60_00
    assert share_queries.open_balance_of(session, leaver.id, purpose) == -180_00


def test_the_page_of_the_notice_leads_to_freeing_the_member(
    session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: ASKED)
    leaver, _other = a_raise(session)
    run(session)
    notice = leaves(session, leaver)
    sign_in_office(session, client)
    address = f"/beitraege/{queries.contributions_of(session, leaver.id)[0].id}/befreien"
    page = client.get(f"/kuendigungen/{notice.id}").text
    assert address in page
    assert "wirkt weder für noch gegen" in page
    assert "geschuldet bleiben 0,00" in client.get(address).text
    assert "Nicht geschuldet" in client.get("/beitraege?jahr=2027-01-01").text


def test_what_is_not_owed_is_set_off_against_no_credit(session: Session) -> None:
    """§ 387 BGB; R-PAY-07: while nobody has freed the leaver of it."""
    leaver, other = a_raise(session)
    run(session)
    leaves(session, leaver)
    after = date(2028, 2, 1)
    claims: dict[int, list[PaymentPurpose]] = {}
    for member in (leaver, other):
        period = members.get_period_on(session, member.id, NOW.date())
        basis = Basis(SettlementKind.EXIT, period.id, member, after, None, 1, date.max)
        claims[member.id] = [each.purpose for each in claims_to_set_off(session, basis, after)]
    assert claims == {leaver.id: [], other.id: [PaymentPurpose.CONTRIBUTION]}
