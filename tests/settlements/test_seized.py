"""Who seized the credit is paid, and never the member's account (§§ 66, 66a GenG, § 829 ZPO; R-EXIT-08)."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.core.values import DeclarationChannel, Refusal
from app.departures.models import Notice
from app.departures.rules import NoticeKind, NoticeState
from app.members.models import Member
from app.settlements import actions, queries
from app.settlements.models import Settlement
from app.settlements.rules import AboutAccount, Hold
from documents import registry
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.settlements.factories import IBAN, LEFT, ONE, a_holder, a_paying_house, confirmed, left

CREDITOR, OF_THE_CREDITOR = "Raiffeisenkasse Rabental", "DE02120300000000202051"


def seized(
    session: Session, state: NoticeState = NoticeState.OVERTAKEN, until: date = LEFT + timedelta(days=365)
) -> Settlement:
    """A settlement of an exclusion that overtook a creditor's notice, as it came of the end of the next year."""
    a_paying_house(session)
    member = a_holder(session)
    is_undone = state is not NoticeState.ENTERED
    session.add(Notice(
        number="KD-2025-009", member_id=member.id, kind=NoticeKind.CREDITOR, state=state,
        channel=DeclarationChannel.OFFICE, written_form="schriftform", declared_by=CREDITOR,
        received_on=LEFT - timedelta(days=90), statute_version_id=1, last_day=until,
        recorded_at=NOW, recorded_by=OFFICE.name, gave_way_to="AS-2025-001" if state is NoticeState.OVERTAKEN else None,
        ended_at=NOW if is_undone else None,
    ))
    return confirmed(session, left(session, member))


@pytest.mark.parametrize("state", [NoticeState.ENTERED, NoticeState.OVERTAKEN])
def test_the_creditor_is_named_and_the_account_of_the_member_is_not(session: Session, state: NoticeState) -> None:
    settlement = seized(session, state)
    found = queries.payout_of(session, settlement, TODAY)
    assert (found.payee_name, found.iban, found.holds, found.waits_for) == (CREDITOR, "", (Hold.SEIZED,), [])
    assert queries.sum_of([found], TODAY)[1] == found.payable
    letter = queries.statement_of(session, settlement)
    assert letter is not None
    facts = registry.load(letter.kind, archive.get_document(session, letter.id).facts or {})
    assert (facts.seized_by, facts.iban) == ((CREDITOR,), "")


@pytest.mark.parametrize("iban", ["", "DE02120300000000202052", IBAN])
def test_what_is_seized_is_paid_to_an_account_that_is_named_and_not_ours(session: Session, iban: str) -> None:
    settlement = seized(session)
    with pytest.raises(AboutAccount):
        actions.pay_out(session, settlement, 500_00, TODAY, ONE, NOW, iban)
    with pytest.raises(Refusal, match="gepfändet"):
        actions.pay_together(session, [settlement.id], TODAY, ONE, NOW)
    assert actions.pay_out(session, settlement, 500_00, TODAY, ONE, NOW, OF_THE_CREDITOR).iban == OF_THE_CREDITOR


def test_a_notice_that_was_a_mistake_seizes_nothing(session: Session) -> None:
    found = queries.payout_of(session, seized(session, NoticeState.REVERSED), TODAY)
    assert (found.payee_name, found.iban, found.holds) == ("Gemeinde Altenbruck", IBAN, ())


@pytest.mark.parametrize(("until", "holds"), [(LEFT - timedelta(days=1), ()), (LEFT, (Hold.SEIZED,))])
def test_what_was_seized_of_an_earlier_membership_is_over(
    session: Session, until: date, holds: tuple[Hold, ...]
) -> None:
    assert queries.payout_of(session, seized(session, NoticeState.ENTERED, until), TODAY).holds == holds


def test_the_page_names_the_creditor_and_asks_for_its_account(session: Session, client: FlaskClient) -> None:
    settlement = seized(session)
    session.commit()
    sign_in_office(session, client)
    page = client.get(f"/auseinandersetzung/{settlement.id}").text
    assert f"{CREDITOR} steht das Guthaben zu" in page
    assert 'name="iban"' in page
    assert CREDITOR in client.get("/auseinandersetzung").text


def test_a_payout_that_lacks_an_account_leads_to_where_one_is_entered(session: Session, client: FlaskClient) -> None:
    a_paying_house(session)
    member: Member = a_holder(session, iban="")
    settlement = confirmed(session, left(session, member))
    session.commit()
    sign_in_office(session, client)
    page = client.get(f"/auseinandersetzung/{settlement.id}").text
    assert f'href="/mitglieder/{member.number}/bankverbindung"' in page
