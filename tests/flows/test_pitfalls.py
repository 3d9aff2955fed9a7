"""The faults that other registers of members are known for, each on the way by which it would come about here."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import String, delete, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.archive.actions import new_check_code
from app.archive.models import IssuedDocument
from app.core.values import Refusal
from app.departures import actions as departures
from app.departures.models import Notice
from app.departures.rules import NoticeKind
from app.members import actions as members
from app.members import queries as members_queries
from app.members.models import Member, MembershipExit, MembershipPeriod
from app.members.rules import ExitGround, JoinGround, MemberClass
from app.reports import queries as reports
from app.reports.rules import Figure, sums_of
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.models import CreditEntry, ShareEntry
from app.shares.rules import PaymentPurpose, ShareGround
from app.statutes.models import FiscalYearRow
from app.transfers import actions as transfers
from tests.boardroom.factories import a_board_of_three, an_application_in_circular, vote
from tests.departures.factories import JOINED, a_holder, a_leaving_house, given
from tests.factories import NOW, OFFICE, TODAY, an_organisation, sign_in_office
from tests.flows.acts import YEARS, figures
from tests.flows.cast import AFTER, a_cooperative
from tests.shares.factories import SHARE, a_house, a_member, paid, subscribed
from tests.transfers.factories import decided, proposed, two_holders

DAY = timedelta(days=1)
NEW_YEARS_EVE = date(2026, 12, 31)
LAST_YEAR = YEARS[1]


def numbers_on(session: Session, day: date) -> list[int]:
    """Whom the register of a day names."""
    return [line.number for line in reports.register_on(session, day)]


def test_a_notice_taken_back_leaves_no_date_and_no_share_behind(session: Session) -> None:
    cast = a_cooperative(session)
    before = figures(session, NOW)
    notice = given(session, cast.members[0])
    assert figures(session, NOW) != before
    departures.reverse(session, notice, "Irrtum", OFFICE, AFTER)
    assert figures(session, AFTER) == before


def test_the_list_of_a_past_day_shows_no_later_entry_exit_or_share(session: Session) -> None:
    a_leaving_house(session, max_shares=10)
    member = a_holder(session, shares=2)
    subscribed(session, member, 3, date(2025, 3, 1))
    a_member(session, "Stadt Lindenfurt", 1, date(2025, 1, 1))
    members.end(session, member, NEW_YEARS_EVE, ExitGround.NOTICE, "KD-1", OFFICE, NOW)
    shares.leave(session, member, NEW_YEARS_EVE, "KD-1", OFFICE, NOW)
    (line,) = reports.register_on(session, date(2024, 12, 31))
    assert (line.number, line.shares, line.last_day) == (1, 2, None)
    leaver, _other = reports.register_on(session, NEW_YEARS_EVE)
    assert (leaver.shares, leaver.last_day) == (5, NEW_YEARS_EVE)
    assert numbers_on(session, NEW_YEARS_EVE + DAY) == [2]


def test_what_is_not_paid_is_no_credit_and_an_exit_counts_on_its_day(session: Session) -> None:
    """Whenever it was entered."""
    a_leaving_house(session)
    member = a_member(session, shares=2, first_day=JOINED)
    assert share_queries.holding_of(session, member.id, TODAY).credit == 0
    members.end(session, member, LAST_YEAR.last_day, ExitGround.NOTICE, "KD-1", OFFICE, NOW)
    shares.leave(session, member, LAST_YEAR.last_day, "KD-1", OFFICE, NOW)
    assert reports.year_report(session, LAST_YEAR).movement.left == 1
    assert reports.year_report(session, YEARS[2]).movement.left == 0


def test_a_certificate_states_the_ledger_whatever_the_address_asks_for(session: Session, client: FlaskClient) -> None:
    """Shares ended and taken anew are certified as they are held now."""
    a_leaving_house(session, max_shares=10)
    member = a_holder(session, shares=3)
    shares.issue_certificate(session, member, OFFICE, NOW)
    (entry,) = share_queries.share_entries_of(session, member.id)
    with pytest.raises(Refusal):
        shares.reverse_share_entry(session, entry, "Irrtum", OFFICE, NOW)
    subscribed(session, member, 2, TODAY)
    session.commit()
    sign_in_office(session, client)
    client.post(f"/mitglieder/{member.number}/urkunde?shares=9&date=2030-01-01", data={"shares": "9"})
    session.expire_all()
    valid = share_queries.valid_certificate_of(session, member.id)
    assert valid is not None
    assert valid.shares == share_queries.shares_held(session, member.id, TODAY) == 5


def test_what_a_member_holds_is_written_nowhere_but_in_the_ledger(session: Session) -> None:
    a_house(session, further_shares_allowed=True)
    member = a_member(session, shares=2)
    paid(session, member, 2 * SHARE)
    stated = {column.name for table in (Member, MembershipPeriod) for column in table.__table__.columns}
    assert not {name for name in stated if "share" in name or "credit" in name}
    assert share_queries.members_with_other_holdings(session) == []
    subscribed(session, member, 1, TODAY)
    held = {line.shares for line in reports.register_on(session, TODAY)}
    assert held == {share_queries.shares_held(session, member.id, TODAY)} == {3}


def test_on_no_day_of_a_transfer_both_hold_the_share_or_none(session: Session) -> None:
    one, other = two_holders(session)
    decided(session, proposed(session, one, other, 2))
    sums = {day: sums_of(reports.register_on(session, day), day).shares for day in (TODAY - DAY, TODAY, TODAY + DAY)}
    assert set(sums.values()) == {7}
    held = [[line.shares for line in reports.register_on(session, day)] for day in (TODAY, TODAY + DAY)]
    assert held == [[5, 2], [3, 4]]


def test_more_than_is_held_is_never_taken_for_all(session: Session) -> None:
    one, other = two_holders(session)
    with pytest.raises(Refusal):
        proposed(session, one, other, 6)
    assert share_queries.shares_held(session, other.id, TODAY + DAY) == 2


def test_nobody_leaves_twice_and_nobody_stays_without_shares(session: Session) -> None:
    a_leaving_house(session)
    member = a_holder(session)
    with pytest.raises(Refusal):
        given(session, member, NoticeKind.PARTIAL, shares=5)
    given(session, member)
    with pytest.raises(Refusal, match="endet schon"):
        given(session, member)
    assert len(session.scalars(select(Notice)).all()) == 1


def test_who_has_not_paid_may_leave_all_the_same(session: Session) -> None:
    a_leaving_house(session)
    member = a_member(session, shares=2, first_day=JOINED)
    notice = given(session, member)
    assert notice.last_day is not None
    assert share_queries.shares_held(session, member.id, notice.last_day + DAY) == 0


def test_a_form_sent_again_after_an_answer_that_was_lost_enters_nothing_twice(
    session: Session, client: FlaskClient
) -> None:
    a_house(session)
    member = a_member(session, shares=2)
    session.commit()
    sign_in_office(session, client)
    typed = {"key": "the-key-of-a-form", "number": "1", "amount": "500", "received_on": TODAY.isoformat(),
             "purpose": "shares", "note": ""}
    answers = [client.post("/zahlungen/eintragen", data=typed) for _again in range(3)]
    assert {answer.status_code for answer in answers} == {302}
    assert len(share_queries.receipts_of(session, member.id)) == 1


@pytest.mark.parametrize("table", [ShareEntry, CreditEntry, MembershipPeriod, MembershipExit])
def test_nothing_that_was_entered_is_ever_deleted_or_rewritten(
    session: Session, table: type[ShareEntry] | type[CreditEntry] | type[MembershipPeriod] | type[MembershipExit]
) -> None:
    a_leaving_house(session)
    given(session, a_holder(session))
    session.commit()
    for change in (delete(table), update(table).values(recorded_at=NOW)):
        with pytest.raises(DBAPIError):
            session.execute(change)
        session.rollback()


def test_no_number_is_given_before_the_shares_are_there(session: Session) -> None:
    """Tapir gave the number first and the shares later (PR 321); here both come with the board's decision, or none."""
    chair, second, _third = a_board_of_three(session)
    _application, item = an_application_in_circular(session)
    vote(session, item, chair)
    assert (members_queries.number_to_come(session), session.scalars(select(Member)).all()) == (1, [])
    vote(session, item, second)
    (member,) = session.scalars(select(Member)).unique()
    (entry,) = session.scalars(select(ShareEntry))
    assert (member.number, entry.member_id, entry.change > 0) == (1, member.id, True)
    assert entry.effective_on == member.periods[0].first_day
    assert [line.shares for line in reports.register_on(session, entry.effective_on)] == [entry.change]


def test_the_number_of_who_has_left_is_given_to_nobody(session: Session) -> None:
    a_leaving_house(session)
    a_holder(session)
    last = a_holder(session, "Stadt Lindenfurt")
    members.end(session, last, TODAY - DAY, ExitGround.NOTICE, "KD-1", OFFICE, NOW)
    assert a_holder(session, "Gemeinde Eichenau").number == 3


def test_who_took_shares_three_times_is_one_member(session: Session) -> None:
    a_leaving_house(session, max_shares=10)
    member = a_holder(session, shares=1)
    for month in (2, 3):
        subscribed(session, member, 1, date(2025, month, 1))
        paid(session, member, SHARE, date(2025, month, 5))
    assert numbers_on(session, TODAY) == [1]
    assert reports.year_report(session, LAST_YEAR).after.standing.members == 1
    assert len(reports.entries_behind(session, LAST_YEAR, Figure.CLOSING_MEMBERS)) == 1


def test_who_holds_nothing_gives_nothing_up(session: Session) -> None:
    """Also where no entry was ever made, and on an earlier day than the first."""
    a_leaving_house(session)
    empty, holder = a_member(session, first_day=JOINED), a_member(session, "Stadt Lindenfurt", 2, date(2026, 3, 1))
    for member, day in ((empty, TODAY), (holder, date(2026, 2, 1))):
        with pytest.raises(Refusal):
            shares.cancel(session, member, 1, day, "Kündigung", OFFICE, NOW)
        with pytest.raises(Refusal):
            shares.hand_over(session, member, holder if member is empty else empty, 1, SHARE, day, "UT-1", OFFICE, NOW)


@pytest.mark.parametrize("share_amount", [1_00, 333_33, 25_000_00, 1_000_000_00])
def test_any_share_amount_is_exact_to_the_cent(session: Session, share_amount: int) -> None:
    a_house(session, share_amount=share_amount, min_payment=share_amount)
    member = a_member(session, shares=3)
    paid(session, member, 2 * share_amount - 1)
    assert share_queries.open_balance_of(session, member.id, PaymentPurpose.SHARES) == share_amount + 1


def test_what_is_to_come_may_be_entered_and_what_was_long_ago_taken_over(session: Session) -> None:
    a_leaving_house(session)
    old = members.enter(
        session, an_organisation(session, "Gemeinde Altenbruck").id, MemberClass.ORDINARY, date(1953, 7, 1),
        JoinGround.ADMISSION, "Beitritt vom 12.06.1953", OFFICE, NOW,
    )
    shares.take_over(session, old, 4, 4 * SHARE, date(1953, 7, 1), "Liste", OFFICE, NOW)
    assert numbers_on(session, date(1953, 7, 1)) == [1]
    assert given(session, old).last_day == date(2027, 12, 31)


def test_shares_of_tomorrow_are_not_held_today(session: Session) -> None:
    one, other = two_holders(session)
    decided(session, proposed(session, one, other, 2, wanted_on=TODAY))
    subscribed(session, other, 1, TODAY + 30 * DAY)
    held = {day: share_queries.shares_held(session, other.id, day) for day in (TODAY, TODAY + DAY, TODAY + 30 * DAY)}
    assert list(held.values()) == [2, 4, 5]
    assert share_queries.holding_of(session, other.id, TODAY).shares == 2


def test_a_part_goes_to_a_newcomer_who_is_no_member_before(session: Session) -> None:
    a_leaving_house(session, max_shares=10, form_join="textform")
    one, newcomer = a_holder(session), a_member(session, "Stadt Morgenau", 2, TODAY)
    transfer = proposed(session, one, newcomer, 2)
    assert share_queries.shares_on(session, TODAY + DAY) == {one.id: 3, newcomer.id: 2}
    transfers.reverse(session, transfer.id, "Irrtum", OFFICE, AFTER)
    assert share_queries.shares_on(session, TODAY + DAY) == {one.id: 5, newcomer.id: 2}


def test_a_certificate_is_found_by_its_whole_code_only(session: Session, client: FlaskClient) -> None:
    a_leaving_house(session)
    code = shares.issue_certificate(session, a_holder(session), OFFICE, NOW).document.check_code
    session.commit()
    assert code is not None
    assert client.get(f"/pruefen/{code}").status_code == 200
    for guess in (code[:-1], code[1:], "%", code.replace(code[-1], "_"), code + " OR 1=1"):
        assert "ist gültig" not in client.get(f"/pruefen/{guess}").text, guess


def test_the_code_of_a_certificate_is_drawn_anew_each_time_and_fits_its_column() -> None:
    codes = {new_check_code("U-2026-123456") for _certificate in range(200)}
    column = IssuedDocument.__table__.c.check_code.type
    assert isinstance(column, String)
    assert len(codes) == 200
    assert max(map(len, codes)) <= (column.length or 0)


def test_an_earlier_start_of_the_books_turns_no_amount_round(session: Session) -> None:
    a_leaving_house(session, max_shares=10)
    member = a_holder(session, shares=2)
    before = reports.year_report(session, LAST_YEAR), share_queries.holding_of(session, member.id, TODAY).credit
    session.add(FiscalYearRow(first_day=date(2023, 1, 1), last_day=date(2023, 12, 31)))
    session.flush()
    after = reports.year_report(session, LAST_YEAR), share_queries.holding_of(session, member.id, TODAY).credit
    assert (after, after[1]) == (before, 2 * SHARE)
    assert all(each.amount > 0 for each in share_queries.credit_entries_of(session, member.id))


def test_undoing_one_entry_touches_no_other(session: Session) -> None:
    a_leaving_house(session, max_shares=10)
    member = a_holder(session, shares=2)
    entry_id = subscribed(session, member, 1, TODAY)
    before = [(each.id, each.change) for each in share_queries.share_entries_of(session, member.id)]
    credit = [(each.id, each.amount) for each in share_queries.credit_entries_of(session, member.id)]
    shares.reverse_share_entry(session, session.get_one(ShareEntry, entry_id), "Irrtum", OFFICE, AFTER)
    after = [(each.id, each.change) for each in share_queries.share_entries_of(session, member.id)]
    assert [row for row in after if row in before] == before
    assert [(change, ground) for _id, change, ground in session.execute(
        select(ShareEntry.id, ShareEntry.change, ShareEntry.ground).where(ShareEntry.reverses_id == entry_id)
    )] == [(-1, ShareGround.REVERSAL)]
    assert [(each.id, each.amount) for each in share_queries.credit_entries_of(session, member.id)] == credit
    assert session.scalar(text("SELECT count(*) FROM share_entry")) == len(after)


def test_shares_entered_by_mistake_for_who_has_left_are_undone_while_the_credit_waits(session: Session) -> None:
    a_leaving_house(session, max_shares=10)
    member = a_holder(session, shares=3)
    members.end(session, member, LAST_YEAR.last_day, ExitGround.NOTICE, "KD-1", OFFICE, NOW)
    shares.leave(session, member, LAST_YEAR.last_day, "KD-1", OFFICE, NOW)
    wrong = session.get_one(ShareEntry, subscribed(session, member, 1, TODAY))
    shares.reverse_share_entry(session, wrong, "Irrtum", OFFICE, AFTER)
    assert share_queries.shares_held(session, member.id, TODAY) == 0
    assert share_queries.holding_of(session, member.id, TODAY).credit == 3 * SHARE


def test_further_shares_are_undone_beside_the_credit_of_shares_given_up_before(session: Session) -> None:
    a_leaving_house(session, max_shares=10)
    member = a_holder(session, shares=3)
    given(session, member, NoticeKind.PARTIAL, shares=1)
    wrong = session.get_one(ShareEntry, subscribed(session, member, 3, TODAY))
    shares.reverse_share_entry(session, wrong, "Irrtum", OFFICE, AFTER)
    assert share_queries.shares_held(session, member.id, TODAY) == 3
    assert share_queries.holding_of(session, member.id, TODAY).credit == 3 * SHARE


def test_further_shares_on_which_money_is_paid_in_are_not_undone_beside_shares_given_up(session: Session) -> None:
    a_leaving_house(session, max_shares=10)
    member = a_holder(session, shares=3)
    given(session, member, NoticeKind.PARTIAL, shares=1)
    wrong = session.get_one(ShareEntry, subscribed(session, member, 3, TODAY))
    paid(session, member, SHARE)
    with pytest.raises(Refusal, match="Stornieren Sie zuerst die Zahlung"):
        shares.reverse_share_entry(session, wrong, "Irrtum", OFFICE, AFTER)
