"""Contributions, entry fees and costs lapse three years after the year of their due day (§§ 195, 199 BGB)."""

from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.values import Refusal
from app.dues import actions, queries
from app.dues.models import Contribution, LapsedClaim
from app.dues.rules import DunningLevel
from app.members.models import Member
from app.operations.queries import check
from app.operations.rules import CheckKey
from app.portal import queries as portal
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.rules import DuePayment, PaymentPurpose, claim_lapses_on
from tests.dues.factories import dunned
from tests.dues.test_contributions import YEAR, carried_out
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.shares.factories import a_house, a_member, paid
from tests.tabs import Tab, said

WHY = "Seit Jahren nicht gefordert"
OLD, BARRED, STANDS = date(2022, 2, 15), date(2026, 1, 1), date(2025, 12, 31)
"""A due day, the first day on which its claim has lapsed, and the last one on which it has not."""
USUAL = (PaymentPurpose.CONTRIBUTION, PaymentPurpose.ENTRY_FEE, PaymentPurpose.COSTS)
LATER = datetime(2030, 1, 7, 9, tzinfo=UTC)
"""When the contribution of 2026 has lapsed."""


def owing(session: Session, purpose: PaymentPurpose = PaymentPurpose.CONTRIBUTION) -> tuple[Member, int]:
    """A member that has paid its shares and owes 60 € for something else since 2022."""
    a_house(session, annual_contribution=60_00)
    member = a_member(session, shares=1)
    paid(session, member, 500_00)
    return member, shares.ask_for(session, member, DuePayment(OLD, 60_00, purpose), "JB", OFFICE, NOW).id


def asked(session: Session) -> tuple[Member, Contribution]:
    """A member that has paid its shares and is asked for the contribution of 2026."""
    a_house(session, annual_contribution=60_00)
    member = a_member(session, shares=1)
    paid(session, member, 500_00)
    carried_out(session)
    return member, queries.contributions_of(session, member.id)[0]


def untraced(session: Session) -> list[CheckKey]:
    """What the check finds, but for the job of the run, whose steps were done by hand."""
    return [each.check for each in check.findings(session, LATER) if each.check is not CheckKey.JOB_LOST]


def closed(session: Session, member: Member, due_id: int) -> LapsedClaim:
    return actions.close_lapsed(session, member, due_id, WHY, OFFICE, NOW)


def owed(session: Session, member: Member) -> int:
    return sum(each.open for each in share_queries.open_payments(session, member_id=member.id))


@pytest.mark.parametrize("purpose", USUAL)
def test_other_claims_lapse_with_the_third_year_after_that_in_which_they_fell_due(purpose: PaymentPurpose) -> None:
    assert claim_lapses_on(purpose, date(2027, 2, 15)) == date(2030, 12, 31)
    assert claim_lapses_on(purpose, date(2027, 12, 31)) == date(2030, 12, 31)
    assert claim_lapses_on(purpose, date(2028, 1, 1)) == date(2031, 12, 31)


def test_what_has_lapsed_is_neither_proposed_nor_dunned_nor_asked_for(session: Session) -> None:
    member, _due = owing(session)
    assert [len(queries.proposals(session, day)[0]) for day in (STANDS, BARRED)] == [1, 0]
    history = queries.history_of(session, member.id, TODAY)
    assert (history.next_level, history.is_late) == (None, False)
    with pytest.raises(Refusal):
        dunned(session, member, DunningLevel.REMINDER, NOW)
    with pytest.raises(Refusal, match="doch der Anspruch ist verjährt"):
        shares.issue_payment_request(session, member, OFFICE, NOW)
    assert portal.membership(session, member, TODAY).to_pay is None
    assert owed(session, member) == 60_00


def test_a_letter_asks_for_no_costs_that_have_lapsed(session: Session) -> None:
    member, _due = owing(session, PaymentPurpose.COSTS)
    shares.ask_for(session, member, DuePayment(date(2026, 3, 1), 7_00, PaymentPurpose.COSTS), "R", OFFICE, NOW)
    due = DuePayment(date(2026, 2, 15), 60_00, PaymentPurpose.CONTRIBUTION)
    shares.ask_for(session, member, due, "JB", OFFICE, NOW)
    assert queries.preview(session, member, DunningLevel.REMINDER, TODAY).costs == 7_00


def test_the_lists_and_the_member_s_page_say_what_has_lapsed_and_the_office_closes_it(
    session: Session, client: FlaskClient
) -> None:
    member, due_id = owing(session)
    session.commit()
    sign_in_office(session, client)
    page = f"/mitglieder/{member.number}/zahlungen"
    address = f"{page}/{due_id}/verjaehrt"
    assert address in client.get(page).text
    assert "seit dem 31.12.2025" in said(client.get(page))
    assert "Gemeinde Altenbruck" in said(client.get("/zahlungen?view=lapsed"))
    assert "Gemeinde Altenbruck" not in said(client.get("/zahlungen?view=overdue"))
    assert "Verjährte Ansprüche auf Zahlungen: 1" in said(client.get("/"))
    tab, shown = Tab(client, address), said(client.get(address))
    assert "Jahresbeitrag: fällig am 15.02.2022, offen 60,00 €. Verjährt mit Ablauf des 31.12.2025." in shown
    assert "§§ 195, 199 BGB" in shown
    assert "die Anteile bleiben" not in shown
    assert tab.send(reason=WHY).status_code == 302
    assert owed(session, member) == 0
    assert "§ 22 Abs. 6 GenG" not in shown
    claim = queries.closed_claims_of(session, member.id)[0]
    assert "Jahresbeitrag: fällig am 15.02.2022, geschlossen über 60,00 €" in said(
        client.get(f"/zahlungen/verjaehrt/{claim.id}/storno")
    )


def test_the_member_s_page_says_by_when_what_is_late_lapses(session: Session, client: FlaskClient) -> None:
    member, _due = owing(session)
    due = DuePayment(date(2026, 2, 15), 60_00, PaymentPurpose.CONTRIBUTION)
    shares.ask_for(session, member, due, "JB", OFFICE, NOW)
    session.commit()
    sign_in_office(session, client)
    assert "verjährt am 31.12.2029" in said(client.get(f"/mitglieder/{member.number}/zahlungen"))


@pytest.mark.parametrize("purpose", USUAL)
def test_a_closed_claim_is_owed_again_once_the_closing_is_undone(session: Session, purpose: PaymentPurpose) -> None:
    member, due_id = owing(session, purpose)
    claim = closed(session, member, due_id)
    assert (claim.purpose, claim.amount, owed(session, member)) == (purpose, 60_00, 0)
    actions.undo_closing(session, claim, "Anerkannt", OFFICE, NOW)
    left = share_queries.open_payments(session, member_id=member.id)
    assert [(each.purpose, each.due_on, each.open) for each in left] == [(purpose, OLD, 60_00)]


def test_a_closed_contribution_is_told_so_not_paid_and_is_not_asked_for_again(
    session: Session, client: FlaskClient
) -> None:
    member, contribution = asked(session)
    claim = actions.close_lapsed(session, member, contribution.due_id, WHY, OFFICE, LATER)
    assert queries.still_to_ask(session, YEAR, TODAY) == []
    assert queries.paid_of(session, contribution) == 0
    session.commit()
    sign_in_office(session, client)
    assert "Verjährt" in said(client.get("/beitraege?jahr=2026-01-01"))
    actions.undo_closing(session, claim, "Anerkannt", OFFICE, LATER)
    session.commit()
    row = queries.list_contributions(session, YEAR, share_queries.Ordered(sort="number"))[0][0]
    assert (row.open, row.is_closed, row.is_lapsed(LATER.date()), row.is_lapsed(TODAY)) == (60_00, False, True, False)
    assert untraced(session) == []


def test_what_was_paid_of_a_contribution_stays_paid_when_the_rest_is_closed(session: Session) -> None:
    member, contribution = asked(session)
    shares.record_payment(session, member, 20_00, TODAY, PaymentPurpose.CONTRIBUTION, "", OFFICE, NOW)
    claim = actions.close_lapsed(session, member, contribution.due_id, WHY, OFFICE, LATER)
    assert (claim.amount, queries.paid_of(session, contribution)) == (40_00, 20_00)
    with pytest.raises(Refusal):
        actions.waive_contribution(session, contribution, "Kulanz", OFFICE, LATER)
    assert untraced(session) == []
    shares.take_due_back(session, contribution.due_id, "Rücknahme Jahresbeitrag", OFFICE, LATER)
    assert share_queries.open_balance_of(session, member.id, PaymentPurpose.CONTRIBUTION) == -20_00


def test_a_closing_is_not_undone_once_the_contribution_was_waived(session: Session) -> None:
    member, contribution = asked(session)
    claim = actions.close_lapsed(session, member, contribution.due_id, WHY, OFFICE, LATER)
    actions.waive_contribution(session, contribution, "Kulanz", OFFICE, LATER)
    with pytest.raises(Refusal, match="inzwischen zurückgenommen"):
        actions.undo_closing(session, claim, "Anerkannt", OFFICE, LATER)
