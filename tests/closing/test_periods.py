"""A closed year takes no more entries, but reversals; the database keeps to it as well (R-REG-05)."""

from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.closing import actions
from app.closing.models import AccountsEntry
from app.closing.rules import AccountsStep
from app.core.values import Refusal
from app.core.web.faults import explain
from app.members import actions as members
from app.members.models import Member, MembershipExit, MembershipPeriod
from app.members.rules import ExitGround, JoinGround, MemberClass
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.models import CreditEntry, PaymentReceived, ShareEntry
from app.shares.rules import CreditGround, ShareGround
from app.statutes import actions as statutes
from app.statutes import queries
from app.statutes.rules import check_leaves_in_open_year
from tests.closing.factories import (
    ADOPTED,
    FIRST,
    MINUTES,
    REFERENCE,
    SECOND,
    THIRD,
    a_house_with_years,
    prepared,
)
from tests.factories import NOW, OFFICE, TODAY, an_organisation, sign_in_office
from tests.shares.factories import a_member, paid, subscribed
from tests.statutes.factories import ADMINISTRATOR

JOINED = date(2024, 5, 2)


def closed(session: Session) -> Member:
    """A member since 2024 who paid then, and the year after it closed."""
    a_house_with_years(session)
    member = a_member(session, shares=2, first_day=JOINED)
    paid(session, member, 500_00, JOINED)
    prepared(session)
    actions.close_year(session, SECOND, OFFICE, NOW)
    session.commit()
    return member


def test_closing_a_year_closes_those_before_it_and_opening_it_says_why(session: Session) -> None:
    closed(session)
    assert queries.closed_through(session) == SECOND.last_day
    with pytest.raises(Refusal, match="schon geschlossen"):
        statutes.close_year(session, FIRST, OFFICE, NOW)
    with pytest.raises(Refusal, match="zuletzt geschlossene"):
        actions.reopen_year(session, FIRST, "Irrtum", OFFICE, NOW)
    with pytest.raises(Refusal, match="Grund"):
        actions.reopen_year(session, SECOND, " ", OFFICE, NOW)
    actions.reopen_year(session, SECOND, "Nachtrag", OFFICE, NOW)
    assert queries.closed_through(session) is None
    actions.close_year(session, SECOND, OFFICE, NOW)
    assert [each.turn for each in queries.closings_of(session, SECOND.last_day)] == [1, 2, 3]


def test_a_year_is_closed_once_it_is_over_and_its_accounts_are_prepared(session: Session) -> None:
    a_house_with_years(session)
    with pytest.raises(Refusal, match="Zuerst ist der Abschluss aufzustellen"):
        actions.close_year(session, SECOND, OFFICE, NOW)
    with pytest.raises(Refusal, match="noch nicht zu Ende"):
        statutes.close_year(session, THIRD, OFFICE, NOW)


def test_accounts_on_which_a_closed_year_rests_are_taken_back_once_it_is_open_again(session: Session) -> None:
    closed(session)
    with pytest.raises(Refusal, match="Öffnen Sie es zuerst"):
        actions.take_back(session, SECOND, AccountsStep.PREPARED, "Irrtum", OFFICE, NOW)
    actions.reopen_year(session, SECOND, "Nachtrag", OFFICE, NOW)
    assert actions.take_back(session, SECOND, AccountsStep.PREPARED, "Irrtum", OFFICE, NOW).turn == 2


def test_acts_that_would_count_in_a_closed_year_are_refused(session: Session) -> None:
    member, within = closed(session), SECOND.last_day
    with pytest.raises(Refusal, match="geschlossen"):
        paid(session, member, 100_00, within)
    with pytest.raises(Refusal, match="geschlossen"):
        subscribed(session, member, 1, within)
    with pytest.raises(Refusal, match="geschlossen"):
        shares.leave(session, member, within, "V-1", OFFICE, NOW)
    with pytest.raises(Refusal, match="geschlossen"):
        shares.take_over(session, member, 1, 0, within, "Liste", OFFICE, NOW)
    with pytest.raises(Refusal, match="geschlossen"):
        members.end(session, member, within, ExitGround.DEATH, "", OFFICE, NOW)
    with pytest.raises(Refusal, match="geschlossen"):
        a_member(session, "Stadt Lindenfurt", first_day=within)
    other = a_member(session, "Landkreis Rabental", first_day=TODAY)
    with pytest.raises(Refusal, match="geschlossen"):
        shares.hand_over(session, member, other, 1, 0, within, "U-1", OFFICE, NOW)
    with pytest.raises(Refusal, match="geschlossen"):
        shares.take_out_credit(session, member, 1_00, CreditGround.PAYOUT, within, "A-1", within, False, OFFICE, NOW)
    taken = members.TakenOver(an_organisation(session, "Stadt Lindenfurt").id, 77, within)
    with pytest.raises(Refusal, match="geschlossen"):
        members.enter_many(session, [taken], "Liste", OFFICE, NOW)
    assert paid(session, member, 100_00, TODAY)
    assert members.end(session, member, THIRD.last_day, ExitGround.NOTICE, "", OFFICE, NOW).turn == 1


def test_an_end_whose_day_nobody_chooses_is_told_to_open_the_closed_year_again() -> None:
    with pytest.raises(Refusal, match="Öffnen Sie unter „Jahresabschlüsse“ das zuletzt geschlossene Jahr wieder"):
        check_leaves_in_open_year(SECOND.last_day, SECOND.last_day)
    check_leaves_in_open_year(THIRD.last_day, SECOND.last_day)
    check_leaves_in_open_year(SECOND.last_day, None)


def test_what_was_wrong_in_a_closed_year_is_reversed_today(session: Session) -> None:
    member = closed(session)
    payment = session.query(PaymentReceived).one()
    shares.reverse_payment(session, payment, "Rücklastschrift", OFFICE, NOW)
    shares.reverse_share_entry(session, share_queries.share_entries_of(session, member.id)[0], "Irrtum", OFFICE, NOW)
    assert share_queries.holding_of(session, member.id, TODAY) == share_queries.Holding(0, 0, 0)


def rows_of(session: Session, member: Member) -> list[object]:
    """Entries that would count in the closed year, past every rule."""
    known = {"recorded_at": NOW}
    other = Member(number=77, party_id=an_organisation(session, "Stadt Lindenfurt").id, recorded_at=NOW)
    session.add(other)
    session.flush()
    by, within = {**known, "recorded_by": "X"}, SECOND.last_day
    entry = {**by, "member_id": member.id, "effective_on": within, "document": "X"}
    return [
        ShareEntry(**entry, change=1, ground=ShareGround.FURTHER_SHARES),
        CreditEntry(**entry, amount=1, ground=CreditGround.PAYMENT),
        MembershipPeriod(
            **known, member_id=other.id, member_class=MemberClass.ORDINARY, first_day=within,
            join_ground=JoinGround.ADMISSION,
        ),
        MembershipExit(**by, period_id=member.periods[0].id, turn=1, last_day=within, ground=ExitGround.NOTICE),
    ]


@pytest.mark.parametrize("which", range(4))
def test_the_database_refuses_what_passes_by_the_rules_and_the_page_says_why(session: Session, which: int) -> None:
    member = closed(session)
    session.add(rows_of(session, member)[which])
    with pytest.raises(DatabaseError, match="this fiscal year is closed") as fault:
        session.flush()
    said = explain(fault.value)
    assert said is not None
    assert (said.status, "geschlossenen Geschäftsjahr" in said.sentence) == (409, True)


def test_the_database_keeps_the_accounts_of_a_closed_year_too(session: Session) -> None:
    closed(session)
    session.add(AccountsEntry(
        year_end=SECOND.last_day, step=AccountsStep.PREPARED, turn=2, follows=1, note="Irrtum", recorded_at=NOW,
        recorded_by="X",
    ))
    with pytest.raises(DatabaseError, match="this fiscal year is closed"):
        session.flush()
    session.rollback()
    adoption = actions.adopt(session, SECOND, ADOPTED, REFERENCE, MINUTES, OFFICE, NOW)
    assert actions.take_back(session, SECOND, AccountsStep.ADOPTED, "Irrtum", OFFICE, NOW).follows == adoption.turn


def test_a_closed_year_keeps_its_days(session: Session) -> None:
    a_house_with_years(session)
    statutes.drop_fiscal_year(session, THIRD.first_day, ADMINISTRATOR, datetime(2025, 6, 1, tzinfo=UTC))
    prepared(session)
    actions.close_year(session, SECOND, OFFICE, NOW)
    with pytest.raises(Refusal, match="geschlossen"):
        statutes.set_fiscal_year(session, SECOND.first_day, date(2025, 11, 30), ADMINISTRATOR, NOW)
    with pytest.raises(Refusal, match="geschlossen"):
        statutes.move_beginning(session, date(2024, 1, 2), lambda *_: None, ADMINISTRATOR, NOW)


def test_the_office_closes_and_opens_a_year_on_the_pages(client: FlaskClient, session: Session) -> None:
    a_house_with_years(session)
    prepared(session)
    sign_in_office(session, client)
    session.commit()
    at = "/jahresabschluesse/2025-12-31"
    assert "nehmen noch Buchungen" in client.get(at).text
    assert "auch frühere Jahre" in client.get(f"{at}/schliessen").text
    for _again in range(2):
        assert client.post(f"{at}/schliessen", data={"key": "schliessen-1"}).status_code == 302
    assert client.post(f"{at}/schliessen", data={"key": "schliessen-2"}).status_code == 409
    assert "geschlossen" in client.get(at).text
    again = client.get(f"{at}/schliessen").text
    assert "Bis zum 31.12.2025 ist schon geschlossen." in again
    assert ">Geschäftsjahr schließen<" not in again
    assert client.post(f"{at}/oeffnen", data={"key": "oeffnen-1", "reason": ""}).status_code == 422
    assert client.post(f"{at}/oeffnen", data={"key": "oeffnen-2", "reason": "Nachtrag"}).status_code == 302
    assert "Nachtrag" in client.get(at).text
