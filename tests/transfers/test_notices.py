"""Transfers of a member who has given notice: what gives way, what goes on for the rest, what holds again."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.boardroom import queries as boardroom
from app.core.values import Refusal
from app.departures import actions as departures
from app.departures import queries as notices
from app.departures.models import Notice
from app.departures.rules import NoticeKind, NoticeState, Seizure
from app.members import actions as members
from app.members import queries as register
from app.members.models import Member
from app.members.rules import ExitGround
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.transfers import actions, queries
from app.transfers.models import Transfer
from app.transfers.rules import ABOUT_TRANSFEROR, NOT_NOW, Side, TransferState, reason_told
from documents import registry
from documents.transfer_refused import TransferRefusedFacts
from tests.departures.factories import given as a_notice
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.shares.factories import SHARE
from tests.transfers.factories import decided, declared, held, item_about, proposed, two_holders

DAY = timedelta(days=1)
LATER = NOW + DAY
NEXT = TODAY + DAY
YEAR_END = date(2027, 12, 31)


def seized(session: Session, member: Member, kind: NoticeKind = NoticeKind.CREDITOR) -> Notice:
    """A notice that a creditor or an administrator gave in the member's stead."""
    seizure = Seizure(TODAY - 100 * DAY, TODAY - 10 * DAY, is_final=True) if kind is NoticeKind.CREDITOR else None
    return a_notice(session, member, kind, seizure=seizure, sender_address="Bankplatz 1\n70990 Morgenau")


def test_after_a_notice_the_whole_credit_may_go_until_the_membership_ends(session: Session) -> None:
    one, other = two_holders(session)
    notice = a_notice(session, one)
    decided(session, proposed(session, one, other))
    assert notice.state is NoticeState.OVERTAKEN
    assert register.get_period_on(session, one.id, TODAY).last_day == TODAY
    assert held(session, NEXT, one, other) == [(0, 0), (7, 7 * SHARE)]


def test_undone_the_notice_that_it_overtook_holds_again(session: Session) -> None:
    one, other = two_holders(session)
    partial, notice = a_notice(session, one, NoticeKind.PARTIAL, shares=1), a_notice(session, one)
    days = (TODAY, NEXT, date(2026, 12, 31), date(2027, 1, 1), YEAR_END, YEAR_END + DAY)
    before = [held(session, day, one, other) for day in days]
    transfer = proposed(session, one, other)
    decided(session, transfer)
    actions.reverse(session, transfer.id, "Falsches Mitglied", OFFICE, LATER)
    assert (partial.state, notice.state) == (NoticeState.ENTERED, NoticeState.ENTERED)
    assert [held(session, day, one, other) for day in days] == before
    assert register.get_period_on(session, one.id, TODAY).last_day == notice.last_day


def test_after_a_notice_a_part_goes_and_the_notice_holds_for_the_rest(session: Session) -> None:
    one, other = two_holders(session)
    notice = a_notice(session, one)
    transfer = proposed(session, one, other, 2)
    decided(session, transfer)
    assert notice.state is NoticeState.ENTERED
    assert notice.last_day is not None
    assert held(session, NEXT, one, other) == [(3, 3 * SHARE), (4, 4 * SHARE)]
    assert share_queries.shares_held(session, one.id, notice.last_day + DAY) == 0
    actions.reverse(session, transfer.id, "Falsches Mitglied", OFFICE, LATER)
    assert share_queries.shares_held(session, one.id, notice.last_day) == 5
    assert share_queries.shares_held(session, one.id, notice.last_day + DAY) == 0


def test_who_gave_shares_up_for_a_later_day_takes_as_many_as_the_credit_needs_until_then(session: Session) -> None:
    one, other = two_holders(session)
    a_notice(session, other, NoticeKind.PARTIAL, shares=1)
    transfer = proposed(session, one, other, 2)
    decided(session, transfer)
    assert held(session, NEXT, other) == [(4, 4 * SHARE)]
    assert held(session, date.max, other) == [(3, 4 * SHARE)]


@pytest.mark.parametrize("is_whole", [True, False])
def test_a_creditor_keeps_a_letter_that_speaks_when_the_notice_it_gave_holds_again(
    session: Session, is_whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two_holders(session)
    notice = seized(session, one)
    with monkeypatch.context() as before_seizures_stood_against_it:
        before_seizures_stood_against_it.setattr(notices, "seizures_of", lambda *_: {})
        transfer = proposed(session, one, other, None if is_whole else 2)
        decided(session, transfer)
    if is_whole:
        actions.reverse(session, transfer.id, "Falsches Mitglied", OFFICE, LATER)
    assert notice.state is NoticeState.ENTERED
    for letter_id in (notice.letter_id, notice.sender_letter_id):
        assert letter_id is not None
        assert archive.get_document(session, letter_id).standing == "valid"


def test_after_the_end_nothing_is_left_to_transfer(session: Session) -> None:
    one, other = two_holders(session)
    members.end(session, one, TODAY, ExitGround.OTHER, "Beschluss", OFFICE, NOW)
    with pytest.raises(Refusal, match="danach gibt es kein Guthaben"):
        proposed(session, one, other, wanted_on=NEXT)
    with pytest.raises(Refusal, match="weder durch Kündigung noch durch Ausschluss"):
        proposed(session, one, other)


@pytest.mark.parametrize("shares_handed_on", [None, 2])
@pytest.mark.parametrize(("kind", "sentence"), [
    (NoticeKind.CREDITOR, r"Walburga Ehrenpreis gepfändet \(Kündigung KD-2026-001, § 66 GenG\).*schriftlich frei"),
    (NoticeKind.INSOLVENCY, r"verwaltet Walburga Ehrenpreis \(Kündigung KD-2026-001, § 66a GenG\).*schriftlich frei"),
])
def test_what_is_seized_is_not_handed_on(
    session: Session, kind: NoticeKind, sentence: str, shares_handed_on: int | None
) -> None:
    one, other = two_holders(session)
    notice = seized(session, one, kind)
    assert not queries.may_hand_on(session, one, TODAY)
    with pytest.raises(Refusal, match=sentence):
        proposed(session, one, other, shares_handed_on)
    departures.reverse(session, notice, "Vom Gläubiger freigegeben", OFFICE, NOW)
    decided(session, proposed(session, one, other, shares_handed_on))
    assert held(session, NEXT, one, other)[1] == ((7, 7 * SHARE) if shares_handed_on is None else (4, 4 * SHARE))


def test_what_was_seized_of_an_earlier_membership_is_over(session: Session) -> None:
    one, other = two_holders(session)
    notice = seized(session, one)
    notice.received_on = notice.dated_on = date(2020, 5, 4)
    session.flush()
    assert queries.preview(session, one, other, declared(), TODAY).objection is None


def test_seized_before_the_board_decides_it_is_turned_down_and_only_the_transferor_is_told_why(
    session: Session,
) -> None:
    one, other = two_holders(session)
    transfer = proposed(session, one, other)
    notice = seized(session, one)
    decided(session, transfer)
    assert transfer.state is TransferState.REJECTED
    assert (notice.state, held(session, NEXT, one)) == (NoticeState.ENTERED, [(5, 5 * SHARE)])
    assert notice.number in transfer.refusal_reason
    assert reasons_told(session, transfer) == [transfer.refusal_reason, ABOUT_TRANSFEROR]


@pytest.mark.parametrize(("kind", "law"), [(NoticeKind.CREDITOR, "§ 66 GenG"), (NoticeKind.INSOLVENCY, "§ 66a GenG")])
def test_what_was_seized_is_shown_to_office_and_board_before_the_vote(
    session: Session, client: FlaskClient, kind: NoticeKind, law: str
) -> None:
    one, other = two_holders(session)
    transfer = proposed(session, one, other)
    assert queries.stands_against(session, transfer, TODAY) is None
    notice = seized(session, one, kind)
    told = boardroom.consequences_of(session, item_about(session, transfer), None, TODAY)
    assert notice.number in str(told[0])
    assert law in str(told[0])
    session.commit()
    sign_in_office(session, client)
    shown = client.get(f"/uebertragungen/{transfer.id}").text
    assert f'<a href="/kuendigungen/{notice.id}">{notice.number}</a>' in shown
    assert "wird nichts übertragen" in shown
    assert "Wenn der Vorstand heute zustimmt" not in shown
    decided(session, transfer)
    assert "Auch wenn der Vorstand" not in client.get(f"/uebertragungen/{transfer.id}").text


def test_neither_is_told_of_the_others_affairs_where_they_stand_against_it(session: Session) -> None:
    one, other = two_holders(session)
    given_up, overdrawn = proposed(session, one, other, 4), proposed(session, other, one)
    shares.cancel(session, one, 2, TODAY + 30 * DAY, "Kündigung", OFFICE, NOW)
    members.end(session, one, TODAY, ExitGround.OTHER, "Beschluss", OFFICE, NOW)
    decided(session, given_up, overdrawn)
    assert reasons_told(session, given_up) == [given_up.refusal_reason, ABOUT_TRANSFEROR]
    assert reasons_told(session, overdrawn) == [str(NOT_NOW), overdrawn.refusal_reason]


def test_both_are_told_that_the_statute_excludes_it() -> None:
    assert [reason_told("§ 76 Abs. 2", None, side) for side in Side] == ["§ 76 Abs. 2", "§ 76 Abs. 2"]


def reasons_told(session: Session, transfer: Transfer) -> list[str]:
    """What the letters of refusal say to the transferor and to the acquirer."""
    told = []
    for letter_id in (transfer.transferor_letter_id, transfer.acquirer_letter_id):
        letter = archive.get_document(session, letter_id or 0)
        facts = registry.load(letter.kind, letter.facts or {})
        assert isinstance(facts, TransferRefusedFacts)
        told.append(facts.reason)
    return told
